"""Citations: footnote definitions that link to the lines of a raw file and quote them verbatim.

    [^gpt4-report-1]: [gpt4-report, lines 12-14](../../raw/2026-03-gpt4-report.md?plain=1#L12-L14): "a length of 8,192 tokens"

Where the text of the source is kept (`core/wiki/kept_text.py`), the link leads to that, and a
second one to the file, with the page where there are pages:

    [^guide-2]: [guide, page 12, line 41](../texts/guide.pdf.md?plain=1#L41) ([file](../../raw/guide.pdf#page=12)): "two locks"

Of a slide it says `slide 3` and `#slide=3`, and so of a sheet. A claim with several quotes repeats
the links, `; [line 40](…#L40): "…"`. What is written is read back to exactly the same values,
whatever characters a quote holds: from the links, for their words are for people. So what earlier
versions wrote, which named no line, is read as it always was (`core/wiki/older_form.py`).
Citations of such a source that link to lines or pages of the file alone are older, and are read as
before. What was read from a picture says so behind the file:

    [^board-2]: [board, line 9](../texts/board.jpg.md?plain=1#L9) ([file](../../raw/board.jpg), read from an image): "two locks"

In the wikilink style the same is written so that Obsidian opens it, which knows no lines: the link
leads to the heading above the quote, or to the page of a PDF, and its words name the line. It is
read back to the same values. A path that no such link can hold is written as above.

    [^gpt4-report-1]: [[raw/2026-03-gpt4-report.md#Context length|gpt4-report, lines 12-14]]: "a length of 8,192 tokens"
    [^guide-2]: [[wiki/texts/guide.pdf.md|guide, page 12, line 41]] ([[raw/guide.pdf#page=12|file]]): "two locks"
"""  # noqa: E501

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal
from urllib.parse import quote as percent
from urllib.parse import unquote

from pipeline.core.markup.foreign_text import escape_quote, unescape_quote
from pipeline.core.name_keys import slug_of
from pipeline.core.paths import kept_path, path_from
from pipeline.core.values import PARTS, Part, Quote, Seen, Unit

_DATE = re.compile(r"^\d{4}(?:-\d{2}){0,2}[-_ ]+(?=.)")
_NUMBER = re.compile(r"^[0-9]{1,9}$")  # not `isdigit`, which takes "²" and a thousand digits
_ITEM = re.compile(
    r"\[(?P<text>[^\[\]]*)\]\((?P<link>[^()\s]*)\)"
    r"(?: \(\[file\]\((?P<file>[^()\s]*)\)(?P<seen>, [a-z ]{1,40})?\))?"
    r': "(?P<quote>(?:\\.|`[^`]+`|[^"\\`])*)"'
)
_PLACE = re.compile(
    r"^(?P<path>[^?#]*)(?:\?plain=1)?(?:#(?:L(?P<a>\d+)(?:-L(?P<b>\d+))?"
    rf"|(?P<part>{'|'.join(PARTS)})=(?P<page>\d+)(?:-(?P<to>\d+))?))?$"
)

LinkStyle = Literal["wikilink", "markdown"]
SEEN_IN_WORDS: dict[Seen, str] = {
    "": "",
    "words": ", read from an image",
    "description": ", from a description of an image",
}
_SEEN_BY_WORDS = {words: seen for seen, words in SEEN_IN_WORDS.items()}


@dataclass(frozen=True)
class Citation:
    """One footnote definition as values: its label, the source's path, and the placed quotes."""

    label: str
    source: str
    unit: Unit
    quotes: tuple[Quote, ...]
    # of each quote, the heading above it as a link of Obsidian names it; no part of what is cited
    headings: tuple[str, ...] = field(default=(), compare=False)


def label_base(path: str) -> str:
    """Return what the labels of a source's citations begin with.

    That is the file name without date and suffix, as a slug.
    """
    stem = path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    return slug_of(_DATE.sub("", stem), limit=40)


def base_of(label: str) -> str:
    """Return the part of a label that names the source: `gpt4-report-3` → `gpt4-report`."""
    return label.rsplit("-", 1)[0]


def label_sort_key(label: str) -> tuple[str, int, str]:
    """Return the key that sorts labels by source, then by number; it differs for each label."""
    base, _, number = label.rpartition("-")
    return (base, int(number), label) if _NUMBER.fullmatch(number) else (label, 0, label)


def fragment_of_quote(quote: Quote, unit: Unit) -> str:
    """Return the fragment of a link that points at a quote."""
    if part := _part_of(unit):
        return _part_fragment(part, quote.start, quote.end)
    return f"?plain=1#L{quote.start}" + (f"-L{quote.end}" if quote.end != quote.start else "")


def _part_of(unit: str) -> Part | None:
    return next((part for part in PARTS if part == unit), None)


def _part_fragment(part: Part, first: int, last: int) -> str:
    return f"#{part}={_range(first, last)}" if first else ""


def _range(first: int, last: int) -> str:
    return f"{first}" if first == last else f"{first}-{last}"


def place_in_words(quote: Quote, unit: Unit) -> str:
    """Return where a quote stands, for people: `line 12`, `page 3`, or `slide 3, line 40`.

    It also says what was read from a picture.
    """
    return (_name_place(quote, unit) or "file") + SEEN_IN_WORDS[quote.seen]


def _name_place(quote: Quote, unit: Unit) -> str:
    """Return the words of a link that name where a quote stands; "" where only the file is known.

    Of a kept text these are its line, behind the page of the file.
    """
    if part := _part_of(unit):
        return f"{part} {_range(quote.start, quote.end)}" if quote.start else ""
    several = "s" if quote.end != quote.start else ""
    line = f"line{several} {_range(quote.start, quote.end)}"
    has_page = unit == "kept" and quote.page
    return f"{quote.part} {_range(quote.page, quote.last_page)}, {line}" if has_page else line


def _name_link(citation: Citation, at: int) -> str:
    """Return the words of the link to a quote; those of the first name the source."""
    place = _name_place(citation.quotes[at], citation.unit)
    words = (base_of(citation.label), place) if at == 0 else (place,)
    return ", ".join(filter(None, words)) or "file"


def link_to(page_path: str, target: str) -> str:
    """Return the relative, percent-encoded link from one file of the repository to another."""
    folder, _, name = target.rpartition("/")
    way = _way(page_path.rpartition("/")[0], folder)
    return way + (name if _SLUG.fullmatch(name) else percent(name, safe="-._~"))


_SLUG = re.compile(r"[a-z0-9-]+\.md")


@lru_cache(maxsize=1_000)
def _way(here: str, there: str) -> str:
    """Return the way from one folder to another, as a link begins."""
    ours, theirs = here.split("/") if here else [], there.split("/") if there else []
    shared = 0
    while shared < min(len(ours), len(theirs)) and ours[shared] == theirs[shared]:
        shared += 1
    return "../" * (len(ours) - shared) + "".join(
        f"{percent(step, safe='-._~')}/" for step in theirs[shared:]
    )


def from_link(page_path: str, link: str) -> str:
    """Undo `link_to`, for a link without fragment; empty where it leaves the repository."""
    return _from_folder(page_path.rpartition("/")[0], link)


@lru_cache(maxsize=10_000)
def _from_folder(folder: str, link: str) -> str:
    return path_from(folder, unquote(link))


def style_of(text: str) -> LinkStyle:
    """Return the style in which a definition is written."""
    return "wikilink" if text.startswith("[[") else "markdown"


def render(citation: Citation, page_path: str, style: str = "markdown") -> str:
    """Return the line of a citation's definition, without line end."""
    if style == "wikilink" and _UNLINKABLE.isdisjoint(citation.source + base_of(citation.label)):
        return f"[^{citation.label}]: " + "; ".join(_wiki_items(citation))
    return render_markdown(citation, page_path)


def render_markdown(
    citation: Citation,
    page_path: str,
    name_link: Callable[[Citation, int], str] = _name_link,
) -> str:
    """Return the line in the markdown style; `name_link` gives the words of each quote's link."""
    kept = citation.unit == "kept"
    file = link_to(page_path, citation.source)
    base = link_to(page_path, kept_path(citation.source)) if kept else file
    items = []
    for i, quote in enumerate(citation.quotes):
        where = fragment_of_quote(quote, citation.unit)
        beside = ""
        if kept:
            place = f"{file}{_part_fragment(quote.part, quote.page, quote.last_page)}"
            beside = f" ([file]({place}){SEEN_IN_WORDS[quote.seen]})"
        words = name_link(citation, i)
        items.append(f'[{words}]({base}{where}){beside}: "{escape_quote(quote.text)}"')
    return f"[^{citation.label}]: " + "; ".join(items)


_UNLINKABLE = frozenset("[]|#^%\\\n\r")  # what ends a link of Obsidian, or its path


def _wiki_items(citation: Citation) -> Iterator[str]:
    kept = citation.unit == "kept"
    part = _part_of(citation.unit)
    for i, quote in enumerate(citation.quotes):
        heading = citation.headings[i] if i < len(citation.headings) else ""
        page = quote.page if kept else quote.start
        of_file = f"#page={page}" if page and (quote.part if kept else part) == "page" else ""
        target = kept_path(citation.source) if kept else citation.source
        anchor = of_file if part else f"#{heading}" if heading else ""
        beside = (
            f" ([[{citation.source}{of_file}|file]]{SEEN_IN_WORDS[quote.seen]})" if kept else ""
        )
        words = _name_link(citation, i)
        yield f'[[{target}{anchor}|{words}]]{beside}: "{escape_quote(quote.text)}"'


def name_heading(heading: str) -> str:
    """Return a heading as a link of Obsidian names it: without the signs that act there."""
    return " ".join(_NOT_IN_ANCHOR.sub(" ", heading).split())


_NOT_IN_ANCHOR = re.compile(r"[#|^:\[\]\\]|%%")


_LINK = re.compile(r"\]\(([^()\s?#]+)")


def sources_of(definitions: Iterable[str], page_path: str) -> list[str]:
    """Return the paths under `raw/` that the links in some definitions lead to, each once."""
    text = "\n".join(definitions)
    links = dict.fromkeys(_LINK.findall(text))
    paths = [path for link in links if (path := from_link(page_path, link)).startswith("raw/")]
    return list(dict.fromkeys([*paths, *_WIKI_SOURCE.findall(text)])) if "[[" in text else paths


_WIKI_SOURCE = re.compile(r"\[\[(raw/[^\[\]|#\n]+)")


def parse_simple(text: str) -> tuple[str, int, str] | None:
    """Return link, line and quote of a simple definition, as `parse` reads it; else None.

    Simple are those with one quote, on one line, without escapes. Nearly all are, and a page has
    dozens: this takes 1 µs, and `parse` 10 µs.
    """
    found = _ONE.fullmatch(text)
    return (found[1], int(found[2]), found[3]) if found else None


_ONE = re.compile(
    r"\[[^\[\]()\s?#]*(?:, line [0-9]{1,9})?\]"
    r'\(([^\[\]()\s?#]*)\?plain=1#L([0-9]{1,9})\): "([^"\\`]*)"'
)


@lru_cache(maxsize=1_000)  # bookkeeping reads the definitions of a page more than once
def parse(label: str, text: str, page_path: str) -> Citation | None:
    """Read a definition's text back; None where it is not a citation in our form.

    Such a one is a person's own footnote.
    """
    if text.startswith("[["):
        return _parse_wiki(label, text)
    if "([file](" in text and (kept := _parse_kept(label, text, page_path)):
        return kept
    quotes: list[Quote] = []
    source, at = "", 0
    unit: Unit = "line"
    for m in _ITEM.finditer(text):
        where = _PLACE.match(m["link"])
        if where is None or m["file"] is not None or text[at : m.start()].strip(" ;"):
            return None
        at = m.end()
        source = from_link(page_path, where["path"])
        unit = _part_of(where["part"]) or "line"
        first = int(where["a"] or where["page"] or 0)
        last = int(where["b"] or where["to"] or first)
        quotes.append(Quote(unescape_quote(m["quote"]), first, last))
    if not quotes or text[at:].strip() or not source.startswith("raw/"):
        return None
    return Citation(label, source, unit, tuple(quotes))


_QUOTE = r'(?P<quote>(?:\\.|`[^`]+`|[^"\\`])*)'
_WIKI_ITEM = re.compile(
    r"\[\[(?P<path>[^\[\]|#\n]+)(?:#(?P<anchor>[^\[\]|\n]*))?\|(?P<words>[^\[\]|\n]*)\]\]"
    r"(?: \(\[\[(?P<file>[^\[\]|#\n]+)(?:#page=\d{1,9})?\|file\]\](?P<seen>, [a-z ]{1,40})?\))?"
    rf': "{_QUOTE}"'
)
_PLACE_IN_WORDS = re.compile(rf"({'|'.join(PARTS)}|lines?) (\d{{1,9}})(?:-(\d{{1,9}}))?")


def _places(words: str) -> dict[str, tuple[int, int]]:
    """Return the lines ("line") and the part that the words of a link name; {} for other words."""
    found = {}
    for said in words.split(", "):
        if place := _PLACE_IN_WORDS.fullmatch(said):
            first = int(place[2])
            found[place[1].removesuffix("s")] = (first, int(place[3] or first))
    return found


def _parse_wiki(label: str, text: str) -> Citation | None:
    """Read a definition whose links are Obsidian's; None where it is a person's own."""
    quotes: list[Quote] = []
    headings: list[str] = []
    kinds: set[tuple[str, Unit]] = set()
    at = 0
    for m in _WIKI_ITEM.finditer(text):
        places = _places(m["words"])
        seen = _SEEN_BY_WORDS.get(m["seen"] or "")
        if seen is None or text[at : m.start()].strip(" ;"):
            return None
        at = m.end()
        kept = m["file"] is not None
        if kept and (m["path"] != kept_path(m["file"]) or "line" not in places):
            return None
        part = next((x for x in PARTS if x in places), None)
        unit: Unit = "kept" if kept else "line" if "line" in places else part or "line"
        said = unescape_quote(m["quote"])
        kinds.add((m["file"] or m["path"], unit))
        page = places.get(part or "", (0, 0))
        if kept:
            quotes.append(Quote(said, *places["line"], *page, part or "page", seen))
        else:
            quotes.append(Quote(said, *places.get("line", page)))
        headings.append(m["anchor"] or "" if kept or not part else "")
    if len(kinds) != 1 or text[at:].strip():
        return None
    ((source, unit),) = kinds
    if not source.startswith("raw/"):
        return None
    return Citation(label, source, unit, tuple(quotes), tuple(headings) if any(headings) else ())


def _parse_kept(label: str, text: str, page_path: str) -> Citation | None:
    """Read a definition whose links lead to lines of one kept text, each beside its file."""
    quotes: list[Quote] = []
    sources: set[str] = set()
    at = 0
    for m in _ITEM.finditer(text):
        where, file = _PLACE.match(m["link"]), _PLACE.match(m["file"] or "#")
        if not (where and file and where["a"]) or file["a"] or text[at : m.start()].strip(" ;"):
            return None
        at = m.end()
        source = from_link(page_path, file["path"])
        if from_link(page_path, where["path"]) != kept_path(source):
            return None
        seen = _SEEN_BY_WORDS.get(m["seen"] or "")
        if seen is None:
            return None
        sources.add(source)
        first, page = int(where["a"]), int(file["page"] or 0)
        quotes.append(
            Quote(
                unescape_quote(m["quote"]),
                first,
                int(where["b"] or first),
                page,
                int(file["to"] or page),
                _part_of(file["part"]) or "page",
                seen,
            )
        )
    if len(sources) != 1 or text[at:].strip() or not min(sources).startswith("raw/"):
        return None
    return Citation(label, min(sources), "kept", tuple(quotes))
