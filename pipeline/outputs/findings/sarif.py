"""Write the findings as SARIF 2.1.0, for code scanning and editors: the 5,000 worst.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html; what GitHub takes of it:
https://docs.github.com/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from pipeline.core.findings.as_text import show_on_one_line
from pipeline.core.findings.rule_docs import AboutRule
from pipeline.core.github.inert import make_plain_line
from pipeline.core.values import Finding
from pipeline.outputs.findings import FormattedLint, LintResult
from pipeline.outputs.findings.as_json import plain_json

# GitHub shows so many results of one run. It refuses a file with more than 25,000, or of more than
# 10 MB in gzip.
MOST_RESULTS = 5_000
_LONGEST_MESSAGE = 600  # characters
_LONGEST_PATH = (
    1_000  # characters of a path before it is left out, so that no name makes the file grow
)
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)


def write(result: LintResult) -> FormattedLint:
    """Return the findings as one run of the tool.

    The worst come first, and there are at most as many as GitHub shows.
    """
    indexes = {rule.id: number for number, rule in enumerate(result.rules)}
    kept = [f for f in result.findings if f.rule in indexes and len(f.path) <= _LONGEST_PATH]
    run: dict[str, Any] = {
        "tool": {"driver": _driver(result)},
        "automationDetails": {"id": "wiki-lint/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            "%SRCROOT%": {"description": {"text": "The root of the repository."}}
        },
        "invocations": [_invocation(len(result.findings) - len(kept[:MOST_RESULTS]))],
        "results": [_result(f, indexes[f.rule]) for f in kept[:MOST_RESULTS]],
    }
    if result.address:
        run["versionControlProvenance"] = [
            {"repositoryUri": result.address, "revisionId": result.commit}
        ]
    return FormattedLint(plain_json({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}))


def _driver(result: LintResult) -> dict[str, Any]:
    driver: dict[str, Any] = {"name": "wiki lint", "semanticVersion": result.version}
    if result.address:
        driver["informationUri"] = f"{result.address}/blob/{quote(result.commit)}/docs/lint.md"
    return {**driver, "rules": [_rule(rule, result) for rule in result.rules]}


def _rule(rule: AboutRule, result: LintResult) -> dict[str, Any]:
    examples = "\n".join(
        f"{name}: {text}" for name, text in (("Bad", rule.bad), ("Good", rule.good)) if text
    )
    row: dict[str, Any] = {
        "id": rule.id,
        "name": "".join(part.capitalize() for part in rule.id.split("-")),
        "shortDescription": {"text": rule.what},
        "fullDescription": {"text": f"{rule.what}\n\n{rule.more}".strip()},
        "help": {"text": examples or rule.what},
        "defaultConfiguration": {"level": rule.severity},
    }
    if result.address:
        row["helpUri"] = f"{result.address}/blob/{quote(result.commit)}/docs/rules.md#{rule.id}"
    return row


def _result(found: Finding, index: int) -> dict[str, Any]:
    place = {"uri": quote(found.path, safe="/", errors="surrogateescape"), "uriBaseId": "%SRCROOT%"}
    region = {"startLine": max(found.line, 1), "startColumn": max(found.column, 1)}
    return {
        "ruleId": found.rule,
        "ruleIndex": index,
        "level": found.severity,
        "message": {"text": message_of(found)},
        "locations": [{"physicalLocation": {"artifactLocation": place, "region": region}}],
        "partialFingerprints": {"wikiLint/v1": found.fingerprint},
    }


def message_of(found: Finding) -> str:
    """Return the message of a finding, in which nothing foreign acts.

    SARIF takes `[text](link)` for a link in plain text, and `{0}` for an argument.
    """
    end = "" if found.message.endswith((".", "!", "?")) else "."
    text = make_plain_line(
        show_on_one_line(f"{found.message}{end} {found.suggestion}"), _LONGEST_MESSAGE
    )
    return text.replace("](", "] (").replace("{", "{{").replace("}", "}}")


def _invocation(left_out: int) -> dict[str, Any]:
    if not left_out:
        return {"executionSuccessful": True}
    text = f"{left_out} findings are left out, the least severe; `wiki lint` prints all of them."
    notification = {"level": "warning", "message": {"text": text}}
    return {"executionSuccessful": True, "toolExecutionNotifications": [notification]}
