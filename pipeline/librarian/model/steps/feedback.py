"""Show reviewers' wishes to the steps `plan` and `write_page`, in one more block of a question."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pipeline.core.changes.change_set import Dropped
from pipeline.core.changes.feedback import EarlierPage, Feedback, ReviewRemark
from pipeline.core.changes.page_losses import find_numbers
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup import footnotes
from pipeline.core.model_call import PromptBlock
from pipeline.core.text import normalise, shorten
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.model.steps import json_lines
from pipeline.librarian.model.steps.edit_replies import UnmetReply
from pipeline.librarian.model.steps.prompts import Prompt, fence_code

PAGE_CHARACTERS = 12_000  # of one page, in the block for a plan
ALL_PAGES_CHARACTERS = 36_000  # of all pages, in the block for a plan
WRITTEN_PAGE_CHARACTERS = 40_000  # of the earlier page, in the block for a page
NO_FRESH_CLAIMS_REASON = (
    "no claim of the source is new to the wiki, so no page was written; edit the pages on the"
    " branch instead"
)


@dataclass(frozen=True)
class Wishes:
    """What one question shows of a review: remarks by number, and earlier pages with their texts.

    A remark has the same number in all questions.
    """

    remarks: tuple[tuple[int, ReviewRemark], ...]
    pages: tuple[tuple[EarlierPage, str], ...]


def wishes_for_plan(reading: ReadSource, wiki: Wiki) -> Wishes | None:
    """Return all remarks and all earlier pages, or None where nobody reviewed."""
    feedback = reading.feedback
    if feedback is None or not feedback.remarks:
        return None
    pages = tuple((page, _text_of_page(page, reading, wiki)) for page in feedback.pages)
    return Wishes(tuple(enumerate(feedback.remarks, 1)), pages)


def wishes_for_page(
    reading: ReadSource, slug: str, planned: Collection[str], wiki: Wiki
) -> Wishes | None:
    """Return what concerns one page: its earlier text, and remarks on it or on the whole.

    The result is None where there is neither. A remark on a page that is planned no more goes to
    all pages, for what it speaks of may have moved to any of them.
    """
    feedback = reading.feedback
    if feedback is None or not feedback.remarks:
        return None
    mine = tuple(
        (number, remark)
        for number, remark in enumerate(feedback.remarks, 1)
        if remark.slug == slug or remark.slug not in planned
    )
    page = feedback.page(slug)
    if not mine and page is None:
        return None
    return Wishes(mine, ((page, _text_of_page(page, reading, wiki)),) if page else ())


def _text_of_page(page: EarlierPage, reading: ReadSource, wiki: Wiki) -> str:
    ids = {tuple(normalise(q.text) for q in c.quotes): c.id for c in reading.extraction.claims}
    for label, quotes in page.quotes.items():
        known = wiki.citation(label)
        if known and tuple(normalise(q.text) for q in known.quotes) == quotes:
            ids[quotes] = label
    return strip_hidden(page.with_labels_of_now(ids)).strip()


def plan_block(wishes: Wishes, prompt: Prompt) -> PromptBlock:
    """Return the block that shows the wishes to the step `plan`."""
    rows, room = [], ALL_PAGES_CHARACTERS
    for page, text in wishes.pages:
        most = min(PAGE_CHARACTERS, room)
        rows.append(
            json_lines.json_line(
                slug=page.slug, **_names_in_front_matter(page), text=_cut_text(text, most)
            )
        )
        room -= min(len(text), most)
    remarks, pages = _remark_lines(wishes), "\n".join(rows) or "none"
    return PromptBlock(
        prompt.fill("plan", remarks=remarks, pages=pages, fence=fence_code(remarks, pages))
    )


def _names_in_front_matter(page: EarlierPage) -> dict[str, object]:
    """Return what the front matter calls a page, as far as it can be read.

    People may have edited it.
    """
    aliases = page.meta.get("aliases")
    return {
        "title": strip_hidden(str(page.meta.get("title") or "")),
        "type": strip_hidden(str(page.meta.get("type") or "")),
        "aliases": [strip_hidden(str(x)) for x in aliases if x != page.meta.get("title")]
        if isinstance(aliases, list)
        else [],
    }


def page_block(wishes: Wishes, prompt: Prompt) -> PromptBlock:
    """Return the block that shows the wishes to the step `write_page`."""
    remarks = _remark_lines(wishes) or "none"
    earlier = (
        "\n".join(_cut_text(text, WRITTEN_PAGE_CHARACTERS) for _, text in wishes.pages)
        or "There was none."
    )
    return PromptBlock(
        prompt.fill("page", remarks=remarks, earlier=earlier, fence=fence_code(remarks, earlier))
    )


def _cut_text(text: str, most: int) -> str:
    return text if len(text) <= most else text[: max(0, most)].rsplit("\n", 1)[0] + "\n… (cut)"


def _remark_lines(wishes: Wishes) -> str:
    return "\n".join(
        json_lines.json_line(
            remark=number,
            by=strip_hidden(remark.author),
            on=remark.slug or strip_hidden(remark.path),
            # The labels may be those of an earlier reading.
            lines=strip_hidden(footnotes.drop_marks(remark.hunk)),
            asks=strip_hidden(remark.text),
        )
        for number, remark in wishes.remarks
    )


def read_unmet(
    rows: Iterable[UnmetReply], wishes: Wishes | None
) -> tuple[tuple[Dropped, ...], list[str]]:
    """Return the wishes that were not followed, and the errors in the rows of the reply."""
    known = dict(wishes.remarks if wishes else ())
    strange = [row.remark for row in rows if row.remark not in known]
    errors = [f"unmet: there is no remark {number}" for number in strange[:8]]
    kept = tuple(
        Dropped(_name_wish(row.remark, known[row.remark]), shorten(normalise(row.why), 300))
        for row in rows
        if row.remark in known
    )
    return kept, errors


def numbers_from_remarks_alone(
    texts: Iterable[str], grounds: str, wishes: Wishes | None
) -> list[str]:
    """Return the numbers on a page that stand in a remark and in nothing the page may rest on."""
    if wishes is None:
        return []
    known = find_numbers(grounds)
    asked = find_numbers("\n".join(remark.text for _, remark in wishes.remarks))
    return [x for x in find_numbers("\n".join(texts)) if x in asked and x not in known]


def leave_all_unmet(feedback: Feedback | None, why: str) -> tuple[Dropped, ...]:
    """Return every remark as a wish that was not followed."""
    return tuple(
        Dropped(_name_wish(n, r), why)
        for n, r in enumerate(feedback.remarks if feedback else (), 1)
    )


def _name_wish(number: int, remark: ReviewRemark) -> str:
    where = f" on {remark.slug}" if remark.slug else ""
    return (
        f"the wish of {normalise(remark.author)}{where} (remark {number}):"
        f" “{shorten(normalise(remark.text), 160)}”"
    )
