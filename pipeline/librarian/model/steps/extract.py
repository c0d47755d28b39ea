"""The step `extract`: ask for the claims of a source, each with quotes that stand in it."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.core.changes.change_set import Claim
from pipeline.core.claims.unquoted_figures import find_unquoted_figures
from pipeline.core.haystack import Haystack
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup.source_parts import TextPart, cut_text
from pipeline.core.markup.surroundings import Surroundings
from pipeline.core.model_call import PromptBlock, Request
from pipeline.core.pricing import estimate_tokens
from pipeline.core.text import normalise, shorten
from pipeline.core.values import Quote, Source
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.steps.prompts import Prompt, fence_code
from pipeline.librarian.model.steps.read_reply import parse_reply, schema_of
from pipeline.librarian.model.steps.replies import ClaimReply, ExtractReply, QuotesReply
from pipeline.librarian.model.steps.schema_prose import prose_for_step

MOST_CLAIMS = 60  # of one part; a reply holds no more
# A reply that is cut off on a shorter part has another reason than its length.
SMALLEST_PART_CHARACTERS = 1_500
# A budget sets aside as much for the reply, so that it holds whatever the model does.
MAX_TOKENS = 16_000
LONGEST_CONCEPT = 300  # characters; what is longer names nothing, and is left out


def cut_parts(source: Source) -> list[TextPart]:
    """Cut a source into overlapping parts that one reply can cover."""
    return cut_text(source.text, source.format != "text")


def halve(part: TextPart, source: Source) -> list[TextPart]:
    """Cut a part into two or three that overlap; the result is empty where it is too small."""
    text = source.text[part.own : part.end]
    if len(text) < 2 * SMALLEST_PART_CHARACTERS:
        return []
    half = math.ceil(estimate_tokens(text) * 0.55)
    pieces = cut_text(text, source.format != "text", half)
    moved = [
        replace(
            piece,
            start=piece.start + part.own,
            own=piece.own + part.own,
            end=piece.end + part.own,
            head=(piece.head[0] + part.own, piece.head[1] + part.own),
        )
        for piece in pieces
    ]
    first = replace(moved[0], start=part.start, head=part.head)
    return [first, *moved[1:]] if len(moved) > 1 else []


def request(
    source: Source, part: TextPart, number: tuple[int, int], prompt: Prompt, schema: Schema
) -> Request:
    """Ask for the claims of one part; `number` is (which part, of how many)."""
    text = strip_hidden(part.text(source.text))
    most = max(8, min(45, len(text.split()) // 18))
    said = f", part {number[0]} of {number[1]}" if number[1] > 1 else ""
    low = max(3, most // 2)
    system = prompt.fill(
        "system", schema=prose_for_step(schema, "extract"), language=schema.rules.language
    )
    user = prompt.fill(
        "user",
        path=_one_line(source.path),
        part=said,
        title=_one_line(source.title),
        author=_one_line(source.author),
        published=_dates_of(source),
        status=_one_line(source.status),
        fence=fence_code(text),
        source=text,
        low=str(low),
        most=str(most),
        limit=str(MOST_CLAIMS),
    )
    return Request(
        "extract",
        schema.rules.models.extract,
        (PromptBlock(system, cache=True),),
        (PromptBlock(user),),
        schema_of(ExtractReply),
        MAX_TOKENS,
    )


def _dates_of(source: Source) -> str:
    """Return what goes between the quotes behind `published`: also the day of the last change."""
    changed = f'"; last modified "{source.modified}' if source.modified else ""
    return source.published + changed


def _one_line(text: str) -> str:
    """Return foreign metadata on one line, without what could end the quotes around it."""
    return shorten(normalise(text), 300).replace('"', "'")


@dataclass(frozen=True)
class Fault:
    """Why a claim does not stand: quotes that the source does not hold, or figures in no quote."""

    missing: tuple[str, ...] = ()
    unquoted: tuple[str, ...] = ()


@dataclass(frozen=True)
class PartExtraction:
    """What the model found in one part: the reply, and its claims by their number in it.

    `claims` are those that stand on their quotes, and `faults` say what is wrong with the others.
    """

    reply: ExtractReply
    claims: dict[int, Claim]
    faults: tuple[tuple[int, Fault], ...]


class _Verifier:
    """Looks up the quotes of claims in one source, and their figures in the quotes."""

    def __init__(self, source: Source, part: TextPart, title: str) -> None:
        self._haystack = Haystack(source)
        self._near = source.locators[source.text.count("\n", 0, part.start)]
        self._surroundings = Surroundings(source.text.split("\n"))
        self._row_of: dict[int, int] = {}
        for row, place in enumerate(source.locators):
            self._row_of.setdefault(place, row)
        stem = source.path.rsplit("/", 1)[-1].rsplit(".", 1)[0]
        known = (source.title or title, stem, source.published, source.modified, source.status)
        self._names = tuple(x for x in known if x)

    def _find_together(self, quotes: Sequence[str]) -> list[tuple[str, Quote | None]]:
        """Return the quotes of one claim with their places.

        Words that stand in the source several times are meant where the claim's other quotes are:
        "It halts." is an item under two lead-ins, of which one is quoted beside it.
        """
        anchors = [q for q in quotes if self._haystack.count(q) == 1]
        first = self._haystack.find(anchors[0], self._near) if anchors else None
        near = first.start if first else self._near
        return [(q, self._haystack.find(q, self._near if q in anchors else near)) for q in quotes]

    def verify(self, said: ClaimReply, number: int) -> tuple[Claim | None, Fault]:
        """Return the claim, or what is wrong with it."""
        found = self._find_together([q for q in said.quotes if q.strip()])
        missing = tuple(q for q, place in found if place is None)
        if missing or not found or not said.text.strip():
            return None, Fault(missing)
        quotes: tuple[Quote, ...] = tuple(place for _, place in found if place is not None)
        text = normalise(said.text)
        over = (x for q in quotes for x in self._surroundings.over(self._row_of.get(q.start, -1)))
        unquoted = find_unquoted_figures(text, [q.text for q in quotes], over, self._names)
        if unquoted:
            return None, Fault(unquoted=unquoted)
        concepts = tuple(dict.fromkeys(normalise(c) for c in said.concepts if is_concept(c)))
        importance = min(5, max(1, said.importance))
        heading = normalise(said.heading)
        return Claim(str(number), text, quotes, importance, concepts[:6], heading), Fault()


def read(text: str, source: Source, part: TextPart) -> tuple[PartExtraction | None, list[str]]:
    """Read a reply, and look every quote up in the source, and every figure in the quotes."""
    reply, errors = parse_reply(text, ExtractReply)
    if reply is None:
        return None, errors
    verifier = _Verifier(source, part, reply.title)
    claims, faults = {}, []
    for number, said in enumerate(reply.claims, 1):
        claim, fault = verifier.verify(said, number)
        if claim is not None:
            claims[number] = claim
        else:
            faults.append((number, fault))
    return PartExtraction(reply, claims, tuple(faults)), []


def is_concept(name: str) -> bool:
    return bool(name.strip()) and len(name) <= LONGEST_CONCEPT


def repair_request(
    found: PartExtraction, source: Source, part: TextPart, prompt: Prompt, model: str
) -> Request:
    """Ask once more about the claims that do not stand on their quotes."""
    rows = []
    for number, fault in found.faults:
        said = found.reply.claims[number - 1]
        row = {"number": number, "text": said.text, "quotes": said.quotes}
        if fault.unquoted:
            row["in no quote"] = list(fault.unquoted)
        else:
            row["not in the source"] = list(fault.missing)
        rows.append(json.dumps(row, ensure_ascii=False))
    text = strip_hidden(part.text(source.text))
    user = prompt.fill("user", claims="\n".join(rows), fence=fence_code(text), source=text)
    system = (PromptBlock(prompt.fill("system")),)
    return Request(
        "extract", model, system, (PromptBlock(user),), schema_of(QuotesReply), MAX_TOKENS
    )


def take_repairs(
    found: PartExtraction, text: str, source: Source, part: TextPart
) -> PartExtraction:
    """Return what was found with the repaired claims taken in.

    What still does not stand on its quotes stays out. A reply that cannot be read mends nothing.
    """
    reply, _ = parse_reply(text, QuotesReply)
    verifier = _Verifier(source, part, found.reply.title)
    claims, faults = dict(found.claims), dict(found.faults)
    for row in reply.claims if reply else ():
        if row.number in faults:
            said = found.reply.claims[row.number - 1].model_copy(
                update={"text": row.text, "quotes": row.quotes}
            )
            claim, fault = verifier.verify(said, row.number)
            if claim is not None:
                claims[row.number] = claim
                del faults[row.number]
            elif fault != Fault():
                faults[row.number] = fault
    return PartExtraction(found.reply, dict(sorted(claims.items())), tuple(faults.items()))
