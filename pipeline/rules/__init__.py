"""The rules, in one explicit table, and the engine that runs them. The compile gate is these rules with a `before`.

A rule is a module: a docstring that says why it exists, with `Bad:` and `Good:`; `SEVERITY`; and `check(view)`, which
yields what only it knows. The module's name is the rule's id.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Protocol

from pipeline.core.model import Finding, Scope, Severity
from pipeline.core.view import Spot, View
from pipeline.rules import (
    ambiguous_link,
    bad_front_matter,
    dead_link,
    duplicate_page,
    forbidden_path,
    foreign_address,
    hidden_character,
    log_rewritten,
    lost_claim,
    missing_section,
    name_clash,
    oversized_page,
    quote_not_found,
    raw_html,
    remote_image,
    uncited_statement,
    undefined_mark,
    unknown_type,
)


class Rule(Protocol):
    """What the engine needs of a rule's module."""

    SEVERITY: Severity
    SCOPE: Scope

    def check(self, view: View) -> Iterator[Spot]:
        """Yield what is wrong in `view.pages`."""
        ...


_MODULES: tuple[ModuleType, ...] = (
    forbidden_path,
    log_rewritten,
    lost_claim,
    quote_not_found,
    undefined_mark,
    dead_link,
    ambiguous_link,
    bad_front_matter,
    unknown_type,
    missing_section,
    duplicate_page,
    name_clash,
    raw_html,
    remote_image,
    foreign_address,
    hidden_character,
    oversized_page,
    uncited_statement,
)


def rule_id(module: ModuleType) -> str:
    return module.__name__.rsplit(".", 1)[-1].replace("_", "-")


RULES: dict[str, Rule] = {rule_id(m): m for m in _MODULES}
# The compile gate and the check of a pull request run these; a lint runs all that judge no change.
GATE = tuple(
    rule_id(m)
    for m in (
        forbidden_path,
        log_rewritten,
        lost_claim,
        quote_not_found,
        undefined_mark,
        dead_link,
        bad_front_matter,
        unknown_type,
        missing_section,
        duplicate_page,
        name_clash,
        raw_html,
        remote_image,
        foreign_address,
        hidden_character,
        oversized_page,
        uncited_statement,
    )
)
LINT = tuple(name for name, rule in RULES.items() if rule.SCOPE != "change")
ABOUT_ONE_PAGE = tuple(set(GATE) - {"forbidden-path", "log-rewritten", "duplicate-page", "name-clash"})


def run(view: View, only: Iterable[str] | None = None) -> list[Finding]:
    """Return the findings of the rules (by default: those of the gate), errors first, then by place."""
    wanted = set(GATE if only is None else only)
    found = [_stamp(name, rule, spot) for name, rule in RULES.items() if name in wanted for spot in rule.check(view)]
    rank = {"error": 0, "warning": 1, "note": 2}
    return sorted(found, key=lambda f: (rank[f.severity], f.path, f.line, f.rule, f.subject))


def _stamp(name: str, rule: Rule, spot: Spot) -> Finding:
    return Finding(
        name,
        rule.SEVERITY,
        spot.path,
        spot.line,
        spot.subject,
        spot.message,
        spot.suggestion,
        spot.column,
        spot.fixable,
    )
