"""Questions in German, with the words of the sentence in the case in which it has them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.core.language.measures import measures
from pipeline.core.training.questions.rules import AskedValue, ChangedValue
from pipeline.core.training.questions.values_in_text import value_at, with_unit

LEANS = re.compile(
    r"^(?:(?i:dies|diese[rsmn]?|jene[rsmn]?|er|sie|es|ihr|ihre[rsmn]?|sein|seine[rsmn]?|wir|unser\w*|"
    r"solche\w*|beide[rsn]?|hier|dort|dann|da|daher|darum|deshalb|deswegen|dadurch|damit|dabei|"
    r"dazu|davon|danach|davor|dafür|dagegen|jedoch|allerdings|zudem|außerdem|ferner|auch|aber|und|"
    r"oder|denn|doch|sonst|stattdessen|ebenso|somit|folglich|zum Beispiel|sondern)"
    r"|D(?:er|ie|as) (?:letztere|erstere|gleiche|obige|folgende|neue|alte|andere)[rsn]?)\b"
)
ADDED = re.compile(
    r"\s*(?:neue|neuen|neuer|weitere|weiteren|weiterer|zusätzliche\w*|andere\w*)\b", re.IGNORECASE
)
KIND = re.compile(
    r",? (?:(?:ist|war|sind|waren) )?(?:ein|eine|einer|eines|der|die|das) (?:[\w-]+ ){0,4}?"
    r"(?P<noun>[A-ZÄÖÜ][\w-]+)"
)
PLANNED = re.compile(
    r"\b(?:wenn|falls|sofern|würde\w*|könnte\w*|sollte\w*|soll|sollen|möchte\w*|dürfte\w*|"
    r"vorgeschlagen|geplant|voraussichtlich|schätzungsweise|empf\w+|plant|planen)\b",
    re.IGNORECASE,
)
ALSO_TOLD_BY: Mapping[str, str] = {
    "höhe": "hoch hohe hoher",
    "länge": "lang lange langer",
    "breite": "breit breite",
    "tiefe": "tief tiefe",
    "gewicht": "wiegt schwer masse",
    "masse": "wiegt schwer gewicht",
    "alter": "alt alte jahre",
    "preis": "kostet kosten gebühr",
    "gebühr": "kostet kosten preis",
    "geschwindigkeit": "schnell langsam",
    "größe": "groß klein",
    "einwohnerzahl": "einwohner menschen",
    "entfernung": "entfernt weit",
    "dauer": "dauert lang",
    "durchmesser": "dick breit",
    "fläche": "quadrat",
}
SMALL = (
    "was wann wo wer wen wem wessen warum wie viel viele welcher welche welches nenne sage"
    " beträgt betragen betrug"
)

_NAME = r"(?:[A-ZÄÖÜ0-9][\w'’.-]*)(?: (?:von|der|des|und|im|am|[A-ZÄÖÜ0-9][\w'’.-]*))*"
_SUBJECT = rf"(?:(?:Der|Die|Das) )?(?:[a-zäöüß-]+[enrs] )?{_NAME}"
_FILLED = r"(?:heute |jetzt |nun |derzeit |aktuell |etwa |rund |ungefähr |knapp |nur |insgesamt )*"
# "Die Höhe des Damms beträgt 12 Meter"
_AMOUNTS = re.compile(
    r"^(?P<topic>(?:Der|Die|Das) (?P<attribute>[A-ZÄÖÜ][\w-]+) (?P<rest_of>[^,;:()]{2,80}?))"
    rf" (?P<verb>beträgt|betrug|liegt bei|lag bei|betragen|betrugen|liegen bei|lagen bei) {_FILLED}"
    r"(?P<rest>\d.*)$"
)
_HAS = {
    "beträgt": "hat",
    "liegt bei": "hat",
    "betrug": "hatte",
    "lag bei": "hatte",
    "betragen": "haben",
    "liegen bei": "haben",
    "betrugen": "hatten",
    "lagen bei": "hatten",
}
# "Der Damm ist 12 Meter hoch"
_IS_HIGH = re.compile(
    rf"^(?P<thing>{_SUBJECT}) (?P<verb>ist|war|sind|waren) {_FILLED}(?P<rest>\d[^,;]*?)"
    r" (?P<how>hoch|lang|breit|tief|schwer|alt|groß|dick|weit|schnell|teuer)$"
)
_MEASURED = re.compile(
    rf"^(?P<thing>{_SUBJECT}) (?P<verb>kostet|kosten|wiegt|wiegen|dauert|dauern)"
    rf" {_FILLED}(?P<rest>\d.*)$"
)
_HOW = {"koste": "viel", "wieg": "viel", "dauer": "lange"}
# "Saturn hat 274 bekannte Monde": what is counted stands in the form in which it is asked for.
_COUNTS = re.compile(
    rf"^(?P<thing>{_SUBJECT}) (?P<verb>hat|hatte|besitzt|zählt|umfasst|haben)"
    rf" {_FILLED}(?P<rest>\d.*)$"
)
_COUNTED = re.compile(r"^\s*(?P<noun>(?:[a-zäöüß]+e ){0,2}[A-ZÄÖÜ][\w-]+)(?=$|[ ,.])")
# "Der Damm wurde 1904 gebaut"
_EVENT = re.compile(
    rf"^(?P<thing>{_SUBJECT}) (?P<verb>wurde|wurden|ist|sind|wird|werden)"
    r" (?P<at>(?:im Jahr |im Jahre |im |am )?)(?P<rest>[^,;]{4,40}?)"
    r" (?P<with>(?:(?:von|in|als|durch|aus|nach) [^,;]{2,60}? )?)"
    r"(?P<done>\w*(?:ge\w+(?:t|en)|ent\w+t|"
    r"er\w+(?:t|en)|be\w+(?:t|en)|ver\w+(?:t|en)|\w+iert))$"
)
_MEANS = re.compile(
    rf"^(?P<thing>(?:(?:Ein|Eine|Der|Die|Das) )?{_NAME}) ist"
    r" (?P<rest>eine? (?:[^ .;]+ ){2,40}[^ .;]+)\.?$"
)
_KEY = re.compile(r"^(?P<key>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{4,}): (?P<rest>\S.*)$")
_VALUE = r"(?P<{}>\d[\d.,]*[^,;:()]{{0,40}}?)"
_RISEN = (
    r"stieg|stiegen|sank|sanken|fiel|fielen|wuchs|wuchsen|steigt|sinkt|änderte sich|ging|kletterte"
    r"|erhöhte sich|verringerte sich"
)
_ROSE = re.compile(
    rf"^(?P<topic>[^,;:()]{{2,80}}?) (?:{_RISEN})(?: [^,;:]{{2,60}}?)?"
    rf" von (?:rund |etwa )?{_VALUE.format('before')} auf (?:rund |etwa )?{_VALUE.format('after')}"
    r"(?: (?:an|zurück|gestiegen))?$"
)
_WAS_RAISED = re.compile(
    r"^(?P<topic>[^,;:()]{2,80}?) (?:wurde|wurden|ist|sind)(?: [^,;:]{2,60}?)?"
    rf" von (?:rund |etwa )?{_VALUE.format('before')} auf (?:rund |etwa )?{_VALUE.format('after')}"
    r" (?:erhöht|gesenkt|angehoben|verringert|reduziert|geändert|gesteigert|gekürzt|verlegt"
    r"|verschoben|gestiegen|gesunken|gefallen|gewachsen)(?: worden)?$"
)
_INSTEAD_OF_EARLIER = re.compile(
    r"^(?P<topic>[^,;:()]{2,80}?) (?:beträgt|betragen|liegt bei|ist|sind)"
    r" (?:jetzt |nun |inzwischen )?"
    r"(?:auf |für )?(?P<after>[^,;:()]{1,40}?) (?:statt|anstelle von) (?:bisher|früher|zuvor)"
    r" (?P<before>[^,;:()]{1,40}?)$"
)


def find_questions(sentence: str) -> Iterator[AskedValue]:
    """Yield the whole questions that a sentence answers."""
    bare = sentence.rstrip(".")
    if (m := _AMOUNTS.match(bare)) and (answer := value_at(m["rest"])):
        topic = _inside(m["topic"])
        asked = f"Welchen Wert {_HAS[m['verb']]} {topic}?"
        yield AskedValue("value", asked, topic, answer, m["rest_of"], m["attribute"])
    if (m := _IS_HIGH.match(bare)) and value_at(m["rest"]) == m["rest"]:
        thing = _inside(m["thing"])
        asked = f"Wie {m['how']} {m['verb']} {thing}?"
        yield AskedValue("value", asked, f"wie {m['how']} {thing} {m['verb']}", m["rest"], thing)
    if (m := _MEASURED.match(bare)) and (answer := value_at(m["rest"])):
        thing, verb = _inside(m["thing"]), m["verb"]
        how = next(how for stem, how in _HOW.items() if verb.startswith(stem))
        yield AskedValue(
            "value", f"Wie {how} {verb} {thing}?", f"wie {how} {thing} {verb}", answer, thing
        )
    if m := _COUNTS.match(bare):
        yield from _counted(m)
    if m := _EVENT.match(bare):
        yield from _event(m)
    if (m := _KEY.match(bare)) and (answer := value_at(m["rest"])):
        asked = f"Welchen Wert hat {m['key']}?"
        yield AskedValue("value", asked, f"der Wert {m['key']}", answer, m["key"], "Wert")
    if not measures(sentence) and (m := _MEANS.match(sentence)):
        thing = _inside(m["thing"])
        yield AskedValue("meaning", f"Was ist {thing}?", f"was {thing} ist", m["rest"], thing)


def find_told_changes(sentence: str) -> Iterator[ChangedValue]:
    """Yield the changes of a value that a sentence tells as done."""
    bare = sentence.rstrip(" .,;")
    if PLANNED.search(bare):
        return
    for pattern in (_ROSE, _WAS_RAISED, _INSTEAD_OF_EARLIER):
        m = pattern.match(bare)
        if m and not LEANS.match(m["topic"]):
            before, after = m["before"].strip(), m["after"].strip()
            one, two = measures(before), measures(after)
            if one and two and not one[0].agrees_with(two[0]):
                yield ChangedValue(
                    _inside(m["topic"].strip()), with_unit(before, one[0]), with_unit(after, two[0])
                )
                return


def _counted(m: re.Match[str]) -> Iterator[AskedValue]:
    number = next(iter(measures(m["rest"])), None)
    if number is None or number.start != 0 or number.kind != "number":
        return
    counted = _COUNTED.match(m["rest"][number.end :])
    if counted is None or counted["noun"].lower() in ("meter", "kilometer", "prozent", "euro"):
        return
    noun, thing = counted["noun"], _inside(m["thing"])
    asked = f"Wie viele {noun} {m['verb']} {thing}?"
    topic = f"wie viele {noun} {thing} {m['verb']}"
    yield AskedValue("count", asked, topic, number.text, m["thing"], noun)


def _event(m: re.Match[str]) -> Iterator[AskedValue]:
    found = measures(m["at"] + m["rest"])
    day = next((x for x in found if x.kind == "date"), None)
    year = re.fullmatch(r"(?:1[5-9]|20)\d\d", m["rest"])
    answer = day.text if day and day.text in m["rest"] else year[0] if year else ""
    if not answer or len(answer) < len(m["rest"]) - 1:
        return
    thing, verb, done = _inside(m["thing"]), m["verb"], f"{m['with']}{m['done']}"
    asked, topic = f"Wann {verb} {thing} {done}?", f"wann {thing} {done} {verb}"
    yield AskedValue("time", asked, topic, answer, thing)


def _inside(thing: str) -> str:
    """Return a subject as it stands inside a sentence, with a small article."""
    first, blank, rest = thing.partition(" ")
    return (
        f"{first.lower()}{blank}{rest}" if first in ("Der", "Die", "Das", "Ein", "Eine") else thing
    )
