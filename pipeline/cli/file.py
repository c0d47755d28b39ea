"""`wiki file`: keep the answer that was given last as a page, by a proposal."""

from __future__ import annotations

import argparse
import os

from pipeline.cli.ask import add_filing_options, propose_page
from pipeline.cli.output import Commands, out


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("file", help="keep the last answer of `wiki ask` as a page")
    parser.description = "The answer is held against the wiki as it is once more."
    add_filing_options(parser)
    parser.add_argument(
        "--issue", type=int, metavar="NUMBER", help="that of an issue on GitHub, as a pull request"
    )
    parser.add_argument(
        "--comment", type=int, default=0, metavar="ID", help="the comment with that answer"
    )
    parser.set_defaults(run=_file)


def _file(args: argparse.Namespace) -> int:
    if args.issue is not None:
        return _file_from_issue(args)
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.core.answers.as_text import answer_as_lines
    from pipeline.operations.ask.file_answer import read_kept_answer
    from pipeline.operations.repository.snapshot import take_snapshot

    with open_repository(args.folder) as repo:
        snapshot = take_snapshot(repo, repo.head())
        answer = read_kept_answer(repo.private, snapshot)
        out("\n".join([answer.question, "", *answer_as_lines(answer)]))
        return propose_page(args, answer, snapshot, repo)


def _file_from_issue(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.cli.ci import finish_run
    from pipeline.cli.fix import make_fix_context
    from pipeline.operations.github.file_from_issue import file_from_issue

    with open_repository(args.folder) as repo:
        context = make_fix_context(repo, os.environ)
        return finish_run([file_from_issue(args.issue, args.comment, args.type, context)])
