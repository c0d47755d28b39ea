"""The grades of how much a statement says of a thing."""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple


class Telling(IntEnum):
    """How much a statement says of a thing; from `DESCRIBES` on it can open the thing's page."""

    NOTHING = 0  # the thing is not named, or only in passing
    RELATES = 1  # the thing is what another thing is said to hold, use or do
    TOUCHES = 2  # a part or use of the thing is the subject
    TREATS = 3  # the thing is the subject
    DESCRIBES = 4  # the thing is the subject, and the statement tells what it does
    DEFINES = 5  # it tells what the thing is


class Told(NamedTuple):
    """What one statement tells of a thing, and in how many sentences."""

    telling: Telling
    sentences: int
    opening: str = ""  # its first words
    words: int = 0  # of its first sentence
