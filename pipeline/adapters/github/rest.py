"""Send one request to GitHub and wait for its answer, by PyGithub's requester without its objects.

PyGithub's objects fetch what they lack behind the caller's back, and its own retry repeats a POST
whose answer was lost, which makes two of what was to be one. So it does authentication, addresses
and connections, and when to try again is decided here: a read is repeated freely, a write only
after looking whether it took effect. The module is not imported before it is needed, because
PyGithub takes most of a second to load.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import requests
from github import Auth, Github
from requests.utils import parse_header_links

from pipeline.adapters.github.patience import Patience, retry_after, seconds_to_wait
from pipeline.adapters.github.refusals import refusal_of, words_of_error
from pipeline.core.errors import UserError
from pipeline.core.strict_json import parse_json

TIMEOUT_SECONDS = 30  # seconds without a byte
MOST_TRIES = 6  # of a request that breaks; what GitHub asks us to wait for is limited by time alone
PER_PAGE = 100
API_VERSION = "2022-11-28"
ACCEPT_HEADER = {"Accept": "application/vnd.github+json"}
# PyGithub prints addresses to stderr, past our own output
logging.getLogger("github").setLevel(logging.CRITICAL)
_PASSING_STATUSES = (500, 502, 503, 504)


@dataclass(frozen=True)
class HubRequest:
    """One request. `path` begins with a slash, or is an address that GitHub gave."""

    verb: str
    path: str
    parameters: Mapping[str, str | int] = field(default_factory=dict)
    body: Mapping[str, Any] | None = None
    writes: bool = False

    def __str__(self) -> str:
        return f"{self.verb} {self.path}"


@dataclass(frozen=True)
class HubAnswer:
    """The answer to a request that was carried out."""

    headers: Mapping[str, str]
    data: Any


class _Limited(Exception):
    """GitHub refused a request for its rate; it was not carried out, and may be sent again."""

    def __init__(self, seconds: float, why: str) -> None:
        super().__init__(why)
        self.seconds = seconds


class _Broken(Exception):
    """No answer says whether a request was carried out; another try, after `seconds`, may help."""

    def __init__(self, why: str, seconds: float = 0.0) -> None:
        super().__init__(why)
        self.seconds = seconds


class Rest:
    """Requests to one server with one token."""

    def __init__(
        self, url: str, token: str, agent: str, patience: Patience, known: Iterable[str]
    ) -> None:
        self._known = (*known, token)
        self._patience = patience
        self._github = Github(
            auth=Auth.Token(token),
            base_url=url,
            timeout=TIMEOUT_SECONDS,
            user_agent=agent,
            retry=None,
            seconds_between_requests=None,
            seconds_between_writes=None,
            api_version=API_VERSION,
        )
        self._requester = self._github.requester

    def get(self, path: str, **parameters: str | int) -> Any:
        """Return the data of a GET request."""
        return self._send_until_answered(HubRequest("GET", path, parameters)).data

    def pages(self, path: str, key: str = "", **parameters: str | int) -> Iterator[Any]:
        """Yield the items of a list, page after page, each page fetched when it is needed.

        `key` names the list inside the answer where that is an object.
        """
        request = HubRequest("GET", path, {**parameters, "per_page": PER_PAGE})
        while True:
            answer = self._send_until_answered(request)
            yield from answer.data[key] if key else answer.data
            following = _next_page(answer.headers)
            if not following or following == request.path:
                return
            request = HubRequest("GET", following)

    def graphql(self, query: str, variables: Mapping[str, Any]) -> Any:
        """Return the data of a GraphQL query, which only reads although it is a POST."""
        body = {"query": query, "variables": dict(variables)}
        return self._send_until_answered(
            HubRequest("POST", self._requester.graphql_url, body=body)
        ).data["data"]

    def write(
        self,
        verb: str,
        path: str,
        body: Mapping[str, Any] | None = None,
        look: Callable[[], Any] | None = None,
    ) -> Any:
        """Send a request that changes something, and return the data of its answer.

        `look` is called after a try whose answer was lost, and returns what that try made after
        all, or None. Without it, trying again is harmless.
        """
        return self._send_until_answered(HubRequest(verb, path, body=body, writes=True), look).data

    def close(self) -> None:
        """Close the connections."""
        self._github.close()

    def _send_until_answered(
        self, request: HubRequest, look: Callable[[], Any] | None = None
    ) -> HubAnswer:
        """Send a request until it is answered, and return the answer.

        What GitHub asks us to wait for is limited by the time alone, because the request was not
        carried out. A request that breaks off is tried `MOST_TRIES` times, with waits of 1, 2, 4, …
        seconds; before each new try of a write, `look` says whether the last one took effect.
        """
        limits = breaks = 0
        for tries in count(1):
            try:
                return self._send_once(request, limits + 1)
            except _Limited as limited:
                limits += 1
                self._patience.wait(limited.seconds, str(limited), tries)
            except _Broken as broken:
                breaks += 1
                if breaks < MOST_TRIES:
                    self._patience.wait(
                        max(broken.seconds, 2.0 ** (breaks - 1)), str(broken), tries
                    )
                if look and (found := look()) is not None:
                    return HubAnswer({}, found)
                if breaks == MOST_TRIES:
                    hint = "Run the job again; it goes on where this one stopped."
                    raise UserError(f"{broken}. Tried {tries} times.", hint) from None
        raise AssertionError("count() has no end")

    def _send_once(self, request: HubRequest, limits: int) -> HubAnswer:
        """Send a request once.

        The errors of PyGithub and its libraries end here, because they hold addresses and headers.
        """
        if request.writes:
            self._patience.before_write()
        try:
            status, headers, text = self._requester.requestJson(
                request.verb,
                request.path,
                dict(request.parameters),
                dict(ACCEPT_HEADER),
                request.body,
            )
        except (
            requests.ConnectionError,
            requests.Timeout,
            requests.exceptions.ChunkedEncodingError,
        ) as error:
            raise _Broken(f"{self._host()} {_name_trouble(error)} ({request})") from None
        except (requests.RequestException, RuntimeError, UnicodeError):
            raise UserError(
                f"{self._host()} cannot be asked ({request}).",
                "Check GITHUB_API_URL, the proxy and the certificates.",
            ) from None
        return self._judge_answer(request, status, headers, text, limits)

    def _judge_answer(
        self, request: HubRequest, status: int, headers: Mapping[str, str], text: str, limits: int
    ) -> HubAnswer:
        """Return a successful answer; raise `_Limited`, `_Broken` or `Refused` for any other."""
        data = _parse_answer(text)
        status = self._real_status(request, status, data)
        if status < 300:
            return HubAnswer(headers, data)
        if (seconds := seconds_to_wait(status, headers, words_of_error(data), limits)) is not None:
            raise _Limited(
                seconds,
                f"{self._host()} lets no more requests through for now ({status} to {request})",
            )
        if status in _PASSING_STATUSES:
            raise _Broken(
                f"{self._host()} fails ({status} to {request})", retry_after(headers) or 0.0
            )
        raise refusal_of(status, headers, data, str(request), self._known)

    def _real_status(self, request: HubRequest, status: int, data: Any) -> int:
        """Return the status that an answer should have had.

        GraphQL answers 200 to everything, and the page of a proxy is no answer.
        """
        if status >= 300:
            return status
        if data is _NO_JSON:
            return 502
        errors = data.get("errors") if request.path == self._requester.graphql_url else None
        if not errors:
            return status
        return 429 if "RATE_LIMITED" in str(errors) else 404 if "NOT_FOUND" in str(errors) else 400

    def _host(self) -> str:
        return f"GitHub at {self._requester.hostname}"


_NO_JSON = object()


def _parse_answer(text: str) -> Any:
    try:
        return parse_json(text) if text.strip() else None
    except ValueError:
        return _NO_JSON


def _next_page(headers: Mapping[str, str]) -> str:
    """Return the address of the next page, or "".

    The requester drops the host of an address, so the token goes to one server only.
    """
    for link in parse_header_links(headers.get("link", "")) if headers.get("link") else []:
        if link.get("rel") == "next":
            return str(link["url"])
    return ""


def _name_trouble(error: Exception) -> str:
    if isinstance(error, requests.Timeout):
        return "did not answer in time"
    if isinstance(error, requests.exceptions.SSLError):
        return "has no certificate that we trust"
    return "could not be reached, or broke off"
