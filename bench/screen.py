"""How much of what is at odds a lint finds by judging only a part of the pairs.

`python -m bench.screen` ranks the candidate pairs of three corpora by `core/claims/screen.py` and
counts which of the known contradictions are among the first of them: VitaminC's refuted pairs and
SciFact's contradicted claims, laid out as pages as in `bench/pages_at_odds.py`, and the wiki of
`tests/runs/untold`, in which nobody has told of the conflicts between its sources.

`--fit` tries a grid of weights, and prints for each of the three corpora the best for the other two
and what they find on this one. It takes a few minutes.
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import pages_at_odds
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.claims.candidate_pairs import find_candidate_pairs
from pipeline.core.claims.claim_index import collect_statements
from pipeline.core.claims.judgement import Pair
from pipeline.core.claims.screen import Signs, read_signs, weigh_signs
from pipeline.core.wiki.schema import Schema
from pipeline.operations.lint.claim_pairs import find_pairs
from pipeline.operations.repository.snapshot import take_snapshot
from tests.project.judge_untold import make_team, read_gold

SHARES = (0.1, 0.2, 1 / 3, 0.5)
GRID = {
    "longer": (-0.25, -0.35, -0.5, -0.6, -0.7),
    "two_sources": (0.0, 0.1, 0.2, 0.3),
    "apart": (0.0, 0.05, 0.1, 0.2),
    "change": (0.0, 0.1, 0.2),
}
# The pages and layouts of VitaminC; at 100 pages there are several wikis of each.
VITAMINC = ((100, False), (100, True), (500, False), (500, True))


@dataclass(frozen=True)
class Ranked:
    """The pairs of one wiki by what the screen sees of them, with what each of them would find."""

    signs: Sequence[Signs]
    finds: Sequence[str]  # the name of a known contradiction, or ""


@dataclass(frozen=True)
class Corpus:
    """The wikis of one row of the table."""

    name: str
    group: str
    wikis: Sequence[Ranked]

    def recall(self, share: float, weigh: Callable[[Signs], float] = weigh_signs) -> float:
        """Return which share of the contradictions among all pairs is among the first of them."""
        found = there = 0
        for wiki in self.wikis:
            scores = [weigh(signs) for signs in wiki.signs]
            order = sorted(range(len(scores)), key=lambda n: -scores[n])
            first = order[: int(len(order) * share)]
            found += len({wiki.finds[n] for n in first} - {""})
            there += len({*wiki.finds} - {""})
        return found / there


def read_corpora() -> list[Corpus]:
    """Return the corpora, each with its pairs found as a lint finds them."""
    found = [
        Corpus(
            f"VitaminC, {pages} pages{', apart' if apart else ''}",
            "VitaminC",
            [_of_layout(*one) for one in pages_at_odds.vitaminc(pages, apart)],
        )
        for pages, apart in VITAMINC
    ]
    return [
        *found,
        Corpus("SciFact", "SciFact", [_of_scifact()]),
        Corpus("untold", "untold", [_of_untold()]),
    ]


def _of_layout(
    layout: pages_at_odds.Layout, wanted: Sequence[tuple[str, str]], beside: str = ""
) -> Ranked:
    """Rank the pairs of one wiki; with `beside`, only those of a source whose name begins so."""
    schema, wiki = Schema.parse(pages_at_odds.SCHEMA.read_text("utf-8")), layout.wiki()
    pairs = find_candidate_pairs(collect_statements(wiki, schema), pages_at_odds.K, wiki)
    names = {frozenset(pair): " ".join(pair) for pair in wanted}
    rows = [(pair, _stems(pair)) for pair in pairs]
    rows = [row for row in rows if any(stem.startswith(beside) for stem in row[1])]
    return Ranked(
        list(read_signs([pair for pair, _ in rows])), [names.get(stems, "") for _, stems in rows]
    )


def _stems(pair: Pair) -> frozenset[str]:
    return frozenset(Path(source).stem for side in (pair.a, pair.b) for source in side.sources)


def _of_scifact() -> Ranked:
    """Lay out the abstracts and the claims about them; only pairs with a claim are asked about."""
    layout, wanted = pages_at_odds.Layout(), []
    for abstract in pages_at_odds.abstracts():
        text = pages_at_odds.plain(abstract["text"]).replace(". ", "; ")
        title = pages_at_odds.plain(abstract["title"])
        layout.pages.setdefault(title, []).append((abstract["_id"], text))
    for claim in pages_at_odds.claims():
        if claim["evidence"]:
            name = f"claim-{claim['id']}"
            layout.say(f"Note {claim['id']}", name, pages_at_odds.plain(claim["claim"]))
            wanted += [
                (name, document)
                for document, rows in claim["evidence"].items()
                if any(row["label"] == "CONTRADICT" for row in rows)
            ]
    return _of_layout(layout, wanted, "claim-")


def _of_untold() -> Ranked:
    """Rank the pairs of the wiki that tells of no conflict, as a lint finds them."""
    gold = [row for row in (*read_gold(), *read_gold("also.json")) if row.kind != "negative"]
    with tempfile.TemporaryDirectory() as folder:
        made = make_team(Path(folder) / "w", pages_at_odds.CORPORA)
        with open_repository(made.root) as repo:
            pairs = find_pairs(take_snapshot(repo, repo.head()))
    names = [next((row.id for row in gold if row.side(pair)), "") for pair in pairs]
    return Ranked(list(read_signs(pairs)), names)


def table(corpora: Sequence[Corpus] | None = None) -> str:
    """Return the table as Markdown."""
    lines = [
        "| at odds | pairs | known | first tenth | fifth | third | half |",
        "|---|---:|---:|---:|---:|---:|---:|",
    ]
    for one in corpora or read_corpora():
        pairs = sum(len(wiki.finds) for wiki in one.wikis)
        known = sum(len({*wiki.finds} - {""}) for wiki in one.wikis)
        shares = " | ".join(f"{one.recall(share):.2f}" for share in SHARES)
        lines.append(f"| {one.name} | {pairs:,} | {known} | {shares} |")
    return "\n".join(lines)


def try_weights(corpora: Sequence[Corpus]) -> Iterator[str]:
    """Yield rows of a table: the best weights for two groups, and what they find in the third."""
    groups = dict.fromkeys(one.group for one in corpora)
    tried = []
    for values in itertools.product(*GRID.values()):
        weights = dict(zip(GRID, values, strict=True))
        found = {
            one.name: (
                one.recall(1 / 3, lambda signs: weigh_signs(signs, **weights)),  # noqa: B023
                one.recall(0.2, lambda signs: weigh_signs(signs, **weights)),  # noqa: B023
            )
            for one in corpora
        }
        tried.append((weights, found))
    yield "| held out | weights that are best for the others | found in a third | in a fifth |"
    yield "|---|---|---:|---:|"
    for group in groups:
        here = [one for one in corpora if one.group == group]
        others = [[o for o in corpora if o.group == g] for g in groups if g != group]
        weights, found = max(tried, key=lambda row: _worth(row[1], others))
        said = ", ".join(f"{name} {value:g}" for name, value in weights.items())
        for one in here:
            third, fifth = found[one.name]
            yield f"| {one.name} | {said} | {third:.2f} | {fifth:.2f} |"


def _worth(found: Mapping[str, tuple[float, float]], groups: Sequence[Sequence[Corpus]]) -> float:
    """Return how good weights are: the mean over groups; a third counts more than a fifth."""
    return sum(
        sum(found[one.name][0] + 0.3 * found[one.name][1] for one in group) / len(group)
        for group in groups
    )


def main(args: list[str]) -> None:
    """Print the table, and with `--fit` the weights that were tried."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fit", action="store_true", help="try other weights")
    given = parser.parse_args(args)
    corpora = read_corpora()
    print(table(corpora))
    for line in try_weights(corpora) if given.fit else ():
        print(line, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
