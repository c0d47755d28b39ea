"""A GitHub for tests: HTTP over a real bare repository, strict where GitHub is strict, and made to fail on demand.

Read `forge.py` first, then `acts.py` (what can happen and when it is refused), `access.py` (who may) and `follow.py`
(how pull requests follow their branches). `routes_*.py` map GitHub's addresses to these; `shapes.py` has its JSON.
"""

from tests.forge.forge import Forge
from tests.forge.state import Comment, Issue, Pull

__all__ = ["Comment", "Forge", "Issue", "Pull"]
