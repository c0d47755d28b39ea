"""Write the blocks of a page as Markdown: headings, paragraphs, lists, quotes, code, tables.

A block is its lines, each with its line of the file. Blocks inside a list or a quote get its sign
in front.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.readers.html import tables
from pipeline.readers.html.inline import Line, Writer
from pipeline.readers.html.tree import HEADINGS, Node, Text
from pipeline.readers.html.verbatim import write_code

Block = list[Line]

_LISTS = frozenset({"ul", "ol", "menu", "dir"})
_CODE_BLOCKS = frozenset({"pre", "listing", "xmp", "plaintext"})
_IDENTIFIER = re.compile(r"[-+/$@.\w]*[-_./=\\(\[<{:@$][^ ]*(?: [^ ]+){0,6}")
_LONGEST_TERM = 200  # characters of a term that is written in bold


class BlockWriter:
    """Writes the blocks of a page; `base` is the address against which links are resolved."""

    def __init__(self, base: str = "") -> None:
        self.inline = Writer(base)

    def write(self, node: Node) -> list[Line]:
        """Return the lines of all blocks in an element, with blank lines between the blocks."""
        return _join(self.blocks(node.children))

    def blocks(self, parts: Iterable[Node | Text]) -> list[Block]:
        """Return the blocks of texts and elements that stand side by side."""
        out: list[Block] = []
        run: list[Node | Text] = []
        items: list[Node] = []
        for part in parts:
            if isinstance(part, Node) and part.left_out and not part.says("type", "checkbox"):
                continue
            if isinstance(part, Node) and part.blocky:
                self._end_run(run, out)
                if part.tag == "li":  # outside of any list
                    items.append(part)
                    continue
                self._end_items(items, out)
                out += self._block(part)
            elif isinstance(part, Node) and part.tag == "br" and _ends_with_break(run):
                self._end_run(run, out)
            else:
                run.append(part)
        self._end_run(run, out)
        self._end_items(items, out)
        return out

    def _end_run(self, run: list[Node | Text], out: list[Block]) -> None:
        if run and (lines := self.inline.lines(run)):
            out.append(lines)
        run.clear()

    def _end_items(self, items: list[Node], out: list[Block]) -> None:
        if items:
            out.append(self._list_of(items, iter(lambda: "- ", "")))
        items.clear()

    def _block(self, node: Node) -> list[Block]:
        tag = node.tag
        if not node.letters and tag != "pre":
            return self.blocks(node.children) if _holds_formula(node) else []
        if tag in HEADINGS or node.says("role", "heading"):
            return self._heading(node)
        if tag in _LISTS:
            return self._list(node)
        if tag == "dl":
            return self._definitions(node)
        if tag in _CODE_BLOCKS:
            return write_code(node)
        if tag == "blockquote":
            quoted = _join(self.blocks(node.children))
            return (
                [[(f"> {text}" if text else ">", line) for text, line in quoted]] if quoted else []
            )
        if tag == "table":
            return self._table(node)
        return self.blocks(node.children)

    def _heading(self, node: Node) -> list[Block]:
        if any(x.tag in HEADINGS or x.tag in _LISTS or x.tag == "p" for x in _blocks_in(node)):
            # Markup that was never closed: what follows the heading is inside it.
            return self._open_heading(node)
        lines = self.inline.lines(node.children, plain=True)
        if not lines:
            return []
        text = " ".join(line for line, _ in lines)
        return [[(f"{'#' * _level(node)} {text}", lines[0][1])]]

    def _open_heading(self, node: Node) -> list[Block]:
        end = next(
            (i for i, x in enumerate(node.children) if isinstance(x, Node) and x.blocky),
            len(node.children),
        )
        lines = self.inline.lines(node.children[:end], plain=True)
        text = " ".join(line for line, _ in lines)
        first: list[Block] = [[(f"{'#' * _level(node)} {text}", lines[0][1])]] if lines else []
        return first + self.blocks(node.children[end:])

    def _list(self, node: Node) -> list[Block]:
        if any(x.tag in HEADINGS for x in _blocks_in(node)):
            return self._unwrapped(node)
        entries = [
            x
            for x in node.children
            if (x.value.strip() if isinstance(x, Text) else not x.left_out and _says_something(x))
        ]
        ordered = node.tag == "ol"
        signs = _numbers(node, entries) if ordered else iter(lambda: "- ", "")
        return [self._list_of(entries, signs)] if entries else []

    def _unwrapped(self, node: Node) -> list[Block]:
        """Return what is in a list whose items are sections of the page, one after the other."""
        out: list[Block] = []
        for child in node.children:
            if isinstance(child, Node) and child.tag in ("li", "dt", "dd") and not child.left_out:
                out += self.blocks(child.children)
            else:
                out += self.blocks([child])
        return out

    def _list_of(self, entries: Iterable[Node | Text], signs: Iterable[str]) -> Block:
        """Return a list; what stands in it outside of any item belongs to the item before."""
        items: list[tuple[str, list[Block]]] = []
        numbers = iter(signs)
        for entry in entries:
            if isinstance(entry, Node) and entry.tag == "li":
                items.append((next(numbers), self.blocks(entry.children)))
            elif items:
                items[-1][1].extend(self.blocks([entry]))
            else:
                items.append((next(numbers), self.blocks([entry])))
        return _join_items([(sign, blocks) for sign, blocks in items if blocks])

    def _definitions(self, node: Node) -> list[Block]:
        """Return terms with their definitions as items, such as `- **term**: what it is`."""
        parts = _parts_of_definitions(node)
        if any(x.tag in HEADINGS for x in _blocks_in(node)):
            return self.blocks(part for x in parts for part in x.children)
        items: list[tuple[str, list[Block]]] = []
        terms: list[Line] = []
        for part in parts:
            if part.tag == "dt":
                terms += self._term(part)
            elif blocks := self.blocks(part.children):
                items.append(("- ", _define(terms, blocks)))
                terms = []
        if terms:
            items.append(("- ", [[(", ".join(term for term, _ in terms), terms[0][1])]]))
        return [_join_items(items)] if items else []

    def _term(self, node: Node) -> list[Line]:
        lines = self.inline.lines([node])
        if not lines:
            return []
        text, line = " ".join(text for text, _ in lines), lines[0][1]
        plain = " ".join(self.inline.line([node], plain=True).replace("`", "").split())
        plain = plain.rstrip(": ") or plain
        if len(plain) > _LONGEST_TERM or "*" in plain:
            return [(text.rstrip(": "), line)]
        code = "`" in text or _IDENTIFIER.fullmatch(plain)
        return [(f"`{plain}`" if code else f"**{plain}**", line)]

    def _table(self, node: Node) -> list[Block]:
        for cell in [x for x in node.descendants() if x.tag in ("td", "th", "span", "div")]:
            tables.leave_out_line_numbers(cell)
        captions = [part for part in node.elements() if part.tag == "caption"]
        if tables.is_layout(node):
            return self.blocks(node.children)
        out = [_introduce(block) for part in captions for block in self.blocks(part.children)]
        table = tables.write_table(node, self.inline)
        return [*out, table] if table else out


def _introduce(caption: Block) -> Block:
    """Return the caption of a table as the line that introduces it, for it is no statement."""
    *lines, (last, number) = caption
    return [*lines, (last if last.endswith((".", ":", "!", "?")) else f"{last}:", number)]


def _join(blocks: Iterable[Block]) -> list[Line]:
    out: list[Line] = []
    for block in blocks:
        if out and block:
            out.append(("", out[-1][1]))
        out += block
    return out


def _join_items(items: list[tuple[str, list[Block]]]) -> Block:
    """Join the items of a list, with blank lines if one of them has several paragraphs."""
    loose = any(sum(not _is_list(block) for block in blocks) > 1 for _, blocks in items)
    out: Block = []
    for sign, blocks in items:
        if out and loose:
            out.append(("", out[-1][1]))
        lines: list[Line] = []
        for block in blocks:
            if lines and (loose or not _is_list(block)):
                lines.append(("", lines[-1][1]))
            lines += block
        indent = " " * len(sign)
        out += [
            (f"{indent if at else sign}{text}" if text else "", line)
            for at, (text, line) in enumerate(lines)
        ]
    return out


def _is_list(block: Block) -> bool:
    return bool(block) and bool(re.match(r"(?:- |\d+\. )", block[0][0]))


def _numbers(node: Node, entries: list[Node | Text]) -> Iterable[str]:
    """Yield the signs of a numbered list, which may begin anywhere, run backwards, and jump."""
    items = [x for x in entries if isinstance(x, Node) and x.tag == "li"]
    backwards = "reversed" in node.attrs
    number = _number(node.attrs.get("start"), len(items) if backwards else 1)
    for item in items:
        number = _number(item.attrs.get("value"), number)
        yield f"{max(0, number)}. "
        number += -1 if backwards else 1
    while True:
        yield f"{max(0, number)}. "


def _number(said: str | None, otherwise: int) -> int:
    return int(said) if said and re.fullmatch(r"\s*\d{1,6}\s*", said) else otherwise


def _define(terms: list[Line], blocks: list[Block]) -> list[Block]:
    """Set the terms before the first block of a definition, in the same paragraph if it is one."""
    if not terms:
        return blocks
    term = ", ".join(text for text, _ in terms)
    head = (f"{term}:", terms[0][1])
    if re.match(r"(?:[-|>#]|`{3}|\d+\. )", blocks[0][0][0]):
        return [[head], *blocks]
    return [[head, *blocks[0]], *blocks[1:]]


def _parts_of_definitions(node: Node) -> list[Node]:
    """Return the terms and definitions of a list, also those inside groups."""
    out: list[Node] = []
    for part in node.elements():
        if part.tag == "div" and any(x.tag in ("dt", "dd") for x in part.elements()):
            out += _parts_of_definitions(part)
        elif _says_something(part):
            out.append(part)
    return out


def _level(node: Node) -> int:
    if node.tag in HEADINGS:
        return int(node.tag[1])
    said = node.attrs.get("aria-level", "2")
    return min(6, int(said)) if said in ("1", "2", "3", "4", "5", "6") else 2


def _blocks_in(node: Node) -> Iterable[Node]:
    return (x for x in node.descendants() if x is not node and x.blocky and x.letters)


def _says_something(node: Node) -> bool:
    return bool(node.letters) or _holds_formula(node)


def _holds_formula(node: Node) -> bool:
    return any(x.tag in ("img", "math") for x in node.descendants())


def _ends_with_break(run: list[Node | Text]) -> bool:
    """Tell whether nothing but blanks stands behind the last line break."""
    for part in reversed(run):
        if isinstance(part, Text) and not part.value.strip():
            continue
        return isinstance(part, Node) and part.tag == "br"
    return False
