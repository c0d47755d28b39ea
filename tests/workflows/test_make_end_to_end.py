"""The real commands.yml, make.yml and checks.yml: outputs that an issue asks for, and those that schema.md names."""

from pipeline.core.reports.wanted_output import FORM_HEADING
from tests.helpers.charting import raw_files, texts
from tests.helpers.questions import news
from tests.workflows.test_lint_end_to_end import LINTED
from tests.workflows.world import BOT, EXTRACTIVE, World

MADE = dict.fromkeys(("start", "draft", "deliver"), "success")
PUMP = "wiki/entities/pump.md"
OUTPUTS = "lint:\n  new_issues: 20\noutputs:\n  - make: chart\n    of: power draw of the Pump\n"


def form(kind, about, to="a page"):
    return f"{FORM_HEADING}\n\n{kind}\n\n### About\n\n{about}\n\n### As\n\n{to}\n"


def asks(world, login, body):
    number = world.forge.open_issue(login, "Make it", body)
    world.act("commands.yml", "issues", login, number=number)
    return number


def open_pulls(forge):
    return [pull for pull in forge.pulls.values() if pull.state == "open"]


def test_what_an_issue_asks_for_is_offered_or_attached_and_schema_md_is_followed_weekly(tmp_path):
    own = {f"raw/{name}": text for name, text in raw_files().items()} | texts()
    schema = EXTRACTIVE.replace("models:\n", f"{OUTPUTS}models:\n", 1)
    with World(tmp_path, own | {"schema.md": schema}) as world:
        forge = world.forge
        asks(world, "mallory", form("chart", "power draw of the Pump"))
        assert not forge.dispatched

        number = asks(
            world, "bob", form("report", "What power does the Pump draw? $(touch x) `id`")
        )
        assert world.dispatched().results == MADE
        (pull,) = open_pulls(forge)
        assert (pull.author, f"Closes #{number}" in pull.body) == (BOT, True)
        assert f"#{pull.number} offers it" in news(forge, number)
        assert {(w.workflow, w.job) for w in forge.writes if w.path.endswith("/pulls")} == {
            ("make", "deliver")
        }
        assert world.check(pull.number).results == {"check": "success"}
        forge.merge_pull(pull.number)
        assert forge.issues[number].state == "closed"

        number = asks(world, "bob", form("slides", "power draw of the Pump", "pptx"))
        done = world.dispatched()
        assert done.results == MADE
        (attached,) = (done.artifacts / "output").glob("*.pptx")
        assert attached.read_bytes().startswith(b"PK")
        assert "attached to" in news(forge, number)
        assert not open_pulls(forge)

        assert world.act("make.yml", "schedule").results == MADE
        (pull,) = open_pulls(forge)
        assert pull.title == "Make anew: 1 output"
        assert world.check(pull.number).results == {"check": "success"}
        assert world.act("make.yml", "schedule").results == MADE
        assert [one.number for one in open_pulls(forge)] == [pull.number]
        forge.merge_pull(pull.number)
        assert world.act("make.yml", "schedule").results == MADE
        assert not open_pulls(forge)

        pump = forge.file(PUMP).replace("to 200 watts (from 50).[^", "to 200 watts from 50.[^")
        forge.commit("alice", "main", {PUMP: pump})
        assert world.act("lint.yml", "schedule").results == LINTED
        (stale,) = [i for i in forge.issues.values() if i.title.startswith("stale-output")]
        world.comment("bob", stale.number, "/fix")
        assert world.dispatched().results == MADE
        (pull,) = open_pulls(forge)
        assert pull.title == "Make anew: 2 outputs"
        assert world.check(pull.number).results == {"check": "success"}
        forge.merge_pull(pull.number)
        assert stale.state == "closed"
