"""Make one plan of several questions: merge what each planned, within the limit of pages."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from pipeline.core.changes.change_set import Comparison, Dropped, LeftOut, PagePlan, Plan
from pipeline.core.wiki.schema import SUMMARY_TYPE, Schema


def part_pages(pages: Iterable[PagePlan], schema: Schema) -> tuple[list[PagePlan], list[Dropped]]:
    """Part the pages that schema.md has room for, beside the summary, from the others."""
    pages, most = list(pages), schema.rules.pages_per_source.most
    ranked = sorted(pages, key=lambda p: (p.action != "update", -len(p.claims)))
    late = {page.slug for page in ranked[most - 1 :]}
    why = f"the plan had more than {most} pages"
    dropped = [Dropped(f"the page {p.title}", why) for p in ranked if p.slug in late]
    return [p for p in pages if p.slug not in late], dropped


def cap_pages(plan: Plan, schema: Schema) -> Plan:
    """Return a plan without the pages that are beyond the limit of schema.md, which are listed.

    The claims that stand on no page then are left out.
    """
    summary = [p for p in plan.pages if p.type == SUMMARY_TYPE]
    pages, dropped = part_pages([p for p in plan.pages if p.type != SUMMARY_TYPE], schema)
    if not dropped:
        return plan
    placed = {x for p in (*summary, *pages) for x in p.claims}
    lost = [x for p in plan.pages for x in p.claims if x not in placed]
    left = LeftOut(tuple(dict.fromkeys(lost)), "its page is beyond the limit of pages")
    return replace(
        plan,
        pages=(*summary, *pages),
        left_out=(*plan.left_out, *([left] if lost else [])),
        dropped=(*plan.dropped, *dropped),
    )


def merge_plans(first: Plan, second: Plan) -> Plan:
    """Put the plans of two halves of the claims together."""
    pages = {p.slug: p for p in first.pages}
    for page in second.pages:
        old = pages.get(page.slug)
        claims = tuple(dict.fromkeys([*(old.claims if old else ()), *page.claims]))
        pages[page.slug] = replace(old or page, claims=claims)
    return Plan(
        tuple(pages.values()),
        (*first.conflicts, *second.conflicts),
        (*first.left_out, *second.left_out),
        (*first.dropped, *second.dropped),
        (*first.unmet, *second.unmet),
        _merge_comparisons(first.comparison, second.comparison),
    )


def _merge_comparisons(first: Comparison | None, second: Comparison | None) -> Comparison | None:
    """Put together what two plans compared; each saw its own part of the wiki."""
    if first is None or second is None:
        return first or second
    return Comparison(
        (*first.compared, *second.compared),
        (*first.not_compared, *second.not_compared),
        (*first.partly, *second.partly),
        max(first.statements, second.statements),
        max(first.pages, second.pages),
        tuple(dict.fromkeys([*first.unseen, *second.unseen])),
    )
