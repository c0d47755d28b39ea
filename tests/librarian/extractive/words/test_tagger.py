import time

import pytest

from pipeline.librarian.extractive.words.english import usual_tag, zipf_frequency
from pipeline.librarian.extractive.words.tagger import MODIFIERS, NOUNS, tag_tokens
from pipeline.librarian.extractive.words.tokens import tokenize


def tags(text):
    found = tokenize(text)
    return dict(zip((t.text for t in found), tag_tokens(found), strict=True))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The stash is kept in a ref.", "stash"),
        ("The capability bounding set is inherited.", "set"),
        ("Identity proofing is required.", "proofing"),
        ("The method is a diary of sleep.", "sleep"),
        ("Herons fish below the Tamsin weir all winter.", "weir"),
        ("New namespaces are made by hand.", "namespaces"),
    ],
)
def test_nouns_are_told(text, word):
    assert tags(text)[word] in NOUNS


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("A string containing digits fails.", "containing"),
        ("The potter fires the kiln quickly.", "quickly"),
        ("They were burned in winter.", "were"),
        ("It is used to stop water.", "stop"),
    ],
)
def test_other_words_are_no_nouns(text, word):
    assert tags(text)[word] not in NOUNS


def test_an_adjective_before_a_noun_modifies_it():
    assert tags("A virtual package is named here.")["virtual"] in MODIFIERS


def test_what_is_common_in_english_is_known():
    assert zipf_frequency("system") > 5 > zipf_frequency("kettle") > zipf_frequency("pathspec")
    assert zipf_frequency("kettles") == zipf_frequency("kettle")
    assert usual_tag("kettle") == "NN"


def test_the_time_follows_the_length_of_the_text():
    def taken(text):
        found = tokenize(text)
        start = time.process_time()
        tag_tokens(found)
        return time.process_time() - start

    taken("warm up.")
    piece = "the set of sets that set sets " * 40
    assert taken(piece * 20) < 60 * max(taken(piece), 0.002)


@pytest.mark.parametrize("word", ["𝐏", "𝐏𝐨𝐰𝐞𝐫", "ℝ"])
def test_a_capital_that_has_no_small_letter_is_a_word_like_another(word):
    assert tag_tokens(tokenize(f"The {word} rises."))
