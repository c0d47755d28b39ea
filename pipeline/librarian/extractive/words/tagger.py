"""Tell the part of speech of each word of an English statement, by Brill's tagger.

Every word first gets its usual tag; one that the lexicon has not is judged by its form. Then rules
change tags by their neighbours (Brill, 1992), and a few repairs of ours follow, for what the rules
get wrong in technical prose.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache

from pipeline.core.inflection import singular_of_word
from pipeline.librarian.extractive.words.english import context_rules, usual_tag
from pipeline.librarian.extractive.words.tokens import Token
from pipeline.librarian.extractive.words.word_lists import word_set

NOUNS = frozenset(("NN", "NNS", "NNP", "NNPS"))
MODIFIERS = frozenset(("JJ", "VBN", "VBG"))
_VERBS = frozenset(("VB", "VBP", "VBZ", "VBD"))
_DETERMINERS = word_set(
    "the a an this that each every any no another its their our your my his her"
)
_AFTER_NOUN = word_set("is are was were can could must may might should will would has have had")
_STOP = ("", ".")  # what stands before and after a sentence
_ENDINGS = (
    ("ly", "RB"),
    ("ing", "VBG"),
    ("ed", "VBN"),
    ("ness", "NN"),
    ("ment", "NN"),
    ("tion", "NN"),
    ("able", "JJ"),
    ("ible", "JJ"),
    ("ful", "JJ"),
    ("less", "JJ"),
    ("ous", "JJ"),
    ("ive", "JJ"),
    ("ical", "JJ"),
    ("ish", "JJ"),
    ("ize", "VB"),
    ("ise", "VB"),
    ("ify", "VB"),
)
# A condition of a rule: which of the two columns (0 word, 1 tag) holds the value, and at which of
# the places, counted from the word itself.
_CONDITIONS: dict[str, tuple[tuple[int, tuple[int, ...]], ...]] = {
    "PREVTAG": ((1, (-1,)),),
    "NEXTTAG": ((1, (1,)),),
    "PREV2TAG": ((1, (-2,)),),
    "NEXT2TAG": ((1, (2,)),),
    "PREV1OR2TAG": ((1, (-1, -2)),),
    "NEXT1OR2TAG": ((1, (1, 2)),),
    "PREV1OR2OR3TAG": ((1, (-1, -2, -3)),),
    "NEXT1OR2OR3TAG": ((1, (1, 2, 3)),),
    "SURROUNDTAG": ((1, (-1,)), (1, (1,))),
    "CURWD": ((0, (0,)),),
    "PREVWD": ((0, (-1,)),),
    "NEXTWD": ((0, (1,)),),
    "PREV1OR2WD": ((0, (-1, -2)),),
    "NEXT1OR2WD": ((0, (1, 2)),),
    "WDPREVTAG": ((1, (-1,)), (0, (0,))),
    "WDNEXTTAG": ((0, (0,)), (1, (1,))),
    "WDAND2AFT": ((0, (0,)), (0, (2,))),
    "WDAND2TAGAFT": ((0, (0,)), (1, (2,))),
    "WDAND2TAGBFR": ((1, (-2,)), (0, (0,))),
    "LBIGRAM": ((0, (-1,)), (0, (0,))),
    "RBIGRAM": ((0, (0,)), (0, (1,))),
    "PREVBIGRAM": ((1, (-2,)), (1, (-1,))),
    "NEXTBIGRAM": ((1, (1,)), (1, (2,))),
}
_Row = list[str]  # a word and its tag


def tag_tokens(found: Sequence[Token]) -> list[str]:
    """Return the tag of each word; code is a name, and a sign between two words ends a phrase."""
    tags: list[str] = []
    start = 0
    for i in range(1, len(found) + 1):
        if i == len(found) or found[i].sentence != found[start].sentence:
            tags += _tag_sentence(found[start:i])
            start = i
    return tags


def _tag_sentence(found: Sequence[Token]) -> list[str]:
    rows: list[_Row] = [[*_STOP]] * 3
    places = []
    for token in found:
        if token.broken and len(rows) > 3:
            rows.append([",", ","])
        places.append(len(rows))
        rows.append([token.text, _first_tag(token)])
    rows += [[*_STOP], [*_STOP], [*_STOP]]
    _apply_rules(rows)
    _repair(rows, places)
    return [rows[at][1] for at in places]


def _first_tag(token: Token) -> str:
    if token.code:
        return "NNP"
    return tag_of_word(token.low if token.first else token.text.replace("’", "'"))


@lru_cache(maxsize=50_000)
def tag_of_word(word: str) -> str:
    """Return the tag of a word by itself: the usual one, or one that its form suggests."""
    plain = word.removesuffix("'s").removesuffix("'")
    if plain[:1].isdigit():
        return "CD"
    known = usual_tag(plain)
    if known:
        return known
    if plain[1:] != plain[1:].lower():
        return "NNP"
    if plain[:1].isupper() and plain != plain.lower():  # "𝐏" is a capital that has no small one
        # in a title every word has a capital; what is no noun when it is small is none there
        small = tag_of_word(plain.lower())
        return small if small in ("RB", "JJ", "IN", "MD", "CC", "DT", "PRP") else "NNP"
    if "-" in plain.strip("-"):
        last = tag_of_word(plain.rsplit("-", 1)[1] or plain[:-1])
        return "JJ" if last in ("VBN", "VBD", "VBG", "JJ", "IN", "RP") else last
    single = singular_of_word(plain)
    if single != plain:
        alone = usual_tag(single)
        return "VBZ" if alone in ("VB", "VBP") else "NNS"
    return next((tag for ending, tag in _ENDINGS if _ends(plain, ending)), "NN")


def _ends(word: str, ending: str) -> bool:
    return word.endswith(ending) and len(word) > len(ending) + 2


def _apply_rules(rows: list[_Row]) -> None:
    by_tag: dict[str, set[int]] = {}
    for at in range(3, len(rows) - 3):
        by_tag.setdefault(rows[at][1], set()).add(at)
    held = {text for row in rows for text in row}  # most rules ask for a word that is not there
    for old, new, wanted, values in _compiled_rules():
        if not by_tag.get(old) or not values <= held:
            continue
        for at in sorted(by_tag[old]):
            if _may_become(rows[at][0].lower(), new) and _holds(wanted, rows, at):
                rows[at][1] = new
                by_tag[old].discard(at)
                by_tag.setdefault(new, set()).add(at)
                held.add(new)


def _may_become(word: str, tag: str) -> bool:
    """Tell whether a word can have a tag at all: of prepositions only "that" opens a clause."""
    if tag == "WDT":
        return word == "that"
    return word.endswith("ing") if tag == "VBG" else True


_Condition = tuple[int, tuple[int, ...], str]


@cache
def _compiled_rules() -> tuple[tuple[str, str, tuple[_Condition, ...], frozenset[str]], ...]:
    """Return the rules as (from, to, conditions, the words and tags that must be there)."""
    return tuple(
        (
            old,
            new,
            tuple((column, places, v) for (column, places), v in zip(parts, values, strict=False)),
            frozenset(values[: len(parts)]),
        )
        for old, new, name, values in context_rules()
        if (parts := _CONDITIONS.get(name)) and len(values) >= len(parts)
    )


def _holds(wanted: tuple[_Condition, ...], rows: list[_Row], at: int) -> bool:
    for column, places, value in wanted:
        for place in places:
            if rows[at + place][column] == value:
                break
        else:
            return False
    return True


def _repair(rows: list[_Row], places: list[int]) -> None:
    """Change tags that technical prose shows to be wrong.

    "The stash" and "the capability bounding set is" end in nouns, and so does "identity proofing"
    before a verb or at the end.
    """
    for at in places:
        tag = rows[at][1]
        before, after = rows[at - 1], rows[at + 1]
        if tag in _VERBS or tag == "VBN" or (tag == "VBG" and before[1] in NOUNS):
            determined = (before[0].lower() in _DETERMINERS or before[1] == "IN") or (
                before[1] in ("JJ", "VBN", "VBG") and rows[at - 2][0].lower() in _DETERMINERS
            )
            closed = after[1] not in NOUNS | {"DT", "JJ", "VBN", "VBG", "CD", "PRP", "PRP$", "TO"}
            goes_on = after[0].lower() in _AFTER_NOUN and before[1] in NOUNS | MODIFIERS | {
                "DT",
                "IN",
            }
            ends = tag == "VBG" and (after[1] in (".", ",", "VBZ", "VBP", "MD", "IN", "CC"))
            if (determined and closed and tag != "VBN") or goes_on or ends:
                rows[at][1] = "NNS" if re.search(r"[^s]s$", rows[at][0]) else "NN"
