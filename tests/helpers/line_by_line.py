"""A librarian for tests that reads line by line and writes one page a concept; and a worker that compiles until it is killed."""

import re
import sys
from pathlib import Path

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.changes.change_set import (
    AppendToSection,
    Claim,
    CreatePage,
    Extraction,
    PageEdits,
    PagePlan,
    Plan,
    Section,
)
from pipeline.core.haystack import Haystack
from pipeline.core.name_keys import slug_of
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.compile.keep_proposal import publish_proposal
from pipeline.operations.repository.snapshot import take_snapshot

CONCEPT = re.compile(r"\b(kettle|teapot|litre)s?\b", re.IGNORECASE)


class LineByLine:
    """Every line is a claim; every known word in it is a page."""

    name = "extractive"

    def extract(self, source, schema):
        hay = Haystack(source)
        lines = [x for x in source.text.splitlines() if x.strip() and not x.startswith("#")]
        found = [(x, hay.find(x)) for x in lines]
        claims = tuple(
            Claim(
                str(i), x, (quote,), concepts=tuple(m[1].capitalize() for m in CONCEPT.finditer(x))
            )
            for i, (x, quote) in enumerate(found, 1)
        )
        return Extraction(
            source.path,
            source.sha256,
            source.title,
            source.author,
            source.published,
            "",
            "",
            lines[0],
            claims,
        )

    def plan(self, reading, wiki, schema):
        pages = {}
        for claim in reading.extraction.claims:
            for name in claim.concepts:
                if claim.id in reading.fresh:
                    pages.setdefault(name, []).append(claim.id)
        plans = (
            PagePlan(
                slug_of(n),
                n,
                "concept",
                "update" if slug_of(n) in wiki else "create",
                tuple(ids),
                f"about {n}",
            )
            for n, ids in pages.items()
        )
        return Plan((reading.summary, *plans))

    def write(self, plan, reading, wiki, schema, judge):
        claims = {c.id: c for c in reading.extraction.claims}
        return [self._page(p, [claims[x] for x in p.claims], wiki) for p in plan.pages]

    def _page(self, plan, claims, wiki):
        rows = "\n".join(f"- {c.text}[^{c.id}]" for c in claims)
        if plan.slug in wiki:
            return PageEdits(plan, (AppendToSection("Key points", rows),))
        return PageEdits(
            plan,
            (CreatePage(f"{claims[0].text}[^{claims[0].id}]", (Section("Key points", rows),)),),
        )


def compile_one(folder, path, date="2026-04-11", dry=False):
    """Compile one source of the repository in `folder`; return the proposal and where it was published."""
    with open_repository(Path(folder)) as repo:
        snapshot = take_snapshot(repo, repo.head())
        proposal = compile_source(snapshot.source(path), snapshot, LineByLine(), CompileRun(date))
        return proposal, None if dry else publish_proposal(proposal, repo, snapshot.commit)


if __name__ == "__main__":
    print("ready", flush=True)
    for day in range(1, 10_000):
        compile_one(
            sys.argv[1],
            sys.argv[2],
            f"{2000 + day // 28 // 12:04}-{day // 28 % 12 + 1:02}-{day % 28 + 1:02}",
        )
