"""Where the files of a vault go when its pages move to `wiki/`, and how links follow them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cached_property
from urllib.parse import unquote

from pipeline.core.markup.links import Link, links_of
from pipeline.core.paths import path_from
from pipeline.core.wiki.citations import link_to

WIKI = "wiki/"
# What stands at the root of a vault for people and programs, and stays there.
_STAYS = re.compile(
    r"(?:readme|contributing|code[-_]of[-_]conduct|security|changelog|notice)"
    r"(?:[-_.][a-z]{2}(?:[-_][a-z]{2,4})?)?(?:\.(?:md|txt|rst))?"
    r"|licen[cs]e(?:[-_.]\w+)?(?:\.\w+)?|(?:agents|claude|gemini)\.md|makefile|dockerfile"
    r"|.*\.(?:toml|lock|ya?ml|json|cfg|ini|sh|ps1|py|js|ts)",
    re.IGNORECASE,
)
# A destination as Markdown and HTML write it, up to its query or fragment.
_SPELT = re.compile(
    r"(?<=[(\s])<([^<>\n#?]+)|[\"']([^\"'\n#?]+)"
    r"|(?<=[(\s=])((?:[^()\s<>\"'#?]|\([^()\s<>\"'#?]*\))+)"
)
_MOVES_THOUGH_HIDDEN = (".obsidian/", ".trash/")


def plan_moves(paths: Iterable[str], prefix: str = "") -> dict[str, str]:
    """Return where each file goes that moves: all below `prefix`, in the same order to each other.

    Nothing moves where pages are in `wiki/` already. From the root of a repository what is hidden,
    what is in `raw/` and what people look for there does not move.
    """
    paths = list(paths)
    if prefix:
        return {path: WIKI + path[len(prefix) :] for path in paths if path.startswith(prefix)}
    if any(path.startswith(WIKI) and path.endswith(".md") for path in paths):
        return {}
    return {path: WIKI + path for path in paths if not _stays(path)}


def _stays(path: str) -> bool:
    if path.startswith(_MOVES_THOUGH_HIDDEN):
        return False
    first, slash, _ = path.partition("/")
    if slash:
        return first.startswith(".") or first in ("raw", "wiki")
    return first.startswith(".") or bool(_STAYS.fullmatch(first))


class MovedLinks:
    """Rewrites the links of Markdown so that each leads to the same file after the moves."""

    def __init__(self, paths: Iterable[str], moves: Mapping[str, str], prefix: str = "") -> None:
        self._paths, self._moves, self._prefix = frozenset(paths), moves, prefix

    def follow(self, path: str, text: str) -> str:
        """Return the text of the file that stood at `path`, with links as its new place needs."""
        new = self._moves.get(path, path)
        for link in reversed(links_of(text)):
            written = text[link.start : link.end]
            made = self._named(link, written) if link.names else self._led(link, written, path, new)
            text = text[: link.start] + made + text[link.end :]
        return text

    def _named(self, link: Link, written: str) -> str:
        """Take the folder that is gone off a name: `[[docs/x]]` becomes `[[x]]`."""
        gone = self._prefix
        return written.replace(gone, "", 1) if gone and link.target.startswith(gone) else written

    def _led(self, link: Link, written: str, old: str, new: str) -> str:
        if not link.target or link.target.startswith("/") or ":" in link.target.split("/")[0]:
            return written
        there = path_from(old.rpartition("/")[0], link.target)
        goes = self._moves.get(there) or (there if there in self._paths else self._folder(there))
        if not goes or path_from(new.rpartition("/")[0], link.target) == goes:
            return written
        for found in _SPELT.finditer(written):
            group = found.lastindex or 0
            if unquote(found[group]).rstrip("/") == link.target.rstrip("/"):
                made = link_to(new, goes) + ("/" if found[group].endswith("/") else "")
                return written[: found.start(group)] + made + written[found.end(group) :]
        return written

    def _folder(self, path: str) -> str:
        """Return where a folder goes; empty where there is none."""
        return self._folders.get(path, "")

    @cached_property
    def _folders(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for path in self._paths:
            goes, at = self._moves.get(path, path), path
            while "/" in at:
                at, goes = at.rpartition("/")[0], goes.rpartition("/")[0]
                found.setdefault(at, goes)
        return found
