"""Proper names in prose: things that may need a page of their own."""

from __future__ import annotations

import re

_CAP = r"[A-ZÀ-ÖØ-Þ]\w*(?:[-'’]\w+)*"
# Several capitalised words inside a sentence, where nothing but a name is written so; or letters
# and a number. The pattern begins with a space itself, for one that begins with a set of characters
# takes three times as long on every page.
_NAME = re.compile(
    rf" (?=[A-ZÀ-ÖØ-Þ])(?:(?<=[a-z0-9,;)] ){_CAP}(?: (?:of (?:the )?|de |van |von"
    rf" )?{_CAP})+|[A-Z]{{2,8}}[- ]\d{{1,6}}\b(?![.,]?\d))"
)
_SERIES = re.compile(r"([A-Z]{2,8})[- ]\d{1,6}")
# What is no name: one that ends in a letter that stands for something or in a word that goes on;
# capitals alone; a part of a document.
_NO_NAME = re.compile(
    r" (?:[A-Z]|And|As|At|By|For|From|If|In|Into|Is|It|Of|On|Or|That|The|This|To|When|With)$"
    r"|^(?=.* )[A-ZÀ-ÖØ-Þ'’ -]+$"
    r"|^(?:Tab(?:le)?|Fig(?:ure)?|Sect(?:ion)?|Chapter|Appendix|Annex|Article|Part|Step|Phase|Level"
    r"|Volume|Page|Exhibit|Schedule|Equation|Box|Plate) (?:[IVXLC]+|[A-Z])(?: |$)"
)
_MOST_NAMES = 100  # that are kept of one page


def find_proper_names(shown: str) -> tuple[str, ...]:
    """Return the proper names in the prose of a masked body, as first written, each once.

    Names in links and headings are left out, and so are words that are capitals alone, which people
    shout ("MUST NOT") or which are the beginning of a number ("NIST SP 800-53"), and the parts of a
    document ("Table II").
    """
    found: dict[str, None] = {}
    for m in _NAME.finditer(shown):
        if m[0] not in found and not _aside(shown, m.start()):
            found[m[0]] = None
    names = (x[1:].removesuffix("'s").removesuffix("’s") for x in found)
    return tuple(dict.fromkeys(x for x in names if not _NO_NAME.search(x)))[:_MOST_NAMES]


def _aside(text: str, at: int) -> bool:
    """Tell whether a place is in a link, heading or definition, or continues an earlier name."""
    line = text[text.rfind("\n", 0, at) + 1 : at]
    if (
        line.startswith(("#", "[^", "    "))
        or line.rfind("[") > line.rfind("]")
        or "://" in line[line.rfind(" ") + 1 :]
    ):
        return True
    before = line[line.rfind(" ") + 1 :]
    return before[:1].isupper() and before != "The"


def series_of(name: str) -> str:
    """Return the letters of a name such as `RFC 9110`; empty for any other name."""
    found = _SERIES.fullmatch(name)
    return found[1] if found else ""
