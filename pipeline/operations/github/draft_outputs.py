"""`wiki draft`: draft what an issue or schema.md wants made of the wiki, in the job that reads.

A report is drafted here, by a model where there is one, and handed over; so is a chart of which
code finds no values. Where a file is wanted instead of a page it is written here, for the run to
attach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.files import write_whole
from pipeline.adapters.github.client import GitHub
from pipeline.core import strict_json
from pipeline.core.answers.material import Material
from pipeline.core.charts.draft import ChartDraft
from pipeline.core.errors import UserError
from pipeline.core.github.state import WRITERS, Issue, is_ours, read_marker
from pipeline.core.reports.report import Report
from pipeline.core.reports.report_page import find_made_page
from pipeline.core.reports.wanted_output import (
    DraftedOutput,
    DraftedOutputs,
    WantedOutput,
    wanted_by_issue,
    wanted_by_schema,
)
from pipeline.core.text import shorten
from pipeline.operations.github.report import ReportRow
from pipeline.operations.make.draft_model_chart import report_of_chart_draft
from pipeline.operations.make.stale_outputs import (
    RULE,
    draft_chart_again,
    find_filed_chart,
    find_stale_outputs,
)
from pipeline.operations.make.write_document import (
    filed_page,
    find_kind,
    page_to_write,
    write_document,
)
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.outputs import KINDS, OutputKind

DRAFTS_FILE = "drafts.json"
MOST_ANEW = 10  # that one `/fix` makes anew; each may cost what a report may
_LONGEST_PROBLEM = 600

DraftReport = Callable[[str], Report]
DraftModelChart = Callable[[str], tuple[ChartDraft, Material] | None]


@dataclass(frozen=True)
class DraftContext:
    """What drafting takes: GitHub, the wiki at the commit that was checked out, and the day.

    `report` drafts a report on what is asked. `chart` has a model choose the values of a chart, and
    returns what it was shown as well; None where there is no model.
    """

    hub: GitHub
    snapshot: Snapshot
    day: str
    report: DraftReport
    chart: DraftModelChart = lambda _: None


def wanted_outputs(
    issue: int, comment: int, hub: GitHub, snapshot: Snapshot, day: str
) -> tuple[WantedOutput, ...]:
    """Return what an issue wants, or without one what `outputs` in schema.md names and is due.

    Both jobs ask this, so that neither believes the other. Due is what has no page yet, and what
    rests on what has changed since. `UserError` where nobody who may write asks.
    """
    if not issue:
        named = wanted_by_schema(snapshot.schema.rules.outputs)
        return tuple(_due(named, snapshot, day)) if named else ()
    asked = hub.issue(issue)
    if asked is None:
        raise UserError("An output is asked for on an issue.", "Open one by the form.")
    stale = is_about_stale_outputs(asked, hub)
    author = hub.comment(comment).author if comment else asked.author
    ticked = stale and not comment  # only who may write can start the workflow without a comment
    if not ticked and hub.permission(author) not in WRITERS:
        raise UserError(
            f"{author} may not have this made.", "Somebody who may write types `/make`."
        )
    if not stale:
        return (wanted_by_issue(asked.body, KINDS),)
    if asked.state == "closed":
        raise UserError("The issue is closed.", "Reopen it first.")
    return find_stale_outputs(snapshot, day)[:MOST_ANEW]


def is_about_stale_outputs(issue: Issue, hub: GitHub) -> bool:
    """Tell whether an issue is the one on which the lint lists what has to be made anew."""
    values = read_marker("lint", issue.body) if is_ours(issue, hub.bots) else None
    return values is not None and (values.get("kind"), values.get("id")) == ("rule", RULE)


def _due(named: Iterable[WantedOutput], snapshot: Snapshot, day: str) -> Iterable[WantedOutput]:
    stale = find_stale_outputs(snapshot, day)
    for wanted in named:
        made = find_made_page(wanted.kind, wanted.about, snapshot.wiki)
        if made is None or wanted in stale:
            yield wanted


def draft_outputs(
    issue: int, comment: int, context: DraftContext, results: Path, files: Path
) -> list[ReportRow]:
    """Draft what is wanted, and hand it over in a folder, with what goes wrong."""
    wanted = wanted_outputs(issue, comment, context.hub, context.snapshot, context.day)
    drafted, rows = [], []
    for one in wanted:
        try:
            drafted.append(_draft(one, context, files))
            rows.append(ReportRow("asked", (), issue, f"{one.kind}: {shorten(one.about, 100)}"))
        except UserError as error:
            problem = shorten(str(error), _LONGEST_PROBLEM)
            drafted.append(DraftedOutput(one.kind, one.about, one.to, problem=problem))
            rows.append(ReportRow("trouble", (), issue, problem))
    write_whole(results / DRAFTS_FILE, strict_json.dump(DraftedOutputs(tuple(drafted))))
    return rows


def _draft(one: WantedOutput, context: DraftContext, files: Path) -> DraftedOutput:
    kind = find_kind(one.kind, one.to)
    if not one.to and one.kind != kind.MADE_FROM:
        raise UserError(
            f"`{one.kind}` makes no page.", f"Choose one of: {', '.join(kind.FORMATS)}."
        )
    if one.to:
        _write(one, kind, context, files)
        return DraftedOutput(one.kind, one.about, one.to)
    if kind.MADE_FROM == "chart":
        _, chart, shown = _draft_chart(one.about, context)
        return DraftedOutput(one.kind, one.about, pages=shown, chart=chart)
    report = context.report(one.about)
    pages = tuple(page.slug for page in report.material.pages)
    return DraftedOutput(one.kind, one.about, pages=pages, draft=report.draft)


def _draft_chart(
    about: str, context: DraftContext
) -> tuple[Report, ChartDraft | None, tuple[str, ...]]:
    """Return a chart, by code or by a model; then with its choice, and the pages it was shown.

    A model chooses where it did so before, or where code finds no values.
    """
    snapshot = context.snapshot
    filed = find_filed_chart(about, snapshot)
    chosen = None
    if filed and filed.spec.chosen_by and not filed.mended:
        chosen = context.chart(about)
    if chosen is None:
        try:
            return draft_chart_again(about, snapshot), None, ()
        except UserError:
            chosen = context.chart(about)
            if chosen is None:
                raise
    draft, material = chosen
    form = filed.spec.form or None if filed else None
    report = report_of_chart_draft(draft, about, form, material, snapshot.wiki)
    return report, draft, tuple(page.slug for page in material.pages)


def _write(one: WantedOutput, kind: OutputKind, context: DraftContext, files: Path) -> None:
    snapshot = context.snapshot
    page = filed_page(one.about, snapshot)
    if page is None:
        report = (
            _draft_chart(one.about, context)[0]
            if kind.MADE_FROM == "chart"
            else context.report(one.about)
        )
        page = page_to_write(report, snapshot)
    files.mkdir(parents=True, exist_ok=True)
    write_document(page, kind, one.to, "", files, snapshot.repo.root, context.day)
