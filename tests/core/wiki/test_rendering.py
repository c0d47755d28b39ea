"""What GitHub makes of a page, read from its parser's HTML; and pages of which that is plain without it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.adapters.processes.gfm import render
from pipeline.core.markup import footnotes
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.rendering import Rendering, fold_label, is_plain_page, rendering_of
from tests.helpers.strategies import markdown_text

FRONT = "---\ntitle: T\ntype: concept\n---\n\n"
CITED = '[^r-1]: [r](../../raw/r.md?plain=1#L9): "a quote, \\[1\\] of (it)"\n'


def page(text):
    return Page.parse("wiki/concepts/t.md", FRONT + text)


def addresses(text):
    return [target.address for target in render(text).targets]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("a <b>c</b>", ("<b>", "</b>")),
        ("https://ok.example/a\\<u>b", ("<u>",)),
        ("www.ok.example\\<!-- x -->", ("<!-- x -->",)),
        ("a@ok.example\\<br>", ()),
        ("<script>x</script>", ("<script>", "</script>")),
        ("x <?php y ?> z", ("<?php y ?>",)),
        ("`<b>` and \\<b> and &lt;b> and https://ok.example/&lt;b>", ()),
        ('<a href="javascript:x">y</a> [z](http://z.example)', ('<a href="javascript:x">', "</a>")),
    ],
)
def test_the_html_that_lives_is_told_as_it_stands(text, html):
    assert render(text).html == html


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("_www.a.example_", ["http://www.a.example"]),
        ("7http://a.example", ["http://a.example"]),
        ("ёhttp://a.example", ["http://a.example"]),
        ("ask b@a.example now", ["mailto:b@a.example"]),
        ("[x](vbscript&#x3a;y)", ["vbscript:y"]),
        ("[x](data&colon;text/html,y)", ["data:text/html,y"]),
        ("[x][y]\n\n[y]: file&#58;///etc/passwd", ["file:///etc/passwd"]),
        ("![x](//a.example/b.png)", ["//a.example/b.png"]),
        ("[^n]\n\n[^n]: see http://a.example", ["http://a.example"]),
        ("`http://a.example` and [x](y.md)", ["y.md"]),
    ],
)
def test_links_lead_where_github_leads(text, found):
    assert addresses(text) == found


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (f"A.[^r-1]\n\n{CITED}", (3, 3)),
        (f"A.[^r-1]\n\n- x\n  [^r-1]: forged\n\n{CITED}", (4, 4)),
        (f"A.[^r-1]\n\n> [^R-1]: forged\n\n{CITED}", (3, 3)),
        (f"A.[^r-1]\n\n{CITED}and more\n", (3, 4)),
        ("A.[^r-1]\n\n[^r-1]:\n", (0, 0)),
    ],
)
def test_a_footnote_is_known_by_the_lines_that_github_takes_it_from(text, lines):
    assert render(text).notes["r-1"] == lines


def test_code_is_told_with_its_language():
    shown = render("```mermaid x\na\n```\n\n~~~\nb\n~~~\n\n`c` and ``d`e``\n")
    assert shown.fences == ("mermaid",)
    assert shown.spans == ("c", "d`e")


@pytest.mark.parametrize(
    "text",
    [
        "A.[^r-1] See [[other]].\n\n",
        "# Heading\n\n- item.[^r-1]\n\n| a | b |\n| - | - |\n| 1.[^r-1] | 2 |\n\n",
    ],
)
def test_a_page_as_we_write_it_is_plain(text):
    assert is_plain_page(page(text + CITED))


@pytest.mark.parametrize(
    "text",
    [
        "a < b\n",
        "[x](y)\n",
        "http://a.example\n",
        "b@a.example\n",
        "www.a.example\n",
        "`x`\n",
        "  [^r-1]: forged\n",
        "%%\nx\n%%\n",
    ],
)
def test_a_page_that_holds_what_may_live_is_not_plain(text):
    assert not is_plain_page(page(f"A.[^r-1]\n\n{text}\n{CITED}"))


@given(
    markdown_text,
    st.sampled_from(
        ("", CITED, CITED + "[^own]: mine\n", f"{CITED}\nmore\n", CITED + CITED, "  " + CITED)
    ),
)
def test_of_a_plain_page_github_makes_nothing_but_its_citations(text, tail):
    one = page(f"{text}\n\nA.[^r-1]\n\n{tail}")
    if not is_plain_page(one):
        return
    shown = render(one.whole)
    assert shown.html == shown.fences == shown.spans == ()
    assert {t.address for t in shown.targets} <= {"../../raw/r.md?plain=1#L9"}
    lines = one.whole.split("\n")
    for label, (first, last) in shown.notes.items():
        assert first == last
        [(name, said)] = footnotes.find_definition_rows(lines[first - 1])
        assert fold_label(name) == label
        assert one.definitions[name] == said


@pytest.mark.parametrize("entity", ["&#94;", "&#x5e;", "&Hat;"])
def test_what_the_parser_does_not_render_to_its_end_is_not_taken_for_all_of_it(entity):
    for text in (
        f"A [{entity}x] b.\n\n<b>hidden</b>\n\nEnd.\n",
        f"A [{entity}",
        f"[x][{entity}y]\n",
    ):
        assert render(text).failure


def test_a_rendering_that_was_cut_off_is_none():
    assert rendering_of("<p>A [").failure
    assert rendering_of('<p>A</p>\n<hr />\n<p>b<br />\n<img src="x" /></p>\n').failure == ""


def test_what_cannot_be_rendered_says_so_and_holds_nothing():
    assert Rendering(failure="x").html == ()
