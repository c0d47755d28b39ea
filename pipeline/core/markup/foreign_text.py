"""Foreign text made harmless: nothing of it takes effect on a page."""

from __future__ import annotations

import re

from pipeline.core.hidden_characters import strip_hidden
from pipeline.core.markup.footnotes import LABEL
from pipeline.core.markup.markdown import INLINE_LINK, WIKI_LINK
from pipeline.core.markup.web_addresses import ADDRESS_SIGN

# Code that stays code. What begins with `$=`, and a template, would be run by plugins of Obsidian;
# `&lt;` is how we write `<`.
_CODE_SPAN = re.compile(r"(?<!`)`(?![ \t]*\$=)(?:(?!&lt;|<%)[^`\\|\n])+`(?!`)")
# What could take effect inside a line; an underscore inside a word cannot, and escaping it would
# only disturb the reader.
_ACTIVE = re.compile(r"[\\`\"\[\]<*|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|(?<=%)%")
# nothing to escape, as is mostly so
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9,.;:'()/?-]*(?: [A-Za-z0-9,.;:'()/?-]+)*")
_ESCAPED = re.compile(r"\\([\\`\"\[\]<>*_|~$&#!%])|&lt;")


def _code_or(text: str, active: re.Pattern[str]) -> str:
    out: list[str] = []
    at = 0
    for m in _CODE_SPAN.finditer(text):
        if _in_address(text, m.start()):
            continue
        out += [active.sub(_escaped, text[at : m.start()]), m.group()]
        at = m.end()
    if "`" in text[at:]:  # with an unpaired backtick no span is sure to stay one
        return active.sub(_escaped, text)
    return "".join(out) + active.sub(_escaped, text[at:])


def _in_address(text: str, at: int) -> bool:
    """Tell whether a place is in a bare address, which ends only at a space, line end or `<`."""
    near = max(0, at - _LONGEST_ADDRESS)
    begins = max(near, *(text.rfind(sign, near, at) + 1 for sign in " \t\n<"))
    return bool(ADDRESS_SIGN.search(text, begins, at))


_LONGEST_ADDRESS = 2_000


def _escaped(found: re.Match[str]) -> str:
    """Return a sign such that it is shown and has no effect.

    `<` becomes an entity, since a bare address swallows a backslash, and what `<` begins takes
    effect.
    """
    return "&lt;" if found[0] == "<" else f"\\{found[0]}"


def escape_quote(text: str) -> str:
    """Return foreign text on one line such that it renders as itself.

    Whatever could be markup is escaped; `code` stays code.
    """
    if _PLAIN.fullmatch(text):
        return text
    return _code_or(re.sub(r"[\r\n]", " ", strip_hidden(text)), _ACTIVE)


def unescape_quote(text: str) -> str:
    """Undo `escape_quote`."""
    return _ESCAPED.sub(lambda m: m[1] or "<", text)


_HARMFUL = re.compile(r"[\\\[\]<>|$`]|&(?=#?\w+;)|(?<=%)%")
_LEADING = re.compile(
    r"^(?=(?:#{1,6}|[-+*=])(?:\s|$)|>|~~~|={2,}|-{2,}|(?:\*\s*){3,}$|(?:_\s*){3,}$)|^(\d{1,9})(?=[.)](?:\s|$))"
)


def make_harmless(text: str) -> str:
    """Return a foreign sentence as prose for a page, in which nothing can take effect.

    Links become their words, and images are dropped. Raised and lowered text is written in plain
    characters. Emphasis and balanced `code` stay. Brackets, angle brackets, pipes, entities and
    stray backticks are escaped.
    """
    if _PLAIN.fullmatch(text):
        return text
    # imported only here: its patterns would slow every start
    from pipeline.core.markup.typography import write_out

    words = re.sub(r"\s+", " ", strip_hidden(write_out(text)))
    words = INLINE_LINK.sub(lambda m: "" if m[0].startswith("!") else m[1], words)
    words = re.sub(r"!?\[([^\[\]]*)\]\[[^\[\]]*\]", r"\1", words)
    words = WIKI_LINK.sub(lambda m: m[3] or m[1], words)
    words = re.sub(r"<((?:https?|mailto):[^<>\s]+)>", r"\1", words)
    words = re.sub(r"</?(?:sup|sub|b|i|em|strong|u|small|code|kbd|span)\b[^<>]*>", "", words)
    words = re.sub(r" {2,}", " ", re.sub(rf"\[\^{LABEL}\]", "", words))
    return escape_line_start(_code_or(words, _HARMFUL).strip())


def escape_line_start(text: str) -> str:
    """Return one line of escaped text such that it begins no heading, list, rule or fence."""
    return _LEADING.sub(lambda m: f"{m[1]}\\" if m[1] else "\\", text)
