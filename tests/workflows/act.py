"""Runs the real workflow files offline: nektos/act on this machine, our stubs for GitHub's actions, a forge for GitHub.

    done = act.run(forge, "compile.yml", "push", {"after": sha}, folder=tmp_path)
    assert done.results == {"plan": "success", "compile (raw/a.md)": "success", "publish": "success"}

act obeys needs, `if:`, matrix, outputs and composite actions; it knows no permissions, path filters or concurrency: the forge
holds requests to the permissions, and `test_policy.py` reads the rest. Its logs are not masked here, so that a credential
which reaches a log, a summary, an output, an artifact or a cache is found, also where GitHub would have hidden it.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from tests.repos import EMPTY_LOG, ROOT

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
_USES = re.compile(r"^\s*(?:- )?uses:\s*([\w.-]+/[\w.-]+)(?:/[\w./-]+)?@([0-9a-f]{40})\b", re.MULTILINE)
_QUEUE = re.compile(r"^ +queue: max\n", re.MULTILINE)


class Leak(AssertionError):
    """A credential stands where people read."""


@dataclass
class Job:
    """What one job of a run did. `outputs` are those of its steps by step id, `log` is what its steps printed."""

    id: str
    name: str
    matrix: dict = field(default_factory=dict)
    result: str = "skipped"
    outputs: dict = field(default_factory=dict)
    summary: str = ""
    log: str = ""
    annotations: list = field(default_factory=list)  # (level, path, line, message)
    steps: dict = field(default_factory=dict)  # name → result


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
        """Each job's result by its name, in the order they ended; those that never began are skipped."""
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
        return {f.relative_to(self.artifacts / name).as_posix(): f.read_bytes() for f in files if f.is_file()}


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
    name of a GitHub App to act as. Raises Leak where a credential can be read.
    """
    began = time.monotonic()
    secrets = {**SECRETS, **({"WIKI_APP_PRIVATE_KEY": APP_KEY} if app else {}), **(secrets or {})}
    vars = {**({"WIKI_APP_CLIENT_ID": f"Iv1.{app}"} if app else {}), **(vars or {})}
    work = folder / f"run-{run_id}-{time.monotonic_ns()}"
    getattr(forge, "tokens", {}).update({TOKEN: "github-actions[bot]", APP_TOKEN: f"{app}[bot]"})
    filled = _event(event_name, event or {}, actor)
    checkout = _checkout(forge, ref, filled.get("after") or "HEAD", work)
    payload = work / "event.json"
    payload.write_text(json.dumps(filled))
    command = [str(ACT), event_name, "-C", str(checkout), "-W", f".github/workflows/{workflow}", "-e", str(payload)]
    command += ["-P", "ubuntu-latest=-self-hosted", "--pull=false", "--no-cache-server", "--no-skip-checkout"]
    command += ["--use-gitignore=false", "--json", "--actor", actor, "--action-cache-path", str(work / "jobs")]
    command += [] if masked else ["--insecure-secrets"]
    outside = {**_outside(forge, folder, run_id, app), **(env or {})}
    for flag, values in (("--env", outside), ("-s", secrets), ("--var", vars)):
        command += [word for name, value in values.items() for word in (flag, f"{name}={value}")]
    for action, stub in _stubs(checkout).items():
        command += ["--local-repository", f"{action}={stub}"]
    code, raw = _execute(command, checkout, work, seconds)
    artifacts = folder / "artifacts" / str(run_id)
    jobs = _jobs(raw, yaml.safe_load((checkout / ".github/workflows" / workflow).read_text("utf-8")))
    search(raw, [artifacts, folder / "caches"], [*secrets.values(), APP_TOKEN])
    shutil.rmtree(work, ignore_errors=True)
    return Run(code, jobs, artifacts, raw, time.monotonic() - began)


def product() -> dict[str, bytes]:
    """Return the product's half of the working tree by path: what a team's repository holds beside its own files."""
    tops = [ROOT / name for name in PRODUCT]
    files = [f for top in tops for f in ([top] if top.is_file() else sorted(top.rglob("*")))]
    kept = [f for f in files if f.is_file() and "__pycache__" not in f.parts]
    return {f.relative_to(ROOT).as_posix(): f.read_bytes() for f in kept} | {"log.md": EMPTY_LOG.encode()}


def _checkout(forge, ref: str, commit: str, work: Path) -> Path:
    """Clone what act reads names, commit and workflow files from, without the line that its schema does not know."""
    folder = work / "repository"
    work.mkdir(parents=True)
    _git("clone", "--quiet", "--branch", ref, f"file://{forge.bare}", str(folder), cwd=work)
    _git("reset", "--quiet", "--hard", commit, cwd=folder)
    _git("remote", "set-url", "origin", f"https://github.com/{REPOSITORY}", cwd=folder)
    for file in (folder / ".github" / "workflows").glob("*.yml"):
        file.write_text(_QUEUE.sub("", file.read_text("utf-8")), "utf-8")
    return folder


def _git(*args: str, cwd: Path) -> None:
    env = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    subprocess.run(
        ["git", "-c", "core.autocrlf=false", *args], cwd=cwd, env=env, check=True, capture_output=True, timeout=60
    )


def _event(name: str, event: dict, actor: str) -> dict:
    """Fill in what GitHub puts into every payload."""
    usual = {
        "repository": {"default_branch": "main", "full_name": REPOSITORY, "name": "wiki", "owner": {"login": "acme"}},
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
    env = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    env |= {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1"}
    with (work / "log").open("w+b") as out:
        process = subprocess.Popen(
            command, cwd=checkout, env=env, stdin=subprocess.DEVNULL, stdout=out, stderr=out, start_new_session=True
        )
        try:
            process.wait(seconds)
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        out.seek(0)
        return process.returncode, out.read().decode("utf-8", "replace")


def _jobs(raw: str, workflow: dict) -> tuple[Job, ...]:
    """Read act's log: one JSON object a line."""
    jobs: dict[str, Job] = {}
    for line in raw.splitlines():
        entry = _entry(line)
        if "jobID" not in entry:
            continue
        key = entry["job"] + json.dumps(entry.get("matrix") or {}, sort_keys=True)
        job = jobs.setdefault(key, Job(entry["jobID"], _name(entry, workflow), entry.get("matrix") or {}))
        _note(job, entry)
    begun = {job.id for job in jobs.values()}
    return (*jobs.values(), *(Job(id_, id_) for id_ in workflow["jobs"] if id_ not in begun))


def _entry(line: str) -> dict:
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _name(entry: dict, workflow: dict) -> str:
    """Return the job's name with its matrix filled in; act numbers the jobs of a matrix instead."""
    declared = str(workflow["jobs"][entry["jobID"]].get("name", entry["jobID"]))
    for key, value in (entry.get("matrix") or {}).items():
        declared = declared.replace(f"${{{{ matrix.{key} }}}}", str(value))
    return declared


def _note(job: Job, entry: dict) -> None:
    """Add one line of the log to its job."""
    if "jobResult" in entry:  # of a matrix act tells the sum of the jobs that have ended
        job.result = entry["jobResult"] if not job.matrix or "failure" in job.steps.values() else "success"
    if "stepResult" in entry and entry.get("stage") == "Main" and len(entry.get("stepID", [])) == 1:
        job.steps[entry["step"].strip()] = entry["stepResult"]
    match entry.get("command"):
        case "summary":
            job.summary += entry.get("content", "")
        case "set-output":
            job.outputs.setdefault(".".join(entry.get("stepID", [])), {})[entry["name"]] = entry.get("arg", "")
        case "error" | "warning" | "notice" as level:
            at = entry.get("kvPairs") or {}
            job.annotations.append((level, at.get("file", ""), int(at.get("line") or 0), entry.get("arg", "")))
    if entry.get("raw_output"):
        job.log += entry["msg"]


def search(raw: str, folders: list[Path], secrets: list[str]) -> None:
    """Raise Leak where one of the secrets, plain or in Base64 at any offset, is in the log or below a folder."""
    needles = [needle for secret in secrets if secret for needle in _disguises(secret)]
    for line in raw.splitlines():
        entry = _entry(line)
        if entry.get("command") == "add-mask" or _hands_on_the_app_token(entry):
            continue  # hidden by GitHub; act keeps what they say
        text = json.dumps(entry, ensure_ascii=False) if entry else line
        for needle in needles:
            if needle in text:
                raise Leak(f"a credential is in the log: {text.replace(needle, '[here]')[:1000]}")
    for file in (f for folder in folders for f in folder.rglob("*") if f.is_file()):
        for needle in needles:
            if needle.encode() in file.read_bytes():
                raise Leak(f"a credential is in {file}")


def _hands_on_the_app_token(entry: dict) -> bool:
    return (entry.get("command"), entry.get("name"), entry.get("arg")) == ("set-output", "token", APP_TOKEN)


def _disguises(secret: str) -> list[str]:
    """Return the secret, and the part of its Base64 that stays the same whatever stands before and behind it."""
    plain = secret.encode()
    inner = [base64.b64encode(b"?" * pad + plain).decode()[(4 if pad else 0) : -4] for pad in range(3)]
    return [secret, *inner]
