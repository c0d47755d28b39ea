"""Write the markup of documentation comments (Javadoc, JSDoc) as Markdown: HTML and `{@link …}`."""

from __future__ import annotations

import html
import re

_BLOCK = re.compile(r"<(pre|code)\b[^<>\n]{0,200}>(.{0,4000}?)</\1>", re.DOTALL | re.IGNORECASE)
_ANY_TAG = re.compile(r"</?[a-z][a-z0-9]{0,9}\b[^<>\n]{0,200}>", re.IGNORECASE)
_WRAPPED = re.compile(r"\s*\{@(?:code|literal)\s(.*)\}\s*", re.DOTALL)
# one pair of braces may stand in such a tag, as code has them
_INLINE = re.compile(r"\{@(\w{1,20})\s+((?:[^{}]|\{[^{}]{0,200}\}){1,400})\}")
_EMPTY = re.compile(r"\{@(?:inheritDoc|docRoot)\}")
_LINK = re.compile(r"([^\s(]{1,300}(?:\([^()]{0,200}\))?)(?:\s+(.+))?", re.DOTALL)
_LINKS = ("link", "linkplain", "value")


def write_markup(comment: str) -> str:
    """Return the words of a comment with code between fences or backticks, and links as names."""
    parts: list[str] = []
    end = 0
    for found in _BLOCK.finditer(comment):
        parts += [_write_inline(comment[end : found.start()]), _write_code(found[1], found[2])]
        end = found.end()
    return "".join([*parts, _write_inline(comment[end:])])


def _write_code(tag: str, body: str) -> str:
    """Return what stands in `<pre>` or `<code>` as a block where it has lines, else as a word."""
    wrapped = _WRAPPED.fullmatch(body)
    words = wrapped[1] if wrapped else html.unescape(_ANY_TAG.sub("", _INLINE.sub(r"\2", body)))
    if "\n" not in words.strip() and tag.lower() == "code":
        return _quoted(words)
    fence = "~~~" if "```" in words else "```"
    return f"\n\n{fence}\n{words.strip(chr(10)).rstrip()}\n{fence}\n\n"


def _write_inline(words: str) -> str:
    return _INLINE.sub(_write_tag, _EMPTY.sub("", words))


def _write_tag(found: re.Match[str]) -> str:
    name, body = found[1], " ".join(found[2].split())
    if name in ("code", "literal"):
        return _quoted(body)
    if name in _LINKS and (link := _LINK.fullmatch(body)):
        return _quoted((link[2] or link[1]).removeprefix("#"))
    return body


def _quoted(words: str) -> str:
    plain = " ".join(words.split()).replace("`", "'")
    return f"`{plain}`" if plain else ""
