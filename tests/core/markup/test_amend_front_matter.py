"""Single keys of front matter that somebody wrote are set, and every other line stays."""

import pytest

from pipeline.core.markup.amend_front_matter import amend_block, find_obstacle_line
from pipeline.core.markup.frontmatter import load_block


def test_a_key_is_set_and_every_other_line_stays():
    front = "\ufeff---\r\n# mine\r\ntags: [a, b] # why\r\ntitle: 'X'\r\nsources: [raw/x.md]\r\n\r\n# about\r\nowner:\r\n  name: Bo\r\n---\r\n"
    made = amend_block(
        front,
        {"sources": ["raw/x.md", "raw/y.md"], "confidence": "low"},
        ("title", "sources", "confidence"),
    )
    new = "sources:\r\n- raw/x.md\r\n- raw/y.md\r\nconfidence: low\r\n"
    assert made == front.replace("sources: [raw/x.md]\r\n", new)


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ("---\ntitle: A\nsources:\n- a # why\n---\n", 3),
        ("---\ntitle: A\nsources:\n# why\n- a\n---\n", 3),
        ("---\n{title: A, sources: [a]}\n---\n", 2),
        ("---\n? title\n: A\n---\n", 2),
        ("---\ntitle: A # why\nsources: [a]\n---\n", 0),
        ("---\ntitle: A\nsources: ['a # b']\n# why\n---\n", 0),
        ("---\ntitle: A\nsources:\n- a\n---\n", 0),
    ],
)
def test_where_a_comment_or_the_form_would_be_lost_nothing_is_written(front, line):
    assert find_obstacle_line(front, ("sources",)) == line
    made = amend_block(front, {"sources": ["a", "b"]})
    assert (made is None) == bool(line)
    assert made is None or load_block(made) == {"title": "A", "sources": ["a", "b"]}
