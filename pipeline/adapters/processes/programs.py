"""Find the programs that extras bring."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from pipeline.core.extras import Extra, not_installed


def find_program(name: str, what: str, extra: Extra, folder: Path | None = None) -> str:
    """Return the absolute path of a program; `UserError` where it is not installed.

    It is looked for in `folder` (by default beside this Python, where `make NAME` puts it), then on
    the path. `what` is as for `not_installed`.
    """
    beside = str(folder or Path(sys.executable).parent)
    found = shutil.which(name, path=beside) or shutil.which(name)
    if found is None:
        raise not_installed(what, extra)
    return str(Path(found).absolute())
