"""Write the findings for a step of GitHub Actions: as text, at their lines, and in the summary.

GitHub shows ten of each severity at their lines.
"""

from __future__ import annotations

from pipeline.core.findings.as_text import annotation_text, select_annotations
from pipeline.core.github.annotation import annotate
from pipeline.core.values import Finding
from pipeline.outputs.findings import FormattedLint, LintResult, github_summary, terminal


def write(result: LintResult) -> FormattedLint:
    """Return the text with as many annotations as GitHub shows, and all findings in the summary."""
    commands = tuple(map(_command, select_annotations(result.findings, ())))
    return FormattedLint(terminal.write(result).text, commands, github_summary.write(result).text)


def _command(found: Finding) -> str:
    level = "notice" if found.severity == "note" else found.severity
    command = annotate(
        level, found.path, found.line, found.rule, annotation_text(found), found.column
    )
    return command.encode("utf-8", "backslashreplace").decode()
