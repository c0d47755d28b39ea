import pytest
from hypothesis import given

from pipeline.core.hidden_characters import hidden_characters, strip_hidden
from tests.helpers.strategies import any_text


@given(any_text)
def test_visible_text_hides_nothing_and_is_stable(text):
    assert not hidden_characters(strip_hidden(text))
    assert strip_hidden(strip_hidden(text)) == strip_hidden(text)


@pytest.mark.parametrize(
    ("text", "hidden"),
    [
        ("✔️ ℹ️ ©️ 1️⃣ ↔️ ‼️", []),  # one selector behind what has an emoji form
        ("葛󠄀城市", []),  # and behind an ideograph, for the form that a name is written in
        ("a\ufe0f", ["U+FE0F"]),
        ("✔\ufe0f\ufe0f", ["U+FE0F"]),
        ("b\U000e0141\U000e0142", ["U+E0141", "U+E0142"]),
        ("x\u3164y\u115f\u2800", ["U+3164", "U+115F", "U+2800"]),
        ("a\u034fb", ["U+034F"]),
    ],
)
def test_fillers_and_selectors_that_carry_what_nobody_sees_are_hidden(text, hidden):
    assert hidden_characters(text) == hidden
    assert hidden_characters(strip_hidden(text)) == []
