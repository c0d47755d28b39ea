"""Hostile change sets: what a reading job that was taken over hands to the job that writes, over the real boundary between both."""

from __future__ import annotations

import hashlib
import json
import tempfile
from dataclasses import asdict
from functools import cache
from pathlib import Path

from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.librarian.extractive import Extractive
from pipeline.librarian.model.librarian import ModelLibrarian
from pipeline.operations.compile import replay
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.compile.prompt_files import prompt_texts
from pipeline.operations.github.results import Expected, Result, key_of, read_results
from pipeline.operations.repository.snapshot import read_in_time
from tests.fuzz import replies
from tests.fuzz.fragments import LABELS, NAMES, fragment
from tests.fuzz.wiki import DAY, RAW, start, with_source
from tests.helpers.repos import source

PLAIN = source(
    "A visit to the museum",
    "The Kettle holds 2 litres of water since 2005. The Teapot was shown by the museum in 1999. See https://ok.example/visit for more.\n\n"
    "## Moons\n\nTitan has a radius of 2575 km. Saturn is visited by Cassini. The Porcelain Works paid 40 euros.\n\n"
    "> The Cassini is a probe of 5712 kg.\n\n- The Kettle boils in 3 minutes.\n- Words on two\n  lines are here.",
    "2024-05-01",
    author="Eve",
)
KETTLE = "raw/2024-01-kettle.md"
SOURCES = (
    ("raw/evil.md", PLAIN),
    (KETTLE, PLAIN.replace("A visit to the museum", "The kettle report")),
    (
        KETTLE,
        f"{RAW[KETTLE].rstrip()}\n\nThe Kettle was sold to the museum in 1999.\n",
    ),  # what pages cite of it is kept
)


@cache
def honest(links, number, librarian):
    """An honest change set as plain values, with the source's path and text."""
    path, text = SOURCES[number]
    snapshot = with_source(start(links), path, text.encode())
    who = (
        Extractive()
        if librarian == "extractive"
        else ModelLibrarian(replies.HostileChat(), prompts())
    )
    done = compile_source(snapshot.source(path), snapshot, who, CompileRun(DAY))
    return path, text, json.loads(json.dumps(asdict(done.change)))


@cache
def prompts():
    """The prompt files, read once."""
    return prompt_texts()


def change(rng, links):
    """Return a path, the text of its source, and a hostile change set as plain values."""
    path, text, value = honest(
        links, rng.randrange(len(SOURCES)), rng.choice(("extractive", "model"))
    )
    if rng.random() < 0.15:
        value = {
            **value,
            "pages": [p for p in value["pages"] if p["plan"]["type"] == "source-summary"],
        }
    if rng.random() < 0.3:
        text = f"{text}\n{fragment(rng)}\n"
    chosen = [rng.choice(_ATTACKS) for _ in range(rng.choices((1, 2, 3), (6, 3, 1))[0])]
    for attack in sorted(
        chosen, key=(_said, _anywhere).count
    ):  # last what may leave no form that the others know
        value = attack(rng, value)
    return path, text, value


def laid(links, path, text, value):
    """Hand a change set over as the reading job does, and lay it as the writing job does.

    Return (snapshot, proposal or None, why not).
    """
    snapshot = with_source(start(links), path, text.encode("utf-8", "replace"))
    of = read_in_time(path, text.encode("utf-8", "replace"))
    value = {**value, "base": snapshot.commit} if "base" in value else value
    for sha in {_sha(text) for _, text in SOURCES} & {
        value.get("source", {}).get("sha256", "")
    }:  # of a text that was made longer, or small
        value = json.loads(json.dumps(value).replace(json.dumps(sha), json.dumps(of.sha256)))
    key = key_of(path)
    wanted = Expected(key, path, of.sha256, snapshot.commit, branch_of_source(path), DAY)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{key}.json").write_text(
            json.dumps(asdict(Result(key, None, None, ())) | {"change": value}), "utf-8"
        )
        (result,), _ = read_results(Path(folder), {path: wanted})
    if result.change is None:
        return snapshot, None, result.failure.message
    done = replay.lay_change_sets([result.change], snapshot)
    if done.failed:
        return snapshot, None, str(done.failed[0][1])
    return snapshot, done.layers[0].proposal, ""


def _sha(text):
    return hashlib.sha256(text.encode()).hexdigest()


# --- attacks ---


def _anywhere(rng, value):
    return replies._changed(rng, value, rng.choice([way for way in replies._ways(value) if way]))


def _text(rng, value):
    """An attack in one of the texts that become a page."""
    ways = [
        way
        for way in replies._ways(value)
        if way[:1] == ("pages",)
        and way[-1]
        in ("text", "tldr", "heading", "replace", "to", "alias", "title", "why", "about", "reason")
    ]
    return replies._changed(rng, value, rng.choice(ways)) if ways else value


def _said(rng, value):
    """An attack in what is said of the source, of conflicts, of what was dropped."""
    ways = [
        way
        for way in replies._ways(value)
        if way[:1] in (("extraction",), ("dropped",), ("left_out",), ("conflicts",), ("notes",))
        and len(way) > 1
    ]
    return replies._changed(rng, value, rng.choice(ways)) if ways else value


def _edit(rng, value):
    """One more edit of any kind on some page, or an edit in the place of another."""
    pages = list(value["pages"])
    if not pages:
        return value
    i = rng.randrange(len(pages))
    slug = pages[i]["plan"]["slug"]
    wiki = start("wikilink").snapshot.wiki
    headings = [part.heading for part in wiki.page(slug).parts] if slug in wiki else []
    new = replies.edit(rng, headings)
    if rng.random() < 0.5:
        new |= {"base": ""} if new["op"] != "add_alias" else {}
    edits = [*pages[i]["edits"], new] if rng.random() < 0.7 else [new]
    removes = [
        *pages[i]["removes"],
        {
            "what": rng.choice(("[^kettle-1]", "145", "[[kettle]]", fragment(rng))),
            "reason": fragment(rng),
        },
    ]
    pages[i] = {
        **pages[i],
        "edits": edits,
        "removes": removes if rng.random() < 0.4 else pages[i]["removes"],
    }
    return {**value, "pages": pages}


def _page(rng, value):
    """A page of its own, new or one that exists, with hostile words."""
    creates = rng.random() < 0.6
    title = rng.choice((*NAMES, replies.hostile(rng, "New thing"), "New thing", "Other"))
    mine = [c["id"] for c in value["extraction"]["claims"]] or ["evil-1"]
    label = rng.choice((*mine, *LABELS))
    taken = {p["plan"]["slug"] for p in value["pages"]} if rng.random() < 0.9 else set()
    free = {
        "new-thing",
        "other",
        "kettle",
        "boiling",
        "teapot",
        "porcelain-works",
        "index",
        "evil",
        "the-kettle-report",
    } - taken
    slug = rng.choice(sorted(free))
    plan = {
        "slug": slug,
        "title": title,
        "type": rng.choice(replies.TYPES),
        "action": "create" if creates else "update",
        "claims": [rng.choice(mine)],
        "why": "new",
        "aliases": [replies.hostile(rng, "Alias")] if rng.random() < 0.3 else [],
        "about": "",
    }
    text = replies.hostile(rng, f"The museum has it.[^{label}]")
    section = {
        "heading": rng.choice(("Key points", "Side by side", replies.hostile(rng, "More"))),
        "text": f"- It is there.[^{label}]\n\n{text}",
    }
    edits = (
        [
            {
                "op": "create_page",
                "tldr": f"It is a thing of the museum.[^{label}]",
                "sections": [section],
            }
        ]
        if creates
        else [replies.edit(rng)]
    )
    return {
        **value,
        "pages": [*value["pages"], {"plan": plan, "edits": edits, "removes": [], "unmet": []}],
    }


def _forge(rng, value):
    """Words or places that the source does not hold, in claims read now or kept, and claims taken for gone."""
    claims = [dict(c) for c in value["extraction"]["claims"]]
    kept = [dict(c) for c in value["kept"]]
    some = [c for c in (*claims, *kept) if c["quotes"]]
    if not some:
        return value
    claim = rng.choice(some)
    quotes = [dict(q) for q in claim["quotes"]]
    quote = rng.choice(quotes)
    way = rng.randrange(7)
    if way == 0:
        quote["text"] = rng.choice(
            (
                "Words that nobody wrote stand here.",
                fragment(rng),
                quote["text"].replace("2", "3"),
                quote["text"].upper(),
            )
        )
    elif way == 1:
        quote["start"], quote["end"] = rng.choice(
            ((1, 1), (99, 99), (1, 99), (quote["start"] + 1, quote["end"] + 1))
        )
    elif way == 2:
        quotes.append(
            {"text": "Forged beside a right one.", "start": quote["start"], "end": quote["end"]}
        )
    elif way == 3 and claims:
        gone = claims.pop(rng.randrange(len(claims)))
        return {
            **value,
            "extraction": {**value["extraction"], "claims": claims},
            "gone": [*value["gone"], gone["id"]],
        }
    elif way == 4 and kept:
        gone = kept.pop(rng.randrange(len(kept)))
        return {**value, "kept": kept, "gone": [*value["gone"], gone["id"]]}
    elif way == 5:
        return {**value, "kept": [*value["kept"], {**claim, "id": rng.choice(LABELS)}]}
    else:
        claim["id"] = rng.choice(LABELS)
    claim["quotes"] = quotes
    return {**value, "extraction": {**value["extraction"], "claims": claims}, "kept": kept}


def _who(rng, value):
    """Another author, date, title or address than the file has, and pages left out."""
    part = rng.choice(("source", "extraction", "pages", "base"))
    if part == "pages":
        return {**value, "pages": value["pages"][: rng.randrange(len(value["pages"]) + 1)]}
    if part == "base":
        return {
            **value,
            rng.choice(("date", "librarian", "base")): rng.choice(
                ("2026-04-12", "none", "model", "x", fragment(rng))
            ),
        }
    key = rng.choice([k for k, v in value[part].items() if isinstance(v, str)])
    return {
        **value,
        part: {
            **value[part],
            key: rng.choice(("2030-01-01", "Mallory", "Final", fragment(rng), "")),
        },
    }


_ATTACKS = (_text, _text, _text, _said, _edit, _edit, _page, _page, _forge, _forge, _who, _anywhere)
