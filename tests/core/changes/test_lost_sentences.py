"""Sentences that nobody says any more: found whatever the edit was, and none that merely moved or was hardly touched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.changes.lost_sentences import (
    find_lost_sentences,
    select_of_people,
    sentences_of_page,
)
from pipeline.core.changes.page_losses import Loss, find_unexplained
from pipeline.core.values import Removal
from tests.helpers.making import page, wiki_of
from tests.helpers.strategies import markdown_text

SUBJECTS = (
    "Bo",
    "the lid",
    "a spare gasket",
    "our supplier",
    "the blue crate",
    "nobody",
    "Mathilde",
)
VERBS = ("looks after", "stands beside", "was lent to", "never leaves", "came with", "is kept for")
OBJECTS = (
    "the third gate",
    "old Norbach",
    "every visitor",
    "the winter store",
    "that narrow bridge",
    "two keys",
)
words = st.builds(
    "{} {} {}".format, st.sampled_from(SUBJECTS), st.sampled_from(VERBS), st.sampled_from(OBJECTS)
)
many = st.lists(words, min_size=1, max_size=8, unique=True)


def told(before, after):
    """The words of what no longer stands on one page, or on several."""
    olds, news = (
        [page(x, f"wiki/concepts/p{i}.md") for i, x in enumerate(of)] for of in (before, after)
    )
    return [s.words for found in find_lost_sentences(olds, news).values() for s in found]


def prose(sentences_):
    return "\n" + " ".join(f"{x.capitalize()}." for x in sentences_) + "\n"


@given(many, st.randoms())
def test_sentences_that_move_or_wrap_otherwise_are_still_said(said, random):
    mixed = random.sample(said, len(said))
    listed = "\n" + "".join(f"- {x.capitalize()}.\n" for x in mixed)
    assert told([prose(said)], [prose(mixed)]) == []
    assert told([prose(said)], [listed]) == told([listed], [prose(said)]) == []
    assert told([prose(said)], [prose(said).replace(" ", "\n")]) == []
    assert told([prose(said), ""], ["\nNothing.\n", f"\n## Elsewhere\n{listed}"]) == []


@given(many, st.data())
def test_each_sentence_that_goes_is_told_with_its_words(said, data):
    gone = data.draw(st.sets(st.sampled_from(said), min_size=1))
    left = [x for x in said if x not in gone]
    wanted = [f"{x.capitalize()}." for x in said if x in gone]
    assert told([prose(said)], [prose(left)]) == wanted
    assert told([prose(said)], ["\n"]) == [f"{x.capitalize()}." for x in said]


@given(markdown_text)
def test_a_page_that_stays_loses_nothing_and_an_empty_one_has_lost_all(text):
    old = page(f"\n{text}\n")
    assert find_lost_sentences([old], [old]) == {}
    gone = find_lost_sentences([old], [page("\n")]).get(old.path, [])
    assert [s.words for s in gone] == [s.words for s in sentences_of_page(old)]


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        (
            "Bo repairs the lid every other Monday.",
            "Bo repairs the lid on every other Monday.",
            False,
        ),
        (
            "Bo repairs the lid every other Monday.",
            "Each other Monday the lid is mended by Bo.",
            True,
        ),
        ("It is safe to drink from it.", "It is not safe to drink from it.", True),
        ("Ask Bo.", "Ask Bo!", False),
        ("Ask Bo.", "Ask Mo.", True),
        ("Ask Bo.", "Whoever wants to know what this is and why it stands here may ask Bo.", True),
        ("The lid\nis heavy\nand old.", "The lid is heavy and old.", False),
        ("See [[kettle]] for how.", "See [[kettle|Kettle]] for how.", False),
        (
            "Ask Bo about that lid.",
            "Until 2024, whoever came in by the northern gate was told: Ask Bo about that lid.",
            False,
        ),
        (
            "Ask Bo about that lid.",
            "Until 2024, whoever came in was told: do not ask Bo about that lid.",
            True,
        ),
        ("Ask **Bo** about it.", "- [ ] Ask Bo about it.", False),
        ("> Quoted by Bo himself.", "Quoted by Bo himself.", False),
        (
            "| lid | heavy |\n| --- | --- |\n| base | light |",
            "| lid | heavy |\n| --- | --- |",
            True,
        ),
        ("```\nmake lid\n```", "Words.", True),
        ("Ask Bo about the heavy lid.", "<!-- Ask Bo about the heavy lid. -->", True),
        ("Ask Bo about the heavy lid.", "%%\nAsk Bo about the heavy lid.\n%%", True),
        ("A word.[^own]\n\n[^own]: Ask Bo about the lid.\n\nMore.", "A word.[^own]\n\nMore.", True),
        ("这个水壶是博修理的。", "这个水壶是博修理的，真的。", False),
        ("这个水壶是博修理的。", "那里没有人。", True),
        ("Der Deckel ist schwer.", "Der Deckel ist nicht schwer.", True),
        ("One. Two three four five six seven.", "Two three four five six seven.", True),
    ],
)
def test_nearly_the_same_words_are_the_same_sentence_and_others_are_not(before, after, gone):
    assert bool(told([f"\n{before}\n"], [f"\n{after}\n"])) == gone


def test_of_a_long_page_few_sentences_are_compared():
    """Half of four thousand sentences go, all of the same common words: it takes about as long as reading them."""
    rows = [f"The {i} and the {i + 1} of it are here for {i * 7} of us." for i in range(4_000)]
    old, new = (page("\n" + "\n".join(f"- {x}" for x in some) + "\n") for some in (rows, rows[::2]))
    gone = find_lost_sentences([old], [new])[old.path]
    assert [s.words for s in gone] == rows[1::2]


def test_of_sentences_that_are_alike_the_one_that_goes_is_told():
    rows = [
        f"- Bo looks after the {x} gate of the lock every Monday.\n"
        for x in ("first", "second", "third")
    ]
    assert told(["\n" + "".join(rows)], ["\n" + "".join(rows[:2])]) == [rows[2][2:].strip()]
    new = rows[0].replace("Monday", "Friday")
    assert told(["\n" + "".join(rows)], ["\n" + new]) == [x[2:].strip() for x in rows[1:]]


# --- whose it was ---

CITED = '[^k-1]: [k](../../raw/k.md?plain=1#L1): "It boils."'
OLD = f"\nIt boils.[^k-1] Ask Bo.\n\n- My note.[^mine]\n\n[^mine]: By me.\n{CITED}\n"


def people_in(hands, body=OLD):
    old = page(body)
    found = find_lost_sentences([old], [page("\n")])[old.path]
    return [s.words for s in select_of_people(found, old, wiki_of({old.path: old.render()}), hands)]


def test_where_nobody_knows_who_wrote_it_a_sentence_without_a_mark_of_a_source_is_peoples():
    assert people_in({}) == ["Ask Bo.", "My note."]


def test_who_wrote_the_line_decides_where_it_is_known():
    assert people_in(dict.fromkeys(range(1, 30), "ours")) == []
    assert people_in({6: "people"}) == ["It boils.", "Ask Bo.", "My note."]
    assert people_in({6: "ours"}) == ["My note."]


# --- the reason ---

LONG = "Bo repairs the lid of the old kettle every other Monday before the shop opens."


@pytest.mark.parametrize(
    ("what", "enough"),
    [
        (LONG, True),
        (f"the sentence “{LONG}”", True),
        ("from kettle: “Bo repairs the lid of the old kettle”", True),
        ("BO REPAIRS THE LID OF THE OLD kettle every…", True),
        ("Bo repairs the lid", False),
        ("the lid", False),
        ("", False),
        ("the sentence about Bo", False),
        ("Monday kettle lid Bo old every other", False),
    ],
)
def test_a_reason_names_a_sentence_by_its_words(what, enough):
    assert (
        find_unexplained([Loss("sentence", LONG)], [Removal(what, "he left the team")]) == []
    ) == enough


def test_a_short_sentence_is_named_whole_and_no_number_of_another_by_it():
    assert (
        find_unexplained([Loss("sentence", "Ask Bo.")], [Removal("Ask Bo", "he left the team")])
        == []
    )
    assert find_unexplained([Loss("sentence", "Ask Bo.")], [Removal("Ask", "he left the team")])
