"""Turn the bytes of one file into a source: its text, with a locator for every line.

One module reads one format, and the table `READERS` names it by the file's suffix.
"""

from __future__ import annotations

import codecs
import hashlib
import importlib
import re
from dataclasses import replace
from functools import lru_cache
from typing import cast

from pipeline.core.errors import UserError
from pipeline.core.language.detection import detect_language
from pipeline.core.strict_json import change_texts
from pipeline.core.text import normalise, shorten
from pipeline.core.values import Source
from pipeline.readers.shared.dates import date_in_name, iso_date
from pipeline.readers.shared.lines import note_hidden_characters
from pipeline.readers.shared.reading import Reader, Reading
from pipeline.readers.shared.true_kind import refuse_other_kind

READERS = {
    ".md": "markdown",
    ".markdown": "markdown",
    ".txt": "text",
    ".html": "html",
    ".htm": "html",
    ".rst": "rst",
    ".pdf": "pdf",
    ".docx": "docx",
    ".docm": "docx",
    ".pptx": "pptx",
    ".pptm": "pptx",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".ods": "ods",
    ".csv": "csv",
    ".tsv": "csv",
    ".epub": "epub",
    ".vtt": "subtitles",
    ".srt": "subtitles",
    ".eml": "mail",
    ".mbox": "mail",
    ".png": "image",
    ".jpg": "image",
    ".jpeg": "image",
    ".webp": "image",
    ".gif": "image",
    ".svg": "svg",
    ".ipynb": "notebook",
    ".json": "chat",
    ".jsonl": "chat",
    ".ndjson": "chat",
    ".tex": "latex",
}
# The readers whose text is not the file itself, with the version of each. What they read is kept in
# `wiki/texts/`. Raise the version at every change of what a reader makes of the same bytes.
VERSIONS = {
    "html": 3,
    "rst": 2,
    "pdf": 2,
    "docx": 3,
    "pptx": 3,
    "xlsx": 2,
    "ods": 2,
    "csv": 1,
    "epub": 2,
    "subtitles": 2,
    "mail": 3,
    "image": 1,
    "svg": 2,
    "notebook": 2,
    "chat": 2,
    "latex": 3,
}
# What tells the encoding of a file that is not UTF-8 (`shared/decode.py`), for all readers of such
# files. Raise it where such a file is read as other letters than before: then those texts alone are
# offered to be read anew, and not every text of their readers.
DECODER_VERSION = 1
DECODED = ("html", "rst", "csv", "subtitles", "chat", "svg", "notebook", "latex", "mail")
_UNICODE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE)
# The readers whose text is the file itself, and is kept only once something was read of pictures
# that it shows; with the version of each.
VERSIONS_WITH_PICTURES = {"markdown": 1}
# The readers of documents that may show pictures which are files of their own.
SHOW_FILES = ("markdown", "html", "rst", "latex", "svg", "notebook")
# The readers that are ours alone, and need a time that grows with the file: they run in our
# process. All others run in one with bounds (`adapters/processes/bounded_reading.py`).
READ_HERE = {"markdown", "text"}
# The libraries that such a process finds loaded, so that it need not do it for each file. One that
# starts threads when it is imported, as numpy does, is not named here.
LOADED_BEFORE: dict[str, tuple[str, ...]] = {
    "html": ("lxml.html", "trafilatura.metadata"),
    "rst": ("docutils.parsers.rst",),
    "pdf": ("pypdfium2",),
    "docx": ("lxml.html",),
    "pptx": ("lxml.etree",),
    "xlsx": ("lxml.etree",),
    "ods": ("lxml.etree",),
    "epub": ("lxml.html",),
    "mail": ("email.policy", "lxml.html"),
    "image": ("PIL.Image", "PIL.ImageOps"),
    "svg": ("xml.parsers.expat",),
    "notebook": ("lxml.html",),
}
MAX_BYTES = 20_000_000
_LONGEST_TITLE = 300  # characters, as the rule bad-front-matter allows
_DATES = ("published", "captured", "modified")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_HALF = re.compile("[\ud800-\udfff]")
LFS_POINTER = b"version https://git-lfs.github.com/spec/"


def read_source(path: str, data: bytes, captured: str = "") -> Source:
    """Read one committed file; `captured` (ISO) is the day it came in, if the file names none.

    Raises `UserError` with what is wrong and what to do where the file cannot become a source.
    """
    format_name = format_of(path)
    _refuse(path, data)
    refuse_other_kind(path, format_name, data)
    # The readers' libraries take up to two seconds to import, so only the one that is needed is
    # loaded.
    reader = cast(Reader, importlib.import_module(f"pipeline.readers.{format_name}"))
    reading = reader.read(path, data)
    if not reading.text.strip() and not reading.bare:
        raise UserError(
            f"{path}: there is no text in it.", "Commit the text itself, or delete the file."
        )
    return _stamp(path, data, format_name, _without_halves(reading), captured)


def _without_halves(reading: Reading) -> Reading:
    """Return a reading without halves of characters, which no file in UTF-8 can hold."""
    meta = change_texts(reading.meta, _whole_characters)
    notes = change_texts(reading.notes, _whole_characters)
    text = _whole_characters(reading.text)
    if text != reading.text:
        notes = (*notes, "what is no character of any script stands as U+FFFD")
    return replace(reading, text=text, meta=meta, notes=notes)


def _whole_characters(text: str) -> str:
    return text if text.isascii() else _HALF.sub("\ufffd", text)


def format_of(path: str) -> str:
    """Return the name of the module that reads a file; raises `UserError` where there is none."""
    name = path.rpartition("/")[2]
    dot = name.rfind(".")
    suffix = name[dot:].lower() if dot > 0 else ""
    if suffix not in READERS:
        what = (
            f"no reader for {suffix} files" if suffix else "a file without a suffix has no reader"
        )
        known = ", ".join(READERS)
        raise UserError(
            f"{path}: {what}.", f"Known are {known}; convert the file to one of them, or delete it."
        )
    return READERS[suffix]


def belongs_to_document(path: str) -> bool:
    """Tell whether a file is a picture in a folder `assets`: then a document shows it.

    Such a picture is no source of its own.
    """
    *folders, name = path.lower().split("/")
    return "assets" in folders and READERS.get(name[name.rfind(".") :]) in ("image", "svg")


def shows_files(path: str) -> bool:
    """Tell whether a document may show pictures that are files of their own."""
    return _format_or_none(path) in SHOW_FILES


@lru_cache(maxsize=10_000)
def keeps_text(path: str) -> bool:
    """Tell whether the text of a file is kept, because it is not the file itself."""
    return _format_or_none(path) in VERSIONS


@lru_cache(maxsize=10_000)
def may_keep_text(path: str) -> bool:
    """Tell whether the text of a file is kept, or would be if its pictures were read."""
    return version_of(_format_or_none(path)) > 0


def version_of(format_name: str) -> int:
    """Return the version of a reader, which a kept text names; 0 for one whose text is not kept."""
    return VERSIONS.get(format_name) or VERSIONS_WITH_PICTURES.get(format_name, 0)


def decoder_of(format_name: str, data: bytes) -> int:
    """Return the version of what tells the encoding of a file; 0 where that is no guess."""
    if format_name not in DECODED or data.startswith(_UNICODE_MARKS):
        return 0
    try:
        data.decode()
    except UnicodeDecodeError:
        return DECODER_VERSION
    return 0


def _format_or_none(path: str) -> str:
    name = path.rpartition("/")[2]
    return READERS.get(name[name.rfind(".") :].lower(), "")


def refuse_size(path: str, size: int) -> None:
    """Raise `UserError` where a file of so many bytes is too large to be read."""
    if size > MAX_BYTES:
        raise UserError(
            f"{path}: {size / 1_000_000:.1f} MB is too large; {MAX_BYTES // 1_000_000} MB is the"
            " most.",
            "Split it into parts.",
        )


def _refuse(path: str, data: bytes) -> None:
    if not data:
        raise UserError(f"{path}: the file is empty.", "Commit its text, or delete it.")
    if not data.strip():
        raise UserError(
            f"{path}: the file holds only white space.", "Commit its text, or delete it."
        )
    refuse_size(path, len(data))
    if data.startswith(LFS_POINTER):
        raise UserError(
            f"{path}: this is a Git LFS pointer and not the file itself.",
            "Check out with `lfs: true` in the workflow, or run `git lfs pull`.",
        )


def _stamp(path: str, data: bytes, format_name: str, reading: Reading, captured: str) -> Source:
    # imported only where a file is read: its patterns would slow every start
    from pipeline.readers.shared.opening_dates import find_opening_dates

    meta, notes = reading.meta, list(reading.notes)
    language = _language_code(meta.language)
    dates = {name: _read_date(getattr(meta, name), reading.text, language) for name in _DATES}
    for name, found in dates.items():
        said = getattr(meta, name)
        if said and not found:
            notes.append(
                f"the {name} date {said[:60]!r} is impossible or ambiguous, so it is left empty"
            )
    opening = find_opening_dates(reading.text, language)
    dates["modified"] = dates["modified"] or opening.modified
    if not meta.published:
        dates["published"] = opening.published
        notes += [
            f"the date in {line!r} can be read two ways, so it is left out"
            for line in opening.unclear
        ]
    if not dates["published"] and (from_name := date_in_name(path)):
        dates["published"] = from_name
        notes.append("no date was found in the text; the one in the file's name is taken")
    return Source(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        format=format_name,
        text=reading.text,
        locators=reading.locators,
        unit=reading.unit,
        title=_short_title(normalise(meta.title), notes),
        author=normalise(meta.author),
        published=dates["published"],
        captured=dates["captured"] or captured,
        modified=dates["modified"],
        address=normalise(meta.address),
        status=normalise(meta.status),
        tags=tuple(map(normalise, meta.tags)),
        language=language,
        notes=(*notes, *note_hidden_characters(reading.text)),
        version=VERSIONS.get(format_name) or (version_of(format_name) if reading.bare else 0),
        decoder=decoder_of(format_name, data),
        bare=reading.bare,
        anchors=reading.anchors,
        picture_files=reading.picture_files,
    )


def _short_title(title: str, notes: list[str]) -> str:
    """Return a title that a page may have; note it where the file's own is longer."""
    if len(title) <= _LONGEST_TITLE:
        return title
    notes.append(f"the title has {len(title):,} characters, so it is cut")
    return shorten(title, _LONGEST_TITLE)


def _read_date(said: str, text: str, language: str) -> str:
    """Return a date of the front matter as ISO; in words it is read in the language of the text."""
    if not said or (day := iso_date(said)):
        return day if said else ""
    from pipeline.readers.shared.opening_dates import date_that_begins

    return date_that_begins(said, language or detect_language(text[:8_000]) or "en")


def _language_code(said: str) -> str:
    """Return the language that a file declares as a code: `de_CH` gives "de-CH", a name nothing."""
    code = said.strip().replace("_", "-")
    first, _, rest = code.partition("-")
    return f"{first.lower()}{'-' + rest if rest else ''}" if _LANGUAGE.fullmatch(code) else ""
