"""Names of pages found in prose: where they are meant, and where they are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.language.mentions import Phrases

NAMES = {
    "context-window": ("Context window", "CW"),
    "limit": ("Context window limit",),
    "titan": ("Titan",),
    "sload": ("SLOAD",),
    "green-tea": ("煎茶: green tea", "Grüner Tee"),
    "csharp": ("C#", "42"),
    "one": ("Ambiguous thing",),
    "two": ("ambiguous thing",),
    "vessel": ("kettle",),
    "limit-schedule": ("limit schedule",),
    "day": ("schedule day",),
    "window-seat": ("window seat of honour",),
    "kepler": ("Kepler",),
    "red-sea": ("Red Sea",),
    "esa": ("ESA",),
}
PHRASES = Phrases((name, slug) for slug, names in NAMES.items() for name in names)


def found(text):
    hits = [(m.slug, m.words) for m in PHRASES.mentions(text, NAMES)]
    assert {slug for slug, _ in hits} <= PHRASES.pages_named_in(text).keys()
    return hits


@pytest.mark.parametrize(
    ("text", "slug", "words"),
    [
        ("It has a context window.", "context-window", "context window"),
        ("Context windows grow.", "context-window", "Context windows"),
        ("a context-window of 8K", "context-window", "context-window"),
        ("the context window limit is", "limit", "context window limit"),
        ("> the *context window*, quoted", "context-window", "context window"),
        ("| a | context window |", "context-window", "context window"),
        ("the moon Titan, seen", "titan", "Titan"),
        ("On Titan it rains", "titan", "Titan"),
        ("on Titan's shores", "titan", "Titan"),
        ("to Titan.", "titan", "Titan"),
        ("an SLOAD of", "sload", "SLOAD"),
        ("ein grüner Tee", "green-tea", "grüner Tee"),
        ("of 煎茶: green tea", "green-tea", "煎茶: green tea"),
        ("the kettle boils", "vessel", "kettle"),
        ("a context window seat of honour", "window-seat", "window seat of honour"),
        ("a limit schedule", "limit-schedule", "limit schedule"),
        ("the context window limit schedule", "limit", "context window limit"),
        ("in the Red Sea.", "red-sea", "Red Sea"),
        ("Since Red Sea water", "red-sea", "Red Sea"),
        ("by ESA and others", "esa", "ESA"),
        ("the shore of the Red Sea", "red-sea", "Red Sea"),
    ],
)
def test_a_name_in_prose_is_found(text, slug, words):
    assert found(text) == [(slug, words)]


@pytest.mark.parametrize(
    "text",
    [
        "## The context window",
        "> # A context window",
        "[[context-window|the context window]]",
        "[a context window](https://x.example/)",
        "![context window](a.png)",
        "[the context window][ref]",
        "[^context-window]: a context window",
        "[ref]: https://x.example/ 'context window'",
        "https://x.example/Titan and a@Titan",
        "<img alt='context window'>",
        "a context. Window of",
        "a context, window of",
        "context windowing",
        "Titan is a moon",
        "It ended. Titan began",
        "- Titan",
        "| Titan |",
        "the Titan Corporation, the Great Titan, Titan-like",
        "titan, sload and Kettle",
        "Titan.md and raw/Titan",
        "a limit schedule day",
        "the University of Kepler, the Kepler–Newton law, the Kepler Wall",
        "in the Red Sea Rift or the Great Red Sea",
        "at the ESA Centre, of the Young ESA",
        "C# and 42 and an ambiguous thing",
    ],
)
def test_what_is_no_mention_is_left_alone(text):
    assert found(text) == []


def test_lines_and_columns_count_from_one():
    (mention,) = PHRASES.mentions("\n\nin a context window", NAMES)
    assert (mention.line, mention.column) == (3, 6)


def test_only_the_pages_asked_for_are_named():
    assert list(PHRASES.mentions("a context window", {"titan"})) == []


PIECES = [*"aT. \n[]()|*-#'’é\x00ßİ", "Titan", "context", "window", "limit"]


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_any_text_can_be_searched(text):
    for mention in PHRASES.mentions(text, NAMES):
        line = text.split("\n")[mention.line - 1]
        assert line[mention.column - 1 :].startswith(mention.words)


def test_words_are_covered_by_a_longer_name_that_code_or_a_link_cuts_in_two():
    line = "the `context` window limit"
    start = line.index("window")
    assert (line.index("context"), start + len("window limit")) in PHRASES.spans(line)
    assert PHRASES.spans("a limit schedule") == [(2, 16)]
    assert PHRASES.spans("a limit schedule day") == [(2, 20)]
    assert PHRASES.spans("[[context window]] limit") == [(2, 24)]
