"""`wiki make`: make a chart of the wiki, as a proposal or as a file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.output import Commands, err, given_day, out, parse_day, warn_uncommitted
from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.outputs import KINDS

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.core.charts.spec import ChartSpec
    from pipeline.core.reports.report import Report
    from pipeline.operations.repository.snapshot import Snapshot

_FORMS = ("line", "bar", "grouped", "scatter", "timeline", "table")


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "make", help="make a chart of values that claims give, each with its quote"
    )
    parser.description = (
        "Without --to it is filed as a page, by a proposal. With --to it becomes a file."
    )
    parser.add_argument("kind", choices=[*KINDS], help="what to make")
    parser.add_argument(
        "of",
        nargs="+",
        metavar="WHAT",
        help='what it shows ("gas cost of SLOAD"), a page that was made, or the spec of a chart',
    )
    parser.add_argument("--form", choices=_FORMS, help="how a chart shows it (as suits it)")
    parser.add_argument(
        "--to",
        default="",
        metavar="FORMAT",
        help="write a file instead: of a chart svg, png, csv, json",
    )
    parser.add_argument(
        "--out", default="", metavar="FILE", help="where that file goes (here, by its title)"
    )
    parser.add_argument(
        "--dry-run", action="store_true", help="say what would be proposed, and write nothing"
    )
    parser.add_argument(
        "--date", type=parse_day, help="the day that page and log say (default: today)"
    )
    parser.set_defaults(run=_make)


def _make(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.repository import open_repository
    from pipeline.operations.make.write_document import (
        filed_page,
        find_kind,
        page_to_write,
        write_document,
    )
    from pipeline.operations.repository.due_lines import with_remembered
    from pipeline.operations.repository.snapshot import take_snapshot

    if args.out and not args.to:
        raise UserError("`--out` names a file, and none is written.", "Say which: `--to FORMAT`.")
    kind = find_kind(args.kind, args.to)
    with open_repository(args.folder) as repo:
        snapshot = with_remembered(take_snapshot(repo, repo.head()))
        asked = " ".join(args.of)
        page = filed_page(asked, snapshot) if args.to else None
        report = _report(args, asked, snapshot, repo) if page is None else None
        if args.to:
            made = page or page_to_write(_known(report), snapshot)
            where = write_document(made, kind, args.to, args.out, Path.cwd(), repo.root)
            out(f"{where}")
            return 0
        return _propose(args, _known(report), snapshot, repo)


def _known(report: Report | None) -> Report:
    assert report is not None
    return report


def _report(args: argparse.Namespace, asked: str, snapshot: Snapshot, repo: Repository) -> Report:
    from pipeline.librarian.extractive.outputs.choose_values import choose_chart_values
    from pipeline.operations.make.make_chart import (
        make_chart,
        material_of_spec,
        report_of_chart,
    )

    spec = _brought_spec(asked, args, repo)
    if spec:
        report = report_of_chart(spec, material_of_spec(spec, snapshot.wiki), (), snapshot.wiki)
    else:
        spec, material, left_out = make_chart(asked, args.form, snapshot.wiki, choose_chart_values)
        report = report_of_chart(spec, material, left_out, snapshot.wiki)
    for row in report.told:
        err(f"note: {row}")
    return report


def _brought_spec(asked: str, args: argparse.Namespace, repo: Repository) -> ChartSpec | None:
    """Return the spec of a chart that somebody wrote; None where words are given."""
    from pipeline.adapters.files import read_foreign_text
    from pipeline.core.charts.spec import LONGEST_SPEC, read_spec

    if not asked.endswith(".json"):
        return None
    path = Path(asked) if Path(asked).is_file() else repo.root / asked
    try:
        return read_spec(read_foreign_text(path, LONGEST_SPEC), asked)
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
    out(f"`wiki show {done.branch} --diff` shows the change; merge the branch to take it.")
    return 0
