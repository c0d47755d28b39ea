from hypothesis import given

from pipeline.core.markup import (
    text_mask,
)
from tests.helpers.strategies import markdown_text


@given(markdown_text)
def test_masking_keeps_every_place(text):
    shown = text_mask.mask(text)
    assert len(shown) == len(text)
    assert [i for i, c in enumerate(shown) if c == "\n"] == [
        i for i, c in enumerate(text) if c == "\n"
    ]
    assert all(a in (b, " ") for a, b in zip(shown, text, strict=True))


def test_of_equal_texts_that_hide_nothing_each_is_returned_itself():
    one, other = ("".join(["5 ` 6", " and $ "]) for _ in range(2))
    assert one is not other
    assert text_mask.mask(one) is one
    assert text_mask.mask(other) is other


@given(markdown_text)
def test_comments_are_masked_and_code_is_none(text):
    shown = text_mask.mask(text)
    for start, end in text_mask.find_comments(text):
        assert text.startswith(("<!--", "%%"), start)
        assert not shown[start:end].strip()


def test_comments_are_found_over_lines_and_not_in_code():
    text = "a %% b\n\nc %% d <!-- e --> `%% f %%`\n\n```\n%% g %%\n```\n\n5 %% h\n"
    assert [text[start:end] for start, end in text_mask.find_comments(text)] == [
        "%% b\n\nc %%",
        "<!-- e -->",
    ]
