"""What was read of pictures joins a text, and is found in the kept text again, whatever it says."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.haystack import Haystack
from pipeline.core.values import Source
from pipeline.core.wiki.kept_text import number_kept_lines, read_kept_text, write_kept_text
from pipeline.core.wiki.transcript import (
    HEADING,
    PictureText,
    Transcript,
    add_transcript,
    settle_text,
    transcript_of,
)

PICTURE = number_kept_lines(
    Source("raw/a.png", "0" * 64, "image", "", (1,), "line", "A", version=1, bare=(0,))
)
PAGES = number_kept_lines(
    Source(
        "raw/a.pdf",
        "0" * 64,
        "pdf",
        "One is here.\n\nThree is here.",
        (1, 3, 3),
        "page",
        "A",
        version=1,
        bare=(2, 4),
    )
)


def read(source, *pictures):
    return add_transcript(source, Transcript("a-model", pictures))


def test_words_and_description_stand_below_marks_of_their_own():
    text = write_kept_text(read(PICTURE, PictureText(0, "Two locks.\n", "A gate is drawn.")))
    assert text.split("---\n\n")[1] == (
        f"<!-- words -->\nTwo locks.\n\n<!-- description -->\n{HEADING}\n\nA gate is drawn.\n"
    )
    assert "read_by: a-model\n" in text


def test_pages_stand_in_their_order_between_those_that_code_reads():
    source = read(PAGES, PictureText(4, "Four.", "A boat."), PictureText(2, "Two."))
    assert write_kept_text(source).split("---\n\n")[1] == (
        "<!-- page 1 -->\nOne is here.\n<!-- page 2 -->\n<!-- words -->\nTwo.\n\n"
        "<!-- page 3 -->\n\nThree is here.\n<!-- page 4 -->\n<!-- words -->\nFour.\n\n"
        f"<!-- description -->\n{HEADING}\n\nA boat.\n"
    )


def test_what_is_said_of_pages_that_code_reads_is_passed_over():
    assert read(PAGES, PictureText(3, "Not so.")) == PAGES
    assert add_transcript(PAGES, None) == PAGES


def test_a_heading_over_the_words_of_a_picture_is_its_title():
    assert read(PICTURE, PictureText(0, "# The  board\n\nOne.")).title == "The board"
    assert read(PICTURE, PictureText(0, "One.\n# The board")).title == "A"
    assert read(PAGES, PictureText(2, "# The board")).title == "A"


def test_a_quote_says_whether_it_is_read_or_described():
    source = read(
        PAGES, PictureText(2, "Two locks are shut.", "A gate is drawn."), PictureText(4, "Four.")
    )
    find = Haystack(source).find
    assert [find(x).seen for x in ("One is here", "locks are shut", "gate is drawn")] == [
        "",
        "words",
        "description",
    ]
    assert find(f"shut. {HEADING} A gate").seen == "description"
    assert (find("Four.").page, find("locks").page) == (4, 2)


TEXTS = st.one_of(
    st.text(max_size=60),
    st.lists(
        st.sampled_from(
            ["<!-- words -->", "<!-- page 3 -->", "<!-- description -->", HEADING, "", " ", "One.", "---", "```js", "\u200b", "&lt;", "\r", "\u2028"]
        ),
        max_size=6,
    ).map("\n".join),
)  # fmt: skip


@given(st.lists(st.tuples(st.sampled_from([2, 4]), TEXTS, TEXTS), unique_by=lambda x: x[0]))
@example([(2, "", HEADING), (4, HEADING, "One.")])
def test_what_was_read_is_found_in_the_kept_text_and_makes_the_same_text_again(rows):
    pictures = tuple(PictureText(*row) for row in sorted(rows))
    written = write_kept_text(read(PAGES, *pictures))
    found = read_kept_text(written)
    again = add_transcript(PAGES, transcript_of(found))
    assert write_kept_text(again) == written
    settled = [(p.number, settle_text(p.words), settle_text(p.description)) for p in pictures]
    kept = [row for row in settled if row[1] or row[2]]
    known = transcript_of(found)
    assert [(p.number, p.words, p.description) for p in (known.pictures if known else ())] == kept


@pytest.mark.parametrize("text", ["", " \n\n", "\u200b"])
def test_a_picture_of_which_nothing_was_read_leaves_the_text_as_it_is(text):
    assert read(PICTURE, PictureText(0, text, text)) == PICTURE
