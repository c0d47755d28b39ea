"""Find sources that were moved and changed at once: a new file that says what a missing one said.

The wiki holds quotes of the missing file. A new file in which most of them stand is taken for it,
so that `wiki replace` can be offered before a second summary page is made. Git's own detection of
renames is not asked, because a checkout may hold the last commit alone.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence

from pipeline.core.haystack import Haystack
from pipeline.core.values import Quote, Source
from pipeline.core.wiki.wiki import Wiki

_MOST_FILES = 20  # missing and new ones that are looked at: each new one must be read
_MOST_QUOTES = 40  # of a missing source
_SHARED_PART = 0.5  # the share of the quotes that must stand in the new file


def find_moved_sources(
    wiki: Wiki,
    missing: Sequence[str],
    new: Sequence[str],
    hashes: Mapping[str, str],
    read: Callable[[str], Source | None],
) -> dict[str, str]:
    """Return the new sources that look like missing ones, each with the path of the missing one.

    A source that was only renamed, so that its hash is the recorded one, is left out. `hashes` are
    those of the sources that are there. Of several new files the one with most of the quotes is
    taken, and each file is taken once.
    """
    there = set(hashes.values())
    lost = [p for p in missing if wiki.records[p].record.get("sha256") not in there]
    if not lost or not new:
        return {}
    known = {path: _quotes_of(path, wiki) for path in sorted(lost)[:_MOST_FILES]}
    shares = []
    for path in sorted(new, key=lambda p: (not _near(p, lost), p))[:_MOST_FILES]:
        source = read(path)
        if source is not None:
            haystack = Haystack(source)
            shares += [(_share(q, haystack), old, path) for old, q in known.items()]
    found: dict[str, str] = {}
    for share, old, path in sorted(shares, key=lambda row: (-row[0], row[1:])):
        if share >= _SHARED_PART and path not in found and old not in found.values():
            found[path] = old
    return found


def _near(path: str, lost: Collection[str]) -> bool:
    """Tell whether a file has the suffix of a missing one."""
    return path.rpartition(".")[2] in {old.rpartition(".")[2] for old in lost}


def _quotes_of(path: str, wiki: Wiki) -> list[Quote]:
    labels = wiki.labels_of(wiki.records[path].source_label)[:_MOST_QUOTES]
    cited = (wiki.citation(label) for label in labels)
    return [quote for one in cited if one and one.source == path for quote in one.quotes]


def _share(quotes: Sequence[Quote], haystack: Haystack) -> float:
    """Return which part of the quotes, by their letters, stands in a source."""
    there = sum(len(q.text) for q in quotes if haystack.find(q.text) is not None)
    return there / sum(len(q.text) for q in quotes) if quotes else 0.0
