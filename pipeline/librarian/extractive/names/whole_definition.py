"""Tell whether a statement says by itself, in the form of a definition, what a thing is.

The learned gate tells a likely opening from an unlikely one by how often a sign stood in good ones.
What is rare has hardly a weight there: "another", "whereas", "as described in". So nothing else
opens a page than what names its thing, the class of it, and what it has of its own in that class;
and no word of it may lean on what stands elsewhere in the source.
"""

from __future__ import annotations

import re
from collections.abc import Container

from pipeline.librarian.extractive.names.main_clause import MainClause, first_clause
from pipeline.librarian.extractive.names.sentence_subject import find_places
from pipeline.librarian.extractive.words.english import is_known_word
from pipeline.librarian.extractive.words.languages import ARTICLES
from pipeline.librarian.extractive.words.tokens import Token, is_acronym
from pipeline.librarian.extractive.words.word_lists import word_set

_FEWEST_WORDS = 6  # from the verb on
_LONGEST_ACRONYM = 5
_CERTAIN_ARTICLES = word_set("the der die das")
_ANY_ONE_ELSEWHERE = word_set("ein eine")
_PLURAL_VERBS = ("are", "sind")
# "is a tool that", "are the buttons used to", "is one of three states of"
_CLASS = re.compile(
    r"(?:,[^,;:.]{3,80},)? ?(?:is|are) (?:[a-z]+ly )?"
    r"(?P<article>an?|the|one of|any|two|three|four|groups?|sets?)? ?"
    r"(?P<class>(?:(?! --? )[^,;:.()–—])+?)"
    r"(?P<own>,? (?:that|which|who|whose|where|of|for|to|in|on|at|by|with|from|between|within"
    r"|through|across|used|designed|based|built|running|containing|holding|consisting|composed"
    r"|describing|representing|providing|defined|derived|specified|published|written|made|created"
    r"|responsible|capable|similar|born|released|associated|characteri[sz]ed|caused|related)\b"
    r"| ?\()"
)
_MEANS = re.compile(r" ?(?:represents|refers to|denotes|stands for) (?:an?|the|any|all) \w+")
_CLASS_ELSEWHERE = re.compile(
    r" ?(?:ist|sind) (?:(?!(?:der|die|das|eine?s?|einer) )\w+ |im Allgemeinen )?"
    r"(?:(?P<article>eine?s?|einer der|eines der|der|die|das) )?(?P<class>[^,;:.()]+?)"
    r"(?P<own>,? (?:der|die|das|dem|den|deren|dessen|mit|welche[rs]?|für|zum|zur|von|vom|aus|in|im"
    r"|auf|um|zu|unter|des|bei|wo|womit|bestehend)\b)"
)
# A class that says no more than how the author finds the thing, or how it stands to another.
_NO_CLASS = word_set(
    "another other others same similar only sole first second third last next previous best worst"
    " better new newer newest recent latest upcoming great good nice easy powerful popular"
    " important essential key crucial vital major main fundamental central mature canonical common"
    " convenience buzzword culprit problem issue concern solution alternative replacement"
    " prerequisite exception reason result consequence mainstay detail default behaviour behavior"
    " example case step idea goal question answer thing things fact bit topic attempt effort"
    " success failure mistake advantage disadvantage benefit drawback difference change improvement"
    " most least way ways part parts subset matter must plan choice candidate target subject list"
    " member team user users client consumer allowed permitted approved"
)
_NO_CLASS_ELSEWHERE = re.compile(
    r"\b(?:ander\w*|weiter\w*|einzige[nmrs]?|erst\w*|letzt\w*|nächst\w*|best\w*|neu\w*|wichtig\w*"
    r"|wesentlich\w*|beliebt\w*|mächtig\w*|bahnbrechend\w*|großartig\w*|gut\w*|einfachst\w*"
    r"|üblich\w*|ähnlich\w*|gleich\w*|selb\w*|häufig\w*|Problem\w*|Beispiel\w*|Lösung\w*"
    r"|Alternative\w*|Grund|Teil\w*|Fall|Schritt\w*|Ziel\w*|Bequemlichkeit|Vorteil\w*|Nachteil\w*"
    r"|Möglichkeiten|Ding\w*|Sache\w*|Ergebnis\w*|Standard|Standardmäßig)\b"
)
# What has a place in a program and is none that a reader looks up by itself.
_OF_CODE = re.compile(
    r"(?:is|are|ist|sind) (?:an?|the|eine?|der|die|das)"
    r" (?:constant|variable|path|flag|boolean|string|number|integer|Variable|Konstante|Pfad)\b"
)
# What leans on other sentences of the source, on its author, or on the day it was written.
_LEANS = re.compile(
    r"\b(?:these|those|such(?! as\b)|above|below|following|previous(?:ly)?|earlier|later|here"
    r"|aforementioned|therefore|thus|hence|however|whereas|unlike|instead|rather|otherwise"
    r"|although|though|already|again|still|now|currently|nowadays|today|recently|soon|would"
    r"|we|our|us|I|my|discuss(?:ed)?|described|mentioned|shown|figure|tutorial|chapter"
    r"|respectively|also(?! known)|seems?|seemed|appears?|in question|more on|than|so far|as well"
    r"|like (?:this|that|an?|the)|please|no longer|in (?:the|our) (?:example|case)|for now"
    r"|at first|the (?:same|other|latter|former)|hopefully|obviously|of course|basically"
    r"|itself|themselves|will be|it is (?:recommended|advised|possible)|but (?:it|they)"
    r"|both (?!\w+(?:[ -]\w+)? and\b)|(?:in|on|at|of|from|to|by|for|with) that [a-z]+(?=[.,)]|$)"
    r"|install(?:ed)? (?:it )?(?:via|using|with|from)"
    r"|the (?:main|public|non-profit|given|specified|selected|respective|existing)"
    r" (?!internet|web|domain|sector|key)[a-z-]+(?! (?:of|that|for|which)\b)"
    r"|essentially|actually|really|quite|pretty|this (?!means|allows|enables|lets|makes)\w+)\b"
    r"|, (?:too|not)\b|[?!…;]|\w['’]s(?=[.,)]|$)",
    re.IGNORECASE,
)
_LEANS_ELSEWHERE = re.compile(
    r"\b(?:dies(?:e[rnms]?)?|solche[rnms]?|jene[rnms]?|hier|oben|unten|folgend\w*|vorig\w*|später"
    r"|früher|obig\w*|daher|deshalb|also|jedoch|dagegen|hingegen|während|sondern|trotzdem|auch"
    r"|noch|schon|bereits|jetzt|nun|derzeit|aktuell\w*|heute|bald|nur|wir|uns|unser\w*|ich|mein\w*"
    r"|erwähnt\w*|beschrieben\w*|gezeigt\w*|Abbildung|Kapitel|Abschnitt|zum Beispiel"
    r"|beispielsweise|ebenfalls|ebenso|sehr|ziemlich|eigentlich|natürlich|leider|möglicherweise"
    r"|übrigens|hierbei|dabei|hier(?:für|zu|durch|mit)|dafür|dazu|selbst|außerdem|zudem|ferner"
    r"|vielleicht|wahrscheinlich|sozusagen|gewissermaßen|wie (?:ein|eine|der|die|das)|so|dann"
    r"|damit)\b|[?!…;]"
)
_FOLLOWS = re.compile(
    r"(?:It|They|Its|Their|This (?:means|allows|enables|lets|makes)|These are)\b"
    r"|(?:Er|Sie|Es) [a-z]"
)
_SENTENCE_END = re.compile(r"(?<=[a-z0-9)`_*][.]) +(?=[A-ZÄÖÜ`_*\"“])")
_QUOTES = '`*_"”“'
# With a capital at the beginning of a sentence a German adverb or adjective looks like a noun.
_NO_NOUN_ELSEWHERE = re.compile(
    r"\w+(?:weise|lich|mals|dings|zeit|lang|haft)\Z|\w{3,}(?:ig|isch|bar|sam|los)\Z"
)
# A class of which the things are no single ones, though they are written as names.
_OF_CONCEPTS = word_set(
    "approach practice practise method technique process pattern principle concept term means"
    " disease disorder syndrome condition measure relationship property theory discipline style"
    " ansatz methode verfahren technik prozess prinzip konzept begriff muster krankheit eigenschaft"
)


def defines_alone(text: str, names: Container[str], english: bool) -> bool:
    """Tell whether a statement, in plain words, defines the thing with these keys by itself.

    A sentence that follows the definition must go on with the thing.
    """
    clause = first_clause(text)
    place = next(iter(find_places(clause, names)), None)
    if place is None or place[0] > 1 or _is_broken(text):
        return False
    i, j = place
    name, article = clause.found[i:j], clause.found[0].low if i else ""
    if j >= len(clause.found) or not _is_named(name, article, clause.found[j].low, english):
        return False
    after = clause.text[name[-1].end :]
    first, *others = _SENTENCE_END.split(text)
    return (
        _tells_class(clause, j, after.lstrip(_QUOTES), english)
        and not any(leans_on_others(x, english) for x in (after, *others))
        and all(_FOLLOWS.match(x) or _opens_with_name(x, names) for x in others)
        and not (article and _is_unexplained(name, first))
    )


def leans_on_others(text: str, english: bool) -> bool:
    """Tell whether a word of a statement leans on other sentences, their author or their day."""
    return bool((_LEANS if english else _LEANS_ELSEWHERE).search(text))


def kind_of_defined(text: str, names: Container[str], english: bool) -> str:
    """Return "entity" or "concept" by how a definition speaks of the thing, or an empty string.

    "A portal is" speaks of any portal, and "Netlify is" of one thing that has this name.
    """
    if not defines_alone(text, names, english):
        return ""
    clause = first_clause(text)
    i, j = next(iter(find_places(clause, names)))
    after = clause.text[clause.found[j - 1].end :].lstrip(_QUOTES)
    found = (_CLASS if english else _CLASS_ELSEWHERE).match(after)
    any_one = i > 0 and clause.found[0].low not in _CERTAIN_ARTICLES
    many = clause.found[j].low in _PLURAL_VERBS
    of_concepts = found and not _OF_CONCEPTS.isdisjoint(found["class"].lower().split())
    return "concept" if any_one or many or of_concepts else "entity"


def _is_named(name: tuple[Token, ...], article: str, verb: str, english: bool) -> bool:
    """Tell whether the words of a name, behind an article or none, name the thing as a whole."""
    if article and article not in ARTICLES:
        return False
    last = name[-1]
    if verb == "are" and last.key.endswith("s") and any(c.isupper() for c in last.text[1:]):
        return False  # "AuthorizationPolicies are" shows that the name is another
    if not english and not (last.capital or last.code or last.identifier):
        return False  # "Wichtig hierbei"
    if not english and not article and len(name) == 1 and _NO_NOUN_ELSEWHERE.match(last.text):
        return False
    return article not in _CERTAIN_ARTICLES or _is_proper(name, english)


def _is_proper(name: tuple[Token, ...], english: bool) -> bool:
    """Tell whether a name is written as one, so that an article before it means no certain one."""
    if not english:
        return all(t.code or t.identifier for t in name)
    word = name[0].text
    if len(name) == 1 and word[1:].islower() and is_known_word(word.lower()):
        return False  # "The Museum"
    return any(t.code or t.identifier or t.capital for t in name)


def _opens_with_name(sentence: str, names: Container[str]) -> bool:
    return any(i <= 1 for i, _ in find_places(first_clause(sentence), names))


def _is_broken(text: str) -> bool:
    """Tell whether a statement has brackets or quotation marks that are not closed."""
    uneven = any(text.count(a) != text.count(b) for a, b in ("()", "[]"))
    return uneven or text.count('"') % 2 == 1 or not text[:1].isalnum()


def _tells_class(clause: MainClause, j: int, rest: str, english: bool) -> bool:
    """Tell whether behind the name stand a class and what the thing has of its own in it."""
    if len(rest.split()) < _FEWEST_WORDS or _OF_CODE.match(rest.lstrip()):
        return False
    if not english:
        elsewhere = _CLASS_ELSEWHERE.match(rest)
        if elsewhere is None or _NO_CLASS_ELSEWHERE.search(elsewhere["class"]):
            return False
        # "Ein beliebtes Mittel ist die Teilung in Spalten" says what the division is.
        any_one = clause.found[0].low in _ANY_ONE_ELSEWHERE
        return not (any_one and elsewhere["article"] in _CERTAIN_ARTICLES)
    if _MEANS.match(rest):
        return True
    found = _CLASS.match(rest)
    if found is None or not (found["article"] or clause.is_plural_noun(j + 1)):
        return False
    words = [w.lower().strip(_QUOTES) for w in found["class"].split()]
    if found["article"] == "one of" and words[:2] == ["the", "most"]:
        return len(words) > 2  # "one of the most common malignancies"
    return _NO_CLASS.isdisjoint(words)


def _is_unexplained(name: tuple[Token, ...], sentence: str) -> bool:
    """Tell whether a name is an acronym that its sentence does not spell out.

    Behind an article it is short for something: "the WAL". Without one it is a name.
    """
    if len(name) != 1 or not is_acronym(name[0].text) or len(name[0].text) > _LONGEST_ACRONYM:
        return False
    short = re.escape(name[0].text)
    spelt = rf"{short}[{_QUOTES}]* ?\((?:\w[\w-]* ?){{2,}}\)|\({short}\)"
    return not re.search(spelt, sentence)
