"""How well a model judges the gold pairs of the ethereum corpus: `python -m tests.project.judge_gold OUT [--batch] [--seed N]`.

Asks whatever server ANTHROPIC_BASE_URL names (ANTHROPIC_API_KEY must be set), one request for about ten pairs, and writes
OUT/pairs.json (what was asked, in the order asked, without the answers), OUT/verdicts.json and OUT/table.txt, which it prints too.

The gold file names two passages a pair. Each becomes a statement as a page on its source might hold it: the sentence the passage
stands in, with the passage as its quote. An item of a list is quoted with the line that introduces the list; a passage that names a constant
(`IN_CAPITALS`) with one other line of its source about that constant, as a claim about a bare constant would be. Dates and standing
are those of the front matter.
Pairs and sides are shuffled by a fixed seed, and nothing of the gold (kind, topic, id, which side is current) is shown.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import sys
from collections import Counter
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.adapters.messages.batches import Batches
from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.messages.chat import Chat
from pipeline.core.bookkeeping.confidence import read_standing
from pipeline.core.claims.judgement import Pair, Statement, Verdict
from pipeline.core.text import normalise
from pipeline.core.wiki.schema import Schema
from pipeline.librarian.model.referee import ModelReferee
from pipeline.operations.compile.prompt_files import prompt_texts
from pipeline.readers import read_source
from tests.helpers.repos import ROOT

SEED = 20261122
KINDS = ("supersedes", "contradicts", "proposed", "scope", "agrees", "unsure", "not judged")
RIGHT = {"superseded": {"supersedes"}, "proposed": {"proposed"}, "negative": {"scope", "agrees"}}
PATIENCE = 6 * 3_600.0  # seconds: whoever answers may be slow
CORPUS = "ethereum-gas"
LISTED = re.compile(r"^\s*(?:[-*] |\d+\. |\|)", re.MULTILINE)


@dataclass(frozen=True)
class Gold:
    """One pair as it is asked, and what is right: the kind, and the side that holds now where there is one."""

    id: str
    kind: str
    current: str
    pair: Pair


def gold(folder: Path, seed: int = SEED) -> list[Gold]:
    """Return the gold pairs, in an order and with sides that tell nothing."""
    dice = random.Random(seed)
    rows = [
        json.loads(line)
        for line in (folder / "gold_conflicts.jsonl").read_text("utf-8").splitlines()
    ]
    found = []
    for row in rows:
        a, b = (statement(folder / "raw" / row[side]["file"], row[side]["quote"]) for side in "ab")
        current = _current(row)
        if dice.random() < 0.5:
            a, b, current = b, a, {"a": "b", "b": "a"}.get(current, "")
        found.append(Gold(row["id"], row["kind"], current, Pair(a, b)))
    dice.shuffle(found)
    return found


def _current(row: dict) -> str:
    """The side that holds now: the one whose source is named first, or within one source the second."""
    if row["kind"] == "negative":
        return ""
    if row["a"]["file"] == row["b"]["file"]:
        return "b"
    number = re.match(r"\d+", row["current"])[0]
    return next(side for side in "ab" if row[side]["file"] == f"eip-{number}.md")


def statement(file: Path, quote: str) -> Statement:
    """Return a passage of a source as the statement of a page on it."""
    source = read_source(f"raw/{file.name}", file.read_bytes())
    at = re.search(r"\s+".join(map(re.escape, quote.split())), source.text)
    sentence = _sentence(source.text, at.start(), at.end())
    text = re.sub(
        r"\[([^\]]*)\]\([^)]*\)", r"\1", re.sub(r"^(?:[-*]|\d+\.)\s+|\|\s*$|^\|", "", sentence)
    ).strip()
    around = [*_lead_in(source.text, at.start()), *_constants(quote, sentence, source.text)]
    heads = [
        m[1].strip() for m in re.finditer(r"^#+ (.*)$", source.text, re.M) if m.start() < at.start()
    ]
    line = source.locators[source.text.count("\n", 0, at.start())]
    return Statement(
        slug=file.stem,
        path=f"wiki/sources/{file.stem}.md",
        heading=f"{source.title}: {heads[-1]}" if heads else source.title,
        text=normalise(text),
        labels=(f"{file.stem}-{line}",),
        quotes=tuple(dict.fromkeys([normalise(sentence), *around])),
        sources=(f"raw/{file.name}",),
        published=(source.published,),
        effective=("",),
        standing=(read_standing(source.status),),
        line=line,
    )


def _sentence(text: str, start: int, end: int) -> str:
    """Return the sentence around a place, or the list item or table row; with the sentence before where it begins with a bracket."""
    blocks = [
        m for m in re.finditer(r"(?:^(?!\s*$|#).*\n?)+", text, re.M) if m.start() <= start < m.end()
    ]
    block, first = blocks[0].group(), blocks[0].start()
    begins = [m.start() for m in LISTED.finditer(block)]
    begin = max((s for s in begins if s <= start - first), default=0)
    limit = min((s for s in begins if s > start - first), default=len(block))
    ends = [m.start() + 1 for m in re.finditer(r"[.!?](?=\s+[A-Z`*])", block)]
    begin = max([begin, *(e for e in ends if e <= start - first)])
    limit = min([limit, *(e for e in ends if e >= end - first)])
    found = block[begin:limit].strip()
    if not found.startswith("("):
        return found
    before = text[: first + begin].rstrip()
    return f"{before[before.rfind(chr(10) * 2) :].strip()} {found}"


def _lead_in(text: str, start: int) -> list[str]:
    """Return the paragraph that introduces the list in which a place stands, if it stands in one."""
    lines = text[: text.find("\n", start)].split("\n")
    if not LISTED.match(lines[-1]) or lines[-1].lstrip().startswith("|"):
        return []
    before = [x for x in "\n".join(lines[:-1]).split("\n\n") if not x.startswith((" ", "\t"))]
    prose = [x[: m.start()] if (m := LISTED.search(x)) else x for x in before]
    last = next((x for x in reversed(prose) if x.strip()), "#")
    return [] if last.startswith("#") else [normalise(last)[-600:]]


def _constants(quote: str, sentence: str, text: str) -> list[str]:
    """Return for each constant that a passage names one other line with it: its value, or where that is given what it is for."""
    found = []
    for name in dict.fromkeys(re.findall(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`", quote)):
        given = re.search(rf"\b{name}\b[^0-9]{{0,20}}[0-9]", normalise(sentence))
        places = [m.start() for m in re.finditer(rf"\b{name}\b", text)]
        rows = [
            (at, _line(text, at))
            for at in places
            if LISTED.sub("", _line(text, at)).strip() not in sentence
        ]
        rows.sort(key=lambda row: _worth(name, row[1], bool(given)))
        for at, line in rows[:1]:
            found += [normalise(line)[:600], *_lead_in(text, at)]
    return found


def _worth(name: str, line: str, given: bool) -> int:
    """Return how little a line with a constant helps: a value where none is given, else prose before code and tables."""
    if not given:
        return 0 if re.search(rf"\b{name}\b[^0-9]{{0,20}}[0-9]", line) else 1
    return 0 if re.search(r"[a-z]{2,} [a-z]{2,} ", line) else 1


def _line(text: str, at: int) -> str:
    return text[text.rfind("\n", 0, at) + 1 :].partition("\n")[0]


def ask(pairs: list[Pair], batch: bool = False) -> tuple[list[Verdict | None], tuple[str, ...]]:
    """Let the model judge, and return its verdicts and what there is to note."""
    schema = Schema.parse((ROOT / "schema.md").read_text("utf-8"))
    chat = Chat(
        budget=Budget(schema.rules.budget.dollars_per_lint),
        deadline_seconds=PATIENCE,
        read_seconds=PATIENCE,
    )
    model = schema.rules.models.judge
    with TemporaryDirectory() as folder:
        asking = Batches(chat, Path(folder), PATIENCE) if batch else chat
        referee = ModelReferee(chat, asking, prompt_texts()["judge"], model)
        return referee.judge(pairs, schema), (*referee.notes, *chat.notes)


def table(rows: list[Gold], verdicts: list[Verdict | None]) -> str:
    """Return how the verdicts stand to what is right, as text."""
    counted = Counter(
        (g.kind, v.kind if v else "not judged") for g, v in zip(rows, verdicts, strict=True)
    )
    wide = "{:<11}" + "{:>13}" * len(KINDS)
    lines = [wide.format("gold", *KINDS)]
    lines += [wide.format(kind, *(counted[kind, k] for k in KINDS)) for kind in RIGHT]
    right = [g for g, v in zip(rows, verdicts, strict=True) if is_right(g, v)]
    false = [g.id for g, v in zip(rows, verdicts, strict=True) if is_false_alarm(g, v)]
    lines += [
        "",
        f"right: {len(right)} of {len(rows)} ({len(right) / len(rows):.0%}), the current side too",
    ]
    lines += [f"false alarms: {', '.join(false) or 'none'}"]
    for g, v in zip(rows, verdicts, strict=True):
        if not is_right(g, v):
            said = f"{v.kind} {v.current}: {v.why}" if v else "not judged"
            lines.append(f"wrong: {g.id} is {g.kind} {g.current}, judged {said}")
    return "\n".join(lines) + "\n"


def is_right(g: Gold, v: Verdict | None) -> bool:
    """Whether kind and, where one side replaces the other, the current side are right."""
    return (
        v is not None
        and v.kind in RIGHT[g.kind]
        and (g.kind != "superseded" or v.current == g.current)
    )


def is_false_alarm(g: Gold, v: Verdict | None) -> bool:
    """Whether people would be asked about what is in order, or told that a proposal is in force."""
    return v is not None and v.kind in ("contradicts", "supersedes") and g.kind != "superseded"


def main(args: list[str]) -> None:
    """Judge, and write what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--batch", action="store_true", help="ask through the Message Batches API")
    parser.add_argument("--seed", type=int, default=SEED, help="another order of pairs and sides")
    given = parser.parse_args(args)
    corpora = Path(os.environ.get("WIKI_CORPORA") or ROOT.parent / "shared" / "corpora")
    rows = gold(corpora / CORPUS, given.seed)
    given.out.mkdir(parents=True, exist_ok=True)
    _write(given.out / "pairs.json", [asdict(g.pair) for g in rows])
    verdicts, notes = ask([g.pair for g in rows], given.batch)
    said = [{"id": g.id, "verdict": v and asdict(v)} for g, v in zip(rows, verdicts, strict=True)]
    _write(given.out / "verdicts.json", said)
    text = table(rows, verdicts) + "".join(f"note: {note}\n" for note in notes)
    (given.out / "table.txt").write_text(text, "utf-8")
    print(text, end="")


def _write(path: Path, value: object) -> None:
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
