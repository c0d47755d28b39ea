"""Which files say the same: copies of each other, but for white space, line ends and front matter.

A copy is no second witness, so it is not compiled, and nothing is made more certain by it.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Mapping

_FRONT = re.compile(r"---[ \t]*\r?\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\r?\n|$)")


def digest_words(data: bytes) -> str:
    """Return the digest of what a file says, or "" where it says nothing.

    Two files have the same digest if they differ only in white space, in line ends, or in front
    matter. Of a file that is no UTF-8 text it is the digest of all its bytes.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return hashlib.sha256(data).hexdigest()
    if "\0" in text:
        return hashlib.sha256(data).hexdigest()
    front = _FRONT.match(text)
    words = " ".join(text[front.end() if front else 0 :].split())
    return hashlib.sha256(unicodedata.normalize("NFC", words).encode()).hexdigest() if words else ""


def find_copies(
    words: Mapping[str, str], recorded: Collection[str], known: Collection[str] = ()
) -> dict[str, str]:
    """Return the files that say what another says, each with the path of that other one.

    `words` are the digests by path. Of several files that say the same, one is no copy: one that a
    page records, else one that is `known` under another name, else the one with the shortest path.
    """
    groups: dict[str, list[str]] = {}
    for path, digest in words.items():
        if digest:
            groups.setdefault(digest, []).append(path)
    found: dict[str, str] = {}
    for paths in groups.values():
        first = min(paths, key=lambda p: (p not in recorded, p not in known, len(p), p))
        found |= {path: first for path in paths if path != first}
    return found
