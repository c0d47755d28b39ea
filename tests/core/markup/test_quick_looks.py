"""A quick look at a text never says no where a reader sees the digit or the word."""

import re

from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.markup import markdown
from pipeline.core.markup.quick_looks import has_digit, may_hold_word
from tests.helpers.strategies import foreign_text, markdown_text

PIECES = st.lists(
    st.sampled_from(("lar", "gest", "GEST", "geſt", "**", "_", "`", "\\", "[[", "]]", "|", "![[", "[", "](", ")", "!", " ", "\n", "9", "٣", "²", "é")),
    max_size=9,
).map("".join)  # fmt: skip


@given(st.one_of(PIECES, foreign_text))
@example("²")
def test_a_digit_is_found_as_the_pattern_finds_it(text):
    assert has_digit(text) == bool(re.search(r"\d", text))


@given(st.one_of(PIECES, markdown_text))
@example("lar[[pot|ge]]st")
@example("lar![x](y)gest")
@example("[lar](u.md)gest")
def test_a_word_that_a_reader_may_see_is_not_missed(text):
    seen = {markdown.to_plain_text(text), re.sub(r"\W", "", markdown.drop_links(text))}
    assert may_hold_word(text, (b"gest",)) or not any("gest" in words.casefold() for words in seen)


def test_most_prose_is_seen_to_hold_neither():
    prose = "It boils [[pot|the water]] (slowly), see [tea](tea.md)."
    assert not has_digit(prose)
    assert not may_hold_word(prose, (b"est", b"worst"))
