"""The one rule that says what in `wiki/` is code's to write, and what belongs to people.

On a page that cites no compiled source everything belongs to people; code writes nothing there
except the edits of a proposal. On a page that cites one, these are ours: `sources`, `related`,
`updated`, `confidence`, the pairs of `disputed`, and the footnotes that cite compiled sources. All
else stays as it is, line by line; and so does an entry of `sources` or `related` that code can not
derive and has not derived before. An index file is ours if it has the form that we give it, and
nothing besides.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from pipeline.core.markup.frontmatter import is_bare_link
from pipeline.core.name_keys import slug_of
from pipeline.core.paths import slug_of_path
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import RECORD_KEYS, PageFacts, is_page, strings_of_value
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki

DERIVED_LINE = "This file is derived; do not edit it."
INDEX_PATH = "wiki/index.md"
_PAIR = re.compile(r"\S+ ~ \S+")


# --- a page ---


def has_bookkeeping(page: Page, wiki: Wiki) -> bool:
    """Tell whether code does the bookkeeping of a page.

    It does if the page cites a compiled source, or is the record of one.
    """
    rows = page.definitions.items()
    return (
        is_record(page.meta)
        or any(cites_ours(x, text, page.path, wiki) for x, text in rows)
        or _borrows(page, wiki)
    )


def may_have_bookkeeping(facts: PageFacts, wiki: Wiki) -> bool:
    """Tell by a page's facts whether `has_bookkeeping` may be true, so that it is worth parsing."""
    sources, labels = wiki.records, wiki.by_label
    return (
        is_record(facts.record)
        or not sources.keys().isdisjoint(facts.cites)
        or any(citations.base_of(label) in labels for label in facts.labels)
    )


def is_record(meta: Mapping[str, Any]) -> bool:
    """Tell whether front matter is the record of a source, as a compile writes it."""
    return str(meta.get("source") or "").startswith("raw/") and bool(meta.get("sha256"))


def cites_ours(label: str, text: str, path: str, wiki: Wiki) -> bool:
    """Tell whether a footnote definition is ours: it cites a compiled source, in our form."""
    found = citations.parse(label, text, path)
    return found is not None and found.source in wiki.records


def is_of_a_source(label: str, wiki: Wiki) -> bool:
    """Tell whether a label belongs to a compiled source."""
    return citations.base_of(label) in wiki.by_label


def is_damaged(label: str, text: str, path: str, wiki: Wiki) -> bool:
    """Tell whether a definition was ours but can no longer be read.

    Its label is then that of a source, and it links to that source's file.
    """
    record = wiki.by_label.get(citations.base_of(label))
    there = record is not None and record.record["source"] in citations.sources_of([text], path)
    return there and citations.parse(label, text, path) is None


def _borrows(page: Page, wiki: Wiki) -> bool:
    """Tell whether a page has a mark of a compiled source whose definition is on another page.

    Copied sentences bring such marks.
    """
    bare = (x for x in page.labels if x not in page.definitions and is_of_a_source(x, wiki))
    return any(
        (found := wiki.citation(x)) is not None and found.source in wiki.records for x in bare
    )


# --- its front matter ---


def entries_of_value(value: Any) -> list[Any]:
    """Return the entries of a list in front matter as written; a single value is one entry.

    So is `[[X]]` without quotes, although YAML takes it for a list in a list.
    """
    if isinstance(value, list) and not is_bare_link(value):
        return list(value)
    return [] if value in (None, "") else [value]


def name_of_entry(entry: Any) -> str:
    """Return what an entry names: `[[X]]` names X."""
    return next(iter(strings_of_value([entry])), "")


def find_underived(
    value: Any, derived: Collection[str], opened: Callable[[str], str | None] = lambda _: None
) -> list[Any]:
    """Return the entries of a list that code cannot derive.

    `opened` returns what an entry leads to, by whatever name.
    """
    found = ((entry, name_of_entry(entry)) for entry in entries_of_value(value))
    return [entry for entry, name in found if name not in derived and opened(name) not in derived]


def join_entries(
    value: Any,
    derived: Collection[str],
    earlier: Collection[str] = (),
    opened: Callable[[str], str | None] = lambda _: None,
    as_link: bool = False,
) -> Any:
    """Return a list of ours joined with what people put into it.

    With `as_link` code writes its entries as `[[x]]`, which Obsidian follows, else as names.
    That is the derived entries, and the entries that code cannot derive, without those that code
    derived `earlier`: their reason is gone. A list that already says this is returned as it is.
    """
    wanted, gone = set(derived), set(earlier)
    own, covered, there, more = [], set(), set(), False
    for entry in entries_of_value(value):
        name = name_of_entry(entry)
        found = name if name in wanted else opened(name)
        ours = entry == name or (as_link and entry == f"[[{name}]]")
        if ours and name in wanted:
            there.add(name)
        elif found in wanted:  # written as `[[x]]`, which Obsidian follows, or as a title
            own.append(entry)
            covered.add(found)
        elif isinstance(entry, str) and (entry in gone or (ours and name in gone)):
            more = True
        else:
            own.append(entry)
    same = not more and wanted <= there | covered
    if same:
        return value
    names = sorted((wanted - covered) | there)
    return [*([f"[[{name}]]" for name in names] if as_link else names), *own]


def with_title(aliases: Any, title: str) -> Any:
    """Return `aliases` with the title first among them, by which Obsidian finds the page."""
    there = entries_of_value(aliases)
    is_so = not title or there[:1] == [title]
    return aliases if is_so else [title, *(x for x in there if x != title)]


def drop_stale_disputes(value: Any, labels: Collection[str]) -> Any:
    """Return `disputed` without the pairs of which one side is no longer on the page.

    Entries that are not such pairs are not ours, and stay.
    """
    written = entries_of_value(value)
    left = [x for x in written if not _is_pair(x) or set(str(x).split(" ~ ")) <= set(labels)]
    return value if len(left) == len(written) else left or None


def _is_pair(entry: Any) -> bool:
    return isinstance(entry, str) and bool(_PAIR.fullmatch(entry))


def find_peoples_losses(old: Page, new: Page, before: Wiki) -> Iterator[str]:
    """Yield what people wrote in front matter and footnotes of `old` and `new` does not hold."""
    kept = {
        x
        for x in (*old.labels, *old.definitions)
        if cites_ours(x, old.definitions.get(x, ""), old.path, before)
    }
    for key, value in old.meta.items():
        if not (key in _KEYS_THAT_FOLLOW or (is_record(old.meta) and key in RECORD_KEYS)):
            yield from _less(key, value, new.meta.get(key), _code_wrote(key, old, before))
    for label, text in old.definitions.items():
        if label not in kept and new.definitions.get(label) != text and label not in old.labels:
            yield f"the footnote [^{label}]"


# Code dates a page and rates it; a new title keeps the old one as an alias. `rests_on` is what an
# answer was made from (`core/answers/filing.py`).
_KEYS_THAT_FOLLOW = ("title", "created", "updated", "confidence", "rests_on")


def _code_wrote(key: str, old: Page, before: Wiki) -> Collection[str]:
    """Return the entries of a list that code derived; such entries go when their reason is gone."""
    if not has_bookkeeping(old, before):
        return ()
    if key == "sources":
        return {
            c.source
            for x, text in old.definitions.items()
            if (c := citations.parse(x, text, old.path))
        }
    if key == "disputed":
        return [x for x in entries_of_value(old.meta.get(key)) if _is_pair(x)]
    return before.related(old.slug) if key == "related" and old.slug in before else ()


def _less(key: str, old: Any, new: Any, ours: Collection[str]) -> Iterator[str]:
    there = entries_of_value(new)
    names = {name_of_entry(x) for x in there}
    for entry in entries_of_value(old):
        if (
            entry not in there
            and name_of_entry(entry) not in names
            and not (isinstance(entry, str) and name_of_entry(entry) in ours)
        ):
            yield f"`{key}: {str(entry)[:200]}` of the front matter"
    if (
        key not in ("sources", "related", "disputed")
        and not entries_of_value(old)
        and new is None
        and old not in (None, "")
    ):
        yield f"`{key}` of the front matter"


# --- the index ---

_COUNT = re.compile(rf"\d+ pages?, listed by type\. {re.escape(DERIVED_LINE)}")
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7}) ?.*|={7}")
_CONFLICT_SIGNS = ("<", ">", "|", "=")
_ENTRY = re.compile(r"- \[(?:\\.|`[^`]*`|[^\]\\`])*\]\((?P<link>[^()\s]+)\)(?:: .*)?")


def index_heading(name: str) -> str:
    """Return the heading of a page type in the index."""
    if name == "untyped":
        return "Without a type"
    words = name.replace("-", " ")
    many = (
        words[:-1] + "ies" if words.endswith("y") and words[-2:-1] not in "aeiou" else words + "s"
    )
    return many.capitalize()


def index_file_name(name: str) -> str:
    """Return the name of a page type's index file, without its suffix."""
    return slug_of(name)


def is_our_index(
    path: str,
    text: str,
    headings: Collection[str] = (),
    known: Mapping[str, str] | None = None,
) -> bool:
    """Tell whether code wrote an index file, or it says nothing, so that it may be written anew.

    `headings` are those that code gives now, and `known` the lines, each with its page. A heading
    from an earlier schema is recognised by its pages, which are all in one folder. Where a page is
    listed twice, a person listed it, because code lists each page once.
    """
    rows = [row.rstrip() for row in text.lstrip("\ufeff").splitlines()]
    marks = {row for row in rows if row[:1] in _CONFLICT_SIGNS and _CONFLICT.fullmatch(row)}
    said = [row for row in rows if row and row not in marks]
    torn = bool(marks)
    front = path == INDEX_PATH
    if said in ([], ["# Index"]):
        return True
    if front and (said[0] != "# Index" or not any(map(_COUNT.fullmatch, said))):
        return False
    if not front and not _is_heading(said[0], path):
        return False
    body = [
        row
        for row in said[1:]
        if not (front and _COUNT.fullmatch(row)) and not (torn and row == said[0])
    ]
    return _is_list(body, path, headings, torn, known or {})


def _page_of_row(row: str, path: str) -> str:
    """Return the page, or the index of a page type, that a line of an index leads to; or ""."""
    found = _ENTRY.fullmatch(row)
    target = citations.from_link(path, found["link"]) if found else ""
    leads = is_page(target) or (path == INDEX_PATH and target.startswith("wiki/index/"))
    return target if leads else ""


def _is_heading(row: str, path: str) -> bool:
    """Tell whether the first line of an index file is the heading of the file's page type."""
    stem = slug_of_path(path)
    return row.startswith("# ") and index_file_name(row[2:]) == index_file_name(index_heading(stem))


def _is_list(
    rows: Sequence[str],
    path: str,
    headings: Collection[str],
    torn: bool,
    known: Mapping[str, str],
) -> bool:
    """Tell whether lines are headings of ours and entries that lead to pages, each page once."""
    listed: set[str] = set()
    # the folders of the pages below a heading that code does not give now
    folders: set[str] | None = None
    for row in rows:
        if path == INDEX_PATH and row.startswith("## "):
            folders = None if row[3:] in headings else set()
            continue
        target = known.get(row) or _page_of_row(row, path)
        if not target:
            return False
        if target in listed and not torn:
            return False
        listed.add(target)
        if folders is not None:
            folders.add(target.rpartition("/")[0])
            if len(folders) > 1:
                return False
    return True
