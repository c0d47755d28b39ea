"""Open the wiki that is to be asked: that of HEAD, or that of an earlier day or commit."""

from __future__ import annotations

from functools import partial

from pipeline.adapters.git.repository import Repository
from pipeline.core.answers.answer import Answer
from pipeline.core.history.as_text import show_changes
from pipeline.core.history.compare_states import compare_states
from pipeline.operations.ask.ask import WikiToAsk
from pipeline.operations.ask.wiki_index import ask_wiki
from pipeline.operations.repository.changes_since import state_of
from pipeline.operations.repository.revisions import find_commit
from pipeline.operations.repository.snapshot import Snapshot, take_snapshot

_MOST_ROWS = 5  # of each group of what changed since


def open_wiki(repo: Repository, wanted: str = "") -> WikiToAsk:
    """Return the wiki of HEAD; with a day or a revision, that of its commit.

    A day means the last commit of the default branch on or before it, in UTC.
    """
    commit = find_commit(repo, wanted) if wanted else repo.head()
    tree = repo.tree_of(commit) if wanted else ""
    return WikiToAsk(take_snapshot(repo, commit), partial(ask_wiki, repo.root, tree=tree))


def tell_changes_since(answer: Answer, then: Snapshot, now: Snapshot) -> list[str]:
    """Return what has changed on the pages of an answer since the commit that was asked, as lines.

    Where the pages say what they said, the list is empty.
    """
    named = {page.path for page in answer.pages}
    paths = [c.path for c in now.repo.changes(then.commit, now.commit) if c.path in named]
    if not paths:
        return []
    return show_changes(compare_states(state_of(then), state_of(now), paths), _MOST_ROWS)
