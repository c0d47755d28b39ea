"""Parse reStructuredText with docutils, so that nothing is fetched, included or run.

Directives that only Sphinx knows are kept as text.
"""

from __future__ import annotations

import re
import textwrap
from collections import Counter
from collections.abc import Iterator
from itertools import chain
from typing import Any

from docutils import nodes
from docutils.core import publish_doctree
from docutils.parsers.rst import Parser
from docutils.parsers.rst.states import Inliner

_SETTINGS = {
    "file_insertion_enabled": False,
    "raw_enabled": False,
    "_disable_config": True,  # a docutils.conf in the working directory must not turn them on again
    "warning_stream": False,
    "report_level": 2,  # keeps what docutils could not read in the tree, where `_salvage` finds it
    "halt_level": 5,
    "line_length_limit": 100_000_000,
    "syntax_highlight": "none",
    "input_encoding": "unicode",
}
_SPACE = re.compile(r"\s")
_DIRECTIVE = re.compile(r"\.\.\s+(?:\|[^|]*\|\s+)?([\w:.+-]+?)::[ \t]*(.*)\n?")
_OPTIONS = re.compile(r"\A(?:[ \t]*:[\w-]+:.*\n?)+")
_CODE_DIRECTIVES = (
    "code",
    "sourcecode",
    "highlight",
    "prompt",
    "testcode",
    "doctest",
    "ipython",
    "console",
    "parsed-literal",
)
_SILENT_DIRECTIVES = (
    "toctree",
    "index",
    "contents",
    "include",
    "raw",
    "literalinclude",
    "csv-table",
    "image",
    "figure",
)
_SILENT_PREFIXES = ("current", "auto", "module")


_LONGEST_PIECE = 2_500  # characters of one paragraph that docutils looks at together
_MOST_CUTS_TRIED = 40  # places at which a longer one may be cut


def _inliner() -> Inliner:
    """Return a parser of emphasis, links and addresses that takes a long paragraph in pieces.

    At each sign, docutils looks from there to the end of the paragraph. Its own method is wrapped,
    for docutils takes its patterns from the very class, and finds none in a class derived from it.
    """
    inliner = Inliner()
    whole = inliner.parse

    def parse(
        text: str, lineno: int, memo: Any, parent: nodes.Element
    ) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        found: list[nodes.Node] = []
        messages: list[nodes.system_message] = []
        for piece in _pieces(text):
            inside, told = whole(piece, lineno, memo, parent)
            found += inside
            messages += told
        return found, messages

    inliner.parse = parse  # type: ignore[method-assign]
    return inliner


def _pieces(text: str) -> Iterator[str]:
    """Cut a long text at white space where, as far as can be seen, no emphasis or link is open."""
    at = 0
    while len(text) - at > _LONGEST_PIECE:
        ends = [
            m.end() for m in _SPACE.finditer(text, at + _LONGEST_PIECE // 2, at + _LONGEST_PIECE)
        ][-_MOST_CUTS_TRIED:]
        closed = (
            end
            for end in reversed(ends)
            if not (text.count("`", at, end) % 2 or text.count("*", at, end) % 2)
        )
        end = next(closed, ends[-1] if ends else at + _LONGEST_PIECE)
        yield text[at:end]
        at = end
    yield text[at:]


# A substitution that is a line break of HTML, which is a blank in a text.
_BREAK = re.compile(
    r"^(\.\.[ ]+\|[^|\n]{1,40}\|[ ]+)raw::[ ]+html[ ]*\n(?:[ \t]*\n){0,3}[ \t]+<br[ ]*/?>[ \t]*$",
    re.MULTILINE,
)


def parse_rst(text: str) -> tuple[nodes.document, tuple[str, ...]]:
    """Return the tree, and a note where directives were left out or read as plain text."""
    counts: Counter[str] = Counter()
    tree = _parse(_BREAK.sub(r"\1unicode:: 0x20", text), counts, 0)
    listed = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    return tree, (f"directives that are not run: {listed}",) if listed else ()


def _parse(text: str, counts: Counter[str], depth: int) -> nodes.document:
    tree = publish_doctree(text, parser=Parser(inliner=_inliner()), settings_overrides=_SETTINGS)
    told = [
        message.parent
        for message in tree.findall(nodes.system_message)
        if message.parent is not None
    ]
    # All messages of a paragraph are taken at once, for it may have ten thousand.
    for parent in dict.fromkeys(told):
        children = (
            _salvage(x, counts, depth) if isinstance(x, nodes.system_message) else [x]
            for x in [*parent.children]
        )
        parent[:] = [*chain.from_iterable(children)]
    return tree


def _salvage(message: nodes.system_message, counts: Counter[str], depth: int) -> list[nodes.Node]:
    """Return what a directive holds that docutils does not know, as many of Sphinx's."""
    block = next(iter(message.findall(nodes.literal_block)), None)
    found = _DIRECTIVE.match(block.astext()) if block is not None else None
    if block is None or found is None or message["level"] < 2:
        return []
    name, argument = found.groups()
    counts[name] += 1
    if name in _SILENT_DIRECTIVES or name.startswith(_SILENT_PREFIXES) or depth > 4:
        return []
    content = _OPTIONS.sub("", textwrap.dedent(block.astext()[found.end() :])).strip("\n")
    if name.startswith(_CODE_DIRECTIVES):
        return [nodes.literal_block(content, content, classes=["code", argument])]
    if name.startswith(("version", "deprecated")):  # "2.4" alone would not say what happened then
        argument = f"{name} {argument}"
    return list(_parse(f"{argument}\n\n{content}", counts, depth + 1).children)
