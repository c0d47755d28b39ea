"""Find the pages whose derived parts a change can move, so that no others need be derived.

Deriving a page takes a thousand times as long as looking its names up, and a wiki has ten thousand.
"""

from __future__ import annotations

from collections.abc import Collection

from pipeline.core.bookkeeping.frame_page import find_reworded_links
from pipeline.core.paths import slug_of_path
from pipeline.core.wiki.wiki import Wiki


def find_affected_pages(before: Wiki, after: Wiki, paths: Collection[str]) -> set[str]:
    """Return the slugs of the pages whose derived parts a change of these paths can affect.

    What it takes grows with the change and with the links of its pages, and not with the wiki. So
    a page whose `related` was wrong before is found only where its links change
    (`find_stale_pages` finds the others).
    """
    changed = {slug_of_path(path) for path in paths}
    # A file that the team ignores becomes a page when a source is compiled that it cites.
    changed |= before.facts.keys() ^ after.facts.keys()
    found = {
        slug
        for slug in _find_relinked_pages(before, after, changed)
        if after.facts[slug].path in paths
        or after.facts[slug].related != tuple(after.related(slug))
    } | find_reworded_links(before, after, paths)
    records = (*before.by_label.items(), *after.by_label.items())
    # Who wrote a source, and when, decides the confidence of every page that cites it.
    for base in {base for base, f in records if f.path in paths}:
        found.update(slug for label in after.labels_of(base) for slug in after.pages_citing(label))
    return found


def _find_relinked_pages(before: Wiki, after: Wiki, changed: set[str]) -> set[str]:
    """Return the pages to or from which other links may lead, by the slugs of the changed pages.

    These are the changed pages, those to which they link or linked, and where a name opens another
    page than before, all that link to it or are called so.
    """
    found = set(changed)
    for wiki in (before, after):
        for facts in (wiki.facts[slug] for slug in changed if slug in wiki):
            keys = [key for key in facts.names if before.opened_by(key) != after.opened_by(key)]
            for key in keys:
                found.update(before.pages_called(key), after.pages_called(key))
                found.update(after.pages_linking(key))
            found.update(
                slug
                for key in facts.links
                for slug in (before.opened_by(key), after.opened_by(key))
                if slug
            )
    return found & after.facts.keys()


def find_stale_pages(wiki: Wiki) -> set[str]:
    """Return the slugs of the pages whose `related` is not what the links of the wiki give."""
    outgoing, incoming = wiki.links_both_ways
    return {
        slug
        for slug, facts in wiki.facts.items()
        if facts.related != tuple(sorted(outgoing[slug] | incoming[slug]))
    }
