"""The title above a page and *Linked from* at its end are no content, whatever stands in them."""

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.bookkeeping.frame_page import make_title_line
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page
from tests.helpers.strategies import any_text

PATH = "wiki/entities/saturn.md"
FRONT = "---\ntitle: Saturn\n---\n"
BODY = "\nSaturn has [rings](../concepts/ring.md).[^s-1]\n\n## Moons\n\n- It has 274.[^s-1]\n\n"
LINKED = "## Linked from\n\n- [Titan](titan.md): Titan orbits Saturn in 16 days.\n- [Old](../sources/old.md) (2019-10): It has 82.\n- and 5 more\n\n"
TAIL = '[^s-1]: [s](../../raw/s.md?plain=1#L1): "rings"\n'
FRAMED = f"{FRONT}\n# Saturn\n{BODY}{LINKED}{TAIL}"
BARE = f"{FRONT}{BODY}{TAIL}"


def test_a_frame_is_apart_from_what_the_page_says():
    page = Page.parse(PATH, FRAMED)
    assert (page.heading, page.backlinks) == ("\n# Saturn\n", LINKED)
    assert page.body == Page.parse(PATH, BARE).body == BODY
    assert page.tldr.startswith("Saturn has")
    assert page.render() == FRAMED


@pytest.mark.parametrize(
    ("heading", "anchors"),
    [("# Saturn", "1saturn"), ('# What `<a id="x">` is', "1whataidxis")],
)
def test_every_fact_of_a_page_is_the_same_with_and_without_its_frame(heading, anchors):
    """But for its own anchors: what GitHub shows as a heading can be linked to."""
    framed, bare = facts_of(PATH, FRAMED.replace("# Saturn", heading)), facts_of(PATH, BARE)
    assert framed.refs == (*bare.refs[:-1], f"={anchors} 2moons 2linkedfrom")
    assert replace(framed, refs=bare.refs) == bare


def test_lines_of_statements_count_the_title():
    lines = FRAMED.split("\n")
    for piece in pieces_of_page(Page.parse(PATH, FRAMED)):
        assert piece.raw in lines[piece.line - 1]


@pytest.mark.parametrize(
    "text",
    [
        LINKED.replace("- and 5 more\n", "- and 5 more\n\nAnd a sentence of a person.\n"),
        LINKED.replace("- [Titan]", "* [Titan]"),
        LINKED.replace("(titan.md)", "(https://example.org/titan.md)"),
        LINKED.replace("## Linked from", "## Linked From"),
        "## Linked from\n\nNothing.\n\n",
        f"{LINKED}## Moons of it\n\nMany.\n\n",
    ],
)
def test_a_section_that_a_person_wrote_or_added_to_is_content(text):
    page = Page.parse(PATH, f"{FRONT}{BODY}{text}{TAIL}")
    assert page.backlinks == ""
    assert page.body == BODY + text


@pytest.mark.parametrize("lead", ["\n## Moons\n", "\n#Saturn\n", "\n%% # Saturn %%\n", "\nA.\n\n# Saturn\n", "\n# Saturn <!-- of\n-->\n", "\n# `Saturn` %% of\n\nA. %%\n"])  # fmt: skip
def test_only_a_heading_of_level_1_that_opens_the_page_is_its_title(lead):
    assert Page.parse(PATH, f"{FRONT}{lead}\nWords.\n").heading == ""


TITLE_PARTS = st.sampled_from(["a", " ", "`", "``", "$", "$$", "%%", "<!--", "-->", "\\", "[[x]]", "<pre>", "~~~"])  # fmt: skip


@given(any_text | st.lists(TITLE_PARTS, max_size=9).map("".join))
@example("What `id` is, and `%%` too")
def test_any_title_is_one_line_that_is_read_back_as_the_title(title):
    line = make_title_line(title)
    assert "\n" not in line
    page = Page.parse(PATH, f"{FRONT}\n{line}\n\nWords.\n")
    assert page.lead.strip() == "Words."
    assert page.heading.strip() == line


@given(st.lists(st.sampled_from(["\n", "\r\n", "# T", "## Linked from", "- [a](a.md): b", "- and 2 more", "x", "`", "%%", "[^a-1]: x"]), max_size=14))  # fmt: skip
def test_pieces_join_to_the_file_again(parts):
    text = "".join(parts)
    page = Page.parse(PATH, text)
    assert page.front + page.heading + page.body + page.backlinks + page.tail == text
    content = page.body + page.tail
    assert len(page.masked_content) == len(content)
