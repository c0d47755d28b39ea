"""Take the tags of HTML out of a statement in Markdown, so that its words remain."""

from __future__ import annotations

import re

_NAMES = (
    "a|abbr|b|bdi|bdo|big|br|center|cite|code|data|del|details|dfn|div|em|font|i|img|input|ins|kbd"
    "|label|li|mark|ol|p|picture|q|s|samp|small|source|span|strike|strong|sub|summary|sup|time|tt"
    "|u|ul|var|video|wbr"
)
# No value holds "<", so that a search for the end of a tag stops where the next one begins.
_VALUES = r"""(?:[^<>"']|"[^"<]*"|'[^'<]*')*"""
_TAG = re.compile(rf"</?(?:{_NAMES})(?:\s{_VALUES})?/?>", re.IGNORECASE)
_SKIP = r"(?P<skip>(?<!`)(?P<ticks>`+)(?!`)[^`\n]+(?P=ticks)(?!`)|\\<)"
_PARTS = re.compile(
    rf"{_SKIP}|<code>(?P<code>[^<>`&|]+)</code>"
    r"|(?<=[\w)])<sup>(?P<power>[-−+]?\d+)</sup>"
    rf"|(?P<tag>{_TAG.pattern})",
    re.IGNORECASE,
)
_PARTING = re.compile(r"</?(?:br|details|div|li|ol|p|summary|ul)\b", re.IGNORECASE)


def without_tags(text: str) -> str:
    """Return a text in Markdown without the tags of HTML in it; tags in code stay.

    What a tag shows as code becomes code, and a power keeps its sign: "10^6". Only names that HTML
    has are tags, so that a placeholder such as "<name>" stays.
    """
    return " ".join(_PARTS.sub(_plain, text).split()) if "<" in text else text


def _plain(found: re.Match[str]) -> str:
    if found["skip"]:
        return found["skip"]
    if found["code"]:
        return f"`{found['code']}`"
    if found["power"]:
        return f"^{found['power']}"
    return " " if _PARTING.match(found["tag"]) else ""
