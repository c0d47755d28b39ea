"""Headings under which no content stands: references, navigation, copyright."""

from __future__ import annotations

import re

_SKIPPED_HEADING = re.compile(
    r"^(?:references?|bibliography|further reading|external links|see also|links|copyright|licen[cs]e|"
    r"acknowledge?ments?|"
    r"table of contents|contents|footnotes|citations|sources|credits|about the author|meta reference|hard fork|"
    r"changelog|"
    r"literatur|quellen|einzelnachweise|weblinks|références|liens externes|referencias|enlaces externos|test cases?|"
    r"authors?|discussions?[- ]to|navigation|share this|comments|related (?:articles|posts|pages))\b[\s:.]*$",
    re.IGNORECASE,
)


def skipped_heading(heading: str) -> bool:
    """Tell whether what stands under a heading is apparatus and not content."""
    return bool(_SKIPPED_HEADING.match(re.sub(r"^[\d.\s]+", "", heading.strip(" *_#:"))))
