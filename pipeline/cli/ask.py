"""`wiki ask`: answer a question from the wiki, with the pages and quotes it rests on."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from pipeline.cli.output import Commands, Progress, err, given_day, out, parse_day
from pipeline.core.errors import UserError
from pipeline.core.text import counted

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.core.answers.answer import Answer
    from pipeline.core.support.item import Doubt
    from pipeline.operations.ask.choose_answerer import AnswererChoice
    from pipeline.operations.repository.snapshot import Snapshot


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "ask", help="answer a question from the wiki, with the pages and quotes it rests on"
    )
    parser.description = (
        "Each sentence cites pages and the claims behind it. What the wiki does not say is said."
    )
    parser.add_argument("question", nargs="+", metavar="QUESTION", help="in any words")
    parser.add_argument(
        "--pages", metavar="PAGE", action="append", default=[], help="read these pages alone"
    )
    parser.add_argument(
        "--as-of",
        default="",
        metavar="DATE|REV",
        help="ask the wiki as it was on that day, and say what has changed since",
    )
    parser.add_argument(
        "--raw", action="store_true", help="ask the sources instead of the wiki, to compare"
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="have the model judge whether the quotes support each sentence",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument(
        "--anew", action="store_true", help="answer anew what is kept on a page already"
    )
    parser.add_argument(
        "--file", action="store_true", help="keep the answer as a page, by a proposal"
    )
    add_filing_options(parser)
    parser.add_argument(
        "--librarian", choices=["model", "extractive"], help="instead of what schema.md says"
    )
    parser.set_defaults(run=_ask)


def add_filing_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of the commands that keep an answer as a page."""
    parser.add_argument(
        "--type",
        default="answer",
        metavar="TYPE",
        help="the type of the page that keeps it: answer or comparison (answer)",
    )
    parser.add_argument(
        "--date", type=parse_day, help="the day that page and log say (default: today)"
    )


def _ask(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.ask.ask import AskOptions, ask_question
    from pipeline.operations.ask.choose_answerer import choose_answerer
    from pipeline.operations.ask.file_answer import forget_answer, keep_answer
    from pipeline.operations.ask.open_wiki import open_wiki

    if args.file and (args.raw or args.as_of):
        raise UserError(
            "`--file` keeps what the wiki says now.", "Leave out `--raw` and `--as-of`."
        )
    with open_repository(args.folder) as repo:
        with Progress(quiet=args.json) as progress:
            asked = open_wiki(repo, args.as_of)
            choice = choose_answerer(
                asked.snapshot.schema,
                args.librarian,
                os.environ,
                repo.private,
                partial(progress.say, ""),
            )
            options = AskOptions(pages=tuple(args.pages), raw=args.raw, anew=args.anew)
            answer = ask_question(asked, " ".join(args.question), choice.answerer, options)
            since = _tell_since(answer, asked.snapshot, repo) if args.as_of else []
            doubts = _find_doubts(args, answer, asked.snapshot, choice)
        _print(args, answer, choice, since, doubts)
        if args.raw or args.as_of or answer.status == "unknown":
            forget_answer(repo.private)
            return 0
        keep_answer(answer, repo.private)
        if args.file or _wants_to_keep(args, answer):
            return propose_page(args, answer, asked.snapshot, repo)
    return 0


def _tell_since(answer: Answer, then: Snapshot, repo: Repository) -> list[str]:
    from pipeline.adapters.git.history import find_day
    from pipeline.operations.ask.open_wiki import tell_changes_since
    from pipeline.operations.repository.snapshot import take_snapshot

    changes = tell_changes_since(answer, then, take_snapshot(repo, repo.head()))
    told = changes or ["nothing on the pages of this answer."]
    return [f"As of {find_day(repo, then.commit)} ({then.commit[:12]}). Since then:", *told]


def _find_doubts(
    args: argparse.Namespace, answer: Answer, snapshot: Snapshot, choice: AnswererChoice
) -> list[Doubt]:
    from pipeline.operations.ask.check_answer import find_doubts

    if not args.check or choice.examiner is None:
        return []
    return find_doubts(answer, snapshot, choice.examiner)


def _wants_to_keep(args: argparse.Namespace, answer: Answer) -> bool:
    """Ask at a terminal whether an answer that joins pages is to be kept."""
    if not answer.joins or answer.filed or args.json:
        return False
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        err("          No section of the wiki says this together; `wiki file` keeps it as a page.")
        return False
    err("          No section of the wiki says this together. Keep it as a page? [y/N]")
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def propose_page(
    args: argparse.Namespace, answer: Answer, snapshot: Snapshot, repo: Repository
) -> int:
    """Leave the page that keeps an answer as a proposal."""
    from pipeline.operations.ask.file_answer import propose_filing
    from pipeline.operations.repository.due_lines import with_remembered
    from pipeline.operations.upkeep.upkeep import publish_upkeep

    proposal = propose_filing(answer, with_remembered(snapshot), given_day(args), args.type)
    done = publish_upkeep(proposal, repo, snapshot.commit)
    err(f"{'proposed' if done.moved else 'unchanged'}: {done.branch}")
    err(f"`wiki show {done.branch} --diff` shows the page;")
    err(f"`wiki accept {done.branch}` takes it.")
    return 0


def _print(
    args: argparse.Namespace,
    answer: Answer,
    choice: AnswererChoice,
    since: Sequence[str],
    doubts: Sequence[Doubt],
) -> None:
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
            "since": [*since],
            "doubtful": [
                {"sentence": one.statement, "words": one.words, "quote": one.quote, "why": one.why}
                for one in doubts
            ],
        }
        out(json.dumps(told, ensure_ascii=False, indent=1))
        return
    out("\n".join([*answer_as_lines(answer), *([""] if since else []), *since]))
    if answer.filed:
        err(f"note: this was kept on [[{answer.filed}]]; `--anew` answers it anew.")
    for said, why in answer.struck:
        err(f"note: struck, because {why}: {said.text[:200]}")
    for one in doubts:
        err(f"note: in doubt, {one.why or one.fault}: “{one.words or one.statement}”")
    if args.check and choice.examiner is None:
        err("note: nothing was checked: these are statements of the wiki, word for word.")
    for note in choice.notes():
        err(f"note: {note}")
    if cost:
        err(f"          {counted(sum(step.calls for step in cost), 'call')}, ${dollars:.4f}")
