"""Choose of the statements about a thing those that its page holds: few, and none twice."""

from __future__ import annotations

import re
from collections import Counter

from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.name_keys import fold, thing_key
from pipeline.librarian.extractive.names.page_gate import (
    LEAST_OF_STATEMENT,
    Merit,
    carries_page,
    is_plain_name,
    least_of_page,
    merit_of,
)
from pipeline.librarian.extractive.names.telling import Telling, Told
from pipeline.librarian.extractive.names.whole_definition import leans_on_others
from pipeline.librarian.extractive.pages.against_wiki import own_voice, voice_of
from pipeline.librarian.extractive.pages.page_statements import PageStatement
from pipeline.librarian.extractive.pages.subjects import PlanningContext, Subject
from pipeline.librarian.extractive.pages.twins import SHARE_OF_REPEAT, repeats, say_the_same
from pipeline.librarian.extractive.source.stating_sentences import needs_context
from pipeline.librarian.extractive.values.relations import gives_another_object, gives_object
from pipeline.librarian.extractive.values.stated_values import read_stated_values
from pipeline.librarian.extractive.words.tokens import name_key, tokenize

MOST_CLAIMS_A_PAGE = 5
_MOST_WITH_VALUES = 10  # and with definitions, which may be newer than those that it has
_ENOUGH_CLAIMS = 3  # beside which only what says what the thing is or does has a place
_ENOUGH_FACTS = 2
_LEAST_OF_VALUE = 0.2  # the chance that a value has a place, from which on it has
_FEWEST_BLANKS = 5  # of a statement beside others: "Floods happen in places" says little
_MOST_OF_A_LIST = 2  # items that repeat the line above their list
_SHARE_OF_HALF_REPEAT = 0.5  # of the words of what gives no value
_FEWEST_WORDS_OF_OPENING = 3
_OF_THING = re.compile(
    r"(?:(?:The|Der|Die|Das) )?(?:(?:[a-z-]+ ){1,3}of )?(?:the )?", re.IGNORECASE
)
_POSSESSED = re.compile(r"(?P<owner>.+)['’]s (?=[a-z])")
# "Norla: A New Way To Count Ships - a talk of 2016" is what a talk is called, and no value.
_CITATION = re.compile(r"[^:]{2,60}: (?:[A-Z][\w-]*(?: (?:of|for|and|in|to|the|with|on))? ){3}")
_CONTRASTS = re.compile(r"\b(?:itself|themselves) will\b")  # with what stands before
_LONG_NAME = 10  # letters of a German compound, which is no everyday word
_NAMED_EVERYWHERE = 15  # statements of a source
_NAMED_OFTEN = 8  # of a short one,
_SHARE_NAMED = 0.3  # and of all its statements


def is_worth_page(subject: Subject, context: PlanningContext) -> bool:
    """Tell whether the claims about a new thing, and what the wiki says of it, carry a page.

    Facts do so too: a thing is looked up for its values, if it has two or a definition as well.
    """
    if _is_quality_of_another(subject, context):
        return False
    return carries_page(
        said_of(subject, context),
        subject.title,
        context.keys[subject.what],
        subject.titled,
        thing_key(subject.title) in context.headings,
        context.english,
        _is_known_by_facts(subject, context),
    )


def _is_quality_of_another(subject: Subject, context: PlanningContext) -> bool:
    """Tell whether a title names what another thing has, and no heading does: "Norla's scope"."""
    found = _POSSESSED.match(subject.title)
    if found is None or thing_key(subject.title) in context.headings:
        return False
    owner = re.compile(rf"\b{re.escape(found['owner'])}\b(?!['’])")
    return any(owner.search(c.text) for c in context.claims)


def _is_known_by_facts(subject: Subject, context: PlanningContext) -> bool:
    """Tell whether two facts of a thing are known, or one and what it is."""
    about = [(x, told) for x, told in said_of(subject, context) if told.telling >= Telling.TREATS]
    facts = {text for text, _ in about if _gives_fact(text, subject)}
    facts |= {text for text, told in about if _tells_number(text, told, subject, context)}
    whats = {text for text, told in about if told.telling == Telling.DEFINES}
    return bool(facts) and len(facts | whats) >= _ENOUGH_FACTS


def _tells_number(text: str, told: Told, subject: Subject, context: PlanningContext) -> bool:
    """Tell whether a statement gives a number of its thing, in another language.

    There fewer ways to state a value are known: "hebt Schiffe um 6,8 Meter".
    """
    elsewhere = not context.english and len(subject.title) > _LONG_NAME
    return elsewhere and told.telling >= Telling.DESCRIBES and any(c.isdigit() for c in text)


def said_of(subject: Subject, context: PlanningContext) -> list[tuple[str, Told]]:
    """Return all statements that name a thing and need no other, with what each tells of it."""
    claims = (c for c in context.claims if subject.what in context.told[c.id])
    texts = ((c.id, to_plain_text(c.text)) for c in claims)
    fresh = [(x, context.told[i][subject.what]) for i, x in texts if not needs_context(x)]
    return [*fresh, *((s.text, t) for s, t in zip(subject.old, subject.told, strict=True))]


def choose_claims(subject: Subject, context: PlanningContext) -> None:
    """Keep of the claims that would stand on the page of a thing those that say most of it.

    A statement has a place if it opens the page, or is likely to be understood there. What says
    little has no place beside enough that says more, and on the page of what the source
    names all over only what says what it is; of a list whose items repeat its opening two items are
    enough; and what another statement says already is told once. A value of the thing is kept as
    long as the page is no list of them, because what differs from it is found by it.
    """
    told = {i: context.told[i][subject.what].telling for i in subject.claims}
    claims = {c.id: c for c in context.claims if c.id in told}
    texts = {i: to_plain_text(c.text) for i, c in claims.items()}
    merits = {
        i: _merit_of_claim(texts[i], context.told[i][subject.what], subject, context)
        for i in claims
    }
    best = sorted(
        subject.claims,
        key=lambda i: (
            i not in subject.forced,
            -merits[i].opens,
            -told[i],
            -context.scores[i].get(subject.what, 0),
            -claims[i].importance,
        ),
    )
    words = _name_words(subject)
    there = len(context.wiki.facts[subject.slug].labels) if subject.slug else 0
    everywhere = _is_name(subject, context) or _is_named_everywhere(subject, context)
    known = _is_known_by_facts(subject, context)
    defined = False
    kept: list[str] = []
    lists: Counter[str] = Counter()
    for i in best:
        text = texts[i]
        opening = _opening_of_list(claims[i].text)
        lists[opening] += bool(opening)
        value = (
            _states_value(text, subject)
            or (known and told[i] == Telling.DEFINES)
            or _tells_number(text, context.told[i][subject.what], subject, context)
        )
        opens = not any(k not in subject.forced for k in kept) and not subject.slug
        share = SHARE_OF_REPEAT if value else _SHARE_OF_HALF_REPEAT
        if i in subject.forced or any(gives_another_object(text, x.text) for x in subject.old):
            kept.append(i)
        elif (
            not _has_place(merits[i], opens, value, context.english)
            or _leans(text, value, context)
            or len(kept) + there >= (_MOST_WITH_VALUES if value else _room(told[i], everywhere))
            or lists[opening] > _MOST_OF_A_LIST
            or (kept and not value and text.count(" ") < _FEWEST_BLANKS)
            or any(repeats(text, texts[k], words, share) for k in kept)
            or (told[i] == Telling.DEFINES and _is_defined(text, subject, context, words))
            or (told[i] == Telling.DEFINES and defined)
        ):
            continue
        else:
            kept.append(i)
            defined = defined or told[i] == Telling.DEFINES
    subject.claims = [i for i in subject.claims if i in kept]


def _gives_fact(text: str, subject: Subject) -> bool:
    """Tell whether a statement gives a value of the thing, or says who runs it or where it is."""
    names = frozenset(fold(name) for name in (subject.title, *subject.aliases))
    return gives_object(text, names) or gives_value(text, subject)


def _states_value(text: str, subject: Subject) -> bool:
    """Tell whether a statement gives a fact of the thing, or an order to change a value of it."""
    if _gives_fact(text, subject):
        return True
    if _CITATION.match(text):
        return False
    names = (subject.title, *subject.aliases)
    return any(c.isdigit() for c in text) and bool(
        read_stated_values(text, frozenset(map(name_key, names)))
    )


def _merit_of_claim(text: str, told: Told, subject: Subject, context: PlanningContext) -> Merit:
    return merit_of(text, context.keys[subject.what], told, context.english)


def _has_place(merit: Merit, opens: bool, value: bool, english: bool) -> bool:
    """Tell whether a statement has a place on a page: the first of a new page opens it."""
    if merit.opens >= least_of_page(english):
        return True
    return (value or not opens) and merit.stays >= (
        _LEAST_OF_VALUE if value else LEAST_OF_STATEMENT
    )


def _leans(text: str, value: bool, context: PlanningContext) -> bool:
    """Tell whether a statement leans on others; of one that gives a value less counts as that."""
    if value and not _CONTRASTS.search(text):
        return False
    return leans_on_others(text, context.english)


def _room(telling: Telling, everywhere: bool) -> int:
    """Return how many statements a page may have for one that says so much to have a place."""
    if everywhere and telling < Telling.DEFINES:
        return 0
    if telling >= Telling.DESCRIBES:
        return _MOST_WITH_VALUES if telling == Telling.DEFINES else MOST_CLAIMS_A_PAGE
    return _ENOUGH_CLAIMS


def gives_value(text: str, subject: Subject) -> bool:
    """Tell whether a statement gives a value of the thing, or of what it has.

    So "The weir has 4 gates" does, and "The height of the weir is 3 metres".
    """
    if _CITATION.match(text):
        return False
    found = _OF_THING.match(text)
    start = text[found.end() :].lower() if found else text.lower()
    names = (subject.title, *subject.aliases)
    if not any(c.isdigit() for c in text) or not start.startswith(tuple(n.lower() for n in names)):
        return False
    return bool(read_stated_values(text, frozenset(map(name_key, names))))


def said_before(subject: Subject, context: PlanningContext) -> list[PageStatement]:
    """Return what the wiki says of a thing that gets a page now, as far as the page has room."""
    words = _name_words(subject)
    own = [to_plain_text(c.text) for c in context.claims if c.id in subject.claims]
    told = {s: t.telling for s, t in zip(subject.old, subject.told, strict=True)}
    kept: list[PageStatement] = []
    everywhere = _is_name(subject, context)
    merits = {
        s: _merit_of_claim(s.text, t, subject, context)
        for s, t in zip(subject.old, subject.told, strict=True)
    }
    for said in sorted(subject.about, key=lambda s: -merits[s].opens):
        opens = not own and not kept
        value = _states_value(said.text, subject)
        if not _has_place(merits[said], opens, value, context.english):
            continue
        if _leans(said.text, value, context):
            continue
        if everywhere and told[said] < Telling.DEFINES and not gives_value(said.text, subject):
            continue
        if len(own) + len(kept) >= MOST_CLAIMS_A_PAGE:
            break
        others = [*own, *(k.text for k in kept)]
        if not any(repeats(said.text, text, words) for text in others):
            kept.append(said)
    return [s for s in subject.about if s in kept]


def _is_name(subject: Subject, context: PlanningContext) -> bool:
    """Tell whether a thing has a name that is no word of the language."""
    return context.english and subject.title.istitle() and is_plain_name(subject.title)


def _is_named_everywhere(subject: Subject, context: PlanningContext) -> bool:
    """Tell whether a source names a thing all over, so that little it says is about the thing."""
    number = sum(subject.what in told for told in context.told.values())
    return number > _NAMED_EVERYWHERE or number >= max(
        _NAMED_OFTEN, _SHARE_NAMED * len(context.claims)
    )


def _is_defined(
    text: str, subject: Subject, context: PlanningContext, words: frozenset[str]
) -> bool:
    """Tell whether the wiki says already what a thing is, and this definition adds nothing.

    What says it in the same words adds its mark there, and what a newer source words otherwise may
    be what the thing is now.
    """
    date = own_voice(context.reading).published
    for old, told in zip(subject.old, subject.told, strict=True):
        if told.telling < Telling.DEFINES or say_the_same(text, old.text):
            continue
        newer = date > voice_of(old.labels[0], context.wiki).published
        if not newer or repeats(text, old.text, words) or repeats(old.text, text, words):
            return True
    return False


def _name_words(subject: Subject) -> frozenset[str]:
    """Return the keys of the words of a thing's names, which all statements about it have."""
    names = (subject.title, *subject.aliases)
    return frozenset(t.key for name in names for t in tokenize(name))


def _opening_of_list(text: str) -> str:
    """Return the line above a list with which one of its items begins, or an empty string."""
    opening, colon, _ = text.partition(": ")
    return opening if colon and opening.count(" ") >= _FEWEST_WORDS_OF_OPENING else ""
