"""A model for tests that answers each step sensibly from the request alone, so that whole runs go over real HTTP."""

from __future__ import annotations

import json
import re
from collections import defaultdict

from tests.helpers.server import ok

SOURCE = re.compile(r"<<<SOURCE (\w+)\n(.*)\nSOURCE \1>>>", re.DOTALL)


def answer(body):
    """Return the reply to one Messages request."""
    return ok(json.dumps(reply(body), ensure_ascii=False))


def step_of(body):
    """Tell which step a request is."""
    properties = json.dumps(body.get("output_config", {})) or ""
    for name, key in (
        ("extract", "key_concepts"),
        ("quotes", '"number"'),
        ("plan", "summary_claims"),
        ("judge", '"words_a"'),
        ("create", '"tldr"'),
    ):
        if key in properties:
            return name
    return "update"


def text_of(body):
    """Return what the user's first turn says."""
    return "\n".join(block["text"] for block in body["messages"][0]["content"])


def reply(body):
    """Return the reply as a value, for a test to change. What reviewers ask for, the last block, moves this model to nothing."""
    reviewed = "unmet" in json.dumps(body.get("output_config", {}))
    if reviewed:
        body = {
            **body,
            "messages": [{"role": "user", "content": body["messages"][0]["content"][:-1]}],
        }
    steps = {"extract": extract, "quotes": quotes, "plan": plan, "create": create, "update": update}
    return steps[step_of(body)](text_of(body)) | ({"unmet": []} if reviewed else {})


def extract(text):
    source = SOURCE.search(text)[2]
    sentences = [
        s.strip()
        for s in re.split(r"(?<=\.)\s+", source)
        if len(s.split()) > 4 and not s.startswith("#")
    ]
    claims = [
        {"text": s, "quotes": [s], "importance": 3, "concepts": _names(s), "heading": ""}
        for s in sentences
        if "\n" not in s
    ]
    names = [
        {"name": n, "aliases": []} for n in dict.fromkeys(n for c in claims for n in c["concepts"])
    ]
    facts = {
        "title": "",
        "author": "",
        "published": "",
        "status": "",
        "effective": "",
        "summary": sentences[0],
    }
    return {**facts, "key_concepts": names[:8], "claims": claims}


def quotes(text):
    return {"claims": []}


def _names(sentence):
    return re.findall(r"\b(?:Saturn|Jupiter|Titan|Kettle|Teapot)\b", sentence)


def plan(text):
    claims = [
        json.loads(line)
        for line in text.split("Its claims:")[1].splitlines()
        if line.startswith("{")
    ]
    index = [
        json.loads(line)
        for line in text.split("## What the nearest")[0].splitlines()
        if line.startswith("{")
    ]
    slugs = {row["title"]: row["slug"] for row in index}
    groups = defaultdict(list)
    for claim in claims:
        for name in claim.get("about", []):
            groups[name].append(claim["id"])
    pages = [
        {
            "page": slugs.get(n, ""),
            "title": n,
            "type": "entity",
            "about": n,
            "aliases": [],
            "claims": ids,
            "why": f"about {n}",
        }
        for n, ids in groups.items()
    ]
    return {
        "summary_claims": [c["id"] for c in claims],
        "summary_aliases": [],
        "pages": pages,
        "conflicts": [],
        "left_out": [],
    }


def _new(text):
    block = text.split("New, from this source:\n")[1].split("\n\n")[0]
    return [json.loads(line) for line in block.splitlines() if line.startswith("{")]


def create(text):
    claims = _new(text)
    lines = "\n".join(f"- {c['claim']}[^{c['id']}]" for c in claims)
    return {
        "tldr": f"{claims[0]['claim']}[^{claims[0]['id']}]",
        "sections": [{"heading": "Key points", "text": lines}],
    }


def update(text):
    lines = "\n".join(f"- {c['claim']}[^{c['id']}]" for c in _new(text))
    return {
        "edits": [{"op": "append_to_section", "heading": "Key points", "text": lines}],
        "removes": [],
    }
