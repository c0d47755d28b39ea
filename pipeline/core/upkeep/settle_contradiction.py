"""Settle a contradiction by the smallest edit that says what holds now and keeps the other side.

The statement that no longer holds becomes history in its place: "Until 2021-04-15, “EIP-150” (2016)
gave: …". Where its page lacks the current statement, that is put before it. Where both sides hold,
each is given its scope in brackets.

The words are those of the two statements, with their marks; what is added is composed of fixed
phrases, dates and titles of sources. In a language other than English no words are added, only
dates and arrows. `core/claims/tense.py` knows these phrases again, so a settled statement is not
reported a second time.

A statement is found by its exact words on its page. Where these have changed, or a side is history
already, sums up its source or is the source's own words, nothing is written, and a `UserError` says
what to do.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Literal

from pipeline.core.bookkeeping.confidence import parse_date
from pipeline.core.claims.judgement import Pair, Statement, Verdict
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.markup import footnotes, foreign_text, markdown
from pipeline.core.paths import slug_of_path
from pipeline.core.text import normalise, shorten
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.relink import Move, follow_move_in_prose
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki

Choice = Literal["suggested", "a", "b", "both"]
LONGEST_SCOPE = 300
_LINT_AGAIN = "Run the lint again: it then speaks of what the pages say now."
_SENTENCE_END = re.compile(
    r"(?P<stop>[.!?。！？]?[\"”’)*_」』）]*)(?P<marks>(?:\s?\[\^[^\[\]\s]{1,200}\])*)\s*$"
)
_LONGEST_END = 3_000  # characters
# the bold words at the head of a list item
_ITEM_LABEL = re.compile(r"\*\*[^*\n]{1,80}\*\*:\s+|\*\*[^*\n]{1,80}:\*\*\s+")
_PRONOUN = re.compile(r"(?:it|its|they|their|this|that|these|those|he|she|there)\b", re.IGNORECASE)
_HISTORY_OPENING = re.compile(
    r"(?:until|earlier|before|formerly|no longer)\b|\([^()]*→|“[^“”]{1,90}”[^:]{0,20} had it"
    r" otherwise:",
    re.IGNORECASE,
)
_SCOPE_OF_SIDES = re.compile(
    r"A\b[\s:=]*(?P<a>.+?)\s*[;,]\s*(?:and\s+)?B\b[\s:=]*(?P<b>.+)", re.DOTALL
)


def settle_pair(
    pair: Pair,
    verdict: Verdict,
    choice: Choice,
    scope: str,
    wiki: Wiki,
    language: str = "en",
    also: Sequence[Statement] = (),
) -> Upkeep:
    """Return the upkeep that settles a pair by a person's choice.

    `choice` names the side that holds, or says "both"; then `scope`, which is foreign text, says
    for what each of them does. `also` are other statements that say word for word what the side
    says that no longer holds.
    """
    for side in (pair.a, pair.b):
        if not side.slug:
            raise UserError(
                "One side is what the source itself says; code cannot put the page right.",
                "Edit the page.",
            )
        _at(side, wiki)
    texts: dict[str, str] = {}
    if choice == "both":
        words = _scopes(scope)
        for side, held in zip((pair.a, pair.b), words, strict=True):
            _write(side, _scoped(side.raw, held), wiki, texts)
        why = (
            "Both statements hold, each for something else; the pages say for what:"
            f" {make_inert(shorten(scope, 300))}"
        )
    else:
        current, old = _sides(pair, verdict, choice)
        if verdict.current and current != (pair.a if verdict.current == "a" else pair.b):
            # The judge said since when the other side holds.
            verdict = replace(verdict, since="", current="")
        if wiki.facts[old.slug].type == SUMMARY_TYPE:
            raise UserError(
                f"{old.path} sums up its source, and says what that says.",
                "Edit the page, if it misleads.",
            )
        for each in (old, *(s for s in also if (s.path, s.line) != (old.path, old.line))):
            new = _history(each, current, verdict, wiki, language, texts)
            if _leads(each, current, wiki):
                _write(current, new, wiki, texts)
                new = _current(each, current, wiki)
            _write(each, new, wiki, texts)
        holds = f"“{make_inert(shorten(current.text, 300))}” holds" + (
            f" since {make_inert(shorten(verdict.since, 80))}" if verdict.since else ""
        )
        why = (
            f"{holds}. “{make_inert(shorten(old.text, 300))}” is kept as history, with its source."
        )
    about = wiki.facts[pair.a.slug].title
    paths = " and ".join(dict.fromkeys((make_code(pair.a.path), make_code(pair.b.path))))
    return Upkeep(
        "settle",
        pair.key,
        f"Settle what the wiki says of “{shorten(about, 60)}”",
        f"{why}\n\nThe statements stand on {paths}.",
        dict(texts),
        arguments=(choice, scope),
    )


def suggest_edit(pair: Pair, verdict: Verdict, wiki: Wiki, language: str = "en") -> str:
    """Return the edit that would be made, as a unified diff; "" where none can be suggested."""
    try:
        made = settle_pair(pair, verdict, "suggested", "", wiki, language)
    except UserError:
        return ""
    return "".join(_diff(path, text or "", wiki) for path, text in sorted(made.texts.items()))


def _diff(path: str, new: str, wiki: Wiki) -> str:
    old = wiki.text(slug_of_path(path))
    rows = difflib.unified_diff(old.split("\n"), new.split("\n"), path, path, n=1, lineterm="")
    return "\n".join(rows) + "\n"


def _sides(pair: Pair, verdict: Verdict, choice: Choice) -> tuple[Statement, Statement]:
    """Return the side that holds, and the other."""
    holds = verdict.current if choice == "suggested" else choice
    if holds == "a":
        return pair.a, pair.b
    if holds == "b":
        return pair.b, pair.a
    raise UserError(
        "Nothing can be suggested: the judge does not say which holds.",
        "Say it: `keep A`, `keep B`.",
    )


# --- where a statement stands ---


def _page(side: Statement, wiki: Wiki) -> Page:
    there = wiki.at(side.path)
    if there is None or there.slug != side.slug:
        raise UserError(f"{side.path} is no longer there.", _LINT_AGAIN)
    return wiki.page(there.slug)


def _at(side: Statement, wiki: Wiki, text: str = "") -> int:
    """Return where on its page a statement stands.

    It is the one place that has its words; of several places, the one on its line.
    """
    whole = text or _page(side, wiki).render()
    places = (
        [m.start() for m in re.finditer(re.escape(side.raw), whole)] if side.raw.strip() else []
    )
    if len(places) > 1:
        places = [at for at in places if whole.count("\n", 0, at) + 1 == side.line][:1]
    if not places:
        raise UserError(f"{side.path} no longer says “{shorten(side.text, 120)}”.", _LINT_AGAIN)
    return places[0]


def _write(side: Statement, new: str, wiki: Wiki, texts: dict[str, str]) -> None:
    text = texts.get(side.path) or _page(side, wiki).render()
    at = _at(side, wiki, text)
    texts[side.path] = text[:at] + new + text[at + len(side.raw) :]


# --- history ---


def _history(
    old: Statement,
    current: Statement,
    verdict: Verdict,
    wiki: Wiki,
    language: str,
    texts: dict[str, str],
) -> str:
    """Return what is to stand in the place of a statement that no longer holds.

    It is the old statement told as history, and before it the current one, if the page lacks that.
    """
    if _HISTORY_OPENING.match(old.raw.lstrip("|* ")):
        raise UserError(f"{old.path} tells that side as history already.", _LINT_AGAIN)
    page = _page(old, wiki)
    there = current.path == old.path or bool(set(current.labels) & set(page.labels))
    if old.raw.startswith("|"):
        if not there:
            _below_table(old, _current(old, current, wiki), wiki, texts)
        return _row(old, current, verdict, language)
    if _in_lead(old, wiki):
        # A page, and its line in the index, opens with what holds now.
        there = _in_lead(current, wiki) and current.path == old.path
    label = found.group() if (found := _ITEM_LABEL.match(old.raw)) else ""
    told = f"{_before(old, current, verdict, wiki, language)} {old.raw[len(label) :]}"
    return f"{label}{told}" if there else f"{label}{_current(old, current, wiki)} {told}"


def _in_lead(side: Statement, wiki: Wiki) -> bool:
    return (
        not side.raw.startswith("|")
        and side.raw in _page(side, wiki).lead.strip().split("\n\n", 1)[0]
    )


def _leads(old: Statement, current: Statement, wiki: Wiki) -> bool:
    """Tell whether a page opens with the side that no longer holds, and then says the other."""
    both = old.path == current.path and _in_lead(old, wiki) and _in_lead(current, wiki)
    return both and _at(old, wiki) < _at(current, wiki)


def _is_older(old: Statement, current: Statement, verdict: Verdict) -> bool:
    """Tell whether a side held before the other, by the judge or by the dates of their sources."""
    mine, others = ([d for d in side.published if parse_date(d)] for side in (old, current))
    return (verdict.kind == "supersedes" and bool(verdict.current)) or bool(
        mine and others and max(mine) < max(others)
    )


def _before(old: Statement, current: Statement, verdict: Verdict, wiki: Wiki, language: str) -> str:
    """Return the words that make a statement history: until when it held, and who said it."""
    since = _since(verdict)
    date, path = _earliest_source(old)
    if not language.startswith("en"):
        return f"({date} → {since})".replace("( ", "(").replace(" )", ")")
    record = wiki.records.get(path)
    when = f"Until {since}" if since else "Earlier"
    # A statement such as "[[eip-150]]: …" says itself who said it.
    if record and _leads_with_link_to(record.slug, old.raw):
        return f"{when},"
    title = record.title if record else path.rsplit("/", 1)[-1]
    source = f"“{foreign_text.make_harmless(shorten(normalise(title), 80))}”" + (
        f" ({date})" if date else ""
    )
    if not since and not _is_older(old, current, verdict):
        return f"{source} had it otherwise:"
    return f"{when}, {source} gave:"


def _leads_with_link_to(slug: str, raw: str) -> bool:
    first = next(iter(markdown.find_links(raw)), None)
    return first is not None and first.start == 0 and slug_of_path(first.target) == slug


def _earliest_source(old: Statement) -> tuple[str, str]:
    """Return the date and the path of the source that said a statement first.

    Where none has a date, it is the first source, without one.
    """
    dated = [
        (date, path)
        for date, path in zip(old.published, old.sources, strict=False)
        if parse_date(date)
    ]
    return min(dated, key=lambda row: row[0], default=("", old.sources[0] if old.sources else ""))


def _since(verdict: Verdict) -> str:
    """Return since when the other side holds, in a form that may stand on a page.

    It comes from a judge, and is foreign text.
    """
    return foreign_text.make_harmless(shorten(normalise(verdict.since), 60)).strip(" .,;:")


def _current(old: Statement, current: Statement, wiki: Wiki) -> str:
    """Return the current statement as a sentence of the page on which the other stands."""
    if current.raw.startswith("|"):
        marks = "".join(f"[^{x}]" for x in current.labels)
        words = f"{foreign_text.make_harmless(current.text)}{marks}"
    else:
        words = follow_move_in_prose(current.raw, current.path, Move(wiki, {}), old.path)
    words = _ended(" ".join(words.split()))
    return (
        f"{foreign_text.make_harmless(wiki.facts[current.slug].title)}: {words}"
        if _PRONOUN.match(words)
        else words
    )


def _end_of(words: str) -> re.Match[str] | None:
    """Return the stop and the marks at the end of a text.

    It is not searched from its beginning, because white space may go on for long.
    """
    return _SENTENCE_END.search(words, max(0, len(words) - _LONGEST_END))


def _ended(words: str) -> str:
    """Return a sentence with a stop at its end."""
    found = _end_of(words)
    return words if found and found["stop"].strip('"”’)*_') else f"{words}."


def _row(old: Statement, current: Statement, verdict: Verdict, language: str) -> str:
    """Return a row of a table in which the cells that carry marks are told as history."""
    since = _since(verdict)
    english = (
        f"until {since}:"
        if since
        else "earlier:"
        if _is_older(old, current, verdict)
        else "no longer held:"
    )
    words = english if language.startswith("en") else f"(→ {since})" if since else "(→)"
    cells = re.split(r"(?<!\\)\|", old.raw)
    for i, cell in enumerate(cells):
        if footnotes.find_marks(cell):
            space = cell[: len(cell) - len(cell.lstrip())]
            cells[i] = f"{space}{words} {cell.lstrip()}"
    return "|".join(cells)


def _below_table(old: Statement, words: str, wiki: Wiki, texts: dict[str, str]) -> None:
    """Put the current statement below the table to which a row belongs."""
    text = texts.get(old.path) or _page(old, wiki).render()
    end = text.find("\n", _at(old, wiki, text))
    while 0 <= end < len(text) and text[end + 1 : end + 2] == "|":
        end = text.find("\n", end + 1)
    end = len(text) if end < 0 else end
    texts[old.path] = f"{text[:end]}\n\n{words}{text[end:]}"


# --- scope ---


def _scopes(scope: str) -> tuple[str, str]:
    """Return for what each side holds: `A …; B …`, or else the same words for both."""
    words = normalise(scope)
    if not words:
        raise UserError(
            "For what does each of them hold?",
            "Say it after the colon: `/fix both: A for …; B for …`.",
        )
    found = _SCOPE_OF_SIDES.fullmatch(words) if len(words) <= 10 * LONGEST_SCOPE else None
    a, b = (found["a"], found["b"]) if found else (words, words)
    clean = tuple(
        foreign_text.make_harmless(shorten(x, LONGEST_SCOPE)).strip(" .,;") for x in (a, b)
    )
    return clean[0], clean[1]


def _scoped(raw: str, scope: str) -> str:
    """Return a statement with its scope in it, before the stop and the marks.

    There whoever compares the statement sees the scope.
    """
    if raw.startswith("|"):
        cells = re.split(r"(?<!\\)\|", raw)
        at = max(i for i, cell in enumerate(cells) if footnotes.find_marks(cell) or i == 0)
        cells[at] = _scoped(cells[at].rstrip(), scope) + " "
        return "|".join(cells)
    found = _end_of(raw)
    at = found.start() if found else len(raw)
    return f"{raw[:at]} ({scope}){raw[at:]}"
