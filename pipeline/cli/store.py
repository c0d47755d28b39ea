"""The options `--kept` and `--keep`: what a run takes over from earlier runs, and leaves behind."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def add_store_options(parser: argparse.ArgumentParser) -> None:
    """Add the options to a command's parser."""
    parser.add_argument(
        "--kept", type=Path, metavar="DIR", help="in a workflow: what earlier runs kept; only read"
    )
    parser.add_argument(
        "--keep",
        type=Path,
        metavar="DIR",
        help="in a workflow: a new folder, for the next run's --kept",
    )


@contextmanager
def open_store(args: argparse.Namespace, only_new: bool = False) -> Iterator[Path | None]:
    """Give the folder in which this run keeps what it pays for.

    It is None for the folder in the git directory. With `only_new` it holds at the end what this
    run has added alone.
    """
    if args.keep is None:
        if args.kept is not None:
            args.refuse(
                "--kept is for a run with --keep: what is in the git directory is found anyway"
            )
        yield None
        return
    from pipeline.adapters.store.ci_cache import hand_on, take_over

    before = take_over(args.kept, args.keep) if args.kept else {}
    try:
        yield args.keep
    finally:
        hand_on(args.keep, before, only_new)
