"""Cut marks and blocks out of a text, and put together what is left."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice

from pipeline.core.markup import footnotes, markdown, text_mask
from pipeline.core.markup.text_blocks import TextBlock

_MARK = re.compile(r"(?P<space> ?)\[\^(?<!\\\[\^)(?P<label>[^\[\]\s]{1,200})\](?!:)")


def plain_words(text: str) -> str:
    """Return a text as its reader sees it; the cells of a row stand between dots."""
    row = text.strip().strip("|") if text.strip().startswith("|") else text
    return markdown.to_plain_text(re.sub(r"\s*(?<!\\)\|\s*", " · ", row) if row != text else text)


def cut_cell(cell: str, gone: Callable[[str], bool]) -> tuple[str, list[str]] | None:
    """Return a cell without the values that go, of several between commas; None where it cannot.

    What stands in a cell is no sentence, so it may be cut at each comma, semicolon and line break.
    """
    parts = re.split(r"(\s*(?:[,;](?=\s)|<br\s*/?>)\s*)", cell.strip())
    kept: list[str] = []
    out: list[str] = []
    for i in range(0, len(parts), 2):
        labels = footnotes.find_marks(parts[i])
        if labels and all(map(gone, labels)):
            out.append(parts[i])
        else:
            kept += [parts[i - 1], parts[i]] if kept else [parts[i]]
    if any(not footnotes.find_marks(x) for x in kept[::2]) and out:
        return None
    return f" {''.join(kept)} ", out


def without_marks(text: str, gone: Callable[[str], bool]) -> str:
    """Return a passage without the gone marks.

    The space before a mark goes too, where a stop or the end of the text follows it.
    """
    shown = text_mask.mask(text)
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


def join_block(text: str, block: TextBlock, left: list[str]) -> str:
    """Return a block made of the passages that are left; "" where none is."""
    words = "".join(left)
    words = re.sub(r"[\s>]+$" if block.quote else r"\s+$", "", words)
    return f"{text[block.start : block.inner]}{words}\n" if words.strip() else ""


def rebuild_text(text: str, order: list[TextBlock], new: dict[TextBlock, str]) -> str:
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
