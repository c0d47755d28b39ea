"""Whether the files of a chart are what they should be: a picture that cannot act, and a spec."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.core.changes.touched_files import file_finding
from pipeline.core.charts.spec import read_spec
from pipeline.core.errors import UserError
from pipeline.core.paths import is_chart_path
from pipeline.core.values import Finding

MOST_CHARACTERS = 2_000_000
# What Matplotlib draws with, and nothing else: no script, link, animation or foreign markup.
_TAGS = frozenset(
    [
        "svg", "title", "desc", "defs", "style", "g", "path", "use", "clippath", "rect", "pattern",
        "text", "tspan", "circle", "line", "polyline", "polygon",
    ]
)  # fmt: skip
_TAG = re.compile(r"<\s*/?\s*([A-Za-z_:][\w:.-]*)")
_HANDLER = re.compile(r"[\s\"'/]on[a-z]+\s*=", re.IGNORECASE)
_REFERENCE = re.compile(r"\b(?:href|src)\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s>]*))", re.IGNORECASE)
_DECLARATION = re.compile(r"<[!?]")
_STYLE = re.compile(r"@import|expression\s*\(|url\s*\(\s*['\"]?(?!#)", re.IGNORECASE)


def find_chart_faults(texts: Iterable[tuple[str, str | None]]) -> Iterator[Finding]:
    """Yield what is wrong with the files of charts that a change writes, by path and text."""
    for path, text in texts:
        if text is None or not is_chart_path(path):
            continue
        if path.endswith(".svg"):
            for why in find_active_parts(text):
                hint = "Make the chart anew: `wiki make chart`."
                yield file_finding(
                    "bad-chart", "error", path, f"no picture of a chart: {why}", hint
                )
            continue
        try:
            read_spec(text, path)
        except UserError as error:
            yield file_finding("bad-chart", "error", path, error.message, error.hint)


def find_active_parts(svg: str) -> Iterator[str]:
    """Yield what in a picture may act where it is opened; nothing for one that was drawn here."""
    if len(svg) > MOST_CHARACTERS:
        yield f"it is longer than {MOST_CHARACTERS:,} characters"
        return
    if not svg.lstrip().startswith("<svg"):
        yield "it does not begin with <svg"
    if _DECLARATION.search(svg):
        yield "it holds a declaration, a comment or an instruction"
    strange = {tag.lower() for tag in _TAG.findall(svg)} - _TAGS
    if strange:
        yield f"it holds {', '.join(f'<{tag}>' for tag in sorted(strange)[:5])}"
    if _HANDLER.search(svg):
        yield "it holds a handler of events"
    if any(not (a or b or c).startswith("#") for a, b, c in _REFERENCE.findall(svg)):
        yield "it refers to something outside of itself"
    if _STYLE.search(svg):
        yield "its style loads something"
