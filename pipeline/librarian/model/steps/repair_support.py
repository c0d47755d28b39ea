"""The request that has the doubtful statements of one page worded anew, once.

It is a kind of its own, so that what `write_page` asks otherwise stays the same byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from pipeline.core.markup import footnotes
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.support.item import Doubtful
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.pieces import table_cells
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.steps import json_lines
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.replies import RepairSupportReply

STEP = "repair_support"
MOST_CLAIMS = 60  # of the page, beside those of the statements
SPARE_TOKENS = 1_500
STATEMENT_TOKENS = 400
_BLOCK_SIGN = re.compile(r"\s*(?:[-*+>#]|\d{1,9}[.)])\s")


def request(
    title: str,
    doubtful: Sequence[Doubtful],
    citations: Mapping[str, Citation],
    prompt: Prompt,
    schema: Schema,
) -> Request:
    """Ask for other words of some statements of one page.

    `citations` are those of the page, by label.
    """
    rows = "\n".join(_line(number, each) for number, each in enumerate(doubtful, 1))
    used = {label for each in doubtful for label in each.item.labels}
    others = [c for label, c in citations.items() if label not in used][:MOST_CLAIMS]
    claims = "\n".join(
        json_lines.json_line(id=c.label, quotes=[q.text for q in c.quotes]) for c in others
    )
    page = json_lines.json_line(title=title)
    user = prompt.fill(
        "user",
        page=page,
        statements=rows,
        claims=claims or "none",
        fence=fence_code(rows, claims, page),
    )
    return Request(
        STEP,
        schema.rules.models.write_page,
        (PromptBlock(prompt.fill("system", language=schema.rules.language)),),
        (PromptBlock(user),),
        schema_of(RepairSupportReply),
        SPARE_TOKENS + STATEMENT_TOKENS * len(doubtful),
    )


def _line(number: int, each: Doubtful) -> str:
    item = each.item
    quotes = [
        {"id": item.labels[q.mark - 1], "under": q.under, "after": q.after, "words": q.text}
        for q in item.quotes
    ]
    return json_lines.json_line(
        number=number,
        heading=item.heading,
        before=item.before,
        statement=item.raw,
        next=item.following,
        words=each.verdict.words,
        why=each.verdict.why,
        quotes=[{k: v for k, v in quote.items() if v} for quote in quotes],
    )


def read(
    text: str, doubtful: Sequence[Doubtful], citations: Mapping[str, Citation]
) -> dict[str, str]:
    """Return the new wording of statements, by their words on the page.

    What is wrong with a row leaves its statement as it is, and so does a reply that cannot be read.
    """
    reply, _ = parse_reply(text, RepairSupportReply)
    found: dict[str, str] = {}
    for row in reply.statements if reply else ():
        if 1 <= row.number <= len(doubtful):
            raw, said = doubtful[row.number - 1].item.raw, row.text.strip()
            if said and said != raw and _fits(said, doubtful[row.number - 1], citations):
                found[raw] = said
    return found


def _fits(said: str, each: Doubtful, citations: Mapping[str, Citation]) -> bool:
    """Tell whether a new wording keeps the marks and the form of its statement."""
    marks, raw = set(footnotes.find_marks(said)), each.item.raw
    return (
        "\n" not in said
        and len(said) <= 2 * len(raw) + 400
        and marks >= set(each.item.labels)
        and marks <= set(citations)
        and said.startswith("|") == raw.startswith("|")
        and (not raw.startswith("|") or len(table_cells(said)) == len(table_cells(raw)))
        and not _BLOCK_SIGN.match(said)
    )
