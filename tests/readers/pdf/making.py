"""PDFs written by hand, so that no library is needed to make them, and rows of their pages."""

from pipeline.readers.pdf.rows import PdfRow

FONTS = {"F1": "Helvetica", "F2": "Helvetica-Bold", "F3": "Times-Italic"}


def pdf(*pages, title="", author="", date=""):
    """Return a PDF whose pages hold these lines."""
    shown = [
        "BT /F1 12 Tf "
        + "".join(f"1 0 0 1 72 {720 - 14 * at} Tm ({line}) Tj " for at, line in enumerate(lines))
        + "ET"
        for lines in pages
    ]
    return drawn(*shown, title=title, author=author, date=date)


def drawn(*streams, title="", author="", date="", unicode="", box="0 0 612 792", more=""):
    """Return a PDF whose pages are drawn by these content streams, with the fonts of `FONTS`.

    `unicode` are the lines of a map from codes to characters, such as `<01> <FB01>`; `more` are
    further entries of each page.
    """
    first = 4 + len(FONTS)
    kids = " ".join(f"{first + 2 * at} 0 R" for at in range(len(streams)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>",
    ]
    rows = unicode.split("\n") if unicode else []
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def"
        " /CMapType 2 def 1 begincodespacerange <00> <FF> endcodespacerange"
        f" {len(rows)} beginbfchar {' '.join(rows)} endbfchar"
        " 1 beginbfrange <20> <7E> <0020> endbfrange endcmap end end"
    )
    objects.append(f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream")
    mapped = " /ToUnicode 3 0 R" if unicode else ""
    objects += [
        f"<< /Type /Font /Subtype /Type1 /BaseFont /{name}{mapped} >>" for name in FONTS.values()
    ]
    fonts = " ".join(f"/{key} {4 + at} 0 R" for at, key in enumerate(FONTS))
    for at, stream in enumerate(streams):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] {more}"
            f" /Resources << /Font << {fonts} >> >> /Contents {first + 1 + 2 * at} 0 R >>"
        )
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    objects.append(f"<< /Title ({title}) /Author ({author}) /CreationDate ({date}) >>")
    out, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    trailer = f"trailer\n<< /Size {size} /Root 1 0 R /Info {size - 1} 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return (out + f"xref\n0 {size}\n0000000000 65535 f \n{table}" + trailer).encode("latin-1")


def line(x, y, *parts, font="F1", size=10):
    """Return the operators that show parts of a line; a part is text, or (text, size, rise)."""
    out = [f"BT 1 0 0 1 {x} {y} Tm"]
    for part in parts:
        text, high, rise = part if isinstance(part, tuple) else (part, size, 0)
        out.append(f"/{font} {high} Tf {rise} Ts ({text}) Tj")
    return " ".join(out) + " ET\n"


def rule(x, y, wide):
    """Return the operators that draw a horizontal line."""
    return f"{x} {y} m {x + wide} {y} l S\n"


def row(text, x=72.0, y=700.0, size=10.0, wide=None, **more):
    """Return a row of text whose letters are half as wide as its type is high."""
    end = x + (0.5 * size * len(text) if wide is None else wide)
    return PdfRow(text, x, y, size, end, **more)


def page(*texts, size=10.0, x=72.0, top=700.0):
    """Return rows below one another."""
    return [row(text, x, top - 14 * at, size) for at, text in enumerate(texts)]
