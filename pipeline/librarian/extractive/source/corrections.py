"""Join each update of a source to the statements that it corrects, wherever these stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from pipeline.core.claims.claim_index import content_words
from pipeline.core.language.instances import are_other_instances, instances_in
from pipeline.core.language.measures import measures, measures_not_in
from pipeline.core.language.updates import before_update, is_update, names_no_subject, without_signs
from pipeline.librarian.extractive.source.candidate import Candidate
from pipeline.librarian.extractive.source.rows import MOST_CLAIM_LETTERS

_SHARED_PART = 0.6  # the share of the words of the longer that both must have
_FEWEST_SHARED = 2
_MOST_CORRECTED = 3  # statements that one update is joined to
_MOST_UPDATES = 100  # of one source that are looked at; each is compared with every statement


def join_corrections(found: Sequence[Candidate]) -> list[Candidate]:
    """Return the statements, with the updates joined to those that they correct.

    An update corrects a statement in much the same words with another value. One that names no
    subject of its own ("Update: it is now 12 m") corrects the statement before it. Any other stands
    for itself.
    """
    made: dict[int, Candidate] = dict(enumerate(found))
    updates = [i for i, claim in made.items() if claim.update][:_MOST_UPDATES]
    for i in updates:
        corrected = _find_corrected(i, made)
        for at in corrected:
            made[at] = _join(made[at], made[i])
        if corrected:
            del made[i]
    return list(made.values())


def _find_corrected(number: int, made: dict[int, Candidate]) -> list[int]:
    update = made[number]
    near: list[tuple[float, int]] = []
    for at, other in made.items():
        if at != number and not other.update and _has_room(other, update):
            said = before_update(other.text) or other.text
            share = _share_of_words(without_signs(update.text), said)
            if share >= _SHARED_PART and _differ_in_value(without_signs(update.text), said):
                near.append((share, at))
    if near:
        return [at for _, at in sorted(near, key=lambda row: (-row[0], row[1]))[:_MOST_CORRECTED]]
    before = max((at for at in made if at < number), default=-1)
    leans = is_update(update.quotes[0]) and names_no_subject(update.quotes[0])
    return [before] if leans and before >= 0 and _has_room(made[before], update) else []


def _has_room(claim: Candidate, update: Candidate) -> bool:
    return len(claim.text) + len(update.text) < MOST_CLAIM_LETTERS and not claim.subject


def _share_of_words(one: str, other: str) -> float:
    mine, yours = ({w for w in content_words(text) if not w[0].isdigit()} for text in (one, other))
    shared = len(mine & yours)
    return shared / max(len(mine), len(yours)) if shared >= _FEWEST_SHARED else 0.0


def _differ_in_value(one: str, other: str) -> bool:
    if are_other_instances(instances_in(one), instances_in(other)):
        return False
    mine, yours = measures(one), measures(other)
    return bool(mine and yours and measures_not_in(yours, ()) and measures_not_in(mine, yours))


def _join(claim: Candidate, update: Candidate) -> Candidate:
    return replace(
        claim,
        text=f"{claim.text} {update.text}",
        quotes=tuple(dict.fromkeys((*claim.quotes, *update.quotes))),
        importance=max(claim.importance, update.importance),
    )
