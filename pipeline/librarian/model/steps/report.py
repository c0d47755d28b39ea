"""The step `report`: ask for a report from the statements that are shown, and no others."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.answers.answer import AnswerSentence
from pipeline.core.answers.material import Material
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.reports.draft import MOST_CHARTS, ReportDraft, ReportSection
from pipeline.core.text import normalise, shorten
from pipeline.librarian.model.steps.answer import bare_label, bare_slug, show_pages, show_sources
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.replies import ReportReply, ReportSentenceReply

STEP = "report"
MAX_TOKENS = 12_000
_LONGEST_LINE = 400


def request(asked: str, material: Material, prompt: Prompt, model: str) -> Request:
    """Ask for a report from some statements."""
    pages, sources = show_pages(material), show_sources(material)
    text = strip_hidden(asked)
    user = prompt.fill(
        "user",
        pages=pages,
        sources=sources or "none",
        asked=text,
        fence=fence_code(pages, sources, text),
    )
    system = PromptBlock(prompt.fill("system", charts=str(MOST_CHARTS)), cache=True)
    return Request(STEP, model, (system,), (PromptBlock(user),), schema_of(ReportReply), MAX_TOKENS)


def read(text: str) -> tuple[ReportDraft | None, list[str]]:
    """Read a reply strictly; whether it holds is judged by whoever has the statements."""
    reply, errors = parse_reply(text, ReportReply)
    if reply is None:
        return None, errors
    sections: dict[str, list[AnswerSentence]] = {}
    for row in reply.sentences:
        sections.setdefault(normalise(strip_hidden(row.section)), []).append(_sentence(row))
    summary = tuple(sections.pop("", ()))
    return (
        ReportDraft(
            normalise(strip_hidden(reply.title)),
            summary,
            tuple(ReportSection(heading, tuple(some)) for heading, some in sections.items()),
            _lines(reply.charts),
            _lines(reply.unknown),
        ),
        [],
    )


def _sentence(row: ReportSentenceReply) -> AnswerSentence:
    return AnswerSentence(
        strip_hidden(row.text).strip(),
        tuple(dict.fromkeys(map(bare_label, row.labels))),
        tuple(dict.fromkeys(map(bare_slug, row.pages))),
        strip_hidden(row.reckoned).strip(),
    )


def _lines(rows: Sequence[str]) -> tuple[str, ...]:
    plain = (shorten(normalise(strip_hidden(row)), _LONGEST_LINE) for row in rows)
    return tuple(row for row in plain if row)
