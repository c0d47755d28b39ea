"""The workflows without a runner: the same verbs with the same environment, in this process, against the fake GitHub.

What `tests/workflows` proves with the real files under act, slowly, is driven here in the order in which GitHub would start it.
"""

import json
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

from pipeline.cli import main
from pipeline.core.github import read_marker
from tests.repos import EMPTY_LOG, ROOT, SCHEMA

DAY = "2026-04-11"
WORKFLOWS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8") for path in (ROOT / ".github/workflows").glob("*.yml")
}
KETTLE = (
    "The Kettle boils water at {n} degrees. The Kettle holds {n} litres of water. The Kettle was made in 19{n} by Ada."
)
TEAPOT = (
    "The Teapot keeps tea warm for {n} minutes. The Teapot weighs {n} grams. The Teapot was glazed in 18{n} by Ada."
)
SAMOVAR = "The Samovar needs {n} coals. The Samovar stands on {n} feet. The Samovar came from Tula in 17{n}."
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH")


def repository(raw=None, librarian="extractive", most_open=10):
    """Return the files of a repository that has compiled nothing yet; `raw`: path → text or bytes."""
    rules = SCHEMA.replace("librarian: auto", f"librarian: {librarian}\nopen_pull_requests: {most_open}")
    return {"schema.md": rules, "log.md": EMPTY_LOG, **WORKFLOWS, **(raw or {})}


def offered(forge):
    """Return our open pull requests: number → the sources each compiles, with their hashes."""
    ours = {n: p for n, p in forge.pulls.items() if p.state == "open" and p.author == "github-actions[bot]"}
    found = {number: read_marker("proposal", pull.body) for number, pull in ours.items()}
    return {number: dict(values["sources"]) for number, values in found.items() if values}


@contextmanager
def environment(values):
    """Run with exactly these variables, and those that a process needs to run at all."""
    before = dict(os.environ)
    os.environ.clear()
    os.environ.update({name: before[name] for name in _KEPT if name in before} | values)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class Flows:
    """Runs what events start, one workflow after another. `env` is added to every job, as variables of the repository are."""

    def __init__(self, forge, folder: Path, env=None):
        self.forge, self.folder, self.env = forge, folder, dict(env or {})
        self.clone = folder / "clone.git"
        self.runs = 0
        self.codes = []  # (job, source or "", exit code) of everything that ran
        self.published = None  # of the latest run that published: its environment, and the folder of its results
        folder.mkdir(parents=True, exist_ok=True)
        self._git("init", "--bare", "--quiet", "--initial-branch=main", str(self.clone), cwd=folder)
        self._git("remote", "add", "origin", forge.remote)

    # --- the workflows ---

    def compile(self, event_name="schedule", event=None, before_publish=None):
        """Run the compile workflow; return the exit codes of its jobs by name."""
        run = self._begin(event_name, event or {})
        out = run / "output"
        base = self._checkout()
        codes = {"plan": self._verb("compile", "plan", ["queue"], {"GITHUB_OUTPUT": str(out)})}
        said = outputs(out)
        if codes["plan"] or said["any"] != "true":
            return codes
        entries = json.loads(said["matrix"])["include"] if said["compile"] == "true" else []
        results = run / "results"
        for entry in entries:
            self._checkout(said["base"])
            command = ["compile", entry["source"], "--result", str(results), "--earlier", str(results)]
            codes[entry["source"]] = self._verb("compile", "compile", command, {"WIKI_QUEUE": said["queue"]})
        if before_publish:
            before_publish(results)
        self._checkout(said["base"])
        assert base
        self.published = {**self._run, "WIKI_QUEUE": said["queue"]}, results
        codes["publish"] = self.publish()
        return codes

    def publish(self):
        """Run the publishing job of the latest run that had one, alone, as "Re-run failed jobs" does."""
        self._run, results = self.published
        return self._verb("compile", "publish", ["publish", str(results)])

    def refresh(self, event_name="push", event=None):
        """Run the refresh workflow; return its exit code."""
        self._begin(event_name, event or {})
        self._checkout()
        return self._verb("refresh", "refresh", ["refresh"])

    def comment(self, login, number, text):
        """Post a comment and run the commands workflow on it; return the exit code."""
        made = self.forge.comment(login, number, text)
        self._begin("issue_comment", self.forge.event("issue_comment", login, comment=made))
        self._checkout()
        return self._verb("commands", "read", ["comment"])

    def doctor(self, *options, day=DAY, **settings):
        """Run the doctor workflow, with what its YAML says of secrets and variables; return its exit code."""
        self._begin("workflow_dispatch", {})
        self._checkout()
        named = {"GITHUB_ACTIONS": "true", "HAS_ANTHROPIC_KEY": "false", "HAS_WIKI_APP_KEY": "false", "WIKI_DATE": day}
        return self._verb("doctor", "doctor", ["doctor", *options], named | self.env | settings)

    def settle(self, most=20):
        """Run what was dispatched, until nothing more is."""
        done = []
        while self.forge.dispatched:
            assert len(done) < most, f"dispatches never end: {done}"
            each = self.forge.dispatched.pop(0)
            event = self.forge.event(
                "workflow_dispatch", "github-actions[bot]", workflow=each.workflow, inputs=each.inputs
            )
            done.append(each.workflow)
            {"compile.yml": self.compile, "refresh.yml": self.refresh}[each.workflow]("workflow_dispatch", event)
        return done

    # --- the repository as a job sees it ---

    def _begin(self, event_name, event):
        self.runs += 1
        run = self.folder / f"run-{self.runs}"
        run.mkdir()
        (run / "output").touch()
        (run / "event.json").write_text(json.dumps(event))
        self._run = {
            "GITHUB_EVENT_NAME": event_name,
            "GITHUB_EVENT_PATH": str(run / "event.json"),
            "GITHUB_RUN_ID": str(self.runs),
            "GITHUB_STEP_SUMMARY": str(run / "summary.md"),
            "WIKI_DATE": DAY,
        }
        return run

    @property
    def summary(self):
        """What the last run put on its page."""
        return (self.folder / f"run-{self.runs}" / "summary.md").read_text("utf-8")

    def _checkout(self, commit=""):
        """Point HEAD at a commit of the default branch, as the checkout action does."""
        self._git("fetch", "--quiet", "origin", "+refs/heads/main:refs/remotes/origin/main")
        tip = commit or self._git("rev-parse", "refs/remotes/origin/main")
        self._git("update-ref", "--no-deref", "HEAD", tip)
        return tip

    def _verb(self, workflow, job, command, more=None):
        forge = self.forge.environment(workflow, job)
        with environment({**forge, **self._run, **self.env, **(more or {})}):
            code = main(["-C", str(self.clone), *command])
        self.codes.append((job, command[1] if job == "compile" else "", code))
        return code

    def _git(self, *args, cwd=None):
        env = {
            **os.environ,
            **self.forge.git_environment(),
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        done = subprocess.run(["git", *args], cwd=cwd or self.clone, env=env, capture_output=True, check=True)
        return done.stdout.decode().strip()


def outputs(path):
    """Read what a step wrote to GITHUB_OUTPUT."""
    found, lines = {}, path.read_text("utf-8").splitlines()
    while lines:
        name, mark = lines.pop(0).split("<<")
        value = []
        while (line := lines.pop(0)) != mark:
            value.append(line)
        found[name] = "\n".join(value)
    return found
