"""What a question denies ("no due date", "cannot be combined"), and whether a statement does too.

A statement that holds all words of "Which tasks have no due date?" may well say the opposite. So
what the question denies must be denied by the statement as well: a word such as "no" or "without"
stands close to it, within the same clause. Known are words of English and German.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from pipeline.core.search.terms import stop_terms, terms_of

_TOKEN = re.compile(r"\w+(?:['’.\-]\w+)*|[.;,:!?()]")
_LITERAL = re.compile(r"`[^`\n]+`|[\"“„«][^\"”“»\n]{2,120}[\"”“»]")
_TWO_WORDS = re.compile(
    r"\b(?:(other|rather)\s+than|(apart)\s+from|(all|everything|anything|nothing)\s+but)\b",
    re.IGNORECASE,
)
_EXCEPT = {"en": "except", "de": "außer"}
_NO_BOUND = re.compile(  # "no more than 5" denies nothing
    r"\b(?:no|not|nicht)\s+(?:\w+er|more|less|mehr|weniger)\s+(?:than|als)\b", re.IGNORECASE
)
_BETWEEN = 1  # words that tell something, between a denial and what it denies
_CONTRACTED = ("n't", "n’t")


@dataclass(frozen=True)
class _Negators:
    """Words that deny.

    `things` deny the thing after them, `acts` the verb after them, and `behind` what they stand
    after. What stands before "not" is denied as well where an `absent` word comes next ("is not
    set"). `idle` words may stand between a denial and what it denies, and `lifts` are words after
    which a denial is none ("not only").
    """

    things: frozenset[str]
    acts: frozenset[str]
    behind: frozenset[str]
    absent: frozenset[str]
    idle: frozenset[str]
    lifts: frozenset[str]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ENGLISH = _Negators(
    things=_words(
        "no without except excepting excluding besides lack lacks lacked lacking nothing nobody"
        " neither nor none"
    ),
    acts=_words("not never cannot"),
    absent=_words(
        "set given present defined specified there recorded entered assigned filled provided"
    ),
    behind=_words("none missing absent excluded omitted never lacking no"),
    idle=_words("longer any more anymore yet ever have has had having of"),
    lifts=_words("only just merely necessarily until till before"),
)
_GERMAN = _Negators(
    things=_words("kein keine keinen keinem keiner keines ohne außer nichts niemand weder noch"),
    acts=_words("nicht nie niemals"),
    absent=_words("gesetzt angegeben vorhanden da bekannt eingetragen"),
    behind=_words("nicht nie niemals fehlt fehlen ausgenommen"),
    idle=_words("mehr hat haben hatte"),
    lifts=_words("nur bloß allein"),
)


def _negators_of(language: str) -> _Negators:
    return _GERMAN if language.partition("-")[0].lower() == "de" else _ENGLISH


@dataclass(frozen=True)
class Denial:
    """What a question denies: the first term of it, or none; `of_thing` says it is no verb."""

    term: str = ""
    of_thing: bool = False


@cache
def negator_terms(language: str) -> frozenset[str]:
    """Return the terms of words that deny: they are no property that a statement could hold."""
    known = _negators_of(language)
    words = (known.things | known.acts) - {"excluding"}  # "excluded" may be what is asked for
    found = {term for word in words for term in terms_of(word, language)}
    parts = "don doesn didn isn aren wasn weren hasn haven hadn couldn shouldn wouldn mustn won"
    return frozenset((*found, *terms_of(parts)))


def read_denials(text: str, language: str) -> tuple[Denial, ...]:
    """Return what a question denies; what stands in quotation marks or as code denies nothing."""
    plain = _LITERAL.sub(lambda m: re.sub(r"\w+", "x", m[0]), text)
    tokens = _tokens(plain, language)
    return tuple(
        Denial(_denied_after(tokens, at, language), _is_of_thing(tokens, at, language))
        for at in _denials(tokens, language)
    )


def _is_of_thing(tokens: Sequence[str], at: int, language: str) -> bool:
    return tokens[at] in _negators_of(language).things and tokens[at + 1 : at + 2] != ["longer"]


def denies(text: str, denial: Denial, language: str) -> bool:
    """Tell whether a statement denies what the question does."""
    tokens = _tokens(text, language)
    known = _negators_of(language)
    ahead = [*_denials(tokens, language)]
    behind = {at for at, word in enumerate(tokens) if word in known.behind}
    if denial.of_thing:
        behind |= {at for at in ahead if _is_absent(tokens, at, known)}
    if not denial.term:
        return bool(ahead or behind)
    reach = [*(_near(tokens, at, 1, language) for at in ahead)]
    reach += [_near(tokens, at, -1, language) for at in behind]
    return any(denial.term in terms for terms in reach)


def _is_absent(tokens: Sequence[str], at: int, known: _Negators) -> bool:
    """Tell whether a denial says that what stands before it is not there: "is not set"."""
    return not known.absent.isdisjoint(tokens[at + 1 : at + 3])


def denied_terms(text: str, language: str) -> frozenset[str]:
    """Return the first term of each thing and verb that a statement denies."""
    tokens = _tokens(text, language)
    return frozenset(_denied_after(tokens, at, language) for at in _denials(tokens, language))


def denies_at_once(text: str, term: str, language: str) -> bool:
    """Tell whether a statement denies a verb: "was not built"."""
    tokens = _tokens(text, language)
    acts = (at for at in _denials(tokens, language) if tokens[at] not in
            _negators_of(language).things)  # fmt: skip
    return any(_denied_after(tokens, at, language) == term for at in acts)


def _tokens(text: str, language: str) -> list[str]:
    """Return words and marks in lower case; "other than" as one word that denies.

    A word in capitals stays as it is: the operator NOT denies nothing.
    """
    code = language.partition("-")[0].lower()
    plain = _TWO_WORDS.sub(_EXCEPT.get(code, "except"), _NO_BOUND.sub(" ", text))
    words = (m[0] for m in _TOKEN.finditer(plain))
    return [word if len(word) > 1 and word.isupper() else word.lower() for word in words]


def _denials(tokens: Sequence[str], language: str) -> Iterator[int]:
    """Yield where something is denied; not "not only", "or not" and "No. 5"."""
    known = _negators_of(language)
    for at, word in enumerate(tokens):
        if not (word in known.things or word in known.acts or word.endswith(_CONTRACTED)):
            continue
        before = tokens[at - 1] if at else ""
        after = tokens[at + 1] if at + 1 < len(tokens) else ""
        if after in known.lifts or before in ("or", "oder") or (word == "no" and after == "."):
            continue
        yield at


def _denied_after(tokens: Sequence[str], at: int, language: str) -> str:
    for word, terms in _telling(tokens[at + 1 :], language):
        if not terms:
            break
        if word not in _negators_of(language).idle:
            return terms[0]
    return ""


def _near(tokens: Sequence[str], at: int, step: int, language: str) -> set[str]:
    """Return the terms that stand next to a denial, on one side of it."""
    found: set[str] = set()
    told = 0
    side = tokens[at + 1 :] if step > 0 else tokens[:at][::-1]
    for word, terms in _telling(side, language):
        if word == ":" and step < 0:  # "due date: none"
            continue
        if not terms or told > _BETWEEN:
            break
        found.update(terms)
        told += word not in _negators_of(language).idle
    return found


def _telling(tokens: Sequence[str], language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield words that tell something with their terms, and a mark that ends a clause with none."""
    stop = stop_terms(language)
    for word in tokens:
        if not word[0].isalnum() and word[0] != "_":
            if word not in "()":
                yield word, ()
            continue
        terms = tuple(term for term in terms_of(word, language) if term not in stop)
        if terms:
            yield word, terms
