"""Read subtitles and transcripts (WebVTT, SRT): who says what, paragraph by paragraph, with times.

`cues` finds the captions, `speech` joins them to paragraphs.
"""

from __future__ import annotations

import re

from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading
from pipeline.readers.shared.speakers import label_line
from pipeline.readers.subtitles.cues import Cue, find_cues
from pipeline.readers.subtitles.speech import Turn, join_cues

_SOUND = re.compile(r"(?:[\[(][^\[\]()]{1,60}[\])]|[♪♫#*\s]+)")
_MOST_TOLD = 5


def read(path: str, data: bytes) -> Reading:
    """Return a line for each paragraph of speech, with its speaker and the time it begins."""
    decoded, notes = decode(path, data)
    found = find_cues(number_lines(decoded))
    if not found.cues:
        raise UserError(
            f"{path}: there are no captions in it, which are a line such as"
            " 00:00:01.000 --> 00:00:04.000 with words below.",
            "Save it as text if it is none of subtitles, or delete it.",
        )
    heard = [cue for cue in found.cues if not _is_sound(cue)]
    turns, rolled = join_cues(heard, found.labelled)
    if sounds := len(found.cues) - len(heard):
        notes += (f"{counted(sounds, 'caption')} left out that {_name(sounds)} no speech: music",)
    if rolled:
        notes += (f"{counted(rolled, 'line')} left out that captions repeat while they roll",)
    if found.unread:
        lines = ", ".join(map(str, found.unread[:_MOST_TOLD]))
        more = ", …" if len(found.unread) > _MOST_TOLD else ""
        one = len(found.unread) == 1
        notes += (
            f"{counted(len(found.unread), 'passage')} left out that"
            f" {'has' if one else 'have'} no time, at {'line' if one else 'lines'} {lines}{more}",
        )
    text, locators = join_lines(_lines_of(turns))
    title = missing_title.first_title(found.title, missing_title.title_from_path(path))
    return Reading(text, locators, "line", Meta(title, language=found.language), notes)


def _name(count: int) -> str:
    return "names" if count == 1 else "name"


def _is_sound(cue: Cue) -> bool:
    return all(_SOUND.fullmatch(line.strip()) for _, line in cue.said if line.strip())


def _lines_of(turns: list[Turn]) -> list[tuple[str, int]]:
    out: list[tuple[str, int]] = []
    for turn in turns:
        out += [("", turn.line)] if out else []
        out.append((label_line(turn.speaker, _clock(turn.start), turn.words), turn.line))
    return out


def _clock(seconds: float) -> str:
    whole = int(seconds)
    return f"{whole // 3600:02}:{whole // 60 % 60:02}:{whole % 60:02}"
