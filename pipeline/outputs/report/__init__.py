"""A report as a file: Markdown as it stands on its page, or a document that pandoc writes."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator, Mapping
from typing import Literal

from pipeline.core.reports.blocks import (
    HeadingBlock,
    ParagraphBlock,
    Run,
    TextBlock,
    blocks_of,
    plain_text,
)
from pipeline.core.reports.output_page import OutputPage
from pipeline.core.reports.report_page import HEADINGS
from pipeline.outputs import OutputFile

FORMATS: Mapping[str, str] = {
    "md": "md", "docx": "docx", "epub": "epub", "pdf": "pdf", "html": "html",
}  # fmt: skip
MADE_FROM: Literal["chart", "report"] = "report"
_LEFT_OUT = (HEADINGS["sources"],)  # in whose place the bibliography stands


def write(page: OutputPage, to: str) -> OutputFile:
    """Return a report in a format."""
    if to == "md":
        return OutputFile(page.page.render().encode())
    from pipeline.outputs.document.pandoc_tree import TreeWriter, heading, reference_list, words

    pictures = draw_pictures(page)
    named = {
        name: f"{name}.png" if to == "pdf" else as_data_address(data)
        for name, data in pictures.items()
    }
    tree = TreeWriter(page, named)
    body = tree.blocks(_for_reading(blocks_of(page)))
    body += [heading(1, words(HEADINGS["sources"])), reference_list()]
    files = {f"{name}.png": data for name, data in pictures.items()} if to == "pdf" else {}
    return OutputFile(tree=tree.document(body, {}), to=to, pictures=files)


def draw_pictures(page: OutputPage) -> dict[str, bytes]:
    """Return the charts of a page as PNG, by their names."""
    if not page.charts:
        return {}
    from pipeline.outputs.chart.draw import draw_chart

    return {name: draw_chart(spec).png for name, spec in page.charts.items()}


def as_data_address(data: bytes) -> str:
    """Return a picture as an address that holds it, so that no file has to be read."""
    return f"data:image/png;base64,{base64.b64encode(data).decode()}"


def _for_reading(blocks: Iterable[TextBlock]) -> Iterator[TextBlock]:
    """Yield the blocks that a reader of a document needs: not what leads to files of the wiki."""
    skips = False
    for block in blocks:
        if isinstance(block, HeadingBlock):
            skips = block.level == 2 and plain_text(block.runs) in _LEFT_OUT
        if not skips and not _leads_to_spec(block):
            yield block


def _leads_to_spec(block: TextBlock) -> bool:
    said = isinstance(block, ParagraphBlock) and all(isinstance(run, Run) for run in block.runs)
    return said and plain_text(block.runs) == "Drawn from these values."  # type: ignore[union-attr]
