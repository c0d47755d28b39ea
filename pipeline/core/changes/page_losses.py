"""What a page no longer says after its edits, and whether a reason was given for each of it.

What a page loses is found by comparing it before and after all its edits, whatever the edits say of
themselves; for each loss a reason must have been given (`find_unexplained`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from pipeline.core.changes.lost_sentences import split_words
from pipeline.core.markup import markdown
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.text import shorten
from pipeline.core.values import Removal
from pipeline.core.wiki.citations import from_link
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page

_NUMBER = re.compile(r"(?<![\w.,])[-−]?\d+(?:[.,]\d+)*(?:[.,]?\d)*%?(?![\w])|\b0x[0-9A-Fa-f]+\b")
_HYPHENATED_DIGITS = re.compile(r"(?<![\w.-])\d+(?:-\d+)+(?![\w-])")
_ANY_QUOTE = re.compile(r"[“\"«„]([^“”\"«»„]+)")
_ENOUGH_WORDS = 6  # so many, one behind the other, name a longer sentence
_QUOTED_STATEMENT = re.compile(r"“(.*)”", re.DOTALL)  # a statement of the page, in what names it


@dataclass(frozen=True)
class Loss:
    """Something that a page said before its edits and does not say after them."""

    kind: Literal["citation", "number", "link", "sentence"]
    what: str

    def __str__(self) -> str:
        return (
            f"the sentence “{shorten(self.what, 200)}”"
            if self.kind == "sentence"
            else f"the {self.kind} {self.what}"
        )


def find_losses(before: Page, after: Page) -> list[Loss]:
    """Return the citations, numbers and links that stood on a page before and do not after."""
    kept = set(after.labels)
    lost = [Loss("citation", x) for x in before.labels if x not in kept]
    now = find_numbers(after.body)
    lost += [Loss("number", x) for x in find_numbers(before.body) if x not in now]
    there = _link_names(after)
    lost += [Loss("link", x) for x in _link_names(before) if x not in there]
    return lost


def _quotes(sentence: str, what: str) -> bool:
    """Tell whether the `what` of a removal names a sentence.

    It does by all words of the sentence, or by at least six words of it that follow one another.
    """
    said = " ".join(split_words(sentence))
    plain = (markdown.to_plain_text(x) for x in (what, *_QUOTED_STATEMENT.findall(what)))
    for named in (what, *_ANY_QUOTE.findall(what), *plain):
        words = " ".join(split_words(named))
        enough = words.count(" ") + 1 >= min(_ENOUGH_WORDS, said.count(" ") + 1)
        if f" {said} " in f" {words} " or (enough and f" {words} " in f" {said} "):
            return True
    return False


def find_numbers(body: str) -> dict[str, None]:
    """Return the numbers that a text states, each once and without thousands separators."""
    prose = markdown.to_plain_text(re.sub(r"\]\([^()\s]*\)", "]()", body))
    return dict.fromkeys(m.group().rstrip(".,").replace(",", "") for m in _NUMBER.finditer(prose))


def _link_names(page: Page) -> dict[str, None]:
    """Return the names of the pages to which a page links, in either style of link."""
    names: dict[str, None] = {}
    for link in markdown.find_links(page.body):
        if (link.kind == "wiki" and link.target) or (
            link.kind == "inline" and is_page(from_link(page.path, link.target.split("?")[0]))
        ):
            names[fold(slug_of_path(link.target))] = None
    return names


def explain_losses(lost: Iterable[Loss], removes: Iterable[Removal]) -> list[tuple[Loss, str]]:
    """Return each loss with the reason that was given for it, or with "".

    A reason counts for the losses that its `what` names.
    """
    named = [(fold(r.what), r.what, r.reason) for r in removes if len(r.reason.strip()) > 3]
    return [
        (x, next((why for folded, raw, why in named if _names(x, folded, raw)), "")) for x in lost
    ]


def find_unexplained(lost: Iterable[Loss], removes: Iterable[Removal]) -> list[Loss]:
    """Return the losses for which no reason was given."""
    return [x for x, why in explain_losses(lost, removes) if not why]


def _names(loss: Loss, folded: str, raw: str) -> bool:
    if loss.kind == "sentence":
        return _quotes(loss.what, raw)
    if loss.kind == "link":
        return fold(loss.what) in folded
    if loss.kind == "number":
        # A quoted statement is read as its page is: "25-hydroxyvitamin" holds 25.
        quoted = _QUOTED_STATEMENT.search(raw)
        if quoted and loss.what in find_numbers(quoted[1]):
            return True
        # Elsewhere a date or a range holds several numbers, a label such as `report-1` none.
        raw = raw.replace(",", "")
        raw = _HYPHENATED_DIGITS.sub(lambda m: m.group().replace("-", " "), raw)
    return re.search(rf"(?<![\w.-]){re.escape(loss.what)}(?![\w-]|\.\d)", raw) is not None
