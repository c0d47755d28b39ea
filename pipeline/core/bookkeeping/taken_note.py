"""The line in which code counts what it took of a source; it states nothing and cites nothing."""

from __future__ import annotations

import re

# By language; the numbers stand in the order that the language wants: taken and all there were.
TAKEN_FORMS = {
    "en": "{} of {} statements of the source were taken.",
    "de": "{} von {} Aussagen der Quelle wurden übernommen.",
    "fr": "{} affirmations de la source sur {} ont été reprises.",
    "es": "Se tomaron {} de {} afirmaciones de la fuente.",
}
_NOTE = re.compile(
    r"(?:[-*+] )?(?:"
    + "|".join(re.escape(form).replace(r"\{\}", r"\d+") for form in TAKEN_FORMS.values())
    + ")"
)


def is_taken_note(sentence: str) -> bool:
    """Tell whether a sentence of a page is this line, and nothing besides."""
    return bool(_NOTE.fullmatch(sentence.strip()))
