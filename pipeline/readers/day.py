"""Find which day a file is of, in its first bytes or its name.

The file is not read, so that none can make this take long.
"""

from __future__ import annotations

import re

from pipeline.readers.markdown import DATE_KEYS
from pipeline.readers.shared.dates import date_in_name, iso_date
from pipeline.readers.shared.opening_dates import find_opening_dates

OPENING_BYTES = 4_096  # front matter whose date stands behind them is read as if it had none
_READ_AS_IT_IS = re.compile(r"\.(?:md|markdown|txt)$", re.IGNORECASE)
_FENCE_LINE = re.compile(r"\ufeff?---[ \t]*\n")
_KEY_AND_VALUE = re.compile(r"([A-Za-z_]{1,30})[ \t]{0,9}:[ \t]{0,9}(.{1,100})")


def day_of(path: str, data: bytes) -> str:
    """Return the day as ISO, or an empty string; publication goes before capture.

    It serves to sort files; a reader looks closer.
    """
    front, body = _front(data[:OPENING_BYTES].decode("utf-8", "replace").replace("\r\n", "\n"))
    published = next((front[key] for key in DATE_KEYS[0] if key in front), "")
    if not published and _READ_AS_IT_IS.search(path):
        published = find_opening_dates(body).published
    published = published or date_in_name(path)
    return published or next((front[key] for key in DATE_KEYS[1] if key in front), "")


def _front(text: str) -> tuple[dict[str, str], str]:
    """Return the dates of the front matter by key, and the text behind it.

    A date stands on a line such as `published: "2024-05-01"`.
    """
    opened = _FENCE_LINE.match(text)
    if not opened:
        return {}, text
    found: dict[str, str] = {}
    lines = text[opened.end() :].split("\n")
    for number, line in enumerate(lines):
        if line.rstrip() == "---":
            return found, "\n".join(lines[number + 1 :])
        said = _KEY_AND_VALUE.fullmatch(line.rstrip())
        if said and (day := iso_date(said[2].split(" #")[0].strip(" \t'\""))):
            found.setdefault(said[1].lower(), day)
    return found, ""
