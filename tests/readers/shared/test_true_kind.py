"""A file that is of another kind than its name says is refused with what it is and what to do."""

import bz2
import gzip
import io
import lzma
import sqlite3
import tarfile
import zipfile

import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.readers.common import FILES

PDF = (FILES / "handbook.pdf").read_bytes()
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


def zipped(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(zipfile.ZipInfo(name), "So.")
    return out.getvalue()


def tarred():
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return out.getvalue()


def database():
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE TABLE a (b)")
        return db.serialize()


@pytest.mark.parametrize(
    ("name", "data", "said", "hint"),
    [
        ("a.md", PDF, "a PDF, and not a text", "Rename it to a.pdf."),
        ("notes.v2.txt", PDF, "a PDF, and not a text", "Rename it to notes.v2.pdf."),
        ("a.html", PNG, "a picture, and not a text", "Rename it to a.png."),
        ("a.pdf", PNG, "a picture, and not a PDF", "Rename it to a.png."),
        ("a.pdf", b"RIFF\0\0\0\0WEBPVP8 ", "a picture, and not a PDF", "Rename it to a.webp."),
        ("a.pdf", zipped("word/document.xml"), "a Word document", "Rename it to a.docx."),
        ("a.pdf", zipped("META-INF/container.xml"), "an EPUB book", "Rename it to a.epub."),
        ("a.pdf", zipped("content.xml"), "an OpenDocument file", "(.odt, .ods or .odp)."),
        ("a.txt", zipped("a.zip"), "an archive (ZIP)", "each file by itself."),
        ("a.pdf", zipped("a")[:40], "an archive (ZIP)", "each file by itself."),
        ("a.pdf", gzip.compress(PDF, mtime=0), "an archive (gzip)", "each file by itself."),
        ("a.pdf", bz2.compress(PDF), "an archive (bzip2)", "each file by itself."),
        ("a.pdf", lzma.compress(PDF), "an archive (xz)", "each file by itself."),
        ("a.txt", tarred(), "an archive (tar)", "each file by itself."),
        ("a.pdf", OLD, "a file of an older Office", "(.doc, .xls or .ppt)."),
        ("a.txt", rb"{\rtf1 So.}", "a file in Rich Text Format", "Rename it to a.rtf."),
        ("a.txt", database(), "a database (SQLite)", "Rename it to a.sqlite."),
        ("a.txt", b"MZ\x90\0\x03\0\0\0" + bytes(300), "a program", "or delete it."),
        ("a.pdf", b"<!DOCTYPE html><p>Log in", "a web page, and not a PDF", "fetch it again."),
    ],
    ids=range(19),
)
def test_a_file_that_lies_about_its_kind_is_refused(name, data, said, hint):
    with pytest.raises(UserError) as caught:
        read_source(f"raw/{name}", data)
    assert caught.value.message.startswith(f"raw/{name}: this is {said}")
    assert caught.value.message.endswith(", as its name says.")
    assert caught.value.hint.endswith(hint)


@pytest.mark.parametrize(
    "text",
    ["%PDF is how a PDF begins.", "PK is short.", "<html> opens a page.", "MZ is a mark.", "GIF8"],
)
def test_a_text_about_such_files_is_a_text(text):
    assert read_source("raw/a.txt", text.encode()).text == text
