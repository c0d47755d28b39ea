"""What somebody wants made of the wiki: by the form of an issue, or by `outputs` in schema.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.core.charts.draft import ChartDraft
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.reports.draft import ReportDraft
from pipeline.core.text import normalise
from pipeline.core.wiki.schema import OutputRule

# What GitHub puts above the first field of the form `.github/ISSUE_TEMPLATE/make.yml`.
FORM_HEADING = "### Make of the wiki"
_LONGEST_LOOKED_AT = 20_000  # characters of an issue
_HEADING = re.compile(r"^### ([^\n]*)\n", re.MULTILINE)
_ABOUT, _AS, _PAGE = "About", "As", "a page"
_LONGEST_NAME = 20


@dataclass(frozen=True)
class WantedOutput:
    """One output: its kind, what it is about, and its format; a page where that is empty."""

    kind: str
    about: str
    to: str = ""


@dataclass(frozen=True)
class DraftedOutput:
    """What the job that reads hands over for one output: the draft of a report and its pages.

    Of a chart only what a model chose is handed over; what code chooses is made of its words again.
    """

    kind: str
    about: str
    to: str = ""
    pages: tuple[str, ...] = ()
    draft: ReportDraft | None = None
    chart: ChartDraft | None = None
    problem: str = ""


@dataclass(frozen=True)
class DraftedOutputs:
    """All that the job that reads hands over."""

    outputs: tuple[DraftedOutput, ...]


def asks_for_output(body: str) -> bool:
    """Tell whether an issue was made by the form *Make of the wiki*."""
    return body.strip().startswith(FORM_HEADING)


def wanted_by_issue(body: str, kinds: Iterable[str]) -> WantedOutput:
    """Return what an issue of the form asks for; `UserError` where that is none of the kinds."""
    parts = dict(_parts(body[:_LONGEST_LOOKED_AT]))
    kind = normalise(parts.get(FORM_HEADING.removeprefix("### "), ""))
    about = normalise(strip_hidden(parts.get(_ABOUT, "")))
    to = normalise(parts.get(_AS, _PAGE))
    if kind not in kinds or not about:
        raise UserError(
            "This issue does not say what is to be made of the wiki.",
            "Open one by the form *Make of the wiki*, and fill in its fields.",
        )
    return WantedOutput(kind, about, "" if to == _PAGE else to[:_LONGEST_NAME])


def _parts(body: str) -> Iterator[tuple[str, str]]:
    """Yield the fields of a form; a field that holds a line like a heading ends there."""
    found = [*_HEADING.finditer(body)]
    seen: set[str] = set()
    for at, head in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(body)
        name = head[1].strip()
        if name not in seen:
            seen.add(name)
            yield name, body[head.end() : end].strip()


def wanted_by_schema(rules: Iterable[OutputRule]) -> tuple[WantedOutput, ...]:
    """Return what a team's rules name, each once."""
    return tuple(dict.fromkeys(WantedOutput(rule.make, rule.of) for rule in rules))
