"""Singular and plural of English words: the keys under which two forms of one name meet.

Nothing else is folded. "Digit" is not "digital" and "PyPI" not "PyPy", so no stem will do; and the
libraries that look singulars up change names as well, as "AWS" to "aw". A key need not be a word.
"""

from __future__ import annotations

from functools import lru_cache


def _words(block: str) -> frozenset[str]:
    return frozenset(block.split())


_PAIRS = """
addenda:addendum analyses:analysis appendices:appendix appendixes:appendix axes:axis bases:base
brethren:brother buses:bus campuses:campus children:child consensuses:consensus corpora:corpus
crises:crisis criteria:criterion curricula:curriculum data:data diagnoses:diagnosis dice:die
ellipses:ellipsis emphases:emphasis errata:erratum feet:foot foci:focus formulae:formula
fungi:fungus gases:gas geese:goose genera:genus halves:half hypotheses:hypothesis indices:index
indexes:index knives:knife leaves:leaf lenses:lens lice:louse lives:life loaves:loaf
maxima:maximum matrices:matrix media:medium men:man metamorphoses:metamorphosis mice:mouse
minima:minimum moneys:money nebulae:nebula neuroses:neurosis nuclei:nucleus oases:oasis oxen:ox
parentheses:parenthesis people:person phenomena:phenomenon quanta:quantum quizzes:quiz radii:radius
schemata:schema selves:self shelves:shelf sheaves:sheaf spectra:spectrum statuses:status
stimuli:stimulus strata:stratum supernovae:supernova syllabi:syllabus symposia:symposium
syntheses:synthesis teeth:tooth theses:thesis thieves:thief vertices:vertex viruses:virus
wives:wife wolves:wolf women:woman yourselves:yourself biases:bias aliases:alias atlases:atlas
canvases:canvas bonuses:bonus censuses:census apparatuses:apparatus caches:cache niches:niche
headaches:headache avalanches:avalanche psyches:psyche cliches:cliche movies:movie cookies:cookie
zombies:zombie calories:calorie rookies:rookie selfies:selfie series:series species:species
means:means news:news headquarters:headquarters lens:lens atlas:atlas alias:alias bias:bias
canvas:canvas gas:gas chaos:chaos always:always perhaps:perhaps besides:besides towards:towards
afterwards:afterwards whereas:whereas versus:versus plus:plus thanks:thanks
diabetes:diabetes herpes:herpes rabies:rabies measles:measles mumps:mumps
"""
_IRREGULAR = dict(pair.split(":") for pair in _PAIRS.split())
# Words in -s that are no plurals when they are written with a capital.
_NAMES = _words(
    """
Windows Rails Jobs Mars Texas Wales Athens Brussels Kubernetes Express James Charles Thomas
Jenkins Adams Williams Vegas Naples Andes Alps Gates Bates Rogers Stevens Hughes Hobbes Keynes
Descartes Philippines Netherlands Maldives Honduras Illinois Massachusetts
"""
)
# Nouns in -ic; other words in -ics have no singular: "semantics" is not "semantic".
_NOUNS_IN_IC = _words(
    """
metric topic fabric clinic critic mechanic comic logic relic tactic characteristic heuristic
statistic graphic diagnostic picnic mimic cubic magic epidemic arithmetic attic tonic
"""
)
_SIBILANTS = ("sses", "shes", "ches", "xes", "zzes")
_KEPT = ("ss", "us", "is", "as", "os", "'s", "’s")
_IN_AS_OR_OS = _words(
    """
areas ideas schemas cameras agendas formulas pizzas quotas commas commits dilemmas dogmas extras
gammas lambdas pandas replicas sodas spas umbrellas vistas visas deltas betas alphas sigmas eras
arenas antennas enigmas data repos videos photos radios logos memos macros demos zeros infos todos
typos cargos studios scenarios portfolios ratios audios pianos kilos euros avatars silos torsos
egos algos cryptos
"""
)


@lru_cache(maxsize=200_000)
def singular_key(word: str) -> str:
    """Return the key of one word, in lower case: the same for its singular and its plural.

    A word in capitals or with a capital inside is a name as it is written; of one in capitals a
    small "s" is taken off ("APIs"). The key of a name that only looks like a plural ("Windows")
    ends in an apostrophe; where it is one of several words, it may be a plural all the same.
    """
    if not word[1:].islower() and any(c.isupper() for c in word[1:]):
        return (word[:-1] if word[-1] == "s" and word[-2].isupper() else word).lower()
    if word in _NAMES:
        return f"{singular_of_word(word.lower())}'"  # no other word has this key
    low = word.lower()
    return singular_of_word(low) if low.isalpha() else low


def singular_of_word(low: str) -> str:
    """Return the singular of a word in small letters, or the word itself if it is no plural."""
    if low in _IRREGULAR:
        return _IRREGULAR[low]
    if len(low) < 4 or not low.endswith("s"):
        return low
    if low.endswith(_KEPT):
        return low[:-1] if low in _IN_AS_OR_OS else low
    if low.endswith("ies"):
        return f"{low[:-3]}y" if len(low) > 4 else low[:-1]
    if low.endswith(_SIBILANTS):
        return low[:-2]
    if low.endswith("oes") and len(low) > 5:
        return low[:-2]
    if low.endswith("ics") and low[:-1] not in _NOUNS_IN_IC:
        return low
    return low[:-1]
