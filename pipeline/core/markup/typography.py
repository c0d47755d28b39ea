"""Write what Markdown raises, lowers and breaks in plain characters, so that no number changes.

`10<sup>6</sup>` and Pandoc's `10^6^` become `10^6`, `H<sub>2</sub>O` and `H~2~O` become H₂O, and
`<br>` becomes a blank. Note signs are left out. Code and formulas between `$` stay.
"""

from __future__ import annotations

import re

from pipeline.core.language.raised import SIGNS, mark_lowered, mark_raised, write_raised

_MARKED = re.compile(r"<\s*/?\s*(?:sup|sub|br|code)\b|[\^~]|[⁰¹²³⁴-⁹₀-₉¼½¾⅐-⅞]", re.IGNORECASE)
_WHOLE = re.compile(r"(`+)[^`\n]+\1|(?<![\\$])\$[^$\s](?:[^$\n]{0,200}[^$\s])?\$(?![\d$])")
_BREAK = re.compile(r"\s*<\s*br\b[^<>]{0,200}>\s*", re.IGNORECASE)
_CODE = re.compile(r"<code\b[^<>]{0,200}>([^<>`\n]{1,500})</code\s*>", re.IGNORECASE)
_TAGGED = re.compile(
    r"<(?P<tag>sup|sub)\b[^<>]{0,200}>(?P<inside>(?:(?!</?su[pb]\b).){0,300})</(?P=tag)\s*>",
    re.IGNORECASE | re.DOTALL,
)
_TAG = re.compile(r"<[^<>]{0,300}>")
# What Pandoc raises and lowers has no blank in it; two carets far apart are two powers.
_RAISED = re.compile(r"(?<=[\w)\]])\^(?!\^)([-+−]?[\w.,]{1,12}[-+−]?)\^(?![\w^])")
_LOWERED = re.compile(r"(?<=[\w)\]])~(?!~)([-+−]?\d[\w.,+−-]{0,8}|[a-z]{1,3})~(?!~)")
_POINTS_AT_NOTE = re.compile(r"\]\(|\[\^|<a\b", re.IGNORECASE)


def write_out(text: str) -> str:
    """Return Markdown with raised and lowered text in plain characters, and breaks as blanks."""
    if not _MARKED.search(text):
        return text
    out: list[str] = []
    at = 0
    text = _CODE.sub(r"`\1`", text)
    for whole in _WHOLE.finditer(text):
        out += [_written(text[at : whole.start()], bool(out)), whole.group()]
        at = whole.end()
    return "".join((*out, _written(text[at:], bool(out))))


def _written(text: str, goes_on: bool) -> str:
    """Write a piece without code; `goes_on` says that code stands before it."""
    if not _MARKED.search(text):
        return text
    text = _TAGGED.sub(_tagged, _BREAK.sub(" ", SIGNS.sub("", text)))
    text = _RAISED.sub(lambda found: mark_raised(found[1]), text)
    text = _LOWERED.sub(lambda found: mark_lowered(found[1]), text)
    # Behind code, a number is raised as behind a word.
    return write_raised(f"x{text}")[1:] if goes_on else write_raised(text)


def _tagged(found: re.Match[str]) -> str:
    inside = found["inside"]
    if _POINTS_AT_NOTE.search(inside):
        return ""
    plain = _TAG.sub("", inside)
    return mark_raised(plain) if found["tag"].lower() == "sup" else mark_lowered(plain)
