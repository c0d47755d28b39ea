"""Made-up pairs, and a judge that reads them from the request alone: what tests of judging share."""

from __future__ import annotations

import json
import re

from pipeline.core.claims.judgement import Pair, Statement
from tests.helpers.server import ok

ROWS = re.compile(r"<<<PAIRS (\w+)\n(.*)\nPAIRS \1>>>", re.DOTALL)
VALUE = re.compile(r"\d+")


def side(
    text,
    source="fees-2020",
    published="2020-01-01",
    standing="in-force",
    slug="bridge-toll",
    quotes=None,
):
    """A statement of one source."""
    return Statement(
        slug=slug,
        path=f"wiki/concepts/{slug}.md" if slug else f"raw/{source}.md",
        heading="Fees",
        text=text,
        labels=(f"{source}-1",),
        quotes=(text,) if quotes is None else quotes,
        sources=(source,),
        published=(published,),
        effective=("",),
        standing=(standing,),
    )


def pair(number=1, later="in-force"):
    """Two statements on a fee of which the second is from a later source; another `number` is another fee."""
    return Pair(
        side(f"The toll of gate {number} is 10 crowns."),
        side(f"The toll of gate {number} is 25 crowns.", "fees-2023", "2023-05-01", later),
        "same attribute, other value",
    )


def pairs(count, later="in-force"):
    """So many different pairs."""
    return [pair(number, later) for number in range(1, count + 1)]


def rows_of(body):
    """The pairs that a request shows, with what it tells of their sources in place of the numbers."""
    text = "\n".join(block["text"] for block in body["messages"][0]["content"])
    rows = [json.loads(line) for line in ROWS.search(text)[2].splitlines()]
    sources = {row["source"]: row for row in rows if "source" in row}
    found = [row for row in rows if "pair" in row]
    for side_ in (row[letter] for row in found for letter in "ab"):
        if "sources" in side_:
            side_["sources"] = [sources[number] for number in side_["sources"]]
    return found


def wanted_of(body):
    """The numbers of the pairs that a request asks for; all, but in a repair."""
    again = re.search(r"these pairs only: ([\d, ]+)\.", str(body["messages"][-1]["content"]))
    numbers = (
        [int(n) for n in again[1].split(",")] if again else [row["pair"] for row in rows_of(body)]
    )
    return [row for row in rows_of(body) if row["pair"] in numbers]


def verdict(row):
    """What a judge that looks at dates and standing alone says of one pair."""
    a, b = row["a"], row["b"]
    words = {
        side: VALUE.findall(row[side].get("statement") or row[side]["source_says"])[-1]
        for side in "ab"
    }
    if words["a"] == words["b"]:
        return {"pair": row["pair"], "why": "the same toll", "kind": "agrees"}
    said = {
        "pair": row["pair"],
        "why": "The toll of the gate has changed.",
        "words_a": words["a"],
        "words_b": words["b"],
    }
    rest = {"current": "", "since": ""}
    day = {side: row[side]["sources"][0]["published"] for side in "ab"}
    late = "a" if day["a"] > day["b"] else "b"
    if {a["sources"][0]["standing"], b["sources"][0]["standing"]} != {"in-force"}:
        return {**said, "kind": "proposed", **rest}
    return {**said, "kind": "supersedes", **rest, "current": late, "since": day[late]}


def reply(body):
    """The reply to a request as a value, for a test to change."""
    return {"pairs": [verdict(row) for row in wanted_of(body)]}


def answer(body):
    """The reply to a request."""
    return ok(json.dumps(reply(body)))
