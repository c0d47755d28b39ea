"""Read a drawing in SVG: its title, its description, and the words of its text elements.

Lines, shapes and arrows are not read. The parser declares no entities and loads nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from xml.parsers import expat

from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.lines import join_lines
from pipeline.readers.shared.reading import Meta, Reading

_WORDS = ("title", "desc", "text", "foreignObject")  # elements whose words are read
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

    `UserError` where it is no XML, declares entities, or holds no words.
    """
    decoded, notes = decode(path, data)
    drawing = _parse(path, decoded)
    found = [(kind, line, " ".join("".join(said).split())) for kind, line, said in drawing.rows]
    found = [row for row in found if row[2]]
    if not found:
        raise UserError(
            f"{path}: no words stand in this drawing.",
            "Export it as PNG, which a model can look at, or put it into a folder `assets`.",
        )
    title = next((words for kind, _, words in found if kind == "title"), "")
    text, locators = join_lines(_lines(found, title))
    hidden = drawing.hidden
    told = (f"{counted(hidden, 'text')} that the drawing does not show left out",) if hidden else ()
    meta = Meta(missing_title.first_title(title, missing_title.title_from_path(path)))
    return Reading(text, locators, "line", meta, (*notes, *told))


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
