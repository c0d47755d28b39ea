"""Pages that say the same, by digests of their sentences."""

from zlib import crc32

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.language.near_copies import (
    _MOST_DIGESTS,
    _MOST_HOLDERS,
    find_near_copies,
    find_short_near_copies,
    have_same_sentences,
    sketch_sentences,
)

# also digests that begin with noughts
MANY = [f"Of the {i}th relay nothing is known." for i in range(300)]
LINES = [f"The {i}th relay of the canal was opened by the harbour board." for i in range(20)]


def pairs(**pages):
    return list(
        find_near_copies(
            (name, sketch_sentences("\n\n".join(lines))) for name, lines in pages.items()
        )
    )


def test_marks_case_and_list_signs_make_no_other_sentence():
    plain = sketch_sentences("The first relay was opened. The second relay was closed.")
    assert len(plain) == 2
    assert (
        sketch_sentences(
            "- the first relay was opened.[^r-1] The second relay was CLOSED.[^r-2][^r-3]\n"
        )
        == plain
    )


def test_digests_are_the_smallest_in_order_as_eight_signs_each():
    found = {f"{crc32(line.lower().rstrip('.').encode()):08x}" for line in MANY}
    assert sketch_sentences("\n".join(MANY)) == tuple(sorted(found)[:_MOST_DIGESTS])


def test_short_sentences_are_no_sign_of_anything():
    assert sketch_sentences("See also this. It is not known. No.") == ()


def test_pages_that_share_most_of_their_sentences_are_named_once():
    assert pairs(a=LINES[:6], b=[*LINES[:5], "And one sentence that stands nowhere else."]) == [
        ("a", "b", 5, 6)
    ]


def test_a_page_whose_sentences_all_stand_on_a_longer_one_is_not_its_double():
    assert pairs(a=LINES[:4], b=LINES[:10]) == []


def test_three_sentences_say_nothing_of_a_page():
    assert pairs(a=LINES[:3], b=LINES[:3]) == []


def short_pairs(pages):
    return list(
        find_short_near_copies(
            (name, sketch_sentences("\n\n".join(lines))) for name, lines in pages.items()
        )
    )


def test_short_pages_of_the_same_sentences_are_named_once_and_others_not():
    pages = {
        "a": LINES[:2],
        "b": LINES[1::-1],
        "c": LINES[:3],
        "d": LINES[1:3],
        "e": LINES[:1],
        "f": LINES[:1],
    }
    assert short_pairs(pages) == [("a", "b")]
    assert short_pairs({f"p{i}": LINES[:2] for i in range(_MOST_HOLDERS + 1)}) == [], "boilerplate"


def test_bodies_are_the_same_if_all_their_sentences_are_and_two_are_long():
    one = f"{LINES[0]}[^a-1] {LINES[1]} No.\n"
    assert have_same_sentences(one, f"- {LINES[1]}\n- {LINES[0]}[^b-7]\n- No.\n")
    assert not have_same_sentences(one, f"{LINES[0]} {LINES[1]} Yes.\n")
    assert not have_same_sentences(
        f"{LINES[0]} This is a stub as of now.", f"{LINES[0]} This is a stub as of now."
    )


def test_boilerplate_on_many_pages_is_not_compared():
    pages = {
        f"p{i}": [*LINES[:8], f"The {i}th page has a point of its own."]
        for i in range(_MOST_HOLDERS + 1)
    }
    assert pairs(**pages) == []


def test_long_pages_keep_the_same_digests():
    long = [
        f"Sentence number {i} of a very long page stands here." for i in range(3 * _MOST_DIGESTS)
    ]
    assert len(sketch_sentences("\n".join(long))) == _MOST_DIGESTS
    assert [found[:2] for found in pairs(a=long, b=long[::-1])] == [("a", "b")]


@given(st.text())
def test_any_text_has_a_sketch(text):
    assert len(sketch_sentences(text)) <= _MOST_DIGESTS
