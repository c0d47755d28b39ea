"""What a language fills in: the templates of its questions and answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wordings:
    """The templates of one language; those with braces are filled in.

    Of each kind of question there are at least six, asked by their numbers. `topic` is a noun
    phrase in the nominative, or a short name of what is asked for, and `Topic` the same with a
    capital. `lowered_after` are openings behind which a question goes on in lower case.
    """

    language: str
    by_topic: tuple[str, ...]
    by_gap: tuple[str, ...]
    dated: tuple[str, ...]
    closed: tuple[str, ...]
    choice: tuple[str, ...]
    superseded: tuple[str, ...]
    before: tuple[str, ...]
    since: tuple[str, ...]
    between: tuple[str, ...]
    compared: tuple[str, ...]
    two_hop: tuple[str, ...]
    summary: tuple[str, ...]
    refused: tuple[str, ...]
    refusals: tuple[str, ...]
    lowered_after: tuple[str, ...]
    left_out: str
    articles_before_name: str
    articles_of_answer: tuple[str, ...]
    evidence: str
    hidden_part: str
    as_of: str
    yes: str
    no: str
    takes_place: str
    told_change: str
    told_since: str
    told_effective: str
    since_then: str
    changed_between: str
    compared_answer: str
    conclusions: dict[str, str]
    undecided: str
    in_force: str
    holds_now: str
    and_: str
    attribute_of: str
    number_of: str
    in_plain_text: str
