import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.name_keys import fold, slug_of, thing_key, unique_slug
from tests.helpers.strategies import any_text


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
