"""What a PDF holds beside its text is told: files, scripts, a form, remarks, formulas."""

import io

from pypdf import PdfWriter
from pypdf.annotations import Text
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from pipeline.readers import read_source
from pipeline.readers.pdf.fragments import Fragment, Style
from pipeline.readers.pdf.unread_parts import holds_formulas, tell_formulas
from tests.readers.pdf.making import pdf


def named(**more):
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in more.items()})


def test_files_scripts_forms_and_remarks_are_told_and_not_read():
    writer = PdfWriter(clone_from=io.BytesIO(pdf(["Titan is large."])))
    writer.add_attachment("budget.xlsx", b"never read")
    script = named(S=NameObject("/JavaScript"), JS=TextStringObject("app.alert(1)"))
    names = ArrayObject([TextStringObject("a"), script])
    writer._root_object["/Names"][NameObject("/JavaScript")] = named(Names=names)
    writer.add_annotation(0, Text(rect=(50, 550, 60, 560), text="Check this"))
    field = writer.add_annotation(0, Text(rect=(50, 450, 90, 460), text=""))
    field.update(
        named(Subtype=NameObject("/Widget"), FT=NameObject("/Tx"), T=TextStringObject("n"))
    )
    written = io.BytesIO()
    writer.write(written)
    assert read_source("raw/a.pdf", written.getvalue()).notes == (
        "a form with 1 field; what was filled in is not read: print it to a PDF to keep that",
        "1 remark of readers on its pages left out",
        "1 file in it not read (budget.xlsx): save what matters under raw/; each is a source of its"
        " own",
        "1 script in it, neither read nor run",
    )


def words(font, text):
    return [Fragment(part, 0.0, 1.0, 0.0, Style(10.0, font)) for part in text.split()]


def test_formulas_are_known_by_the_fonts_of_their_signs_and_told_by_page():
    assert holds_formulas(words("CMMI10", "x y z = a + b - c < d > e"))
    assert holds_formulas(words("Cmmi10", "∑ α β γ δ ε ζ η θ ι κ = λ"))
    assert not holds_formulas(words("CMMI10", ". . . . . . . . . . . . . . . . . ."))
    assert not holds_formulas(words("CMSY10", "• • • • • • • • • • • • • •"))
    assert not holds_formulas(words("CMR10", "the largest of all moons is Titan"))
    assert tell_formulas([3, 5])[0].startswith("formulas on pages 3, 5: of them only the signs")
    assert tell_formulas([]) == []
