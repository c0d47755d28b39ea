"""Tell who wrote what: the names of this program in commits, their trailers, and what blame says.

It reads what git printed, and runs nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.core.values import Hand

BOT_NAME = "wiki compile"
BOT_EMAIL = "wiki-compile@localhost"
_BOT_MAIL_ENDING = "[bot]@users.noreply.github.com"
_BLAMED_LINE = re.compile(r"([0-9a-f]{40}(?:[0-9a-f]{24})?) \d+ (\d+)")
_CO_AUTHOR = re.compile(r"^\s*Co-authored-by:[^<>\n]*<([^<>\s]*)>", re.MULTILINE | re.IGNORECASE)
_OUR_TRAILER = re.compile(r"^\s*Wiki-(?:Source|Upkeep): ", re.MULTILINE)


def bot_identity() -> dict[str, str]:
    """Return the names under which the program commits, even where git was never told one."""
    return {
        f"GIT_{who}_{what}": value
        for who in ("AUTHOR", "COMMITTER")
        for what, value in (("NAME", BOT_NAME), ("EMAIL", BOT_EMAIL))
    }


def read_blame(out: str) -> tuple[dict[int, str], dict[str, dict[str, str]]]:
    """Read `git blame --porcelain`: the commit of each line, and the properties of each commit."""
    lines: dict[int, str] = {}
    about: dict[str, dict[str, str]] = {}
    said: dict[str, str] = {}
    for row in out.split("\n"):
        head = _BLAMED_LINE.match(row)
        if head:
            said = about.setdefault(head[1], {})
            lines[int(head[2])] = head[1]
        elif row and not row.startswith("\t"):
            key, _, value = row.partition(" ")
            said[key] = value
    return lines, about


def hand_of_commit(author: str, changes: bool, message: str) -> Hand | None:
    """Tell who made a commit; None where it holds lines of both, or made the whole file.

    `author` is the author's address, `changes` whether the file existed before.
    """
    others = [
        mail
        for mail in _CO_AUTHOR.findall(message)
        if mail != BOT_EMAIL and not mail.endswith(_BOT_MAIL_ENDING)
    ]
    if author == BOT_EMAIL or author.endswith(_BOT_MAIL_ENDING):
        return None if others else "ours"
    mixed = BOT_EMAIL in message or _OUR_TRAILER.search(message)
    return None if mixed or not changes else "people"


def read_trailers(message: str) -> dict[str, str]:
    """Return the `Key: value` lines at the end of a commit message."""
    last = message.rstrip().rsplit("\n\n", 1)[-1]
    rows: Iterable[tuple[str, str, str]] = (line.partition(": ") for line in last.splitlines())
    return {
        key: value for key, sep, value in rows if sep and re.match(r"^[A-Za-z][A-Za-z0-9-]*$", key)
    }
