"""The one door by which a change leaves: a change set is laid over the wiki, checked, and becomes a branch with its text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from pipeline import rules
from pipeline.adapters.files import write_whole
from pipeline.adapters.git import Repository
from pipeline.core import proposal, wire
from pipeline.core.assemble import Assembled, assemble, edited, planned_wiki
from pipeline.core.body import body
from pipeline.core.change_set import ChangeSet, Dropped, PageEdits, PagePlan, Proposal
from pipeline.core.citations import Citation
from pipeline.core.derived import with_footnotes
from pipeline.core.edits import EditError
from pipeline.core.errors import NothingNew, UserError
from pipeline.core.inert import inert
from pipeline.core.labels import misattributed, misplaced
from pipeline.core.model import Finding, Hands, Source
from pipeline.core.page import Page
from pipeline.core.part import Part
from pipeline.core.places import Places
from pipeline.core.schema import SUMMARY, Schema
from pipeline.core.text import Haystack, shorten
from pipeline.core.view import View
from pipeline.core.wiki import Wiki
from pipeline.snapshot import Snapshot

Sources = Callable[[str], Source | None]


def judge_of(
    plans: list[PagePlan],
    before: Wiki,
    schema: Schema,
    sources: Sources,
    new: dict[str, Citation],
    stems: frozenset[str],
    hands: Callable[[str], Hands] = lambda _: {},
) -> Callable[[PageEdits], list[str]]:
    """Return the gate for single pages, which a librarian may ask while it can still mend what it wrote."""
    planned = planned_wiki(before, plans, schema)
    haystacks: dict[str, Haystack | None] = {}

    def judge(page_edits: PageEdits) -> list[str]:
        try:
            page, _ = edited(page_edits, before, planned, schema)
        except EditError as error:
            return [f"{error}."]
        page = with_footnotes(page, before, new)
        wanted = [rule for rule in rules.ABOUT_ONE_PAGE if rule != "bad-front-matter"]
        view = View(
            (_with_sources(page, new),),
            planned,
            schema,
            sources,
            before,
            {page.path: page_edits.removes},
            raw_stems=stems,
            haystacks=haystacks,
            written=True,
            hands=hands,
        )
        return [_sentence(f) for f in rules.run(view, wanted)]

    return judge


def _with_sources(page: Page, new: dict[str, Citation]) -> Page:
    cited = {c.source for label in page.labels if (c := new.get(label))}
    return replace(page, meta={**page.meta, "sources": sorted({*(page.meta.get("sources") or []), *cited})})


def _sentence(finding: Finding) -> str:
    return f"{finding.rule}: {finding.message}. {finding.suggestion}".strip()


def build(change: ChangeSet, snapshot: Snapshot) -> Proposal:
    """Check a change set against a wiki and return the proposal.

    A page that the gate refuses is taken out, said, and the rest is checked again; a refused summary page, or a change
    without any page, raises `UserError`: then the source fails, alone.
    """
    _refuse_misattributed(change, snapshot)
    while True:
        done = _assembled(change, snapshot)
        if isinstance(done, ChangeSet):
            change = done
            continue
        findings = _check(change, done, snapshot)
        bad = _refused(change, [f for f in findings if f.severity == "error"])
        if not bad:
            break
        change = _without(change, bad)
    if not done.files or not change.pages:
        raise _nothing(change)
    part = Part(change, done, snapshot.wiki, tuple(f for f in findings if f.severity != "error"))
    text = text_of([part])
    return Proposal(
        branch=proposal.branch_of(change.source.path),
        title=text.title,
        body=text.body,
        message=proposal.message(change, done, snapshot.schema.hash),
        files=done.files,
        change=change,
        part=part,
        findings=part.findings,
    )


def _refuse_misattributed(change: ChangeSet, snapshot: Snapshot) -> None:
    """Raise `UserError` where the change set takes its source, or a page, for what it is not."""
    source, wiki, raw = snapshot.source(change.source.path), snapshot.wiki, snapshot.source_paths
    problem = misattributed(change, source, wiki, raw) or misplaced(change, source, snapshot.schema, wiki, raw)
    if problem:
        raise UserError(f"{change.source.path}: refused: {problem}.", "Nothing was written. Compile the source again.")


class Text(NamedTuple):
    """What a pull request says, and the names of its labels."""

    title: str
    body: str
    labels: tuple[str, ...]


def text_of(parts: Sequence[Part], places: Places | None = None, notes: Sequence[str] = ()) -> Text:
    """Return the text for one or several parts (`Proposal.part`), in the order of their commits; without `places` for a local branch."""
    return Text(proposal.title(parts), body(parts, places, notes), proposal.labels_of(parts))


def _nothing(change: ChangeSet) -> UserError:
    """Say why no page came out: what was refused, or that the wiki knows it all."""
    reasons = "; ".join(f"{shorten(d.what, 200)}: {shorten(d.why, 200)}" for d in change.dropped[:3])
    if reasons:
        return UserError(f"{change.source.path}: no page came out of it: {reasons}", "Nothing was written.")
    return NothingNew(f"{change.source.path}: nothing in it is new to the wiki.", "Nothing was written.")


def _assembled(change: ChangeSet, snapshot: Snapshot) -> Assembled | ChangeSet:
    try:
        return assemble(change, snapshot.wiki, snapshot.log, snapshot.index, snapshot.schema)
    except EditError:
        planned = planned_wiki(snapshot.wiki, [p.plan for p in change.pages], snapshot.schema)
        bad = {}
        for page_edits in change.pages:
            try:
                edited(page_edits, snapshot.wiki, planned, snapshot.schema)
            except EditError as error:
                bad[page_edits.plan.slug] = f"{error}"
        return _without(change, bad)


def _check(change: ChangeSet, done: Assembled, snapshot: Snapshot) -> list[Finding]:
    removes = {page.path: e.removes for page in done.pages for e in change.pages if e.plan.slug == page.slug}
    view = View(
        done.pages,
        done.after,
        snapshot.schema,
        snapshot.source_or_none,
        snapshot.wiki,
        removes,
        done.files,
        snapshot.raw_stems,
        written=True,
        hands=snapshot.hands,
    )
    return rules.run(view)


def _refused(change: ChangeSet, errors: list[Finding]) -> dict[str, str]:
    """Return the slugs of the pages to take out, each with the reasons."""
    reasons: dict[str, list[str]] = {}
    for finding in errors:
        slug = finding.path.rsplit("/", 1)[-1].removesuffix(".md")
        reasons.setdefault(slug, []).append(f"{finding.rule}: {finding.message}")
    bad = {
        slug: "; ".join(rows[:4]) + (f"; and {len(rows) - 4} more" * (len(rows) > 4)) for slug, rows in reasons.items()
    }
    known = {p.plan.slug for p in change.pages}
    strange = {slug: why for slug, why in bad.items() if slug not in known}
    if strange:
        raise UserError(f"{change.source.path}: refused: {'; '.join(strange.values())}.", "Nothing was written.")
    return bad


def _without(change: ChangeSet, bad: dict[str, str]) -> ChangeSet:
    for page in change.pages:
        if page.plan.slug in bad and page.plan.type == SUMMARY:
            raise UserError(
                f"{change.source.path}: its summary page was refused: {bad[page.plan.slug]}.",
                "Nothing was written for this source. Compile it again, or look at the source.",
            )
    kept = tuple(p for p in change.pages if p.plan.slug not in bad)
    gone = tuple(Dropped(f"the page {p.plan.title}", bad[p.plan.slug]) for p in change.pages if p.plan.slug in bad)
    # What a model failed to write it may write the next time; the embedded librarian would fail again in the same way.
    open_ = tuple(p.plan.title for p in change.pages if p.plan.slug in bad) if change.librarian == "model" else ()
    return replace(change, pages=kept, dropped=(*change.dropped, *gone), unfinished=(*change.unfinished, *open_))


# --- the local door: a branch, and the text beside it -----------------------------------------------------------


@dataclass(frozen=True)
class Published:
    """Where a proposal is now."""

    branch: str
    commit: str
    text: Path
    moved: bool  # whether the branch changed


def publish(proposal_: Proposal, repo: Repository, base: str) -> Published:
    """Write the proposal as one commit on its branch; `UserError` where a person has committed there."""
    refuse_if_human(repo, proposal_.branch, base)
    tip = repo.resolve(f"refs/heads/{proposal_.branch}")
    commit = repo.commit(base, {f.path: f.after for f in proposal_.files}, proposal_.message)
    moved = tip is None or repo.tree_of(tip) != repo.tree_of(commit) or repo.parents(tip) != [base]
    if moved:
        repo.move_branch(proposal_.branch, commit, tip)
    text = _write_texts(proposal_, repo)  # after the branch: a text without its proposal would be read as one
    return Published(proposal_.branch, commit if moved or tip is None else tip, text, moved)


def refuse_if_human(repo: Repository, branch: str, base: str) -> None:
    """Raise `UserError` where the branch holds a commit that this program did not make."""
    tip = repo.resolve(f"refs/heads/{branch}")
    if tip is None:
        return
    fork = repo.merge_base(base, tip)
    others = repo.strangers(fork, tip) if fork else ["a history of its own"]
    if others:
        raise UserError(
            f"The branch {branch} holds commits by people ({others[0]!r}), which are never overwritten.",
            "Merge it, or delete the branch, then compile again.",
        )


def _write_texts(proposal_: Proposal, repo: Repository) -> Path:
    folder = repo.private / "proposals"
    name = proposal_.branch.removeprefix(proposal.BRANCHES)
    write_whole(folder / f"{name}.json", change_to_json(proposal_.change))
    text = folder / f"{name}.md"
    write_whole(text, f"# {inert(proposal_.title)}\n\n{proposal_.body}")
    return text


def change_to_json(change: ChangeSet) -> str:
    """Return a change set as JSON, to be kept."""
    return wire.dump(change)


def change_from_json(text: str) -> ChangeSet:
    """Read a change set back, every field checked for its type; `ValueError` says what is wrong."""
    return wire.load(ChangeSet, text)


def kept_change(repo: Repository, branch: str) -> ChangeSet | None:
    """Return the change set behind a proposal branch of this repository, if it is still kept and can be read."""
    path = repo.private / "proposals" / f"{branch.removeprefix(proposal.BRANCHES)}.json"
    try:
        return change_from_json(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
