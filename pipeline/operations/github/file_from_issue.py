"""`wiki file --issue`: offer as a pull request the page that keeps an answer given on GitHub."""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.errors import NothingNew, UserError
from pipeline.core.github.inert import make_inert
from pipeline.core.github.state import is_ours
from pipeline.operations.ask.file_answer import propose_filing, read_answer
from pipeline.operations.github.fix import FixContext
from pipeline.operations.github.offer_upkeep import offer_upkeep
from pipeline.operations.github.open_proposals import tell_news
from pipeline.operations.github.questions import answers_on
from pipeline.operations.github.report import ReportRow


def file_from_issue(number: int, comment: int, page_type: str, context: FixContext) -> ReportRow:
    """Make the page of the answer that one of our comments holds, and say there what came of it.

    The comment can have been edited, so its answer is held against the wiki as it is. The issue
    closes when the page is merged, unless the program itself opened it.
    """
    hub = context.hub
    try:
        mark = next((mark for one, mark in answers_on(number, hub) if one.id == comment), None)
        if mark is None or not mark.values:
            raise UserError("This is no answer that can be kept.", "Ask again.")
        issue = hub.issue(number)
        closes = number if issue and not is_ours(issue, hub.bots) else 0
        answer = read_answer(dict(mark.values), context.snapshot)
        answer = replace(answer, joins=mark.values.get("joins") is True)
        proposal = propose_filing(answer, context.snapshot, context.day, page_type, closes)
        pull = offer_upkeep(proposal, hub, context.remote, context.repo, context.run)
    except NothingNew:
        tell_news(hub, number, "The wiki keeps this answer already: there is nothing to change.")
        return ReportRow("unchanged", (), number, "the page says it already")
    except UserError as error:
        tell_news(hub, number, f"That did not work: {make_inert(str(error))}")
        return ReportRow("trouble", (), number, str(error))
    end = " This issue closes when it is merged." if closes else ""
    tell_news(hub, number, f"#{pull} keeps this answer as a page.{end}")
    return ReportRow("opened", (), pull, proposal.title)
