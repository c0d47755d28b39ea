"""A page is called as its properties and the name of its file say, where no front matter does."""

import pytest

from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.page_properties import names_in_property, properties_of


@pytest.mark.parametrize(
    ("path", "text", "title", "aliases"),
    [
        ("tea", "alias:: [[Teas]], chai\n\n- A drink.\n", "tea", ("Teas", "chai")),
        ("tea", "- alias:: Teas\n- A drink.\n", "tea", ("Teas",)),
        ("tea", "title:: Green tea\nalias:: Sencha\n", "Green tea", ("Sencha",)),
        ("tea___green", "A drink.\n", "tea/green", ()),
        ("What is tea%3F", "A drink.\n", "What is tea%3F", ()),
        ("tea___Why%3F", "A drink.\n", "tea/Why?", ()),
        ("tea", "A drink.\n\nalias:: chai\n", "tea", ()),
        ("tea", "---\ntitle: Tea\naliases: [chai]\n---\nalias:: Teas\n", "Tea", ("chai", "Teas")),
        ("tea", "---\ntitle: Tea\n---\ntitle:: Green\n", "Tea", ()),
    ],
)
def test_a_page_is_called(path, text, title, aliases):
    facts = facts_of(f"wiki/pages/{path}.md", text)
    assert (facts.title, facts.aliases) == (title, aliases)


def test_properties_end_where_the_text_begins():
    page = Page.parse("wiki/x.md", "Type:: [[Class]]\nurl:: {{x}}\nText. note:: none\nalias:: no\n")
    assert properties_of(page) == {"type": "[[Class]]", "url": "{{x}}"}


def test_names_in_a_property_are_links_or_stand_between_commas():
    assert names_in_property("[[a, b]], c , [[d]] e,,") == ("a, b", "c", "d", "e")
