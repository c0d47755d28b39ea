"""A summary page and the page of the thing that its source is called after have names of their own."""

from __future__ import annotations

from pipeline.core.changes.change_set import Conflict, PagePlan, Plan
from pipeline.core.changes.summary_name import (
    free_title,
    part_summary_from_thing,
    rename_summary,
)
from pipeline.core.wiki.schema import SUMMARY_TYPE
from tests.helpers.making import wiki_of


def wiki_with(*titles):
    return wiki_of(
        {
            f"wiki/concepts/{t.lower().replace(' ', '-')}.md": (
                f"---\ntitle: {t}\ntype: concept\n---\n\n{t} is a thing.\n"
            )
            for t in titles
        }
    )


def summary(title, slug):
    return PagePlan(slug, title, SUMMARY_TYPE, "create", ("s-1",), "")


def concept(title, slug, action="create"):
    return PagePlan(slug, title, "concept", action, ("s-1",), "")


def names(plan):
    return [(p.slug, p.title) for p in plan.pages]


def test_a_document_called_as_a_page_in_another_spelling_gets_another_title():
    plan = Plan(
        (
            summary("Bug Fix Releases", "bug-fix-releases"),
            concept("Bugfix release", "bugfix-release"),
        )
    )
    assert names(part_summary_from_thing(plan, wiki_with())) == [
        ("bug-fix-releases", "Bug Fix Releases (source)"),
        ("bugfix-release", "Bugfix release"),
    ]


def test_a_thing_of_the_very_name_gets_the_file_name_everywhere():
    conflict = Conflict("height", "contradicts", ("s-1",), ("t-1",), "", "", ("halden-dam-2",))
    plan = Plan(
        (summary("Halden dam", "halden-dam"), concept("Halden dam", "halden-dam-2")), (conflict,)
    )
    found = part_summary_from_thing(plan, wiki_with())
    assert names(found) == [
        ("halden-dam-source", "Halden dam (source)"),
        ("halden-dam", "Halden dam"),
    ]
    assert found.conflicts[0].pages == ("halden-dam",)
    first = plan.pages[0]
    assert rename_summary(first, found) == found.pages[0]


def test_a_page_of_the_wiki_in_another_spelling_keeps_its_name():
    plan = Plan((summary("Bug Fix Releases", "bug-fix-releases"),))
    assert names(part_summary_from_thing(plan, wiki_with("Bugfix release"))) == [
        ("bug-fix-releases", "Bug Fix Releases (source)")
    ]


def test_names_that_differ_and_summaries_that_exist_stay():
    apart = Plan((summary("Release notes", "release-notes"), concept("Release", "release")))
    assert part_summary_from_thing(apart, wiki_with()) is apart
    known = Plan(
        (
            PagePlan("halden-dam", "Halden dam", SUMMARY_TYPE, "update", ("s-1",), ""),
            concept("Halden dam", "halden-dam-2"),
        )
    )
    assert part_summary_from_thing(known, wiki_with()) is known


def test_the_third_source_of_one_name_is_numbered():
    wiki = wiki_with("Notes", "Notes (source)")
    assert free_title("Notes", wiki) == "Notes (source 2)"
    assert free_title("Notes", wiki, {"notesource2"}) == "Notes (source 3)"
