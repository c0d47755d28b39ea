"""Sentences of Markdown, from a table; together they are the paragraph again, on every page."""

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.markup import markdown
from pipeline.core.markup import sentence_spans as module
from pipeline.core.markup.sentence_spans import find_run_in, sentence_spans
from pipeline.core.markup.text_blocks import split_blocks
from pipeline.core.markup.text_mask import show_words
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page
from tests.helpers.corpora import corpus
from tests.helpers.growth import assert_time_grows_with_length

TESTS = Path(__file__).parents[2]
TABLE = [
    line.replace("⏎", "\n")
    for line in Path(__file__).with_name("sentence_spans.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
PARTS = ("`a`", "`", "**", "*", ".", "...", "…", "!", " ", "\n", "> ", "[^a-1]", "[[b|C. D]]", "[b](c.d)", "![", "](", "Price", "The ", "https://a.b", "<a ", "(", ")", "$$", "<!-- x -->", "。")  # fmt: skip


def marked(text):
    shown = show_words(text)
    return "¦".join(text[a:b] for a, b in sentence_spans(shown))


@pytest.mark.parametrize("text", TABLE)
def test_a_paragraph_is_cut_where_its_sentences_end(text):
    assert marked(text.replace("¦", "")) == text


@given(st.lists(st.sampled_from((*PARTS, "e.g. ", "3. ", "a, b; c: d", "\t", "-"))))
@example(["Price", " "])
def test_what_is_one_sentence_at_a_glance_is_one(parts):
    text = "".join(parts)
    if module._is_one_sentence(text):
        assert len([*cut_into_sentences("", module._as_prose(text))]) == 1


@given(
    st.lists(
        st.sampled_from(
            (
                "[[",
                "]]",
                "[",
                "]",
                "a",
                "B c",
                "a-b",
                "|",
                ". ",
                " ",
                "!",
                "#",
                "é",
                "](",
                "\\",
                "[[a b]]",
                "[[a|b c]]",
                "x[[a]]",
            )
        )
    )
)
@example(["[", "[[a b]]", "x", "]]"])
def test_links_that_are_mere_names_are_replaced_as_all_links_are(parts):
    text = "".join(parts)
    if module._has_mere_names_only(text):
        pieces, at = [], 0
        for link in markdown.find_links(text, text):
            pieces += (text[at : link.start], text[link.start : link.end - 1], "x")
            at = link.end
        assert module._without_ends_in_links(text) == "".join((*pieces, text[at:]))


@given(st.text(st.characters(max_codepoint=300)))
def test_letters_for_the_ends_of_sentences_are_those_of_the_table(text):
    assert module._with_letters_for_ends(text) == text.translate(module._AS_LETTERS)


@given(st.lists(st.sampled_from(PARTS)))
def test_the_sentences_give_the_paragraph_again(parts):
    text = "".join(parts)
    assert marked(text).replace("¦", "") in (text, "")


def pages():
    roots = [TESTS.parent / "wiki", TESTS / "runs", TESTS / "wikis", TESTS / "rules"]
    roots += [TESTS / "librarian" / "extractive" / "pages" / "golden", TESTS.parent / "docs"]
    # the vaults of people may have front matter that is no YAML
    found = [file for root in roots for file in sorted(root.rglob("*.md"))]
    return [file for file in found if "existing" not in file.parts]


def assert_nothing_is_lost(text):
    """Check that blocks and sentences hold all but what is hidden, each in one of them."""
    shown = show_words(text)
    at = 0
    for block in split_blocks(shown):
        assert not shown[at : block.start].strip(" \t\n>")
        assert block.start <= block.inner <= block.end
        at = block.end
        if block.states and block.kind != "row":
            spans = list(sentence_spans(shown[block.inner : block.end]))
            assert all(one[1] == other[0] for one, other in pairwise(spans))
            assert not spans or (spans[0][0], spans[-1][1]) == (0, block.end - block.inner)
    assert not shown[at:].strip(" \t\n>")


@pytest.mark.parametrize("folder", [None, "obsidian-tasks-docs", "ethereum-gas"])
def test_the_pieces_of_every_page_at_hand_give_it_again(folder):
    found = [*corpus(folder).rglob("*.md")] if folder else pages()
    assert len(found) > 20
    for file in found:
        text = file.read_text("utf-8")
        assert_nothing_is_lost(text)
        page = Page.parse(f"wiki/{file.name}", text) if text.startswith("---\n") else None
        for piece in pieces_of_page(page) if page else ():
            assert text.split("\n")[piece.line - 1].find(piece.raw.split("\n")[0]) >= 0


@given(st.lists(st.sampled_from((*PARTS, "- ", "1. ", "\n\n", "| ", "---", "# ", "```\n"))))
def test_nothing_is_lost_of_a_text_made_by_chance(parts):
    assert_nothing_is_lost("".join(parts))


def test_what_leads_a_paragraph_like_a_heading_is_known():
    for text, lead in (
        ("**Price.** It rises.", "**Price.**"),
        ("**Price**: it rises.", "**Price**:"),
        ("`rasp`. It rises.", "`rasp`."),
        ("**Price** rises.", ""),
        ("It rises.", ""),
    ):
        assert text[: find_run_in(show_words(text))] == lead


@pytest.mark.parametrize("unit", [*PARTS, "**a.** ", "![a](", "[[a", "a.[^b]", "...[^", "<a://"])
def test_time_grows_with_the_length(unit):
    assert_time_grows_with_length(
        lambda text: list(sentence_spans(show_words(text))), unit * 4_000, unit * 16_000
    )
