"""Write one slide as a section: its title, its shapes in reading order, its speaker notes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipeline.core.errors import UserError
from pipeline.readers.pptx.text_frames import frame_lines, frame_title
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.document_pictures import PictureShelf, leave_out_false_signs
from pipeline.readers.shared.drawing_parts import read_chart, read_diagram
from pipeline.readers.shared.markdown_tables import write_table
from pipeline.readers.shared.picture_words import describes_picture, write_description
from pipeline.readers.shared.xml_parts import attribute, local_name, parse_xml

NOTES_HEADING = "### Speaker notes"
_TITLES = ("TITLE", "CENTER_TITLE", "VERTICAL_TITLE")
_BODIES = ("BODY", "OBJECT", "VERTICAL_BODY", "VERTICAL_OBJECT")
_AROUND = ("DATE", "FOOTER", "HEADER", "SLIDE_NUMBER")
_ROW = 457_200  # half an inch: shapes whose tops differ by less stand side by side
_DEEPEST = 20  # groups inside each other
_LONGEST_REPEATED = 300  # characters of a merged cell
_DIAGRAM = "http://schemas.openxmlformats.org/drawingml/2006/diagram"


@dataclass
class Seen:
    """What is to be told of a presentation, gathered slide by slide."""

    hidden: list[int] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    empty: list[int] = field(default_factory=list)
    bare_pictures: int = 0
    pictures: PictureShelf = field(default_factory=PictureShelf)
    left_out: Counter[str] = field(default_factory=Counter)
    footers: dict[str, None] = field(default_factory=dict)
    layouts: set[str] = field(default_factory=set)  # whose own texts are gathered
    first_title: str = ""


@dataclass(frozen=True)
class _Placed:
    """A shape that is no group, with its place on the slide."""

    shape: Any
    top: int
    left: int


def slide_lines(slide: Any, number: int, seen: Seen) -> list[str]:
    """Return the lines of one slide; none where it has neither a title nor any text."""
    _gather_layout_texts(slide, seen)
    placed = [*_flatten(slide.shapes)]
    title = next((each.shape for each in placed if _kind(each.shape) in _TITLES), None)
    heading = frame_title(title.text_frame) if title is not None and title.has_text_frame else ""
    heading = leave_out_false_signs(heading)
    if heading and not seen.first_title and not missing_title.names_part(heading):
        seen.first_title = heading
    out = [f"## {heading or f'Slide {number}'}", ""]
    for each in _in_reading_order(placed):
        if each.shape is not title and (lines := _try_shape(each.shape, slide, seen)):
            out += [*lines, ""]
    frame = slide.notes_slide.notes_text_frame if slide.has_notes_slide else None
    if lines := frame_lines(frame, bullets=False) if frame is not None else []:
        out += [NOTES_HEADING, "", *map(leave_out_false_signs, lines), ""]
    if not heading and len(out) == 2:
        seen.empty.append(number)
        return []
    return out[:-1]


def _gather_layout_texts(slide: Any, seen: Seen) -> None:
    """Gather what stands on many slides because their layout or master holds it, as footers do."""
    for around in (slide.slide_layout, slide.slide_layout.slide_master):
        name = str(around.part.partname)
        if name in seen.layouts:
            continue
        seen.layouts.add(name)
        for shape in around.shapes:
            if not shape.is_placeholder and (text := _words_of(shape)):
                seen.footers[text] = None


def _words_of(shape: Any) -> str:
    return " ".join(shape.text_frame.text.split()) if shape.has_text_frame else ""


def _flatten(shapes: Iterable[Any], depth: int = 0) -> Iterator[_Placed]:
    """Yield all shapes that are no groups; what is in a group has the place of the group."""
    for shape in shapes:
        inner = getattr(shape, "shapes", None)
        top, left = shape.top or 0, shape.left or 0
        if inner is None:
            yield _Placed(shape, top, left)
        elif depth < _DEEPEST:
            parts = [each.shape for each in _in_reading_order([*_flatten(inner, depth + 1)])]
            yield from (_Placed(part, top, left) for part in parts)


def _in_reading_order(placed: list[_Placed]) -> list[_Placed]:
    """Return shapes row by row, and from left to right in a row."""
    rows: list[list[_Placed]] = []
    for each in sorted(placed, key=lambda shape: shape.top):
        if not rows or each.top - rows[-1][0].top > _ROW:
            rows.append([])
        rows[-1].append(each)
    return [each for row in rows for each in sorted(row, key=lambda shape: shape.left)]


def _kind(shape: Any) -> str:
    """Return which placeholder of its layout a shape is, or an empty string."""
    return str(shape.placeholder_format.type.name) if shape.is_placeholder else ""


def _try_shape(shape: Any, slide: Any, seen: Seen) -> list[str]:
    """Return the lines of a shape; one that the library cannot read costs no other."""
    try:
        lines = _shape_lines(shape, seen)
        if lines is None:
            return _other_lines(shape, slide, seen)
        return [leave_out_false_signs(line) for line in lines]
    except Exception:  # such as a kind of chart that it does not know
        seen.left_out["unreadable shape"] += 1
        return []


def _shape_lines(shape: Any, seen: Seen) -> list[str] | None:
    """Return the lines of a shape with text of its own; None where it has none."""
    kind = _kind(shape)
    if kind in _AROUND:
        if kind in ("FOOTER", "HEADER") and (text := _words_of(shape)):
            seen.footers[text] = None
        return []
    if getattr(shape, "has_table", False):
        return _table_lines(shape.table)
    if getattr(shape, "has_chart", False):
        chart = read_chart(parse_xml("", "a chart", shape.chart.part.blob))
        seen.left_out["chart without figures"] += chart is None
        seen.left_out["further row of charts"] += chart.more if chart else 0
        return chart.lines() if chart else []
    if getattr(shape, "has_text_frame", False) and shape.text_frame.text.strip():
        return frame_lines(shape.text_frame, bullets=kind in _BODIES)
    return None


def _other_lines(shape: Any, slide: Any, seen: Seen) -> list[str]:
    """Return what is in a shape without text of its own: a diagram, or a picture's description."""
    name = local_name(shape.element)
    kinds = [x.get("uri") for x in shape.element.iter() if local_name(x) == "graphicData"]
    if name == "graphicFrame" and _DIAGRAM in kinds:
        if texts := _diagram_texts(shape, slide):
            return [f"- {leave_out_false_signs(text)}" for text in texts]
        seen.left_out["diagram"] += 1
        return []
    words = next((x.get("descr", "") for x in shape.element.iter() if x.get("descr")), "")
    sign = ""
    if name == "pic":
        if any(local_name(x) in ("videoFile", "audioFile") for x in shape.element.iter()):
            seen.left_out["recording"] += not describes_picture(words)
        else:
            sign = seen.pictures.put(lambda: bytes(shape.image.blob))
            seen.bare_pictures += not sign and not describes_picture(words)
    if describes_picture(words):
        return [leave_out_false_signs(write_description(words)) + sign]
    if sign:
        return [sign]
    if name == "pic":
        return []
    if name == "graphicFrame":
        seen.left_out["embedded file"] += 1
    return []


def _diagram_texts(shape: Any, slide: Any) -> list[str]:
    relation = next((attribute(x, "dm") for x in shape.element.iter() if attribute(x, "dm")), "")
    try:
        return read_diagram(parse_xml("", "a diagram", slide.part.related_part(relation).blob))
    except (KeyError, UserError):
        return []


def _table_lines(table: Any) -> list[str]:
    rows = [[" ".join(cell.text_frame.text.split()) for cell in row.cells] for row in table.rows]
    for down, row in enumerate(table.rows):
        for across, cell in enumerate(row.cells):
            if cell.is_merge_origin and len(rows[down][across]) <= _LONGEST_REPEATED:
                for covered in rows[down : down + cell.span_height]:
                    end = across + cell.span_width
                    covered[across:end] = [rows[down][across]] * len(covered[across:end])
    if not any(map(any, rows)):
        return []
    return write_table(rows, int(bool(table.first_row) and len(rows) > 1))
