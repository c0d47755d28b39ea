"""Cut a text into passages, so that one can be taken out while all around it stands.

A passage is a sentence, a list item or a row of a table, with its footnote marks and its place in
the text. The text is cut twice: into blocks of whole lines (a paragraph, an item, a row), and each
block into sentences. What is code or a comment is blanked first by `markdown.mask`, which keeps
every place; so nothing in it is taken for text, and a passage can be removed by its offsets.

Whoever takes a passage out must leave Markdown that reads as before: the head of a table goes with
its last row, what hung below a removed item moves out to its place, and no two blank lines are left
where a block went. All else stays byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice

from pipeline.core.markup import markdown
from pipeline.core.markup.sentence_spans import sentence_spans
from pipeline.core.markup.text_blocks import TextBlock, split_blocks

_MARK = re.compile(r"(?P<space> ?)\[\^(?<!\\\[\^)(?P<label>[^\[\]\s]{1,200})\](?!:)")


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
    shown = markdown.show_words(text)
    for block in split_blocks(shown):
        for start, end in _sentences(shown, block):
            labels = tuple(dict.fromkeys(markdown.find_marks(text[start:end], shown[start:end])))
            yield Passage(block, start, end, text[start:end].strip(), labels)


def _sentences(shown: str, block: TextBlock) -> Iterator[tuple[int, int]]:
    if block.kind not in ("prose", "item"):
        yield block.inner, block.end
        return
    for start, end in sentence_spans(shown[block.inner : block.end]):
        yield block.inner + start, block.inner + end


# --- taking passages out ---


@dataclass(frozen=True)
class Thinned:
    """A text after statements were taken out of it.

    `taken` are those that went, `kept` those that stay with fewer marks.
    """

    text: str
    taken: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    unmarked: tuple[str, ...] = ()  # statements without a mark beside one that was taken out


def take_out_marks(
    text: str,
    gone: Callable[[str], bool],
    also: Callable[[str], bool] | None = None,
) -> Thinned:
    """Return a text without some marks, and without the statements that stand on them alone.

    `gone` tells of a label whether its marks go. `also` names statements that go although they have
    no mark.
    """
    by_block: dict[TextBlock, list[Passage]] = {}
    for passage in split_passages(text):
        by_block.setdefault(passage.block, []).append(passage)
    order = list(by_block)
    taken: list[str] = []
    kept: list[str] = []
    unmarked: list[str] = []
    new: dict[TextBlock, str] = {}
    for block, found in by_block.items():
        left: list[str] = []
        out = 0
        for p in found:
            dead = [x for x in p.labels if gone(x)]
            goes = block.kind in ("prose", "item", "row") and (
                (dead and len(dead) == len(p.labels)) or bool(also and also(p.text))
            )
            if goes:
                taken.append(p.text)
                out += 1
                continue
            if dead:
                kept.append(p.text)
            words = text[p.start : p.end]
            left.append(
                _unmarked(_emptied(words, gone, taken) if block.kind == "row" else words, gone)
            )
        if out:
            unmarked += [p.text for p in found if not p.labels and not (also and also(p.text))]
        if out or any(gone(x) for p in found for x in p.labels):
            new[block] = _joined(text, block, left)
    _empty_tables(text, order, new)
    return Thinned(_rebuilt(text, order, new), tuple(taken), tuple(kept), tuple(unmarked))


def _emptied(row: str, gone: Callable[[str], bool], taken: list[str]) -> str:
    """Return a table's row without what those cells say that stand on the gone marks alone."""
    cells = re.split(r"(?<!\\)\|", row)
    for i, cell in enumerate(cells):
        labels = markdown.find_marks(cell)
        if labels and all(gone(x) for x in labels):
            taken.append(cell.strip())
            cells[i] = "  "
    return "|".join(cells)


def _unmarked(text: str, gone: Callable[[str], bool]) -> str:
    """Return a passage without the gone marks.

    The space before a mark goes too, where a stop or the end of the text follows it.
    """
    shown = markdown.mask(text)
    out, at = [], 0
    for m in _MARK.finditer(shown):
        if gone(m["label"]):
            out.append(text[at : m.start()])
            after = text[m.end() : m.end() + 1]
            out.append(
                m["space"] if after and not after.isspace() and after not in ".,;:!?[)" else ""
            )
            at = m.end()
    return "".join(out) + text[at:]


def _joined(text: str, block: TextBlock, left: list[str]) -> str:
    """Return a block made of the passages that are left; "" where none is."""
    words = "".join(left)
    words = re.sub(r"[\s>]+$" if block.quote else r"\s+$", "", words)
    return f"{text[block.start : block.inner]}{words}\n" if words.strip() else ""


def _empty_tables(text: str, order: list[TextBlock], new: dict[TextBlock, str]) -> None:
    """Mark as gone the heads of tables whose rows are all gone."""
    table: list[TextBlock] = []

    def settle() -> None:
        rows = [b for b in table if b.kind == "row"]
        if rows and all(new.get(b) == "" for b in rows):
            new.update(dict.fromkeys(table, ""))
        table.clear()

    for block in order:
        is_row = text[block.inner : block.inner + 1] == "|"
        if not is_row or (table and table[-1].end != block.start):
            settle()
        if is_row:
            table.append(block)
    settle()


def _rebuilt(text: str, order: list[TextBlock], new: dict[TextBlock, str]) -> str:
    """Return the text of all blocks; what hung below an item that went moves out to its place."""
    out: list[str] = []
    at, outdent, level = 0, 0, -1
    gap = False
    for n, block in enumerate(order):
        between = text[at : block.start]
        if between.strip():
            outdent, level = 0, -1
        if outdent and (block.kind != "item" or block.indent <= level):
            outdent, level = 0, -1
        out.append("" if gap and not between.strip() else between)
        at = block.end
        made = new.get(block)
        gap = made == "" and (_ends_blank(out) or n == 0)
        if made == "":
            if block.kind == "item" and level < 0:
                follower = order[n + 1] if n + 1 < len(order) else None
                if follower and follower.kind == "item" and follower.indent > block.indent:
                    outdent, level = follower.indent - block.indent, block.indent
            continue
        kept = text[block.start : block.end] if made is None else made
        head = len(block.quote)
        out.append(
            kept[:head] + kept[head + outdent :]
            if outdent and not kept[head : head + outdent].strip()
            else kept
        )
    return "".join(out) + (text[at:].lstrip("\n") if gap else text[at:])


def _ends_blank(pieces: list[str]) -> bool:
    """Tell whether the pieces so far end in an empty line, or are empty."""
    last = "".join(reversed(list(islice((piece for piece in reversed(pieces) if piece), 2))))
    return last.endswith("\n\n") or not last.strip()
