"""The `wiki` command: turn arguments into one operation, and its outcome into words and exit codes.

Only this package prints, exits, and catches everything. Exit codes: 0 done, 1 the owner must act, 2
wrong usage, 3 our bug; 130 and 141 as a shell says them: interrupted, and nobody reads what is
printed. `argparse`, because typer alone takes half a second to import and `wiki --help` is to
answer at once. Each command is a module here; `COMMANDS` is their table. Of all of them only the
one that is asked for is imported.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from pipeline import __version__
from pipeline.adapters.processes.interrupts import exit_code_of_interrupt
from pipeline.cli.output import ReaderGone, err, print_as_is
from pipeline.core.errors import UserError

COMMANDS = (
    "add",
    "compile",
    "status",
    "show",
    "review",
    "accept",
    "reject",
    "derive",
    "check",
    "lint",
    "ask",
    "file",
    "eval",
    "search",
    "path",
    "changes",
    "mcp",
    "triage",
    "retract",
    "replace",
    "merge",
    "rename",
    "init",
    "demo",
    "queue",
    "publish",
    "comment",
    "answer",
    "reply",
    "fix",
    "refresh",
    "doctor",
    "upgrade",
)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # pydantic would look through all that is installed for plugins, a few milliseconds of each run.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    given = sys.argv[1:] if argv is None else [*argv]
    args = make_parser(_asked_commands(given)).parse_args(given)
    try:
        return int(args.run(args))
    except KeyboardInterrupt:
        return 130
    except ReaderGone:
        return 141
    except Exception as error:
        return exit_code_of_interrupt() or _report_failure(error)


def finish_output(code: int) -> int:
    """Finish printing, and return the exit code of the process."""
    try:
        print_as_is()
    except ReaderGone:
        return code or 141
    except UserError as error:
        return code or _report_user_error(error)
    return code


def _report_failure(error: Exception) -> int:
    if isinstance(error, UserError):
        return _report_user_error(error)
    from pipeline.adapters.machine_faults import explain_fault

    found = explain_fault(error)
    return _report_user_error(found) if found else _report_bug(error)


def _report_user_error(error: UserError) -> int:
    err(f"error: {error.message}")
    if error.hint:
        err(f"       {error.hint}")
    return 1


def _report_bug(error: Exception) -> int:
    """Report our own mistake with its trace, in which no credential may stand."""
    import traceback

    from pipeline.adapters.secrets import find_secrets, redact

    err(redact("".join(traceback.format_exception(error)), find_secrets(os.environ)))
    err(
        "error: this is a mistake in the program, not in your files. Please report the lines above."
    )
    return 3


def _asked_commands(argv: Sequence[str]) -> Sequence[str]:
    """Return the command that is asked for; all of them where help or a mistake may name them."""
    rest = argv[2:] if argv[:1] == ["-C"] else argv
    return [name for name in COMMANDS if rest[:1] == [name]] or COMMANDS


def make_parser(names: Sequence[str] = COMMANDS) -> argparse.ArgumentParser:
    """Return the parser of these commands."""
    made = argparse.ArgumentParser(
        prog="wiki", description="Compile sources in raw/ into a wiki that people review as diffs."
    )
    made.add_argument("--version", action="version", version=f"wiki {__version__}")
    made.add_argument(
        "-C",
        dest="folder",
        type=Path,
        default=Path(),
        metavar="DIR",
        help="work in this repository",
    )
    commands = made.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name in names:
        import_module(f"pipeline.cli.{name}").add(commands)
    return made
