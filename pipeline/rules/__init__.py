"""The table of the rules, and the engine that runs them.

A rule is a module, named as its id with underscores for hyphens: a docstring that says why it
exists, with `Bad:` and `Good:`; `SEVERITY`, `SCOPE` and `RUNS_IN`; and `check(view)`, which yields
what only it knows. The compile gate is these rules with a `before`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from operator import attrgetter
from typing import Protocol, cast

from pipeline.core.findings.profile import is_judged
from pipeline.core.findings.view import Spot, View
from pipeline.core.values import SEVERITY_RANK, Finding, RunsIn, Scope, Severity

# The id of every rule. In this order they are listed, and mend one after the other.
NAMES = (
    "forbidden-path",
    "log-rewritten",
    "lost-claim",
    "quote-not-found",
    "undefined-mark",
    "forged-citation",
    "dead-link",
    "bad-front-matter",
    "unknown-type",
    "missing-section",
    "duplicate-page",
    "name-clash",
    "raw-html",
    "active-code",
    "remote-image",
    "foreign-address",
    "hidden-character",
    "oversized-page",
    "uncited-statement",
    "leftover",
    "ambiguous-link",
    "answer-basis",
    "orphan-page",
    "dead-end",
    "missing-page",
    "unlinked-mention",
    "older-form",
    "quote-moved",
    "read-anew",
    "missing-source",
    "source-changed",
    "uncompiled-source",
    "copied-source",
    "stale-claim",
    "stale-answer",
    "stale-output",
    "bad-date",
    "index-drift",
    "own-index",
    "related-drift",
    "sources-drift",
    "locked-front-matter",
    "log-drift",
    "bad-ignore",
)


class Rule(Protocol):
    """What the engine needs of a rule's module."""

    SEVERITY: Severity
    SCOPE: Scope
    RUNS_IN: RunsIn

    def check(self, view: View) -> Iterator[Spot]:
        """Yield what is wrong in `view.pages`."""
        ...


def _module(name: str) -> Rule:
    return cast(Rule, import_module(f"{__name__}.{name.replace('-', '_')}"))


RULES: dict[str, Rule] = {name: _module(name) for name in NAMES}
DRAFT = tuple(name for name, rule in RULES.items() if "draft" in rule.RUNS_IN)
GATE = tuple(name for name, rule in RULES.items() if "compile" in rule.RUNS_IN)
CHECK = tuple(name for name, rule in RULES.items() if "check" in rule.RUNS_IN)
LINT = tuple(name for name, rule in RULES.items() if "lint" in rule.RUNS_IN)


_PLACE = attrgetter("path", "line", "rule", "subject")


def run(view: View, only: Iterable[str] | None = None) -> list[Finding]:
    """Return the findings of some rules, by default those of the gate, the worst first."""
    wanted = set(GATE if only is None else only)
    found = (
        stamp(name, spot)
        for name, rule in RULES.items()
        if name in wanted
        for spot in rule.check(view)
        if view.written or is_judged(name, spot.path, view.wiki, view.schema.rules)
    )
    return in_order(found)


def in_order(found: Iterable[Finding]) -> list[Finding]:
    """Return findings the worst first, then by place."""
    # Two sorts with small keys take half the time of one with a key made by a function.
    by_place = sorted(found, key=_PLACE)
    return sorted(by_place, key=lambda f: SEVERITY_RANK[f.severity])


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
