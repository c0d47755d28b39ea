"""Say in words what can go wrong between this program and a Messages server.

Not imported before the first call: the `anthropic` package takes a second to load.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import anthropic
import httpx2

from pipeline.adapters.messages.credentials import AccessError
from pipeline.adapters.server_words import quote_on_one_line
from pipeline.core.errors import RunStopped, UserError
from pipeline.core.model_call import Feature

# After one of these in mid-stream, another try may help.
PASSING_ERRORS = ("overloaded_error", "api_error", "rate_limit_error", "timeout_error")
OVERFLOW_WORDS = re.compile(
    r"prompt is too long|input is too long|too many (input |prompt )?tokens|n_ctx"
    r"|context[ _](length|size|window|limit)|exceed\w* (the )?(available |maximum )?context",
    re.IGNORECASE,
)
FORMAT_WORDS = re.compile(
    r"output_config|output_format|response_format|json_schema|schema|grammar|structured|\bformat\b",
    re.I,
)
CACHE_WORDS = re.compile(r"cache_control|prompt cach", re.IGNORECASE)
MODEL_WORDS = re.compile(r"model", re.IGNORECASE)


class Cut(Exception):
    """A reply broke off; asking again may help."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Unsupported(Exception):
    """The server refuses a feature that the same question can be asked without."""

    def __init__(self, feature: Feature, error: UserError) -> None:
        super().__init__(feature)
        self.feature = feature
        self.error = error


class Overflow(Exception):
    """The prompt does not fit the model's context; the step can ask for less."""


def translate_sdk_error(
    error: Exception, body: Mapping[str, Any], known: tuple[str, ...]
) -> Exception:
    """Return our exception for one of the SDK or its HTTP library, with no secret in it."""
    if isinstance(error, AccessError):  # raised by us, inside of the SDK
        return error
    if isinstance(error, anthropic.APIStatusError):
        return _from_status(error, body, _words_of_error(error, known))
    if isinstance(error, anthropic.APIConnectionError):
        host = error.request.url.host
        return RunStopped(
            f"The model's server at {host} could not be reached, or broke off before it answered.",
            "Check the network and ANTHROPIC_BASE_URL, or try again later.",
            "unreachable",
        )
    if isinstance(error, httpx2.TimeoutException):
        return Cut("the server fell silent in mid-reply")
    if isinstance(error, httpx2.TransportError):
        return Cut("the connection broke off in mid-reply")
    if isinstance(error, anthropic.AnthropicError) and not isinstance(error, anthropic.APIError):
        return AccessError(
            "The credential for the model cannot be used:",
            quote_on_one_line(str(error), known),
            "credential",
        )
    return _error_for_unreadable()


def _from_status(error: anthropic.APIStatusError, body: Mapping[str, Any], words: str) -> Exception:
    status = error.status_code
    if status == 200:
        return _from_stream_event(error, words)
    if status in (400, 413, 422):
        return _from_bad_request(status, body, words)
    if status in (401, 402, 403) or 300 <= status < 400:
        return _access_error(status, words)
    if status == 404:
        return _error_for_not_found(body, words)
    if status == 429:
        hint = "Try again later, or raise the limit of the account."
        return RunStopped(
            f"The model's server lets no more calls through for now (429: {words}).", hint, "limit"
        )
    if status >= 500 or status in (408, 409):
        says = "is overloaded" if status == 529 else "fails"
        said = f"The model's server {says} ({status}: {words})."
        return RunStopped(said, "Try again later.", "unreachable")
    return UserError(f"The model's server refused the request ({status}: {words}).")


def _from_stream_event(error: anthropic.APIStatusError, words: str) -> Exception:
    """Return our exception for an `error` event in a stream, whose status is the stream's 200."""
    if error.type is None or error.type in PASSING_ERRORS:
        return Cut(f"the server broke off with “{words}”")
    return UserError(f"The model's server broke off its reply ({error.type}: {words}).")


def _from_bad_request(status: int, body: Mapping[str, Any], words: str) -> Exception:
    if status == 413 or OVERFLOW_WORDS.search(words):
        return Overflow(words)
    refused = UserError(f"The model's server refused the request ({status}: {words}).")
    if CACHE_WORDS.search(words) and "'cache_control'" in repr(body):
        return Unsupported("cache_control", refused)
    if FORMAT_WORDS.search(words) and "output_config" in body:
        return Unsupported("output_config.format", refused)
    return refused


def _access_error(status: int, words: str) -> AccessError:
    if status == 401:
        return AccessError(
            f"The model's server does not accept the credential (401: {words}).",
            "Check ANTHROPIC_API_KEY (or ANTHROPIC_AUTH_TOKEN, or the federation rule) and"
            " ANTHROPIC_BASE_URL.",
            "credential",
        )
    if status == 402:
        return AccessError(
            f"The model's server asks for payment (402: {words}).",
            "Check the account's billing.",
            "payment",
        )
    if status == 403:
        hint = (
            "Check what the key in ANTHROPIC_API_KEY may do: its workspace, its models, its limits."
        )
        return AccessError(
            f"The credential is not allowed to do this (403: {words}).", hint, "credential"
        )
    return AccessError(
        f"The model's server sends us elsewhere ({status}), and we do not follow with a"
        " credential.",
        "Set ANTHROPIC_BASE_URL to the server's own address.",
    )


def _error_for_not_found(body: Mapping[str, Any], words: str) -> AccessError:
    if MODEL_WORDS.search(words):
        return AccessError(
            f"The model's server does not know the model “{body['model']}” (404: {words}).",
            "Name another one under `models` in schema.md.",
        )
    hint = "Set ANTHROPIC_BASE_URL to the address above /v1/messages."
    return AccessError(f"There is no Messages API at this address (404: {words}).", hint)


def error_for_other_server() -> AccessError:
    """Return the error to raise where a server names an address that is not its own."""
    return AccessError(
        "The model's server sends us to another server, and we do not follow with a credential.",
        "Set ANTHROPIC_BASE_URL to the server's own address.",
    )


def error_for_no_stream() -> AccessError:
    """Return the error to raise for an answer with status 200 that holds no event."""
    return AccessError(
        "What answered is no Messages API: it sent no event of a reply.",
        "Check ANTHROPIC_BASE_URL, and that the server streams.",
    )


def _error_for_unreadable() -> UserError:
    return UserError(
        "The model's server sent a stream that cannot be read as a reply.",
        "Check ANTHROPIC_BASE_URL.",
    )


def _words_of_error(error: anthropic.APIStatusError, known: tuple[str, ...]) -> str:
    """Return the server's own words on one line, without any secret.

    Secrets are those of the environment and those that this request carried.
    """
    headers = error.request.headers
    carried = (headers.get("authorization", "").partition(" ")[2], headers.get("x-api-key", ""))
    said = error.api_message if isinstance(error.api_message, str) else error.message
    return quote_on_one_line(said, (*known, *carried)) or "without a word"
