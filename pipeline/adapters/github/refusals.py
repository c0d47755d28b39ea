"""Say in words what GitHub refused, and what to do about it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pipeline.adapters.server_words import quote_on_one_line
from pipeline.core.errors import UserError

# Ends of documented sentences: "GitHub Actions is not permitted to create or approve pull
# requests."
_NO_PULLS = re.compile(r"not permitted to create.* pull request", re.IGNORECASE)
_MAY_CREATE = (
    "Tick Settings → Actions → General → Workflow permissions → “Allow GitHub Actions to create and"
    " approve pull requests” (an organisation may have to allow it first), or let a GitHub App"
    " do it."
)


class Refused(UserError):
    """GitHub answered, and the answer was no. `words` is what it said, on one line."""

    def __init__(self, status: int, words: str, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.status = status
        self.words = words

    @property
    def no_pulls(self) -> bool:
        """Tell whether the setting is off by which workflows may create pull requests."""
        return self.status == 403 and bool(_NO_PULLS.search(self.words))


def refusal_of(
    status: int, headers: Mapping[str, str], data: Any, what: str, known: Iterable[str]
) -> Refused:
    """Return the error for an answer that is no success; `what` names the request: verb, path."""
    words = quote_on_one_line(words_of_error(data), known) or "without a word"
    error = Refused(
        status, words, f"GitHub refused {quote_on_one_line(what, known)} ({status}: {words}).", ""
    )
    error.hint = _MAY_CREATE if error.no_pulls else _hint_for(status, headers)
    return error


def words_of_error(data: Any) -> str:
    """Return the words of an error answer: its message, and what is wrong with each field."""
    if not isinstance(data, dict):
        return ""
    errors = data.get("errors")
    parts = [data.get("message"), *map(_field_error, errors if isinstance(errors, list) else [])]
    return " – ".join(part for part in parts if isinstance(part, str) and part)


def _field_error(error: Any) -> str:
    if isinstance(error, dict):
        named = [str(error[key]) for key in ("resource", "field", "code") if key in error]
        return str(error.get("message") or " ".join(named))
    return str(error)


def _hint_for(status: int, headers: Mapping[str, str]) -> str:
    if status == 401:
        return "Check GITHUB_TOKEN: it may have expired; the token of a run ends with its job."
    if status == 403:
        needed = quote_on_one_line(headers.get("x-accepted-github-permissions", ""))
        asks = f" (GitHub asks for {needed})" if needed else ""
        return (
            "Give the token the permission: `permissions:` of the job, or what the GitHub App may"
            f" do{asks}."
        )
    if status == 404:
        return "Check GITHUB_REPOSITORY, and that the token may see it."
    if status == 410:
        return "Turn issues on: Settings → General → Features → Issues."
    if 300 <= status < 400:
        return (
            "The repository has another name now, or lives elsewhere: set GITHUB_REPOSITORY to what"
            " its page says."
        )
    return ""
