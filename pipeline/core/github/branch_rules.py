"""The rules of a branch on GitHub, as far as they decide what becomes of a proposal."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

ACTIONS_APP = 15368  # the number of GitHub Actions among the Apps
MERGE_METHODS = frozenset({"merge", "squash", "rebase"})


@dataclass(frozen=True)
class RequiredCheck:
    """A check that must pass before a merge.

    `context` is its exact name; `app` the number of the App that must report it, or 0 for any.
    """

    context: str
    app: int = 0


@dataclass(frozen=True)
class BranchRules:
    """The rules that hold for a branch, by the kinds that GitHub's rulesets have.

    `methods` are the ways of merging that the rules leave; the repository's settings may leave
    fewer.
    """

    kinds: frozenset[str] = frozenset()
    checks: tuple[RequiredCheck, ...] = ()
    methods: frozenset[str] = MERGE_METHODS


def combine_rules(rules: Iterable[BranchRules]) -> BranchRules:
    """Return rules that say what all of these say together."""
    kinds: frozenset[str] = frozenset()
    checks: dict[RequiredCheck, None] = {}
    methods = MERGE_METHODS
    for each in rules:
        kinds |= each.kinds
        checks |= dict.fromkeys(each.checks)
        methods &= each.methods
    return BranchRules(kinds, tuple(checks), methods)
