import subprocess
import sys

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES, assert_lines_and_locators_match
from tests.readers.making import changed, document, fill_table, picture, saved, with_parts

W = nsdecls("w")
MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'


def read(made):
    source = read_source("raw/moons.docx", made if isinstance(made, bytes) else saved(made))
    assert_lines_and_locators_match(source)
    return source


def add(made, xml):
    made.paragraphs[-1]._p.append(parse_xml(xml))


def test_headings_lists_and_tables_become_markdown():
    made = document("It is 5,149 km wide.")
    made.add_paragraph("seas of methane", style="List Bullet")
    made.add_paragraph("dunes", style="List Bullet")
    fill_table(made.add_table(3, 3))
    assert read(made).text == (
        "# Titan\n\nIt is 5,149 km wide.\n\n- seas of methane\n- dunes\n\n"
        "| Moon | Diameter (km) | Found by |\n| --- | --- | --- |\n"
        "| Titan | 5,149 | Christiaan Huygens |\n| Rhea | 1,527 | Giovanni Cassini |"
    )


def test_title_and_author_are_those_of_the_file_and_what_programs_write_is_none():
    source = read(document())
    assert (source.title, source.author, source.published) == ("Moons of Saturn", "Ida Kaland", "")
    made = document(title="Microsoft Word - moons.docx")
    made.core_properties.author = "python-docx"
    assert (read(made).title, read(made).author) == ("Titan", "")


def test_merged_cells_are_filled():
    made = document()
    table = fill_table(
        made.add_table(3, 3),
        [
            ("Moon", "Size", ""),
            ("Titan", "5,149 km", "1.3e23 kg"),
            ("Rhea", "1,527 km", "2.3e21 kg"),
        ],
    )
    table.cell(0, 1).merge(table.cell(0, 2))
    assert "| Moon | Size | Size |" in read(made).text


def test_a_heading_is_known_by_its_outline_level_too():
    made = document()
    style = made.styles.add_style("Chapter of ours", WD_STYLE_TYPE.PARAGRAPH)
    style.element.get_or_add_pPr().append(parse_xml(f'<w:outlineLvl {W} w:val="1"/>'))
    made.add_paragraph("Rhea", style="Chapter of ours")
    made.add_paragraph("Rhea is smaller.")
    assert "## Rhea\n" in read(made).text


def test_without_any_heading_short_bold_paragraphs_are_headings():
    made = document()
    made.paragraphs[0].style = made.styles["Normal"]
    made.paragraphs[0].runs[0].bold = True
    assert read(made).text.startswith("## Titan\n")


def test_changes_are_accepted_and_told():
    made = document("Titan is ")
    add(made, f'<w:del {W} w:id="1"><w:r><w:delText>small.</w:delText></w:r></w:del>')
    add(made, f'<w:ins {W} w:id="2"><w:r><w:t>large.</w:t></w:r></w:ins>')
    source = read(made)
    assert source.text.endswith("Titan is large.")
    assert (
        "tracked changes are read as accepted: 1 insertion taken, 1 deletion left out"
        in source.notes
    )


def test_comments_headers_hidden_text_and_bare_pictures_are_told():
    made = document("Titan is large.")
    made.add_comment(made.paragraphs[-1].runs, text="Is it?", author="B")
    made.sections[0].header.paragraphs[0].text = "ACME, confidential"
    add(made, f"<w:r {W}><w:rPr><w:vanish/></w:rPr><w:t>Secret.</w:t></w:r>")
    made.add_picture(picture())
    source = read(made)
    assert source.text.endswith("Titan is large.")
    assert set(source.notes) == {
        "1 comment left out",
        "headers and footers left out: 'ACME, confidential'",
        "hidden text left out (7 letters)",
        "1 picture without a description left out",
    }


def test_the_description_of_a_picture_stays():
    made = document()
    made.add_picture(picture())
    made.inline_shapes[0]._inline.docPr.set("descr", "Titan in its orange haze")
    assert "[Picture: Titan in its orange haze]" in read(made).text


def test_text_boxes_are_read_behind_their_paragraph():
    made = document("Before.")
    add(
        made,
        f'<w:r {W} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><mc:AlternateContent>'
        '<mc:Choice Requires="wps"><w:drawing><wps:txbx><w:txbxContent><w:p><w:r><w:t>In the box.</w:t></w:r></w:p>'
        "</w:txbxContent></wps:txbx></w:drawing></mc:Choice><mc:Fallback><w:pict/></mc:Fallback></mc:AlternateContent></w:r>",
    )
    made.add_paragraph("After.")
    source = read(made)
    assert source.text.endswith("Before.\n\nIn the box.\n\nAfter.")
    assert "1 text frame read behind the paragraph at which they stand" in source.notes


def test_formulas_are_written_on_one_line():
    made = document("Energy: ")
    run = "<m:r><m:t>{}</m:t></m:r>".format
    add(
        made,
        f"<m:oMath {MATH}>{run('E=m')}<m:sSup><m:e>{run('c')}</m:e><m:sup>{run('2')}</m:sup></m:sSup>{run('+')}"
        f"<m:f><m:num>{run('a+b')}</m:num><m:den>{run('2')}</m:den></m:f>"
        f"<m:rad><m:deg/><m:e>{run('x')}</m:e></m:rad></m:oMath>",
    )
    source = read(made)
    assert source.text.endswith("Energy: E=mc²+(a+b)/2√(x)")
    assert "1 formula written on one line, without layout" in source.notes


def test_a_raised_digit_joins_no_number():
    made = document("It has 10")
    made.paragraphs[-1].add_run("6").font.superscript = True
    made.paragraphs[-1].add_run(" lakes.")
    assert read(made).text.endswith("It has 10^6 lakes.")


def test_footnotes_stand_under_a_heading_of_their_own_and_their_signs_are_left_out():
    data = saved(document("Titan is large."))
    note = f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'
    data = changed(
        data,
        word__document_dot_xml=lambda xml: xml.replace(
            b"Titan is large.</w:t></w:r>", b"Titan is large.</w:t></w:r>" + note.encode()
        ),
        word__footnotes_dot_xml=f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>By volume.</w:t></w:r></w:p></w:footnote></w:footnotes>',
        word___rels__document_dot_xml_dot_rels=lambda xml: xml.replace(
            b"</Relationships>",
            b'<Relationship Id="rId99" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footnotes" Target="footnotes.xml"/></Relationships>',
        ),
    )
    assert read(data).text.endswith("Titan is large.\n\n## Footnotes\n\n1. By volume.")


def test_a_table_of_contents_is_left_out_and_told():
    made = document()
    made.styles.add_style("toc 1", WD_STYLE_TYPE.PARAGRAPH)
    made.add_paragraph("Titan\t1", style="toc 1")
    source = read(made)
    assert "Titan 1" not in source.text
    assert "a table of contents left out" in source.notes


def test_macros_are_not_read_and_told():
    source = read_source(
        "raw/moons.docm", changed(saved(document()), word__vbaProject_dot_bin=b"evil")
    )
    assert "the file holds macros, which are neither read nor run" in source.notes


def test_a_document_without_text_is_refused():
    made = document()
    made.paragraphs[0].clear()
    made.paragraphs[1].clear()
    with pytest.raises(UserError, match="no text was found"):
        read(made)


def test_a_real_file_is_read_to_the_end():
    source = read_source("raw/moons.docx", (FILES / "moons.docx").read_bytes())
    assert source.format == "docx"
    assert "Titan" in source.text


def test_where_the_library_is_missing_the_command_is_said():
    code = (
        "import sys; sys.modules['mammoth'] = None\n"
        "from pipeline.core.errors import UserError\nfrom pipeline.readers import read_source\n"
        f"try: read_source('raw/a.docx', open({str(FILES / 'moons.docx')!r}, 'rb').read())\n"
        "except UserError as error: print(error.message, error.hint)"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
    assert said == (
        "Word files are read with mammoth, which is not installed."
        " Run `make office`, which installs it beside this program.\n"
    )


CHART = """<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><c:chart><c:title><c:tx><c:rich><a:p><a:r>
<a:t>Visits by year</a:t></a:r></a:p></c:rich></c:tx></c:title><c:plotArea><c:barChart><c:ser><c:tx><c:v>Visits</c:v></c:tx>
<c:cat><c:strLit><c:pt idx="0"><c:v>2019</c:v></c:pt></c:strLit></c:cat>
<c:val><c:numLit><c:pt idx="0"><c:v>1.50</c:v></c:pt></c:numLit></c:val></c:ser></c:barChart>
<c:valAx><c:title><c:tx><c:rich><a:p><a:r><a:t>Thousands</a:t></a:r></a:p></c:rich></c:tx></c:title></c:valAx>
</c:plotArea></c:chart></c:chartSpace>"""
DIAGRAM = """<d:dataModel xmlns:d="http://schemas.openxmlformats.org/drawingml/2006/diagram"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><d:ptLst>
<d:pt><d:t><a:p><a:r><a:t>Open the gate</a:t></a:r></a:p></d:t></d:pt>
<d:pt type="pres"><d:t><a:p><a:r><a:t>Shape 1</a:t></a:r></a:p></d:t></d:pt></d:ptLst></d:dataModel>"""
DRAWN = {
    "chart": (CHART, "charts/chart1.xml", '<x:chart xmlns:x="c" xmlns:r="r" r:id="rIdX"/>'),
    "diagram": (DIAGRAM, "diagrams/data1.xml", '<x:relIds xmlns:x="d" xmlns:r="r" r:dm="rIdX"/>'),
}


def drawn(what, part=None):
    """Return a document with a chart or a diagram behind its first paragraph."""
    kept, name, sign = DRAWN[what]
    made = document("Who came:", "Nobody else.")
    made.paragraphs[1]._p.append(
        parse_xml(f"<w:r {W}><w:drawing><w:inline>{sign}</w:inline></w:drawing></w:r>")
    )
    rels = "word/_rels/document.xml.rels"
    data = saved(made)
    row = f'<Relationship Id="rIdX" Type="drawn" Target="{name}"/></Relationships>'.encode()
    held = changed(data, **{rels: lambda it: it.replace(b"</Relationships>", row)})
    return with_parts(held, {f"word/{name}": kept if part is None else part})


def test_a_chart_is_read_where_it_stands_with_its_axes_and_figures():
    source = read(drawn("chart"))
    assert source.text.endswith(
        "Who came:\n\nChart: Visits by year\n\nAxis: Thousands\n\n|  | Visits |\n| --- | --- |\n"
        "| 2019 | 1.5 |\n\nNobody else."
    )
    assert source.notes == ()


def test_a_diagram_is_read_where_it_stands():
    source = read(drawn("diagram"))
    assert source.text.endswith("Who came:\n\nOpen the gate\n\nNobody else.")
    assert source.notes == ()


@pytest.mark.parametrize("what", DRAWN)
@pytest.mark.parametrize("part", ["<a/>", "no XML", ""])
def test_a_drawing_that_cannot_be_read_is_told_and_costs_no_text(what, part):
    source = read(drawn(what, part))
    assert source.text.endswith("Who came:\n\nNobody else.")
    assert source.notes == (f"1 {what} left out",)


def test_of_a_word_with_its_reading_above_it_the_word_is_read():
    made = document("It is in")
    add(
        made,
        f"<w:r {W}><w:ruby><w:rt><w:r><w:t>toukyou</w:t></w:r></w:rt>"
        "<w:rubyBase><w:r><w:t> Tokyo</w:t></w:r></w:rubyBase></w:ruby></w:r>",
    )
    assert read(made).text.endswith("It is in Tokyo")
