"""Decide which terms of a source a reader would look up, and so get a page.

A term that the source defines, heads a section with, or spells out behind an acronym is a thing
whatever its count. Of any other the statements must be about it: it opens some of them, or stands
in several sections. How common its words are in the language at large tells an everyday word
("damage") from one of the source's own ("verifier").
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from pipeline.core.inflection import singular_of_word
from pipeline.core.markup.markdown import to_plain_text
from pipeline.librarian.extractive.names.names import HEAD_NOUNS
from pipeline.librarian.extractive.names.parts_of_names import (
    is_half_name,
    is_overshadowed,
    stands_before_others,
)
from pipeline.librarian.extractive.names.sentence_subject import tell_of
from pipeline.librarian.extractive.names.spans import CAPITAL_WORDS
from pipeline.librarian.extractive.names.telling import Telling
from pipeline.librarian.extractive.names.terms import LABEL_WORD, Term
from pipeline.librarian.extractive.names.titles import is_local
from pipeline.librarian.extractive.source.apparatus import is_part_of_paper
from pipeline.librarian.extractive.words.english import usual_tag, zipf_frequency
from pipeline.librarian.extractive.words.sentence_openings import ORDER_VERBS
from pipeline.librarian.extractive.words.tokens import is_acronym, name_key
from pipeline.librarian.extractive.words.word_lists import (
    ADJECTIVES,
    ADVERBS,
    GENERIC_NOUNS,
    WEAK_HEADS,
    word_set,
)

_KEY_WORD = 2.2  # keyness from which a word can be the source's own
_WEIGHT_OF_WORD = 5.5  # from which a single word is worth a page
_WEIGHT_OF_PHRASE = 2.5  # from which a noun phrase is
_EVERYDAY_WORD = 2.3  # keyness below which a word is no title, though a heading names it
_COMMON_WORD = 4.4  # Zipf frequency from which a word must be what statements are about: "gas"
_COMMON_HEAD = 5.2  # Zipf frequency of a last word that says little: "cost", "system", "data"
_COMMON_MODIFIER = 4.6  # Zipf frequency of an adjective that says little: "digital", "required"
_FEW_STATEMENTS = 25  # a source with fewer is short, and less is asked
_RARE = 3.0  # Zipf frequency below which a word is a name of its own: "autovacuum"
# What tells one of several things of an example apart, or a part of a picture.
_OF_EXAMPLE = re.compile(
    r"^(?:client|server|node|peer|user|host|process|thread|machine|service|person|player|party|device"
    r"|transaction|request|message|file|table|option|case|phase|step|test) (?:\d{1,2}|[a-z])$"
    r"|^(?:light |dark )?(?:gr[ae]y|red|green|blue|yellow|orange|black|white|dotted|dashed|solid)"
    r" (?:band|line|area|box|bar|arrow|dot|circle|curve|square|point)$"
)
_VARIABLE = re.compile(r"^[A-Z]?[a-z]{3,}\d$|^[A-Z][a-z]+ [A-CXYZ]$")  # "Expression1", "Package A"
_VERB_TAGS = ("VB", "VBP", "VBZ")
_GERUNDS_OF_KINDS = word_set("operating matching running working governing leading living")
_ROMAN = re.compile(r"^[IVX]+$")
# Parts of a document, and what a document calls itself: no things of its subject.
_PARTS = word_set(
    "section sections chapter appendix annex figure table footnote example examples step listing"
    " part paragraph page pages document guide guideline guidelines manual tutorial article sheet"
    " implementation motivation rationale specification usage installation drawback drawbacks"
    " alternative alternatives recommendation recommendations acknowledgement changelog option"
    " options parameter parameters argument arguments synopsis prerequisite prerequisites scope"
    " requirement requirements terminology definition definitions troubleshooting compatibility"
    " goal goals faq author authors bug bugs note notes heading abstract summary overview"
)
_DOCUMENTS = word_set(
    "guide manual tutorial handbook howto documentation knowledgebase readme reference referenz"
    " handbuch anleitung leitfaden"
)
_OF_REFERENCES = word_set("language api command quick configuration user library package settings")
# Units, and things of any computer, by which a text measures and explains what it is about.
_EVERYDAY_THINGS = frozenset(
    ("command line", "e-mail", "email", "math", "identifier", "href", "filename", "file name")
) | word_set(
    "nanosecond microsecond millisecond second minute hour day week month year bit byte kilobyte"
    " megabyte gigabyte percent meter metre kilometer kilometre kilogram url uri http https html"
    " api ip ui gui cli cpu gpu ram os pdf csv yaml sdk"
)
# How a row of a table of settings labels its cells: "type Boolean, default `no`".
_CELL_LABELS = word_set("type description default required input output returns value values")
_GERMAN_ARTICLE = re.compile(r"(?:Der|Die|Das|Ein|Eine) ")
_GERMAN_PARTS = word_set(
    "absatz absatzes absätze abschnitt artikel artikels satz satzes sätze nummer nummern kapitel"
    " kapitels anhang anlage teil paragraph tabelle abbildung seite beispiel"
)
_GERMAN_OPENINGS = word_set(
    "die der das dies diese dieser dieses viele vielleicht ihre ihr ihnen ihrer ihren ihrem falls"
    " alle andere jeder jede jedes mehrere solche weitere folgende einige manche beide unser unsere"
)
_EXAMPLE_NAMES = word_set(
    "foo bar baz qux foobar foo_bar myvar my_var myfunction example_com test_user john alice bob"
    " carol mallory acme lorem ipsum xyz abc xxx todo"
)


def is_worth_page(term: Term, terms: Mapping[str, Term], statements: int, language: str) -> bool:
    """Tell whether a term of a source with so many statements can be the title of a page."""
    if term.count < 2 and not term.firm:
        return False  # as most are; to look at their words takes a while
    return _has_evidence(term, terms, statements, language) or (
        language.startswith("en")
        and bool(term.openings)
        and not is_half_name(term, terms)
        and _is_spoken_of(term)
    )


def _is_spoken_of(term: Term) -> bool:
    """Tell whether statements have the term as their subject, and one says what it is or does."""
    if _is_no_title(term) and not (_is_of_generic_words(term) or _VARIABLE.match(term.title)):
        return False
    if _is_of_all_texts(term) or _is_action(term) or _is_no_noun(term):
        return False
    first, _, last = term.title.lower().rpartition(" ")
    modified = max(term.verbal, term.weak) * 2 > term.mentions
    if modified and last in WEAK_HEADS | GENERIC_NOUNS:
        return False  # "the produced value", "the final value"
    if usual_tag(first.partition(" ")[0]) == "VBG" and first not in _GERUNDS_OF_KINDS:
        return False  # "Improving developer experience"
    names = {term.key, *map(name_key, term.forms)}
    told = [tell_of(to_plain_text(text), names).telling for text in term.openings]
    if Telling.DEFINES in told:
        return True
    about = sum(t >= Telling.TREATS for t in told)
    return about > 1 and Telling.DESCRIBES in told


def _is_of_generic_words(term: Term) -> bool:
    """Tell whether a name has only words that say little each: "Task group"."""
    words = term.title.lower().split(" ")
    return len(words) > 1 and all(w in GENERIC_NOUNS for w in words)


def _is_no_noun(term: Term) -> bool:
    """Tell whether a single word is an adjective, an adverb, or a noun like "increase"."""
    low = term.title.lower()
    return term.alone and (
        low in ADJECTIVES or low in ADVERBS or low in WEAK_HEADS or _is_modifier(low)
    )


def _has_evidence(term: Term, terms: Mapping[str, Term], statements: int, language: str) -> bool:
    """Tell whether the counts of a term, and the firm evidence for it, make it a title."""
    english = language.startswith("en")
    if _is_no_title(term) or is_half_name(term, terms):
        return False
    if english and (_is_of_all_texts(term) or _is_action(term)):
        return False
    if term.kind != "code" and english and _is_ordinary(term):
        return False
    if not english:
        return _is_worth_elsewhere(term, language)
    if term.firm and _firm_enough(term):
        return True
    if stands_before_others(term):
        return False
    few = statements < _FEW_STATEMENTS
    if term.kind in ("code", "name"):
        if term.kind == "name" and term.alone and term.heads * 3 <= term.mentions:
            return False  # "Julian" stands before "date" and "calendar" alone
        about = term.opens > 0 or len(term.headings) > 1 or term.in_title
        return term.count >= (2 if about else 3)
    if is_overshadowed(term, terms):
        return False
    if term.alone:
        return _is_key_word(term, few)
    return _is_key_phrase(term, few)


def _is_worth_elsewhere(term: Term, language: str) -> bool:
    """Judge a term in a language of which no more is known than its small words.

    In German every noun has a capital, so that no more can be told before its statements are looked
    at (`page_gate.py`).
    """
    if any(char >= "\u2e80" for char in term.key):
        return term.count >= 2  # which of these are names is told by `eastern_names.py`
    if term.kind == "phrase" and not language.startswith("de"):
        return (term.defined or (term.heads_section and term.count >= 2)) and term.count >= 2
    if language.startswith("de"):
        return term.firm or term.opens > 0 or term.in_title  # the gate of pages does the rest
    return term.count >= 3 or (term.firm and term.count >= 2)


def _is_key_word(term: Term, few: bool) -> bool:
    """Tell whether a single word is the source's own, and much is said of it."""
    if term.keyness < _KEY_WORD or term.count < 3:
        return False
    if term.opens < 2 and zipf_frequency(term.key) >= _COMMON_WORD:
        return False
    weight = term.keyness + 0.8 * math.log2(term.count) + 0.5 * min(term.opens, 3)
    weight += 1.0 if term.in_title else 0.0
    return weight >= _WEIGHT_OF_WORD - (0.5 if few else 0)


def _is_key_phrase(term: Term, few: bool) -> bool:
    """Tell whether a noun phrase is spoken of enough; a common last word asks for more."""
    words = term.key.split(" ")
    weight = 1.2 * math.log2(term.count) + 0.6 * min(term.opens, 3)
    weight += 0.5 * min(len(term.headings) - 1, 3) + (1.0 if term.in_heading else 0)
    if words[-1] in WEAK_HEADS:
        weight -= 2.6
    elif zipf_frequency(words[-1]) >= _COMMON_HEAD:
        weight -= 1.0
    if term.weak * 2 > term.mentions and zipf_frequency(words[0]) >= _COMMON_MODIFIER:
        weight -= 1.0
    verbal = term.verbal * 2 > term.mentions
    spoken_of = term.opens > 0 or term.in_title or term.count >= 6
    if verbal:
        weight -= 1.0
    elif term.in_heading or len(term.headings) >= 4:
        spoken_of = True
    return (spoken_of or few) and weight >= _WEIGHT_OF_PHRASE - (0.7 if few else 0)


def _firm_enough(term: Term) -> bool:
    """Tell whether firm evidence makes a page: an everyday word needs more than a heading."""
    words = term.key.split(" ")
    if term.expanded:
        return True
    if term.verbal * 2 > term.mentions and not term.defined:
        return False  # "Reporting bugs" heads a section and names no thing
    if term.alone and term.kind == "phrase":
        bound = _EVERYDAY_WORD if not term.defined else _EVERYDAY_WORD - 0.3
        return term.keyness >= bound and (term.defined or term.count >= 2)
    if term.kind == "phrase" and words[-1] in WEAK_HEADS and not term.heads_section:
        return False
    if term.kind == "phrase" and zipf_frequency(words[-1]) >= _COMMON_HEAD + 0.3:
        return term.count >= 2
    return term.defined or term.count >= 2


def _is_no_title(term: Term) -> bool:
    """Tell whether a term is by its form none that anybody looks up."""
    title = term.title
    if is_part_of_paper(title) or all(is_part_of_paper(form) for form in term.forms):
        return True
    if LABEL_WORD.match(title):
        return True  # "BACKGROUND Diabetic nephropathy"
    words = title.split(" ")
    first = words[0].lower()
    if first in _GERMAN_OPENINGS and term.kind != "code":
        return True
    if (first in _PARTS or first in _GERMAN_PARTS) and (len(words) == 1 or is_number(words[1])):
        return True
    if term.kind == "code" and len(words) == 1:
        return (
            "/" in title
            or title.rstrip("s") in CAPITAL_WORDS
            or bool(_ROMAN.match(title))
            or is_local(title)
            or len(title) < 3
            or title.lower() in _EXAMPLE_NAMES
        )
    if len(words) == 1:
        return (
            _VARIABLE.search(title) is not None
            or len(title) < 3
            or title.lower() in _EXAMPLE_NAMES
            or re.search(r"['’/]", title) is not None
        )
    low = [w.lower() for w in words]
    if _OF_EXAMPLE.match(title.lower()) or (low[0] in ORDER_VERBS and usual_tag(low[0]) != "NN"):
        return True
    if not _EXAMPLE_NAMES.isdisjoint(low) or _VARIABLE.search(title):
        return True
    if term.kind == "name" and low[0].endswith("ing") and usual_tag(low[0]) == "VBG":
        return not term.defined
    if low[-1] in _DOCUMENTS and (low[-1] != "reference" or low[0] in _OF_REFERENCES):
        return True
    if low[-1] in _PARTS and low[0] in ("cheat", "reference", "example", "user"):
        return True
    if low[-1] in ADJECTIVES or low[-1] in ADVERBS:
        return term.kind != "code" or "_" not in title
    return all(w in GENERIC_NOUNS for w in low)


def is_number(word: str) -> bool:
    """Tell whether a word is a number, as the "5.2" of "Section 5.2"."""
    return word[:1].isdigit()


def _is_of_all_texts(term: Term) -> bool:
    """Tell whether a term is a unit, a word of any computer, or a cell of a table with its label.

    What the source defines or heads a section with is none of these.
    """
    low, _, rest = term.title.lower().partition(" ")
    capitals = all(form.partition(" ")[2][:1].isupper() for form in term.forms)
    labelled = low in _CELL_LABELS and len(rest) > 2 and capitals
    return not term.firm and (term.title.lower() in _EVERYDAY_THINGS or labelled)


def _is_action(term: Term) -> bool:
    """Tell whether a term says what is done: "Disables", "write", "Reporting bugs".

    A common word that is also a command (`sort`) is none of the things a reader would look up,
    unless a section is about it. A gerund before a name or a plural has that for its object.
    """
    if term.defined or term.expanded:
        return False
    words = term.title.lower().split(" ")
    if len(words) == 1:
        noun = usual_tag(words[0]).startswith("NN")
        code = term.kind == "code" and term.title.isalpha() and not (noun and term.in_title)
        common = bool(usual_tag(words[0])) and zipf_frequency(words[0]) >= _COMMON_WORD
        return not term.heads_section and (
            _is_verb(words[0]) or (code and common and term.title.islower())
        )
    if term.kind == "name" and len(words) == 2 and words[1].endswith("s"):
        return usual_tag(words[1]) == "VBZ"
    if usual_tag(words[0]) != "VBG" or words[0] in _GERUNDS_OF_KINDS:
        return False
    return all(_is_object(form.rpartition(" ")[2]) for form in term.forms)


def _is_object(last: str) -> bool:
    """Tell whether the word behind a gerund is rather its object than the thing it describes."""
    return (last[:1].isupper() and not is_acronym(last)) or singular_of_word(last) != last


def _is_verb(word: str) -> bool:
    """Tell whether a word is most usually a verb: "enable", "disables"."""
    bases = (word, word.removesuffix("s"), word.removesuffix("es"))
    return (usual_tag(word) or next(filter(None, map(usual_tag, bases)), "")) in _VERB_TAGS


def _is_ordinary(term: Term) -> bool:
    """Tell whether a single word is an ordinary one that is no noun, or one of all texts."""
    if not term.alone:
        return False
    low = term.title.lower()
    if not term.defined and _is_modifier(low):
        return True
    if term.firm:
        common = low in GENERIC_NOUNS and not term.defined
        return common or low in ADVERBS or usual_tag(low) in ("RB", "IN", "MD", "PRP")
    if low in GENERIC_NOUNS or low in ADJECTIVES or low in WEAK_HEADS:
        return True
    return usual_tag(low) in ("RB", "IN", "MD", "PRP", "JJ", "VBG", "VBN", "VBD")


def _is_modifier(word: str) -> bool:
    """Tell whether a single word is an adjective or a gerund: "Windows-specific", "Customizing"."""
    last = word.rsplit("-", 1)[-1]
    if last != word and (last in ADJECTIVES or usual_tag(last) in ("JJ", "VBN")):
        return True
    return word.endswith("ing") and usual_tag(word) == "VBG"


def is_echoed(term: Term, kept: Mapping[str, Term]) -> bool:
    """Tell whether another of the kept terms is the same thing under a better name.

    A single word stands behind longer ones with the same end ("cost", "gas cost"). What only adds
    a kind of thing to a name is that name ("the bug bounty program"), unless the source defines
    both. So is what only adds the word that the whole source is about ("package dependency").
    """
    parts = term.key.split(" ")
    if term.kind == "code" and term.key.startswith("lib") and term.key[3:] in kept:
        return True  # the library that holds `sluice_core` is `libsluice_core`
    if f"{term.key}ing" in kept:
        return True  # "pattern match" beside "pattern matching"
    if len(parts) == 1:
        longer = [t for t in kept.values() if t.kind == "phrase" and t.key.endswith(f" {term.key}")]
        weak = term.kind == "phrase" and not term.firm
        return weak and sum(t.count for t in longer) * 2.5 >= term.count
    if not term.defined and any(
        term.inside[longer] >= 0.6 * term.mentions
        for longer in kept
        if longer.endswith(f" {term.key}")
    ):
        return True
    shorter = kept.get(" ".join(parts[:-1]))
    if shorter and shorter.defined and shorter.in_title and parts[-1] == "file":
        return not term.defined  # "lockfile file" beside a lockfile that the source is about
    if shorter and parts[-1] in HEAD_NOUNS and not (term.defined and shorter.defined):
        return len(parts) > 2 or shorter.kind != "phrase" or zipf_frequency(parts[0]) < _RARE
    rest, first = kept.get(" ".join(parts[1:])), kept.get(parts[0])
    if rest is None or term.defined or rest.count <= term.count:
        return False
    plain = "-" not in term.title.partition(" ")[0] and " " in rest.title
    if plain and term.weak * 2 > term.mentions and rest.count >= 2 * term.count:
        return True  # "automatic night watch" beside "night watch"
    about = first is not None and (first.in_title or not term.firm)
    return about and first is not None and first.count >= 4 * term.count
