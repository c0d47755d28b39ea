"""What can be asked of the index of the search: pages by words, names and links."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from pipeline.core.search.query import Query, SearchTerm
from pipeline.core.search.rare_first import put_rare_first
from pipeline.core.search.snippets import IndexedPassage
from pipeline.core.wiki.search_settings import SearchSettings

# How much a word counts in the title, aliases, headings, summary and body. That of titles was
# chosen on SciFact's training claims (bench/README.md); no collection at hand tells what a heading
# or a summary should weigh.
_BEST = """SELECT rowid, bm25(words, 3, 3, 1, 1, 1) AS score FROM words
 WHERE words MATCH :match ORDER BY score, rowid LIMIT :most"""
_FITS = """(:type = '' OR pages.type = :type)
 AND (:source = '' OR instr(pages.sources, char(10) || :source || char(10)))
 AND (:confidence = '' OR pages.confidence = :confidence)
 AND (:since = '' OR substr(pages.updated, 1, 10) >= :since)
 AND (:until = '' OR pages.updated <> '' AND substr(pages.updated, 1, 10) <= :until)"""
_BEST_FITTING = f"""SELECT words.rowid, bm25(words, 3, 3, 1, 1, 1) AS score
 FROM words JOIN pages ON pages.number = words.rowid
 WHERE words MATCH :match AND {_FITS} ORDER BY score, words.rowid LIMIT :most"""  # noqa: S608
_FITTING = f"""SELECT number, path, slug, title, type, confidence, updated, summary, aliases
 FROM pages WHERE {_FITS} ORDER BY path"""  # noqa: S608
_DAMAGED = "a row is not as it was written"
# Those below are about the values of a list in JSON.
_PAGES = """SELECT number, path, slug, title, type, confidence, updated, summary, aliases
 FROM pages WHERE number IN (SELECT value FROM json_each(?))"""
_ALL_PAGES = """SELECT number, path, slug, title, type, confidence, updated, summary, aliases
 FROM pages ORDER BY path"""
_CALLED = """SELECT name, rank, path, page FROM names
 WHERE name IN (SELECT value FROM json_each(?))"""
_LINKS_OF = "SELECT page, name FROM links WHERE page IN (SELECT value FROM json_each(?))"
_NAMES_OF = "SELECT name, page FROM names WHERE page IN (SELECT value FROM json_each(?))"
_LINKING = "SELECT page, name FROM links WHERE name IN (SELECT value FROM json_each(?))"
_COUNT_FROM = """SELECT page, count(*) FROM links
 WHERE page IN (SELECT value FROM json_each(?)) GROUP BY page"""
_COUNT_TO = """SELECT names.page, count(*) FROM names JOIN links USING (name)
 WHERE names.page IN (SELECT value FROM json_each(?)) GROUP BY names.page"""


@dataclass(frozen=True)
class PageFilter:
    """Which pages may be found; an empty value lets every page through.

    `since` and `until` are the first and last day on which it was updated.
    """

    type: str = ""
    source: str = ""
    confidence: str = ""
    since: str = ""
    until: str = ""


@dataclass(frozen=True)
class IndexedPage:
    """What the index knows of a page, but for its words.

    `summary` is the first sentence of its TLDR. With title and aliases it is what the index page of
    the wiki tells of it.
    """

    number: int
    path: str
    slug: str
    title: str
    type: str
    confidence: str
    updated: str
    summary: str
    aliases: tuple[str, ...]


class SearchRows:
    """The tables of an index that is up to date, within one transaction."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    @property
    def language(self) -> str:
        """The language in whose way the words of the index are stemmed."""
        return str(self._db.execute("SELECT language FROM state").fetchone()[0])

    @property
    def settings(self) -> SearchSettings:
        """What `schema.md` says of searching, in the tree that the index is of."""
        (text,) = self._db.execute("SELECT settings FROM state").fetchone()
        return SearchSettings(*map(str, _read_json(text)))

    def scores(
        self, query: Query, only: PageFilter, most: int, held: Mapping[str, int] | None = None
    ) -> dict[int, float]:
        """Return the scores of the pages that fit best, by number, best first.

        Where `held` says on how many pages each word stands, pages that hold common words alone are
        not looked at if they cannot be among the best. The scores are the same.
        """
        if query.phrases:
            return self._best(_match_of(query), only, most)
        split = put_rare_first(query.words, held or {}, self.size if held else 0, most)
        if split.common:
            rare, common = _any_of(split.rare), _any_of(split.common)
            both = self._best(f"({rare}) AND ({common})", only, most)
            one = self._best(f"({rare}) NOT ({common})", only, most)
            found = sorted((both | one).items(), key=lambda row: (-row[1], row[0]))[:most]
            if len(found) == most and found[-1][1] > split.bound:
                return dict(found)
        return self._best(_any_of((*split.rare, *split.common)), only, most)

    def _best(self, match: str, only: PageFilter, most: int) -> dict[int, float]:
        given = {"match": match, "most": most}
        rows = (
            self._db.execute(_BEST, given)
            if only == PageFilter()
            else self._db.execute(_BEST_FITTING, {**given, **asdict(only)})
        )
        return {number: -score for number, score in rows}

    def keys(self) -> dict[str, int]:
        """Return the number of every page by a key that changes with its text or its name."""
        rows = self._db.execute("SELECT blob || ' ' || slug, number FROM pages ORDER BY number")
        return dict(rows.fetchall())

    def blob_of(self, path: str) -> str | None:
        """Return the blob id of a page; None where there is none at this path."""
        row = self._db.execute("SELECT blob FROM pages WHERE path = ?", (path,)).fetchone()
        return str(row[0]) if row else None

    def pages(self, numbers: Sequence[int]) -> list[IndexedPage]:
        """Return the pages of these numbers, in the order asked."""
        found = {row[0]: _page(row) for row in self._rows(_PAGES, numbers)}
        return [found[number] for number in numbers]

    def all_pages(self) -> list[IndexedPage]:
        """Return every page, by path."""
        return [_page(row) for row in self._db.execute(_ALL_PAGES)]

    def fitting(self, only: PageFilter) -> list[IndexedPage]:
        """Return every page that a filter lets through, by path."""
        return [_page(row) for row in self._db.execute(_FITTING, asdict(only))]

    def passages(self, number: int) -> list[IndexedPassage]:
        """Return what can be shown of a page, by line."""
        row = self._db.execute("SELECT rows FROM passages WHERE page = ?", (number,)).fetchone()
        try:
            return [
                IndexedPassage(line, under, text, tuple(marks), terms)
                for line, under, text, marks, terms in _read_json(*(row or ("",)))
            ]
        except (TypeError, ValueError) as error:
            raise sqlite3.DatabaseError(_DAMAGED) from error

    def raw_passages(self, number: int) -> list[str]:
        """Return the passages of a page as they are written, in the order of `passages`."""
        row = self._db.execute("SELECT raws FROM passages WHERE page = ?", (number,)).fetchone()
        return [str(raw) for raw in _read_json(*(row or ("",)))]

    # --- words ---

    def counts(self, wanted: Sequence[SearchTerm]) -> dict[str, int]:
        """Return how many pages hold each of these, by their keys."""
        found = {}
        for one in wanted:
            (count,) = self._db.execute(
                "SELECT count(*) FROM words WHERE words MATCH ?", (_quoted(one),)
            ).fetchone()
            found[one.key] = int(count)
        return found

    def is_in_index_page(self, wanted: SearchTerm) -> bool:
        """Tell whether a title, an alias or the summary of a page holds this."""
        match = f"{{title aliases summary}} : {_quoted(wanted)}"
        found = self._db.execute("SELECT 1 FROM words WHERE words MATCH ? LIMIT 1", (match,))
        return found.fetchone() is not None

    @property
    def size(self) -> int:
        """How many pages there are.

        Counted where FTS5 keeps the lengths of the pages, for the rows of `pages` are 25 times as
        long, and all of them would be read.
        """
        return int(self._db.execute("SELECT count(*) FROM words_docsize").fetchone()[0])

    def spellings(self, shortest: int, longest: int) -> list[str]:
        """Return the words of all names that have so many letters."""
        rows = self._db.execute(
            "SELECT DISTINCT word FROM spellings WHERE length(word) BETWEEN ? AND ?",
            (shortest, longest),
        )
        return [word for (word,) in rows]

    def terms_of_spelling(self, word: str) -> tuple[str, ...]:
        """Return the terms that stand in the index for a word of a name."""
        row = self._db.execute("SELECT terms FROM spellings WHERE word = ?", (word,)).fetchone()
        return tuple(row[0].split()) if row else ()

    # --- names and links ---

    def resolve(self, names: Collection[str]) -> dict[str, int]:
        """Return the pages that links by these folded names open.

        A slug wins over a title, and a title over an alias; then the first path wins.
        """
        rows = self._rows(_CALLED, names)
        found: dict[str, int] = {}
        for name, _, _, page in sorted(rows):
            found.setdefault(name, page)
        return found

    def neighbours(self, numbers: Sequence[int]) -> dict[int, set[int]]:
        """Return the pages to which each of these links, and those that link to it."""
        beside: dict[int, set[int]] = {number: set() for number in numbers}
        outgoing = self._rows(_LINKS_OF, numbers)
        targets = self.resolve({name for _, name in outgoing})
        for page, name in outgoing:
            if (target := targets.get(name, page)) != page:
                beside[page].add(target)
        own = self._rows(_NAMES_OF, numbers)
        opens = self.resolve({name for name, _ in own})
        for page, name in self._rows(_LINKING, opens):
            if (target := opens[name]) != page and target in beside:
                beside[target].add(page)
        return beside

    def link_counts(self, numbers: Collection[int]) -> dict[int, int]:
        """Return how many links each of these pages has, those to it and those from it."""
        found = dict.fromkeys(numbers, 0)
        for page, count in (*self._rows(_COUNT_FROM, numbers), *self._rows(_COUNT_TO, numbers)):
            found[page] += count
        return found

    def all_links(self) -> dict[int, dict[int, int]]:
        """Return for each page the pages to which it links, each with the passage that does."""
        opens: dict[str, int] = {}
        for name, page in self._db.execute(
            "SELECT name, page FROM names ORDER BY name, rank, path"
        ):
            opens.setdefault(name, page)
        found: dict[int, dict[int, int]] = {}
        for page, name, passage in self._db.execute("SELECT page, name, passage FROM links"):
            if (target := opens.get(name, page)) != page:
                found.setdefault(page, {}).setdefault(target, passage)
        return found

    def titles(self) -> list[tuple[str, str]]:
        """Return the title and the slug of every page, by path."""
        return self._db.execute("SELECT title, slug FROM pages ORDER BY path").fetchall()

    # --- what a filter may name ---

    def types(self) -> list[str]:
        """Return the types that pages have."""
        rows = self._db.execute("SELECT DISTINCT type FROM pages WHERE type <> '' ORDER BY type")
        return [value for (value,) in rows]

    def sources(self) -> list[str]:
        """Return every source that a page names."""
        rows = self._db.execute("SELECT sources FROM pages")
        return sorted({path for (text,) in rows for path in text.split("\n") if path})

    def _rows(self, sql: str, values: Collection[int] | Collection[str]) -> list[tuple[Any, ...]]:
        """Return the rows of a statement about these values, however many they are."""
        return self._db.execute(sql, (json.dumps([*values]),)).fetchall()


def _page(row: tuple[Any, ...]) -> IndexedPage:
    values = [*row[:-1], tuple(map(str, _read_json(row[-1])))]
    return IndexedPage(*values)


def _read_json(text: str) -> list[Any]:
    """Return a list that was written as JSON; what is none was damaged."""
    try:
        return [*json.loads(text)]
    except (TypeError, ValueError) as error:
        raise sqlite3.DatabaseError(_DAMAGED) from error


def _match_of(query: Query) -> str:
    """Return the query in the language of FTS5; every term of it stands in quotes."""
    phrases = [*map(_quoted, query.phrases)]
    if not phrases:
        return _any_of(query.words)
    required = " AND ".join(phrases)
    words = " OR ".join((phrases[0], *map(_quoted, query.words)))
    return f"({required}) AND ({words})" if query.words else required


def _any_of(words: Iterable[SearchTerm]) -> str:
    return " OR ".join(map(_quoted, words))


def _quoted(wanted: SearchTerm) -> str:
    """Return some terms as FTS5 takes them for text, whatever is in them."""
    text = " ".join(wanted.terms).replace('"', " ").replace("\0", " ")
    return f'"{text}"{" *" if wanted.prefix else ""}'
