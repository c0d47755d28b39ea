"""Sentences that only lead in to what follows, such as "With:": they take room and tell nothing."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from pipeline.core.answers.material import Material
from pipeline.core.language.frequent_words import FREQUENT_WORDS
from pipeline.core.search.terms import stop_terms, terms_of

_COLONS = (":", "：")
# words that point at what stands near, beside those that are frequent anyway
_POINTING = {
    "en": "following follows below here e.g i.e example instance namely note also see",
    "de": "folgende folgendes folgenden folgt unten hier beispiel beispielsweise siehe gilt",
    "fr": "suivant suivants suivante suivantes suit ci-dessous voici exemple notamment voir",
}


def drop_bare_leads(material: Material, language: str) -> Material:
    """Return the material without its bare leads; a page counts as whole without them."""
    bare = {
        (said.slug, said.number)
        for said in material.statements()
        if is_bare_lead(said.plain, language)
    }
    if not bare:
        return material
    pages = []
    for page in material.pages:
        kept = tuple(said for said in page.statements if (said.slug, said.number) not in bare)
        dropped = len(page.statements) - len(kept)
        pages.append(replace(page, statements=kept, total=page.total - dropped))
    return replace(material, pages=tuple(pages))


def is_bare_lead(text: str, language: str) -> bool:
    """Tell whether a sentence ends with a colon and no word of it says what follows."""
    if not text.rstrip(" *_").endswith(_COLONS):
        return False
    return _empty_terms(language).issuperset(terms_of(text, language))


@cache
def _empty_terms(language: str) -> frozenset[str]:
    code = language.partition("-")[0].lower()
    words = f"{FREQUENT_WORDS.get(code, '')} {_POINTING.get(code, '')}".split()
    return stop_terms(language).union(*(terms_of(word, language) for word in words))
