"""Write preformatted text as a block of code, its lines and blanks as they are."""

from __future__ import annotations

import re

from pipeline.core.language.raised import DOWN, END, UP, write_raised
from pipeline.readers.html import tables
from pipeline.readers.html.inline import Line
from pipeline.readers.html.tree import Node, Text

_LANGUAGE = re.compile(
    r"\b(?:language|lang|highlight|brush|sourceCode)[-:\s]\s*([A-Za-z][\w+#-]{0,20})"
)
_NO_LANGUAGES = frozenset(
    {"default", "none", "text", "plain", "notranslate", "source", "plaintext"}
)


def write_code(node: Node) -> list[list[Line]]:
    """Return preformatted text as a block of code, or none if it is empty."""
    lines = _verbatim(node)
    while lines and not lines[0][0].strip():
        lines = lines[1:]
    while lines and not lines[-1][0].strip():
        lines = lines[:-1]
    if not lines:
        return []
    longest = max((len(x) for text, _ in lines for x in re.findall("`{3,}", text)), default=2)
    fence = "`" * (longest + 1)
    return [[(fence + _language(node), lines[0][1]), *lines, (fence, lines[-1][1])]]


def _verbatim(node: Node) -> list[Line]:
    """Return the lines of preformatted text as they are."""
    pieces: list[Line] = []
    _gather_verbatim(node, pieces)
    lines: list[Line] = []
    current, number = "", 0
    for text, line in pieces:
        for at, part in enumerate(text.split("\n")):
            if at:
                lines.append((current, number or line + at - 1))
                current, number = "", 0
            number = number or line + at
            current += part
    lines.append((current, number or node.line))
    return [(write_raised(text.expandtabs(8)).rstrip(), line) for text, line in lines]


def _gather_verbatim(node: Node, out: list[Line]) -> None:
    for child in node.children:
        if isinstance(child, Text):
            out.append((child.value, child.line))
        elif child.left_out or tables.leave_out_line_numbers(child):
            continue
        elif child.tag in ("sup", "sub"):
            text = "".join(x.value for x in child.texts())
            out.append((f"{UP if child.tag == 'sup' else DOWN}{text}{END}", child.line))
        else:
            _gather_verbatim(child, out)
            if child.tag == "br" or (child.blocky and not _ends_line(out)):
                out.append(("\n", child.line))


def _ends_line(out: list[Line]) -> bool:
    return not out or out[-1][0].endswith("\n")


def _language(node: Node) -> str:
    """Return the language that the markup around code names, or an empty string."""
    near = [node, *node.elements()[:1]]
    outer = node.parent
    for _ in range(2):
        if outer is not None and outer.letters == node.letters:
            near.append(outer)
            outer = outer.parent
    for each in near:
        said = each.attrs.get("data-lang", "") or each.attrs.get("data-language", "")
        found = _LANGUAGE.search(each.attrs.get("class", ""))
        name = said or (found[1] if found else "")
        if re.fullmatch(r"[A-Za-z][\w+#-]{0,20}", name) and name.lower() not in _NO_LANGUAGES:
            return name
    return ""
