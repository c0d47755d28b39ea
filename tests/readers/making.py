"""Office files and books as their own writer libraries make them, for the tests of the readers."""

import io
import zipfile

from docx import Document
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P
from openpyxl import Workbook
from PIL import Image
from pptx import Presentation

MOONS = [
    ("Moon", "Diameter (km)", "Found by"),
    ("Titan", "5,149", "Christiaan Huygens"),
    ("Rhea", "1,527", "Giovanni Cassini"),
]


def saved(made):
    """Return the bytes of a document, presentation or workbook of a writer library."""
    out = io.BytesIO()
    (made.write if hasattr(made, "spreadsheet") else made.save)(out)
    return out.getvalue()


def picture():
    """Return a picture of nine by nine points, as a file."""
    out = io.BytesIO()
    Image.new("RGB", (9, 9)).save(out, "PNG")
    out.seek(0)
    return out


def document(*paragraphs, title="Moons of Saturn"):
    """Return a Word document with a heading and paragraphs."""
    made = Document()
    made.core_properties.title, made.core_properties.author = title, "Ida Kaland"
    made.add_heading("Titan", 1)
    for text in paragraphs or ("Titan is the largest moon of Saturn.",):
        made.add_paragraph(text)
    return made


def fill_table(table, rows=MOONS):
    """Write rows of texts into a table of a document or a presentation."""
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    return table


def presentation():
    """Return a presentation with a title slide, and one with a list."""
    made = Presentation()
    made.core_properties.author = "Ida Kaland"
    first = made.slides.add_slide(made.slide_layouts[0])
    first.shapes.title.text, first.placeholders[1].text = "Moons of Saturn", "A talk"
    second = made.slides.add_slide(made.slide_layouts[1])
    second.shapes.title.text = "Titan"
    frame = second.placeholders[1].text_frame
    frame.text = "Titan is the largest moon of Saturn"
    frame.add_paragraph().text = "It is 5,149 km wide"
    frame.paragraphs[1].level = 1
    return made


def workbook(rows=MOONS, name="Moons"):
    """Return a workbook with one sheet."""
    made = Workbook()
    made.active.title = name
    for row in rows:
        made.active.append(row)
    return made


def spreadsheet(*sheets, hidden=()):
    """Return an OpenDocument spreadsheet of sheets, each a name and its rows of cells."""
    made = OpenDocumentSpreadsheet()
    style = Style(name="gone", family="table")
    style.addElement(TableProperties(display="false"))
    made.automaticstyles.addElement(style)
    for name, rows in sheets:
        table = Table(name=name, **({"stylename": style} if name in hidden else {}))
        for cells in rows:
            row = TableRow()
            for cell in cells:
                row.addElement(cell if not isinstance(cell, str) else ods_cell(cell))
            table.addElement(row)
        made.spreadsheet.addElement(table)
    return made


def ods_cell(text, **values):
    """Return one cell with the text that it shows."""
    cell = TableCell(**values)
    cell.addElement(P(text=text))
    return cell


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    """Return a zip file of parts, each a name and its text or bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), part, compression)
    return out.getvalue()


def with_parts(data, parts):
    """Return a zip file with further parts, behind those that it has; these are not packed anew."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(
                zipfile.ZipInfo(name, (2024, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED
            )
    return out.getvalue()


def parts_of(data):
    """Return the parts of a zip file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def changed(data, **changes):
    """Return a zip file with a part changed; `__` in a name stands for `/`, `_dot_` for a dot."""
    parts = parts_of(data)
    for name, change in changes.items():
        key = name.replace("__", "/").replace("_dot_", ".")
        parts[key] = change(parts.get(key, b"")) if callable(change) else change
    return zipped(parts)


def book(chapters, metadata="", extra=(), **parts):
    """Return an EPUB book; `chapters` are file names with the inner HTML of their bodies."""
    items = "".join(
        f'<item id="c{at}" href="{name}" media-type="application/xhtml+xml"/>'
        for at, name in enumerate(chapters)
    )
    spine = "".join(f'<itemref idref="c{at}"/>' for at in range(len(chapters)))
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Moons of Saturn</dc:title>'
        "<dc:creator>Ida Kaland</dc:creator><dc:date>2024-05-01</dc:date>"
        f"<dc:language>en</dc:language>{metadata}</metadata>"
        f"<manifest>{items}{''.join(extra)}</manifest><spine>{spine}</spine></package>"
    )
    return zipped(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
            '<rootfiles><rootfile full-path="OEBPS/book.opf"/></rootfiles></container>',
            "OEBPS/book.opf": package,
            **{
                f"OEBPS/{name}": "<html xmlns='http://www.w3.org/1999/xhtml' xmlns:epub='http://www.idpf.org/2007/ops'>"
                f"<head><title>{name}</title></head><body>{body}</body></html>"
                for name, body in chapters.items()
            },
            **{name.replace("__", "/"): text for name, text in parts.items()},
        }
    )
