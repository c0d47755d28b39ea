"""Exchange the identity of a job on GitHub for access to the model.

An access token lives at most twice as long as the identity token still had to live, GitHub's
identity tokens live five minutes, and each is accepted once. So none is kept: whenever the SDK
needs an access token, GitHub is asked for a new identity token.

Not imported before the first call: the `anthropic` package takes a second to load.
"""

from __future__ import annotations

import time
from collections.abc import Mapping

import httpx2
from anthropic.lib.credentials import (
    AccessToken,
    WorkloadIdentityCredentials,
    WorkloadIdentityError,
)

from pipeline.adapters.messages.credentials import AccessError, pays_by_identity
from pipeline.adapters.secrets import find_secrets, keep_secret
from pipeline.adapters.server_words import quote_on_one_line

AUDIENCE = "https://api.anthropic.com"  # the rule in the Claude Console names the same
GITHUB_SECONDS = 10.0  # for one answer
MOST_TRIES = 4
WAIT_SECONDS = 1.0  # before the second try; doubled each time
PERMISSION_HINT = (
    "Give the job `permissions: id-token: write`, as compile.yml does, or set ANTHROPIC_API_KEY."
)
RULE_HINT = (
    "Compare the rule with what the Claude Console shows under Settings → Workload identity →"
    f" History: its subject, its audience {AUDIENCE}, its workspace (ANTHROPIC_WORKSPACE_ID where"
    " there are two)."
)
LATER_HINT = "Try again later; replies that were paid for are kept."


class IdentityError(AccessError, WorkloadIdentityError):
    """There is no access by this job's identity. `passes` says whether another try may help.

    It is of the SDK's kind too, because the SDK wraps what others raise, and tries a 401 once more.
    """

    def __init__(
        self, message: str, hint: str, status_code: int | None = None, *, passes: bool = False
    ) -> None:
        super().__init__(message, hint, "credential")
        self.status_code = status_code
        self.passes = passes  # whether another try may help


def job_identity(environ: Mapping[str, str]) -> JobIdentity | None:
    """Return what the SDK asks for access tokens; None where it finds a credential by itself."""
    return JobIdentity(environ) if pays_by_identity(environ) else None


class JobIdentity(WorkloadIdentityCredentials):
    """The SDK's exchange of tokens, with patience, and with errors that repeat no token.

    The SDK logs some of its errors.
    """

    def __init__(self, environ: Mapping[str, str], wait_seconds: float = WAIT_SECONDS) -> None:
        self._environ = environ
        self._wait_seconds = wait_seconds
        super().__init__(
            identity_token_provider=self._identity_token,
            federation_rule_id=environ["ANTHROPIC_FEDERATION_RULE_ID"],
            organization_id=environ["ANTHROPIC_ORGANIZATION_ID"],
            service_account_id=environ.get("ANTHROPIC_SERVICE_ACCOUNT_ID") or None,
            workspace_id=environ.get("ANTHROPIC_WORKSPACE_ID") or None,
        )

    def __call__(self, *, force_refresh: bool = False) -> AccessToken:
        """Return a new access token.

        What may pass is tried again, each time with another identity token.
        """
        for tries in range(MOST_TRIES - 1):
            try:
                return self._exchange(force_refresh)
            except IdentityError as error:
                if not error.passes:
                    raise
            time.sleep(self._wait_seconds * 2**tries)
        return self._exchange(force_refresh)

    def _exchange(self, force_refresh: bool) -> AccessToken:
        try:
            access = super().__call__(force_refresh=force_refresh)
        except IdentityError:
            raise
        except WorkloadIdentityError as error:
            raise self._error_for_refusal(error) from None
        keep_secret(access.token)
        return access

    def _error_for_refusal(self, error: WorkloadIdentityError) -> IdentityError:
        """Return the error for a failed exchange.

        Where the server sent a body that alone is quoted, because the SDK's hints are long.
        """
        status = error.status_code
        passes = isinstance(error.__cause__, httpx2.TransportError) or _may_pass(status or 0)
        said = quote_on_one_line(str(error.body or error), find_secrets(self._environ))
        said = f"HTTP {status}: {said}" if status else said
        return IdentityError(
            f"This job's identity could not be exchanged for access to the model ({said}).",
            LATER_HINT if passes else RULE_HINT,
            status,
            passes=passes,
        )

    def _identity_token(self) -> str:
        url = self._environ.get("ACTIONS_ID_TOKEN_REQUEST_URL")
        token = self._environ.get("ACTIONS_ID_TOKEN_REQUEST_TOKEN")
        if not (url and token):
            raise IdentityError("GitHub offers this job no identity token.", PERMISSION_HINT)
        try:
            answer = httpx2.get(
                httpx2.URL(url).copy_merge_params({"audience": AUDIENCE}),
                headers={"authorization": f"bearer {token}"},
                timeout=GITHUB_SECONDS,
            )
        except httpx2.TransportError:
            said = "GitHub could not be reached for an identity token, or broke off."
            raise IdentityError(said, LATER_HINT, passes=True) from None
        identity = _token_in(answer)
        if not (answer.is_success and identity):
            raise self._error_for_no_token(answer)
        keep_secret(identity)
        return identity

    def _error_for_no_token(self, answer: httpx2.Response) -> IdentityError:
        said = quote_on_one_line(answer.text, find_secrets(self._environ)) or "without a word"
        message = f"GitHub gives this job no identity token ({answer.status_code}: {said})."
        passes = _may_pass(answer.status_code)
        return IdentityError(message, LATER_HINT if passes else PERMISSION_HINT, passes=passes)


def _may_pass(status: int) -> bool:
    return status >= 500 or status in (408, 429)


def _token_in(answer: httpx2.Response) -> str:
    """Return the token in GitHub's answer; "" where there is none."""
    try:
        value = answer.json()["value"]
    except (ValueError, LookupError, TypeError):
        return ""
    return value if isinstance(value, str) else ""
