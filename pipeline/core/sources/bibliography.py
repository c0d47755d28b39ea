"""What a bibliography beside a source says of it: title, authors, date.

`paper.bib` (BibTeX) or `paper.json` (CSL-JSON) beside `paper.pdf` describes it, and is no source
itself. A list of several works (`library.bib`, `library.csl.json`) describes those sources of its
folder that name the DOI of one of them at their beginning. It counts when the source is compiled,
and what it says is written down on the source's page then: a bibliography that is changed later
changes nothing of what was compiled.
"""

from __future__ import annotations

import json
import logging
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.core.text import normalise
from pipeline.core.values import Source

ENDINGS = (".bib", ".json")
LISTS = (".bib", ".csl.json")  # how the names of files end that may name several works
MOST_BYTES = 200_000
MOST_BYTES_OF_LIST = 1_000_000
_OPENING = 6_000  # characters of a source, in which its own DOI stands
_DOI = re.compile(r"\b10\.\d{4,9}/[^\s\"'<>{}|\\^`]{1,200}")
_MOST_NAMED = 20
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAY = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?!\d)")
_ACCENT = re.compile(r"\\(?:([`'^\"~=.])\s?|([cvHurkdb])(?:\s|(?=\{)))\{?\\?([A-Za-z])\}?")
_ACCENTS = dict(zip("`'^\"~=.cvHurkdb", "\u0300\u0301\u0302\u0308\u0303\u0304\u0307\u0327\u030c"
                    "\u030b\u0306\u030a\u0328\u0323\u0331", strict=True))  # fmt: skip
_LETTERS = {"ss": "ß", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ", "o": "ø", "O": "Ø",
            "aa": "å", "AA": "Å", "l": "ł", "L": "Ł", "i": "ı"}  # fmt: skip
_LETTER = re.compile(r"\\(ss|ae|AE|oe|OE|aa|AA|o|O|l|L|i)(?![A-Za-z])\s?(?:\{\})?")


@dataclass(frozen=True)
class Reference:
    """What a bibliography says of one work; `published` is ISO, and each may be empty."""

    title: str = ""
    author: str = ""
    published: str = ""
    doi: str = ""


def reference_paths(path: str) -> list[str]:
    """Return where a bibliography of a source may stand: beside it, under its name."""
    stem = path.rpartition(".")[0] or path
    return [stem + ending for ending in ENDINGS if stem + ending != path]


def read_reference(path: str, data: bytes) -> Reference | None:
    """Return the one work that a bibliography names; None for none or several, or no bibliography.

    It is foreign text, and may be anything.
    """
    if len(data) > MOST_BYTES:
        return None
    found = _read_works(path, data)
    return found[0] if len(found) == 1 else None


def read_references(path: str, data: bytes) -> list[Reference]:
    """Return the works with a DOI that a list of them names; none of what is no such list."""
    if len(data) > MOST_BYTES_OF_LIST or not path.endswith(LISTS):
        return []
    return [found for found in _read_works(path, data) if found.doi]


def find_listed(source: Source, listed: Mapping[str, Reference]) -> Reference | None:
    """Return the work, of those by DOI, that a source is; None for none.

    A source also names what it cites, so the title must stand at its beginning as well.
    """
    opening = source.text[:_OPENING]
    letters = _letters(f"{source.title} {opening}")
    for found in _DOI.finditer(opening):
        work = listed.get(_settle_doi(found[0]))
        if work and _letters(work.title) in letters:
            return work
    return None


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text))).lower()


def _settle_doi(said: str) -> str:
    """Return a DOI as it is compared: without an address before it, and what ends a sentence."""
    found = _DOI.search(said)
    return found[0].rstrip(".,;:)]").lower() if found else ""


def _read_works(path: str, data: bytes) -> list[Reference]:
    text = data.decode("utf-8", "replace")
    found = _from_bibtex(text) if path.endswith(".bib") else _from_csl(text)
    return [work for work in found if work.title or work.author or work.published]


def with_reference(source: Source, reference: Reference | None, path: str) -> Source:
    """Return a source with what the bibliography at `path` says of it, and a note of that."""
    if reference is None:
        return source
    return replace(
        source,
        title=reference.title or source.title,
        author=reference.author or source.author,
        published=reference.published or source.published,
        notes=(*source.notes, f"title, author and date are those that {path} names"),
    )


def _from_bibtex(text: str) -> list[Reference]:
    from bibtexparser.entrypoint import parse_string  # 55 ms, and hardly ever needed
    from bibtexparser.exceptions import ParsingException

    logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)
    try:
        entries = parse_string(text).entries
    except (ParsingException, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return []
    return [_from_entry(entry) for entry in entries]


def _from_entry(entry: Any) -> Reference:
    fields = {str(field.key).lower(): str(field.value) for field in entry.fields}
    people = [_in_order(name) for name in re.split(r"\s+and\s+", fields.get("author", ""))]
    return Reference(
        _short(_plain(fields.get("title", ""))),
        _short(", ".join(name for name in people[:_MOST_NAMED] if name)),
        _iso(fields.get("date") or _date_of(fields)),
        _settle_doi(_plain(fields.get("doi") or fields.get("url", ""))),
    )


def _in_order(name: str) -> str:
    """Return "Ida Reed" for "Reed, Ida"; a name in braces is one of an institution."""
    if name.startswith("{") and name.endswith("}"):
        return _plain(name)
    last, comma, first = name.partition(",")
    return _plain(f"{first.strip()} {last.strip()}" if comma else name)


def _date_of(fields: Mapping[str, str]) -> str:
    month = fields.get("month", "").strip().lower()
    number = _MONTHS.index(month[:3]) + 1 if month[:3] in _MONTHS else month
    return f"{fields.get('year', '').strip()}{f'-{number}' if number else ''}"


def _plain(text: str) -> str:
    """Return a field of BibTeX without its commands and braces."""
    text = _ACCENT.sub(lambda m: m[3] + _ACCENTS[m[1] or m[2]], text)
    text = _LETTER.sub(lambda m: _LETTERS[m[1]], text)
    text = re.sub(r"\\([&%$#_])", r"\1", text).replace("~", " ").replace("--", "–")
    return normalise(unicodedata.normalize("NFC", re.sub(r"[{}]|\\[A-Za-z]+\s?", "", text)))


def _from_csl(text: str) -> list[Reference]:
    try:
        value: Any = json.loads(text)
    except (ValueError, RecursionError):
        return []
    entries = value if isinstance(value, list) else [value]
    works = [_from_item(entry) for entry in entries]
    return [work for work in works if work] if all(works) else []


def _from_item(entry: Any) -> Reference | None:
    if not isinstance(entry, dict):
        return None
    authors, issued = entry.get("author"), entry.get("issued")
    dated = issued.get("date-parts") if isinstance(issued, dict) else None
    if not isinstance(entry.get("type"), str) or not (isinstance(authors, list) or dated):
        return None
    people = [_csl_name(each) for each in authors] if isinstance(authors, list) else []
    parts = dated[0] if isinstance(dated, list) and dated and isinstance(dated[0], list) else []
    title = entry.get("title")
    return Reference(
        _short(normalise(title)) if isinstance(title, str) else "",
        _short(", ".join(name for name in people[:_MOST_NAMED] if name)),
        _iso("-".join(str(part) for part in parts[:3])),
        _settle_doi(str(entry.get("DOI", ""))),
    )


def _csl_name(value: Any) -> str:
    found = value if isinstance(value, dict) else {}
    parts = [found.get(key) for key in ("given", "family", "literal")]
    return normalise(" ".join(part for part in parts if isinstance(part, str)))


def _iso(said: str) -> str:
    """Return a date as ISO, as far as its parts are possible ones."""
    found = _DAY.match(said.strip())
    if not found:
        return ""
    year, month, day = found[1], int(found[2] or 0), int(found[3] or 0)
    try:
        checked = date(int(year), month or 1, day or 1).isoformat()
    except ValueError:
        return year
    return checked[: 10 if month and day else 7 if month else 4]


def _short(text: str) -> str:
    return text[:1_000]
