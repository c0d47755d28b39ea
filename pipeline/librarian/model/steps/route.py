"""The step `route`: ask which pages have to be read to answer a question."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.core.answers.answer import PageRoute
from pipeline.core.answers.route_request import RouteRequest
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.text import shorten
from pipeline.librarian.model.steps.json_lines import index_line, json_line
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.replies import RouteReply

STEP = "route"
MAX_TOKENS = 2_000
_MOST_READINGS = 4
_LONGEST_READING = 300
_LONGEST_HINT = 400


def request(asked: RouteRequest, prompt: Prompt, model: str) -> Request:
    """Ask for the pages of a question."""
    index = "\n".join(map(index_line, asked.index))
    hits = "\n".join(
        json_line(slug=hit.slug, words=list(hit.words), says=shorten(hit.line, 160))
        for hit in asked.hits
    )
    system = prompt.fill("system", most=str(asked.most))
    shown = prompt.fill("index", index=index)
    user = prompt.fill(
        "user",
        hits=hits or "none",
        question=strip_hidden(asked.question),
        fence=fence_code(index, hits, asked.question),
    )
    return Request(
        STEP,
        model,
        (PromptBlock(system),),
        # The index is the same for all questions to one state of the wiki.
        (PromptBlock(shown, cache=asked.whole), PromptBlock(user)),
        schema_of(RouteReply),
        MAX_TOKENS,
    )


def read(text: str, known: Collection[str], most: int) -> tuple[PageRoute | None, list[str]]:
    """Read a reply strictly; `known` are the slugs of all pages."""
    reply, errors = parse_reply(text, RouteReply)
    if reply is None:
        return None, errors
    slugs = [slug.strip().removeprefix("[[").removesuffix("]]") for slug in reply.pages]
    strange = [slug for slug in slugs if slug not in known]
    pages = tuple(dict.fromkeys(slug for slug in slugs if slug in known))[:most]
    readings = tuple(
        shorten(strip_hidden(one), _LONGEST_READING) for one in reply.readings if one.strip()
    )[:_MOST_READINGS]
    route = PageRoute(
        pages,
        readings if reply.stands == "open" and len(readings) > 1 else (),
        shorten(strip_hidden(reply.looks_for), _LONGEST_HINT),
    )
    if strange and not pages:
        names = ", ".join(strange[:5])
        return route, [f"No page has the slug {names}. Give slugs from the index."]
    return route, []
