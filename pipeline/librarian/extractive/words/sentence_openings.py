"""Patterns for how sentences open: pointing back, joining to the one before, giving an order."""

from __future__ import annotations

import re

from pipeline.librarian.extractive.words.word_lists import verb_forms, word_set

_ANAPHORS = """
this it these they that those he she its their his her such both neither either hence ergo thus
therefore then which one others another doing
"""
_CONNECTIVES = (
    "however|therefore|thus|hence|consequently|moreover|furthermore|additionally|also|otherwise|instead|similarly|likewise|then|nevertheless|nonetheless|meanwhile|besides|still|again|alternatively|conversely|accordingly|unfortunately|fortunately|finally|first|firstly|second|secondly|third|thirdly|specifically|particularly|notably|in"
    " particular|in addition|in contrast|by contrast|in this case|in that case|in this way|in other"
    " words|on the other hand|as a result|as a consequence|because of this|for this reason|for"
    " example|for instance|that said|of course|and|but|or|so|yet|rather"
)
CONNECTIVE = re.compile(rf"^(?:{_CONNECTIVES})\b(?P<comma>,?)\s+", re.IGNORECASE)
# Nouns that point back when they open a sentence: "The team …" says nothing without the sentence
# before.
BACKWARD_NOUNS = word_set(
    "team announcement latter former change changes result results concern reason idea difference"
    " effect problem issue same authors figure above method approach new option solution scan goal"
    " value values opcode search images charts chart graph actual resulting"
)

_OWN_NAMES = "eip|proposal|paper|article|report|document|specification|rfc|study|guide|post|essay|standard|memo|page|book|chapter|draft"  # noqa: E501
SELF_REFERENCE = re.compile(
    rf"\b(?:This|this) (?P<noun>{_OWN_NAMES}|EIP|RFC|BIP|ERC|PEP)\b(?!['’\w-])"
)

ANAPHORS = word_set(_ANAPHORS)
# Verbs that open a sentence of a specification, as an order or with the document as the unspoken
# subject.
ORDER_VERBS = word_set(
    "add allow apply change charge define delete deprecate disable enable extend improve increase"
    " decrease introduce limit lower make meter modify move raise recommend reduce remove rename"
    " replace require restrict reset revert set update use delay exempt reform"
)
THIRD_PERSON_VERBS = frozenset(verb_forms(verb)[1] for verb in sorted(ORDER_VERBS)) - {
    "uses",
    "limits",
    "moves",
    "changes",
    "charges",
    "sets",
    "updates",
}
