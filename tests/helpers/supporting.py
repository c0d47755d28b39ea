"""Made-up statements with quotes, and a judge of their support that reads them from the request alone."""

from __future__ import annotations

import json
import re

from pipeline.core.support.item import CitedQuote, CitedSource, SupportItem, mark_with
from tests.helpers.server import ok

ITEMS = re.compile(r"<<<ITEMS (\w+)\n(.*)\nITEMS \1>>>", re.DOTALL)
QUOTES = re.compile(r"<<<QUOTES (\w+)\n(.*)\nQUOTES \1>>>", re.DOTALL)
STATEMENTS = re.compile(r"<<<STATEMENTS (\w+)\n(.*)\nSTATEMENTS \1>>>", re.DOTALL)
WORD = "always"  # the judge doubts a statement with it, where no quote that it rests on has it
CLAUSE = re.compile(rf" {WORD}\b")


def item(number=1, says="", quote="", **more):
    """A statement on a ferry with its quote; with `says` added, which no quote has."""
    text = quote or f"The ferry {number} sails at dusk."
    usual = {
        "slug": "ferry",
        "title": "Ferry",
        "heading": "Times",
        "before": "",
        "sign": "",
        "statement": f"Ferry {number}{says} sails at dusk.{mark_with(1)}",
        "following": "",
        "quotes": (CitedQuote(1, "ferries.md", text),),
        "sources": (CitedSource("ferries.md", "Ferries", "Ada", "2024-05-01"),),
        "raw": f"Ferry {number}{says} sails at dusk.[^ferries-{number}]",
        "labels": (f"ferries-{number}",),
    }
    return SupportItem(**{**usual, **more})


def items(count, doubtful=()):
    """So many different statements; those with these numbers say more than their quotes."""
    return [item(n, f" {WORD}" if n in doubtful else "") for n in range(1, count + 1)]


def text_of(body):
    return "\n".join(block["text"] for block in body["messages"][0]["content"])


def lines_of(body, where=ITEMS):
    """The lines of one part of a request."""
    return [json.loads(line) for line in where.search(text_of(body))[2].splitlines()]


def rows_of(body):
    """The statements that a request asks about."""
    return [line for line in lines_of(body) if "item" in line]


def wanted_of(body):
    """Those that are to be answered: all, but in a repair."""
    again = re.search(r"these items only: ([\d, ]+)\.", str(body["messages"][-1]["content"]))
    numbers = (
        [int(n) for n in again[1].split(",")] if again else [row["item"] for row in rows_of(body)]
    )
    return [row for row in rows_of(body) if row["item"] in numbers]


def verdict(row, quotes):
    """What the judge says of one statement."""
    rests = [quotes[int(n)] for n in re.findall(r"\[(\d+)\]", row["statement"])]
    said = {"item": row["item"], "words": "", "closest": "", "fault": "", "why": ""}
    if not CLAUSE.search(row["statement"]) or any(WORD in quote for quote in rests):
        return {**said, "kind": "wholly"}
    why = "The page says that it is always so, and the source does not say how often."
    return {
        **said,
        "words": WORD,
        "closest": "at dusk",
        "fault": "adds",
        "why": why,
        "kind": "partly",
    }


def reply(body):
    """The reply to a request about support as a value, for a test to change."""
    quotes = {line["quote"]: line["words"] for line in lines_of(body, QUOTES)}
    return {"items": [verdict(row, quotes) for row in wanted_of(body)]}


def rewording(body):
    """The reply to a request for other words: those in doubt are left out."""
    rows = lines_of(body, STATEMENTS)
    return {
        "statements": [
            {"number": row["number"], "text": CLAUSE.sub("", row["statement"])} for row in rows
        ]
    }


def answer(body):
    """The reply to either request."""
    found = rewording(body) if STATEMENTS.search(text_of(body)) else reply(body)
    return ok(json.dumps(found, ensure_ascii=False))
