"""Drop the running headers and footers of a PDF, and the numbers of its pages.

They are found by place and repetition, in pure functions over the rows of all pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.readers.pdf.rows import PdfRow, row_distances

_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_EDGE_LINES = 3  # rows at the top and the bottom that may be a running header or footer
_FEWEST_PAGES = 3  # on which running text stands
_FEWEST_IN_BAND = 5  # pages on which running text stands at one height
_SMALLER = 0.95  # times the size of the text: the type of running text
_HEADER_GAP = 1.25  # between a header and the text, in usual distances of two rows
_LONGEST_NUMBERED_ROW = 120  # characters of a row that ends with the number of its page
_NUMBER = re.compile(r"\d+")
# What may follow the number of a page: nothing, or of how many pages it is one.
_AFTER_NUMBER = re.compile(r"[\W_]*(?:(?:of|von|de|di|du|sur|из|av|van)?[\W_]*\d+)?[\W_]*")
_PAGE_WORDS = re.compile(  # what a page is called beside its number
    r"pages?|pp?|pg|of|seite|s|von|página|pagina|pág|pag|de|di|du|sur|sida|side|av|strona|str|стр|страница|из|oldal|sivu|van"
    r"|第|页|頁|ページ"
)


def drop_running_text(
    pages: Sequence[Sequence[PdfRow]],
) -> tuple[list[list[PdfRow]], tuple[str, ...]]:
    """Drop headers, footers and page numbers that repeat; return the pages and what was dropped.

    Running text stands in the same place on three pages or more that have something of their own to
    say: pages that differ in nothing but numbers are a form, and their words are what they say. It
    is the same on each page, or differs by a number that counts the pages; and it stands apart from
    the text, or is the outermost line and the same on each. Only the three outermost lines at the
    top and the bottom of a page are looked at, so cost follows the number of rows.
    """
    sizes = _count_sizes(pages)
    body = sizes.most_common(1)[0][0] if sizes else 0.0
    distance = row_distances(pages).get(body, 1.2 * body)
    places = [_edge_rows(page, body) for page in pages]
    own = _with_words_of_their_own(pages)
    counts = Counter(
        key for n in own for key in {key for row in places[n] for key in _keys(row, n)}
    )
    running = {key for key, count in counts.items() if count >= _FEWEST_PAGES}
    kept, said = [], set()
    for n, page in enumerate(pages):
        found = {
            id(row): key
            for row in places[n]
            for key in reversed([*_keys(row, n)])
            if key in running
        }
        left_out = {id(row) for row in _outer_running_rows(page, found, distance)}
        kept.append([row for row in page if id(row) not in left_out])
        said |= {found[row].said for row in left_out}
    kept, more = _drop_rest_of_bands(pages, kept, body)
    return kept, tuple(sorted(said | more))


def _drop_rest_of_bands(
    pages: Sequence[Sequence[PdfRow]], kept: Sequence[list[PdfRow]], body: float
) -> tuple[list[list[PdfRow]], set[str]]:
    """Drop what stands where running text stands on most pages, in the same small type.

    The name of a chapter of one or two pages repeats too seldom to be found by itself.
    """
    left = [{id(row) for row in page} for page in kept]
    bands: Counter[tuple[int, float]] = Counter()
    for page, stay in zip(pages, left, strict=True):
        bands.update({(round(row.y), row.size) for row in page if id(row) not in stay})
    known = {
        band
        for band, count in bands.items()
        if count >= _FEWEST_IN_BAND and count * 2 > len(pages) and band[1] < _SMALLER * body
    }
    said: set[str] = set()
    out: list[list[PdfRow]] = []
    for rows in kept:
        lines = _baselines(rows)
        edges = {id(row) for line in (*lines[:1], *lines[-1:]) for row in line}
        gone = {
            id(row)
            for row in rows
            if id(row) in edges and (round(row.y), row.size) in known and len(rows) > len(edges)
        }
        said |= {_Key(row.text.casefold(), 0).said for row in rows if id(row) in gone}
        out.append([row for row in rows if id(row) not in gone])
    return out, said


def _count_sizes(pages: Sequence[Sequence[PdfRow]]) -> Counter[float]:
    counts: Counter[float] = Counter()
    for row in (row for page in pages for row in page):
        counts[row.size] += len(row.text)
    return counts


def _edge_rows(page: Sequence[PdfRow], body: float) -> list[PdfRow]:
    """Return the rows of a page that may be running text.

    Larger type is a heading, even where only its number differs from the next one.
    """
    lines = _baselines(page)
    return [
        row
        for line in [*lines[:_EDGE_LINES], *lines[max(_EDGE_LINES, len(lines) - _EDGE_LINES) :]]
        for row in line
        if row.size <= 1.1 * body
    ]


def _baselines(page: Sequence[PdfRow]) -> list[list[PdfRow]]:
    """Return the rows of a page from top to bottom, those on one baseline together."""
    lines: list[list[PdfRow]] = []
    for row in sorted(page, key=lambda row: -row.y):
        if lines and lines[-1][0].y - row.y < 0.3 * row.size:
            lines[-1].append(row)
        else:
            lines.append([row])
    return lines


def _with_words_of_their_own(pages: Sequence[Sequence[PdfRow]]) -> list[int]:
    """Return the numbers of the pages that have something of their own to say.

    That is a row that does not stand on many pages, whatever its numbers.
    """
    words = [
        {" ".join(_NUMBER.sub(" ", row.text).casefold().split()) for row in page} for page in pages
    ]
    times = Counter(row for page in words for row in page)
    return [
        n
        for n, page in enumerate(words)
        if any(times[row] < _FEWEST_PAGES and _WORDS.search(row) for row in page)
    ]


@dataclass(frozen=True)
class _Key:
    """What the rows of one running text share: words, height, and how their number counts pages."""

    text: str  # with `#` for the number
    y: int
    # By how much the number rises from page to page, and from what; None if all rows are the same.
    counts: tuple[int, int] | None = None

    @property
    def alone(self) -> bool:
        """Whether the text is surely no line of the page's own.

        It is none if it is the same on each page, or is a page's number and what that is called.
        """
        return self.counts is None or all(
            _PAGE_WORDS.fullmatch(word) for word in _WORDS.findall(self.text)
        )

    @property
    def said(self) -> str:
        """What a note says of the running text."""
        return (
            " ".join(self.text.replace("#", " ").split())
            if _WORDS.search(self.text)
            else "page numbers"
        )


def _keys(row: PdfRow, page: int) -> Iterator[_Key]:
    """Yield how a row may be running text: as it is, or with a number at either end of it.

    The number counts pages, or spreads of two.
    """
    text, y = " ".join(row.text.casefold().split()), round(row.y)
    yield _Key(text, y)
    if len(text) >= _LONGEST_NUMBERED_ROW or "#" in text:
        return
    for found in _NUMBER.finditer(text):
        before, after, number = text[: found.start()], text[found.end() :], found.group()
        # A row over a spread of two pages also holds the number of the next page.
        next_one = (
            re.sub(rf"(?<!\d){int(number) + 1}(?!\d)", "##", after) if len(number) < 6 else after
        )
        if len(number) < 6 and (not _WORDS.search(before) or _AFTER_NUMBER.fullmatch(next_one)):
            yield from (
                _Key(f"{before}#{next_one}", y, (by, int(number) - by * page)) for by in (1, 2)
            )


def _outer_running_rows(
    page: Sequence[PdfRow], found: Mapping[int, _Key], distance: float
) -> Iterator[PdfRow]:
    """Yield the running rows at the top or bottom of a page that stand apart from its text."""
    down = _baselines(page)
    for lines in (down, down[::-1]):
        size = next((n for n, line in enumerate(lines) if not _is_running(line, found)), len(lines))
        apart = [
            n
            for n in range(1, size + 1)
            if n == len(lines) or _gap(lines[n - 1], lines[n]) > _HEADER_GAP * distance
        ]
        outer = lines[: max(apart, default=0)]
        if not apart and size and all(found[id(row)].alone for row in lines[0] if id(row) in found):
            outer = lines[:1]
        yield from (row for line in outer for row in line if id(row) in found)


def _is_running(line: Sequence[PdfRow], found: Mapping[int, _Key]) -> bool:
    """Tell whether a line is running text, whatever number stands beside it."""
    rest = [row for row in line if id(row) not in found]
    return len(rest) < len(line) and not any(_WORDS.search(row.text) for row in rest)


def _gap(one: Sequence[PdfRow], two: Sequence[PdfRow]) -> float:
    return abs(one[0].y - two[0].y)
