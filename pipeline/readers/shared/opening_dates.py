"""Find the dates that a source states in its opening lines, and what they are dates of.

"3 March 2009" alone on a line, or behind "Published:", is when it was published; behind "Last
updated:" or "Stand:" it is when it was last changed, which says nothing of the first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.language.detection import detect_language
from pipeline.core.language.local_quantities import read_local_quantities
from pipeline.readers.shared.dates import iso_date

_SAMPLE = 8_000  # characters by which the language is found
_OPENING_CHARACTERS, _MOST_LINES = 3_000, 20
_LONGEST_LINE = 120
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_MARKUP = re.compile(r"^[\s>#*_|~•-]+|[\s*_|~]+$|(?<=:)[*_]+|[*_]+(?=:)")
_PUBLISHED = (
    "published|posted|created|issued|released|date|dated|publication date|date of publication"
    "|published on|release date|veröffentlicht|erschienen|datum|veröffentlichung"
    "|veröffentlichungsdatum|erstellt|publié|paru|date de publication|publicado|fecha"
    "|fecha de publicación|pubblicato|data|data di pubblicazione|gepubliceerd|geplaatst"
    "|data de publicação|publicerad|udgivet|opublikowano|発行日|公開日|掲載日|作成日|日付|发布"
    "|发布时间|发布日期|发表于|日期|發布日期|게시일|작성일|опубликовано|дата"
)
_MODIFIED = (
    "updated|last updated|last update|modified|last modified|revised|last revised|last reviewed"
    "|last changed|last edited|date modified|as of|stand|letzte änderung|zuletzt geändert"
    "|zuletzt aktualisiert|aktualisiert|geändert|letzte aktualisierung|letzte bearbeitung"
    "|mis à jour|mise à jour|dernière mise à jour|dernière modification|modifié|actualizado"
    "|última actualización|última modificación|aggiornato|ultimo aggiornamento|ultima modifica"
    "|bijgewerkt|laatst bijgewerkt|laatst gewijzigd|atualizado|última atualização"
    "|senast uppdaterad|sidst opdateret|更新|更新日|最終更新|最終更新日|更新时间|最后更新"
    "|最近更新|更新日期|수정일|обновлено"
)
_LABEL = re.compile(
    rf"(?:this (?:page|document|article) was )?"
    rf"(?:(?P<modified>{_MODIFIED})|(?P<published>{_PUBLISHED}))"
    r"(?:\s*[:：]\s*|\s+(?:on|at|am|vom|le|el|il|op|em|den)\s+|\s+(?=\S*\d))",
    re.IGNORECASE,
)
# "By Ida Kaland, " or "Posted by Ida Kaland on " in front of a date.
_BYLINE = re.compile(
    r"(?:(?:(?P<modified>updated|revised|modified|aktualisiert|geändert)|posted|published|written"
    r"|veröffentlicht|publié|publicado)\s+)?(?:by|von|par|por)\s+[^\d,|·•]{2,60}?"
    r"(?:\s*[,|·•–—]|\s+(?:-|on|am|le|el))\s+(?=\S)",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b(?=,? \d{4}\b)")
_MORE = re.compile(r"\d{4}[ ,]+[^\W\d_]{3}")  # words behind a date: it begins a sentence
# What may follow a date on its line: a time, an author, where it was.
_TAIL = re.compile(r"(?:$|[T,;|(·–—]|\s(?:[-|(·–—]|at |by |um |von |par |por |\d{1,2}[:.h]\d\d))")
_LANGUAGES = ("de", "fr", "es", "it", "pt", "nl")
_IN_NUMBERS = re.compile(r"\d{1,2}([/-])\d{1,2}\1\d{4}")
_WEEKDAY = re.compile(r"[^\W\d_]{2,12}\.?,\s+(?=\d|[^\W\d_]{3,9}\.? \d)")


@dataclass(frozen=True)
class OpeningDates:
    """The dates of the opening lines as ISO, and lines with a date that can be read two ways."""

    published: str = ""
    modified: str = ""
    unclear: tuple[str, ...] = ()


def find_opening_dates(text: str, language: str = "") -> OpeningDates:
    """Return what the opening lines say, the first date of each kind.

    `language` is the code that the source declares; where it is empty, the text shows it.
    """
    found: dict[str, str] = {}
    unclear: list[str] = []
    for line in text[:_OPENING_CHARACTERS].split("\n")[:_MOST_LINES]:
        # A lower heading that is a date is one of many, as in a list of changes.
        if len(line) > _LONGEST_LINE or not _YEAR.search(line) or line.startswith("##"):
            continue
        words = _MARKUP.sub("", line)
        label = _LABEL.match(words)
        opening = label or _BYLINE.match(words)
        kind = "modified" if opening and opening["modified"] else "published"
        said = words[opening.end() :] if opening else words
        if day := date_that_begins(said, language or _language_of(text), alone=label is None):
            found.setdefault(kind, day)
        elif label and _IN_NUMBERS.match(said):
            unclear.append(words)
    return OpeningDates(found.get("published", ""), found.get("modified", ""), tuple(unclear))


def _language_of(text: str) -> str:
    return detect_language(text[:_SAMPLE], sure=False) or "en"


def date_that_begins(said: str, language: str, alone: bool = False) -> str:
    """Return the ISO date with which a text begins, or an empty string.

    Where `alone` is true, the text must be a date with its month and nothing more.
    """
    plain = _WEEKDAY.sub("", _ORDINAL.sub("", said.strip().rstrip("."), count=1), count=1)
    day = "" if alone and _MORE.search(plain) else iso_date(plain)
    if day and (len(day) > len("2024") or not alone):
        return day
    # A short text hardly shows its language; behind a label a date is worth a second look.
    others = () if alone or _IN_NUMBERS.match(plain) else _LANGUAGES
    for code in dict.fromkeys((language.split("-")[0], "en", *others)):
        dates = [q for q in read_local_quantities(plain, code) or () if q.kind == "date"]
        if dates and dates[0].start == 0 and len(dates[0].date) > len("2024"):
            rest = plain[dates[0].end :]
            if not rest.strip() or (not alone and _TAIL.match(rest)):
                return dates[0].date
    return ""
