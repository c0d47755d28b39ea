"""`wiki file`: keep the answer that was given last as a page, by a proposal."""

from __future__ import annotations

import argparse

from pipeline.cli.ask import add_filing_options, propose_page
from pipeline.cli.output import Commands, out


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("file", help="keep the last answer of `wiki ask` as a page")
    parser.description = "The answer is held against the wiki as it is once more."
    add_filing_options(parser)
    parser.set_defaults(run=_file)


def _file(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.repository import open_repository
    from pipeline.core.answers.as_text import answer_as_lines
    from pipeline.operations.ask.file_answer import read_kept_answer
    from pipeline.operations.repository.snapshot import take_snapshot

    with open_repository(args.folder) as repo:
        snapshot = take_snapshot(repo, repo.head())
        answer = read_kept_answer(repo.private, snapshot)
        out("\n".join([answer.question, "", *answer_as_lines(answer)]))
        return propose_page(args, answer, snapshot, repo)
