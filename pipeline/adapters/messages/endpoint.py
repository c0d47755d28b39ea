"""Call the Messages API by the `anthropic` SDK: one request in, one whole answer out.

Whatever fails becomes one of our exceptions. Not imported before the first call: the `anthropic`
package takes a second to load.
"""

from __future__ import annotations

import os
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import cache
from time import time
from typing import Any

import anthropic
import httpx2
from anthropic import APIRequest, APIResponse, CallNext
from anthropic.types import Message

from pipeline.adapters.messages import faults
from pipeline.adapters.messages.credentials import missing_credential
from pipeline.adapters.messages.deadline import Deadline
from pipeline.adapters.messages.identity import job_identity
from pipeline.adapters.secrets import find_secrets
from pipeline.core.model_call import Usage
from pipeline.core.pricing import estimate_tokens

CONNECT_SECONDS = 10.0
ANTHROPIC_HOST = "api.anthropic.com"
# What the SDK's accumulator raises on events that do not fit together.
UNREADABLE_ERRORS = (
    ValueError,
    LookupError,
    RuntimeError,
    AttributeError,
    TypeError,
    AssertionError,
)


@dataclass(frozen=True)
class ModelAnswer:
    """A whole answer, without the model's thinking. `stop` is the server's word, not yet judged."""

    text: str
    stop: str
    usage: Usage
    category: str = ""


class Endpoint:
    """One client of the SDK, made from the environment.

    The SDK retries 408, 409, 429 and 5xx and waits as `retry-after` says. It knows nothing of our
    deadline, so we stop it where that wait, or the reply itself, would pass the deadline.
    """

    def __init__(self, deadline: Deadline, read_seconds: float, max_retries: int) -> None:
        self._deadline = deadline
        self._read_seconds = read_seconds
        try:
            self._client = self._connect(max_retries)
        except anthropic.AnthropicError as error:
            raise faults.translate_sdk_error(error, {}, find_secrets(os.environ)) from None
        sent = {name.lower() for name in self._client.default_headers}
        if not (sent & {"authorization", "x-api-key"} or self._client.credentials):
            raise missing_credential()

    def _connect(self, max_retries: int) -> anthropic.Anthropic:
        client = anthropic.Anthropic(
            credentials=job_identity(os.environ),
            max_retries=max_retries,
            middleware=[self._within_deadline],
            http_client=anthropic.DefaultHttpxClient(
                follow_redirects=False,
                verify=_load_certificates(*map(os.environ.get, ("SSL_CERT_FILE", "SSL_CERT_DIR"))),
            ),
        )
        if client.api_key and client.base_url.host != ANTHROPIC_HOST:
            # The SDK sends a key as a bearer token only; proxies made for the older API look for
            # this header.
            return client.with_options(default_headers={"x-api-key": client.api_key})
        return client

    def ask(self, body: Mapping[str, Any], meter: Callable[[Usage], None]) -> ModelAnswer:
        """Send one request and read its answer to the end.

        `meter` is called with what the call took, also where it broke off.
        """
        prepared = prepare_body(body)
        message: Message | None = None
        try:
            with self._client.messages.stream(**prepared) as stream:
                streamed = "event-stream" in stream.response.headers.get("content-type", "")
                for event in stream:
                    if event.type == "message_start":
                        message = stream.current_message_snapshot
        except (anthropic.AnthropicError, httpx2.TransportError, *UNREADABLE_ERRORS) as error:
            # "from None": the SDK's exception holds the request with its headers.
            raise faults.translate_sdk_error(error, body, find_secrets(os.environ)) from None
        finally:
            if message is not None:
                meter(usage_of(message))
        if not streamed:
            raise faults.error_for_no_stream()
        if message is None or not message.stop_reason:
            raise faults.Cut("the reply ended before it was whole")
        return answer_of(message)

    @property
    def is_anthropics(self) -> bool:
        """Tell whether the server is Anthropic's own."""
        return bool(self._client.base_url.host == ANTHROPIC_HOST)

    @property
    def client(self) -> anthropic.Anthropic:
        """Return the SDK's client, for other parts of the API."""
        return self._client

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def _within_deadline(self, request: APIRequest, attempt: CallNext) -> APIResponse[Any]:
        """Run around every attempt of the SDK's retries, and hold it to the deadline.

        An address that a server names must be that server's own, because our credential goes there.
        """
        if not _is_own(request.url, self._client.base_url):
            raise faults.error_for_other_server()
        read = min(self._read_seconds, self._deadline.seconds_left())
        limits = httpx2.Timeout(read, connect=min(CONNECT_SECONDS, read))
        response = attempt(request.copy(timeout=limits))
        wait = _retry_after(response.headers)
        if response.http_response.is_error and wait >= self._deadline.seconds_left():
            response.http_response.close()
            raise self._deadline.error_when_over(
                f"The model's server asks us to wait {wait:.0f} seconds"
            )
        response.http_response.stream = _Watched(response.http_response.stream, self._deadline)
        return response


class _Watched(httpx2.SyncByteStream):
    """The bytes of a response, none of them after the deadline.

    Without it a server could keep the response open by its pings alone.
    """

    def __init__(self, stream: Any, deadline: Deadline) -> None:
        self._stream = stream
        self._deadline = deadline

    def __iter__(self) -> Iterator[bytes]:
        for part in self._stream:
            self._deadline.seconds_left()
            yield part

    def close(self) -> None:
        """Close the stream."""
        self._stream.close()


def prepare_body(body: Mapping[str, Any]) -> dict[str, Any]:
    """Return a body with its schema as the API takes it.

    What the API cannot enforce of a JSON schema moves into descriptions.
    """
    if "output_config" not in body:
        return dict(body)
    schema = anthropic.transform_schema(body["output_config"]["format"]["schema"])
    return {**body, "output_config": {"format": {"type": "json_schema", "schema": schema}}}


def answer_of(message: Message) -> ModelAnswer:
    """Return a whole message as an answer."""
    details = message.stop_details
    return ModelAnswer(
        _text_of_message(message),
        message.stop_reason or "",
        usage_of(message),
        (details and details.category) or "",
    )


@cache
def _load_certificates(file: str | None, folder: str | None) -> ssl.SSLContext:
    """Return whom a server must be vouched for by: what the environment names, or the system's.

    Made once: a run has a client for each of its tasks, and to read all authorities takes 26 ms.
    """
    return httpx2.create_ssl_context()


def _is_own(address: str, base: httpx2.URL) -> bool:
    url = httpx2.URL(address)
    return url.is_relative_url or (url.scheme, url.host, url.port) == (
        base.scheme,
        base.host,
        base.port,
    )


def _text_of_message(message: Message) -> str:
    return "".join(block.text for block in message.content if block.type == "text")


def usage_of(message: Message) -> Usage:
    """Return what a message took.

    Servers leave out any of the numbers, and the length of the output comes at the end only. Of a
    message that broke off it is therefore estimated.
    """
    used = message.usage
    if used is None:
        return Usage()
    said = 0 if message.stop_reason else estimate_tokens(_text_of_message(message))
    return Usage(
        input=used.input_tokens or 0,
        cached=used.cache_read_input_tokens or 0,
        written=used.cache_creation_input_tokens or 0,
        output=max(used.output_tokens or 0, said),
    )


def _retry_after(headers: httpx2.Headers) -> float:
    """Return the seconds that a server asks us to wait; 0 where it asks for none.

    Each of the forms is read that the SDK heeds.
    """
    with suppress(KeyError, ValueError):
        return float(headers["retry-after-ms"]) / 1000
    asked = headers.get("retry-after", "")
    with suppress(ValueError):
        return float(asked)
    with suppress(ValueError):
        return parsedate_to_datetime(asked).timestamp() - time()
    return 0.0
