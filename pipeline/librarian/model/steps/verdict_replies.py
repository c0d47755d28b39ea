"""The shapes in which a model gives verdicts: of pairs of claims, and of sentences and quotes."""

from __future__ import annotations

from typing import Any, Literal

from pipeline.core.claims.judgement import VerdictKind
from pipeline.core.support.item import SupportKind
from pipeline.librarian.model.steps.read_reply import ModelReply


class ShortVerdictReply(ModelReply):
    """The verdict on a pair of which nobody is told: most pairs, so it holds nothing but that."""

    pair: int
    why: str
    kind: Literal["agrees", "unsure"]


class ScopeVerdictReply(ModelReply):
    """The verdict on a pair whose sides hold for different cases."""

    pair: int
    why: str
    kind: Literal["scope"]
    scope_a: str
    scope_b: str


class FullVerdictReply(ModelReply):
    """The verdict on a pair of which one side is later, or that cannot both hold."""

    pair: int
    why: str
    kind: Literal["contradicts", "supersedes", "proposed"]
    words_a: str
    words_b: str
    current: Literal["a", "b", ""]
    since: str


class JudgeReply(ModelReply):
    """The answer to the step `judge`.

    Each row begins with what decides, so that the model finds it before it names the kind.
    """

    pairs: list[ShortVerdictReply | ScopeVerdictReply | FullVerdictReply]


class VerdictReply(ModelReply):
    """A row of that answer as it is read, whatever its kind; what the kind needs is checked later.

    One with more than its kind asks for is read too.
    """

    pair: int
    why: str
    kind: VerdictKind
    words_a: str = ""
    words_b: str = ""
    current: Literal["a", "b", ""] = ""
    since: str = ""
    scope_a: str = ""
    scope_b: str = ""


class LooseJudgeReply(ModelReply):
    """The answer to `judge` with rows not yet read, so that one wrong row spoils no other."""

    pairs: list[Any]


class SupportRowReply(ModelReply):
    """What is said of the support of one statement.

    The words that are not supported stand before the kind, so that the model looks for them first.
    """

    item: int
    words: str
    closest: str
    fault: Literal["adds", "drops", "changes", ""]
    why: str
    kind: SupportKind


class SupportReply(ModelReply):
    """The answer to the step `support`."""

    items: list[SupportRowReply]


class LooseSupportReply(ModelReply):
    """The answer to `support` with rows not yet read, so that one wrong row spoils no other."""

    items: list[Any]
