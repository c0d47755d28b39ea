"""Write the findings as one JSON object, for programs.

docs/lint.md describes its shape. Keys may be added; whoever takes one away or changes it raises
`VERSION`.
"""

from __future__ import annotations

import json
from typing import Any

from pipeline.core.values import SEVERITIES, Finding
from pipeline.outputs.findings import FormattedLint, LintResult

VERSION = 1


def write(result: LintResult) -> FormattedLint:
    """Return the report as JSON in ASCII; bytes of a file's name that are no text are spelt out."""
    text = plain_json(
        {
            "version": VERSION,
            "commit": result.commit,
            "uncommitted": result.loose,
            "date": result.date,
            "since": result.since or None,
            "counts": {s: sum(f.severity == s for f in result.findings) for s in SEVERITIES},
            "findings": [_row(f) for f in result.findings],
            "unreachable": [
                {"address": u.address, "pages": list(u.pages), "since": u.since, "said": u.said}
                for u in result.unreachable
            ],
            "notes": list(result.notes),
        }
    )
    return FormattedLint(text)


def _row(found: Finding) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "severity": found.severity,
        "path": found.path,
        "line": found.line,
        "column": found.column,
        "subject": found.subject,
        "message": found.message,
        "suggestion": found.suggestion,
        "fingerprint": found.fingerprint,
        "fixable": found.fixable,
    }


def plain_json(value: Any) -> str:
    """Return JSON that every parser reads, and that passes a terminal and a CI log unchanged."""
    text = json.dumps(_spell_out_bytes(value), indent=1)
    # The runner of GitHub Actions would take `##[` for a command.
    return text.replace("##[", r"\u0023\u0023[")


def _spell_out_bytes(value: Any) -> Any:
    """Replace what stands for a byte that is no text.

    Left alone, it would make strict parsers refuse the whole.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    if isinstance(value, dict):
        return {key: _spell_out_bytes(item) for key, item in value.items()}
    return [_spell_out_bytes(item) for item in value] if isinstance(value, list) else value
