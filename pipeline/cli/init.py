"""`wiki init`: empty the example, for a wiki of the team's own."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from pipeline.cli.init_existing import add_options, init_existing
from pipeline.cli.output import Commands, out

if TYPE_CHECKING:
    from pipeline.core.setup.answers import StartAnswers, StartQuestion

_ANSWERS = ("language", "librarian", "links")


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser("init", help="empty the example, for a wiki of your own")
    parser.add_argument(
        "--yes", action="store_true", help="delete other sources and pages as well, without asking"
    )
    parser.add_argument("--language", metavar="CODE", default="", help="of the pages, such as de")
    parser.add_argument(
        "--librarian",
        metavar="WHO",
        default="",
        help="who reads the sources: auto, model, extractive",
    )
    parser.add_argument(
        "--links", metavar="STYLE", default="", help="between pages: markdown, wikilink"
    )
    parser.add_argument(
        "--lean",
        action="store_true",
        help="leave out tests/, bench/ and Dependabot for the program, now and in upgrades",
    )
    add_options(parser)
    parser.set_defaults(run=_init, refuse=parser.error)


def _init(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.core.setup.answers import take_answers
    from pipeline.operations.setup.init import begin_wiki, read_usual_answers

    given = {key: getattr(args, key) for key in _ANSWERS}
    if args.existing is not None:
        if any(given.values()):
            args.refuse("--existing sees language and links by itself; change schema.md afterwards")
        return init_existing(args)
    if args.keep:
        args.refuse("--keep is for --existing")
    with open_repository(args.folder) as repo:
        answers = take_answers(read_usual_answers(repo.root), given, args.lean)
        if sys.stdin.isatty() and not args.yes:
            answers = _ask_questions(answers, {key for key in _ANSWERS if given[key]})
        for line in begin_wiki(repo.root, answers, ask=_ask(args.yes)):
            out(line)
    return 0


def _ask_questions(answers: StartAnswers, answered: set[str]) -> StartAnswers:
    """Ask what no option says; Enter leaves it as it is."""
    from pipeline.core.setup.answers import QUESTIONS, take_answers

    for question in QUESTIONS:
        if question.key not in answered:
            value = _ask_question(question, answers.value(question.key))
            answers = take_answers(answers, {question.key: value})
    return answers


def _ask_question(question: StartQuestion, usual: str) -> str:
    """Ask until the answer is on the list, by its value or its number."""
    from pipeline.core.setup.answers import choices_of

    choices = choices_of(question, usual)
    width = max(len(choice.value) for choice in choices)
    out(f"\n{question.title}:")
    for number, choice in enumerate(choices, 1):
        mark = "  (Enter)" if choice.value == usual else ""
        out(f"  {number}  {choice.value:{width}}  {choice.words.replace('`', '')}{mark}")
    while True:
        try:
            said = input(f"{question.key} [{usual}]: ").strip()
        except EOFError:
            return usual
        if not said:
            return usual
        if said.isascii() and said.isdecimal() and 0 < int(said[:3]) <= len(choices):
            return choices[int(said[:3]) - 1].value
        if said in [choice.value for choice in choices]:
            return said
        out(f"One of: {', '.join(choice.value for choice in choices)}; or its number.")


def _ask(yes: bool) -> Any:
    def ask(question: str) -> bool:
        if yes:
            return True
        if not sys.stdin.isatty():
            return False
        return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")

    return ask
