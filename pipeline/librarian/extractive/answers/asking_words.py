"""The words with which people ask, by language: what kind of answer they want, and what says none.

A language that is not here is read by the words of English that a question may hold anyway, and by
those of its own that `stop_terms` knows; then no kind of answer is demanded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from pipeline.core.search.terms import terms_of

AskedKind = Literal[
    "number", "date", "version", "block", "byte", "person", "place", "reason", "alias",
    "definition", "any",
]  # fmt: skip


@dataclass(frozen=True)
class AskingWords:
    """What asks for what in one language.

    `kinds` are patterns, the first that is found decides. `empty` are words that say nothing of
    what is asked for. `families` are words that mean the same of a property. `pronouns` stand for a
    thing that the question does not name.
    """

    kinds: tuple[tuple[AskedKind, re.Pattern[str]], ...]
    empty: str
    families: tuple[str, ...]
    pronouns: re.Pattern[str]
    before: re.Pattern[str]
    once: re.Pattern[str]
    history: re.Pattern[str]
    lists: re.Pattern[str]
    status: re.Pattern[str]
    author: re.Pattern[str]
    published: re.Pattern[str]
    effective: re.Pattern[str]
    clause: re.Pattern[str]
    reasons: re.Pattern[str]
    aliases: re.Pattern[str]
    change_words: str
    alias_words: str
    light: str


def _is(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


_MEASURES = (
    "costs?|price|fee|diameter|radius|mass|weight|length|height|width|depth|size|distance|speed"
    "|temperature|pressure|duration|period|lifespan|interval|age|population|area|volume|density"
    "|capacity|amount|quantity|number|count|total|share|percentage|percent|ratio|rate|factor|limit"
    "|maximum|minimum|threshold|budget|salary|revenue|range|frequency|voltage|power|score|value|reward|refund|stipend|cap|quota|dose|wage|tax"
)
_STATES = (
    "final|accepted|rejected|draft|stagnant|withdrawn|deferred|superseded|obsolete|active|approved"
    "|in\\s+force|living|last\\s+call|under\\s+review"
)

ENGLISH = AskingWords(
    kinds=(
        (
            "byte",
            _is(r"\b(?:opcode|hex)\s+(?:byte|number|value|code)s?\b|\b(?:which|what)\s+byte\b"),
        ),
        (
            "block",
            _is(r"\b(?:which|what)\s+blocks?\b(?!\s+\w+\s+(?:limit|size|time))|\bfork\s+block"),
        ),
        (
            "date",
            _is(
                r"\bwhen\b|\b(?:which|what)\s+(?:day|date|month|year)\b"
                r"|\bwhat\s+(?:is|was|are)\s+the\s+(?:\w+\s+)?(?:date|day|year)\b"
            ),
        ),
        (
            "version",
            _is(
                r"(?:\b(?:since|from|in|as\s+of|with)\s+)?\b(?:which|what)\s+(?:[\w.-]+\s+)?"
                r"(?:versions?|releases?)\b"
                r"|\bwhat\s+(?:is|was)\s+the\s+(?:[\w-]+\s+)?version\b"
            ),
        ),
        (
            "number",
            _is(
                r"\bhow\s+(?:much|many|deep|deeply|large|big|high|long|far|fast|old|heavy|wide|tall"
                r"|small|short|often|thick|hot|cold|strong|expensive|close|frequently)\b"
                rf"|\bwhat\s+(?:\w+\s+){{0,3}}?(?:is|was|are|were|will\s+be)\s+(?:the|its|their)\s+"
                rf"(?:[\w-]+\s+){{0,3}}?(?:{_MEASURES})\b"
                rf"|\b(?:what|which)\s+(?:[\w-]+\s+)?(?:{_MEASURES})\b(?!\s+(?:of|for)\s+what)"
                r"|\bwhat\b[^,;]*\b(?:costs?|weighs?|set\s+to|amount(?:s|ed)?\s+to|priced\s+at)\b"
            ),
        ),
        (
            "alias",
            _is(
                r"\bother\s+names?\b|\banother\s+name\b|\balso\s+(?:known|called)\b|\bsynonyms?\b"
                r"|\bcalled\s+otherwise\b|\balias(?:es)?\b"
            ),
        ),
        ("person", _is(r"\bwho\b|\bwhom\b|\bwhose\b")),
        (
            "place",
            _is(r"\bwhere\b|\b(?:which|what)\s+(?:city|country|town|state|place|continent)\b"),
        ),
        ("reason", _is(r"\bwhy\b|\bwhat\s+(?:is|was|are)\s+the\s+reasons?\b|\bhow\s+come\b")),
        (
            "definition",
            _is(
                r"^\W*(?:what|who)(?:\s+(?:is|are|was|were)|'s)\s|\bwhat\s+do(?:es)?\b.*\b(?:mean|do)\b\W*(?:under\b|in\b|$)"
            ),
        ),
    ),
    empty=(
        "value amount number name named called kind type sort exactly currently today now current"
        " actual latest present still set according since time much many get gets got there wiki"
        " page say says said mean means meant happen happens use long often far way time times"
        " other different one ones also only main please give list all every each"
        " become became do does did make makes under during within per year date day month who"
        " whom which what fact known being going actually exist exists must need please"
        " before after until prior did how document out"
    ),
    families=(
        "cost costs price priced charge charges charged fee expensive",
        "begin begins began start starts started beginning",
        "end ends ended ending finish finished stop stops expire until eol",
        "write wrote written author authors authored writer",
        "release releases released publish published come came shipped dated",
        "launch launches launched liftoff",
        "large larger size big",
        "raise raises raised increase increases increased rise rises rose",
        "lower lowers lowered decrease decreases decreased reduce reduces reduced fall falls",
        "replace replaces replaced supersede supersedes superseded instead",
        "forbid forbids forbidden prohibit prohibits prohibited ban disallow",
        "most maximum max largest greatest limit limited",
        "least minimum min smallest",
        "need needs needed require requires required",
        "remove removes removed delete deletes deleted drop dropped destroy",
        "maintain maintains maintained support supports supported",
        "depth deep deeply",
        "led lead leads leader head headed",
        "often every frequency interval frequently",
        "underpriced under-priced repriced",
        "allow allows allowed permit permits permitted",
        "found discover discovered discovers discovery find finds",
        "have has had count",
        "apply applies applied effect force",
        "build builds built construct constructed",
        "buy buys bought acquire acquires acquired",
        "born birth",
        "die dies died death",
    ),
    pronouns=_is(r"\b(?:it|they|them|its|their|this|that|these|those|he|she|him|her|his)\b"),
    before=_is(
        r"\b(?:before|prior\s+to|until|originally|previously|formerly|used\s+to|initially)\b"
    ),
    once=_is(r"\b(?:did|was|were|had|after|under|as\s+of|in\s+(?:\w+\s+)?\d{4}|back\s+then)\b"),
    history=_is(
        r"\bhow\b.*\b(?:chang|evolv|develop|grow|grew)\w*|\bhistory\s+of\b|\bover\s+(?:time|the\s+years)\b"
        r"|\bwhich\b.*\bchanged\b"
    ),
    lists=_is(
        r"\b(?:which|what)\s+(?:are|were)\b|\b(?:which|what)\s+[\w-]+s\b|\blist\b|\bname\s+(?:all|the)\b"
    ),
    status=_is(rf"\bstatus\b|\b(?:is|was|are|has|been|become)\b[^?]*\b(?:{_STATES})\b"),
    author=_is(
        r"\b(?:who\s+(?:wrote|authored|are\s+the\s+authors?|is\s+the\s+author|proposed)|authors?\s+of|written\s+by)\b"
    ),
    published=_is(
        r"\b(?:when|(?:what|which)\s+(?:date|day|year))\b[^?]*\b(?:published|written|created|proposed)\b"
        r"|\bpublication\s+date\b"
    ),
    effective=_is(
        r"\b(?:in\s+force|effective|take\s+effect|took\s+effect|appl(?:y|ies|ied)|fork\s+block|activat\w+)\b"
    ),
    clause=_is(
        r"(?:,\s*|\s+)and\s+(?=(?:what|how|when|who|why|where|which|is|are|does|did|was|were)\b)"
    ),
    reasons=_is(
        r"\bbecause\b|\bsince\b|\bso\s+that\b|\bso\s+as\s+to\b|\bin\s+order\s+to\b|\bdue\s+to\b|\breasons?\b"
        r"|\btherefore\b|\bpurpose\b|\bto\s+(?:avoid|address|ensure|obtain|prevent|keep|allow|make|reduce|mitigate|preserve)\b"
        r"|\bargues?\b|\bin\s+response\b|\bmitigates?\b|\bneeded\s+(?:to|for)\b|\bfor\s+fear\b|\bcaused?\b|\bas\s+it\b|\bowing\b"
    ),
    aliases=_is(
        r"\b(?:also|otherwise|formerly)\s+(?:known|called|named)\b|\bknown\s+as\b|\bcalled\b|\bsynonym"
    ),
    alias_words="also known as called named",
    change_words="before earlier replaced changed from to previously",
    light=(
        "require requires required need needs use uses used work works apply applies applied happen"
        " happens affect affects support supports allow allows let lets make makes provide provides"
        " include includes involve say says state states specify specifies define defines consist"
        " contain contains take takes give gives new total main come comes go goes"
    ),
)

GERMAN = AskingWords(
    kinds=(
        ("block", _is(r"\b(?:welche[mnrs]?)\s+block\b")),
        (
            "date",
            _is(
                r"\bwann\b|\b(?:welche[mnrs]?)\s+(?:tag|jahr|monat|datum)\b|\bwas\s+ist\s+das\s+datum\b"
            ),
        ),
        ("version", _is(r"(?:\b(?:seit|ab|in|mit)\s+)?\bwelche[mnrs]?\s+(?:\w+\s+)?version\b")),
        (
            "number",
            _is(
                r"\bwie\s*viele?[rnms]?\b|\bwie\s+(?:hoch|groß|lang|lange|tief|weit|schnell|alt|schwer"
                r"|oft|teuer|breit|dick|klein|häufig|stark|warm|kalt)\b|\bwas\b[^,;]*\bkoste\w*"
                r"|\bwelche[nmrs]?\s+(?:durchmesser|höhe|länge|breite|tiefe|größe|preis|gewicht|wert|zahl"
                r"|anzahl|dauer|fläche|leistung)\b|\bwas\s+ist\s+(?:der|die|das)\s+(?:\w+\s+)?"
                r"(?:\w*durchmesser|\w*höhe|\w*länge|\w*breite|\w*tiefe|\w*größe|\w*preis|\w*gewicht"
                r"|\w*zahl|\w*dauer|\w*fläche|\w*kosten|\w*grenze)\b"
            ),
        ),
        ("alias", _is(r"\bander(?:er|en|em)\s+namen?\b|\bauch\s+genannt\b|\bnoch\s+genannt\b")),
        ("person", _is(r"\bwer\b|\bwem\b|\bwen\b|\bwessen\b")),
        ("place", _is(r"\bwo\b|\bwoher\b|\bwohin\b|\bwelche[mnrs]?\s+(?:stadt|ort|land)\b")),
        ("reason", _is(r"\bwarum\b|\bweshalb\b|\bwieso\b|\baus\s+welchem\s+grund\b")),
        ("definition", _is(r"^\W*was\s+(?:ist|sind|war|waren)\s|\bwas\s+(?:bedeutet|macht|tut)\b")),
    ),
    empty=(
        "wie was wer wem wen wann wo warum weshalb wieso welche welcher welches welchem welchen"
        " viel viele vieler hoch groß lang lange heute jetzt derzeit aktuell aktuelle zeit genau"
        " eigentlich wert anzahl zahl name heißt heißen gibt es gab bedeutet mal laut seit vor nach"
        " bis jahr tag datum wurde wurden worden hat haben hatte hatten ist sind war waren wird"
        " werden kann können man"
    ),
    families=(
        "kostet kosten preis kostete kosteten gebühr teuer",
        "beginnt begann beginn anfang startet startete start eröffnet eröffnung eröffnete",
        "endet ende endete endet schluss",
        "schrieb geschrieben autor verfasser verfasst autorin",
        "baut gebaut bau erbaut errichtet gebaut baute",
        "größe groß durchmesser",
        "erhöht erhöhte steigt stieg gestiegen",
        "gesenkt senkt sinkt sank gesunken",
        "abgeschlossen abschluss fertiggestellt fertig beendet",
        "dauert dauerte dauer",
    ),
    pronouns=_is(
        r"\b(?:er|es|sie|ihn|ihm|ihr|ihre|sein|seine|dies|dieser|dieses|diese|das)\b(?!\s+[A-ZÄÖÜ])"
    ),
    before=_is(r"\b(?:vor|bevor|bis|ursprünglich|früher|zuvor|vorher|anfangs)\b"),
    once=_is(r"\b(?:war|waren|wurde|hatte|nach|unter|im\s+jahr|stand)\b"),
    history=_is(
        r"\bwie\b.*\b(?:geändert|verändert|entwickelt|änderte|veränderte|entwickelte)\b|\bgeschichte\b"
    ),
    lists=_is(r"\bwelche\b|\bnenne\b|\bwas\s+sind\b"),
    status=_is(
        r"\bstatus\b|\b(?:ist|wurde)\b[^?]*\b(?:final|angenommen|abgelehnt|zurückgezogen|in\s+kraft)\b"
    ),
    author=_is(
        r"\bwer\s+(?:schrieb|hat\b.*\bgeschrieben|ist\s+(?:der|die)\s+(?:autor|verfasser))|\b(?:autor|verfasser)(?:in)?\b"
    ),
    published=_is(r"\bwann\b.*\b(?:veröffentlicht|geschrieben|erschien\w*)\b"),
    effective=_is(r"\bin\s+kraft\b|\bgilt\b|\bgelten\b"),
    clause=_is(r"(?:,\s*|\s+)und\s+(?=(?:was|wie|wann|wer|warum|wo|welche|ist|hat|wurde)\b)"),
    reasons=_is(
        r"\bweil\b|\bda\b|\bdamit\b|\bum\b.*\bzu\b|\bwegen\b|\bgrund\b|\bgründe\b|\bdeshalb\b|\bdaher\b"
        r"|\bdadurch\b|\bdenn\b|\baufgrund\b"
    ),
    aliases=_is(r"\bauch\b.*\b(?:genannt|bekannt|heißt)\b|\bgenannt\b|\bbekannt\s+als\b"),
    alias_words="auch genannt bekannt heißt",
    change_words="vorher zuvor früher ersetzt geändert von auf bisher",
    light=(
        "braucht brauchen nötig verwendet benutzt nutzt neu neue neuen gilt gelten enthält gehört"
    ),
)
_LANGUAGES = {"en": ENGLISH, "de": GERMAN}


@cache
def words_of_language(language: str) -> AskingWords:
    """Return the words of a language; those of English where it has none here."""
    return _LANGUAGES.get(language.partition("-")[0].lower(), ENGLISH)


@cache
def empty_terms(language: str) -> frozenset[str]:
    """Return the terms that say nothing of what is asked for."""
    return frozenset(terms_of(words_of_language(language).empty, language))


@cache
def light_terms(language: str) -> frozenset[str]:
    """Return the terms that say little of what is asked for."""
    return frozenset(terms_of(words_of_language(language).light, language))


@cache
def family_of(language: str) -> dict[str, frozenset[str]]:
    """Return for a term all terms that mean the same of a property."""
    found: dict[str, set[str]] = {}
    for row in words_of_language(language).families:
        terms = {*terms_of(row, language)}
        for term in terms:
            found.setdefault(term, set()).update(terms)
    return {term: frozenset(some) for term, some in found.items()}
