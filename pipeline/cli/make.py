"""`wiki make`: make a chart, a report or slides of the wiki, as a proposal or as a file."""

from __future__ import annotations

import argparse
import os
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.output import (
    Commands,
    Progress,
    err,
    given_day,
    out,
    parse_day,
    warn_uncommitted,
)
from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.outputs import KINDS

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.core.reports.output_page import OutputPage
    from pipeline.core.reports.report import Report
    from pipeline.operations.make.choose_reporter import ReporterChoice
    from pipeline.operations.repository.snapshot import Snapshot
    from pipeline.outputs import OutputKind

# here as well, so that help imports no kind
_FORMATS = (
    "a report as md, docx, epub, pdf, html; slides as marp, pptx; a chart as svg, png, csv, json"
)
_FORMS = ("line", "bar", "grouped", "scatter", "timeline", "table")


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "make", help="make a chart, a report or slides of the wiki, each value with its claim"
    )
    parser.description = (
        "A chart or a report is filed as a page, by a proposal. With --to it becomes a file."
    )
    parser.add_argument("kind", choices=[*KINDS], help="what to make")
    parser.add_argument(
        "of",
        nargs="*",
        metavar="WHAT",
        help="what it is about, in words; a page that was made; or the spec of a chart",
    )
    parser.add_argument(
        "--pages", metavar="PAGE", action="append", default=[], help="make it of these pages alone"
    )
    parser.add_argument("--form", choices=_FORMS, help="how a chart shows it (as suits it)")
    parser.add_argument("--to", default="", metavar="FORMAT", help=f"write a file: {_FORMATS}")
    parser.add_argument(
        "--out", default="", metavar="FILE", help="where that file goes (here, by its title)"
    )
    parser.add_argument(
        "--librarian", choices=["model", "extractive"], help="instead of what schema.md says"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be proposed, and write nothing"
    )
    parser.add_argument(
        "--date", type=parse_day, help="the day that page and log say (default: today)"
    )
    parser.set_defaults(run=_make)


def _make(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.operations.make.write_document import filed_page, find_kind, page_to_write
    from pipeline.operations.repository.due_lines import with_remembered
    from pipeline.operations.repository.snapshot import take_snapshot

    asked = " ".join(args.of) or ", ".join(args.pages)
    if not asked:
        raise UserError("What is it to be about?", f'Say it: `wiki make {args.kind} "…"`.')
    kind = find_kind(args.kind, args.to)
    to = args.to or ("" if args.kind == kind.MADE_FROM else next(iter(kind.FORMATS)))
    if args.out and not to:
        raise UserError("`--out` names a file, and none is written.", "Say which: `--to FORMAT`.")
    with open_repository(args.folder) as repo:
        snapshot = with_remembered(take_snapshot(repo, repo.head()))
        page = filed_page(asked, snapshot) if to else None
        if page:
            return _write(args, page, kind, to, repo)
        with Progress() as progress:
            report = _draft(args, asked, kind, snapshot, repo, progress)
        for row in report.told:
            err(f"note: {row}")
        if to:
            return _write(args, page_to_write(report, snapshot), kind, to, repo)
        return _propose(args, report, snapshot, repo)


def _write(
    args: argparse.Namespace, page: OutputPage, kind: OutputKind, to: str, repo: Repository
) -> int:
    from pipeline.operations.make.write_document import write_document

    done = write_document(page, kind, to, args.out, Path.cwd(), repo.root, given_day(args))
    if done.note:
        err(f"note: {done.note}")
    out(f"{done.path}")
    return 0


def _draft(
    args: argparse.Namespace,
    asked: str,
    kind: OutputKind,
    snapshot: Snapshot,
    repo: Repository,
    progress: Progress,
) -> Report:
    if kind.MADE_FROM == "report":
        return _draft_report(args, asked, snapshot, repo, progress)
    from pipeline.operations.make.make_chart import draft_chart

    brought = _brought_text(asked, repo)
    wanted = args.librarian or snapshot.schema.rules.librarian
    if brought is not None or (wanted != "model" and not args.pages):
        try:
            return draft_chart(asked, args.form, snapshot.wiki, brought)
        except UserError:
            if brought is not None or not (args.form == "timeline" or _has_model(args, snapshot)):
                raise
    return _draft_model_chart(args, asked, snapshot, repo, progress)


def _has_model(args: argparse.Namespace, snapshot: Snapshot) -> bool:
    from pipeline.operations.ask.choose_answerer import is_model_wanted

    return is_model_wanted(snapshot.schema, args.librarian, os.environ)


def _draft_model_chart(
    args: argparse.Namespace, asked: str, snapshot: Snapshot, repo: Repository, progress: Progress
) -> Report:
    """Return a chart whose values a model chooses: where it is asked to, or code finds none.

    For a timeline it finds the pages alone, and so does the embedded librarian.
    """
    from pipeline.operations.ask.open_wiki import open_wiki
    from pipeline.operations.make.draft_model_chart import (
        draft_model_chart,
        draft_timeline,
        report_of_chart_draft,
    )

    choice, pages = _choose(args, snapshot, repo, progress), tuple(args.pages)
    if args.form == "timeline":
        made = draft_timeline(open_wiki(repo), asked, choice.answerer, pages)
        progress.clear()
        _tell_cost(choice)
        return made
    if choice.draft_chart is None:
        raise UserError(
            "`--pages` are read by a model, and none is asked.",
            'Name the page in the words: `wiki make chart "gas cost of SLOAD"`.',
        )
    draft, material = draft_model_chart(
        open_wiki(repo), asked, choice.answerer, choice.draft_chart, pages
    )
    progress.clear()
    _tell_cost(choice)
    return report_of_chart_draft(draft, asked, args.form, material, snapshot.wiki)


def _draft_report(
    args: argparse.Namespace, asked: str, snapshot: Snapshot, repo: Repository, progress: Progress
) -> Report:
    from pipeline.operations.ask.open_wiki import open_wiki
    from pipeline.operations.make.make_report import make_report

    choice = _choose(args, snapshot, repo, progress)
    report = make_report(
        open_wiki(repo), asked, choice.answerer, choice.reporter, tuple(args.pages)
    )
    progress.clear()
    for said, why in report.struck:
        err(f"note: struck, because {why}: {said.text[:200]}")
    _tell_cost(choice)
    return report


def _choose(
    args: argparse.Namespace, snapshot: Snapshot, repo: Repository, progress: Progress
) -> ReporterChoice:
    from pipeline.operations.make.choose_reporter import choose_reporter

    return choose_reporter(
        snapshot.schema, args.librarian, os.environ, repo.private, partial(progress.say, "")
    )


def _tell_cost(choice: ReporterChoice) -> None:
    for note in choice.notes():
        err(f"note: {note}")
    if cost := choice.bill():
        dollars = sum(step.dollars for step in cost)
        err(f"          {counted(sum(step.calls for step in cost), 'call')}, ${dollars:.4f}")


def _brought_text(asked: str, repo: Repository) -> str | None:
    """Return the spec of a chart that somebody wrote; None where words are given."""
    from pipeline.adapters.files import read_foreign_text
    from pipeline.core.charts.spec import LONGEST_SPEC

    if not asked.endswith(".json"):
        return None
    path = Path(asked) if Path(asked).is_file() else repo.root / asked
    try:
        return read_foreign_text(path, LONGEST_SPEC)
    except (OSError, ValueError) as error:
        raise UserError(f"{asked} cannot be read: {error}.", "Name the file of a spec.") from error


def _propose(args: argparse.Namespace, report: Report, snapshot: Snapshot, repo: Repository) -> int:
    from pipeline.operations.make.propose_output import propose_output
    from pipeline.operations.upkeep.upkeep import publish_upkeep

    proposal = propose_output(report, snapshot, given_day(args))
    out(f"{proposal.title}\n\n{proposal.body()}")
    if args.dry_run:
        files = counted(len(proposal.files), "file")
        out(f"Nothing was written. {files} would change on {proposal.branch}.")
        return 0
    done = publish_upkeep(proposal, repo, snapshot.commit)
    warn_uncommitted(repo)
    out(f"{'proposed' if done.moved else 'unchanged'}: {done.branch}")
    out(f"`wiki show {done.branch} --diff` shows the change;")
    out(f"`wiki accept {done.branch}` takes it.")
    return 0
