"""Keep what a rule about the whole wiki found on single pages, until what it looked at changes."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping

from pipeline.adapters.program import digest_of_code
from pipeline.adapters.store.facts import FactsCache
from pipeline.core.findings.page_findings import (
    PageFindings,
    findings_of_row,
    row_of_findings,
)
from pipeline.core.findings.view import FoundOnPage, Spot


class KeptSpots:
    """The findings of rules about the whole wiki that stand on one page each, for one lint.

    They are kept under the page's path and blob, the digest of the code, and what the rule says
    that they depend on beside (`made_of`: the names of all pages, for instance). Where the rule
    read other pages for a finding, the row lists their blobs, and holds only while these are the
    same. Of each rule there are rows for one `made_of` only: those of another are deleted when new
    ones are kept. So a change that renames nothing costs the pages that it changed, and one that
    does has all looked at again. It is a cache: without it the rule finds the same.
    """

    def __init__(self, cache: FactsCache, blobs: Mapping[str, str]) -> None:
        self._cache, self._blobs = cache, blobs
        # by rule: the version, the rows that were kept of it, and the new ones
        self._known: dict[str, tuple[str, Mapping[str, str], dict[str, str]]] = {}

    def spots(
        self, rule: str, made_of: str, path: str, find: Callable[[], FoundOnPage]
    ) -> tuple[Spot, ...]:
        """Return what a rule finds on a page: as it was kept, or else by `find`."""
        if rule not in self._known:
            version = hashlib.sha256(f"{digest_of_code()}\0{made_of}".encode()).hexdigest()
            rows = self._cache.kept_rows(rule, version, self._blobs)
            self._known[rule] = version, rows, {}
        _, kept, new = self._known[rule]
        if (said := self._as_kept(kept.get(path), path)) is not None:
            return said
        found = find()
        spots = tuple(found.spots)
        read = {other: self._blobs.get(other, "") for other in found.read}
        if path in self._blobs:
            said_by = PageFindings(self._blobs[path], read, (), tuple((rule, s) for s in spots))
            new[path] = row_of_findings(said_by)
        return spots

    def _as_kept(self, row: str | None, path: str) -> tuple[Spot, ...] | None:
        said = findings_of_row(row, self._blobs[path]) if row is not None else None
        if said is None or said.blob != self._blobs[path]:
            return None
        if any(self._blobs.get(other, "") != blob for other, blob in said.sources.items()):
            return None
        return tuple(spot for _, spot in said.spots)

    def keep(self) -> None:
        """Keep what was found in this run and was not kept yet."""
        for rule, (version, _, new) in self._known.items():
            self._cache.keep_rows(rule, version, self._blobs, new)
