"""How a sentence of a language is asked, a module of patterns for each language.

The module of a language has what `QuestionRules` names. A pattern that does not surely fit gives
nothing: a crooked question teaches a crooked language, and there are always more sentences.
"""

from __future__ import annotations

from pipeline.core.training.questions import english, french, german
from pipeline.core.training.questions.rules import QuestionRules

_ENGLISH: QuestionRules = english
_GERMAN: QuestionRules = german
_FRENCH: QuestionRules = french
# The rules of each language, by its code (ISO 639-1).
RULED_LANGUAGES = {"en": _ENGLISH, "de": _GERMAN, "fr": _FRENCH}


def rules_of(language: str) -> QuestionRules | None:
    """Return the rules of a language; None where there are none, and only gaps can be asked."""
    return RULED_LANGUAGES.get(language.partition("-")[0].lower())
