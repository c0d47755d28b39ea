"""Find the claims that only give a figure its name, to compare them beside those that use it.

"BALANCE costs 2600" and "COLD_COST: 2600" of one source belong together: what contradicts the first
may name the constant only. A figure is telling if it has at least three digits and at most eight
claims of the source share it; a claim that names one has at most eight words and one value.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.claims.claim_index import Indexed

_LEAST_DIGITS = 3  # of a figure that is worth a name
_MOST_HOLDERS = 8  # claims of one source that share the figure
_MOST_WORDS = 8  # of a claim that names a figure


class Definitions:
    """The names of figures in the claims of an index, which are given by their numbers."""

    def __init__(self, claims: Sequence[Indexed]) -> None:
        self._claims = claims
        self._of_source: dict[str, list[int]] = {}
        for number, claim in enumerate(claims):
            for source in dict.fromkeys(claim.statement.sources):
                self._of_source.setdefault(source, []).append(number)
        self._made: dict[str, dict[int, list[int]]] = {}

    def of(self, number: int) -> list[int]:
        """Return the numbers of the claims that name a figure of this one."""
        found: list[int] = []
        for source in dict.fromkeys(self._claims[number].statement.sources):
            if source not in self._made:
                self._made[source] = self._within(self._of_source[source])
            found += self._made[source].get(number, ())
        return found

    def using(self, number: int) -> list[int]:
        """Return the numbers of the claims whose figure this one names."""
        if len(self._claims[number].words) > _MOST_WORDS:
            return []
        near = {
            n for source in self._claims[number].statement.sources for n in self._of_source[source]
        }
        return [n for n in sorted(near) if number in self.of(n)]

    def _within(self, numbers: Sequence[int]) -> dict[int, list[int]]:
        """Return, for each claim of one source, the claims that name a figure of it.

        Values are read only where some claim of the source is brief enough to be a name.
        """
        claims = self._claims
        brief = {
            n for n in numbers if len(claims[n].words) <= _MOST_WORDS and len(claims[n].values) == 1
        }
        holding: dict[str, list[int]] = {}
        for n in numbers if brief else ():
            for key in sorted(
                {
                    m.key
                    for m in claims[n].values
                    if m.kind == "number" and len(m.key) >= _LEAST_DIGITS
                }
            ):
                holding.setdefault(key, []).append(n)
        found: dict[int, list[int]] = {}
        for held in holding.values():
            names = [n for n in held if n in brief]
            if names and 1 < len(held) <= _MOST_HOLDERS:
                for n in held:
                    found.setdefault(n, []).extend(name for name in names if name != n)
        return found
