"""Find every credential that this process holds, and hide them in texts that people read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

SECRETS = (
    "ANTHROPIC_API_KEY",
    "ANTHROPIC_AUTH_TOKEN",
    "ANTHROPIC_IDENTITY_TOKEN",
    "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
    "GITHUB_TOKEN",
    "GH_TOKEN",
    "WIKI_VECTORS_KEY",
)


# A shorter value is a placeholder for a server that asks for no key, and may be any word.
SHORTEST_SECRET = 6


PATTERNS = re.compile(
    r"sk-ant-[\w-]+"
    r"|(?<=bearer )[^\s\"',]+"
    r"|\beyJ[\w-]+\.[\w-]+\.[\w-]*"  # a JSON web token
    r"|\bgh[a-z]_\w{20,}|\bgithub_pat_\w{20,}"
    r"|(?<=://)[^/\s@]+(?=@)",  # user and password of an address
    re.IGNORECASE,
)


HIDDEN = "[hidden]"


_came_by: list[str] = []  # credentials that no variable of the environment holds


def find_secrets(environ: Mapping[str, str]) -> tuple[str, ...]:
    """Return every credential in the environment, and those that this process was given later."""
    headers = [
        line.partition(":")[2].strip()
        for line in environ.get("ANTHROPIC_CUSTOM_HEADERS", "").splitlines()
    ]
    return tuple(
        value
        for value in [*(environ.get(name, "") for name in SECRETS), *headers, *_came_by]
        if value
    )


def keep_secret(value: str) -> None:
    """Count `value` among the secrets of this process, although no variable holds it."""
    _came_by.append(value)


def hide_secrets(text: str, known: Iterable[str]) -> str:
    """Return `text` with the `known` secrets hidden, and nothing else changed."""
    for secret in sorted({secret.strip() for secret in known}, key=len, reverse=True):
        if len(secret) >= SHORTEST_SECRET:
            text = text.replace(secret, HIDDEN)
    return text


def redact(text: str, known: Iterable[str] = ()) -> str:
    """Return `text` with the `known` secrets, and everything that looks like one, hidden."""
    return PATTERNS.sub(HIDDEN, hide_secrets(text, known))
