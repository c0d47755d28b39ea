"""The tools that write, each a proposal and nothing else: `propose_source`, `file_answer`."""

from __future__ import annotations

import os
import shlex
from dataclasses import replace
from typing import Literal

from pydantic import Field

from pipeline.core.text import shorten
from pipeline.core.wiki.schema import Schema
from pipeline.mcp.served_wiki import ServedWiki
from pipeline.mcp.tool import ToolAnswer, ToolArguments, fence
from pipeline.operations.ask.file_answer import propose_filing, read_answer
from pipeline.operations.compile.choose_librarian import LibrarianChoice, choose_librarian
from pipeline.operations.compile.compile import CompileRun
from pipeline.operations.compile.keep_proposal import PublishedProposal
from pipeline.operations.compile.propose_source import (
    LONGEST_PATH,
    MOST_CHARACTERS,
    propose_source,
)
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.upkeep.upkeep import publish_upkeep

MOST_PAGES = 40  # named of a proposal


class SourceArguments(ToolArguments):
    """What `propose_source` is asked."""

    path: str = Field(
        min_length=1,
        max_length=LONGEST_PATH,
        description="where the source is to lie, such as raw/2026-04-kettles.md",
    )
    text: str = Field(
        min_length=1,
        max_length=MOST_CHARACTERS,
        description=(
            "The whole text, as Markdown or plain; front matter with title, source, author and"
            " published is read."
        ),
    )


class AnswerToFile(ToolArguments):
    """What `file_answer` is asked."""

    handle: str = Field(max_length=100, description="the handle that `ask` gave with the answer")
    type: Literal["answer", "comparison"] = Field(
        default="answer", description="the type of the page that keeps it"
    )


class ProposalAnswer(ToolAnswer):
    """A proposal: a branch that a person reviews and merges. `moved`: it was not there before."""

    branch: str
    commit: str
    moved: bool
    title: str
    pages: list[str]
    review: str = Field(description="the command that prints what a reviewer needs")
    dollars: float = 0.0

    def as_text(self) -> str:
        """Return where the proposal is and what it changes."""
        done = "proposed" if self.moved else "unchanged"
        rows = "\n".join((self.title, *self.pages))
        return (
            f"{done}: branch {self.branch}\n{fence(rows)}\nA person reviews it (`{self.review}`)"
            f" and merges it (`git merge {self.branch}`)."
        )


def propose(wiki: ServedWiki, asked: SourceArguments) -> ProposalAnswer:
    """Make a proposal of a source that is handed over as text."""
    runs: list[CompileRun] = []
    with wiki.repository() as repo:

        def choose(schema: Schema) -> LibrarianChoice:
            wiki.refuse_if_spent(schema.rules.budget.dollars_per_run)
            found = choose_librarian(
                schema, None, os.environ, wiki.today(), repo.private, lambda path, stage: None
            )
            return replace(found, run_for=lambda source: _noted(found.run_for(source), runs))

        try:
            proposal, where = propose_source(repo, asked.path, asked.text, choose)
        finally:
            dollars = sum(cost.dollars for run in runs for cost in run.costs())
            wiki.add_cost(dollars)
    pages = [file.path for file in proposal.files if not file.derived]
    return _proposal_answer(where, proposal.title, pages, asked.path, dollars)


def _noted(run: CompileRun, runs: list[CompileRun]) -> CompileRun:
    runs.append(run)
    return run


def file_answer(wiki: ServedWiki, asked: AnswerToFile) -> ProposalAnswer:
    """Make a proposal of a page that keeps an answer."""
    values = wiki.kept(asked.handle)
    with wiki.repository() as repo:
        snapshot = take_snapshot(repo, repo.head())
        answer = read_answer(values, snapshot)
        proposal = propose_filing(answer, snapshot, wiki.today(), asked.type)
        where = publish_upkeep(proposal, repo, snapshot.commit)
    pages = [file.path for file in proposal.files if not file.derived]
    return _proposal_answer(where, proposal.title, pages, where.branch)


def _proposal_answer(
    where: PublishedProposal, title: str, pages: list[str], name: str, dollars: float = 0.0
) -> ProposalAnswer:
    return ProposalAnswer(
        branch=where.branch,
        commit=where.commit,
        moved=where.moved,
        title=shorten(title, 300),
        pages=pages[:MOST_PAGES],
        review=f"wiki show {shlex.quote(name)}",
        dollars=round(dollars, 6),
    )
