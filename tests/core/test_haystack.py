import unicodedata

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from pipeline.core.haystack import Haystack
from pipeline.core.text import normalise
from tests.helpers.making import source

WORDS = (
    "kettle",
    "boils",
    "100",
    "°C",
    "8,192",
    "(EIP-150)",
    "café",
    "naïve",
    "日本語",
    "שלום",
    "a",
    "—",
    "“so”",
    "x_y",
    "end.",
)
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8)
paragraphs = st.lists(words, min_size=1, max_size=6)
SPACES = (
    " ",
    "  ",
    "\n",
    "\t",
    "\u00a0",
    " \n ",
    "\u2003",
    "\r\n",
    "\u200b ",
    " \u00ad",
    "\x0c",
    "\u2028",
)
numbers = st.integers(0, 10_000)


def bent(text, how, form):
    """The same words with other white space between them, and another spelling of accents."""
    return unicodedata.normalize(
        form, "".join(how[i % len(how)] if c == " " else c for i, c in enumerate(text))
    )


@given(paragraphs, numbers, numbers, st.lists(st.sampled_from(SPACES), min_size=1, max_size=5), st.sampled_from(["NFC", "NFD"]), st.sampled_from(["NFC", "NFD"]))  # fmt: skip
def test_every_whole_word_slice_is_found_on_the_lines_that_hold_it(lines, a, b, how, there, here):
    flat = [(word, number) for number, line in enumerate(lines, 1) for word in line]
    first, last = sorted((a % len(flat), b % len(flat)))
    quote = " ".join(word for word, _ in flat[first : last + 1])
    assume(len(normalise(quote).replace(" ", "")) >= 3)
    text = unicodedata.normalize(there, "\n".join(" ".join(line) for line in lines))
    found = Haystack(source(text)).find(bent(quote, how, here), near=flat[first][1])
    assert found is not None
    assert found.text == normalise(quote)
    held = normalise(" ".join(text.split("\n")[found.start - 1 : found.end]))
    assert found.text in held
    assert found.start <= found.end


@given(paragraphs, st.sampled_from(["> ", ">", " > ", ">> ", "> > "]), numbers)
def test_a_quote_that_runs_over_the_lines_of_a_block_quote_is_found(lines, mark, where):
    text = "Before.\n\n" + "\n".join(mark + " ".join(line) for line in lines) + "\n\nAfter."
    flat = [word for line in lines for word in line]
    quote = " ".join(flat)
    assume(len(normalise(quote).replace(" ", "")) >= 3)
    found = Haystack(source(text)).find(quote)
    assert found is not None
    assert (found.start, found.end) == (3, 2 + len(lines))


@given(paragraphs, st.text(alphabet="abcdefg", min_size=3, max_size=6))
def test_text_that_is_not_there_is_not_found(lines, strange):
    text = "\n".join(" ".join(line) for line in lines)
    assert Haystack(source(text)).find(f"kettle {strange}zz") is None


@pytest.mark.parametrize(
    "quote",
    ["", "  ", "ab", "a b", "\u200b\u200b\u200b", "ettle", "kettl", "00 deg", "boils at 10"],
)
def test_parts_of_words_and_next_to_nothing_are_not_found(quote):
    assert Haystack(source("The kettle boils at 100 degrees, a b ab.")).find(quote) is None


def test_of_several_places_the_next_one_is_taken():
    text = Haystack(source("the limit\nelse\nthe limit\nelse\nthe limit"))
    assert text.find("the limit").start == 1
    assert text.find("the limit", near=2).start == 3
    assert text.find("the limit", near=5).start == 5
    assert text.find("the limit", near=9).start == 5


def test_a_quote_names_the_lines_of_the_committed_file():
    found = Haystack(source("one two\n\nthree four", locators=(7, 8, 12))).find("two three")
    assert (found.start, found.end) == (7, 12)


def test_hidden_characters_in_the_source_do_not_hide_it():
    assert Haystack(source("The ket\u00adtle\u200b boils")).find("The kettle boils") is not None
