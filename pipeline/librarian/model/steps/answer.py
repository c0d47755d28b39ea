"""The step `answer`: answer a question from the statements that are shown, and no others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.answers.answer import AnswerDraft, AnswerSentence
from pipeline.core.answers.material import KnownSource, Material, ShownPage
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.text import normalise, shorten
from pipeline.librarian.model.steps.json_lines import json_line
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.replies import AnswerReply

STEP = "answer"
MAX_TOKENS = 6_000
_LONGEST_UNKNOWN = 400


def request(
    question: str, material: Material, readings: Sequence[str], prompt: Prompt, model: str
) -> Request:
    """Ask for an answer from some statements."""
    pages, sources = show_pages(material), show_sources(material)
    text = strip_hidden(question)
    said = "\n".join(f"- {normalise(one)}" for one in readings)
    user = prompt.fill(
        "user",
        pages=pages,
        sources=sources or "none",
        readings=prompt.fill("readings", readings=said) if said else "",
        question=text,
        fence=fence_code(pages, sources, said, text),
    )
    return Request(
        STEP,
        model,
        (PromptBlock(prompt.fill("system"), cache=True),),
        (PromptBlock(user),),
        schema_of(AnswerReply),
        MAX_TOKENS,
    )


def read(text: str) -> tuple[AnswerDraft | None, list[str]]:
    """Read a reply strictly; whether it holds is judged by whoever has the statements."""
    reply, errors = parse_reply(text, AnswerReply)
    if reply is None:
        return None, errors
    sentences = tuple(
        AnswerSentence(
            strip_hidden(row.text).strip(),
            tuple(dict.fromkeys(map(bare_label, row.labels))),
            tuple(dict.fromkeys(map(bare_slug, row.pages))),
            strip_hidden(row.reckoned).strip(),
        )
        for row in reply.sentences
    )
    unknown = tuple(
        shorten(normalise(strip_hidden(one)), _LONGEST_UNKNOWN)
        for one in reply.unknown
        if one.strip()
    )
    back = tuple(
        shorten(normalise(strip_hidden(one)), _LONGEST_UNKNOWN)
        for one in reply.ask_back
        if one.strip()
    )
    return AnswerDraft(reply.status, sentences, unknown, back), _wrong(
        reply.status, sentences, unknown, back
    )


def _wrong(
    status: str,
    sentences: Sequence[AnswerSentence],
    unknown: Sequence[str],
    back: Sequence[str],
) -> list[str]:
    if status == "answered" and not sentences:
        return ["The status is `answered`, but there is no sentence."]
    if status == "unknown" and not unknown:
        return ["The status is `unknown`, but `unknown` does not say what is missing."]
    if status == "ask_back" and len(back) < 2:
        return ["The status is `ask_back`, but `ask_back` holds fewer than two readings."]
    return []


def bare_label(label: str) -> str:
    """Return a mark without the brackets that a model may copy."""
    return label.strip().removeprefix("[").removesuffix("]").removeprefix("^")


def bare_slug(slug: str) -> str:
    """Return the name of a page without the brackets that a model may copy."""
    return slug.strip().removeprefix("[[").removesuffix("]]")


def show_pages(material: Material) -> str:
    """Return the pages with their statements, as lines of JSON."""
    return "\n\n".join(map(_page_lines, material.pages))


def show_sources(material: Material) -> str:
    """Return what is known of the sources of these pages, a line each."""
    return "\n".join(map(_source_line, material.sources))


def _page_lines(page: ShownPage) -> str:
    """Return a page as lines of JSON: its name, then its headings and statements in order."""
    return "\n".join(_lines_of_page(page))


def _lines_of_page(page: ShownPage) -> Iterator[str]:
    shown = "" if page.is_whole else f"{len(page.statements)} of {page.total} statements"
    yield json_line(page=page.slug, title=page.title, type=page.type, cut=shown)
    heading = ""
    last = page.statements[0].number if page.statements else 0
    for said in page.statements:
        if said.number > last + 1 and not page.is_whole:
            yield "[…]"
        last = said.number
        if said.heading != heading:
            heading = said.heading
            yield json_line(heading=heading)
        yield json_line(says=said.text)


def _source_line(source: KnownSource) -> str:
    return json_line(
        marks_begin_with=source.label,
        title=source.title,
        page=source.slug,
        author=source.author,
        status=source.status,
        published=source.published,
        in_force_from=source.effective,
    )
