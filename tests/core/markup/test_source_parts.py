"""A long text is read in overlapping parts that hold all of it, and no table, item or code is cut."""

import itertools
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.markup.source_parts import cut_text, part_at
from pipeline.core.pricing import estimate_tokens
from tests.helpers.strategies import markdown_text

SENTENCE = "The boiler of engine {} was built in the works of the {}th year and ran for long. "
TABLE = "| engine | year |\n|---|---|\n" + "".join(f"| E{n} | {1800 + n} |\n" for n in range(30))
CODE = "```\n" + "".join(f"start(engine_{n})\n\n" for n in range(20)) + "```\n"
LIST = "".join(
    f"- Engine {n} is red.\n\n  It was built by the brothers, and runs.\n\n" for n in range(12)
)


def paragraph(n):
    return "".join(SENTENCE.format(n, k) for k in range(4)).strip() + "\n"


def book(seed=1, chapters=5):
    """Chapters with everything in them that must not be cut."""
    chance = random.Random(seed)
    out = ["# The book of engines\n"]
    for c in range(chapters):
        out.append(f"## Chapter {c}\n")
        for n in range(6):
            block = chance.choice([TABLE, CODE, LIST, "### Of wheels\n"])
            out += [paragraph(10 * c + n), block]
    return "\n".join(out)


def ends(text, parts):
    """Return the parts' own texts, which together are the text."""
    return [text[part.own : part.end] for part in parts]


@pytest.mark.parametrize("most", [700, 1_500, 2_500])
def test_parts_hold_every_line_and_cut_no_table_item_or_code(most):
    text = book()
    parts = cut_text(text, most=most)
    assert len(parts) > 2
    assert "".join(ends(text, parts)) == text
    for part in parts:
        own = text[part.own : part.end]
        assert part.head == (0, 0)
        assert own.count("```") % 2 == 0
        assert own.count("|---|") * 31 == sum(x.startswith("| ") for x in own.split("\n"))
        assert not own.startswith((" ", "\n"))
        assert estimate_tokens(own) <= most + 1


def test_each_part_begins_with_the_end_of_the_one_before_it_in_whole_blocks():
    text = "\n".join(paragraph(n) for n in range(60))
    parts = cut_text(text, most=1_000)
    for before, part in itertools.pairwise(parts):
        assert before.own < part.start < part.own == before.end
        assert text[part.start :].startswith("The boiler of engine")
        assert estimate_tokens(text[part.start : part.own]) <= 251


def test_a_part_ends_at_a_chapter_where_one_is_in_reach():
    chapters = (
        f"## Chapter {c}\n\n### Of wheels\n\n" + "\n".join(map(paragraph, range(6)))
        for c in range(9)
    )
    text = "\n".join(chapters)
    parts = cut_text(text, most=2_000)
    assert len(parts) > 2
    assert all(text[part.own :].startswith("## Chapter") for part in parts[1:])


def test_a_table_longer_than_a_part_is_cut_between_rows_below_its_head():
    rows = "".join(f"| E{n} | {1800 + n} |\n" for n in range(900))
    text = f"Before it.\n\n| engine | year |\n|---|---|\n{rows}\nBehind it.\n"
    parts = cut_text(text, most=1_000)
    assert "".join(ends(text, parts)) == text
    inside = [p for p in parts if text[p.own :].startswith("| E") or p.head != (0, 0)]
    assert len(inside) > 2
    for part in inside:
        assert part.text(text).startswith("| engine | year |\n|---|---|\n| E")


def test_a_text_on_a_single_line_is_cut_between_sentences_that_overlap():
    text = "".join(SENTENCE.format(n, n) for n in range(400))
    parts = cut_text(text, is_markdown=False, most=1_000)
    assert len(parts) > 5
    for before, part in itertools.pairwise(parts):
        assert part.start < part.own == before.end
        assert text[part.start :].startswith("The boiler")
        assert text[part.own :].startswith("The boiler")


@pytest.mark.parametrize(
    "text", ["x" * 50_000, "日本語の文。" * 9_000, "\n" * 50_000, " " * 50_000]
)
def test_whatever_has_no_place_for_a_cut_is_cut_all_the_same(text):
    parts = cut_text(text, most=1_000)
    assert "".join(ends(text, parts)) == text
    assert all(estimate_tokens(own) <= 1_001 for own in ends(text, parts))


def test_a_short_text_is_one_part():
    (part,) = cut_text("Short.\n")
    assert part.text("Short.\n") == "Short.\n"


def test_a_character_belongs_to_the_part_that_brings_it():
    text = book()
    parts = cut_text(text, most=700)
    for number, part in enumerate(parts):
        assert part_at(parts, part.own) == part_at(parts, part.end - 1) == number


@given(st.lists(markdown_text, max_size=12).map("\n".join), st.integers(20, 200), st.booleans())
def test_parts_of_any_text_follow_one_another_without_a_gap(text, most, is_markdown):
    parts = cut_text(text, is_markdown, most)
    assert "".join(ends(text, parts)) == text
    for before, part in itertools.pairwise(parts):
        assert before.own < part.start <= part.own < part.end
