"""Read a drawing in SVG: its title, its description, and the words of its text elements.

Lines, shapes and arrows are not read; pictures that it holds or names are read where they stand.
The parser declares no entities and loads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from urllib.parse import unquote
from xml.parsers import expat

from pipeline.core.errors import UserError
from pipeline.core.sources.pictures import PictureLink
from pipeline.core.text import counted
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.document_pictures import (
    DocumentPicture,
    PictureShelf,
    leave_out_false_signs,
)
from pipeline.readers.shared.found_pictures import (
    bytes_of_address,
    leads_to_web,
    put_path,
    tell_remote,
)
from pipeline.readers.shared.lines import join_lines
from pipeline.readers.shared.reading import Meta, Reading

_WORDS = ("title", "desc", "text", "foreignObject")  # elements whose words are read
_PICTURES = ("image", "img")
_NO_WORDS = ("style", "script", "metadata")
_DEEPEST = 400  # elements inside one another


@dataclass
class _Drawing:
    """What is found while the elements go by; `rows` are (element, line, words)."""

    parser: expat.XMLParserType
    rows: list[tuple[str, int, list[str]]] = field(default_factory=list)
    open: list[tuple[str, bool]] = field(default_factory=list)  # names, and whether it shows
    inside: int = 0  # the depth of the element whose words are being read
    hidden: int = 0
    shelf: PictureShelf = field(default_factory=PictureShelf)
    remote: int = 0

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(":")[2]
        shown = not self.open or self.open[-1][1]
        silent = name in _NO_WORDS or _is_hidden(attributes)
        self.open.append((name, shown and not silent))
        if len(self.open) > _DEEPEST:
            raise ValueError("elements stand too deeply inside one another")
        if name in _WORDS and not self.inside:
            self.inside = len(self.open)
            self.rows.append((name, self.parser.CurrentLineNumber, []))
        elif self.inside:
            self.rows[-1][2].append(" ")  # a further line of a label, or another element
        if name in _PICTURES and shown and not silent and (sign := self._sign(attributes)):
            if not self.inside:
                self.rows.append((name, self.parser.CurrentLineNumber, []))
            self.rows[-1][2].append(sign)

    def _sign(self, attributes: dict[str, str]) -> str:
        names = ("href", "xlink:href", "src")
        address = next((attributes[x].strip() for x in names if attributes.get(x)), "")
        if (data := bytes_of_address(address)) is not None:
            return self.shelf.put(partial(bytes, data))
        self.remote += leads_to_web(address)
        return put_path(PictureLink(unquote(address), "attribute", 0, 0), self.shelf)

    def end(self, _: str) -> None:
        if self.inside == len(self.open):
            self.inside = 0
        elif self.inside:
            self.rows[-1][2].append(" ")
        self.open.pop()

    def words(self, data: str) -> None:
        if not self.inside:
            return
        if self.open[-1][1]:
            self.rows[-1][2].append(data)
        elif data.strip() and self.open[-1][0] not in _NO_WORDS:
            self.hidden += 1


def _is_hidden(attributes: dict[str, str]) -> bool:
    style = attributes.get("style", "").replace(" ", "").lower()
    return (
        attributes.get("display") == "none"
        or attributes.get("visibility") in ("hidden", "collapse")
        or "display:none" in style
        or "visibility:hidden" in style
    )


def read(path: str, data: bytes) -> Reading:
    """Return the words of a drawing, each element's on a line of its own.

    `UserError` where it is no XML, declares entities, or holds neither words nor pictures.
    """
    return _read(path, data)[0]


def find_pictures(path: str, data: bytes) -> tuple[DocumentPicture, ...]:
    """Return the pictures that the reading of a drawing names, with their bytes or their paths."""
    return _read(path, data)[1]


def _read(path: str, data: bytes) -> tuple[Reading, tuple[DocumentPicture, ...]]:
    decoded, notes = decode(path, data)
    drawing = _parse(path, leave_out_false_signs(decoded))
    found = [(kind, line, " ".join("".join(said).split())) for kind, line, said in drawing.rows]
    found = [row for row in found if row[2]]
    title = next((words for kind, _, words in found if kind == "title"), "")
    lines = _lines(found, title)
    placed = drawing.shelf.place([words for words, _ in lines])
    text, locators = join_lines(
        (words, lines[row][1]) for words, row in zip(placed.lines, placed.rows, strict=True)
    )
    if not text.strip() and not placed.pictures:
        raise UserError(
            f"{path}: no words stand in this drawing.",
            "Export it as PNG, which a model can look at, or put it into a folder `assets`.",
        )
    hidden = drawing.hidden
    told = (f"{counted(hidden, 'text')} that the drawing does not show left out",) if hidden else ()
    pictures = (*tell_remote(drawing.remote), *placed.notes, *drawing.shelf.tell_unknown())
    meta = Meta(missing_title.first_title(title, missing_title.title_from_path(path)))
    numbers = (placed.numbers, placed.anchors, placed.files)
    reading = Reading(text, locators, "line", meta, (*notes, *told, *pictures), *numbers)
    return reading, placed.pictures


def _lines(found: list[tuple[str, int, str]], title: str) -> list[tuple[str, int]]:
    lines: list[tuple[str, int]] = []
    for kind, line, words in found:
        heading = kind == "title" and words == title
        lines += [(f"# {words}" if heading else words, line), ("", line)]
        title = "" if heading else title
    return lines


def _parse(path: str, text: str) -> _Drawing:
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    drawing = _Drawing(parser)
    parser.StartElementHandler = drawing.start
    parser.EndElementHandler = drawing.end
    parser.CharacterDataHandler = drawing.words
    parser.EntityDeclHandler = _refuse_entity
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except (expat.ExpatError, ValueError) as error:
        raise UserError(
            f"{path}: this is no drawing that can be read ({error}).",
            "Export it again as plain SVG.",
        ) from error
    return drawing


def _refuse_entity(*_: object) -> None:
    raise ValueError("it declares entities")
