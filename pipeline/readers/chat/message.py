"""Read one message of a conversation, whatever program wrote it: who, when, what."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pipeline.readers.shared.foreign_json import a_dict, a_list, a_text

SPEAKER_KEYS = (
    *("user_profile", "author", "sender", "from", "speaker", "role", "user", "username", "name"),
    *("sender_name", "from_name", "user_name", "display_name", "actor"),
)
TEXT_KEYS = ("content", "text", "value", "message", "body", "parts")
_TIME_KEYS = (
    *("ts", "timestamp", "created_at", "create_time", "date", "time", "sent_at", "datetime"),
    *("createdAt", "timestamp_ms", "created"),
)
# What a message may say beside who, when and what, without being a record of something else.
_OTHER_WORDS = """
    id uuid type subtype model weight team channel thread_ts reply_to parent parent_id index team_id
    client_msg_id bot_id source_team user_team edited tokens finish_reason recipient end_turn
    tool_call_id conversation_id session_id updated_at from_id date_unixtime is_bot score
"""
OTHER_KEYS = frozenset(_OTHER_WORDS.split())
_NAME_KEYS = ("nickname", "real_name", "display_name", "name", "role", "username", "id")
_WHAT = {"image": "picture", "image_url": "picture", "input_image": "picture", "photo": "picture",
         "tool_use": "call of a tool", "tool_result": "result of a tool", "thinking": "thought",
         "redacted_thinking": "thought", "document": "file", "file": "file"}  # fmt: skip
_SLACK_NAME = re.compile(r"<[@#!]([A-Z0-9a-z_^]{1,80})(?:\|([^<>]{0,200}))?>")
_SLACK_LINK = re.compile(r"<((?:https?|mailto):[^<>|\s]{1,2000})(?:\|([^<>]{1,500}))?>")
_EPOCH = datetime(1970, 1, 1)
_EARLIEST, _LATEST = 10**8, 4 * 10**9  # seconds: 1973 to 2096
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
    inner = value.get("message")
    if isinstance(inner, dict) and not any(key in value for key in ("text", "content")):
        value = {**value, **inner, "message": None}
    speaker = next((name for key in SPEAKER_KEYS if (name := _name(value.get(key)))), "")
    text = next((said for key in TEXT_KEYS if (said := text_of(value.get(key), told)).strip()), "")
    told["file"] += sum(len(a_list(value.get(key))) for key in ("files", "attachments"))
    if not text.strip():
        return None
    if "ts" in value and "user" in value:
        text = _from_slack(text, names or {})
        speaker = (names or {}).get(speaker, speaker)
    when = next((said for key in _TIME_KEYS if (said := time_of(value.get(key)))), "")
    return Message(speaker, when, text.strip("\n").rstrip())


def names_of(values: list[Any]) -> dict[str, str]:
    """Return the names of Slack's users by their ids, as far as the messages tell them."""
    found: dict[str, str] = {}
    for value in values:
        profile = a_dict(a_dict(value).get("user_profile"))
        if (name := _name(profile)) and (user := a_text(a_dict(value).get("user"))):
            found[user] = name
    return found


def _name(value: Any) -> str:
    if isinstance(value, dict):
        return next((name for key in _NAME_KEYS if (name := a_text(value.get(key)).strip())), "")
    return a_text(value).strip()


def text_of(value: Any, told: Told, depth: int = 0) -> str:
    """Return the text of a content: a string, a list of parts, or an object with either."""
    if isinstance(value, list):
        parts = [text_of(part, told, depth + 1) for part in value] if depth < 4 else []
        # Telegram parts a sentence where a word is a link; others have a part for each block.
        flat = any(isinstance(part, str) for part in value)
        return ("" if flat else "\n\n").join(part for part in parts if part)
    if not isinstance(value, dict):
        return a_text(value)
    if what := _WHAT.get(a_text(value.get("type")) or a_text(value.get("content_type"))):
        told[what] += 1
        return ""
    if "asset_pointer" in value:
        told["picture"] += 1
        return ""
    inner = (value.get(key) for key in ("text", "parts", "content", "value"))
    return next(
        (said for x in inner if x is not None and (said := text_of(x, told, depth + 1))), ""
    )


def time_of(value: Any) -> str:
    """Return a time as `2024-05-03 10:15`; empty where it is none."""
    if isinstance(value, str):
        if found := _ISO.fullmatch(value.strip()):
            return f"{found[1]} {found[2]}" if found[2] else found[1]
        if not re.fullmatch(r"\d{9,13}(?:\.\d{1,9})?", value.strip()):
            return ""
        value = float(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    seconds = value / 1000 if value > _LATEST else value
    if not _EARLIEST < seconds < _LATEST:
        return ""
    return (_EPOCH + timedelta(seconds=seconds)).strftime("%Y-%m-%d %H:%M")


def _from_slack(text: str, names: Mapping[str, str]) -> str:
    """Return Slack's text with names for ids and Markdown for its links."""
    text = _SLACK_NAME.sub(lambda m: f"@{m[2] or names.get(m[1], m[1])}", text)
    text = _SLACK_LINK.sub(lambda m: f"[{m[2]}]({m[1]})" if m[2] else m[1], text)
    return html.unescape(text)


def is_message(value: Any) -> bool:
    """Tell whether a value names a speaker and says something, and is no record of other things."""
    if not isinstance(value, dict):
        return False
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
