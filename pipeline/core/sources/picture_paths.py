"""Tell where the file of a picture lies that a document under `raw/` shows by a relative path."""

from __future__ import annotations

from collections.abc import Iterator

ROOT = "raw/"


def picture_places(document: str, target: str) -> Iterator[str]:
    """Yield the paths under `raw/` that a target may mean, the likeliest first.

    That is the path as the document sees it; and, since a note may have been exported from a vault
    or a site whose root is another folder, the same path from `raw/` and below `raw/assets/`.
    Nothing outside `raw/` is ever yielded.
    """
    plain = target.replace("\\", "/").strip()
    folder = document.rpartition("/")[0]
    rooted = plain.lstrip("/")
    wanted = [] if plain.startswith("/") else [f"{folder}/{plain}"]
    wanted += [f"{ROOT}{rooted}", f"{ROOT}assets/{rooted}"]
    wanted += [f"{ROOT}assets/{rooted.rpartition('/')[2]}"]
    seen: set[str] = set()
    for path in wanted:
        full = _without_dots(path)
        if full.startswith(ROOT) and full not in seen:
            seen.add(full)
            yield full


def leads_outside(document: str, target: str) -> bool:
    """Tell whether a relative path climbs out of `raw/`."""
    return not _without_dots(f"{document.rpartition('/')[0]}/{target}").startswith(ROOT)


def _without_dots(path: str) -> str:
    """Return a path without `.` and empty parts, and with `..` only where it climbs out of all."""
    out: list[str] = []
    for part in path.split("/"):
        if part == ".." and out and out[-1] != "..":
            out.pop()
        elif part not in ("", "."):
            out.append(part)
    return "/".join(out)
