"""Vectors from a server that speaks OpenAI's or Voyage's API for them, named in `schema.md`.

The key comes from the environment and goes to this address alone: redirects are not followed, and
plain HTTP is spoken to this machine only. Texts of the wiki go there too, so a team decides it.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping, Sequence
from math import isfinite
from typing import Any

from pipeline.adapters.secrets import find_secrets
from pipeline.adapters.server_words import quote_on_one_line
from pipeline.adapters.vectors.embedder import Vector, normalised
from pipeline.core.errors import UserError

KEY_VARIABLE = "WIKI_VECTORS_KEY"
_BATCH = 64  # texts of one request
_LONGEST = 8_000  # characters; models take some 8,000 tokens
_SECONDS = 60.0  # that an answer may take
_PAUSES = (1.0, 4.0)  # seconds before it is asked again, if the server is busy
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_HINT = "Look at `vectors` in schema.md."


class EndpointEmbedder:
    """A model behind an address; it is reached when it is first asked."""

    def __init__(
        self,
        address: str,
        model: str,
        style: str,
        environ: Mapping[str, str],
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._address = _checked(address)
        self._model, self._style, self._environ, self._pause = model, style, environ, pause

    @property
    def key(self) -> str:
        named = f"{self._address}\n{self._model}"
        return f"endpoint-{hashlib.sha256(named.encode()).hexdigest()[:16]}"

    def embed_texts(self, texts: Sequence[str]) -> list[Vector]:
        return self._embed(texts, "document")

    def embed_question(self, text: str) -> Vector:
        return self._embed([text], "query")[0]

    def _embed(self, texts: Sequence[str], kind: str) -> list[Vector]:
        found: list[Vector] = []
        for start in range(0, len(texts), _BATCH):
            part = [text[:_LONGEST] or " " for text in texts[start : start + _BATCH]]
            body = {"model": self._model, "input": part}
            if self._style == "voyage":  # makes other vectors of a question than of a text
                body["input_type"] = kind
            found += normalised(self._rows(self._post(body), len(part)))
        if len({len(vector) for vector in found}) > 1:
            raise self._error("gave vectors of several lengths")
        return found

    def _post(self, body: Mapping[str, object]) -> Any:
        import httpx2

        key = self._environ.get(KEY_VARIABLE, "")
        headers = {"authorization": f"Bearer {key}"} if key else {}
        for pause in (*_PAUSES, None):
            try:
                answer = httpx2.post(self._address, json=body, headers=headers, timeout=_SECONDS)
            except (httpx2.TransportError, httpx2.InvalidURL, UnicodeError):
                said, passes = "could not be reached, or broke off", True
            else:
                if answer.is_success:
                    return self._json(answer)
                words = quote_on_one_line(answer.text[:5_000], find_secrets(self._environ))
                said = f"answers {answer.status_code}: {words}"
                passes = answer.status_code >= 500 or answer.status_code == 429
            if pause is None or not passes:
                break
            self._pause(pause)
        hint = "" if key else f" A key is read from {KEY_VARIABLE}, which is not set."
        raise self._error(said, hint)

    def _json(self, answer: Any) -> Any:
        try:
            return answer.json()
        except ValueError:
            raise self._error("answered with something that is no JSON") from None

    def _rows(self, answer: Any, count: int) -> list[list[float]]:
        """Return the vectors of an answer in the order of the texts."""
        try:
            found = {int(one["index"]): [*map(float, one["embedding"])] for one in answer["data"]}
            rows = [found[place] for place in range(count)]
        except (LookupError, TypeError, ValueError, OverflowError):
            raise self._error("gave no vector for each text") from None
        if not all(row and all(map(isfinite, row)) for row in rows):
            raise self._error("gave no vector for each text")
        return rows

    def _error(self, said: str, hint: str = "") -> UserError:
        return UserError(f"The server that makes vectors {said}.", _HINT + hint)


def _checked(address: str) -> str:
    """Return an address that a key may be sent to; `UserError` for every other."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port = "", None
    is_safe = host and port != 0 and "@" not in parts.netloc and address.isprintable()
    if is_safe and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)):
        return address
    raise UserError(
        "The address of `vectors` in schema.md is none that a key may be sent to.",
        "Begin it with `https://`; `http://` is for this machine alone, as `http://localhost:…`.",
    )
