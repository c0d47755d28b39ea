import io
import os
import re
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.helpers.pictures import scan, with_scanned_pages
from tests.readers.common import FILES, fold
from tests.readers.pdf import handbook
from tests.readers.pdf.making import pdf

CORPORA = Path(os.environ.get("WIKI_CORPORA") or Path(__file__).parents[4] / "shared" / "corpora")
GUIDES = CORPORA / "pdf-guides"


def test_each_line_carries_the_number_of_its_page():
    source = read_source("raw/a.pdf", pdf(["On tides", "", "One."], ["Two."]))
    assert source.unit == "page"
    assert list(zip(source.text.split("\n"), source.locators, strict=True))[-1] == ("Two.", 2)


def test_metadata_is_used_where_it_is_sane():
    source = read_source(
        "raw/a.pdf", pdf(["Words."], title="On tides", author="Ada Reed", date="D:20240501120000Z")
    )
    assert (source.title, source.author, source.published) == ("On tides", "Ada Reed", "2024-05-01")


@pytest.mark.parametrize(
    "junk", ["Microsoft Word - x.doc", "untitled", "report_final.docx", "", "Document1"]
)
def test_a_title_that_a_program_made_up_is_not_used(junk):
    assert read_source(
        "raw/a.pdf", pdf(["A fine title", "", "Words."], title=junk)
    ).title.startswith("A fine title")


def test_pages_without_text_are_said():
    source = read_source("raw/a.pdf", pdf(["One."], ["Two."], [], ["Four."], [], title="T"))
    assert source.notes == ("pages 3 and 5 hold no text",)


def test_the_pages_of_a_scan_are_said_to_be_pictures_and_blank_ones_are_not():
    source = read_source("raw/a-scan.pdf", scan(["One."], None, ["Three."]))
    assert (source.text, source.bare, source.title) == ("", (1, 3), "A scan")


def test_of_a_pdf_with_text_the_pages_that_are_pictures_are_said_to_be():
    source = read_source("raw/a.pdf", with_scanned_pages(pdf(["One."], ["Two."]), ["Three."]))
    assert ("One." in source.text, source.bare, source.notes) == (True, (3,), ())


def test_a_pdf_of_blank_pages_is_refused():
    with pytest.raises(UserError, match="nothing stands on the pages"):
        read_source("raw/a.pdf", pdf([], []))


def test_an_encrypted_file_is_refused():
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pdf(["Secret."]))))
    writer.encrypt("password", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    with pytest.raises(UserError, match="encrypted"):
        read_source("raw/a.pdf", out.getvalue())


@pytest.mark.parametrize("data", [b"plain words", pdf(["x"])[:200]])
def test_a_broken_file_is_refused(data):
    with pytest.raises(UserError, match="broken"):
        read_source("raw/a.pdf", data)


def test_all_that_is_hard_in_a_pdf_reads_as_it_is_shown(golden):
    assert (FILES / "handbook.pdf").read_bytes() == handbook.pdf()
    source = read_source("raw/handbook.pdf", handbook.pdf())
    lines = zip(source.locators, source.text.split("\n"), strict=True)
    text = "".join(f"{page}: {line}".rstrip() + "\n" for page, line in lines)
    golden(FILES, {"handbook.pdf.txt": text + "\n".join(("", *source.notes, ""))})


@cache
def text_of_guide(name):
    return read_source("raw/a.pdf", (GUIDES / "raw" / f"{name}.pdf").read_bytes()).text


@pytest.mark.skipif(not GUIDES.is_dir(), reason=f"no corpora at {CORPORA}: set WIKI_CORPORA")
@pytest.mark.parametrize(
    ("name", "truth"),
    [("federal-field-guide", "2020-federal"), ("18f-derisking-guide", "2024-derisking")],
)
def test_nine_of_ten_sentences_of_a_real_guide_are_found(name, truth):
    text = fold(text_of_guide(name))
    sentences = [
        s
        for path in sorted((GUIDES / "md-ground-truth" / truth).glob("*.md"))
        for s in split(path.read_text())
    ]
    found = sum(fold(sentence) in text for sentence in sentences)
    assert len(sentences) > 900
    assert found / len(sentences) > 0.93  # 0.954 and 0.973 when this was written


@pytest.mark.skipif(not GUIDES.is_dir(), reason=f"no corpora at {CORPORA}: set WIKI_CORPORA")
@pytest.mark.parametrize(
    ("name", "truth", "share", "tables"),
    [
        ("federal-field-guide", "2020-federal", 0.9, 1),
        ("18f-derisking-guide", "2024-derisking", 0.95, 9),
    ],
)
def test_headings_and_tables_of_a_real_guide_are_found(name, truth, share, tables):
    text = text_of_guide(name)
    wanted = [
        heading
        for path in (GUIDES / "md-ground-truth" / truth).glob("*.md")
        for heading in headings(path.read_text())
    ]
    found = set(headings(text))
    assert len(wanted) > 80
    assert sum(heading in found for heading in wanted) >= share * len(wanted)
    assert text.count("\n|---|") >= tables


def headings(markdown):
    return [
        fold(re.sub(r"\{#.*?\}", "", x))
        for x in re.findall(r"^#{1,6} +(.*)$", markdown, re.MULTILINE)
    ]


def split(markdown):
    """Return the sentences of six words or more, without front matter, templates, tags and footnotes."""
    body = re.sub(r"\A---\n.*?\n---\n", "", markdown, flags=re.DOTALL)
    body = re.sub(r"\{[%{#:.].*?\}+|<[^>]+>|\[\^[^\]]*\]:?", " ", body, flags=re.DOTALL)
    body = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", body)
    blocks = re.split(r"\n\s*\n|\n\s*(?:[-*]|\d+\.|#+)\s", body)
    sentences = (
        part
        for block in blocks
        for part in re.split(r"(?<=[.?!])[\"”')]*\s+", " ".join(block.split()))
    )
    return [sentence for sentence in sentences if len(sentence.split()) >= 6]
