"""Take the pictures that a document shows along with it, into `raw/assets/`.

The copy of the document names them there. The person's own files stay as they are.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.files import read_foreign_bytes
from pipeline.core.sources.file_names import DEEPEST_FOLDER, safe_file_name, split_suffix
from pipeline.core.sources.picture_markup import (
    VECTORS,
    files_of_target,
    find_graphics_folders,
)
from pipeline.core.sources.pictures import (
    PictureLink,
    find_picture_links,
    looks_like_picture,
    point_to,
)
from pipeline.core.text import counted, shorten
from pipeline.operations.add.addition import GivenFile
from pipeline.operations.add.shelf import Shelf
from pipeline.readers import MAX_BYTES, READERS, SHOW_FILES

MOST_PICTURES = 500  # of one document
# Where programs put what a note embeds by its name alone.
_FOLDERS = ("", "assets", "attachments", "images", "img", "media", "_resources", "files")


@dataclass(frozen=True)
class TakenPictures:
    """A document as it is kept, the pictures that are to be written, and what is to be told.

    `shown` are the files of the pictures that the document shows. `elsewhere` is the document as it
    would be in other folders, by which a copy is known that was put there.
    """

    data: bytes
    files: tuple[tuple[str, bytes], ...] = ()
    notes: tuple[str, ...] = ()
    shown: frozenset[Path] = frozenset()
    elsewhere: tuple[bytes, ...] = ()


def take_pictures(
    given: GivenFile, data: bytes, by_name: Mapping[str, Sequence[Path]], shelf: Shelf
) -> TakenPictures:
    """Find the pictures of a document; only those below the folder that was named are taken."""
    form = READERS[split_suffix(given.name)[1]]
    if given.file is None or given.reach is None or form not in SHOW_FILES:
        return TakenPictures(data)
    # One character for each byte, where it is no UTF-8, so that all else stays byte for byte.
    coding = "utf-8" if _is_utf8(data) else "latin-1"
    text = data.decode(coding)
    links = find_picture_links(text, form)[:MOST_PICTURES]
    folders = find_graphics_folders(text) if form == "latex" else ()
    files: dict[str, bytes] = {}
    new: dict[str, str] = {}
    shown: set[Path] = set()
    missing: list[str] = []
    vectors = 0
    for link in links:
        if link.target in new or link.target in missing:
            continue
        meant = files_of_target(link.target, form, folders)
        path = _find(link, meant, given.file, given.reach, by_name)
        found = _read(path)
        if path is not None and path.suffix.lower() in VECTORS:
            vectors += 1
            continue
        if path is None or found is None:
            missing.append(link.target)
            continue
        shown.add(path)
        where, is_new = shelf.place_picture(safe_file_name(path.name), found)
        if is_new:
            files[where] = found
        new[link.target] = where.removeprefix("raw/")
    notes = [f"{counted(len(new), 'picture')} in raw/assets"] if new else []
    if missing:
        named = ", ".join(shorten(target, 40) for target in missing[:3])
        notes.append(
            f"{counted(len(missing), 'picture')} not found below {given.reach.name}/: {named}"
            + (" …" if len(missing) > 3 else "")
        )
    if vectors:
        notes.append(f"{counted(vectors, 'figure')} in PDF or PostScript not taken along")
    if not new:
        return TakenPictures(data, notes=tuple(notes))

    def in_folder(depth: int) -> bytes:
        paths = {target: "../" * depth + path for target, path in new.items()}
        return point_to(text, links, paths).encode(coding)

    depth = given.folder.count("/") + 1 if given.folder else 0
    return TakenPictures(
        in_folder(depth),
        tuple(files.items()),
        tuple(notes),
        frozenset(shown),
        tuple(in_folder(other) for other in range(DEEPEST_FOLDER + 1) if other != depth),
    )


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _find(
    link: PictureLink,
    meant: Sequence[str],
    document: Path,
    reach: Path,
    by_name: Mapping[str, Sequence[Path]],
) -> Path | None:
    """Return the file of a picture, if it lies below `reach` and no link leads to it."""
    target = meant[0]
    wanted = [document.parent / one for one in meant]
    if link.kind == "embed":
        wanted = [top / folder / target for top in (document.parent, reach) for folder in _FOLDERS]
        wanted += by_name.get(target.rpartition("/")[2].lower(), ())
    return next((path for one in wanted if (path := _plain_file(one, reach))), None)


def _plain_file(path: Path, reach: Path) -> Path | None:
    try:
        plain = Path(os.path.normpath(path))
        inside = plain.is_relative_to(reach) and plain.resolve() == plain
        return plain if inside and plain.is_file() else None
    except (OSError, ValueError):
        return None


def _read(path: Path | None) -> bytes | None:
    if path is None:
        return None
    try:
        data = read_foreign_bytes(path, MAX_BYTES)
    except (OSError, ValueError):
        return None
    return data if looks_like_picture(path.name, data) else None
