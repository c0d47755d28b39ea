"""Join captions to paragraphs of speech: one speaker each, without what rolling captions repeat."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.subtitles.cues import CHANGED, Cue

_PAUSE = 4.0  # seconds of silence that end a paragraph
_LONG_PAUSE = 30.0  # after which a speaker is named again, where names stand before the words
_LONG = 500  # characters, behind which a paragraph ends with the sentence
_LONGEST = 2_000  # characters of a paragraph in which no sentence ends
_END = re.compile(r"[.!?…。！？][\"'”’)\]]*$")
_SOON = 1.0  # seconds between captions that roll
_ROLLING = 5  # one in so many captions repeats the one before, where captions roll


@dataclass
class Turn:
    """A paragraph of speech: `start` in seconds, `line` of the file."""

    speaker: str
    start: float
    end: float
    line: int
    words: str


def join_cues(cues: Sequence[Cue], labelled: bool = False) -> tuple[list[Turn], int]:
    """Return the paragraphs, and how many repeated lines were left out.

    Where captions are `labelled`, a name holds until the next one, for some silence too.
    """
    cues = sorted(cues, key=lambda cue: cue.line)
    rolling = _is_rolling(cues)
    turns: list[Turn] = []
    before: list[tuple[str, str]] = []
    dropped, end, speaker = 0, float("-inf"), ""
    for cue in cues:
        said = list(cue.said)
        repeated = _overlap(before, said) if rolling and cue.start <= end + _SOON else 0
        dropped += repeated
        for who, words in said[repeated:]:
            changed = who == CHANGED
            speaker = "" if changed else who or (speaker if _goes_on(cue, turns, labelled) else "")
            _add(turns, cue, speaker, words, changed)
        before, end = said, cue.end
    return turns, dropped


def _goes_on(cue: Cue, turns: list[Turn], labelled: bool) -> bool:
    """Tell whether a caption without a name may go on with the last speaker's words."""
    pause = _LONG_PAUSE if labelled else _PAUSE
    return bool(turns) and cue.start <= turns[-1].end + pause


def _add(turns: list[Turn], cue: Cue, speaker: str, words: str, changed: bool) -> None:
    last = turns[-1] if turns else None
    if (
        last is None
        or changed
        or speaker != last.speaker
        or cue.start > last.end + _PAUSE
        or (len(last.words) > _LONG and _END.search(last.words))
        or len(last.words) + len(words) > _LONGEST
    ):
        turns.append(Turn(speaker, cue.start, cue.end, cue.line, words))
        return
    last.words += f" {words}"
    last.end = cue.end


def _is_rolling(cues: Sequence[Cue]) -> bool:
    pairs = [(one, two) for one, two in itertools.pairwise(cues) if two.start <= one.end + _SOON]
    repeats = sum(_overlap(one.said, two.said) > 0 for one, two in pairs)
    return repeats > 1 and repeats * _ROLLING >= len(pairs)


def _overlap(before: Sequence[tuple[str, str]], said: Sequence[tuple[str, str]]) -> int:
    """Return with how many of its first lines a caption repeats the last ones before it."""
    most = min(len(before), len(said), 4)
    return next(
        (
            n
            for n in range(most, 0, -1)
            if [words for _, words in before[-n:]] == [words for _, words in said[:n]]
        ),
        0,
    )
