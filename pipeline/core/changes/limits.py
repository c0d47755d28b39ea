"""Limit what a change set or a lint's report may hold: a table by field, and how fields must agree.

A change set crosses from the job that reads sources, and may have been led astray by one, to the
job that may write. What the rules judge on the finished pages (quotes, links, markup, losses) is
not judged here; what is, is whatever code will use as a name, a number, a line of the log, the
title or the commit message.

Every field has a row in the table, under its path, with a check that returns what is wrong. A field
without a row is refused, so a new field cannot cross before somebody has thought of its limit.
`core/strict_json.py` checks the types, and asks for each field here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.changes.change_set import (
    AddSection,
    AppendToSection,
    ChangeSet,
    Claim,
    CreatePage,
    Edit,
    PagePlan,
    ReplaceSection,
    ReplaceText,
    ReviseTldr,
)
from pipeline.core.hidden_characters import has_visible_part, hidden_characters, is_name
from pipeline.core.name_keys import RESERVED_SLUGS
from pipeline.core.strict_json import show_foreign_value
from pipeline.core.wiki.citations import base_of
from pipeline.core.wiki.page import MOST_PAGE_BYTES
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.core.wiki.transcript import MOST_CHARACTERS

MOST_DOLLARS = 10_000.0
MOST_TOKENS = 1_000_000_000
MOST_QUOTES = 20_000  # each is looked up in the source
# Characters that name a mark, a number or a link. A whole text would name, and so excuse, all that
# it holds.
LONGEST_REMOVAL = 300
# Characters of one text of an edit, and of all edits together. Markdown is read more than once on
# the way to a pull request, and some of it takes a parser a second for 100,000 characters: the job
# that writes must end.
LONGEST_EDIT_TEXT = 60_000
LONGEST_EDITS = 2_000_000
LABEL_FORM = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*-[0-9]{1,9}")
SHA256_FORM = re.compile(r"[0-9a-f]{64}")
_NEW_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")

Check = Callable[[Any], str]


def _line(most: int, empty: bool = True) -> Check:
    """Return a check for one line of text that shows all it holds.

    Such a text may stand in a title, the log or a commit message.
    """

    def check(text: str) -> str:
        if len(text) > most:
            return f"it has {len(text)} characters; {most} are the most"
        if re.search(r"[\n\r\t]", text):
            return f"{show_foreign_value(text)} is not on one line"
        if hidden := hidden_characters(text):
            return f"{show_foreign_value(text)} holds the hidden character {hidden[0]}"
        return "" if empty or has_visible_part(text) else "it is empty, or nothing of it shows"

    return check


def _prose(most: int) -> Check:
    """Return a check for the length of a text of any form.

    Where such a text is shown or becomes part of a page, other code makes it harmless or refuses
    it.
    """
    return lambda text: (
        f"it has {len(text)} characters; {most} are the most" if len(text) > most else ""
    )


def _like(pattern: str | re.Pattern[str], what: str, empty: bool = False) -> Check:
    compiled = re.compile(pattern)
    return lambda text: (
        ""
        if (empty and not text) or compiled.fullmatch(text)
        else f"{show_foreign_value(text)} is not {what}"
    )


def _among(low: float, high: float) -> Check:
    return lambda number: "" if low <= number <= high else f"it is not between {low:g} and {high:g}"


def _most(count: int) -> Check:
    return lambda items: (
        f"it has {len(items)} items; {count} are the most" if len(items) > count else ""
    )


def _date(text: str) -> str:
    good = not text or (re.fullmatch(r"\d{4}(-\d{2}){0,2}", text, re.ASCII) and parse_date(text))
    return "" if good else f"{show_foreign_value(text)} is not a date such as 2026-04-11"


def _any(value: Any) -> str:
    """Accept every value: the type alone holds the field to a few words."""
    return ""


_LABEL = _like(LABEL_FORM, "a claim's label, such as gpt4-report-3")
_SLUG = _like(r"[a-z0-9][a-z0-9._-]{0,120}", "the name of a page's file")
_SHA = _like(SHA256_FORM, "a SHA-256")
_BASE = _like(r"[0-9a-f]{16}", "the digest of a text", empty=True)
_COMMIT = _like(r"[0-9a-f]{40}(?:[0-9a-f]{24})?", "a commit")
_STEP = _like(r"[a-z][a-z0-9_-]{0,39}", "the name of a step")
_MODEL = _like(re.compile(r"[A-Za-z0-9][\w.:@/-]{0,99}", re.ASCII), "the name of a model")
_READER = _like(re.compile(r"[A-Za-z0-9][\w.:@/ -]{0,99}", re.ASCII), "the name of a model")
_PATH = _line(1_000, empty=False)
_HEADING = _line(1_000)
_TEXT = _prose(LONGEST_EDIT_TEXT)
_TOKENS = _among(0, MOST_TOKENS)
_PLACE = _among(1, 100_000_000)
_PAGE_OR_NONE = _among(0, 100_000_000)

_CLAIM: dict[str, Check] = {
    "id": _LABEL,
    "text": _prose(100_000),
    "quotes": _most(500),
    "quotes[].text": _prose(100_000),
    "quotes[].start": _PLACE,
    "quotes[].end": _PLACE,
    "quotes[].page": _PAGE_OR_NONE,
    "quotes[].last_page": _PAGE_OR_NONE,
    "quotes[].part": _any,
    "quotes[].seen": _any,
    "importance": _among(1, 5),
    "concepts": _most(200),
    "concepts[]": _line(2_000),
    "heading": _prose(5_000),
}
_DROPPED: dict[str, Check] = {
    "what": _prose(200_000),
    "why": _prose(20_000),
    "count": _among(1, 1_000_000),
}
_COST: dict[str, Check] = {
    "step": _STEP,
    "model": _MODEL,
    "calls": _TOKENS,
    "usage.input": _TOKENS,
    "usage.cached": _TOKENS,
    "usage.written": _TOKENS,
    "usage.output": _TOKENS,
    "dollars": _among(0, MOST_DOLLARS),
}
_SOURCE: dict[str, Check] = {
    "path": _PATH,
    "sha256": _SHA,
    "format": _like(r"[a-z]{1,20}", "the name of a format"),
    "text": lambda text: (
        "it carries the text of the source, which is in the repository" if text else ""
    ),
    "locators": _most(0),
    "unit": _any,
    "title": _prose(5_000),
    "author": _prose(20_000),
    "published": _date,
    "captured": _date,
    "modified": _date,
    "language": _prose(100),
    "address": _prose(20_000),
    "status": _prose(5_000),
    "tags": _most(2_000),
    "tags[]": _prose(5_000),
    "notes": _most(200),
    "notes[]": _prose(5_000),
    "version": _among(0, 1_000_000),
    "decoder": _among(0, 1_000_000),
    "origins": _most(0),
    "origin": _any,
    "bare": _most(0),
    "anchors": _most(0),
    "picture_files": _most(0),
    "read_by": lambda text: "the transcript says who read the pictures" if text else "",
    "seen": _most(0),
    "picture_numbers": _most(0),
    "kept": lambda text: "it says which text the wiki keeps" if text else "",
}
_READ: dict[str, Check] = {
    "source": _PATH,
    "sha256": _SHA,
    "title": _line(2_000, empty=False),
    "author": _line(20_000),
    "published": _date,
    "status": _line(5_000),
    "effective": _line(2_000),
    "summary": _line(20_000),
    "claims": _most(5_000),
    "concepts": _most(5_000),
    "concepts[]": _line(2_000),
    "dropped": _most(5_000),
}
_PAGE: dict[str, Check] = {
    "plan.slug": _SLUG,
    "plan.title": _line(300, empty=False),
    "plan.type": _like(r"[a-z][a-z0-9-]{0,39}", "the name of a page type"),
    "plan.action": _any,
    "plan.claims": _most(5_000),
    "plan.claims[]": _LABEL,
    "plan.why": _prose(5_000),
    "plan.aliases": _most(200),
    "plan.aliases[]": _line(300),
    "plan.about": _prose(5_000),
    "edits": _most(200),
    "edits[].op": _any,
    "edits[].tldr": _TEXT,
    "edits[].sections": _most(200),
    "edits[].sections[].heading": _HEADING,
    "edits[].sections[].text": _TEXT,
    "edits[].text": _TEXT,
    "edits[].base": _BASE,
    "edits[].heading": _HEADING,
    "edits[].after": _HEADING,
    "edits[].find": _TEXT,
    "edits[].replace": _TEXT,
    "edits[].to": _HEADING,
    "edits[].alias": _line(300, empty=False),
    "removes": _most(2_000),
    "removes[].what": _prose(LONGEST_REMOVAL),
    "removes[].reason": _prose(20_000),
    "unmet": _most(200),
    "unmet[].what": _prose(20_000),
    "unmet[].why": _prose(20_000),
}
_CONFLICT: dict[str, Check] = {
    "topic": _prose(5_000),
    "relation": _any,
    "current": _most(1_000),
    "current[]": _LABEL,
    "other": _most(1_000),
    "other[]": _LABEL,
    "since": _prose(5_000),
    "note": _prose(20_000),
    "pages": _most(200),
    "pages[]": _SLUG,
}
_DOUBT: dict[str, Check] = {
    "slug": _SLUG,
    "statement": _prose(5_000),
    "words": _prose(5_000),
    "quote": _prose(5_000),
    "fault": _any,
    "why": _prose(2_000),
}
_LEFT_OUT: dict[str, Check] = {"claims": _most(5_000), "claims[]": _LABEL, "reason": _prose(20_000)}


_COMPARISON: dict[str, Check] = {
    "compared": _most(5_000),
    "compared[]": _LABEL,
    "not_compared": _most(200),
    "partly": _most(5_000),
    "partly[]": _LABEL,
    "statements": _among(0, 100_000_000),
    "pages": _among(0, 100_000_000),
    "unseen": _most(50),
    "unseen[]": _prose(5_000),
}


def _below(prefix: str, rows: dict[str, Check]) -> dict[str, Check]:
    return {f"{prefix}.{name}": check for name, check in rows.items()}


CHANGE_LIMITS: dict[str, Check] = {
    **_below("extraction", _READ),
    **_below("extraction.claims[]", _CLAIM),
    **_below("extraction.dropped[]", _DROPPED),
    **_below("source", _SOURCE),
    # `pages_per_source` goes up to 60; comparisons and the summary come on top
    "pages": _most(100),
    **_below("pages[]", _PAGE),
    "conflicts": _most(5_000),
    **_below("conflicts[]", _CONFLICT),
    "left_out": _most(5_000),
    **_below("left_out[]", _LEFT_OUT),
    "dropped": _most(5_000),
    **_below("dropped[]", _DROPPED),
    "librarian": _like(r"model|extractive|none", "a librarian"),
    "models": _most(20),
    "models[]": _MODEL,
    "prompts": _most(40),
    "prompts[]": _most(2),
    "prompts[][]": _like(
        r"[a-z][a-z0-9_-]{0,39}|[0-9a-f]{8}", "the name of a step or the hash of its prompt"
    ),
    "costs": _most(200),
    **_below("costs[]", _COST),
    "notes": _most(200),
    "notes[]": _prose(5_000),
    "kept": _most(20_000),
    **_below("kept[]", _CLAIM),
    "gone": _most(20_000),
    "gone[]": _LABEL,
    "doubts": _most(2_000),
    **_below("doubts[]", _DOUBT),
    **_below("comparison", _COMPARISON),
    **_below("comparison.not_compared[]", _LEFT_OUT),
    "unfinished": _most(100),
    "unfinished[]": _line(300),
    "date": _date,
    "base": _COMMIT,
    "made_on": _most(256),
    "made_on[]": _line(5_000),
    "transcript.by": _READER,
    "transcript.pictures": _most(5_000),
    "transcript.pictures[].number": _PAGE_OR_NONE,
    "transcript.pictures[].words": _prose(MOST_CHARACTERS),
    "transcript.pictures[].description": _prose(MOST_CHARACTERS),
}


_VERDICT: dict[str, Check] = {
    "kind": _any,
    "current": _any,
    "since": _prose(500),
    "why": _prose(5_000),
    "words_a": _prose(5_000),
    "words_b": _prose(5_000),
    "scope_a": _prose(2_000),
    "scope_b": _prose(2_000),
}
_KEY = _like(r"[0-9a-f]{16}", "the key of a statement")
_PAIRS = _among(0, 100_000_000)
_PRICE_OF_ALL = _among(0, 10_000_000)
_BACKLOG: dict[str, Check] = {
    "likely": _PAIRS,
    "rest": _PAIRS,
    "told": _PAIRS,
    "likely_dollars": _PRICE_OF_ALL,
    "rest_dollars": _PRICE_OF_ALL,
    "per_run": _PRICE_OF_ALL,
}
REPORT_LIMITS: dict[str, Check] = {
    "commit": _COMMIT,
    "date": _date,
    "verdicts": _most(200_000),
    "verdicts[].a": _KEY,
    "verdicts[].b": _KEY,
    **_below("verdicts[].verdict", _VERDICT),
    "verdicts[].judge": _MODEL,
    "waiting": _PAIRS,
    "pairs": _PAIRS,
    "cached": _PAIRS,
    "calls": _PAIRS,
    "dollars": _among(0, MOST_DOLLARS),
    "unreachable": _most(2_000),
    "unreachable[].address": _line(2_000, empty=False),
    "unreachable[].pages": _most(1_000),
    "unreachable[].pages[]": _PATH,
    "unreachable[].since": _date,
    "unreachable[].said": _prose(2_000),
    "notes": _most(200),
    "notes[]": _prose(5_000),
    **_below("backlog", _BACKLOG),
}


def check_change_field(path: str, value: Any) -> str:
    """Return what is wrong with one field of a change set, or ""; an unknown field is refused."""
    check = CHANGE_LIMITS.get(path)
    return check(value) if check else "no limit is known for this field"


def check_report_field(path: str, value: Any) -> str:
    """Return what is wrong with one field of a lint's report, or ""; an unknown one is refused."""
    check = REPORT_LIMITS.get(path)
    return check(value) if check else "no limit is known for this field"


def find_disagreements(change: ChangeSet) -> Iterator[str]:
    """Yield where the fields of a change set do not fit together, the field's name first."""
    yield from _labels(change)
    yield from _pages(change)
    yield from _librarian(change)


def _labels(change: ChangeSet) -> Iterator[str]:
    claims = (*change.extraction.claims, *change.kept)
    ids = [*(c.id for c in claims), *change.gone]
    if len(set(ids)) < len(ids):
        yield "extraction.claims: two claims have one label"
    if len({base_of(x) for x in ids}) > 1:
        yield "extraction.claims: the labels are not those of one source"
    if sum(len(c.quotes) for c in claims) > MOST_QUOTES:
        yield f"extraction.claims: together they have more than {MOST_QUOTES} quotes"
    for claim in claims:
        if problem := _places(claim):
            yield f"extraction.claims: {claim.id}: {problem}"
    bases = {base_of(x) for x in ids}
    for where, label in _used(change):
        if base_of(label) in bases and label not in ids:
            yield f"{where}: no claim is labelled {label}"


def _places(claim: Claim) -> str:
    if not claim.quotes:
        return "it has no quote"
    return "a quote ends before it begins" if any(q.end < q.start for q in claim.quotes) else ""


def _used(change: ChangeSet) -> Iterator[tuple[str, str]]:
    yield from (("pages.plan.claims", x) for p in change.pages for x in p.plan.claims)
    yield from (("conflicts", x) for c in change.conflicts for x in (*c.current, *c.other))
    yield from (("left_out.claims", x) for row in change.left_out for x in row.claims)
    if told := change.comparison:
        yield from (("comparison.compared", x) for x in (*told.compared, *told.partly))
        yield from (("comparison.not_compared", x) for r in told.not_compared for x in r.claims)


def _pages(change: ChangeSet) -> Iterator[str]:
    plans = [p.plan for p in change.pages]
    if len({p.slug for p in plans}) < len(plans):
        yield "pages: two of them have one slug"
    if sum(p.type == SUMMARY_TYPE for p in plans) > 1:
        yield f"pages: more than one is a {SUMMARY_TYPE}"
    for page in change.pages:
        if problem := _page(page.plan, [edit.op for edit in page.edits]):
            yield f"pages: {page.plan.slug}: {problem}"
    lengths = {page.plan.slug: sum(_length(edit) for edit in page.edits) for page in change.pages}
    yield from (
        f"pages: {s}: its edits have {n} characters; {MOST_PAGE_BYTES} are the most"
        for s, n in lengths.items()
        if n > MOST_PAGE_BYTES
    )
    if sum(lengths.values()) > LONGEST_EDITS:
        yield f"pages: together their edits have more than {LONGEST_EDITS} characters"


def _length(edit: Edit) -> int:
    """Return how many characters an edit brings to its page."""
    match edit:
        case CreatePage():
            return len(edit.tldr) + sum(len(s.heading) + len(s.text) for s in edit.sections)
        case ReplaceText():
            return len(edit.replace)
        case ReviseTldr() | AddSection() | AppendToSection() | ReplaceSection():
            return len(edit.text)
        case _:
            return 0


def _page(plan: PagePlan, operations: list[str]) -> str:
    creates = [op for op in operations if op == "create_page"]
    if len(creates) > 1 or (creates and operations[0] != "create_page"):
        return "create_page stands first and once"
    if bool(creates) != (plan.action == "create"):
        return f"the plan says {plan.action}, its edits do not"
    if creates and (
        not _NEW_SLUG.fullmatch(plan.slug) or plan.slug in RESERVED_SLUGS or not is_name(plan.title)
    ):
        return "a new page cannot have this name"
    return ""


def _librarian(change: ChangeSet) -> Iterator[str]:
    if change.librarian == "none" and (change.extraction.claims or len(change.notes) != 1):
        yield "librarian: none, but there are claims, or no one note that says why"
    if change.librarian != "none" and not change.extraction.claims:
        yield "extraction.claims: there is none"
    if change.librarian != "model" and (change.costs or change.models):
        yield "costs: no model was asked, so nothing can have been paid"
    if sum(c.dollars for c in change.costs) > MOST_DOLLARS:
        yield f"costs: together more than {MOST_DOLLARS:g} dollars"
