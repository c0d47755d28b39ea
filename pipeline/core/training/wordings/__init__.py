"""The wordings of questions and answers, a module of templates for each language.

Every language fills in the same fields. A template never inflects what stands in it: a name or a
topic is put where its form does not matter, for nobody can tell the gender and case of a foreign
name. A wiki in a language without templates gets those of English around its own sentences.
"""

from __future__ import annotations

from pipeline.core.training.wordings import english, french, german
from pipeline.core.training.wordings.templates import Wordings

# The wordings of each language, by its code (ISO 639-1).
WORDED_LANGUAGES = {one.language: one for one in (english.WORDS, german.WORDS, french.WORDS)}


def wordings_of(language: str) -> Wordings:
    """Return the wordings of a language, those of English where it has none here."""
    return WORDED_LANGUAGES.get(language.partition("-")[0].lower(), english.WORDS)
