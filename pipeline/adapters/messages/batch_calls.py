"""Call the Message Batches API by the SDK: hand in a batch, ask after it, cancel it, read it.

Not imported before the first call: the `anthropic` package takes a second to load.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

import anthropic
import httpx2

from pipeline.adapters.messages import faults
from pipeline.adapters.messages.endpoint import (
    UNREADABLE_ERRORS,
    Endpoint,
    ModelAnswer,
    answer_of,
    prepare_body,
)
from pipeline.adapters.secrets import find_secrets
from pipeline.adapters.server_words import quote_on_one_line

# With one of these nothing was taken, and the same questions can be asked one by one.
NOT_OFFERED_STATUSES = (400, 404, 405, 501)
PASSING_STATUSES = (429, 503, 529)  # the server says that it took nothing, and that it may later
SDK_ERRORS = (anthropic.AnthropicError, httpx2.TransportError, *UNREADABLE_ERRORS)


class NotOffered(Exception):
    """This server takes no batches, or not this one."""


class Busy(Exception):
    """The server takes no batch now."""


class Unknown(Exception):
    """The server does not know this batch, or no longer."""


@dataclass(frozen=True)
class BatchItem:
    """The outcome of one request of a batch: an answer, or the reason why there is none.

    `refused`: the server refused it as a request, so asking in another way may do. `words` is what
    the server said of it.
    """

    digest: str
    kind: Literal["succeeded", "errored", "canceled", "expired"]
    answer: ModelAnswer | None = None
    refused: bool = False  # as a request; asked otherwise it may do
    words: str = ""


class BatchCalls:
    """The batches of one server."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._client = endpoint.client
        self._batches = endpoint.client.messages.batches

    def create(self, bodies: Mapping[str, Mapping[str, Any]]) -> str:
        """Hand in a batch of requests, given by their digests, and return its id.

        `NotOffered` and `Busy` say that nothing was taken. The SDK must not try again by itself: a
        connection that breaks off may leave a batch behind that is paid for.
        """
        rows: Any = [
            {"custom_id": digest, "params": prepare_body(body)} for digest, body in bodies.items()
        ]
        try:
            return (
                self._client.with_options(max_retries=0).messages.batches.create(requests=rows).id
            )
        except anthropic.APIStatusError as error:
            words = quote_on_one_line(error.message, find_secrets(os.environ))
            if error.status_code in NOT_OFFERED_STATUSES:
                raise NotOffered(f"{error.status_code}: {words}") from None
            if error.status_code in PASSING_STATUSES:
                raise Busy(words) from None
            raise _our_error(error) from None
        except SDK_ERRORS as error:
            raise _our_error(error) from None

    def has_ended(self, batch: str) -> bool:
        """Tell whether a batch has ended; `Unknown` where there is none of this id."""
        try:
            return self._batches.retrieve(batch).processing_status == "ended"
        except anthropic.NotFoundError:
            raise Unknown from None
        except SDK_ERRORS as error:
            raise _our_error(error) from None

    def cancel(self, batch: str) -> None:
        """End a batch early; what is answered by then is kept. It may have ended meanwhile."""
        with suppress(*SDK_ERRORS):
            self._batches.cancel(batch)

    def results(self, batch: str) -> Iterator[BatchItem]:
        """Yield the outcome of each request, in no order; `Cut` where the stream breaks off."""
        try:
            for row in self._batches.results(batch):
                with suppress(*UNREADABLE_ERRORS):  # a row that is none of ours
                    yield _read_item(row)
        except anthropic.NotFoundError:
            raise Unknown from None
        except ValueError:
            raise faults.Cut("the results broke off in mid-line") from None
        except SDK_ERRORS as error:
            raise _our_error(error) from None


def _read_item(row: Any) -> BatchItem:
    result, kind = row.result, row.result.type
    if kind == "succeeded":
        answer = answer_of(result.message)
        return BatchItem(str(row.custom_id), "succeeded", answer)
    if kind == "errored":
        error = result.error.error
        said = quote_on_one_line(f"{error.type}: {error.message}", find_secrets(os.environ))
        return BatchItem(
            str(row.custom_id), "errored", None, error.type == "invalid_request_error", said
        )
    if kind in ("canceled", "expired"):
        return BatchItem(str(row.custom_id), kind)
    raise ValueError(kind)


def _our_error(error: Exception) -> Exception:
    return faults.translate_sdk_error(error, {"model": ""}, find_secrets(os.environ))
