"""Read a repository that is not ours, at one commit, without a checkout and without running it.

Nothing of it is believed: no hook, filter, submodule, large-file server or setting of it takes
effect, for only commits, trees and blobs are read. What comes over the network comes by the one
protocol that the address names, without questions, and is ended when it takes too long or too much.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.adapters.git.plain_git import clean_environment
from pipeline.adapters.server_words import quote_on_one_line
from pipeline.core.errors import MissingObject, UserError

CLONE_SECONDS = 300.0
MOST_CLONED = 500_000_000  # bytes
MOST_FILES = 200_000
# What may name a branch, a tag or a commit; nothing that git takes for an option or a rule.
_REVISION = re.compile(r"(?!.*(?:\.\.|//|@\{|\.lock(?:/|$)))[A-Za-z0-9_][\w.+/-]{0,199}", re.ASCII)
_SSH = re.compile(r"(?:ssh://)?[A-Za-z0-9_.-]+@(?!-)[A-Za-z0-9.-]+(?::\d+/|[:/])(?!-)[\w./~+-]+")
_HOST = re.compile(r"(?!-)[A-Za-z0-9.-]+(?::\d{1,5})?|\[[0-9a-fA-F:]+\](?::\d{1,5})?")
_SCP = re.compile(r"(?:ssh://)?(?:[^@/\s]+@)([A-Za-z0-9.-]+)(?::\d+/|[:/])(.+)")
# Settings of the repository that would run a program or ask somebody.
_HARMLESS = (
    *("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false"),
    *("-c", "fetch.recurseSubmodules=false", "-c", "submodule.recurse=false"),
    *("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "log.showSignature=false"),
)


@dataclass(frozen=True)
class ForeignFile:
    """A regular file of a commit: its path, the id of its blob, and its size in bytes."""

    path: str
    sha: str
    size: int


@dataclass(frozen=True)
class ForeignRepository:
    """A repository at one commit; `address` is where it stands on the web, or ""."""

    folder: Path
    commit: str
    address: str
    name: str

    def day(self) -> str:
        """Return the day of the commit in UTC, as its committer's clock had it."""
        head = _read(self.folder, "cat-file", "commit", self.commit).partition(b"\n\n")[0]
        found = re.search(rb"^committer .*> (\d{1,12}) [+-]\d{4}$", head, re.MULTILINE)
        return datetime.fromtimestamp(int(found[1]), UTC).date().isoformat() if found else ""

    def files(self) -> list[ForeignFile]:
        """Return the regular files of the commit; links and submodules are left out."""
        rows = _read(self.folder, "ls-tree", "-r", "-z", "-l", "--full-tree", self.commit)
        found = []
        for row in rows.split(b"\0")[:MOST_FILES]:
            head, _, path = row.partition(b"\t")
            fields = head.split()
            if len(fields) == 4 and fields[0] in (b"100644", b"100755") and fields[3].isdigit():
                name = path.decode("utf-8", "surrogateescape")
                found.append(ForeignFile(name, fields[2].decode(), int(fields[3])))
        return found

    def read(self, files: Sequence[ForeignFile]) -> Iterator[bytes]:
        """Yield what is in these files, in the order asked."""
        with tempfile.TemporaryFile() as asked:
            asked.write("".join(f"{file.sha}\n" for file in files).encode())
            asked.seek(0)
            with subprocess.Popen(
                ("git", *_HARMLESS, "cat-file", "--batch", "--buffer"),
                cwd=self.folder,
                env=_environment(),
                stdin=asked,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            ) as process:
                assert process.stdout is not None
                for file in files:
                    head = process.stdout.readline().split()
                    if len(head) != 3:
                        process.kill()
                        raise MissingObject(f"no object {file.sha}")
                    yield process.stdout.read(int(head[2]))
                    process.stdout.read(1)


@contextmanager
def open_foreign(
    named: str,
    here: Path,
    protocols: tuple[str, ...] = ("https",),
    seconds: float = CLONE_SECONDS,
    most: int = MOST_CLONED,
) -> Iterator[ForeignRepository]:
    """Open what a person names: the path or the address of a repository, with `@REVISION` or not.

    An address is fetched into a folder that is gone with the block: one commit, without its
    history. `UserError` where that is not possible or not allowed.
    """
    is_ssh = bool(_SSH.match(named))
    if "://" in named or is_ssh:
        address, revision = _split_address(named, protocols, is_ssh)
        with tempfile.TemporaryDirectory(prefix="wiki-repo-") as folder:
            _fetch(Path(folder), address, revision, protocols, seconds, most)
            yield _opened(Path(folder), "refs/wiki/asked", address, _name_of(address))
        return
    path, revision = _split_path(named, here)
    try:
        top = Path(os.fsdecode(_read(path, "rev-parse", "--absolute-git-dir").rstrip(b"\n")))
    except (OSError, subprocess.CalledProcessError) as error:
        said = quote_on_one_line(getattr(error, "stderr", b"").decode("utf-8", "replace"))
        raise UserError(f"{named} is no git repository: {said or error}.", "Look at it.") from None
    name, address = top.parent.name if top.name == ".git" else top.name.removesuffix(".git"), ""
    with suppress(subprocess.CalledProcessError):
        address = os.fsdecode(_read(path, "config", "--get", "remote.origin.url").strip())
        name = _name_of(address) if web_address(address) else name
    yield _opened(path, revision or "HEAD", address, name)


def _opened(folder: Path, revision: str, address: str, name: str) -> ForeignRepository:
    try:
        wanted = f"{revision}^{{commit}}"
        found = _read(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", wanted)
    except subprocess.CalledProcessError:
        raise UserError(
            f"There is no commit {revision} in it.", "Name a branch, a tag or a whole commit id."
        ) from None
    return ForeignRepository(folder, found.decode().strip(), web_address(address), name)


def web_address(address: str) -> str:
    """Return the address of a repository as a browser takes it, without a user; or ""."""
    if found := _SCP.fullmatch(address):
        return f"https://{found[1].lower()}/{found[2].lstrip('/').removesuffix('.git')}"
    parts = urlsplit(address)
    if parts.scheme not in ("https", "http") or not parts.hostname:
        return ""
    return f"https://{parts.netloc.rpartition('@')[2].lower()}{parts.path}".removesuffix(".git")


def _name_of(address: str) -> str:
    return re.split(r"[/:]", address.rstrip("/"))[-1].removesuffix(".git")


def _revision(said: str) -> str:
    if said and not _REVISION.fullmatch(said):
        raise UserError(
            f"{said[:60]!r} names no revision.", "Name a branch, a tag or a whole commit id."
        )
    return said


def _split_path(named: str, here: Path) -> tuple[Path, str]:
    whole = (here / named).expanduser()
    if whole.is_dir():
        return whole.resolve(), ""
    before, _, revision = named.rpartition("@")
    path = (here / before).expanduser()
    if not before or not path.is_dir():
        raise UserError(f"{named}: there is no such folder.", "Look at the name.")
    return path.resolve(), _revision(revision)


def _split_address(named: str, protocols: tuple[str, ...], is_ssh: bool) -> tuple[str, str]:
    """Return address and revision; `UserError` for what may not be asked."""
    if any(char.isspace() or not char.isprintable() for char in named):
        raise UserError("The address holds a character that no address has.", "Look at it.")
    start = named.index("://") + 3 if "://" in named else 0
    first = re.compile("/" if start else "[/:]").search(named, start or named.find("@"))
    at = named.rfind("@")
    if first is None or at < first.start():
        at = len(named)
    address, revision = named[:at], _revision(named[at + 1 :])
    if is_ssh:
        if not _SSH.fullmatch(address):
            raise UserError(f"{address} is no address of a repository.", "Look at it.")
        return address, revision
    parts = urlsplit(address)
    if parts.scheme not in protocols:
        raise UserError(
            f"A repository is fetched by {' or '.join(protocols)}, not by {parts.scheme}.",
            "Clone it yourself, and name the folder.",
        )
    if "@" in parts.netloc:
        raise UserError(
            "The address holds a user or a password.",
            "Leave it out: git asks its credential helper. Or clone it yourself.",
        )
    if not _HOST.fullmatch(parts.netloc) or len(parts.path) < 2 or parts.query or parts.fragment:
        raise UserError(f"{address} is no address of a repository.", "Look at it.")
    return address, revision


def _fetch(
    folder: Path,
    address: str,
    revision: str,
    protocols: tuple[str, ...],
    seconds: float,
    most: int,
) -> None:
    """Fetch one commit into a bare repository, which has no files that a filter could touch."""
    _read(folder, "init", "--quiet", "--bare", "--template=", ".")
    allowed = "ssh" if _SSH.fullmatch(address) else ":".join(protocols)
    options = ("--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--refmap=")
    wanted = f"+{revision or 'HEAD'}:refs/wiki/asked"
    command = ("fetch", *options, "--no-recurse-submodules", "--no-auto-maintenance", "--")
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            ("git", *_HARMLESS, *command, address, wanted),
            cwd=folder,
            env=_environment(allowed),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=said,
            start_new_session=True,
        )
        try:
            _watch(process, folder, seconds, most)
        finally:
            _end(process)
        if process.returncode:
            said.seek(0)
            words = quote_on_one_line(said.read(20_000).decode("utf-8", "replace"))
            raise UserError(
                f"git cannot fetch {web_address(address)}: {words}.",
                "Look at the address and the revision; of a private one, clone it yourself and"
                " name the folder.",
            )


def _watch(process: subprocess.Popen[bytes], folder: Path, seconds: float, most: int) -> None:
    end = time.monotonic() + seconds
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(0.2)
            return
        if time.monotonic() > end:
            raise UserError(
                f"Fetching took longer than {seconds:g} seconds.",
                "Clone it yourself, and name the folder.",
            )
        if _size(folder) > most:
            raise UserError(
                f"The repository is larger than {most // 1_000_000} MB at this commit.",
                "Clone it yourself, and name the folder.",
            )


def _end(process: subprocess.Popen[bytes]) -> None:
    """End git with all that it started."""
    if process.poll() is None:
        with suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        process.wait()


def _size(folder: Path) -> int:
    total = 0
    for where, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += (Path(where) / name).lstat().st_size
    return total


def _read(folder: Path, *args: str) -> bytes:
    return subprocess.run(
        ("git", *_HARMLESS, *args), cwd=folder, env=_environment(), capture_output=True, check=True
    ).stdout


def _environment(allowed: str = "none") -> dict[str, str]:
    """Return the environment of git: it asks nobody, and reaches out by these protocols alone."""
    return {
        **clean_environment(),
        "GIT_ALLOW_PROTOCOL": allowed,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ASKPASS": "true",
        "SSH_ASKPASS_REQUIRE": "never",
        "GCM_INTERACTIVE": "never",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
    }
