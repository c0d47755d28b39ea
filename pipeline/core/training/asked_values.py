"""What a sentence can be asked for: a value of a thing that it names, or what a gap in it held.

The rules of a language turn a sentence into a question with a topic, such as "the height of the Old
Dam", and the answer. Any other sentence that holds a value or the name of a page can be asked with
a gap, in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from pipeline.core.language.measures import measures
from pipeline.core.language.words import find_words
from pipeline.core.training.questions import rules_of
from pipeline.core.training.questions.rules import AskedValue
from pipeline.core.training.questions.values_in_text import with_unit

GAP = "____"
_MARKUP = ("](", "][", "|")
_WHOLE = re.compile(r"^[^\W_].*[.!。！]$|^[`\"“„«(].*[.!。！]$", re.DOTALL)
_FEWEST_WORDS = 4
_LONGEST = 400  # characters of a sentence


def stands_alone(sentence: str, language: str = "en") -> bool:
    """Tell whether a sentence says something by itself: whole, and leaning on none before it."""
    rules = rules_of(language)
    return (
        bool(_WHOLE.match(sentence))
        and not sentence[0].islower()
        and not (rules and rules.LEANS.match(sentence))
        and len(sentence) <= _LONGEST
        and max(len(sentence.split()), len(find_words(sentence))) >= _FEWEST_WORDS
        and GAP not in sentence
        and not any(sign in sentence for sign in _MARKUP)
    )


def find_asked_values(
    sentence: str, names: Iterable[str], language: str = "en"
) -> Iterator[AskedValue]:
    """Yield what a sentence can be asked for, whole questions first and then gaps.

    `names` are those of pages that it speaks of: each can be what a gap held.
    """
    if rules := rules_of(language):
        yield from rules.find_questions(sentence)
    seen = set()
    for one in measures(sentence):
        answer = with_unit(sentence, one)
        if answer not in seen and _is_once(sentence, answer) and not answer.isalpha():
            seen.add(answer)
            yield AskedValue("gap", _with_gap(sentence, answer), "", answer)
    for name in names:
        if name not in seen and _is_once(sentence, name):
            seen.add(name)
            yield AskedValue("gap", _with_gap(sentence, name), "", name)


def _is_once(text: str, part: str) -> bool:
    """Tell whether a part stands in a text once, as words of its own."""
    return len(re.findall(rf"(?<![\w.,*/-]){re.escape(part)}(?![\w-]|[.,]\d)", text)) == 1


def _with_gap(sentence: str, answer: str) -> str:
    return re.sub(rf"(?<![\w.,*/-]){re.escape(answer)}(?![\w-]|[.,]\d)", GAP, sentence, count=1)
