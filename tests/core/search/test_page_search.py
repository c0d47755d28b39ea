from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.search.page_search import PageSearch
from tests.helpers.making import wiki_of
from tests.helpers.strategies import any_text


def page(title, summary, aliases="[]"):
    return f"---\ntitle: {title}\ntype: concept\naliases: {aliases}\n---\n\n{summary}\n"


WIKI = wiki_of(
    {
        "wiki/concepts/context-window.md": page(
            "Context window", "How many tokens a model reads at once."
        ),
        "wiki/concepts/token.md": page("Token", "A piece of a word."),
        "wiki/concepts/gas.md": page("Gas", "What a transaction pays, in tokens.", "[Fuel]"),
        "wiki/concepts/b.md": page("Same", "Same words."),
        "wiki/concepts/a.md": page("Same too", "Same words."),
    }
)
SEARCH = PageSearch(WIKI.facts.values())


def test_a_name_counts_for_more_than_a_mention():
    assert SEARCH.top("tokens", 5)[0] == "token"
    assert set(SEARCH.top("tokens", 5)) == {"token", "context-window", "gas"}


def test_aliases_and_other_forms_of_a_word_are_found():
    assert SEARCH.top("fuels", 1) == ["gas"]
    assert SEARCH.top("CONTEXT-WINDOWS", 1) == ["context-window"]


def test_what_no_page_holds_finds_nothing():
    assert SEARCH.top("xyzzy", 5) == []
    assert SEARCH.top("", 5) == []
    assert PageSearch([]).top("token", 5) == []


@given(any_text, st.integers(0, 6))
def test_any_query_gives_at_most_k_pages_in_one_order(query, k):
    found = SEARCH.top(query, k)
    assert len(found) <= k
    assert len(set(found)) == len(found)
    assert found == PageSearch(reversed(WIKI.facts.values())).top(query, k)
