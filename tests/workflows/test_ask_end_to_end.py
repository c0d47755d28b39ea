"""The real commands.yml, ask.yml and lint.yml: a question is answered, kept, given again, and answered anew when its source changes."""

from datetime import UTC, datetime

from pipeline.core.answers.asked_text import FORM_HEADING
from tests.cli.test_lint_judge import OLD
from tests.helpers.flows import DAY
from tests.helpers.questions import answers, news
from tests.workflows.test_lint_end_to_end import FIXED, LINTED
from tests.workflows.world import BOT, World

TOLLS = "raw/tolls-2020.md"
QUESTION = "What is the toll of the Long Bridge? $(touch x) `id` ${{ github.token }}"
ASKED = dict.fromkeys(("start", "answer", "reply"), "success") | {"file": "skipped"}
FILED = dict.fromkeys(ASKED, "skipped") | {"file": "success"}


def asks(world, login):
    """Ask by the form; return the issue's number and our answer."""
    number = world.forge.open_issue(login, "The toll", f"{FORM_HEADING}\n\n{QUESTION}")
    world.act("commands.yml", "issues", login, number=number)
    assert world.dispatched().results == ASKED
    (said,) = answers(world.forge, number)
    return number, said


def merged(world):
    for number, pull in list(world.forge.pulls.items()):
        if pull.state == "open":
            world.forge.merge_pull(number)


def test_a_question_is_answered_kept_given_again_and_answered_anew_when_its_source_changes(
    tmp_path,
):
    with World(tmp_path, {TOLLS: OLD}) as world:
        forge, flows = world.forge, world.flows
        forge.now = datetime(*map(int, DAY.split("-")), 9, tzinfo=UTC)
        flows.compile("push")
        merged(world)

        number, said = asks(world, "bob")
        assert said.body.startswith("**The toll of the Long Bridge is 10 crowns")
        assert f"/blob/{forge.git.branch('main')}/raw/tolls-2020.md?plain=1#L10" in said.body
        assert {(w.workflow, w.job) for w in forge.writes if w.path.endswith("/comments")} >= {
            ("ask", "reply")
        }
        world.comment("mallory", number, "/file")
        assert not forge.dispatched
        world.comment("bob", number, "/file")
        assert world.dispatched().results == FILED
        (pull,) = [p for p in forge.pulls.values() if p.state == "open"]
        assert (pull.author, f"Closes #{number}" in pull.body) == (BOT, True)
        assert world.check(pull.number).results == {"check": "success"}
        forge.merge_pull(pull.number)
        assert forge.issues[number].state == "closed"

        _, again = asks(world, "alice")
        assert "This was asked before: the page keeps the answer." in again.body
        assert "/wiki/answers/what-is-the-toll" in again.body

        forge.commit("alice", "main", {TOLLS: OLD.replace("10 crowns", "25 crowns")})
        flows.compile("push")
        merged(world)
        assert world.act("lint.yml", "schedule").results == LINTED
        (stale,) = [i for i in forge.issues.values() if i.title.startswith("stale-answer")]
        assert "“The toll of the Long Bridge is 10 crowns" in stale.body
        world.comment("bob", stale.number, "/fix")
        assert world.dispatched().results == FIXED
        assert "makes this edit" in news(forge, stale.number)
        merged(world)
        assert stale.state == "closed"
        (path,) = forge.git.files("main", "wiki/answers")
        assert "25 crowns" in forge.file(f"wiki/answers/{path.rpartition('/')[2]}")
