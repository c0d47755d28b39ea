"""Keep the name of a source's summary page apart from the names of things.

A document is often called by what it is about: "Bug Fix Releases", "Halden dam". The page of the
thing has that name, and the summary is called "Halden dam (source)".
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from pipeline.core.changes.change_set import PagePlan, Plan
from pipeline.core.name_keys import slug_of, thing_key, unique_slug
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki


def free_title(title: str, wiki: Wiki, things: Collection[str] = ()) -> str:
    """Return a title by which no page is called: many a team has three sources called "Notes".

    `things` are keys of names that are taken beside those of the wiki.
    """
    wanted, number = title, 1
    while (
        wiki.resolve(wanted) is not None
        or thing_key(wanted) in things
        or (number > 1 and wiki.slug_of_thing(thing_key(wanted)) is not None)
    ):
        wanted = f"{title} (source)" if number == 1 else f"{title} (source {number})"
        number += 1
    return wanted


def part_summary_from_thing(plan: Plan, wiki: Wiki) -> Plan:
    """Return the plan with another name for a new summary that is called as the page of a thing is.

    The thing is on a new page of the plan, or on a page of the wiki. A new page of that very name
    gets the file name that the summary would have had.
    """
    summary = next((p for p in plan.pages if p.type == SUMMARY_TYPE), None)
    if summary is None or summary.action != "create":
        return plan
    key = thing_key(summary.title)
    same = [p for p in plan.pages if p is not summary and thing_key(p.title) == key]
    if not same and wiki.slug_of_thing(key) is None:
        return plan
    title = free_title(summary.title, wiki, {key, *(thing_key(p.title) for p in plan.pages)})
    slugs = {summary.slug: summary.slug}
    for thing in same:
        if thing.action == "create" and slug_of(thing.title) == summary.slug:
            taken = {p.slug for p in plan.pages}
            slugs = {
                summary.slug: unique_slug(slug_of(title), wiki.taken_names, taken),
                thing.slug: summary.slug,
            }
    pages = (replace(p, title=title) if p is summary else p for p in plan.pages)
    return replace(
        plan,
        pages=tuple(replace(p, slug=slugs.get(p.slug, p.slug)) for p in pages),
        conflicts=tuple(
            replace(c, pages=tuple(slugs.get(s, s) for s in c.pages)) for c in plan.conflicts
        ),
    )


def rename_summary(summary: PagePlan, plan: Plan) -> PagePlan:
    """Return the summary page of a reading under the name that the plan gives it."""
    named = next((p for p in plan.pages if p.type == SUMMARY_TYPE), summary)
    return replace(summary, title=named.title, slug=named.slug)
