"""The workflow files on the default branch: which there are, what starts them, and what each job may do."""

import yaml

# all values stay text, so that `on` is no boolean
Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
FOLDER = ".github/workflows"
SCOPES = (
    "actions", "checks", "contents", "deployments", "discussions", "id-token", "issues", "packages", "pages", "pull-requests",
    "security-events", "statuses",
)  # fmt: skip
LEVELS = ("none", "read", "write")
# what GitHub gives where nothing is declared, in new repositories
DEFAULT = {"contents": "read", "packages": "read"}
_trees = {}  # commit → id of the folder's tree, b"" where it has none
_known = {}  # id of the folder's tree → file name → parsed YAML: most forges have the same ones


class Workflows:
    """Parsed once for each state of the default branch that is asked for."""

    def __init__(self, git):
        self._git = git
        self._seen = None
        self.files = {}  # file name → parsed YAML

    def at(self, sha):
        """Return file name → parsed YAML as of a commit of the default branch."""
        if sha != self._seen:
            if sha not in _trees:
                _trees[sha] = self._git.git(
                    "rev-parse", "--quiet", "--verify", f"{sha}:{FOLDER}", fails=(1,)
                )
            tree = _trees[sha]
            if tree not in _known:
                texts = self._git.files(sha, FOLDER) if tree else {}
                found = {path.rpartition("/")[2]: _parse(text) for path, text in texts.items()}
                _known[tree] = {
                    name: data for name, data in found.items() if name.endswith((".yml", ".yaml"))
                }
            self.files = _known[tree]
            self._seen = sha
        return self.files

    def permissions(self, sha, workflow, job):
        """Return scope → level for a job of the workflow of this name; None where there is no such job."""
        for file, data in self.at(sha).items():
            if (data.get("name") or f"{FOLDER}/{file}") == workflow:
                return self._granted(data, job)
        return None

    def _granted(self, data, job):
        """Look for a job in a workflow, then in the workflows that its jobs call: these may only take away."""
        jobs = _jobs(data)
        if job in jobs:
            return scopes(jobs[job].get("permissions", data.get("permissions")))
        for outer in jobs.values():
            called = self.files.get(str(outer.get("uses", "")).removeprefix(f"./{FOLDER}/"))
            if called and job in _jobs(called):
                most = scopes(outer.get("permissions", data.get("permissions")))
                declared = _jobs(called)[job].get("permissions", called.get("permissions"))
                return most if declared is None else _least(most, scopes(declared))
        return None


def _jobs(data):
    jobs = data.get("jobs")
    return (
        {name: job for name, job in jobs.items() if isinstance(job, dict)}
        if isinstance(jobs, dict)
        else {}
    )


def _least(one, other):
    return {
        scope: min(one[scope], other[scope], key=LEVELS.index) for scope in one if scope in other
    }


def _parse(text):
    try:
        data = yaml.load(text, Loader)
    except yaml.YAMLError:
        return {}  # a file that GitHub could not read starts nothing and has no jobs
    return data if isinstance(data, dict) else {}


def scopes(declared):
    """Return what a `permissions:` block grants. One that is there grants nothing it does not name."""
    if declared is None:
        return dict(DEFAULT)
    if declared in ("read-all", "write-all"):
        return dict.fromkeys(SCOPES, declared.partition("-")[0])
    return dict(declared) if isinstance(declared, dict) else {}


def inputs(data):
    """Return the declared inputs of `workflow_dispatch`; None where the workflow has no such trigger."""
    on = data.get("on")
    on = (
        {on: None}
        if isinstance(on, str)
        else dict.fromkeys(on)
        if isinstance(on, list)
        else on or {}
    )
    if "workflow_dispatch" not in on:
        return None
    trigger = on["workflow_dispatch"]
    declared = trigger.get("inputs") if isinstance(trigger, dict) else None
    return declared if isinstance(declared, dict) else {}
