"""The claims of one split by label, with their sources: only of these its examples may speak."""

from __future__ import annotations

from collections.abc import Collection

from pipeline.core.claims.judgement import Statement
from pipeline.core.export.contents import WikiContents
from pipeline.core.training.example import Basis, basis_of_claim


class ClaimTable:
    """The claims of one split, and what an answer that cites them rests on."""

    def __init__(self, contents: WikiContents, labels: Collection[str]) -> None:
        self.contents = contents
        self.claims = {one.label: one for one in contents.claims if one.label in labels}

    def basis(self, label: str, span: str = "", page: str = "") -> Basis | None:
        """Return what rests on a claim of the split; None where it is of another one."""
        claim = self.claims.get(label)
        source = self.contents.source(claim.source) if claim else None
        return basis_of_claim(claim, source, span, page) if claim and source else None

    def of_statement(self, one: Statement, span: str = "") -> Basis | None:
        """Return what rests on the first claim of a statement that has these words."""
        if not all(label in self.claims for label in one.labels):
            return None
        found = (self.basis(label, span, one.slug) for label in one.labels)
        return next((basis for basis in found if basis), None)
