"""Write the issue of a contradiction: both sides, the verdict, a suggested edit, what to type."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from itertools import chain

from pipeline.core.claims.disputes import Dispute
from pipeline.core.claims.judgement import Judged, Pair, Statement, Verdict
from pipeline.core.claims.tense import is_history, is_set_aside
from pipeline.core.claims.verdict_checks import exchange_sides
from pipeline.core.github.boxes import ActionBox, write_box
from pipeline.core.github.inert import make_code, make_inert, make_plain_line
from pipeline.core.github.places import Places
from pipeline.core.github.quoted import show_quotes
from pipeline.core.issues.issue import Wanted, essence_of, part_of_pair
from pipeline.core.issues.text import (
    LONGEST_TEXT,
    TEXT_VERSION,
    fence_lines,
    link_to_line,
    page_name,
)
from pipeline.core.language.quantities import quantities
from pipeline.core.text import normalise, shorten
from pipeline.core.values import Severity, Standing
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki

_STANDING_WORDS: Mapping[Standing, str] = {
    "in-force": "in force",
    "proposed": "proposed, not in force",
    "withdrawn": "withdrawn",
    "unknown": "",
}
MOST_LABELS = 20  # of a side in the marker: each is looked for in the whole wiki
_LONGEST_VALUE = 300  # characters of a text in the marker
# characters of a side that are shown; the first of these with which the text fits
_LENGTHS = (1_200, 300, 60)


def order_sides(judged: Judged) -> Judged:
    """Return the same judged pair with A first: the older source, then the smaller label.

    So no run calls A what another called B.
    """
    pair, verdict = judged.pair, judged.verdict
    if _rank(pair.a) <= _rank(pair.b):
        return judged
    return Judged(replace(pair, a=pair.b, b=pair.a), exchange_sides(verdict), judged.judge)


def _rank(side: Statement) -> tuple[str, tuple[str, ...], bool, str, str]:
    return min(side.published, default=""), side.labels, side.slug != "", side.path, side.text


def contradiction_issue(dispute: Dispute, wiki: Wiki, places: Places, diff: str = "") -> Wanted:
    """Return the issue of a dispute; `diff` is the suggested edit, "" where there is none."""
    shown = order_sides(dispute.found)
    a, b, verdict = shown.pair.a, shown.pair.b, _true(shown)
    severity: Severity = "error" if verdict.kind == "contradicts" else "warning"
    elsewhere = _elsewhere(shown.pair, [judged.pair for judged in dispute.others])
    texts = [
        _text(replace(shown, verdict=verdict), elsewhere, wiki, places, diff, most)
        for most in _LENGTHS
    ]
    text = next((text for text in texts if len(text) <= LONGEST_TEXT), texts[-1])
    spots = sorted({s.path for s in (a, b, *elsewhere)})
    essence = essence_of(
        TEXT_VERSION, a.key, b.key, verdict, shown.judge, spots, re.sub(r"(?m)^@@.*", "@@", diff)
    )
    parts = frozenset(part_of_pair(judged.pair.key) for judged in (dispute.found, *dispute.others))
    values = {
        "a": a.key,
        "b": b.key,
        "labels": [list(a.labels[:MOST_LABELS]), list(b.labels[:MOST_LABELS])],
        "verdict": {
            name: shorten(str(value), _LONGEST_VALUE) for name, value in asdict(verdict).items()
        },
        "judge": shown.judge,
    }
    return Wanted(
        "contradiction",
        dispute.id,
        _title(shown.pair, verdict, wiki),
        text,
        severity,
        parts,
        essence,
        values,
    )


def _true(judged: Judged) -> Verdict:
    """Return the verdict with only those deciding words that stand in a side or its quotes."""

    def held(words: str, side: Statement) -> str:
        texts = (normalise(text) for text in (side.text, side.raw, *side.quotes))
        return words if words.strip() and any(normalise(words) in text for text in texts) else ""

    verdict, pair = judged.verdict, judged.pair
    return replace(
        verdict, words_a=held(verdict.words_a, pair.a), words_b=held(verdict.words_b, pair.b)
    )


def _elsewhere(pair: Pair, others: Sequence[Pair]) -> list[Statement]:
    """Return the other statements that say one side or the other, one for each page."""
    seen = {pair.a.path, pair.b.path}
    out = []
    for side in chain.from_iterable((p.a, p.b) for p in others):
        if side.slug and side.path not in seen:
            seen.add(side.path)
            out.append(side)
    return sorted(out, key=lambda s: (s.path, s.line))


def subject_of_pair(pair: Pair, wiki: Wiki) -> str:
    """Return what both sides are about: a page that both name, else the page of one of them.

    A page about much holds many values; what else both sides name is added, to tell one
    contradiction on it from another.
    """
    both = (
        (set(pair.a.entities) | {pair.a.slug})
        & (set(pair.b.entities) | {pair.b.slug})
        & wiki.facts.keys()
    )
    mine = [slug for slug in (pair.a.slug, pair.b.slug) if slug in both] or sorted(both)
    slug = (mine or [pair.a.slug or pair.b.slug])[0]
    more = [
        x
        for x in sorted(both)
        if x not in (slug, pair.a.slug, pair.b.slug) and wiki.facts[x].type != SUMMARY_TYPE
    ]
    names = [
        wiki.facts[x].title if x in wiki.facts else x
        for x in [slug, *(more if len(more) == 1 else [])]
    ]
    return ", ".join(names)


def _title(pair: Pair, verdict: Verdict, wiki: Wiki) -> str:
    one, other = (
        shorten(_measured(words, side) or side.text, 60)
        for words, side in ((verdict.words_a, pair.a), (verdict.words_b, pair.b))
    )
    name = shorten(subject_of_pair(pair, wiki), 60)
    if verdict.kind == "supersedes":
        old, new = (one, other) if verdict.current == "b" else (other, one)
        return make_plain_line(f"{name}: “{new}” now, no longer “{old}”")
    return make_plain_line(f"{name}: “{one}” or “{other}”?")


def _measured(words: str, side: Statement) -> str:
    """Return deciding words that are a bare number with what it counts, as the side writes it."""
    for found in quantities(side.text):
        if found.text == words and len(found.unit) == 1:
            unit = re.match(
                rf"[\s`*]*({re.escape(found.unit[0])})\b", side.text[found.end :], re.IGNORECASE
            )
            return f"{words} {unit[1]}" if unit else words
    return words


def _text(
    judged: Judged, elsewhere: Sequence[Statement], wiki: Wiki, places: Places, diff: str, most: int
) -> str:
    pair, verdict = judged.pair, judged.verdict
    sides = (("A", pair.a, verdict.words_a), ("B", pair.b, verdict.words_b))
    out = [f"{_opening(pair, verdict, wiki)} {_why(judged)}"]
    old = {"a": "B", "b": "A"}.get(verdict.current) if verdict.kind == "supersedes" else None
    out += [
        _side(letter, side, words, wiki, places, most, letter == old)
        for letter, side, words in sides
    ]
    if elsewhere:
        pages = _pages(elsewhere, wiki, places, 10 if most > _LENGTHS[-1] else 2)
        out.append(f"The same is said on {pages}.")
    out += [*([] if _with_source(pair) else [_edit(diff)]), _todo(bool(diff.strip()), pair, wiki)]
    out += [
        f"<sub>As of {places.base[:12]}. The next lint closes this when the claims have"
        " changed.</sub>"
    ]
    return "\n\n".join(out)


def _with_source(pair: Pair) -> bool:
    """Tell whether a page is held against the words of its own source."""
    return not (pair.a.slug and pair.b.slug)


def _opening(pair: Pair, verdict: Verdict, wiki: Wiki) -> str:
    name = make_inert(shorten(subject_of_pair(pair, wiki), 120))
    if verdict.kind == "supersedes":
        new, old = ("A", "B") if verdict.current == "a" else ("B", "A")
        since = f" since {make_inert(shorten(verdict.since, 80))}" if verdict.since else ""
        return (
            f"**{name}: {new} holds now{since}, and replaces {old}.** The wiki still says both as"
            " if they held."
        )
    if _with_source(pair):
        return f"**{name}: the page does not say what its source says.**"
    same = " on one page" if pair.a.path == pair.b.path else ""
    return f"**{name}: A and B{same} cannot both be true.**"


def _side(
    letter: str,
    side: Statement,
    words: str,
    wiki: Wiki,
    places: Places,
    most: int,
    is_replaced: bool,
) -> str:
    dates = " / ".join(dict.fromkeys(d for d in side.published if d))
    stands = " / ".join(
        dict.fromkeys(_STANDING_WORDS[s] for s in side.standing if _STANDING_WORDS[s])
    )
    # A document that is in force may hold a statement that is not: this is said of the statement.
    if is_replaced:
        stands = "replaced"
    elif is_history(side) or is_set_aside(side.raw or side.text):
        stands = "tells what was"
    value = f"“{make_inert(shorten(words, 80))}”" if words else ""
    about = [value, make_inert(f"source of {dates}" if dates else "source without a date"), stands]
    # An address may be three times as long as the path, where that is in another script.
    count = 4 if most > _LENGTHS[-1] else 1
    quotes = [_quoted(label, wiki, places, most // 3, count) for label in side.labels[:count]]
    more = f" and {len(side.labels) - count} more" if len(side.labels) > count else ""
    rows = [
        f"### {letter} · {' · '.join(part for part in about if part)}",
        f"> {make_inert(shorten(side.text, most))}",
    ]
    if side.slug:
        rows.append(
            link_to_line(
                f"{page_name(side.path, wiki)}, line {side.line}", side.path, side.line, places
            )
        )
        rows[-1] += f", from {'; '.join(quotes)}{more}" if quotes else ""
    else:
        rows.append(f"The source itself: {'; '.join(quotes[:1]) or make_code(side.path)}")
    return "\n\n".join(rows)


def _quoted(label: str, wiki: Wiki, places: Places, most: int, count: int) -> str:
    citation = wiki.citation(label)
    if citation is None:
        return make_code(label)
    return show_quotes(
        citation.quotes[: min(count, 3)],
        citation.source,
        citation.unit,
        places,
        names_source=True,
        most=most,
    )


def _pages(sides: Sequence[Statement], wiki: Wiki, places: Places, most: int) -> str:
    shown = [link_to_line(page_name(s.path, wiki), s.path, s.line, places) for s in sides[:most]]
    return ", ".join(shown) + (f" and {len(sides) - most} more pages" if len(sides) > most else "")


def _why(judged: Judged) -> str:
    who = (
        "the embedded librarian, by its rules"
        if judged.judge == "extractive"
        else make_code(judged.judge)
    )
    why = make_inert(shorten(judged.verdict.why, 800))
    end = "" if why.endswith((".", "!", "?", "…")) or not why else "."
    return f"{why}{end} (Judged by {who}.)".strip()


def _edit(diff: str) -> str:
    if not diff.strip():
        return "**Suggested edit:** none; code cannot tell how to put this right."
    return f"**Suggested edit:**\n\n{fence_lines(diff, 'diff')}"


def _is_summary(slug: str, wiki: Wiki) -> bool:
    return slug in wiki and wiki.facts[slug].type == SUMMARY_TYPE


def _todo(has_edit: bool, pair: Pair, wiki: Wiki) -> str:
    dismiss = "Or close this as *not planned*: it stays closed until one of the two claims changes."
    if _with_source(pair):
        return f"**What to do:** edit the page so that it says what its source does.\n\n{dismiss}"
    keys: list[ActionBox] = ["fix"] if has_edit else []
    # A summary says what its source says, so it never becomes the side that no longer holds.
    keys += ["keep-a"] if not _is_summary(pair.b.slug, wiki) else []
    keys += ["keep-b"] if not _is_summary(pair.a.slug, wiki) else []
    rows = ["**Decide:** tick one, and a pull request follows:", ""] if keys else ["**Decide:**"]
    rows += map(write_box, keys)
    note = "The side that does not hold is kept as history. " if len(keys) > has_edit else ""
    other = f"{note}Type `/fix both: …` if both hold, each for something else: say for what."
    return "\n\n".join(["\n".join(rows), other, dismiss])
