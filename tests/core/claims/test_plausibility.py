"""What rules a pair in or out: values that each side has and the other lacks."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.claims.plausibility import are_values_apart, values_apart
from pipeline.core.language.measures import measures

SAID = st.lists(
    st.builds(
        "{}{}{}".format,
        st.sampled_from(("", "", "at most ", "over ", "about ")),
        st.integers(1, 12),
        st.sampled_from((" km", " metres", " %", " days", "", " moons")),
    ),
    max_size=4,
).map(" and ".join)


@given(SAID, SAID)
def test_two_values_apart_are_told_as_the_lists_of_them_would_tell(one, two):
    mine, yours = values_apart(measures(one), measures(two))
    expected = any(m.is_comparable_with(o) for m in mine for o in yours)
    assert are_values_apart(measures(one), measures(two)) is expected
    assert are_values_apart(measures(two), measures(one)) is expected


def test_values_of_which_each_side_has_the_other_s_are_not_apart():
    assert values_apart(measures("4 km and 9 km"), measures("9,000 metres and 4,000 metres")) == (
        [],
        [],
    )
    mine, yours = values_apart(measures("4 km and 9 km"), measures("9 km and 5 km"))
    assert [m.text for m in mine] == ["4"]
    assert [m.text for m in yours] == ["5"]
