"""Blocks of whole lines: what each is, and where what it says begins."""

import pytest

from pipeline.core.markup.text_blocks import group_tables, split_blocks
from pipeline.core.markup.text_mask import show_words


def blocks(text):
    return [(b.kind, text[b.inner : b.end].strip()) for b in split_blocks(show_words(text))]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("`rasp` cuts.\n\n`saw`\n", [("prose", "`rasp` cuts."), ("prose", "`saw`")]),
        ("It was made in\n1931. It is old.\n", [("prose", "It was made in\n1931. It is old.")]),
        ("Steps:\n1. Saw.\n2. Rasp.\n", [("prose", "Steps:"), ("item", "Saw."), ("item", "Rasp.")]),
        ("- a\n  more of a\n- [ ] b\n- [1] c\n", [("item", "a\n  more of a"), ("item", "b"), ("item", "[1] c")]),
        ("| A | B |\n|---|---|\n| `x` | y |\n", [("table head", "| A | B |"), ("table head", "|---|---|"), ("row", "| `x` | y |")]),
        ("> [!note]- The saw\n> It is old,\n> and blunt.\n", [("title", "The saw"), ("prose", "It is old,\n> and blunt.")]),
        ("### Saws\ntext\n---\n[^a]: words\n", [("heading", "### Saws"), ("prose", "text"), ("other", "---"), ("other", "[^a]: words")]),
        ("```\n- a\n```\n    code\n<!-- x -->\n$$\nx\n$$\n", []),
        ("<!-- x --> It is old.\n", [("prose", "It is old.")]),
    ],
)  # fmt: skip
def test_a_text_is_cut_into_blocks(text, found):
    assert blocks(text) == found


def test_a_table_ends_where_its_rows_do():
    text = "| a | b |\n|---|---|\n| 1 | 2 |\n\nWords.\n\n| c |\n|---|\n"
    found = [[b.kind for b in table] for table in group_tables(split_blocks(text))]
    assert found == [["table head", "table head", "row"], ["table head", "table head"]]
