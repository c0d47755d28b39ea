"""What a Markdown source holds for the eye only: tags, markers of site builders, marks and drawings."""

import time

import pytest

from pipeline.librarian.extractive.source.inline_html import without_tags
from tests.librarian.extractive.test_extract import extract, texts


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ('Press <kbd>Ctrl</kbd> at the <a id="x" href="#x" title="a > b">pump</a>.', "Press Ctrl at the pump."),
        ('The <span class="k">lid</span> <img src="a.png" alt="lid"/>is hot.', "The lid is hot."),
        ("One line<br>and another.", "One line and another."),
        ("On the 1<sup>st</sup> day <code>run</code> starts.", "On the 1<sup>st</sup> day `run` starts."),
        ("Write `<b>` for bold and <name> for yours.", "Write `<b>` for bold and <name> for yours."),
        (r"The tag \<b> is shown, and 3 < 4.", r"The tag \<b> is shown, and 3 < 4."),
    ],
)  # fmt: skip
def test_the_words_stay_and_the_tags_go(raw, plain):
    assert without_tags(raw) == plain


def test_what_is_raised_or_lowered_joins_no_number():
    assert texts(
        "The tank holds 10<sup>6</sup> litres of H<sub>2</sub>O. On the 1<sup>st</sup> day it leaks 10<sub>2</sub>"
        " units.\n\n| Tank | Litres |\n|---|---|\n| Ansel | 10<sup>6</sup> |\n| Brook | 50 m<sup>2</sup> |\n"
    ) == [
        "The tank holds 10^6 litres of H₂O.",
        "On the 1st day it leaks 10_2 units.",
        "Ansel: litres: 10^6.",
        "Brook: litres: 50 m².",
    ]


@pytest.mark.parametrize("piece", ["<a ", '<a x="', "<", "`", "<a '", "<code>", "<sup>1"])
def test_tags_that_never_close_take_no_longer_than_their_length(piece):
    start = time.perf_counter()
    without_tags(piece * 20_000)
    assert time.perf_counter() - start < 2


def test_a_claim_has_no_tags_and_its_quote_has_them():
    (claim,) = extract(
        'The <a id="lid" href="#lid" title="#lid">lid</a> of the kettle is made of steel.\n'
    ).claims
    assert claim.text == "The lid of the kettle is made of steel."
    assert claim.quotes[0].text.startswith('The <a id="lid"')


def test_a_cell_has_no_tags_in_its_claim():
    text = """| Field | Description | Default |
|---|---|---|
| <a id="opt-heat" href="#opt-heat" title="#opt-heat">`heat`</a> | How long the <b>kettle</b> heats. | 10s |
| <a id="opt-lid">`lid`</a> | What the lid is made of. | steel |
"""
    found = extract(text)
    assert [c.text for c in found.claims] == [
        "`heat`: How long the kettle heats. Default: 10s.",
        "`lid`: What the lid is made of. Default: steel.",
    ]
    assert "href" not in repr(found.concepts)


def test_tags_in_plain_text_are_what_is_spoken_of():
    (claim,) = extract('The tag <a href="x"> opens a link to a page.\n', "raw/x.txt").claims
    assert "href" in claim.text


@pytest.mark.parametrize(
    "row",
    [
        "| Boils milk | ✓ | ✗ | ✓ |",
        "| Boils milk | yes | no | Yes |",
        "| pump | <- | -> | + |",
        "| Boils milk | :white_check_mark: | :x: | ✓ |",
    ],
)
def test_a_row_of_marks_is_no_claim(row):
    assert texts(f"| Feature | One | Two | Three |\n|---|---|---|---|\n{row}\n") == []


@pytest.mark.parametrize(
    "row", ["| Milk pan | 3 litres | yes | no |", "| Milk pan | - | - | 3 litres |"]
)
def test_a_row_with_a_value_is_a_claim(row):
    assert len(texts(f"| Pot | Size | Lid | Weight |\n|---|---|---|---|\n{row}\n")) == 1


def test_a_single_yes_is_the_value_of_its_row():
    assert texts("| Setting | Value |\n|---|---|\n| Heats milk slowly | yes |\n") == [
        "Heats milk slowly: yes."
    ]


def test_a_drawn_line_is_no_claim():
    text = "pump +-- valve | tank --> drain <- ?? is | full |.\n\nThe pump fills a + b litres.\n"
    assert texts(text) == ["The pump fills a + b litres."]


@pytest.mark.parametrize(
    ("said", "claim"),
    [
        (
            "*(The LID (Light Iron Door) is a door that keeps heat in. It is old.)*",
            "The LID (Light Iron Door) is a door that keeps heat in.",
        ),
        (
            "[lid_matcher](https://example.org/a) is the part that matches a lid.",
            "lid_matcher is the part that matches a lid.",
        ),
    ],
)
def test_an_aside_loses_its_open_bracket_and_a_name_in_code_no_small_letter(said, claim):
    assert texts(f"{said}\n")[0] == claim
