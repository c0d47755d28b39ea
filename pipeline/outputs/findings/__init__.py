"""The result of a lint, and the formats in which people and programs read it, a module each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.core.findings.addresses import Unreachable
    from pipeline.core.findings.rule_docs import AboutRule
    from pipeline.core.values import Finding


@dataclass(frozen=True)
class LintResult:
    """What a lint has to say.

    `findings` are worst first, `rules` are those that ran, and `notes` say what the lint could not
    do.
    """

    findings: tuple[Finding, ...]
    rules: tuple[AboutRule, ...]
    commit: str  # that it looked at; the last one, where the working tree holds more
    date: str
    since: str = ""  # the commit whose findings are left out
    loose: bool = False  # whether it looked at files that are not committed
    unreachable: tuple[Unreachable, ...] = ()
    notes: tuple[str, ...] = ()
    address: str = ""  # of the repository on the web, such as https://github.com/acme/wiki

    def fixable(self) -> int:
        """Return how many findings can be mended safely."""
        return sum(f.fixable for f in self.findings)


def grouped(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Return the findings by rule, and in each group by place.

    Rules of the worst severity come first, and among those the ones with the most findings.
    """
    rows: dict[str, list[Finding]] = {}
    for found in findings:
        rows.setdefault(found.rule, []).append(found)
    rank = {"error": 0, "warning": 1, "note": 2}
    for group in rows.values():
        group.sort(key=lambda f: (rank[f.severity], f.path, f.line, f.column))
    return sorted(rows.items(), key=lambda row: (rank[row[1][0].severity], -len(row[1]), row[0]))
