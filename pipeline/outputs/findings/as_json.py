"""Write the findings as one JSON object, for programs.

docs/lint.md describes its shape. Keys may be added; whoever takes one away or changes it raises
`VERSION`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from pipeline.core.values import SEVERITIES, Finding
from pipeline.outputs.findings import FormattedLint, LintResult

VERSION = 1
_FINDINGS = "findings stand here"
_as_json = json.encoder.encode_basestring_ascii


def write(result: LintResult) -> FormattedLint:
    """Return the report as JSON in ASCII; bytes of a file's name that are no text are spelt out."""
    rows = result.findings
    severities = [found.severity for found in rows]
    text = plain_json(
        {
            "version": VERSION,
            "commit": result.commit,
            "uncommitted": result.loose,
            "date": result.date,
            "since": result.since or None,
            "counts": {s: severities.count(s) for s in SEVERITIES},
            "findings": _FINDINGS if rows else [],
            "unreachable": [
                {"address": u.address, "pages": list(u.pages), "since": u.since, "said": u.said}
                for u in result.unreachable
            ],
            "notes": list(result.notes),
        }
    )
    # Nothing foreign stands in front of this.
    before, _, behind = text.partition(f'"{_FINDINGS}"')
    return FormattedLint(f"{before}{_rows_as_json(rows)}{behind}" if rows else text)


def _rows_as_json(rows: Sequence[Finding]) -> str:
    """Return what `plain_json` makes of the findings, in a tenth of the time.

    The encoder of Python knows an indent only where it is not the one in C.
    """
    known: dict[str, str] = {}  # paths and suggestions stand in many findings

    def as_before(text: str) -> str:
        if text not in known:
            known[text] = _quoted(text)
        return known[text]

    texts = [
        f"""{{
   "rule": "{found.rule}",
   "severity": "{found.severity}",
   "path": {as_before(found.path)},
   "line": {found.line},
   "column": {found.column},
   "subject": {_quoted(found.subject)},
   "message": {_quoted(found.message)},
   "suggestion": {as_before(found.suggestion)},
   "fingerprint": "{found.fingerprint}",
   "fixable": {"true" if found.fixable else "false"}
  }}"""
        for found in rows
    ]
    joined = ",\n  ".join(texts)
    return _without_commands(f"[\n  {joined}\n ]")


def _quoted(text: str) -> str:
    if not text.isascii():  # a half of a character stands for a byte, as in the name of a file
        text = text.encode("utf-8", "backslashreplace").decode()
    return _as_json(text)


def plain_json(value: Any) -> str:
    """Return JSON that every parser reads, and that passes a terminal and a CI log unchanged."""
    return _without_commands(json.dumps(_spell_out_bytes(value), indent=1))


def _without_commands(text: str) -> str:
    """Return JSON of the same meaning, in which the runner of GitHub Actions sees no command."""
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
