"""The pieces of text on a PDF page → rows → lines that can be read as sentences; pure functions over positions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_LIGATURES = str.maketrans({"ﬀ": "ff", "ﬁ": "fi", "ﬂ": "fl", "ﬃ": "ffi", "ﬄ": "ffl", "ﬅ": "st", "ﬆ": "st"})
_BULLET = re.compile(r"^[●•◦▪■○‣·]\s*")
_LISTED = re.compile(r"^(?:- |\d{1,3}[.)] |[a-zA-Z][.)] )")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_EDGE = 3  # rows at the top and the bottom, in the order of the file, that may be a running header or footer


@dataclass(frozen=True)
class Row:
    """One row of text on a page; `y` grows upwards, all in points."""

    text: str
    x: float
    y: float
    size: float
    alone: bool = False  # the file says nothing about what stands before it


def rows(pieces: Iterable[Row]) -> list[Row]:
    """Join pieces that stand on one baseline: many programs place every word, or parts of words, on their own."""
    out: list[Row] = []
    for piece in pieces:
        if not piece.text.strip():
            if out and not out[-1].text.endswith(" ") and _same_baseline(out[-1], piece):
                out[-1] = replace(out[-1], text=out[-1].text + " ")
            continue
        last = out[-1] if out else None
        if last is None or not _same_baseline(last, piece):
            out.append(piece)
            continue
        # What breaks inside a run of text is half a word; what was placed anew is a word of its own.
        glue = " " if piece.alone or piece.x - last.x > len(last.text) * last.size else ""
        out[-1] = replace(last, text=last.text + glue + piece.text)
    return [replace(row, text=_clean(row.text)) for row in out if _clean(row.text)]


def _same_baseline(one: Row, two: Row) -> bool:
    """Say whether two pieces are one row; a gap wider than six letters divides columns."""
    reach = (0.6 * len(one.text) + 6) * one.size
    level = abs(one.y - two.y) < 0.3 * max(one.size, two.size)
    return level and -0.1 * one.size <= two.x - one.x <= reach


def _clean(text: str) -> str:
    return _BULLET.sub("- ", " ".join(text.translate(_LIGATURES).split()))


def without_running(pages: Sequence[Sequence[Row]]) -> tuple[list[list[Row]], tuple[str, ...]]:
    """Drop headers, footers and page numbers that repeat; return the pages and what was dropped."""
    sizes = _sizes(pages)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    counts = Counter(key for page in pages for key in {_key(row) for row in _edge(page, body)})
    running = {key for key, count in counts.items() if count >= 3}
    kept = [[row for row in page if not (_key(row) in running and row in _edge(page, body))] for page in pages]
    return kept, tuple(sorted({text for text, _ in running if text}))


def _sizes(pages: Sequence[Sequence[Row]]) -> Counter[float]:
    counts: Counter[float] = Counter()
    for row in (row for page in pages for row in page):
        counts[row.size] += len(row.text)
    return counts


def _edge(page: Sequence[Row], body: float) -> list[Row]:
    """Return what may be running: larger type is a heading, even where only its number differs from the next."""
    return [row for row in [*page[:_EDGE], *page[max(_EDGE, len(page) - _EDGE) :]] if row.size <= 1.1 * body]


def _key(row: Row) -> tuple[str, int]:
    """Return the words without page numbers, and the height: running text stands in the same place on every page."""
    return " ".join(re.sub(r"\d+", " ", row.text).casefold().split()), round(row.y)


def paragraphs(pages: Sequence[Sequence[Row]]) -> list[list[str]]:
    """Join the rows of each paragraph into one line, page by page; a blank line stands before each new block."""
    words = _vocabulary([row.text for page in pages for row in page])
    leading = _leading(pages)
    return [list(_paragraphs(page, leading, words)) for page in pages]


def _vocabulary(texts: Sequence[str]) -> Counter[str]:
    """Count the words that are surely whole: not those next to a hyphen at the end of a row."""
    words: Counter[str] = Counter()
    for before, text in zip(("", *texts), texts, strict=False):
        whole = _WORDS.findall(text.casefold())
        words.update(whole[before.endswith("-") : len(whole) - text.endswith("-")])
    return words


def _leading(pages: Sequence[Sequence[Row]]) -> dict[float, float]:
    """Return the usual distance of two rows for each size of type."""
    found: dict[float, Counter[float]] = {}
    for page in pages:
        for one, two in pairwise(page):
            if one.size == two.size and 0 < one.y - two.y < 3 * one.size:
                found.setdefault(one.size, Counter())[round(one.y - two.y, 1)] += 1
    return {size: distances.most_common(1)[0][0] for size, distances in found.items()}


def _paragraphs(page: Sequence[Row], leading: dict[float, float], words: Counter[str]) -> Iterator[str]:
    widest: dict[float, int] = {}
    for row in page:
        widest[row.size] = max(widest.get(row.size, 0), len(row.text))
    line, before = "", None
    for row in page:
        if before is not None and _continues(before, row, leading, widest):
            line = _join(line, row.text, words)
        else:
            if line:
                yield line
            if before is not None and not _near(before, row, leading):
                yield ""
            line = row.text
        before = row
    if line:
        yield line


def _near(one: Row, two: Row, leading: dict[float, float]) -> bool:
    usual = leading.get(one.size, 1.2 * one.size)
    return abs(one.size - two.size) < 0.1 * one.size and 0 < one.y - two.y < 1.25 * usual


def _continues(one: Row, two: Row, leading: dict[float, float], widest: dict[float, int]) -> bool:
    if not _near(one, two, leading) or _LISTED.match(two.text):
        return False
    if two.text[0].islower() or one.text.endswith(("-", "\u00ad")):
        return True
    return len(one.text) >= 0.7 * widest[one.size]


def _join(line: str, text: str, words: Counter[str]) -> str:
    """Join two rows; a hyphen at the end goes only where the document itself shows that it is no part of the word."""
    if line.endswith("\u00ad"):
        return line[:-1] + text
    if not line.endswith("-") or not text[0].islower() or not line[-2:-1].isalpha():
        return f"{line} {text}"
    head, tail = _WORDS.findall(line)[-1].casefold().split("-")[-1], _WORDS.findall(text)[0].casefold()
    whole = words[head + tail] > words[f"{head}-{tail}"]
    broken = not words[f"{head}-{tail}"] and not words[tail] and not words[head]
    return line[:-1] + text if whole or broken else line + text
