"""Index every cited statement of a wiki, with what can be compared of each.

Which statements a page holds depends on that page alone (`statements_of_page`), so an operation may
keep them by the page's blob. The dates of their sources and the pages that they name depend on
other pages too, and are filled in by `collect_statements`.

An `Indexed` statement works out its values, words and subject when they are first asked for, and
keeps them: a claim is compared with many others, and of most only the words are ever needed.

`identity_of_pair` gives a contradiction a name that lasts. Pages are reworded, moved and renamed,
so the name is made of what stands in the sources: their paths, the values at odds, and the words
that both quoted passages share. Its bound: where a source is replaced, or another passage of it is
quoted, the contradiction is taken for a new one.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from pipeline.core.bookkeeping.confidence import read_standing
from pipeline.core.claims.judgement import Pair, Statement
from pipeline.core.errors import UserError
from pipeline.core.language.instances import instances_in
from pipeline.core.language.measures import Measure, measures, measures_not_in
from pipeline.core.language.quantities import find_value_changes
from pipeline.core.markup import footnotes, markdown
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.search_words import search_words
from pipeline.core.values import Quote, Standing
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page, show_piece
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

_STOP_WORDS = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "but",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "each",
        "either",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "if",
        "in",
        "into",
        "is",
        "it",
        "its",
        "may",
        "might",
        "more",
        "most",
        "must",
        "of",
        "on",
        "only",
        "or",
        "other",
        "out",
        "over",
        "per",
        "shall",
        "should",
        "so",
        "some",
        "such",
        "than",
        "that",
        "the",
        "their",
        "them",
        "then",
        "there",
        "these",
        "they",
        "this",
        "those",
        "through",
        "to",
        "under",
        "until",
        "up",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "while",
        "who",
        "will",
        "with",
        "would",
        "see",
        "now",
        "also",
        "value",
        "source",
        "sources",
        "published",
        "status",
        "word",
        "say",
        "not",
        "state",
    ]
)
_NEGATION_WORDS = re.compile(
    r"\b(?:no|not|none|never|neither|nor|without|cannot|unable|lacks?|fails? to|failed to|no"
    r" longer|absen(?:t|ce)|"
    r"un(?:changed|affected|supported|available|related))\b|n['’]t\b",
    re.IGNORECASE,
)
_LONGEST_NAME = 6  # words
_NAME_IN_CAPITALS = re.compile(r"[A-Z][A-Z0-9_]+s?")


def statements_of_page(page: Page) -> tuple[Statement, ...]:
    """Return the cited statements of one page.

    Their `entities` are the names of pages to which they link, as written; dates are not known
    here.
    """
    known: dict[str, citations.Citation | None] = {}
    found = []
    for piece in pieces_of_page(page, only_marked=True):
        labels = tuple(dict.fromkeys(footnotes.find_marks(piece.raw))) if "[^" in piece.raw else ()
        for label in labels:
            if label not in known:
                text = page.definitions.get(label, "")
                known[label] = _citation(label, text, page.path) if text else None
        cited = [c for label in labels if (c := known[label])]
        if cited:
            found.append(
                Statement(
                    slug=page.slug,
                    path=page.path,
                    heading=piece.heading,
                    text=show_piece(piece),
                    labels=tuple(c.label for c in cited),
                    quotes=tuple(dict.fromkeys(q.text for c in cited for q in c.quotes)),
                    sources=tuple(dict.fromkeys(c.source for c in cited)),
                    entities=tuple(_named_by_links(piece.raw, page.path)),
                    line=piece.line,
                    raw=piece.raw,
                )
            )
    return tuple(found)


def _citation(label: str, text: str, path: str) -> citations.Citation | None:
    """Return what a definition cites, as `citations.parse` does.

    Nearly all definitions have the simple form that code writes, which is read at one look.
    """
    found = citations.parse_simple(text)
    if found is None:
        return citations.parse(label, text, path)
    source = citations.from_link(path, found[0])
    quote = Quote(found[2], found[1], found[1])
    return (
        citations.Citation(label, source, "line", (quote,)) if source.startswith("raw/") else None
    )


def _named_by_links(raw: str, path: str) -> Iterator[str]:
    for link in markdown.find_links(raw) if "[[" in raw or "](" in raw else ():
        target = citations.from_link(path, link.target) if link.kind == "inline" else link.target
        if target and "://" not in link.target:
            yield slug_of_path(target)


def collect_statements(
    wiki: Wiki,
    schema: Schema,
    of_page: Callable[[str], Sequence[Statement]] | None = None,
    names: ClaimNames | None = None,
) -> list[Statement]:
    """Return every cited statement of the wiki, by path and line.

    `of_page` gives the statements of a slug, from a cache for instance. `names` are those of the
    wiki's pages, where the caller has them already.
    """
    names, records = names or ClaimNames(wiki), _Records(wiki)
    found: list[Statement] = []
    for slug in wiki.facts:
        try:
            here = statements_of_page(wiki.page(slug)) if of_page is None else of_page(slug)
        except UserError:  # the rule bad-front-matter reports it
            continue
        found += [_completed(s, wiki, names, records) for s in here]
    return found


class _Records:
    """What the records of a wiki say of its sources, by path."""

    def __init__(self, wiki: Wiki) -> None:
        self._rows = {
            path: (
                f.record.get("published", ""),
                f.record.get("effective", ""),
                read_standing(f.record.get("status", "")),
            )
            for path, f in wiki.records.items()
        }

    def of(self, path: str) -> tuple[str, str, Standing]:
        return self._rows.get(path, ("", "", "unknown"))


def _completed(found: Statement, wiki: Wiki, names: ClaimNames, records: _Records) -> Statement:
    rows = [records.of(path) for path in found.sources]
    linked = [slug for name in found.entities if (slug := wiki.resolve(name))]
    slugs = dict.fromkeys([*linked, *names.within(found.text)])
    slugs.pop(found.slug, None)
    return replace(
        found,
        published=tuple(r[0] for r in rows),
        effective=tuple(r[1] for r in rows),
        standing=tuple(r[2] for r in rows),
        entities=tuple(slugs),
        names=tuple(_called(wiki, slug) for slug in (found.slug, *slugs)),
    )


def _called(wiki: Wiki, slug: str) -> tuple[str, ...]:
    facts = wiki.facts[slug]
    return facts.title, *facts.aliases


class ClaimNames:
    """The names of all pages, to be found in running text.

    A name in capitals counts only where it is written so: `CALL` is not the word "call".
    """

    def __init__(self, wiki: Wiki) -> None:
        # folded name → slug, and the name as written where its capitals count
        self._names: dict[str, tuple[str, str]] = {}
        self._firsts: dict[str, int] = {}
        for slug, facts in wiki.facts.items():
            self._add(facts.names[1], facts.title, slug)
        for slug, facts in wiki.facts.items():
            for key, written in zip(facts.names[2:], facts.aliases, strict=True):
                self._add(key, written, slug)

    def _add(self, key: str, written: str, slug: str) -> None:
        size = key.count(" ") + 1
        if len(key) < 3 or size > _LONGEST_NAME:
            return
        if key not in self._names:
            plain = written.strip("` ")
            capitals = plain[:2].isupper() and _NAME_IN_CAPITALS.fullmatch(plain)
            self._names[key] = slug, plain if capitals else ""
        first = key.partition(" ")[0]
        if size > self._firsts.get(first, 0):
            self._firsts[first] = size

    def within(self, text: str) -> Iterator[str]:
        """Yield the slugs of the pages whose names stand in a text."""
        folded = fold.__wrapped__(text).split(" ")
        firsts = [word.strip(".") for word in folded] if "." in text else folded
        for i, longest in enumerate(map(self._firsts.get, firsts)):
            for size in range(longest, 0, -1) if longest else ():
                hit = self._names.get(" ".join(folded[i : i + size]).strip("."))
                if hit and (not hit[1] or hit[1] in text):
                    yield hit[0]
                    break


# --- what of a statement can be compared ---


@dataclass(frozen=True)
class Indexed:
    """A statement with what can be compared of it: values, negation, words, subject.

    What costs is worked out when it is first asked for.
    """

    statement: Statement
    title: str
    # slugs named where it stands: in title and heading, at the opening of page and source
    around: frozenset[str]

    @cached_property
    def values(self) -> tuple[Measure, ...]:
        """Return its values, without the dates of its sources.

        A page adds these to say who speaks.
        """
        dated = {d for d in (*self.statement.published, *self.statement.effective) if d}
        return tuple(
            m
            for m in measures(_without_titles(self.statement))
            if not (
                m.kind == "date"
                and any(d.startswith(m.written) or m.written.startswith(d) for d in dated)
            )
        )

    @cached_property
    def quoted(self) -> tuple[tuple[Measure, ...], ...]:
        """Return the values of each of its quotes."""
        return tuple(map(measures, self.statement.quotes))

    @cached_property
    def unquoted(self) -> tuple[Measure, ...]:
        """Return its values that stand in no quote, nor in the heading or page name it is under."""
        under = (self.statement.heading, self.statement.slug.replace("-", " "))
        there = [m for found in (*self.quoted, *map(measures, under)) for m in found]
        # What a writer counts himself ("two cases") and the names that look like numbers (`0x54`)
        # come from no source.
        counts = (m for m in self.values if not m.text.isalpha() and not m.text.startswith("0x"))
        return tuple(measures_not_in(counts, there))

    @cached_property
    def deciding(self) -> tuple[Measure, ...]:
        """Return the values it takes from its sources; where none is theirs, all it has."""
        there = [m for found in self.quoted or (measures(self.statement.text),) for m in found]
        return tuple(m for m in self.values if any(m.agrees_with(q) for q in there)) or tuple(
            m for m in self.values if not m.text.isalpha()
        )

    @cached_property
    def negated(self) -> bool:
        """Tell whether it denies something."""
        return bool(_NEGATION_WORDS.search(self.statement.text))

    @cached_property
    def instances(self) -> Mapping[str, frozenset[str]]:
        """Return the instances of a series of which it speaks, such as Line 4."""
        return instances_in(self.statement.text)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Return its telling words, in order."""
        return content_words(self.statement.text)

    @cached_property
    def subject(self) -> frozenset[str]:
        """Return the slugs of its page and of the pages that it names."""
        return _subject(self.statement)

    @cached_property
    def moves(self) -> bool:
        """Tell whether it says that a value changed, or is to change."""
        return bool(find_value_changes(self.statement.text))

    @property
    def family(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return sources and quotes; statements that share both may be one claim."""
        return self.statement.sources, self.statement.quotes


def index_statement(found: Statement, title: str, around: Iterable[str]) -> Indexed:
    """Return a statement as the index holds it, with the title of its page."""
    return Indexed(found, title, frozenset(around) - _subject(found))


@lru_cache(maxsize=50_000)
def index_alone(found: Statement) -> Indexed:
    """Return a statement as the index holds it where the wiki is not at hand.

    Its page is called by its slug, and nothing is known of what is named around it. The same value
    is given again for the same statement, so what costs is worked out once for all its pairs.
    """
    return index_statement(found, found.slug.replace("-", " "), ())


def _subject(found: Statement) -> frozenset[str]:
    return frozenset((found.slug, *found.entities)) - {""}


@lru_cache(maxsize=50_000)
def content_words(text: str) -> tuple[str, ...]:
    """Return the folded, stemmed words of a text that tell something, in order."""
    found = search_words(text)
    return tuple([w for w in found if w not in _STOP_WORDS and (len(w) > 1 or w.isdigit())])


def _without_titles(found: Statement) -> str:
    """Return the text without the titles of pages that hold digits.

    A title such as "Saturn Retakes the Record With 145" states no value.
    """
    text = found.text
    for slug in found.entities:
        if any(char.isdigit() for char in slug) and "-" in slug:
            text = re.sub(
                r"\b" + r"[\W_]+".join(map(re.escape, slug.split("-"))),
                " ",
                re.sub("['’]", "", text),
                flags=re.I,
            )
    return text


# --- what names a contradiction ---


def identity_of_pair(pair: Pair) -> str:
    """Return what makes a pair the same contradiction after rewording, moving or renaming.

    The order of the sides does not count.
    """
    a, b = index_alone(pair.a), index_alone(pair.b)
    ours, theirs = a.deciding, b.deciding
    apart = (measures_not_in(ours, theirs) or ours, measures_not_in(theirs, ours) or theirs)
    sides = []
    for side, values in ((pair.a, apart[0]), (pair.b, apart[1])):
        said = sorted({m.key for m in values}) or sorted(
            {w for q in side.quotes for w in content_words(q)}
        )
        sides.append((sorted(side.sources or (side.path,)), said))
    subject = _subject_words(a) & _subject_words(b)
    told = repr((sorted(sides), sorted(subject)))
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:16]


def _subject_words(one: Indexed) -> set[str]:
    """Return the words of the quotes that hold the deciding values.

    A quote of something else on the same page does not count.
    """
    side = one.statement
    holding = [
        quote
        for quote, found in zip(side.quotes, one.quoted, strict=True)
        if any(m.agrees_with(v) for m in found for v in one.deciding)
    ]
    return {
        w
        for q in holding or side.quotes or (side.text,)
        for w in content_words(q)
        if not w[0].isdigit()
    }


__all__ = [
    "ClaimNames",
    "Indexed",
    "collect_statements",
    "content_words",
    "identity_of_pair",
    "index_alone",
    "index_statement",
    "statements_of_page",
]
