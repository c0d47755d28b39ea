"""Look up which things the wiki already has a page for, under any of their names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from pipeline.core.changes.read_source import ReadSource
from pipeline.core.name_keys import fold, thing_key
from pipeline.core.wiki.schema import COMPARISON_TYPE, REPEATING_TYPES, SUMMARY_TYPE
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive.words.english import is_known_word, usual_tag
from pipeline.librarian.extractive.words.tokens import name_key
from pipeline.librarian.extractive.words.word_lists import word_set

HEAD_NOUNS = word_set(
    "method technique opcode operation instruction algorithm mechanism mission spacecraft probe"
    " rotorcraft system group protocol program programme daemon service tool utility command flag"
    " module function package library plugin extension attack vulnerability statement clause class"
    " framework engine feature field header attribute directive keyword app application website"
)
_DOCUMENT = re.compile(r"^([a-z]{2,8})-?(\d+)$")
_FAMILY = re.compile(r"^([A-Za-z]{2,8})[- ]?(\d+)$")


def find_known_names(wiki: Wiki, texts: Iterable[str], exact: bool = False) -> dict[str, str]:
    """Return the wiki's names that may occur in the texts, by key, each with the slug of its page.

    With `exact`, other keys of one thing are left out, since a link needs a name of its page.
    Comparisons and answers are left out, because they are no things of their own, and so is an
    ordinary word by which a summary is named ("Example"), because prose means the word by it.
    """
    starts = _word_starts(texts)
    found: dict[str, str] = {}
    softer: dict[str, str] = {}
    for facts in wiki.facts.values():
        if facts.type in (COMPARISON_TYPE, *REPEATING_TYPES):
            continue
        for name, folded in zip((facts.title, *facts.aliases), facts.names[1:], strict=True):
            if facts.type == SUMMARY_TYPE and _is_ordinary_word(name):
                continue
            if all(word[:3] in starts for word in folded.split(" ")):
                key = name_key(name)
                found.setdefault(key, facts.slug)
                for other in () if exact else key_variants(key):
                    softer.setdefault(other, facts.slug)
    return {**softer, **found}


def _is_ordinary_word(name: str) -> bool:
    """Tell whether a name is a single word of English and no proper noun."""
    return name.isalpha() and is_known_word(name.lower()) and not usual_tag(name).startswith("NNP")


def _word_starts(texts: Iterable[str]) -> frozenset[str]:
    """Return the first three letters of all words of the texts.

    Comparing them first is cheap, and spares stemming ten thousand names.
    """
    words = {word for text in texts for word in re.findall(r"\w+", fold(text))}
    return frozenset(w[:3] for w in words)


def key_variants(key: str) -> list[str]:
    """Return the other keys of one thing: "shift-and-stack method" is also "shift-and-stack"."""
    head, _, last = key.rpartition(" ")
    return [head] if last in HEAD_NOUNS and " " in head else []


def without_summaries(names: Mapping[str, str], wiki: Wiki) -> dict[str, str]:
    """Return the names whose pages gather claims: all but those of source summaries."""
    return {
        key: slug
        for key, slug in names.items()
        if slug not in wiki or wiki.facts[slug].type != SUMMARY_TYPE
    }


def summaries_naming(reading: ReadSource, wiki: Wiki) -> list[str]:
    """Return the summaries of other sources in whose prose this source is named.

    It is named by its title, or by its number where it is a numbered document.
    """
    called = {thing_key(x) for x in (reading.summary.title, document_name(reading.file_label))}
    called -= {""}
    return [
        facts.slug
        for facts in wiki.records.values()
        if facts.slug != reading.summary.slug
        and not called.isdisjoint(map(thing_key, facts.proper_names))
    ]


def document_name(label: str) -> str:
    """Return the name by which others cite a numbered document: `eip-2929` gives "EIP-2929".

    For a label of another form the result is empty.
    """
    found = _DOCUMENT.match(label)
    return f"{found[1].upper()}-{found[2]}" if found else ""


def same_family(name: str, label: str) -> bool:
    """Tell whether a name is that of another numbered document of the source's own series."""
    mine, other = _DOCUMENT.match(label), _FAMILY.match(name)
    return bool(mine and other and mine[1].lower() == other[1].lower())
