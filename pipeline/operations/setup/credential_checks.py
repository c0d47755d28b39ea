"""Check whether the model can be asked, and by which credential."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from pipeline.adapters.messages.credentials import has_credential
from pipeline.core.errors import UserError
from pipeline.operations.setup.doctor_view import CheckResult, DoctorView, is_set, list_names

FEDERATION_VARIABLES = (
    "ANTHROPIC_FEDERATION_RULE_ID",
    "ANTHROPIC_ORGANIZATION_ID",
    "ANTHROPIC_SERVICE_ACCOUNT_ID",
)
MODEL_ANSWER = "WIKI_MODEL_ANSWER"
"""The variable in which a job that has the credential hands on what the model's server said."""
ModelAnswered = Literal["accepted", "blank", "refused", "unpaid", "unreachable", "no api"]
_SECRETS = ("Settings → Secrets and variables → Actions", "settings/secrets/actions")
_VARIABLES = (
    "Settings → Secrets and variables → Actions → Variables",
    "settings/variables/actions",
)


def credential(look: DoctorView) -> CheckResult:
    """Check that a credential for the model is set where one is needed."""
    librarian = _named_librarian(look) if look.site.repo else ""
    if librarian == "extractive":
        return CheckResult(
            "good", "The embedded librarian needs none (`librarian: extractive` in schema.md)."
        )
    if look.site.in_actions:
        return _credential_of_repository(look.environ)
    here = "one was found" if has_credential(look.environ) else "none was found"
    if look.site.hub:
        return CheckResult(
            "unseen",
            "Only a run on GitHub sees which secrets are set. For compiles on this machine"
            f" {here}.",
        )
    if has_credential(look.environ):
        return CheckResult("good", "One was found in the environment.")
    do = "Set ANTHROPIC_API_KEY, or the variables of workload identity federation."
    if librarian == "auto":
        said = "None was found in the environment, so the embedded librarian compiles"
        return CheckResult(
            "advice", f"{said} (`librarian: auto` in schema.md).", f"For a model: s{do[1:]}"
        )
    return CheckResult("bad", "None was found in the environment: the model cannot be asked.", do)


def _credential_of_repository(environ: Mapping[str, str]) -> CheckResult:
    has_key = is_set(environ, "HAS_ANTHROPIC_KEY")
    missing = [name for name in FEDERATION_VARIABLES if not environ.get(name)]
    if has_key or not missing:
        return _judge_answer(environ, has_key) or _well_set_up(environ, has_key)
    if len(missing) < len(FEDERATION_VARIABLES):
        said = f"Workload identity federation is set up in part; {list_names(missing)} is empty."
        return CheckResult(
            "bad", said, "Add what is missing as a repository variable.", *_VARIABLES
        )
    return CheckResult(
        "bad",
        "Neither a key nor workload identity federation is set: the model cannot be asked.",
        "New repository secret `ANTHROPIC_API_KEY`; or the variables of federation (docs/adopt.md);"
        " or write `librarian: extractive` into schema.md if the embedded librarian is what you"
        " want.",
        _SECRETS[0],
        f"{_SECRETS[1]}/new",
    )


def _well_set_up(environ: Mapping[str, str], has_key: bool) -> CheckResult:
    heard = " The model's server accepts it." if _answer_in(environ) == "accepted" else ""
    if not has_key:
        said = "Workload identity federation is set up; no key is stored."
        return CheckResult("good", said + heard)
    also = (
        " The variables of federation are set as well; the key goes first."
        if environ.get(FEDERATION_VARIABLES[0])
        else ""
    )
    return CheckResult("good", f"The secret `ANTHROPIC_API_KEY` is set.{heard}{also}")


def _judge_answer(environ: Mapping[str, str], has_key: bool) -> CheckResult | None:
    """Return what is wrong by the word of the model's server; None where nothing is.

    Where it was not asked, or does not count tokens, nothing is known to be wrong.
    """
    name = "The secret `ANTHROPIC_API_KEY`" if has_key else "Workload identity federation"
    place, page = _SECRETS if has_key else _VARIABLES
    answer = _answer_in(environ)
    if answer == "blank":
        said = f"{name} is blank, or begins or ends with a space or a line break."
        do = "Update the secret with the whole key and nothing else."
        return CheckResult("bad", said, do, place, page)
    if answer == "refused":
        do = (
            "Make a new key where you made this one, and update the secret."
            if has_key
            else "Compare rule, organization and service account with what Anthropic's console has"
            " (docs/adopt.md)."
        )
        said = f"{name} is set, and the model's server does not accept it."
        return CheckResult("bad", said, do, place, page)
    if answer == "unpaid":
        said = f"{name} is accepted, and the model's server asks for payment."
        return CheckResult("bad", said, "Mend the billing of the account that the key is of.")
    if answer == "no api":
        said = "What answers at the model's address is no Messages API."
        do = "Set the variable `ANTHROPIC_BASE_URL` to the address above /v1/messages."
        return CheckResult("bad", said, do, *_VARIABLES)
    if answer == "unreachable":
        said = "The model's server could not be reached when it was asked whether it accepts this."
        do = "If this is still here tomorrow, look at the variable `ANTHROPIC_BASE_URL`."
        return CheckResult("advice", said, do, *_VARIABLES)
    return None


def _answer_in(environ: Mapping[str, str]) -> str:
    """Return the word that the other job handed on; what is none of ours says nothing."""
    word = environ.get(MODEL_ANSWER, "")
    return word if word in get_args(ModelAnswered) else ""


def _named_librarian(look: DoctorView) -> str:
    try:
        return look.schema().rules.librarian
    except UserError:
        return ""  # the check of the schema says it
