"""Paths in the repository: whose they are, and which names some computers or people cannot use."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Literal

from pipeline.core.hidden_characters import hidden_characters
from pipeline.core.name_keys import DEVICE_NAMES, file_key
from pipeline.core.text import digest

Half = Literal["raw", "wiki", "log", "schema", "product"]
TEAM_PATHS = ("raw", "wiki", "schema.md", "log.md")  # the paths of the team's half
TEAM_FOLDERS = {"raw", "wiki"}
TEAM_FILES: dict[str, Half] = {"log.md": "log", "schema.md": "schema"}
LONGEST_NAME = 255  # bytes that a name may have on every common file system
KEPT_FOLDER = "wiki/texts/"  # of the kept texts of sources
_LOOKS_LIKE_A_FILE = re.compile(r"\.md_*$")
_CHART = re.compile(r"wiki/[a-z0-9][a-z0-9-]*/charts/[a-z0-9][a-z0-9._-]{0,120}\.(?:json|svg)")
_NOT_ON_WINDOWS = re.compile(r'[<>:"|?*]')


def half_of_path(path: str) -> Half:
    """Return what a path belongs to: one of the four parts of the team's half, or the product."""
    first = path.split("/")[0]
    if first in TEAM_FOLDERS:
        return "raw" if first == "raw" else "wiki"
    return TEAM_FILES.get(path, "product")


def kept_path(source: str) -> str:
    """Return where the text of a source is kept: `wiki/texts/a/x.pdf.md` for `raw/a/x.pdf`.

    No two sources have the same place. A folder whose name ends as the file of a text does gets a
    `_`, and a name that would become too long for a file system is cut and given a digest.
    """
    *folders, name = source.removeprefix("raw/").split("/")
    steps = [f"{step}_" if _LOOKS_LIKE_A_FILE.search(step) else step for step in folders]
    if len(name.encode("utf-8", "surrogateescape")) > LONGEST_NAME - len(".md"):
        name = f"{name[:40]}-{digest(source)}"
    return KEPT_FOLDER + "/".join([*steps, f"{name}.md"])


def is_kept_path(path: str) -> bool:
    """Tell whether a path lies where the kept texts of sources are."""
    return path.startswith(KEPT_FOLDER)


def is_chart_path(path: str) -> bool:
    """Tell whether a path is that of a chart beside reports: its picture, or the values of it."""
    return bool(_CHART.fullmatch(path))


def find_name_faults(path: str) -> Iterator[str]:
    """Yield what is wrong with a path's name, as sentences that leave the path out."""
    if any("\ud800" <= char <= "\udfff" for char in path):
        yield "the name is not UTF-8"
    elif hidden_characters(path) or any(char in path for char in "\n\t\r"):
        yield "the name holds a character that nobody can see"
    if "\\" in path:
        yield "the name holds a backslash, which is a folder on Windows"
    for name in path.split("/"):
        problem = _odd_name(name)
        if problem:
            yield problem


def _odd_name(name: str) -> str:
    if name in ("", ".", "..") or name.rstrip(". ").lower() == ".git":
        return f"{name!r} is no name for a file or folder"
    if name.split(".")[0].rstrip().lower() in DEVICE_NAMES:
        return f"{name!r} is the name of a device on Windows"
    if _NOT_ON_WINDOWS.search(name):
        return f"{name!r} holds a character that Windows does not allow"
    if name[-1] in ". " or name[0] == " ":
        return f"{name!r} begins or ends with a space, or ends with a dot"
    if len(name.encode("utf-8", "surrogateescape")) > LONGEST_NAME:
        return f"the name is longer than {LONGEST_NAME} bytes"
    return ""


def find_name_clashes(
    paths: Iterable[str], new: Collection[str], before: Iterable[str] = ()
) -> Iterator[tuple[str, str]]:
    """Yield pairs (new path, other spelling) that many computers take for one file or folder.

    Such names differ only in case or in how their letters are composed. Folders count too:
    `raw/A/x` and `raw/a/y` are in one folder on a Mac and in two folders in git. Two spellings that
    both existed in `before` are not reported, because the change did not bring them in.
    """
    wanted = {file_key(name) for path in new for name in _with_parents(path)}
    paths = [*paths] if wanted else []
    spelt: dict[str, set[str]] = {}
    for name in (*folders_holding(paths), *paths):
        if (key := file_key(name)) in wanted:
            spelt.setdefault(key, set()).add(name)
    if not any(len(names) > 1 for names in spelt.values()):
        return
    before = [*before]
    stood = {*folders_holding(before), *before}
    for path in new:
        for name in _with_parents(path):
            others = spelt[file_key(name)] - {name}
            if name in stood:
                others -= stood
            if others:
                yield path, min(others)
                break


def folders_holding(paths: Iterable[str]) -> Iterator[str]:
    """Yield each folder that holds one of these files, and each folder above it, once."""
    seen: set[str] = set()
    for folder in {path.rpartition("/")[0] for path in paths}:
        while folder and folder not in seen:
            seen.add(folder)
            yield folder
            folder = folder.rpartition("/")[0]


def _with_parents(path: str) -> Iterator[str]:
    at = path.find("/")
    while at >= 0:
        yield path[:at]
        at = path.find("/", at + 1)
    yield path


def explain_mode(mode: str) -> str:
    """Return what is wrong with the git mode of a file of the team; empty for a plain file."""
    return {
        "100644": "",
        "100755": "the file is executable",
        "120000": "the file is a symbolic link",
        "160000": "this is a submodule, not a file",
    }.get(mode, f"the file has the mode {mode}")


def slug_of_path(path: str) -> str:
    """Return the slug of a page: its file name without folders and without `.md`."""
    return path.rsplit("/", 1)[-1].removesuffix(".md")


def path_from(folder: str, relative: str) -> str:
    """Return the path to which a relative path leads from a folder; "" where it leaves the root."""
    parts = folder.split("/") if folder else []
    for step in relative.split("/"):
        if step == "..":
            if not parts:
                return ""
            parts.pop()
        elif step not in (".", ""):
            parts.append(step)
    return "/".join(parts)
