"""Let links speak in a ranking: a page beside good hits is raised, by one hop and without a model.

The best pages give a share of their score to the pages that they link to, and to those that link to
them. As in spreading activation (Collins and Loftus, 1975), a page with many links gives little
over each; and a page to which many link gets little over each, so that a hub, which stands beside
everything, is not raised by everything. A page without any word of the query is never brought in:
what is found holds what was asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from math import sqrt

SPREADING = 10  # how many of the best pages give something
SHARE = 0.5  # of their score


def best(scores: Mapping[int, float], k: int) -> list[int]:
    """Return the numbers of the k best scores, best first; of equal ones the lower number first."""
    return sorted(scores, key=lambda number: (-scores[number], number))[:k]


def spread(
    scores: Mapping[int, float], beside: Mapping[int, Collection[int]], links: Mapping[int, int]
) -> dict[int, float]:
    """Return the scores of pages by number, raised by the good pages beside them.

    `beside` holds the neighbours of each of the best pages, and `links` how many neighbours each
    page has of those that are named there.
    """
    raised = dict(scores)
    for number in best(scores, SPREADING):
        around = beside.get(number, ())
        for other in around:
            if other in raised:
                ways = len(around) * max(1, links.get(other, 1))
                raised[other] += SHARE * scores[number] / sqrt(ways)
    return raised
