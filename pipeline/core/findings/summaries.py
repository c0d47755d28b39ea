"""What rules about the web of pages say of source summaries, which are many and alike.

A summary is the record of its source, and where little of the sources stands on other pages, as
with the embedded librarian, most of them have no link to or from another page. One such summary is
an oversight; of many, one finding says as much as a hundred.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipeline.core.findings.view import Spot, View
from pipeline.core.wiki.facts import WIKI_FOLDER

SUBJECT = "summaries"
_MOST_ALONE = 3  # summaries of one rule with a finding each
_MOST_NAMED = 5


def gather_summaries(spots: Sequence[Spot], view: View, what: str, how: str) -> Iterator[Spot]:
    """Yield the spots of source summaries: each of a few, and of more one at the index for all.

    A summary with a comment for the lint keeps a spot of its own, which the comment may silence.
    `what` is true of the summaries, and `how` is what to do.
    """
    many = len(spots) > _MOST_ALONE
    own = [s for s in spots if many and "lint-ignore" in view.wiki.text_at(s.path)]
    rest = [s for s in spots if s not in own]
    yield from own
    if len(rest) <= _MOST_ALONE:
        yield from rest
        return
    named = ", ".join(spot.subject for spot in rest[:_MOST_NAMED])
    more = f", and {len(rest) - _MOST_NAMED} more" if len(rest) > _MOST_NAMED else ""
    message = f"{len(rest)} source summaries {what}: {named}{more}"
    yield Spot(f"{WIKI_FOLDER}index.md", SUBJECT, message, how)
