"""Runs the real workflow files offline: nektos/act on this machine, our stubs for GitHub's actions, a forge for GitHub.

    done = act.run(forge, "compile.yml", "push", {"after": sha}, folder=tmp_path)
    assert done.results == {"plan": "success", "compile (raw/a.md)": "success", "publish": "success"}

act obeys needs, `if:`, matrix, outputs and composite actions; it knows no permissions, path filters or concurrency: the forge
holds requests to the permissions, and `test_policy.py` reads the rest. Its logs are not masked here, so that a credential
which reaches a place that people read is found, also where GitHub would have hidden it (`leaks.py`).
"""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

from tests.forge import bare
from tests.helpers.git_settings import GIT_SETTINGS
from tests.helpers.repos import EMPTY_LOG, ROOT
from tests.helpers.starting import Starter
from tests.workflows.actlog import Job, jobs_of
from tests.workflows.leaks import Leak, search

__all__ = ["APP_TOKEN", "REPOSITORY", "SECRETS", "TOKEN", "Job", "Leak", "Run", "product", "run"]

ACT = Path(sys.executable).with_name("act")
STUBS = Path(__file__).parent / "stubs"
REPOSITORY = "acme/wiki"
PRODUCT = (
    ".github",
    "pipeline",
    "Makefile",
    "pyproject.toml",
    "requirements.txt",
    "schema.md",
    ".gitignore",
    ".gitattributes",
)
TOKEN = "ghs_UNMISTAKABLEworkflowTOKEN0123456789"
APP_TOKEN = "ghs_UNMISTAKABLEappTOKEN0123456789"
SECRETS = {"GITHUB_TOKEN": TOKEN, "ANTHROPIC_API_KEY": "sk-ant-UNMISTAKABLE-model-key-0123456789"}
APP_KEY = "UNMISTAKABLE-private-key-of-the-app-0123456789"
# a test that wants a model says where one is
NOWHERE = {"ANTHROPIC_BASE_URL": "http://127.0.0.1:9"}
FLAGS = (
    "-P", "ubuntu-latest=-self-hosted", "--pull=false", "--no-cache-server", "--no-skip-checkout", "--use-gitignore=false", "--json",
)  # fmt: skip
_USES = re.compile(
    r"^\s*(?:- )?uses:\s*([\w.-]+/[\w.-]+)(?:/[\w./-]+)?@([0-9a-f]{40})\b", re.MULTILINE
)
_QUEUE = re.compile(r"^ +queue: max\n", re.MULTILINE)


@dataclass(frozen=True)
class Run:
    """A finished run. `artifacts` holds a folder for each artifact, `raw` every line that act wrote."""

    code: int
    jobs: tuple[Job, ...]
    artifacts: Path
    raw: str
    seconds: float

    @property
    def results(self) -> dict[str, str]:
        """Each job's result by its name, in the order they began; those that never did are skipped."""
        return {job.name: job.result for job in self.jobs}

    @property
    def log(self) -> str:
        return "".join(job.log for job in self.jobs)

    def job(self, name: str) -> Job:
        """Return the only job of this name or id."""
        (found,) = [job for job in self.jobs if name in (job.name, job.id)]
        return found

    def artifact(self, name: str) -> dict[str, bytes]:
        """Return an artifact's files."""
        files = (self.artifacts / name).rglob("*")
        return {
            f.relative_to(self.artifacts / name).as_posix(): f.read_bytes()
            for f in files
            if f.is_file()
        }


def run(
    forge,
    workflow: str,
    event_name: str,
    event: dict | None = None,
    *,
    folder: Path,
    ref: str = "main",
    actor: str = "alice",
    run_id: int = 101,
    env: dict[str, str] | None = None,
    vars: dict[str, str] | None = None,
    secrets: dict[str, str] | None = None,
    app: str = "",
    masked: bool = False,
    seconds: float = 120,
) -> Run:
    """Run a workflow file as `ref` of the forge's repository holds it, and return what became of its jobs.

    `folder` keeps what outlives a run, artifacts and caches; give the same one to runs that follow one another. `app` is the
    name of a GitHub App to act as. A model is looked for at `vars["ANTHROPIC_BASE_URL"]`. Raises Leak where a credential can be
    read.
    """
    began = time.monotonic()
    secrets = SECRETS | ({"WIKI_APP_PRIVATE_KEY": APP_KEY} if app else {}) | (secrets or {})
    vars = NOWHERE | ({"WIKI_APP_CLIENT_ID": f"Iv1.{app}"} if app else {}) | (vars or {})
    getattr(forge, "tokens", {}).update({TOKEN: "github-actions[bot]", APP_TOKEN: f"{app}[bot]"})
    work = folder / f"run-{run_id}-{time.monotonic_ns()}"
    event = _event(event_name, event or {}, actor)
    checkout = _checkout(forge, ref, event.get("after") or "HEAD", work)
    (work / "event.json").write_text(json.dumps(event), "utf-8")
    command = [
        str(ACT),
        event_name,
        "-C",
        str(checkout),
        "-W",
        f".github/workflows/{workflow}",
        "--actor",
        actor,
        *FLAGS,
    ]
    command += ["-e", str(work / "event.json"), "--action-cache-path", str(work / "jobs")]
    command += [] if masked else ["--insecure-secrets"]
    command += _each("--env", _outside(forge, folder, run_id, app) | (env or {}))
    command += [
        *_each("-s", secrets),
        *_each("--var", vars),
        *_each("--local-repository", _stubs(checkout)),
    ]
    code, raw = _execute(command, checkout, work, seconds)
    jobs = jobs_of(
        raw, yaml.safe_load((checkout / ".github/workflows" / workflow).read_text("utf-8"))
    )
    artifacts = folder / "artifacts" / str(run_id)
    search([*secrets.values(), APP_TOKEN], raw, [artifacts, folder / "caches"], forge)
    shutil.rmtree(work, ignore_errors=True)
    if code and all(job.result == "skipped" for job in jobs):
        raise RuntimeError(f"act could not run {workflow}:\n{raw[-3000:]}")
    return Run(code, jobs, artifacts, raw, time.monotonic() - began)


def _each(flag: str, values: dict) -> list[str]:
    return [word for name, value in values.items() for word in (flag, f"{name}={value}")]


def product() -> dict[str, bytes]:
    """Return the product's half of the working tree by path: what a team's repository holds beside its own files."""
    tops = [ROOT / name for name in PRODUCT]
    files = [f for top in tops for f in ([top] if top.is_file() else sorted(top.rglob("*")))]
    kept = [f for f in files if f.is_file() and "__pycache__" not in f.parts]
    return {f.relative_to(ROOT).as_posix(): f.read_bytes() for f in kept} | {
        "log.md": EMPTY_LOG.encode()
    }


@functools.cache
def product_objects() -> Path:
    """Return a folder of git objects with the product's half in a commit that is in no repository's history.

    Repositories and checkouts that share it need not be sent what all begin with, and have no more
    than that in common: whatever else a job needs, it must have fetched.
    """
    folder = Path(tempfile.mkdtemp(prefix="wiki-product-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    git = bare.Bare(folder / "product.git", folder / "no-hooks")
    git.load(bare.commit("refs/heads/product", "alice", 0, "The product", changes=product()))
    return folder / "product.git" / "objects"


@functools.cache
def program_files() -> Path:
    """Return a folder with `pipeline/` as git checks it out, the `index` that says so, and the id of its `tree`.

    Two hundred checkouts of a thousand files are made; those of the program are linked, and git
    writes the others. Git never writes into a file that is there: it makes a new one.
    """
    store = product_objects().parent
    folder = store.parent / "program"
    folder.mkdir()
    where = (f"--git-dir={store}", f"--work-tree={folder}")
    _git(*where, "checkout", "--quiet", "product", "--", "pipeline", cwd=folder)
    (store / "index").rename(folder / "index")
    tree = _git(*where, "rev-parse", "product:pipeline", cwd=folder)
    (folder / "tree").write_text(tree, "ascii")
    return folder


def _checkout(forge, ref: str, commit: str, work: Path) -> Path:
    """Clone what act reads names, commit and workflow files from, without the line that its schema does not know.

    The jobs check out for themselves, from the forge; so nothing but `.github` is needed here.
    """
    folder = work / "repository"
    work.mkdir(parents=True)
    shared = ("--shared", "--no-checkout", "--branch", ref, str(forge.bare), str(folder))
    _git("clone", "--quiet", *shared, cwd=work)
    _git("reset", "--quiet", "--soft", commit, cwd=folder)
    _git("checkout", "--quiet", "HEAD", "--", ".github", cwd=folder)
    _git("remote", "set-url", "origin", f"https://github.com/{REPOSITORY}", cwd=folder)
    for file in (folder / ".github" / "workflows").glob("*.yml"):
        file.write_text(_QUEUE.sub("", file.read_text("utf-8")), "utf-8")
    return folder


def _git(*args: str, cwd: Path) -> str:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": str(GIT_SETTINGS), "GIT_CONFIG_SYSTEM": os.devnull}
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", *args],
        cwd=cwd,
        env=env,
        check=True,
        capture_output=True,
        timeout=60,
    )
    return done.stdout.decode()


def _event(name: str, event: dict, actor: str) -> dict:
    """Fill in what GitHub puts into every payload."""
    usual = {
        "repository": {
            "default_branch": "main",
            "full_name": REPOSITORY,
            "name": "wiki",
            "owner": {"login": "acme"},
        },
        "sender": {"login": actor, "type": "Bot" if actor.endswith("[bot]") else "User"},
    }
    if name in ("push", "workflow_dispatch"):
        usual["ref"] = "refs/heads/main"
    return usual | event


def _outside(forge, folder: Path, run_id: int, app: str) -> dict[str, str]:
    """Return what a job sees of its surroundings: the forge for GitHub's API and for its repositories."""
    return {
        "GITHUB_API_URL": forge.url,
        "GITHUB_RUN_ID": str(run_id),
        "WIKI_GITHUB_PACE": "0",
        "STUB_PYTHON": sys.executable,
        "STUB_START": shlex.join(_starter().command),
        "STUB_OBJECTS": str(product_objects()),
        "STUB_PROGRAM": str(program_files()),
        "STUB_ARTIFACTS": str(folder / "artifacts"),
        "STUB_CACHE": str(folder / "caches"),
        "STUB_APP_TOKEN": APP_TOKEN,
        "STUB_APP_SLUG": app,
        "PAGER": "cat",  # act's steps have a terminal, which GitHub's have not
        "TERM": "dumb",
        "NO_COLOR": "1",
        "GIT_ALLOW_PROTOCOL": "file",
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.file://{forge.bare}.insteadOf",
        "GIT_CONFIG_VALUE_0": f"https://github.com/{REPOSITORY}",
    }


@functools.cache
def _starter() -> Starter:
    """Start the process that the verbs of all jobs come from."""
    starter = Starter()
    atexit.register(starter.close)
    return starter


def _stubs(checkout: Path) -> dict[str, Path]:
    """Return the stub for every action that the repository uses; one without a stub would be looked for on the network."""
    files = [*(checkout / ".github").rglob("*.yml"), *(checkout / ".github").rglob("*.yaml")]
    used = {found for file in files for found in _USES.findall(file.read_text("utf-8"))}
    missing = {name for name, _ in used if not (STUBS / name.partition("/")[2]).is_dir()}
    assert not missing, f"write a stub for {', '.join(sorted(missing))}"
    return {f"{name}@{sha}": STUBS / name.partition("/")[2] for name, sha in used}


def _execute(command: list[str], checkout: Path, work: Path, seconds: float) -> tuple[int, str]:
    """Run act in an environment with nothing of ours, and end all its processes if it takes too long."""
    home = work / "home"
    home.mkdir()
    shutil.copy(GIT_SETTINGS, home / ".gitconfig")
    env = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    env |= {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}
    with (work / "log").open("w+b") as out:
        process = subprocess.Popen(
            command,
            cwd=checkout,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        try:
            process.wait(seconds)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        out.seek(0)
        return process.returncode, out.read().decode("utf-8", "replace")
