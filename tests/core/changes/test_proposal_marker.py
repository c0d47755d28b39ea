"""The marker of a pull request: what is written is read again, and nothing else is believed."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.changes.proposal_marker import (
    DroppedSource,
    ProposalMark,
    number_sources,
    read_mark,
    replace_mark,
    write_mark,
)
from pipeline.core.github.state import make_marker

SHA = "a" * 64
PATHS = st.lists(st.text(min_size=1, max_size=12), min_size=2, max_size=9, unique=True)


@given(PATHS, st.data())
def test_a_marker_is_read_as_it_was_written_whichever_sources_were_left_out(paths, data):
    numbers = dict(zip(paths, data.draw(st.permutations(range(1, len(paths) + 1))), strict=True))
    away = data.draw(st.sets(st.sampled_from(paths), max_size=len(paths) - 1))
    dropped = sorted(
        (DroppedSource(numbers[p], p, SHA, "T --> <b>") for p in away), key=lambda x: x.number
    )
    kept = [p for p in paths if p not in away]
    mark = ProposalMark(
        dict.fromkeys(kept, SHA), "base", "7", {p: numbers[p] for p in kept}, tuple(dropped), True
    )
    read = read_mark(f"text\n\n{write_mark(mark)}\n")
    assert read.sources == mark.sources
    assert (read.dropped, read.stale, read.base, read.run) == (mark.dropped, True, "base", "7")
    # Numbers that only count their places are not written.
    assert set(read.numbers.values()) == set(mark.numbers.values())
    assert read_mark(replace_mark("text", read)) == read
    assert read_mark(replace_mark(f"a\n{write_mark(mark)}\nb", read)) == read


def test_a_number_is_never_given_twice_while_it_is_known_who_had_it():
    gone = (DroppedSource(3, "c", SHA),)
    assert number_sources(["a", "b"], {}) == {"a": 1, "b": 2}
    assert number_sources(["a", "b", "d"], {"a": 1, "b": 2}, gone) == {"a": 1, "b": 2, "d": 4}
    assert number_sources(["a", "b"], {}, gone) == {"a": 1, "b": 2}
    assert number_sources(["a", "b", "d"], {}, gone) == {"a": 1, "b": 2, "d": 4}


def test_what_somebody_wrote_into_a_marker_is_not_believed_unless_it_has_its_form():
    rows = [["a", SHA], ["b", SHA]]
    for numbers in ([1], [1, 1], [0, 2], ["1", 2], [True, 2], {}, "12", [1, 10**9]):
        body = make_marker("proposal", {"sources": rows, "numbers": numbers})
        assert read_mark(body).numbers == {"a": 1, "b": 2}
    for dropped in (
        7,
        [7],
        [[1, "c", SHA]],
        [["1", "c", SHA, ""]],
        [[1, "a", SHA, ""]],
        [[0, "c", SHA, ""]],
    ):
        body = make_marker("proposal", {"sources": rows, "dropped": dropped})
        assert read_mark(body).dropped == ()
    for sources in ([], [["a"]], [["a", 1]], "a"):
        assert read_mark(make_marker("proposal", {"sources": sources})) is None
