"""A sentence has a number, a date or a superlative and no footnote: where does it come from?

Code, templates (`{{date}}`), tasks (`- [ ] buy 3 kettles`), properties of blocks (`id:: 4711`) and
headings state nothing. Nor does a number that only counts what people wrote: the marker of an item,
a figure or a page that is referred to (`Fig. 3`, `p. 12`). What a report or a kept answer lists as
not known has no source, though it may name a figure.

Bad:  `The limit is 8,192 tokens.`
Good: `The limit is 8,192 tokens.[^gpt4-report-1]`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.bookkeeping.taken_note import is_taken_note
from pipeline.core.findings.view import Lines, Spot, View
from pipeline.core.language.words import find_words
from pipeline.core.markup import markdown, text_mask
from pipeline.core.markup.quick_looks import has_digit, may_hold_word
from pipeline.core.markup.sentence_spans import sentence_spans
from pipeline.core.markup.stating_lines import find_stating_lines
from pipeline.core.text import shorten
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import FILED_TYPES, NOT_KNOWN_HEADING, REPORT_TYPE
from pipeline.core.wiki.wiki import Wiki

SEVERITY: Severity = "warning"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")
_NUMBER_OR_SUPERLATIVE = re.compile(
    r"\d|\b(?:largest|smallest|highest|lowest|longest|shortest|fastest|slowest|oldest|newest)\b"
    r"|(?:\b(?:the|its|their|his|her|our)|['’]s) (?:\w+ )?(?:best|worst)\b(?! of\b)",  # `best understood by watching` claims nothing  # noqa: E501
    re.IGNORECASE,
)
_TEMPLATE = re.compile(r"\{\{[^{}\n]*\}\}|<%[^%\n]*%>")
# of those that `core/language/abbreviations.py` has before numbers, the ones that name no quantity
_PARTS = (
    "sects?|secs?|figs?|eqs?|chaps?|ch|vols?|pp?|para|nos?|refs?|tab|tbl|app|ver|art|cl|nr|abb|kap"
    "|ziff|bd|anm|aufl|rn|rz|núms?|págs?|cap|pagg?|sez|tav|blz|hfdst"
)
_TOO_FEW_WORDS = 3
_OPENING_CHARACTERS = 40  # characters by which a sentence over several lines is looked for
# Sentences of a page that are looked for from its beginning, because they do not stand behind the
# sentence before.
_MOST_LOST = 200
_VERSION = re.compile(r"(?<![\w.])v?\d+(?:\.\d+)+(?![\w.])")
_NAME_WITH_DIGIT = re.compile(r"\b[A-Za-z]+[-_]?\d+[A-Za-z]*\b")
# A document or the like that has a number: "PEP 602 gives two reasons:" states none of its own, and
# nor does the name of a page.
_NUMBERED_NAME = re.compile(r"\b[A-Z]{2,}[ \u00a0]\d+\b")


# What counts items, also where Markdown makes no list of it: `**2.** Boil it`, `(3) Pour`,
# `Step 4: Pour`.
_EMPHASISED = r"[*_]{0,3}"
_ITEM_NUMBER = r"[\[(]?\d{1,3}(?:\.\d{1,3})*(?:[.)\]]+[*_]{0,3}|[*_]{1,3})"
_ITEM_WORD = (
    r"(?:Step|Part|Phase|Stage|Chapter|Section|Option|Schritt|Teil|Étape|Paso)[ \u00a0]\d{1,3}"
    rf"{_EMPHASISED}(?:[.:)]|[ ]?[-–—]){_EMPHASISED}"
)
_MARKER = re.compile(
    rf"^[> ]*(?:[-*+][ \t]+)?{_EMPHASISED}(?:{_ITEM_NUMBER}|{_ITEM_WORD})(?=[ \t])", re.IGNORECASE
)
# A part of a document that a number names, by an abbreviation or the whole word: "Fig. 3 and 4".
_WHOLE_PARTS = ("figure", "table", "section", "chapter", "appendix", "page", "line", "step")
_ENDS_OF_PARTS = frozenset((part + plural)[-4:] for part in _WHOLE_PARTS for plural in ("", "s"))
_PART_NUMBER = r"\d{1,4}(?:[.\d]{0,8}\d)?[a-z]?"
_COUNTED_PART = re.compile(
    rf"\b(?:(?:{_PARTS})\.|(?:{'|'.join(_WHOLE_PARTS)})s?)[ \u00a0]?"
    rf"{_PART_NUMBER}(?:(?:[ ]?[-–/,][ ]?|[ ](?:and|und|et|y)[ ]){_PART_NUMBER})*(?![\w%])",
    re.IGNORECASE,
)
_PROPERTY = re.compile(r"(?:^|(?<=\s))[\w-]{1,40}:: ?\S*|\{:[^{}\n]*\}")  # of a block in Logseq
# the signs of a quote or a list in front of its words
_LEADING_SIGNS = re.compile(r"[> ]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+)?")
_MARK = re.compile(r"\[\^[^\[\]\s]{1,200}\]")
# a text up to the last character at which a sentence could end
_LAST_BREAK = re.compile(r".*[^\w ,]", re.DOTALL)
_PLAIN_LINK = re.compile(r"\[\[[\w |-]+\]\]")
_EMPHASIS = str.maketrans("", "", "*_")
_ASCII_NUMBER = re.compile(r"[0-9]+")
# What holds none of these holds no `_NAME_WITH_DIGIT`, and in ASCII no `_NUMBERED_NAME`.
_LETTER_AND_DIGIT = re.compile(r"\d(?:(?<=[A-Za-z]\d)|(?<=[A-Za-z][-_]\d))")
_CAPITALS_AND_DIGIT = re.compile(r"[0-9](?<=[A-Z][A-Z] [0-9])")
_IN_SUPERLATIVES = (b"est", b"worst")  # every superlative holds one of these
_IN_POINTERS = (b"see", b"compare")
_POINTER = re.compile(r"\W*(?:see|compare)\b", re.IGNORECASE)
_TELLING_BYTES = b"0123456789`\\~<$%\t"  # digits, and what code, comments and escapes are made of
_SILENT_BYTES = bytes(set(range(256)) - set(_TELLING_BYTES))
_BLANK_WITHIN_SENTENCE = bytes(
    32 if chr(c).isalnum() or c in b"_ ," else c for c in range(128)
) + bytes(range(128, 256))


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        if _is_all_marked(page):
            continue
        old = view.page_before(page)
        known = set(sentences_and_rows(old)) if old else set()
        text, at = "", page.begin - 1
        title = str(page.meta.get("title") or "")
        title = title if has_digit(title) else ""
        lines, lost = None, 0  # how many sentences were looked for in all of the page
        for sentence in sentences_and_rows(page, stating=True):
            if (
                sentence not in known
                and _needs_footnote(_without_title(sentence, title), view.wiki)
                and not is_taken_note(sentence)
            ):
                text = text or page.render()
                lines = lines or Lines(text)
                if (found := _find_sentence(text, sentence, at)) < 0 and lost < _MOST_LOST:
                    found, lost = _find_opening(sentence, text, 0), lost + 1
                at = found if found >= 0 else at
                plain = markdown.to_plain_text(sentence)
                shown = plain[:100]
                told = shown if view.written else _shorten_for_people(sentence, plain)
                yield Spot(
                    page.path,
                    shown,
                    f'no footnote: "{told}"',
                    "Mark the claim that supports it, fold it into a marked sentence, or leave it"
                    " out.",
                    *lines.place(max(at, 0)),
                )


def _shorten_for_people(sentence: str, plain: str) -> str:
    """Return a sentence as a message shows it, in the middle of another; `plain` is all its words.

    The model is told it in the form in which it was told when answers were first kept.
    """
    signs = _LEADING_SIGNS.match(sentence)
    words = markdown.to_plain_text(sentence[signs.end() :]) if signs and signs.end() else plain
    return shorten(words.rstrip(". "), 100)


def _find_sentence(text: str, sentence: str, after: int) -> int:
    """Return where a sentence begins, behind the one reported before it; -1 where it is nowhere.

    A sentence over several lines is looked for by its first words.
    """
    at = text.find(sentence, after + 1)
    return at if at >= 0 else _find_opening(sentence, text, after + 1)


def _find_opening(sentence: str, text: str, begin: int) -> int:
    """Return where the first words of a sentence stand; -1 where they do not.

    White space and quote signs between them do not count.
    """
    words = re.compile(r"[\s>]+".join(map(re.escape, sentence[:_OPENING_CHARACTERS].split())))
    found = words.search(text, begin)
    return found.start() if found else -1


def _is_all_marked(page: Page) -> bool:
    """Tell whether surely every sentence with a number has a mark, by what stands between marks.

    This is a quick look, of 40 µs a page instead of 300, that spares nearly every page the long
    way; it may look in vain and never misses, which `tests/rules/test_quick_looks.py` holds. No
    sentence ends at a letter, digit, space or comma: these, up to a mark, are of the mark's own
    sentence. The rest must hold no number or superlative, even when links that nothing can cut in
    two are taken out, and emphasis is taken off.
    """
    between = _MARK.split("\n".join((page.lead, *(part.text for part in page.parts))))
    last = between.pop()
    rest = "\n".join([*[_up_to_break(_without_stop(gap)) for gap in between], last])
    plain = _PLAIN_LINK.sub("", rest)
    if (
        plain.encode("utf-8", "replace").translate(None, _SILENT_BYTES)
        or "[[" in plain
        or "](" in rest
    ):
        return False
    if not plain.isascii() and has_digit(plain):
        return False
    words = plain.translate(_EMPHASIS).casefold()
    return not any(part.decode() in words for part in _IN_SUPERLATIVES)


def _up_to_break(text: str) -> str:
    """Return a text up to the last character at which a sentence could end.

    For ASCII that is done without a pattern, in a fifth of the time.
    """
    if text.isascii():
        return text[: len(text.encode().translate(_BLANK_WITHIN_SENTENCE).rstrip(b" "))]
    found = _LAST_BREAK.match(text)
    return found[0] if found else ""


def _without_stop(text: str) -> str:
    """Return what stands in front of a mark without the end of its sentence.

    `statements` puts the mark before that end.
    """
    text = text[:-1] if text[-1:].isspace() and text[-1] != "\n" else text
    closed = text.rstrip('"”’)*_」』）')
    return closed[:-1] if closed.endswith((".", "!", "?", ":", "。", "！", "？")) else text


def _may_state(text: str) -> bool:
    """Tell whether a text may hold a number or a superlative; most prose holds neither.

    Like `_is_all_marked` this may look in vain and never misses.
    """
    return has_digit(text) or may_hold_word(text, _IN_SUPERLATIVES)


def sentences_and_rows(page: Page, stating: bool = False) -> Iterator[str]:
    """Yield the sentences and table rows of a page, each with its marks.

    With `stating` those are left out that surely hold no number and no superlative.
    """
    parts = (part.text for part in page.parts if not _lists_what_is_not_known(page, part))
    for text in (page.lead, *parts):
        # No part of a text holds a word that the whole cannot hold.
        may_state = _may_state if may_hold_word(text, _IN_SUPERLATIVES) else has_digit
        if stating and not may_state(text):
            continue
        for said, is_row in find_stating_lines(text):
            if stating and not may_state(said):
                continue
            if is_row:
                yield said
                continue
            for start, end in sentence_spans(text_mask.show_words(said)):
                sentence = said[start:end].strip()
                if not stating or may_state(sentence):
                    yield sentence


def _lists_what_is_not_known(page: Page, part: markdown.PageSection) -> bool:
    return part.heading == NOT_KNOWN_HEADING and page.meta.get("type") in (
        *FILED_TYPES,
        REPORT_TYPE,
    )


def _without_title(sentence: str, title: str) -> str:
    """Return a sentence without what its page is called: to name a thing states nothing of it.

    A version in the title is a name as well ("Kettle 2.1 is a release of Kettle"). A title is given
    where it holds a number.
    """
    if not title or not has_digit(sentence):
        return sentence
    named = "|".join(re.escape(x) for x in (title, *_VERSION.findall(title)))
    return re.sub(rf"(?<!\w)(?:{named})(?![\w]|[.,]\d)", "it", sentence, flags=re.IGNORECASE)


def _is_short(words: str) -> bool:
    """Tell whether a text is too short to state something, by its blanks or else its letters."""
    return len(words.split(None, _TOO_FEW_WORDS)) <= _TOO_FEW_WORDS and (
        words.isascii() or len(find_words(words)) <= _TOO_FEW_WORDS
    )


def _needs_footnote(sentence: str, wiki: Wiki) -> bool:
    if "[^" in sentence or not _may_state(sentence):
        return False
    # In the names of other pages a number states nothing.
    prose = markdown.drop_links(sentence) if "[" in sentence else sentence
    return (prose is sentence or _may_state(prose)) and _states_something(sentence, prose, wiki)


def _without_counted_parts(prose: str) -> str:
    """Return prose without properties, and without the parts of documents that numbers name."""
    if "::" in prose or "{:" in prose:
        prose = _PROPERTY.sub(" ", prose)
    return _COUNTED_PART.sub(" ", prose) if _may_count_parts(prose) else prose


def _may_count_parts(prose: str) -> bool:
    """Tell whether a number may name a part, by the end of the word before each.

    The pattern is tried at every word, and this at numbers alone.
    """
    if not prose.isascii():
        return True
    for number in _ASCII_NUMBER.finditer(prose):
        at = number.start()
        before = prose[max(0, at - 5) : at].lower()
        before = before[:-1] if before.endswith(" ") else before
        if before.endswith(".") or before[-4:] in _ENDS_OF_PARTS:
            return True
    return False


def _states_something(sentence: str, prose: str, wiki: Wiki) -> bool:
    """Tell whether a sentence has a number or a superlative; `prose` is it without its links."""
    if may_hold_word(sentence, _IN_POINTERS) and _POINTER.match(markdown.to_plain_text(sentence)):
        return False  # a pointer to another page
    marker = _MARKER.match(prose)
    counted = _without_counted_parts(prose[marker.end() :] if marker else prose)
    words = markdown.to_plain_text(counted)
    if _LETTER_AND_DIGIT.search(words):
        words = _NAME_WITH_DIGIT.sub("", words)
    if not words.isascii() or _CAPITALS_AND_DIGIT.search(words):
        is_lead_in = words.rstrip().endswith(":")
        words = _NUMBERED_NAME.sub(
            lambda m: "" if is_lead_in or wiki.resolve(m[0]) is not None else m[0], words
        )
    if _is_short(words) or not (has_digit(words) or _NUMBER_OR_SUPERLATIVE.search(words)):
        return False
    if "`" in prose or "{{" in prose or "<%" in prose:
        shown = markdown.to_plain_text(_TEMPLATE.sub(" ", text_mask.mask(counted)))
        return bool(_NUMBER_OR_SUPERLATIVE.search(_NAME_WITH_DIGIT.sub("", shown)))
    return True
