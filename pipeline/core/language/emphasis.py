"""Signs of emphasis and of code, which are no part of what a text says; `2000*1024` has none."""

from __future__ import annotations

import re

# Stars between two digits multiply or raise, and so does one between two blanks. These patterns
# begin with the star itself and then look back, which is faster.
BOLD_SIGN = r"\*\*(?<!\d\*\*(?=\d))"
ITALIC_SIGN = r"\*(?<!\d\*(?=\d|\*\d))(?<!\d\*\*(?=\d))(?<!\s\*(?=\s))"
_STARS = re.compile(rf"{BOLD_SIGN}|{ITALIC_SIGN}")


def blank_emphasis(text: str) -> str:
    """Return a text with blanks in the place of such signs, so that all places stay."""
    plain = text.replace("`", " ") if "`" in text else text
    return _STARS.sub(lambda m: " " * len(m[0]), plain) if "*" in plain else plain
