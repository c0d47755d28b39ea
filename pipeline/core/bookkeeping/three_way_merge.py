"""Merge two versions of a page by its pieces, and of the log by its entries, over a common base."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from difflib import SequenceMatcher
from typing import Any

from pipeline.core.bookkeeping.frame_page import is_title_of
from pipeline.core.bookkeeping.log import split_entries
from pipeline.core.errors import UserError
from pipeline.core.markup import amend_front_matter, footnotes, frontmatter
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import strings_of_value
from pipeline.core.wiki.page import Page

_SET_KEYS = ("aliases", "sources", "related", "disputed", "tags")
_DERIVED_KEYS = ("sources", "related", "confidence")
_CONFIDENCE_ORDER = ("low", "medium", "high")


class MergeConflict(Exception):
    """Both sides changed the same thing; the message says what, for whoever must settle it."""


def merge_pages(
    base: str | None, ours: str | None, theirs: str | None, path: str = "the page"
) -> str | None:
    """Return the page with what both sides did to `base`; None where the page is gone.

    Raises `MergeConflict`. None as an argument means that the page does not exist there. A page
    that one side deleted is gone if the other side left its words alone.

    The method is the three-way merge (diff3; Khanna, Kunal and Pierce, "A Formal Investigation of
    Diff3", 2007), for each piece in its own units. Words are merged line by line, as git does it:
    changes of both sides that overlap or touch are a conflict, unless they are the same. Front
    matter is merged key by key, and lists in it as sets; definitions are merged label by label. So
    what two sides did to different keys or labels never conflicts, although the lines touch.

    Swapping the sides gives the same bytes. What `derive` writes (`related`, `confidence`, and
    which definitions and sources are in use) must be derived anew afterwards, because it follows
    from the merged pages and not from either side. Comparing lines takes time with the product of
    the lengths in the worst case (`difflib.SequenceMatcher`), and a page is short.
    """
    if ours == theirs or theirs == base:
        return ours
    if ours == base:
        return theirs
    if base is None:
        raise MergeConflict("both sides made a page of this name")
    old = _parsed(base)
    if ours is None or theirs is None:
        if _says(_parsed(ours or theirs or "")) == _says(old):
            return None
        raise MergeConflict("one side deleted the page, the other changed it")
    one, two = _parsed(ours), _parsed(theirs)
    front = _front(old, one, two)
    body = _lines_merged(*(_lines(page.body.rstrip()) for page in (old, one, two)))
    tail = _tail(path, *(footnotes.find_definitions(page.tail) for page in (old, one, two)))
    heading = _heading(old, one, two)
    backlinks = max(one.backlinks.strip(), two.backlinks.strip())  # derived anew, as the tail is
    backlinks = f"\n{backlinks}\n" if backlinks else ""
    return f"{front}{heading}{''.join(body)}{backlinks}" + (f"\n{tail}" if tail else "")


def _heading(old: Page, one: Page, two: Page) -> str:
    """Return the heading of level 1; a title of code's is derived anew, whichever is taken."""
    if one.heading in (two.heading, old.heading):
        return two.heading
    if two.heading == old.heading:
        return one.heading
    theirs = [page for page in (one, two) if page.heading and not is_title_of(page)]
    if len(theirs) == 2:
        raise MergeConflict("both sides changed the heading at its top")
    return theirs[0].heading if theirs else max(one.heading, two.heading)


def _parsed(text: str) -> Page:
    try:
        return Page.parse("the page", text)
    except UserError as error:
        raise MergeConflict(error.message) from error


def _says(page: Page) -> tuple[str, dict[str, Any]]:
    """Return what people or a librarian wrote on a page: all but what code derives."""
    return page.body.rstrip(), {
        key: value for key, value in page.meta.items() if key not in _DERIVED_KEYS
    }


def _lines(text: str) -> list[str]:
    return [f"{line}\n" for line in text.split("\n")]


# --- words: three-way, by lines ---

# (a, b, c, d): lines a to b of the base became lines c to d of the other text
_Change = tuple[int, int, int, int]


def _lines_merged(base: list[str], ours: list[str], theirs: list[str]) -> list[str]:
    out: list[str] = []
    at = 0
    for low, high, mine, other in _regions(base, ours, theirs):
        was = base[low:high]
        one, two = (
            _side(ours, low, high, mine) if mine else was,
            _side(theirs, low, high, other) if other else was,
        )
        if mine and other and one != two:
            words = next((line.strip() for line in (*was, *one, *two) if line.strip()), "")
            raise MergeConflict(f"both sides changed the words at “{words[:80]}”")
        out += [*base[at:low], *(one if mine else two)]
        at = high
    return out + base[at:]


def _regions(
    base: list[str], ours: list[str], theirs: list[str]
) -> Iterator[tuple[int, int, list[_Change], list[_Change]]]:
    """Yield the parts of the base that a side changed, each with the changes of both sides.

    Changes that touch are in one part.
    """
    changes = sorted(
        [(c, 0) for c in _changes(base, ours)] + [(c, 1) for c in _changes(base, theirs)],
        key=lambda x: x[0][:2],
    )
    while changes:
        low, high = changes[0][0][:2]
        sides: tuple[list[_Change], list[_Change]] = ([], [])
        while changes and changes[0][0][0] <= high:
            change, side = changes.pop(0)
            sides[side].append(change)
            high = max(high, change[1])
        yield low, high, *sides


def _changes(base: list[str], other: list[str]) -> list[_Change]:
    codes = SequenceMatcher(None, base, other, autojunk=False).get_opcodes()
    return [(a, b, c, d) for tag, a, b, c, d in codes if tag != "equal"]


def _side(lines: list[str], low: int, high: int, changes: list[_Change]) -> list[str]:
    """Return what one side made of lines `low` to `high` of the base."""
    a, _, c, _ = changes[0]
    _, b, _, d = changes[-1]
    return lines[c - (a - low) : d + (high - b)]


# --- front matter and footnotes: three-way, by key ---


def _front(old: Page, one: Page, two: Page) -> str:
    if one.front in (two.front, old.front):
        return two.front
    if two.front == old.front:
        return one.front
    keys = [*_in_order(old, one, two), *sorted({*one.meta, *two.meta} - set(old.meta))]
    merged = {
        key: _value(key, old.meta.get(key), one.meta.get(key), two.meta.get(key)) for key in keys
    }
    made = {key: value for key, value in merged.items() if value is not None}
    if all(page.front == frontmatter.dump(dict(page.meta)) for page in (one, two)):
        return frontmatter.dump(made)
    return _front_of_people(one, two, made)


def _in_order(old: Page, one: Page, two: Page) -> list[str]:
    """Return the keys of the base, in another order where a side has put them so."""
    had = list(old.meta)
    for page in sorted((one, two), key=lambda page: page.front):
        kept = [key for key in page.meta if key in old.meta]
        if kept != [key for key in had if key in page.meta]:
            return [*kept, *(key for key in had if key not in page.meta)]
    return had


def _front_of_people(one: Page, two: Page, made: Mapping[str, Any]) -> str:
    """Return merged front matter in the form of one side, if nothing of the other's is lost."""
    first, second = sorted(
        (one, two), key=lambda page: (page.front.count("#"), page.front), reverse=True
    )
    changes = {
        key: made.get(key) for key in {**first.meta, **made} if first.meta.get(key) != made.get(key)
    }
    front = (
        amend_front_matter.amend_block(first.front, changes, tuple(made)) if first.front else None
    )
    notes = [line.strip() for line in second.front.splitlines() if "#" in line]
    if front is None or any(note not in front for note in notes):
        raise MergeConflict(
            "both sides changed the front matter, and not all that people wrote there can be merged"
        )
    return front


def _value(key: str, old: Any, one: Any, two: Any) -> Any:
    if key in ("created", "updated") and one and two:
        return (min if key == "created" else max)(str(one), str(two))
    if one == two or two == old:
        return one
    if one == old:
        return two
    if key in _SET_KEYS:
        return sorted(
            _set_merged(strings_of_value(old), strings_of_value(one), strings_of_value(two))
        )
    if key == "confidence" and one in _CONFIDENCE_ORDER and two in _CONFIDENCE_ORDER:
        return min(one, two, key=_CONFIDENCE_ORDER.index)
    raise MergeConflict(f"both sides changed `{key}`")


def _set_merged(old: Iterable[str], one: Iterable[str], two: Iterable[str]) -> set[str]:
    """Return what either side added, and what neither removed."""
    had, mine, other = set(old), set(one), set(two)
    return (had & mine & other) | (mine - had) | (other - had)


def _tail(path: str, old: Mapping[str, str], one: Mapping[str, str], two: Mapping[str, str]) -> str:
    rows = []
    for label in sorted({*one, *two}, key=citations.label_sort_key):
        text = _definition(label, path, old.get(label), one.get(label), two.get(label))
        if text is not None:
            rows.append(f"[^{label}]: {text}\n")
    return "".join(rows)


def _definition(
    label: str, path: str, old: str | None, one: str | None, two: str | None
) -> str | None:
    if one == two or two == old:
        return one
    if one == old:
        return two
    if one is None or two is None:
        # One side dropped it. It is kept here: `derive` drops it if no mark of it is left.
        return one or two
    # A citation in an earlier form is the same fact, so who renews the form alone changed nothing.
    was, mine, other = (text and citations.parse(label, text, path) for text in (old, one, two))
    if mine and mine == other:
        return max(one, two, key=lambda text: (text != old, text))
    if mine and mine == was:
        return two
    if other and other == was:
        return one
    raise MergeConflict(f"both sides define the footnote [^{label}]")


# --- the log ---


def merge_logs(base: str, ours: str, theirs: str) -> str:
    """Return the log of `theirs` (which is merged already), followed by what `ours` appended.

    An entry that both appended, as two proposals do that record the same run of the lint, stands
    where `theirs` has it, and not a second time. Raises `MergeConflict` where one of them changed
    an entry of `base`.
    """
    for text in (ours, theirs):
        if not text.startswith(base):
            raise MergeConflict("an earlier entry of the log was changed")
    there = {entry.strip() for entry in split_entries(theirs[len(base) :])}
    entries = split_entries(ours[len(base) :])
    new = [entry for entry in entries if entry.strip() not in there or not entry.strip()]
    if not any(entry.strip() for entry in new):
        return theirs
    added = "".join(new)
    if len(new) < len(entries):
        added = added.rstrip("\n") + "\n"
    return theirs + ("" if not theirs or theirs.endswith("\n") else "\n") + added
