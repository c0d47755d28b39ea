"""Find the conversations in a value of JSON, by the shapes in which programs export them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
)
_TITLE_KEYS = ("title", "name", "topic", "subject")
_NO_WORDS = frozenset({"channel_join", "channel_leave", "channel_topic", "channel_purpose",
                       "group_join", "group_leave", "bot_add"})  # fmt: skip
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
    if are_messages(value):
        return _with_words([_talk("", a_list(value), told)])
    if (talk := _one_talk(value, told)) is not None:
        return _with_words([talk])
    if isinstance(value, list) and value:
        found = [_one_talk(each, told) for each in value[:_MOST_TALKS]]
        if all(talk is not None for talk in found):
            return _with_words(talk for talk in found if talk)
    inner = a_dict(value).get("conversations")
    return find_talks(inner, told) if isinstance(inner, list) and inner else []


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
    names = names_of(values)
    read = (
        read_message(value, told, names)
        for value in values
        if a_text(a_dict(value).get("subtype")) not in _NO_WORDS
    )
    return Conversation(title, tuple(message for message in read if message))


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
