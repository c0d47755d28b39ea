"""Ask of the sentences that a compile wrote whether their quotes support them.

What they do not support is worded anew once; what is then still in doubt is told in the proposal.
This is a list for the reviewer and no gate: whatever fails here is said, and the proposal stands.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from pipeline.core.changes import edits
from pipeline.core.changes.change_set import ChangeSet, PageEdits
from pipeline.core.changes.labels import SourceRecord
from pipeline.core.changes.proposal import Proposal
from pipeline.core.changes.reword import reword_edits
from pipeline.core.errors import UserError
from pipeline.core.support.code_checks import Documents, find_fault, is_verbatim
from pipeline.core.support.item import Doubtful, SupportItem, SupportVerdict
from pipeline.core.support.page_items import items_of_page
from pipeline.core.support.quote_place import QuotePlaces
from pipeline.core.support.verdict_form import WHOLLY
from pipeline.core.text import counted, shorten
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page
from pipeline.librarian import Examiner, Gate
from pipeline.operations.compile.check_pages import source_of_change
from pipeline.operations.compile.propose import build_proposal, tell_support
from pipeline.operations.repository.snapshot import Snapshot

MOST_DOUBTS = 2_000  # of one change set
MOST_REWORDED = 20  # statements of one page in one request
Known = dict[object, SupportVerdict]
"""Verdicts by the words and quotes of statements."""


class VerdictStore(Protocol):
    """Keeps verdicts by statement and examiner."""

    def get(self, item: SupportItem, examiner_key: str) -> SupportVerdict | None:
        """Return the verdict on a statement, if one is kept."""
        ...

    def put(self, item: SupportItem, examiner_key: str, verdict: SupportVerdict) -> None:
        """Keep a verdict."""
        ...


@dataclass(frozen=True)
class SupportCheck:
    """Who is asked about the support of sentences, and of which: `changed` ones or `all`."""

    examiner: Examiner
    of: str = "changed"
    store: VerdictStore | None = None


@dataclass(frozen=True)
class _Examined:
    """What came of one look at the pages of a proposal."""

    doubtful: tuple[Doubtful, ...]
    waiting: int = 0  # statements that nobody judged
    notes: tuple[str, ...] = ()


def check_support(
    proposal: Proposal, snapshot: Snapshot, record: SourceRecord, gate: Gate, check: SupportCheck
) -> Proposal:
    """Return the proposal with its doubtful sentences worded anew where that could be, and told.

    `gate` judges the edits of one page, as it did while they were written. The costs in the
    proposal are those from before; `tell_support` puts in what was added.
    """
    pages = _StatementsOfPages(snapshot, check)
    first = pages.examine(proposal)
    mended, notes = _reword(proposal, first.doubtful, snapshot, gate, check)
    last = first
    if mended is not None:
        try:
            changed = build_proposal(mended, snapshot, record)
        except UserError as error:
            notes = (*notes, f"Rewording was given up: {shorten(error.message, 300)}")
        else:
            if len(changed.change.pages) == len(proposal.change.pages):
                proposal, last = changed, pages.examine(changed)
    rows = tuple(each.as_doubt() for each in last.doubtful)[:MOST_DOUBTS]
    said = tuple(dict.fromkeys((*_said(last), *first.notes, *last.notes, *notes)))
    return tell_support(proposal, rows, said)


def _said(found: _Examined) -> tuple[str, ...]:
    if not found.waiting:
        return ()
    were, whose = ("was", "its") if found.waiting == 1 else ("were", "their")
    return (
        f"{counted(found.waiting, 'sentence')} {were} not checked for support by {whose} quotes.",
    )


class _StatementsOfPages:
    """The statements of a proposal's pages, examined once each."""

    def __init__(self, snapshot: Snapshot, check: SupportCheck) -> None:
        self._snapshot = snapshot
        self._check = check
        self._known: Known = {}
        self._places: dict[str, QuotePlaces | None] = {}

    def examine(self, proposal: Proposal) -> _Examined:
        """Examine what no verdict is known of, and return what is in doubt on the pages of now."""
        after = proposal.part.done.after
        documents = Documents.of_wiki(after)
        items = self._items(proposal)
        for item in items:
            if item.words_and_quotes not in self._known:
                if is_verbatim(item):
                    self._known[item.words_and_quotes] = WHOLLY
                elif fault := find_fault(item, documents):
                    self._known[item.words_and_quotes] = fault
        notes = self._ask([x for x in items if x.words_and_quotes not in self._known])
        verdicts = [(x, self._known.get(x.words_and_quotes)) for x in items]
        doubtful = tuple(Doubtful(x, v) for x, v in verdicts if v and v.kind != "wholly")
        return _Examined(doubtful, sum(v is None for _, v in verdicts), notes)

    def _items(self, proposal: Proposal) -> list[SupportItem]:
        part, found = proposal.part, []
        for page in part.done.pages:
            items = items_of_page(
                page, part.done.after, lambda path: self._place(path, proposal.change)
            )
            old = (
                {
                    x.words_and_quotes
                    for x in items_of_page(part.before.page(page.slug), part.before, lambda _: None)
                }
                if self._check.of == "changed" and page.slug in part.before
                else ()
            )
            found += [x for x in items if x.words_and_quotes not in old]
        return found

    def _place(self, path: str, change: ChangeSet) -> QuotePlaces | None:
        """Return the places of a source; that which is being compiled is read as it is now."""
        if path not in self._places:
            source = (
                source_of_change(change, self._snapshot)
                if path == change.source.path
                else self._snapshot.source_or_none(path)
            )
            self._places[path] = QuotePlaces(source) if source else None
        return self._places[path]

    def _ask(self, items: Sequence[SupportItem]) -> tuple[str, ...]:
        """Ask about statements whose verdict is not kept, and return what there is to note."""
        examiner, store = self._check.examiner, self._check.store
        asked = []
        for item in {x.words_and_quotes: x for x in reversed(items)}.values():
            if store and (kept := store.get(item, examiner.examiner_key)):
                self._known[item.words_and_quotes] = kept
            else:
                asked.append(item)
        asked.reverse()
        try:
            verdicts = examiner.examine(asked) if asked else []
        except UserError as error:
            return (f"The check of support failed: {shorten(error.message, 300)}",)
        for item, verdict in zip(asked, verdicts, strict=True):
            if verdict is not None:
                self._known[item.words_and_quotes] = verdict
                if store:
                    store.put(item, examiner.examiner_key, verdict)
        return examiner.notes


def _reword(
    proposal: Proposal,
    doubtful: Sequence[Doubtful],
    snapshot: Snapshot,
    gate: Gate,
    check: SupportCheck,
) -> tuple[ChangeSet | None, tuple[str, ...]]:
    """Return the change set with other words for doubtful statements; None if none could be mended.

    Only what its edits wrote is worded anew.
    """
    change, notes = proposal.change, []
    by_slug: dict[str, list[Doubtful]] = {}
    for each in doubtful:
        by_slug.setdefault(each.item.slug, []).append(each)
    done: dict[str, PageEdits] = {}
    finished = {page.slug: page for page in proposal.part.done.pages}
    for page_edits in change.pages:
        slug = page_edits.plan.slug
        rows = [x for x in by_slug.get(slug, ()) if slug in finished][:MOST_REWORDED]
        written = _as_written(page_edits, finished[slug], snapshot) if rows else {}
        rows = [
            x
            for x in rows
            if (old := written.get(x.item.raw)) and reword_edits(page_edits, old.raw, "", old.times)
        ]
        if not rows:
            continue
        page = finished[slug]
        try:
            words = check.examiner.reword(
                rows[0].item.title, rows, citations_of_page(page), snapshot.schema
            )
        except UserError as error:
            notes.append(f"Rewording failed: {shorten(error.message, 300)}")
            break
        new = _with_words(page_edits, [(written[old], said) for old, said in words.items()], gate)
        if new != page_edits:
            done[slug] = new
    if not done:
        return None, tuple(notes)
    mended = tuple(done.get(p.plan.slug, p) for p in change.pages)
    return replace(change, pages=mended), tuple(notes)


def citations_of_page(page: Page) -> dict[str, citations.Citation]:
    """Return the citations that a page defines, by label."""
    found = ((x, citations.parse(x, text, page.path)) for x, text in page.definitions.items())
    return {label: citation for label, citation in found if citation is not None}


@dataclass(frozen=True)
class _Written:
    """A statement as the edits have it, and how often it stands on the page."""

    raw: str
    times: int


def _as_written(page_edits: PageEdits, page: Page, snapshot: Snapshot) -> Mapping[str, _Written]:
    """Return the statements of the finished page with their words in the edits.

    They differ where links were settled.
    """
    slug = page_edits.plan.slug
    old = snapshot.wiki.page(slug) if slug in snapshot.wiki else Page(page.path, meta=page.meta)
    try:
        plain = edits.apply_edits(old, page_edits.edits)
    except edits.EditError:
        return {}
    before, after = ([x.raw for x in pieces_of_page(each)] for each in (plain, page))
    if len(before) != len(after):
        before = after
    times = Counter(before)
    return {shown: _Written(raw, times[raw]) for shown, raw in zip(after, before, strict=True)}


def _with_words(
    page_edits: PageEdits, words: Sequence[tuple[_Written, str]], gate: Gate
) -> PageEdits:
    """Return the edits with each wording against which the gate has nothing more to say."""
    objections = set(gate(page_edits)) if words else set()
    for old, new in words:
        tried = reword_edits(page_edits, old.raw, new, old.times)
        if tried is not None and not set(gate(tried)) - objections:
            page_edits = tried
    return page_edits
