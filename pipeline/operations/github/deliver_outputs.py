"""`wiki deliver`: offer what was drafted as one pull request, or say where the file is.

Nothing of what the job that reads hands over is believed. What is wanted is asked of GitHub and of
schema.md again; a draft is held against the quotes of this checkout, and charts are made anew.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.adapters.files import read_foreign_text
from pipeline.core import strict_json
from pipeline.core.answers.read_pages import read_pages
from pipeline.core.errors import NothingNew, UserError
from pipeline.core.github.inert import make_inert, make_link
from pipeline.core.github.state import is_ours
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.reports.report import Report
from pipeline.core.reports.wanted_output import DraftedOutput, DraftedOutputs, WantedOutput
from pipeline.core.text import counted, shorten
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.operations.github.draft_outputs import (
    DRAFTS_FILE,
    MOST_ANEW,
    is_about_stale_outputs,
    wanted_outputs,
)
from pipeline.operations.github.fix import FixContext
from pipeline.operations.github.offer_upkeep import offer_upkeep
from pipeline.operations.github.open_proposals import tell_news
from pipeline.operations.github.report import ReportRow
from pipeline.operations.make.draft_model_chart import report_of_chart_draft
from pipeline.operations.make.make_report import report_of_draft
from pipeline.operations.make.propose_output import upkeep_of_output
from pipeline.operations.make.stale_outputs import RULE, draft_chart_again, find_filed_chart
from pipeline.operations.upkeep.upkeep import propose_upkeep

_MOST_BYTES = 5_000_000
_MOST_PAGES = 200  # that one draft names
WEEKLY_NAME = "outputs"


def deliver_outputs(issue: int, comment: int, folder: Path, context: FixContext) -> list[ReportRow]:
    """Offer what was drafted in one pull request, and say on the issue what came of it."""
    hub = context.hub
    try:
        wanted = wanted_outputs(issue, comment, hub, context.snapshot, context.day)
        found = hub.issue(issue) if issue else None
        stale = found is not None and is_about_stale_outputs(found, hub)
        if stale and not wanted:
            raise UserError(
                "Nothing that was made is stale any more.", "The next lint closes this issue."
            )
        if not wanted:
            return []
        drafts = _read_drafts(folder)
        if issue and wanted[0].to:
            return [_tell_of_file(issue, wanted[0], drafts, context)]
        made, told = _make_all(wanted, drafts, context)
        if not made:
            raise UserError("; ".join(told) or "Nothing was drafted.")
        whole = stale and not told and len(wanted) < MOST_ANEW  # else the issue stays open
        closes = issue if found and (whole or not is_ours(found, hub.bots)) else 0
        name = WEEKLY_NAME if not issue else RULE if stale and len(made) > 1 else ""
        change = replace(_joined(made, told, name), closes=closes)
        proposal = propose_upkeep(change, context.snapshot, context.day)
        pull = offer_upkeep(proposal, hub, context.remote, context.repo, context.run)
    except NothingNew:
        if issue:
            tell_news(hub, issue, "The wiki has this page already: there is nothing to change.")
        return [ReportRow("unchanged", (), issue, "nothing has changed")]
    except UserError as error:
        if issue:
            said = make_inert(shorten(strip_hidden(str(error)), 900))
            tell_news(hub, issue, f"That did not work: {said}")
        return [ReportRow("trouble", (), issue, str(error))]
    if issue:
        end = " This issue closes when it is merged." if closes else ""
        tell_news(hub, issue, f"#{pull} offers it.{end}")
    return [ReportRow("opened", (), pull, proposal.title)]


def _read_drafts(folder: Path) -> dict[tuple[str, str, str], DraftedOutput]:
    try:
        text = read_foreign_text(folder / DRAFTS_FILE, _MOST_BYTES)
        found = strict_json.load(DraftedOutputs, text)
    except FileNotFoundError as error:
        raise UserError("The job that drafts ended without a result.") from error
    except (OSError, ValueError) as error:
        raise UserError("What the job that drafts left cannot be read.") from error
    return {(one.kind, one.about, one.to): one for one in found.outputs}


def _tell_of_file(
    issue: int,
    wanted: WantedOutput,
    drafts: dict[tuple[str, str, str], DraftedOutput],
    context: FixContext,
) -> ReportRow:
    hub = context.hub
    drafted = drafts.get((wanted.kind, wanted.about, wanted.to))
    if drafted is None or drafted.problem:
        raise UserError(drafted.problem if drafted else "Nothing was drafted.")
    run = f"{hub.server}/{hub.repository}/actions/runs/{context.run}"
    where = make_link("this run", run) if context.run else "the run"
    tell_news(
        hub,
        issue,
        f"The file is made, and attached to {where} as `output`. It is kept for 30 days.",
    )
    return ReportRow("renewed", (), issue, f"{wanted.kind} as {wanted.to}")


def _make_all(
    wanted: Sequence[WantedOutput],
    drafts: dict[tuple[str, str, str], DraftedOutput],
    context: FixContext,
) -> tuple[list[Upkeep], list[str]]:
    made, told = [], []
    for one in wanted:
        try:
            report = _report(one, drafts.get((one.kind, one.about, one.to)), context)
            made.append(upkeep_of_output(report, context.snapshot))
        except UserError as error:
            told.append(f"not made: {one.kind} “{shorten(one.about, 80)}”: {error.message}")
    return made, told


def _report(one: WantedOutput, drafted: DraftedOutput | None, context: FixContext) -> Report:
    wiki = context.snapshot.wiki
    if one.kind == "chart" and drafted and drafted.chart:
        filed = find_filed_chart(one.about, context.snapshot)
        form = filed.spec.form or None if filed else None
        shown = read_pages(drafted.pages[:_MOST_PAGES], wiki)
        return report_of_chart_draft(drafted.chart, one.about, form, shown, wiki)
    if one.kind == "chart":
        return draft_chart_again(one.about, context.snapshot)
    if drafted is None or drafted.problem or drafted.draft is None:
        raise UserError(
            (drafted.problem if drafted else "") or "the job that drafts left nothing for it"
        )
    material = read_pages(drafted.pages[:_MOST_PAGES], wiki)
    return report_of_draft(drafted.draft, one.about, material, wiki)


def _joined(made: Sequence[Upkeep], told: Sequence[str], name: str) -> Upkeep:
    """Return all as one change; under a name it has one branch, which is renewed."""
    first = made[0]
    if not name:
        return replace(first, told=(*first.told, *told))
    return replace(
        first,
        name=name,
        title=f"Make anew: {counted(len(made), 'output')}",
        why="\n\n".join(dict.fromkeys(one.why for one in made)),
        texts={path: text for one in made for path, text in one.texts.items()},
        removed=tuple(row for one in made for row in one.removed),
        told=(*(row for one in made for row in one.told), *told),
    )
