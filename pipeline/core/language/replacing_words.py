"""Tell whether a sentence says that it replaces what was said before."""

from __future__ import annotations

import re

_ENGLISH = (
    r"replac(?:e[sd]?|ing)|instead of|supersed(?:e[sd]?|ing)|no longer|in place of"
    r"|(?:earlier|previous|former|original) (?:plan|estimate|figure|value|date|count|rule)s?"
    r"|(?:was|were|been|is|are) (?:rais|lower|reduc|increas|postpon|delay|mov)\w* (?:\w+ )?from"
    r"|overrul\w+|revok\w+|made obsolete|obsoletes|up from|down from"
)
_GERMAN = (
    r"ersetz(?:t|en|te|ten)?|an\s?stelle|anstatt|stattdessen|nicht (?:mehr|länger)|löst\b.*\bab"
    r"|abgelöst|überholt|bisherige[nrsm]?|verschoben|aufgehoben|widerruf\w*|gilt nicht"
    r"|frühere[nrsm]? (?:Plan|Wert|Zahl|Angabe|Fassung|Schätzung|Termin)\w*"
)
_SAYS_SO = re.compile(rf"\b(?:{_ENGLISH}|{_GERMAN})\b", re.IGNORECASE)


def says_it_replaces(text: str) -> bool:
    """Tell whether a sentence has words such as "replacing", "no longer" or "nicht mehr"."""
    return bool(_SAYS_SO.search(text))
