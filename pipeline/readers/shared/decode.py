"""Decode the bytes of a file into characters, with a note wherever that took a guess."""

from __future__ import annotations

import codecs
import re

from pipeline.core.errors import UserError
from pipeline.core.language.detection import detect_language
from pipeline.readers.shared.alphabets import find_codec

_BOMS = (  # UTF-32 first: its mark begins with that of UTF-16
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Python also calls `hex`, `punycode` or `unicode_escape` encodings; a page must not choose those.
_TEXT_CODECS = re.compile(
    r"cp\d+|iso8859-\d+|koi8-[rut]|mac-\w+|shift_jis\w*|euc_\w+|gb\w+|big5\w*|tis-620"
)
_SEVEN_BIT_CODECS = re.compile(r"iso2022_\w+|utf-(?:7|16\w*)|hz")  # of words in a header
_GUESSED_ENCODINGS = [
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "koi8_r"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
]
# What calls itself the first is written in the second, which holds all of it and more signs.
# Browsers and mail programs read it so, and pages and mails rely on it.
_READ_AS = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "euc_kr": "cp949",
    "shift_jis": "cp932",
    "big5": "big5hkscs",
}
_JAPANESE_ESCAPES = (b"\x1b$B", b"\x1b$@")  # of ISO-2022-JP, in which mails are written
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b\x1c\x1d\x1e\x1f"))
# What another alphabet looks like when taken for windows-1252: signs in the middle of words.
_ICELANDIC_OR_TURKISH = re.compile("[ÐÝÞðýþ]")
_NOT_TURKISH = re.compile("[áéíóúæÁÉÍÓÚÆ]")
_C1_CONTROLS = re.compile("[\x80-\x9f]")
_SAMPLE = 8_000  # characters by which a language is told
_MISREAD_SIGNS = re.compile("[^\\W\\d_][¿¡¥¯¼½¾¢¤¦¬]|[^\\W\\d_][¹²³£±µ¶ª][^\\W\\d_]")


def decode(path: str, data: bytes, declared: str = "") -> tuple[str, tuple[str, ...]]:
    """Return the text, and a note unless it was UTF-8.

    `declared` is the encoding that the file names itself, if it does. Raises `UserError` for what
    is not text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return (
                _check_text(
                    path,
                    _decode_strictly(
                        path, data.removeprefix(mark) if name == "utf-8" else data, name
                    ),
                ),
                (),
            )
    _refuse_binary(path, data)
    if any(escape in data for escape in _JAPANESE_ESCAPES):
        try:
            return data.decode("iso2022_jp"), ("read as iso2022-jp, not UTF-8",)
        except UnicodeDecodeError:
            pass  # it is something else that holds these signs
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError:
        text, name = _guess_encoding(path, data, declared)
    return _check_text(path, text), (f"read as {name}, not UTF-8",)


def decode_words(data: bytes, charset: str) -> str:
    """Return a few words in an encoding that they name, such as those of a header of a mail.

    UTF-8 comes first, as in `decode`; what fits nothing stands as U+FFFD.
    """
    name = _known_codec(charset) or _known_codec(charset, _SEVEN_BIT_CODECS)
    for each in ("" if data.isascii() else "utf-8", name):
        try:
            if each:
                return data.decode(each)
        except UnicodeDecodeError:
            continue
    return data.decode(name or "utf-8", "replace")


def recode(data: bytes, charset: str) -> bytes | None:
    """Return a text that is in another encoding than UTF-8 as UTF-8, with a mark that says so.

    None where it needs none: it is UTF-8, it has a mark of its own, or `charset` does not fit it.
    """
    name = _known_codec(charset)
    if not name or data.startswith(tuple(mark for mark, _ in _BOMS)):
        return None
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        try:
            return codecs.BOM_UTF8 + data.decode(name).encode()
        except UnicodeDecodeError:
            return None
    return None


def _decode_strictly(path: str, data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        raise _unreadable(path, f"it begins as {name.upper()} and is not") from None


def _refuse_binary(path: str, data: bytes) -> None:
    if b"\0" in data:
        raise _unreadable(path, "it holds NUL bytes, so it is not text")
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > max(2, len(data) // 100):
        raise _unreadable(path, "it holds control characters throughout, so it is not text")


def _check_text(path: str, text: str) -> str:
    if "\0" in text:
        raise _unreadable(path, "it holds NUL characters, so it is not text")
    return text.removeprefix("\ufeff")


def _guess_encoding(path: str, data: bytes, declared: str) -> tuple[str, str]:
    certain = "" if _known_codec(declared) else find_codec(data)
    if certain and certain != "cp1252":
        return data.decode(certain, "replace"), _name_in_words(certain)
    for name in (_known_codec(declared), "cp1252" if _mostly_ascii(data) else ""):
        try:
            text = data.decode(name) if name else ""
        except (UnicodeDecodeError, LookupError):
            continue
        if text and name == "cp1252" and not declared and _is_turkish(data, text):
            return data.decode("cp1254"), _name_in_words("cp1254")
        if text and (name != "cp1252" or declared or not _MISREAD_SIGNS.search(text)):
            return text, _name_in_words(name)
    return _detect_encoding(path, data)


def _is_turkish(data: bytes, text: str) -> bool:
    """Tell whether a text is in windows-1254, which differs from windows-1252 in six letters.

    Those letters are Icelandic in the other; but Icelandic has accents that Turkish has not.
    """
    if not _ICELANDIC_OR_TURKISH.search(text) or _NOT_TURKISH.search(text):
        return False
    try:
        turkish = data.decode("cp1254")
    except UnicodeDecodeError:
        return False
    return detect_language(turkish[:_SAMPLE]) == "tr"


def _detect_encoding(path: str, data: bytes) -> tuple[str, str]:
    from charset_normalizer import from_bytes  # 40 ms, and hardly ever needed

    best = from_bytes(data, cp_isolation=_GUESSED_ENCODINGS, enable_fallback=False).best()
    if best is None:
        raise _unreadable(path, "its encoding is not known, or it is not text")
    text = data.decode(best.encoding)
    if best.encoding == "cp1250" and _MISREAD_SIGNS.search(text):
        other = data.decode("iso8859-2")  # it differs from windows-1250 in a dozen letters
        if not _MISREAD_SIGNS.search(other) and not _C1_CONTROLS.search(other):
            return other, "iso8859-2"
    return text, _name_in_words(best.encoding)


def _known_codec(declared: str, known: re.Pattern[str] = _TEXT_CODECS) -> str:
    try:
        name = codecs.lookup(declared.strip()).name if declared.isascii() else ""
    except (LookupError, ValueError):
        return ""
    name = _READ_AS.get(name, name)
    return name if known.fullmatch(name) else ""


def _mostly_ascii(data: bytes) -> bool:
    return len(data.translate(None, bytes(range(128)))) * 4 < len(data)


def _name_in_words(name: str) -> str:
    return (
        name.replace("_", "-")
        if not re.fullmatch(r"cp125\d", name)
        else name.replace("cp", "windows-")
    )


def _unreadable(path: str, why: str) -> UserError:
    return UserError(
        f"{path}: {why}.", "Save it as UTF-8 text, or give it the suffix of what it is."
    )
