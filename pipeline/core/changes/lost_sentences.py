"""Find the sentences that pages said before a change, and that no page of it says any more.

A sentence is still said where it stands in the same words or in nearly the same words. Nearly the
same means: a new sentence has four fifths of its words (of five or fewer, all) and at most twice
its length; or a longer one has all of its words, five at least, one behind the other. Neither
counts where one of the two denies and the other does not. This compares sets of words, so it
notices a sentence that went, not one whose meaning was turned by a word or two;
`page_losses.find_losses` compares numbers, links and citations.

The cost grows with the length of the pages. Lines that stand unchanged are passed over first. Each
sentence that is left is compared only with the few new ones that share its rarest words: whoever
has at least n - m of n words has one of any m + 1 of them, so the m + 1 rarest are enough. That is
the prefix filter of set-similarity joins (Chaudhuri, Ganti and Kaushik, 2006). Of each word at most
50 sentences are looked at.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipeline.core.bookkeeping.ownership import is_of_a_source
from pipeline.core.markup import footnotes, markdown, text_mask
from pipeline.core.markup.sentence_spans import sentence_spans
from pipeline.core.values import Hands
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki

ShownLines = frozenset[tuple[str, bool]]

_BLOCK_SIGNS = re.compile(
    r"^\s*(?:>\s?|\[![\w-]+\][-+]?\s)*(?:(?:[-*+]|\d{1,9}[.)])\s+)?(?:\[.\]\s+)?"
)
_BLOCK_START = re.compile(r"^\s*(?:[-*+]\s|\d{1,9}[.)]\s|>|\||#{1,6}\s|\[\^[^\]\s]+\]:)")
_HEADING = re.compile(r"^\s{0,3}#{1,6}(?:\s|$)")
_RULE = re.compile(r"^[\s:|=+*_-]+$")
_DEFINITION = re.compile(r"^\[\^([^\[\]\s]{1,200})\]:\s*(.*)$")
_WORD = re.compile(r"[^\W_]+")
_DENIALS = frozenset(
    ("not", "no", "never", "without", "nor", "cannot", "t", "nicht", "kein", "keine", "nie", "ohne", "ne", "pas", "non", "sans", "sin")  # noqa: E501
)  # fmt: skip
# the first sign of the scripts that are mostly written without blanks
_FIRST_UNSPACED = "\u2e80"
_NEARLY_SHARE = 0.8  # of a sentence's words, in one that says nearly the same
_LONGER_FACTOR = 2  # how many times as long that one may be
_SHORT_WORDS = 5  # up to so many, all must be there
_MOST_HOLDERS = 50  # sentences looked at for one of the rare words


@dataclass(frozen=True)
class Sentence:
    """One sentence, list item, row or line of code, as a page says it.

    `words` are its plain words, `line` and `end` its first and last line in the file, `labels` the
    footnote marks it carries.
    """

    words: str
    line: int
    end: int
    labels: tuple[str, ...] = ()
    hidden: bool = False  # code, or a comment

    @property
    def tokens(self) -> tuple[str, ...]:
        """Return the words of the sentence, case folded."""
        return tuple(split_words(self.words))


def split_words(text: str) -> Iterator[str]:
    """Yield the words of a text, case folded.

    In scripts that are written without blanks each pair of signs counts as a word.
    """
    for word in _WORD.findall(text.casefold()):
        if len(word) > 1 and max(word) >= _FIRST_UNSPACED:
            yield from (word[i : i + 2] for i in range(len(word) - 1))
        else:
            yield word


def sentences_of_page(page: Page, said: ShownLines = frozenset()) -> Iterator[Sentence]:
    """Yield what a page says, in order; headings are left out.

    Paragraphs of which every line is in `said` are passed over.
    """
    line = page.first_line
    yield from _of_text(page.lead, line, page.path, said)
    line += page.lead.count("\n")
    for part in page.parts:
        yield from _of_text(part.text, line + part.line.count("\n"), page.path, said)
        line += part.line.count("\n") + part.text.count("\n")


def _of_text(text: str, line: int, path: str, said: ShownLines) -> Iterator[Sentence]:
    rows, shown = text.split("\n"), text_mask.show_words(text).split("\n")
    i = 0
    while i < len(rows):
        start, i = i, i + 1
        row, seen = rows[start], shown[start]
        if not seen.strip() or row.lstrip().startswith("|") or _DEFINITION.match(seen):
            pass
        elif _HEADING.match(row):
            continue
        else:
            while i < len(rows) and shown[i].strip() and not _BLOCK_START.match(rows[i]):
                i += 1
        if said and said.issuperset(_lines(rows[start:i], shown[start:i])):
            continue
        yield from _of_block("\n".join(rows[start:i]), bool(seen.strip()), line + start, path)


def _lines(rows: Sequence[str], shown: Sequence[str]) -> Iterator[tuple[str, bool]]:
    """Yield lines, each with whether a reader sees it.

    A line that became a comment is no longer said.
    """
    return ((row.strip(), bool(seen.strip())) for row, seen in zip(rows, shown, strict=True))


def _of_block(block: str, prose: bool, line: int, path: str) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph or item.

    A row of a table, a line of code and a note are one sentence each.
    """
    note = _DEFINITION.match(block)
    if not prose or block.lstrip().startswith("|") or note:
        text = note[2] if note and prose else block
        cited = bool(note and citations.parse(note[1], note[2], path))
        if any(split_words(text)) and not cited and not _RULE.match(block):
            yield (
                _sentence(text, line, line)
                if prose
                else Sentence(text.strip(), line, line, hidden=True)
            )
        return
    sign = _BLOCK_SIGNS.match(block)
    at = sign.end() if sign else 0
    for start, end in sentence_spans(text_mask.show_words(block[at:])):
        raw = block[at + start : at + end]
        first = at + start + len(raw) - len(raw.lstrip())
        if any(split_words(raw)):
            begin = line + block.count("\n", 0, first)
            yield _sentence(raw, begin, begin + raw.strip().count("\n"))


def _sentence(raw: str, line: int, end: int) -> Sentence:
    words = markdown.to_plain_text(raw)
    if raw.lstrip().startswith("|"):
        words = " · ".join(cell.strip() for cell in words.strip("| ").split("|"))
    return Sentence(words, line, end, tuple(dict.fromkeys(footnotes.find_marks(raw))))


# --- sentences that a change drops ---


def find_lost_sentences(before: Iterable[Page], after: Iterable[Page]) -> dict[str, list[Sentence]]:
    """Return the sentences that pages said before a change and none says after it, by path."""
    before, after = list(before), list(after)
    said = frozenset(
        x for page in after for x in _lines(page.body.split("\n"), page.shown.split("\n"))
    )
    open_ = {page.path: found for page in before if (found := list(sentences_of_page(page, said)))}
    if not open_:
        return {}
    was = {_row(s) for page in before for s in sentences_of_page(page)}
    now = [s for page in after for s in sentences_of_page(page)]
    there, shown = _Said(now, was), _Said([s for s in now if not s.hidden], was)
    left = {
        path: [s for s in found if not (there if s.hidden else shown).holds(s)]
        for path, found in open_.items()
    }
    return {path: found for path, found in left.items() if found}


WordRow = tuple[str, ...]


def _row(sentence: Sentence) -> WordRow:
    return tuple(dict.fromkeys(sentence.tokens))


class _Said:
    """Sentences of one side, to be asked whether one of them says what another sentence says.

    Only a new sentence may say nearly the same, and it stands for one earlier sentence alone: of
    several that are alike, those that stay are not taken for one that goes.
    """

    def __init__(self, said: Iterable[Sentence], before: Container[WordRow]) -> None:
        self._exact = {_row(s): s for s in said}
        new = [row for row in sorted(self._exact) if row not in before]
        self._rows = [frozenset(row) for row in new]
        self._texts = [f" {' '.join(self._exact[row].tokens)} " for row in new]
        self._count = Counter(word for row in self._rows for word in row)
        self._taken: dict[int, WordRow] = {}  # new sentence → the old one it stands for
        self._holders: dict[str, list[int]] = {}
        for number, words in enumerate(self._rows):
            for word in words:
                held = self._holders.setdefault(word, [])
                if len(held) < _MOST_HOLDERS:
                    held.append(number)

    def holds(self, sentence: Sentence) -> bool:
        row = _row(sentence)
        if row in self._exact:
            return True
        text = f" {' '.join(sentence.tokens)} "
        for number in self._near(row):
            if (
                len(row) >= _SHORT_WORDS
                and text in self._texts[number]
                and not _denies(frozenset(row), self._rows[number])
            ):
                return True
            if self._taken.get(number, row) == row and _nearly(frozenset(row), self._rows[number]):
                self._taken[number] = row
                return True
        return False

    def _near(self, row: WordRow) -> list[int]:
        """Return the new sentences that may say nearly the same: those that share a rare word.

        A sentence that has all but `missing` of the words has at least one of any `missing + 1`;
        the rarest are looked up.
        """
        missing = len(row) - _needed(len(row))
        rare = sorted(row, key=lambda word: (self._count[word], word))[: missing + 1]
        return sorted({number for word in rare for number in self._holders.get(word, ())})


def _needed(count: int) -> int:
    return count if count <= _SHORT_WORDS else -int(-count * _NEARLY_SHARE // 1)


def _nearly(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether `other` says nearly what `one` says."""
    enough = len(one & other) >= _needed(len(one)) and len(other) <= _LONGER_FACTOR * len(one)
    return enough and not _denies(one, other)


def _denies(one: frozenset[str], other: frozenset[str]) -> bool:
    """Tell whether the two hold different words of denial."""
    return bool((one ^ other) & _DENIALS)


# --- who wrote a sentence ---


def select_of_people(
    found: Iterable[Sentence], page: Page, wiki: Wiki, hands: Hands
) -> list[Sentence]:
    """Return the sentences that people wrote, of those given of a page.

    Page and wiki are as they were before the change. Who wrote a line decides, where that is known;
    elsewhere a sentence without the mark of a source counts as a person's.
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
