"""Answers in pieces: nothing is lost between two, and none is larger than it may be."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from pipeline.core.errors import UserError
from pipeline.mcp.pieces import cursor_at, place_of, size_of, take_rows, take_text

TREE = "0123456789abcdef" * 2 + "01234567"


class Line(BaseModel):
    text: str


@given(st.text(max_size=400), st.integers(12, 60))
def test_a_text_is_given_whole_in_pieces_that_fit(text, room):
    pieces, at = [], 0
    while True:
        piece, at = take_text(text, at, room)
        assert size_of(piece) <= room
        pieces.append(piece)
        if not at:
            break
    assert "".join(pieces) == text


@given(st.lists(st.text(max_size=30), max_size=20), st.integers(1, 5), st.integers(1, 200))
def test_rows_are_given_whole_in_pieces_that_fit(texts, most, room):
    found, at = [], 0
    while True:
        rows, at = take_rows(texts, at, most, lambda text: Line(text=text), room)
        assert len(rows) <= most
        assert len(rows) <= 1 or sum(size_of(row.model_dump()) for row in rows) <= room
        found += [row.text for row in rows]
        if not at:
            break
    assert found == texts


def test_a_text_is_cut_at_the_end_of_a_line():
    assert take_text("one two\nthree four\nfive", 0, 24) == ("one two\nthree four\n", 19)


def test_a_place_beyond_the_end_gives_nothing():
    assert take_text("abc", 50) == ("", 0)
    assert take_rows([1, 2], 50, 5, lambda n: Line(text=str(n))) == ([], 0)


@given(st.text())
def test_a_size_is_that_of_the_json_in_a_program_that_counts_utf_16(text):
    assert size_of(text) == sum(1 + (ord(c) > 0xFFFF) for c in json.dumps(text, ensure_ascii=False))


def test_a_cursor_leads_back_to_its_place():
    assert place_of(cursor_at(TREE, 40), TREE) == 40
    assert place_of("", TREE) == 0


def test_a_cursor_of_another_wiki_is_refused():
    with pytest.raises(UserError, match="The wiki has changed"):
        place_of(cursor_at("f" * 40, 40), TREE)


@pytest.mark.parametrize(
    "cursor", ["x", "40", ".40", f"{TREE}.", f"{TREE}.-1", f"{TREE}.1\n", "٤.٤"]
)
def test_what_is_no_cursor_is_refused(cursor):
    with pytest.raises(UserError, match="is no cursor"):
        place_of(cursor, TREE)
