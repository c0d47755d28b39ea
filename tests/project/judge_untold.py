"""What the lint finds in a wiki that tells of no conflict: `python -m tests.project.judge_untold OUT [--librarian L] [--most N]`.

The wiki is `tests/runs/untold/`: pages on 22 sources of the ethereum corpus, which state what each source says as if nobody had
noticed that some are at odds. `gold.json` there says by the labels of claims which pairs of statements the corpus's gold file means,
`also.json` which others are at odds as well, read and judged by hand; any other finding is a false alarm.

The pairs are those of a real lint, ranked as there, judged by the embedded referee, or by whatever server
ANTHROPIC_BASE_URL names (ANTHROPIC_API_KEY must be set). A model is asked about at most N pairs: all that gold means, and of the
others as many as there is room for, drawn by a fixed seed. OUT gets asked.json (which pairs, in the order asked, by the keys of
their statements), verdicts.json and table.txt, which is printed too.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.messages.chat import Chat
from pipeline.core.claims.already_told import select_untold
from pipeline.core.claims.candidate_pairs import pair_of, pair_with_quotes
from pipeline.core.claims.claim_index import collect_statements, index_alone
from pipeline.core.claims.judgement import Judged, Pair
from pipeline.core.claims.screen import score_pairs
from pipeline.librarian.extractive.referee import ExtractiveReferee
from pipeline.librarian.model.referee import ModelReferee
from pipeline.librarian.model.steps.judge import cut_batches
from pipeline.operations.compile.prompt_files import prompt_texts
from pipeline.operations.lint.claim_pairs import find_pairs
from pipeline.operations.lint.judge import Bench, judge_pairs
from pipeline.operations.repository.snapshot import Snapshot, take_snapshot
from tests.helpers.repos import ROOT, Team, team
from tests.project.judge_gold import CORPUS, PATIENCE

FOLDER = ROOT / "tests" / "runs" / "untold"
SEED = 20261130
MOST_PAIRS = 240
RIGHT = {"superseded": "supersedes", "proposed": "proposed"}


@dataclass(frozen=True)
class Gold:
    """One gold pair: the labels of the claims of both sides, the side that holds now being `b`.

    Both statements must have the words `about` in their text, or in the name of their page.
    """

    id: str
    kind: str
    a: frozenset[str]
    b: frozenset[str]
    about: str = ""

    def side(self, pair: Pair) -> str:
        """Return which side of a pair is the gold pair's `b`; "" where the pair is another one."""
        for now, old, new in (("b", pair.a, pair.b), ("a", pair.b, pair.a)):
            if self.a & set(old.labels) and self.b & set(new.labels) and self._is_about(pair):
                return now
        return ""

    def _is_about(self, pair: Pair) -> bool:
        return all(
            self.about in side.text or self.about.lower() in side.slug for side in (pair.a, pair.b)
        )


def read_gold(name: str = "gold.json") -> list[Gold]:
    """Return the rows of gold.json, or of also.json."""
    rows = json.loads((FOLDER / name).read_text("utf-8"))
    return [
        Gold(r["id"], r["kind"], frozenset(r["a"]), frozenset(r["b"]), r.get("about", ""))
        for r in rows
    ]


def make_team(folder: Path, corpora: Path) -> Team:
    """Make the repository that holds the wiki and its sources."""
    records = (FOLDER / "wiki" / "sources").glob("*.md")
    names = sorted(
        line.removeprefix("source: raw/")
        for page in records
        for line in page.read_text("utf-8").splitlines()
        if line.startswith("source: raw/")
    )
    made = team(folder, {name: (corpora / CORPUS / "raw" / name).read_bytes() for name in names})
    shutil.copytree(FOLDER / "wiki", folder / "wiki")
    shutil.copy(FOLDER / "log.md", folder / "log.md")
    made.git("add", "-A")
    made.git("commit", "-qm", "The wiki")
    return made


def choose_pairs(pairs: Sequence[Pair], most: int, seed: int = SEED) -> list[Pair]:
    """Return all pairs that gold means and a sample of the others, in the order given."""
    gold = read_gold()
    meant = [any(row.side(pair) for row in gold) for pair in pairs]
    others = [number for number, is_gold in enumerate(meant) if not is_gold]
    room = max(0, most - sum(meant))
    drawn = set(random.Random(seed).sample(others, min(room, len(others))))
    return [pair for n, pair in enumerate(pairs) if meant[n] or n in drawn]


def rank_pairs(some: Iterable[Pair], pairs: Sequence[Pair]) -> list[Pair]:
    """Return some pairs of a wiki in the order in which a lint asks about them."""
    scores = dict(zip((pair.key for pair in pairs), score_pairs(pairs), strict=True))
    return sorted(some, key=lambda pair: -scores[pair.key])


def keys_of(pairs: Iterable[Pair]) -> list[list[str]]:
    """Return the keys of the statements of pairs."""
    return [[pair.a.key, pair.b.key if pair.b.slug else ""] for pair in pairs]


def pairs_of_keys(keys: Iterable[Sequence[str]], snapshot: Snapshot) -> list[Pair]:
    """Return the pairs that were asked before, however candidates are found now."""
    found = {}
    for one in collect_statements(snapshot.wiki, snapshot.schema):
        found.setdefault(one.key, one)
    return [
        pair_of(index_alone(found[a]), index_alone(found[b]))
        if b
        else pair_with_quotes(index_alone(found[a]))
        for a, b in keys
    ]


def judge(pairs: Sequence[Pair], snapshot: Snapshot, librarian: str) -> list[Judged]:
    """Let a referee judge as the lint does."""
    if librarian == "extractive":
        return list(judge_pairs(pairs, Bench(ExtractiveReferee()), snapshot.schema).judged)
    chat = Chat(
        budget=Budget(dollars_per_lint=snapshot.schema.rules.budget.dollars_per_lint),
        deadline_seconds=PATIENCE,
        read_seconds=PATIENCE,
    )
    referee = ModelReferee(chat, chat, prompt_texts()["judge"], snapshot.schema.rules.models.judge)
    done = judge_pairs(pairs, Bench(referee), snapshot.schema)
    for note in (*referee.notes, *chat.notes):
        print(f"note: {note}", file=sys.stderr)
    return list(done.judged)


@dataclass(frozen=True)
class Score:
    """What became of the gold pairs. The lists are of the ids of rows, in their order."""

    gold: dict[str, str]  # the kind of each row
    candidates: frozenset[str]  # rows of which a pair was judged
    right: frozenset[str]  # judged as gold says, with the side that holds now
    told: frozenset[str]  # and found by the lint, for the wiki does not tell it
    also: tuple[Judged, ...]  # findings that gold does not list and that are right
    false: tuple[Judged, ...]  # all other findings

    def share(self, kind: str, of: frozenset[str]) -> tuple[int, int]:
        """Return how many of the rows of a kind are among some, and how many there are."""
        rows = [id for id, k in self.gold.items() if k == kind]
        return sum(id in of for id in rows), len(rows)


def score(judged: Sequence[Judged], snapshot: Snapshot) -> Score:
    """Count what was found."""
    gold, also = read_gold(), read_gold("also.json")
    untold = select_untold(judged, snapshot.wiki)
    sides = {row.id: [(one, row.side(one.pair)) for one in judged] for row in gold}
    right = {
        row.id: [
            one
            for one, now in sides[row.id]
            if now
            and one.verdict.kind == RIGHT.get(row.kind, "")
            and one.verdict.current in (now, "" if row.kind == "proposed" else now)
        ]
        for row in gold
    }
    known = [one for ones in right.values() for one in ones]
    rest = [one for one in untold if not any(one is other for other in known)]
    other = [one for one in rest if any(_agrees(row, one) for row in also)]
    return Score(
        gold={row.id: row.kind for row in gold},
        candidates=frozenset(id for id, rows in sides.items() if any(now for _, now in rows)),
        right=frozenset(id for id, ones in right.items() if ones),
        told=frozenset(
            id for id, ones in right.items() if any(one is u for one in ones for u in untold)
        ),
        also=tuple(other),
        false=tuple(one for one in rest if not any(one is o for o in other)),
    )


def _agrees(row: Gold, one: Judged) -> bool:
    """Tell whether a finding is one that was read and is right; `b` holds now where one does."""
    now = row.side(one.pair)
    return bool(now) and (
        one.verdict.kind == "contradicts" or (one.verdict.current == now or row.kind == "either")
    )


def table(judged: Sequence[Judged], snapshot: Snapshot, name: str) -> str:
    """Return what was found, as text."""
    found = score(judged, snapshot)
    kinds = Counter(one.verdict.kind for one in judged)
    lines = [f"{name}: {len(judged)} pairs judged: {dict(sorted(kinds.items()))}"]
    for kind in RIGHT:
        among, total = found.share(kind, found.candidates)
        right, _ = found.share(kind, found.right)
        told, _ = found.share(kind, found.told)
        lines.append(
            f"{kind}: {total} gold pairs, {among} candidates, {right} judged so, {told} findings"
        )
    missed = sorted(id for id, k in found.gold.items() if k in RIGHT and id not in found.right)
    lines += [f"missed: {', '.join(missed) or 'none'}"]
    lines += [f"findings that gold does not list, and that are right: {len(found.also)}"]
    lines += [f"false alarms: {len(found.false)}"]
    for one in (*found.false, *(found.also if len(found.also) < 60 else ())):
        sign = "FALSE" if one in found.false else "also"
        lines += [f"{sign}: {one.verdict.kind} {one.verdict.current}: {one.verdict.why}"]
        lines += [f"    {s.path}:{s.line} {s.labels} {s.text}" for s in (one.pair.a, one.pair.b)]
    return "\n".join(lines) + "\n"


def write(folder: Path, name: str, value: Any) -> None:
    """Write a value as JSON, a row a line."""
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in value)
    (folder / name).write_text(f"[\n{rows}\n]\n", "utf-8")


def main(args: list[str]) -> None:
    """Judge, and write what came of it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--librarian", choices=("model", "extractive"), default="model")
    parser.add_argument("--most", type=int, default=MOST_PAIRS, help="pairs that a model is asked")
    parser.add_argument("--dry-run", action="store_true", help="ask nothing, say what it would be")
    given = parser.parse_args(args)
    corpora = Path(os.environ.get("WIKI_CORPORA") or ROOT.parent / "shared" / "corpora")
    given.out.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory()))
        repo = stack.enter_context(open_repository(make_team(folder, corpora).root))
        snapshot = take_snapshot(repo, repo.head())
        pairs: Sequence[Pair] = find_pairs(snapshot)
        total = len(pairs)
        if given.librarian == "model":
            asked = keys_of(rank_pairs(choose_pairs(pairs, given.most), pairs))
            pairs = pairs_of_keys(asked, snapshot)
        write(given.out, "asked.json", keys_of(pairs))
        if given.dry_run:
            own = sum(not pair.b.slug for pair in pairs)
            print(
                f"{len(pairs)} pairs, {own} with their own quotes, of {total}; "
                f"{len(list(cut_batches(pairs)))} requests"
            )
            return
        judged = judge(pairs, snapshot, given.librarian)
        write(given.out, "verdicts.json", [asdict(one.verdict) for one in judged])
        text = table(judged, snapshot, given.librarian)
    (given.out / "table.txt").write_text(text, "utf-8")
    print(text, end="")


if __name__ == "__main__":
    main(sys.argv[1:])
