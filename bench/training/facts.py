"""The facts of an export that are trained and asked for, and the raw text that a control reads."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

KEPT_BACK = 7  # the wording that no training sees, and by which is asked
_OPTIONS = " Choose one: "


@dataclass(frozen=True)
class AskedFact:
    """A fact: its wordings with the answer, the one kept back, and four answers to choose from."""

    name: str
    trained: tuple[tuple[str, str], ...]
    unseen: str
    right: str
    options: tuple[str, ...]
    quote: str
    path: str


def read_facts(export: Path, most: int, seed: int, longest: int) -> list[AskedFact]:
    """Return facts of the training split of an export in the form `alpaca`, drawn by the seed.

    `longest` are the characters that a question may have: long ones only take time.
    """
    lines = (export / "train.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    offered = {
        row["fact"].removesuffix(" among options"): row["instruction"].split(_OPTIONS)[1]
        for row in rows
        if row["kind"] == "closed" and _OPTIONS in row["instruction"]
    }
    by_fact: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["kind"] == "open" and row["fact"] in offered:
            by_fact.setdefault(row["fact"], []).append(row)
    found = [
        fact
        for name, asked in by_fact.items()
        if len(asked[0]["instruction"]) <= longest
        and (fact := _fact(name, asked, offered[name].rstrip(".").split("; ")))
    ]
    found.sort(key=lambda x: hashlib.sha256(f"{seed}\0{x.name}".encode()).hexdigest())
    one_a_quote = {fact.quote: fact for fact in reversed(found)}
    return [fact for fact in found if one_a_quote[fact.quote] is fact][:most]


def _fact(name: str, rows: list[dict[str, Any]], options: list[str]) -> AskedFact | None:
    first, wordings = rows[0], {row["phrasing"]: row for row in rows}
    right = first["spans"][0]
    if KEPT_BACK not in wordings or len(options) != 4 or right not in options:
        return None
    trained = tuple(
        (row["instruction"], f"{right}.") for n, row in wordings.items() if n != KEPT_BACK
    )
    return AskedFact(
        *(name, trained, wordings[KEPT_BACK]["instruction"], right, tuple(options)),
        *(first["quotes"][0], first["sources"][0]["path"]),
    )


def raw_passages(facts: list[AskedFact], repository: Path) -> list[str]:
    """Return the lines of the sources on which the quotes of the facts stand, each once."""
    found: dict[str, None] = {}
    for fact in facts:
        for line in (repository / fact.path).read_text("utf-8", "replace").splitlines():
            if fact.quote[:40] in line:
                found[line.strip()] = None
    return [*found]
