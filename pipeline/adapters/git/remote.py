"""Read, fetch and push branches and other refs of the repository on GitHub, through git itself.

The token reaches git in the environment of its process alone: never on a command line, in a file or
in an error. Names are checked before git sees them, because git takes a word that begins with a
dash for an option, and some options run programs.
"""

from __future__ import annotations

import base64
import re
import time
from collections.abc import Callable, Mapping
from typing import NoReturn

from git import GitCommandError

from pipeline.adapters.git.branch_names import folders_of_branch, name_in_the_way
from pipeline.adapters.git.repository import Repository
from pipeline.adapters.github import settings
from pipeline.adapters.secrets import find_secrets
from pipeline.adapters.server_words import quote_on_one_line
from pipeline.core.errors import UserError

COMMAND_SECONDS = 120.0  # that one git command may take
MOST_TRIES = 4
# `git help check-ref-format`, without white space of any kind.
_REF = re.compile(
    r"refs(?:/(?!\.)(?:(?!\.\.|@\{)[^\s\x00-\x20\x7f/~^:?*\[\\])+(?<!\.lock)(?<!\.))+"
)
_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_SHA = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")
# Where git says one of these, trying again changes nothing.
_LASTING_WORDS = re.compile(
    r"authentication failed|could not read (username|password)|returned error: 40[134]|not"
    r" found|permission .*denied"
    r"|does not appear to be a git|not allowed|no such remote|src refspec",
    re.IGNORECASE,
)
_REJECTED_ROW = re.compile(r"^!\t[^\t]*\t\[remote rejected\] \((.*)\)", re.MULTILINE)
_PASSING_WORDS = re.compile(
    r"atomic|cannot lock|internal server error|failed to update ref|timeout", re.IGNORECASE
)
_FETCH_OPTIONS = (
    "--no-tags",
    "--no-write-fetch-head",
    "--no-auto-maintenance",
    "--no-recurse-submodules",
    "--refmap=",
)
_MOVED_MEANWHILE = "changed meanwhile"
_PUSHED = re.compile(r"^!\t[^\t]*:refs/heads/(\S{1,300})\t\[remote rejected\]", re.MULTILINE)


class Remote:
    """One remote of a repository: the one that `name` stands for in git's configuration.

    Every method raises `UserError` where the server refuses or cannot be reached after `MOST_TRIES`
    tries.
    """

    def __init__(
        self,
        repo: Repository,
        environ: Mapping[str, str],
        name: str = "origin",
        sleep: Callable[[float], None] = time.sleep,
        seconds: float = COMMAND_SECONDS,
    ) -> None:
        if not _NAME.fullmatch(name):
            raise ValueError(f"not the name of a remote: {name[:60]!r}")
        self._repo = repo
        self._name = name
        self._sleep = sleep
        self._seconds = seconds
        header = _authorization_header(environ)
        self._env = _environment_of_git(environ, header)
        self._known = (*find_secrets(environ), header.rpartition(" ")[2])

    def heads(self, *prefixes: str) -> dict[str, str]:
        """Return the refs whose full name begins with one of these, each with its commit."""
        for prefix in prefixes:
            _ref(prefix.rstrip("/"))
        patterns = (f"{prefix}*" for prefix in prefixes)
        found = self._read("ls-remote", "--refs", "--quiet", "--", self._name, *patterns)
        rows = (line.partition("\t") for line in found.splitlines())
        return {name: sha for sha, _, name in rows if name.startswith(prefixes)}

    def fetch(self, *refs: str) -> dict[str, str]:
        """Fetch the objects of these refs, and return the commit of each ref that exists.

        No ref of ours moves. A ref that points at something other than a commit counts as absent.
        What HEAD or the branch that we know of the remote points at is here already.
        """
        for _ in range(MOST_TRIES):
            there = self._tips(refs)
            absent = [ref for ref, sha in there.items() if not self._is_here(ref, sha)]
            if absent:
                self._read(
                    "fetch",
                    "--quiet",
                    *_FETCH_OPTIONS,
                    "--",
                    self._name,
                    *absent,
                    gone_is_fine=True,
                )
            here = {ref: sha for ref, sha in there.items() if self._repo.resolve(sha)}
            if here == there or self._tips(refs) == there:  # what is no commit is not there for us
                return here
        raise UserError(
            f"Branches of {self._name} move faster than they can be fetched.", "Run it again."
        )

    def _is_here(self, ref: str, sha: str) -> bool:
        """Tell whether one of our refs shows that a commit is here with all that it is made of."""
        known = ref.replace("refs/heads/", f"refs/remotes/{self._name}/", 1)
        return sha in (self._repo.resolve("HEAD"), self._repo.resolve(known))

    def push(self, updates: Mapping[str, tuple[str | None, str | None]]) -> None:
        """Move all these refs or none; each maps to its new commit and the one it was seen at.

        None as the new commit deletes the ref; None as the old one says that it did not exist. The
        server moves them in one step (`--atomic`), and only where each still is at the commit that
        was seen (`--force-with-lease`), so nobody's commit is lost. A push whose answer was lost is
        looked up before it is tried again.
        """
        if not updates:
            return
        leases = [f"--force-with-lease={_ref(ref)}:{_id(old)}" for ref, (_, old) in updates.items()]
        moves = [f"{_id(new)}:{_ref(ref)}" for ref, (new, _) in updates.items()]
        options = (
            "--porcelain",
            "--atomic",
            "--no-verify",
            "--no-follow-tags",
            "--recurse-submodules=no",
        )
        for tries in range(1, MOST_TRIES + 1):
            try:
                self._talk("push", *options, *leases, "--", self._name, *moves)
                return
            except GitCommandError as error:
                if self._is_done(updates):
                    return
                self._give_up_on_refusal(error)
                self._pause(error, tries)

    def _is_done(self, updates: Mapping[str, tuple[str | None, str | None]]) -> bool:
        """Tell whether a failed push took effect after all; `UserError` if somebody moved a ref."""
        now = self._tips(tuple(updates))
        if all(now.get(ref) == new for ref, (new, _) in updates.items()):
            return True
        moved = [ref for ref, (_, old) in updates.items() if now.get(ref) != old]
        if moved:
            names = ", ".join(ref.removeprefix("refs/heads/") for ref in moved)
            raise UserError(f"{names} {_MOVED_MEANWHILE}.", "Run it again.") from None
        return False

    def _give_up_on_refusal(self, error: GitCommandError) -> None:
        """Raise where the server itself refused a ref: by protection, rules, or missing rights."""
        reasons = [
            why
            for why in _REJECTED_ROW.findall(str(error.stdout))
            if not _PASSING_WORDS.search(why)
        ]
        self._refuse_name_in_the_way(error)
        if reasons and "internal server error" not in str(error.stderr).lower():
            raise UserError(
                f"The server refuses the push: {self._words(error)}.",
                "Look at the rules for branches in the repository's settings, and at the token's"
                " permission `contents: write`.",
            ) from None

    def _refuse_name_in_the_way(self, error: GitCommandError) -> None:
        """Raise where the server has a branch that is called as a folder of one that is pushed."""
        pushed = set(_PUSHED.findall(str(error.stdout)))
        folders = tuple(f"refs/heads/{x}" for name in pushed for x in folders_of_branch(name))
        for ref in self._tips(tuple(dict.fromkeys(folders))):
            folder = ref.removeprefix("refs/heads/")
            below = next(name for name in sorted(pushed) if name.startswith(f"{folder}/"))
            raise name_in_the_way(folder, below, " on the server") from None

    def _tips(self, refs: tuple[str, ...]) -> dict[str, str]:
        """Return the commits of those of these refs that exist."""
        if not refs:
            return {}
        found = self._read("ls-remote", "--refs", "--quiet", "--", self._name, *map(_ref, refs))
        there = {
            name: sha for sha, _, name in (line.partition("\t") for line in found.splitlines())
        }
        return {ref: there[ref] for ref in refs if ref in there}

    def _read(self, *args: str, gone_is_fine: bool = False) -> str:
        for tries in range(1, MOST_TRIES + 1):
            try:
                return self._talk(*args)
            except GitCommandError as error:
                if gone_is_fine and "couldn't find remote ref" in str(error.stderr):
                    return ""
                self._pause(error, tries)
        raise AssertionError("the last try returns or raises")

    def _talk(self, *args: str) -> str:
        return self._repo.run_over_network(*args, env=self._env, seconds=self._seconds)

    def _pause(self, error: GitCommandError, tries: int) -> None:
        """Wait before the next try, or raise the reason why there is none."""
        if tries == MOST_TRIES or _LASTING_WORDS.search(str(error.stderr)):
            self._fail(error, tries)
        self._sleep(2.0 ** (tries - 1))

    def _fail(self, error: GitCommandError, tries: int) -> NoReturn:
        times = f" after {tries} tries" if tries > 1 else ""
        raise UserError(
            f"git cannot reach {self._name}{times}: {self._words(error)}",
            "Check GITHUB_TOKEN (`contents: write` to push) and the network; then run it again.",
        ) from None

    def _words(self, error: GitCommandError) -> str:
        """Return what git and the server wrote, without the frame that GitPython puts around it."""
        reasons = [why for why in _REJECTED_ROW.findall(str(error.stdout)) if "atomic" not in why][
            :1
        ]
        said = str(error.stderr).strip().removeprefix("stderr: ").strip("'").strip()
        lines = [line.removeprefix("remote: ").strip() for line in said.splitlines()]
        told = " ".join(
            line
            for line in lines
            if line and not line.startswith(("To ", "error: failed to push some refs"))
        )
        return quote_on_one_line(": ".join([*reasons, told]), self._known)


def _authorization_header(environ: Mapping[str, str]) -> str:
    if not environ.get("GITHUB_TOKEN"):
        return ""  # on a developer's machine git may know its own way
    pair = f"x-access-token:{settings.token(environ)}".encode()
    return f"Authorization: Basic {base64.b64encode(pair).decode()}"


def _environment_of_git(environ: Mapping[str, str], header: str) -> dict[str, str]:
    """Return the environment of git: what was given, with our settings after those that are there.

    The empty value takes away the header that a checkout may have left, since a server refuses a
    request with two of them.
    """
    env = dict(environ)
    if header:
        given = env.get("GIT_CONFIG_COUNT", "")
        count = int(given) if given.isdecimal() else 0
        for number, value in enumerate(("", header), start=count):
            env[f"GIT_CONFIG_KEY_{number}"] = f"http.{settings.server(environ)}/.extraheader"
            env[f"GIT_CONFIG_VALUE_{number}"] = value
        env["GIT_CONFIG_COUNT"] = str(count + 2)
    return env


def _ref(name: str) -> str:
    """Return the full name of a ref; `ValueError` for what may mean something else to git."""
    if not _REF.fullmatch(name):
        raise ValueError(f"not the full name of a ref: {name[:60]!r}")
    return name


def _id(sha: str | None) -> str:
    if sha is None:
        return ""
    if not _SHA.fullmatch(sha):
        raise ValueError(f"not an object id: {sha[:60]!r}")
    return sha
