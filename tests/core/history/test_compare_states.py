"""What a reader is told of two states of a wiki."""

from __future__ import annotations

import pytest

from pipeline.core.history.compare_states import WikiState, compare_states
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.wiki import Wiki
from tests.helpers.searching import page


def cite(label, line, words="some words"):
    base = label.rsplit("-", 1)[0]
    return f'[^{label}]: [{base}](../../raw/{base}.md?plain=1#L{line}): "{words}"\n'


def record(base, title="", body="It says things.", **more):
    known = {"source": f"raw/{base}.md", "sha256": "1" * 64, "label": base}
    return page(title or base.title(), body, kind="source-summary", **known | more)


def state(pages, log="", sources=None):
    texts = {f"wiki/{path}.md": text for path, text in pages.items()}
    wiki = Wiki([facts_of(path, text) for path, text in texts.items()], texts.__getitem__)
    raw = {path: path for path in wiki.records} if sources is None else sources
    return WikiState(wiki, log, raw)


def compare(before, after, **more):
    old, new = (x if isinstance(x, WikiState) else state(x) for x in (before, after))
    paths = {f.path for s in (old, new) for f in s.wiki.facts.values()}
    differ = {p for p in paths if text_at(old.wiki, p) != text_at(new.wiki, p)}
    return compare_states(old, new, differ)


def text_at(wiki, path):
    return wiki.text_at(path) if wiki.at(path) else None


def told(rows):
    return [(row.path, row.text) for row in rows]


OLD = "The dam is 14 metres high.[^old-1]\n\n" + cite("old-1", 3)


def test_two_equal_states_have_nothing_between_them():
    assert compare({"entities/dam": page("Dam", OLD)}, {"entities/dam": page("Dam", OLD)}).is_empty


def test_a_claim_that_nothing_cited_before_is_learned_with_its_page_line_and_place():
    body = "The dam holds a lake.[^new-2] The dam is 14 metres high.[^old-1]\n\n"
    after = page("Dam", body + cite("new-2", 7) + cite("old-1", 3))
    found = compare({"entities/dam": page("Dam", OLD)}, {"entities/dam": after}).learned
    assert [(x.path, x.title, x.line, x.text) for x in found] == [
        ("wiki/entities/dam.md", "Dam", 7, "The dam holds a lake.")
    ]
    assert [(c.label, c.source, c.where) for c in found[0].cites] == [
        ("new-2", "raw/new.md", "line 7")
    ]


def test_a_claim_on_several_pages_is_learned_once_and_not_on_the_summary():
    said = "The dam holds a lake.[^new-2]\n\n" + cite("new-2", 7)
    pages = {
        "sources/new": record("new", body=said),
        "comparisons/dams": page("Dams", said, kind="comparison"),
        "entities/dam": page("Dam", said, kind="entity"),
    }
    assert told(compare({}, pages).learned) == [("wiki/entities/dam.md", "The dam holds a lake.")]


def test_an_answer_is_no_source_of_what_is_learned():
    said = "The dam holds a lake.[^new-2]\n\n" + cite("new-2", 7)
    found = compare({}, {"answers/dam": page("What is the dam?", said, kind="answer")})
    assert [(x.event, x.title) for x in found.answered] == [("new", "What is the dam?")]
    found = compare(
        {"entities/dam": page("Dam", said)},
        {
            "entities/dam": page("Dam", said),
            "answers/dam": page("What is the dam?", said, kind="answer"),
        },
    )
    assert found.learned == ()
    assert len(found.answered) == 1
    assert found.pages == ()


def test_what_moves_into_the_history_is_superseded_by_what_came():
    body = (
        "The dam is 12 metres high.[^new-1]\n\n## How it changed\n\n"
        "- **2024-01**: The dam is 14 metres high.[^old-1]\n\n"
    )
    after = page("Dam", body + cite("new-1", 9) + cite("old-1", 3))
    found = compare({"entities/dam": page("Dam", OLD)}, {"entities/dam": after})
    (one,) = found.superseded
    assert one.was.text == "The dam is 14 metres high."
    assert one.now.text == "The dam is 12 metres high."
    assert one.told.line > one.now.line
    assert found.learned == ()
    assert found.reworded == ()
    assert found.taken_out == ()


def test_what_is_told_in_the_past_is_superseded():
    body = "The dam is 12 metres high.[^new-1] Before, it was 14 metres high.[^old-1]\n\n"
    after = page("Dam", body + cite("new-1", 9) + cite("old-1", 3))
    (one,) = compare({"entities/dam": page("Dam", OLD)}, {"entities/dam": after}).superseded
    assert (one.was.text, one.now.text) == (
        "The dam is 14 metres high.",
        "The dam is 12 metres high.",
    )


def test_a_sentence_that_tells_both_the_old_and_the_new_value_takes_the_place():
    body = "The dam is 12 metres high, lowered from 14 metres to 12.[^old-1][^new-1]\n\n"
    after = page("Dam", body + cite("new-1", 9) + cite("old-1", 3))
    (one,) = compare({"entities/dam": page("Dam", OLD)}, {"entities/dam": after}).superseded
    assert one.now == one.told


def test_another_value_in_the_same_words_takes_the_place_though_nothing_is_called_history():
    body = "The dam is 12 metres high.[^new-1]\n\n## Guides\n\nOne guide says 14.[^old-1]\n\n"
    after = page("Dam", body + cite("new-1", 9) + cite("old-1", 3))
    (one,) = compare({"entities/dam": page("Dam", OLD)}, {"entities/dam": after}).superseded
    assert one.now.text == "The dam is 12 metres high."


@pytest.mark.parametrize(
    "body",
    [
        # another thing is said beside it
        "The dam is 14 metres high.[^old-1] The lake is 12 metres deep.[^new-1]\n\n",
        # it was only worded anew
        "It is 14 metres high, the dam.[^old-1] A lake lies behind it.[^new-1]\n\n",
        # more is said in the same sentence
        "The dam is 14 metres high, and the lake was filled in 1980.[^old-1][^new-1]\n\n",
    ],
)
def test_what_still_holds_is_not_superseded(body):
    after = page("Dam", body + cite("new-1", 9) + cite("old-1", 3))
    assert compare({"entities/dam": page("Dam", OLD)}, {"entities/dam": after}).superseded == ()


def test_words_alone_supersede_nothing():
    after = page("Dam", "## History\n\nThe dam was 14 metres high.[^old-1]\n\n" + cite("old-1", 3))
    found = compare({"entities/dam": page("Dam", OLD)}, {"entities/dam": after})
    assert found.superseded == ()
    assert [(x.path, x.count) for x in found.reworded] == [("wiki/entities/dam.md", 1)]


def test_a_summary_speaks_for_its_source_whatever_came_after():
    before = {"sources/old": record("old", body=OLD)}
    body = "## History\n\nThe dam was 14 metres high.[^old-1] It is low.[^new-1]\n\n"
    after = {"sources/old": record("old", body=body + cite("old-1", 3) + cite("new-1", 9))}
    assert compare(before, after).superseded == ()


def test_a_contradiction_is_told_with_both_sides_and_settled_when_it_is_no_more():
    body = "The dam is 14 m high.[^old-1] The dam is 12 m high.[^new-1]\n\n"
    text = body + cite("new-1", 9) + cite("old-1", 3)
    plain = {"entities/dam": page("Dam", text)}
    disputed = {"entities/dam": page("Dam", text, disputed=["new-1 ~ old-1"])}
    (one,) = compare(plain, disputed).contradicted
    assert [side.text for side in one.sides] == ["The dam is 12 m high.", "The dam is 14 m high."]
    (one,) = compare(disputed, plain).settled
    assert one.labels == ("new-1", "old-1")
    assert one.settled


def test_a_contradiction_whose_claim_left_is_taken_out_and_not_settled():
    body = "The dam is 14 m high.[^old-1] The dam is 12 m high.[^new-1]\n\n"
    text = body + cite("new-1", 9) + cite("old-1", 3)
    before = {"entities/dam": page("Dam", text, disputed=["new-1 ~ old-1"])}
    found = compare(before, {"entities/dam": page("Dam", OLD)})
    assert found.settled == ()
    assert told(found.taken_out) == [("wiki/entities/dam.md", "The dam is 12 m high.")]


# --- pages ---


def events(changes):
    return [(c.event, c.before, c.path) for c in changes.pages]


LONG = (
    "The wall was built of stone by the people of the valley in the years after the flood."
    " It holds back a lake that is as long as the valley and feeds three mills below it."
)


@pytest.mark.parametrize(
    ("before", "after", "event"),
    [
        ({}, {"concepts/dam": page("Dam", LONG)}, ("new", "", "wiki/concepts/dam.md")),
        ({"concepts/dam": page("Dam", LONG)}, {}, ("gone", "wiki/concepts/dam.md", "")),
        (  # as `wiki rename` leaves it
            {"concepts/dam": page("Dam", LONG)},
            {"concepts/weir": page("Weir", LONG, ["Dam"])},
            ("renamed", "wiki/concepts/dam.md", "wiki/concepts/weir.md"),
        ),
        (  # as somebody with `git mv` leaves it
            {"concepts/dam": page("Dam", LONG)},
            {"concepts/weir": page("Weir", LONG + " It is here.")},
            ("renamed", "wiki/concepts/dam.md", "wiki/concepts/weir.md"),
        ),
        (  # the very same words under another name
            {"concepts/dam": page("Dam", "It is low.")},
            {"concepts/weir": page("Weir", "It is low.")},
            ("renamed", "wiki/concepts/dam.md", "wiki/concepts/weir.md"),
        ),
        (  # moved into another folder
            {"concepts/dam": page("Dam", LONG)},
            {"entities/dam": page("Dam", LONG)},
            ("renamed", "wiki/concepts/dam.md", "wiki/entities/dam.md"),
        ),
        (  # the file stays, the title is another
            {"concepts/dam": page("Dam", LONG)},
            {"concepts/dam": page("Weir", LONG)},
            ("renamed", "wiki/concepts/dam.md", "wiki/concepts/dam.md"),
        ),
        (  # as `wiki join` leaves it
            {"concepts/dam": page("Dam", LONG), "concepts/weir": page("Weir", "Low.")},
            {"concepts/weir": page("Weir", "Low. " + LONG, ["Dam"])},
            ("merged", "wiki/concepts/dam.md", "wiki/concepts/weir.md"),
        ),
    ],
)
def test_what_became_of_a_page(before, after, event):
    assert events(compare(before, after)) == [event]


def test_a_page_of_a_source_is_told_among_the_sources_alone():
    found = compare({}, {"sources/old": record("old", published="2024-01-01")})
    assert found.pages == ()
    assert [(s.event, s.source, s.page, s.published) for s in found.sources] == [
        ("new", "raw/old.md", "wiki/sources/old.md", "2024-01-01")
    ]


def test_a_renamed_page_has_learned_nothing_and_can_be_superseded():
    body = "The dam is 12 metres high.[^new-1] Before, it was 14 metres high.[^old-1]\n\n"
    weir = page("Weir", body + cite("new-1", 9) + cite("old-1", 3), ["Dam"])
    found = compare({"entities/dam": page("Dam", OLD)}, {"entities/weir": weir})
    assert len(found.superseded) == 1
    assert found.learned == ()
    assert found.taken_out == ()


# --- sources ---


@pytest.mark.parametrize(
    ("before", "after", "raw", "said"),
    [
        (("old", {}), ("old", {"sha256": "2" * 64}), None, [("changed", "raw/old.md", "")]),
        (("old", {}), None, None, [("retracted", "raw/old.md", "")]),
        (
            ("old", {"status": "Draft"}),
            ("old", {"status": "Final"}),
            None,
            [("status", "raw/old.md", "Draft")],
        ),
        (  # the same bytes under another name
            ("old", {}),
            ("old", {"source": "raw/b.md"}),
            ({"raw/old.md": "x"}, {"raw/b.md": "x"}),
            [("renamed", "raw/b.md", "raw/old.md")],
        ),
        (  # other bytes, the same record: as `wiki replace` leaves it
            ("old", {}),
            ("old", {"source": "raw/b.md"}),
            ({"raw/old.md": "x"}, {"raw/b.md": "y"}),
            [("replaced", "raw/b.md", "raw/old.md")],
        ),
        (  # a source that is committed and not read yet
            ("old", {}),
            ("old", {}),
            ({"raw/old.md": "x"}, {"raw/old.md": "x", "raw/c.md": "z"}),
            [("waits", "raw/c.md", "")],
        ),
    ],
)
def test_what_became_of_a_source(before, after, raw, said):
    one, other = raw or (None, None)
    states = [
        state({f"sources/{x[0]}": record(x[0], **x[1])} if x else {}, sources=blobs)
        for x, blobs in ((before, one), (after, other))
    ]
    found = compare(*states)
    assert [(s.event, s.source, s.before) for s in found.sources] == said


def test_the_log_is_counted_by_what_it_gained():
    old = "# Log\n\n## [2026-01-01] ingest | A\n"
    lint = "\n## [2026-01-02] lint | No finding at 0123456789ab\n"
    new = old + lint + "\n## [2026-01-03] ingest | B\n\n## [2026-01-03] lint | Rename “C” to “D”\n"
    found = compare(state({}, old), state({}, new)).logged
    assert found == {"lint": 1, "ingest": 1, "upkeep": 1}


def test_a_page_with_broken_front_matter_is_told_of_by_its_words():
    text = "---\ntitle: [\n---\n\nThe dam holds a lake.[^new-2]\n\n" + cite("new-2", 7)
    assert told(compare({}, {"entities/dam": text}).learned) == [
        ("wiki/entities/dam.md", "The dam holds a lake.")
    ]
