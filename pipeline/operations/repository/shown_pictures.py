"""Find the files of the pictures that a document shows, and say why others are not looked at.

A document may name anything. What is read is a plain file under `raw/` of the same commit, of a
kind and a size that a picture has; nothing is fetched, and no link is followed.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from hashlib import sha256

from pipeline.adapters.git.tree_rows import Blob
from pipeline.core.picture import MOST_PICTURES
from pipeline.core.sources.picture_header import read_picture_header
from pipeline.core.sources.picture_markup import (
    VECTORS,
    files_of_target,
    find_graphics_folders,
)
from pipeline.core.sources.picture_paths import leads_outside, picture_places
from pipeline.core.sources.pictures import (
    find_picture_links,
    find_shown_pictures,
    is_picture,
)
from pipeline.core.text import counted, shorten
from pipeline.core.values import PictureFile, Source
from pipeline.readers import LFS_POINTER, MAX_BYTES, format_of
from pipeline.readers.shared.pictures import MOST_MEGAPIXELS

_MOST_NAMED = 3
_LONGEST_NAME = 60
ReadBlob = Callable[[Blob], tuple[int, bytes]]
"""Returns the size of a blob, and its content unless that is too large."""
ReadPath = Callable[[str], bytes]


def find_picture_files(source: Source, raw: Mapping[str, Blob], read: ReadBlob) -> Source:
    """Return a source whose pictures have the paths and hashes of their files.

    Those that are not to be read are left out; notes tell of them, but for ornaments.
    """
    if not source.picture_files:
        return source
    left_out: dict[str, list[str]] = {}
    found: dict[int, PictureFile] = {}
    ornaments: set[int] = set()
    for file in source.picture_files:
        blob = _find(source.path, file, raw)
        size, data = read(blob) if blob is not None and blob.mode in _PLAIN else (0, b"")
        if why := _why_not(source.path, file.path, blob, size, data):
            left_out.setdefault(why, []).append(file.path)
            continue
        header = read_picture_header(data)
        if blob is None or header is None or header.is_ornament:
            ornaments.add(file.number)
        else:
            found[file.number] = PictureFile(file.number, blob.path, sha256(data).hexdigest())
    own = {file.number for file in source.picture_files}
    kept = [n for n in source.bare if n in found or n not in own]
    notes = [_tell_left_out(left_out)] if left_out else []
    if len(kept) > MOST_PICTURES:
        notes.append(f"only the first {MOST_PICTURES} of {len(kept):,} pictures are to be read")
    kept = kept[:MOST_PICTURES]
    places = dict(zip(source.bare, source.anchors, strict=True))
    return replace(
        source,
        bare=tuple(kept),
        anchors=tuple(places[number] for number in kept),
        picture_files=tuple(found[number] for number in kept if number in found),
        notes=(*source.notes, *notes),
    )


_PLAIN = ("100644", "100755")


def _place(document: str, target: str, raw: Collection[str]) -> str:
    return next((path for path in picture_places(document, target) if path in raw), "")


def _find(document: str, file: PictureFile, raw: Mapping[str, Blob]) -> Blob | None:
    """Return the file that a document means: what it says itself, before what it may mean."""
    places = (_place(document, target, raw) for target in file.others or (file.path,))
    return raw.get(next((place for place in places if place), ""))


def _why_not(document: str, target: str, blob: Blob | None, size: int, data: bytes) -> str:
    """Return why a picture is not read, as the end of a sentence; "" for one that may be."""
    if blob is None and target.lower().endswith(VECTORS):
        return "a figure in PDF or PostScript"
    if blob is None:
        return (
            "outside raw/, by its path"
            if leads_outside(document, target)
            else "not there under raw/"
        )
    if blob.mode not in _PLAIN:
        return "a link, which is not followed"
    if size > MAX_BYTES:
        return f"larger than {MAX_BYTES // 1_000_000} MB"
    if data.startswith(LFS_POINTER):
        return "a Git LFS pointer, and not the picture itself"
    if blob.path.lower().endswith(VECTORS):
        return "a figure in PDF or PostScript"
    if blob.path.lower().endswith(".svg"):
        return "a drawing (SVG)"
    header = read_picture_header(data)
    if header is None:
        return "no picture in PNG, JPEG, WebP or GIF, whatever its name says"
    if header.width * header.height > MOST_MEGAPIXELS * 1_000_000:
        return f"larger than {MOST_MEGAPIXELS} megapixels"
    return ""


def _tell_left_out(left_out: Mapping[str, list[str]]) -> str:
    """Return one line about all pictures that are not read, by reason, with the first names."""
    count = sum(map(len, left_out.values()))
    told = "; ".join(f"{why} ({_list(names)})" for why, names in left_out.items())
    are = "is" if count == 1 else "are"
    return f"{counted(count, 'picture')} that it shows {are} not read: {told}"


def _list(names: list[str]) -> str:
    listed = ", ".join(shorten(name, _LONGEST_NAME) for name in names[:_MOST_NAMED])
    return listed + (f", and {len(names) - _MOST_NAMED} more" * (len(names) > _MOST_NAMED))


def find_shown_paths(path: str, data: bytes, raw: Collection[str]) -> Iterator[str]:
    """Yield the paths under `raw/` of the pictures that a document shows."""
    text = data.decode("utf-8", "replace")
    form = format_of(path)
    if form == "markdown":
        links = find_shown_pictures(text) if "![" in text or "<img" in text else []
    else:
        links = find_picture_links(text, form)
    folders = find_graphics_folders(text) if form == "latex" else ()
    for link in links:
        for target in files_of_target(link.target, form, folders):
            if is_picture(target) and (there := _place(path, target, raw)):
                yield there
                break


def name_picture_files(source: Source, numbers: Collection[int], read: ReadPath) -> str:
    """Return the paths and the sizes of those among the pictures that are files of their own."""
    named = [file for file in source.picture_files if file.number in numbers]
    told = []
    for file in named[:_MOST_NAMED]:
        header = read_picture_header(read(file.path))
        size = f", {header.width:,} × {header.height:,} pixels" if header else ""
        told.append(file.path + size)
    more = f"; and {len(named) - _MOST_NAMED} more" * (len(named) > _MOST_NAMED)
    return "; ".join(told) + more
