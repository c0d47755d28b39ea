"""Change sets are offered together where one leans on what another writes, and else apart."""

from dataclasses import replace

import pytest

from pipeline.core.changes.change_set import (
    AppendToSection,
    Conflict,
    CreatePage,
    PageEdits,
    PagePlan,
    Section,
)
from pipeline.core.changes.groups import group_changes
from tests.helpers import making


def plan(slug, action="update"):
    return PagePlan(slug, slug.title(), "concept", action, (), "why")


def appends(slug, text="More words."):
    return PageEdits(plan(slug), (AppendToSection("Facts", text),))


def creates(slug, text="Words."):
    return PageEdits(plan(slug, "create"), (CreatePage("So.", (Section("Facts", text),)),))


def change(name, *pages, **more):
    of = making.source()
    read = making.extraction(of, [making.claim(f"{name}-1", "It is so.")])
    made = making.change(of, list(read.claims), *pages)
    return replace(made, extraction=replace(read, title=name), conflicts=(), **more)


def names(groups):
    return [[one.extraction.title for one in group] for group in groups]


def test_what_touches_other_pages_is_offered_apart():
    found = group_changes([change("a", appends("x")), change("b", appends("y"))])
    assert names(found) == [["a"], ["b"]]


@pytest.mark.parametrize(
    "later",
    [
        change("b", appends("x")),
        change("b", appends("y", "See [[New]].")),
        change("b", appends("y", "See [it](../concepts/new.md).")),
        change("b", appends("y", "It is so.[^a-1]")),
    ],
    ids=["the same page", "a link to a new page", "an inline link", "a mark"],
)
def test_what_leans_on_another_goes_with_it(later):
    first = change("a", appends("x"), creates("new"))
    assert names(group_changes([first, change("c", appends("z")), later])) == [["a", "b"], ["c"]]


def test_a_conflict_with_a_claim_of_another_joins_them():
    other = change("b", appends("y"))
    at_odds = Conflict("cost", "contradicts", ("b-1",), ("a-1",), "", "", ("y",))
    found = group_changes([change("a", appends("x")), replace(other, conflicts=(at_odds,))])
    assert names(found) == [["a", "b"]]


def test_a_change_joins_groups_that_were_apart():
    both = change("c", appends("x"), appends("y"))
    found = group_changes([change("a", appends("x")), change("b", appends("y")), both])
    assert names(found) == [["a", "b", "c"]]
