"""The inputs of a fuzz by kind, seed and number; how one is run, made small, and shown so that a person can take it from there."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace

from tests.fuzz import changes, runs
from tests.fuzz.oracle import judge
from tests.fuzz.replies import HostileChat
from tests.fuzz.shrink import shrunk, shrunk_value
from tests.fuzz.sources import source

KINDS = ("source", "reply", "change")


@dataclass(frozen=True)
class Input:
    """One input: a source (path, data), the replies to what is asked about it (`script`, by request), or a change set (`value`)."""

    kind: str
    links: str
    path: str
    data: bytes
    script: tuple = ()
    value: object = None

    def shown(self):
        """The input as text, to be pasted into a test."""
        rows = [f"{self.path} ({self.links}): {self.data.decode('utf-8', 'replace')!r}"]
        rows += [f"reply to {key}: {said!r} ({stop})" for key, (said, stop) in self.script]
        if self.value is not None:
            rows.append(f"change set: {json.dumps(self.value, ensure_ascii=False)}")
        return "\n".join(rows)


def ran(kind, seed, number):
    """Make the input of a number and run it; return both, the input such that it can be run again by itself."""
    rng = random.Random(f"{kind}:{seed}:{number}")
    links = "markdown" if number % 4 == 3 else "wikilink"
    if kind == "source":
        one = Input(kind, links, *source(rng))
        return one, run(one)
    if kind == "change":
        path, text, value = changes.change(rng, links)
        one = Input(kind, links, path, text.encode("utf-8", "replace"), value=value)
        return one, run(one)
    path, text = changes.SOURCES[rng.randrange(2)]
    data = text.encode()
    if rng.random() < 0.4:
        path, data = source(rng)
    chat = HostileChat(rng)
    done = runs.answered(links, path, data, chat)
    return Input(kind, links, path, data, tuple(chat.script.items())), done


def run(one):
    """Run an input."""
    if one.kind == "source":
        return runs.compiled(one.links, one.path, one.data)
    if one.kind == "reply":
        return runs.answered(one.links, one.path, one.data, HostileChat(script=one.script))
    return runs.handed_over(one.links, one.path, one.data.decode("utf-8", "replace"), one.value)


def faults(one, renderer):
    """All that is wrong with what comes of an input."""
    done = run(one)
    found = judge([(0, document) for document in done.documents], renderer)
    return [*done.faults, *found.get(0, [])]


def small(one, signature, renderer, most=250):
    """The input made as small as some hundred runs make it, such that a fault of this signature is still there."""

    def fails(new):
        return any(f.signature == signature for f in faults(new, renderer))

    if not fails(one):
        return one
    if one.script:
        one = _script(one, fails, most)
    if one.value is not None:
        value = shrunk_value(one.value, lambda new: fails(replace(one, value=new)), most)
        one = replace(one, value=value)
    text = one.data.decode("utf-8", "replace")
    if fails(replace(one, data=text.encode())):
        text = shrunk(
            text,
            lambda new: bool(new) and fails(replace(one, data=new.encode("utf-8", "replace"))),
            most,
        )
        one = replace(one, data=text.encode("utf-8", "replace"))
    return one


def _script(one, fails, most):
    """Answer sensibly wherever that changes nothing, and shorten the other replies."""
    for key, _ in one.script:
        fewer = replace(one, script=tuple(row for row in one.script if row[0] != key))
        if fails(fewer):
            one = fewer
    for key, (said, stop) in one.script:

        def with_reply(text, key=key, stop=stop, one=one):
            return replace(
                one,
                script=tuple((k, (text, stop)) if k == key else (k, row) for k, row in one.script),
            )

        try:
            value = json.loads(said)
        except ValueError:
            said = shrunk(said, lambda text, to=with_reply: fails(to(text)), most)
        else:
            value = shrunk_value(
                value,
                lambda new, to=with_reply: fails(to(json.dumps(new, ensure_ascii=False))),
                most,
            )
            new = json.dumps(value, ensure_ascii=False)
            said = new if fails(with_reply(new)) else said
        one = with_reply(said)
    return one
