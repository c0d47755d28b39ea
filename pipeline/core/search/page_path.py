"""How two pages hang together: the shortest way over links, in whichever direction they point."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence


def shortest_path(links: Mapping[int, Sequence[int]], start: int, goal: int) -> list[int]:
    """Return the numbers of the pages on a shortest way, both ends with it; [] for no way.

    `links` holds what each page links to. At each page the links that it sets are tried before
    those that lead to it, so the same wiki gives the same way.
    """
    back: dict[int, list[int]] = {}
    for page, targets in links.items():
        for target in targets:
            back.setdefault(target, []).append(page)
    came_from = {start: start}
    waiting = deque([start])
    while waiting and goal not in came_from:
        page = waiting.popleft()
        for other in (*sorted(links.get(page, ())), *sorted(back.get(page, ()))):
            if other not in came_from:
                came_from[other] = page
                waiting.append(other)
    if goal not in came_from:
        return []
    way = [goal]
    while way[-1] != start:
        way.append(came_from[way[-1]])
    return way[::-1]
