"""The table of the rules, and the engine that runs them.

A rule is a module: a docstring that says why it exists, with `Bad:` and `Good:`; `SEVERITY`; and
`check(view)`, which yields what only it knows. The module's name is the rule's id. The compile gate
is these rules with a `before`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Protocol

from pipeline.core.findings.view import Spot, View
from pipeline.core.values import SEVERITY_RANK, Finding, Scope, Severity
from pipeline.rules import (
    active_code,
    ambiguous_link,
    bad_date,
    bad_front_matter,
    bad_ignore,
    dead_end,
    dead_link,
    duplicate_page,
    forbidden_path,
    foreign_address,
    forged_citation,
    hidden_character,
    index_drift,
    locked_front_matter,
    log_drift,
    log_rewritten,
    lost_claim,
    missing_page,
    missing_section,
    missing_source,
    name_clash,
    orphan_page,
    oversized_page,
    own_index,
    quote_moved,
    quote_not_found,
    raw_html,
    related_drift,
    remote_image,
    source_changed,
    sources_drift,
    stale_claim,
    uncited_statement,
    uncompiled_source,
    undefined_mark,
    unknown_type,
    unlinked_mention,
)


class Rule(Protocol):
    """What the engine needs of a rule's module."""

    SEVERITY: Severity
    SCOPE: Scope

    def check(self, view: View) -> Iterator[Spot]:
        """Yield what is wrong in `view.pages`."""
        ...


# The compile gate and the check of a pull request run these; a lint runs all that judge no change.
_IN_THE_GATE: tuple[ModuleType, ...] = (
    forbidden_path,
    log_rewritten,
    lost_claim,
    quote_not_found,
    undefined_mark,
    forged_citation,
    dead_link,
    bad_front_matter,
    unknown_type,
    missing_section,
    duplicate_page,
    name_clash,
    raw_html,
    active_code,
    remote_image,
    foreign_address,
    hidden_character,
    oversized_page,
    uncited_statement,
)
_MODULES: tuple[ModuleType, ...] = (
    *_IN_THE_GATE,
    ambiguous_link,
    orphan_page,
    dead_end,
    missing_page,
    unlinked_mention,
    quote_moved,
    missing_source,
    source_changed,
    uncompiled_source,
    stale_claim,
    bad_date,
    index_drift,
    own_index,
    related_drift,
    sources_drift,
    locked_front_matter,
    log_drift,
    bad_ignore,
)


def rule_id(module: ModuleType) -> str:
    """Return the id of a rule, which is the name of its module with hyphens."""
    return module.__name__.rsplit(".", 1)[-1].replace("_", "-")


RULES: dict[str, Rule] = {rule_id(m): m for m in _MODULES}
GATE = tuple(rule_id(m) for m in _IN_THE_GATE)
# what people put on their pages may run: it is theirs
CHECK = tuple(name for name in GATE if name != "active-code")
LINT = tuple(name for name, rule in RULES.items() if rule.SCOPE != "change")
ABOUT_ONE_PAGE = tuple(
    set(GATE) - {"forbidden-path", "log-rewritten", "duplicate-page", "name-clash"}
)


def run(view: View, only: Iterable[str] | None = None) -> list[Finding]:
    """Return the findings of some rules, by default those of the gate, the worst first."""
    wanted = set(GATE if only is None else only)
    found = (
        stamp(name, spot)
        for name, rule in RULES.items()
        if name in wanted
        for spot in rule.check(view)
    )
    return in_order(found)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Return findings the worst first, then by place."""
    return sorted(
        found, key=lambda f: (SEVERITY_RANK[f.severity], f.path, f.line, f.rule, f.subject)
    )


def stamp(name: str, spot: Spot, severity: Severity | None = None) -> Finding:
    """Return what a rule found as a finding, with the rule's own severity or another."""
    return Finding(
        name,
        severity or RULES[name].SEVERITY,
        spot.path,
        spot.line,
        spot.subject,
        spot.message,
        spot.suggestion,
        spot.column,
        spot.fixable,
    )
