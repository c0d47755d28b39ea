"""Tell which terms are only a part of others: half a name, or what stands inside longer ones."""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.librarian.extractive.names.terms import Term

_SHARE_INSIDE = 0.7  # of all mentions, in a longer name: then it is half of that name


def is_half_name(term: Term, terms: Mapping[str, Term]) -> bool:
    """Tell whether a term is only a part of a longer name: "Tower" for "Smeaton's Tower"."""
    if term.kind == "phrase":
        return False
    most = max(term.runs.values(), default=0)
    return most >= _SHARE_INSIDE * term.mentions or (
        " " not in term.key and sum(term.runs.values()) >= 0.8 * term.mentions and not term.defined
    )


def stands_before_others(term: Term) -> bool:
    """Tell whether what looks like a thing hardly ever ends its noun phrase.

    So a "Kettle connection" that stands before "cache" and "pool" alone is half of those.
    """
    if term.kind == "phrase":
        return " " in term.key and term.count < 6 and term.heads * 4 <= term.mentions
    return " " in term.key and term.heads * 9 <= term.mentions


def is_overshadowed(term: Term, terms: Mapping[str, Term]) -> bool:
    """Tell whether a term stands mostly inside a longer one, or rarely extends a shorter one."""
    best = max((n for key, n in term.inside.items() if key in terms), default=0)
    if best >= _SHARE_INSIDE * term.mentions and term.mentions - best < 3:
        return True
    if " " not in term.key:
        return False
    parts = term.key.split(" ")
    inner = [
        terms[key]
        for a in range(len(parts))
        for b in range(a + 1, len(parts) + 1)
        if b - a < len(parts) and (key := " ".join(parts[a:b])) in terms
    ]
    if any(t.kind != "phrase" and t.heads > term.count for t in inner) and term.count < 3:
        return True
    return any(
        t.kind == "phrase" and " " in t.key and t.count >= 3 * term.count for t in inner
    ) and not (term.in_heading or term.in_title)
