"""What a sentence can be asked for: a value of a thing that it names, or what a gap in it held.

A handful of English patterns turn a sentence into a question with a topic, such as "the height of
the Old Dam", and the answer. Any other sentence that holds a value or the name of a page can be
asked with a gap. A pattern that does not surely fit gives nothing: a crooked question teaches
crooked English, and there are always more sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from pipeline.core.language.measures import Measure, measures

GAP = "____"
AskedKind = Literal["value", "count", "time", "meaning", "gap"]


@dataclass(frozen=True)
class AskedValue:
    """One thing that a sentence answers.

    `answer` stands in the sentence. `question` is a whole question, and `topic` the same as a noun
    phrase; for a gap the question is the sentence with the gap, and the topic is empty. `thing`
    and `attribute` are what the topic is made of, where it is an attribute of a thing.
    """

    kind: AskedKind
    question: str
    topic: str
    answer: str
    thing: str = ""
    attribute: str = ""


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
# A value behind which a sum goes on is none.
_SUM = re.compile(r"^ ?[-+*/^=<>]")
_MARKUP = ("](", "][", "|")
_UNIT = re.compile(r"^ ?(?P<unit>[A-Za-zµ°%]+)")
# Short words behind a number that are no units.
_NO_UNITS = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "but", "by", "can", "for", "had", "has", "in", "is"),
        *("it", "its", "may", "not", "now", "of", "off", "on", "one", "or", "out", "per", "so"),
        *("the", "to", "two", "up", "was", "who", "why", "all", "our", "own", "his", "her", "yet"),
    }
)
# Sentences that lean on what stands before them, and say nothing alone.
_LEANS = re.compile(
    r"^(?:(?i:this|that|these|those|it|its|they|their|them|he|she|his|her|we|our|such|both|here|"
    r"there|then|thus|hence|however|therefore|also|additionally|moreover|furthermore|instead|"
    r"otherwise|likewise|similarly|consequently|but|and|or|so|if not|in (?:that|this|such) case|"
    r"for example|another)|[Tt]he (?:latter|former|same|above|following|new|old|other))\b"
)
_WHOLE = re.compile(r"^[A-Z0-9`\"“(].*[.!]$", re.DOTALL)
_FEWEST_WORDS = 4
_LONGEST = 400  # characters of a sentence


def stands_alone(sentence: str) -> bool:
    """Tell whether a sentence says something by itself: whole, and leaning on none before it."""
    return (
        bool(_WHOLE.match(sentence))
        and not _LEANS.match(sentence)
        and len(sentence) <= _LONGEST
        and len(sentence.split()) >= _FEWEST_WORDS
        and GAP not in sentence
        and not any(sign in sentence for sign in _MARKUP)
    )


def find_asked_values(sentence: str, names: Iterable[str]) -> Iterator[AskedValue]:
    """Yield what a sentence can be asked for, whole questions first and then gaps.

    `names` are those of pages that it speaks of: each can be what a gap held.
    """
    found = measures(sentence)
    yield from _whole_questions(sentence, found)
    seen = set()
    for one in found:
        answer = _with_unit(sentence, one)
        if answer not in seen and _is_once(sentence, answer) and not answer.isalpha():
            seen.add(answer)
            yield AskedValue("gap", _with_gap(sentence, answer), "", answer)
    for name in names:
        if name not in seen and _is_once(sentence, name):
            seen.add(name)
            yield AskedValue("gap", _with_gap(sentence, name), "", name)


def _whole_questions(sentence: str, found: tuple[Measure, ...]) -> Iterator[AskedValue]:
    bare = sentence.rstrip(".")
    if (m := _OF.match(bare)) and (answer := _value_at(m["rest"])):
        topic = f"the {m['attribute']} {m['link']} {m['thing']}"
        yield _attribute_of(m["verb"], topic, answer, m["thing"], m["attribute"])
    for pattern in (_HAS, _HAS_NOW):
        if m := pattern.match(bare):
            yield from _counted(m)
            break
    if (m := _COSTS.match(bare)) and (answer := _value_at(m["rest"])):
        verb, how = _HOW[m["verb"]], "long" if m["verb"] == "lasts" else "much"
        asked = f"How {how} does {_inside(m['thing'])} {verb}?"
        topic = f"how {how} {_inside(m['thing'])} {m['verb']}"
        yield AskedValue("value", asked, topic, answer, m["thing"], verb)
    if m := _EVENT.match(bare):
        yield from _event(m)
    if (m := _CHANGE.match(bare)) and (answer := _value_at(m["rest"])):
        done, thing = _CHANGED[m["verb"]], m["thing"]
        topic = f"the value to which {thing} is {done}"
        yield AskedValue("value", f"To what is {thing} {done}?", topic, answer, thing, "new value")
    if (m := _CHANGES.match(bare)) and (answer := _value_at(m["rest"])):
        thing = _inside(m["thing"])
        topic = f"the value to which {thing} changes"
        yield AskedValue(
            "value", f"To what does {thing} change?", topic, answer, thing, "new value"
        )
    if (m := _KEY.match(bare)) and (answer := _value_at(m["rest"])):
        topic = f"the value of {m['key']}"
        yield _attribute_of("is", topic, answer, m["key"], "value")
    if m := _KEYED.match(bare):
        yield from _rows(m["thing"], m["rows"])
    if not found and (m := _MEANS.match(sentence)):
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
        if m and (answer := _value_at(m["rest"])):
            topic = f"the {m['attribute']} of {thing}"
            yield _attribute_of("is", topic, answer, thing, m["attribute"])


def _value_at(rest: str) -> str:
    """Return the value with which a text begins, with its unit; "" where it begins otherwise."""
    first = next(iter(measures(rest)), None)
    if first is None or first.start != 0 or _SUM.match(rest[first.end :]):
        return ""
    return _with_unit(rest, first)


def _with_unit(text: str, one: Measure) -> str:
    """Return a value as written, with the unit or the counted word right behind it."""
    behind = _UNIT.match(text[one.end :]) if one.kind == "number" else None
    if behind is None or text[one.end - 1].isalpha():
        return one.text
    unit = behind["unit"]
    is_unit = unit.lower() not in _NO_UNITS and (
        len(unit) <= 3 or bool(one.unit and unit.lower().startswith(one.unit[:4].lower()))
    )
    return text[one.start : one.end + behind.end()] if is_unit else one.text


def _is_once(text: str, part: str) -> bool:
    """Tell whether a part stands in a text once, as words of its own."""
    return len(re.findall(rf"(?<![\w.,*/-]){re.escape(part)}(?![\w-]|[.,]\d)", text)) == 1


def _with_gap(sentence: str, answer: str) -> str:
    return re.sub(rf"(?<![\w.,*/-]){re.escape(answer)}(?![\w-]|[.,]\d)", GAP, sentence, count=1)


def _inside(thing: str) -> str:
    """Return the name of a thing as it stands inside a sentence."""
    return f"the {thing[4:]}" if thing.startswith("The ") else thing


def _with_article(sentence: str, thing: str) -> str:
    first = sentence.split(" ", 1)[0]
    return f"{first.lower()} {thing}" if first in ("A", "An", "The") else thing
