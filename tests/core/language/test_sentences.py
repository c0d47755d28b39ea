"""Sentences of several languages, from a table; joined they give the text again, in linear time."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.language import sentences as module
from pipeline.core.language.sentences import cut_into_sentences
from tests.helpers.growth import assert_time_grows_with_length

TABLE = [
    line.split(": ", 1)
    for line in Path(__file__).with_name("sentences.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]
PARTS = ("Am 3.", "z. B.", "Fig.", " ", "\n", "\n\n", "。", "」", "「", "と", "U.S.", "1.", "A", ".NET", "(", "“", "!", "etc. The")  # fmt: skip


def marked(language, text):
    return "¦".join(cut_into_sentences(language, text))


@pytest.mark.parametrize(("language", "text"), TABLE)
def test_a_text_is_cut_where_its_language_ends_sentences(language, text):
    assert marked(language, text.replace("¦", "")) == text


@given(
    st.lists(st.sampled_from((*PARTS, ".", "…", " . . .", ". A", "a.\nB", "3. ", "\t")), max_size=6)
)
@example(["."])
def test_quick_looks_miss_no_end_that_the_patterns_find(parts):
    text = "".join(parts)
    if module._INNER_END.search(text):
        assert not text.isascii() or "." in text.rstrip()[:-1]
    words = text.rstrip()
    if module._ELLIPSIS.search(words):
        assert words[-1] == "…" or words[-2:-1] in (".", " ")
    if words[-1:] == "." and (found := module._LAST_WORD.search(words)):
        near = module._LAST_WORD.search(words, max(0, words.rfind(" ")))
        assert near is not None
        assert near[1] == found[1]


@pytest.mark.parametrize(("language", "text"), TABLE)
def test_a_text_of_which_nobody_says_the_language_is_cut_alike(language, text):
    assert marked("", text.replace("¦", "")) == text


@given(st.sampled_from(("", "en", "de", "zh", "xx")), st.lists(st.sampled_from(PARTS) | st.text()))
def test_the_sentences_give_the_text_again(language, parts):
    text = "".join(parts)
    assert "".join(cut_into_sentences(language, text)) == text


@pytest.mark.parametrize(
    "unit", ["z. B. ", "am 3. ", "1. ", "A. ", "U.S. ", "etc. The ", "「。」と", "? a"]
)
def test_time_grows_with_the_length_whatever_is_put_together(unit):
    assert_time_grows_with_length(
        lambda text: list(cut_into_sentences("de", text)), unit * 8_000, unit * 32_000
    )


def test_no_sentence_is_longer_than_the_window_however_it_goes_on():
    assert max(map(len, cut_into_sentences("de", "am 3. Mai z. B. das Haus " * 2_000))) <= 4_000
