"""Take the tags of HTML out of a statement in Markdown, so that its words remain."""

from __future__ import annotations

import re

_NAMES = (
    "a|abbr|b|bdi|bdo|big|br|center|cite|code|data|del|details|dfn|div|em|font|i|img|input|ins|kbd"
    "|label|li|mark|ol|p|picture|q|s|samp|small|source|span|strike|strong|summary|time|tt"
    "|u|ul|var|video|wbr"
)
# No value holds "<", so that a search for the end of a tag stops where the next one begins.
_VALUES = r"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*"""
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s{_VALUES})?/?>", re.IGNORECASE)
_SKIP = r"(?P<skip>(?<!`)(?P<ticks>`+)(?!`)[^`\n]+(?P=ticks)(?!`)|\\<)"
_PARTS = re.compile(
    rf"{_SKIP}|<code>(?P<code>[^<>`&|]+)</code>"
    rf"|(?P<tag>{_TAG.pattern})",
    re.IGNORECASE,
)
_PARTING = re.compile(r"</?(?:br|details|div|li|ol|p|summary|ul)\b", re.IGNORECASE)


def without_tags(text: str) -> str:
    """Return a text in Markdown without the tags of HTML in it; tags in code stay.

    What a tag shows as code becomes code. Only names that HTML has are tags, so that a placeholder
    such as "<name>" stays. What is raised or lowered keeps its tags, since `core/markup/typography`
    says whether it is a power, part of a formula or the sign of a note.
    """
    return " ".join(_PARTS.sub(_plain, text).split()) if "<" in text else text


def _plain(found: re.Match[str]) -> str:
    if found["skip"]:
        return found["skip"]
    if found["code"]:
        return f"`{found['code']}`"
    return " " if _PARTING.match(found["tag"]) else ""
