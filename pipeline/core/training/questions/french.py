"""Questions in French, in forms that ask for no gender, such as `est-ce que`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from pipeline.core.language.measures import measures
from pipeline.core.training.questions.rules import AskedValue, ChangedValue
from pipeline.core.training.questions.values_in_text import value_at, with_unit

LEANS = re.compile(
    r"^(?:(?i:ce|cet|cette|ces|ceci|cela|ça|il|elle|ils|elles|on|leur|leurs|son|sa|ses|notre|nos|nous|"
    r"celui-ci|celle-ci|ceux-ci|ici|là|alors|donc|ainsi|cependant|toutefois|pourtant|aussi|de plus|"
    r"en outre|par ailleurs|sinon|mais|et|ou|or|car|puis|ensuite|enfin|par exemple|y|en revanche)"
    r"|(?:Le|La|Les) (?:dernier|dernière|même|suivant|suivante|nouveau|nouvelle|autre)s?)\b"
    r"|^(?:C['’]|L['’]autre)"
)
ADDED = re.compile(
    r"\s*(?:nouveaux|nouvelles|nouvel|nouveau|nouvelle|autres|supplémentaires|de plus"
    r"|\w+ (?:supplémentaires|additionnel(?:le)?s|nouveaux|nouvelles))\b",
    re.IGNORECASE,
)
KIND = re.compile(
    r",? (?:(?:est|était|sont|étaient) )?(?:une? |l['’]une? des |les? |la |l['’])"
    r"(?P<noun>[a-zà-ÿ-]+)"
)
PLANNED = re.compile(
    r"\b(?:si|pourrait|pourraient|devrait|devraient|serait|seraient|propos\w+|prévoi\w+|prévu\w*|"
    r"estim\w+|recommand\w+|envisag\w+)\b",
    re.IGNORECASE,
)
ALSO_TOLD_BY: Mapping[str, str] = {
    "hauteur": "haut haute hauts",
    "longueur": "long longue",
    "largeur": "large",
    "profondeur": "profond profonde",
    "poids": "pèse lourd masse",
    "masse": "pèse lourd poids",
    "âge": "ans vieux",
    "prix": "coûte coût tarif",
    "coût": "coûte prix tarif",
    "tarif": "coûte coût prix",
    "vitesse": "rapide lent",
    "taille": "grand petit",
    "population": "habitants personnes",
    "distance": "loin kilomètres",
    "durée": "dure long",
    "superficie": "carrés hectares",
    "diamètre": "large",
}
SMALL = (
    "que quoi quand où qui pourquoi comment combien quel quelle quels quelles est-ce donne vaut"
    " atteint"
)

_NAME = r"(?:[A-ZÀ-Ý0-9][\w'’.-]*)(?: (?:de|du|des|la|le|les|d['’]|et|[A-ZÀ-Ý0-9][\w'’.-]*))*"
_SUBJECT = rf"(?:(?:Le |La |Les |L['’])[^\W\d_][\w'’-]*(?: [\w'’-]+){{0,4}}?|{_NAME})"
_FILLED = r"(?:aujourd['’]hui |désormais |actuellement |environ |près de |quelque |seulement )*"
# "La hauteur du barrage est de 12 mètres"
_AMOUNTS = re.compile(
    r"^(?P<topic>(?:Le |La |Les |L['’])(?P<attribute>[a-zà-ÿ][\w-]+)"
    r" (?P<rest_of>(?:de |du |des |d['’])[^,;:()]{2,80}?))"
    rf" (?:est de|était de|sont de|étaient de|s['’]élève à|atteint|vaut) {_FILLED}(?P<rest>\d.*)$"
)
_DOES = re.compile(
    rf"^(?P<thing>{_SUBJECT}) (?P<verb>coûte|coûtent|pèse|pèsent|mesure|mesurent|dure|durent)"
    rf" {_FILLED}(?P<rest>\d.*)$"
)
_COUNTS = re.compile(
    rf"^(?P<thing>{_SUBJECT}) (?P<verb>a|avait|compte|comptait|possède|possédait|comprend|ont)"
    rf" {_FILLED}(?P<rest>\d.*)$"
)
_COUNTED = re.compile(r"^\s*(?P<noun>[a-zà-ÿ][\w-]+[sx])(?=$|[ ,.])")
_VOWELS = "aeiouyàâéèêëîïôûœ"
_MUTE = frozenset(("habitants", "hectares", "heures", "hommes", "hôtels", "hôpitaux"))
_EVENT = re.compile(
    rf"^(?P<thing>{_SUBJECT}) (?P<verb>a été|ont été|fut|furent|est|sont|sera|seront)"
    r" (?P<done>[a-zà-ÿ]+(?:é|ée|és|ées|it|ite|its|ites|ert|erte|u|ue|us|ues)"
    r"(?: (?:par|à|dans|comme) [^,;]{2,60}?)?)"
    r" (?:en |le |l['’]|au |depuis )?(?P<rest>\d?[^,;]{3,40})$"
)
_MEANS = re.compile(
    rf"^(?P<thing>(?:Une? |Le |La |L['’])?(?:{_NAME}|[a-zà-ÿ][\w-]*(?: [\w'’-]+){{0,3}}?)) est"
    r" (?P<rest>une? (?:[^ .;]+ ){2,40}[^ .;]+)\.?$"
)
_KEY = re.compile(r"^(?P<key>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+|[A-Z]{4,}) ?: (?P<rest>\S.*)$")
_VALUE = r"(?P<{}>\d[\d.,]*[^,;:()]{{0,40}}?)"
_CHANGED = re.compile(
    r"^(?P<topic>[^,;:()]{2,80}?) (?:passe|est passée?|sont passée?s|passent|passa|passait"
    r"|a augmenté|a baissé|a diminué|augmente|baisse|diminue|a été (?:portée?|relevée?|abaissée?"
    r"|réduite?|ramenée?)|est (?:portée?|relevée?|abaissée?|réduite?|ramenée?))"
    rf"(?: [^,;:]{{2,60}}?)? de {_VALUE.format('before')} à {_VALUE.format('after')}"
    r"(?: (?:en|le|depuis) [^,;:]{3,30})?$"
)


def find_questions(sentence: str) -> Iterator[AskedValue]:
    """Yield the whole questions that a sentence answers."""
    bare = sentence.rstrip(".")
    if (m := _AMOUNTS.match(bare)) and (answer := value_at(m["rest"])):
        topic = _inside(m["topic"])
        asked = f"Quelle valeur les sources donnent-elles pour {topic} ?"
        yield AskedValue("value", asked, topic, answer, m["rest_of"], m["attribute"])
    if (m := _DOES.match(bare)) and (answer := value_at(m["rest"])):
        thing, verb = _inside(m["thing"]), m["verb"]
        asked, topic = f"Combien {_that(thing)} {verb} ?", f"combien {thing} {verb}"
        yield AskedValue("value", asked, topic, answer, thing)
    if m := _COUNTS.match(bare):
        yield from _counted(m)
    if m := _EVENT.match(bare):
        yield from _event(m)
    if (m := _KEY.match(bare)) and (answer := value_at(m["rest"])):
        topic = f"la valeur de {m['key']}"
        yield AskedValue("value", f"Que vaut {m['key']} ?", topic, answer, m["key"], "valeur")
    if not measures(sentence) and (m := _MEANS.match(sentence)):
        thing = _inside(m["thing"])
        asked = f"Comment définir {thing} ?"
        yield AskedValue("meaning", asked, f"ce qu’est {thing}", m["rest"], thing)


def find_told_changes(sentence: str) -> Iterator[ChangedValue]:
    """Yield the changes of a value that a sentence tells as done."""
    bare = sentence.rstrip(" .,;")
    m = None if PLANNED.search(bare) else _CHANGED.match(bare)
    if m and not LEANS.match(m["topic"]):
        before, after = m["before"].strip(), m["after"].strip()
        one, two = measures(before), measures(after)
        if one and two and not one[0].agrees_with(two[0]):
            topic = _inside(m["topic"].strip())
            yield ChangedValue(topic, with_unit(before, one[0]), with_unit(after, two[0]))


def _counted(m: re.Match[str]) -> Iterator[AskedValue]:
    number = next(iter(measures(m["rest"])), None)
    if number is None or number.start != 0 or number.kind != "number":
        return
    counted = _COUNTED.match(m["rest"][number.end :])
    if counted is None or (counted["noun"][0] == "h" and counted["noun"] not in _MUTE):
        return
    noun, thing = counted["noun"], _inside(m["thing"])
    of = f"d’{noun}" if noun[0] in f"{_VOWELS}h" else f"de {noun}"
    asked, topic = f"Combien {of} {_that(thing)} {m['verb']} ?", f"combien {of} {thing} {m['verb']}"
    yield AskedValue("count", asked, topic, number.text, thing, noun)


def _event(m: re.Match[str]) -> Iterator[AskedValue]:
    day = next((x for x in measures(f"en {m['rest']}") if x.kind == "date"), None)
    year = re.fullmatch(r"(?:1[5-9]|20)\d\d", m["rest"])
    answer = year[0] if year else day.text if day and day.text in m["rest"] else ""
    if not answer or len(answer) < len(m["rest"]) - 1:
        return
    thing, said = _inside(m["thing"]), f"{m['verb']} {m['done']}"
    asked = f"Quand {_that(thing)} {said} ?"
    yield AskedValue("time", asked, f"quand {thing} {said}", answer, thing)


def _that(thing: str) -> str:
    """Return a thing behind `est-ce que`, which loses its vowel before another one."""
    elided = thing[:1].lower() in _VOWELS
    return f"est-ce qu’{thing}" if elided else f"est-ce que {thing}"


def _inside(thing: str) -> str:
    """Return a subject as it stands inside a sentence, with a small article."""
    if m := re.match(r"(?:Le |La |Les |L['’]|Une? )", thing):
        return m[0].lower() + thing[m.end() :]
    return thing
