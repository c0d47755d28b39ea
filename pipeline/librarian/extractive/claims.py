"""Blocks → candidate claims: what is stated, in whole sentences, with the verbatim pieces that say it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from pipeline.core.markdown import harmless
from pipeline.librarian.extractive import sentences
from pipeline.librarian.extractive.blocks import Block
from pipeline.librarian.extractive.words import ORDERS, THIRD_PERSON, is_verb

_MOST_SENTENCES = 3
_MOST_LETTERS = 900
_UNIT = re.compile(r"^(.*?)\s*\(([^()]{1,20})\)$")
_SOFT = re.compile(
    r"\b(?:I|we|my|our) (?:believe|think|feel|hope|guess)\b|\bfor example\b|\bNote that\b", re.IGNORECASE
)
_STRONG = re.compile(
    r"\b(?:increase[sd]?|reduce[sd]?|decrease[sd]?|propos\w+|introduc\w+|replac\w+|supersed\w+|changes?|limit|"
    r"maximum|minimum|"
    r"largest|first|must|found|discovered|announced|launch\w*|because|ensure[sd]?|defined? as|deprecat\w+|"
    r"rename[sd]?)\b",
    re.IGNORECASE,
)
_DEFINES = re.compile(
    r"^(?:An?|The)?\s*[\w`*\s'’()./-]{2,60}?\s(?:is|are|was|means|refers to)\s(?:an?|the|one|any)\s", re.IGNORECASE
)
_MAIN = re.compile(
    r"^(?:simple summary|abstract|summary|overview|introduction|tl;?dr|conclusions?|key (?:points|findings))$",
    re.IGNORECASE,
)
_ASIDE = re.compile(
    r"^(?:test|implementation|reference implementation|appendix|proof|acknowledg|alternatives|history of|notes?|"
    r"explanation)",
    re.IGNORECASE,
)


_KEYED = re.compile(r"^(?:\*\*)?`(?P<key>[\w.-]+)`(?:\*\*)?\s*(?::|=|—|–)\s*(?=\S*\d|`|changed|from|set)")


_WEIGHED = re.compile(
    r"^(?:rationale|alternatives?|motivation|discussion|considered|.*considerations?)\b", re.IGNORECASE
)
_CAPTION = re.compile(r"^[*_]*(?:Figure|Fig\.|Table|Listing)[ ]?\d+", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """A statement before it becomes a claim: prose for a page, the raw pieces to be found in the source."""

    text: str
    quotes: tuple[str, ...]
    line: int
    heading: str
    headings: tuple[str, ...]
    importance: int
    subject: str = ""  # of a table row: its first cell


def candidates(found: list[Block], references: Mapping[str, str], language: str) -> Iterator[Candidate]:
    """Yield what the blocks state, in order."""
    english = language.startswith("en")
    for position, block in enumerate(_joined(found, english)):
        if block.kind == "row":
            yield from _row(block)
        elif block.kind == "item":
            yield from _item(block, references, language, english)
        elif not _CAPTION.match(block.text):
            yield from _paragraph(block, references, language, english, position)


def _joined(found: list[Block], english: bool) -> Iterator[Block]:
    """Join the items of a list that are all scraps into one, so that they read as an enumeration after its lead."""
    i = 0
    while i < len(found):
        stop = i
        while stop < len(found) and found[stop].kind == "item" and _key(found[stop]) == _key(found[i]):
            stop += 1
        items = found[i:stop]
        if len(items) > 1 and items[0].lead.rstrip("*_ ").endswith(":") and _scraps(items, english):
            text = "; ".join(re.sub(r"[\s,;.]*(?:,? and| or)?$", "", b.text) for b in items)
            yield replace(items[0], text=text, parts=tuple(b.text for b in items))
            i = stop
        else:
            yield found[i]
            i += 1


def _key(block: Block) -> tuple[int, str]:
    return (block.lead_line, block.lead)


def _scraps(items: list[Block], english: bool) -> bool:
    short = sum(len(b.text) for b in items) < _MOST_LETTERS // 2
    return short and not any(
        _KEYED.match(b.text) or _is_sentence(b.text, english) or b.text.endswith(":") for b in items
    )


def _paragraph(
    block: Block, references: Mapping[str, str], language: str, english: bool, position: int
) -> Iterator[Candidate]:
    groups = _grouped(sentences.split(block.text, language), english, block.kind == "item")
    for i, group in enumerate(groups):
        said = [sentences.freed(group[0]) or group[0], *group[1:]] if english else group
        text = " ".join(sentences.words_of(s, references) for s in said)
        if len(text) <= _MOST_LETTERS:
            weight = _importance(text, block, first=i == 0, opening=position < 2)
            yield Candidate(
                sentences.complete(text), (" ".join(group),), block.line, block.heading, block.headings, weight
            )


def _grouped(parts: list[str], english: bool, scrap: bool) -> list[list[str]]:
    """Join sentences that lean on the one before to it; what has nothing to lean on, or says nothing, goes."""
    groups: list[list[str]] = []
    open_group = False
    for i, part in enumerate(parts):
        says = sentences.states(part, english, scrap)
        leaning = english and sentences.leans(part, parts[i - 1] if i else "")
        if leaning and says and open_group and len(groups[-1]) < _MOST_SENTENCES and _short(groups[-1], part):
            groups[-1].append(part)
        elif says and (not leaning or sentences.freed(part) or (i == 0 and part.startswith("The "))):
            groups.append([part])
            open_group = True
        else:
            open_group = False
    return groups


def _short(group: list[str], part: str) -> bool:
    return sum(map(len, group)) + len(part) < _MOST_LETTERS


def _item(block: Block, references: Mapping[str, str], language: str, english: bool) -> Iterator[Candidate]:
    """A list item that is a sentence stands alone; a fragment needs the line that introduces its list."""
    parts = sentences.split(block.text, language)
    lead = _lead(block, language)
    key = _KEYED.match(block.text)
    if key and len(parts) == 1:
        text = sentences.complete(sentences.words_of(block.text, references))
        subject = harmless(f"`{key['key']}`")
        yield Candidate(text, (block.text,), block.line, block.heading, block.headings, 4, subject)
    elif _is_sentence(parts[0], english) and not _rejected(block):
        yield from _paragraph(block, references, language, english, position=9)
    elif lead and len(lead) + len(block.text) < _MOST_LETTERS and _worth_joining(parts[0], english):
        opening = re.sub(r"[\s:]+$", "", sentences.words_of(lead, references))
        item = sentences.words_of(block.text, references)
        text = sentences.complete(
            f"{opening}: {item[:1].lower() + item[1:] if re.match(r'[A-Z][a-z]', item) else item}"
        )
        yield Candidate(
            text,
            (lead, *(block.parts or (block.text,))),
            block.line,
            block.heading,
            block.headings,
            _importance(text, block),
        )


def _rejected(block: Block) -> bool:
    """Tell whether an item may be an option that was weighed and not taken: an order outside the specification."""
    first = block.text.split(" ", 1)[0].lower()
    return first in ORDERS and bool(_WEIGHED.match(block.heading))


def _lead(block: Block, language: str) -> str:
    if not block.lead.rstrip("*_ ").endswith(":"):
        return ""
    return sentences.split(block.lead, language)[-1]


def _is_sentence(part: str, english: bool) -> bool:
    words = re.findall(r"[^\W\d_][\w'’-]*", re.sub(r"^\*\*[^*]+\*\*\s*[:–—-]?\s*", "", part))
    if words and words[0].lower() in THIRD_PERSON:
        return False
    if (
        len(words) < 4
        or sentences.leans(part, "")
        or not sentences.states(sentences.complete(part), english, scrap=True)
    ):
        return False
    starts = part.lstrip("*_\"'“(")[:1]
    return starts.isupper() or starts in "`[" or starts.isdigit()


def _worth_joining(part: str, english: bool) -> bool:
    words = re.findall(r"[^\W\d_][\w'’-]*", part)
    if re.match(r"(?:otherwise|else|and|or|then|if)\b", part, re.IGNORECASE):
        return False
    return len(words) >= 2 and not part.rstrip().endswith("?") and not (english and part.rstrip().endswith(":"))


def _row(block: Block) -> Iterator[Candidate]:
    """Say a table row as prose: "`MAX_SIZE`: 24", "Ganymede: diameter 5,268 km, orbital period 7.15 days"."""
    cells = [harmless(c) for c in block.cells]
    if not cells[0] or not any(cells[1:]) or not any(ch.isalnum() for ch in cells[0]):
        return
    subject = re.sub(r"^[\s:]+|[\s:]+$", "", cells[0])
    if block.alone and len(cells) > 2:
        text = _named(["", *cells], ("", *block.header))
        subject = ""
    else:
        text = f"{subject}: {_said(cells, block.header)}"
    quotes: tuple[str, ...] = (block.text,)
    if len(cells) > 2 or ": " in text[len(subject) + 2 :]:
        quotes = (" | ".join(c for c in block.header), block.text)
    if len(re.findall(r"\w", text)) >= 4 and len(text) <= _MOST_LETTERS:
        numbers = any(ch.isdigit() for ch in "".join(cells[1:]))
        weight = 4 if len(cells) == 2 and numbers else 3
        yield Candidate(sentences.complete(text), quotes, block.line, block.heading, block.headings, weight, subject)


_PLAIN_COLUMN = re.compile(
    r"^(?:values?|amount|default|setting|description|meaning|definition|gas|cost|number|notes?|)$", re.IGNORECASE
)


def _said(cells: list[str], header: tuple[str, ...]) -> str:
    """Return the row after its subject; in a table of two columns the second one's name is said where it tells "
    "something."""
    if len(cells) > 2:
        return _named(cells, header)
    name = harmless(header[1]) if len(header) > 1 else ""
    if _PLAIN_COLUMN.match(name):
        return cells[1]
    return f"{name[:1].lower() + name[1:] if re.match(r'[A-Z][a-z]', name) else name}: {cells[1]}"


def _named(cells: list[str], header: tuple[str, ...]) -> str:
    """Return the cells of a row after the first, each with its column's name; a unit in the header follows the "
    "value."""
    out = []
    for name, value in zip([harmless(h) for h in header[1 : len(cells)]], cells[1:], strict=False):
        if not value or value in "-–—":
            continue
        unit = _UNIT.match(name)
        label, suffix = (unit[1], f" {unit[2]}") if unit else (name, "")
        label = label[:1].lower() + label[1:] if re.match(r"[A-Z][a-z]", label) else label
        out.append(f"{label} {value}{suffix}".strip())
    return ", ".join(out)


def _importance(text: str, block: Block, first: bool = False, opening: bool = False) -> int:
    """Weigh a statement from 1 (aside) to 5 by place, cue words, numbers and form."""
    score = 2.0
    score += 1.5 if opening or any(_MAIN.match(h) for h in block.headings) else 0
    score += 0.5 if first else 0
    score += 0.5 if block.first else 0
    score += 0.7 if _STRONG.search(text) else 0
    score += 0.5 if re.search(r"\d", text) else 0
    score += 1.0 if _DEFINES.match(text) else 0
    score -= 1.0 if _SOFT.search(text) else 0
    score -= 1.2 if any(_ASIDE.match(h) for h in block.headings) else 0
    score -= 0.5 if len(text) > 420 else 0
    score += 0.5 if is_verb(text.split(" ", 1)[0].lower()) and block.kind == "item" else 0
    return max(1, min(5, round(score)))
