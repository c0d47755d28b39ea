"""Looks for credentials wherever people, or other jobs, can read what a run left behind."""

from __future__ import annotations

import base64
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.workflows.actlog import entry_of


class Leak(AssertionError):
    """A credential stands where people read."""


def search(secrets: list[str], raw: str, folders: list[Path], forge) -> None:
    """Raise Leak where one of the secrets, plain or in Base64 at any offset, is in act's log or what the run left behind."""
    needles = [needle.encode() for secret in secrets if secret for needle in _disguises(secret)]
    for where, text in (*_said(raw, set(secrets)), *_kept(folders), *_published(forge)):
        for needle in needles:
            if needle in text:
                at = max(0, text.index(needle) - 200)
                shown = text.replace(needle, b"[here]")[at : at + 400].decode("utf-8", "replace")
                raise Leak(f"a credential is in {where}: {shown}")


def _said(raw: str, secrets: set[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the lines of the log, but for those that GitHub hides and act keeps: a mask, and the token an action gives."""
    for line in raw.splitlines():
        entry = entry_of(line)
        gives = (
            entry.get("command") == "set-output"
            and entry.get("name") == "token"
            and entry.get("arg") in secrets
        )
        if entry.get("command") != "add-mask" and not (gives and "app" in entry.get("stepID", [])):
            yield "the log", (json.dumps(entry, ensure_ascii=False) if entry else line).encode()


def _kept(folders: list[Path]) -> Iterator[tuple[str, bytes]]:
    for file in (f for folder in folders for f in folder.rglob("*") if f.is_file()):
        yield str(file), file.read_bytes()


def _published(forge) -> Iterator[tuple[str, bytes]]:
    """Yield every object of the repository, and all that stands in issues, pull requests and comments."""
    command = ["git", "cat-file", "--batch-all-objects", "--batch", "--buffer"]
    yield (
        "the repository",
        subprocess.run(command, cwd=forge.bare, capture_output=True, check=True, timeout=60).stdout,
    )
    for item in getattr(forge, "items", {}).values():
        yield f"#{item.number}", f"{item.title}\n{item.body}".encode()
    for comment in getattr(forge, "comments", {}).values():
        yield f"a comment on #{comment.number}", comment.body.encode()


def _disguises(secret: str) -> list[str]:
    """Return the secret, and the part of its Base64 that stays the same whatever stands before and behind it."""
    plain = secret.encode()
    inner = [
        base64.b64encode(b"?" * pad + plain).decode()[(4 if pad else 0) : -4] for pad in range(3)
    ]
    return [secret, *inner]
