"""A source that is read again, and pages that people have edited."""

from dataclasses import replace

from pipeline.core.changes import labels
from pipeline.core.changes.read_source import ReadSource
from pipeline.librarian.extractive import Extractive
from pipeline.readers import read_source
from tests.helpers.growing import DAY, Growth, article
from tests.helpers.making import SCHEMA

TEXT = article(
    "Saturn leads",
    "2019-10-08",
    "Saturn has 82 known moons.",
    "Saturn is a planet with rings. Saturn is large.",
)


def read_again(growth, name, text):
    source = read_source(f"raw/{name}", text.encode(), DAY)
    librarian = Extractive()
    record = labels.source_record(source, growth.wiki, growth.paths)
    found = labels.number_claims(librarian.extract(source, SCHEMA), record.label, growth.wiki)
    summary = labels.plan_summary(source, found, record, growth.wiki, set())
    fresh = frozenset(
        c.id for c in found.claims if not set(growth.wiki.pages_citing(c.id)) - {summary.slug}
    )
    reading = ReadSource(source, found, summary, fresh)
    plan = librarian.plan(reading, growth.wiki, SCHEMA)
    return plan, librarian.write(plan, reading, growth.wiki, SCHEMA, lambda _: []), found


def test_the_same_source_again_changes_nothing():
    growth = Growth()
    growth.add("a.md", TEXT)
    plan, pages, found = read_again(growth, "a.md", TEXT)
    assert all(not page.edits for page in pages if page.plan.slug != plan.pages[0].slug)
    assert all(
        x in growth.wiki.page(plan.pages[0].slug).labels for page in pages for x in page.plan.claims
    )
    assert [c.id for c in found.claims] == [c.id for c in growth.extractions[0].claims]


def test_what_is_new_in_a_changed_source_is_added_and_the_rest_stays():
    growth = Growth()
    growth.add("a.md", TEXT)
    plan, pages, _ = read_again(growth, "a.md", TEXT + "\nSaturn has 7 ring groups around it.\n")
    assert [p.plan.slug for p in pages if p.edits and p.plan.slug == "saturn"] == ["saturn"]
    assert len(next(p for p in plan.pages if p.slug == "saturn").claims) == 1


def test_prose_that_people_wrote_stays_as_it_is():
    growth = Growth()
    growth.add("a.md", TEXT)
    path = growth.wiki.facts["saturn"].path
    body = growth.wiki.text("saturn").replace(
        "\n[^a-1]:", "\n## Our view\n\nWe like it.\nVery much so.\n\n[^a-1]:", 1
    )
    growth.wiki = growth.wiki.with_texts({path: body})
    growth.add(
        "b.md",
        article(
            "Saturn again",
            "2023-05-23",
            "Saturn has 145 recognised moons. Saturn is yellow in colour.",
        ),
    )
    page = growth.wiki.page("saturn")
    assert page.find("Our view")[0].text.strip() == "We like it.\nVery much so."
    assert "145" in page.tldr
    assert growth.lost == []


def test_a_source_without_a_date_is_no_newer_than_another():
    growth = Growth()
    growth.add("a.md", TEXT)
    plan = growth.add(
        "b.md", "# Undated\n\nSaturn has 90 known moons. Saturn is yellow in colour.\n"
    )
    assert [c.relation for c in plan.conflicts] == ["contradicts"]


def test_an_older_source_that_comes_later_does_not_take_the_present_value_away():
    growth = Growth()
    growth.add(
        "b.md",
        article(
            "New", "2023-05-23", "Saturn has 145 recognised moons. Saturn is a planet with rings."
        ),
    )
    plan = growth.add(
        "a.md",
        article("Old", "2019-10-08", "Saturn has 82 known moons. Saturn is large and yellow."),
    )
    (conflict,) = plan.conflicts
    assert conflict.relation == "supersedes"
    assert conflict.current[0].startswith("b-")
    page = growth.wiki.page("saturn")
    assert "145" in page.tldr
    assert "82" in page.find("How it changed")[0].text


def test_frozen_values_are_not_changed_by_planning():
    growth = Growth()
    plan = growth.add("a.md", TEXT)
    assert replace(plan) == plan
