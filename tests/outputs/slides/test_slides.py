"""Slides of a page: what does not fit goes on, quotes stand in the notes, and PowerPoint can edit it."""

import io

import pptx
import pytest

from pipeline.core.reports.blocks import (
    ListBlock,
    MarkRun,
    ParagraphBlock,
    PictureRun,
    Run,
    TableBlock,
    blocks_of,
    plain_text,
)
from pipeline.core.reports.output_page import read_output_page
from pipeline.core.wiki.page import Page
from pipeline.operations.make.write_document import bytes_of
from pipeline.outputs import kind_called
from pipeline.outputs.slides.deck import (
    ESTIMATED,
    MEASURED,
    POWERPOINT,
    Slide,
    make_deck,
    part_slides,
    sentences_of,
    split_to_fit,
)
from pipeline.outputs.slides.marp import quotes_of
from tests.helpers.charting import EVIL, hostile_page, note, pump_wiki

SHORT = (Run("It is short."),)
LONG = "The Pump is tested, and it is tested again, " * 20
BODY = (
    f"""---
title: What the Pump draws
type: report
---

The Pump draws 800 watts.[^rule-2-1] It drew 200 before.[^rule-1-1]

## Much

{LONG}[^rule-2-1] Then this.[^rule-1-1]

## Table

| Of | Value |
| --- | --- |
"""
    + "".join(f"| Pump | {n} watts[^rule-2-1] |\n" for n in range(10))
    + f"""
## Made from

- [[pump]]

{note("rule-1-1")}
{note("rule-2-1")}
"""
)


@pytest.fixture(scope="module")
def page():
    return read_output_page(Page.parse("wiki/outputs/x.md", BODY), pump_wiki(), lambda _: None)


@pytest.mark.parametrize("room", [ESTIMATED, POWERPOINT, MEASURED])
def test_every_slide_fits(page, room):
    slides = make_deck(page, blocks_of(page), room)
    assert [slide.heading for slide in slides][:2] == ["In short", "Much"]
    for slide in slides:
        assert room.height_of(slide.points) <= room.lines
        assert slide.table is None or len(slide.table.rows) <= room.rows


def test_points_stand_on_as_few_slides_as_hold_them_and_evenly(page):
    lines = [3, 3, 1, 1, 1, 1, 7, 1]
    points = [(Run("x" * ESTIMATED.characters * count),) for count in lines]
    blocks = [ListBlock(False, tuple((ParagraphBlock(point),) for point in points))]
    slides = make_deck(page, blocks)
    assert [[ESTIMATED.lines_of(p) for p in s.points] for s in slides] == [
        [3, 3],
        [1, 1, 1, 1],
        [7, 1],
    ]


def test_the_text_of_powerpoint_has_the_size_for_which_slides_are_filled(page):
    data = bytes_of(kind_called("slides").write(page, "pptx"), "2026-11-22")
    master = pptx.Presentation(io.BytesIO(data)).slide_master
    (size,) = master.element.xpath("p:txStyles/p:bodyStyle/a:lvl1pPr/a:defRPr/@sz")
    assert size == "2000"


def test_nothing_is_lost_by_cutting(page):
    slides = make_deck(page, blocks_of(page))
    said = " ".join(plain_text(point) for s in slides if s.heading == "Much" for point in s.points)
    assert said.replace(" … … ", " ").split() == f"{LONG} Then this.".split()
    tables = [s.table for s in slides if s.table]
    assert [len(table.rows) for table in tables] == [7, 3]
    assert all(table.head == tables[0].head for table in tables)


def test_the_pages_that_it_was_made_from_are_no_slide(page):
    assert "Made from" not in {slide.heading for slide in make_deck(page, blocks_of(page))}


def test_a_sentence_ends_behind_its_marks():
    runs = (Run("A."), MarkRun("a-1"), MarkRun("a-2"), Run(" B."), MarkRun("b-1"))
    assert [*map(plain_text, sentences_of(runs))] == ["A.", "B."]


def test_a_word_that_is_longer_than_a_slide_is_cut():
    parts = [*split_to_fit((Run("x" * 2_000),))]
    assert len(parts) > 1
    assert all(ESTIMATED.lines_of(part) <= ESTIMATED.lines for part in parts)


def test_slides_as_markdown_hold_notes_with_quotes_and_places(page):
    text = bytes_of(kind_called("slides").write(page, "marp"), "2026-11-22").decode()
    assert text.startswith("---\nmarp: true\n")
    assert "\n\n---\n\n## In short\n\n- The Pump draws 800 watts.\n" in text
    assert "(raw/rule-1.md, line 1)\n-->" in text


def test_a_quote_that_several_marks_of_a_slide_rest_on_stands_in_its_notes_once(page):
    (label, citation) = next(iter(page.citations.items()))
    twice = {label: citation, f"{label}9": citation}
    assert len([*quotes_of([label, f"{label}9", label], twice)]) == len(citation.quotes)


def test_powerpoint_holds_points_tables_and_notes_to_edit(page):
    data = bytes_of(kind_called("slides").write(page, "pptx"), "2026-11-22")
    shown = pptx.Presentation(io.BytesIO(data))
    slides = [*shown.slides]
    assert slides[0].shapes.title.text == "What the Pump draws"
    assert slides[1].shapes.title.text == "In short"
    assert "raw/rule-2.md, line 4" in slides[1].notes_slide.notes_text_frame.text
    tables = [s.table for slide in slides for s in slide.shapes if s.has_table]
    assert [len(table.rows) for table in tables] == [8, 4]
    assert isinstance(make_deck(page, blocks_of(page))[-1].table, TableBlock)


def test_a_picture_in_powerpoint_is_described_in_words_and_not_by_its_data():
    page = hostile_page()
    data = bytes_of(kind_called("slides").write(page, "pptx"), "2026-11-22")
    shown = pptx.Presentation(io.BytesIO(data))
    pictures = [s for slide in shown.slides for s in slide.shapes if s.shape_type == 13]
    assert pictures
    for picture in pictures:
        said = picture._element.nvPicPr.cNvPr.get("descr")
        assert said in ("x", EVIL)  # what the page says


def test_what_turns_out_too_full_is_parted_and_nothing_of_it_is_lost(page):
    slides = make_deck(page, blocks_of(page), MEASURED)
    parted = slides
    for _ in range(3):
        parted = part_slides(parted, range(len(parted)))
    assert len(parted) > len(slides)
    for heading in ("In short", "Much"):
        texts = [
            " ".join(plain_text(point) for s in deck if s.heading == heading for point in s.points)
            for deck in (slides, parted)
        ]
        assert texts[0].replace("… ", "").split() == texts[1].replace("… ", "").split()
    rows = [[row for s in deck if s.table for row in s.table.rows] for deck in (slides, parted)]
    assert rows[0] == rows[1]


def test_a_picture_is_shown_smaller_and_a_short_point_stays(page):
    picture = Slide("A", picture=PictureRun("x", "A chart"))
    point = Slide("A", (SHORT,))
    (smaller, same) = part_slides([picture, point], {0, 1})
    assert (smaller.height < picture.height, same) == (True, point)
    for _ in range(9):
        (smaller,) = part_slides([smaller], {0})
    assert smaller.height >= 160
