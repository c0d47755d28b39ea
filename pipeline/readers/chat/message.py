"""Read one message of a conversation, whatever program wrote it: who, when, what."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pipeline.readers.chat.shown_texts import count_files, quote, shown_texts, who_said_it
from pipeline.readers.shared.foreign_json import a_dict, a_list, a_text

SPEAKER_KEYS = (
    *("user_profile", "author", "sender", "from", "speaker", "role", "user", "username", "name"),
    *("sender_name", "from_name", "user_name", "display_name", "actor", "creator", "u"),
    *("displayName", "sender_full_name"),
)
TEXT_KEYS = ("content", "text", "value", "message", "body", "parts", "msg")
_TIME_KEYS = (
    *("ts", "timestamp", "created_at", "create_time", "date", "time", "sent_at", "datetime"),
    *("createdAt", "timestamp_ms", "created", "date_unixtime", "origin_server_ts", "create_at"),
    *("created_date", "createdDateTime", "createTime"),
)
# What a message may say beside who, when and what, without being a record of something else.
_OTHER_WORDS = """
    id uuid type subtype model weight team channel thread_ts reply_to parent parent_id index team_id
    client_msg_id bot_id source_team user_team edited tokens finish_reason recipient end_turn
    tool_call_id conversation_id session_id updated_at from_id date_unixtime is_bot score
    forwarded_from forwarded_from_id reply_to_message_id media_type photo file file_name mime_type
    edited_unixtime via_bot width height thumbnail sticker_emoji topic_id message_id
"""
OTHER_KEYS = frozenset(_OTHER_WORDS.split())
_NAME_KEYS = (
    *("nickname", "real_name", "display_name", "displayName", "name", "role", "username"),
    *("user", "application", "email", "id"),
)
# The parts of a sentence in Telegram's exports; a content of any other kind has a part for a block.
_SENTENCE_WORDS = """
    plain bold italic underline strikethrough spoiler link text_link mention mention_name hashtag
    cashtag bot_command email phone code pre blockquote custom_emoji bank_card
"""
_PARTS_OF_SENTENCES = frozenset(_SENTENCE_WORDS.split())
_NO_WORDS = {"m.image": "picture", "m.sticker": "picture", "m.file": "file", "m.audio": "file",
             "m.video": "file"}  # fmt: skip
_WHAT = {"image": "picture", "image_url": "picture", "input_image": "picture", "photo": "picture",
         "tool_use": "call of a tool", "tool_result": "result of a tool", "thinking": "thought",
         "redacted_thinking": "thought", "document": "file", "file": "file"}  # fmt: skip
_SLACK_NAME = re.compile(r"<[@#!]([A-Z0-9a-z_^]{1,80})(?:\|([^<>]{0,200}))?>")
_SLACK_LINK = re.compile(r"<((?:https?|mailto):[^<>|\s]{1,2000})(?:\|([^<>]{1,500}))?>")
_EPOCH = datetime(1970, 1, 1)
_EARLIEST, _LATEST = 10**8, 4 * 10**9  # seconds: 1973 to 2096
_MONTHS = "January February March April May June July August September October November December"
# "Tuesday, 30 January 2024 at 15:04:05 UTC", or with the month first and AM or PM
_IN_WORDS = re.compile(
    rf"(?:[A-Z][a-z]+,? )?(?:(?P<first>\d{{1,2}}) )?(?P<month>{_MONTHS.replace(' ', '|')})"
    r"(?: (?P<second>\d{1,2}))?,? (?P<year>\d{4})(?:,| at) (?P<hour>\d{1,2}):(?P<minute>\d\d)"
    r"(?::\d\d)?(?: (?P<half>[AP])M)?\b.*"
)
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}))?.*", re.DOTALL)

# the kinds of parts that are not read, by how many there are
Told = Counter[str]


@dataclass(frozen=True)
class Message:
    """Who said what; `when` is `2024-05-03 10:15`, in the time of the export, or empty."""

    speaker: str
    when: str
    text: str


def read_message(value: Any, told: Told, names: Mapping[str, str] | None = None) -> Message | None:
    """Return a message; None for what is none, or empty. `names` are those of Slack's ids."""
    if not isinstance(value, dict):
        return None
    value = _unwrap(value)
    inner = value.get("message")
    if isinstance(inner, dict) and not any(key in value for key in ("text", "content")):
        value = {**value, **inner, "message": None}
    speaker = next((name for key in SPEAKER_KEYS if (name := _name(value.get(key)))), "")
    text = next((said for key in TEXT_KEYS if (said := text_of(value.get(key), told)).strip()), "")
    told["file"] += count_files(value) if value.get("media_type") != "sticker" else 0
    told["picture"] += isinstance(value.get("photo"), str)
    if text.strip() and (others := who_said_it(value)):
        text = f"forwarded from {others}:\n\n{quote(text)}"
    text = "\n\n".join(filter(str.strip, [text, *shown_texts(value)]))
    if not text.strip():
        return None
    if "ts" in value and "user" in value:
        text = _from_slack(text, names or {})
        speaker = (names or {}).get(speaker, speaker)
    when = next((said for key in _TIME_KEYS if (said := time_of(value.get(key)))), "")
    return Message(speaker, when, text.strip("\n").rstrip())


def _unwrap(value: dict[str, Any]) -> dict[str, Any]:
    """Return the object of a line that only names its kind, as `{"type": "post", "post": {…}}`."""
    held = value.get(a_text(value.get("type")))
    return held if isinstance(held, dict) and len(value) == 2 else value


def names_of(values: list[Any]) -> dict[str, str]:
    """Return the names of Slack's users by their ids, as far as the messages tell them."""
    found: dict[str, str] = {}
    for value in values:
        profile = a_dict(a_dict(value).get("user_profile"))
        if (name := _name(profile)) and (user := a_text(a_dict(value).get("user"))):
            found[user] = name
    return found


def _name(value: Any, depth: int = 0) -> str:
    if isinstance(value, dict) and depth < 3:
        every = (_name(value.get(key), depth + 1) for key in _NAME_KEYS)
        return next(filter(None, every), "")
    return a_text(value).strip()


def text_of(value: Any, told: Told, depth: int = 0) -> str:
    """Return the text of a content: a string, a list of parts, or an object with either."""
    if isinstance(value, list):
        parts = [text_of(part, told, depth + 1) for part in value] if depth < 4 else []
        # Telegram parts a sentence where a word is a link; others have a part for each block.
        flat = any(
            isinstance(part, str) or a_text(a_dict(part).get("type")) in _PARTS_OF_SENTENCES
            for part in value
        )
        return ("" if flat else "\n\n").join(part for part in parts if part)
    if not isinstance(value, dict):
        return a_text(value)
    if what := _WHAT.get(a_text(value.get("type")) or a_text(value.get("content_type"))):
        told[what] += 1
        return ""
    if what := _NO_WORDS.get(a_text(value.get("msgtype"))):
        told[what] += 1
        return ""
    if value.get("contentType") == "html":
        return _words_of_html(a_text(value.get("content")))
    if "asset_pointer" in value:
        told["picture"] += 1
        return ""
    inner = (value.get(key) for key in ("text", "parts", "content", "value", "body"))
    return next(
        (said for x in inner if x is not None and (said := text_of(x, told, depth + 1))), ""
    )


def time_of(value: Any) -> str:
    """Return a time as `2024-05-03 10:15`; empty where it is none."""
    if isinstance(value, str):
        if found := _ISO.fullmatch(value.strip()):
            return f"{found[1]} {found[2]}" if found[2] else found[1]
        if found := _IN_WORDS.fullmatch(" ".join(value.split())):
            return _time_in_words(found)
        if not re.fullmatch(r"\d{9,13}(?:\.\d{1,9})?", value.strip()):
            return ""
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    seconds = value / 1000 if value > _LATEST else value
    if not _EARLIEST < seconds < _LATEST:
        return ""
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M")


def _time_in_words(found: re.Match[str]) -> str:
    hour, half = int(found["hour"]), found["half"]
    if half:
        hour = hour % 12 + (12 if half == "P" else 0)
    try:
        month = _MONTHS.split().index(found["month"]) + 1
        day = int(found["first"] or found["second"] or 0)
        said = datetime(int(found["year"]), month, day, hour, int(found["minute"]))
    except ValueError:
        return ""
    return said.strftime("%Y-%m-%d %H:%M")


def _words_of_html(markup: str) -> str:
    from pipeline.readers.html.fragment import write_fragment  # its library loads slowly

    return "\n".join(line for line, _ in write_fragment(markup)).strip()


def _from_slack(text: str, names: Mapping[str, str]) -> str:
    """Return Slack's text with names for ids and Markdown for its links."""
    text = _SLACK_NAME.sub(lambda m: f"@{m[2] or names.get(m[1], m[1])}", text)
    text = _SLACK_LINK.sub(lambda m: f"[{m[2]}]({m[1]})" if m[2] else m[1], text)
    return html.unescape(text)


def is_message(value: Any) -> bool:
    """Tell whether a value names a speaker and says something, and is no record of other things."""
    if not isinstance(value, dict):
        return False
    value = _unwrap(value)
    inner = a_dict(value.get("message")) or value
    named = any(_name(inner.get(key)) or _name(value.get(key)) for key in SPEAKER_KEYS)
    says = any(isinstance(inner.get(key), str | list | dict) for key in TEXT_KEYS)
    flat = all(not isinstance(part, list | dict) for part in value.values())
    known = {*SPEAKER_KEYS, *TEXT_KEYS, *_TIME_KEYS, *OTHER_KEYS}
    return named and says and not (flat and any(key not in known for key in value))


def are_messages(values: Any) -> bool:
    """Tell whether a list is one of messages, but for a few entries such as "Ann joined"."""
    found = a_list(values)
    return bool(found) and sum(map(is_message, found)) * 5 >= len(found) * 4
