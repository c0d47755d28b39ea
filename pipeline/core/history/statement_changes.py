"""What the statements of a wiki came to say: learned, superseded, contradicted, worded anew, gone.

Claims are known by their labels, which last as long as the words of the source that they quote. So
no two texts are compared for what they mean: what a page tells of a claim, and whether it tells it
as holding or as history, decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.core.claims.judgement import Statement
from pipeline.core.claims.tense import is_history, is_set_aside, stands_in_history
from pipeline.core.history.page_states import StatedPage, TwoStates
from pipeline.core.history.wiki_changes import (
    SupersededStatement,
    ToldContradiction,
    ToldStatement,
    WordingChange,
)
from pipeline.core.language.measures import measures, measures_not_in
from pipeline.core.search_words import search_words
from pipeline.core.wiki.schema import (
    ANSWER_TYPE,
    COMPARISON_TYPE,
    REPEATING_TYPES,
    REPORT_TYPE,
    SUMMARY_TYPE,
)
from pipeline.core.wiki.wiki import Wiki

# A claim that stands on several pages is told of the first of them. An answer rests on other pages.
_PLACES = {COMPARISON_TYPE: 1, SUMMARY_TYPE: 2, ANSWER_TYPE: 3, REPORT_TYPE: 4}
_ENDS = ".!?。 "
_LEAST_SHARED = 2  # words that a statement shares with the one that takes its place
_SOME = 0.3  # and that share of the words of the shorter one
_MOSTLY = 0.5  # of the words of a statement, where only its place tells that it was taken


def find_learned(states: TwoStates) -> list[ToldStatement]:
    """Return the statements that cite claims which no page cited before, each claim once."""
    return _tell_once(states.new, lambda label: not _is_cited(label, states.before))


def find_taken_out(states: TwoStates) -> list[ToldStatement]:
    """Return the statements, as they stood, whose claims no page cites now, each claim once."""
    return _tell_once(states.old, lambda label: not _is_cited(label, states.after))


def _is_cited(label: str, wiki: Wiki) -> bool:
    return bool(wiki.pages_citing(label))


def _tell_once(
    pages: Mapping[str, StatedPage], wanted: Callable[[str], bool]
) -> list[ToldStatement]:
    known: dict[str, bool] = {}
    told: set[str] = set()
    found = []
    for one in sorted(pages.values(), key=lambda x: (_PLACES.get(x.facts.type, 0), x.facts.path)):
        for label in one.facts.labels:
            if label not in known:
                known[label] = wanted(label)
        if not any(known[label] and label not in told for label in one.facts.labels):
            continue
        for statement in one.statements:
            fresh = {x for x in statement.labels if known.get(x)} - told
            if fresh:
                told |= fresh
                found.append(one.tell(statement))
    return found


def find_superseded(states: TwoStates) -> list[SupersededStatement]:
    """Return what pages told as holding and tell as history now.

    A summary speaks for its source, whatever came after it; a comparison sets all values side by
    side; an answer follows the pages that it rests on.
    """
    found: list[SupersededStatement] = []
    for old, new in states.pairs:
        if new.facts.type not in _PLACES and old.facts.type not in _PLACES:
            found += _superseded_on(old, new)
    return found


def _superseded_on(old: StatedPage, new: StatedPage) -> Iterator[SupersededStatement]:
    lately = [s for s in new.statements if not set(s.labels) <= old.facts.label_set]
    if not lately:  # only words were changed: nothing has come that could supersede
        return
    holding = "\n".join(s.text for s in new.statements if not stands_in_history(s))
    came = {id(s) for s in lately}
    present = [s for s in lately if not stands_in_history(s)]
    by_label: dict[str, list[int]] = {}
    for number, statement in enumerate(new.statements):
        for label in statement.labels:
            by_label.setdefault(label, []).append(number)
    seen: set[ToldStatement] = set()
    for was in old.statements:
        if _is_past(was) or was.text.rstrip(_ENDS) in holding:
            continue
        numbers = {n for label in was.labels for n in by_label.get(label, ())}
        citing = [new.statements[n] for n in sorted(numbers)]
        told = _likest(was, [s for s in citing if id(s) not in came] or citing)
        heir = _find_heir(was, told if told and id(told) in came else None, present)
        if not (told and _is_past(told)) and not (heir and _takes_its_place(was, told, heir)):
            continue
        now = new.tell(told) if told else None
        if now is None or now not in seen:
            seen |= {now} if now else set()
            yield SupersededStatement(old.tell(was), now, new.tell(heir) if heir else None)


def _is_past(statement: Statement) -> bool:
    return is_history(statement) or is_set_aside(statement.text)


def _words(statement: Statement) -> frozenset[str]:
    return _words_of(statement.text)


@lru_cache(maxsize=20_000)  # a statement is compared with all that came to its page
def _words_of(text: str) -> frozenset[str]:
    return frozenset(search_words(text))


def _shared(one: Statement, other: Statement) -> int:
    return len(_words(one) & _words(other))


def _shorter(one: Statement, other: Statement) -> int:
    return min(len(_words(one)), len(_words(other)))


def _likest(was: Statement, among: Iterable[Statement]) -> Statement | None:
    return max(among, key=lambda s: _shared(was, s), default=None)


def _find_heir(
    was: Statement, both: Statement | None, present: Sequence[Statement]
) -> Statement | None:
    """Return what took the place of a statement: of what came lately, what shares most words.

    Else it is the sentence that tells both the old and the new, where there is one.
    """
    best = _likest(was, present)
    if best and _shared(was, best) >= max(_LEAST_SHARED, _SOME * _shorter(was, best)):
        return best
    return both


def _takes_its_place(was: Statement, told: Statement | None, heir: Statement) -> bool:
    """Tell whether a statement says of another value what one said that its page tells elsewhere.

    It stands under the same heading, in more of the same words than what is told there of the claim
    now, and the value that was named is not its own.
    """
    shared = _shared(was, heir)
    return (
        heir is not told
        and heir.heading == was.heading
        and shared >= max(_LEAST_SHARED, _MOSTLY * len(_words(was)))
        and (told is None or shared > _shared(was, told))
        and bool(measures_not_in(measures(was.text), measures(heir.text)))
        and bool(measures_not_in(measures(heir.text), measures(was.text)))
    )


def find_contradictions(states: TwoStates, settled: bool = False) -> list[ToldContradiction]:
    """Return the contradictions that pages tell now and did not; with `settled`, the reverse.

    A contradiction of which a claim left the wiki is not settled.
    """
    found: dict[tuple[str, str], ToldContradiction] = {}
    one, other = (states.old, states.new) if settled else (states.new, states.old)
    there = {pair for page in other.values() for pair in page.disputed}
    for page in one.values():
        for pair in sorted(page.disputed - there):
            if not settled or all(_is_cited(label, states.after) for label in pair):
                sides = (_side(page, pair[0]), _side(page, pair[1]))
                found.setdefault(
                    pair,
                    ToldContradiction(page.facts.path, page.facts.title, pair, sides, settled),
                )
    return list(found.values())


def _side(page: StatedPage, label: str) -> ToldStatement | None:
    return next((page.tell(s) for s in page.statements if label in s.labels), None)


def find_reworded(
    states: TwoStates, superseded: Iterable[SupersededStatement]
) -> list[WordingChange]:
    """Return the pages that tell the same claims in other words.

    A statement counts whose claims all stood on the page before, whose words did not, and of which
    `superseded` does not tell. That a date or a name was put before the words is no other wording.
    """
    found: dict[str, WordingChange] = {}
    known = {told for one in superseded for told in (one.told, one.now)}
    for old, new in states.pairs:
        if new.facts.type in REPEATING_TYPES:
            continue
        words = tuple(s.text for s in old.statements)
        fresh = [
            told
            for s in new.statements
            if not s.text.endswith(words)
            and set(s.labels) <= old.facts.label_set
            and (told := new.tell(s)) not in known
        ]
        if fresh:
            facts = new.facts
            found[facts.path] = WordingChange(facts.path, facts.title, len(fresh), fresh[0])
    return list(found.values())
