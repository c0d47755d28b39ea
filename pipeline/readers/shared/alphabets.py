"""Tell in which one-byte encoding a text is by the alphabets of languages that are written in it.

Read in a wrong one, a text holds letters that no language has together, or capitals inside words.
"""

from __future__ import annotations

import re

from pipeline.core.language.detection import detect_language

# The letters beyond ASCII of languages, by the encodings that are common for them; what comes first
# is taken where several fit.
_WESTERN = {
    "de": "äöüß", "fr": "àâæçéèêëîïôœùûüÿ", "es": "áéíñóúüçªº¡¿", "pt": "áàâãçéêíóôõúüªº",
    "it": "àèéìíîòóùúªº", "nl": "áéèëïíóöúü", "sv": "åäöéà", "da": "æøåéäöü", "fi": "äöåšžé",
    "is": "áéíóúýðþæö", "ca": "àçéèíïóòúü·", "en": "éèêñöüïçàâôáíóæœ",
}  # fmt: skip
_CENTRAL = {
    "pl": "ąćęłńóśźż", "cs": "áčďéěíňóřšťúůýž", "sk": "áäčďéíĺľňóôŕšťúýž", "hu": "áéíóöőúüű",
    "hr": "čćđšž", "sl": "čšžćđ", "ro": "ăâîşţșț",
}  # fmt: skip
_BALTIC = {"lt": "ąčęėįšųūž", "lv": "āčēģīķļņšūž", "et": "äõöüšž"}
_CYRILLIC = {
    "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюя",
}  # fmt: skip
_CODECS = (
    ("cp1255", {"he": "".join(map(chr, range(0x05B0, 0x05EB)))}),
    ("cp1252", _WESTERN),
    ("cp1250", _CENTRAL),
    ("iso8859-2", _CENTRAL),
    ("cp1257", _BALTIC),
    ("iso8859-4", _BALTIC),
    ("iso8859-16", {"ro": _CENTRAL["ro"], "pl": _CENTRAL["pl"]}),
    ("mac_roman", {name: _WESTERN[name] for name in ("de", "fr", "es", "it")}),
    ("cp1251", _CYRILLIC),
    ("koi8_r", _CYRILLIC),
    ("koi8_u", _CYRILLIC),
    ("iso8859-5", _CYRILLIC),
    ("cp866", _CYRILLIC),
    ("mac_cyrillic", _CYRILLIC),
)
_SIGNS = frozenset("„“”‚‘’‹›«»–—…•°§©®€£™\xa0·±µ×½¼²³№")
_BROKEN_CASE = re.compile(r"[^\W\d_][a-zß-öø-ÿа-яё][A-ZÀ-ÖØ-ÞА-ЯЁ]")
# letters of two scripts in one word
_MIXED = re.compile("[A-Za-z][\u0400-\u04ff\u0590-\u05ff]|[\u0400-\u04ff\u0590-\u05ff][A-Za-z]")
_LEAST_SIGNS = 5  # beyond ASCII: fewer tell nothing
_SAMPLE = 40_000  # bytes
_LEAST_PART = 0.99  # of the letters that must be of one alphabet; a name may have another one


def find_codec(data: bytes) -> str:
    """Return the one-byte encoding in which a text is one of a language; "" where none is certain.

    Where several fit, the language must be that in which its words are read.
    """
    sample = data[:_SAMPLE]
    fits = []
    for name, alphabets in _CODECS:
        try:
            text = sample.decode(name)
        except UnicodeDecodeError:
            continue
        if languages := _languages_of(text, alphabets):
            fits.append((name, languages, text))
    if len({text for _, _, text in fits}) > 1:
        fits = [fit for fit in fits if detect_language(fit[2][:8_000]) in fit[1]]
    return fits[0][0] if fits else ""


def _languages_of(text: str, alphabets: dict[str, str]) -> list[str]:
    """Return the languages whose letters are nearly all of the letters beyond ASCII."""
    found = [x for x in text if x > "\x7f" and x not in _SIGNS]
    odd = len(_BROKEN_CASE.findall(text)) + len(_MIXED.findall(text))
    if len(found) < _LEAST_SIGNS or odd * 100 > len(found):
        return []
    if sum(map(str.isupper, found)) * 2 > len(found):
        return []  # KOI8 and windows-1251 are each other with capitals and small letters exchanged
    lower = [x.lower() for x in found]
    return [
        language
        for language, letters in alphabets.items()
        if sum(x in letters for x in lower) >= _LEAST_PART * len(lower)
    ]
