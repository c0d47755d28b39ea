"""What may state something, each on one line: paragraphs, items and rows of tables."""

import pytest

from pipeline.core.markup.stating_lines import find_stating_lines


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It was made\nin 1931. It is old.\n\nIt is blunt.\n", ["It was made in 1931. It is old.", "It is blunt."]),
        ("- a\n  more of a\n- [ ] buy 3\n  of them\n- [1] c\n", ["- a more of a", "- [1] c"]),
        ("> [!note] The saw\n> It is old,\n> and blunt.\n>\n> It cuts.", ["> [!note] The saw", "> It is old, and blunt.", "> It cuts."]),
        ("### Saws\n```\n5\n```\n    code 5\n<!-- 5 -->\n", []),
        ("`rasp` cuts\nwood\n", ["`rasp` cuts wood"]),
        ("a\n> b\nc", ["a", "> b", "c"]),
        ("> # Saws\n> It is old", []),
        ("five\n6. of\n", ["five", "6. of"]),
    ],
)  # fmt: skip
def test_lines_of_one_paragraph_are_one(text, found):
    assert [line.text for line in find_stating_lines(text)] == found


def test_of_a_table_only_the_rows_state_something():
    text = "Sizes:\n\n| A | B |\n|---|---|\n| 5 | 6 |\n> | 7 | 8 |\n"
    assert [*find_stating_lines(text)] == [
        ("Sizes:", False),
        ("| 5 | 6 |", True),
        ("| 7 | 8 |", True),
    ]
