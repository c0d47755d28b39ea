"""Make the files of a wiki again of a bundle; what is no page of ours becomes a source.

A bundle may come from anywhere. So a path that it names is believed only where it lies among the
team's files and no computer stumbles over it, and a concept without our key states what nobody has
cited: it is something to compile, and lands under `raw/`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.markup import frontmatter
from pipeline.core.name_keys import slug_of
from pipeline.core.paths import find_name_faults, half_of_path
from pipeline.core.wiki.facts import is_page
from pipeline.outputs.exports.okf import KEY, VERSION
from pipeline.outputs.exports.okf.bundle_links import with_wiki_links
from pipeline.outputs.exports.okf.bundle_paths import REFERENCES, path_of_reference

_RESERVED = ("index.md", "log.md")


@dataclass(frozen=True)
class RestoredFile:
    """A file of the repository, and the place in the bundle that it is made of."""

    path: str
    place: str
    data: bytes
    page: bool = False


@dataclass(frozen=True)
class RefusedPlace:
    """A file of a bundle that is not taken, and why."""

    place: str
    why: str


def restore_files(
    places: Sequence[str], read: Callable[[str], bytes], name: str
) -> Iterator[RestoredFile | RefusedPlace]:
    """Yield what becomes of each file of a bundle, in the order of the places.

    `read` gives the content of a place. `name` is that of the bundle: of one that is not ours the
    concepts go to a folder of this name under `raw/`.
    """
    concepts = [p for p in places if p.endswith(".md") and not _is_reserved(p)]
    ours = {place: own for place in concepts if (own := _own(read(place)))}
    for place in places:
        if _is_reserved(place):
            continue
        if place in ours:
            yield _page(place, ours[place], read(place))
        elif place in concepts:
            yield _checked(f"raw/{slug_of(name)}/{place}", place, read(place))
        elif path := path_of_reference(place) if ours else "":
            yield _checked(path, place, read(place))
        else:
            yield RefusedPlace(place, "it is neither a concept nor a file of a wiki")


def _is_reserved(place: str) -> bool:
    """Tell whether a file lists others: code makes such lists anew."""
    return place.rpartition("/")[2] in _RESERVED and not place.startswith(REFERENCES)


def _own(data: bytes) -> Mapping[str, Any] | None:
    """Return what we wrote into a concept's front matter; None where it is not ours."""
    try:
        block, _ = frontmatter.split(data.decode("utf-8"))
        own = frontmatter.load_block(block).get(KEY) if block else None
    except (UserError, UnicodeDecodeError):
        return None
    is_own = isinstance(own, dict) and own.get("version") == VERSION
    return own if is_own and isinstance(own, dict) else None


def _page(place: str, own: Mapping[str, Any], data: bytes) -> RestoredFile | RefusedPlace:
    path, front = own.get("path"), own.get("front")
    if not (isinstance(path, str) and isinstance(front, str) and is_page(path)):
        return RefusedPlace(place, "it names no page under wiki/")
    _, body = frontmatter.split(data.decode("utf-8"))
    return _checked(path, place, (front + with_wiki_links(body)).encode(), True)


def _checked(path: str, place: str, data: bytes, page: bool = False) -> RestoredFile | RefusedPlace:
    if any(part in ("", ".", "..") or part.startswith(".") for part in path.split("/")):
        return RefusedPlace(place, "its path leads out of the wiki, or is hidden")
    if half_of_path(path) == "product":
        return RefusedPlace(place, "it is no file of a team")
    for fault in find_name_faults(path):
        return RefusedPlace(place, fault)
    return RestoredFile(path, place, data, page)
