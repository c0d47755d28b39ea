"""Take a statement apart as far as telling its subject needs: its main clause, words and verbs."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache

from pipeline.librarian.extractive.names.terms import LABEL
from pipeline.librarian.extractive.words.sentence_openings import ORDER_VERBS
from pipeline.librarian.extractive.words.tagger import MODIFIERS, NOUNS, tag_tokens
from pipeline.librarian.extractive.words.tokens import Token, tokenize
from pipeline.librarian.extractive.words.word_lists import FUNCTION_WORDS, VERBS, word_set

FINITE_TAGS = frozenset(("VBZ", "VBP", "VBD", "MD"))
BE_FORMS = word_set("is are was were")
AUXILIARIES = word_set(
    "can could may might must shall should will would do does did has have had cannot"
)
_BRACKETS = re.compile(r"(?<=\w)\(\d\w?\)|\s\([^()]{0,300}\)")
_INTRO = re.compile(
    r"^(?:In|On|At|For|With|Within|By|From|Since|As|After|Before|During|Under|Until|Without|Unlike|"
    r"Like|To|Through|Among|Instead|If|When|Whenever|While|Once|Where|Unless|Because|Although|Though|"
    r"However|Currently|Today|Usually|Typically|Normally|Generally|Historically|Originally|Optionally|"
    r"Internally|Additionally|Similarly|Note that)\b[^,.;:]{0,160},\s"
)
GLOSS = re.compile(r"[`*_\"”]*\s*(?:[:–—]|-(?= ))\s+(?=\S)")
GLOSSED = re.compile(r"[`*_]*[\w./()-]+(?: [\w./()-]+){0,3}" + GLOSS.pattern)
_TO_READER = re.compile(r"\b(?:you|your|I|we|our|my)\b", re.IGNORECASE)
_OBJECTS = word_set("you them us it people users")
_CAUSING = word_set("let lets help helps make makes letting helping making")
_SMALL_ELSEWHERE = word_set(
    "der das den dem des ein eine einer und ist sind wird werden nicht mit für von zu auf bei"
    " le la les une est sont et pour el los las una son para"
)
_PLURALS = word_set("data people media criteria")
_SHARE_OF_SMALL_WORDS = 0.2  # that English has; German has some that are written alike


@dataclass(frozen=True)
class MainClause:
    """The first sentence of a statement, without what stands in brackets."""

    text: str
    found: tuple[Token, ...]
    tags: tuple[str, ...]
    start: int  # the word with which the main clause begins, after what leads to it
    sentences: int  # of the whole statement

    @cached_property
    def is_whole(self) -> bool:
        """Whether it is a sentence with a subject and a verb, or a name with what it means."""
        if GLOSSED.match(self.text) or self.is_order:
            return True
        bare = self.tags[:1] in (("VBZ",), ("VBD",)) and not self.found[0].code
        bare = bare and self.tags[1:2] in (("DT",), ("PRP$",))  # "Toggles the given attribute"
        return not bare and any(self.is_finite(k) for k in range(1, len(self.found)))

    @cached_property
    def is_to_reader(self) -> bool:
        """Whether it speaks to the reader or of its author."""
        return bool(_TO_READER.search(self.text))

    @property
    def is_order(self) -> bool:
        """Whether it tells to do something, as specifications do: "Increase the cost of X"."""
        return bool(self.found) and self.found[0].low in ORDER_VERBS and not self.start

    def is_finite(self, k: int) -> bool:
        """Tell whether a word is a verb that can be that of a clause."""
        if self.found[k].low in BE_FORMS or self.found[k].low in AUXILIARIES:
            return True
        before = self.tags[k - 1] if k else ""
        if k > 1 and self.found[k - 1].low in _OBJECTS and self.found[k - 2].low in _CAUSING:
            return False  # "lets you emit"
        if self.tags[k] == "VB" and before in NOUNS:
            return True  # "visitors of the tower pay"
        return self.tags[k] in FINITE_TAGS and before not in ("IN", "TO", "DT", "PRP$", "JJ")

    def is_plural_noun(self, k: int) -> bool:
        """Tell whether a noun phrase in the plural begins at the word k."""
        if self.tags[k : k + 1] == ("VBN",) and self.tags[k + 1 : k + 2] != ("NNS",):
            return False  # "are shown using signs"
        if k < len(self.found) and self.found[k].low in ("called", "named", "termed"):
            return False
        for at in range(k, min(k + 5, len(self.found))):
            if self.tags[at] == "RB" and at == k and self.found[at].low.endswith("ly"):
                continue
            if self.found[at].broken or self.tags[at] not in NOUNS | MODIFIERS | {"PRP"}:
                return False
            if self.found[at].low in _PLURALS:
                return True
            if self.tags[at] == "NNS" and self.found[at].low.endswith("s"):
                return True
        return False

    def ends_phrase(self, k: int) -> bool:
        """Tell whether a noun phrase that ends before the word k goes no further."""
        return k >= len(self.found) or self.found[k].broken or self.tags[k] not in NOUNS


@lru_cache(maxsize=4_000)  # a statement is asked for once for each thing that it names
def first_clause(text: str) -> MainClause:
    """Return the first sentence of a statement in plain words, taken apart."""
    bare = _BRACKETS.sub("", LABEL.sub("", text))
    every = tokenize(bare)
    found = tuple(t for t in every if t.sentence == 0)
    tags = _with_verb(found, tag_tokens(found))
    intro = _INTRO.match(bare)
    start = next((i for i, t in enumerate(found) if intro and t.start >= intro.end()), 0)
    return MainClause(bare, found, tags, start, every[-1].sentence + 1 if every else 0)


def _with_verb(found: tuple[Token, ...], tags: list[str]) -> tuple[str, ...]:
    """Return the tags of a sentence, with a verb where the tagger saw none but nouns.

    In "the server logs statistics" the last plural before a noun, an article or a preposition that
    can be a verb is one.
    """
    if not any(
        t in FINITE_TAGS or w.low in BE_FORMS | AUXILIARIES
        for t, w in zip(tags, found, strict=True)
    ):
        for k in range(1, len(found) - 1):
            follows = tags[k + 1] in ("DT", "IN", "TO", "PRP$", "CD", "RB", "JJ") or (
                tags[k + 1] == "NNS"
            )
            plain = tags[k] == "NN" and tags[k - 1] in ("NNS", "NNP", "NNPS")
            verb = (tags[k] == "NNS" and tags[k - 1] in NOUNS) or plain
            if verb and found[k].low in VERBS and follows:
                return (*tags[:k], "VBP" if plain else "VBZ", *tags[k + 1 :])
    return tuple(tags)


def seems_english(text: str) -> bool:
    """Tell whether a statement has as many small words as English has, or none of others."""
    found = first_clause(text).found
    if not any(t.low in _SMALL_ELSEWHERE for t in found):
        return True
    small = sum(t.low in FUNCTION_WORDS for t in found)
    return small >= _SHARE_OF_SMALL_WORDS * len(found)
