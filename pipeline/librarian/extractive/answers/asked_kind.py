"""Whether a statement holds the kind of thing that is asked for: a number, a date, a reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from pipeline.core.language.number_words import with_numerals
from pipeline.core.language.quantities import quantities
from pipeline.core.language.quantity import Quantity
from pipeline.core.search.terms import stop_terms, terms_of
from pipeline.librarian.extractive.answers.evidence import Evidence
from pipeline.librarian.extractive.answers.question import Question

_BLOCK = re.compile(r"\bblocks?\b[^.;\d]{0,40}?(\d[\d,.]{3,})", re.IGNORECASE)
_HEX = re.compile(r"\b0x[0-9a-fA-F]+\b")
_IDENTIFIED = re.compile(r"\b[A-Z][\w+#]*[- ]\d[\w.]*|\b\w*[A-Za-z_]\d\w*\b|\b0x\w+")
_FORMULA = re.compile(r"\d\s*[-+*/]\s*\w+_\w+")
_CAPITAL = re.compile(
    r"(?<![.!?:]\s)(?<!^)\b[A-ZÀ-ÖØ-Þ][\w'’-]+(?:\s+(?:(?:van|von|de|der)\s+)?[A-ZÀ-ÖØ-Þ][\w'’-]*)*"
)
_PERSON = re.compile(
    r"\b[A-ZÀ-ÖØ-Þ][a-zà-ÿ'’-]+(?:\s+(?:[A-Z]\.|van|von|de|der|da|di))*\s+[A-ZÀ-ÖØ-Þ][a-zà-ÿ'’-]+"
)
_PLACE = re.compile(
    r"\b(?:in|at|on|near|from|to|im|am|bei|aus|nach|auf)\s+(?:the\s+|der\s+|dem\s+)?[A-ZÀ-ÖØ-Þ]\w+(?:\s[A-ZÀ-ÖØ-Þ]\w+)*"
)
_SERIES = re.compile(r"\b([A-Z]{2,8})[- ]\d+")
# What must stand with a number where the question says what it measures.
_UNITS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(held, re.IGNORECASE))
    for asked, held in (
        (
            r"\bhow\s+(?:often|frequently)\b|\bwie\s+(?:oft|häufig)\b",
            r"\bevery\b|\beach\b|\bper\b|\btimes?\b|\bonce\b|\btwice\b|\bannual|\byearly\b|\bmonthly\b|\bweekly\b"
            r"|\bdaily\b|\binterval|\bcadence\b|\bjede\w*\b|\bpro\b|\bmal\b|\bjährlich|\bmonatlich|\btäglich",
        ),
        (
            r"\bhow\s+long\b|\bwie\s+lange\b",
            r"\b(?:second|minute|hour|day|week|month|year|decade|centur|kilomet|met(?:re|er)|mile|feet|foot"
            r"|character|sekunde|minute|stunde|tag|woche|monat|jahr)\w*|\d\s?(?-i:m|cm|mm|km|s|ms)\b"
            r"|\b(?:until|bis)\b",
        ),
    )
)
_DIMENSIONS = tuple(
    (
        re.compile(rf"\b(?:how|wie)\s+(?:{asked})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{held})\w*", re.IGNORECASE),
    )
    for asked, held in (
        ("high|tall|hoch", "high|tall|height|elevation|altitude|hoch|hohe|höhe"),
        ("deep|deeply|tief", "deep|depth|tief"),
        ("wide|broad|breit", "wide|width|broad|breit"),
        ("heavy|schwer", "heavy|weigh|mass|kilogram|kg|ton|schwer|wiegt|gewicht"),
        ("fast|schnell", "fast|speed|kmh|mph|knots|per\\s+(?:second|hour)|schnell|geschwindigkeit"),
        ("old|alt", "old|age|born|alt|geboren"),
    )
)
_VERSION = re.compile(
    r"(?<![\w.])v?\d+(?:\.\d+)+(?![\w.]*\s?%)|\b(?:version|release|v\.?)\s?\d+", re.IGNORECASE
)
_NUMBERED = re.compile(r"\b[A-ZÀ-ÖØ-Þ]\w+\s\d{1,3}(?![\w.,]*\w)")  # "Firefox 115"
_ARRIVAL = re.compile(
    r"\b(?:since|from|in|with|as\s+of|requires?|needs?|until|before|after|version|release|ab|seit|mit)\b"
    r"|\b(?:introduc|add|new|first|available|onwards?|later)\w*",
    re.IGNORECASE,
)
# Where a question asks for a bound, a word of the same direction stands in the statement.
_BOUNDS = tuple(
    (re.compile(asked, re.IGNORECASE), re.compile(held, re.IGNORECASE))
    for asked, held in (
        (
            r"\b(?:maximum|maximal|max|at\s+most|upper\s+(?:limit|bound)|höchstens|höchstzahl)\b",
            r"maxim|\bmax\b|\bMAX_|\bat\s+most\b|\bmost\b|\blimit|\bcap(?:s|ped)?\b|\bup\s+to\b"
            r"|\bno\s+more\b|\bnot\s+more\b|\bexceed|\bmore\s+than\b|\bceiling|\bupper\b|\bor\s+(?:fewer|less)\b"
            r"|≤|<=|\bbound|\bthreshold|\blargest\b|\bhighest\b|\blonger\b|\blarger\b|höchst|\bbis\s+zu\b",
        ),
        (
            r"\b(?:minimum|minimal|min|at\s+least|lower\s+(?:limit|bound)|mindestens|wenigstens)\b",
            r"minim|\bmin\b|\bMIN_|\bat\s+least\b|\bleast\b|\bno\s+(?:less|fewer)\b|\bless\s+than\b"
            r"|\bfewer\s+than\b|\blower\b|\bor\s+more\b|\bfloor\b|≥|>=|\bthreshold|\bsmallest\b|\blowest\b"
            r"|\bbelow\b|\brequires?\b|mindest|wenigstens",
        ),
    )
)
_ONE = re.compile(r"\b(?:one|ein|eine[rsmn]?)\b", re.IGNORECASE)  # seldom counts anything
_CLAUSE = re.compile(r";\s|,\s+(?:and|or|but|und|oder|aber)\s", re.IGNORECASE)
_PLURAL = re.compile(r"[a-z]{2}(?<![suia])s$")  # no "has", "this", "class"
_NEAR = 4  # words between a number and what it counts
_SHARES = frozenset(("per", "each", "every", "pro", "je"))  # "3 per page" counts no pages
_IN_UNIT = re.compile(r"\bin\s+(\w+)\W*$", re.IGNORECASE)
_SIGNS = {"dollars": "$", "euros": "€", "pounds": "£", "euro": "€", "dollar": "$", "percent": "%"}


def holds_kind(question: Question, evidence: Evidence) -> bool:
    """Tell whether a statement holds a value of the kind that is asked for.

    Of a table row only the cells under the names of the question's time count, if there are any:
    what a row says of another document is no answer for this one.
    """
    return any(_holds(question, text, evidence) for text in _texts(question, evidence))


def values_of(question: Question, evidence: Evidence) -> frozenset[str]:
    """Return the values of the kind asked for that a statement holds, so that two can differ."""
    found: set[str] = set()
    for text in _texts(question, evidence):
        if question.kind == "date":
            found |= {q.date for q in quantities(text) if q.kind == "date"}
        elif question.kind == "block":
            found |= {m[1].replace(",", "").strip(".") for m in _BLOCK.finditer(text)}
        elif question.kind == "byte":
            found |= {*_HEX.findall(text)}
        elif question.kind == "version":
            found |= {*_versions(question, text)}
        elif question.kind == "number":
            found |= {f"{q.values}" for q in _numbers(text)}
        elif question.kind == "person":
            found |= {*_PERSON.findall(text)}
    return frozenset(found)


def _texts(question: Question, evidence: Evidence) -> Iterable[str]:
    if not evidence.cells or question.kind == "any":
        return (evidence.plain,)
    over = [
        cell
        for cell in evidence.cells
        if any(_names_in(cell.over, name.text) for name in question.names)
    ]
    if over and question.before:
        over = [c for c in over if question.words.before.search(c.over)] or over
    elif over:
        over = [c for c in over if not question.words.before.search(c.over)] or over
    return [cell.value for cell in over or evidence.cells]


def _names_in(text: str, name: str) -> bool:
    return bool(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE))


def _holds(question: Question, text: str, evidence: Evidence) -> bool:
    match question.kind:
        case "number":
            return _holds_number(question, text, evidence)
        case "date":
            return any(q.kind == "date" for q in quantities(text)) or bool(
                re.search(r"\b(?:1\d|20)\d\d\b", _IDENTIFIED.sub(" ", text))
            )
        case "version":
            return bool(_ARRIVAL.search(text) and _versions(question, text))
        case "block":
            return bool(_BLOCK.search(text))
        case "byte":
            return bool(_HEX.search(text))
        case "person":
            plain = _PLACE.sub(" ", _IDENTIFIED.sub(" ", text))
            return bool(_new_names(question, plain, _PERSON)) or any(
                _may_act(name, plain, question) for name in _new_names(question, plain, _CAPITAL)
            )
        case "alias":
            return bool(question.words.aliases.search(text))
        case "place":
            return bool(_new_names(question, _without_dates(_IDENTIFIED.sub("0", text)), _PLACE))
        case "reason":
            return bool(
                question.words.reasons.search(f"{text} {evidence.said.heading}")
            ) or any(kind == "reason" and pattern.search(evidence.said.heading)
                     for kind, pattern in question.words.kinds)  # fmt: skip
        case _:
            return True


def _new_names(question: Question, text: str, pattern: re.Pattern[str]) -> list[str]:
    """Return names of a text that the question does not hold itself."""
    asked = {*terms_of(question.text, question.language)}
    asked |= stop_terms(question.language)
    return [m[0] for m in pattern.finditer(text) if {*terms_of(m[0], question.language)} - asked]


def _may_act(name: str, text: str, question: Question) -> bool:
    """Tell whether a name may be whoever did it: it follows "by" or "is", or the verb follows it.

    One word with a capital is as often a thing: "was made for Obsidian".
    """
    if re.search(rf"(?i:\b(?:by|is|are|was|were|von|ist|war|:)\s+){re.escape(name)}", text):
        return True
    after = text.partition(name)[2].split()[:3]
    return any(question.focus in terms_of(word, question.language) for word in after)


def _versions(question: Question, text: str) -> list[str]:
    """Return the versions that a text holds and the question does not."""
    found = [m[0] for m in _VERSION.finditer(text)]
    found += [m[0] for m in _NUMBERED.finditer(_without_dates(text))]
    return [one for one in found if not _names_in(question.text, one)]


def _without_dates(text: str) -> str:
    for one in (q for q in quantities(text) if q.kind == "date"):
        text = text[: one.start] + " " * (one.end - one.start) + text[one.end :]
    return text


def _numbers(text: str) -> list[Quantity]:
    plain = _IDENTIFIED.sub(lambda m: " " * len(m[0]), with_numerals(_ONE.sub(" ", text)))
    plain = _BLOCK.sub(lambda m: " " * len(m[0]), plain)
    return [q for q in quantities(plain) if q.kind not in ("date", "version")]


def _holds_number(question: Question, text: str, evidence: Evidence) -> bool:
    if _FORMULA.search(text):
        return True
    found = _numbers(text)
    if not found:
        return False
    dimensions = () if question.wanted else _DIMENSIONS  # "how high is the price" is no height
    named = {term for name in question.names for term in name.terms}
    plain = " ".join(w for w in text.split() if not {*terms_of(w, question.language)} & named)
    for asked, held in (*_UNITS, *dimensions):
        if asked.search(question.text) and not held.search(plain):
            return False
    if not _is_in_unit(question, text) or not _is_bounded(question, evidence):
        return False
    counted = _counted(question)
    return not counted or _counts(text, counted, question.language, bool(evidence.cells))


def _is_in_unit(question: Question, text: str) -> bool:
    """Tell whether a text holds the unit in which a question wants a number, if it names one."""
    unit = _IN_UNIT.search(question.text)
    if unit is None or not unit[1].islower():
        return True
    terms = {*terms_of(text, question.language)}
    return _SIGNS.get(unit[1], "\n") in text or {*terms_of(unit[1], question.language)} <= terms


def _is_bounded(question: Question, evidence: Evidence) -> bool:
    """Tell whether a statement, or what stands over it, gives the bound that is asked for."""
    lead = evidence.lead.plain if evidence.lead else ""
    told = "\n".join((evidence.plain, evidence.said.heading, lead, *evidence.names))
    return all(held.search(told) for asked, held in _BOUNDS if asked.search(question.text))


def _counted(question: Question) -> tuple[str, ...]:
    """Return the terms of what "how many …" or "the number of …" counts; empty for any other."""
    found = re.search(
        r"\b(?:how\s+many|wie\s*viele?|the\s+(?:(?:maximum|minimum|max|min|total|current|exact"
        r"|average|largest|smallest|greatest|highest|lowest)\s+)*(?:number|count)\s+of)\s+(?:(?:of\s+)?(?:the|der|die)\s+)?(?:\w+-)?(\w+)(?:\s+(\w+))?",
        question.text,
        re.IGNORECASE,
    )
    if not found:
        return ()
    known = {term for term, _ in question.wanted}
    first = tuple(terms_of(found[1], question.language))
    second = tuple(terms_of(found[2] or "", question.language))
    # "how many irregular moons": the last word of the two that belong together is what is counted
    return second if second and second[0] in known and _is_adjective(found[1]) else first


def _is_adjective(word: str) -> bool:
    from pipeline.librarian.extractive.words.english import usual_tag

    return usual_tag(word.lower()).startswith(("JJ", "VBN"))


def _counts(text: str, counted: Sequence[str], language: str, is_row: bool) -> bool:
    """Tell whether a number stands within a few words of what it counts."""
    if is_row:
        return True
    plain = _without_dates(with_numerals(text))
    return any(_stands_near(part, counted, language) for part in _CLAUSE.split(plain))


def _counts_another(after: Sequence[str], counted: Sequence[str], language: str) -> bool:
    """Tell whether the first plural after a number is of another thing: "groups of 40 tasks"."""
    if language.partition("-")[0].lower() != "en":
        return False
    words = [word.rstrip(".,") for word in after]
    plural = next((w for w in words if w[:1].isdigit() or _PLURAL.search(w)), "")
    return bool(_PLURAL.search(plural)) and not {*terms_of(plural, language)} & {*counted}


def _stands_near(plain: str, counted: Sequence[str], language: str) -> bool:
    words = re.findall(r"[\w.,]+", _IDENTIFIED.sub("ID", plain))
    terms = [terms_of(word, language) for word in words]
    things = [n for n, some in enumerate(terms) if {*some} & {*counted}]
    numbers = [n for n, word in enumerate(words) if word[:1].isdigit()]
    numbers = [
        n for n in numbers if not _counts_another(words[n + 1 : n + _NEAR], counted, language)
    ]
    return any(
        abs(a - b) <= _NEAR and _SHARES.isdisjoint(map(str.lower, words[min(a, b) : max(a, b)]))
        for a in things
        for b in numbers
    )
