"""Patterns of paths in `ignore`, as `.gitignore` has them."""

import pytest

from pipeline.core.wiki.path_patterns import PathPatterns, explain_bad_pattern


@pytest.mark.parametrize(
    ("pattern", "matched", "left"),
    [
        ("README.md", ["README.md", "a/b/readme.md"], ["my-README.md", "README.mdx"]),
        ("Templates/", ["Templates/day.md", "a/templates/x/y.md"], ["Templates", "Templates.md"]),
        ("daily", ["daily/2026.md", "x/daily/a.md"], ["daily-notes/a.md"]),
        ("/daily/", ["daily/a.md"], ["x/daily/a.md"]),
        ("log*.md", ["log.md", "a/log-2026.md"], ["blog.md", "log/a.txt"]),
        ("notes/*.md", ["notes/a.md"], ["notes/a/b.md", "x/notes/a.md"]),
        ("notes/**/_*.md", ["notes/_a.md", "notes/a/b/_c.md"], ["notes/a.md"]),
        ("notes/**", ["notes/a.md", "notes/a/b.md"], ["notes.md"]),
        ("20??-*.md", ["2026-04.md", "a/2026-04-11.md"], ["26-04.md"]),
        ("a.b[c]", ["a.b[c]"], ["a.bc", "axb[c]"]),
        ("**/x.md", ["x.md", "a/b/x.md"], ["ax.md"]),
    ],
)
def test_a_pattern_matches_as_in_gitignore(pattern, matched, left):
    patterns = PathPatterns([pattern])
    assert [path for path in (*matched, *left) if patterns.match(path)] == matched


def test_without_patterns_nothing_matches():
    assert not PathPatterns([]).match("a.md")


@pytest.mark.parametrize("pattern", ["", "/", "!keep.md", "x" * 201, "*a*b*c*d"])
def test_a_pattern_that_cannot_be_meant_is_refused(pattern):
    assert explain_bad_pattern(pattern)
    assert not explain_bad_pattern("notes/**/_*.md")
