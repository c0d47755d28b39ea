"""List what pages said before and do not say after, with the reasons."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.changes.page_losses import Loss
from pipeline.core.changes.pull_request.concern import Concern
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.changes.pull_request.find_removals import PageRemoval
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.github.quoted import make_details, show_quotes
from pipeline.core.text import noun_for, shorten
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki

_MOST_SENTENCES_OF_PEOPLE = 30  # quoted of one page for one reason
_MOST_QUOTES = 2  # of one claim; its label says which it is


def list_concerns(material: ReviewMaterial, detail: Detail) -> Iterator[Concern]:
    """Yield a line for each page and reason; what goes for it stands in the fold below."""
    parts, places = material.parts, material.places
    for row in material.removals:
        before = parts[row.number].before
        said = [x for x in row.losses if x.kind == "sentence"] or list(row.losses)
        first = _name_loss(said[0], before, detail)
        more = f" and {len(row.losses) - 1} more" if len(row.losses) > 1 else ""
        why = (
            f": {make_inert(shorten(row.why, detail.sentence))}"
            if row.why
            else ", without a reason"
        )
        text = f"{first}{more}, from {_where(row.page, before, places)}{why}".rstrip(".")
        yield Concern("removed", "Removed:", f"{text}.", row.number)


def write_losses(material: ReviewMaterial) -> str:
    """Return the fold with all that pages lose: each claim, number, link and sentence.

    Pages are called by the titles that the wiki had for them. The check of a pull request looks
    here for the labels of claims that leave the wiki, so all of them are named.
    """
    parts, places, rows = material.parts, material.places, material.removals
    if not rows:
        return ""
    lines = [line for row in rows for line in _told(row, parts[row.number].before, places)]
    count = sum(len(row.losses) for row in rows)
    return make_details(f"All that is removed, and why ({count})", "\n".join(lines))


def _name_loss(loss: Loss, before: Wiki, detail: Detail) -> str:
    if loss.kind == "sentence":
        return f"“{make_inert(shorten(loss.what, detail.sentence))}”"
    if loss.kind == "citation":
        found = before.citation(loss.what)
        if found and found.quotes:
            return f"“{make_inert(shorten(found.quotes[0].text, detail.sentence))}”"
    return f"the {loss.kind if loss.kind != 'citation' else 'claim'} {make_code(loss.what)}"


def _told(row: PageRemoval, before: Wiki, places: Places | None) -> Iterator[str]:
    """Yield a line for the reason, and below it what was lost for that reason."""
    why = f"because {make_inert(shorten(row.why, 300))}" if row.why else "without a reason"
    yield f"- {_where(row.page, before, places)}, {why}"
    yield from (
        f"  - {_citation(x.what, before, places)}" for x in row.losses if x.kind == "citation"
    )
    for kind in ("number", "link"):
        if names := [make_code(x.what) for x in row.losses if x.kind == kind]:
            yield f"  - the {noun_for(len(names), kind)} {', '.join(names)}"
    if said := [x.what for x in row.losses if x.kind == "sentence"]:
        quoted = _quoted(said, _MOST_SENTENCES_OF_PEOPLE)
        yield f"  - the {noun_for(len(said), 'sentence')} {quoted}"


def _where(page: Page, before: Wiki, places: Places | None) -> str:
    title = make_inert(shorten(before.facts[page.slug].title, 120))
    return make_link(title, places.page(page.path)) if places else title


def _quoted(said: Sequence[str], most: int) -> str:
    """Return sentences in quotes; those beyond `most` are only counted."""
    more = len(said) - most
    shown = "; ".join(f"“{make_inert(shorten(words, 160))}”" for words in said[:most])
    return shown + (f" and {more} more" if more > 0 else "")


def _citation(label: str, before: Wiki, places: Places | None) -> str:
    """Return a label with the words it stood for, as the wiki had them before."""
    found = before.citation(label)
    quotes = (
        show_quotes(
            found.quotes[:_MOST_QUOTES],
            found.source,
            found.unit,
            places,
            names_source=True,
            most=150,
        )
        if found
        else ""
    )
    return f"the claim {make_code(f'[^{label}]')} {quotes}".rstrip()
