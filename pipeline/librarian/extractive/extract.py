"""Turn one source into its extraction: the claims worth keeping, with quotes that were verified."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence

from pipeline.core.changes.change_set import Claim, Dropped, Extraction
from pipeline.core.changes.statement_bound import explain_bound
from pipeline.core.haystack import Haystack
from pipeline.core.language.detection import language_of
from pipeline.core.language.updates import without_signs
from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.markup.source_parts import TextPart, cut_text
from pipeline.core.text import normalise, shorten
from pipeline.core.values import Quote, Source
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.extractive.names.eastern_names import keep_sure_names
from pipeline.librarian.extractive.names.key_phrases import find_key_phrases
from pipeline.librarian.extractive.names.subject_scores import (
    SUBJECT_SCORE,
    NameTable,
    score_subjects,
)
from pipeline.librarian.extractive.names.terms import Term
from pipeline.librarian.extractive.source.accounting import (
    list_by_first_words,
    list_unused_sentences,
)
from pipeline.librarian.extractive.source.candidate import Candidate
from pipeline.librarian.extractive.source.candidate_claims import find_candidates
from pipeline.librarian.extractive.source.corrections import join_corrections
from pipeline.librarian.extractive.source.places import leans_on_place
from pipeline.librarian.extractive.source.source_blocks import cut_blocks, title_of
from pipeline.librarian.extractive.source.stating_sentences import is_broken

MOST_CLAIMS = 80  # of a source, or of each part of a long one
MOST_CONCEPTS = 40  # as many
# The sign for a lost character; or a private one within a word, where it may be a letter. One that
# stands alone is an ornament.
_PRIVATE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
_UNREADABLE = re.compile(f"\ufffd|\\w[{_PRIVATE}]|[{_PRIVATE}]\\w")
_EFFECTIVE_DATE = re.compile(
    r"\b(?:takes? effect|took effect|comes? into force|came into force|effective|in"
    r" force|applies)\s+"
    r"(?:on|at|from|as of|since|starting)\s+([^.,;()]{3,40})",
    re.IGNORECASE,
)
_FORK_BLOCK = re.compile(r"^`?FORK_BL(?:OC)?K(?:_?NUM(?:BER)?)?`?: `?([\d,_]{5,})", re.IGNORECASE)


def extract(source: Source, schema: Schema) -> Extraction:
    """Read one source without looking at the wiki.

    Claims stand in the order of the source and have the ids "1", "2", … At most `MOST_CLAIMS` of
    them are kept, and of a long source as many of each part, so that its end counts as much as its
    beginning; the others, and all sentences that became no claim, are listed in `dropped`.
    """
    language = language_of(source, schema.rules.language)
    found, references = cut_blocks(source)
    stated = find_candidates(found, references, language)
    candidates = _drop_repeats(c for c in stated if not is_broken(c.text))
    readable = [c for c in candidates if not _UNREADABLE.search(" ".join(c.quotes))]
    all_claims = join_corrections(readable)
    unreadable = [c for c in candidates if _UNREADABLE.search(" ".join(c.quotes))]
    title = title_of(source)
    spoken = [(without_signs(c.text), c.heading) for c in all_claims]
    terms = find_key_phrases(spoken, title, language, source.text)
    terms = keep_sure_names(terms, [text for text, _ in spoken], language)
    parts = cut_text(source.text, source.format != "text")
    terms = terms[: MOST_CONCEPTS * len(parts)]
    kept, cut = _part_by_importance(all_claims, source, parts)
    claims, dropped = _verify_quotes(kept, source, terms)
    return Extraction(
        source=source.path,
        sha256=source.sha256,
        title=title,
        author=source.author,
        published=source.published,
        status=source.status,
        effective=_find_effective_date(claims),
        summary=_summarise(claims),
        claims=tuple(claims),
        concepts=tuple(t.title for t in terms),
        dropped=(
            *dropped,
            *_list_unreadable(unreadable),
            *list_unused_sentences(found, claims, [*cut, *unreadable], language),
            *_list_cut_claims(all_claims, cut),
        ),
    )


def _drop_repeats(found: Iterable[Candidate]) -> list[Candidate]:
    return list({normalise(c.text).casefold(): c for c in reversed(list(found))}.values())[::-1]


def _part_by_importance(
    found: list[Candidate], source: Source, parts: Sequence[TextPart]
) -> tuple[list[Candidate], list[Candidate]]:
    """Part the weightiest claims of each part, in order, from those that there is no room for."""
    starts = [source.text.count("\n", 0, part.own) for part in parts]
    numbers = [bisect_right(starts, line) for line in _lines_of(found, source, len(parts))]
    ranked = sorted(range(len(found)), key=lambda i: (-found[i].importance, i))
    room = Counter(dict.fromkeys(numbers, MOST_CLAIMS))
    kept = set()
    for i in ranked:
        if room[numbers[i]] > 0:
            room[numbers[i]] -= 1
            kept.add(i)
    return [c for i, c in enumerate(found) if i in kept], [
        c for i, c in enumerate(found) if i not in kept
    ]


def _lines_of(found: list[Candidate], source: Source, parts: int) -> list[int]:
    """Return the line of each candidate, counted from 0.

    A block of plain text may be a whole day's transcript, so there the quote is looked up.
    """
    if source.format != "text" or parts == 1:
        return [c.line for c in found]
    haystack = Haystack(source)
    places = (haystack.find(c.quotes[-1], source.locators[c.line]) for c in found)
    return [
        bisect_left(source.locators, place.start) if place else c.line
        for c, place in zip(found, places, strict=True)
    ]


def _list_unreadable(found: list[Candidate]) -> list[Dropped]:
    why = "a character in them is of no known meaning, so that a word may be wrong"
    return [*list_by_first_words([c.quotes[0] for c in found], "statement", why)] if found else []


def _list_cut_claims(found: list[Candidate], cut: list[Candidate]) -> list[Dropped]:
    why = explain_bound(len(found), len(found) - len(cut))
    return (
        list(list_by_first_words([to_plain_text(c.text) for c in cut], "further statement", why))
        if cut
        else []
    )


def _verify_quotes(
    kept: list[Candidate], source: Source, terms: list[Term]
) -> tuple[list[Claim], list[Dropped]]:
    haystack = Haystack(source)
    names = NameTable({t.key: t.title for t in terms})
    claims: list[Claim] = []
    dropped: list[Dropped] = []
    for candidate in kept:
        near = source.locators[candidate.line] if candidate.line < len(source.locators) else 0
        quotes = [
            haystack.find(q, near if i == len(candidate.quotes) - 1 else 0)
            for i, q in enumerate(candidate.quotes)
        ]
        if all(quotes):
            claims.append(
                _claim_of(str(len(claims) + 1), candidate, tuple(q for q in quotes if q), names)
            )
        else:
            dropped.append(
                Dropped(
                    shorten(to_plain_text(candidate.text), 120),
                    "its words were not found in the source as they stand",
                )
            )
    return claims, dropped


def _claim_of(
    number: str, candidate: Candidate, quotes: tuple[Quote, ...], names: dict[str, str]
) -> Claim:
    scores = score_subjects(candidate.text, candidate.heading, names)
    concepts = sorted(
        (t for t, s in scores.items() if s >= SUBJECT_SCORE), key=lambda t: (-scores[t], t)
    )
    return Claim(
        number, candidate.text, quotes, candidate.importance, tuple(concepts[:3]), candidate.heading
    )


def _find_effective_date(claims: list[Claim]) -> str:
    for claim in claims:
        if block := _FORK_BLOCK.match(claim.text):
            return f"block {block[1]}"
    for claim in claims:
        if found := _EFFECTIVE_DATE.search(to_plain_text(claim.text)):
            return found[1].strip()
    return ""


def _summarise(claims: list[Claim]) -> str:
    return " ".join(to_plain_text(claim.text) for claim in lead_claims(claims))


def lead_claims(claims: Iterable[Claim], most: int = 2) -> list[Claim]:
    """Return the one or two claims that say best what a source is about, in the source's order.

    They are prose and no table row, and lean on no place in the source; among those they are the
    weightiest and earliest.
    """
    claims = list(claims)
    fit = [c for c in claims if not leans_on_place(to_plain_text(c.text))] or claims
    prose = [c for c in fit if not re.match(r"[^.]{1,60}: ", c.text) and len(c.text) < 420]
    best = sorted(enumerate(prose), key=lambda pair: (-pair[1].importance, pair[0]))[:most]
    chosen = [claim for _, claim in sorted(best)]
    return chosen or fit[:1]
