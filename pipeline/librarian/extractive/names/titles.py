"""Choose how a name is written as a title, and tell what kind of thing it names."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

from pipeline.core.inflection import singular_of_word
from pipeline.librarian.extractive.words.english import is_known_word
from pipeline.librarian.extractive.words.tokens import is_acronym, is_identifier
from pipeline.librarian.extractive.words.word_lists import word_set

_LOCAL_IDENTIFIER = re.compile(
    r"(?:^|_)(?:FORK|BLKNUM|CHAIN|TODO|TYPE|NAME|ID|FIXME|VERSION|TX)(?:_|$)|^[A-Z]$|^[A-Z]\d?$",
    re.IGNORECASE,
)

SMALL_WORDS = word_set("of for the de la du von van di and")
_SMALL_FIRST = re.compile(r"[a-z]+[A-Z]")  # "dCache", "iOS"
_DATE_FORM = re.compile(r"^(?:[YyMDdHhms]{1,4}[-/.:_T ]?){1,6}$")


def is_local(name: str) -> bool:
    """Tell whether an identifier means something else in every document, as `CHAIN_ID` does.

    The block of a fork, the id of a chain and the form of a date are such identifiers.
    """
    return bool(_LOCAL_IDENTIFIER.search(name) or _DATE_FORM.match(name))


def choose_title_form(forms: Counter[str], kind: str) -> str:
    """Return the form for a title: names and code as written, phrases in the singular.

    A phrase begins with a capital, as a sentence does. Of two spellings the one with capitals
    inside wins ("OSTree"). A singular is taken only if it stands in the source or is a word of the
    language.
    """
    natural = Counter({f: n for f, n in forms.items() if " " in f and not f[:1].isupper()})
    if kind == "name" and sum(n for f, n in forms.items() if f.islower()) * 2 > sum(forms.values()):
        kind = "phrase"
    if kind == "code" and natural:
        forms, kind = natural, "phrase"
    if kind != "phrase":
        singular = {f for f in forms if any(o != f and singular_of(o) == f for o in forms)}
        best = max(
            forms, key=lambda f: (f in singular, _has_inner_capital(f), forms[f], -len(f), f)
        )
        if kind == "code" or not best.islower():
            capital = best[:1].upper() + best[1:]
            first = best.partition(" ")[0]
            # "sluice Hub" is how a label of a table begins, where "Sluice Hub" is written too.
            return capital if first != best and first.islower() and capital in forms else best
    lowered: Counter[str] = Counter()
    for form, n in forms.items():
        single = singular_of(form)
        known = single in forms or is_known_word(single.rpartition(" ")[2].lower())
        lowered[single if known else form] += n
    best = max(lowered, key=lambda f: (_has_inner_capital(f), lowered[f], -len(f), f))
    return with_capital(best)


def with_capital(words: str) -> str:
    """Return words with a capital, as a sentence begins; a name such as `dCache` stays as it is."""
    first = words.partition(" ")[0]
    return words if _is_written_so(first) else words[:1].upper() + words[1:]


def _is_written_so(word: str) -> bool:
    return "_" in word or bool(_SMALL_FIRST.match(word))


def _has_inner_capital(form: str) -> bool:
    return any(a.islower() and b.isupper() for word in form.split(" ") for a, b in pairwise(word))


def singular_of(name: str) -> str:
    """Return a phrase with its last word in the singular; "Session IDs" becomes "Session ID"."""
    head, _, last = name.rpartition(" ")
    if last.islower() and last.isalpha():
        last = singular_of_word(last)
    elif last[-1:] == "s" and last[-2].isupper() and len(last) > 2:
        last = last[:-1]
    return f"{head} {last}".strip()


def kind_of(title: str) -> str:
    """Return "entity" for a name or identifier and "concept" for a phrase, by the title alone.

    For a single ordinary word, which may be either, the result is empty.
    """
    words = [w for w in title.split(" ") if w.lower() not in SMALL_WORDS]
    named = all(
        w[:1].isupper() or is_identifier(w) or is_acronym(w) or w[:1].isdigit() for w in words
    )
    if len(words) == 1:
        return "entity" if is_identifier(words[0]) or is_acronym(words[0]) else ""
    return "entity" if named else "concept"
