"""Read what a message shows of others: what it forwards, embeds or previews, and its polls.

These are not the words of the one who sent it, so each becomes a block quote below them.
"""

from __future__ import annotations

from typing import Any

from pipeline.readers.shared.foreign_json import a_dict, a_list, a_text

_MOST = 20  # of one message
_LISTS = ("attachments", "embeds")
_TITLES = ("title", "author_name", "service_name")
_TEXTS = ("text", "description", "fallback")


def who_said_it(value: dict[str, Any]) -> str:
    """Return the name of the one whose words a message only passes on; "" where it is its own."""
    said = value.get("forwarded_from")
    return a_text(a_dict(said).get("name") or said).strip()


def shown_texts(value: dict[str, Any]) -> list[str]:
    """Return what a message shows of others, each as the lines of a block quote."""
    found = [_of_card(each) for key in _LISTS for each in a_list(value.get(key))[:_MOST]]
    passed_on = a_dict(value.get("forwardedMessage"))
    found.append(a_text(passed_on.get("content")))
    found.append(_of_poll(a_dict(value.get("poll"))))
    return [quote(text) for text in found if text.strip()]


def count_files(value: dict[str, Any]) -> int:
    """Count the files that come with a message; a card with words in it is none."""
    beside = [each for each in a_list(value.get("attachments")) if not _of_card(each)]
    return len(a_list(value.get("files"))) + len(beside) + bool(a_text(value.get("file")))


def quote(text: str) -> str:
    """Return a text as a block quote."""
    lines = text.strip().split("\n")
    return "\n".join(f"> {line.strip()}".rstrip() for line in lines)


def _of_card(value: Any) -> str:
    card = a_dict(value)
    title, words = (
        next((said for key in keys if (said := a_text(card.get(key)).strip())), "")
        for keys in (_TITLES, _TEXTS)
    )
    fields = [
        f"{a_text(each.get('name') or each.get('title'))}: {a_text(each.get('value'))}"
        for each in map(a_dict, a_list(card.get("fields"))[:_MOST])
        if a_text(each.get("value"))
    ]
    return "\n".join(filter(None, [title if title != words else "", words, *fields]))


def _of_poll(poll: dict[str, Any]) -> str:
    question = a_text(poll.get("question"))
    answers = [a_text(a_dict(each).get("text")) for each in a_list(poll.get("answers"))[:_MOST]]
    return "\n".join([question, *(f"- {text}" for text in answers if text)]) if question else ""
