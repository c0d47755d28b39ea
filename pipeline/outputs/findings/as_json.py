"""Write the findings as one JSON object, for programs.

docs/lint.md describes its shape. Keys may be added; whoever takes one away or changes it raises
`VERSION`.
"""

from __future__ import annotations

import json
import re
from typing import Any

from pipeline.core.values import SEVERITIES, Finding
from pipeline.outputs.findings import FormattedLint, LintResult

VERSION = 1
_FINDINGS = "findings stand here"
_encode_rows = json.JSONEncoder(check_circular=False, separators=(",\n   ", ": ")).encode
# half of a character, as JSON spells it; one behind another one may be a whole
_LONE_BYTE = re.compile(r"\\ud[c-f][0-9a-f]{2}")


def write(result: LintResult) -> FormattedLint:
    """Return the report as JSON in ASCII; bytes of a file's name that are no text are spelt out."""
    rows = [_row(f) for f in result.findings]
    text = plain_json(
        {
            "version": VERSION,
            "commit": result.commit,
            "uncommitted": result.loose,
            "date": result.date,
            "since": result.since or None,
            "counts": {s: sum(f.severity == s for f in result.findings) for s in SEVERITIES},
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


def _rows_as_json(rows: list[dict[str, Any]]) -> str:
    """Return what `plain_json` makes of the findings, in a sixth of the time.

    The encoder in C knows no indent. But it parts all items alike, and no line ends inside what it
    writes but there: so the indent is put in afterwards.
    """
    text = _encode_rows(rows)
    if _LONE_BYTE.search(text):  # as in the name of a file that is no text
        text = _encode_rows(_spell_out_bytes(rows))
    rows_apart = text[2:-2].replace("},\n   {", "\n  },\n  {\n   ")
    return _without_commands(f"[\n  {{\n   {rows_apart}\n  }}\n ]")


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
