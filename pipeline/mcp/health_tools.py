"""The tool that says what is wrong with the wiki: `lint`."""

from __future__ import annotations

from pydantic import Field

from pipeline.core.errors import UserError
from pipeline.core.text import nearest, shorten
from pipeline.core.values import SEVERITIES, Finding, Severity
from pipeline.mcp.pieces import cursor_at, place_of, take_rows
from pipeline.mcp.served_wiki import ServedWiki
from pipeline.mcp.tool import AnswerRow, Cursor, ToolAnswer, ToolArguments, fence
from pipeline.operations.lint.lint import lint_wiki
from pipeline.rules import LINT

MOST_FINDINGS = 50  # of one answer
LONGEST_TEXT = 500  # characters of a message or a suggestion


class LintArguments(ToolArguments):
    """What `lint` is asked."""

    rules: list[str] = Field(default=[], max_length=100, description="only these rules")
    path: str = Field(
        default="", max_length=1_000, description="only what is found in this file, such as a page"
    )
    cursor: Cursor = ""


class FindingRow(AnswerRow):
    """What a rule found: where, and what to do."""

    rule: str
    severity: Severity
    path: str
    line: int
    message: str
    suggestion: str


class LintAnswer(ToolAnswer):
    """What the rules find in the last commit, worst first, and how many of each severity."""

    findings: list[FindingRow]
    counts: dict[str, int]
    next: str = ""

    def as_text(self) -> str:
        """Return a line for each finding."""
        told = ", ".join(f"{count} of severity {name}" for name, count in self.counts.items())
        if not self.findings:
            return f"Nothing is found ({told})."
        rows = "\n".join(
            f"{f.path}:{f.line}: {f.severity}: {f.rule}: {f.message} {f.suggestion}".strip()
            for f in self.findings
        )
        more = f"\nMore: cursor {self.next}" if self.next else ""
        return f"{told}\n{fence(rows)}{more}"


def lint(wiki: ServedWiki, asked: LintArguments) -> LintAnswer:
    """Say what is wrong with the wiki, by the rules that need no model."""
    tree = wiki.tree
    start = place_of(asked.cursor, tree)
    _refuse_unknown_rules(asked.rules)
    with wiki.snapshot() as snapshot:
        found = lint_wiki(snapshot, wiki.today(), frozenset(asked.rules) or None)
    found = [one for one in found if not asked.path or one.path == asked.path]
    rows, end = take_rows(found, start, MOST_FINDINGS, _finding_told)
    return LintAnswer(
        findings=rows,
        counts={name: sum(f.severity == name for f in found) for name in SEVERITIES},
        next=cursor_at(tree, end) if end else "",
    )


def _refuse_unknown_rules(names: list[str]) -> None:
    for name in names:
        if name not in LINT:
            near = nearest(name[:100], LINT)
            known = f"Did you mean {near}?" if near else f"There are: {', '.join(LINT)}."
            raise UserError(f"No lint runs a rule {name[:100]!r}.", known)


def _finding_told(found: Finding) -> FindingRow:
    return FindingRow(
        rule=found.rule,
        severity=found.severity,
        path=found.path,
        line=found.line,
        message=shorten(found.message, LONGEST_TEXT),
        suggestion=shorten(found.suggestion, LONGEST_TEXT),
    )
