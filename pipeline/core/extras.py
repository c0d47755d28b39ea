"""Extras: what is installed beside the base under a name, and what is said where it is missing.

Each extra stands in pyproject.toml, is locked in a `requirements-NAME.txt` of its own, and is
installed by `make NAME`. docs/dependencies.md lists them, and says how one is added.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from pipeline.core.errors import UserError
from pipeline.core.text import shorten

Extra = Literal["addresses", "charts", "code", "documents", "mcp", "ocr", "office", "vectors"]


class NotInstalled(UserError):
    """Something of an extra is needed and cannot be used; nothing is wrong with what was given."""


def not_installed(what: str, extra: Extra) -> NotInstalled:
    """Return the error that says what is missing, and names the command that installs it.

    `what` is the beginning of a sentence that ends with the name of what is missing, such as
    "Addresses on the web are tried with lychee".
    """
    return NotInstalled(
        f"{what}, which is not installed.",
        f"Run `make {extra}`, which installs it beside this program.",
    )


@contextmanager
def imported_for(what: str, extra: Extra) -> Iterator[None]:
    """Import packages of an extra inside this block; `NotInstalled` where one cannot be.

    A package may be there and lack something of the system, such as a shared library.

    The block holds plain import statements, so that type checkers and the test of the layers see
    them. A module of ours that is not found is our own mistake, and is raised as it is.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] == "pipeline":
            raise
        raise not_installed(what, extra) from error
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "pipeline":
            raise
        why = shorten(" ".join(str(error).split()), 200).rstrip(".")
        raise NotInstalled(
            f"{what}, which is installed and cannot be loaded: {why}.",
            f"Install what it lacks, or run `make {extra}` again.",
        ) from error
