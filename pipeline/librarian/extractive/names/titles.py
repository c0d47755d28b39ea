"""Choose how a name is written as a title, and tell what kind of thing it names."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.librarian.extractive.names.spans import CONNECTORS
from pipeline.librarian.extractive.words.tokens import is_acronym, is_identifier

_LOCAL_IDENTIFIER = re.compile(
    r"(?:^|_)(?:FORK|BLKNUM|CHAIN|TODO|TYPE|NAME|ID|FIXME|VERSION|TX)(?:_|$)|^[A-Z]$|^[A-Z]\d?$",
    re.IGNORECASE,
)

_DATE_FORM = re.compile(r"^(?:[YyMDdHhms]{1,4}[-/.:_T ]?){1,6}$")


def is_local(name: str) -> bool:
    """Tell whether an identifier means something else in every document, as `CHAIN_ID` does.

    The block of a fork, the id of a chain and the form of a date are such identifiers.
    """
    return bool(_LOCAL_IDENTIFIER.search(name) or _DATE_FORM.match(name))


def choose_title_form(forms: Counter[str], kind: str) -> str:
    """Return the form for a title: names and code as written, phrases in the singular.

    A phrase begins with a capital, as a sentence does.
    """
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
    """Return a phrase with its last word in the singular, by the regular rules of English."""
    head, _, last = name.rpartition(" ")
    if (
        len(last) > 3
        and last.islower()
        and last.endswith("s")
        and not last.endswith(("ss", "us", "is", "os", "series", "news"))
    ):
        if last.endswith("ies") and len(last) > 4:
            last = last[:-3] + "y"
        elif last.endswith(
            (
                "statuses",
                "bonuses",
                "viruses",
                "campuses",
                "consensuses",
                "gases",
                "sses",
                "xes",
                "ches",
                "shes",
                "zzes",
            )
        ):
            last = last[:-2]
        else:
            last = last[:-1]
    return f"{head} {last}".strip()


def kind_of(title: str) -> str:
    """Return "entity" for a name or identifier and "concept" for a phrase, by the title alone.

    For a single ordinary word, which may be either, the result is empty.
    """
    words = [w for w in title.split(" ") if w.lower() not in CONNECTORS and w.lower() != "and"]
    named = all(
        w[:1].isupper() or is_identifier(w) or is_acronym(w) or w[:1].isdigit() for w in words
    )
    if len(words) == 1:
        return "entity" if is_identifier(words[0]) or is_acronym(words[0]) else ""
    return "entity" if named else "concept"
