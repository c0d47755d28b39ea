"""The one status comment of a pull request or issue: what happened last, and what holds now.

Each is a paragraph of its own, its topic. Several workflows write into the comment. Each of them
renews the topics that it knows, and leaves those of the others: two workflows that overwrote each
other would both find it changed at each run, and edit it for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args

from pipeline.core.github.state import drop_markers, make_marker, read_marker

Topic = Literal["news", "gone", "doubled", "conflict", "held", "outdated", "sources", "actions"]
TOPICS: tuple[Topic, ...] = get_args(Topic)  # in the order in which they stand; boxes come last
MOST_CHARACTERS = 60_000  # characters of a comment; GitHub refuses more than 65,536
SETTLED_TEXT = "What was said here before is settled."

_END = re.compile(r"<!-- wiki:topic \{[^<>\n]*\} -->")


def topics_of(body: str) -> dict[Topic, str]:
    """Return the paragraphs of a comment by topic.

    A text under no topic is news, because earlier versions wrote comments so.
    """
    found: dict[Topic, str] = {}
    at = 0
    for end in _END.finditer(body):
        name = (read_marker("topic", end.group()) or {}).get("is")
        topic = next((each for each in TOPICS if each == name), None)
        if topic:
            found[topic] = body[at : end.start()].strip()
        at = end.end()
    rest = drop_markers(body[at:], "status").strip()
    return {**found, "news": rest} if rest else found


def comment_of(said: Mapping[Topic, str]) -> str:
    """Return the comment that holds these paragraphs."""
    rows = [(topic, said[topic]) for topic in TOPICS if said.get(topic)]
    each = MOST_CHARACTERS // max(1, len(rows))
    if [topic for topic, _ in rows] == ["news"]:
        return f"{rows[0][1][:MOST_CHARACTERS]}\n\n{make_marker('status', {})}"
    parts = [
        f"{text[:each].rstrip()}\n{make_marker('topic', {'is': topic})}" for topic, text in rows
    ]
    return "\n\n".join([*parts, make_marker("status", {})])


def revise_topics(old: Mapping[Topic, str], new: Mapping[Topic, str]) -> dict[Topic, str]:
    """Return the paragraphs of a comment after the `new` ones replaced the `old` ones.

    An empty paragraph removes its topic. News is only of its day: it is removed as soon as another
    topic changes, unless it came with that change.
    """
    said = {topic: text for topic in TOPICS if (text := new.get(topic, old.get(topic, "")).strip())}
    changed = any(said.get(topic) != old.get(topic) for topic in TOPICS if topic != "news")
    if changed and "news" not in new:
        said.pop("news", None)
    return said or ({"news": SETTLED_TEXT} if old else {})
