"""Questions in English."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.core.claims.tense import is_plan
from pipeline.core.language.measures import measures
from pipeline.core.language.quantities import find_value_changes
from pipeline.core.training.questions.rules import AskedValue, ChangedValue
from pipeline.core.training.questions.values_in_text import value_at, with_unit

LEANS = re.compile(
    r"^(?:(?i:this|that|these|those|it|its|they|their|them|he|she|his|her|we|our|such|both|here|"
    r"there|then|thus|hence|however|therefore|also|additionally|moreover|furthermore|instead|"
    r"otherwise|likewise|similarly|consequently|but|and|or|so|if not|in (?:that|this|such) case|"
    r"for example|another)|[Tt]he (?:latter|former|same|above|following|new|old|other))\b"
)
ADDED = re.compile(r"\s*(?:new|newly|more|additional|further|extra|other)\b", re.IGNORECASE)
KIND = re.compile(
    r"`?,? (?:(?:is|was|are|were) )?(?:an?|the|one of the) (?:[\w'’-]+ ){0,5}?(?P<noun>[a-z][\w-]+)"
    r"(?= (?:of|in|that|which|who|with|for|on|by|from|at|to|where|whose|named|called|is|was)\b"
    r"|[,.;:(]|$)"
)
PLANNED = re.compile(
    r"\b(?:if|unless|could|might|may|would|should|propos\w+|suggest\w*|recommend\w*|expect\w*|"
    r"estimat\w*|flip\w*|plan(?:s|ned)? to)\b",
    re.IGNORECASE,
)
ALSO_TOLD_BY: Mapping[str, str] = {
    "height": "high tall altitude",
    "length": "long",
    "width": "wide broad",
    "depth": "deep",
    "weight": "weigh heavy mass",
    "mass": "weigh heavy weight",
    "age": "old",
    "price": "cost fee charge",
    "cost": "price fee charge",
    "fee": "price cost charge",
    "speed": "fast slow",
    "size": "large big small",
    "population": "people inhabitants residents",
    "distance": "far away",
    "duration": "last take long",
    "capacity": "hold store",
    "diameter": "across",
    "area": "square",
}
SMALL = "what when where which who whom whose why how much many tell give name state answer"
_NAME = r"(?:[A-Z][\w'’.-]*|[A-Z0-9_]{2,})(?: (?:of|the|and|for|in|[A-Z0-9][\w'’.-]*))*"
_THING = r"(?P<thing>(?:the |a |an )?[\w'’.-]+(?: [\w'’.-]+){0,5}?)"
_ATTRIBUTE = r"(?P<attribute>(?:[a-z][\w-]*|[A-Z]{2,})(?: (?:[\w-]+)){0,4}?)"
_OF = re.compile(
    rf"^The {_ATTRIBUTE} (?P<link>of|for) {_THING} (?P<verb>is|was|are|were)"
    r" (?:now |currently |only |set to |about |at )*(?P<rest>.+)$"
)
_HAS = re.compile(
    rf"^(?P<thing>(?:The )?{_NAME}) (?P<verb>has|have) (?:now |only |about )*(?P<rest>\d.*)$"
)
_HAS_NOW = re.compile(
    rf"^(?P<thing>(?:The )?{_NAME}) (?:now |currently )(?P<verb>has|have) (?P<rest>\d.*)$"
)
_COUNTED = re.compile(
    r"^\s*(?P<noun>(?:[a-z][\w-]* ){0,2}?(?!(?:as|is|was|its|this|has|does)\b)[a-z][\w-]+s)\b"
)
_COSTS = re.compile(
    rf"^(?P<thing>(?:The )?{_NAME}) (?P<verb>costs|takes|weighs|lasts|measures)"
    r" (?:now |only |about )*(?P<rest>\d.*)$"
)
_HOW = {"costs": "cost", "takes": "take", "weighs": "weigh", "lasts": "last", "measures": "measure"}
_EVENT = re.compile(
    rf"^(?P<thing>(?:The )?{_NAME}) (?P<verb>was|were|is|are|will be)"
    r" (?P<done>(?:first )?[a-z]+(?:ed|nt|wn|ilt|ound|ut|ade)"
    r"(?: (?:by|from|into|as) [^,.;]{2,60}?)?)"
    r" (?P<at>in|on) (?P<rest>.+)$"
)
_MEANS = re.compile(
    rf"^(?:An? |The )?(?P<thing>{_NAME}|[a-z][\w-]*(?: [\w-]+){{0,3}}?) is"
    r" (?P<rest>an? (?:[^ .;]+ ){3,40}[^ .;]+)\.?$"
)
_KEY = re.compile(r"^(?P<key>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{4,}): (?P<rest>\S.*)$")
_KEYED = re.compile(
    rf"^(?P<thing>{_NAME}): (?P<rows>[a-z][a-z -]{{2,40}} [\d.,]+.*)$",
)
_ROW = re.compile(r"^(?P<attribute>[a-z][a-z -]{2,40}?) (?P<rest>[\d.,]+(?: ?[A-Za-z%°]+)?)\.?$")
_CHANGED = {
    "Increase": "increased",
    "Decrease": "decreased",
    "Reduce": "reduced",
    "Raise": "raised",
    "Lower": "lowered",
    "Set": "set",
    "Change": "changed",
}
_CHANGE = re.compile(
    rf"^(?:{_NAME}: )?(?P<verb>{'|'.join(_CHANGED)}) (?P<thing>(?:the )?[^,.;:]{{2,80}}?)"
    r" (?:from [^ ]+(?: \w+)? )?to (?P<rest>\d.*)$"
)
_CHANGES = re.compile(
    r"^(?P<thing>The [^,.;:]{2,80}?) (?:changes|is changed|was changed|rises|falls)"
    r" from [^ ]+(?: \w+)? to (?P<rest>\d.*)$"
)

_VERBS = (
    r"changed|raised|increased|lowered|reduced|decreased|cut|adjusted|repriced|revised|updated|set"
    r"|moved|dropped|bumped|corrected|rose|fell|grew|went|shrank|changes|rises|falls|grows|drops"
    r"|increases|decreases"
)
_DO = r"increases|raises|reduces|lowers|changes|decreases|cuts|sets|updates|adjusts|moves"
# What stands before both values, with the thing whose value changed.
_SET_TO = re.compile(
    rf"^(?:{_NAME}: )?(?:{'|'.join(_CHANGED)}) (?P<topic>(?:the )?[^.;:]{{2,80}}?) (?:from|to)$"
)
_BECAME = re.compile(
    r"^(?P<topic>[^,;:()]{2,80}?),?"
    r" (?:(?:is|are|was|were|has been|have been|had been|has|have|had) )?(?:(?:very )?\w+ly )?"
    rf"(?:{_VERBS})(?: (?:at|in|by|on|with) [^;:]{{2,60}}?)?,? (?:from|to)"
    r"(?: (?:around|about|roughly|nearly))?$"
)
_MADE_IT = re.compile(
    rf"^(?:The |This )?[^,;:]{{2,50}}? (?:also )?(?:{_DO}) (?P<topic>[^,;:]{{2,80}}?) from$"
)
_NOW_IS = re.compile(
    r"^(?P<topic>[^,;:()]{2,80}?) (?:is|are|was|were|has|have)(?: now)?"
    r"(?: (?:set|reset|limited|fixed|planned|scheduled|expected|due|raised|lowered|reduced))?"
    r"(?: (?:to|for|at|in|on))?(?: [~≈])?$"
)
_KEY_CHANGED = re.compile(r"^(?P<topic>[A-Z][A-Z0-9_]{3,}): (?:is |was )?changed from$")
_IN_CLAUSE = (_MADE_IT, _BECAME, _NOW_IS)
_ASIDE = re.compile(r" \([^()]{1,40}\)")
_CLAUSE = re.compile(r"[;:] |\b(?:because|that|while|whereas) ")
_ONLY_OTHER = re.compile(r"\b(?:instead of|rather than|was|were)\b", re.IGNORECASE)
_LEANING_TOPIC = re.compile(
    r"^(?:it|they|he|she|we|this|that|these|those|which|who|its|their|is|are|was|were|has|have|had|"
    r"been|and|but|or)\b",
    re.IGNORECASE,
)
_ADVERBS = re.compile(r" (?:now|currently|recently|also|then|only|finally)$")


def find_told_changes(sentence: str) -> Iterator[ChangedValue]:
    """Yield the changes of a value that a sentence tells as done."""
    plain = sentence.rstrip(" ,;")
    if PLANNED.search(plain) or is_plan(plain):
        return
    found = {one.start: one for one in measures(plain)}
    for change in find_value_changes(plain):
        if not (change.before and change.after):
            continue
        first, last = sorted((change.before, change.after), key=lambda x: x.start)
        between = plain[first.end : last.start]
        topic = _topic_before(plain[: first.start].rstrip())
        before, after = found.get(change.before.start), found.get(change.after.start)
        if not (topic and before and after) or _ONLY_OTHER.search(between):
            continue
        if not before.agrees_with(after):
            yield ChangedValue(topic, with_unit(plain, before), with_unit(plain, after))


def _topic_before(lead: str) -> str:
    bare = _ASIDE.sub("", lead)
    last = _CLAUSE.split(bare)[-1]
    places = ((_SET_TO, bare), (_KEY_CHANGED, bare), *((x, last) for x in _IN_CLAUSE))
    for pattern, text in places:
        if m := pattern.match(text):
            topic = _ADVERBS.sub("", m["topic"].strip(" ,"))
            if not topic or _LEANING_TOPIC.match(topic):
                return ""
            return f"the price of {topic}" if " repriced " in text else _inside(topic)
    return ""


def find_questions(sentence: str) -> Iterator[AskedValue]:
    """Yield the whole questions that a sentence answers."""
    bare = sentence.rstrip(".")
    if (m := _OF.match(bare)) and (answer := value_at(m["rest"])):
        topic = f"the {m['attribute']} {m['link']} {m['thing']}"
        yield _attribute_of(m["verb"], topic, answer, m["thing"], m["attribute"])
    for pattern in (_HAS, _HAS_NOW):
        if m := pattern.match(bare):
            yield from _counted(m)
            break
    if (m := _COSTS.match(bare)) and (answer := value_at(m["rest"])):
        verb, how = _HOW[m["verb"]], "long" if m["verb"] == "lasts" else "much"
        asked = f"How {how} does {_inside(m['thing'])} {verb}?"
        topic = f"how {how} {_inside(m['thing'])} {m['verb']}"
        yield AskedValue("value", asked, topic, answer, m["thing"], verb)
    if m := _EVENT.match(bare):
        yield from _event(m)
    if (m := _CHANGE.match(bare)) and (answer := value_at(m["rest"])):
        done, thing = _CHANGED[m["verb"]], m["thing"]
        topic = f"the value to which {thing} is {done}"
        yield AskedValue("value", f"To what is {thing} {done}?", topic, answer, thing, "new value")
    if (m := _CHANGES.match(bare)) and (answer := value_at(m["rest"])):
        thing = _inside(m["thing"])
        topic = f"the value to which {thing} changes"
        yield AskedValue(
            "value", f"To what does {thing} change?", topic, answer, thing, "new value"
        )
    if (m := _KEY.match(bare)) and (answer := value_at(m["rest"])):
        topic = f"the value of {m['key']}"
        yield _attribute_of("is", topic, answer, m["key"], "value")
    if m := _KEYED.match(bare):
        yield from _rows(m["thing"], m["rows"])
    if not measures(sentence) and (m := _MEANS.match(sentence)):
        thing = m["thing"]
        asked = f"What is {_with_article(sentence, thing)}?"
        yield AskedValue("meaning", asked, f"what {thing} is", m["rest"], thing, "")


def _attribute_of(verb: str, topic: str, answer: str, thing: str, attribute: str) -> AskedValue:
    return AskedValue("value", f"What {verb} {topic}?", topic, answer, thing, attribute)


def _counted(m: re.Match[str]) -> Iterator[AskedValue]:
    number = next(iter(measures(m["rest"])), None)
    if number is None or number.start != 0 or number.kind != "number":
        return
    counted = _COUNTED.match(m["rest"][number.end :])
    if counted is None:
        return
    noun, thing = counted["noun"], m["thing"]
    does = {"has": "does", "have": "do"}[m["verb"]]
    topic = f"the number of {noun} that {_inside(thing)} {m['verb']}"
    asked = f"How many {noun} {does} {_inside(thing)} have?"
    yield AskedValue("count", asked, topic, number.text, thing, noun)


def _event(m: re.Match[str]) -> Iterator[AskedValue]:
    day = next((x for x in measures(m["rest"]) if x.kind == "date" and x.start == 0), None)
    year = re.match(r"(?:1[5-9]|20)\d\d\b", m["rest"])
    answer = day.text if day else year[0] if year else ""
    if not answer:
        return
    thing, verb = _inside(m["thing"]), m["verb"]
    first = "will" if verb == "will be" else verb
    rest = "be " if verb == "will be" else ""
    asked = f"When {first} {thing} {rest}{m['done']}?"
    yield AskedValue(
        "time", asked, f"when {thing} {verb} {m['done']}", answer, m["thing"], m["done"]
    )


def _rows(thing: str, rows: str) -> Iterator[AskedValue]:
    for row in re.split(r", (?=[a-z])", rows):
        m = _ROW.match(row.strip())
        if m and (answer := value_at(m["rest"])):
            topic = f"the {m['attribute']} of {thing}"
            yield _attribute_of("is", topic, answer, thing, m["attribute"])


def _inside(thing: str) -> str:
    """Return the name of a thing as it stands inside a sentence."""
    return f"the {thing[4:]}" if thing.startswith("The ") else thing


def _with_article(sentence: str, thing: str) -> str:
    first = sentence.split(" ", 1)[0]
    return f"{first.lower()} {thing}" if first in ("A", "An", "The") else thing
