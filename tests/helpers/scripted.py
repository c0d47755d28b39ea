"""A model for tests that answers each step sensibly from the request alone, so that whole runs go over real HTTP."""

from __future__ import annotations

import json
import re
from collections import defaultdict

from tests.helpers.server import ok
from tests.helpers.supporting import rows_of

SOURCE = re.compile(r"<<<SOURCE (\w+)\n(.*)\nSOURCE \1>>>", re.DOTALL)


def answer(body):
    """Return the reply to one Messages request."""
    return ok(json.dumps(reply(body), ensure_ascii=False))


def step_of(body):
    """Tell which step a request is."""
    properties = json.dumps(body.get("output_config", {})) or ""
    for name, key in (
        ("transcribe", '"words", "description"'),
        ("extract", "key_concepts"),
        ("route", '"looks_for"'),
        ("answer", '"ask_back"'),
        ("support", '"closest"'),
        ("reword", '"statements"'),
        ("quotes", '"number"'),
        ("plan", "summary_claims"),
        ("judge", '"words_a"'),
        ("pages", '"page"'),
        ("create", '"tldr"'),
    ):
        if key in properties:
            return name
    return "update"


def text_of(body):
    """Return what the user's first turn says."""
    return "\n".join(
        block["text"] for block in body["messages"][0]["content"] if block["type"] == "text"
    )


def reply(body):
    """Return the reply as a value, for a test to change. What reviewers ask for, the last block, moves this model to nothing."""
    reviewed = "unmet" in json.dumps(body.get("output_config", {}))
    if reviewed:
        body = {
            **body,
            "messages": [{"role": "user", "content": body["messages"][0]["content"][:-1]}],
        }
    if step_of(body) == "transcribe":
        return {
            "words": "Saturn has 274 known moons.",
            "description": "A planet is drawn. A ring lies around Saturn.",
        }
    if step_of(body) in ("support", "reword"):
        return support(body) if step_of(body) == "support" else {"statements": []}
    steps = {
        "extract": extract,
        "quotes": quotes,
        "plan": plan,
        "pages": pages,
        "create": create,
        "update": update,
    }
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
    slugs = {row.get("title", row["slug"]): row["slug"] for row in index}
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


def support(body):
    """Find every statement wholly supported."""
    empty = {"words": "", "closest": "", "fault": "", "why": "", "kind": "wholly"}
    return {"items": [{"item": row["item"], **empty} for row in rows_of(body)]}


def _claims(text):
    """Return the new claims that a request shows, by id."""
    block = text.split("## New claims, from this source\n\n")[1].split("\n\n## ")[0]
    rows = [json.loads(line) for line in block.splitlines() if line.startswith("{")]
    return {row["id"]: row["claim"] for row in rows}


def entries(text):
    """Return what a request says of each page to write, and whether it is there already."""
    block = text.split("## The pages to write\n\n")[1]
    block = re.sub(r"<<<PAGE (\w+)\n.*?\nPAGE \1>>>", "", block, flags=re.DOTALL)
    found = re.finditer(
        r'^(\{"page": .*\})\n(?:\n.*)?\n\n?It (is there|does not)', block, re.MULTILINE
    )
    return [(json.loads(m[1]), m[2] == "is there") for m in found]


def _lines(text, ids):
    claims = _claims(text)
    return [f"{claims[x]}[^{x}]" for x in ids]


def _created(text, entry):
    lines = _lines(text, entry["new_claims"])
    listed = "\n".join(f"- {line}" for line in lines)
    return {"tldr": lines[0], "sections": [{"heading": "Key points", "text": listed}]}


def _updated(text, entry):
    lines = "\n".join(f"- {line}" for line in _lines(text, entry.get("new_claims", [])))
    return {
        "edits": [{"op": "append_to_section", "heading": "Key points", "text": lines}],
        "removes": [],
    }


def create(text):
    return _created(text, entries(text)[0][0])


def update(text):
    return _updated(text, entries(text)[0][0])


def pages(text):
    """Answer a request for several pages, each as if it were asked for alone."""
    found = entries(text)
    new = [{"page": e["page"]} | _created(text, e) for e, there in found if not there]
    changed = [{"page": e["page"]} | _updated(text, e) for e, there in found if there]
    return ({"new": new} if new else {}) | ({"changed": changed} if changed else {})
