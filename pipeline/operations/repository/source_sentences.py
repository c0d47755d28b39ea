"""Which sentences each compiled source holds, as digests, by which near copies are found.

They are kept by the id of the blob that was read, since a source is read once and compared often.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from pipeline.adapters.store.facts import FactsCache
from pipeline.core.language.near_copies import digest_sentences

_KIND, _VERSION = "sentences", "1"
_DIGITS = 8  # of a digest in hexadecimal


def read_source_sentences(
    cache: FactsCache, blobs: Mapping[str, str], text_of: Callable[[str], str]
) -> dict[str, frozenset[int]]:
    """Return the digests of the sentences of sources, given as path → id of the blob with the text.

    `text_of` is asked for the text of those of which nothing is kept yet.
    """
    rows = cache.kept_rows(_KIND, _VERSION, blobs)
    new = {
        path: "".join(f"{one:08x}" for one in sorted(digest_sentences(text_of(path))))
        for path in blobs.keys() - rows.keys()
    }
    cache.keep_rows(_KIND, _VERSION, blobs, new)
    return {path: _read_row(row) for path, row in (rows | new).items()}


def _read_row(row: str) -> frozenset[int]:
    try:
        return frozenset(int(row[at : at + _DIGITS], 16) for at in range(0, len(row), _DIGITS))
    except ValueError:  # the file was damaged; without it less is told
        return frozenset()
