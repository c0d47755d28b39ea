"""How two pages hang together."""

import pytest

from pipeline.core.errors import UserError
from pipeline.operations.ask.find_path import find_path
from tests.helpers.searching import Shelf, page

PAGES = {
    "wiki/entities/europa.md": page(
        "Europa", "A world of ice.\n\n## Where\n\nIt is big. It orbits [[jupiter|the planet]]."
    ),
    "wiki/entities/jupiter.md": page("Jupiter", "A planet.", ["King of planets"]),
    "wiki/entities/juno.md": page("Juno", "Juno studies [Jupiter](jupiter.md)."),
    "wiki/entities/mars.md": page("Mars", "Mars stands alone."),
}


@pytest.fixture(scope="module")
def shelf(tmp_path_factory):
    return Shelf(tmp_path_factory.mktemp("shelf"), PAGES)


def way(shelf, start, goal):
    found = shelf.ask(lambda rows: find_path(rows, start, goal))
    return [(s.to.slug, s.forward, s.holder.slug, s.passage.text) for s in found.steps]


def test_each_step_has_the_sentence_that_links(shelf):
    assert way(shelf, "europa", "juno") == [
        ("jupiter", True, "europa", "It orbits the planet."),
        ("juno", False, "juno", "Juno studies Jupiter."),
    ]


@pytest.mark.parametrize(
    "name", ["Jupiter", "JUPITER", "king of planets", "jupiter.md", "wiki/entities/jupiter.md"]
)
def test_names_are_resolved_as_links_are(shelf, name):
    assert [step[0] for step in way(shelf, "europa", name)] == ["jupiter"]


def test_a_page_is_at_itself_and_a_page_may_stand_alone(shelf):
    assert way(shelf, "europa", "Europa") == []
    assert way(shelf, "europa", "mars") == []


@pytest.mark.parametrize("name", ["jupitr", "", "!!!", "x" * 100_000, "\0", "\udcff"])
def test_an_unknown_name_is_said_with_the_nearest_titles(shelf, name):
    with pytest.raises(UserError, match="No page is called") as refused:
        way(shelf, "europa", name)
    assert ("Jupiter" in refused.value.hint) == (name == "jupitr")
