"""Cut a text into passages, so that one can be taken out while all around it stands.

A passage is a sentence, a list item or a row of a table, with its footnote marks and its place in
the text. The text is cut twice: into blocks of whole lines (a paragraph, an item, a row), and each
block into sentences. What is code or a comment is blanked first by `text_mask.mask`, which keeps
every place; so nothing in it is taken for text, and a passage can be removed by its offsets.

Whoever takes a passage out must leave Markdown that reads as before: the head of a table goes with
its last row, what hung below a removed item moves out to its place, and no two blank lines are left
where a block went. All else stays byte for byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.core.markup import footnotes, text_mask
from pipeline.core.markup.sentence_spans import sentence_spans
from pipeline.core.markup.text_blocks import TextBlock, split_blocks


@dataclass(frozen=True)
class Passage:
    """One statement as it stands in a text, from `start` to `end`, trailing space included."""

    block: TextBlock
    start: int
    end: int
    text: str
    labels: tuple[str, ...]


def split_passages(text: str) -> Iterator[Passage]:
    """Yield every statement of a text, in order; what a block says is wholly in its passages."""
    shown = text_mask.show_words(text)
    for block in split_blocks(shown):
        for start, end in _sentences(shown, block):
            labels = tuple(dict.fromkeys(footnotes.find_marks(text[start:end], shown[start:end])))
            yield Passage(block, start, end, text[start:end].strip(), labels)


def _sentences(shown: str, block: TextBlock) -> Iterator[tuple[int, int]]:
    if block.kind not in ("prose", "item"):
        yield block.inner, block.end
        return
    for start, end in sentence_spans(shown[block.inner : block.end]):
        yield block.inner + start, block.inner + end
