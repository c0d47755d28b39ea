"""The one status comment of a pull request or issue: what happened last, and what holds, each a
paragraph of its own.

Several workflows write into it. Each says what it knows, by topic, and leaves what others said: two
that overwrote each other would both find it changed at each run, and edit it for ever.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from pipeline.core.github.state import marker, read_marker, without_markers

Topic = Literal["news", "gone", "doubled", "conflict", "held", "outdated"]
# in the order in which they stand
TOPICS: tuple[Topic, ...] = ("news", "gone", "doubled", "conflict", "held", "outdated")
MOST = 60_000  # characters of a comment; GitHub refuses more than 65,536
SETTLED = "What was said here before is settled."

_END = re.compile(r"<!-- wiki:topic \{[^<>\n]*\} -->")


def topics_of(body: str) -> dict[Topic, str]:
    """Return what a comment says by topic; what stands under none is news, as comments of earlier
    versions have it."""
    found: dict[Topic, str] = {}
    at = 0
    for end in _END.finditer(body):
        name = (read_marker("topic", end.group()) or {}).get("is")
        topic = next((each for each in TOPICS if each == name), None)
        if topic:
            found[topic] = body[at : end.start()].strip()
        at = end.end()
    rest = without_markers(body[at:], "status").strip()
    return {**found, "news": rest} if rest else found


def comment_of(said: Mapping[Topic, str]) -> str:
    """Return the comment that says this."""
    rows = [(topic, said[topic]) for topic in TOPICS if said.get(topic)]
    each = MOST // max(1, len(rows))
    if [topic for topic, _ in rows] == ["news"]:
        return f"{rows[0][1][:MOST]}\n\n{marker('status', {})}"
    parts = [f"{text[:each].rstrip()}\n{marker('topic', {'is': topic})}" for topic, text in rows]
    return "\n\n".join([*parts, marker("status", {})])


def revised(old: Mapping[Topic, str], new: Mapping[Topic, str]) -> dict[Topic, str]:
    """Return what a comment says once these topics do; an empty one holds no longer.

    News is of its day: it goes as soon as something that holds changes, unless it came with it.
    """
    said = {topic: text for topic in TOPICS if (text := new.get(topic, old.get(topic, "")).strip())}
    changed = any(said.get(topic) != old.get(topic) for topic in TOPICS if topic != "news")
    if changed and "news" not in new:
        said.pop("news", None)
    return said or ({"news": SETTLED} if old else {})
