"""Branches whose names leave no room for others: git keeps `wiki/…` in a folder called `wiki`."""

from __future__ import annotations

from pipeline.core.errors import UserError


def folders_of_branch(name: str) -> list[str]:
    """Return the names that no branch may have beside this one: `wiki` and `wiki/compile`."""
    steps = name.split("/")
    return ["/".join(steps[:size]) for size in range(1, len(steps))]


def name_in_the_way(folder: str, name: str, where: str = "") -> UserError:
    """Return the error that says which branch is in the way, and how to rename it."""
    how = f"`git branch -m {folder} {folder}-old`" if not where else f"`{folder}` to another name"
    return UserError(
        f"A branch called {folder} stands{where} where the branch {name} must go: git cannot keep"
        " both.",
        f"Rename it ({how}), then run the command again.",
    )
