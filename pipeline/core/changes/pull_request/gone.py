"""List what pages said before and do not say after, as code finds it by comparing them.

Only the reasons are taken from the change set. Sentences without a reason are the program's own
(the gate refuses others) and mostly reworded: they are listed in one line for each page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.changes.edits import Loss, explain_losses, find_losses
from pipeline.core.changes.lost_sentences import Sentence, find_lost_sentences
from pipeline.core.changes.proposal import Part
from pipeline.core.github.inert import make_code, make_inert, make_link
from pipeline.core.github.places import Places
from pipeline.core.github.quoted import show_quotes
from pipeline.core.text import counted, noun_for, shorten
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki

_MOST_SENTENCES_OF_PEOPLE = 30  # quoted of one page for one reason
_MOST_OWN_SENTENCES = 3  # of the program's own, quoted of one page
_REWORDED_INTRO = "Sentences that the program wrote earlier and that are now reworded or gone:"
_MOST_QUOTES = 2  # of one claim; its label says which it is


def write_losses(parts: Sequence[Part], places: Places | None) -> str:
    """Return the section of what pages lose: each claim, number, link and sentence.

    Pages are called by the titles that the wiki had for them.
    """
    count, rows, reworded = 0, list[str](), list[str]()
    for part in parts:
        olds = [part.before.page(page.slug) for page in part.done.pages if page.slug in part.before]
        silent = find_lost_sentences(olds, part.done.pages)
        for page in part.done.pages:
            lost = _lost(page, part, silent.get(page.path, ()))
            own = [x.what for x, why in lost if x.kind == "sentence" and not why]
            lost = [(x, why) for x, why in lost if x.kind != "sentence" or why]
            count += len(lost)
            rows += _told(page, lost, part.before, places)
            if own:
                reworded.append(
                    f"- {_where(page, part.before, places)}: {_quoted(own, _MOST_OWN_SENTENCES)}"
                )
    told = (
        [f"## Taken out on purpose ({counted(count, 'thing')} that pages said)", "\n".join(rows)]
        if rows
        else []
    )
    if reworded:
        told += [_REWORDED_INTRO, "\n".join(reworded)]
    return "\n\n".join(told)


def _lost(page: Page, part: Part, sentences: Sequence[Sentence]) -> list[tuple[Loss, str]]:
    """Return what a page that existed loses, each with its reason."""
    if page.slug not in part.before:
        return []
    removes = [
        r for edits in part.change.pages if edits.plan.slug == page.slug for r in edits.removes
    ]
    lost = [
        *find_losses(part.before.page(page.slug), page),
        *(Loss("sentence", s.words) for s in sentences),
    ]
    return explain_losses(lost, removes)


def _told(
    page: Page, lost: Sequence[tuple[Loss, str]], before: Wiki, places: Places | None
) -> Iterator[str]:
    """Yield a line for each reason, and below it what was lost for that reason."""
    by_reason: dict[str, list[Loss]] = {}
    for loss, why in lost:
        by_reason.setdefault(why, []).append(loss)
    where = _where(page, before, places) if lost else ""
    for why, losses_ in by_reason.items():
        yield f"- {where}, " + (
            f"because {make_inert(shorten(why, 300))}" if why else "without a reason"
        )
        yield from (
            f"  - {_citation(x.what, before, places)}" for x in losses_ if x.kind == "citation"
        )
        for kind in ("number", "link"):
            if names := [make_code(x.what) for x in losses_ if x.kind == kind]:
                yield f"  - the {noun_for(len(names), kind)} {', '.join(names)}"
        if said := [x.what for x in losses_ if x.kind == "sentence"]:
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
