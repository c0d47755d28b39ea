"""Change sets laid one on the other, each on the wiki that the one before leaves; and the same on a newer wiki, without a librarian."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from pipeline.core.changes import edits
from pipeline.core.changes.assemble import path_of
from pipeline.core.changes.change_set import AddSection, AppendToSection, ChangeSet, CreatePage, Edit, PageEdits
from pipeline.core.changes.proposal import Proposal
from pipeline.core.errors import UserError
from pipeline.core.markup import markdown
from pipeline.core.text import fold, shorten
from pipeline.core.wiki.schema import SUMMARY, Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.compile.propose import build
from pipeline.operations.repository.snapshot import Snapshot, take


@dataclass(frozen=True)
class Layer:
    """One change set in place: what it proposes, the commit that holds it, and the pages a reviewer must read again."""

    proposal: Proposal
    commit: str
    grown: tuple[str, ...] = ()  # titles of pages that had come to exist meanwhile, to which its claims were added


@dataclass(frozen=True)
class Stack:
    """Change sets on a base, in order; those that do not fit are left out, each with the reason."""

    base: str
    layers: tuple[Layer, ...]
    failed: tuple[tuple[ChangeSet, UserError], ...] = ()

    @property
    def head(self) -> str:
        """The commit on top."""
        return self.layers[-1].commit if self.layers else self.base


def lay(changes: Iterable[ChangeSet], snapshot: Snapshot) -> Stack:
    """Lay change sets over a wiki, in order. Commits are written as objects; no branch moves."""
    base, layers, failed = snapshot.commit, [], []
    for change in changes:
        try:
            fitting, grown = fitted(change, snapshot)
            proposal = _whole(fitting, snapshot)
        except UserError as error:
            failed.append((change, error))
            continue
        files = {f.path: f.after for f in proposal.files}
        commit = snapshot.repo.commit(snapshot.commit, files, proposal.message)
        layers.append(Layer(proposal, commit, grown))
        snapshot = take(snapshot.repo, commit)
    return Stack(base, tuple(layers), tuple(failed))


def _whole(change: ChangeSet, snapshot: Snapshot) -> Proposal:
    """Build the proposal, all of it: a page that the gate refuses now was let through before, so something is wrong."""
    source = snapshot.source(change.source.path)
    if source.sha256 != change.source.sha256:
        raise UserError(
            f"{change.source.path}: the file is no longer the one that was read.",
            "It is compiled again at the next run.",
        )
    proposal = build(change, snapshot)
    if len(proposal.change.pages) < len(change.pages):
        refused = proposal.change.dropped[len(change.dropped) :]
        reasons = "; ".join(f"{shorten(d.what, 200)}: {shorten(d.why, 400)}" for d in refused[:4])
        raise UserError(f"{change.source.path}: refused: {reasons}", "Nothing was written for this source.")
    return proposal


def fitted(change: ChangeSet, snapshot: Snapshot) -> tuple[ChangeSet, tuple[str, ...]]:
    """Return a change set as the wiki takes it now, and the titles of pages that have come to exist meanwhile.

    An edit whose digest holds stays as it is. A page that was to be created and exists by now gets the sections and
    claims added, so that nothing is lost of either. `UserError` where an edit's ground has moved.
    """
    wiki, schema, label = snapshot.wiki, snapshot.schema, change.extraction.title
    pages, grown = [], []
    for page_edits in change.pages:
        there = _there(page_edits, wiki)
        if _creates(page_edits) and there:
            page_edits = _added(page_edits, there, wiki, label)
            grown.append(wiki.facts[there].title)
        elif not _creates(page_edits) and page_edits.plan.slug not in wiki:
            raise _moved(change, path_of(page_edits.plan, wiki, _known(schema, page_edits)))
        elif not _creates(page_edits) and not holds(page_edits, wiki):
            raise _moved(change, wiki.facts[page_edits.plan.slug].path)
        pages.append(page_edits)
    return replace(change, pages=tuple(pages)), tuple(grown)


def _known(schema: Schema, page_edits: PageEdits) -> Schema:
    if page_edits.plan.type not in schema.types:
        raise UserError(
            f"The page type {page_edits.plan.type[:40]!r} is not declared in schema.md.", "Declare it there."
        )
    return schema


def _moved(change: ChangeSet, path: str) -> UserError:
    return UserError(
        f"{change.source.path}: {path} no longer reads as it did when the change was made.",
        "The source has to be compiled again on the newer wiki.",
    )


def _creates(page_edits: PageEdits) -> bool:
    return any(isinstance(e, CreatePage) for e in page_edits.edits)


def _there(page_edits: PageEdits, wiki: Wiki) -> str | None:
    """Return the slug of the page that a new page would double; a summary page only by its slug."""
    plan = page_edits.plan
    if plan.slug in wiki:
        return plan.slug
    return wiki.resolve(plan.title) if plan.type != SUMMARY else None


def _added(page_edits: PageEdits, slug: str, wiki: Wiki, label: str) -> PageEdits:
    """Return the edits of a new page as additions to the one that exists."""
    facts = wiki.facts[slug]
    if SUMMARY in (page_edits.plan.type, facts.type):
        raise UserError(f"{facts.path} exists and records another source.", "The source has to be compiled again.")
    page = wiki.page(slug)
    out: list[Edit] = []
    for edit in page_edits.edits:
        out += (
            _additions(edit, {fold(p.heading) for p in page.parts}, label) if isinstance(edit, CreatePage) else [edit]
        )
    plan = replace(page_edits.plan, slug=slug, title=facts.title, type=facts.type, action="update")
    return replace(page_edits, plan=plan, edits=tuple(out))


def _additions(edit: CreatePage, have: set[str], label: str) -> list[Edit]:
    """Return a new page's text as sections of another; its opening words too, where they say what its sections do not."""
    out: list[Edit] = []
    in_sections = {mark for s in edit.sections for mark in markdown.marks(s.text)}
    if set(markdown.marks(edit.tldr)) - in_sections:
        heading = markdown.plain(f"From {shorten(label, 80)}")
        out.append(AppendToSection(heading, edit.tldr) if fold(heading) in have else AddSection(heading, edit.tldr))
        have = have | {fold(heading)}
    for part in edit.sections:
        known = fold(part.heading) in have
        out.append(AppendToSection(part.heading, part.text) if known else AddSection(part.heading, part.text))
    return out


def holds(page_edits: PageEdits, wiki: Wiki) -> bool:
    """Tell whether every edit of an existing page still finds the text it was made against."""
    page = wiki.page(page_edits.plan.slug)
    for edit in page_edits.edits:
        if not edits.holds(page, edit):
            return False
        try:
            page = edits.apply(page, [edit])
        except edits.EditError:
            return False
    return True


# --- what belongs together --------------------------------------------------------------------------------------


def groups(changes: Sequence[ChangeSet]) -> list[list[ChangeSet]]:
    """Return the change sets by what must be offered together, in order: the same pages, a link to a new page, a claim.

    Each was made on top of those before it. Bookkeeping (`related`, index, log) joins nothing: code makes it anew.
    """
    joined: list[list[int]] = []
    for number, change in enumerate(changes):
        mine = [number]
        for group in [g for g in joined if any(_leans_on(change, changes[i]) for i in g)]:
            joined.remove(group)
            mine = [*group, *mine]
        joined.append(sorted(mine))
    return [[changes[i] for i in group] for group in sorted(joined)]


def _leans_on(later: ChangeSet, earlier: ChangeSet) -> bool:
    touched = {p.plan.slug for p in earlier.pages}
    if touched & {p.plan.slug for p in later.pages}:
        return True
    made = {fold(name) for p in earlier.pages if _creates(p) for name in (p.plan.slug, p.plan.title, *p.plan.aliases)}
    labels = {c.id for c in earlier.extraction.claims}
    if any(labels & {*c.current, *c.other} for c in later.conflicts):
        return True
    for text in (t for p in later.pages for e in p.edits for t in _texts(e)):
        wiki, inline = markdown.targets(markdown.mask(text))
        names = {fold(t.rsplit("/", 1)[-1].split("?")[0].removesuffix(".md")) for t in (*wiki, *inline)}
        if names & made or labels & set(markdown.marks(text)):
            return True
    return False


def _texts(edit: Edit) -> list[str]:
    if isinstance(edit, CreatePage):
        return [edit.tldr, *(s.text for s in edit.sections)]
    return [value for name in ("text", "replace") if (value := getattr(edit, name, ""))]
