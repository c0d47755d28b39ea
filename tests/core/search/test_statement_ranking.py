"""What a statement is worth for a question."""

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.search.query import parse_query
from pipeline.core.search.snippets import IndexedPassage
from pipeline.core.search.statement_ranking import StatementsOfPage, rank_statements
from pipeline.core.search.terms import terms_of


def page(*texts, names=("Page",), score=0.0, heading=""):
    passages = [
        IndexedPassage(n, heading, t, (), " ".join(terms_of(t))) for n, t in enumerate(texts)
    ]
    return StatementsOfPage(names, passages, score)


def ranked(text, *pages, rarity=None):
    query = parse_query(text)
    tells = rarity or {one.key: 1.0 for one in query.wanted}
    return [(place, at) for place, at, _ in rank_statements(query, pages, tells)]


def test_what_holds_more_of_the_question_comes_first_and_what_holds_nothing_is_left_out():
    assert ranked("thick crust", page("a crust", "nothing", "a thick crust")) == [(0, 2), (0, 0)]


def test_a_rare_word_tells_more():
    tells = {"thick": 0.1, "crust": 2.0}
    assert ranked("thick crust", page("thick ice", "a crust"), rarity=tells)[0] == (0, 1)


def test_a_word_above_a_statement_counts_once_in_it_and_finds_none_by_itself():
    pages = page("it is thick"), page("it is thick", "it melts", names=("Crust",))
    assert ranked("thick crust", *pages) == [(1, 0), (0, 0)]
    assert ranked("thick crust", page("it is thick"), page("it is thick", heading="Crust"))[0] == (
        1,
        0,
    )


def test_a_good_page_lifts_its_statements():
    assert ranked("crust", page("a crust"), page("a crust", score=3.0))[0] == (1, 0)


def test_phrases_and_beginnings_are_looked_for_as_such():
    assert ranked('"icy crust"', page("crust icy", "icy crust")) == [(0, 1)]
    assert ranked("volc*", page("a volcano", "no vole")) == [(0, 0)]


@given(st.lists(st.lists(st.sampled_from(["a crust", "ice", "", "thick thick ice"]), max_size=5)))
def test_each_statement_stands_once_and_the_best_first(texts):
    pages = [page(*there) for there in texts]
    found = rank_statements(parse_query("thick ice"), pages, {"thick": 1.0, "ice": 0.5})
    assert len({one[:2] for one in found}) == len(found)
    assert [score for *_, score in found] == sorted((s for *_, s in found), reverse=True)
    assert len(found) == sum("ice" in text for there in texts for text in there)
