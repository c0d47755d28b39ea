"""A message at a line is one command, and foreign text in it stays text."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.github.annotation import annotate


def test_an_annotation_stands_at_a_line():
    assert (
        annotate("error", "wiki/gas.md", 4, "dead-link", "No page “x”.")
        == "::error file=wiki/gas.md,line=4,title=dead-link::No page “x”."
    )
    assert annotate("warning", "wiki/a,b:c.md", 0, "", "x") == "::warning file=wiki/a%2Cb%3Ac.md::x"
    assert annotate("notice", "", 7, "", "100 %\nmore") == "::notice::100 %25%0Amore"


@given(st.text(), st.text(), st.text())
def test_an_annotation_is_one_command_whatever_it_holds(path, title, message):
    line = annotate("error", path, 1, title, message)
    assert line.splitlines() == [line]
    head, _, said = line.removeprefix("::error").partition("::")
    assert "\n" not in said
    assert all(
        part.strip().split("=")[0] in ("file", "line", "title") for part in head.split(",") if part
    )


def test_escapes_for_a_terminal_are_taken_out():
    assert (
        annotate("error", "a\x1b[2J", 1, "\u202e", "\x1b]0;x\x07")
        == "::error file=a�[2J,line=1,title=�::�]0;x�"
    )
