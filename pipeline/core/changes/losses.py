"""Report what pages said before a change and no longer say after it.

People may take things out, and the reviewer is told. So is the reviewer of our bot's proposal: its
gate judged each loss by the reasons in the change set, which is not here. What must not happen
unseen is that the last mark of a claim leaves the wiki: our bot names it in the text of the pull
request, with the reason; else it is an error.

Sentences that no changed page says any more, in these or nearly these words, are reported too: as a
warning where our bot took them out, because nobody watched it; as a note on a person's change, who
read what they deleted, and only where they have more than a few words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from pipeline.core.changes.edits import Loss, find_losses, find_numbers
from pipeline.core.changes.lost_sentences import find_lost_sentences
from pipeline.core.changes.touched_files import file_finding
from pipeline.core.markup import markdown
from pipeline.core.text import shorten
from pipeline.core.values import Finding, Severity
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.wiki import Wiki

MOST_LISTED_LOSSES = 12  # in one finding
MOST_QUOTED_SENTENCES = 4  # of one page
MOST_TOLD_PAGES = 20  # that lose sentences, a finding each
# of a sentence that a person took out; shorter ones are pointers and remarks, mostly only reworded
LEAST_WORDS_OF_SENTENCE = 6
_DATE = re.compile(r"(?<![\w.-])\d{4}-\d{2}(?:-\d{2})?(?![\w-])")  # as ISO writes a day or a month


def find_all_losses(
    old: Iterable[Page], new: Iterable[Page], before: Wiki, after: Wiki, reasons: str | None
) -> Iterator[Finding]:
    """Yield a finding for what the changed pages lose.

    `old` and `new` are the changed pages as they were and as they are. `reasons` is the text of our
    bot's proposal; None stands for a person's change.
    """
    old, new = list(old), list(new)
    now = {page.path: page for page in new}
    told: set[str] = set()
    yield from _sentences(old, new, is_bot=reasons is not None)
    for page in old:
        last = [x for x in page.labels if x not in told and _is_last(x, before, after)]
        told.update(last)
        if page.path in now:
            yield from _less(page, now[page.path], last, before, after)
        elif page.slug not in after:
            yield _removed(page, last)
        yield from _claims_gone(page, last, before, reasons)


def _sentences(old: Sequence[Page], new: Sequence[Page], is_bot: bool) -> Iterator[Finding]:
    """Yield a finding for each page that loses sentences.

    Of more than 20 such pages, the last finding says how many more there are.
    """
    least = 1 if is_bot else LEAST_WORDS_OF_SENTENCE
    told = {
        path: [s for s in found if len(s.tokens) >= least]
        for path, found in find_lost_sentences(old, new).items()
    }
    gone = sorted((path, found) for path, found in told.items() if found)
    for number, (path, found) in enumerate(gone[:MOST_TOLD_PAGES], 1):
        words = [f"“{shorten(s.words, 100)}”" for s in found]
        more = (
            f"; {len(gone) - number} more pages lose sentences"
            if number == MOST_TOLD_PAGES < len(gone)
            else ""
        )
        message = f"no longer said in these words: {_listed(words, MOST_QUOTED_SENTENCES)}{more}"
        yield file_finding(
            "lost-sentence", "warning" if is_bot else "note", path, message, "Is that meant?"
        )


def _is_last(label: str, before: Wiki, after: Wiki) -> bool:
    """Tell whether a label that cites a source stands on no page any more."""
    return not after.pages_citing(label) and before.citation(label) is not None


def _removed(page: Page, last: Sequence[str]) -> Finding:
    message = (
        f"the page is removed; of its claims {len(page.labels) - len(last)} stand elsewhere,"
        f" {len(last)} nowhere"
    )
    return file_finding(
        "page-removed", "warning", page.path, message, "Is all that matters of it elsewhere?"
    )


def still_links_to(name: str, new: Page, before: Wiki, after: Wiki) -> bool:
    """Tell whether a page still links to what a name led to, whatever its name is now."""
    target = before.resolve(name)
    if target is None:
        return False
    now = after.resolve(before.facts[target].title) or after.resolve(target)
    return now in after.outgoing(new.slug) or now == new.slug


def _less(
    old: Page, new: Page, told: Sequence[str], before: Wiki, after: Wiki
) -> Iterator[Finding]:
    gone = [x for x in find_losses(old, new) if x.what not in told] if old.body != new.body else []
    less = _in_words(
        old,
        new,
        [x for x in gone if not (x.kind == "link" and still_links_to(x.what, new, before, after))],
    )
    if less:
        yield file_finding(
            "lost-claim",
            "warning",
            old.path,
            f"gone from the page: {_listed(less)}",
            "Is that meant?",
        )


def _in_words(old: Page, new: Page, lost: Sequence[Loss]) -> list[str]:
    """Return what is lost as words for the reviewer.

    A date is named once, where all numbers that are lost of it are lost with it.
    """
    gone = [x.what for x in lost if x.kind == "number"]
    before, there = (
        markdown.to_plain_text(old.body),
        set(_DATE.findall(markdown.to_plain_text(new.body))),
    )
    dates = [
        x
        for x in dict.fromkeys(_DATE.findall(before))
        if x not in there and set(x.split("-")) & set(gone)
    ]
    elsewhere = find_numbers(_DATE.sub("", before)) if dates else {}
    of_dates = {number for x in dates for number in x.split("-")} - elsewhere.keys()
    told: dict[str, None] = {}
    for loss in lost:
        if loss.kind == "number" and loss.what in of_dates:
            told |= {f"the date {x}": None for x in dates if loss.what in x.split("-")}
        else:
            told[str(loss)] = None
    return list(told)


def _listed(items: Sequence[str], most: int = MOST_LISTED_LOSSES) -> str:
    more = len(items) - most
    return ", ".join(items[:most]) + (f" and {more} more" if more > 0 else "")


def _claims_gone(
    old: Page, last: Iterable[str], before: Wiki, reasons: str | None
) -> Iterator[Finding]:
    named: list[str] = []
    silent: list[str] = []
    for label in last:
        (named if reasons is None or names_label(label, reasons) else silent).append(label)
    hint = "Keep them, or name each in the pull request's text, with the reason."
    rows: tuple[tuple[Severity, list[str], str], ...] = (
        ("warning", named, "Is that meant?"),
        ("error", silent, hint),
    )
    for severity, labels, suggestion in rows:
        if labels:
            message = f"on no page any more: {_listed([_said(x, before) for x in labels])}"
            yield file_finding("lost-claim", severity, old.path, message, suggestion)


def _said(label: str, before: Wiki) -> str:
    citation = before.citation(label)
    return (
        f"[^{label}] “{shorten(citation.quotes[0].text, 100)}” ({citation.source})"
        if citation
        else f"[^{label}]"
    )


def names_label(label: str, text: str) -> bool:
    """Tell whether a proposal's text names a label.

    In such a text an entity may stand in a label, which keeps `gh-4` from becoming a reference.
    """
    words = text.replace("&#8203;", "").replace("`", " ").split()
    return label in {word.strip("[]^,;:.()\\") for word in words}
