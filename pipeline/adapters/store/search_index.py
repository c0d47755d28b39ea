"""The index of the search, a SQLite file: all pages of one tree by their words, names and links.

It is a cache: what is lost or damaged is built anew, and where nothing can be written the index is
made in memory. Pages are kept by their blob ids, so only changed ones are read. Whoever asks names
the tree that is meant; a process that finds another one first brings the index up to date, under a
lock, and asks in one transaction, so that nobody sees half of two trees.
"""

from __future__ import annotations

import gc
import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import astuple, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.adapters.store.search_rows import SearchRows
from pipeline.core.wiki.search_settings import SearchSettings

if TYPE_CHECKING:
    from pipeline.core.search.page_entry import IndexEntry

INDEX_VERSION = 4  # raise it when what a page gives to the index changes
_WAIT = 60.0  # seconds for another process that is writing
_MANY = 1_000  # pages, from which on the index is packed after they came in
# The terms stand as they are: letters beyond ASCII are never parted, nor are these signs.
_TABLES = """
CREATE TABLE state (version INTEGER, tree TEXT, language TEXT, settings TEXT);
CREATE TABLE pages (
    number INTEGER PRIMARY KEY, path TEXT, blob TEXT, slug TEXT, title TEXT, type TEXT,
    confidence TEXT, updated TEXT, aliases TEXT, summary TEXT, sources TEXT
);
CREATE TABLE passages (page INTEGER PRIMARY KEY, rows TEXT, raws TEXT);
CREATE TABLE names (name TEXT, page INTEGER, rank INTEGER, path TEXT);
CREATE INDEX names_by_name ON names (name);
CREATE INDEX names_by_page ON names (page);
CREATE TABLE links (page INTEGER, name TEXT, passage INTEGER);
CREATE INDEX links_by_page ON links (page);
CREATE INDEX links_by_name ON links (name);
CREATE TABLE spellings (word TEXT, terms TEXT, page INTEGER);
CREATE VIRTUAL TABLE words USING fts5(
    title, aliases, headings, summary, body, tokenize="ascii tokenchars '._#+'"
);
"""
_UNWRITABLE = (
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_READONLY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_PERM,
)
T = TypeVar("T")


@dataclass(frozen=True)
class WantedIndex:
    """What an index is to hold: the pages of a tree, and how they are read where it lacks them.

    `blobs` gives the pages' blob ids by path, and `read` the entries of some paths; both are called
    only where the index is out of date. So are `language`, in which all words are stemmed, and
    `settings`, which are kept for whoever asks.
    """

    tree: str
    language: Callable[[], str]
    blobs: Callable[[], Mapping[str, str]]
    read: Callable[[Sequence[str], str], Iterable[IndexEntry]]
    settings: Callable[[], SearchSettings] = SearchSettings


def ask_index(path: Path, wanted: WantedIndex, question: Callable[[SearchRows], T]) -> T:
    """Return what a question finds in the index at this path, which is brought up to date before.

    A damaged index is deleted and built anew. Where the folder cannot be written, the answer comes
    from an index in memory.
    """
    for _ in range(2):
        try:
            return _ask_file(path, wanted, question)
        except sqlite3.Error as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNWRITABLE:
                break
            with suppress(OSError):
                path.unlink(missing_ok=True)
                path.with_name(f"{path.name}-journal").unlink(missing_ok=True)
        except OSError:
            break
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db:
        _renew(db, wanted)
        return question(SearchRows(db))


def _ask_file(path: Path, wanted: WantedIndex, question: Callable[[SearchRows], T]) -> T:
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=_WAIT, isolation_level=None)) as db:
        # A crash of the machine may damage the file; then it is made anew.
        db.execute("PRAGMA synchronous = OFF")
        while True:
            with _transaction(db, "DEFERRED"):
                if _is_of_tree(db, wanted.tree):
                    return question(SearchRows(db))
            _renew(db, wanted)


@contextmanager
def _transaction(db: sqlite3.Connection, kind: str) -> Iterator[None]:
    db.execute(f"BEGIN {kind}")
    try:
        yield
    except BaseException:
        with suppress(sqlite3.Error):
            db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep Python's cycle collector off pages that are read one by one, and forgotten at once.

    It would take a seventh of the time, and find nothing.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _is_of_tree(db: sqlite3.Connection, tree: str) -> bool:
    state = _state(db)
    return state is not None and state[:2] == (INDEX_VERSION, tree)


def _state(db: sqlite3.Connection) -> tuple[Any, ...] | None:
    there = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'state'").fetchone()
    row = db.execute("SELECT version, tree, language FROM state").fetchone() if there else None
    return tuple(row) if row else None


def _renew(db: sqlite3.Connection, wanted: WantedIndex) -> None:
    """Bring the index up to date, unless another process has done so meanwhile."""
    with _transaction(db, "IMMEDIATE"), _without_collector():
        if _is_of_tree(db, wanted.tree):
            return
        state, language, blobs = _state(db), wanted.language(), wanted.blobs()
        if state is None or (state[0], state[2]) != (INDEX_VERSION, language):
            _make_tables(db)
        known = {
            path: (number, blob)
            for number, path, blob in db.execute("SELECT number, path, blob FROM pages")
        }
        gone = [number for path, (number, blob) in known.items() if blobs.get(path) != blob]
        new = [path for path, blob in blobs.items() if known.get(path, (0, ""))[1] != blob]
        _delete(db, gone)
        number = 1 + max((n for n, _ in known.values()), default=0)
        for at, entry in enumerate(wanted.read(new, language), number):
            _insert(db, at, blobs[entry.path], entry)
        if len(new) > _MANY:
            db.execute("INSERT INTO words (words) VALUES ('optimize')")
        db.execute("DELETE FROM state")
        settings = _json(astuple(wanted.settings()))
        state = (INDEX_VERSION, wanted.tree, language, settings)
        db.execute("INSERT INTO state VALUES (?, ?, ?, ?)", state)


def _make_tables(db: sqlite3.Connection) -> None:
    for name in ("state", "pages", "passages", "names", "links", "spellings", "words"):
        db.execute(f"DROP TABLE IF EXISTS {name}")
    for statement in _TABLES.split(";"):
        db.execute(statement)


# each about the pages whose numbers are given as a list in JSON
_DELETIONS = (
    "DELETE FROM words WHERE rowid IN (SELECT value FROM json_each(?))",
    "DELETE FROM pages WHERE number IN (SELECT value FROM json_each(?))",
    "DELETE FROM passages WHERE page IN (SELECT value FROM json_each(?))",
    "DELETE FROM names WHERE page IN (SELECT value FROM json_each(?))",
    "DELETE FROM links WHERE page IN (SELECT value FROM json_each(?))",
    "DELETE FROM spellings WHERE page IN (SELECT value FROM json_each(?))",
)


def _delete(db: sqlite3.Connection, numbers: Sequence[int]) -> None:
    for statement in _DELETIONS if numbers else ():
        db.execute(statement, (json.dumps(numbers),))


def _insert(db: sqlite3.Connection, number: int, blob: str, entry: IndexEntry) -> None:
    page = (number, entry.path, blob, entry.slug, entry.title, entry.type, entry.confidence)
    db.execute(
        "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (*page, entry.updated, _json(entry.aliases), entry.summary, _lines(entry.sources)),
    )
    rows = [(p.line, p.heading, p.text, p.labels, p.terms) for p in entry.passages]
    db.execute("INSERT INTO passages VALUES (?, ?, ?)", (number, _json(rows), _json(entry.raws)))
    db.execute(
        "INSERT INTO words (rowid, title, aliases, headings, summary, body)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (number, *entry.words),
    )
    db.executemany(
        "INSERT INTO names VALUES (?, ?, ?, ?)",
        [(name, number, rank, entry.path) for name, rank in entry.names],
    )
    db.executemany(
        "INSERT INTO links VALUES (?, ?, ?)", [(number, name, at) for name, at in entry.links]
    )
    db.executemany(
        "INSERT INTO spellings VALUES (?, ?, ?)",
        [(word, terms, number) for word, terms in entry.spellings],
    )


def _json(values: Sequence[object]) -> str:
    return json.dumps(values, ensure_ascii=False)


def _lines(values: Iterable[str]) -> str:
    return "".join(f"\n{value}" for value in values) + "\n"
