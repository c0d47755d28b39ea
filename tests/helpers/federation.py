"""Workload identity federation on loopback: GitHub's identity tokens, Anthropic's exchange of them, and the Messages API.

    with Federation(ok("{}"), identity_seconds=1, clock=clock) as server:
        ...                                  # os.environ |= server.variables, and server.job, which GitHub sets
    assert len(server.exchanged) == 3        # identity tokens that became access tokens, in order

It is as strict as the originals: an identity token is taken once and in time, an access token lives at most twice as long as
the identity token still had, and what has expired gets a 401.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.helpers.server import Answer, Handler, MessagesServer, page, status

IDENTITY, MINTED = (
    "UNMISTAKABLE-identity-0123456789",
    "sk-ant-oat01-UNMISTAKABLE-minted-0123456789",
)  # part of each
AUDIENCE = "https://api.anthropic.com"
VARIABLES = {
    "ANTHROPIC_FEDERATION_RULE_ID": "fdrl_1",
    "ANTHROPIC_ORGANIZATION_ID": "org",
    "ANTHROPIC_SERVICE_ACCOUNT_ID": "svac_1",
}


class _Handler(Handler):
    server_: Federation

    def do_GET(self) -> None:
        asked = parse_qs(urlsplit(self.path).query)
        code, body = self.server_.give(self.headers["authorization"], asked)
        self.whole(code, json.dumps(body).encode(), {"content-type": "application/json"})


class Federation(MessagesServer):
    """`given`: when each identity token was; `exchanged`: those that were. `faults`: statuses that come before any good
    answer, of `github` and of the `exchange`."""

    handler = _Handler

    def __init__(
        self,
        *answers: Any,
        identity_seconds: float = 300,
        rule_seconds: float = 3600,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(*answers)
        self._clock = clock
        self._identity_seconds = identity_seconds
        self._rule_seconds = rule_seconds
        self.given: dict[str, float] = {}
        self.exchanged: list[str] = []
        self.faults: dict[str, list[int]] = {"github": [], "exchange": []}
        self._ends: dict[str, float] = {}  # access token → when it expires

    @property
    def variables(self) -> dict[str, str]:
        """What the repository's settings say."""
        return VARIABLES | {"ANTHROPIC_BASE_URL": self.url}

    @property
    def job(self) -> dict[str, str]:
        """What GitHub tells a job with `id-token: write`."""
        return {
            "ACTIONS_ID_TOKEN_REQUEST_URL": f"{self.url}/token?api-version=2.0",
            "ACTIONS_ID_TOKEN_REQUEST_TOKEN": "request-token",
        }

    def give(self, authorization: str, asked: dict[str, list[str]]) -> tuple[int, dict[str, str]]:
        """Answer as GitHub: a new identity token each time."""
        if self.faults["github"]:
            return self.faults["github"].pop(0), {"message": f"not with {authorization}"}
        if authorization != "bearer request-token" or asked != {
            "api-version": ["2.0"],
            "audience": [AUDIENCE],
        }:
            return 401, {"message": "no"}
        token = f"eyJhbGciOi.{IDENTITY}-{len(self.given)}.c2ln"
        self.given[token] = self._clock()
        return 200, {"value": token}

    def choose(self, path: str, headers: Mapping[str, str], body: dict[str, Any]) -> Answer:
        """Answer as Anthropic."""
        if path == "/v1/oauth/token":
            return self._exchange(body)
        ends = self._ends.get(headers.get("authorization", "").removeprefix("Bearer "), 0.0)
        if self._clock() >= ends:
            return status(401, "expired: {authorization}", "authentication_error")
        return super().choose(path, headers, body)

    def revoke(self) -> None:
        """Let every access token be invalid from now on, whatever was said of its life."""
        self._ends.clear()

    def _exchange(self, body: dict[str, Any]) -> Answer:
        if self.faults["exchange"]:
            return status(self.faults["exchange"].pop(0), f"not {body['assertion']}")
        token = body["assertion"]
        left = self.given.get(token, 0.0) + self._identity_seconds - self._clock()
        sent = {
            name: body.get(name)
            for name in ("federation_rule_id", "organization_id", "service_account_id")
        }
        rule = {name: VARIABLES[f"ANTHROPIC_{name.upper()}"] for name in sent}
        if left <= 0 or token in self.exchanged or sent != rule:
            return status(401, f"jti was used, or the token has expired: {token}", "invalid_grant")
        self.exchanged.append(token)
        access = f"{MINTED}-{len(self.exchanged)}"
        lives = min(self._rule_seconds, 2 * left)
        self._ends[access] = self._clock() + lives
        return page(
            json.dumps({"access_token": access, "expires_in": int(lives)}), "application/json"
        )
