"""Names that share most pairs of letters with another are counted for all names at once."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.wiki import name_index

ROWS = st.lists(st.sets(st.integers(0, 70)), max_size=12)


@given(ROWS)
def test_bits_are_counted_as_one_counts_them_one_by_one(rows):
    expected = Counter(at for row in rows for at in row)
    planes = name_index._count_bits(sum(1 << at for at in row) for row in rows)
    found = [
        (count, [*name_index._places_of_bits(bits)]) for count, bits in name_index._by_count(planes)
    ]
    assert [count for count, _ in found] == sorted({*expected.values()}, reverse=True)
    assert {at: count for count, places in found for at in places} == dict(expected)
    assert all(places == sorted(places) for _, places in found)


@given(
    st.lists(st.text("abc1 ", max_size=8), max_size=30, unique=True), st.text("abc1 ", max_size=8)
)
def test_the_names_most_alike_are_those_of_most_pairs_for_their_length(names, name):
    near = name_index.NameIndex({one: one for one in names})
    digits, pairs = _digits(name), {*name_index._pairs(name)}
    scores = sorted(
        (-2 * count / (len(name) + len(one)), number)
        for number, one in enumerate(sorted(names))
        if _digits(one) == digits and (count := len(pairs & {*name_index._pairs(one)}))
    )
    assert near._most_alike(name) == [number for _, number in scores][:40]


def _digits(name):
    return name_index._NO_DIGITS.sub("", name)
