from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.shared.align import align_lines, build_stream

LINES = st.lists(st.text(st.sampled_from("ab cd\u00e9-*"), max_size=40), max_size=20)


@given(LINES, LINES)
def test_locators_are_as_many_as_lines_and_never_fall(lines, raw):
    numbers = align_lines(lines, build_stream([(text, at) for at, text in enumerate(raw, start=1)]))
    assert len(numbers) == len(lines)
    assert list(numbers) == sorted(numbers)
    assert all(1 <= number <= max(1, len(raw)) for number in numbers)


@given(st.lists(st.integers(0, 10**6), unique=True, max_size=30))
def test_a_text_aligned_with_itself_gets_its_own_line_numbers(seeds):
    lines = [f"This is the line which says {seed:07} and nothing else" for seed in seeds]
    lines = [f"{seed:024} {line}" for seed, line in zip(seeds, lines, strict=True)]
    assert align_lines(
        lines, build_stream([(line, at) for at, line in enumerate(lines, start=1)])
    ) == tuple(range(1, len(lines) + 1))


def test_a_line_that_is_not_found_takes_the_place_of_its_predecessor():
    raw = build_stream(
        [("alpha beta gamma delta epsilon", 3), ("zeta eta theta iota kappa lambda", 7)]
    )
    lines = [
        "alpha beta gamma delta epsilon",
        "made up by the extraction",
        "",
        "zeta eta theta iota kappa lambda",
    ]
    assert align_lines(lines, raw) == (3, 3, 3, 7)


def test_markup_and_link_targets_do_not_hide_a_line():
    raw = build_stream([("See our public dashboard for the numbers", 5)])
    assert align_lines(
        ["- See [our **public** dashboard](https://x.example/a-b) for the numbers"], raw
    ) == (5,)


def test_two_equal_lines_stand_in_two_places():
    raw = build_stream([("foo", 1), ("foo", 2), ("bar", 3)])
    assert align_lines(["foo", "foo", "bar"], raw) == (1, 2, 3)
