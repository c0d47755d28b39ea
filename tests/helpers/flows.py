"""The workflows without a runner: the same verbs with the same environment, in this process, against the fake GitHub.

What `tests/workflows` proves with the real files under act, slowly, is driven here in the order in which GitHub would start it.
"""

import json
import os
import re
import subprocess
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from pipeline.cli import main, make_parser
from pipeline.cli.fetch import fetch_in_job
from pipeline.core.answers.asked_text import FORM_HEADING
from pipeline.core.errors import UserError
from pipeline.core.github.state import FAILED_LABEL, read_marker
from pipeline.core.github.status_comment import TOPICS, topics_of
from tests.forge import Forge
from tests.forge.bare import start
from tests.helpers import first_runs
from tests.helpers.git_settings import GIT_SETTINGS
from tests.helpers.repos import EMPTY_LOG, ROOT, SCHEMA

DAY = "2026-04-11"
BOT = "github-actions[bot]"
WORKFLOWS = {
    path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
    for path in (ROOT / ".github/workflows").glob("*.yml")
}
KETTLE = "Kettle is a vessel of copper that boils water at {n} degrees. The Kettle holds {n} litres of water. The Kettle was made in 19{n} by Ada."
TEAPOT = "Teapot is a vessel of clay that keeps tea warm for {n} minutes. The Teapot weighs {n} grams. The Teapot was glazed in 18{n} by Ada."
SAMOVAR = "Samovar is a vessel of brass that needs {n} coals. The Samovar stands on {n} feet. The Samovar came from Tula in 17{n}."
CLONE = """
[core]
	repositoryformatversion = 0
	bare = true
[remote "origin"]
	url = {url}
	fetch = +refs/heads/*:refs/remotes/origin/*
"""
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "PYTHONPATH")


def repository(raw=None, librarian="extractive", most_open=10):
    """Return the files of a repository that has compiled nothing yet; `raw`: path → text or bytes."""
    rules = SCHEMA.replace(
        "librarian: auto", f"librarian: {librarian}\nopen_pull_requests: {most_open}"
    )
    return {"schema.md": rules, "log.md": EMPTY_LOG, **WORKFLOWS, **(raw or {})}


def offered(forge):
    """Return our open pull requests: number → the sources each compiles, with their hashes."""
    ours = {
        n: p
        for n, p in forge.pulls.items()
        if p.state == "open" and p.author == "github-actions[bot]"
    }
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
        forge.pushed_at = forge.pushed_at or f"{DAY}T00:00:00Z"  # its own clock stands elsewhere
        self.clone = folder / "clone.git"
        self.runs = 0
        self.access = None  # the way to the web, for what fetches sources
        self._fetched = self._head = ""
        self.codes = []  # (job, source or "", exit code) of everything that ran
        self.published = (
            None  # of the latest run that published: its environment, and the folder of its results
        )
        start(self.clone, CLONE.format(url=forge.remote))

    # --- the workflows ---

    def compile(self, event_name="schedule", event=None, before_publish=None):
        """Run the compile workflow; return the exit codes of its jobs by name."""
        if before_publish:
            return self._compile(event_name, event, before_publish)
        return first_runs.run_or_copy(
            self, (event_name, event), lambda: self._compile(event_name, event)
        )

    def _compile(self, event_name, event, before_publish=None):
        run = self._begin(event_name, event or {})
        out = run / "output"
        self._checkout()
        codes = {"plan": self._verb("compile", "plan", ["queue"], {"GITHUB_OUTPUT": str(out)})}
        said = outputs(out) if out.exists() else {}
        asked = (event or {}).get("inputs") or {}
        if codes["plan"] and asked.get("pull"):
            self.published = {**self._run, "WIKI_QUEUE": ""}, run / "results"
            codes["publish"] = self.publish()
        if codes["plan"] or said["any"] != "true":
            return codes
        entries = json.loads(said["matrix"])["include"] if said["compile"] == "true" else []
        results = run / "results"
        for entry in entries:
            self._checkout(said["base"])
            command = [
                "compile",
                entry["source"],
                "--result",
                str(results),
                "--earlier",
                str(results),
            ]
            codes[entry["source"]] = self._verb(
                "compile", "compile", command, {"WIKI_QUEUE": said["queue"]}
            )
        if before_publish:
            before_publish(results)
        self._checkout(said["base"])
        self.published = {**self._run, "WIKI_QUEUE": said["queue"]}, results
        codes["publish"] = self.publish()
        return codes

    def plan(self, event_name, event):
        """Run the planning job alone; return the queue that it puts out."""
        out = self._begin(event_name, event) / "output"
        self._checkout()
        assert self._verb("compile", "plan", ["queue"], {"GITHUB_OUTPUT": str(out)}) == 0
        return outputs(out)["queue"]

    def publish(self):
        """Run the publishing job of the latest run that had one, alone, as "Re-run failed jobs" does."""
        self._run, results = self.published
        return self._verb("compile", "publish", ["publish", str(results)])

    def refresh(self, event_name="push", event=None):
        """Run the refresh workflow, for the last commit of main where no event is given; return its exit code."""
        tip = self._checkout()
        if event is None and event_name == "push":
            parents = self._git("rev-parse", f"{tip}^@").split()
            event = self.forge.event("push", before=parents[0]) if parents else {}
        self._begin(event_name, event or {})
        return self._verb("refresh", "refresh", ["refresh"])

    def comment(self, login, number, text):
        """Post a comment and run the commands workflow on it; return the exit code."""
        made = self.forge.comment(login, number, text)
        self._begin("issue_comment", self.forge.event("issue_comment", login, comment=made))
        self._checkout()
        return self._verb("commands", "read", ["comment"])

    def read(self, kind, login, **about):
        """Run the commands workflow on an event about something that is there already; return the exit code."""
        return self.tell(kind, self.forge.event(kind, login, **about))

    def tell(self, kind, event):
        """Run the commands workflow on this event; return the exit code."""
        self._begin(kind, event)
        self._checkout()
        return self._verb("commands", "read", ["comment"])

    def form(self, login, question, title="A question"):
        """Open an issue by the form and run the commands workflow on it; return the issue's number."""
        body = f"{FORM_HEADING}\n\n{question}"
        number = self.forge.open_issue(login, title, body)
        self.read("issues", login, number=number)
        return number

    def ask(self, issue, comment="0", file="", day=DAY, before_reply=None):
        """Run the ask workflow: the job that asks and the one that posts, or the one that files; return their exit codes."""
        run = self._begin("workflow_dispatch", {})
        tip, results = self._checkout(), run / "results"
        more = {"WIKI_DATE": day, "GITHUB_ACTIONS": "true"}
        about = [str(issue), "--comment", str(comment)]
        if file:
            command = ["file", "--issue", *about, "--type", file]
            return {"file": self._verb("ask", "file", command, more)}
        given = [*about, "--result", str(results)]
        codes = {"answer": self._verb("ask", "answer", ["answer", *given], more)}
        if before_reply:
            before_reply(results)
        self._checkout(tip)
        codes["reply"] = self._verb("ask", "reply", ["reply", *given], more)
        return codes

    def add(self, issue="0", comment="0", before_offer=None):
        """Run the workflow that stores sources: the job that fetches, over `self.access`, and the one that offers."""
        run = self._begin("workflow_dispatch", {})
        tip, results = self._checkout(), run / "results"
        about = [str(issue), "--comment", str(comment), "--result", str(results)]
        args = make_parser(["fetch"]).parse_args(["-C", str(self.clone), "fetch", *about])
        known = {**self.forge.environment("add", "fetch"), **self._run, **self.env}
        with environment(known), suppress(UserError):  # which ends the job, and no more
            fetch_in_job(args, self.access)
        if before_offer:
            before_offer(results)
        self._checkout(tip)
        return self._verb("add", "offer", ["offer", *about])

    def make(self, issue="0", comment="0", before_deliver=None):
        """Run the workflow that makes outputs: the job that drafts and the one that delivers; return their exit codes."""
        run = self._begin("workflow_dispatch", {})
        tip, results = self._checkout(), run / "results"
        about = [str(issue), "--comment", str(comment), "--result", str(results)]
        files = ["--files", str(run / "files")]
        codes = {"draft": self._verb("make", "draft", ["draft", *about, *files])}
        if before_deliver:
            before_deliver(results)
        self._checkout(tip)
        codes["deliver"] = self._verb("make", "deliver", ["deliver", *about])
        return codes

    def doctor(self, *options, day=DAY, **settings):
        """Run the doctor workflow, with what its YAML says of secrets and variables; return its exit code."""
        self._begin("workflow_dispatch", {})
        self._checkout()
        named = {
            "GITHUB_ACTIONS": "true",
            "HAS_ANTHROPIC_KEY": "false",
            "HAS_WIKI_APP_KEY": "false",
            "WIKI_DATE": day,
        }
        return self._verb("doctor", "doctor", ["doctor", *options], named | self.env | settings)

    def setup(self, kind="push", login="alice", **about):
        """Run the setup workflow on an event: the job that looks, then the one that writes; return their exit codes."""
        run = self._begin(kind, self.forge.event(kind, login, **about))
        named = {"GITHUB_ACTIONS": "true", "HAS_ANTHROPIC_KEY": "false"}
        self._checkout()
        out = run / "output"
        codes = {
            "look": self._verb(
                "setup",
                "look",
                ["setup", "--look"],
                # it asks for no token of an App, and so does not know its name
                {"GITHUB_OUTPUT": str(out), "GITHUB_TOKEN": "job-token", "WIKI_BOT": ""},
            )
        }
        if outputs(out).get("any") == "true":
            codes["open"] = self._verb("setup", "open", ["setup"], named | self.env)
        return codes

    def triage(self, text=None, day=DAY, commit=""):
        """Run the job that writes the lint's issues, on what the job before it handed over (None: it failed); return its exit code."""
        run = self._begin("schedule", {})
        self._checkout(commit)
        self.forge.permissions.setdefault(
            ("lint", "triage"), {"contents": "read", "issues": "write"}
        )
        if text is not None:
            (run / "result").mkdir()
            (run / "result" / "lint.json").write_text(text, "utf-8")
        return self._verb(
            "lint",
            "triage",
            ["triage", str(run / "result")],
            {"WIKI_DATE": day, "GITHUB_ACTIONS": "true"},
        )

    def lint(self, event_name="schedule", day=DAY):
        """Run the lint workflow: the job that judges, then the one that writes issues; return their exit codes by name."""
        run = self._begin(event_name, {})
        tip, results = self._checkout(), run / "results"
        how = "--batch" if event_name == "schedule" else "--judge"
        more = {"WIKI_DATE": day, "GITHUB_ACTIONS": "true"}
        codes = {
            "analyse": self._verb("lint", "analyse", ["lint", how, "--result", str(results)], more)
        }
        self._checkout(tip)
        codes["triage"] = self._verb("lint", "triage", ["triage", str(results)], more)
        return codes

    def lint_due(self, before):
        """Run the job of the lint workflow that says, after a push, whether it runs before its day; return what it puts out."""
        out = self._begin("push", {"before": before}) / "output"
        self._checkout()
        self.forge.permissions.setdefault(("lint", "due"), {"contents": "read", "issues": "read"})
        assert self._verb("lint", "due", ["lint", "--due"], {"GITHUB_OUTPUT": str(out)}) == 0
        return outputs(out)["due"] == "true"

    def fix(self, issue, comment, choice="", day=DAY):
        """Run the job of the lint workflow that makes the edit somebody asked for; return its exit code."""
        self._begin("workflow_dispatch", {})
        self._checkout()
        more = {"WIKI_DATE": day, "GITHUB_ACTIONS": "true"}
        how = ["--choice", choice] if choice else ["--comment", str(comment)]
        return self._verb("lint", "fix", ["fix", str(issue), *how], more)

    def settle(self, most=20):
        """Run what was dispatched, until nothing more is."""
        done = []
        while self.forge.dispatched:
            assert len(done) < most, f"dispatches never end: {done}"
            each = self.forge.dispatched.pop(0)
            event = self.forge.event(
                "workflow_dispatch",
                "github-actions[bot]",
                workflow=each.workflow,
                inputs=each.inputs,
            )
            done.append(each.workflow)
            if each.workflow == "add.yml":
                self.add(**each.inputs)
            elif each.workflow == "make.yml":
                self.make(**each.inputs)
            elif each.workflow == "ask.yml":
                self.ask(**each.inputs)
            elif each.workflow == "lint.yml":
                self.fix(each.inputs["fix"], each.inputs["comment"], each.inputs.get("choice", ""))
            else:
                {"compile.yml": self.compile, "refresh.yml": self.refresh}[each.workflow](
                    "workflow_dispatch", event
                )
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
        """Point HEAD at a commit of the default branch, as the checkout action does; git is asked only where that moves."""
        tip = self.forge.git.branch("main")
        if self._fetched != tip:
            self._git("fetch", "--quiet", "origin", "+refs/heads/main:refs/remotes/origin/main")
            self._fetched = tip
        commit = commit or tip
        if self._head != commit:
            (self.clone / "HEAD").write_text(f"{commit}\n", "ascii")
            self._head = commit
        return commit

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
            "GIT_CONFIG_GLOBAL": str(GIT_SETTINGS),
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        done = subprocess.run(
            ["git", *args], cwd=cwd or self.clone, env=env, capture_output=True, check=True
        )
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


class World:
    """A repository on the forge, and its workflows."""

    def __init__(self, forge, flows):
        self.forge, self.flows = forge, flows

    def push(self, files, branch="main", login="alice"):
        return self.forge.commit(login, branch, files)

    @property
    def offered(self):
        return {number: list(sources) for number, sources in offered(self.forge).items()}

    def said(self, number):
        """Return what our status comment says, which there is at most one of."""
        ours = [c for c in self.forge.comments_on(number) if c.author == BOT]
        assert len(ours) <= 1
        said = topics_of(ours[0].body) if ours else {}
        return next((said[x] for x in TOPICS if x in said and x not in ("sources", "actions")), "")

    def tick(self, login, number, words, on=True, tell=True):
        """Set the box whose line holds these words, in the last text of ours on an issue or pull request, and run what reads it."""
        ours = [c for c in self.forge.comments_on(number) if c.author == BOT and words in c.body]
        text = (ours[-1] if ours else self.forge.items[number]).body
        old, new = ("[ ]", "[x]") if on else ("[x]", "[ ]")
        lines = text.splitlines(keepends=True)
        (place,) = [
            i for i, line in enumerate(lines) if line.startswith(f"- {old}") and words in line
        ]
        lines[place] = lines[place].replace(old, new, 1)
        if ours:
            self.forge.edit_comment(login, ours[-1].id, "".join(lines))
        else:
            self.forge.edit(number, login, body="".join(lines))
        if tell and ours:
            self.flows.read("issue_comment", login, comment=ours[-1].id, action="edited")
        elif tell:
            self.flows.read("issues", login, number=number, action="edited")

    def head(self, number):
        return self.forge.git.branch(self.forge.pulls[number].head)

    def subjects(self, number):
        told = self.forge.git.git("log", "--reverse", "--format=%s", f"main..{self.head(number)}")
        return told.decode().splitlines()

    def files(self, commit="main"):
        listed = self.forge.git.git("ls-tree", "-r", "-z", commit, "wiki", "log.md").decode()
        return {line.partition("\t")[2]: line.split()[2] for line in listed.split("\0") if line}

    def issues(self):
        """Return our open failure issues: source → tries."""
        found = [
            i
            for i in self.forge.issues.values()
            if i.state == "open" and FAILED_LABEL.name in i.labels
        ]
        read = [read_marker("failure", i.body) for i in found if i.author == BOT]
        values = [v for v in read if v is not None]  # the others are about a stop
        assert len({v["source"] for v in values}) == len(values)
        return {v["source"]: v["tries"] for v in values}

    def holds(self, commit, tip):
        return self.forge.git.merge_base(commit, tip) == commit

    def written(self, act):
        """Return the requests and pushes of ours that changed something while `act` ran."""
        before = len(self.forge.writes), len(self.forge.pushes)
        act()
        return [*self.forge.writes[before[0] :], *self.forge.pushes[before[1] :]]

    def everything_again(self):
        self.flows.compile()
        self.flows.refresh()
        self.flows.settle()


@pytest.fixture
def world(tmp_path):
    """Return a function that makes a world; at its end nothing of ours may stand outside of wiki/ and log.md."""
    made = []

    def make(raw, env=None, **more):
        forge = Forge(tmp_path / f"forge-{len(made)}", repository(raw, **more))
        flows = Flows(
            forge, tmp_path / f"flows-{len(made)}", {"WIKI_GITHUB_PATIENCE": "0", **(env or {})}
        )
        made.append(World(forge, flows))
        return made[-1]

    yield make
    for each in made:
        each.forge.stop()
        assert not each.forge.crashes
        assert not [code for *_, code in each.flows.codes if code not in (0, 1)]
        _wrote_only_pages(each.forge)


def _wrote_only_pages(forge):
    for push in forge.pushes:
        if push.login == BOT and not push.refused:
            assert re.match(r"refs/(heads/wiki/(compile|upkeep)|wiki/proposals)/", push.ref)
            if push.ref.startswith("refs/heads/"):
                outside = _outside_of_pages(forge, f"main...{push.new}")
                if outside and set(push.old) != {"0"}:
                    outside &= _outside_of_pages(forge, f"{push.old}..{push.new}")
                assert not outside


def _outside_of_pages(forge, commits):
    """Return which paths beside pages and the log differ between two commits."""
    changed = forge.git.git("diff", "--name-only", commits).decode().split()
    return {p for p in changed if not p.startswith("wiki/") and p != "log.md"}
