"""The `wiki` command: arguments → one operation. The only prints, the only exit codes, the only catch-all.

Exit codes: 0 done, 1 the owner must act, 2 wrong usage, 3 our bug. `argparse`, because typer alone takes half a second
to import and `wiki --help` is to answer at once. Each command is a module here; `COMMANDS` is their table.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from pipeline import __version__
from pipeline.cli import (
    check,
    comment,
    compile,
    demo,
    derive,
    doctor,
    fix,
    init,
    lint,
    merge,
    publish,
    queue,
    refresh,
    rename,
    replace,
    retract,
    show,
    status,
    triage,
    upgrade,
)
from pipeline.cli.output import err
from pipeline.core.errors import UserError

COMMANDS = (
    compile,
    status,
    show,
    derive,
    check,
    lint,
    triage,
    retract,
    replace,
    merge,
    rename,
    init,
    demo,
    queue,
    publish,
    comment,
    fix,
    refresh,
    doctor,
    upgrade,
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    os.environ.setdefault(
        "PYDANTIC_DISABLE_PLUGINS", "__all__"
    )  # looking for some takes as long as a tenth of our imports
    args = parser().parse_args(argv)
    try:
        return int(args.run(args))
    except UserError as error:
        err(f"error: {error.message}")
        if error.hint:
            err(f"       {error.hint}")
        return 1
    except KeyboardInterrupt:
        err("interrupted; the repository is as it was, and finished proposals stay")
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:
        return _bug(error)


def _bug(error: Exception) -> int:
    """Report our own mistake with its trace, in which no credential may stand."""
    import traceback

    from pipeline.adapters.credentials import redact, secrets

    err(redact("".join(traceback.format_exception(error)), secrets(os.environ)))
    err("error: this is a mistake in the program, not in your files. Please report the lines above.")
    return 3


def parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    made = argparse.ArgumentParser(
        prog="wiki", description="Compile sources in raw/ into a wiki that people review as diffs."
    )
    made.add_argument("--version", action="version", version=f"wiki {__version__}")
    made.add_argument("-C", dest="folder", type=Path, default=Path(), metavar="DIR", help="work in this repository")
    commands = made.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for module in COMMANDS:
        module.add(commands)
    return made
