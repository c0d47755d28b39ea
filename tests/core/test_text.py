import unicodedata

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pipeline.core.text import (
    STEMMED,
    Haystack,
    counted,
    digest,
    fold,
    hidden_characters,
    nearest,
    normalise,
    noun_for,
    search_words,
    shorten,
    slug_of,
    strip_hidden,
    thing_key,
    unique_slug,
)
from tests.helpers.making import source
from tests.helpers.strategies import any_text

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


@given(any_text)
def test_a_normalised_text_is_normal(text):
    once = normalise(text)
    assert normalise(once) == once
    assert normalise(unicodedata.normalize("NFD", text)) == normalise(
        unicodedata.normalize("NFC", text)
    )
    assert not hidden_characters(once)


@given(any_text)
def test_visible_text_hides_nothing_and_is_stable(text):
    assert not hidden_characters(strip_hidden(text))
    assert strip_hidden(strip_hidden(text)) == strip_hidden(text)


@given(any_text, st.integers(10, 60))
@example("CON", 60)
@example("a" * 300, 60)
@example("日本語" * 50, 60)
@example("ß" * 60, 60)
@example("北亰 " * 60, 40)
def test_a_slug_is_a_short_ascii_file_name(title, limit):
    slug = slug_of(title, limit)
    assert slug.isascii()
    assert 0 < len(slug) <= limit + 5
    assert all(c.isalnum() or c == "-" for c in slug)
    assert slug == slug.lower().strip("-")


@given(any_text)
def test_a_slug_has_at_most_sixty_characters(title):
    assert len(slug_of(title)) <= 60


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("GPT-4: what's new?", "gpt-4-whats-new"),
        ("index", "index-page"),
        ("NUL", "nul-page"),
        ("Zürich", "zurich"),
        ("C# & C++", "c-c"),
        ("A “quoted” title", "a-quoted-title"),
        ("\u202eevil", "evil"),
        ("../../etc/passwd", "etc-passwd"),
    ],
)
def test_slugs_are_what_one_would_expect(title, slug):
    assert slug_of(title) == slug


@given(st.lists(any_text, max_size=12))
@example(["🚀", "🌙", "…", "a", "A", "a", "a-2"])
def test_slugs_do_not_collide(titles):
    taken = []
    for title in titles:
        taken.append(unique_slug(slug_of(title), taken))
    assert len(set(taken)) == len(titles)


@given(any_text)
def test_folding_is_stable_and_ignores_case(name):
    assert fold(fold(name)) == fold(name)
    assert fold(fold(name).upper()) == fold(fold(name).upper().lower())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Context windows", "context window"),
        ("context-window", "Context Window"),
        ("GPT‑4", "gpt 4"),
        ("Ｗｉｄｅ", "wide"),
        ("Saturn's moons", "saturns moon"),
    ],
)
def test_names_of_one_thing_are_one(one, other):
    assert thing_key(one) == thing_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("C", "C#"), ("C", "C++"), ("GPT-4", "GPT-40"), ("news", "new"), ("EIP-150", "EIP-1559")],
)
def test_names_of_two_things_are_two(one, other):
    assert thing_key(one) != thing_key(other)


@given(any_text, st.integers(2, 50))
def test_a_shortened_text_fits(text, limit):
    short = shorten(text, limit)
    assert len(short) <= limit
    assert short == text or short.endswith("…")


def test_a_digest_tells_texts_apart():
    assert digest("a") != digest("b")
    assert len(digest("a")) == 16


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("✔️ ℹ️ ©️ 1️⃣ ↔️ ‼️", []),  # one selector behind what has an emoji form
        ("葛󠄀城市", []),  # and behind an ideograph, for the form that a name is written in
        ("a\ufe0f", ["U+FE0F"]),
        ("✔\ufe0f\ufe0f", ["U+FE0F"]),
        ("b\U000e0141\U000e0142", ["U+E0141", "U+E0142"]),
        ("x\u3164y\u115f\u2800", ["U+3164", "U+115F", "U+2800"]),
        ("a\u034fb", ["U+034F"]),
    ],
)
def test_fillers_and_selectors_that_carry_what_nobody_sees_are_hidden(text, hidden):
    assert hidden_characters(text) == hidden
    assert hidden_characters(strip_hidden(text)) == []


def test_a_noun_stands_in_the_plural_unless_it_is_one():
    assert [counted(n, "new page") for n in (0, 1, 2)] == [
        "0 new pages",
        "1 new page",
        "2 new pages",
    ]
    assert [noun_for(n, "link") for n in (0, 1, 2)] == ["links", "link", "links"]


@pytest.mark.parametrize(
    ("name", "alike", "meant"),
    [
        ("dead-lnik", 0.6, "dead-link"),
        ("dead-end", 0.6, "dead-end"),
        ("ghost", 0.6, ""),
        ("", 0.6, ""),
        ("dead-lnik", 0.95, ""),
    ],
)
def test_the_name_that_was_probably_meant_is_found_among_those_there_are(name, alike, meant):
    names = iter(("missing-page", "dead-link", "dead-end"))
    assert nearest(name, names, alike) == meant


def test_search_words_are_stemmed_by_the_language_and_in_english_as_ever():
    assert search_words("Moons orbited Café") == ["moon", "orbit", "café"]
    assert search_words("Moons orbited", "en-GB") == search_words("Moons orbited")
    assert search_words("Die Häuser", "de") == ["die", "haus"]
    assert search_words("les maisons", "fr-CA") == ["les", "maison"]
    assert search_words("дома домов", "ru") == ["дом", "дом"]
    assert search_words("Häuser 4.5", "xx") == ["häuser", "4.5"]
    for language in STEMMED:
        assert search_words("a1 Wörter", language)
