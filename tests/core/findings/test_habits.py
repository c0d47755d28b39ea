"""How a wiki that existed before is used: what its links mean, and whether pages are found by them."""

import pytest

from pipeline.core.findings.habits import called, find_unlinked, is_slip, open_names
from pipeline.core.wiki.facts import facts_of
from tests.helpers.making import wiki_of


def page(name, body="Words."):
    return facts_of(f"wiki/{name}.md", body)


@pytest.mark.parametrize(
    ("name", "of", "slip"),
    [
        ("kettles", "Kettle", True),
        ("whistling kettel", "Whistling kettle", True),
        ("highlights", "PDF highlights", False),
        ("ears", "EAR", False),
        ("instrument/lute", "instrument___flute", False),
        ("graph view", "Graph Overview", False),
        ("futurism", "Futurama", False),
    ],
)
def test_a_slip_differs_by_a_letter_or_by_number(name, of, slip):
    assert is_slip(name, page(of)) == slip


def test_few_links_show_no_habit():
    few = wiki_of({"wiki/a.md": "See [[x]], [[y]] and [[z]]."})
    assert open_names(few, frozenset()) == (frozenset({"x", "y", "z"}), False)
    many = wiki_of({f"wiki/{i}.md": "See [[x]], [[y]] and [[z]]." for i in "abcd"})
    assert open_names(many, frozenset()) == (frozenset({"x", "y", "z"}), True)


def test_a_folder_that_is_there_is_no_part_of_a_name():
    wiki = wiki_of({"wiki/tea/green.md": "See [[tea/red]], [[pot/lid]] and [[x.png]]."})
    assert open_names(wiki, frozenset())[0] == {"pot lid"}


def test_of_few_pages_each_counts_though_most_have_no_link():
    wiki = wiki_of({"wiki/a.md": "A.", "wiki/b.md": "B.", "wiki/c.md": "[[a]]"})
    alone, many = find_unlinked(wiki, frozenset(), {})
    assert ([facts.slug for facts in alone], many) == (["b", "c"], False)


def test_a_page_without_a_title_is_called_by_its_path():
    assert called(page("tea/index")) == "tea/index"
    assert called(page("tea/index", "---\ntitle: Teas\n---\n")) == "Teas"


def test_where_names_hold_slashes_a_link_names_what_may_be_written_and_a_page_below_another_is_found():
    pages = {
        "wiki/tea___green.md": "A kind of [[tea]].",
        "wiki/tea.md": "See [[tea/black]], [[.env]] and [[a/init.py]].",
        "wiki/pot.md": "type:: [[Thing]]\n\nA pot.",
        "wiki/type.md": "What a thing is.",
        "wiki/lost.md": "Words.",
    }
    wiki = wiki_of(pages)
    names, are_left = open_names(wiki, frozenset({"assets/tea/x.png"}))
    assert {"tea black", "a init.py", "thing"} <= names
    assert are_left
    alone, _ = find_unlinked(wiki, frozenset(), {})
    assert [facts.slug for facts in alone] == ["lost"]
