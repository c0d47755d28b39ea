"""Pages that would take a parser hours, or lose their text: each gives text or one sentence, in time."""

import time

import pytest

from pipeline.core.errors import UserError
from pipeline.readers import read_source
from tests.helpers.share import share

START = "<h1>Works</h1><p>The works were opened in 1931, and closed in 1950.</p>"
SHAPES = {
    "nested": ("<div>", 100_000),
    "inline": ("<b><i>", 50_000),
    "tables": ("<table><tr><td>", 20_000),
    "siblings": ("<div>x</div>", 50_000),
    "open": ("<", 400_000),
    "attributes": ("<a ", 100_000),
    "comments": ("<!-- ", 100_000),
    "breaks": ("a<br>", 50_000),
    "spans": ("<tr><td rowspan=60000 colspan=900>a<td>b</tr>", 3_000),
    "raised": ("1<sup>2</sup>", 20_000),
    "contents": ("<a href='#s'>so</a><h2 id=s>so</h2>", 10_000),
    "definitions": ("<dl><dd>x y", 1_500),
    "hidden": ("<div style='display:none'>So it is. ", 1_500),
    "scripts": ("<script>", 100_000),
    "code": ("<code>a</code>", 30_000),
}


@pytest.mark.parametrize("shape", share([*SHAPES], 4))
def test_a_hostile_page_gives_its_first_sentence_in_seconds(shape):
    piece, count = SHAPES[shape]
    start = time.process_time()
    source = read_source("raw/a.html", (START + piece * count).encode())
    assert time.process_time() - start < 20
    assert "The works were opened in 1931, and closed in 1950." in source.text


@pytest.mark.parametrize(
    "page",
    [
        "<html><body></body></html>",
        "<frameset><frame src='a.html'></frameset>",
        "<!doctype html>",
        "<html><body><nav><a href='/'>Home</a></nav><script>app()</script></body></html>",
    ],
)
def test_a_page_without_text_is_refused_in_a_sentence(page):
    with pytest.raises(UserError, match="no article was found"):
        read_source("raw/a.html", page.encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("<p>Höhe 7</p>".encode("cp1252"), "Höhe 7"),
        ("<meta charset=utf-8><p>Höhe 7</p>".encode("cp1252"), "Höhe 7"),
        ("<meta charset=nonsense><p>Höhe 7</p>".encode(), "Höhe 7"),
        ("<p>Höhe 7</p>".encode("utf-16"), "Höhe 7"),
        (b"\xef\xbb\xbf<p>H\xc3\xb6he 7</p>", "Höhe 7"),
    ],
)
def test_a_wrong_or_missing_encoding_costs_no_letter(data, words):
    assert read_source("raw/a.html", data).text == words
