import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from pipeline.core.markup import (
    commonmark,
)

RENDERER = MarkdownIt("commonmark", {"html": True}).enable("table")


def tokens(text):
    for token in RENDERER.parse(text):
        yield token
        yield from token.children or ()


@pytest.mark.parametrize("text", ["<b>", "</b>", "<br/>", "<!-- x -->", "<img src=x onerror=y>", "<!DOCTYPE x>", "<details>", "$$<b>$$", "%%<b>%%", "\\\\<b>", "`a\n<div>\n`", "`a\n- <b>`", "[^a]: <b>"])  # fmt: skip
def test_html_is_seen(text):
    assert commonmark.find_html(f"some {text} text")
    assert commonmark.find_html(f"some words\n\n{text}\n")


@pytest.mark.parametrize(
    "text", ["a < b", "`<b>`", "\\<b>", "```\n<b>\n```", "1<2>3", "<3", "x <- y"]
)
def test_what_is_no_html_is_left_alone(text):
    assert commonmark.find_html(text) == []


@given(st.text("<!-?[]CDATA> \n>-*1.a`\\", max_size=60))
@example("a <!-- b --> c <!-- d")
@example("> <!-- a\n\nb <? c")
@example("a <!-- b\n\n`-->` <!X")
def test_comments_without_an_end_are_html_to_nobody(text):
    def live(words):
        return [t.content.strip() for t in tokens(words) if t.type in ("html_block", "html_inline")]

    assert live(commonmark._without_open_ends(text)) == live(text)
