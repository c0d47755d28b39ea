"""Ask the model's server whether it accepts the credential, by a call that costs nothing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pipeline.adapters.git.repository import Repository
from pipeline.adapters.messages.credentials import has_credential
from pipeline.core.errors import RunStopped, StopCause, UserError
from pipeline.core.wiki.schema import Schema
from pipeline.operations.setup.credential_checks import ModelAnswered

_ANSWERS: dict[StopCause, ModelAnswered] = {
    "credential": "refused",
    "payment": "unpaid",
    "unreachable": "unreachable",
    "limit": "accepted",  # only who is let in is told to wait
    "setup": "no api",
}


def ask_model(
    repo: Repository, environ: Mapping[str, str]
) -> tuple[ModelAnswered | Literal[""], str]:
    """Return what the server said in a word of ours, and in a sentence.

    The word is "" where nothing is known: where no model is wanted, where no credential is set, and
    where the server does not count tokens, which some that are not Anthropic's do not.
    """
    schema = _read_schema(repo)
    if schema.rules.librarian == "extractive":
        return "", "schema.md names the embedded librarian, which asks no model."
    if not has_credential(environ):
        return "", "No credential for the model is set."
    key = environ.get("ANTHROPIC_API_KEY", "")
    if key != key.strip():
        return (
            "blank",
            "ANTHROPIC_API_KEY is blank, or begins or ends with a space or a line break.",
        )
    from pipeline.adapters.messages.count_tokens import count_tokens  # the SDK takes a second

    try:
        counts = count_tokens(schema.rules.models.extract)
    except RunStopped as error:
        return _ANSWERS.get(error.cause, ""), str(error)
    except UserError as error:
        return "", f"Nothing is known of the credential: {error}"
    if not counts:
        return "", "The model's server does not count tokens; nothing is known of the credential."
    return "accepted", "The model's server accepts the credential."


def _read_schema(repo: Repository) -> Schema:
    blob = next((each for each in repo.tree(repo.head()) if each.path == "schema.md"), None)
    return (
        Schema.parse(repo.read(blob.sha).decode("utf-8", "replace")) if blob else Schema.parse("")
    )
