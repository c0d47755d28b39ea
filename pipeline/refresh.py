"""`wiki refresh`: open pull requests of ours that the default branch has left behind are brought up to date, without a model."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from pipeline import failures
from pipeline.adapters.git import Repository
from pipeline.adapters.github import GitHub
from pipeline.adapters.remote import Remote
from pipeline.core.derived import affected, derive, recorded_voices
from pipeline.core.errors import UserError
from pipeline.core.github import CONFLICT, LABELS, LOOK_AGAIN, PullRequest, raw_marker
from pipeline.core.inert import code, inert
from pipeline.core.places import Places
from pipeline.fix import Desk, claims, safe
from pipeline.mend import Mended, mend
from pipeline.propose import text_of
from pipeline.queue import Wish, plan
from pipeline.renew import is_upkeep, open_upkeeps, renew
from pipeline.report import Row
from pipeline.snapshot import Snapshot, take
from pipeline.stack import Stack, lay
from pipeline.standing import Standing, Unmarked, as_ours, by_commits, kept, people_on, standing, tell, without_versions


@dataclass
class Site:
    """Where a refresh works: the repository, GitHub, and the commit that the default branch is at."""

    repo: Repository
    hub: GitHub
    remote: Remote
    base: str
    date: str
    run: str = ""  # the number of the workflow run
    compiles: bool = False  # whether what started this starts the compile workflow as well

    def places(self, branch: str) -> Places:
        """Return the addresses that the text of a branch's pull request needs."""
        return Places(f"{self.hub.server}/{self.hub.repository}", self.base, branch, self.run)

    @cached_property
    def snapshot(self) -> Snapshot:
        """The default branch."""
        return take(self.repo, self.base)


def refresh(site: Site, number: int = 0) -> list[Row]:
    """Bring our open pull requests up to date, or only one that a reviewer asked for. Each is on its own."""
    site.hub.ensure_labels(LABELS)
    rows: list[Row] = []
    if number and is_upkeep(pull := site.hub.pull(number), site.hub):
        return [_upkeep(pull, site, asked=True)]
    wanted = _wanted(site, number)
    for known in wanted:
        try:
            rows.append(_one(known, site, bool(number)))
        except UserError as error:
            rows.append(Row("trouble", tuple(known.sources), known.pull.number, str(error)))
            if number:
                tell(site.hub, number, f"That did not work: {inert(str(error))}")
    if not number:
        rows += [_upkeep(pull, site, asked=False) for pull in open_upkeeps(site.hub)]
        rows += _doubled(wanted, site)
        rows += failures.close_settled(site.hub, site.snapshot)
        rows += [] if site.compiles else _wake(site)
    return rows


def _upkeep(pull: PullRequest, site: Site, asked: bool) -> Row:
    desk = Desk(site.snapshot, site.hub, site.remote, site.repo, site.date, claims(), safe, site.run)
    try:
        return renew(pull, desk, asked)
    except UserError as error:
        if asked:
            tell(site.hub, pull.number, f"That did not work: {inert(str(error))}")
        return Row("trouble", (), pull.number, str(error))


def _wanted(site: Site, number: int) -> list[Standing]:
    if not number:
        return list(standing(site.hub, "open", _unmarked(site)))
    known = as_ours(site.hub.pull(number), site.hub.bots, _unmarked(site))
    if known is None:
        raise UserError(
            f"#{number} is not a pull request of this program.", "Give the number of one that a compile opened."
        )
    return [known]


def _unmarked(site: Site) -> Unmarked:
    return by_commits(site.repo, site.remote, site.hub.default_branch(), site.snapshot.source_paths)


def _doubled(open_: list[Standing], site: Site) -> list[Row]:
    """Say on a pull request that a newer one is about its source too, as after a person reopens one that was replaced."""
    rows = []
    newest: dict[str, int] = {}
    for known in open_:  # newest first
        number = known.pull.number
        other = next((newest[path] for path in known.sources if path in newest), 0)
        newest |= dict.fromkeys(known.sources.keys() - newest.keys(), number)
        if other:
            tell(site.hub, number, f"#{other} is about the same source: merge one of the two, and close the other.")
            rows.append(Row("held", tuple(known.sources), number, f"#{other} is about the same source"))
    return rows


def _one(known: Standing, site: Site, asked: bool) -> Row:
    """Bring one up to date. A reviewer who `asked` is told also that there was little to do."""
    ref, number, sources = f"refs/heads/{known.pull.head}", known.pull.number, tuple(known.sources)
    if known.pull.state != "open":
        tell(site.hub, number, "This was merged or closed meanwhile; there is nothing to bring up to date.")
        return Row("ignored", sources, number, "it is not open")
    head = site.remote.fetch(ref).get(ref)
    if head is None:
        return Row("ignored", sources, number, "its branch is gone")
    if not {*sources} & {*site.snapshot.source_paths}:
        return _gone(known, site)
    found = mend(site.repo, site.base, head)
    if found.kind == "clean" and asked and (commit := _derived(head, site)):
        site.remote.push({ref: (commit, head)})
        _settled(known, "The bookkeeping was renewed after the edits by hand.", site, asked)
        return Row("renewed", sources, number, "its bookkeeping was renewed")
    if found.kind == "clean":
        _settled(known, "Nothing had to be done: this merges as it is.", site, asked)
        return Row("unchanged", sources, number)
    if found.kind == "mended":
        site.remote.push({ref: (found.commit, head)})
        _settled(known, "Brought up to date: only bookkeeping was in conflict, and it was made anew.", site, asked)
        return Row("renewed", sources, number, "only bookkeeping was in conflict; it was made anew")
    return _conflict(known, head, found, site, asked)


def _derived(head: str, site: Site) -> str:
    """Return a commit on top of `head` with the bookkeeping that code makes of its pages; "" where it is so already."""
    now = take(site.repo, head)
    fork = site.repo.merge_base(site.base, head)
    changed = {b.path for b in site.repo.tree(head, "wiki")} if fork is None else _paths_changed(site.repo, fork, head)
    before = take(site.repo, fork) if fork else site.snapshot
    moved = affected(before.wiki, now.wiki, changed)
    files = derive(now.wiki, now.schema, recorded_voices(now.wiki), now.index, moved, (before.wiki,))
    return site.repo.commit(head, files, "Renew the bookkeeping\n") if files else ""


def _paths_changed(repo: Repository, old: str, new: str) -> set[str]:
    before, after = ({b.path: b.sha for b in repo.tree(commit, "wiki")} for commit in (old, new))
    return {path for path in {*before, *after} if before.get(path) != after.get(path)}


def _gone(known: Standing, site: Site) -> Row:
    """Close a pull request whose sources were removed. Nobody has rejected them: its marker names no version of them any more."""
    text = "The source of this pull request is no longer on the default branch under this name"
    if people_on(known.pull.head, site.hub.default_branch(), site.repo, site.remote):
        tell(site.hub, known.pull.number, f"{text}. People have committed here, so it stays open: merge or close it.")
        return Row(
            "held", tuple(known.sources), known.pull.number, "its source is gone, and people have committed here"
        )
    tell(
        site.hub,
        known.pull.number,
        f"{text}, so this was closed. A file under a new name gets a pull request of its own.",
    )
    body = (
        known.pull.body.replace(raw_marker(known.pull.body), without_versions(known))
        if raw_marker(known.pull.body)
        else ""
    )
    if body:
        site.hub.update_pull(known.pull.number, body=body)
    site.hub.close_pull(known.pull.number)
    return Row("closed", tuple(known.sources), known.pull.number, "its source is gone")


def _settled(known: Standing, text: str, site: Site, asked: bool) -> None:
    """Take off the mark of a conflict, and correct what was said of it."""
    marked = CONFLICT.name in known.pull.labels
    if marked:
        site.hub.unlabel(known.pull.number, CONFLICT.name)
    if marked or asked:
        tell(site.hub, known.pull.number, text)


def _conflict(known: Standing, head: str, found: Mended, site: Site, asked: bool) -> Row:
    """Settle a conflict between words: replay the edits where their ground still holds, else have the sources compiled again."""
    ref, number, sources = f"refs/heads/{known.pull.head}", known.pull.number, tuple(known.sources)
    where = ", ".join(code(path) for path, _ in found.conflicts[:5])
    fork, marked = site.repo.merge_base(site.base, head), CONFLICT.name in known.pull.labels
    if not fork or site.repo.strangers(fork, head):
        if marked and not asked:  # it was said when the label was set
            return Row("held", sources, number, "people have committed to its branch")
        site.hub.label(number, CONFLICT.name)
        text = f"The default branch and this branch changed the same words of {where}. People have committed here, so "
        tell(site.hub, number, text + "nothing was done: merge the default branch by hand.")
        return Row("held", sources, number, "people have committed to its branch")
    stack = _replayed(known, site)
    if stack is not None:
        commit = site.repo.commit_tree(site.repo.tree_of(stack.head), [head, site.base], _message(site.base))
        site.remote.push({ref: (commit, head)})
        return _grown(known, stack, where, site)
    if marked:
        if asked:
            tell(site.hub, number, "The sources of this pull request are being compiled again already.")
        return Row("waits", sources, number, "it is being compiled again")
    site.hub.dispatch("compile.yml", site.hub.default_branch(), {"pull": str(number), "feedback": "", "force": "false"})
    site.hub.label(number, CONFLICT.name)
    text = f"The default branch has changed {where} since this was made, so its sources are being compiled again."
    tell(site.hub, number, text)
    return Row("asked", sources, number, "compile again")


def _replayed(known: Standing, site: Site) -> Stack | None:
    """Lay the kept change sets over the newer wiki; None unless all of them fit."""
    tip = site.remote.fetch(known.ref).get(known.ref)
    if tip is None:
        return None
    stack = lay(kept(site.repo, tip), site.snapshot)
    whole = not stack.failed and {layer.proposal.change.source.path for layer in stack.layers} == set(known.sources)
    return stack if whole else None


def _grown(known: Standing, stack: Stack, where: str, site: Site) -> Row:
    """Write the text anew, and mark for the reviewer what was laid over newer words."""
    number = known.pull.number
    grown = dict.fromkeys(title for layer in stack.layers for title in layer.grown)
    notes = [
        f"The default branch has changed {where} since this was made. The edits still fit and were laid over it: please read "
        "them once more."
    ]
    if grown:
        names = ", ".join(f"“{title}”" for title in grown)
        notes.append(
            f"These pages had come to exist meanwhile, and this pull request's sections were added to them: {names}."
        )
    title, body, _ = text_of([layer.proposal.part for layer in stack.layers], site.places(known.pull.head), notes)
    site.hub.update_pull(number, title=title, body=body)
    site.hub.label(number, LOOK_AGAIN.name)
    tell(site.hub, number, "\n\n".join(map(inert, notes)))
    if CONFLICT.name in known.pull.labels:
        site.hub.unlabel(number, CONFLICT.name)
    return Row("renewed", tuple(known.sources), number, "its edits were laid over newer pages")


def _message(base: str) -> str:
    return f"Merge {base[:12]} and lay the edits over it\n"


def _wake(site: Site) -> list[Row]:
    """Start a compile where a merge has made room for sources that wait. What has failed before is left to the night."""
    queue = plan(site.snapshot, site.hub, lambda refs: site.remote.fetch(*refs), Wish(), site.date, 1, _unmarked(site))
    waiting = tuple(e.source for e in queue.entries if not e.pull)
    if not waiting:
        return []
    site.hub.dispatch("compile.yml", site.hub.default_branch(), {})
    return [Row("asked", waiting, 0, "there is room for them now")]
