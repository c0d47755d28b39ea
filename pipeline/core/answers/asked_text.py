"""Where in a comment or an issue the question stands that somebody asks of the wiki."""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.core.github.state import ASK_LABEL

# What GitHub puts above the only field of the form `.github/ISSUE_TEMPLATE/ask.yml`.
FORM_HEADING = "### Question for the wiki"
LONGEST_LOOKED_AT = 20_000  # characters of a comment or an issue; whatever is longer is refused
_COMMAND = re.compile(r"/ask(?=\s|\Z)")
_NOTHING = "_No response_"


def question_of_comment(body: str) -> str | None:
    """Return what stands behind `/ask`, to the end of the comment; None where it begins otherwise.

    It is "" where nothing stands there, and cut where it is far too long to be a question.
    """
    found = _COMMAND.match(body)
    return body[found.end() : LONGEST_LOOKED_AT].strip() if found else None


def question_of_issue(title: str, body: str, labels: Iterable[str]) -> str | None:
    """Return the question of an issue that the form has made, or that has the form's label.

    Without the form's heading it is the whole text, or the title where there is no text. None for
    any other issue.
    """
    text = body[:LONGEST_LOOKED_AT].strip()
    if text.startswith(FORM_HEADING):
        asked = text.removeprefix(FORM_HEADING).strip()
        return title if asked in ("", _NOTHING) else asked
    return (text or title) if ASK_LABEL.name in labels else None
