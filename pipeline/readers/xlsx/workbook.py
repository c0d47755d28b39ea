"""Read what the sheets of an Excel workbook share: their names, texts, formats and fonts."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from typing import Any

from pipeline.core.errors import UserError
from pipeline.readers.shared.number_formats import BUILT_IN
from pipeline.readers.shared.packages import Package
from pipeline.readers.shared.xml_parts import (
    attribute,
    local_name,
    parse_part,
    relation_targets,
)


@dataclass(frozen=True)
class SheetPlace:
    """The name of a sheet, the part that holds it, and whether it is hidden."""

    name: str
    part: str
    hidden: bool

    @property
    def holds_cells(self) -> bool:
        """Whether it is a sheet of cells; others are one chart, or a dialog."""
        return "/worksheets/" in self.part


@dataclass(frozen=True)
class CellFormat:
    """How cells of one style show their values."""

    code: str
    bold: bool


@dataclass(frozen=True)
class Workbook:
    """What the sheets share; `from_1904` says from which year its days are counted."""

    sheets: tuple[SheetPlace, ...]
    texts: tuple[str, ...]
    formats: tuple[CellFormat, ...]
    from_1904: bool


def read_workbook(package: Package) -> Workbook:
    """Read the parts of a workbook that its sheets need."""
    main = next(n for n in package.names if n.startswith("xl/") and n.endswith("workbook.xml"))
    root, targets = parse_part(package, main), relation_targets(package, main)
    sheets = []
    for sheet in _all(root, "sheet"):
        part = targets.get(attribute(sheet, "id"), "")
        hidden = sheet.get("state", "visible") != "visible"
        sheets.append(SheetPlace(sheet.get("name", ""), part, hidden))
    if not sheets:
        raise UserError(f"{package.path}: this workbook has no sheets.", "Export it again.")
    properties = next(iter(_all(root, "workbookPr")), None)
    from_1904 = properties is not None and properties.get("date1904") in ("1", "true")
    folder = posixpath.dirname(main)
    return Workbook(
        tuple(sheets),
        _texts(package, f"{folder}/sharedStrings.xml"),
        _formats(package, f"{folder}/styles.xml"),
        from_1904,
    )


def _all(root: Any, name: str) -> list[Any]:
    return [element for element in root.iter() if local_name(element) == name]


def _texts(package: Package, part: str) -> tuple[str, ...]:
    if part not in package:
        return ()
    root = parse_part(package, part)
    return tuple(text_of_string(item) for item in root if local_name(item) == "si")


def text_of_string(item: Any) -> str:
    """Return the text of a string in runs, without the signs that say how it is spoken."""
    out = []
    for element in item.iter():
        if local_name(element) == "t":
            spoken = any(local_name(above) == "rPh" for above in element.iterancestors())
            out.append("" if spoken else element.text or "")
    return "".join(out)


def _formats(package: Package, part: str) -> tuple[CellFormat, ...]:
    if part not in package:
        return ()
    root = parse_part(package, part)
    codes = dict(BUILT_IN)
    for each in _all(root, "numFmt"):
        codes[each.get("numFmtId", "")] = each.get("formatCode", "")
    fonts = [font for group in _all(root, "fonts")[:1] for font in group]
    bold = [any(_is_on(x) for x in font if local_name(x) == "b") for font in fonts]
    formats = []
    for style in (x for group in _all(root, "cellXfs")[:1] for x in group):
        font = style.get("fontId", "0")
        known = font.isdecimal() and int(font) < len(bold)
        code = codes.get(style.get("numFmtId", "0"), "")
        formats.append(CellFormat(code, known and bold[int(font)]))
    return tuple(formats)


def _is_on(element: Any) -> bool:
    return attribute(element, "val") not in ("0", "false")
