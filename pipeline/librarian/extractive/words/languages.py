"""The small words of languages other than English, which never make up a name."""

from __future__ import annotations

from pipeline.librarian.extractive.words.word_lists import word_set

_SMALL_WORDS = {
    "de": (
        "der die das den dem des ein eine einer eines einem einen und oder aber nicht ist sind war"
        " waren wird werden hat haben mit von zu zum zur im in am an auf für bei aus nach über"
        " unter vor durch um als auch nur noch wie so es sie er wir ihr ich dass wenn weil sich"
        " kann können mehr sehr dieser diese dieses jedoch sowie bis seit man"
    ),
    "fr": (
        "le la les un une des du de d l et ou mais ne pas est sont était étaient a ont avec dans en"
        " sur pour par au aux que qui ce cette ces il elle ils elles on nous vous se sa son ses"
        " leur leurs plus très comme aussi être avoir fait dont où si"
    ),
    "es": (
        "el la los las un una unos unas y o pero no es son era eran ha han con de del en por para"
        " al a que se su sus lo le les como más muy este esta estos estas también ser estar hay"
        " donde si ya entre sobre desde hasta"
    ),
    "it": (
        "il lo la i gli le un una e o ma non è sono era di del della dei delle in con su per da al"
        " alla che si come anche più questo questa questi queste essere ha hanno nel nella dal"
        " dalla"
    ),
    "nl": (
        "de het een en of maar niet is zijn was waren wordt worden heeft hebben met van te ten ter"
        " in op aan voor bij uit naar over onder door om als ook nog hoe zo ze hij wij dat die dit"
        " deze er kan meer zeer"
    ),
    "pt": (
        "o a os as um uma e ou mas não é são era de do da dos das em no na com por para ao à que se"
        " como mais também este esta ser"
    ),
}

# What stands before the noun with which a sentence begins, in these languages and in English.
ARTICLES = word_set(
    "the a an der die das den dem des ein eine einer eines einem einen le la les l un une des el"
    " los las unos unas il lo i gli uno de het een o os as um uma"
)


def small_words_of(language: str) -> frozenset[str] | None:
    """Return the small words of a language other than English, or None where there is no list."""
    short = language.split("-")[0]
    return word_set(_SMALL_WORDS[short]) if short in _SMALL_WORDS else None
