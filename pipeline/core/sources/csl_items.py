"""Sources as CSL-JSON items, which citation programs such as pandoc and Zotero read."""

from __future__ import annotations

import re
from typing import Any

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.hidden_characters import strip_hidden

_BY_SUFFIX = {
    "eml": "personal_communication",
    "mbox": "personal_communication",
    "msg": "personal_communication",
    "epub": "book",
    "pptx": "speech",
    "vtt": "speech",
    "srt": "speech",
    "csv": "dataset",
    "xlsx": "dataset",
    "ods": "dataset",
    "ipynb": "software",
    "png": "graphic",
    "jpg": "graphic",
    "jpeg": "graphic",
    "svg": "graphic",
}
_WEB = ("http://", "https://")
# `Ann Ax and Bo By`, `Ann Ax; Bo By`, `Ann Ax, Bo By`: a comma within a name cannot be told from
# one between names, so a name in the form "Ax, Ann" is two.
_BETWEEN = re.compile(r"\s*(?:;|,| and | & | und | et )\s*")
_HANDLE = re.compile(r"\s*\([^()]*\)|\s*<[^<>]*>")


def make_csl_item(
    key: str,
    path: str,
    title: str,
    author: str = "",
    published: str = "",
    captured: str = "",
    address: str = "",
) -> dict[str, Any]:
    """Return one item: `key` is what citations of the source begin with, `path` its file.

    Names of authors are `literal`, for which part is the family's is not known. Dates may be as
    coarse as a year.
    """
    suffix = path.rpartition(".")[2].lower()
    is_web = address.startswith(_WEB)
    item: dict[str, Any] = {
        "id": key,
        "type": _BY_SUFFIX.get(suffix, "webpage" if is_web else "document"),
        "title": strip_hidden(title),
    }
    names = [name for name in _BETWEEN.split(_HANDLE.sub("", strip_hidden(author))) if name]
    if names:
        item["author"] = [{"literal": name} for name in names]
    for name, day in (("issued", published), ("accessed", captured)):
        if parts := _date_parts(day):
            item[name] = {"date-parts": [parts]}
    if is_web:
        item["URL"] = address
    return item | {"note": path}


def _date_parts(day: str) -> list[int]:
    """Return year, month and day as far as they are known; nothing where it is no date."""
    found = re.match(r"(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?", day)
    if found is None:
        return []
    parts = [int(part) for part in found.groups() if part]
    whole = f"{found[1]}-{found[2] or '01'}-{found[3] or '01'}"
    return parts if parse_date(whole) else parts[:1]
