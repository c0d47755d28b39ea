"""Turn a report into a proposal: its page, with the pictures of its charts."""

from __future__ import annotations

from pipeline.core.charts.check_chart import refuse_chart
from pipeline.core.reports.report import Report
from pipeline.core.reports.report_page import file_report, refuse_schema, slug_for
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.operations.upkeep.upkeep import UpkeepProposal, propose_upkeep
from pipeline.outputs.chart.draw import draw_chart


def propose_output(report: Report, snapshot: Snapshot, day: str) -> UpkeepProposal:
    """Return the proposal that files a report; `UserError` where it is refused."""
    return propose_upkeep(upkeep_of_output(report, snapshot), snapshot, day)


def upkeep_of_output(report: Report, snapshot: Snapshot) -> Upkeep:
    """Return the change that files a report, once its charts hold and are drawn."""
    refuse_schema(snapshot.schema)
    for _, spec in report.charts:
        refuse_chart(spec, report.material)
    pictures = {name: draw_chart(spec).svg for name, spec in report.charts}
    slug = slug_for(report.kind, report.asked, report.draft.title, snapshot.wiki)
    return file_report(report, slug, pictures, snapshot.wiki, snapshot.schema)
