"""Leave out the signs that point at notes, which would otherwise join the words before them."""

from __future__ import annotations

import re

from pipeline.readers.html.tree import Node

NOTE_SIGN, PERMALINK = "note sign", "link to the heading"
_NAMED_NOTE = re.compile(
    r"(?<![a-z])(?:footnote|noteref|note-ref|fn-?ref|cite_ref|citeref|endnote)", re.IGNORECASE
)
_NAMED_REFERENCE = re.compile(r"(?<![a-z])(?:reference|annotation|note)(?![a-z])", re.IGNORECASE)
_BACK = re.compile(r"[↑↩⤴^⏎]\W*|(?:jump|back) (?:up|to (?:text|content))", re.IGNORECASE)
_SIGN = re.compile(
    r"[\[(]?(?:\d{1,4}|[a-z]|[ivx]{1,5}|[*†‡§¶#]{1,4}|(?:note|nb|fn) ?\d{0,3})[\])]?",
    re.IGNORECASE,
)
_SIGNS = re.compile(r"[\d\s,;–-]+|\[[^\[\]]*\]")
_PERMALINKS = frozenset({"¶", "#", "§", "🔗", "⚓", "∞"})
_LONGEST_SIGN = 24  # letters


def leave_out_signs(page: Node) -> None:
    """Mark the signs of notes, the links back from notes, and the links beside headings."""
    for node in page.descendants():
        if node.tag not in ("a", "sup") or not 0 < node.letters <= _LONGEST_SIGN:
            continue
        text = node.text()
        if node.tag == "a" and text in _PERMALINKS:
            node.leave_out(PERMALINK)
        elif (_is_note_link if node.tag == "a" else _is_raised_sign)(node, text):
            node.leave_out(NOTE_SIGN)


def _is_note_link(node: Node, text: str) -> bool:
    if _BACK.fullmatch(text):
        return True
    if not _SIGN.fullmatch(text) or "#" not in node.attrs.get("href", ""):
        return False
    return node.says("role", "doc-backlink") or _is_named(node, _NAMED_NOTE)


def _is_raised_sign(node: Node, text: str) -> bool:
    """Tell whether a raised element is the sign of a note, by what it is called or links to."""
    if not _SIGN.fullmatch(text) and not _SIGNS.fullmatch(text):
        return False
    links = [x for x in node.descendants() if x.tag == "a"]
    if node.parent is not None and node.parent.tag == "a":
        links.append(node.parent)
    if any("#" in link.attrs.get("href", "") for link in links):
        return True
    return _is_named(node, _NAMED_NOTE) or _is_named(node, _NAMED_REFERENCE)


def _is_named(node: Node, names: re.Pattern[str]) -> bool:
    """Tell whether an element, or one right around it or in it, is named a note's sign."""
    near = [node, *node.elements()]
    if node.parent is not None and node.parent.letters == node.letters:
        near.append(node.parent)
    return any(
        x.says("role", "doc-noteref")
        or x.says("epub:type", "noteref")
        or names.search(f"{x.attrs.get('class', '')} {x.attrs.get('id', '')}")
        for x in near
    )
