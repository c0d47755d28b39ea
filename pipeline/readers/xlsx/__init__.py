"""Read the sheets of an Excel workbook (XLSX) as sections with tables, without its macros."""

from __future__ import annotations

from pipeline.core.errors import UserError
from pipeline.readers.shared.document_properties import read_properties
from pipeline.readers.shared.lines import join_lines
from pipeline.readers.shared.packages import Package, open_package
from pipeline.readers.shared.reading import Reading
from pipeline.readers.shared.sheets import write_sheets
from pipeline.readers.shared.xml_parts import refuse_hostile_parts
from pipeline.readers.xlsx.cells import read_sheet
from pipeline.readers.xlsx.workbook import read_workbook

_MACROS = "the file holds macros, which are neither read nor run"


def read(path: str, data: bytes) -> Reading:
    """Return the sheets that are not hidden, each below its name.

    Raises `UserError` where the file is no workbook, is locked or broken, or holds no filled cell.
    """
    package = open_package(path, data, "an Excel workbook", _is_workbook)
    refuse_hostile_parts(package)
    workbook = read_workbook(package)
    text = write_sheets([read_sheet(package, workbook, each) for each in workbook.sheets])
    if not text.lines:
        why = f" ({'; '.join(left_out)})" if (left_out := _left_out(package)) else ""
        raise UserError(
            f"{path}: no sheet of this workbook shows a filled cell{why}.",
            "Fill or unhide a sheet, and save it with the values of its formulas.",
        )
    whole, numbers = join_lines(text.lines)
    notes = (*text.notes, *_left_out(package))
    return Reading(whole, numbers, "sheet", read_properties(package, "docProps/core.xml"), notes)


def _is_workbook(package: Package) -> bool:
    return any(name.startswith("xl/") and name.endswith("workbook.xml") for name in package.names)


def _left_out(package: Package) -> list[str]:
    """Return notes on what a workbook holds beside its cells."""
    notes = [_MACROS] if package.holds_macros else []
    counts = {
        what: sum(name.startswith(start) and name.endswith(end) for name in package.names)
        for what, start, end in (
            ("pictures", "xl/media/", ""),
            ("embedded files", "xl/embeddings/", ""),
            ("sheets with comments", "xl/comments", ".xml"),
            ("pivot tables' hidden data", "xl/pivotCache/pivotCacheRecords", ".xml"),
        )
    }
    found = [f"{count} {what}" for what, count in counts.items() if count]
    return [*notes, *([f"not read: {', '.join(found)}"] if found else [])]
