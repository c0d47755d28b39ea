"""List every sentence of a source that became no claim, in groups, each with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pipeline.core.changes.change_set import Claim, Dropped
from pipeline.core.language.words import find_words
from pipeline.core.text import counted, normalise
from pipeline.librarian.extractive.source import stating_sentences
from pipeline.librarian.extractive.source.candidate import Candidate
from pipeline.librarian.extractive.source.source_blocks import SourceBlock

_FIRST_WORDS = 7
_LETTERS_A_LINE = 270  # of the list
_MOST_LINES = 20  # of one group
NOTHING_STATED_REASON = "nothing that stands by itself"


def list_unused_sentences(
    found: Iterable[SourceBlock], claims: Iterable[Claim], cut: Iterable[Candidate], language: str
) -> list[Dropped]:
    """Return the sentences that stand in no claim's quote.

    `cut` are the statements that there was no room for, which are listed elsewhere.
    """
    said = " ¦ ".join(quote.text for claim in claims for quote in claim.quotes)
    without_room = " ¦ ".join(normalise(quote) for candidate in cut for quote in candidate.quotes)
    groups: dict[str, list[str]] = defaultdict(list)
    for block in found:
        for sentence in _sentences(block, language):
            words = normalise(sentence)
            if words not in said and words not in without_room:
                groups[_reason(block)].append(sentence)
    return [
        line
        for why, group in groups.items()
        for line in list_by_first_words(group, "sentence", why)
    ]


def _sentences(block: SourceBlock, language: str) -> list[str]:
    if block.kind == "row":
        return [text for text in block.parts or (block.text,) if any(ch.isalnum() for ch in text)]
    return [
        s for s in stating_sentences.split_sentences(block.text, language) if len(find_words(s)) > 2
    ]


def _reason(block: SourceBlock) -> str:
    if block.apparatus:
        return f"they stand under “{block.apparatus}”, which is no content"
    if block.task:
        return "they are tasks, which state nothing"
    if block.note:
        return "they are footnotes"
    return "they are links and nothing else" if block.links else NOTHING_STATED_REASON


def list_by_first_words(group: list[str], noun: str, why: str) -> Iterator[Dropped]:
    """Yield lines that name each text of a group by its first words.

    After a bounded number of lines the rest is only counted.
    """
    shown = [f"“{_opening(text)}”" for text in group]
    lines: list[list[str]] = [[]]
    for words in shown:
        if sum(map(len, lines[-1])) + 2 * len(lines[-1]) + len(words) > _LETTERS_A_LINE:
            lines.append([])
        lines[-1].append(words)
    for line in lines[:_MOST_LINES]:
        yield Dropped(f"{counted(len(line), noun)}: {', '.join(line)}", why, len(line))
    if rest := sum(map(len, lines[_MOST_LINES:])):
        yield Dropped(counted(rest, f"more {noun}"), why, rest)


def _opening(text: str) -> str:
    words = " ".join(text.split()).split(" ")
    opening = " ".join(words[:_FIRST_WORDS])[:80]
    return opening if opening == " ".join(words) else f"{opening}…"
