"""`wiki draft`: draft what an issue on GitHub, or schema.md, wants made of the wiki."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli.ci import finish_run, run_day
from pipeline.cli.output import Commands, err

if TYPE_CHECKING:
    from pipeline.core.answers.material import Material
    from pipeline.core.charts.draft import ChartDraft
    from pipeline.core.reports.report import Report


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = commands.add_parser(
        "draft",
        help="draft what an issue on GitHub wants made of the wiki, in the job that may only read",
    )
    add_wish_options(parser)
    parser.add_argument(
        "--files", type=Path, required=True, metavar="DIR", help="where files are left"
    )
    parser.set_defaults(run=_draft)


def add_wish_options(parser: argparse.ArgumentParser) -> None:
    """Add what the job that drafts and the one that writes are both told."""
    parser.add_argument(
        "issue", type=int, metavar="ISSUE", help="its number; 0 for what schema.md names"
    )
    parser.add_argument(
        "--comment", type=int, default=0, metavar="ID", help="the comment that asks (the issue)"
    )
    parser.add_argument(
        "--result", type=Path, required=True, metavar="DIR", help="where drafts are handed over"
    )


def _draft(args: argparse.Namespace) -> int:
    from pipeline.adapters.git.open_repository import open_repository
    from pipeline.adapters.github.client import GitHub
    from pipeline.operations.ask.open_wiki import open_wiki
    from pipeline.operations.github.draft_outputs import DraftContext, draft_outputs
    from pipeline.operations.make.choose_reporter import choose_reporter
    from pipeline.operations.make.draft_model_chart import draft_model_chart
    from pipeline.operations.make.make_report import make_report

    with open_repository(args.folder) as repo:
        asked = open_wiki(repo)

        def report(about: str) -> Report:
            choice = choose_reporter(asked.snapshot.schema, None, os.environ, repo.private)
            made = make_report(asked, about, choice.answerer, choice.reporter)
            for note in choice.notes():
                err(f"note: {note}")
            return made

        def chart(about: str) -> tuple[ChartDraft, Material] | None:
            choice = choose_reporter(asked.snapshot.schema, None, os.environ, repo.private)
            if choice.draft_chart is None:
                return None
            return draft_model_chart(asked, about, choice.answerer, choice.draft_chart)

        hub = GitHub.connect(os.environ)
        context = DraftContext(hub, asked.snapshot, run_day(), report, chart)
        rows = draft_outputs(args.issue, args.comment, context, args.result, args.files)
        return finish_run(rows)
