"""The real lint.yml, commands.yml and checks.yml: findings appear, are dismissed, fixed by `/fix`, reappear and close.

Every test is a story of its own, as in `test_end_to_end.py`; `act.run` searches each run for credentials.
"""

from tests.cli.test_lint_judge import NEW, OLD
from tests.helpers.judging import answer
from tests.helpers.server import Batching, MessagesServer
from tests.whole.test_lint_flows import BRIDGE, DEAD, HELD, about, by_model
from tests.workflows.world import BOT, World

TOLLS = {"raw/tolls-2020.md": OLD, "raw/tolls-2023.md": NEW}
LINTED = dict.fromkeys(("start", "restore", "analyse", "triage"), "success") | {
    "due": "skipped",
    "fix": "skipped",
}
FIXED = dict.fromkeys(LINTED, "skipped") | {"fix": "success"}


def grown(world):
    """Compile both sources in this process, merge them, and let a person add a page that states the old toll."""
    world.flows.compile("push")
    for number in list(world.proposals()):
        world.forge.merge_pull(number)
        world.flows.refresh()
    world.forge.commit("alice", "main", {BRIDGE: DEAD})


def test_a_finding_is_fixed_by_a_comment_merged_comes_back_and_closes(tmp_path):
    with World(tmp_path, TOLLS) as world:
        grown(world)
        forge = world.forge
        done = world.act("lint.yml", "workflow_dispatch", workflow="lint.yml")
        assert done.results == LINTED
        issue, dead = about(world, "Long Bridge: "), about(world, "Dead links")
        assert (issue.author, issue.labels) == (BOT, ["wiki:lint", "wiki:claims", "wiki:warning"])
        assert {(w.workflow, w.job) for w in forge.writes if w.path.endswith("/issues")} == {
            ("lint", "triage")
        }
        forge.close_issue(dead.number, reason="not_planned")

        made, done = world.comment("mallory", issue.number, "/fix")
        assert forge.reactions_to(made) == {(BOT, "confused")}
        assert not forge.dispatched
        made, done = world.comment("bob", issue.number, "/fix")
        assert forge.reactions_to(made) == {(BOT, "eyes")}
        done = world.dispatched()
        assert done.results == FIXED
        number = max(forge.pulls)
        assert f"Closes #{issue.number}" in forge.pulls[number].body
        assert world.check(number).results == {"check": "success"}
        forge.merge_pull(number)
        assert issue.state == "closed"

        world.flows.lint()
        forge.commit("alice", "main", {BRIDGE: DEAD})
        world.act("lint.yml", "schedule")
        assert issue.state == "open"
        assert dead.state == "closed"
        forge.commit(
            "alice", "main", {BRIDGE: HELD.replace("takes 10 crowns", "took 10 crowns until 2023")}
        )
        world.flows.lint()
        assert (issue.state, issue.state_reason) == ("closed", "completed")


def test_a_scheduled_lint_judges_in_a_batch_and_the_next_one_asks_nobody(tmp_path):
    with (
        MessagesServer(answer, batching=Batching()) as server,
        World(tmp_path, TOLLS, vars={"ANTHROPIC_BASE_URL": server.url}) as world,
    ):
        grown(world)
        world.forge.commit("alice", "main", {"schema.md": by_model(world.forge.file("schema.md"))})
        done = world.act("lint.yml", "schedule")
        assert done.results == LINTED
        assert about(world, "Long Bridge: ").state == "open"
        assert len(server.batches) == 1
        assert server.direct == []
        calls, wrote = len(server.requests), len(world.forge.writes)
        world.act("lint.yml", "schedule")
        assert len(server.requests) == calls
        board = about(world, "Wiki health").number
        assert {w.path for w in world.forge.writes[wrote:]} == {f"/repos/acme/wiki/issues/{board}"}


def test_a_push_that_brings_enough_sources_starts_the_lint_before_its_day(tmp_path):
    with World(tmp_path, TOLLS) as world:
        grown(world)
        before = world.forge.git.branch("main")
        idle = dict.fromkeys(LINTED, "skipped") | {"due": "success"}
        done = world.act("lint.yml", "push", before=before)
        assert done.results == idle
        assert "2 sources merged since the last lint: a lint comes after 10." in done.job("due").log
        schema = world.forge.file("schema.md")
        few = schema.replace("\nlibrarian:", "\nlint: {after_sources: 2}\nlibrarian:")
        world.forge.commit("alice", "main", {"schema.md": few})
        assert world.act("lint.yml", "push").results == LINTED | {"due": "success"}
        assert about(world, "Long Bridge: ").state == "open"
        assert world.act("lint.yml", "push").results == idle
