"""The judging part of `wiki lint`: its options, the estimate, the run, and the next job's file."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.output import Progress, confirm, is_answered
from pipeline.cli.store import add_store_options
from pipeline.core.claims.backlog import tell_backlog
from pipeline.core.errors import UserError
from pipeline.core.text import counted

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipeline.core.claims.judgement import Pair
    from pipeline.core.claims.screen import JudgingQueue
    from pipeline.core.findings.addresses import Unreachable
    from pipeline.core.findings.silenced import Silence
    from pipeline.core.issues.judging_report import LintReport
    from pipeline.core.values import Finding
    from pipeline.core.wiki.schema import Schema
    from pipeline.core.wiki.wiki import Wiki
    from pipeline.operations.lint.judge import Bench, Judgement
    from pipeline.operations.repository.snapshot import Snapshot

REPORT_FILE = "lint.json"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options about judgements to the parser of `wiki lint`."""
    parser.add_argument(
        "--judge",
        action="store_true",
        help="also judge which claims contradict or replace each other",
    )
    parser.add_argument(
        "--batch",
        action="store_true",
        help="judge in message batches: half the price, an hour perhaps",
    )
    parser.add_argument(
        "--estimate", action="store_true", help="say what judging may cost, and stop"
    )
    parser.add_argument(
        "--librarian",
        choices=["model", "extractive"],
        help="who judges, instead of what schema.md says",
    )
    parser.add_argument(
        "--result",
        type=Path,
        metavar="DIR",
        help="in a workflow: judge, and write the verdicts there for the next job",
    )

    add_store_options(parser)


def is_wanted(args: argparse.Namespace) -> bool:
    """Tell whether anything is to be judged, or estimated."""
    return bool(args.judge or args.batch or args.result or args.estimate)


def estimate_text(args: argparse.Namespace, snapshot: Snapshot, since: str = "") -> str:
    """Return what judging may cost, as text; with `since`, only of pages changed since then."""
    from pipeline.operations.lint.judge import choose_bench, estimate_judging

    schema = snapshot.schema
    bench = choose_bench(schema, args.librarian, os.environ, snapshot.repo.private, args.batch)
    queue, rest = _queue_to_judge(snapshot, since)
    told = str(estimate_judging(queue.asked, bench, schema, args.batch))
    return "\n".join([told, *([_say_left_out(rest)] if rest else [])])


def judge_claims(args: argparse.Namespace, snapshot: Snapshot, since: str = "") -> Judgement:
    """Judge what may be at odds in the wiki; with `since`, only where a page changed since then.

    With `--result` a failure leaves a judgement too, in which everything waits.
    """
    from pipeline.operations.lint.judge import (
        Judgement,
        choose_bench,
        judge_pairs,
        measure_backlog,
    )

    queue, rest = _queue_to_judge(snapshot, since)
    with Progress() as progress:
        try:
            say = lambda stage: progress.say("", stage)  # noqa: E731
            bench = choose_bench(
                snapshot.schema, args.librarian, os.environ, snapshot.repo.private, args.batch, say
            )
            progress.expect(0, lambda: sum(cost.dollars for cost in bench.bill()))
            _ask_before_paying(args, queue.asked, bench, snapshot.schema, progress)
            done = judge_pairs(queue.asked, bench, snapshot.schema)
            left = measure_backlog(queue, done.waiting, bench, snapshot.schema, args.batch)
            return replace(done, left_out=rest, backlog=left)
        except UserError as error:
            if not args.result:
                raise
            return Judgement((), queue.asked, notes=(str(error),), failed=True, left_out=rest)


def _ask_before_paying(
    args: argparse.Namespace,
    pairs: Sequence[Pair],
    bench: Bench,
    schema: Schema,
    progress: Progress,
) -> None:
    """Ask a person at a terminal before judging costs more than schema.md lets it unasked."""
    from pipeline.operations.lint.judge import estimate_judging

    most = schema.rules.budget.ask_above
    if args.result or not is_answered():
        return
    dollars = estimate_judging(pairs, bench, schema, args.batch).dollars or 0.0
    question = (
        f"Judging would cost about ${dollars:.2f} (`budget.ask_above` is ${most:.2f}). Go on?"
    )
    if dollars > most and not confirm(progress, question):
        raise UserError(
            "Nothing was judged, and nothing paid.",
            "Raise `budget.ask_above` in schema.md, or lint without `--judge`.",
        )


def _queue_to_judge(snapshot: Snapshot, since: str) -> tuple[JudgingQueue, tuple[Pair, ...]]:
    """Return the pairs to judge, and those left out because neither of their pages has changed.

    What is likely is so among all pairs of the wiki.
    """
    from pipeline.core.claims.screen import JudgingQueue, queue_pairs
    from pipeline.operations.lint.claim_pairs import find_pairs
    from pipeline.operations.lint.judge import split_by_pages
    from pipeline.operations.repository.since import changed_pages

    queue = queue_pairs(find_pairs(snapshot), snapshot.wiki)
    if not since:
        return queue, ()
    pages = changed_pages(snapshot, since)
    (likely, without), (rest, more), (told, _) = (
        split_by_pages(part, pages) for part in (queue.likely, queue.rest, queue.told)
    )
    return JudgingQueue(likely, rest, told), without + more


def _say_left_out(rest: Collection[Pair]) -> str:
    return f"{counted(len(rest), 'pair')} left out: neither page has changed since that commit."


def findings_of(judgement: Judgement, wiki: Wiki, silence: Silence | None = None) -> list[Finding]:
    """Return the contradictions and replaced claims that the wiki does not tell already.

    They are findings for any format. With `silence`, those that a comment silences are left out.
    """
    from pipeline.core.claims import already_told
    from pipeline.core.claims.as_findings import make_findings
    from pipeline.core.claims.claim_index import identity_of_pair

    found = already_told.select_untold(judgement.judged, wiki)
    return make_findings(silence.select_unsilenced(found) if silence else found, identity_of_pair)


def judging_lines(judgement: Judgement, day: str) -> list[str]:
    """Return lines about the run itself: how much was judged, what waits, what it cost, and why.

    `day` is that of the run.
    """
    total = len(judgement.judged) + len(judgement.waiting)
    told = [
        f"{counted(total, 'pair')} of claims: {len(judgement.judged)} judged, {judgement.cached} of"
        " them before."
    ]
    if judgement.left_out:
        told.append(_say_left_out(judgement.left_out))
    if judgement.waiting:
        told.append(
            f"{counted(len(judgement.waiting), 'pair')} not judged; the next run goes on there."
        )
    told += tell_backlog(judgement.backlog, day)
    if judgement.calls:
        told.append(f"{counted(judgement.calls, 'call')}, ${judgement.dollars:.2f}.")
    return [*told, *(f"note: {note}" for note in judgement.notes)]


def write_report(
    folder: Path,
    judgement: Judgement,
    snapshot: Snapshot,
    date: str,
    unreachable: tuple[Unreachable, ...] = (),
) -> LintReport:
    """Write DIR/lint.json for the job that writes issues, and return what it holds."""
    from pipeline.adapters.files import write_whole
    from pipeline.core import strict_json
    from pipeline.operations.lint.judge import report_verdicts

    told = replace(report_verdicts(judgement, snapshot.commit, date), unreachable=unreachable)
    write_whole(folder / REPORT_FILE, strict_json.dump(told))
    return told
