"""Read from the environment which GitHub is meant: server, repository, token, pace, who asks."""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.core.errors import UserError

API_URL = "https://api.github.com"
SERVER_URL = "https://github.com"
_REPOSITORY = re.compile(r"(?!-)[A-Za-z0-9_-]+/(?!\.{1,2}$)[A-Za-z0-9._-]+")
_TOKEN = re.compile(r"[!-~]+")  # what a header can hold
_ADDRESS = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+(/[\w./-]*)?", re.ASCII)


def token(environ: Mapping[str, str]) -> str:
    """Return the token for GitHub; `UserError` where there is none that a header can hold."""
    given = environ.get("GITHUB_TOKEN", "").strip()
    if not _TOKEN.fullmatch(given):
        raise UserError(
            "There is no usable token for GitHub.",
            "Set GITHUB_TOKEN: in a workflow to ${{ github.token }}, on your machine to the output"
            " of `gh auth token`.",
        )
    return given


def repository(environ: Mapping[str, str]) -> str:
    """Return the name of the repository as owner/name; `UserError` where it is none."""
    given = environ.get("GITHUB_REPOSITORY", "")
    if not _REPOSITORY.fullmatch(given):
        raise UserError(
            "GITHUB_REPOSITORY does not name a repository.",
            "Set it to owner/name, such as acme/wiki.",
        )
    return given


def api(environ: Mapping[str, str]) -> str:
    """Return the address of GitHub's API."""
    return _read_address(environ, "GITHUB_API_URL", API_URL)


def server(environ: Mapping[str, str]) -> str:
    """Return the address of GitHub's pages."""
    return _read_address(environ, "GITHUB_SERVER_URL", SERVER_URL)


def agent(environ: Mapping[str, str]) -> str:
    """Return who asks, as the header `User-Agent` says it: program, workflow and job."""
    run = "/".join(environ.get(name, "") for name in ("GITHUB_WORKFLOW", "GITHUB_JOB"))
    return f"git-llm-wiki ({re.sub(r'[^ -~]|[()]', '?', run)})"


def pace(environ: Mapping[str, str]) -> float:
    """Return the seconds between two writes."""
    return _read_seconds(environ, "WIKI_GITHUB_PACE", "1.0")


def patience(environ: Mapping[str, str]) -> float:
    """Return the seconds that one process waits for GitHub in all.

    With 0 the first trouble ends the run; a rerun goes on where it stopped.
    """
    return _read_seconds(environ, "WIKI_GITHUB_PATIENCE", "600")


def _read_seconds(environ: Mapping[str, str], name: str, usual: str) -> float:
    given = environ.get(name) or usual
    if not re.fullmatch(r"\d{1,3}(\.\d{1,6})?", given, re.ASCII):
        raise UserError(
            f"{name} is no number of seconds below 1000.", f"Set it to something like {usual}."
        )
    return float(given)


def _read_address(environ: Mapping[str, str], name: str, usual: str) -> str:
    given = (environ.get(name) or usual).rstrip("/")
    if not _ADDRESS.fullmatch(given):
        raise UserError(f"{name} is no address of a server.", f"Set it to something like {usual}.")
    return given
