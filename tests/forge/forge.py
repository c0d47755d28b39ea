"""The forge itself: one repository of one owner, with everything that GitHub keeps around it."""

import re
import threading
import traceback
from datetime import UTC, datetime, timedelta

from tests.forge import bare, faults, hooks
from tests.forge.environments import Environments
from tests.forge.events import Events
from tests.forge.follow import follow
from tests.forge.people import People
from tests.forge.server import Server
from tests.forge.state import WORKFLOW_BOT, Event, Issue, Pull, Refusal, Run
from tests.forge.workflows import Workflows

APP_SCOPES = dict.fromkeys(("actions", "contents", "issues", "pull-requests"), "write")


class Forge(People, Events, Environments):
    """A GitHub with one repository; listens from the start. Use it as a context manager, or call `stop`.

    `folder` gets `acme/wiki.git`, whose `main` starts with `files` (path → text, bytes or (mode, text)).
    `prefix` "/api/v3" makes it a GitHub Enterprise Server. `shared` is for `Bare`.
    """

    description = None  # GitHub's own, to which every forge is then held; see `description.py`
    owner, name, server, default_branch = "acme", "wiki", "https://github.com", "main"

    def __init__(
        self,
        folder,
        files=None,
        *,
        prefix="",
        now=datetime(2026, 1, 5, 9, 0, tzinfo=UTC),
        shared=None,
    ):
        self.lock = threading.RLock()
        self.now = (
            now  # a clock of its own, a second later at each event, so that runs repeat to the byte
        )
        # login → role
        self.people = {"alice": "admin", "bob": "write", "rita": "read", "trent": "triage"}
        self.tokens = {"job-token": WORKFLOW_BOT, "app-token": "acme-wiki[bot]"} | {
            f"{who}-token": who for who in self.people
        }
        self.apps = {"acme-wiki[bot]": dict(APP_SCOPES)}  # bot's login → scopes of its installation
        self.permissions = {}  # (workflow, job) → scopes: for jobs that no workflow file declares
        self.may_create_pulls = (
            True  # the setting "Allow GitHub Actions to create and approve pull requests"
        )
        self.is_fork = False
        self.protected = False  # whether the default branch is, by a rule of the older kind
        self.required_contexts = []  # the checks that this rule requires
        self.rules = []  # of rulesets: (pattern of branches as in fnmatch, the rule as GitHub has it)
        self.check_runs = []  # on every commit: (name, number of the App that reported it)
        self.statuses = []  # of the older kind, on every commit: their names
        self.merge_methods = {"merge", "squash"}  # that the settings of the repository allow
        self.is_template = False
        self.visibility = "public"
        self.pushed_at = ""  # when somebody last pushed, where it is not now
        self.deletes_merged_branches = False
        self.workflow_states = {}  # file name → state, where it is not "active"
        self.items: dict[int, Issue] = {}  # issues and pull requests, which share their numbers
        self.comments, self.labels = {}, {}  # by id; by name in lower case
        self.dispatched, self.runs, self.requests, self.pushes, self.faults, self.crashes = (
            [],
            [],
            [],
            [],
            [],
            [],
        )
        self.unlike_github = []  # what requests and answers have that GitHub's description does not
        self.last_pusher, self.last_id, self.last_number = "alice", 1_000_000, 0
        self.root, self.born = folder, self.stamp
        self._server = Server(self)
        self.port = self._server.server_address[1]
        self.prefix = prefix
        self.url = f"http://127.0.0.1:{self.port}{prefix}"
        self.hooks = folder / "hooks"
        hooks.write(self.hooks, self.port)
        self.bare = folder / self.owner / f"{self.name}.git"
        self.git = bare.Bare(self.bare, self.hooks, shared)
        self.git.load(
            bare.commit(
                "refs/heads/main",
                "alice",
                self.seconds,
                "Start",
                changes=files or {"README.md": "\n"},
            )
        )
        self._workflows = Workflows(self.git)
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True
        ).start()

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.stop()
        if self.crashes and kind is None:
            raise AssertionError("the forge itself failed:\n" + "\n".join(self.crashes))
        if self.unlike_github and kind is None:
            found = "\n".join(dict.fromkeys(self.unlike_github))
            raise AssertionError(f"GitHub describes this otherwise:\n{found}")

    def stop(self):
        self._server.shutdown()
        self._server.server_close()

    # what there is

    @property
    def repository(self):
        return f"{self.owner}/{self.name}"

    @property
    def api(self):
        return f"{self.url}/repos/{self.repository}"

    @property
    def pulls(self):
        return {number: item for number, item in list(self.items.items()) if isinstance(item, Pull)}

    @property
    def issues(self):
        """Issues without the pull requests."""
        return {
            number: item for number, item in list(self.items.items()) if not isinstance(item, Pull)
        }

    @property
    def writes(self):
        """The requests that changed something, of the log."""
        changed = (
            each
            for each in list(self.requests)
            if each.method != "GET" and 200 <= each.status < 300
        )
        return [each for each in changed if not each.path.endswith("/graphql")]

    def comments_on(self, number):
        return [made for made in self.comments.values() if made.number == number]

    def reactions_to(self, comment):
        """Return who reacted how to a comment: {(login, content)}."""
        return {(each.login, each.content) for each in self.comments[comment].reactions}

    def sync(self):
        """Let pull requests follow branches that were moved without a push (by plain git in the bare repository)."""
        with self.lock:
            follow(self)

    def mergeable(self, number):
        """Tell whether an open pull request merges cleanly."""
        self.sync()
        return self.pulls[number].state == "open" and bool(self.pulls[number].tree)

    # failures

    def fail(
        self,
        method,
        path,
        *,
        status=502,
        headers=None,
        times=1,
        after=False,
        drop=False,
        skip=0,
        message="",
    ):
        """Make matching requests fail; see `faults.Fault`. `path` is searched in the path without its query.

        `method` "*" is any; "PUSH" is a git push, whose refs `path` is searched in: it is refused with `message`, or with
        `after` takes effect and is not answered.
        """
        pattern = re.compile(path)
        fault = faults.Fault(
            method, pattern, status, headers or {}, times, after, drop, skip, message
        )
        with self.lock:
            self.faults.append(fault)
        return fault

    def fault(self, method, path):
        return faults.take(self.faults, method, path)

    def crashed(self):
        """Remember a bug of the forge; tests fail with it when they leave the forge."""
        self.crashes.append(traceback.format_exc())

    # what the modules beside this one need

    @property
    def seconds(self):
        return int(self.now.timestamp())

    @property
    def stamp(self):
        return self.now.strftime("%Y-%m-%dT%H:%M:%SZ")

    def tick(self):
        """Let a second pass; return the time."""
        self.now += timedelta(seconds=1)
        return self.stamp

    def next_number(self):
        self.last_number += 1
        return self.last_number

    def next_id(self):
        self.last_id += 1
        return self.last_id

    def note(self, item, kind, actor, label=""):
        item.events.append(Event(self.next_id(), kind, actor, self.tick(), label))

    def known_label(self, name):
        if (known := self.labels.get(name.casefold())) is None:
            raise Refusal(404, "Not Found")
        return known

    def may_write(self, login):
        return self.people.get(login) in ("write", "maintain", "admin")

    def workflow_files(self):
        """Return file name → parsed YAML of the workflows on the default branch."""
        return self._workflows.at(self.git.branch(self.default_branch))

    def job_permissions(self, workflow, job):
        """Return what a job declares; None where no workflow file has it."""
        if (workflow, job) in self.permissions:
            return self.permissions[workflow, job]
        return self._workflows.permissions(self.git.branch(self.default_branch), workflow, job)

    def add_run(self, workflow, event, created_at="", **more):
        """Add a run of a workflow (a file name) to those that are listed."""
        sha = more.pop("sha", self.git.branch(self.default_branch))
        self.runs.append(
            Run(self.next_id(), workflow, event, created_at or self.tick(), sha=sha, **more)
        )
        return self.runs[-1]

    def git_merge(self, login, pull, how, title, message):
        """Write the merge of a pull request into its base branch; return the commit."""
        merges = how == "merge"
        first = (
            f"Merge pull request #{pull.number} from {pull.owner}/{pull.head}"
            if merges
            else f"{pull.title} (#{pull.number})"
        )
        rest = message or (pull.title if merges else pull.body)
        parents = (pull.base_sha, pull.head_sha) if merges else (pull.base_sha,)
        ref = f"refs/heads/{pull.base}"
        text = f"{title or first}\n\n{rest}".strip() + "\n"
        self.git.load(
            bare.commit(
                ref, login if merges else pull.author, self.seconds, text, parents, tree=pull.tree
            )
        )
        if self.deletes_merged_branches and pull.owner == self.owner:
            self.git.load(bare.reset(f"refs/heads/{pull.head}", bare.ZERO), force=True)
        return self.git.ref(ref)
