"""The step `support`: ask for each of several statements whether its quotes support it.

Whatever is wrong with a row of the reply concerns its statement alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.pricing import estimate_tokens
from pipeline.core.support.item import MARK, CitedQuote, CitedSource, SupportItem, SupportVerdict
from pipeline.core.support.page_items import AROUND_CHARACTERS
from pipeline.core.support.verdict_form import problems_of_support, tidy_support
from pipeline.core.text import shorten
from pipeline.librarian.model.steps import json_lines
from pipeline.librarian.model.steps.numbered_rows import RowAnswers, cut_by_size, read_rows
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.verdict_replies import (
    LooseSupportReply,
    SupportReply,
    SupportRowReply,
)

STEP = "support"
MOST_ITEMS = 24  # in one request; of more, the later ones are judged less carefully
MOST_TOKENS = 10_000  # of the items in one request
REPLY_TOKENS = 60  # of the answer to one item, for estimates
# What an answer may take, with thinking. A budget sets aside as much for each item of a request,
# and `SPARE_TOKENS` for the request.
ITEM_TOKENS = 300
SPARE_TOKENS = 1_500


def cut_batches(items: Sequence[SupportItem]) -> Iterator[list[SupportItem]]:
    """Cut statements, in their order, into batches of what one request asks about."""
    return cut_by_size(items, _size_of, MOST_ITEMS, MOST_TOKENS)


def request(items: Sequence[SupportItem], prompt: Prompt, model: str) -> Request:
    """Ask about these statements, which stand in the order of their pages."""
    quotes = _numbered_quotes(items)
    rows = "\n".join(_page_lines(items, quotes))
    quoted = "\n".join(_quote_line(number, quote) for quote, number in quotes.items())
    known = dict.fromkeys(source for item in items for source in item.sources)
    sources = "\n".join(map(_source_line, sorted(known, key=lambda source: source.name)))
    user = prompt.fill(
        "user",
        sources=sources,
        quotes=quoted,
        items=rows,
        count=str(len(items)),
        fence=fence_code(rows, quoted, sources),
    )
    return Request(
        STEP,
        model,
        (PromptBlock(prompt.fill("system"), cache=True),),
        (PromptBlock(user),),
        schema_of(SupportReply),
        SPARE_TOKENS + ITEM_TOKENS * len(items),
    )


def read(
    text: str, items: Sequence[SupportItem], wanted: Collection[int] | None = None
) -> RowAnswers[SupportVerdict]:
    """Read a reply strictly.

    `wanted` are the numbers of the statements that were asked for; None means all.
    """
    reply, errors = parse_reply(text, LooseSupportReply)
    if reply is None:
        return RowAnswers((None,) * len(items), tuple(errors))

    def check(index: int, row: SupportRowReply) -> tuple[SupportVerdict, list[str]]:
        said = SupportVerdict(row.kind, row.words.strip(), row.closest, row.fault, row.why.strip())
        return tidy_support(items[index], said), problems_of_support(items[index], said)

    return read_rows(reply.items, len(items), "item", SupportRowReply, check, wanted)


def _size_of(item: SupportItem) -> int:
    """Return about how many tokens a statement takes, if it shared nothing with others."""
    shown = [item.before, item.statement, item.following, *map(str, item.quotes)]
    return estimate_tokens(" ".join(shown))


def _numbered_quotes(items: Sequence[SupportItem]) -> dict[CitedQuote, int]:
    """Return the quotes of all items with their numbers; what several items quote stands once."""
    unmarked = dict.fromkeys(replace(quote, mark=0) for item in items for quote in item.quotes)
    return {quote: number for number, quote in enumerate(unmarked, 1)}


def _page_lines(items: Sequence[SupportItem], quotes: Mapping[CitedQuote, int]) -> Iterator[str]:
    """Yield the statements in order, with what stands around them, as far as not shown yet."""
    page, heading = "", ""
    shown: set[str] = set()
    for i, item in enumerate(items):
        if item.slug != page:
            page, heading, shown = item.slug, "", set()
            yield json_lines.json_line(page=item.title)
        if item.heading != heading:
            heading, shown = item.heading, set()
            yield json_lines.json_line(heading=item.heading)
        if item.before and item.before not in shown:
            yield json_lines.json_line(text=item.before)
        yield json_lines.json_line(item=i + 1, statement=item.sign + _with_numbers(item, quotes))
        shown |= {item.before, shorten(item.plain, AROUND_CHARACTERS)}
        after = items[i + 1] if i + 1 < len(items) and items[i + 1].slug == page else None
        if item.following and not (
            after and item.following in (shorten(after.plain, AROUND_CHARACTERS), after.before)
        ):
            yield json_lines.json_line(text=item.following)
            shown.add(item.following)


def _with_numbers(item: SupportItem, quotes: Mapping[CitedQuote, int]) -> str:
    """Return a statement with the numbers of the quotes in place of its marks."""
    numbers: dict[int, str] = {}
    for quote in item.quotes:
        number = quotes[replace(quote, mark=0)]
        numbers[quote.mark] = f"{numbers.get(quote.mark, '')}[{number}]"
    return MARK.sub(lambda found: numbers.get(int(found[1]), ""), item.statement)


def _quote_line(number: int, quote: CitedQuote) -> str:
    return json_lines.json_line(
        **{"quote": number, "from": quote.source, "under": quote.under},
        after=quote.after,
        words=quote.text,
    )


def _source_line(source: CitedSource) -> str:
    return json_lines.json_line(
        source=source.name,
        title=source.title,
        by=source.author,
        published=source.published,
        in_force_from=source.effective,
        standing=source.standing,
    )
