"""Find the key phrases of a source, which could be titles of pages, with the evidence for each.

Candidates are the runs of words of `spans.py`: as in RAKE (Rose et al., 2010), a phrase ends
at function words. They are counted by the statements that hold them, folded by stem, acronym and
surname, and scored by how often they stand, under how many headings, and whether the source defines
them or names them in its title. A candidate that is an everyday word, or that stands almost only
inside a longer one, is dropped. No library does this for us: YAKE is LGPL, KeyBERT and spaCy bring
models, and rake-nltk downloads data.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from pipeline.librarian.extractive.names.spans import CAPITAL_WORDS, find_name_spans, learn_profile
from pipeline.librarian.extractive.names.titles import choose_title_form, is_local
from pipeline.librarian.extractive.source.apparatus import is_part_of_paper
from pipeline.librarian.extractive.words.tokens import find_acronyms, name_key, ngrams, tokenize
from pipeline.librarian.extractive.words.word_lists import (
    ADJECTIVES,
    EVERYDAY_WORDS,
    FUNCTION_WORDS,
    GENERIC_NOUNS,
    VERBS,
    WEAK_HEADS,
)

_LONGEST_TERM = 4
_STATEMENTS_FOR_WEAK_PHRASE = 5  # how many make a page of a phrase that is hardly a name
_STATEMENTS_FOR_EVERYDAY_PHRASE = 3
_ACTOR_ENDINGS = ("ness", "er", "ers", "or", "ors")
_LONGEST_OUTER_NAME = 8  # words of a name in which another may stand
_ARTICLE = re.compile(
    r"(?:(?:An?|The|D(?:er|ie|as)|Eine?|L[ae]s?|Une?|El|Los|Una)\s+|L['’])?[`*_]*", re.IGNORECASE
)
_ROMAN = re.compile(r"^[IVX]+$")
_DEFINITION = re.compile(
    r"(?:\s+\([^)]{0,300}\))?,?\s+(?:is|are|was|means|refers to)\s+(?:also\s+)?(?:an?|the(?!"
    r" same)|one|"
    r"any)\s|\s+(?:ist|war|sind) (?:ein|eine|der|die|das|einer|eines)\s|"
    r"\s+(?:est|était|sont) (?:une?|l[ae]s?|des|l['’])\s?|\s+(?:es|era|son) (?:una?|el|las?|los)\s",
    re.IGNORECASE,
)


@dataclass
class Term:
    """One possible concept, with the evidence for it."""

    key: str
    kind: str  # "code", "name" or "phrase"
    forms: Counter[str] = field(default_factory=Counter)
    count: int = 0  # statements that hold it
    headings: set[str] = field(default_factory=set)
    defined: bool = False
    in_heading: bool = False
    in_title: bool = False
    inside: Counter[str] = field(default_factory=Counter)  # longer terms it stands in
    score: float = 0.0

    @property
    def title(self) -> str:
        """The form of the term that suits a title."""
        return choose_title_form(self.forms, self.kind)


def find_key_phrases(
    statements: Sequence[tuple[str, str]], title: str, language: str
) -> list[Term]:
    """Return the terms of a source, best first; `statements` are (text, heading) pairs in order."""
    texts = [tokenize(text) for text, _ in statements]
    profile = learn_profile(texts, language)
    terms: dict[str, Term] = {}
    for (text, heading), found in zip(statements, texts, strict=True):
        _count_terms(terms, list(find_name_spans(found, profile)), text, heading)
    _fold_acronyms(terms, " ".join(text for text, _ in statements))
    _fold_surnames(terms)
    _mark_titled(terms, title, {heading for _, heading in statements})
    kept = [t for t in terms.values() if _can_be_title(t, terms)]
    kept = [t for t in kept if not _is_echoed(t, kept)]
    for term in kept:
        term.score = _score_term(term)
    return sorted(kept, key=lambda t: (-t.score, t.key))


def _count_terms(
    terms: dict[str, Term], runs: list[tuple[int, int, str, str]], text: str, heading: str
) -> None:
    keyed = [(i, j, kind, form, name_key(form)) for i, j, kind, form in runs]
    starts: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for i, j, _, _, key in keyed:
        starts[i].append((j, key))
    seen: set[str] = set()
    for i, j, kind, form, key in keyed:
        if not key:
            continue
        term = terms.setdefault(key, Term(key, kind))
        if kind != "phrase" and term.kind == "phrase":
            term.kind = kind
        term.forms[form] += 1
        term.headings.add(heading)
        for before in range(max(0, i - _LONGEST_OUTER_NAME), i + 1):
            term.inside.update(
                outer
                for stop, outer in starts.get(before, ())
                if stop >= j and (before, stop) != (i, j)
            )
        if key not in seen:
            seen.add(key)
            term.count += 1
            term.defined = term.defined or defines(text, form)


def defines(text: str, form: str) -> bool:
    """Tell whether a statement says what the thing is: "An irregular moon is a moon that …".

    A statement of the form "X: …" does not count as a definition.
    """
    opening = _ARTICLE.match(text)
    starts = {0, opening.end() if opening else 0}
    start = next(
        (at for at in sorted(starts) if text[at : at + len(form)].lower() == form.lower()), None
    )
    if start is None:
        return False
    stop = start + len(form)
    return (
        _DEFINITION.match(text, stop + 1 if text[stop : stop + 1] in ("`", "*") else stop)
        is not None
    )


def _fold_acronyms(terms: dict[str, Term], text: str) -> None:
    for acronym, expansion in find_acronyms(text).items():
        short, long = name_key(acronym), name_key(expansion)
        if short in terms and short != long:
            _merge_terms(terms, short, long, expansion)


def _fold_surnames(terms: dict[str, Term]) -> None:
    """Fold "Sheppard" into "Scott Sheppard" where one full name alone has that last name."""
    owners: dict[str, list[str]] = defaultdict(list)
    for key, term in terms.items():
        words = term.title.split(" ")
        if (
            term.kind == "name"
            and len(words) == 2
            and all(w[:1].isupper() and w[1:].islower() for w in words)
        ):
            owners[name_key(words[1])].append(key)
    for last, full in owners.items():
        alone = terms.get(last)
        if (
            len(full) == 1
            and alone
            and alone.kind == "name"
            and alone.count <= terms[full[0]].count + 1
        ):
            _merge_terms(terms, last, full[0], terms[full[0]].title)


def _merge_terms(terms: dict[str, Term], short: str, long: str, form: str) -> None:
    old = terms.pop(short)
    new = terms.setdefault(long, Term(long, "name" if form[:1].isupper() else "phrase"))
    new.forms[form] += old.count + 1
    new.count = max(new.count, old.count, min(new.count + old.count, new.count + old.count))
    new.headings |= old.headings
    new.defined = new.defined or old.defined


def _mark_titled(terms: dict[str, Term], title: str, headings: Iterable[str]) -> None:
    for text, is_title in [(title, True), *((h, False) for h in sorted(headings))]:
        for _, _, key in ngrams(tokenize(text), _LONGEST_TERM):
            if key in terms:
                terms[key].in_title = terms[key].in_title or is_title
                terms[key].in_heading = terms[key].in_heading or not is_title


def _can_be_title(term: Term, terms: dict[str, Term]) -> bool:
    """Tell whether a term can be a page's title at all."""
    if is_part_of_paper(term.title) or all(is_part_of_paper(form) for form in term.forms):
        return False
    words = term.title.split(" ")
    marked = term.defined or term.in_heading or term.in_title
    if term.kind == "code":
        if "/" in term.title or term.title.rstrip("s") in CAPITAL_WORDS or _ROMAN.match(term.title):
            return False
        return not is_local(term.title) and len(term.title) > 2
    if len(words) == 1 and term.kind == "phrase" and not term.defined:
        plain = {words[0].lower(), *(f.lower() for f in term.forms)}
        if (
            plain & EVERYDAY_WORDS
            or plain & VERBS
            or plain & ADJECTIVES
            or not (term.count >= 3 or term.in_title or term.in_heading)
        ):
            return False
    if (
        term.kind == "phrase"
        and not term.defined
        and _is_no_thing([w.lower() for w in words], term)
    ):
        return False
    if len(words) == 1 and term.kind == "name" and _is_ordinary_word(words[0].lower()):
        return False
    if (
        len(words) == 1
        and term.kind == "name"
        and (len(words[0]) < 3 or words[0].islower() or words[0].lower() in EVERYDAY_WORDS)
    ):
        return False
    if term.count < 2 and not marked:
        return False
    if words[0].lower() in GENERIC_NOUNS and len(words) > 1 and words[-1].lower() in GENERIC_NOUNS:
        return False
    return not _is_overshadowed(term, terms, marked)


def _is_no_thing(words: list[str], term: Term) -> bool:
    """Tell whether nobody would look a phrase up, as "network delay" or "use filename"."""
    titled = term.in_title or term.in_heading
    if len(words) == 1:
        return (
            not titled
            and term.count < _STATEMENTS_FOR_WEAK_PHRASE
            and words[0].endswith(_ACTOR_ENDINGS)
        )
    if (
        words[-1] in WEAK_HEADS
        or words[0] in ("use", "using")
        or words[0].split("-")[0] in ADJECTIVES
    ):
        return True
    if (
        not titled
        and term.count < _STATEMENTS_FOR_WEAK_PHRASE
        and words[-1].endswith(_ACTOR_ENDINGS)
    ):
        return True
    return (
        not titled
        and term.count < _STATEMENTS_FOR_EVERYDAY_PHRASE
        and all(w in EVERYDAY_WORDS or w in ADJECTIVES for w in words)
    )


def _is_ordinary_word(word: str) -> bool:
    """Tell whether a capitalised word is an ordinary one: "Currently", "Important", "Edit"."""
    odd = "/" in word or "'" in word or "’" in word
    stem = word.removesuffix("ing")
    return (
        odd
        or (stem != word and (stem in VERBS or f"{stem}e" in VERBS))
        or word.endswith("ly")
        or any(
            word in words
            for words in (VERBS, ADJECTIVES, FUNCTION_WORDS, GENERIC_NOUNS, WEAK_HEADS)
        )
    )


def _is_echoed(term: Term, kept: list[Term]) -> bool:
    """Tell whether a longer term with the same last word means the same and is the better name."""
    if term.kind != "phrase" or term.defined:
        return False
    if " " not in term.key:
        longer = [t for t in kept if t.kind == "phrase" and t.key.endswith(f" {term.key}")]
        return any(t.count * 2.5 >= term.count for t in longer)
    return False


def _is_overshadowed(term: Term, terms: dict[str, Term], marked: bool) -> bool:
    """Tell whether a term stands mostly inside a longer one, or rarely extends a shorter one."""
    total = sum(term.forms.values())
    best = max((n for key, n in term.inside.items() if key in terms), default=0)
    if best >= 0.7 * total and not term.defined and total - best < 3:
        return True
    if term.kind == "name" or term.defined or " " not in term.key:
        return False
    parts = term.key.split(" ")
    inner = [
        " ".join(parts[a:b])
        for a in range(len(parts))
        for b in range(a + 1, len(parts) + 1)
        if b - a < len(parts)
    ]
    stronger = [
        terms[k]
        for k in inner
        if k in terms and terms[k].kind in ("name", "code") and terms[k].count > term.count
    ]
    if bool(stronger) and not term.in_heading and term.count < 3:
        return True
    common = [terms[k] for k in inner if k in terms and terms[k].kind == "phrase" and " " in k]
    return any(t.count >= 3 * term.count for t in common) and not marked


def _score_term(term: Term) -> float:
    length = 0.8 if " " not in term.title and term.kind == "phrase" else 1.2
    score = math.log2(1 + term.count) * (1 + 0.2 * min(4, len(term.headings) - 1)) * length
    score += 2.5 * term.defined + 1.5 * term.in_heading + 2.5 * term.in_title
    return round(score + (0.5 if term.kind != "phrase" else 0.0), 4)
