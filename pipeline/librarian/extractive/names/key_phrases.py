"""Find the key phrases of a source, which could be titles of pages, with the evidence for each.

Candidates are the runs of words of `spans.py`, in English those that a tagger takes for noun
phrases. They are counted by the statements that hold them, and folded by inflection, acronym and
surname. Which of them are worth a page is said in `worth.py`. No library does this for us: YAKE is
LGPL, KeyBERT and spaCy bring models, and rake-nltk downloads data.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

from pipeline.core.name_keys import thing_key
from pipeline.librarian.extractive.names.spans import Span, find_spans, learn_profile
from pipeline.librarian.extractive.names.terms import Term, defines
from pipeline.librarian.extractive.names.titles import singular_of
from pipeline.librarian.extractive.names.worth import is_echoed, is_worth_page
from pipeline.librarian.extractive.words.english import zipf_frequency
from pipeline.librarian.extractive.words.languages import ARTICLES
from pipeline.librarian.extractive.words.tokens import (
    Token,
    find_acronyms,
    name_key,
    ngrams,
    tokenize,
)

_LONGEST_TERM = 5
_WORDS_BEFORE_SUBJECT = 3  # of a sentence: "each of the", "your"
_GERMAN_ENDINGS = ("en", "es", "e", "n", "s")
_ZIPF_OF_COMPOUND = 3.5  # how common a word with a hyphen is taken to be
_LONGEST_OUTER_NAME = 8  # words of a name in which another may stand
# What stands around the thing that a heading names: "3.2 What is the stash?", "Vault overview".
_HEADING_FRAME = re.compile(
    r"^[\d.\s§]*(?:(?:what (?:is|are)|about|the|an?|introduction to|using|overview of)\s+)*|"
    r"(?:\s+(?:considerations?|requirements?|overview|introduction|basics|cheat sheet|manual page|"
    r"details|explained|guide))*[\s?:.]*$",
    re.IGNORECASE,
)
_HANDLE = re.compile(
    r"^[\s>#*_-]*@?(?P<name>[A-Za-z0-9][\w-]{1,38})[*_]*\s*(?:·|\((?:\w+ )?\d(?!\w{0,2}\))|"
    r",? (?:commented|wrote|said|replied|opened this|closed this|reviewed|approved|pushed|"
    r"mentioned this|schrieb|on \d{4}))",
    re.MULTILINE,
)
_MENTIONED = re.compile(r"(?<![\w.])@(?P<name>[A-Za-z0-9][\w-]{1,38})")


def find_key_phrases(
    statements: Sequence[tuple[str, str]], title: str, language: str, text: str = ""
) -> list[Term]:
    """Return the terms of a source that are worth a page, best first.

    `statements` are (text, heading) pairs in order. `text` is the whole source, in which the
    handles of people who comment are looked for.
    """
    texts = [tokenize(said) for said, _ in statements]
    profile = learn_profile(texts, language, title)
    terms: dict[str, Term] = {}
    for (said, heading), found in zip(statements, texts, strict=True):
        _count_terms(terms, list(find_spans(found, profile)), found, said, heading)
    for key in {name_key(name) for name in _handles(text)}:
        terms.pop(key, None)
    _fold_spellings(terms)
    if language.startswith("de"):
        _fold_german_endings(terms)
    headings = dict.fromkeys(heading for _, heading in statements)
    _fold_acronyms(terms, " ".join((*(said for said, _ in statements), *headings)))
    _fold_surnames(terms)
    _mark_titled(terms, title, {heading for _, heading in statements})
    if profile.english:
        _weigh_keyness(terms, texts)
    worth = {
        key: term
        for key, term in terms.items()
        if is_worth_page(term, terms, len(statements), language)
    }
    kept = [t for t in worth.values() if not is_echoed(t, worth)]
    for term in kept:
        term.score = _score_term(term)
    return sorted(kept, key=lambda t: (-t.score, t.key))


def _handles(text: str) -> set[str]:
    """Return the names of people who comment in a thread."""
    return {m["name"] for pattern in (_HANDLE, _MENTIONED) for m in pattern.finditer(text)}


def _count_terms(
    terms: dict[str, Term], runs: list[Span], found: list[Token], text: str, heading: str
) -> None:
    keyed = [(span, name_key(span.form)) for span in runs]
    starts: dict[int, list[tuple[int, str]]] = defaultdict(list)
    for span, key in keyed:
        starts[span.start].append((span.stop, key))
    seen: set[str] = set()
    opened: set[str] = set()
    for span, key in keyed:
        if not key or (found[span.start].start and text[found[span.start].start - 1] == "@"):
            continue
        term = terms.setdefault(key, Term(key, span.kind))
        if span.kind != "phrase" and term.kind == "phrase":
            term.kind = span.kind
        _count_mention(term, span, starts, found)
        term.headings.add(heading)
        if key not in opened and _opens_statement(span, found):
            opened.add(key)
            term.opens += 1
        if key not in seen:
            seen.add(key)
            term.count += 1
            if span.start <= _WORDS_BEFORE_SUBJECT and span.head and not found[span.start].sentence:
                term.openings.append(text)
            term.defined = term.defined or defines(text, span.form)


def _count_mention(
    term: Term, span: Span, starts: dict[int, list[tuple[int, str]]], found: list[Token]
) -> None:
    term.forms[span.form] += 1
    term.heads += span.head
    term.weak += span.weak
    term.verbal += span.verbal
    for before in range(max(0, span.start - _LONGEST_OUTER_NAME), span.start + 1):
        term.inside.update(
            outer
            for stop, outer in starts.get(before, ())
            if stop >= span.stop and (before, stop) != (span.start, span.stop)
        )
    if span.run[1] - span.run[0] > span.stop - span.start:
        term.runs[" ".join(t.text for t in found[slice(*span.run)])] += 1


def _opens_statement(span: Span, found: list[Token]) -> bool:
    """Tell whether a sentence begins with a term, or with an article and the term."""
    at = span.start
    if at and not found[at].first and found[at - 1].low in ARTICLES:
        at -= 1
    return found[at].first and span.head


def _fold_spellings(terms: dict[str, Term]) -> None:
    """Fold "e-mail" and "email", "home page" and "homepage" into the more frequent spelling."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key in terms:
        groups[key.replace(" ", "")].append(key)
    for keys in groups.values():
        best, *others = sorted(keys, key=lambda k: (-terms[k].count, k))
        for key in others:
            _merge_terms(terms, key, best)


def _fold_german_endings(terms: dict[str, Term]) -> None:
    """Fold "Pakete", "Paketen" and "Pakets" into "Paket" where the source has that too."""
    for key in sorted(terms, key=len, reverse=True):
        base = next(
            (
                key.removesuffix(ending)
                for ending in _GERMAN_ENDINGS
                if key.endswith(ending) and key.removesuffix(ending) in terms
            ),
            "",
        )
        if len(base) > 4:
            _merge_terms(terms, key, base)


def _fold_acronyms(terms: dict[str, Term], text: str) -> None:
    for acronym, expansion in find_acronyms(text).items():
        short, long = name_key(acronym), name_key(expansion)
        if short in terms and short != long:
            if long not in terms:
                terms[long] = Term(long, "name" if expansion[:1].isupper() else "phrase")
                terms[long].forms[singular_of(expansion)] = 1
            _merge_terms(terms, short, long)
        if long in terms:
            terms[long].expanded = True


def _fold_surnames(terms: dict[str, Term]) -> None:
    """Fold "Sheppard" into "Scott Sheppard" where one full name alone has that last name."""
    owners: dict[str, list[str]] = defaultdict(list)
    for key, term in terms.items():
        words = term.title.split(" ") if term.kind == "name" and key.count(" ") == 1 else []
        if len(words) == 2 and all(w[:1].isupper() and w[1:].islower() for w in words):
            owners[name_key(words[1])].append(key)
    for last, full in owners.items():
        alone = terms.get(last)
        if (
            len(full) == 1
            and alone
            and alone.kind == "name"
            and alone.count <= terms[full[0]].count + 1
        ):
            _merge_terms(terms, last, full[0])


def _merge_terms(terms: dict[str, Term], short: str, long: str) -> None:
    """Count what was said of one term for another, whose spelling stays that of the title."""
    old, new = terms.pop(short), terms[long]
    new.forms[max(new.forms, key=lambda f: (new.forms[f], f))] += old.mentions
    new.count += old.count
    new.opens += old.opens
    new.heads += old.heads
    new.openings += old.openings
    new.headings |= old.headings
    new.defined = new.defined or old.defined
    new.kind = old.kind if new.kind == "phrase" and old.kind == "name" else new.kind


def _mark_titled(terms: dict[str, Term], title: str, headings: Iterable[str]) -> None:
    whole = {}
    for heading in headings:
        whole[thing_key(bare_heading(heading))] = True
    own = thing_key(_HEADING_FRAME.sub("", title))
    for text, is_title in [(title, True), *((h, False) for h in sorted(headings))]:
        for _, _, key in ngrams(tokenize(text), _LONGEST_TERM):
            if key in terms:
                terms[key].in_title = terms[key].in_title or is_title
                terms[key].in_heading = terms[key].in_heading or not is_title
    for key, term in terms.items():
        plain = key.replace("^", "").replace(" ", "")
        term.heads_section = plain in whole or plain == own


def bare_heading(heading: str) -> str:
    """Return a heading without what stands around the thing that it names."""
    return _HEADING_FRAME.sub("", heading.strip(" *_`#"))


def _weigh_keyness(terms: dict[str, Term], texts: list[list[Token]]) -> None:
    """Set how much commoner each term's last word is in the source than in English.

    It is the difference of two Zipf frequencies, logarithms of the count in a billion words.
    """
    counts = Counter(t.key for found in texts for t in found)
    total = max(sum(counts.values()), 1)
    for key, term in terms.items():
        last = key if key in counts else key.rsplit(" ", 1)[-1]
        here = math.log10(max(counts[last], 1) / total * 1e9)
        usual = _ZIPF_OF_COMPOUND if " " in last else zipf_frequency(last.lstrip("^"))
        term.keyness = here - usual


def _score_term(term: Term) -> float:
    length = 0.8 if " " not in term.title and term.kind == "phrase" else 1.2
    score = math.log2(1 + term.count) * (1 + 0.2 * min(4, len(term.headings) - 1)) * length
    score += 2.5 * term.defined + 1.5 * term.in_heading + 2.5 * term.in_title
    score += 1.5 * term.heads_section + 0.5 * min(term.opens, 4)
    return round(score + (0.5 if term.kind != "phrase" else 0.0), 4)
