"""Try each claim by the rules before it is placed, so that a bad one costs itself and no page.

All claims of a source stand on its summary page. If the gate refused that page for one sentence or
one quote, the whole source would fail. So the claims are tried on a page that is never written: all
together first, and only where that page is refused in halves, down to the bad ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from pipeline import rules
from pipeline.adapters.processes import gfm
from pipeline.core.bookkeeping.derive import write_footnotes
from pipeline.core.changes.assemble import add_planned_pages, edit_page
from pipeline.core.changes.change_set import (
    Claim,
    CreatePage,
    Dropped,
    PageEdits,
    PagePlan,
    Section,
)
from pipeline.core.changes.edits import EditError
from pipeline.core.changes.read_source import ReadSource
from pipeline.core.findings.view import View
from pipeline.core.markup.markdown import to_plain_text
from pipeline.core.text import normalise, shorten
from pipeline.core.values import Finding, Source
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.schema import SUMMARY_TYPE
from pipeline.operations.repository.snapshot import Snapshot

# What a sentence or a quote alone can be refused for.
_RULES_OF_CLAIMS = (
    "quote-not-found",
    "forged-citation",
    "active-code",
    "raw-html",
    "remote-image",
    "foreign-address",
    "hidden-character",
)


def drop_bad_claims(
    reading: ReadSource, snapshot: Snapshot, new: Mapping[str, Citation], *, verbatim: bool
) -> tuple[ReadSource, tuple[Dropped, ...]]:
    """Return the reading without the claims that the gate would refuse, and these with the reason.

    `new` are the citations by label. `verbatim` says that the claims' texts will stand on pages as
    they are, as the embedded librarian writes them; else only their quotes are tried.
    """
    trial = _Trial(reading, snapshot, new, verbatim)
    bad = dict(trial.bad_among(reading.extraction.claims))
    if not bad:
        return reading, ()
    claims = tuple(c for c in reading.extraction.claims if c.id not in bad)
    dropped = tuple(
        Dropped(shorten(to_plain_text(c.text), 120), bad[c.id])
        for c in reading.extraction.claims
        if c.id in bad
    )
    summary = replace(
        reading.summary, claims=tuple(x for x in reading.summary.claims if x not in bad)
    )
    gist = _without(
        reading.extraction.summary, [c for c in reading.extraction.claims if c.id in bad]
    )
    if not gist and claims:
        gist = to_plain_text(claims[0].text)
    left = replace(
        reading,
        extraction=replace(reading.extraction, claims=claims, summary=gist),
        summary=summary,
        fresh=reading.fresh - set(bad),
    )
    return left, dropped


def _without(summary: str, claims: Sequence[Claim]) -> str:
    """Return a summary without the sentences of these claims, of which the embedded one is made."""
    for claim in claims:
        summary = summary.replace(normalise(to_plain_text(claim.text)), "")
    return normalise(summary)


class _Trial:
    """A page that holds claims and nothing else, judged by the rules that a claim can break."""

    def __init__(
        self,
        reading: ReadSource,
        snapshot: Snapshot,
        new: Mapping[str, Citation],
        verbatim: bool,
    ) -> None:
        self._snapshot = snapshot
        self._source = reading.source
        self._new = new
        self._verbatim = verbatim
        slug = f"{reading.summary.slug}-trial"
        while slug in snapshot.wiki:
            slug += "-0"
        self._plan = PagePlan(slug, "Trial", SUMMARY_TYPE, "create", (), "")
        self._planned = add_planned_pages(snapshot.wiki, [self._plan], snapshot.schema)

    def bad_among(self, claims: Sequence[Claim]) -> list[tuple[str, str]]:
        """Return the ids of the claims that are refused, each with the reason."""
        reason = self._refusal(claims) if claims else ""
        if not reason or len(claims) == 1:
            return [(claims[0].id, reason)] if reason else []
        middle = len(claims) // 2
        return [*self.bad_among(claims[:middle]), *self.bad_among(claims[middle:])]

    def _find_source(self, path: str) -> Source | None:
        return self._source if path == self._source.path else self._snapshot.source_or_none(path)

    def _refusal(self, claims: Sequence[Claim]) -> str:
        lines = [f"- {c.text if self._verbatim else 'A claim.'} [^{c.id}]" for c in claims]
        made = CreatePage("Some claims.", (Section("Claims", "\n".join(lines)),))
        snapshot = self._snapshot
        try:
            page, _ = edit_page(
                PageEdits(self._plan, (made,)), snapshot.wiki, self._planned, snapshot.schema
            )
        except EditError as error:
            return f"{error}"
        page = write_footnotes(page, snapshot.wiki, self._new)
        sources = sorted({self._new[c.id].source for c in claims})
        view = View(
            (replace(page, meta={**page.meta, "sources": sources}),),
            self._planned,
            snapshot.schema,
            self._find_source,
            snapshot.wiki,
            raw_stems=snapshot.raw_stems,
            written=True,
            render=gfm.render,
            hands=snapshot.hands,
        )
        return _first_error(rules.run(view, _RULES_OF_CLAIMS))


def _first_error(findings: Sequence[Finding]) -> str:
    errors = [f for f in findings if f.severity == "error"]
    return f"{errors[0].rule}: {errors[0].message}" if errors else ""
