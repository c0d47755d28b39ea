"""The vectors of a wiki's sections, a SQLite file beside the index of the search.

A vector costs more to make than anything else here, so it is kept by the digest of its text: a page
that changed costs only the sections that did, and one that moved costs nothing. Each model has a
file of its own. Like the index it is a cache, and is made anew where it is lost or damaged.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
import struct
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TypeVar

from pipeline.adapters.vectors.embedder import Embedder, Vector
from pipeline.core.extras import imported_for
from pipeline.core.search.near_section import NearSection
from pipeline.core.search.section_texts import SectionText

T = TypeVar("T")
_VERSION = 1
_WAIT = 60.0  # seconds for another process that is writing
_AT_ONCE = 64  # texts, after which what was made is kept
_SPARE = 1_000  # pages of other commits that may be kept besides as many as there are
# Two bytes a number are enough to compare them.
_TABLES = """
CREATE TABLE sections (page TEXT, line INTEGER, digest BLOB);
CREATE INDEX sections_by_page ON sections (page);
CREATE TABLE vectors (digest BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID;
"""


def ask_vectors(folder: Path, embedder: Embedder, question: Callable[[VectorStore], T]) -> T:
    """Return what a question finds in the vectors of a model; a damaged file is made anew once."""
    for _ in range(2):
        with closing(VectorStore(folder, embedder)) as store:
            try:
                return question(store)
            except sqlite3.DatabaseError:
                store.remove()
    with closing(VectorStore(folder, embedder)) as store:
        return question(store)


class VectorStore:
    """The vectors that one model made, by page; a page is a key that changes with its text."""

    def __init__(self, folder: Path, embedder: Embedder) -> None:
        self._path = folder / f"vectors-{embedder.key}.sqlite"
        self._embedder = embedder
        self._db = self._open()

    def close(self) -> None:
        self._db.close()

    def remove(self) -> None:
        """Delete the file."""
        self._db.close()
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def lacking(self, pages: Collection[str]) -> list[str]:
        """Return the pages of which there are no vectors, in their order."""
        known = {key for (key,) in self._db.execute("SELECT DISTINCT page FROM sections")}
        return [key for key in pages if key not in known]

    def add(self, pages: Mapping[str, Sequence[SectionText]]) -> int:
        """Make and keep the vectors of some pages; return how many texts the model was given."""
        texts = {_digest(one.text): one.text for there in pages.values() for one in there}
        asked = json.dumps([digest.hex() for digest in texts])
        known = {
            digest
            for (digest,) in self._db.execute(
                "SELECT digest FROM vectors WHERE hex(digest) IN"
                " (SELECT upper(value) FROM json_each(?))",
                (asked,),
            )
        }
        new = [digest for digest in texts if digest not in known]
        for start in range(0, len(new), _AT_ONCE):
            part = new[start : start + _AT_ONCE]
            made = self._embedder.embed_texts([texts[digest] for digest in part])
            rows = [(digest, _halved(vector)) for digest, vector in zip(part, made, strict=True)]
            self._write("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
        sections = [
            (key, one.line, _digest(one.text)) for key, there in pages.items() for one in there
        ]
        self._write("DELETE FROM sections WHERE page = ?", [(key,) for key in pages])
        self._write("INSERT INTO sections VALUES (?, ?, ?)", sections)
        return len(new)

    def nearest(self, question: Vector, pages: Collection[str]) -> dict[str, NearSection]:
        """Return how near each of these pages lies to a question, by its key.

        A page without vectors is left out.
        """
        with imported_for("Vectors are compared with numpy", "vectors"):
            import numpy
        asked, wanted = numpy.frombuffer(question, dtype="<f4"), frozenset(pages)
        every = self._db.execute(
            "SELECT page, line, vector FROM sections JOIN vectors USING (digest)"
        )
        rows = [row for row in every if row[0] in wanted]
        if not rows:
            return {}
        if {len(row[2]) for row in rows} != {2 * len(asked)}:
            raise sqlite3.DatabaseError("a vector is not as it was written")
        kept = numpy.frombuffer(b"".join(row[2] for row in rows), dtype="<f2")
        scores = kept.reshape(len(rows), len(asked)).astype("<f4") @ asked
        found: dict[str, NearSection] = {}
        for (key, line, _), score in zip(rows, scores.tolist(), strict=True):
            if key not in found or score > found[key].nearness:
                found[key] = NearSection(score, line)
        return found

    def forget_others(self, pages: Collection[str]) -> None:
        """Forget pages of other commits, once there are more of them than of these."""
        (count,) = self._db.execute("SELECT count(DISTINCT page) FROM sections").fetchone()
        if count <= 2 * len(pages) + _SPARE:
            return
        keys = json.dumps([*pages])
        self._write(
            "DELETE FROM sections WHERE page NOT IN (SELECT value FROM json_each(?))", [(keys,)]
        )
        self._write(
            "DELETE FROM vectors WHERE digest NOT IN (SELECT digest FROM sections) AND ?", [(1,)]
        )

    def _write(self, sql: str, rows: Iterable[tuple[object, ...]]) -> None:
        values = [*rows]
        try:
            with self._db:
                self._db.executemany(sql, values)
        except sqlite3.OperationalError:  # nothing can be written there: it goes on in memory
            memory = _connect(":memory:")
            self._db.backup(memory)
            self._db.close()
            self._db = memory
            with self._db:
                self._db.executemany(sql, values)

    def _open(self) -> sqlite3.Connection:
        """Open the file; one that is damaged is deleted, and one that cannot be is left out."""
        for _ in range(2):
            with suppress(OSError):
                self._path.parent.mkdir(parents=True, exist_ok=True)
            try:
                return _connect(str(self._path))
            except sqlite3.Error:
                with suppress(OSError):
                    self._path.unlink(missing_ok=True)
        return _connect(":memory:")


def _connect(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=_WAIT)
    try:
        db.execute("PRAGMA synchronous = OFF")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version != _VERSION:
            with closing(db.cursor()) as cursor:
                cursor.execute("BEGIN IMMEDIATE")
                for name in ("sections", "vectors"):
                    cursor.execute(f"DROP TABLE IF EXISTS {name}")
                for statement in _TABLES.split(";"):
                    cursor.execute(statement)
                cursor.execute(f"PRAGMA user_version = {_VERSION}")
                db.commit()
        db.execute("SELECT page, line, digest FROM sections LIMIT 1").fetchall()
        db.execute("SELECT digest, vector FROM vectors LIMIT 1").fetchall()
    except sqlite3.Error:
        db.close()
        raise
    return db


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()[:16]


def _halved(vector: Vector) -> bytes:
    """Return a vector in numbers of two bytes, which rank as well."""
    count = len(vector) // 4
    return struct.pack(f"<{count}e", *struct.unpack(f"<{count}f", vector))
