"""Answers requests from a kept run, and keeps one: `python -m tests.runs.replay EXCHANGES.jsonl [KEPT.jsonl]`."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import sys
from pathlib import Path

from PIL import Image

from tests.helpers.scripted import step_of
from tests.helpers.server import Answer, ok, status

KEPT = Path(__file__).parent / "ethereum" / "exchanges.jsonl"


def key(body: dict) -> str:
    """Return the hash of everything the model sees of a request."""
    seen = {name: _without_ttl(body.get(name)) for name in ("system", "messages", "output_config")}
    return hashlib.sha256(
        json.dumps(seen, sort_keys=True, ensure_ascii=False).encode()
    ).hexdigest()[:32]


def _without_ttl(value: object) -> object:
    """Return a part of a request without the time that a batch asks the server's cache to keep it for.

    Nor does it hold the bytes of pictures, which another version of a library may write otherwise: their size stands for them.
    """
    if isinstance(value, dict) and value.get("type") == "image":
        with Image.open(io.BytesIO(base64.b64decode(value["source"]["data"]))) as image:
            return {"type": "image", "size": image.size}
    if isinstance(value, list):
        return [_without_ttl(item) for item in value]
    if isinstance(value, dict):
        return {k: _without_ttl(v) for k, v in value.items() if k != "ttl"}
    return value


class Replay:
    """Answers each request as the kept run did; what it was not asked is an error that says so."""

    def __init__(self, kept: Path = KEPT) -> None:
        rows = [json.loads(line) for line in kept.read_text("utf-8").splitlines()]
        self._answers = {row["key"]: row["answer"] for row in rows}
        self.used: set[str] = set()
        self.missed: list[dict] = []

    def __call__(self, body: dict) -> Answer:
        known = key(body)
        if known not in self._answers:
            self.missed.append(body)
            return status(
                400, f"this {step_of(body)} request is not in the kept run; record it anew"
            )
        self.used.add(known)
        return ok(self._answers[known])

    @property
    def unused(self) -> set[str]:
        return set(self._answers) - self.used


def without_cost(text: str) -> str:
    """Return a proposal's text without its tokens, which are the test server's and not the model's."""
    text = re.sub(r" It cost [\d.]+ dollars for \d+ calls?\.", "", text)
    head, cost, rest = text.partition("What it cost, and by which prompts")
    return head + cost + re.sub(r"^\|.*\n", "", rest, flags=re.MULTILINE)


def drop_unused(unused: set[str], kept: Path = KEPT) -> None:
    """Take out what the recording asked and the run did not need, after an interruption for example."""
    rows = [
        line
        for line in kept.read_text("utf-8").splitlines(keepends=True)
        if json.loads(line)["key"] not in unused
    ]
    kept.write_text("".join(rows), "utf-8", newline="\n")


def keep(exchanges: Path, kept: Path = KEPT) -> None:
    """Write the compact form of a run; of a request that was asked twice the last answer counts."""
    rows = {}
    for line in exchanges.read_text("utf-8").splitlines():
        exchange = json.loads(line)
        body = exchange["request"]
        rows[key(body)] = {
            "key": key(body),
            "step": step_of(body),
            "answer": exchange["answer"]["text"],
        }
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(
        "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows.values()),
        "utf-8",
        newline="\n",
    )


if __name__ == "__main__":
    keep(*map(Path, sys.argv[1:3]))
