"""A change outside what a compile may write: pages in their type's folder, the index, the log.

Bad:  `.github/workflows/compile.yml`, `wiki/../raw/x.md`
Good: `wiki/concepts/context-window.md`
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.model import Scope, Severity
from pipeline.core.view import Spot, View

SEVERITY: Severity = "error"
SCOPE: Scope = "change"
_NAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,120}\.md$")


def check(view: View) -> Iterator[Spot]:
    folders = {t.folder for t in view.schema.rules.types} | {"index"}
    for change in view.files:
        if not allowed(change.path, folders):
            yield Spot(
                change.path, change.path, "a compile may write only pages, the index and the log", "Refuse this change."
            )


def allowed(path: str, folders: set[str]) -> bool:
    """Tell whether a compile may write this path."""
    parts = path.split("/")
    if path in ("log.md", "wiki/index.md"):
        return True
    return len(parts) == 3 and parts[0] == "wiki" and parts[1] in folders and bool(_NAME.fullmatch(parts[2]))
