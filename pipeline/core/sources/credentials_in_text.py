"""Find credentials in a text before it becomes a source, which a model reads and everybody sees.

Only forms that are hardly anything else are known: keys and tokens with a prefix of their maker's,
and private keys. A password in a sentence is not found.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_KINDS = {
    "a private key": re.compile(
        r"-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----\s+(?=[A-Za-z0-9+/=:\s,-]{60})"
    ),
    "a key of AWS": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "a token of GitHub": re.compile(r"\bgh[pousr]_\w{36,255}\b|\bgithub_pat_\w{40,255}\b"),
    "a token of GitLab": re.compile(r"\bglpat-[\w-]{20,64}"),
    "a token of Slack": re.compile(r"\bxox[abeoprs]-[\w-]{20,255}"),
    "a key of Anthropic": re.compile(r"\bsk-ant-[\w-]{30,255}"),
    "a key of OpenAI": re.compile(r"\bsk-(?:proj-[\w-]{40,255}|[A-Za-z0-9]{48})\b"),
    "a key of Google": re.compile(r"\bAIza[\w-]{35}\b"),
    "a key of Stripe": re.compile(r"\b[rs]k_live_\w{20,255}"),
    "a token of npm": re.compile(r"\bnpm_[A-Za-z0-9]{36}\b"),
    "a token of PyPI": re.compile(r"\bpypi-AgE[\w-]{50,500}"),
    "a key of SendGrid": re.compile(r"\bSG\.[\w-]{16,32}\.[\w-]{30,64}"),
}
# A stand-in such as `ghp_xxxxxxxx` or `AKIAIOSFODNN7EXAMPLE` is no secret.
_STAND_IN = re.compile(r"example|xxxx|0000|1234567|abcdef|your|placeholder", re.IGNORECASE)
_FEWEST_SIGNS = 10  # different ones in a value that was made by chance


def find_credentials(text: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the kind of the first credential of each kind, never the credential."""
    for kind, pattern in _KINDS.items():
        for found in pattern.finditer(text):
            if kind == "a private key" or _looks_made_by_chance(found[0]):
                yield text.count("\n", 0, found.start()) + 1, kind
                break


def _looks_made_by_chance(value: str) -> bool:
    return not _STAND_IN.search(value) and len(set(value)) >= _FEWEST_SIGNS
