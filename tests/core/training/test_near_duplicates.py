"""Facts asked twice in nearly the same words are left out once, with all their wordings."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.training.example import TrainingExample
from pipeline.core.training.near_duplicates import drop_near_duplicates

LONG = "The old dam above the village of Elmton was built of stone in the year 1904 by the miller"


def ask(text, fact, split="train", kind="open"):
    return [TrainingExample(kind, f"{n}: {text}", text, (), fact, n, split) for n in range(3)]


def kept(*groups):
    left, gone = drop_near_duplicates([one for group in groups for one in group])
    assert len(left) + gone == sum(map(len, groups))
    return {(one.fact, one.split) for one in left}


def test_wordings_of_one_fact_are_no_duplicates():
    assert kept(ask(LONG, "a")) == {("a", "train")}


def test_a_double_goes_whole():
    assert kept(ask(LONG, "a"), ask(f"{LONG}.", "b")) == {("a", "train")}


def test_what_is_held_back_stays():
    assert kept(ask(LONG, "a"), ask(LONG, "b", "test")) == {("b", "test")}


def test_another_kind_or_another_text_is_no_double():
    other = "A lake of seven metres lies behind a wall that nobody has seen since the great flood"
    assert len(kept(ask(LONG, "a"), ask(LONG, "b", kind="closed"), ask(other, "c"))) == 3


def test_texts_without_words_do_no_harm():
    assert kept(ask("!!!", "a"), ask("", "b")) >= {("a", "train")}


@given(st.lists(st.lists(st.sampled_from("abcde"), min_size=1, max_size=40), max_size=12))
def test_no_pair_that_is_alike_is_overlooked(texts):
    def runs(words):
        return {tuple(words[i : i + 4]) for i in range(max(1, len(words) - 3))}

    left = []
    for number, words in enumerate(texts):
        mine = runs(words)
        if not any(
            len(mine & other) >= 0.85 * len(mine | other)
            for other in (runs(texts[x]) for x in left)
        ):
            left.append(number)
    asked = [TrainingExample("open", "", " ".join(t), (), str(n)) for n, t in enumerate(texts)]
    assert [int(one.fact) for one in drop_near_duplicates(asked)[0]] == left
