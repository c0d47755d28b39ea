"""Keep what the rules about the whole wiki found, as long as nothing that they look at changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from pipeline.adapters.git.tree_rows import Blob
from pipeline.adapters.program import digest_of_code
from pipeline.adapters.store.facts import FactsCache
from pipeline.core.findings.page_findings import (
    PageFindings,
    findings_of_row,
    row_of_findings,
)
from pipeline.core.findings.view import Spot
from pipeline.core.wiki.schema import Schema

_KIND = "whole wiki"


class KeptRules:
    """The findings of the rules about the whole wiki, for one commit and one day.

    All that such a rule looks at stands in the files of the commit, in the settings, and in the day
    of today: findings are kept by rule under the digest of these and of the code. One file that
    differs has all rules run again (`KeptSpots` and `Pass` then know what is known of single
    pages). So this is for whoever asks again: for another format, for one rule, for what is new
    since a commit, or because nothing came in this week. It is a cache: without it the rules find
    the same.
    """

    def __init__(
        self, cache: FactsCache, schema: Schema, there: Iterable[Blob], today: str
    ) -> None:
        self._cache = cache
        files = "".join([f"{blob.mode} {blob.sha} {blob.path}\0" for blob in there])
        made_of = f"{digest_of_code()}\0{today}\0{schema.rules}\0{schema.text}\0{files}"
        self._version = hashlib.sha256(made_of.encode("utf-8", "backslashreplace")).hexdigest()

    def find(self, wanted: Sequence[str]) -> dict[str, tuple[Spot, ...]]:
        """Return what is known of some rules, by rule."""
        rows = self._cache.kept_rows(_KIND, self._version, dict.fromkeys(wanted, ""))
        said = {rule: findings_of_row(row, "") for rule, row in rows.items()}
        return {
            rule: tuple(spot for _, spot in found.spots) for rule, found in said.items() if found
        }

    def keep(self, new: Mapping[str, tuple[Spot, ...]]) -> None:
        """Keep what some rules found in this run."""
        said = {
            rule: PageFindings("", spots=tuple((rule, spot) for spot in spots))
            for rule, spots in new.items()
        }
        rows = {rule: row_of_findings(found) for rule, found in said.items()}
        self._cache.keep_rows(_KIND, self._version, dict.fromkeys(rows, ""), rows)
