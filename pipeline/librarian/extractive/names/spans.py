"""Find runs of words in a statement that could be names: code, capitalised names, noun phrases."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

from pipeline.librarian.extractive.words.english import usual_tag
from pipeline.librarian.extractive.words.languages import small_words_of
from pipeline.librarian.extractive.words.tagger import MODIFIERS, NOUNS, tag_tokens
from pipeline.librarian.extractive.words.tokens import Token, is_acronym
from pipeline.librarian.extractive.words.word_lists import ADVERBS, FUNCTION_WORDS, word_set

Kind = Literal["code", "name", "phrase"]
CONNECTORS = word_set("of for the de la du von van di")
CAPITAL_WORDS = word_set(
    "MUST SHOULD MAY NOT SHALL REQUIRED OPTIONAL RECOMMENDED NOTE TBA TBD TODO AND OR THE IF OK NB"
    " FAQ EIP RFC ERC PR WIP ID USA UK EU MUST-NOT API JSON URL HTTP HTTPS II III IV VI VII VIII"
)
_MONTHS = word_set(
    "january february march april may june july august september october november december monday"
    " tuesday wednesday thursday friday saturday sunday"
)
_ORGANS = word_set(
    "institute institution university department ministry office school college academy society"
    " association bureau agency council center centre commission committee bank house board church"
    " republic kingdom union federation museum library laboratory"
)
# Modifiers that say nothing of what a thing is.
_EMPTY_MODIFIERS = word_set(
    "own such other same certain many few several following next last first second third previous"
    " current new old additional different specific given particular various possible existing"
    " available appropriate relevant respective multiple actual entire whole good bad better best"
    " great large small big important necessary sufficient similar further more most less least"
    " above below aforementioned corresponding desired resulting remaining proposed said used using"
    " based following including containing called named known usual normal common typical simple"
    " single separate individual original extra main major minor recent future past early late"
)
_DESIGNATOR = re.compile(r"(?:\d{1,5}(?:[.-]\d{1,5}){0,4}[a-z]?|[IVX]{1,5}|[A-H])")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_LONGEST_PHRASE = 4


@dataclass(frozen=True)
class Profile:
    """How a text writes its words: which are names, and which are the language's small words."""

    proper: frozenset[str]
    small: frozenset[str]
    english: bool
    coded: frozenset[str] = field(default=frozenset())  # words that mostly stand in backticks
    lower: frozenset[str] = field(default=frozenset())  # words that also stand in small letters
    upper: frozenset[str] = field(default=frozenset())  # words with a capital inside a sentence


@dataclass(frozen=True)
class Span:
    """A run of words that could be a name; `form` is the run as it would be written."""

    start: int
    stop: int  # after its last word
    kind: Kind
    form: str
    head: bool = True  # it ends its noun phrase
    weak: bool = False  # its first word is an adjective or participle
    verbal: bool = False  # its first word is a participle
    run: tuple[int, int] = (0, 0)  # the longest run of capitalised words around it


def learn_profile(texts: list[list[Token]], language: str, title: str = "") -> Profile:
    """Learn which words are names: those mostly written with a capital inside a sentence.

    An ordinary word of the language is one only if it is hardly ever written small. The name in
    the source's title ("Git") and words that are written as code need less. Capitals after a sign
    do not count, because table cells, list items and what follows a colon begin with one.
    """
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    code: Counter[str] = Counter()
    for found in texts:
        for token in found:
            if token.code:
                code[token.low] += 1
            elif not token.capital:
                lower[token.low] += 1
            elif not token.first and not token.broken:
                upper[token.low] += 1
    english = language.startswith("en")
    own = _own_name(title) | frozenset(code)

    def is_proper(word: str, times: int) -> bool:
        if word in _MONTHS:
            return False
        usual = usual_tag(word) if english and word not in own else ""
        ordinary = usual and usual not in ("NNP", "NNPS")
        return times >= 3 and times >= 6 * lower[word] if ordinary else times >= lower[word]

    proper = {w for w, n in upper.items() if is_proper(w, n)}
    small = small_words_of(language) or (FUNCTION_WORDS if english else _frequent_words(texts))
    coded = frozenset(w for w, n in code.items() if n >= upper[w] + lower[w])
    return Profile(frozenset(proper), small, english, coded, frozenset(lower), frozenset(upper))


def _own_name(title: str) -> frozenset[str]:
    """Return the words of a title that is a name alone; "Writing A Policy" has none."""
    words = re.findall(r"[^\W_][\w'’+#-]*", title)
    capitals = [w for w in words if w[:1].isupper()]
    few = len(words) <= 2 or len(capitals) <= len(words) // 2
    return frozenset(w.lower() for w in capitals) if few else frozenset()


def _frequent_words(texts: list[list[Token]]) -> frozenset[str]:
    """Return the short words that stand in at least a tenth of all statements.

    They are taken for the small words of a language of which there is no list.
    """
    counts = Counter(w for found in texts for w in {t.low for t in found})
    return frozenset(w for w, n in counts.items() if n * 10 >= len(texts) and len(w) < 7)


def find_spans(found: list[Token], profile: Profile) -> Iterator[Span]:
    """Yield the runs of a statement that could be names, in no order."""
    tags = tag_tokens(found) if profile.english else []
    yield from _identifiers(found, profile)
    yield from _names(found, tags, profile)
    if profile.english:
        yield from _noun_phrases(found, tags, profile)
    else:
        yield from _plain_phrases(found, profile)


def _identifiers(found: list[Token], profile: Profile) -> Iterator[Span]:
    for i, token in enumerate(found):
        if token.identifier and token.text not in CAPITAL_WORDS:
            bare = token.text.removesuffix("()")
            form = token.text if usual_tag(bare) else re.sub(r"([A-Z0-9])s$", r"\1", bare)
            if not (profile.english and not token.code and _is_shouted(form, profile)):
                yield Span(i, i + 1, "code", form, run=_capital_run(found, i, profile))


def _is_shouted(form: str, profile: Profile) -> bool:
    """Tell whether a word in capitals is an ordinary one: "FROM", "SHARE", but not "JUICE".

    It is none if it mostly stands as code, or is a noun that is never written small.
    """
    low = form.lower()
    if not form.isalpha() or not form.isupper() or low in profile.coded:
        return False
    usual = usual_tag(low)
    return bool(usual) and (low in profile.lower or usual not in NOUNS)


def is_name(token: Token, profile: Profile) -> bool:
    """Tell whether a word is a proper name by how the text writes it."""
    return _may_be_part(token, profile) and token.low in profile.proper


def _names(found: list[Token], tags: Sequence[str], profile: Profile) -> Iterator[Span]:
    i = 0
    while i < len(found):
        if not is_name(found[i], profile):
            if _begins_name(found, tags, i, profile):
                stop = _name_end(found, i, profile)
                stop += stop < len(found) and is_designator(found[stop])
                yield Span(i, stop, "name", _written_form(found[i:stop]), run=(i, stop))
                i = stop - 1
            i += 1
            continue
        stop = _name_end(found, i, profile)
        run = _capital_run(found, i, profile)
        numbered = stop < len(found) and is_designator(found[stop])
        if numbered:  # "Line" is no mention of "Line 4"
            yield Span(i, stop + 1, "name", _written_form(found[i : stop + 1]), run=(i, stop + 1))
        elif stop - i > 1 or not tags or tags[i] in NOUNS or found[i].low in profile.proper:
            head = stop >= len(found) or found[stop].broken or not _is_noun(tags, stop)
            yield Span(i, stop, "name", _written_form(found[i:stop]), head, run=run)
            yield from (
                Span(at, at + 1, "name", _written_form(found[at : at + 1]), False, run=run)
                for at in range(i, stop)
                if stop - i > 1 and is_name(found[at], profile)
            )
        i = stop


def _begins_name(found: list[Token], tags: Sequence[str], i: int, profile: Profile) -> bool:
    """Tell whether an ordinary word with a capital begins a name of several words.

    Two words with capitals inside a sentence do ("the Kettle King"), and so does a noun with a
    capital before a number that counts nothing ("Line 4 has", but not "Add 3 cups").
    """
    if not _may_be_part(found[i], profile) or i + 1 >= len(found) or found[i + 1].broken:
        return False
    if is_designator(found[i + 1]):
        after = tags[i + 2] if tags and i + 2 < len(found) and not found[i + 2].broken else ""
        return bool(tags) and tags[i] in NOUNS and after not in NOUNS | {"JJ"}
    return (
        not found[i + 1].first
        and all(t.low in profile.upper for t in found[i : i + 2])
        and _may_be_part(found[i + 1], profile)
    )


def _may_be_part(token: Token, profile: Profile) -> bool:
    return (
        token.capital
        and not token.code
        and token.low not in profile.small
        and token.low not in _MONTHS
        and token.text not in CAPITAL_WORDS
        and not re.search(r"['’](?!s$)", token.text)
    )


def _is_noun(tags: Sequence[str], at: int) -> bool:
    return bool(tags) and tags[at] in NOUNS


def is_designator(token: Token) -> bool:
    """Tell whether a word is what tells one of several things apart: the 4 of "Line 4"."""
    return (
        not token.broken
        and not token.first
        and bool(_DESIGNATOR.fullmatch(token.text))
        and not _YEAR.fullmatch(token.text)
    )


def _capital_run(found: list[Token], at: int, profile: Profile) -> tuple[int, int]:
    """Return the longest run of capitalised words around a word, with what joins them."""

    def belongs(i: int) -> bool:
        return found[i].capital and found[i].low not in profile.small

    start = at
    while start > 0 and not found[start].broken and not found[start].first:
        if belongs(start - 1) and (
            not found[start - 1].first or is_name(found[start - 1], profile)
        ):
            start -= 1
        elif found[start - 1].low in ("of", "for") and start > 1 and belongs(start - 2):
            start -= 2
        else:
            break
    stop = at + 1
    while stop < len(found) and not found[stop].broken:
        if belongs(stop) or is_designator(found[stop]):
            stop += 1
        else:
            break
    return start, stop


def _name_end(found: list[Token], i: int, profile: Profile) -> int:
    """Return where a run of capitalised words ends; "of" and "for" may stand inside it."""
    j = i + 1
    while j < len(found) and not found[j].broken and not found[j].code:
        if found[j].capital and found[j].low not in profile.small:
            j += 1
        elif (
            found[j].low in CONNECTORS
            and j + 1 < len(found)
            and found[j + 1].capital
            and not found[j + 1].broken
            and (j - i >= 2 or found[j].low == "of")
            and (found[j - 1].low in _ORGANS)
        ):
            j += 2
        else:
            break
    if (
        j + 1 < len(found)
        and found[j].low == "and"
        and any(t.low == "of" for t in found[i:j])
        and found[j + 1].capital
    ):
        j += 2
    return j


def _noun_phrases(found: list[Token], tags: Sequence[str], profile: Profile) -> Iterator[Span]:
    start = 0
    for i in range(len(found) + 1):
        ends = i == len(found) or not _joins_phrase(found[i], tags[i], profile)
        if ends or (i > start and (found[i].broken or found[i].first)):
            yield from _phrases_within(found, tags, start, i, profile)
            start = i + 1 if ends else i


def _joins_phrase(token: Token, tag: str, profile: Profile) -> bool:
    low = token.low
    if token.code or tag not in NOUNS | MODIFIERS or low in _MONTHS or not low[:1].isalpha():
        return False
    if "/" in low or re.search(r"['’.]", low) or len(low) < 2:
        return False
    return low not in profile.small and low not in ADVERBS


def _phrases_within(
    found: list[Token], tags: Sequence[str], start: int, stop: int, profile: Profile
) -> Iterator[Span]:
    while start < stop and (tags[start] not in NOUNS or found[start].low in _EMPTY_MODIFIERS):
        if tags[start] in MODIFIERS and found[start].low not in _EMPTY_MODIFIERS:
            break
        start += 1
    while stop > start and tags[stop - 1] not in NOUNS:
        stop -= 1
    numbered = stop < len(found) and is_designator(found[stop])
    for j in range(start + 1, stop + 1):
        if tags[j - 1] not in NOUNS or (numbered and j == stop):
            continue
        for i in range(max(start, j - _LONGEST_PHRASE), j):
            if found[i].low in _EMPTY_MODIFIERS or (j < stop and j - i == 1):
                continue
            if all(is_name(t, profile) for t in found[i:j]):
                continue
            form = _written_form(found[i:j], profile)
            weak = tags[i] in MODIFIERS
            verbal = tags[i] in ("VBG", "VBN") or (weak and form.split(" ")[0].endswith("ing"))
            yield Span(i, j, "phrase", form, j == stop, weak, verbal)


def _plain_phrases(found: list[Token], profile: Profile) -> Iterator[Span]:
    """Yield words and pairs of words of a language without a tagger."""
    for i, token in enumerate(found):
        if not _may_be_noun(token, profile):
            continue
        yield Span(i, i + 1, "phrase", _written_form([token]))
        if i + 1 < len(found) and not found[i + 1].broken and _may_be_noun(found[i + 1], profile):
            yield Span(i, i + 2, "phrase", _written_form(found[i : i + 2]))


def _may_be_noun(token: Token, profile: Profile) -> bool:
    return (
        not token.code
        and not token.identifier
        and token.low not in profile.small
        and len(token.low) > 3
        and token.low.isalpha()
    )


def _written_form(piece: list[Token], profile: Profile | None = None) -> str:
    """Return the words of a run as they are written.

    A possessive inside a name stays. In a phrase, the capital that a word has only because it
    opens a sentence is not kept.
    """
    words = [t.text for t in piece]
    words[-1] = re.sub(r"['’]s?$", "", words[-1])
    if (
        profile is not None
        and piece[0].first
        and piece[0].low not in profile.proper
        and not is_acronym(words[0])
        and words[0][1:] == words[0][1:].lower()
    ):
        words[0] = words[0][:1].lower() + words[0][1:]
    return " ".join(words)
