"""Pictures and scans for tests, drawn here."""

from __future__ import annotations

import io

import pypdfium2
from PIL import Image, ImageDraw, ImageFont


def drawn(*lines, size=(900, 500), color="white", scale=32):
    """Return a picture with these lines of text."""
    image = Image.new("RGB", size, color)
    draw = ImageDraw.Draw(image)
    font = ImageFont.load_default(scale)
    for i, line in enumerate(lines):
        draw.text((40, 40 + i * scale * 2), line, fill="black", font=font)
    return image


def in_format(image, form="PNG", **more):
    """Return a picture as the bytes of a file."""
    written = io.BytesIO()
    image.save(written, form, **more)
    return written.getvalue()


def png(*lines, **more):
    """Return a PNG with these lines of text."""
    return in_format(drawn(*lines, **more))


def scan(*pages):
    """Return a PDF of which each page is a picture with these lines; None is a blank page."""
    document = pypdfium2.PdfDocument.new()
    for lines in pages:
        page = document.new_page(595, 842)
        if lines is not None:
            _place(document, page, drawn(*lines, size=(1190, 1684)))
    return _saved(document)


def with_scanned_pages(data, *pages):
    """Return a PDF with pages behind its own that are pictures with these lines."""
    document = pypdfium2.PdfDocument(data)
    for lines in pages:
        _place(document, document.new_page(595, 842), drawn(*lines, size=(1190, 1684)))
    return _saved(document)


def with_pictures_on(data, *places):
    """Return a PDF with pictures on its pages: page (from 0), left, low, width, height, lines."""
    document = pypdfium2.PdfDocument(data)
    for at, left, low, wide, high, lines in places:
        image = drawn(*lines, size=(3 * wide, 3 * high))
        where = pypdfium2.PdfMatrix().scale(wide, high).translate(left, low)
        _place(document, document[at], image, where)
    return _saved(document)


def _place(document, page, image, where=None):
    placed = pypdfium2.PdfImage.new(document)
    placed.set_bitmap(pypdfium2.PdfBitmap.from_pil(image))
    placed.set_matrix(where or pypdfium2.PdfMatrix().scale(595, 842))
    page.insert_obj(placed)
    page.gen_content()


def _saved(document):
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
