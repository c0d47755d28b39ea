"""What is made of a hostile page is opened and looked at: nothing of the page acts in any format."""

import re
from xml.etree import ElementTree

import lxml.html
import pytest

from pipeline.adapters.processes import gfm
from pipeline.operations.make.write_document import bytes_of
from pipeline.outputs import KINDS, kind_called
from tests.helpers.charting import EVIL, hostile_page
from tests.helpers.hostile_strings import html_faults, outside_targets, parts_of

DAY = "2026-11-22"


@pytest.fixture(scope="module")
def page():
    return hostile_page()


def made(page, kind, to):
    return bytes_of(kind_called(kind).write(page, to), DAY)


def test_every_kind_is_tried():
    assert {*KINDS} == {"chart", "report", "slides"}


def test_nothing_acts_in_html(page):
    text = made(page, "report", "html").decode()
    assert [*html_faults(text)] == []
    assert "alert(1)" in lxml.html.document_fromstring(text).text_content()


def test_nothing_acts_in_a_book(page):
    parts = parts_of(made(page, "report", "epub"))
    pages = [data for name, data in parts.items() if name.endswith(".xhtml")]
    assert pages
    for data in pages:
        for node in ElementTree.fromstring(data).iter():
            assert node.tag.rpartition("}")[2] != "script"
            assert not any(key.startswith("on") for key in node.attrib)
            assert not node.get("href", "").startswith("javascript")
            assert "//evil" not in node.get("src", "")


@pytest.mark.parametrize(("kind", "to"), [("report", "docx"), ("slides", "pptx")])
def test_nothing_acts_in_office_files(page, kind, to):
    parts = parts_of(made(page, kind, to))
    assert {*outside_targets(parts)} <= {"https://example.org/a?b=1"}
    assert not [name for name in parts if "vbaProject" in name or "embeddings" in name]
    texts = b"".join(data for name, data in parts.items() if name.endswith(".xml"))
    assert b"<script" not in texts
    assert b"instrText" not in re.sub(rb'<w:instrText[^>]*>\s*HYPERLINK "#[\w:.-]*"\s*', b"", texts)
    assert b"&lt;script&gt;" in texts


def test_a_pdf_runs_nothing_and_opens_nothing(page):
    data = made(page, "report", "pdf")
    assert data.startswith(b"%PDF")
    for word in (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"javascript:"):
        assert word not in data


def test_nothing_acts_in_slides_as_markdown(page):
    text = made(page, "slides", "marp").decode()
    front, _, body = text.removeprefix("---\n").partition("\n---\n")
    assert {line.partition(":")[0] for line in front.split("\n") if line[:1].isalpha()} == {
        "marp",
        "lang",
        "paginate",
        "style",
        "title",
    }
    comments = re.findall(r"<!--\n(.*?)\n-->", body, re.DOTALL)
    assert comments
    assert all(one.startswith("What this slide rests on.\n") for one in comments)
    assert body.count("<!--") == body.count("-->") == len(comments)
    shown = re.sub(r"<!--.*?-->", "", body, flags=re.DOTALL)
    rendered = gfm.render(shown)
    assert not rendered.html
    assert {target.address for target in rendered.targets} <= {"evil.svg"}


def test_nothing_acts_in_the_files_of_a_chart(page):
    svg = made(page, "chart", "svg").decode()
    assert {n.tag.rpartition("}")[2] for n in ElementTree.fromstring(svg).iter()}.isdisjoint(
        {"script", "img", "a", "foreignObject", "image"}
    )
    for line in made(page, "chart", "csv").decode().splitlines()[1:]:
        assert not re.search(r'(?:^|,)"?[=+@-]', line)
    assert EVIL.encode() in made(page, "chart", "json")
