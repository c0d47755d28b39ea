"""What pages say in sentences, and which of these no other text says any more, in the same or in nearly the same words.

Nearly the same words are four fifths of a sentence's words, of five or fewer all, in a sentence of at most twice its length that
does not deny where the other affirms. Each sentence is compared with the few that share its rarest words, so that the cost grows
with the length of the pages.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.core import citations, markdown
from pipeline.core.model import Hands
from pipeline.core.ownership import is_of_a_source
from pipeline.core.page import Page
from pipeline.core.segments import segments
from pipeline.core.wiki import Wiki

Lines = frozenset[tuple[str, bool]]

_SIGN = re.compile(r"^\s*(?:>\s?|\[![\w-]+\][-+]?\s)*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?:\[.\]\s+)?")
_BLOCK = re.compile(r"^\s*(?:[-*+]\s|\d{1,9}[.)]\s|>|\||#{1,6}\s|\[\^[^\]\s]+\]:)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}(?:\s|$)")
_RULE = re.compile(r"^[\s:|=+*_-]+$")
_DEFINITION = re.compile(r"^\[\^([^\[\]\s]{1,200})\]:\s*(.*)$")
_AFTER_STOP = re.compile(r"([.!?:。！？][\"”’)*_]*)((?:\s?\[\^[^\]\s]+\])+)")
_WORD = re.compile(r"[^\W_]+")
_DENIALS = frozenset(
    ("not", "no", "never", "without", "nor", "cannot", "t", "nicht", "kein", "keine", "nie", "ohne", "ne", "pas", "non", "sans", "sin")
)  # fmt: skip
_UNSPACED = "\u2e80"  # from here on scripts are mostly written without blanks, and a pair of signs stands for a word
_NEARLY, _LONGER = 0.8, 2
_SHORT = 5  # words
_MOST_HOLDERS = 50  # sentences looked at for one of the rare words


@dataclass(frozen=True)
class Sentence:
    """One sentence, list item, row or line of code: its plain words, its lines in the file, the marks it carries."""

    words: str
    line: int
    end: int
    labels: tuple[str, ...] = ()
    hidden: bool = False  # code, or a comment

    @property
    def tokens(self) -> tuple[str, ...]:
        return tuple(tokens(self.words))


def tokens(text: str) -> Iterator[str]:
    """Yield the words of a text, case folded."""
    for word in _WORD.findall(text.casefold()):
        if len(word) > 1 and max(word) >= _UNSPACED:
            yield from (word[i : i + 2] for i in range(len(word) - 1))
        else:
            yield word


def sentences(page: Page, said: Lines = frozenset()) -> Iterator[Sentence]:
    """Yield what a page says, in order, headings aside; paragraphs of which every line is `said` elsewhere are passed over."""
    line = page.front.count("\n") + 1
    yield from _of_text(page.lead, line, page.path, said)
    line += page.lead.count("\n")
    for part in page.parts:
        yield from _of_text(part.text, line + part.line.count("\n"), page.path, said)
        line += part.line.count("\n") + part.text.count("\n")


def _of_text(text: str, line: int, path: str, said: Lines) -> Iterator[Sentence]:
    rows, shown = text.split("\n"), markdown.mask(text).split("\n")
    i = 0
    while i < len(rows):
        start, i = i, i + 1
        row, seen = rows[start], shown[start]
        if not seen.strip() or row.lstrip().startswith("|") or _DEFINITION.match(seen):
            pass
        elif _HEADING.match(row):
            continue
        else:
            while i < len(rows) and shown[i].strip() and not _BLOCK.match(rows[i]):
                i += 1
        if said and said.issuperset(_lines(rows[start:i], shown[start:i])):
            continue
        yield from _of_block("\n".join(rows[start:i]), bool(seen.strip()), line + start, path)


def _lines(rows: Sequence[str], shown: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield lines, each with whether a reader sees it: what became a comment is no longer said."""
    return ((row.strip(), bool(seen.strip())) for row, seen in zip(rows, shown, strict=True))


def _of_block(block: str, prose: bool, line: int, path: str) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph or item; a row of a table, a line of code and a note are one each."""
    note = _DEFINITION.match(block)
    if not prose or block.lstrip().startswith("|") or note:
        text = note[2] if note and prose else block
        cited = bool(note and citations.parse(note[1], note[2], path))
        if any(tokens(text)) and not cited and not _RULE.match(block):
            yield (_sentence(text, line, line) if prose else Sentence(text.strip(), line, line, hidden=True))
        return
    sign = _SIGN.match(block)
    at = sign.end() if sign else 0
    flat = _AFTER_STOP.sub(r"\2\1", block[at:]).replace("\n", " ")
    for piece in segments("en", flat):
        raw = block[at : at + len(piece)]
        first = at + len(raw) - len(raw.lstrip())
        if any(tokens(raw)):
            start = line + block.count("\n", 0, first)
            yield _sentence(raw, start, start + raw.strip().count("\n"))
        at += len(piece)


def _sentence(raw: str, line: int, end: int) -> Sentence:
    words = markdown.plain(raw)
    if raw.lstrip().startswith("|"):
        words = " · ".join(cell.strip() for cell in words.strip("| ").split("|"))
    return Sentence(words, line, end, tuple(dict.fromkeys(markdown.marks(raw))))


# --- what is no longer said -----------------------------------------------------------------------------------


def vanished(before: Iterable[Page], after: Iterable[Page]) -> dict[str, list[Sentence]]:
    """Return the sentences of pages before a change that no page says after it, by path; those that stay cost nearly nothing."""
    after = list(after)
    said = frozenset(x for page in after for x in _lines(page.body.split("\n"), page.shown.split("\n")))
    open_ = {page.path: list(sentences(page, said)) for page in before}
    open_ = {path: found for path, found in open_.items() if found}
    if not open_:
        return {}
    now = [s for page in after for s in sentences(page)]
    there, shown = _Said(now), _Said([s for s in now if not s.hidden])
    left = {path: [s for s in found if not (there if s.hidden else shown).holds(s)] for path, found in open_.items()}
    return {path: found for path, found in left.items() if found}


class _Said:
    """Sentences, to be asked whether one of them says what another says."""

    def __init__(self, said: Iterable[Sentence]) -> None:
        rows = [tuple(dict.fromkeys(s.tokens)) for s in said]
        self._rows = [frozenset(row) for row in rows]
        self._exact = set(rows)
        self._count = Counter(word for row in self._rows for word in row)
        self._holders: dict[str, list[int]] = {}
        for number, row in enumerate(self._rows):
            for word in row:
                held = self._holders.setdefault(word, [])
                if len(held) < _MOST_HOLDERS:
                    held.append(number)

    def holds(self, sentence: Sentence) -> bool:
        row = tuple(dict.fromkeys(sentence.tokens))
        return row in self._exact or any(_nearly(frozenset(row), other) for other in self._near(row))

    def _near(self, row: Sequence[str]) -> Iterator[frozenset[str]]:
        """Yield the sentences that share one of the rarest words: any that has enough of them has one of so many."""
        missing = len(row) - _needed(len(row))
        rare = sorted(row, key=lambda word: (self._count[word], word))[: missing + 1]
        seen = {number for word in rare for number in self._holders.get(word, ())}
        return (self._rows[number] for number in sorted(seen))


def _needed(count: int) -> int:
    return count if count <= _SHORT else -int(-count * _NEARLY // 1)


def _nearly(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether a sentence says nearly what another says."""
    return len(one & other) >= _needed(len(one)) and len(other) <= _LONGER * len(one) and not (one ^ other) & _DENIALS


# --- whose it was ---------------------------------------------------------------------------------------------


def of_people(found: Iterable[Sentence], page: Page, wiki: Wiki, hands: Hands) -> list[Sentence]:
    """Return the sentences of a page, as the wiki had it, that people wrote.

    Who wrote a line decides, where that is known; elsewhere what carries no mark of a source is taken for people's.
    """
    return [s for s in found if _is_of_people(s, page, wiki, hands)]


def _is_of_people(sentence: Sentence, page: Page, wiki: Wiki, hands: Hands) -> bool:
    wrote = {hands.get(number) for number in range(sentence.line, sentence.end + 1)}
    if "people" in wrote:
        return True
    return wrote != {"ours"} and not any(_is_ours(label, page, wiki) for label in sentence.labels)


def _is_ours(label: str, page: Page, wiki: Wiki) -> bool:
    text = page.definitions.get(label, "")
    return is_of_a_source(label, wiki) or citations.parse(label, text, page.path) is not None
