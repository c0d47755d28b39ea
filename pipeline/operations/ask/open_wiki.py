"""Open the wiki that is to be asked: that of HEAD, or that of an earlier day."""

from __future__ import annotations

from functools import partial

from pipeline.adapters.git.repository import Repository
from pipeline.operations.ask.ask import WikiToAsk
from pipeline.operations.ask.wiki_index import ask_wiki
from pipeline.operations.repository.snapshot import take_snapshot


def open_wiki(repo: Repository, day: str = "") -> WikiToAsk:
    """Return the wiki of HEAD; with a day, that of the last commit on or before it."""
    return WikiToAsk(take_snapshot(repo, repo.head()), partial(ask_wiki, repo.root))
