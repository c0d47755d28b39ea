"""What GitHub says to a git push: who may, and which refs and files nobody may."""

import base64
import binascii

from tests.forge import access, hooks
from tests.forge.access import Caller
from tests.forge.state import WORKFLOW_BOT, Push


def judge(forge, text):
    """Return "ok" or the reason why this push is refused; `text` is what the hook tells, see `hooks.py`."""
    lines = [line.partition(" ") for line in text.splitlines()]
    environ = {
        word: value
        for key, _, rest in lines
        if key == "env"
        for word, _, value in [rest.partition(" ")]
    }
    updates = [tuple(rest.split(" ", 2)) for key, _, rest in lines if key == "update"]
    configs = [rest.partition(" ")[::2] for key, _, rest in lines if key == "config"]
    workflow = next((rest for key, _, rest in lines if key == "workflow"), "")
    caller = _caller(forge, environ, configs)
    reason = _reason(forge, caller, [ref for _, _, ref in updates], workflow)
    fault = None if reason else forge.fault("PUSH", " ".join(ref for _, _, ref in updates))
    if fault and fault.after:
        hooks.lose_answer(forge.hooks)
    elif fault:
        reason = fault.message or "Internal Server Error"
    for old, new, ref in updates:
        forge.pushes.append(Push(caller.login, caller.workflow, caller.job, ref, old, new, reason))
    forge.last_pusher = forge.last_pusher if reason else caller.login
    return reason or "ok"


def _caller(forge, environ, configs):
    if environ.get("FORGE_LOGIN"):
        return Caller(environ["FORGE_LOGIN"])
    login = forge.tokens.get(_token(forge, configs), "")
    return Caller(login, environ.get("GITHUB_WORKFLOW", ""), environ.get("GITHUB_JOB", ""))


def _token(forge, configs):
    """Return the token of the extra header for this server. Two of them are refused by GitHub, so they are none."""
    wanted = f"http.{forge.server}/.extraheader".casefold()
    headers = []
    for key, value in configs:
        if key.casefold() == wanted:
            headers = [*headers, value] if value else []
    words = headers[0].split() if len(headers) == 1 else []
    if [word.casefold() for word in words[:2]] != ["authorization:", "basic"] or len(words) != 3:
        return None
    try:
        user, _, token = base64.b64decode(words[2], validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return token if user == "x-access-token" else None


def _reason(forge, caller, refs, workflow):
    if not caller.login:
        return "Invalid username or token."
    scopes = access.granted(forge, caller) or {}
    if scopes.get("contents") != "write":
        return f"Permission to {forge.repository}.git denied to {caller.login}."
    if any(ref.startswith("refs/pull/") for ref in refs):
        return "deny updating a hidden ref"
    default = f"refs/heads/{forge.default_branch}"
    if caller.login == WORKFLOW_BOT and forge.protected and default in refs:
        return f"GH006: Protected branch update failed for {default}."
    if caller.login.endswith("[bot]") and workflow and scopes.get("workflows") != "write":
        return f"refusing to allow a GitHub App to create or update workflow `{workflow}` without `workflows` permission"
    return ""
