"""Find the cells of a Jupyter notebook, of format 3 or 4, as values of one shape."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from pipeline.readers.shared.foreign_json import a_dict, a_list, a_text

Kind = Literal["markdown", "heading", "code", "raw"]


@dataclass(frozen=True)
class NotebookCell:
    """One cell; `outputs` are those of format 4, as far as they are any.

    `attachments` are the pictures that travel with it, by name: the forms of each in base64.
    """

    kind: Kind
    lines: tuple[str, ...]
    level: int = 1
    outputs: tuple[dict[str, Any], ...] = ()
    attachments: dict[str, Any] = field(default_factory=dict)


def find_cells(book: dict[str, Any]) -> list[NotebookCell] | None:
    """Return the cells; None where the value is no notebook."""
    if isinstance(book.get("cells"), list):
        found = book["cells"]
    elif isinstance(book.get("worksheets"), list):
        found = [
            cell for sheet in book["worksheets"] for cell in a_list(a_dict(sheet).get("cells"))
        ]
    else:
        return None
    cells = [_read(cell) for cell in found if isinstance(cell, dict)]
    return [cell for cell in cells if cell.outputs or any(line.strip() for line in cell.lines)]


def _read(cell: dict[str, Any]) -> NotebookCell:
    kind = a_text(cell.get("cell_type"))
    lines = tuple(lines_of(cell.get("source", cell.get("input"))))
    if kind == "code":
        outputs = tuple(_as_new(x) for x in a_list(cell.get("outputs")) if isinstance(x, dict))
        return NotebookCell("code", lines, outputs=outputs)
    if kind == "heading":
        level = cell.get("level")
        return NotebookCell("heading", lines, level if level in (1, 2, 3, 4, 5, 6) else 1)
    attached = a_dict(cell.get("attachments"))
    return NotebookCell("raw" if kind == "raw" else "markdown", lines, attachments=attached)


def lines_of(value: Any) -> list[str]:
    """Return the lines of a text that may be a string, or a list of its lines."""
    parts = [a_text(part) for part in value] if isinstance(value, list) else [a_text(value)]
    # format 2 left out the line ends
    text = ("" if any("\n" in part for part in parts) else "\n").join(parts)
    return text.rstrip("\n").split("\n") if text else []


def _as_new(output: dict[str, Any]) -> dict[str, Any]:
    """Return an output of format 3 as one of format 4, whose data has media types for keys."""
    kind = output.get("output_type")
    if kind == "pyerr":
        return output | {"output_type": "error"}
    if kind == "pyout" or (kind == "display_data" and "data" not in output):
        names = {"text": "text/plain", "html": "text/html", "latex": "text/latex",
                 "png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml"}  # fmt: skip
        data = {media: output[name] for name, media in names.items() if name in output}
        return {"output_type": "display_data", "data": data}
    return output
