"""Show a text in the pager that git would use."""

from __future__ import annotations

import shlex
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

# as git sets it: quit where all fits on the screen, keep colours, leave the text on the screen
_LESS = "FRX"


def show_in_pager(text: str, root: Path, environ: Mapping[str, str]) -> bool:
    """Show a text in git's pager, and wait until it is left; False where git would page nothing."""
    command = _pager(root, environ)
    with suppress(OSError):  # one that cannot be started after all
        if command:
            env = {"LESS": _LESS, "LV": "-c", **environ}
            subprocess.run(command, input=text.encode(), env=env, check=False)
            return True
    return False


def _pager(root: Path, environ: Mapping[str, str]) -> list[str]:
    """Return the command of git's pager as words; none where git pages nothing."""
    asked = subprocess.run(
        ["git", "-C", str(root), "var", "GIT_PAGER"],
        capture_output=True,
        text=True,
        env=dict(environ),
        check=False,
    )
    with suppress(ValueError):  # a quote that nothing closes
        words = shlex.split(asked.stdout.strip())
        return [] if words == ["cat"] else words
    return []
