"""The ethereum corpus against its gold pairs: what changed is found, and what did not is left alone."""

import json
from collections import defaultdict

import pytest

from bench import order
from pipeline.core.text import normalise
from pipeline.core.wiki.citations import base_of
from pipeline.readers import read_source
from tests.helpers.corpora import corpus
from tests.helpers.growing import Growth


@pytest.fixture(scope="module")
def grown():
    growth = Growth()
    files = sorted((corpus("ethereum-gas") / "raw").glob("*.md"))
    dated = sorted((read_source(f"raw/{f.name}", f.read_bytes(), "").published, f) for f in files)
    for _, file in dated:
        growth.add(file.name, file.read_bytes())
    return growth


def newest_first():
    return order.orders(corpus("ethereum-gas") / "raw")["newest first"]


@pytest.fixture(scope="module")
def gold():
    lines = (corpus("ethereum-gas") / "gold_conflicts.jsonl").read_text("utf-8").splitlines()
    groups = defaultdict(list)
    for line in lines:
        pair = json.loads(line)
        groups[pair["kind"]].append(pair)
    return groups


def conflicts(growth):
    return [c for plan in growth.plans for c in plan.conflicts]


def sides(pair):
    return {pair[x]["file"].removesuffix(".md") for x in "ab"}


def same_sources(growth, pair):
    """The conflicts between the two documents of a gold pair."""
    found = [
        c for c in conflicts(growth) if {base_of(c.current[0]), base_of(c.other[0])} == sides(pair)
    ]
    return [
        c
        for c in found
        if set(c.topic.lower().split()) & set(pair["topic"].replace("-", " ").lower().split())
    ]


def quoted(growth, label):
    return normalise(" ".join(q.text for q in growth.wiki.citation(label).quotes))


def test_most_superseded_values_are_found_as_superseded(grown, gold):
    found = [
        p["id"]
        for p in gold["superseded"]
        if any(c.relation == "supersedes" for c in same_sources(grown, p))
    ]
    by_quote = [p["id"] for p in gold["superseded"] if p["id"] not in found and exact(grown, p)]
    assert len(found) + len(by_quote) >= 0.6 * len(gold["superseded"]), (found, by_quote)


def exact(growth, pair):
    """Whether some conflict has both quotes of a gold pair."""
    wanted = [normalise(pair[x]["quote"]) for x in "ab"]
    return [
        c.relation
        for c in conflicts(growth)
        if all(any(w in quoted(growth, x) for x in (*c.current, *c.other)) for w in wanted)
    ]


def test_what_is_only_proposed_never_supersedes(grown, gold):
    for pair in gold["proposed"]:
        assert "supersedes" not in exact(grown, pair)
        assert all(c.relation != "supersedes" for c in same_sources(grown, pair))


def test_what_is_no_conflict_is_never_reported_as_one(grown, gold):
    for pair in gold["negative"]:
        assert not {"supersedes", "contradicts"} & set(exact(grown, pair)), pair["id"]


def test_sload_has_one_page_with_all_its_prices_and_where_they_come_from(grown):
    titles = [f.slug for f in grown.wiki.facts.values() if f.title.upper() == "SLOAD"]
    assert titles == ["sload"]
    page = grown.wiki.page("sload")
    for price in ("50", "200", "800", "2100"):
        assert price in page.body
    assert {"eip-150", "eip-1884", "eip-2929"} <= {base_of(label) for label in page.labels}
    assert "2100" in page.tldr
    assert "800" not in page.tldr


def test_nothing_is_lost_on_the_way(grown):
    assert grown.lost == []


def test_no_page_is_named_after_a_common_word(grown):
    titles = {f.title.lower() for f in grown.wiki.facts.values()}
    assert not titles & {
        "change",
        "changes",
        "value",
        "time",
        "block number",
        "following changes",
        "number",
        "it",
        "add",
    }


def test_the_newest_source_first_makes_nearly_the_same_wiki(grown):
    first, other = order.look(grown), order.look(order.grow(newest_first()))
    assert order.jaccard(first.pages, other.pages) >= 0.9
    assert order.jaccard(first.statements, other.statements) >= 0.98
