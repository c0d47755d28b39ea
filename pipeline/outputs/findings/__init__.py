"""The result of a lint, and the formats in which people and programs read it, a module each.

The module of a format has one function, `write`. Only the module of the format that is asked for is
imported.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, cast

from pipeline.core.values import SEVERITY_RANK, Finding

if TYPE_CHECKING:
    from pipeline.core.findings.addresses import Unreachable
    from pipeline.core.findings.rule_docs import AboutRule

# The name of each format, as `wiki lint --format` has it, and its module.
FORMATS = {
    "text": "terminal",
    "json": "as_json",
    "github": "github_step",
    "markdown": "github_summary",
    "sarif": "sarif",
}


@dataclass(frozen=True)
class LintResult:
    """What a lint has to say.

    `findings` are worst first, `rules` are those that ran, and `notes` say what the lint could not
    do.
    """

    findings: tuple[Finding, ...]
    rules: tuple[AboutRule, ...]
    commit: str  # that was looked at; the last one if the working tree holds more
    date: str
    since: str = ""  # the commit whose findings are left out
    loose: bool = False  # whether it looked at files that are not committed
    unreachable: tuple[Unreachable, ...] = ()
    notes: tuple[str, ...] = ()
    address: str = ""  # of the repository on the web, such as https://github.com/acme/wiki
    in_full: bool = False  # whether a reader wants every finding, however many one rule has
    version: str = ""  # of the program

    def fixable(self) -> int:
        """Return how many findings can be mended safely."""
        return sum(f.fixable for f in self.findings)


@dataclass(frozen=True)
class FormattedLint:
    """A lint in one format: `text` for the reader, and what a run on GitHub shows besides.

    `commands` are lines that the runner of GitHub Actions takes as commands; they are printed as
    they stand. `summary` is Markdown for the page of the run.
    """

    text: str
    commands: tuple[str, ...] = ()
    summary: str = ""


class LintFormat(Protocol):
    """What the module of a format has."""

    def write(self, result: LintResult) -> FormattedLint:
        """Return the result in this format; nothing foreign in it may act where it is read."""
        ...


def write(result: LintResult, name: str) -> FormattedLint:
    """Return the result in the format of this name, one of `FORMATS`."""
    module = importlib.import_module(f"{__name__}.{FORMATS[name]}")
    return cast(LintFormat, module).write(result)


def group_by_rule(findings: Iterable[Finding]) -> list[tuple[str, list[Finding]]]:
    """Return the findings by rule, and in each group by place.

    Rules of the worst severity come first, and among those the ones with the most findings.
    """
    rows: dict[str, list[Finding]] = {}
    for found in findings:
        rows.setdefault(found.rule, []).append(found)
    for group in rows.values():
        group.sort(key=lambda f: (SEVERITY_RANK[f.severity], f.path, f.line, f.column))
    return sorted(
        rows.items(), key=lambda row: (SEVERITY_RANK[row[1][0].severity], -len(row[1]), row[0])
    )
