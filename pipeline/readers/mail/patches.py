"""Tell the patches in a mail, and mark them as code: their signs would make lists of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from pipeline.readers.shared.fences import write_fenced

_BEGIN = re.compile(r"(?:diff --git |Index: |--- (?=\S))\S.*")
_OLD, _NEW = re.compile(r"--- \S.*"), re.compile(r"\+\+\+ \S.*")
_INSIDE = re.compile(
    r"[-+ @\\\t].*|diff .*|index [0-9a-f]+\.\..*|Index: .*|={10,}"
    r"|(?:old|new|deleted file|new file)"
    r" mode .*|(?:similarity|dissimilarity) index .*|(?:rename|copy) (?:from|to) .*"
    r"|Binary files .*|"
)
_END = re.compile(r"-- ?")  # the signature below a patch
_HEAD = 12  # lines within which a patch names both files


def count_patch(lines: Sequence[str], at: int) -> int:
    """Return how many lines from this one on are a patch; 0 for none."""
    if not _BEGIN.fullmatch(lines[at]):
        return 0
    head = lines[at : at + _HEAD]
    named = any(_OLD.fullmatch(old) and _NEW.fullmatch(new) for old, new in pairwise(head))
    if not named and not lines[at].startswith("diff --git "):
        return 0
    end = at
    while end < len(lines) and _INSIDE.fullmatch(lines[end]) and not _END.fullmatch(lines[end]):
        end += 1
    while not lines[end - 1].strip():
        end -= 1
    return end - at


def write_patch(lines: Sequence[str]) -> list[str]:
    """Return the lines of a patch as a block of code."""
    return [*write_fenced([line.rstrip() for line in lines], "diff"), ""]
