"""What is nearest to each claim, kept from run to run: what a change costs, and what it may not lose."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.claims.candidate_pairs import (
    MOST_PARTNERS,
    CandidateSearch,
    find_candidate_pairs,
)
from pipeline.core.claims.claim_index import collect_statements
from pipeline.core.claims.shortlists import MOST_CHANGED_SHARE, renew_shortlists
from pipeline.core.wiki.schema import Schema
from tests.helpers.claims import page, wiki_of
from tests.helpers.repos import SCHEMA
from tests.helpers.share import few

K = 3
THINGS = ("pump", "valve", "lever", "boiler", "piston")
UNITS = ("litres", "bars", "degrees", "newtons")


class Watched(CandidateSearch):
    """Notes which claims are ranked."""

    def __init__(self, *args):
        super().__init__(*args)
        self.ranked = []

    def nearest(self, number):
        self.ranked.append(self.claims[number].statement.path)
        return super().nearest(number)


def said(thing, unit, number, verb="holds"):
    return f"The {thing} {verb} {number} {unit} of water."


def wiki(texts):
    """A wiki of a page for each text, each by a source of its own."""
    return wiki_of(
        *(page(f"Page {n}", f"{text}[^s{n}-1]", {f"s{n}-1": text}) for n, text in texts.items())
    )


def searched(texts, kept=None, small=0):
    made = wiki(texts)
    search = Watched(collect_statements(made, Schema.parse(SCHEMA)), K, made)
    pairs, lists = renew_shortlists(search, kept, small)
    return pairs, lists, search.ranked


def whole(texts):
    made = wiki(texts)
    return find_candidate_pairs(collect_statements(made, Schema.parse(SCHEMA)), K, made)


def path(number):
    return f"wiki/concepts/page-{number}.md"


def of(pairs, numbers):
    paths = {path(n) for n in numbers}
    return {(p.a.text, p.b.text) for p in pairs if paths & {p.a.path, p.b.path}}


MANY = {n: said(THINGS[n % 5], UNITS[n % 3], 100 + n) for n in range(40)}
texts = st.builds(
    said,
    st.sampled_from(THINGS),
    st.sampled_from(UNITS),
    st.integers(1, 30),
    st.sampled_from(("holds", "does not hold")),
)


def test_with_nothing_kept_the_pairs_are_those_of_a_search_of_the_whole_wiki():
    assert searched(MANY)[0] == whole(MANY)
    assert len(whole(MANY)) > 20


def test_with_nothing_changed_nothing_is_ranked_and_the_pairs_are_the_same():
    pairs, kept, _ = searched(MANY)
    again, lists, ranked = searched(MANY, kept)
    assert ranked == []
    assert again == pairs
    assert (kept.exact, lists.exact) == (True, False)
    assert lists == replace(kept, exact=False)


@settings(max_examples=few(25, 4), deadline=None)
@given(
    st.lists(texts, min_size=30, max_size=45),
    st.dictionaries(st.integers(0, 44), texts, max_size=3),
)
def test_after_a_change_every_pair_of_a_changed_claim_is_there_that_a_whole_search_finds(
    rows, changed
):
    before = dict(enumerate(rows))
    kept = searched(before)[1]
    after = before | changed
    pairs, _, _ = searched(after, kept)
    numbers = [n for n, text in after.items() if before.get(n) != text]
    assert of(whole(after), numbers) <= of(pairs, numbers)


@settings(max_examples=few(15, 3), deadline=None)
@given(st.lists(texts, min_size=30, max_size=45), st.integers(0, 29))
def test_a_deleted_page_takes_its_pairs_along_and_another_moves_up(rows, gone):
    before = dict(enumerate(rows))
    after = {n: text for n, text in before.items() if n != gone}
    kept = searched(before)[1]
    pairs, lists, _ = searched(after, kept)
    assert not any(path(gone) in (p.a.path, p.b.path) for p in pairs)
    lost = [mark for mark in lists.lists if not lists.lists.keys() >= set(kept.lists[mark])]
    anew = searched(after)[1]
    assert [lists.lists[mark] for mark in lost] == [anew.lists[mark] for mark in lost]
    assert all(other in lists.lists for others in lists.lists.values() for other in others)


def test_a_changed_claim_enters_the_lists_of_those_that_it_does_not_list_itself():
    others = {
        n: said("pump" if n < 12 else THINGS[1 + n % 4], "litres", 100 + n) for n in range(1, 40)
    }
    kept = searched({0: said("spring", "metres", 7), **others})[1]
    after = {0: said("pump", "litres", 700), **others}
    pairs = searched(after, kept)[0]
    assert len(of(whole(after), [0])) > K
    assert of(pairs, [0]) == of(whole(after), [0])


def test_a_change_ranks_the_claims_nearest_to_it_and_not_the_wiki():
    """Though any two of these claims, of the same thing and unit, may be at odds."""
    many = {n: said("pump", "litres", 100 + n) for n in range(2 * MOST_PARTNERS)}
    kept = searched(many)[1]
    ranked = searched(many | {len(many): said("pump", "litres", 990)}, kept)[2]
    assert path(len(many)) in ranked
    assert MOST_PARTNERS / 2 < len(ranked) <= MOST_PARTNERS + 1


def test_a_claim_that_now_names_a_figure_comes_along_with_the_statement_that_uses_it():
    quotes = {"new-1": "The lever now takes 2600 newton.", "new-2": "What else the table holds."}
    rest = [page(f"Page {n}", f"{text}[^s{n}-1]", {f"s{n}-1": text}) for n, text in MANY.items()]
    uses = page("Lever", "The lever now takes 2600 newton.[^new-1]", quotes)
    old = page("Arm", "The lever took 700 newton.[^old-1]", {"old-1": "The lever took 700 newton."})

    def pairs_of(name, kept=None):
        made = wiki_of(*rest, uses, old, page("Start", f"{name}[^new-2]", quotes))
        return renew_shortlists(
            CandidateSearch(collect_statements(made, Schema.parse(SCHEMA)), K, made), kept, 0
        )

    unnamed, kept = pairs_of("FORCE_OF_START: open.")
    named, _ = pairs_of("FORCE_OF_START: 2600.", kept)
    wanted = ("The lever took 700 newton.", "FORCE_OF_START: 2600.")
    assert wanted in {(p.a.text, p.b.text) for p in named}
    assert wanted[0] in {p.a.text for p in unnamed}


def test_all_is_ranked_anew_when_a_tenth_came_or_went_since_it_was():
    texts = {n: said(THINGS[n % 5], UNITS[n % 3], 100 + n) for n in range(2 * MOST_PARTNERS)}
    _, kept, _ = searched(texts)
    few = int(len(texts) * MOST_CHANGED_SHARE)
    for n in range(few):
        texts[n] = said("lever", "bars", 800 + n)
        _, kept, ranked = searched(texts, kept)
        assert kept.since == n + 1
        assert len(ranked) < len(texts)
    texts[30] = said("pump", "litres", 999)
    pairs, kept, ranked = searched(texts, kept)
    assert len(ranked) == len(texts)
    assert pairs == whole(texts)
    assert kept.since == 0


def test_a_small_wiki_or_another_k_is_ranked_whole():
    kept = searched(MANY)[1]
    texts = MANY | {7: said("lever", "bars", 990)}
    assert len(searched(texts, kept, small=len(texts) + 1)[2]) == len(texts)
    assert len(searched(texts, replace(kept, k=K + 1))[2]) == len(texts)
