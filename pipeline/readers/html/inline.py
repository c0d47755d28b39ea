"""Write the text of one block of a page as Markdown, on the lines on which it stands in the file.

The text is gathered with signs where code, emphasis, links and raised text begin and end. They are
replaced when the whole block is known, since what Markdown needs depends on the neighbours: no
emphasis inside a word, and one pair of backticks for code in several elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from urllib.parse import urljoin

from pipeline.core.language.raised import DOWN, END, UP, write_raised
from pipeline.readers.html.formulas import math_text
from pipeline.readers.html.tree import Node, Text

Line = tuple[str, int]

# Noncharacters of Unicode, which `tree` takes out of the page itself.
CODE, CODE_END = "\ufde0", "\ufde1"
BOLD, SLANT, STRUCK = "\ufde2", "\ufde4", "\ufde6"  # the next character ends each
LINK, LINK_TEXT_END, LINK_END = "\ufde8", "\ufde9", "\ufdea"
_CODE_TAGS = frozenset({"code", "kbd", "samp", "tt"})
_EMPHASIS = {
    **{"b": BOLD, "strong": BOLD, "i": SLANT, "em": SLANT},
    **{"del": STRUCK, "s": STRUCK, "strike": STRUCK},
}
_MARKS = {BOLD: "**", SLANT: "*", STRUCK: "~~"}
_BLANKS = re.compile(r"[^\S\n]+")
_CODE_SPAN = re.compile(f"{CODE}([^{CODE_END}]*){CODE_END}")
_SIGNS = re.compile("[\ufde0-\ufdef]")
_LINK_PARTS = re.compile(f"{LINK}([^{LINK}]*?){LINK_TEXT_END}([^{LINK_END}]*){LINK_END}")
# A line that begins like this in the middle of a paragraph would begin a list, a heading or code.
_BEGINS_BLOCK = re.compile(
    r"(?:[-+*>](?:\s|$)|#{1,6}(?:\s|$)|\d{1,9}[.)](?:\s|$)|[-=*_]{2,}\s*$|`{3}|~{3})"
)
# The glyph of an icon font by itself; one in a word is a letter that the file does not name.
ICONS = re.compile(r"(?<!\S)[\ue000-\uf8ff\U000f0000-\U0010fffd]+[^\S\n]*(?!\S)")
_MATH_IMAGE = re.compile(r"\b(?:tex|latex|math|mwe-math\S*|equation|formula)\b", re.IGNORECASE)


class Writer:
    """Writes runs of text; `base` is the address against which links are resolved, if known."""

    def __init__(self, base: str = "") -> None:
        self.base = base
        self._in_link = False

    def lines(self, parts: Iterable[Node | Text], plain: bool = False) -> list[Line]:
        """Return the lines of a run of texts and inline elements, without blank ones.

        With `plain`, emphasis and links are left out.
        """
        pieces: list[Line] = []
        for part in parts:
            self._gather(part, pieces, plain)
        found = _on_lines(pieces)
        if not found:
            return []
        written = finish("\n".join(line for line, _ in found)).split("\n")
        numbered = zip(written, (number for _, number in found), strict=True)
        return _join_openings([(line.strip(), number) for line, number in numbered])

    def line(self, parts: Sequence[Node | Text], plain: bool = False) -> str:
        """Return a run of texts and inline elements on one line."""
        return " ".join(line for line, _ in self.lines(parts, plain))

    def _gather(self, part: Node | Text, out: list[Line], plain: bool) -> None:
        if isinstance(part, Text):
            out.append((part.value, part.line))
        elif not part.left_out:
            self._gather_element(part, out, plain)
        elif part.says("type", "checkbox"):
            out.append(("[x] " if "checked" in part.attrs else "[ ] ", part.line))

    def _gather_element(self, node: Node, out: list[Line], plain: bool) -> None:
        tag = node.tag
        if tag == "br":
            out.append(("\n", node.line))
        elif tag in ("sup", "sub"):
            self._gather_raised(node, out)
        elif tag in _CODE_TAGS and node.letters:
            out.append((CODE, node.line))
            self._inside(node, out, True)
            out.append((CODE_END, node.line))
        elif tag in _EMPHASIS and node.letters and not plain:
            begin = _EMPHASIS[tag]
            self._between(node, out, begin, _end_of(begin))
        elif tag == "a":
            self._gather_link(node, out, plain)
        elif tag == "q":
            self._between(node, out, "“", "”")
        elif tag == "rt":
            self._between(node, out, "(", ")")
        elif tag == "img":
            _gather_image(node, out)
        elif tag == "math":
            out.append((math_text(node), node.line))
        else:
            self._inside(node, out, plain)

    def _inside(self, node: Node, out: list[Line], plain: bool) -> None:
        for child in node.children:
            starts_line = isinstance(child, Node) and child.blocky and not child.left_out
            if starts_line:
                out.append(("\n", child.line))
            self._gather(child, out, plain)
            if starts_line:
                out.append(("\n", child.line))

    def _between(self, node: Node, out: list[Line], begin: str, end: str) -> None:
        """Gather what is in an element between two signs, with blanks at its ends outside them."""
        inner: list[Line] = []
        self._inside(node, inner, False)
        first = next((i for i, (text, _) in enumerate(inner) if text.strip()), None)
        if first is None:
            out += inner
            return
        last = max(i for i, (text, _) in enumerate(inner) if text.strip())
        head, at = inner[first]
        begins = len(head) - len(head.lstrip())
        out += [*inner[:first], (head[:begins], at), (begin, at + head.count("\n", 0, begins))]
        inner[first] = (head[begins:], at + head.count("\n", 0, begins))
        tail, at = inner[last]
        ends = len(tail.rstrip())
        out += [*inner[first:last], (tail[:ends], at), (end, at)]
        out += [(tail[ends:], at + tail.count("\n", 0, ends)), *inner[last + 1 :]]

    def _gather_raised(self, node: Node, out: list[Line]) -> None:
        inner: list[Line] = []
        self._inside(node, inner, True)
        text = "".join(_SIGNS.sub("", text) for text, _ in inner).replace("\n", " ")
        out.append((f"{UP if node.tag == 'sup' else DOWN}{text}{END}", node.line))

    def _gather_link(self, node: Node, out: list[Line], plain: bool) -> None:
        address = "" if plain or self._in_link else self._address(node.attrs.get("href", ""))
        if not address or not node.letters:
            self._inside(node, out, plain)
            return
        self._in_link = True
        self._between(node, out, LINK, f"{LINK_TEXT_END}{address}{LINK_END}")
        self._in_link = False

    def _address(self, href: str) -> str:
        """Return the address of a link to another page, or an empty string."""
        href = "".join(href.split())
        if not href or href[0] == "#" or len(href) > 2_000:
            return ""
        try:
            full = urljoin(self.base, href) if self.base else href
        except ValueError:
            return ""
        if not full.lower().startswith(("http://", "https://", "mailto:")):
            return ""
        return re.sub(r"[()<>\"\\`|]", lambda sign: f"%{ord(sign[0]):02X}", _SIGNS.sub("", full))


def _gather_image(node: Node, out: list[Line]) -> None:
    """Gather what an image of a formula says, or what stands for another image."""
    if said := formula_of_image(node) or node.shown:
        out.append((said, node.line))


def formula_of_image(node: Node) -> str:
    """Return the formula of which an image is the picture, as its alternative text; "" for none."""
    alt = node.attrs.get("alt", "").strip()
    return " ".join(alt.split()) if alt and _MATH_IMAGE.search(node.attrs.get("class", "")) else ""


def _on_lines(pieces: Iterable[Line]) -> list[Line]:
    """Part pieces of text into the lines of the file, with single blanks and no blank lines."""
    out: list[Line] = []
    current: list[str] = []
    number = 0
    for text, line in pieces:
        for at, part in enumerate(text.split("\n")):
            if at:
                _end_line(out, current, number)
                current, number = [], 0
            if part:
                if not number and part.strip():
                    number = line + at
                current.append(part)
    _end_line(out, current, number)
    return out


def _end_line(out: list[Line], current: list[str], number: int) -> None:
    words = _BLANKS.sub(" ", "".join(current)).strip()
    if words:
        out.append((words, number))


def finish(text: str) -> str:
    """Replace the signs in a block by Markdown; its line ends stay where they are."""
    if _SIGNS.search(text):
        text = text.replace(CODE_END + CODE, "")
        text = _CODE_SPAN.sub(_code_span, text)
        for begin, mark in _MARKS.items():
            text = _emphasise(text, begin, mark)
        text = _LINK_PARTS.sub(_link, text)
        text = _SIGNS.sub("", text)
    return write_raised(text if text.isascii() else ICONS.sub("", text))


def _code_span(found: re.Match[str]) -> str:
    """Return code between backticks, with the blanks and line ends at its ends outside of them."""
    text = _SIGNS.sub("", found[1])
    inside = text.strip()
    if not inside:
        return text
    before, after = text.split(inside, 1)
    longest = max(map(len, re.findall("`+", inside)), default=0)
    ticks = "`" * (longest + 1)
    gap = " " if inside[0] == "`" or inside[-1] == "`" else ""
    return f"{before}{ticks}{gap}{inside}{gap}{ticks}{after}"


def _end_of(begin: str) -> str:
    return chr(ord(begin) + 1)


def _emphasise(text: str, begin: str, mark: str) -> str:
    """Write the marks of one kind of emphasis, but none that begins or ends inside a word."""
    end = _end_of(begin)
    text = text.replace(end + begin, "")
    out: list[str] = []
    at = 0
    for found in re.finditer(f"{begin}([^{begin}{end}]*){end}", text):
        before = _SIGNS.sub("", text[max(0, found.start() - 3) : found.start()])[-1:]
        after = _SIGNS.sub("", text[found.end() : found.end() + 3])[:1]
        inside = found[1]
        split = before.isalnum() or after.isalnum() or not _SIGNS.sub("", inside).strip()
        shown = inside if split or mark[0] in inside else f"{mark}{inside}{mark}"
        out += (text[at : found.start()], shown)
        at = found.end()
    return "".join((*out, text[at:]))


def _link(found: re.Match[str]) -> str:
    text, address = found[1], found[2]
    if not text.strip() or "[" in text or "]" in text:
        return text
    if _SIGNS.sub("", text).strip() == address:
        return address
    return f"[{text}]({address})"


def _join_openings(lines: list[Line]) -> list[Line]:
    """Join a line to the one before where it would begin another block."""
    out: list[Line] = []
    for text, number in lines:
        if not text:
            continue
        if out and _BEGINS_BLOCK.match(text):
            out[-1] = (f"{out[-1][0]} {text}", out[-1][1])
        else:
            out.append((text, number))
    return out
