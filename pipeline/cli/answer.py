"""`wiki answer`: ask the wiki what an issue on GitHub asks, and hand the answer over."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from pipeline.cli.ci import finish_run, run_day
from pipeline.cli.output import Commands, err


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "answer", help="ask the wiki what an issue on GitHub asks, in the job that may only read"
    )
    parser.add_argument("issue", type=int, metavar="ISSUE", help="the issue's number")
    parser.add_argument(
        "--comment", type=int, default=0, metavar="ID", help="the comment that asks (the issue)"
    )
    parser.add_argument(
        "--result", type=Path, required=True, metavar="DIR", help="where the answer is left"
    )
    parser.set_defaults(run=_answer)


def _answer(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.ask.ask import ask_question
    from pipeline.operations.ask.choose_answerer import choose_answerer
    from pipeline.operations.ask.open_wiki import open_wiki
    from pipeline.operations.github.reply import GivenAnswer, QuestionContext, answer_asked

    with open_repository(args.folder) as repo:
        asked = open_wiki(repo)
        context = QuestionContext(GitHub.connect(os.environ), asked.snapshot, run_day())

        def ask(question: str) -> GivenAnswer:
            choice = choose_answerer(asked.snapshot.schema, None, os.environ, repo.private)
            answer = ask_question(asked, question, choice.answerer)
            for note in choice.notes():
                err(f"note: {note}")
            dollars = sum(step.dollars for step in choice.bill())
            return GivenAnswer(answer, choice.answerer.name, dollars)

        return finish_run([answer_asked(args.issue, args.comment, context, ask, args.result)])
