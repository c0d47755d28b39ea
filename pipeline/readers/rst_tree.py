"""reStructuredText → docutils' tree, with nothing fetched, included or run, and Sphinx's directives kept as text."""

from __future__ import annotations

import re
import textwrap
from collections import Counter

from docutils import nodes
from docutils.core import publish_doctree

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
_DIRECTIVE = re.compile(r"\.\.\s+(?:\|[^|]*\|\s+)?([\w:.+-]+?)::[ \t]*(.*)\n?")
_OPTIONS = re.compile(r"\A(?:[ \t]*:[\w-]+:.*\n?)+")
_CODE = ("code", "sourcecode", "highlight", "prompt", "testcode", "doctest", "ipython", "console", "parsed-literal")
_SILENT = ("toctree", "index", "contents", "include", "raw", "literalinclude", "csv-table", "image", "figure")
_SILENT_PREFIXES = ("current", "auto", "module")


def parse(text: str) -> tuple[nodes.document, tuple[str, ...]]:
    """Return the tree, and a note where directives were left out or read as plain text."""
    counts: Counter[str] = Counter()
    tree = _parse(text, counts, 0)
    listed = ", ".join(f"{name} ({count})" for name, count in sorted(counts.items()))
    return tree, (f"directives that are not run: {listed}",) if listed else ()


def _parse(text: str, counts: Counter[str], depth: int) -> nodes.document:
    tree = publish_doctree(text, settings_overrides=_SETTINGS)
    for message in list(tree.findall(nodes.system_message)):
        if message.parent is not None:
            message.parent.replace(message, _salvage(message, counts, depth))
    return tree


def _salvage(message: nodes.system_message, counts: Counter[str], depth: int) -> list[nodes.Node]:
    """Return what a directive that docutils does not know (Sphinx has many) holds."""
    block = next(iter(message.findall(nodes.literal_block)), None)
    found = _DIRECTIVE.match(block.astext()) if block is not None else None
    if block is None or found is None or message["level"] < 2:
        return []
    name, argument = found.groups()
    counts[name] += 1
    if name in _SILENT or name.startswith(_SILENT_PREFIXES) or depth > 4:
        return []
    content = _OPTIONS.sub("", textwrap.dedent(block.astext()[found.end() :])).strip("\n")
    if name.startswith(_CODE):
        return [nodes.literal_block(content, content, classes=["code", argument])]
    if name.startswith(("version", "deprecated")):  # "2.4" alone would not say what happened then
        argument = f"{name} {argument}"
    return list(_parse(f"{argument}\n\n{content}", counts, depth + 1).children)
