"""Cut out of a sentence the clauses that stand on marks that go, where what is left is a sentence.

A clause is what stands in front of a group of marks: "It costs 5,[^a-1] and it rises.[^b-2]" has
two. One is cut only where the cut leaves no fragment behind, as far as signs and small words show:
at a comma or semicolon, or in front of a word that opens a clause; nothing may be left that opens
what is gone ("if", "both", "two"), or that points back to it ("it", "then"). In doubt nothing is
cut, and whoever asks must find another way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pipeline.core.markup import footnotes, markdown, text_mask

_MARKS = re.compile(r"(?:\s?\[\^[^\[\]\s]{1,200}\])+")
_WORD = re.compile(r"[^\W_]+")
_STOP = re.compile(r"[.!?…。！？][\"”’»)*_]{0,5}\s*$")
_SEPARATOR = re.compile(r"\s*[,;:–—]\s*$|\s+-\s*$")
_OPENING_SEPARATOR = re.compile(r"\s*[,;–—]\s+")
_CONNECTIVE = re.compile(
    r"\s*(?:[,;–—]\s*)?(?:and|but|or|nor|yet|so|which|who|whose|where|while|whereas|although|though"
    r"|because|since|before|after|until|unless|as|with|without|plus|und|aber|oder|sondern|wobei"
    r"|während|weil|obwohl|sowie|et|mais|ou|qui|tandis|y|pero|que|mientras)\b",
    re.IGNORECASE,
)
_PARALLEL = re.compile(
    r"\s+(?:and|or|und|oder|et|ou)\s+(?:if|when|where|that|which|who|by|for|in|on|to|from|with|at|wenn|falls|bei|für|mit|si|quand|pour|avec)\b"
)
# What opens a clause on which another one depends, or counts what is told after it.
_NEEDS_MORE = re.compile(
    r"(?:if|when|while|although|because|since|as|before|after|until|unless|where|whereas|once|though"
    r"|wenn|weil|obwohl|während|bevor|nachdem|falls|da|si|quand|lorsque|comme|avant|après)\b",
    re.IGNORECASE,
)
_COUNTS = re.compile(
    r"\b(?:both|either|neither|not only|between|two|three|four|five|six|seven|eight|nine|ten"
    r"|respectively|the following|as follows|beide[nrs]?|sowohl|weder|entweder|zwei|drei|vier|fünf"
    r"|folgende[nrs]?|deux|trois|quatre|suivante?s?)\b",
    re.IGNORECASE,
)
_POINTS_BACK = re.compile(
    r"\b(?:it|its|they|them|their|this|that|these|those|he|she|his|her|such|none|one|ones|both"
    r"|latter|former|other|others|another|same|there|then|thereby|thus|hence|so|too|also|likewise"
    r"|instead|otherwise|before|after|afterwards|earlier|later|however|therefore|which|whose"
    r"|es|sie|er|ihre?[mnrs]?|diese[mnrs]?|jene[mnrs]?|davor|danach|dadurch|dabei|daher|auch|dann"
    r"|il|elle|ils|elles|cela|ceux|celle|ainsi|aussi|ensuite)\b",
    re.IGNORECASE,
)
_PROPER_START = re.compile(r"\[|`|[*_]*[A-ZÀ-ÞА-Я]")
_FEWEST_WORDS = 3
_SUBJECT_WORDS = 5  # of a clause with a subject of its own, in which another is pointed to


@dataclass(frozen=True)
class _Clause:
    text: str
    marks: str
    labels: tuple[str, ...]


def _clauses(sentence: str) -> tuple[list[_Clause], str]:
    """Return the clauses of a sentence and what follows the last mark."""
    shown = text_mask.show_words(sentence)
    found: list[_Clause] = []
    at = 0
    for group in _MARKS.finditer(shown):
        marks = sentence[group.start() : group.end()]
        labels = tuple(footnotes.find_marks(marks, shown[group.start() : group.end()]))
        found.append(_Clause(sentence[at : group.start()], marks, labels))
        at = group.end()
    return found, sentence[at:]


def cut_clauses(sentence: str, gone: Callable[[str], bool]) -> tuple[str, list[str]] | None:
    """Return a sentence without the clauses that stand on the gone marks alone, and these.

    Marks that go beside others stay: they are for the caller. None where a cut would leave
    something else than a sentence.
    """
    clauses, tail = _clauses(sentence)
    dead = [bool(c.labels) and all(map(gone, c.labels)) for c in clauses]
    if not any(dead):
        return sentence, []
    if all(dead) or _WORD.search(tail):
        return None
    first, last = dead.index(False), len(dead) - 1 - dead[::-1].index(False)
    left = _without_middle(clauses[first : last + 1], dead[first : last + 1])
    if left is None:
        return None
    if last + 1 < len(clauses):
        stop = _stop_of(clauses[-1].text, tail)
        left = _end_at(left, clauses[last + 1], stop)
        tail = ""
    if left and first:
        left = _begin_at(left, clauses[first - 1])
    if not left:
        return None
    made = "".join(f"{c.text}{c.marks}" for c in left) + tail
    whole = _is_whole(made, sentence)
    return (
        (made, [c.text.strip(" ,;") for c, d in zip(clauses, dead, strict=True) if d])
        if whole
        else None
    )


def _stop_of(text: str, tail: str) -> str:
    """Return the sign with which a sentence ends, in front of its last mark or behind it."""
    for part in (tail, text):
        if found := _STOP.search(part):
            return found[0].strip().rstrip('"”’»)*_')
    return ""


def _without_middle(clauses: list[_Clause], dead: list[bool]) -> list[_Clause] | None:
    """Return the clauses without the dead ones between others; None where that is no list."""
    left: list[_Clause] = []
    for clause, is_dead in zip(clauses, dead, strict=True):
        if is_dead:
            sign, before = _sign(clause.text), _sign(left[-1].text)
            if not sign or sign != before:
                return None
        else:
            left.append(clause)
    if len(left) < len(clauses):
        opens = _CONNECTIVE.match(left[-1].text) or _sign(left[0].text) == ";"
        if not opens or any(_COUNTS.search(c.text) for c in left):
            return None
    return left


def _sign(text: str) -> str:
    return text.rstrip()[-1:] if _SEPARATOR.search(text) else ""


def _end_at(left: list[_Clause], cut: _Clause, stop: str) -> list[_Clause]:
    """Return the clauses with the last as the end of the sentence; [] where it cannot be."""
    last = left[-1]
    joint = _SEPARATOR.search(last.text)
    if not (joint or _OPENING_SEPARATOR.match(cut.text) or _PARALLEL.match(cut.text)):
        return []
    opened = _CONNECTIVE.match(cut.text) or _PARALLEL.match(cut.text)
    is_list = len(left) > 1 and not (_CONNECTIVE.match(last.text) or _sign(left[-2].text) == ";")
    if (joint and joint[0].strip() == ":") or (is_list and len(left) > 1):
        return []
    if not opened and is_list:
        return []
    said = "".join(c.text for c in left)
    if _NEEDS_MORE.match(said.lstrip("*_ ")) or _COUNTS.search(said):
        return []
    text = last.text[: joint.start()] if joint else last.text
    return [*left[:-1], _Clause(text + stop, last.marks, last.labels)]


def _begin_at(left: list[_Clause], cut: _Clause) -> list[_Clause]:
    """Return the clauses with the first as the beginning of the sentence; [] where it cannot be."""
    first, sign = left[0], _sign(cut.text)
    text = first.text.lstrip()
    word = re.match(r"(?:and|but|while|whereas|und|aber|während|et|mais|tandis que)\s+", text, re.I)
    rest = text[word.end() :] if word else text
    if sign not in (",", ";") or (sign == "," and not (word and _PROPER_START.match(rest))):
        return []
    said = markdown.to_plain_text("".join(c.text for c in left))
    if word:
        said = " ".join(said.split()[: _SUBJECT_WORDS + len(word[0].split())][1:])
    if _POINTS_BACK.search(said) or _COUNTS.search(cut.text):
        return []
    if _CONNECTIVE.match(rest) or not _WORD.search(rest):
        return []
    return [_Clause(rest[:1].upper() + rest[1:], first.marks, first.labels), *left[1:]]


def _is_whole(made: str, sentence: str) -> bool:
    """Tell whether what is left has enough words, and whether its brackets and signs are closed."""
    words = _WORD.findall(markdown.to_plain_text(made))
    pairs: Sequence[tuple[str, str]] = (("(", ")"), ("[", "]"), ("“", "”"), ("„", "“"))
    even = all(
        made.count(sign) % 2 == 0 for sign in ("**", "`", '"') if sentence.count(sign) % 2 == 0
    )
    closed = all(
        made.count(a) == made.count(b) for a, b in pairs if sentence.count(a) == sentence.count(b)
    )
    return len(words) >= _FEWEST_WORDS and even and closed
