"""What `wiki lint` does about judgements: its options, the estimate, the run, and the file for the next job."""

from __future__ import annotations

import argparse
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.output import Progress, many
from pipeline.core.errors import UserError

if TYPE_CHECKING:
    from pipeline.core.lint_report import LintReport, Unreachable
    from pipeline.core.model import Finding
    from pipeline.core.wiki import Wiki
    from pipeline.judge import Judgement
    from pipeline.snapshot import Snapshot

FILE = "lint.json"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options about judgements to the parser of `wiki lint`."""
    parser.add_argument("--judge", action="store_true", help="also judge which claims contradict or replace each other")
    parser.add_argument(
        "--batch", action="store_true", help="judge in message batches: half the price, an hour perhaps"
    )
    parser.add_argument("--estimate", action="store_true", help="say what judging may cost, and stop")
    parser.add_argument(
        "--librarian", choices=["model", "extractive"], help="who judges, instead of what schema.md says"
    )
    parser.add_argument(
        "--result", type=Path, metavar="DIR", help="in a workflow: judge, and write the verdicts there for the next job"
    )


def is_wanted(args: argparse.Namespace) -> bool:
    """Whether anything is to be judged, or estimated."""
    return bool(args.judge or args.batch or args.result or args.estimate)


def estimate_text(args: argparse.Namespace, snapshot: Snapshot) -> str:
    """Return what judging may cost, as text."""
    from pipeline.judge import bench_for, candidates_of, estimate

    schema = snapshot.schema
    bench = bench_for(schema, args.librarian, os.environ, snapshot.repo.private, args.batch)
    return str(estimate(candidates_of(snapshot), bench, schema, args.batch))


def judged(args: argparse.Namespace, snapshot: Snapshot) -> Judgement:
    """Judge what may be at odds in the wiki. With `--result` a failure leaves a judgement too, in which everything waits."""
    from pipeline.judge import Judgement, bench_for, candidates_of, judge

    pairs = candidates_of(snapshot)
    with Progress() as progress:
        try:
            say = lambda stage: progress.say("", stage)  # noqa: E731
            bench = bench_for(snapshot.schema, args.librarian, os.environ, snapshot.repo.private, args.batch, say)
            return judge(pairs, bench, snapshot.schema)
        except UserError as error:
            if not args.result:
                raise
            return Judgement((), pairs, notes=(str(error),), failed=True)


def findings_of(judgement: Judgement, wiki: Wiki) -> list[Finding]:
    """Return the contradictions and replaced claims that the wiki does not tell already, as findings for any format."""
    from pipeline.core import told
    from pipeline.core.claim_index import identity
    from pipeline.core.contradictions import findings

    return findings(told.findings(judgement.judged, wiki), identity)


def lines(judgement: Judgement) -> list[str]:
    """Return what to say of the run itself: how much was judged, what waits, what it cost, and why."""
    total = len(judgement.judged) + len(judgement.waiting)
    told = [f"{many(total, 'pair')} of claims: {len(judgement.judged)} judged, {judgement.cached} of them before."]
    if judgement.waiting:
        told.append(f"{many(len(judgement.waiting), 'pair')} not judged; the next run goes on there.")
    if judgement.calls:
        told.append(f"{many(judgement.calls, 'call')}, ${judgement.dollars:.2f}.")
    return [*told, *(f"note: {note}" for note in judgement.notes)]


def write_result(
    folder: Path, judgement: Judgement, snapshot: Snapshot, date: str, unreachable: tuple[Unreachable, ...] = ()
) -> LintReport:
    """Write DIR/lint.json for the job that writes issues, and return it."""
    from pipeline.adapters.files import write_whole
    from pipeline.core import wire
    from pipeline.judge import report

    told = replace(report(judgement, snapshot.commit, date), unreachable=unreachable)
    write_whole(folder / FILE, wire.dump(told))
    return told
