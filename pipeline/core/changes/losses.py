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
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from pipeline.core.changes.lost_sentences import find_lost_sentences, split_words
from pipeline.core.changes.page_losses import Loss, find_losses, find_numbers
from pipeline.core.changes.touched_files import file_finding
from pipeline.core.markup import footnotes, markdown
from pipeline.core.text import counted, shorten
from pipeline.core.values import Finding, Severity
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page
from pipeline.core.wiki.wiki import Wiki

MOST_LISTED_LOSSES = 12  # in one finding
MOST_QUOTED_SENTENCES = 4  # of one page
MOST_TOLD_PAGES = 20  # that lose sentences, a finding each
# of a sentence that a person took out; shorter ones are pointers and remarks, mostly only reworded
LEAST_WORDS_OF_SENTENCE = 6
_NAMING_WORDS = 12  # so many first words name a sentence in the text of a proposal
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
    back = {page.path: _labels_taken_back(page, now.get(page.path), before, after) for page in old}
    yield from _taken_back(old, back, before)
    named = _Named((reasons or "") if any(back.values()) else "")
    yield from _sentences(old, new, back, named, is_bot=reasons is not None)
    for page in old:
        last = [x for x in page.labels if x not in told and _is_last(x, before, after)]
        told.update(last)
        if page.path in now:
            rest = _without(page, back[page.path], named)
            yield from _less(rest, now[page.path], last, before, after)
        elif page.slug not in after and not back[page.path].issuperset(page.labels):
            yield _removed(page, last)
        yield from _claims_gone(page, last, before, reasons, back[page.path])


def _labels_taken_back(page: Page, now: Page | None, before: Wiki, after: Wiki) -> frozenset[str]:
    """Return the labels that a page loses because their source leaves the wiki."""
    gone = before.records.keys() - after.records.keys()
    if not gone:
        return frozenset()
    stay = set(now.labels) if now else set()
    return frozenset(
        label
        for label in page.labels
        if label not in stay
        and (cited := before.citation(label)) is not None
        and cited.source in gone
    )


def _taken_back(
    old: Sequence[Page], back: Mapping[str, frozenset[str]], before: Wiki
) -> Iterator[Finding]:
    """Yield one finding for each source that leaves: how much goes with it, and from where.

    What the pages lose with it is not told again page by page.
    """
    rows: dict[str, tuple[set[str], set[str]]] = {}
    for page in old:
        for label in back[page.path]:
            if (cited := before.citation(label)) is not None:
                labels, paths = rows.setdefault(cited.source, (set(), set()))
                labels.add(label)
                paths.add(page.path)
    for source, (labels, paths) in sorted(rows.items()):
        yield file_finding(
            "lost-claim",
            "warning",
            before.records[source].path,
            f"{source} is no source of the wiki any more: {counted(len(labels), 'citation')} of it"
            f" on {counted(len(paths), 'page')} and what stands on them"
            f" go{'es' * (len(labels) == 1)}: {_listed(sorted(paths))}",
            "Is that meant?",
        )


class _Named:
    """The text of our bot's proposal, to be asked whether it names a sentence by its first words.

    Long sentences are cut there, and signs that could act are escaped.
    """

    def __init__(self, reasons: str) -> None:
        self._words = f" {' '.join(split_words(reasons.replace('&#8203;', '')))} "

    def __contains__(self, sentence: object) -> bool:
        words = list(islice(split_words(str(sentence)), _NAMING_WORDS))
        return bool(words) and f" {' '.join(words)} " in self._words

    def __bool__(self) -> bool:
        return bool(self._words.strip())


def _without(page: Page, labels: frozenset[str], named: _Named) -> Page:
    """Return a page with those of its statements that carry none of some labels, nor are named."""
    if not labels:
        return page
    said = [
        p.raw
        for p in pieces_of_page(page)
        if labels.isdisjoint(footnotes.find_marks(p.raw))
        and not (named and markdown.to_plain_text(p.raw) in named)
    ]
    return replace(page, lead="\n\n".join(said), parts=())


def _sentences(
    old: Sequence[Page],
    new: Sequence[Page],
    back: Mapping[str, frozenset[str]],
    named: _Named,
    is_bot: bool,
) -> Iterator[Finding]:
    """Yield a finding for each page that loses sentences.

    Those that carry a mark in `back` went with its source, and so did all of a page that cited no
    other; those that the proposal names were read there. Of more than 20 such pages, the last
    finding says how many more there are.
    """
    least = 1 if is_bot else LEAST_WORDS_OF_SENTENCE
    there = {page.path for page in new}
    with_it = {
        page.path
        for page in old
        if back[page.path] and page.path not in there and back[page.path].issuperset(page.labels)
    }
    told = {
        path: [
            s
            for s in found
            if len(s.tokens) >= least and back[path].isdisjoint(s.labels) and s.words not in named
        ]
        for path, found in find_lost_sentences(old, new).items()
        if path not in with_it
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
    """Tell whether a label that cites a source stands on no page any more, but on answers."""
    return not after.pages_stating(label) and before.citation(label) is not None


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
    old: Page,
    last: Iterable[str],
    before: Wiki,
    reasons: str | None,
    back: frozenset[str],
) -> Iterator[Finding]:
    named: list[str] = []
    silent: list[str] = []
    for label in last:
        is_named = reasons is None or names_label(label, reasons)
        if is_named and label in back:
            continue
        (named if is_named else silent).append(label)
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
