"""Tell statements that give one thing another owner, place or name than an earlier one did.

Such a relation has one object at a time: who runs a thing, where it is based, what it is called.
So of two sources in force the newer one says what holds, although neither states a number.
"""

from __future__ import annotations

import re
from collections.abc import Container

from pipeline.core.language.instances import are_other_instances, instances_in
from pipeline.core.name_keys import fold

_RELATION = re.compile(
    r"^(?P<subject>[^.;:]{2,100}?) (?:is|are) (?:now |currently |still |today )?"
    r"(?P<verb>(?:run|owned|operated|managed|headed|led|chaired|maintained|governed|administered|"
    r"directed|edited|published|hosted|financed|funded|kept|guarded|presided over) by"
    r"|(?:based|located|housed|headquartered|seated) (?:in|at)|called|named)"
    r" (?P<object>[^.;]{2,200})",
    re.IGNORECASE,
)
_UNCERTAIN = re.compile(
    r"(?:an? (?:single|small|large|dedicated|different|separate)|one|some|several|many|various) ",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"^(?:an?|the) ", re.IGNORECASE)
_LONGEST = 600  # characters of a statement that are looked at


def gives_object(text: str, names: Container[str]) -> bool:
    """Tell whether a statement gives a thing the object of a relation that has only one.

    "A single company" is no certain object, and "gates on both sides are called twins" says what
    some gates are called; `names` are the folded names of the thing.
    """
    found = _RELATION.match(text[:_LONGEST])
    if found is None or _UNCERTAIN.match(found["object"]):
        return False
    named = found["verb"].lower() in ("called", "named")
    return not named or fold(_ARTICLE.sub("", found["subject"])) in names


def gives_another_object(one: str, other: str) -> bool:
    """Tell whether two statements give one thing two objects of a relation that has only one."""
    a, b = _RELATION.match(one[:_LONGEST]), _RELATION.match(other[:_LONGEST])
    if not a or not b:
        return False
    same = fold(a["subject"]) == fold(b["subject"]) and fold(a["verb"]) == fold(b["verb"])
    mine, yours = fold(a["object"]), fold(b["object"])
    apart = not mine.startswith(yours) and not yours.startswith(mine)
    return same and apart and not are_other_instances(instances_in(one), instances_in(other))
