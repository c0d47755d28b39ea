"""A team's repository on the fake GitHub, with its workflows run for real, in the order in which GitHub would start them.

    with World(tmp_path, {"raw/owl.md": OWL}) as world:
        assert world.act("compile.yml", "push").results["publish"] == "success"
        assert world.proposals() == {1: ["raw/owl.md"]}

What only prepares a scenario is driven in this process by `world.flows`, which is a good deal faster.
"""

from pathlib import Path

from pipeline.core.github.state import read_marker
from tests.forge import Forge
from tests.helpers.flows import DAY, Flows
from tests.helpers.repos import SCHEMA
from tests.workflows import act

BOT = "github-actions[bot]"
# a key that is there is not used
EXTRACTIVE = SCHEMA.replace("librarian: auto", "librarian: extractive")


class World:
    """`forge` and `flows` on it; `more` are arguments for every run of act: secrets, vars, app."""

    def __init__(self, folder: Path, files, schema=EXTRACTIVE, variables=None, **more):
        self.folder, self.more, self.numbers = folder, more, 0
        begun = act.product() | {"schema.md": schema} | files
        self.forge = Forge(folder / "forge", begun, shared=act.product_objects())
        self.forge.pushed_at = f"{DAY}T08:00:00Z"  # its own clock stands elsewhere
        self.flows = Flows(self.forge, folder / "flows", variables)

    def __enter__(self):
        self.forge.__enter__()
        return self

    def __exit__(self, *error):
        self.forge.__exit__(*error)

    def act(self, file, kind, login="alice", env=None, **about):
        """Run a workflow file on an event; `about` says more of the event, as `Forge.event` takes it."""
        self.numbers += 1
        event = self.forge.event(kind, login, **about)
        env = {"WIKI_DATE": DAY, **(env or {})}
        folder, number = self.folder / "github", 1000 + self.numbers
        done = act.run(
            self.forge,
            file,
            kind,
            event,
            folder=folder,
            actor=login,
            run_id=number,
            env=env,
            seconds=300,
            **self.more,
        )
        assert not self.forge.crashes, self.forge.crashes
        return done

    def check(self, number, login=BOT):
        """Run the checks of a pull request."""
        return self.act("checks.yml", "pull_request", login, number=number)

    def comment(self, login, number, text):
        """Post a comment and run what reads it; return the comment's id and the run."""
        made = self.forge.comment(login, number, text)
        return made, self.act("commands.yml", "issue_comment", login, comment=made)

    def dispatched(self):
        """Run what was dispatched last, and nothing else may have been."""
        (asked,) = self.forge.dispatched
        self.forge.dispatched.clear()
        return self.act(
            asked.workflow, "workflow_dispatch", BOT, workflow=asked.workflow, inputs=asked.inputs
        )

    def proposals(self):
        """Return the open pull requests of ours: number → the sources they are about."""
        shown = {n: pull for n, pull in self.forge.pulls.items() if pull.state == "open"}
        markers = {n: read_marker("proposal", pull.body) for n, pull in shown.items()}
        return {
            n: [path for path, _ in values["sources"]] for n, values in markers.items() if values
        }

    def head(self, number):
        return self.forge.pulls[number].head_sha

    def files(self, revision, folder="wiki"):
        """Return path → blob of a revision's files below a folder."""
        listed = self.forge.git.git("ls-tree", "-r", "-z", revision, "--", folder).decode()
        rows = (row.partition("\t") for row in listed.split("\0") if row)
        return {path: head.split()[2] for head, _, path in rows}

    def traces(self):
        """Return everything a run can leave on GitHub: requests that wrote, refs, texts, labels."""
        forge = self.forge
        refs = forge.git.git("for-each-ref").decode()
        items = [
            (item.number, item.title, item.body, item.state, item.labels)
            for item in forge.items.values()
        ]
        said = [
            (comment.id, comment.body, comment.reactions) for comment in forge.comments.values()
        ]
        return len(forge.writes), refs, repr(items), repr(said), list(forge.dispatched)
