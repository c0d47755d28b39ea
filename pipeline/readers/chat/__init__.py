"""Read JSON: conversations with speaker and time, flat records as a table, all else as an outline.

`shapes` finds the conversations in a value, `message` reads one message of any export, `records`
makes the table, and `outline` the sections.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.text import counted
from pipeline.readers.chat import records
from pipeline.readers.chat.message import Message, Told
from pipeline.readers.chat.outline import find_title, write_outline
from pipeline.readers.chat.shapes import Conversation, find_talks, is_bibliography
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.decode import decode
from pipeline.readers.shared.fences import close_fence
from pipeline.readers.shared.foreign_json import load_json
from pipeline.readers.shared.lines import join_lines, number_lines
from pipeline.readers.shared.reading import Meta, Reading
from pipeline.readers.shared.speakers import label_line

_KNOWN = (
    "Known are lists of messages with a role, author or user and a content or text, the exports of"
    " ChatGPT, Claude, Slack, Discord, Telegram, Matrix, Teams, Google Chat, Mattermost, Messenger"
    " and Instagram, ShareGPT, one message or conversation a line,"
    " and flat records."
)
_BLOCK = re.compile(r"\s{0,3}(?:[#>|]|[-*+]\s|\d{1,9}[.)]\s|`{3}|~{3}|\s{4})")
_MOST_SPEAKERS = 12
_SLACK_ID = re.compile(r"[UWB][A-Z0-9]{7,15}")


def read(path: str, data: bytes) -> Reading:
    """Return conversations message by message, or a table. All locators are 1: lines are JSON's."""
    decoded, notes = decode(path, data)
    value, broken = _load(path, decoded)
    if is_bibliography(value):
        raise UserError(
            f"{path}: this is a bibliography, which describes sources and is none.",
            "Name it like the paper that it describes (paper.json beside paper.pdf).",
        )
    if broken:
        notes += (f"{counted(broken, 'line')} left out that {_are(broken)} no JSON",)
    told: Told = Counter()
    if talks := find_talks(value, told):
        lines = list(_write(talks))
        meta = _meta(path, talks)
        notes += _note_ids(talks)
    elif table := records.find_table(value):
        lines, more = records.write_table(table)
        notes += more
        meta = Meta(missing_title.first_title(table.title, missing_title.title_from_path(path)))
    else:
        lines, more = write_outline(value)
        if not any(map(str.strip, lines)):
            raise UserError(f"{path}: this JSON holds nothing that could be read.", _KNOWN)
        notes += ("read as an outline: it is neither a conversation nor a table", *more)
        meta = Meta(
            missing_title.first_title(find_title(value), missing_title.title_from_path(path))
        )
    notes += tuple(
        f"{counted(count, what)} of messages not read" for what, count in told.items() if count
    )
    text, locators = join_lines((part, 1) for line in lines for part, _ in number_lines(line))
    return Reading(text, locators, "line", meta, notes)


def _note_ids(talks: list[Conversation]) -> tuple[str, ...]:
    speakers = {message.speaker for talk in talks for message in talk.messages}
    count = sum(bool(_SLACK_ID.fullmatch(name)) for name in speakers)
    said = f"{counted(count, 'speaker')} named by an id alone; the names are in Slack's users.json"
    return (said,) if count else ()


def _are(count: int) -> str:
    return "is" if count == 1 else "are"


def _load(path: str, text: str) -> tuple[Any, int]:
    """Return the value of a file, and how many of its lines are none where it has one a line."""
    lines = [line for line in text.split("\n") if line.strip()]
    by_line = path.lower().endswith(("l", ".ndjson")) or (
        len(lines) > 1 and all(x.lstrip()[:1] == "{" and x.rstrip()[-1:] == "}" for x in lines)
    )
    if not by_line:
        return load_json(path, text), 0
    values = []
    for line in lines:
        try:
            values.append(load_json(path, line))
        except UserError:
            continue
    if not values:
        load_json(path, lines[0] if lines else text)  # raises what is wrong with it
    return values, len(lines) - len(values)


def _write(talks: list[Conversation]) -> Iterator[str]:
    for number, talk in enumerate(talks, start=1):
        if len(talks) > 1:
            yield from ("", f"## {' '.join(talk.title.split()) or f'Conversation {number}'}")
        for message in talk.messages:
            yield ""
            yield from _write_message(message)


def _write_message(message: Message) -> Iterator[str]:
    first, *rest = close_fence([part for part, _ in number_lines(message.text)])
    if _BLOCK.match(first):
        yield from (label_line(message.speaker, message.when, "").rstrip(), "", first, *rest)
    else:
        yield from (label_line(message.speaker, message.when, first), *rest)


def _meta(path: str, talks: list[Conversation]) -> Meta:
    speakers = Counter(message.speaker for talk in talks for message in talk.messages)
    days = sorted(
        message.when[:10] for talk in talks for message in talk.messages if message.when[:2] > "1"
    )
    named = talks[0].title if len(talks) == 1 else ""
    return Meta(
        title=missing_title.first_title(
            " ".join(named.split()), missing_title.title_from_path(path)
        ),
        author=", ".join(name for name, _ in speakers.most_common(_MOST_SPEAKERS) if name),
        published=days[0] if days else "",
        modified=days[-1] if days and days[-1] != days[0] else "",
    )
