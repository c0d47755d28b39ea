"""What stands in a Markdown source and is no statement of its author: comments, tasks, signs, footnotes, parts of papers."""

import pytest

from tests.helpers.growing import Growth
from tests.librarian.extractive.test_extract import extract, texts


def shown(found):
    """Everything of an extraction that a reader of the wiki or of its pull request may see."""
    return repr(found)


@pytest.mark.parametrize(
    "text",
    [
        "The kettle has a lid. %% Ann hid the kettle in 1999. %% The pot is made of steel.\n",
        "The kettle has a lid.\n\n%%\nAnn hid the kettle in 1999.\n\nAnn hid the pan, too.\n%%\n\nThe pot is made of steel.\n",
        "The kettle has a lid.\n%% Ann hid the kettle in 1999. %%\nThe pot is made of steel.\n",
        "The kettle has a lid.\n\n%% Ann hid\nthe kettle in 1999. %% The pot is made of steel.\n",
        "The kettle has a lid. <!-- Ann hid the kettle.\n\nAnn hid the pan in 1999. --> The pot is made of steel.\n",
        "- The kettle has a lid.\n%%\n- Ann hid the kettle in 1999.\n%%\n- The pot is made of steel.\n",
        "> The kettle has a lid. %% Ann hid the\n> kettle in 1999. %%\n> The pot is made of steel.\n",
        "The kettle has a lid.\n\n%%\n```\nAnn hid code\n```\nAnn hid the kettle in 1999.\n%%\n\nThe pot is made of steel.\n",
        "# Kettles %% Ann hid one %%\n\nThe kettle has a lid.\n\n## On Ann <!-- Ann hid it -->\n\nThe pot is made of steel.\n",
        "<div>\nThe kettle has a lid. %% Ann hid the kettle in 1999. %%\n</div>\n\nThe pot is made of steel.\n",
    ],
)
def test_no_word_of_a_comment_is_taken(text):
    found = extract("---\ntitle: Kettles\n---\n" + text)
    assert [c.text for c in found.claims] == ["The kettle has a lid.", "The pot is made of steel."]
    assert "hid" not in shown(found)


def test_no_comment_stands_in_a_title():
    found = extract(
        "# Kettles %% Ann hid one %% and lids <!-- Ann hid it -->\n\nThe kettle has a lid.\n"
    )
    assert found.title == "Kettles and lids"
    assert "hid" not in shown(found)


def test_the_quotes_around_a_comment_keep_their_lines():
    text = "The kettle has a lid. %% Ann hid\nthe kettle. %% The pot\nis made of steel.\n\nThe pan is made of wood.\n"
    found = extract(text)
    assert [(c.quotes[0].text, c.quotes[0].start, c.quotes[0].end) for c in found.claims] == [
        ("The kettle has a lid.", 1, 1),
        ("The pot is made of steel.", 2, 3),
        ("The pan is made of wood.", 5, 5),
    ]


def test_a_row_with_a_comment_is_quoted_without_it():
    found = extract("| Moon | Diameter |\n| - | - |\n| Ganymede %% Ann hid it %% | 5,268 km |\n")
    assert [c.text for c in found.claims] == ["Ganymede: diameter: 5,268 km."]
    assert "hid" not in shown(found)
    assert found.dropped == ()


def test_what_only_looks_like_a_comment_stays():
    code = "The sign `%%` opens a comment. The sign `%%` also closes a comment."
    assert texts(code) == [code]
    assert texts("The kettle is 5 %% full of water.\n") == ["The kettle is 5 %\\% full of water."]


def test_a_comment_gives_a_page_no_other_name():
    said = "The Minor Planet Center is an office that lists moons. Every year the Minor Planet Center names moons.\n"
    grown = Growth()
    grown.add(
        "a.md", f"# On moons\n\n{said}\n%% The Minor Planet Center (MPC) is rude. %%\n".encode()
    )
    assert not [p for p in grown.plans[0].pages if "MPC" in p.aliases]


def test_of_a_callout_the_text_is_a_claim_and_the_sign_is_not():
    text = """> [!warning] Mind the lid
> The kettle boils at 100 degrees.

> [!tip]- The lid is made of steel.

> [!note]
> The spoon is made of wood.

> The pot holds [!] two litres of water.
"""
    found = extract(text)
    assert [c.text for c in found.claims] == [
        "The kettle boils at 100 degrees.",
        "The lid is made of steel.",
        "The spoon is made of wood.",
        "The pot holds \\[!\\] two litres of water.",
    ]
    assert [c.quotes[0].start for c in found.claims] == [2, 4, 7, 9]
    assert [d.what for d in found.dropped] == ["1 sentence: “Mind the lid”"]


def test_tasks_are_no_claims_and_are_listed():
    text = """- [ ] Ask Ann whether the lid is made of steel.
- [x] The kettle was bought in 1999 by Ann.
- [/] The lid is being made of steel:
  - made of new steel by Ann
- [1] The spoon is made of wood.

1. [ ] The pot is given to Ann.
"""
    found = extract(text)
    assert [c.text for c in found.claims] == ["The spoon is made of wood."]
    assert [
        d.what[:12] for d in found.dropped if d.why == "they are tasks, which state nothing"
    ] == ["4 sentences:"]


def test_footnotes_are_no_claims_and_are_listed():
    text = """The lid is made of steel[^1] since 1999.
[^1]: The spoon book was written by Ada in 1999.

[^note]: The spoon is made of wood.
    And the spoon was sold by Ada.

The pot is made of steel.
"""
    found = extract(text)
    assert [c.text for c in found.claims] == [
        "The lid is made of steel since 1999.",
        "The pot is made of steel.",
    ]
    (line,) = found.dropped
    assert line.what.startswith("3 sentences: “[^1]: The spoon book")
    assert line.why == "they are footnotes"


def test_the_parts_of_a_paper_are_no_concepts():
    text = """# Coffee and sleep

BACKGROUND: Coffee is a drink that adults take.

OBJECTIVE: The objective was a measure of coffee in adults.

## Design

The design was a randomised trial of coffee. The design of the trial was approved.

## Materials and Methods

The method is a diary of sleep. METHODS were approved before sleep was measured.

## Results

Results show that coffee reduces sleep. The results were stable.

## Conclusions

A conclusion is a statement about coffee. Conclusions on sleep were drawn.
"""
    found = extract(text)
    assert "Coffee" in found.concepts
    assert set(found.concepts) <= {"Coffee", "Sleep"}
