"""The real workflow files under act, with a stand-in for the program that only writes down how it was called.

What the verbs do is tested where they are; here it is who is called, when, on which commit, and with which credentials.
"""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.helpers.federation import VARIABLES
from tests.helpers.repos import Team
from tests.workflows import act

STAND_IN = '''"""Writes down how it was called, and hands over what the next job needs."""

import json
import os
import subprocess
import sys
from pathlib import Path

verb = sys.argv[1]
ours = ("ANTHROPIC_", "WIKI_", "HAS_", "GITHUB_TOKEN", "GITHUB_JOB", "GITHUB_WORKFLOW", "GITHUB_EVENT_NAME")
temp = Path(os.environ["RUNNER_TEMP"])


def found():
    """Return the files that were handed to this job, by where they lie in the folder outside of what was checked out."""
    folders = ("earlier", "results", "kept")
    return sorted(p.relative_to(temp).as_posix() for f in folders for p in (temp / f).rglob("*") if p.is_file())


call = {
    "args": [x.replace(str(temp), "TEMP") for x in sys.argv[1:]],
    "env": {name: value for name, value in os.environ.items() if name.startswith(ours)},
    "head": subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=True).stdout.strip(),
    "shallow": Path(".git/shallow").exists(),
    "event": json.loads(Path(os.environ["GITHUB_EVENT_PATH"]).read_text("utf-8")),
    "files": found(),
}
with open(os.environ["STAND_IN_CALLS"], "a", encoding="utf-8") as out:
    out.write(json.dumps(call) + "\\n")
if verb == "queue":
    sources = [{"source": "raw/first one.md", "key": "1" * 16}, {"source": "raw/$(touch x).md", "key": "2" * 16}]
    idle = os.environ.get("STAND_IN_IDLE")  # "nothing", or "held": no source to read, but something to say
    sources = [] if idle else sources
    with open(os.environ["GITHUB_OUTPUT"], "a", encoding="utf-8") as out:
        out.write(f"base={call['head']}\\nqueue=[{len(sources)}]\\n")
        out.write(f"any={str(idle != 'nothing').lower()}\\ncompile={str(bool(sources)).lower()}\\n")
        out.write("matrix=" + json.dumps({"include": sources}) + "\\n")
if verb == "compile":
    key = ("1" if sys.argv[2] == "raw/first one.md" else "2") * 16
    (temp / "results").mkdir()
    (temp / "results" / (key + ".json")).write_text(json.dumps({"key": key}), "utf-8")
    (temp / "store").mkdir()
    (temp / "store" / key).write_text("a reply that was paid for", "utf-8")
    sys.exit(1 if key[0] == "1" else 0)
if verb == "answer":
    (temp / "results").mkdir()
    (temp / "results" / "answer.json").write_text("{}", "utf-8")
if verb == "lint":
    (temp / "store").mkdir()
    (temp / "store" / f"verdict-{os.environ['GITHUB_EVENT_NAME']}").write_text("a verdict that was paid for", "utf-8")
    if os.environ.get("STAND_IN_BREAKS"):
        sys.exit(1)
    (temp / "results").mkdir()
    (temp / "results" / "lint.json").write_text("{}", "utf-8")
'''


@dataclass(frozen=True)
class Repository:
    """As much of a forge as the stand-in needs."""

    bare: Path
    person: Team
    folder: Path
    url: str = "http://127.0.0.1:9"

    def run(self, workflow, event_name, event=None, **more):
        """Run a workflow; return the run, and the calls of the program in their order."""
        calls = self.folder / "calls"
        calls.write_text("")
        env = {"STAND_IN_CALLS": str(calls), **more.pop("env", {})}
        done = act.run(
            self, workflow, event_name, event, folder=self.folder / "github", env=env, **more
        )
        return done, [json.loads(line) for line in calls.read_text().splitlines()]

    @property
    def head(self):
        return self.person.git("rev-parse", "HEAD").strip()


@pytest.fixture
def repository(tmp_path):
    person = Team(tmp_path / "person")
    person.root.mkdir()
    person.git("init", "-qb", "main")
    program = {"pipeline/__init__.py": b"", "pipeline/__main__.py": STAND_IN.encode()}
    beside = {
        path: text for path, text in act.product().items() if not path.startswith("pipeline/")
    }
    for path, content in (beside | program).items():
        (person.root / path).parent.mkdir(parents=True, exist_ok=True)
        (person.root / path).write_bytes(content)
    person.git("add", "-A")
    person.git("commit", "-qm", "Start")
    bare = tmp_path / "bare"
    subprocess.run(["git", "clone", "-q", "--bare", str(person.root), str(bare)], check=True)
    person.git("remote", "add", "origin", str(bare))
    return Repository(bare, person, tmp_path)


def test_compile_hands_each_source_what_was_found_before_and_publish_all_of_it(repository):
    first = repository.head
    done, calls = repository.run("compile.yml", "push", {"after": first}, run_id=1)
    queue, one, two, publish = calls
    assert done.results == {
        "start": "success",
        "plan": "success",
        "restore": "success",
        "compile (raw/first one.md)": "failure",
        "compile (raw/$(touch x).md)": "success",
        "keep": "success",
        "publish": "success",
    }
    assert queue["args"] == ["queue"]
    folders = [
        "--result",
        "TEMP/results",
        "--earlier",
        "TEMP/earlier",
        "--kept",
        "TEMP/kept",
        "--keep",
        "TEMP/store",
    ]
    assert one["args"] == ["compile", "raw/first one.md", *folders]
    assert two["args"][1] == "raw/$(touch x).md"
    assert publish["args"] == ["publish", "TEMP/results"]
    assert one["files"] == []
    first_result, second_result = (f"result-{n * 16}/{n * 16}.json" for n in "12")
    assert two["files"] == [f"earlier/{first_result}"]
    assert publish["files"] == [f"results/{first_result}", f"results/{second_result}"]
    assert {call["head"] for call in (queue, one, two)} == {first}
    assert not any(call["shallow"] for call in calls)
    assert [call["env"]["GITHUB_JOB"] for call in (queue, one, publish)] == [
        "plan",
        "compile",
        "publish",
    ]
    assert {call["env"]["GITHUB_WORKFLOW"] for call in (queue, one, publish)} == {"compile"}
    assert [call["env"].get("WIKI_QUEUE") for call in (queue, one, two, publish)] == [
        None,
        "[2]",
        "[2]",
        "[2]",
    ]
    assert [call["env"]["GITHUB_TOKEN"] for call in calls] == [act.TOKEN] * 4
    assert [call["env"]["WIKI_BOT"] for call in calls] == [""] * 4
    assert done.seconds < 100  # 3.5 on two idle cores

    _, calls = repository.run(
        "compile.yml", "schedule", {}, run_id=2, app="acme-wiki", vars={"ANTHROPIC_BASE_URL": ""}
    )
    queue, one, two, publish = calls
    assert one["files"] == [f"kept/{'1' * 16}", f"kept/{'2' * 16}"], (
        "replies that are paid for were lost"
    )
    assert [call["env"]["GITHUB_TOKEN"] for call in calls] == [
        act.TOKEN,
        act.TOKEN,
        act.TOKEN,
        act.APP_TOKEN,
    ]
    assert [call["env"]["WIKI_BOT"] for call in calls] == ["acme-wiki[bot]"] * 4
    assert one["env"]["ANTHROPIC_API_KEY"] == act.SECRETS["ANTHROPIC_API_KEY"]
    assert one["env"]["ANTHROPIC_BASE_URL"] == "https://api.anthropic.com"
    for call in (queue, publish):
        assert not [name for name in call["env"] if name.startswith("ANTHROPIC_")]


@pytest.mark.parametrize(("idle", "published"), [("nothing", "skipped"), ("held", "success")])
def test_where_no_source_is_to_be_read_none_is_and_what_is_to_be_said_is_said(
    idle, published, repository
):
    inputs = {"inputs": {"force": "false"}}
    done, calls = repository.run(
        "compile.yml", "workflow_dispatch", inputs, env={"STAND_IN_IDLE": idle}
    )
    assert done.job("plan").result == "success"
    assert done.job("compile").result == "skipped"
    assert done.job("publish").result == published
    assert len(calls) == (1 if idle == "nothing" else 2)
    assert done.code == 0


@pytest.mark.parametrize(
    ("workflow", "event"),
    [
        ("compile.yml", "push"),
        ("refresh.yml", "push"),
        ("doctor.yml", "workflow_dispatch"),
        ("lint.yml", "workflow_dispatch"),
        ("lint.yml", "push"),
        ("ask.yml", "workflow_dispatch"),
        ("add.yml", "push"),
        ("eval.yml", "workflow_dispatch"),
    ],
)
def test_another_branch_than_the_default_one_starts_nothing(workflow, event, repository):
    repository.person.git("push", "-q", "origin", "main:side")
    payload = {"ref": "refs/heads/side", "after": repository.head}
    done, calls = repository.run(workflow, event, payload, ref="side")
    assert set(done.results.values()) == {"skipped"}
    assert calls == []


def test_without_a_key_the_reading_job_has_what_it_needs_to_ask_for_an_identity_token(repository):
    variables = VARIABLES | {"ANTHROPIC_WORKSPACE_ID": "wrkspc_1"}
    known = {"ANTHROPIC_API_KEY": ""}
    _, calls = repository.run(
        "compile.yml", "push", {"after": repository.head}, vars=variables, secrets=known
    )
    for call in calls:
        has = {name: value for name, value in call["env"].items() if name.startswith("ANTHROPIC_")}
        nothing = {"ANTHROPIC_API_KEY": "", "ANTHROPIC_BASE_URL": act.NOWHERE["ANTHROPIC_BASE_URL"]}
        assert has == (variables | nothing if call["args"][0] == "compile" else {})


COMMENT = {
    "issue": {"number": 7},
    "comment": {"id": 70, "body": "/recompile", "user": {"login": "alice"}},
}


def test_a_command_is_read_and_a_remark_or_a_bots_comment_is_not(repository):
    done, (call,) = repository.run("commands.yml", "issue_comment", COMMENT)
    assert done.results == {"read": "success"}
    assert call["args"] == ["comment"]
    assert call["event"]["comment"]["id"] == 70
    assert not call["shallow"]
    assert not [name for name in call["env"] if name.startswith("ANTHROPIC_")]
    remark = COMMENT | {"comment": {"body": "I would /recompile this"}}
    assert repository.run("commands.yml", "issue_comment", remark)[1] == []
    assert repository.run("commands.yml", "issue_comment", COMMENT, actor="acme-wiki[bot]")[1] == []


def test_a_question_is_read_from_the_form_an_edit_and_a_ticked_box_and_from_nothing_else(
    repository,
):
    box = "- [x] Keep this answer as a page (`/file`)"
    bot, person = {"login": "acme-wiki[bot]", "type": "Bot"}, {"login": "bob", "type": "User"}
    edited = {"action": "edited"}
    asks = {"number": 7, "body": "### Question for the wiki\n\nHow hot?", "labels": []}
    other = {"number": 7, "body": "How hot?", "labels": [{"name": "bug"}]}
    wants = {"number": 7, "body": "### Source for the wiki\n\nhttps://x.example", "labels": []}
    makes = {"number": 7, "body": "### Make of the wiki\n\nchart", "labels": []}
    started = [
        ("issues", {"action": "opened", "issue": asks}),
        ("issues", {"action": "opened", "issue": wants}),
        ("issues", {"action": "opened", "issue": makes}),
        ("issues", {"action": "edited", "issue": other | {"labels": [{"name": "wiki:ask"}]}}),
        (
            "issue_comment",
            edited | {"issue": other, "comment": {"id": 1, "body": box, "user": bot}},
        ),
        ("issues", edited | {"issue": other | {"user": bot, "body": box}}),
    ]
    ignored = [
        ("issues", {"action": "opened", "issue": other}),
        (
            "issue_comment",
            edited | {"issue": asks, "comment": {"id": 1, "body": box, "user": person}},
        ),
        (
            "issue_comment",
            edited | {"issue": asks, "comment": {"id": 1, "body": "Hm", "user": bot}},
        ),
        ("issue_comment", {"issue": asks, "comment": {"id": 1, "body": box, "user": bot}}),
        ("issues", edited | {"issue": other | {"user": person, "body": box}}),
    ]
    for events, count in ((started, 1), (ignored, 0)):
        for kind, event in events:
            assert len(repository.run("commands.yml", kind, event)[1]) == count


def test_a_question_goes_from_the_job_that_asks_to_the_one_that_posts_and_a_page_runs_alone(
    repository,
):
    event = {"inputs": {"issue": "7", "comment": "70", "file": ""}}
    done, (asking, posting) = repository.run("ask.yml", "workflow_dispatch", event)
    assert done.results == dict.fromkeys(("start", "answer", "reply"), "success") | {
        "file": "skipped"
    }
    about = ["7", "--comment", "70", "--result", "TEMP/results"]
    assert (asking["args"], posting["args"]) == (["answer", *about], ["reply", *about])
    assert "ANTHROPIC_API_KEY" in asking["env"]
    assert not [name for name in posting["env"] if name.startswith("ANTHROPIC_")]
    assert posting["files"] == ["results/answer.json"]
    assert asking["head"] == posting["head"] == repository.head
    event["inputs"]["file"] = "comparison"
    done, (filing,) = repository.run("ask.yml", "workflow_dispatch", event, app="acme-wiki")
    assert done.job("file").result == "success"
    assert filing["args"] == ["file", "--issue", "7", "--comment", "70", "--type", "comparison"]
    assert filing["env"]["GITHUB_TOKEN"] == act.APP_TOKEN
    assert not [name for name in filing["env"] if name.startswith("ANTHROPIC_")]


def test_files_go_from_the_job_that_fetches_to_the_one_that_offers(repository):
    inputs = {"inputs": {"issue": "7", "comment": "70"}}
    done, (fetching, offering) = repository.run("add.yml", "workflow_dispatch", inputs)
    assert done.results == dict.fromkeys(("start", "fetch", "offer"), "success")
    about = ["7", "--comment", "70", "--result", "TEMP/results"]
    assert (fetching["args"], offering["args"]) == (["fetch", *about], ["offer", *about])
    assert not [
        name for call in (fetching, offering) for name in call["env"] if "ANTHROPIC" in name
    ]
    assert fetching["head"] == offering["head"] == repository.head
    _, (fetching, _) = repository.run("add.yml", "push", {"after": repository.head})
    assert fetching["args"][:3] == ["fetch", "0", "--comment"]


def test_golden_questions_are_asked_each_week_by_a_job_that_may_write_nothing(repository):
    assert repository.run("eval.yml", "schedule")[1] == []  # there are none
    repository.person.add("wiki/questions.yaml", "questions: []\n")
    repository.person.git("push", "-q", "origin", "main")
    done, (call,) = repository.run("eval.yml", "schedule")
    assert done.results == {"eval": "success"}
    assert (call["args"], "ANTHROPIC_API_KEY" in call["env"]) == (["eval"], True)
    assert "GITHUB_TOKEN" not in call["env"]


def test_refresh_writes_as_the_app_where_there_is_one(repository):
    done, (call,) = repository.run(
        "refresh.yml", "push", {"after": repository.head}, app="acme-wiki"
    )
    assert done.results == {"refresh": "success"}
    assert call["args"] == ["refresh"]
    assert (call["env"]["WIKI_BOT"], call["env"]["GITHUB_TOKEN"]) == (
        "acme-wiki[bot]",
        act.APP_TOKEN,
    )
    _, (call,) = repository.run("refresh.yml", "workflow_dispatch", {"inputs": {"pull": "3"}})
    assert (call["env"]["WIKI_BOT"], call["env"]["GITHUB_TOKEN"]) == ("", act.TOKEN)
    assert not [name for name in call["env"] if name.startswith("ANTHROPIC_")]


def test_a_check_runs_the_code_of_the_base_on_the_head(repository):
    base = repository.head
    person = repository.person
    person.git("checkout", "-qb", "attack")
    person.add("pipeline/__main__.py", "raise SystemExit('the judge was changed')\n")
    person.add(
        ".github/actions/setup/action.yml",
        "name: x\ndescription: x\nruns: {using: composite, steps: []}\n",
    )
    head = repository.head
    person.git("push", "-q", "origin", "HEAD:refs/pull/5/head")
    pull = {
        "number": 5,
        "base": {"sha": base, "ref": "main"},
        "head": {"sha": head, "ref": "attack"},
        "user": {"login": "eve", "type": "User"},
    }
    payload = {"action": "opened", "number": 5, "pull_request": pull}
    done, (call,) = repository.run(
        "checks.yml", "pull_request", payload, actor="eve", app="acme-wiki"
    )
    assert done.results == {"check": "success"}
    assert call["args"] == ["check", "--base", base, "--head", head]
    assert call["head"] == base
    assert not call["shallow"]
    assert call["env"]["WIKI_BOT"] == ""
    assert not [name for name in call["env"] if name.startswith(("ANTHROPIC_", "HAS_"))]


def test_a_check_knows_a_bots_pull_request_and_a_merge_queue(repository):
    base = repository.head
    pull = {
        "number": 5,
        "base": {"sha": base},
        "head": {"sha": base},
        "user": {"login": "acme-wiki[bot]", "type": "Bot"},
    }
    _, (call,) = repository.run("checks.yml", "pull_request", {"number": 5, "pull_request": pull})
    assert call["env"]["WIKI_BOT"] == "acme-wiki[bot]"
    group = {
        "base_sha": base,
        "head_sha": "a" * 40,
        "head_ref": "refs/heads/gh-readonly-queue/main/pr-5",
    }
    _, (call,) = repository.run("checks.yml", "merge_group", {"merge_group": group})
    assert call["args"] == ["check", "--base", base, "--head", "a" * 40]


def test_the_doctor_learns_whether_secrets_are_set_and_not_what_they_are(repository):
    done, (asks, call) = repository.run("doctor.yml", "schedule", {"schedule": "23 5 * * 1"})
    assert done.results == {"model": "success", "doctor": "success"}
    assert (asks["args"], call["args"]) == (["doctor", "--ask-model"], ["doctor"])
    assert asks["env"]["ANTHROPIC_API_KEY"] == act.SECRETS["ANTHROPIC_API_KEY"]
    assert "GITHUB_TOKEN" not in asks["env"]
    assert (call["env"]["HAS_ANTHROPIC_KEY"], call["env"]["HAS_WIKI_APP_KEY"]) == ("true", "false")
    assert act.SECRETS["ANTHROPIC_API_KEY"] not in call["env"].values()


def test_lint_hands_the_verdicts_from_the_job_that_asks_to_the_job_that_writes(repository):
    first = repository.head
    done, (lint, triage) = repository.run("lint.yml", "schedule", {}, run_id=1)
    assert done.results == {
        "due": "skipped",
        "start": "success",
        "restore": "success",
        "analyse": "success",
        "triage": "success",
        "fix": "skipped",
    }
    store = ["--kept", "TEMP/kept", "--keep", "TEMP/store"]
    assert lint["args"] == ["lint", "--batch", "--result", "TEMP/results", *store]
    assert triage["args"] == ["triage", "TEMP/results"]
    assert (lint["files"], triage["files"]) == ([], ["results/lint.json"])
    assert lint["head"] == triage["head"] == first
    assert not triage["shallow"]
    assert lint["env"]["ANTHROPIC_API_KEY"] == act.SECRETS["ANTHROPIC_API_KEY"]
    assert "GITHUB_TOKEN" not in lint["env"]
    assert triage["env"]["GITHUB_TOKEN"] == act.TOKEN
    assert not [name for name in triage["env"] if name.startswith("ANTHROPIC_")]

    done, calls = repository.run(
        "lint.yml", "workflow_dispatch", {"inputs": {"fix": "", "comment": ""}}, run_id=2
    )
    assert calls[0]["args"] == ["lint", "--judge", "--result", "TEMP/results", *store]
    assert calls[0]["files"] == ["kept/verdict-schedule"], "verdicts that are paid for were lost"


def test_where_judging_breaks_down_the_findings_without_a_model_are_triaged_all_the_same(
    repository,
):
    done, (lint, triage) = repository.run("lint.yml", "schedule", {}, env={"STAND_IN_BREAKS": "1"})
    assert (done.results["analyse"], done.results["triage"], done.results["fix"]) == (
        "failure",
        "success",
        "skipped",
    )
    assert triage["args"] == ["triage", "TEMP/results"]
    assert triage["files"] == []
    assert triage["head"] == lint["head"]


def test_a_fix_runs_alone_and_without_the_model(repository):
    inputs = {"inputs": {"fix": "12", "comment": "70"}}
    done, (fix,) = repository.run("lint.yml", "workflow_dispatch", inputs, app="acme-wiki")
    assert set(done.results.items()) == {
        ("fix", "success"),
        *((x, "skipped") for x in ("due", "start", "restore", "analyse", "triage")),
    }
    assert fix["args"] == ["fix", "12", "--comment", "70"]
    assert (fix["env"]["WIKI_BOT"], fix["env"]["GITHUB_TOKEN"]) == ("acme-wiki[bot]", act.APP_TOKEN)
    assert not fix["shallow"]
    assert not [name for name in fix["env"] if name.startswith("ANTHROPIC_")]
