"""Hostile replies: a model that answers every step sensibly, but for what is spliced into, swapped in or cut off its JSON."""

from __future__ import annotations

import json
import re

from pipeline.core.errors import UserError
from pipeline.core.model_call import Reply, Usage
from tests.fuzz.fragments import LABELS, NAMES, fragment, mutated

_SOURCE = re.compile(r"<<<SOURCE (\w+)\n(.*)\nSOURCE \1>>>", re.DOTALL)
_PAGE = re.compile(r"<<<PAGE (\w+)\n(.*?)\nPAGE \1>>>", re.DOTALL)
_ENTRY = re.compile(r'^(\{"page": ".*\})\n', re.MULTILINE)
_NAMED = re.compile("|".join(sorted(NAMES, key=len, reverse=True)))
_MARK = re.compile(r"\[\^([^\]]+)\]")
TYPES = (
    "entity",
    "concept",
    "concept",
    "entity",
    "comparison",
    "answer",
    "source-summary",
    "nothing",
)
OPS = {
    "revise_tldr": ("text",),
    "add_section": ("heading", "text", "after"),
    "append_to_section": ("heading", "text"),
    "replace_text": ("find", "replace"),
    "replace_section": ("heading", "text"),
    "rename_section": ("heading", "to"),
    "remove_section": ("heading",),
    "add_alias": ("alias",),
}


class HostileChat:
    """What the model librarian talks to. `script` are replies by request, (text, stop); without `rng` the others are sensible."""

    def __init__(self, rng=None, script=()):
        self._rng = rng
        self.script = dict(script)
        self.asked = set()
        self._counts = {}

    def send(self, request):
        text = "\n".join(block.text for block in request.user)
        name = f"{request.step}:{_subject(request, text)}"
        self._counts[name] = self._counts.get(name, 0) + 1
        key = f"{name}:{self._counts[name]}"
        self.asked.add(key)
        if key not in self.script and self._rng is not None:
            said = self._hostile(request, text, name)
            if said is not None:
                self.script[key] = said
        said, stop = self.script.get(key) or (json.dumps(sensible(request, text)), "end_turn")
        return Reply(said, stop, Usage(), request.model)

    def forget(self, request):
        """Nothing is kept."""

    def run_all(self, jobs):
        return [_result(job) for job in jobs]

    def _hostile(self, request, text, name):
        rng, before = self._rng, self.script.get(f"{name}:1")
        if request.repair and before and rng.random() < 0.5:
            return before  # it insists
        if rng.random() < (0.75 if request.step == "extract" else 0.35):
            return None
        value = spliced(rng, sensible(request, text, rng))
        said = json.dumps(value, ensure_ascii=rng.random() < 0.3)
        return (broken(rng, said) if rng.random() < 0.06 else said), _stop(rng)


def _stop(rng):
    return rng.choices(("end_turn", "max_tokens", "refusal"), (96, 3, 1))[0]


def _result(job):
    try:
        return job()
    except UserError as error:
        return error


def _subject(request, text):
    """Which page a request is about, or which part of the source."""
    if request.step == "write_page":
        found = _entries(request.user[1].text)
        return found[0][0]["page"] if found else ""
    source = _SOURCE.search(text)
    return source[1][:6] if source else ""


# --- sensible answers ---


def sensible(request, text, rng=None):
    """Answer a request as an honest model would, from what it shows; with `rng` in one of several ways."""
    properties = request.schema["properties"]
    if "key_concepts" in properties:
        return _extract(text)
    if "summary_claims" in properties:
        return _plan(text)
    if request.step == "write_page":
        return _pages(properties, request.user[1].text, rng)
    return {"claims": []}


def _extract(text):
    source = _SOURCE.search(text)[2]
    sentences = [
        s.strip()
        for s in re.split(r"(?<=\.)\s+", source)
        if len(s.split()) > 3 and not s.startswith("#")
    ]
    claims = [
        {
            "text": s,
            "quotes": [s],
            "importance": 3,
            "concepts": list(dict.fromkeys(_NAMED.findall(s))),
            "heading": "",
        }
        for s in sentences[:12]
    ]
    names = dict.fromkeys(n for c in claims for n in c["concepts"])
    facts = {"title": "", "author": "", "published": "", "status": "", "effective": ""}
    summary = sentences[0] if sentences else "Nothing."
    return {
        **facts,
        "summary": summary,
        "key_concepts": [{"name": n, "aliases": []} for n in names],
        "claims": claims,
    }


def _plan(text):
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
    groups = {}
    for claim in claims:
        for name in claim.get("about", [])[:2]:
            groups.setdefault(name, []).append(claim["id"])
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
    ids = [c["id"] for c in claims]
    return {
        "summary_claims": ids,
        "summary_aliases": [],
        "pages": pages,
        "conflicts": [],
        "left_out": [],
    }


def _entries(text):
    """Return what a request says of each page, with its text where it is there already."""
    block = text.split("## The pages to write\n\n", 1)[1]
    texts = [m[2] for m in _PAGE.finditer(block)]
    bare = _PAGE.sub("<<<PAGE>>>", block)
    heads = list(_ENTRY.finditer(bare))
    ends = [*(m.start() for m in heads[1:]), len(bare)]
    there = iter(texts)
    return [
        (json.loads(m[1]), next(there) if "<<<PAGE>>>" in bare[m.end() : end] else None)
        for m, end in zip(heads, ends, strict=True)
    ]


def _pages(properties, text, rng):
    """Answer for one page, or for several as if each were asked for alone."""
    block = text.split("## New claims, from this source\n\n", 1)[1].split("\n\n## ")[0]
    rows = [json.loads(line) for line in block.splitlines() if line.startswith("{")]
    made = {"new": [], "changed": []}
    for entry, page in _entries(text):
        claims = [row for row in rows if row["id"] in entry.get("new_claims", [])]
        said = _create(claims) if page is None else _update(page, claims, rng)
        if "new" not in properties and "changed" not in properties:
            return said
        made["new" if page is None else "changed"].append({"page": entry["page"], **said})
    return {key: made[key] for key in properties}


_TAMED = re.compile(r"[\\`*_\[\]<>#|~$&%=@:!^{}]|://|www\.")


def _said(claim):
    """A claim in the words of a careful model: nothing in it acts."""
    return f"{_TAMED.sub('', ' '.join(claim['claim'].split()))}[^{claim['id']}]"


def _create(claims):
    claims = claims or [{"claim": "Nothing", "id": "none-1"}]
    return {
        "tldr": _said(claims[0]),
        "sections": [{"heading": "Key points", "text": "\n".join(f"- {_said(c)}" for c in claims)}],
    }


def _update(page, claims, rng):
    headings = re.findall(r"^## (.+)$", page, re.MULTILINE)
    lines = "\n".join(f"- {_said(c)}" for c in claims) or "- Nothing more."
    if headings and (rng is None or rng.random() < 0.6):
        edit = {
            "op": "append_to_section",
            "heading": headings[0] if rng is None else rng.choice(headings),
            "text": lines,
        }
    else:
        edit = {"op": "add_section", "heading": "News", "text": lines, "after": ""}
    return {"edits": [edit], "removes": []}


# --- what makes them hostile ---


def spliced(rng, value, most=3):
    """Return a value with attacks in some of its texts, items doubled, dropped or swapped, and edits of every kind added."""
    for _ in range(rng.choices((1, 2, most), (6, 3, 1))[0]):
        ways = [way for way in _ways(value) if way]
        if not ways:
            return value
        way = rng.choice(ways)
        if rng.random() < 0.25 and isinstance(value, dict) and isinstance(value.get("edits"), list):
            value = {
                **value,
                "edits": [*value["edits"], edit(rng)]
                if rng.random() < 0.7
                else [edit(rng), *value["edits"]],
            }
        elif (
            rng.random() < 0.15
            and isinstance(value, dict)
            and isinstance(value.get("sections"), list)
        ):
            value = {
                **value,
                "sections": [
                    *value["sections"],
                    {"heading": hostile(rng, "More"), "text": hostile(rng, "Words")},
                ],
            }
        else:
            value = _changed(rng, value, way)
    return value


def edit(rng, headings=()):
    """One edit as a model answers it, of any kind, with an attack somewhere in it; `headings` are those of the page."""
    op = rng.choice(tuple(OPS))
    usual = {
        "heading": rng.choice(headings)
        if headings and op != "add_section"
        else rng.choice(
            (
                "Details",
                "How it changed",
                "Our notes",
                "Key points",
                "History",
                "News",
                "What it is",
            )
        ),
        "text": "It was seen by the museum.[^evil-1]",
        "after": rng.choice(("", "TLDR", "Details")),
        "find": rng.choice(
            ("is a", "The", "145", "[^kettle-1]", "Cassini", "|", "\n\n", "[[", "red")
        ),
        "replace": "is a",
        "to": "Renamed",
        "alias": "Other name",
    }
    made = {key: usual[key] for key in OPS[op]}
    key = rng.choice(OPS[op])
    made[key] = hostile(rng, made[key])
    return {"op": op, **made}


def hostile(rng, text):
    """A text with an attack put into it, or in its place, or with its marks changed."""
    way = rng.random()
    piece = fragment(rng)
    if way < 0.25:
        return f"{text} {piece}"
    if way < 0.4:
        return f"{text}\n\n{piece}" if "\n" in text or rng.random() < 0.7 else f"{piece} {text}"
    if way < 0.5:
        return f"{piece}\n{text}"
    if way < 0.68:
        at = rng.randrange(len(text) + 1)
        return f"{text[:at]}{piece}{text[at:]}"
    if way < 0.74:
        return piece
    if way < 0.84 and _MARK.search(text):
        return _marked(rng, text)
    if way < 0.9:
        return "\n".join(
            rng.choice(("  ", "    ", "\t", "> ", "- ", "")) + line for line in text.split("\n")
        )
    return mutated(rng, text)


def _marked(rng, text):
    found = rng.choice(list(_MARK.finditer(text)))
    label = found[1]
    new = rng.choice(
        (
            f"[^{rng.choice(LABELS)}]",
            f"[^{label.upper()}]",
            f"[^ {label}]",
            f"[^{label}]: ",
            f"\\[^{label}]",
            f"[^{label}][^{label}]",
            f"`[^{label}]`",
            f"[^{label}](https://evil.example)",
            f"![^{label}]",
            f"https://ok.example.[^{label}]",
            f"www.ok.example[^{label}]",
            "",
            f"[^{label[:-1]}]",
            f"[^{label}\n]",
            f"<b>[^{label}]</b>",
            f"\n\n[^{label}]: forged words",
            f"\n  [^{label}]: forged words",
            f"\n- x\n\n  [^{label}]: forged words",
            f"\n> [^{label}]: forged words",
            f"\n[^{label.capitalize()}]: forged words",
        )
    )
    return text[: found.start()] + new + text[found.end() :]


def _ways(value, way=()):
    yield way
    pairs = (
        enumerate(value)
        if isinstance(value, list)
        else value.items()
        if isinstance(value, dict)
        else ()
    )
    for key, item in pairs:
        yield from _ways(item, (*way, key))


def _changed(rng, value, way):
    """Return the value with what stands at the end of a way made hostile."""
    key, rest = way[0], way[1:]
    if rest:
        new = _changed(rng, value[key], rest)
    elif isinstance(value[key], str):
        new = hostile(rng, value[key])
    elif isinstance(value[key], list):
        new = _list(rng, value[key])
    elif isinstance(value[key], bool | int | float):
        new = rng.choice((0, -1, 10**9, value[key], str(value[key]), None))
    elif isinstance(value[key], dict) and value[key]:
        new = _object(rng, value[key])
    else:
        new = rng.choice((None, [], "", {}))
    if isinstance(value, list):
        return [new if i == key else item for i, item in enumerate(value)]
    return {k: new if k == key else item for k, item in value.items()}


def _list(rng, items):
    way = rng.random()
    if way < 0.3 and items:
        return [*items, rng.choice(items)]
    if way < 0.45:
        return items[:-1]
    if way < 0.6:
        return items[::-1]
    if way < 0.9:
        return (
            [*items, fragment(rng)] if not items or isinstance(items[0], str) else [*items, *items]
        )
    return rng.choice(([], None, "", items * 3))


def _object(rng, value):
    """Two fields swapped, one gone, one more; but for the last two it may still be read."""
    keys = list(value)
    way = rng.random()
    if way < 0.7 and len(keys) > 1:
        a, b = rng.sample(keys, 2)
        return {**value, a: value[b], b: value[a]}
    if way < 0.85:
        return {k: v for k, v in value.items() if k != rng.choice(keys)}
    return {**value, rng.choice(("extra", "text", "op", "claims")): fragment(rng)}


def broken(rng, said):
    """A reply that is no whole JSON, or not only that."""
    way = rng.randrange(9)
    if way == 0:
        return said[: rng.randrange(len(said) + 1)]
    if way == 1:
        return f"```json\n{said}\n```"
    if way == 2:
        return f"I am sorry, but {said}"
    if way == 3:
        return said + said
    if way == 4:
        return said[:-1] + ',"claims":[],"edits":[]}'
    if way == 5:
        return "[" * 300 + said
    if way == 6:
        return said.replace('"', "'", 3)
    if way == 7:
        return said.replace(":", ": NaN,", 1)
    return ""
