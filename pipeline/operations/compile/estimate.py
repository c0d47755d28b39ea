"""`wiki compile --estimate`: estimate what the model costs for sources before anything is paid."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.core.markup.source_parts import cut_text
from pipeline.core.model_call import Usage
from pipeline.core.picture import MOST_PIXELS
from pipeline.core.pricing import (
    PRICES_DATE,
    Price,
    estimate_image_tokens,
    estimate_tokens,
    expected_usage,
    price_of_usage,
)
from pipeline.core.values import Source
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.steps.prompts import Prompt
from pipeline.librarian.model.steps.schema_prose import prose_for_step
from pipeline.operations.compile.choose_transcriber import TRANSCRIBE_PROMPT
from pipeline.operations.compile.prompt_files import prompt_texts
from pipeline.operations.repository.snapshot import Snapshot

CLAIM_OUTPUT_TOKENS = 160  # a claim with its quotes as a reply gives it
CLAIM_INPUT_TOKENS = 70  # a claim as a plan sees it
# A page as a writer sees it, without its claims and what all pages share: many are new.
PAGE_INPUT_TOKENS = 500
PAGE_OUTPUT_TOKENS = 600
WRITTEN_CLAIM_TOKENS = 110  # a claim with its quotes as the writers see it, once in a request
SENTENCES_PER_CLAIM = 2  # on the summary page and on another
SENTENCE_INPUT_TOKENS = 180  # a sentence with its quotes as an examiner sees it
WORDS_PER_CLAIM = 25  # in runs on the ethereum corpus
CLAIMS_PER_PAGE = 4
PICTURE_INPUT_TOKENS = estimate_image_tokens(1, MOST_PIXELS)  # of a picture, at most
PICTURE_OUTPUT_TOKENS = 800  # what is read of it: a page of text
WORDS_OF_PICTURE = 350
WORDS_OF_PART = 6_000  # of a long source
# of a long source: a guide of 6 parts made 13 pages, a book of 37 made 25, talk of 15 made 1
EMBEDDED_PAGES_PER_PART = 1


@dataclass(frozen=True)
class SourceEstimate:
    """What a source is expected to cost and to make; `pages` may be more than are allowed."""

    dollars: float
    tokens: int  # in and out
    pages: int


def estimate_compile(sources: Iterable[Source], snapshot: Snapshot) -> str:
    """Return the estimate as text: for each source, and in all.

    It counts no caching, so the bill is rarely higher.
    """
    rows, total = [], 0.0
    for source in sources:
        found = estimate_source(source, snapshot)
        total += found.dollars
        rows.append(
            f"{source.path}: about ${found.dollars:.2f} ({found.tokens:,} tokens in and out, some"
            f" {found.pages} pages)"
        )
    if not rows:
        return "Nothing to do: every source in raw/ is compiled."
    limits = snapshot.schema.rules.budget
    rows.append(f"together about ${total:.2f}, at the prices of {PRICES_DATE} and without caching")
    rows.append(
        f"schema.md stops a source at ${limits.dollars_per_source:.2f} and a run at"
        f" ${limits.dollars_per_run:.2f}"
    )
    return "\n".join(rows)


def estimate_dollars(sources: Iterable[Source], snapshot: Snapshot) -> float:
    """Return what a model may cost for these sources, in US dollars and without caching."""
    return sum(estimate_source(source, snapshot).dollars for source in sources)


def estimate_source(
    source: Source, snapshot: Snapshot, librarian: Literal["model", "extractive"] = "model"
) -> SourceEstimate:
    """Return what one source may cost, and how many pages it may make, before anything is asked."""
    if librarian == "extractive":
        parts = cut_text(source.text, source.format != "text")
        pages = 1 + EMBEDDED_PAGES_PER_PART * len(parts)
        return SourceEstimate(0.0, 0, pages)
    # The steps of a model bring pydantic along, of which the embedded librarian needs nothing.
    from pipeline.librarian.model.steps import batches, extract, plan

    schema = snapshot.schema
    prompts = {name: Prompt.parse(name, text) for name, text in prompt_texts().items()}
    overrides = {
        n: Price(p.input, p.output, p.cache_read, p.cache_write)
        for n, p in schema.rules.prices.items()
    }
    parts = extract.cut_parts(source)
    asked = [extract.request(source, p, (1, len(parts)), prompts["extract"], schema) for p in parts]
    seen = len(source.bare) * WORDS_OF_PICTURE
    most = 45 * (len(parts) + seen // WORDS_OF_PART)
    claims = min(most, max(4, (len(source.text.split()) + seen) // WORDS_PER_CLAIM))
    low, high = schema.rules.pages_per_source.target
    pages = max(2, min((low + high) // 2 * len(parts), claims // CLAIMS_PER_PAGE + 2))
    if len(parts) == 1:
        pages = min(pages, schema.rules.pages_per_source.most)
    rules = estimate_tokens(prose_for_step(schema, "plan"))
    shown = (
        min(plan.INDEX_LINES, len(snapshot.wiki.facts)) * 25
        + min(plan.PAGES_SHOWN, len(snapshot.wiki.facts)) * 600
    )
    calls = [
        (
            r.model,
            replace(expected_usage(r), output=CLAIM_OUTPUT_TOKENS * claims // len(asked) + 600),
        )
        for r in asked
    ]
    calls += _picture_calls(len(source.bare), schema)
    plans = -(-claims // plan.MOST_CLAIMS)
    calls += [
        _usage_of_call(
            schema.rules.models.plan,
            rules + 1_300 + shown + claims * CLAIM_INPUT_TOKENS // plans,
            claims * 30 // plans + 800,
        )
    ] * plans
    requests = -(-pages // batches.MOST_PAGES)
    written = (
        rules + 2_300 + (pages * PAGE_INPUT_TOKENS + claims * WRITTEN_CLAIM_TOKENS) // requests
    )
    calls += [
        _usage_of_call(
            schema.rules.models.write_page, written, pages * PAGE_OUTPUT_TOKENS // requests
        )
    ] * requests
    if schema.rules.support != "off":
        calls += _support_calls(claims, schema)
    dollars = sum(price_of_usage(model, usage, overrides) or 0.0 for model, usage in calls)
    return SourceEstimate(dollars, sum(u.input + u.written + u.output for _, u in calls), pages)


def _picture_calls(pictures: int, schema: Schema) -> list[tuple[str, Usage]]:
    """Return what it costs to have pictures read, and their words read again for claims."""
    if not pictures or schema.rules.pictures in ("off", "ocr"):
        return []
    shown = estimate_tokens(prompt_texts()[TRANSCRIBE_PROMPT]) + PICTURE_INPUT_TOKENS
    read = _usage_of_call(schema.rules.models.transcribe, shown, PICTURE_OUTPUT_TOKENS)
    words = _usage_of_call(schema.rules.models.extract, PICTURE_OUTPUT_TOKENS, 0)
    return [read, words] * pictures


def _support_calls(claims: int, schema: Schema) -> list[tuple[str, Usage]]:
    """Return what asking costs whether the quotes of the sentences support them."""
    from pipeline.librarian.model.steps import support

    sentences = SENTENCES_PER_CLAIM * claims
    requests = -(-sentences // support.MOST_ITEMS)
    prompt = estimate_tokens(prompt_texts()[support.STEP])
    tokens_in = prompt + SENTENCE_INPUT_TOKENS * sentences // requests
    tokens_out = support.REPLY_TOKENS * sentences // requests
    return [_usage_of_call(schema.rules.models.support, tokens_in, tokens_out)] * requests


def _usage_of_call(model: str, tokens_in: int, tokens_out: int) -> tuple[str, Usage]:
    return model, Usage(input=tokens_in, output=tokens_out)
