"""List the new claims with their quotes, page by page, to hold each page against its sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from pipeline.core.changes.change_set import Claim
from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.by_source import list_by_source
from pipeline.core.github.inert import make_inert, make_inert_html
from pipeline.core.github.places import Places
from pipeline.core.github.quoted import make_details, show_quotes
from pipeline.core.markup import markdown
from pipeline.core.text import counted, normalise, shorten
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import COMPARISON_TYPE, SUMMARY_TYPE


def write_claims(parts: Sequence[Part], places: Places | None) -> str:
    """Return the section of new claims.

    Each claim is listed with its quotes on the first page that states it, and by its words alone
    where it stands again.
    """
    told: dict[str, str] = {}
    folds = []
    for title, page_parts in _pages(parts):
        rows = [
            (part, [_claim(c, part, title, told, places) for c in _new(part, page, told)])
            for part, page in page_parts
        ]
        count = sum(len(lines) for _, lines in rows)
        if count:
            summary = f"{make_inert_html(shorten(title, 120))}: {counted(count, 'claim')}"
            folds.append(make_details(summary, list_by_source(rows, len(parts) > 1)))
    return "## New claims, page by page\n\n" + "\n".join(folds) if folds else ""


def _pages(parts: Sequence[Part]) -> Iterable[tuple[str, list[tuple[Part, Page]]]]:
    """Return the edited pages with the parts that edit them; pages that repeat others come last."""
    found: dict[str, list[tuple[Part, Page]]] = {}
    for part in parts:
        for page in part.done.pages:
            found.setdefault(page.path, []).append((part, page))
    ordered = sorted(found.items(), key=lambda item: (_repeats(item[1][0][1]), item[0]))
    return [(str(rows[-1][1].meta.get("title")), rows) for _, rows in ordered]


def _repeats(page: Page) -> bool:
    return page.meta.get("type") in (SUMMARY_TYPE, COMPARISON_TYPE)


def _new(part: Part, page: Page, told: dict[str, str]) -> list[Claim]:
    """Return the claims of the part's source that are new on a page.

    On a page that repeats others (a summary, a comparison), only those that no other page has.
    """
    known = {c.id: c for c in part.change.extraction.claims}
    old = part.before.facts[page.slug].labels if page.slug in part.before else ()
    new = [known[x] for x in page.labels if x in known and x not in old]
    return [c for c in new if c.id not in told] if _repeats(page) else new


def _claim(
    claim: Claim, part: Part, title: str, told: dict[str, str], places: Places | None
) -> str:
    words = markdown.to_plain_text(claim.text)
    if claim.id in told:
        under = make_inert(shorten(told[claim.id], 80))
        return f"- {make_inert(shorten(words, 160))} (quoted under {under})"
    told[claim.id] = title
    source = part.change.source
    quotes = show_quotes(
        claim.quotes, source.path, source.unit, places, names_source=False, most=400
    )
    # The claims of the embedded librarian are their own quotes.
    if [normalise(q.text) for q in claim.quotes] == [normalise(claim.text)]:
        return f"- {quotes}"
    return f"- {make_inert(shorten(words, 400))}\n  - {quotes}"
