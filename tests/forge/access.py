"""Who asks, and what they may do.

The workflow token is held to the permissions that its job declares in the workflow files of the default branch; the client
says which job it is in its User-Agent. An App's token has what the App was given, a person's token what the person may do.
"""

import re
from dataclasses import dataclass

from tests.forge.state import WORKFLOW_BOT, Pull, Refusal
from tests.forge.workflows import LEVELS

AGENT = re.compile(r"^git-llm-wiki \((.*)/([^/()]*)\)")
NOT_ACCESSIBLE = "Resource not accessible by integration"
ITEM = (
    "item"  # a scope that depends on the number: "issues" for an issue, either for a pull request
)
EITHER = ("issues", "pull-requests")


@dataclass(frozen=True)
class Caller:
    login: str
    workflow: str = ""
    job: str = ""


def identify(forge, authorization, agent):
    """Return who sent a request; a Refusal where the token is missing or unknown."""
    word, _, token = (authorization or "").partition(" ")
    if word.casefold() not in ("bearer", "token") or not token:
        raise Refusal(401, "Requires authentication")
    if (login := forge.tokens.get(token.strip())) is None:
        raise Refusal(401, "Bad credentials")
    found = AGENT.match(agent or "")
    return Caller(login, *(found.groups() if found else ("", "")))


def granted(forge, caller):
    """Return scope → level for a caller; None where the workflow token comes from a job that nobody declared."""
    if caller.login == WORKFLOW_BOT:
        return forge.job_permissions(caller.workflow, caller.job)
    if caller.login.endswith("[bot]"):
        return forge.apps.get(caller.login, {})
    return _persons(forge.people.get(caller.login, "none"))


def _persons(permission):
    scopes = dict.fromkeys(("contents", "actions", *EITHER), "read")
    if permission in ("write", "maintain", "admin"):
        return dict.fromkeys(scopes, "write")
    return scopes | (dict.fromkeys(EITHER, "write") if permission == "triage" else {})


def check(forge, caller, scopes, level, item=None):
    """Refuse unless one of the scopes is granted at this level. Scope "metadata" is everybody's."""
    has = granted(forge, caller)
    if has is None:
        raise Refusal(403, NOT_ACCESSIBLE)
    if scopes == (ITEM,):
        scopes = EITHER if isinstance(item, Pull) else ("issues",)
    if "metadata" in scopes:
        return
    if not any(LEVELS.index(has.get(scope, "none")) >= LEVELS.index(level) for scope in scopes):
        raise Refusal(403, NOT_ACCESSIBLE)
