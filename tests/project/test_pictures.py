"""The pictures of the documents are there, small, and shown with words for those who cannot see them."""

from __future__ import annotations

import re

from PIL import Image

from tests.project import pictures

DOCUMENTS = [pictures.ROOT / "README.md", *sorted((pictures.ROOT / "docs").glob("*.md"))]
_SHOWN = re.compile(r'<img alt="([^"]+)" src="([^"]+\.png)" width="(\d+)">')
_LINKED = re.compile(r"\]\(((?:docs/)?pictures/[^)]+\.png)\)")


def shown_in(document):
    """The pictures of a document: file, alternative text and width."""
    found = _SHOWN.findall(document.read_text("utf-8"))
    return [((document.parent / src).resolve(), alt, int(width)) for alt, src, width in found]


def test_each_picture_has_its_size_and_weighs_little():
    files = sorted(file.name for file in pictures.PICTURES.iterdir())
    assert files == sorted(pictures.ALL)
    for name, picture in pictures.ALL.items():
        file = pictures.PICTURES / name
        assert file.stat().st_size < pictures.MOST_BYTES, name
        with Image.open(file) as image:
            width, height = image.size
        assert (width, height) == (picture.width * pictures.SCALE, picture.height * pictures.SCALE)


def test_the_readme_shows_a_pull_request_and_a_page():
    names = [file.name for file, _, _ in shown_in(pictures.ROOT / "README.md")]
    assert names == ["pull-request.png", "page.png"]


def test_each_picture_is_met_in_a_document_at_its_width_and_with_words_for_it():
    met = set()
    for document in DOCUMENTS:
        text = document.read_text("utf-8")
        assert text.count('.png"') == len(shown_in(document)), document
        for file, alt, width in shown_in(document):
            assert width == pictures.ALL[file.name].width
            assert len(alt.split()) > 10, alt
            met.add(file)
        met |= {(document.parent / path).resolve() for path in _LINKED.findall(text)}
    assert met == {(pictures.PICTURES / name).resolve() for name in pictures.ALL}


def test_without_a_browser_it_says_so_and_draws_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("PATH", str(tmp_path))
    before = [(pictures.PICTURES / name).stat().st_mtime_ns for name in pictures.ALL]
    assert pictures.main() == 1
    assert "chromium" in capsys.readouterr().err
    assert [(pictures.PICTURES / name).stat().st_mtime_ns for name in pictures.ALL] == before
