"""Reading claims has fast paths for what they mostly are. They give what the plain way gives, for any text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.claims import claim_index
from pipeline.core.language import quantities
from pipeline.core.wiki import citations

PATH = "wiki/concepts/kettle.md"
PIECES = ("a", "Pot", "é", "12", "1.5", "007", "١", "2026-04-11", "(c)", " ", ":", "'", '"', "[", "]", ",", "-", "`", "\\", "\n", "; ")  # fmt: skip


@given(
    st.lists(
        st.sampled_from(
            (*PIECES, "(raw/a.md?plain=1#L3)", "../../raw/a.md?plain=1#L3", ': "', "[a]", "](")
        ),
        max_size=6,
    ).map("".join)
)
@example('[a](../../raw/a.md?plain=1#L3): "A pot holds 3 litres."')
@example('[a](../a.md?plain=1#L3): "A pot holds 3 litres."')
@example('[a](../../raw/a.pdf#page=3): "A pot holds 3 litres."')
def test_what_a_definition_cites_is_what_the_plain_way_reads(definition):
    assert claim_index._citation("k-1", definition, PATH) == citations.parse(
        "k-1", definition, PATH
    )


@pytest.mark.parametrize(
    "sentence",
    [
        "It rose from 200 to 800 litres.", "It was raised to 800 litres from 200.", "It is 800 litres, up from 200.",
        "It holds 800 instead of 200 litres.", "It holds 800 rather than 200 litres.", "It holds 800 litres (was 200).",
        "They hold 800 litres (were 200).", "It holds 800, previously 200 litres.", "It holds 800, formerly 200 litres.",
        "It holds 800 litres, replacing the old 200.", "It holds 800 litres, which supersedes 200.",
        "They replaced 200 with 800 litres.", "It increases the volume to 2100.", "RAISED TO 800 LITRES, UP FROM 200.",
    ],
)  # fmt: skip
def test_a_change_is_seen_by_whatever_word_it_is_told(sentence):
    assert quantities.find_value_changes(sentence)


@given(
    st.lists(
        st.sampled_from(
            (*PIECES, "May 2021", "in 1999", "by 2050", "3 March 2020", "2020-01", "٢٠٢٠", "4,000")
        ),
        max_size=6,
    ).map(" ".join)
)
def test_what_holds_no_year_holds_no_date(sentence):
    plain = sentence.replace("`", " ").replace("*", " ")
    dates = [q.text for q in quantities.quantities(sentence) if q.kind == "date"]
    assert dates == [m.group() for m in quantities._DATE.finditer(plain)]
