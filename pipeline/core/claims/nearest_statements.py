"""Find for new claims the statements of the whole wiki that may be at odds with them.

This is the search for pairs that a lint makes (`candidate_pairs`), asked for a few claims that no
page cites yet.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from pipeline.core.claims.candidate_pairs import CandidateSearch
from pipeline.core.claims.claim_index import ClaimNames, collect_statements, statements_of_page
from pipeline.core.claims.judgement import Statement
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

NEAREST = 12  # statements that are looked for beside each claim, those of its own source among them


def find_nearest_statements(
    claims: Sequence[Statement], slugs: Iterable[str], wiki: Wiki, schema: Schema
) -> list[list[Statement]]:
    """Return for each claim the statements of these pages most likely to be at odds with it.

    A claim is a statement without a slug, whose one label is its id. What the claim's own source
    says on pages already is left out.
    """
    pages, names = set(slugs), ClaimNames(wiki)
    there = collect_statements(
        wiki,
        schema,
        lambda slug: statements_of_page(wiki.page(slug)) if slug in pages else (),
        names,
    )
    asked = [replace(c, entities=tuple(dict.fromkeys(names.within(c.text)))) for c in claims]
    search = CandidateSearch([*there, *asked], NEAREST, wiki, names, lambda said: not said.slug)
    numbers = {
        claim.statement.labels: number
        for number, claim in enumerate(search.claims)
        if not claim.statement.slug
    }
    found = []
    for claim in claims:
        number = numbers.get(claim.labels)  # None where another wording of it stands for both
        near = [] if number is None else search.nearest(number)
        statements = (search.claims[n].statement for n in near)
        found.append([s for s in statements if s.slug and s.sources != claim.sources])
    return found
