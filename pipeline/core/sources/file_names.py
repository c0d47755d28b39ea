"""Give a file from outside a name that every computer, every link and every shell can use.

A name from outside is data: it may hold line ends, markup, dashes in front, folders, letters that
only look like others, or the name of a device. What comes out is a slug in ASCII with the suffix.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from pipeline.core.name_keys import file_key, slug_of

LONGEST_STEM = 80  # characters of a name without its suffix
DEEPEST_FOLDER = 6  # folders below `raw/`: what lies deeper is put into the last of them
_SUFFIX = re.compile(r"\.([A-Za-z0-9]{1,10})$")
_NO_TEXT = re.compile("[\ud800-\udfff\ufffd\x00-\x1f\x7f]+")
# Names that programs give, and that say nothing of what is in the file.
_SAYS_NOTHING = re.compile(
    r"(?:untitled|unnamed|noname|download|document|doc|new|new-document|new-file|file|scan|image"
    r"|img|page|index|index-page|default|view|readme|output|export|attachment|copy|text)"
    r"(?:-\d{1,8})?"
)
_DATE = re.compile(r"^\d{4}-\d{2}(?:-\d{2})?-(?=.)")
# "(1)", "copy", "v2" and "final" at the end of a name tell versions of one document apart.
_VERSION = re.compile(r"(?<=.)-(?:v?\d{1,3}(?:-\d{1,3})*|copy|final|draft|new|old|rev\d*|latest)$")


def split_suffix(name: str) -> tuple[str, str]:
    """Return a file's name as stem and suffix; the suffix is in lower case, with its dot, or ""."""
    last = re.split(r"[/\\]", name)[-1]
    found = _SUFFIX.search(last)
    if found is None or found.start() == 0:
        return last, ""
    return last[: found.start()], f".{found[1].lower()}"


def safe_file_name(name: str, title: str = "", day: str = "") -> str:
    """Return the name under which a file from outside is kept: `Q3 Report.PDF` → `q3-report.pdf`.

    `title` is what the file calls itself: it stands in where the name says nothing. `day` is put in
    front, unless a date stands there already.
    """
    stem, suffix = split_suffix(name)
    slug = _slug(stem)
    if _SAYS_NOTHING.fullmatch(slug) and (titled := _slug(title)) and titled != "source":
        slug = titled
    if day and not _DATE.match(f"{slug}-x"):
        slug = f"{day}-{slug}"
    return slug + suffix


def safe_folder(path: str) -> str:
    """Return the folders of a path from outside as names that can be used; "" where it has none."""
    steps = [step for step in re.split(r"[/\\]", path) if step not in ("", ".", "..")]
    return "/".join(_slug(step) for step in steps[:DEEPEST_FOLDER])


def _slug(text: str) -> str:
    plain = _NO_TEXT.sub(" ", text)
    return slug_of(plain, LONGEST_STEM) if any(map(str.isalnum, plain)) else "source"


def free_path(wanted: str, taken: Callable[[str], bool]) -> str:
    """Return a path that is not taken: `raw/a.md`, else `raw/a-2.md`, `raw/a-3.md`, …

    `taken` is asked with the key of a path, by which many computers tell files apart.
    """
    folder, _, name = wanted.rpartition("/")
    stem, suffix = split_suffix(name)
    number, path = 1, wanted
    while taken(file_key(path)):
        number += 1
        path = f"{folder}/{stem}-{number}{suffix}".lstrip("/")
    return path


def version_key(path: str) -> str:
    """Return the name that versions of one document share: of `2024-05-report-v2.pdf`, `report`."""
    slug = _slug(split_suffix(path)[0])
    slug = _DATE.sub("", slug)
    while (shorter := _VERSION.sub("", slug)) != slug:
        slug = shorter
    return slug
