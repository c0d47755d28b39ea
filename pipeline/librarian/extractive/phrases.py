"""Key phrases: what a source is about, as names that could be titles of pages."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.librarian.extractive.tokens import Token, acronyms, is_caps, is_identifier, name_key, ngrams, tokens
from pipeline.librarian.extractive.words import (
    ADJECTIVES,
    ADVERBS,
    EVERYDAY,
    FUNCTION,
    GENERIC,
    NOUN_TOO,
    VERBS,
    WEAK_HEADS,
    foreign,
)

_LONGEST = 4
_WIDEST = 8  # words of a name that another may stand in
_ARTICLE = re.compile(r"(?:An?\s+|The\s+)?[`*_]*", re.IGNORECASE)
_CONNECTORS = frozenset("of for the de la du von van di".split())
_LOCAL = re.compile(
    r"(?:^|_)(?:FORK|BLKNUM|CHAIN|TODO|TYPE|NAME|ID|FIXME|VERSION|TX)(?:_|$)|^[A-Z]$|^[A-Z]\d?$", re.IGNORECASE
)
_ROMAN = re.compile(r"^[IVX]+$")
_WORDS_UP = frozenset(
    "MUST SHOULD MAY NOT SHALL REQUIRED OPTIONAL RECOMMENDED NOTE TBA TBD TODO AND OR THE IF OK NB FAQ EIP RFC ERC PR WIP ID USA UK EU"
    " MUST-NOT API JSON URL HTTP HTTPS".split()
)
_DEFINITION = re.compile(
    r"(?:\s+\([^)]*\))?,?\s+(?:is|are|was|means|refers to)\s+(?:also\s+)?(?:an?|the(?! same)|one|any)\s", re.IGNORECASE
)
_MONTHS = frozenset(
    "january february march april may june july august september october november december monday tuesday wednesday thursday friday"
    " saturday sunday".split()
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
        return display(self.forms, self.kind)


@dataclass(frozen=True)
class Profile:
    """How a text writes its words: which are names, what the language's small words are."""

    proper: frozenset[str]
    small: frozenset[str]
    english: bool


def key_phrases(statements: Sequence[tuple[str, str]], title: str, language: str) -> list[Term]:
    """Return the terms of a source, best first. `statements` are (text, heading) pairs in order."""
    texts = [tokens(text) for text, _ in statements]
    profile = _profile(texts, language)
    terms: dict[str, Term] = {}
    for (text, heading), found in zip(statements, texts, strict=True):
        _count(terms, list(_spans(found, profile)), text, heading)
    _fold_acronyms(terms, " ".join(text for text, _ in statements))
    _fold_surnames(terms)
    _mark(terms, title, {heading for _, heading in statements})
    kept = [t for t in terms.values() if _worth(t, terms)]
    kept = [t for t in kept if not _echoed(t, kept)]
    for term in kept:
        term.score = _score(term)
    return sorted(kept, key=lambda t: (-t.score, t.key))


def _profile(texts: list[list[Token]], language: str) -> Profile:
    """Learn which words are names: written with a capital in mid-sentence at least as often as without."""
    upper: Counter[str] = Counter()
    lower: Counter[str] = Counter()
    for found in texts:
        for token in found:
            if not token.code and not token.first:
                (upper if token.capital else lower)[token.low] += 1
    proper = {w for w, n in upper.items() if n >= lower[w] and w not in _MONTHS}
    english = language.startswith("en")
    small = foreign(language) or (FUNCTION if english else _frequent(texts))
    return Profile(frozenset(proper), small, english)


def _frequent(texts: list[list[Token]]) -> frozenset[str]:
    """Return the short words that stand in a tenth of all statements: a language's small words, without a list."""
    counts = Counter(w for found in texts for w in {t.low for t in found})
    return frozenset(w for w, n in counts.items() if n * 10 >= len(texts) and len(w) < 7)


# --- candidate spans ------------------------------------------------------------------------------------------


def _spans(found: list[Token], profile: Profile) -> Iterator[tuple[int, int, str, str]]:
    """Yield (key, kind, form) runs of a statement that could be names: first, after last, kind, form."""
    i = 0
    while i < len(found):
        token = found[i]
        if token.identifier and token.text not in _WORDS_UP:
            yield i, i + 1, "code", re.sub(r"^([A-Z][A-Z0-9]+)s$", r"\1", token.text.removesuffix("()"))
        if not token.code and _is_name(token, profile):
            stop = _name_end(found, i, profile)
            if stop - i > 1 or token.low not in GENERIC:
                yield i, stop, "name", _form(found[i:stop])
        i += 1
    yield from _phrases(found, profile)


def _is_name(token: Token, profile: Profile) -> bool:
    return (
        token.capital and token.low in profile.proper and token.low not in profile.small and token.text not in _WORDS_UP
    )


def _name_end(found: list[Token], i: int, profile: Profile) -> int:
    """Return where a run of capitalised words ends; "of", "for" may stand inside it."""
    if i > 0 and not found[i].broken and _is_name(found[i - 1], profile) and not found[i].first:
        return i + 1  # inside a longer name: only the word itself
    j = i + 1
    while j < len(found) and not found[j].broken and not found[j].code:
        if found[j].capital and found[j].low not in profile.small:
            j += 1
        elif (
            found[j].low in _CONNECTORS
            and j + 1 < len(found)
            and found[j + 1].capital
            and not found[j + 1].broken
            and j - i >= 2
            and _is_organ(found[j - 1].low)
        ):
            j += 2
        else:
            break
    if j + 1 < len(found) and found[j].low == "and" and any(t.low == "of" for t in found[i:j]) and found[j + 1].capital:
        j += 2
    return j


def _is_organ(word: str) -> bool:
    return word in _ORGANS


_ORGANS = frozenset(
    "institute institution university department ministry office school college academy society association bureau agency council"
    " center centre commission committee bank house board church republic kingdom union federation museum library laboratory".split()
)


def _phrases(found: list[Token], profile: Profile) -> Iterator[tuple[int, int, str, str]]:
    start = 0
    for i in range(len(found) + 1):
        ends = i == len(found) or found[i].broken or _breaks(found[i], profile)
        if ends:
            yield from _inner(found, start, i, profile)
            start = i + 1 if i < len(found) and _breaks(found[i], profile) else i


def _breaks(token: Token, profile: Profile) -> bool:
    """Tell whether no phrase goes over this word: function words, verbs, numbers, code, adverbs."""
    low = re.sub(r"['’]s?$", "", token.low)
    if low.startswith(("per-", "pre-", "non-", "post-")) or "/" in low:
        return True
    if token.code or low in profile.small or len(low) < 2 or low[0].isdigit() or low in _MONTHS:
        return True
    if not profile.english:
        return False
    if low in VERBS and low not in NOUN_TOO:
        return not low.endswith("ing")
    return low in ADVERBS or (low.endswith("ly") and low not in ("family", "supply", "assembly", "anomaly", "early"))


def _inner(found: list[Token], start: int, stop: int, profile: Profile) -> Iterator[tuple[int, int, str, str]]:
    for i in range(start, stop):
        for j in range(i + 1, min(stop, i + 3) + 1):
            piece = found[i:j]
            if _is_phrase(piece, profile):
                yield i, j, "phrase", _form(piece, profile)


def _is_phrase(piece: list[Token], profile: Profile) -> bool:
    first, last = piece[0].low, piece[-1].low
    if len(piece) == 1 and (_is_name(piece[0], profile) or piece[0].identifier):
        return False
    if all(_is_name(t, profile) or t.identifier for t in piece) or len(last) < 3 or not last[-1].isalpha():
        return False
    if not profile.english:
        return len(piece) <= 2 and all(len(t.low) > 3 for t in piece)
    if first in ADJECTIVES or last in ADJECTIVES or last in ADVERBS:
        return False
    if _looks_verbal(last, alone=len(piece) == 1) or (first in VERBS and first not in NOUN_TOO):
        return False
    return not all(t.low in GENERIC or t.low in NOUN_TOO or t.low in ADJECTIVES for t in piece)


def _looks_verbal(word: str, alone: bool) -> bool:
    if word.endswith(("ate", "ates", "ify", "ize", "ise")) and word.rstrip("s") not in _NOUNS_IN_ATE:
        return True
    if word in VERBS and word not in NOUN_TOO:
        return alone or not word.endswith("ing")
    return (word.endswith("ed") and len(word) > 4 and word not in ("speed", "seed", "breed")) or (
        alone and word.endswith("ing")
    )


_NOUNS_IN_ATE = frozenset(
    "rate state candidate certificate template climate estimate update aggregate delegate date gate plate debate mandate size prize "
    "noise promise exercise enterprise franchise premise surprise expertise predicate coordinate carbonate nitrate".split()
)


def _form(piece: list[Token], profile: Profile | None = None) -> str:
    """Return the words as written; in a phrase the capital of a sentence's first word does not count."""
    words = [re.sub(r"['’]s?$", "", t.text) for t in piece]
    if profile is not None and piece[0].first and piece[0].low not in profile.proper and not is_caps(words[0]):
        words[0] = words[0][:1].lower() + words[0][1:]
    return " ".join(words)


# --- evidence -------------------------------------------------------------------------------------------------


def _count(terms: dict[str, Term], spans: list[tuple[int, int, str, str]], text: str, heading: str) -> None:
    keyed = [(i, j, kind, form, name_key(form)) for i, j, kind, form in spans]
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
        for before in range(max(0, i - _WIDEST), i + 1):
            term.inside.update(
                outer for stop, outer in starts.get(before, ()) if stop >= j and (before, stop) != (i, j)
            )
        if key not in seen:
            seen.add(key)
            term.count += 1
            term.defined = term.defined or defines(text, form)


def defines(text: str, form: str) -> bool:
    """Tell whether a statement says what the thing is: "An irregular moon is a moon that …"; "X: …" does not count."""
    opening = _ARTICLE.match(text)
    start = opening.end() if opening else 0
    stop = start + len(form)
    if text[start:stop].lower() != form.lower():
        return False
    return _DEFINITION.match(text, stop + 1 if text[stop : stop + 1] in ("`", "*") else stop) is not None


def _fold_acronyms(terms: dict[str, Term], text: str) -> None:
    for acronym, expansion in acronyms(text).items():
        short, long = name_key(acronym), name_key(expansion)
        if short in terms and short != long:
            _merge(terms, short, long, expansion)


def _fold_surnames(terms: dict[str, Term]) -> None:
    """Fold "Sheppard" into "Scott Sheppard" where the last name follows from one full name only."""
    owners: dict[str, list[str]] = defaultdict(list)
    for key, term in terms.items():
        words = term.title.split(" ")
        if term.kind == "name" and len(words) == 2 and all(w[:1].isupper() and w[1:].islower() for w in words):
            owners[name_key(words[1])].append(key)
    for last, full in owners.items():
        alone = terms.get(last)
        if len(full) == 1 and alone and alone.kind == "name" and alone.count <= terms[full[0]].count + 1:
            _merge(terms, last, full[0], terms[full[0]].title)


def _merge(terms: dict[str, Term], short: str, long: str, form: str) -> None:
    old = terms.pop(short)
    new = terms.setdefault(long, Term(long, "name" if form[:1].isupper() else "phrase"))
    new.forms[form] += old.count + 1
    new.count = max(new.count, old.count, min(new.count + old.count, new.count + old.count))
    new.headings |= old.headings
    new.defined = new.defined or old.defined


def _mark(terms: dict[str, Term], title: str, headings: Iterable[str]) -> None:
    for text, is_title in [(title, True), *((h, False) for h in sorted(headings))]:
        for _, _, key in ngrams(tokens(text), _LONGEST):
            if key in terms:
                terms[key].in_title = terms[key].in_title or is_title
                terms[key].in_heading = terms[key].in_heading or not is_title


def _worth(term: Term, terms: dict[str, Term]) -> bool:
    """Tell whether a term can be a page's title at all."""
    words = term.title.split(" ")
    marked = term.defined or term.in_heading or term.in_title
    if term.kind == "code":
        if "/" in term.title or term.title.rstrip("s") in _WORDS_UP or _ROMAN.match(term.title):
            return False
        return not is_local(term.title) and len(term.title) > 2
    if len(words) == 1 and term.kind == "phrase" and not term.defined:
        plain = {words[0].lower(), *(f.lower() for f in term.forms)}
        if (
            plain & EVERYDAY
            or plain & VERBS
            or plain & ADJECTIVES
            or not (term.count >= 3 or term.in_title or term.in_heading)
        ):
            return False
    if len(words) > 1 and term.kind == "phrase" and words[-1].lower() in WEAK_HEADS and not term.defined:
        return False
    if len(words) == 1 and term.kind == "name" and (words[0].lower() in VERBS or "/" in words[0]):
        return False
    if (
        len(words) == 1
        and term.kind == "name"
        and (len(words[0]) < 3 or words[0].islower() or words[0].lower() in EVERYDAY)
    ):
        return False
    if term.count < 2 and not marked:
        return False
    if words[0].lower() in GENERIC and len(words) > 1 and words[-1].lower() in GENERIC:
        return False
    return not _overshadowed(term, terms, marked)


def _echoed(term: Term, kept: list[Term]) -> bool:
    """Tell whether a term and a longer one with the same head mean one thing here, and the other is the better name."""
    if term.kind != "phrase" or term.defined:
        return False
    if " " not in term.key:
        longer = [t for t in kept if t.kind == "phrase" and t.key.endswith(f" {term.key}")]
        return any(t.count * 2.5 >= term.count for t in longer)
    return False


def _overshadowed(term: Term, terms: dict[str, Term], marked: bool) -> bool:
    """Tell whether a term lives mostly inside a longer one, or is a rare extension of a shorter one."""
    total = sum(term.forms.values())
    best = max((n for key, n in term.inside.items() if key in terms), default=0)
    if best >= 0.7 * total and not term.defined and total - best < 3:
        return True
    if term.kind == "name" or term.defined or " " not in term.key:
        return False
    parts = term.key.split(" ")
    inner = [
        " ".join(parts[a:b]) for a in range(len(parts)) for b in range(a + 1, len(parts) + 1) if b - a < len(parts)
    ]
    stronger = [
        terms[k] for k in inner if k in terms and terms[k].kind in ("name", "code") and terms[k].count > term.count
    ]
    if bool(stronger) and not term.in_heading and term.count < 3:
        return True
    common = [terms[k] for k in inner if k in terms and terms[k].kind == "phrase" and " " in k]
    return any(t.count >= 3 * term.count for t in common) and not marked


def _score(term: Term) -> float:
    length = 0.8 if " " not in term.title and term.kind == "phrase" else 1.2
    score = math.log2(1 + term.count) * (1 + 0.2 * min(4, len(term.headings) - 1)) * length
    score += 2.5 * term.defined + 1.5 * term.in_heading + 2.5 * term.in_title
    return round(score + (0.5 if term.kind != "phrase" else 0.0), 4)


# --- how a name is shown --------------------------------------------------------------------------------------


def is_local(name: str) -> bool:
    """Tell whether an identifier means something else in every document: a fork's block, a chain's id."""
    return bool(_LOCAL.search(name))


def display(forms: Counter[str], kind: str) -> str:
    """Return the form for a title: names and code as written, phrases in sentence case and singular."""
    natural = Counter({f: n for f, n in forms.items() if " " in f and not f[:1].isupper()})
    if kind == "code" and natural:
        forms, kind = natural, "phrase"
    if kind != "phrase":
        singular = {f[:-1] for f in forms if f.endswith("s")} & set(forms)
        return max(forms, key=lambda f: (f in singular, forms[f], -len(f), f))
    lowered: Counter[str] = Counter()
    for form, n in forms.items():
        lowered[singular_of(form)] += n
    best = max(lowered, key=lambda f: (lowered[f], -len(f), f))
    return best[:1].upper() + best[1:]


def singular_of(name: str) -> str:
    """Return a phrase with its last word in the singular, by the regular rules."""
    head, _, last = name.rpartition(" ")
    if (
        len(last) > 3
        and last.islower()
        and last.endswith("s")
        and not last.endswith(("ss", "us", "is", "os", "series", "news"))
    ):
        if last.endswith("ies") and len(last) > 4:
            last = last[:-3] + "y"
        elif last.endswith(("gases", "sses", "xes", "ches", "shes", "zzes")):
            last = last[:-2]
        else:
            last = last[:-1]
    return f"{head} {last}".strip()


def kind_of(title: str) -> str:
    """Return "entity" for a name or identifier, "concept" for a phrase, judged by the title alone."""
    words = [w for w in title.split(" ") if w.lower() not in _CONNECTORS and w.lower() != "and"]
    named = all(w[:1].isupper() or is_identifier(w) or is_caps(w) or w[:1].isdigit() for w in words)
    if len(words) == 1:
        return "entity" if is_identifier(words[0]) or is_caps(words[0]) else ""
    return "entity" if named else "concept"
