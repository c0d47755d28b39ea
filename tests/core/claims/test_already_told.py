"""What the wiki tells already is no finding: history, records of sources, comparisons, both values on one page with dates."""

import pytest

from pipeline.core.claims.already_told import select_untold
from pipeline.core.claims.claim_index import collect_statements
from pipeline.core.claims.judgement import Judged, Pair, Verdict
from pipeline.core.claims.tense import is_past
from pipeline.core.wiki.schema import Schema
from tests.helpers.claims import page, record, wiki_of
from tests.helpers.repos import SCHEMA

QUOTES = {"old-1": "The pump lifts 200 litres.", "new-1": "A pump lifts 800 litres."}


def found(
    old_body,
    kind="concept",
    verdict=None,
    new_body="A pump lifts 800 litres.[^new-1]",
    one_page=False,
):
    records = record("old", "2020", title="Old report"), record("new", "2024", title="New report")
    pages = [
        page("Pump", old_body + ("\n" + new_body if one_page else ""), QUOTES, kind),
        page("Water", new_body, QUOTES),
    ]
    wiki = wiki_of(*records, *pages)
    all_of = collect_statements(wiki, Schema.parse(SCHEMA))
    old = next(s for s in all_of if "old-1" in s.labels)
    new = next(s for s in all_of if "new-1" in s.labels and (s.slug == "pump") == one_page)
    return select_untold(
        [Judged(Pair(old, new), verdict or Verdict("supersedes", "b"), "extractive")], wiki
    )


def test_an_old_value_stated_as_if_it_held_now_is_a_finding():
    assert found("The pump lifts 200 litres.[^old-1]")


@pytest.mark.parametrize(
    "body",
    [
        "The pump lifted 200 litres until 2024, when it was rebuilt.[^old-1]",
        "## History\n\n- The pump lifts 200 litres.[^old-1]",
        "The limit was 200 litres.[^old-1]",
    ],
)
def test_history_is_none(body):
    assert not found(body)


@pytest.mark.parametrize("verdict", [Verdict("supersedes", "b"), Verdict("contradicts")])
def test_what_people_settled_against_the_judge_is_none(verdict):
    settled = "“New report” (2024-01-01) had it otherwise: A pump lifts 800 litres.[^new-1]"
    assert not found("The pump lifts 200 litres.[^old-1]", verdict=verdict, new_body=settled)


def test_a_record_speaks_for_its_source_and_a_comparison_s_row_for_its():
    assert not found("The pump lifts 200 litres.[^old-1]", kind="source-summary")
    assert not found(
        "| Value | Source |\n| --- | --- |\n| 200 litres | Old[^old-1] |", kind="comparison"
    )


def test_both_on_one_page_are_none_where_the_old_one_says_who_or_when():
    assert not found("In 2020 the pump lifts 200 litres.[^old-1]", one_page=True)
    assert not found("By the Old report the pump lifts 200 litres.[^old-1]", one_page=True)
    assert found("The pump lifts 200 litres.[^old-1]", one_page=True)


def test_a_contradiction_is_told_where_one_page_cites_both_sides():
    verdict = Verdict("contradicts")
    assert found("The pump lifts 200 litres.[^old-1]", verdict=verdict)
    assert not found(
        "By the Old report the pump lifts 200 litres.[^old-1]", verdict=verdict, one_page=True
    )


@pytest.mark.parametrize(("kind", "told"), [("concept", True), ("answer", False)])
def test_a_contradiction_that_only_an_answer_tells_is_a_finding(kind, told):
    both = "The pump lifts 200 litres,[^old-1] or 800.[^new-1]"
    pages = [
        page("Pump", "The pump lifts 200 litres.[^old-1]", QUOTES),
        page("Water", "A pump lifts 800 litres.[^new-1]", QUOTES),
        page("How much does it lift?", both, QUOTES, kind),
    ]
    wiki = wiki_of(record("old", "2020"), record("new", "2024"), *pages)
    a, b = (
        next(s for s in collect_statements(wiki, Schema.parse(SCHEMA)) if s.slug == slug)
        for slug in ("pump", "water")
    )
    judged = [Judged(Pair(a, b), Verdict("contradicts"), "extractive")]
    assert (not select_untold(judged, wiki)) == told


PLAN = {"old-1": "The limit is currently 36 litres.", "old-2": "The limit should be 60 litres."}


def planned(now, plan, plan_label="old-2", verdict=None):
    records = record("old", "2020"), record("new", "2024")
    body = f"{now}[^old-1]\n\n{plan}[^{plan_label}]"
    wiki = wiki_of(
        *records, page("Pump", body, {"old-1": PLAN["old-1"], plan_label: PLAN["old-2"]})
    )
    a, b = collect_statements(wiki, Schema.parse(SCHEMA))
    return select_untold(
        [Judged(Pair(a, b), verdict or Verdict("supersedes", "b"), "extractive")], wiki
    )


@pytest.mark.parametrize("verdict", [Verdict("supersedes", "b"), Verdict("contradicts")])
@pytest.mark.parametrize(
    "plan",
    ["should be 60 litres.", "is proposed to be 60 litres.", "is to be raised to 60 litres."],
)
def test_what_one_source_says_is_and_is_to_be_is_none(plan, verdict):
    assert not planned("The limit is currently 36 litres.", f"The limit {plan}", verdict=verdict)


def test_what_another_source_says_is_to_be_is_one_and_a_source_at_odds_with_itself():
    assert planned("The limit is currently 36 litres.", "The limit should be 60 litres.", "new-1")
    assert planned("The limit is currently 36 litres.", "The limit is 60 litres.")
    assert planned("The limit is 36 litres.", "The limit should be 60 litres.")


ALIASED = "---\ntitle: The second inquiry into pumps of the county\ntype: source-summary\nsource: raw/old.md\nlabel: old\naliases: [Old report]\n---\n\nIt is old.\n"


def attributed(body):
    wiki = wiki_of(
        {"wiki/sources/second.md": ALIASED},
        record("new", "2024", title="New report"),
        page("Pump", body + "[^old-1]\nA pump lifts 800 litres.[^new-1]", QUOTES),
    )
    old, new = collect_statements(wiki, Schema.parse(SCHEMA))
    return not select_untold(
        [Judged(Pair(old, new), Verdict("supersedes", "b"), "extractive")], wiki
    )


def test_a_source_is_named_by_its_alias_or_by_a_long_title():
    assert attributed("By the Old report the pump lifts 200 litres.")
    assert attributed("The second inquiry into pumps of the county says it lifts 200 litres.")
    assert not attributed("The pump lifts 200 litres.")


def test_that_a_source_does_so_too_is_not_who_says_it():
    assert not attributed("The pump lifts 200 litres, as [[second|Old report]] does.")


@pytest.mark.parametrize("kind", ["scope", "proposed", "agrees", "unsure"])
def test_other_kinds_are_never_findings(kind):
    assert not found("The pump lifts 200 litres.[^old-1]", verdict=Verdict(kind))


@pytest.mark.parametrize(
    ("text", "past"),
    [
        ("EIP-1884 raised it from 200 to 800.", True),
        ("Before that, the cost was 800.", True),
        ("It costs 800 gas.", False),
        ("Increase the cost to 200 (from 50).", False),
        ("The set of parts is complete.", False),
    ],
)
def test_wording_tells_the_past(text, past):
    assert is_past(text) is past
