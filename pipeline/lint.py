"""`wiki lint`: what is wrong with the wiki as it is, by the rules that need no model."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from pipeline import rules
from pipeline.core.errors import UserError
from pipeline.core.model import Finding
from pipeline.core.view import View
from pipeline.snapshot import Snapshot


def findings(snapshot: Snapshot, today: str, only: Collection[str] | None = None) -> list[Finding]:
    """Return what the rules say of a whole wiki, worst first, then by place; `only` these rules, if any are named."""
    settings = snapshot.schema.rules.lint.rules
    wanted = [r for r in rules.LINT if settings.get(r) != "off" and (only is None or r in only)]
    pages = []
    for slug in snapshot.wiki.facts:
        try:
            pages.append(snapshot.wiki.page(slug))
        except UserError:
            continue
    view = View(
        (),
        snapshot.wiki,
        snapshot.schema,
        snapshot.source_or_none,
        raw_stems=snapshot.raw_stems,
        whole=True,
        today=today,
        hashes=snapshot.hashes,
        files_there=frozenset(b.path for b in snapshot.repo.tree(snapshot.commit)),
        index=snapshot.index,
        log=snapshot.log,
    )
    single = replace(view, pages=tuple(pages))
    found = rules.run(single, [r for r in wanted if rules.RULES[r].SCOPE == "page"])
    return found + rules.run(view, [r for r in wanted if rules.RULES[r].SCOPE == "wiki"])
