"""Count the tokens of a word: the one call that shows for nothing whether a credential is accepted.

Not imported before the first call: the `anthropic` package takes a second to load.
"""

from __future__ import annotations

import os
import time

import anthropic
import httpx2

from pipeline.adapters.messages import faults
from pipeline.adapters.messages.deadline import Deadline
from pipeline.adapters.messages.endpoint import UNREADABLE_ERRORS, Endpoint
from pipeline.adapters.secrets import find_secrets
from pipeline.core.errors import RunStopped, UserError

SECONDS = 60.0
READ_SECONDS = 20.0


def count_tokens(model: str) -> bool:
    """Return True where the server counted, False where it cannot (404, 405).

    `RunStopped` with its cause where the credential is refused or the server is not reached.
    """
    endpoint = Endpoint(Deadline(SECONDS, time.monotonic), READ_SECONDS, max_retries=1)
    try:
        endpoint.client.messages.count_tokens(
            model=model, messages=[{"role": "user", "content": "Hello"}]
        )
    except (anthropic.AnthropicError, httpx2.TransportError, *UNREADABLE_ERRORS) as error:
        if isinstance(error, anthropic.APIStatusError) and error.status_code in (404, 405):
            return False
        problem = faults.translate_sdk_error(error, {"model": model}, find_secrets(os.environ))
        if isinstance(problem, UserError):
            raise problem from None
        raise RunStopped(
            "The model's server broke off before it answered.", "Try again later.", "unreachable"
        ) from None
    finally:
        endpoint.close()
    return True
