"""A page holds what is said of its thing, and neither what a talk is called nor half a repeat."""

import pytest

from tests.helpers.growing import Growth

OPENING = (
    "# Counting rafts\n\n## {heading}\n\nTamsinor is an open-source database of rafts, with a"
    " commercial offer for scaling and clustering.\n\n{more}\n"
)


def page_of(slug, more, heading="What counts"):
    growth = Growth()
    growth.add("rafts.md", OPENING.format(heading=heading, more=more))
    return growth.wiki.text(slug) if slug in growth.wiki.facts else ""


@pytest.mark.parametrize(
    "more",
    [
        "Tamsinor is maintained by a single commercial company, offering clustering and support.",
        "- Tamsinor: A Next-Generation Counting System - Ada Norla at Rafts 2016 (slides).",
        "Tamsinor itself will be made up of 8 parts.",
    ],
)
def test_what_says_nothing_more_of_the_thing_stands_on_the_summary_alone(more):
    page = page_of("tamsinor", more)
    assert "Tamsinor is an open-source database of rafts" in page
    assert "\n## " not in page.partition("\n## Linked from")[0]


def test_a_value_of_the_thing_still_has_its_place():
    assert "4 servers" in page_of("tamsinor", "Tamsinor has 4 servers in each valley.")


SCOPE = "Tamsinor’s scope is a combination of rules, alerts and the counting of rafts."


def test_what_another_thing_has_gets_no_page_unless_a_heading_names_it():
    assert not page_of("tamsinors-scope", SCOPE)
    assert page_of("tamsinors-scope", SCOPE, heading="Tamsinor’s scope")
