"""Which sentences each compiled source holds, as digests, by which near copies are found.

They are kept by the id of the blob that was read, since a source is read once and compared often.
"""

from __future__ import annotations

from pipeline.adapters.store.facts import FactsCache
from pipeline.core.language.near_copies import digest_sentences
from pipeline.core.paths import kept_path
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.readers import keeps_text

_KIND, _VERSION = "sentences", "1"
_DIGITS = 8  # of a digest in hexadecimal


def read_source_sentences(snapshot: Snapshot) -> dict[str, frozenset[int]]:
    """Return the digests of the sentences of every source that the wiki holds, by path.

    One whose text should be kept and is not is left out: it would have to be read anew.
    """
    blobs = {}
    for path in snapshot.wiki.records:
        kept = snapshot.texts.get(kept_path(path))
        blob = kept or (None if keeps_text(path) else snapshot.raw.get(path))
        if blob is not None and path in snapshot.raw:
            blobs[path] = blob.sha
    cache = FactsCache(snapshot.repo.private / "facts.sqlite")
    rows = cache.kept_rows(_KIND, _VERSION, blobs)
    new = {}
    for path in blobs.keys() - rows.keys():
        source = snapshot.source_or_none(path)
        found = digest_sentences(source.text) if source else frozenset()
        new[path] = "".join(f"{one:08x}" for one in sorted(found))
    cache.keep_rows(_KIND, _VERSION, blobs, new)
    return {path: _read_row(row) for path, row in (rows | new).items()}


def _read_row(row: str) -> frozenset[int]:
    try:
        return frozenset(int(row[at : at + _DIGITS], 16) for at in range(0, len(row), _DIGITS))
    except ValueError:  # the file was damaged; without it less is told
        return frozenset()
