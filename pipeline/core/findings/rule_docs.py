"""Read what a rule's docstring says of it, for the list of rules and for the output formats."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.core.values import Needs, Scope, Severity

_SENTENCE_END = re.compile(r"[.!?]\s+(?=[A-Z`])")
_EXAMPLE_HEADS = re.compile(r"^(Bad|Good):\s*", re.MULTILINE)


@dataclass(frozen=True)
class AboutRule:
    """What a rule says of itself.

    `what` is one sentence and `more` the rest of the docstring; `bad` and `good` are its examples,
    as Markdown.
    """

    id: str
    severity: Severity
    scope: Scope
    needs: Needs
    what: str
    more: str
    bad: str
    good: str
    fixable: bool


def read_rule_docs(name: str, rule: object) -> AboutRule:
    """Return what the module of a rule says of itself.

    Its docstring opens with what is wrong, and ends with `Bad:` and `Good:`.
    """
    text, *examples = _EXAMPLE_HEADS.split((rule.__doc__ or "").strip())
    first, _, more = text.partition("\n\n")
    what, further = _sentence(" ".join(first.split()))
    said = dict(zip(examples[::2], (_paragraph(x) for x in examples[1::2]), strict=True))
    return AboutRule(
        name,
        getattr(rule, "SEVERITY", "warning"),
        getattr(rule, "SCOPE", "page"),
        getattr(rule, "NEEDS", ()),
        what,
        f"{further}\n\n{more}".strip(),
        said.get("Bad", ""),
        said.get("Good", ""),
        callable(getattr(rule, "fix", None)),
    )


def _sentence(text: str) -> tuple[str, str]:
    """Return the first sentence of a paragraph, and the rest of it."""
    found = _SENTENCE_END.search(text)
    return (text[: found.start() + 1], text[found.end() :]) if found else (text, "")


def _paragraph(text: str) -> str:
    """Return an example without the indent of its further lines."""
    return "\n".join(line.strip() for line in text.strip().split("\n"))
