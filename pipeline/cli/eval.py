"""`wiki eval`: measure whether asking the wiki is better than asking its sources."""

from __future__ import annotations

import argparse
import json
import os
from functools import partial
from typing import TYPE_CHECKING

from pipeline.cli.output import Commands, Progress, err, out

if TYPE_CHECKING:
    from pipeline.core.answers.eval_report import EvalRun

LEAST_BUDGET, MOST_BUDGET = 500, 100_000


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "eval",
        help="ask the golden questions of the wiki and of its sources, and grade the answers",
    )
    parser.description = (
        "The questions stand in wiki/questions.yaml. Answers are graded by code. With the embedded"
        " librarian nothing is paid."
    )
    parser.add_argument(
        "--budgets",
        type=_budgets,
        default="1500,3000,6000,12000",
        metavar="N,N",
        help="characters of statements that an answer is made from (1500,3000,6000,12000)",
    )
    parser.add_argument("--no-raw", action="store_true", help="do not ask the sources beside it")
    parser.add_argument(
        "--floors", action="store_true", help="fail where a share is below its floor"
    )
    parser.add_argument(
        "--dollars",
        type=float,
        help="stop before it costs more than that (`dollars_per_eval` in schema.md)",
    )
    parser.add_argument("--json", action="store_true", help="for machines")
    parser.add_argument(
        "--librarian", choices=["model", "extractive"], help="instead of what schema.md says"
    )
    parser.set_defaults(run=_eval)


def _budgets(text: str) -> tuple[int, ...]:
    found = [part.strip() for part in text.split(",") if part.strip()]
    if not found or len(found) > 10 or not all(p.isascii() and p.isdigit() for p in found):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is no list such as 1500,6000")
    numbers = tuple(int(part[:9]) for part in found)
    if min(numbers) < LEAST_BUDGET or max(numbers) > MOST_BUDGET:
        raise argparse.ArgumentTypeError(
            f"a budget has {LEAST_BUDGET:,} to {MOST_BUDGET:,} characters"
        )
    return numbers


def _eval(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.cli.ci import add_to_run_page
    from pipeline.core.answers.eval_report import as_report
    from pipeline.core.answers.kept_questions import add_kept_questions
    from pipeline.operations.ask.choose_answerer import choose_answerer
    from pipeline.operations.ask.evaluate import evaluate, read_questions_of
    from pipeline.operations.ask.open_wiki import open_wiki

    with open_repository(args.folder) as repo, Progress(quiet=args.json) as progress:
        asked = open_wiki(repo)
        golden = read_questions_of(asked.snapshot)
        questions = add_kept_questions(golden.questions, asked.snapshot.wiki)
        allowed = asked.snapshot.schema.rules.budget.dollars_per_eval
        dollars = allowed if args.dollars is None else args.dollars
        choice = choose_answerer(
            asked.snapshot.schema, args.librarian, os.environ, repo.private, dollars=dollars
        )
        progress.expect(0, lambda: sum(cost.dollars for cost in choice.bill()))
        ways = [
            (raw, size)
            for size in args.budgets
            for raw in (False, *([] if args.no_raw else [True]))
        ]
        runs = evaluate(
            asked, questions, choice.answerer, ways, choice.bill, partial(progress.say, "")
        )
    below = [
        f"{run.characters:,} characters: {why}"
        for run in runs
        if args.floors and not run.raw
        for why in run.below(golden.floors)
    ]
    _print(args, runs, choice.answerer.name, below)
    add_to_run_page(as_report(runs, choice.answerer.name, asked.snapshot.commit))
    for why in below:
        err(f"error: {why}")
    return 1 if below else 0


def _print(args: argparse.Namespace, runs: list[EvalRun], name: str, below: list[str]) -> None:
    from pipeline.core.answers.eval_report import run_as_values, show_faults, show_table

    if args.json:
        told = {"librarian": name, "below": below, "runs": [run_as_values(run) for run in runs]}
        out(json.dumps(told, ensure_ascii=False, indent=1))
        return
    out("\n".join(show_table(runs)))
    if args.floors and not below:
        out("\nEvery floor of wiki/questions.yaml, as committed, is reached.")
    for run in runs[-1:] if args.no_raw else runs[-2:]:  # of the last budget
        if faults := [*show_faults(run.graded)]:
            out("\n".join(["", f"{run.name}, {run.characters:,} characters:", *faults]))
