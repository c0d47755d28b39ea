"""How much `make test` does of what searches for faults: a share, the same each time. `make soak` does all of it.

@pytest.mark.parametrize("shape", share(SHAPES, 5))  # each fifth
@settings(max_examples=few(100, 5))
"""

import os
from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")
PROFILE = os.environ.get("HYPOTHESIS_PROFILE", "wiki")
WHOLE = PROFILE != "wiki"


def share(cases: Iterable[T], one_in: int) -> list[T]:
    """Return each so many-th of the cases, from the first on; all of them in a soak."""
    return [*cases] if WHOLE else [*cases][::one_in]


def few(count: int, one_in: int) -> int:
    """Return a part of a number of tries, at least one; all of them in a soak."""
    return count if WHOLE else max(1, count // one_in)
