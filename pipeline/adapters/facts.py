"""Facts about pages and sources kept between runs, by git's blob id. A cache: losing it costs time, never truth."""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from pipeline.core.wiki import FACTS_VERSION, PageFacts, facts_of, from_json, to_json

_SHA256 = re.compile(r"[0-9a-f]{64}")


class FactsCache:
    """A small SQLite file; where it cannot be opened or is damaged, everything is computed anew."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def pages(self, blobs: Mapping[str, str], load: Callable[[list[str]], Iterable[str]]) -> list[PageFacts]:
        """Return the facts of every page (path → blob id). `load` gives the texts of paths: of those not known yet."""
        known = self._get("pages", blobs.values())
        keys = {path: f"{path}\0{blob}" for path, blob in blobs.items()}
        read = {path: from_json(known.get(key)) for path, key in keys.items()}
        unknown = [path for path, facts in read.items() if facts is None]
        new = {path: facts_of(path, text) for path, text in zip(unknown, load(unknown), strict=True)}
        facts = [found or new[path] for path, found in read.items()]
        if new and len(known) > 2 * len(blobs):  # most of it is of pages as they no longer are
            self._put("pages", {keys[f.path]: to_json(f) for f in facts}, alone=True)
        else:
            self._put("pages", {keys[path]: to_json(f) for path, f in new.items()})
        return facts

    def hashes(self, blobs: Mapping[str, str], load: Callable[[list[str]], Iterable[bytes]]) -> dict[str, str]:
        """Return the SHA-256 of every source (path → blob id). `load` gives the contents of paths: of those not known yet."""
        known = self._get("hashes", blobs.values())
        known = {blob: sha for blob, sha in known.items() if isinstance(sha, str) and _SHA256.fullmatch(sha)}
        unknown = [path for path, blob in blobs.items() if blob not in known]
        data = zip(unknown, load(unknown), strict=True)
        new = {blobs[path]: hashlib.sha256(content).hexdigest() for path, content in data}
        self._put("hashes", new)
        return {path: known.get(blob) or new[blob] for path, blob in blobs.items()}

    def _open(self) -> sqlite3.Connection:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self._path, timeout=5)
        db.execute(
            "CREATE TABLE IF NOT EXISTS facts (kind TEXT, version INTEGER, key TEXT, value TEXT, PRIMARY KEY (kind, version, key))"
        )
        return db

    def _get(self, kind: str, wanted: Iterable[str]) -> dict[str, Any]:
        if not list(wanted):
            return {}
        try:
            with closing(self._open()) as db:
                rows = db.execute("SELECT key, value FROM facts WHERE kind = ? AND version = ?", (kind, FACTS_VERSION))
                pairs = rows.fetchall()
            keys = [key for key, _ in pairs]
            values = json.loads(f"[{','.join(value for _, value in pairs)}]")
            return dict(zip(keys, values, strict=True))
        except (sqlite3.OperationalError, OSError):
            return {}  # locked by another run, or a folder that cannot be written: computed anew
        except (sqlite3.Error, ValueError, TypeError, RecursionError):
            self._path.unlink(missing_ok=True)  # damaged
            return {}

    def _put(self, kind: str, new: Mapping[str, object], alone: bool = False) -> None:
        """Keep what is new; `alone`: and nothing else. What an older version of the program kept goes."""
        if not new:
            return
        rows = [(kind, FACTS_VERSION, key, json.dumps(value, ensure_ascii=False)) for key, value in new.items()]
        try:
            with closing(self._open()) as db, db:
                db.execute("DELETE FROM facts WHERE kind = ? AND (version <> ? OR ?)", (kind, FACTS_VERSION, alone))
                db.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?)", rows)
        except (sqlite3.Error, OSError):
            return  # a read-only or full disk: the next run computes it again
