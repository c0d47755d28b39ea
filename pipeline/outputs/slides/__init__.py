"""Slides of a page: Marp Markdown, which GitHub shows too, or a PowerPoint to be edited."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal

from pipeline.core.name_keys import slug_of
from pipeline.core.reports.blocks import blocks_of
from pipeline.core.reports.output_page import OutputPage
from pipeline.outputs import OutputFile, RenderedDeck
from pipeline.outputs.report import as_data_address, draw_pictures
from pipeline.outputs.slides.deck import MEASURED, POWERPOINT, Slide, make_deck, part_slides

FORMATS: Mapping[str, str] = {"marp": "slides.md", "pptx": "pptx"}
MADE_FROM: Literal["chart", "report"] = "report"


def write(page: OutputPage, to: str) -> OutputFile:
    """Return the slides of a page in a format."""
    blocks = [*blocks_of(page)]
    if to == "pptx":
        tree = _tree(page, make_deck(page, blocks, POWERPOINT))
        return OutputFile(tree=tree, to=to, estimated=True)
    from pipeline.outputs.chart.draw import draw_chart
    from pipeline.outputs.slides.marp import deck_as_marp

    names = {name: f"{slug_of(name)}.svg" for name in page.charts}
    pictures = {names[name]: draw_chart(spec).svg.encode() for name, spec in page.charts.items()}

    def written(slides: Sequence[Slide]) -> OutputFile:
        data = deck_as_marp(page, slides, names).encode()
        deck = RenderedDeck(
            filled=lambda: written(make_deck(page, blocks, MEASURED)),
            part=lambda full: written(part_slides(slides, {at - 1 for at in full})),
        )
        return OutputFile(data, pictures=pictures, deck=deck, estimated=True)

    return written(make_deck(page, blocks))


def _tree(page: OutputPage, slides: Sequence[Slide]) -> str:
    from pipeline.outputs.document.pandoc_tree import TreeWriter

    named = {name: as_data_address(data) for name, data in draw_pictures(page).items()}
    tree = TreeWriter(page, named)
    return tree.document([block for slide in slides for block in _blocks(slide, page, tree)], {})


def _blocks(slide: Slide, page: OutputPage, tree: Any) -> Iterator[Any]:
    from pipeline.outputs.document.pandoc_tree import heading, notes_block, words
    from pipeline.outputs.slides.marp import quotes_of

    yield heading(1, words(slide.heading))
    if slide.picture:
        yield {"t": "Para", "c": [tree.picture(slide.picture, below="")]}
    if slide.table:
        yield tree.table(slide.table, notes=False)
    if slide.points:
        items = [[{"t": "Plain", "c": tree.runs(point, notes=False)}] for point in slide.points]
        yield {"t": "BulletList", "c": items}
    notes = [{"t": "Para", "c": words(said)} for said in quotes_of(slide.labels, page.citations)]
    if notes:
        yield notes_block(notes)
