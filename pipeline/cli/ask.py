"""`wiki ask`: answer a question from the wiki, with the pages and quotes it rests on."""

from __future__ import annotations

import argparse
import json
import os
from functools import partial
from typing import TYPE_CHECKING

from pipeline.cli.output import Commands, Progress, err, out, parse_day
from pipeline.core.text import counted

if TYPE_CHECKING:
    from pipeline.core.answers.answer import Answer
    from pipeline.operations.ask.choose_answerer import AnswererChoice


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "ask", help="answer a question from the wiki, with the pages and quotes it rests on"
    )
    parser.description = (
        "Each sentence cites pages and the claims behind it. What the wiki does not say is said."
    )
    parser.add_argument("question", nargs="+", help="in any words")
    parser.add_argument(
        "--pages", metavar="PAGE", action="append", default=[], help="read these pages alone"
    )
    parser.add_argument(
        "--as-of", type=parse_day, metavar="DATE", help="ask the wiki as it was on that day"
    )
    parser.add_argument(
        "--raw", action="store_true", help="ask the sources instead of the wiki, to compare"
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument(
        "--librarian", choices=["model", "extractive"], help="instead of what schema.md says"
    )
    parser.set_defaults(run=_ask)


def _ask(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.repository import open_repository
    from pipeline.operations.ask.ask import AskOptions, ask_question
    from pipeline.operations.ask.choose_answerer import choose_answerer
    from pipeline.operations.ask.open_wiki import open_wiki

    with open_repository(args.folder) as repo, Progress(quiet=args.json) as progress:
        asked = open_wiki(repo, args.as_of or "")
        choice = choose_answerer(
            asked.snapshot.schema,
            args.librarian,
            os.environ,
            repo.private,
            partial(progress.say, ""),
        )
        answer = ask_question(
            asked, " ".join(args.question), choice.answerer, AskOptions(pages=tuple(args.pages))
        )
    _print(args, answer, choice)
    return 0


def _print(args: argparse.Namespace, answer: Answer, choice: AnswererChoice) -> None:
    from pipeline.core.answers.as_text import answer_as_lines
    from pipeline.core.answers.as_values import answer_as_values

    cost = choice.bill()
    dollars = sum(step.dollars for step in cost)
    if args.json:
        told = {
            **answer_as_values(answer),
            "librarian": choice.answerer.name,
            "dollars": round(dollars, 6),
            "notes": [*choice.notes()],
        }
        out(json.dumps(told, ensure_ascii=False, indent=1))
        return
    out("\n".join(answer_as_lines(answer)))
    for said, why in answer.struck:
        err(f"note: struck, because {why}: {said.text[:200]}")
    for note in choice.notes():
        err(f"note: {note}")
    if cost:
        err(f"          {counted(sum(step.calls for step in cost), 'call')}, ${dollars:.4f}")
    if answer.joins:
        err("          This joins what no page joins yet; `--file` keeps it as a page.")
