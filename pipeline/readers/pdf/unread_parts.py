"""Tell what a PDF holds that is not read: files in it, scripts, a form, remarks, formulas."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence

import pypdfium2
from pypdfium2 import PdfiumError, raw

from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.text import counted, shorten
from pipeline.readers.pdf.fragments import Fragment

_MOST_NAMED = 5
_MOST_ANNOTATIONS = 2_000  # of one page that are looked at
_REMARKS = (raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_FREETEXT)
# The fonts in which TeX and others set the signs of formulas, and no words.
_FORMULA_FONT = re.compile(
    r"(?:CM(?:MI|SY|EX|BSY|MIB)|MSAM|MSBM|LMMath|EUFM|EUSM|RSFS|TXMI|TXSY|TXEX|NewTXMI|PXMI)[A-Za-z]?\d*"
    r"|.{0,60}(?:Math|Symbol-?MT).{0,20}",
    re.IGNORECASE,
)
_FEWEST_LETTERS = 3
_FEWEST_SIGNS = 12  # on a page, set in such fonts: fewer are a letter here and there


def holds_formulas(fragments: Iterable[Fragment]) -> bool:
    """Tell whether formulas are set on a page: their signs are there, and their layout is not.

    Such fonts also draw dots of a table of contents and signs before items, which are none.
    """
    signs = "".join(x.text for x in fragments if _FORMULA_FONT.fullmatch(x.style.font))
    letters = sum(map(str.isalpha, signs))
    others = sum(unicodedata.category(sign) == "Sm" for sign in signs)
    return letters >= _FEWEST_LETTERS and letters + others >= _FEWEST_SIGNS


def count_annotations(page: pypdfium2.PdfPage) -> Counter[str]:
    """Return how many remarks people have put on a page, and how many fields of a form it has."""
    found: Counter[str] = Counter()
    for at in range(min(raw.FPDFPage_GetAnnotCount(page.raw), _MOST_ANNOTATIONS)):
        one = raw.FPDFPage_GetAnnot(page.raw, at)
        if one:
            kind = raw.FPDFAnnot_GetSubtype(one)
            found["remark"] += kind in _REMARKS
            found["field"] += kind == raw.FPDF_ANNOT_WIDGET
            raw.FPDFPage_CloseAnnot(one)
    return found


def tell_annotations(found: Counter[str]) -> list[str]:
    """Return the notes on remarks and on the fields of a form."""
    notes = []
    if fields := found["field"]:
        notes.append(
            f"a form with {counted(fields, 'field')}; what was filled in is not read: print it to a"
            " PDF to keep that"
        )
    if remarks := found["remark"]:
        notes.append(f"{counted(remarks, 'remark')} of readers on its pages left out")
    return notes


def tell_unread_parts(document: pypdfium2.PdfDocument) -> list[str]:
    """Return what the file holds beside its pages, a sentence for each kind."""
    try:
        return [*_tell_files(document), *_tell_scripts(document)]
    except (PdfiumError, ValueError):
        return ["what it holds beside its pages could not be looked at"]


def tell_formulas(pages: Sequence[int]) -> list[str]:
    """Return the note on pages with formulas."""
    if not pages:
        return []
    listed = ", ".join(map(str, pages[:20])) + (", …" if len(pages) > 20 else "")
    where = f"page{'' if len(pages) == 1 else 's'} {listed}"
    return [
        f"formulas on {where}: of them only the signs are read, not what is above, below or under"
        " a root, so no formula of these pages can be relied on"
    ]


def _tell_files(document: pypdfium2.PdfDocument) -> list[str]:
    count = document.count_attachments()
    if not count:
        return []
    names = [
        shorten(strip_hidden(document.get_attachment(at).get_name()), 60) or "without a name"
        for at in range(min(count, _MOST_NAMED))
    ]
    more = ", …" if count > _MOST_NAMED else ""
    return [
        f"{counted(count, 'file')} in it not read ({', '.join(names)}{more}): save what matters"
        " under raw/; each is a source of its own"
    ]


def _tell_scripts(document: pypdfium2.PdfDocument) -> list[str]:
    count = raw.FPDFDoc_GetJavaScriptActionCount(document.raw)
    return [f"{counted(count, 'script')} in it, neither read nor run"] if count > 0 else []
