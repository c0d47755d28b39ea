"""Outputs that issues and schema.md want: who may, what is offered, and that nothing handed over is believed."""

import json
import os
from contextlib import contextmanager

import pytest

from pipeline.core.errors import UserError
from pipeline.core.reports.wanted_output import FORM_HEADING, WantedOutput, wanted_by_issue
from pipeline.operations.github.comment import parse_command, read_event
from pipeline.operations.github.draft_outputs import DRAFTS_FILE
from pipeline.outputs import KINDS
from tests.forge import Forge
from tests.helpers.charting import raw_files, texts
from tests.helpers.flows import BOT, Flows, repository
from tests.helpers.questions import news
from tests.helpers.share import share

ASKED = "What power does the Pump draw?"
CHART = "power draw of the Pump"


def form(kind, about, to="a page"):
    return f"{FORM_HEADING}\n\n{kind}\n\n### About\n\n{about}\n\n### As\n\n{to}\n"


@contextmanager
def pumps(tmp_path, schema=""):
    """Yield the forge and its flows over the wiki of the pump; `schema` goes into schema.md."""
    begun = repository({f"raw/{name}": text for name, text in raw_files().items()} | texts())
    more = f"lint:\n  new_issues: 20\n{schema}"
    begun["schema.md"] = begun["schema.md"].replace("\nmodels:", f"\n{more}models:", 1)
    forge = Forge(tmp_path / "forge", begun)
    with forge:
        env = {"WIKI_GITHUB_PATIENCE": "0", "WIKI_GITHUB_PACE": "0"}
        yield forge, Flows(forge, tmp_path / "flows", env)
        assert not forge.crashes


def opened(forge, flows, login, body):
    number = forge.open_issue(login, "Make it", body)
    flows.read("issues", login, number=number)
    return number


def pulls(forge):
    return [pull for pull in forge.pulls.values() if pull.state == "open"]


def test_the_form_says_kind_matter_and_format():
    asked = wanted_by_issue(form("slides", "gas  cost\nof SLOAD", "pptx"), KINDS)
    assert asked == WantedOutput("slides", "gas cost of SLOAD", "pptx")
    assert wanted_by_issue(form("chart", "x of y"), KINDS).to == ""


@pytest.mark.parametrize(
    "body", ["", "chart", form("song", "x"), form("chart", " "), FORM_HEADING, form("", "x")]
)
def test_an_issue_that_says_nothing_of_it_wants_nothing(body):
    with pytest.raises(UserError, match="does not say what is to be made"):
        wanted_by_issue(body, KINDS)


def test_the_command_is_a_line_of_its_own():
    assert parse_command("/make").verb == "make"
    assert parse_command("/makes") is None
    assert parse_command("/make a chart") is None
    issue = {
        "number": 1,
        "body": form("chart", "x"),
        "title": "t",
        "user": {"login": "bot", "type": "Bot"},
    }
    assert read_event({"action": "opened", "issue": issue, "sender": {"type": "Bot"}}) is None


def test_a_report_is_offered_by_the_form_and_closes_its_issue(tmp_path):
    with pumps(tmp_path) as (forge, flows):
        number = opened(forge, flows, "bob", form("report", ASKED))
        assert forge.issues[number].labels == ["wiki:make"]
        assert [(r.login, r.content) for r in forge.issues[number].reactions] == [(BOT, "eyes")]
        assert flows.settle() == ["make.yml"]
        (pull,) = pulls(forge)
        assert pull.head.startswith("wiki/upkeep/make-")
        assert f"Closes #{number}" in pull.body
        assert f"#{pull.number} offers it" in news(forge, number)
        assert {w.job for w in forge.writes if w.path.endswith("/pulls")} == {"deliver"}


def test_who_may_not_write_starts_nothing_and_who_may_does_it_for_them(tmp_path):
    with pumps(tmp_path) as (forge, flows):
        number = opened(forge, flows, "mallory", form("chart", CHART))
        assert not forge.dispatched
        said = forge.comment("mallory", number, "/make")
        flows.read("issue_comment", "mallory", comment=said)
        assert not forge.dispatched
        assert forge.reactions_to(said) == {(BOT, "confused")}
        said = forge.comment("bob", number, "/make")
        flows.read("issue_comment", "bob", comment=said)
        assert flows.settle() == ["make.yml"]
        (pull,) = pulls(forge)
        assert pull.title == "Make a chart: Power draw of the Pump"


def test_what_cannot_be_made_is_said_on_the_issue(tmp_path):
    with pumps(tmp_path) as (forge, flows):
        for body, why in (
            (form("chart", "colour of the Pump"), "No claim gives a value"),
            (form("slides", ASKED), "makes no page"),
            (form("chart", CHART, "docx"), "makes no"),
        ):
            number = opened(forge, flows, "bob", body)
            flows.settle()
            assert why in news(forge, number)
        assert not pulls(forge)


def test_a_file_is_attached_to_the_run(tmp_path):
    with pumps(tmp_path) as (forge, flows):
        number = opened(forge, flows, "bob", form("chart", CHART, "csv"))
        flows.settle()
        assert "attached to" in news(forge, number)
        assert [p.name for p in (tmp_path / "flows").rglob("*.csv")] == [
            "power-draw-of-the-pump.csv"
        ]
        assert not pulls(forge)


def redrafted(change):
    """Return what changes the draft that the reading job has left."""

    def do(folder):
        said = json.loads((folder / DRAFTS_FILE).read_text("utf-8"))
        change(said["outputs"][0])
        (folder / DRAFTS_FILE).write_text(json.dumps(said), "utf-8")

    return do


def sentence(text, *labels):
    return [{"text": text, "labels": [*labels], "pages": [], "reckoned": ""}]


def linked(folder):
    (folder / DRAFTS_FILE).unlink()
    (folder / DRAFTS_FILE).symlink_to("/etc/hostname")


def piped(folder):
    (folder / DRAFTS_FILE).unlink()
    os.mkfifo(folder / DRAFTS_FILE)


def drafted(*values, pages=("pump",)):
    """Return what puts the values that a model chose for a chart into the draft."""
    rows = [
        {"label": label, "written": written, "of": "Pump", "across_label": "", "across_written": ""}
        for label, written in values
    ]
    head = {"title": "Power draw", "form": "line", "quantity": "power", "across_quantity": ""}
    chart = {**head, "values": rows, "unknown": []}
    return redrafted(lambda one: one.update(pages=[*pages], chart=chart, problem=""))


FORGED = {
    "a number that is in no quote": redrafted(
        lambda one: one["draft"].update(summary=sentence("It draws 9000 watts.", "rule-2-1"))
    ),
    "a mark that no page has": redrafted(
        lambda one: one["draft"].update(summary=sentence("It hums.", "rule-9-9"))
    ),
    "a link": redrafted(
        lambda one: one["draft"].update(
            summary=sentence("See [it](https://evil.example).", "rule-2-1")
        )
    ),
    "no pages": redrafted(lambda one: one.update(pages=[])),
    "another output": redrafted(lambda one: one.update(about="Something else")),
    "an unknown key": redrafted(lambda one: one.update(run="rm")),
    "no JSON": lambda folder: (folder / DRAFTS_FILE).write_bytes(b"\xff{"),
    "depth": lambda folder: (folder / DRAFTS_FILE).write_bytes(b"[" * 9_000),
    "a link to a file": linked,
    "a pipe": piped,
    "nothing": lambda folder: (folder / DRAFTS_FILE).unlink(),
}


@pytest.mark.parametrize("name", share([*FORGED], 6))
def test_a_draft_that_does_not_hold_becomes_no_page(tmp_path, name):
    with pumps(tmp_path) as (forge, flows):
        number = opened(forge, flows, "bob", form("report", ASKED))
        (each,) = forge.dispatched
        forge.dispatched.clear()
        flows.make(**each.inputs, before_deliver=FORGED[name])
        assert not pulls(forge)
        assert news(forge, number).startswith("That did not work:")


def test_a_chart_that_a_model_chose_is_held_against_the_quotes_again(tmp_path):
    with pumps(tmp_path) as (forge, flows):
        number = opened(forge, flows, "bob", form("chart", "Where does the wattage go?"))
        (each,) = forge.dispatched
        forge.dispatched.clear()
        flows.make(**each.inputs, before_deliver=drafted(("rule-1-1", "9000")))
        assert not pulls(forge)
        assert "Nothing that could be shown to stand in a quote" in news(forge, number)
        good = drafted(("rule-1-1", "200"), ("rule-2-1", "800"), ("rule-2-1", "9000"))
        flows.make(**each.inputs, before_deliver=good)
        (pull,) = pulls(forge)
        spec = json.loads(forge.file("wiki/outputs/charts/power-draw.json", pull.head))
        assert [value["value"] for value in spec["data"]["values"]] == [50, 200, 800]
        assert "struck: 9000 of Pump" in pull.body


def test_what_schema_md_names_is_made_anew_in_one_pull_request_where_it_is_stale(tmp_path):
    rules = f"outputs:\n  - make: chart\n    of: {CHART}\n  - make: report\n    of: {ASKED}\n"
    with pumps(tmp_path, rules) as (forge, flows):
        assert flows.make() == {"draft": 0, "deliver": 0}
        (pull,) = pulls(forge)
        assert pull.title == "Make anew: 2 outputs"
        flows.make()
        assert [one.number for one in pulls(forge)] == [pull.number]
        forge.merge_pull(pull.number)
        assert flows.make() == {"draft": 0, "deliver": 0}
        assert not pulls(forge)
        pump = forge.file("wiki/entities/pump.md")
        forge.commit(
            "alice",
            "main",
            {
                "wiki/entities/pump.md": pump.replace(
                    "to 200 watts (from 50).[^", "to 200 watts from 50.[^"
                )
            },
        )
        flows.make()
        (pull,) = pulls(forge)
        assert pull.title == "Make anew: 2 outputs"


def test_without_outputs_in_schema_md_nothing_is_done(tmp_path):
    with pumps(tmp_path) as (forge, flows):
        assert flows.make() == {"draft": 0, "deliver": 0}
        assert not pulls(forge)


def stale_issue(forge):
    (found,) = [i for i in forge.issues.values() if i.title.startswith("stale-output")]
    return found


def reworded(forge):
    """Change a statement on which what was made of the pump rests."""
    pump = forge.file("wiki/entities/pump.md")
    new = pump.replace("to 200 watts (from 50).[^", "to 200 watts from 50.[^")
    assert new != pump
    forge.commit("alice", "main", {"wiki/entities/pump.md": new})


@contextmanager
def filed(tmp_path):
    """Yield a wiki with a filed report and a filed chart that are stale, and the lint's issue about them."""
    rules = f"outputs:\n  - make: chart\n    of: {CHART}\n  - make: report\n    of: {ASKED}\n"
    with pumps(tmp_path, rules) as (forge, flows):
        flows.make()
        (pull,) = pulls(forge)
        forge.merge_pull(pull.number)
        schema = forge.file("schema.md").replace(rules, "")
        forge.commit("alice", "main", {"schema.md": schema})
        reworded(forge)
        flows.lint()
        yield forge, flows, stale_issue(forge)


def test_fix_makes_all_that_is_stale_anew_in_one_pull_request_that_closes_the_issue(tmp_path):
    with filed(tmp_path) as (forge, flows, issue):
        assert "They can be made anew." in issue.body
        said = forge.comment("mallory", issue.number, "/fix")
        flows.read("issue_comment", "mallory", comment=said)
        assert not forge.dispatched
        said = forge.comment("bob", issue.number, "/fix")
        flows.read("issue_comment", "bob", comment=said)
        assert flows.settle() == ["make.yml"]
        (pull,) = pulls(forge)
        assert pull.title == "Make anew: 2 outputs"
        assert f"#{pull.number} offers it. This issue closes" in news(forge, issue.number)
        forge.merge_pull(pull.number)
        assert forge.issues[issue.number].state == "closed"
        flows.lint()
        assert forge.issues[issue.number].state == "closed"


def test_a_draft_that_does_not_hold_leaves_the_issue_open_for_it(tmp_path):
    with filed(tmp_path) as (forge, flows, issue):
        said = forge.comment("bob", issue.number, "/fix")
        flows.read("issue_comment", "bob", comment=said)
        (each,) = forge.dispatched
        forge.dispatched.clear()

        def forge_report(folder):
            said = json.loads((folder / DRAFTS_FILE).read_text("utf-8"))
            (report,) = [one for one in said["outputs"] if one["kind"] == "report"]
            report["draft"]["summary"] = sentence("It draws 9000 watts.", "rule-2-1")
            (folder / DRAFTS_FILE).write_text(json.dumps(said), "utf-8")

        flows.make(**each.inputs, before_deliver=forge_report)
        (pull,) = pulls(forge)
        assert "not made: report" in pull.body
        assert f"Closes #{issue.number}" not in pull.body
        forge.merge_pull(pull.number)
        assert forge.issues[issue.number].state == "open"


def test_a_box_makes_anew_what_is_stale_and_values_that_a_person_mended_are_kept(tmp_path):
    with pumps(tmp_path) as (forge, flows):
        opened(forge, flows, "bob", form("chart", CHART))
        flows.settle()
        (pull,) = pulls(forge)
        forge.merge_pull(pull.number)
        path = "wiki/outputs/charts/power-draw-of-the-pump.json"
        spec = json.loads(forge.file(path))
        spec["title"] = "What the Pump draws"
        forge.commit("alice", "main", {path: json.dumps(spec)})
        flows.lint()
        issue = stale_issue(forge)
        assert "this picture was drawn from other values" in issue.body
        forge.edit(issue.number, "bob", body=issue.body.replace("- [ ]", "- [x]", 1))
        flows.read("issues", "bob", number=issue.number, action="edited")
        assert flows.settle() == ["make.yml"]
        (pull,) = pulls(forge)
        assert "What the Pump draws" in pull.title
        forge.merge_pull(pull.number)
        flows.lint()
        assert forge.issues[issue.number].state == "closed"
