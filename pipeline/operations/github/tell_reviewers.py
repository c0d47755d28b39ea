"""Tell the reviewers of our pull requests what a publishing did, or why it did nothing."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.status_comment import Topic
from pipeline.core.text import shorten
from pipeline.operations.github.conditions import Conditions
from pipeline.operations.github.open_proposals import OurPullRequest, renew_status_comment
from pipeline.operations.github.publish_context import PublishContext, compiled_sources
from pipeline.operations.github.queue import Aside
from pipeline.operations.github.report import ReportRow
from pipeline.operations.github.results import Failure


def leave_to_people(by_source: Mapping[str, OurPullRequest], context: PublishContext) -> None:
    """Note which sources are left alone, because people have committed to their branches."""
    held: dict[int, list[Aside]] = {}
    for aside in context.queue.held:
        known = by_source.get(aside.source)
        context.rows.append(ReportRow("held", (aside.source,), aside.pull, shorten(aside.why, 300)))
        # The job that plans is not believed: the pull request must be about the source.
        if known and known.pull.number == aside.pull:
            held.setdefault(aside.pull, []).append(aside)
    for number, asides in held.items():
        names = ", ".join(make_code(aside.source) for aside in asides)
        were = "was" if len(asides) == 1 else "were"
        why = make_inert(shorten(asides[0].why, 300))
        text = (
            f"{names} {were} to be compiled again, but {why}. Merge or close this pull request"
            " first."
        )
        context.refused.setdefault(number, text)


def take_questions_to_pulls(
    by_source: Mapping[str, OurPullRequest], context: PublishContext
) -> list[Failure]:
    """Ask for a yes in the open pull request of a source; return what is for issues.

    Where people review a source already, an issue beside it would be a second place for one
    question.
    """
    rest = []
    for failure in context.failed:
        known = by_source.get(failure.source)
        if not failure.asks or known is None:
            rest.append(failure)
            continue
        said = f"was not compiled again: {shorten(failure.reason, 1_000)}"
        context.rows.append(ReportRow("waits", (failure.source,), known.pull.number, said))
        text = (
            f"{make_code(failure.source)} {make_inert(said)} Nothing was paid for it. Comment"
            " `/recompile --yes` here to compile it all the same; what you want changed goes into"
            " the lines below that, once more."
        )
        context.refused.setdefault(known.pull.number, text)
    return rest


def say_what_holds(conditions: Conditions, answer: str, context: PublishContext) -> None:
    """Renew the status comments of our pull requests, and answer whoever asked."""
    asked, offered = context.queue.asked, {*compiled_sources(context).values()}
    open_ = {known.pull.number: known for known in conditions.open_}
    for number in dict.fromkeys([*open_, *([asked] if asked else [])]):
        said: dict[Topic, str] = conditions.paragraphs_of(open_[number]) if number in open_ else {}
        if number in offered:
            said["conflict"] = ""  # what is on its branch was made for this default branch
        if number == asked:
            said["news"] = answer
        if number in context.remade:
            said["news"] = context.remade[number]
        # A paragraph under "held" says the same of a source that has changed.
        if number in context.refused and not said.get("held"):
            said["news"] = context.refused[number]
        try:
            renew_status_comment(context.hub, number, said)
        except UserError as error:
            context.rows.append(ReportRow("trouble", (), number, str(error)))


def answer_who_asked(context: PublishContext) -> str:
    """Return what came of it for the reviewer who asked; "" where there is nothing to add."""
    asked = context.queue.asked
    entries = {e.source for e in context.queue.entries}
    mine = [
        r
        for r in context.rows
        if r.state != "held" and (r.number == asked or entries & set(r.sources))
    ]
    said = [_row_as_sentence(row, asked) for row in mine]
    if not (entries or context.queue.held):
        said.append(
            "There was nothing to compile: what this is about is compiled by now, or gone from"
            " `raw/`."
        )
    link = make_link("The run", context.places().run_address)
    return "\n\n".join(dict.fromkeys(said)) + f"\n\n{link} has the log." if said and asked else ""


def _row_as_sentence(row: ReportRow, asked: int) -> str:
    words = {
        "opened": "Opened",
        "renewed": "Compiled again",
        "unchanged": "Compiled again; nothing differs",
    }
    if row.state in words:
        return words[row.state] + (f": #{row.number}." if row.number != asked else ".")
    return f"{' '.join(map(make_code, row.sources))}: {make_inert(shorten(row.said, 600))}" + (
        f" (#{row.number})" if row.number else ""
    )
