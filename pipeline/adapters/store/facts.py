"""Keep facts about pages and sources, and what rules found on pages, by git's blob id.

It is a cache: losing it costs time, never truth.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from pipeline.core.wiki.fact_rows import facts_of_rows, row_of_facts
from pipeline.core.wiki.facts import FACTS_VERSION, PageFacts, facts_of

_SHA256 = re.compile(r"[0-9a-f]{64}")
Version = int | str


class FactsCache:
    """A small SQLite file; where it cannot be opened or is damaged, everything is computed anew."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # For each kind, whether most of the rows read last are of pages as they no longer are.
        self._crowded: dict[str, bool] = {}

    def pages(
        self, blobs: Mapping[str, str], load: Callable[[list[str]], Iterable[str]]
    ) -> list[PageFacts]:
        """Return the facts of every page, given as path → blob id.

        `load` gives the texts of paths; it is asked for those whose facts are not known yet.
        """

        def read(paths: list[str]) -> Iterable[tuple[PageFacts, str]]:
            found = map(facts_of, paths, load(paths))
            return ((facts, row_of_facts(facts)) for facts in found)

        return self.pages_by(blobs, read)

    def pages_by(
        self,
        blobs: Mapping[str, str],
        read: Callable[[list[str]], Iterable[tuple[PageFacts, str]]],
    ) -> list[PageFacts]:
        """Return the facts of every page; `read` computes those not known yet, with their rows."""
        known = dict(self._rows("pages", FACTS_VERSION)) if blobs else {}
        keys = {path: f"{path}\0{blob}" for path, blob in blobs.items()}
        there = {path: row for path, key in keys.items() if isinstance(row := known.get(key), str)}
        try:
            kept = dict(zip(there, facts_of_rows([*there.values()]), strict=True))
        except (ValueError, RecursionError):
            self._drop()
            known, there, kept = {}, {}, {}
        found = {path: kept.get(path) for path in blobs}
        unknown = [path for path, facts in found.items() if facts is None]
        new = dict(zip(unknown, read(unknown), strict=True))
        rows = {keys[path]: text for path, (_, text) in new.items()}
        # Most of the rows are of pages as they no longer are.
        crowded = bool(new) and len(known) > 2 * len(blobs)
        if crowded:
            rows |= {keys[path]: there[path] for path, facts in found.items() if facts}
        self._put("pages", FACTS_VERSION, rows, crowded)
        return [one or new[path][0] for path, one in found.items()]

    def digests(
        self,
        kind: str,
        blobs: Mapping[str, str],
        digest: Callable[[list[str]], Iterable[str]],
    ) -> dict[str, str]:
        """Return a digest of every source, given as path → blob id.

        `digest` gives those of paths; it is asked for what is not known yet of this kind.
        """
        known = self._get(kind, FACTS_VERSION) if blobs else {}
        known = {
            blob: sha
            for blob, sha in known.items()
            if isinstance(sha, str) and _SHA256.fullmatch(sha)
        }
        unknown = [path for path, blob in blobs.items() if blob not in known]
        found = zip(unknown, digest(unknown), strict=True)
        new = {blobs[path]: sha for path, sha in found}
        self._put(kind, FACTS_VERSION, {blob: json.dumps(sha) for blob, sha in new.items()})
        return {path: known.get(blob) or new[blob] for path, blob in blobs.items()}

    def kept_rows(self, kind: str, version: str, blobs: Mapping[str, str]) -> dict[str, str]:
        """Return the rows that were kept of these pages (path → blob id), by path.

        The caller checks each of them, for it may not be what was put in.
        """
        rows = dict(self._rows(kind, f"v-{version}")) if blobs else {}
        self._crowded[kind] = len(rows) > 2 * len(blobs)
        found = ((path, rows.get(f"{path}\0{blob}")) for path, blob in blobs.items())
        return {path: row for path, row in found if isinstance(row, str)}

    def keep_rows(
        self, kind: str, version: str, blobs: Mapping[str, str], rows: Mapping[str, str]
    ) -> None:
        """Keep what was found about pages, as rows by path.

        What another version found is deleted at once; rows of earlier pages are deleted in time.
        """
        new = {f"{path}\0{blobs[path]}": row for path, row in rows.items()}
        self._put(kind, f"v-{version}", new, self._crowded.get(kind, False))

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, timeout=5)
        db.execute(
            "CREATE TABLE IF NOT EXISTS facts (kind TEXT, version INTEGER, key TEXT, value TEXT,"
            " PRIMARY KEY (kind, version, key))"
        )
        # A crash of the machine may damage the file; then it is made anew.
        db.execute("PRAGMA synchronous = OFF")
        return db

    def _get(self, kind: str, version: Version) -> dict[str, Any]:
        pairs = self._rows(kind, version)
        try:
            return dict(
                zip(
                    [key for key, _ in pairs],
                    json.loads(f"[{','.join([value for _, value in pairs])}]"),
                    strict=True,
                )
            )
        except (ValueError, TypeError, RecursionError):
            self._drop()
            return {}

    def _rows(self, kind: str, version: Version) -> list[tuple[str, str]]:
        try:
            with closing(self._open()) as db:
                rows = db.execute(
                    "SELECT key, value FROM facts WHERE kind = ? AND version = ?", (kind, version)
                )
                return rows.fetchall()
        except (sqlite3.OperationalError, OSError):
            return []  # locked by another run, or a folder that cannot be written: computed anew
        except sqlite3.Error:
            self._drop()
            return []

    def _drop(self) -> None:
        """Delete a file that is damaged, where that can be done."""
        with suppress(OSError):
            self._path.unlink(missing_ok=True)

    def _put(
        self, kind: str, version: Version, new: Mapping[str, str], alone: bool = False
    ) -> None:
        """Keep new rows, and delete those of other versions; `alone`: delete all other rows too."""
        if not new:
            return
        rows = [(kind, version, key, value) for key, value in new.items()]
        try:
            with closing(self._open()) as db, db:
                db.execute(
                    "DELETE FROM facts WHERE kind = ? AND (version <> ? OR ?)",
                    (kind, version, alone),
                )
                db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", rows)
        except (sqlite3.Error, OSError, UnicodeError):
            # The disk is full or read-only, or a path is no text. The next run computes it again.
            return
