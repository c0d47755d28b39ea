"""Write the findings for people at a terminal, rule by rule and worst first, each on one line.

Each line begins with a place that an editor can open. Of a rule with many findings the first 30 are
shown, unless the reader asked for this rule.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core.findings.as_text import annotation_text, describe_counts, show_on_one_line
from pipeline.core.values import Finding
from pipeline.outputs.findings import FormattedLint, LintResult, group_by_rule

MOST_OF_A_RULE = 30  # findings of one rule, where the reader did not ask for all


def write(result: LintResult) -> FormattedLint:
    """Return the report, with at most `MOST` findings of each rule and how to see the others."""
    most = len(result.findings) if result.in_full else MOST_OF_A_RULE
    lines = [
        line
        for name, found in group_by_rule(result.findings)
        for line in _rule(name, found, result, most)
    ]
    lines += [show_on_one_line(f"address {u.address} does not answer since {u.since} ({u.said}); on {_list_pages(u.pages)}")  # noqa: E501
              for u in result.unreachable]  # fmt: skip
    lines += ["", *(show_on_one_line(note) for note in result.notes)] if result.notes else []
    return FormattedLint("\n".join([*lines, _closing_line(result)]))


def _rule(name: str, found: list[Finding], result: LintResult, most: int) -> Iterator[str]:
    what = next((rule.what for rule in result.rules if rule.id == name), "")
    pages = len({f.path for f in found})
    where = f" on {pages} pages" if pages > 1 else ""
    yield show_on_one_line(f"{describe_counts(found)}: {name}{where}. {what}")
    for f in found[:most]:
        place = f"{f.path}:{f.line}:{f.column}"
        yield f"  {show_on_one_line(f'{place}: {f.severity}: {annotation_text(f)}')}"
    if len(found) > most:
        yield f"  … {len(found) - most} more: wiki lint --rule {name}"
    yield ""


def _list_pages(pages: tuple[str, ...]) -> str:
    return ", ".join(pages[:3]) + (f" and {len(pages) - 3} more" if len(pages) > 3 else "")


def _closing_line(result: LintResult) -> str:
    if not result.findings:
        return "Nothing new to say." if result.since else "Nothing to say."
    new = "New: " if result.since else ""
    # The fix begins from a commit.
    how = "commit, then wiki lint --fix" if result.loose else "wiki lint --fix"
    fix = f" {result.fixable()} can be mended safely: {how}." if result.fixable() else ""
    return f"{new}{describe_counts(result.findings)}.{fix}"
