"""Updates in a text: words added later, which correct what was said before them.

"The tower is 14 m high. (Update 2018: it is now 12 m.)" states 12 m, and that it was 14 m. Such an
update is no aside: it must stay with what it corrects, whose values are not the present ones.
"""

from __future__ import annotations

import re

_WORDS = (
    r"updated?|edit(?:ed)?|correction|corrected|corrigend(?:um|a)|errat(?:um|a)|amendment|addendum"
    r"|postscript|revised|nachtrag|korrektur|berichtigung|aktualisierung|aktualisiert|korrigiert"
    r"|mise à jour|rectificatif|correctif|corrección|fe de erratas|actualización"
)
_WHEN = r"(?:\s*[(,]?\s*[^\W\d_]{0,12}\.?\s*\d[\w .,/-]{0,24}\)?)?"
_OPENS = re.compile(
    rf"[\s>*_\"'“‘!]*[(\[]?[*_]*(?:{_WORDS}|更新|更正|訂正)"
    r"(?:\s*\(?(?:by|from|von|vom)\s[^:()]{1,40}\)?)?"
    rf"{_WHEN}[*_)\]]*\s?[:：—–][*_]*\s*\S",
    re.IGNORECASE,
)
_DATED = re.compile(
    r"[\s>*_]*[(\[](?:as of|since|from|seit|stand|depuis|desde)\s(?:[^\W\d_]{3,12}\.?\s)?"
    r"(?:1[5-9]|20)\d\d\b[^()\[\]]{8,}",
    re.IGNORECASE,
)
_LEANS = re.compile(
    r"[^:：—–]{0,60}[:：—–][\s*_]*(?:now |meanwhile )?(?:it|this|that|they|these"
    r"|the (?:value|figure|number|price|date)|er|sie|es|dies|elle|ello)\b",
    re.IGNORECASE,
)
_SIGN = re.compile(rf"(?<!\w)(?:{_WORDS})(?:\s*\([^()]{{1,40}}\))?[*_]{{0,2}}\s?:", re.IGNORECASE)
_TITLE = re.compile(rf"[\s#*_\[\]!>]*(?:{_WORDS}|更新|更正|訂正){_WHEN}[*_:.\s]*", re.IGNORECASE)
_WITHIN = re.compile(
    rf"(?<=[.!?。])[)\]\"”]*\s+(?=[*_(\[]*(?:{_WORDS})\b)|(?<=[。])(?=更新|更正|訂正)",
    re.IGNORECASE,
)
_STRUCK_OUT = re.compile(r"~~[^~\n]{1,300}~~")
_BRACKETED = re.compile(r"(?:\([^()]{1,600}\)|\[[^\[\]]{1,600}\](?!\())\s+(?=\S)")
_LOOKED_AT = 200  # characters, in which an update says that it is one


def is_update(text: str) -> bool:
    """Tell whether a sentence opens as a later correction does."""
    opening = text[:_LOOKED_AT]
    return bool(_OPENS.match(opening) or _DATED.match(opening))


def is_title_of_update(text: str) -> bool:
    """Tell whether a heading, or the title of a callout, says that what follows is an update."""
    return len(text) <= _LOOKED_AT and bool(_TITLE.fullmatch(text))


def names_no_subject(text: str) -> bool:
    """Tell whether an update leans on the sentence before it: in brackets, or "Update: it is …"."""
    return text[:1] in ("(", "[") or bool(_LEANS.match(text[:_LOOKED_AT]))


def without_signs(text: str) -> str:
    """Return a text without the words that only say that an update follows, such as "EDIT:"."""
    return _SIGN.sub(" ", text)


def before_update(text: str) -> str:
    """Return what a statement says before the update that is joined to it; "" where none is."""
    for cut in _WITHIN.finditer(text):
        if is_update(text[cut.end() : cut.end() + _LOOKED_AT]):
            return text[: cut.start()]
    return ""


def split_off_update(text: str) -> list[str]:
    """Return a text as the update in brackets that opens it and the rest, or as it is."""
    found = _BRACKETED.match(text) if text[:1] in ("(", "[") and is_update(text) else None
    return [text[: found.end()].rstrip(), text[found.end() :]] if found else [text]


def blank_struck_out(text: str) -> str:
    """Return a text with blanks in the place of what is struck out: ~~30~~."""
    if "~~" not in text:
        return text
    return _STRUCK_OUT.sub(lambda m: " " * len(m.group()), text)
