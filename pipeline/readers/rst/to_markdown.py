"""Write the tree of docutils as text that is nearly Markdown.

Nothing is escaped, so that the words stay those of the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from docutils import nodes

from pipeline.core.language.raised import SIGNS, mark_lowered, mark_raised, write_raised
from pipeline.readers.shared.picture_words import describes_picture, write_description

Lines = list[str]
SIGN = "sign"  # the attribute of an image that holds the sign of a picture which is to be read
_ROLE = re.compile(r":[\w:.+-]+:`([^`]+)`|`([^`]+)`(?::[\w:.+-]+:|__?)")
_BREAK = re.compile(r"\s*\|(?:br|brk|linebreak|newline|nl)\|\s*")  # as teams call a line break
_SKIPPED_NODES = (
    *(
        nodes.comment,
        nodes.docinfo,
        nodes.substitution_definition,
        nodes.system_message,
        nodes.pending,
    ),
    *(
        nodes.raw,
        nodes.target,
        nodes.meta,
        nodes.decoration,
        nodes.colspec,
        nodes.title,
        nodes.subtitle,
    ),
)


def tree_to_markdown(tree: nodes.document) -> str:
    """Return the whole tree as text, its title as the one heading of level one."""
    return "\n".join(_container(tree, 1)).strip("\n")


def inline_markdown(node: nodes.Node) -> str:
    """Return running text with emphasis, code and links marked.

    Line breaks stay where the file has them.
    """
    if isinstance(node, nodes.Text):
        text = node.astext()
        return _BREAK.sub(" ", text) if "|" in text else text
    if isinstance(node, nodes.problematic):  # a role or reference that only Sphinx knows
        text = _BREAK.sub(" ", node.astext())
        return _ROLE.sub(lambda found: f"`{found.group(1) or found.group(2)}`", text)
    if isinstance(node, nodes.footnote_reference):
        return f"[^{node.astext()}]"
    if isinstance(node, nodes.citation_reference):
        return f"[{node.astext()}]"
    if isinstance(node, nodes.superscript):
        return mark_raised(_within(node))
    if isinstance(node, nodes.subscript):
        return mark_lowered(_within(node))
    if isinstance(node, nodes.image):
        return str(node.get("alt", "")) + str(node.get(SIGN, ""))
    if isinstance(node, nodes.Invisible | nodes.system_message | nodes.raw):
        return ""
    within = _within(node)
    if isinstance(node, nodes.reference) and node.get("refuri", within) != within:
        return (
            f"[{within}]({node['refuri']})" if not node["refuri"].startswith("mailto:") else within
        )
    return _MARKS.get(type(node), "") + within + _MARKS.get(type(node), "")


def _within(node: nodes.Node) -> str:
    return "".join(inline_markdown(child) for child in node.children)


def _running_text(node: nodes.Node) -> str:
    """Return the text of a paragraph or a title, raised and lowered digits in plain characters."""
    text = inline_markdown(node)
    return write_raised(text) if SIGNS.search(text) else text


_MARKS: dict[type, str] = {
    nodes.strong: "**",
    nodes.emphasis: "*",
    nodes.literal: "`",
    nodes.math: "$",
}


def _container(node: nodes.Element, level: int) -> Lines:
    lines: Lines = []
    for child in node.children:
        if isinstance(child, nodes.title) and isinstance(
            node, nodes.document | nodes.section | nodes.topic
        ):
            lines += [f"{'#' * min(level, 6)} {_one_line(child)}", ""]
        elif isinstance(child, nodes.subtitle):
            lines += [_one_line(child), ""]
        elif block := _block(child, level):
            lines += [*block, ""]
    return lines[:-1]


def _block(node: nodes.Node, level: int) -> Lines:
    if isinstance(node, _SKIPPED_NODES) or not isinstance(node, nodes.Element):
        return []
    if isinstance(node, nodes.section):
        deeper = (
            level
            if node.parent is not None and node.parent.get("title") is None and level == 1
            else level + 1
        )
        return _container(node, deeper)
    for kind, render in _BLOCKS.items():
        if isinstance(node, kind):
            return render(node, level)
    if isinstance(node, nodes.TextElement):
        return _running_text(node).split("\n")
    return _container(node, level + 1)


def _one_line(node: nodes.Node) -> str:
    return " ".join(_running_text(node).split())


def _indented(lines: Lines, first: str) -> Lines:
    """Put a mark before the first line, and indent the others by as much."""
    return [
        (first if at == 0 else " " * len(first) if line else "") + line
        for at, line in enumerate(lines)
    ]


def _items(node: nodes.Element, level: int) -> Lines:
    start = int(node.get("start", 1))
    marks = (
        f"{start + at}. " if isinstance(node, nodes.enumerated_list) else "- "
        for at in range(len(node))
    )
    loose = any(len(item.children) > 1 for item in node.children if isinstance(item, nodes.Element))
    lines: Lines = []
    for item, mark in zip(node.children, marks, strict=True):
        assert isinstance(item, nodes.Element)
        lines += _indented(_container(item, level) or [""], mark) + ([""] if loose else [])
    return lines[:-1] if loose else lines


def _term(node: nodes.Element, level: int) -> Lines:
    """Write definitions, fields and options: what is defined in bold, its text below."""
    *terms, body = node.children
    assert isinstance(body, nodes.Element)
    return [
        "**" + " : ".join(_one_line(term) for term in terms) + "**",
        "",
        *_container(body, level),
    ]


def _code(node: nodes.Element, level: int) -> Lines:
    text = node.astext()
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall(r"`{3,}", text)), default=0))
    classes: list[str] = node.get("classes", [])
    languages = [name for name in classes if name not in ("code", "")]
    language = languages[0] if languages else ""
    return [fence + language, *text.split("\n"), fence]


def _quoted(node: nodes.Element, level: int) -> Lines:
    lines = _container(node, level)
    if isinstance(node, nodes.Admonition) and not isinstance(node, nodes.admonition):
        lines = [f"**{node.tagname.capitalize()}**", "", *lines]
    return [f"> {line}".rstrip() for line in lines]


def _table(node: nodes.Element, level: int) -> Lines:
    rows = [
        [
            " ".join(" ".join(_container(entry, level)).split()).replace("|", "\\|")  # type: ignore[arg-type]
            for entry in row.children
        ]
        for row in node.findall(nodes.row)
    ]
    width = max((len(row) for row in rows), default=0)
    written = ["| " + " | ".join(row + [""] * (width - len(row))) + " |" for row in rows]
    caption = [_one_line(child) for child in node.children if isinstance(child, nodes.title)]
    return [
        *(line for text in caption for line in (text, "")),
        *written[:1],
        "|" + "---|" * width,
        *written[1:],
    ]


def _footnote(node: nodes.Element, level: int) -> Lines:
    label, *body = node.children
    return _indented(
        [line for part in body for line in _block(part, level)], f"[^{label.astext()}]: "
    )


def _line_block(node: nodes.Element, level: int) -> Lines:
    return [line for child in node.children for line in _block(child, level) or [""]]


def _image(node: nodes.Element, level: int) -> Lines:
    alt, sign = str(node.get("alt", "")), str(node.get(SIGN, ""))
    words = write_description(alt) if describes_picture(alt) else ""
    return [words + sign] if words or sign else []


_BLOCKS: dict[type | tuple[type, ...], Callable[[nodes.Element, int], Lines]] = {
    (nodes.bullet_list, nodes.enumerated_list): _items,
    (nodes.definition_list_item, nodes.field, nodes.option_list_item): _term,
    (nodes.literal_block, nodes.doctest_block, nodes.math_block): _code,
    (nodes.block_quote, nodes.Admonition): _quoted,
    nodes.table: _table,
    (nodes.footnote, nodes.citation): _footnote,
    nodes.line_block: _line_block,
    nodes.image: _image,
}
