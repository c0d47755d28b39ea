"""Which fragments name a heading, where several headings have one name."""

import pytest

from pipeline.core.markup import text_mask
from pipeline.core.markup.anchors import anchors_of, has_anchor


def has(headings, fragment):
    body = "".join(f"## {heading}\n\nText.\n\n" for heading in headings)
    return has_anchor(anchors_of(body, text_mask.mask(body)), fragment)


@pytest.mark.parametrize(
    ("headings", "good", "bad"),
    [
        (["Pump", "Pump", "Pump"], ["pump", "pump-1", "pump-2"], ["pump-3", "pump-1-1"]),
        (["Pump", "Pump", "Pump-1"], ["pump-1", "pump-1-1"], ["pump-3", "pump-1-2", "pump-2"]),
        (["Pump-1", "Pump", "Pump"], ["pump-1", "pump", "pump-2"], ["pump-3", "pump-1-1"]),
        (["Pump", "Pump 1", "Pump"], ["pump-1", "pump-2"], ["pump-3"]),
        (["Tür ü", "Tür ü", "Tür ü-1"], ["tür-ü-1", "t%C3%BCr-%C3%BC-1-1"], ["tür-ü-2-1"]),
        (["🔧 Fit", "🔧 Fit"], ["-fit", "-fit-1", "\ufe0f-fit"], ["-fit-2"]),
    ],
)
def test_a_heading_whose_name_is_taken_is_counted_on(headings, good, bad):
    assert [fragment for fragment in good if not has(headings, fragment)] == []
    assert [fragment for fragment in bad if has(headings, fragment)] == []


@pytest.mark.parametrize(
    "written", ["{#boil}", "{ #boil }", "{: #boil }", "{: #boil .wide title='x'}", "{#boil .wide}"]
)
def test_a_heading_may_bring_an_id_of_its_own(written):
    assert [x for x in ("boil", "how-to-boil", "set") if has([f"How to boil {written}"], x)] == [
        "boil",
        "how-to-boil",
    ]
    assert not has([f"How to boil {written} it"], "boil")
