"""Find the conversations in a value of JSON, by the shapes in which programs export them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from pipeline.readers.chat.message import Message, Told, are_messages, names_of, read_message
from pipeline.readers.shared.foreign_json import a_dict, a_list, a_text

_LIST_KEYS = (
    "messages",
    "chat_messages",
    "conversations",
    "conversation",
    "turns",
    "chat",
    "dialog",
    "contents",
    "MessageList",
)
_TITLE_KEYS = ("title", "name", "topic", "subject", "room_name")
# What programs write themselves where somebody came, left, or pinned something.
_NO_WORDS = frozenset({"channel_join", "channel_leave", "channel_topic", "channel_purpose",
                       "group_join", "group_leave", "bot_add", "GuildMemberJoin", "RecipientAdd",
                       "RecipientRemove", "ChannelPinnedMessage", "ThreadCreated", "Call",
                       "ChannelNameChange", "ChannelIconChange", "systemEventMessage",
                       "m.room.member"})  # fmt: skip
_TIMES = ("timestamp_ms", "timestamp", "date_unixtime", "create_at")
_MOST_TALKS = 5_000


@dataclass(frozen=True)
class Conversation:
    """One conversation."""

    title: str
    messages: tuple[Message, ...]


def find_talks(value: Any, told: Told) -> list[Conversation]:
    """Return the conversations of a value, without empty ones; none where it is of no such shape.

    `told` counts what of the messages is not read.
    """
    value = _mend_misread(value)
    if are_messages(value):
        return _with_words([_talk("", a_list(value), told)])
    if (talk := _one_talk(value, told)) is not None:
        return _with_words([talk])
    if isinstance(value, list) and value:
        found = [_one_talk(each, told) for each in value[:_MOST_TALKS]]
        if all(talk is not None for talk in found):
            return _with_words(talk for talk in found if talk)
    outer = a_dict(value)
    inner = outer.get("conversations") or a_dict(outer.get("chats")).get("list")
    return find_talks(inner, told) if isinstance(inner, list) and inner else []


def _mend_misread(value: Any) -> Any:
    """Return an export of Messenger or Instagram with its letters as they were written.

    They write each byte of UTF-8 as a character of its own.
    """
    found = a_dict(value)
    messages = a_list(found.get("messages"))
    theirs = bool(messages) and all(
        {"sender_name", "timestamp_ms"} <= a_dict(each).keys() for each in messages
    )
    if not theirs:
        return value
    mended = [
        each | {key: _bytes_to_letters(each.get(key)) for key in ("sender_name", "content")}
        for each in messages
    ]
    return found | {"messages": mended, "title": _bytes_to_letters(found.get("title"))}


def _bytes_to_letters(said: Any) -> Any:
    try:
        return said.encode("latin-1").decode("utf-8") if isinstance(said, str) else said
    except UnicodeError:
        return said


def is_bibliography(value: Any) -> bool:
    """Tell whether a value is CSL-JSON, as reference managers export it."""
    entries = value if isinstance(value, list) else [value]
    return bool(entries) and all(_is_reference(entry) for entry in entries)


def _is_reference(entry: Any) -> bool:
    if not isinstance(entry, dict) or not a_text(entry.get("title")):
        return False
    people = a_list(entry.get("author")) or a_list(entry.get("editor"))
    named = any("family" in a_dict(each) or "literal" in a_dict(each) for each in people)
    return bool(a_text(entry.get("type"))) and (
        named or "date-parts" in a_dict(entry.get("issued"))
    )


def _with_words(talks: Iterable[Conversation]) -> list[Conversation]:
    return [talk for talk in talks if talk.messages]


def _one_talk(value: Any, told: Told) -> Conversation | None:
    found = a_dict(value)
    title = next((said for key in _TITLE_KEYS if (said := a_text(found.get(key)))), "")
    if isinstance(found.get("mapping"), dict):
        return _talk(title, _branch(found), told)
    title = title or a_text(a_dict(found.get("channel")).get("name"))
    for key in _LIST_KEYS:
        if are_messages(found.get(key)):
            return _talk(title, a_list(found.get(key)), told)
        if found.get(key) == [] and (title or key == "chat_messages"):
            return Conversation(title, ())
    return None


def _talk(title: str, values: list[Any], told: Told) -> Conversation:
    values = _with_answers(_oldest_first(values))
    names = names_of(values)
    read = (read_message(value, told, names) for value in values if not _is_remark(a_dict(value)))
    return Conversation(title, tuple(message for message in read if message))


def _is_remark(value: dict[str, Any]) -> bool:
    return any(a_text(value.get(key)) in _NO_WORDS for key in ("subtype", "type", "messageType"))


def _oldest_first(values: list[Any]) -> list[Any]:
    """Return messages in the order in which they were written; some exports begin with the last."""
    for key in _TIMES:
        said = [a_dict(value).get(key) for value in values]
        times = [each for each in said if isinstance(each, int | float)]
        if len(times) == len(said) > 1:
            falling = all(a >= b for a, b in pairwise(times))
            return values[::-1] if falling and times[0] != times[-1] else values
    return values


def _with_answers(values: list[Any]) -> list[Any]:
    """Return the messages of Slack with those of a thread behind the one that they answer."""
    threads: dict[str, list[Any]] = {}
    known = {a_text(a_dict(value).get("ts")) for value in values} - {""}
    for value in values:
        message = a_dict(value)
        thread, own = a_text(message.get("thread_ts")), a_text(message.get("ts"))
        parent = thread if thread in known and thread != own else ""
        threads.setdefault(parent, []).append(value)
    ordered = [
        each
        for value in threads.pop("", [])
        for each in (value, *threads.pop(a_text(a_dict(value).get("ts")) or "-", []))
    ]
    # of answers to an answer, which no such export holds, none may be lost
    return [*ordered, *(each for rest in threads.values() for each in rest)]


def _branch(talk: dict[str, Any]) -> list[Any]:
    """Return the messages of a tree as its last reader saw them: from the current one to the root.

    Answers that were asked for anew are other branches, which stay out.
    """
    nodes = a_dict(talk.get("mapping"))
    at = a_text(talk.get("current_node")) or _last_leaf(nodes)
    path: list[Any] = []
    seen: set[str] = set()
    while at in nodes and at not in seen:
        seen.add(at)
        node = a_dict(nodes[at])
        message = a_dict(node.get("message"))
        hidden = a_dict(message.get("metadata")).get("is_visually_hidden_from_conversation")
        if message and hidden is not True:
            path.append(message)
        at = a_text(node.get("parent"))
    return path[::-1]


def _last_leaf(nodes: dict[str, Any]) -> str:
    return next((at for at in reversed(nodes) if not a_list(a_dict(nodes[at]).get("children"))), "")
