"""The step `chart`: ask for the values of a chart from the claims that are shown, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pipeline.core.answers.material import Material, ShownPage
from pipeline.core.charts.draft import ChartDraft, DraftedValue
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.text import normalise, shorten
from pipeline.librarian.model.steps.answer import bare_label, show_sources
from pipeline.librarian.model.steps.json_lines import json_line
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.replies import ChartReply, ChartValueReply

STEP = "chart"
MAX_TOKENS = 6_000
_LONGEST_LINE = 400


def request(
    asked: str,
    material: Material,
    quotes: Mapping[str, tuple[str, ...]],
    prompt: Prompt,
    model: str,
) -> Request:
    """Ask for a chart from some claims; `quotes` are those that give amounts, by their marks."""
    pages, sources = "\n\n".join(_pages(material, quotes)), show_sources(material)
    text = strip_hidden(asked)
    user = prompt.fill(
        "user",
        pages=pages or "none",
        sources=sources or "none",
        asked=text,
        fence=fence_code(pages, sources, text),
    )
    system = PromptBlock(prompt.fill("system"), cache=True)
    return Request(STEP, model, (system,), (PromptBlock(user),), schema_of(ChartReply), MAX_TOKENS)


def _pages(material: Material, quotes: Mapping[str, tuple[str, ...]]) -> Iterator[str]:
    told: set[str] = set()
    for page in material.pages:
        rows = [*_claims(page, quotes, told)]
        if rows:
            yield "\n".join([json_line(page=page.title, type=page.type), *rows])


def _claims(
    page: ShownPage, quotes: Mapping[str, tuple[str, ...]], told: set[str]
) -> Iterator[str]:
    """Yield the claims of a page that give amounts, each on the first page that states it.

    What a page says with several claims stands behind the first of them.
    """
    for said in page.statements:
        says = said.plain
        for label in said.labels:
            if label in quotes and label not in told:
                told.add(label)
                own = [normalise(strip_hidden(quote)) for quote in quotes[label]]
                yield json_line(mark=label, quotes=own, says="" if says in own else says)
                says = ""


def read(text: str) -> tuple[ChartDraft | None, list[str]]:
    """Read a reply strictly; whether it holds is judged by whoever has the claims."""
    reply, errors = parse_reply(text, ChartReply)
    if reply is None:
        return None, errors
    lines = (shorten(normalise(strip_hidden(one)), _LONGEST_LINE) for one in reply.unknown)
    return (
        ChartDraft(
            normalise(strip_hidden(reply.title)),
            reply.form,
            normalise(strip_hidden(reply.quantity)),
            tuple(map(_value, reply.values)),
            normalise(strip_hidden(reply.across_quantity)),
            tuple(filter(None, lines)),
        ),
        [],
    )


def _value(row: ChartValueReply) -> DraftedValue:
    return DraftedValue(
        bare_label(row.label),
        normalise(strip_hidden(row.written)),
        normalise(strip_hidden(row.of)),
        bare_label(row.across_label),
        normalise(strip_hidden(row.across_written)),
    )
