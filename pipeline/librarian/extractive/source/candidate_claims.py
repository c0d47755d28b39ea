"""Turn blocks into candidate claims: whole sentences, and the verbatim words that say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from pipeline.core.language.updates import is_title_of_update, is_update, names_no_subject
from pipeline.core.language.words import find_words
from pipeline.core.markup.foreign_text import make_harmless
from pipeline.librarian.extractive.source import stating_sentences
from pipeline.librarian.extractive.source.candidate import Candidate
from pipeline.librarian.extractive.source.inline_html import without_tags
from pipeline.librarian.extractive.source.rows import MOST_CLAIM_LETTERS, claim_of_row
from pipeline.librarian.extractive.source.source_blocks import SourceBlock
from pipeline.librarian.extractive.words.sentence_openings import ORDER_VERBS, THIRD_PERSON_VERBS
from pipeline.librarian.extractive.words.word_lists import is_verb

_MOST_SENTENCES = 3
_LONG_SENTENCE = 7  # words; so long a sentence may stand without the one it leans on
_SOFT_WORDS = re.compile(
    r"\b(?:I|we|my|our) (?:believe|think|feel|hope|guess)\b|\bfor example\b|\bNote that\b",
    re.IGNORECASE,
)
_STRONG_WORDS = re.compile(
    r"\b(?:increase[sd]?|reduce[sd]?|decrease[sd]?|propos\w+|introduc\w+|replac\w+|supersed\w+|changes?|limit|"
    r"maximum|minimum|"
    r"largest|first|must|found|discovered|announced|launch\w*|because|ensure[sd]?|defined?"
    r" as|deprecat\w+|"
    r"rename[sd]?)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^(?:An?|The)?\s*[\w`*\s'’()./-]{2,60}?\s(?:is|are|was|means|refers"
    r" to)\s(?:an?|the|one|any)\s",
    re.IGNORECASE,
)
_MAIN_HEADING = re.compile(
    r"^(?:simple summary|abstract|summary|overview|introduction|tl;?dr|conclusions?|key"
    r" (?:points|findings))$",
    re.IGNORECASE,
)
_ASIDE_HEADING = re.compile(
    r"^(?:test|implementation|reference"
    r" implementation|appendix|proof|acknowledg|alternatives|history of|notes?|"
    r"explanation)",
    re.IGNORECASE,
)


_KEYED = re.compile(
    r"^(?:\*\*)?`(?P<key>[\w.-]+)`(?:\*\*)?\s*(?::|=|—|–)\s*(?=\S*\d|`|changed|from|set)"
)


_WEIGHING_HEADING = re.compile(
    r"^(?:rationale|alternatives?|motivation|discussion|considered|.*considerations?)\b",
    re.IGNORECASE,
)
# A name with what is said of it: "**Fresh**: this slot has …", "`blobs` - list of `Blob` items".
_TERM = re.compile(
    r"^(?:\*\*[^*]{2,60}\*\*|`[^`]{2,60}`|_[^_]{2,60}_)\s*(?:[:–—-]|\([^()]*\):)\s*(?:\S+\s+){2}\S"
)
_CAPTION = re.compile(r"^[*_]*(?:Figure|Fig\.|Table|Listing)(?:[ ]?\d+|:)", re.IGNORECASE)


def find_candidates(
    found: list[SourceBlock], references: Mapping[str, str], language: str
) -> Iterator[Candidate]:
    """Yield what the blocks state, in order.

    `references` are the link references of the source, label in capitals → address.
    """
    english = language.startswith("en")
    title, row = "", ""  # of an update: the title of a callout, and the heading it stood under
    for position, block in enumerate(_join_scraps([b for b in found if not b.aside], english)):
        if is_title_of_update(block.text):
            title, row = block.text, block.heading
            continue
        if is_title_of_update(block.heading):
            title, row = block.heading, block.heading
        claims = _claims_of_block(block, references, language, english, position)
        if title and row == block.heading and block.kind != "row":
            yield from (_as_update(claim, title) for claim in claims)
        else:
            yield from claims
        title = ""


def _claims_of_block(
    block: SourceBlock, references: Mapping[str, str], language: str, english: bool, position: int
) -> Iterator[Candidate]:
    if block.kind == "row":
        yield from claim_of_row(block, english)
    elif block.kind == "item":
        yield from _claims_of_item(block, references, language, english)
    elif not _CAPTION.match(block.text):
        yield from _claims_of_paragraph(block, references, language, english, position)


def _prose(raw: str, block: SourceBlock, references: Mapping[str, str]) -> str:
    return stating_sentences.as_prose(without_tags(raw) if block.tags else raw, references)


def _as_update(claim: Candidate, title: str) -> Candidate:
    """Return a claim that says in its words that it is a correction."""
    words = make_harmless(title.strip(" #*_:.[]!>"))
    text = claim.text if claim.update else f"{words}: {claim.text}"
    return replace(claim, text=text, update=True)


def _join_scraps(found: list[SourceBlock], english: bool) -> Iterator[SourceBlock]:
    """Join the items of a list that are all scraps, so that they read as an enumeration."""
    i = 0
    while i < len(found):
        stop = i
        while (
            stop < len(found) and found[stop].kind == "item" and _key(found[stop]) == _key(found[i])
        ):
            stop += 1
        stop = max(stop, i + 1)
        begin = (
            _start_of_scraps(found, i, stop, english)
            if found[i].lead.rstrip("*_ ").endswith(":")
            else stop
        )
        yield from found[i:begin]
        if items := found[begin:stop]:
            text = "; ".join(re.sub(r"[\s,;.]*(?:,? and| or)?$", "", b.text) for b in items)
            yield replace(items[0], text=text, parts=tuple(b.text for b in items))
        i = stop


def _key(block: SourceBlock) -> tuple[int, str]:
    return (block.lead_line, block.lead)


def _start_of_scraps(found: list[SourceBlock], first: int, stop: int, english: bool) -> int:
    """Return where the items at the end of a list begin that are all scraps, and few.

    The result is `stop` where there are not two of them.
    """
    begin, letters = stop, 0
    while begin > first:
        block = found[begin - 1]
        letters += len(block.text)
        whole = (
            _KEYED.match(block.text)
            or _is_sentence(block.text, english)
            or block.text.endswith(":")
        )
        if block.kind != "item" or whole or letters >= MOST_CLAIM_LETTERS // 2:
            break
        begin -= 1
    return begin if stop - begin > 1 else stop


def _claims_of_paragraph(
    block: SourceBlock, references: Mapping[str, str], language: str, english: bool, position: int
) -> Iterator[Candidate]:
    parts = stating_sentences.split_sentences(block.text, language)
    yield from _claims_of_sentences(parts, block, references, english, position)


def _claims_of_sentences(
    parts: list[str],
    block: SourceBlock,
    references: Mapping[str, str],
    english: bool,
    position: int,
) -> Iterator[Candidate]:
    """Yield what neighbouring sentences of a block state."""
    groups = _group_sentences(parts, english, block)
    for i, group in enumerate(groups):
        said = (
            [stating_sentences.drop_connective(group[0]) or group[0], *group[1:]]
            if english
            else group
        )
        text = " ".join(_prose(s, block, references) for s in said)
        if len(text) <= MOST_CLAIM_LETTERS or len(group) == 1:
            alone = (
                english
                and not said[0].startswith("The ")
                and stating_sentences.leans_on_previous(said[0], "")
            )
            weight = max(1, _importance(text, block, first=i == 0, opening=position < 2) - alone)
            yield Candidate(
                stating_sentences.end_sentence(text),
                (" ".join(group),),
                block.line,
                block.heading,
                block.headings,
                weight,
                update=is_update(group[0]),
            )


def _group_sentences(parts: list[str], english: bool, block: SourceBlock) -> list[list[str]]:
    """Join sentences to the one before on which they lean, and drop those that state nothing.

    What leans on a sentence that was dropped, or whose group is full, stands alone: it reads well
    among its source's others. An update that names no subject stays with the one before.
    """
    groups: list[list[str]] = []
    open_group = False
    for i, part in enumerate(parts):
        says = stating_sentences.states_something(part, english, scrap=block.kind == "item")
        leans = is_update(part) and names_no_subject(part)
        if leans and open_group and _is_short_with(groups[-1], part):
            groups[-1].append(part)
            continue
        leaning = english and stating_sentences.leans_on_previous(part, parts[i - 1] if i else "")
        if (
            leaning
            and says
            and open_group
            and len(groups[-1]) < _MOST_SENTENCES
            and _is_short_with(groups[-1], part)
        ):
            groups[-1].append(part)
        elif says and (not leaning or _can_stand_alone(part, i, block)):
            groups.append([part])
            open_group = True
        else:
            open_group = False
    return groups


def _can_stand_alone(part: str, place: int, block: SourceBlock) -> bool:
    """Tell whether a sentence that points back can be kept by itself.

    It cannot if it points at code or a table.
    """
    if stating_sentences.drop_connective(part) or (place == 0 and part.startswith("The ")):
        return True
    pointing = place == 0 and block.shown and re.match(r"(?:This|These|It|That|Those)\b", part)
    return len(part.split()) >= _LONG_SENTENCE and not pointing


def _is_short_with(group: list[str], part: str) -> bool:
    return sum(map(len, group)) + len(part) < MOST_CLAIM_LETTERS


def _claims_of_item(
    block: SourceBlock, references: Mapping[str, str], language: str, english: bool
) -> Iterator[Candidate]:
    """Yield a list item as a claim, with the line above its list if it is no sentence."""
    parts = stating_sentences.split_sentences(block.text, language)
    lead = _lead_of_item(block, language)
    key = _KEYED.match(block.text)
    if key and len(parts) == 1:
        text = stating_sentences.end_sentence(_prose(block.text, block, references))
        subject = make_harmless(f"`{key['key']}`")
        yield Candidate(text, (block.text,), block.line, block.heading, block.headings, 4, subject)
    elif _is_sentence(parts[0], english) and not _may_be_rejected(block):
        yield from _claims_of_paragraph(block, references, language, english, position=9)
    elif (
        lead
        and len(lead) + len(block.text) < MOST_CLAIM_LETTERS
        and _worth_joining(parts[0], english)
    ):
        opening = re.sub(r"[\s:]+$", "", _prose(lead, block, references))
        item = _prose(block.text, block, references)
        text = f"{opening}: {stating_sentences.begin_small(item, english)}"
        yield _joint_claim(text, (lead, *(block.parts or (block.text,))), block)
    elif (
        _TERM.match(parts[0])
        and len(block.text) < MOST_CLAIM_LETTERS
        and not _may_be_rejected(block)
    ):
        yield _joint_claim(_prose(block.text, block, references), (block.text,), block)
    else:
        yield from _claims_of_leaning_item(parts, block, references, language, english)


def _claims_of_leaning_item(
    parts: list[str],
    block: SourceBlock,
    references: Mapping[str, str],
    language: str,
    english: bool,
) -> Iterator[Candidate]:
    """Yield an item that leans on the prose above its list, together with that prose.

    Of other items only the whole sentences are claims.
    """
    above = stating_sentences.split_sentences(block.lead, language)[-1:]
    prose = english and above and stating_sentences.states_something(above[0], english)
    if (
        prose
        and stating_sentences.leans_on_previous(parts[0], "")
        and stating_sentences.states_something(parts[0], english, scrap=True)
    ):
        text = " ".join(_prose(s, block, references) for s in (above[0], block.text))
        if len(text) < MOST_CLAIM_LETTERS:
            yield _joint_claim(text, (above[0], block.text), block)
            return
    whole = (
        english
        and stating_sentences.leans_on_previous(parts[0], "")
        and len(parts[0].split()) >= _LONG_SENTENCE
    )
    yield from _claims_of_sentences(
        parts if whole else parts[1:], block, references, english, position=9
    )


def _joint_claim(text: str, quotes: tuple[str, ...], block: SourceBlock) -> Candidate:
    text = stating_sentences.end_sentence(text)
    return Candidate(
        text, quotes, block.line, block.heading, block.headings, _importance(text, block)
    )


def _may_be_rejected(block: SourceBlock) -> bool:
    """Tell whether an item may be an option that was weighed and not taken.

    Such an item is an order that stands outside the specification.
    """
    first = block.text.split(" ", 1)[0].lower()
    return first in ORDER_VERBS and bool(_WEIGHING_HEADING.match(block.heading))


def _lead_of_item(block: SourceBlock, language: str) -> str:
    if not block.lead.rstrip("*_ ").endswith(":"):
        return ""
    return stating_sentences.split_sentences(block.lead, language)[-1]


def _is_sentence(part: str, english: bool) -> bool:
    part = without_tags(part)
    words = find_words(re.sub(r"^\*\*[^*]+\*\*\s*[:–—-]?\s*", "", part))
    if words and words[0].lower() in THIRD_PERSON_VERBS:
        return False
    if (
        len(words) < 4
        or stating_sentences.leans_on_previous(part, "")
        or not stating_sentences.states_something(
            stating_sentences.end_sentence(part), english, scrap=True
        )
    ):
        return False
    starts = part.lstrip("*_\"'“(")[:1]
    return (starts.isalpha() and not starts.islower()) or starts in "`[「『《" or starts.isdigit()


def _worth_joining(part: str, english: bool) -> bool:
    part = without_tags(part)
    words = find_words(part)
    if re.match(r"(?:otherwise|else|and|or|then|if)\b", part, re.IGNORECASE):
        return False
    return (
        len(words) >= 2
        and not part.rstrip().endswith("?")
        and not (english and part.rstrip().endswith(":"))
    )


def _importance(text: str, block: SourceBlock, first: bool = False, opening: bool = False) -> int:
    """Weigh a statement from 1 (an aside) to 5 by its place, cue words, numbers and form."""
    score = 2.0
    score += 1.5 if opening or any(_MAIN_HEADING.match(h) for h in block.headings) else 0
    score += 0.5 if first else 0
    score += 0.5 if block.first else 0
    score += 0.7 if _STRONG_WORDS.search(text) else 0
    score += 0.5 if re.search(r"\d", text) else 0
    score += 1.0 if _DEFINES.match(text) else 0
    score -= 1.0 if _SOFT_WORDS.search(text) else 0
    score -= 1.2 if any(_ASIDE_HEADING.match(h) for h in block.headings) else 0
    score -= 0.5 if len(text) > 420 else 0
    score += 0.5 if is_verb(text.split(" ", 1)[0].lower()) and block.kind == "item" else 0
    return max(1, min(5, round(score)))
