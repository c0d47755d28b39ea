"""Recall of the search for pairs, end to end: real statements laid out as pages of a wiki.

Statements that refute one another are written into pages with citations, as a compile would write
them. `collect_statements` and `find_candidate_pairs` then work on the `Wiki` of these pages as in
`wiki lint`. A pair counts as found if one side stands among the ten candidates of the other.

VitaminC (Schuster and others, 2021) has revisions of Wikipedia with claims that they refute. The
refuted pairs are divided in two: of the first hundred, sixty were read before the rules for values
were written; none of the second hundred was. Beside them stand the other pairs of VitaminC, then
paragraphs of HotpotQA, then abstracts of SciFact, up to the number of pages. There are two layouts:
everything that is said of one article of Wikipedia on one page; or each claim and each passage on a
page of its own. A small wiki does not hold all refuted pairs, so there are several of it.
"""

from __future__ import annotations

import gzip
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pipeline.core.claims.candidate_pairs import find_candidate_pairs
from pipeline.core.claims.claim_index import collect_statements
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.name_keys import slug_of
from pipeline.core.values import Quote
from pipeline.core.wiki.citations import Citation, render
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

SCHEMA = Path(__file__).parent.parent / "schema.md"
CORPORA = Path(os.environ.get("WIKI_CORPORA") or SCHEMA.parent.parent / "shared" / "corpora")
K = 10
_FOLDER = "wiki/concepts/page.md"  # every page lies in this folder, so links to sources are alike
SIZES = (100, 500, 2_836)
READ, UNREAD = "first hundred, read", "second hundred, unread"


@dataclass
class Layout:
    """Pages in the making: by title, what each source says there, sentence by sentence."""

    pages: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def say(self, title: str, source: str, text: str) -> None:
        """Add what a source says to the page with a title."""
        rows = self.pages.setdefault(title, [])
        rows += [(source, part.strip()) for part in cut_into_sentences("en", text) if part.strip()]

    def files(self) -> dict[str, str]:
        """Return these pages by path."""
        return {
            f"wiki/concepts/{slug_of(title)}-{number}.md": _page(title, rows)
            for number, (title, rows) in enumerate(self.pages.items())
        }

    def wiki(self) -> Wiki:
        """Return the wiki of these pages."""
        files = self.files()
        return Wiki([facts_of(path, text) for path, text in files.items()], files.__getitem__)


def _page(title: str, rows: Sequence[tuple[str, str]]) -> str:
    body, notes = [], []
    for number, (source, said) in enumerate(rows, 1):
        label = f"{source}-{number}"
        body.append(f"{said.rstrip('.')}.[^{label}]")
        quote = Quote(said, 1, 1)
        notes.append(render(Citation(label, f"raw/{source}.md", "line", (quote,)), _FOLDER))
    front = f"---\ntitle: {json.dumps(title)}\ntype: concept\n---"
    return "\n\n".join((front, *body, "\n".join(notes))) + "\n"


@dataclass(frozen=True)
class Found:
    """Which of the pairs of sources that are looked for were found, and at what cost."""

    asked: frozenset[tuple[str, str]]
    hits: frozenset[tuple[str, str]]
    pages: int
    statements: int
    pairs: int
    seconds: float


def search(layout: Layout, wanted: Iterable[tuple[str, str]]) -> Found:
    """Look for pairs as a lint does, and return which pairs of sources are among them."""
    wiki, schema = layout.wiki(), Schema.parse(SCHEMA.read_text("utf-8"))
    start = time.process_time()
    statements = collect_statements(wiki, schema)
    pairs = find_candidate_pairs(statements, K, wiki)
    seconds = time.process_time() - start
    there = {
        (a, b) for p in pairs for x, y in ((p.a, p.b), (p.b, p.a))
        for a in _stems(x.sources) for b in _stems(y.sources)
    }  # fmt: skip
    asked = frozenset(wanted)
    return Found(asked, asked & there, len(wiki.facts), len(statements), len(pairs), seconds)


def _stems(sources: Iterable[str]) -> Iterator[str]:
    return (Path(source).stem for source in sources)


@cache
def _vitaminc() -> tuple[Mapping[str, str], ...]:
    text = (CORPORA / "vitaminc" / "sample_600.jsonl").read_text("utf-8")
    return tuple(map(json.loads, text.splitlines()))


def plain(text: str) -> str:
    """Return a text without the signs that Markdown would take for its own."""
    return " ".join(text.translate(str.maketrans("[]<>|`*_~^#", " " * 11)).split())


def vitaminc(pages: int, apart: bool) -> Iterator[tuple[Layout, list[tuple[str, str]]]]:
    """Yield wikis of so many pages, each with the pairs of sources that refute one another."""
    rows = list(enumerate(_vitaminc()))
    refuted = [(n, row) for n, row in rows if row["label"] == "REFUTES"]
    at_once = max(1, min(len(refuted), pages // 2))
    for first in range(0, len(refuted), at_once):
        part = refuted[first : first + at_once]
        others = [(n, row) for n, row in rows if row["label"] != "REFUTES"]
        layout = Layout()
        for n, row in part:
            _lay(layout, n, row, apart)
        for n, row in others:
            if len(layout.pages) < pages:
                _lay(layout, n, row, apart)
        for title, text in _paragraphs():
            if len(layout.pages) >= pages:
                break
            layout.say(title, f"other-{len(layout.pages)}", text)
        yield layout, [(f"claim-{n}", f"passage-{n}") for n, _ in part]


def _lay(layout: Layout, number: int, row: Mapping[str, str], apart: bool) -> None:
    title = plain(row["page"])
    layout.say(f"Note {number}" if apart else title, f"claim-{number}", plain(row["claim"]))
    layout.say(f"Report {number}" if apart else title, f"passage-{number}", plain(row["evidence"]))


@cache
def _paragraphs() -> tuple[tuple[str, str], ...]:
    """Return titles and texts that fill a wiki up: of HotpotQA, then of SciFact."""
    found: dict[str, str] = {}
    with (CORPORA / "hotpotqa" / "hotpotqa_distractor_100.jsonl").open(encoding="utf-8") as file:
        for line in file:
            context = json.loads(line)["context"]
            for title, said in zip(context["title"], context["sentences"], strict=True):
                found.setdefault(plain(title), plain(" ".join(said)))
    for abstract in abstracts():
        found.setdefault(plain(abstract["title"]), plain(abstract["text"]))
    return tuple(found.items())


@cache
def abstracts() -> tuple[dict[str, str], ...]:
    """Return the abstracts of SciFact."""
    with gzip.open(CORPORA / "scifact" / "corpus.jsonl.gz", "rt", encoding="utf-8") as file:
        return tuple(map(json.loads, file))


def half_of(claim: str) -> str:
    """Return the half to which the claim of a refuted pair belongs."""
    refuted = [f"claim-{n}" for n, row in enumerate(_vitaminc()) if row["label"] == "REFUTES"]
    return READ if refuted.index(claim) < len(refuted) // 2 else UNREAD


def row_of_vitaminc(pages: int, apart: bool) -> str:
    """Return a row of the table for one size and layout."""
    found = [search(layout, wanted) for layout, wanted in vitaminc(pages, apart)]
    shares = []
    for half in (READ, UNREAD):
        asked = {pair for one in found for pair in one.asked if half_of(pair[0]) == half}
        hits = {pair for one in found for pair in one.hits if pair in asked}
        shares.append(f"{len(hits) / len(asked):.2f}")
    statements, pairs = sum(one.statements for one in found), sum(one.pairs for one in found)
    kind = "apart" if apart else "of one article on one page"
    seconds = sum(one.seconds for one in found)
    told = f"{statements:,} | {' | '.join(shares)} | {pairs / statements:.1f} | {seconds:.1f} s"
    return f"| VitaminC, refuted | {kind} | {max(one.pages for one in found):,} | {told} |"


def row_of_scifact(label: str) -> str:
    """Return a row for SciFact's claims with an abstract that supports or contradicts them.

    Each abstract is a page with one statement, its text, and each claim is a page too.
    """
    layout = Layout()
    for abstract in abstracts():
        rows = layout.pages.setdefault(plain(abstract["title"]), [])
        rows.append((abstract["_id"], plain(abstract["text"]).replace(". ", "; ")))
    gold = {}
    for claim in claims():
        evidence = claim["evidence"].items()
        right = {doc for doc, rows in evidence if any(r["label"] == label for r in rows)}
        if right:
            name = f"claim-{claim['id']}"
            gold[name] = right
            layout.say(f"Note {claim['id']}", name, plain(claim["claim"]))
    found = search(layout, ((name, doc) for name, docs in gold.items() for doc in docs))
    share = len({name for name, _ in found.hits}) / len(gold)
    told = f"{found.pages:,} | {found.statements:,} | {share:.3f} for all {len(gold)} | –"
    each = f"{found.pairs / found.statements:.1f} | {found.seconds:.1f} s"
    kind = "contradicted" if label == "CONTRADICT" else "supported"
    return f"| SciFact, {kind} | an abstract is one statement | {told} | {each} |"


@cache
def claims() -> tuple[dict[str, Any], ...]:
    """Return the claims of both labelled sets of SciFact."""
    texts = (
        (CORPORA / "scifact" / f"claims_{name}.jsonl").read_text("utf-8")
        for name in ("train", "dev")
    )
    return tuple(json.loads(line) for text in texts for line in text.splitlines())


def table() -> str:
    """Return the table as Markdown."""
    lines = [
        f"| pairs | layout | pages | statements | {READ} | {UNREAD} | pairs a statement | CPU |",
        "|---|---|---:|---:|---:|---:|---:|---:|",
    ]
    lines += [row_of_vitaminc(pages, apart) for pages in SIZES for apart in (False, True)]
    return "\n".join([*lines, row_of_scifact("CONTRADICT")])
