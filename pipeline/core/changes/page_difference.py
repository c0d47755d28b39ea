"""Find the sentences that a page gains, loses, says otherwise, or says elsewhere than before."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from pipeline.core.changes.lost_sentences import split_words
from pipeline.core.markup import footnotes
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page, show_piece

_ALIKE = 0.5  # share of the words of both that a sentence and its newer wording have in common
_TOKEN = re.compile(r"`[^`\n]*`|\S+")
_FEWEST_WORDS = 3  # of a sentence that may stand inside a longer one
_MOST_COMPARED = 200  # sentences of one side that are compared for their words
_MOST_TOKENS = 400  # of a sentence whose words are compared


@dataclass(frozen=True)
class SaidOnPage:
    """A sentence as a reader takes it in, with its footnote labels and where it stands."""

    words: str
    labels: tuple[str, ...]
    heading: str
    line: int


@dataclass(frozen=True)
class PageDifference:
    """What differs between two states of one page, each in the page's order.

    `moved` are sentences that stand under another heading now, with that heading.
    """

    changed: tuple[tuple[SaidOnPage, SaidOnPage], ...] = ()
    new: tuple[SaidOnPage, ...] = ()
    gone: tuple[SaidOnPage, ...] = ()
    moved: tuple[tuple[SaidOnPage, str], ...] = ()


Replacements = Collection[tuple[str, str]]  # pairs of labels: of what was, of what is


def compare_page(before: Page, after: Page, replaced: Replacements = ()) -> PageDifference:
    """Return the difference of two states of a page.

    A sentence and the one that takes its place are one change: where a conflict says so by their
    labels (`replaced`), else where they share half of their words.
    """
    was, now = _said(before), _said(after)
    gone = [s for key, s in was.items() if key not in now]
    new = [s for key, s in now.items() if key not in was]
    moved = [
        (s, now[key].heading)
        for key, s in was.items()
        if key in now and s.heading != now[key].heading
    ]
    for old in list(gone):
        if holder := _holder(old, new):
            gone.remove(old)
            new.remove(holder)
            if holder.heading != old.heading:
                moved.append((old, holder.heading))
    changed = _pair(gone, new, [s for s, _ in moved], replaced)
    taken = {id(x) for pair in changed for x in pair}
    return PageDifference(
        tuple(changed),
        tuple(s for s in new if id(s) not in taken),
        tuple(s for s in gone if id(s) not in taken),
        tuple(moved),
    )


def _said(page: Page) -> dict[str, SaidOnPage]:
    """Return what a page says by its words; what it says twice stands at its first place."""
    found: dict[str, SaidOnPage] = {}
    for piece in pieces_of_page(page):
        words = show_piece(piece)
        key = " ".join(split_words(words))
        if key:
            labels = tuple(dict.fromkeys(footnotes.find_marks(piece.raw)))
            found.setdefault(key, SaidOnPage(words, labels, piece.heading, piece.line))
    return found


def _holder(old: SaidOnPage, new: Sequence[SaidOnPage]) -> SaidOnPage | None:
    """Return the new sentence that holds all words of an old one, one behind the other."""
    words = list(split_words(old.words))
    text = f" {' '.join(words)} "
    if len(words) < _FEWEST_WORDS:
        return None
    return next((s for s in new if text in f" {' '.join(split_words(s.words))} "), None)


def _pair(
    gone: Sequence[SaidOnPage],
    new: Sequence[SaidOnPage],
    moved: Sequence[SaidOnPage],
    replaced: Replacements,
) -> list[tuple[SaidOnPage, SaidOnPage]]:
    pairs: list[tuple[SaidOnPage, SaidOnPage]] = []
    free = list(new)

    def take(old: SaidOnPage, found: SaidOnPage | None) -> bool:
        if found is not None:
            pairs.append((old, found))
            free.remove(found)
        return found is not None

    rest = [s for s in (*gone, *moved) if not take(s, _replacing(s, free, replaced))]
    still = {id(s) for s in gone}
    for old in [s for s in rest if id(s) in still][:_MOST_COMPARED]:
        take(old, _most_alike(old, free[:_MOST_COMPARED]))
    return sorted(pairs, key=lambda pair: pair[1].line)


def _replacing(
    old: SaidOnPage, new: Sequence[SaidOnPage], replaced: Replacements
) -> SaidOnPage | None:
    found = (s for s in new if any((a, b) in replaced for a in old.labels for b in s.labels))
    return next(found, None)


def _most_alike(old: SaidOnPage, new: Sequence[SaidOnPage]) -> SaidOnPage | None:
    mine = set(split_words(old.words))
    best, most = None, _ALIKE
    for said in new:
        yours = set(split_words(said.words))
        share = len(mine & yours) / max(1, len(mine | yours))
        if share >= most:
            best, most = said, share
    return best


def differing_runs(old: str, new: str) -> tuple[list[tuple[str, bool]], list[tuple[str, bool]]]:
    """Cut two sentences into runs of words, each with whether it differs from the other sentence.

    A piece of code is one word.
    """
    one, two = _TOKEN.findall(old), _TOKEN.findall(new)
    if max(len(one), len(two)) > _MOST_TOKENS:
        return [(old, False)], [(new, False)]
    matcher = difflib.SequenceMatcher(None, one, two, autojunk=False)
    sides: tuple[list[tuple[str, bool]], list[tuple[str, bool]]] = ([], [])
    for kind, a, b, c, d in matcher.get_opcodes():
        for side, tokens in zip(sides, (one[a:b], two[c:d]), strict=True):
            if tokens:
                side.append((" ".join(tokens), kind != "equal"))
    return sides
