import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.github.state import make_marker, read_marker
from pipeline.core.github.status_comment import (
    MOST_CHARACTERS,
    SETTLED_TEXT,
    TOPICS,
    comment_of,
    revise_topics,
    topics_of,
)

words = (
    st.text(st.characters(codec="utf-8", exclude_characters="<>\r"), min_size=1, max_size=40)
    .map(str.strip)
    .filter(bool)
)
said = st.dictionaries(st.sampled_from(TOPICS), words)


@given(said)
def test_what_a_comment_says_is_read_back_by_topic(topics):
    assert topics_of(comment_of(topics)) == topics
    assert read_marker("status", comment_of(topics)) == {}


@given(said, said)
def test_a_topic_is_nobody_s_but_its_own(old, new):
    after = revise_topics(old, new)
    assert all(after[topic] == text for topic, text in new.items())
    assert {t: x for t, x in after.items() if t != "news"} == {
        t: x for t, x in {**old, **new}.items() if t != "news"
    }


@given(said, said)
def test_what_is_said_twice_changes_nothing(old, new):
    once = revise_topics(old, new)
    assert revise_topics(once, new) == once


def test_news_goes_when_something_that_holds_changes():
    old = {"news": "Brought up to date.", "held": "a waits"}
    assert revise_topics(old, {"held": "a waits"}) == old
    assert revise_topics(old, {"held": "a and b wait"}) == {"held": "a and b wait"}
    assert revise_topics(old, {"held": "", "conflict": ""}) == {"news": SETTLED_TEXT}
    assert revise_topics(old, {"held": "", "news": "Done."}) == {"news": "Done."}


def test_nothing_to_say_makes_no_comment():
    assert revise_topics({}, {"held": "", "news": ""}) == {}


def test_a_comment_of_an_earlier_version_is_news():
    assert topics_of(f"Being compiled.\n\n{make_marker('status', {})}") == {
        "news": "Being compiled."
    }


@pytest.mark.parametrize("count", [1, 2, 6])
def test_a_comment_has_room_for_its_markers_whatever_it_says(count):
    made = comment_of(dict.fromkeys(TOPICS[:count], "x" * 70000))
    assert MOST_CHARACTERS - 10 <= len(made) < 65_536
    assert list(topics_of(made)) == list(TOPICS[:count])
