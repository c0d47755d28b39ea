"""Print for commands: safe for a terminal and a CI log, whatever foreign text is in it."""

from __future__ import annotations

import argparse
import datetime
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.core.errors import UserError
from pipeline.core.setup.start_files import PLACEHOLDER

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository

Commands = Any  # argparse keeps the type of its subparsers to itself


def parse_day(text: str) -> str:
    """Return a date that was given as an argument; argparse reports any other text."""
    from pipeline.core.bookkeeping.confidence import parse_date

    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) or parse_date(text) is None:
        raise argparse.ArgumentTypeError(f"{text!r} is no date such as 2026-04-11")
    return text


def given_day(args: argparse.Namespace) -> str:
    """Return the day that was given with `--date`, else today."""
    return str(args.date or datetime.date.today().isoformat())


def as_repo_path(given: str, root: Path, folder: Path) -> str:
    """Return a path as the repository names it.

    It may be given from the repository's root, from here, or absolute.
    """
    if (root / given).exists() and not Path(given).is_absolute():
        return Path(given).as_posix()
    here = (folder / given).resolve()
    return (
        here.relative_to(root.resolve()).as_posix()
        if here.is_relative_to(root.resolve())
        else given
    )


def warn_uncommitted(repo: Repository) -> None:
    """Print which sources and settings were not read as they are here: what counts is committed."""
    dirty = [p for p in repo.dirty("raw", "schema.md") if p != PLACEHOLDER]
    loose = [p for p in dirty if (repo.root / p).exists()]
    gone = [p for p in dirty if p not in loose]
    if loose:
        err(f"note: not committed, so not read: {first_few(loose)}")
    if gone:
        err(f"note: deleted here and not in a commit, so still there: {first_few(gone)}")


def first_few(names: Sequence[str]) -> str:
    """Return the first names of a list, and how many more there are."""
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


COLUMNS = 80  # of a terminal, for text that is wrapped
FEWEST_DOLLARS = 0.005  # below it, nothing is worth saying


def say_row(word: str, path: str, about: str) -> None:
    """Print what became of a path, and words about it, which stand below it where both are long."""
    row = f"{word:9} {path}: {about}"
    out(row if len(row) <= COLUMNS else f"{word:9} {path}\n{' ' * 10}{about}")


class Progress:
    """One line that follows the work on a terminal; elsewhere a plain line for each stage.

    It says the how manyth thing of how many is at hand, where there are several, and what was paid
    so far. With `quiet` nothing is printed. A run of continuous integration gets the plain lines:
    its log is all that anybody sees of it.
    """

    def __init__(self, quiet: bool = False) -> None:
        self._status: Any = None
        self._quiet = quiet
        in_ci = os.environ.get("CI", "").lower() == "true"
        self._live = sys.stderr.isatty() and not quiet and not in_ci
        self._at = self._of = 0
        self._spent: Callable[[], float] = lambda: 0.0

    def __enter__(self) -> Progress:
        if self._live:
            from rich.console import Console

            self._status = Console(stderr=True).status("starting")
            self._status.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.clear()

    def clear(self) -> None:
        """Take the line away, so that something else can be printed."""
        if self._status is not None:
            self._status.stop()

    def expect(self, of: int, spent: Callable[[], float] = lambda: 0.0) -> None:
        """Set how many things there are, and where the dollars that were paid can be asked."""
        self._at, self._of, self._spent = 0, of, spent

    def begin_next(self) -> None:
        """Count on: the next thing is at hand."""
        self._at += 1

    def say(self, path: str, stage: str) -> None:
        """Print what is being done now."""
        if self._status is not None:
            from rich.markup import escape

            self._status.update(escape(make_harmless(self._line(path, stage))))
            self._status.start()
        elif not self._quiet:
            err(f"          {self._line(path, stage)}")

    def _line(self, path: str, stage: str) -> str:
        count = f"{self._at} of {self._of}" if self._of > 1 and self._at else ""
        dollars = self._spent()
        paid = f"${dollars:.2f} so far" if dollars >= FEWEST_DOLLARS else ""
        return " · ".join(filter(None, (count, f"{path}: {stage}" if path else stage, paid)))


def is_answered() -> bool:
    """Tell whether there is a person at a terminal who can answer a question."""
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr.isatty())


def confirm(progress: Progress, question: str) -> bool:
    """Ask the person at the terminal; where there is none, the answer is no."""
    if not is_answered():
        return False
    progress.clear()
    err(question)
    return input("[y/N] ").strip().lower() in ("y", "yes")


_UNSAFE_CHARACTERS = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)
# The runner of GitHub Actions takes this for a command.
_RUNNER_COMMAND = re.compile(r"^(\s*)::|##\[", re.MULTILINE)
_COMMAND_SIGN = re.compile(r"::(?<!\S::)")  # what may be the first of these
_PLAIN_BYTES = bytes((0x09, 0x0A, *range(0x20, 0x7F)))


def make_harmless(text: str) -> str:
    """Return text with foreign words in it as a terminal and a CI log can take it.

    Escape sequences and commands for the log lose their effect.
    """
    data = text.encode("utf-8", "backslashreplace")
    plain = data.decode()
    # A lint may say twenty megabytes, and a pattern that is tried at each letter takes ten times as
    # long as a look at all of them.
    if "##[" in plain or _COMMAND_SIGN.search(plain):
        plain = _RUNNER_COMMAND.sub(
            lambda m: "##［" if m.group() == "##[" else f"{m[1]}：：", plain
        )
    if plain.isascii() and not data.translate(None, _PLAIN_BYTES):
        return plain
    return _UNSAFE_CHARACTERS.sub("�", plain)


class ReaderGone(Exception):
    """Whoever read what is printed has closed the pipe, as `head` does when it has enough."""


def out(text: str) -> None:
    """Print a text that may hold foreign words."""
    print_as_is(make_harmless(text))


def print_as_is(text: str = "") -> None:
    """Print a text that is safe, all of it at once, so that lines of several threads do not mix."""
    if sys.stdout is None:  # as in `wiki status >&-`
        return
    try:
        sys.stdout.write(f"{text}\n" if text else "")
        sys.stdout.flush()
    except OSError as error:
        with suppress(OSError):  # or Python would try again at its end, and say so
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if isinstance(error, BrokenPipeError):
            raise ReaderGone from None
        raise UserError(
            f"What there is to say cannot be written to the standard output: {error.strerror}.",
            "Make room where it goes, or send it elsewhere; what was done until then stays.",
        ) from error


def err(text: str) -> None:
    """Print to the standard error; where that cannot be written there is nobody to tell."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(make_harmless(text) + "\n")
            sys.stderr.flush()
