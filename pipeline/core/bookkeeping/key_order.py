"""The order of our keys in front matter, and the order of earlier versions, which it replaces."""

from __future__ import annotations

from pipeline.core.markup import frontmatter
from pipeline.core.wiki.facts import RECORD_KEYS

KEY_ORDER = (
    # GitHub shows front matter as a table, of which a phone shows the first four columns.
    "title",
    "type",
    "confidence",
    "updated",
    "created",
    "aliases",
    "sources",
    "related",
    *RECORD_KEYS,
    "rests_on",
    "disputed",
)
_EARLIER_ORDER = (
    "title",
    "type",
    "aliases",
    "sources",
    *RECORD_KEYS,
    "rests_on",
    "related",
    "created",
    "updated",
    "confidence",
    "disputed",
)


def renew_key_order(block: str) -> str:
    """Return front matter that an earlier version wrote with its keys in today's order.

    Keys that are not ours keep their places. Front matter in any other order or form is a person's,
    and stays as it is.
    """
    meta = frontmatter.load_block(block)
    now, earlier = ([key for key in order if key in meta] for order in (KEY_ORDER, _EARLIER_ORDER))
    ours = [key for key in meta if key in KEY_ORDER]
    if ours != earlier or now == earlier or block != frontmatter.dump(meta):
        return block
    in_turn = iter(now)
    keys = [next(in_turn) if key in KEY_ORDER else key for key in meta]
    return frontmatter.dump({key: meta[key] for key in keys})
