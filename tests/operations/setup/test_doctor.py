"""The doctor against the fake GitHub: what it finds, and the one issue in which it says so."""

import json
import sys
import threading

import pytest

from pipeline.adapters.github.client import GitHub
from pipeline.cli import main
from pipeline.core.github.state import LABELS, SETUP_LABEL, make_marker, read_marker
from pipeline.core.issues.checklist import ChecklistItem, write_checklist, write_issue, write_lines
from pipeline.operations.setup.doctor import renew_issue
from pipeline.operations.setup.product import Product, ProductFile
from tests.forge.forge import Forge
from tests.helpers.flows import DAY, Flows, environment
from tests.helpers.repos import ROOT, team

KEY = {"HAS_ANTHROPIC_KEY": "true"}
FEDERATION = {
    "ANTHROPIC_FEDERATION_RULE_ID": "fdrl_1",
    "ANTHROPIC_ORGANIZATION_ID": "org",
    "ANTHROPIC_SERVICE_ACCOUNT_ID": "svac_1",
}
APP = {"WIKI_APP_CLIENT_ID": "Iv1", "HAS_WIKI_APP_KEY": "true"}
UNSEEN = "Resource not accessible by integration"
NO_APP = {"WIKI_APP_CLIENT_ID": "", "HAS_WIKI_APP_KEY": "false"}
WORKFLOWS = {
    f".github/workflows/{name}.yml": (ROOT / f".github/workflows/{name}.yml").read_text("utf-8")
    for name in ("checks", "commands", "compile", "doctor", "refresh")
}
SCHEMA = "---\nlanguage: en\n---\nBe brief.\n"
EXAMPLE = "A source that ships.\n"
FILES = WORKFLOWS | {
    "schema.md": SCHEMA,
    "pipeline/product.json": Product("0.1.0", dict.fromkeys(WORKFLOWS, "0" * 64)).text(),
    "pipeline/example.json": json.dumps(
        {"raw/example.md": ProductFile(EXAMPLE.encode()).sha256, "log.md": "0" * 64}
    ),
}


@pytest.fixture
def forge(tmp_path):
    """A repository in which nothing is wrong but what a test makes wrong."""
    with Forge(tmp_path / "forge", FILES) as made:
        made.protected, made.required_contexts = True, ["check"]
        made.pushed_at = "2026-04-10T12:00:00Z"
        made.add_run("compile.yml", "schedule", "2026-04-11T02:37:00Z")
        yield made


@pytest.fixture
def flows(forge, tmp_path):
    return Flows(forge, tmp_path / "flows", APP)


@pytest.fixture
def look(flows, capsys):
    """Run the doctor and return its items by key."""

    def run(**settings):
        capsys.readouterr()
        assert flows.doctor("--json", **(KEY | settings)) == 0
        said = json.loads(capsys.readouterr().out)
        run.issue = said["issue"]
        return {item["key"]: item for item in said["items"]}

    return run


def the_issue(forge):
    (issue,) = forge.issues.values()
    return issue


# --- what it finds ---


def test_where_nothing_is_missing_nothing_is_written_but_labels(forge, look):
    items = look()
    assert [item for item in items.values() if item["state"] != "good"] == []
    assert len(items) == 18
    assert not forge.issues
    assert {request.path.rsplit("/", 1)[1] for request in forge.writes} == {"labels"}
    before = len(forge.writes)
    look()
    assert len(forge.writes) == before


@pytest.mark.parametrize(
    ("settings", "schema", "state", "said"),
    [
        ({}, SCHEMA, "good", "`ANTHROPIC_API_KEY` is set"),
        ({"HAS_ANTHROPIC_KEY": "false"}, SCHEMA, "bad", "Neither a key"),
        ({"HAS_ANTHROPIC_KEY": "false"} | FEDERATION, SCHEMA, "good", "no key is stored"),
        (
            {"HAS_ANTHROPIC_KEY": "false"} | FEDERATION | {"ANTHROPIC_SERVICE_ACCOUNT_ID": ""},
            SCHEMA,
            "bad",
            "`ANTHROPIC_SERVICE_ACCOUNT_ID` is empty",
        ),
        (FEDERATION, SCHEMA, "good", "the key goes first"),
        (
            {"HAS_ANTHROPIC_KEY": "false"},
            "---\nlibrarian: extractive\n---\nx\n",
            "good",
            "embedded librarian",
        ),
    ],
)
def test_the_credential_is_a_key_or_complete_federation_or_not_needed(
    forge, look, settings, schema, state, said
):
    forge.commit("alice", "main", {"schema.md": schema})
    found = look(**settings)["credential"]
    assert found["state"] == state
    assert said in found["said"]
    assert not found["address"] or found["address"].startswith(
        "https://github.com/acme/wiki/settings/"
    )


def test_the_setting_by_which_workflows_open_pull_requests_is_asked_for(forge, look):
    forge.may_create_pulls = False
    found = look(WIKI_APP_CLIENT_ID="", HAS_WIKI_APP_KEY="false")["pull-requests"]
    assert found["state"] == "bad"
    assert found["address"] == "https://github.com/acme/wiki/settings/actions"
    forge.may_create_pulls = True
    assert look(WIKI_APP_CLIENT_ID="", HAS_WIKI_APP_KEY="false")["pull-requests"]["state"] == "good"
    assert not forge.pulls
    forge.may_create_pulls = False
    assert look()["pull-requests"]["state"] == "good"  # the App does it


@pytest.mark.parametrize(
    ("client", "key", "state", "said"),
    [
        ("", "false", "advice", "Approve workflows to run"),
        ("Iv1", "true", "good", "start by themselves"),
        ("Iv1", "false", "bad", "its key is missing"),
        ("", "true", "advice", "set and not used"),
    ],
)
def test_the_tier_is_said_with_what_it_means(look, client, key, state, said):
    found = look(WIKI_APP_CLIENT_ID=client, HAS_WIKI_APP_KEY=key)["token"]
    assert found["state"] == state
    assert said in found["said"]


def test_missing_labels_are_made_and_those_that_are_there_are_left_alone(forge, look):
    look()
    forge.labels["wiki:setup"] = forge.labels["wiki:setup"]._replace(color="123456")
    del forge.labels["wiki:conflict"]
    assert look()["labels"]["state"] == "good"
    assert forge.labels["wiki:setup"].color == "123456"
    assert "wiki:conflict" in forge.labels


def test_a_workflow_that_github_turned_off_is_named_with_its_page(forge, look):
    forge.workflow_states["compile.yml"] = "disabled_inactivity"
    found = look()["workflows"]
    assert found["state"] == "bad"
    assert "after 60 days without activity" in found["said"]
    assert found["address"].endswith("/actions/workflows/compile.yml")


def test_a_workflow_of_the_teams_own_may_be_turned_off(forge, look):
    forge.commit("alice", "main", {".github/workflows/ours.yml": "on: push\njobs: {}\n"})
    forge.workflow_states["ours.yml"] = "disabled_manually"
    assert look()["workflows"]["state"] == "good"


@pytest.mark.parametrize(("day", "state"), [("2026-04-14", "good"), ("2026-04-15", "bad")])
def test_a_nightly_run_is_missed_after_three_days(look, day, state):
    found = look(day=day)["schedule"]
    assert (found["state"], "since 2026-04-11" in found["said"]) == (state, state == "bad")


@pytest.mark.parametrize(("day", "state"), [("2026-01-06", "good"), ("2026-04-11", "advice")])
def test_a_nightly_run_that_never_was_is_due_first(forge, look, day, state):
    forge.runs.clear()
    assert look(day=day)["schedule"]["state"] == state


def test_a_schema_that_cannot_be_read_is_said_with_its_line(forge, look):
    forge.commit("alice", "main", {"schema.md": "---\nlanguag: en\n---\n"})
    found = look()["schema"]
    assert found["state"] == "bad"
    assert "schema.md:2: unknown key `languag`" in found["said"]
    assert found["address"].endswith("/edit/main/schema.md")
    forge.commit("alice", "main", {"schema.md": None})
    assert "There is no schema.md" in look()["schema"]["said"]


def test_protection_is_advice_with_the_exact_name_of_the_check(forge, look):
    forge.protected = False
    found = look()["protection"]
    assert found["state"] == "advice"
    assert "status check `check` of “GitHub Actions”, exactly so" in found["do"]
    assert found["address"] == "https://github.com/acme/wiki/settings/rules"
    assert not forge.issues


def test_an_example_that_was_not_emptied_is_said_except_in_the_template(forge, look):
    forge.commit("alice", "main", {"raw/example.md": EXAMPLE})
    assert "`wiki init`" in look()["example"]["do"]
    assert the_issue(forge).state == "open"
    forge.is_template = True
    assert look()["example"]["state"] == "good"
    forge.is_template = False
    forge.commit("alice", "main", {"raw/example.md": "a source of the team's own\n"})
    assert look()["example"]["state"] == "good"


def test_a_workflow_file_that_is_gone_is_named(forge, look):
    forge.commit("alice", "main", {".github/workflows/refresh.yml": None})
    assert "`.github/workflows/refresh.yml`" in look()["workflow-files"]["said"]


def test_open_failures_are_counted(forge, look):
    look()
    for number in range(2):
        forge.open_issue(
            "github-actions[bot]", f"Could not compile {number}", labels=["wiki:compile-failed"]
        )
    found = look()["failures"]
    said = "Failed, and tried again by the next run: 2 issues."
    assert (found["state"], found["said"]) == ("advice", said)
    assert "label%3A%22wiki%3Acompile-failed%22" in found["address"]


def test_sources_that_are_left_alone_are_named_with_what_wakes_them(forge, look):
    look()
    for number, (source, tries, asks) in enumerate(
        [("raw/a.md", 3, False), ("raw/b.md", 3, True), ("raw/c.md", 1, False)], 1
    ):
        values = {"source": source, "sha256": "0" * 64, "tries": tries, "asks": asks}
        body = f"It failed.\n\n{make_marker('failure', values)}"
        forge.open_issue("github-actions[bot]", f"{number}", body, labels=["wiki:compile-failed"])
    forge.open_issue("rita", "mine", body.replace("raw/c", "raw/d"), labels=["wiki:compile-failed"])
    found = look()["failures"]
    assert found["said"] == (
        "Failed 3 times and left alone: `raw/a.md` (#1). Waiting for a yes: `raw/b.md` (#2)."
        " Failed, and tried again by the next run: 2 issues."
    )
    assert "`/recompile` in the issue of a source" in found["do"]
    assert "`/recompile --yes` in the issue says it" in found["do"]


# --- whether the model's server accepts the credential ---


@pytest.mark.parametrize(
    ("answer", "settings", "state", "said"),
    [
        ("accepted", {}, "good", "`ANTHROPIC_API_KEY` is set. The model's server accepts it."),
        (
            "",
            {},
            "good",
            "`ANTHROPIC_API_KEY` is set.",
        ),  # it does not count tokens, or is not known
        ("fixes #1", {}, "good", "`ANTHROPIC_API_KEY` is set."),  # no word of ours
        ("refused", {}, "bad", "`ANTHROPIC_API_KEY` is set, and the model's server does not"),
        ("blank", {}, "bad", "is blank, or begins or ends with a space"),
        ("unpaid", {}, "bad", "asks for payment"),
        ("no api", {}, "bad", "no Messages API"),
        ("unreachable", {}, "advice", "could not be reached"),
        (
            "refused",
            {"HAS_ANTHROPIC_KEY": "false"} | FEDERATION,
            "bad",
            "identity federation is set",
        ),
        ("refused", {"HAS_ANTHROPIC_KEY": "false"}, "bad", "Neither a key"),
    ],
)
def test_what_the_models_server_said_is_heard(look, answer, settings, state, said):
    found = look(**settings, WIKI_MODEL_ANSWER=answer)["credential"]
    assert (found["state"], said in found["said"]) == (state, True), found["said"]
    assert found["do"] or state == "good"


# --- the rules of branches ---


def required(*contexts, app=15368):
    listed = [{"context": each, "integration_id": app} for each in contexts]
    said = {"required_status_checks": listed, "strict_required_status_checks_policy": False}
    return {"type": "required_status_checks", "parameters": said}


def by_pull_request(*methods):
    said = {
        "allowed_merge_methods": list(methods),
        "dismiss_stale_reviews_on_push": False,
        "require_code_owner_review": True,
        "require_last_push_approval": False,
        "required_approving_review_count": 1,
        "required_review_thread_resolution": False,
    }
    return {"type": "pull_request", "parameters": said}


@pytest.mark.parametrize("kind", ["ruleset", "older"])
def test_a_required_check_that_no_job_reports_is_named_with_the_right_name(forge, look, kind):
    wrong = "checks / check"
    if kind == "older":
        forge.required_contexts = [wrong]
        forge.commit("alice", "topic", {"a.md": "a"})
        forge.open_pull("alice", "topic", "A change")
        forge.check_runs = [("check", 15368)]
    else:
        forge.protected, forge.rules = False, [("main", required(wrong))]
    found = look()["required-checks"]
    assert (found["state"], found["said"]) == (
        "bad",
        "Required, and reported by no job: `checks / check`. Pull requests wait for this for ever.",
    )
    assert "called `check`, without the name of its workflow" in found["do"]
    assert "checks / check" in the_issue(forge).body
    assert found["address"] == "https://github.com/acme/wiki/settings/rules"


def test_required_checks_that_are_reported_are_said_by_their_exact_names(forge, look):
    forge.rules = [("main", required("check"))]
    found = look()["required-checks"]
    assert (found["state"], found["said"]) == ("good", "Required, and reported: `check`.")


@pytest.mark.parametrize(
    ("runs", "statuses", "state"),
    [
        ([("build", 99)], [], "good"),
        ([("build", 98)], [], "bad"),  # another App's check of the same name does not count
        ([("other", 99)], ["build"], "bad"),
        ([], [], "advice"),  # nothing has reported anything yet
    ],
)
def test_a_check_of_another_app_counts_where_that_app_reported_it(
    forge, look, runs, statuses, state
):
    forge.commit("alice", "topic", {"a.md": "a"})
    forge.open_pull("alice", "topic", "A change")
    forge.rules = [("main", required("build", app=99))]
    forge.check_runs, forge.statuses = runs, statuses
    assert look()["required-checks"]["state"] == state


def test_a_status_of_the_older_kind_counts_where_any_app_may_report(forge, look):
    forge.commit("alice", "topic", {"a.md": "a"})
    forge.open_pull("alice", "topic", "A change")
    forge.required_contexts, forge.statuses = ["check", "ci/old"], ["ci/old"]
    assert look()["required-checks"]["said"] == "Required, and reported: `check`, `ci/old`."


def test_where_what_reported_is_not_shown_only_what_actions_must_report_is_missed(forge, look):
    forge.permissions["doctor", "doctor"] = {
        "actions": "read",
        "contents": "read",
        "issues": "write",
        "pull-requests": "write",
    }
    forge.commit("alice", "topic", {"a.md": "a"})
    forge.open_pull("alice", "topic", "A change")
    forge.rules = [("main", required("build", app=99))]
    found = look()["required-checks"]
    assert (found["state"], "not seen on a pull request yet: `build`" in found["said"]) == (
        "advice",
        True,
    )
    forge.rules = [("main", required("built"))]
    assert look()["required-checks"]["state"] == "bad"


@pytest.mark.parametrize("contexts", [[], ["lint"]])
def test_a_rule_that_does_not_require_our_check_is_advice(forge, look, contexts):
    ours = "on: pull_request\njobs:\n  lint:\n    runs-on: x\n"
    forge.commit("alice", "main", {".github/workflows/ours.yml": ours})
    forge.required_contexts = contexts
    found = look()["required-checks"]
    assert (found["state"], "`check` of “GitHub Actions”" in found["do"]) == ("advice", True)


def test_signed_commits_cannot_be_asked_of_the_bot(forge, look):
    forge.rules = [("main", {"type": "required_signatures"})]
    found = look()["signatures"]
    assert (found["state"], "signed commits only" in found["said"]) == ("bad", True)
    forge.rules = [("wiki/**", {"type": "required_signatures"})]
    assert look()["signatures"]["state"] == "advice"  # the App may be on the bypass list
    found = look(WIKI_APP_CLIENT_ID="", HAS_WIKI_APP_KEY="false")["signatures"]
    assert (found["state"], "pushes are refused" in found["said"]) == ("bad", True)


@pytest.mark.parametrize(
    ("settings", "rules", "state", "page"),
    [
        ({"rebase"}, [], "bad", "settings"),
        ({"merge", "squash", "rebase"}, [by_pull_request("rebase")], "bad", "settings/rules"),
        ({"squash"}, [by_pull_request("merge", "rebase")], "bad", "settings/rules"),
        ({"squash", "rebase"}, [by_pull_request("merge", "squash")], "good", ""),
        ({"merge"}, [], "good", ""),
    ],
)
def test_a_repository_that_only_rebases_takes_no_proposal_with_a_merge(
    forge, look, settings, rules, state, page
):
    forge.merge_methods, forge.rules = settings, [("main", rule) for rule in rules]
    found = look()["merging"]
    assert found["state"] == state
    assert found["address"] == (page and f"https://github.com/acme/wiki/{page}")


@pytest.mark.parametrize(
    ("pattern", "kind", "tier", "state"),
    [
        ("*", "creation", {}, "advice"),
        ("*", "creation", NO_APP, "bad"),
        ("wiki/compile/*", "non_fast_forward", NO_APP, "bad"),
        ("wiki/setup", "non_fast_forward", NO_APP, "bad"),
        ("wiki/add/*", "update", NO_APP, "bad"),
        ("*", "commit_message_pattern", NO_APP, "advice"),
        ("*", "deletion", NO_APP, "good"),
        ("main", "creation", NO_APP, "good"),
    ],
)
def test_rules_on_the_bots_branches_are_named_as_github_names_them(
    forge, look, pattern, kind, tier, state
):
    said = {"name": "x", "operator": "contains", "pattern": "ABC"}
    forge.rules = [(pattern, {"type": kind} | ({"parameters": said} if "pattern" in kind else {}))]
    found = look(**tier)["proposal-branches"]
    assert found["state"] == state
    if state != "good":
        assert "“Restrict" in found["said"] or "“Block force pushes”" in found["said"]
        assert "Exclude `wiki/**`" in found["do"]
        assert found["address"].endswith("/settings/rules")


def test_rules_that_github_does_not_show_are_said_to_be_unseen(forge, look):
    forge.fail("GET", r"/rules/branches/", status=403, times=50, message=UNSEEN)
    items = look()
    unseen = {key for key, item in items.items() if item["state"] == "unseen"}
    assert unseen == {"protection", "required-checks", "signatures", "merging", "proposal-branches"}
    forge.faults.clear()
    forge.fail("GET", r"/rules/branches/", status=404, times=50)  # a server without rulesets
    assert {item["state"] for item in look().values()} == {"good"}


# --- schedules in a repository in which nothing happens ---


@pytest.mark.parametrize(
    ("day", "state"),
    [("2026-05-09", "good"), ("2026-05-10", "advice"), ("2026-05-30", "bad")],
)
def test_the_stop_of_schedules_is_said_before_it_comes(forge, look, day, state):
    forge.runs.clear()
    forge.add_run("compile.yml", "schedule", f"{day}T02:37:00Z")
    found = look(day=day)["quiet"]
    assert found["state"] == state
    if state != "good":
        assert "On 2026-06-09 GitHub turns the scheduled workflows" in found["said"]
        assert found["address"] == "https://github.com/acme/wiki/actions"
        forge.visibility = "private"
        assert look(day=day)["quiet"]["state"] == "good"


def test_what_the_token_may_not_see_is_said_and_neither_opens_nor_closes(forge, look):
    forge.permissions["doctor", "doctor"] = {
        "contents": "read",
        "issues": "write",
        "pull-requests": "write",
    }
    items = look()
    assert {key for key, item in items.items() if item["state"] == "unseen"} == {
        "workflows",
        "schedule",
    }
    assert not forge.issues
    look(HAS_ANTHROPIC_KEY="false")
    look()
    assert the_issue(forge).state == "open"
    assert "Could not be looked at" in the_issue(forge).body


# --- the issue ---


def test_the_issue_is_opened_kept_current_and_closed(forge, flows, look):
    look(HAS_ANTHROPIC_KEY="false")
    issue = the_issue(forge)
    assert (issue.author, issue.labels, look.issue["state"]) == (
        "github-actions[bot]",
        ["wiki:setup"],
        "opened",
    )
    assert "- [ ] **Credential for the model.**" in issue.body
    assert (
        "[Settings → Secrets and variables → Actions](https://github.com/acme/wiki/settings/secrets/actions/new)"
        in issue.body
    )
    writes = len(forge.writes)
    look(HAS_ANTHROPIC_KEY="false")
    assert (len(forge.writes), look.issue["state"]) == (writes, "unchanged")

    forge.workflow_states["compile.yml"] = "disabled_inactivity"
    look(HAS_ANTHROPIC_KEY="false")
    assert "Enable workflow" in issue.body
    del forge.workflow_states["compile.yml"]
    look()
    assert (the_issue(forge).state, issue.state_reason, look.issue["state"]) == (
        "closed",
        "completed",
        "closed",
    )
    assert "- [ ]" not in issue.body
    writes = len(forge.writes)
    look()
    assert len(forge.writes) == writes
    assert not forge.comments
    assert flows.doctor(**KEY) == 0
    assert "- [x] **Labels.**" in flows.summary


def test_it_is_opened_again_when_something_breaks_again(forge, look):
    look(HAS_ANTHROPIC_KEY="false")
    look()
    forge.workflow_states["compile.yml"] = "disabled_inactivity"
    look()
    issue = the_issue(forge)
    assert (issue.state, look.issue["state"]) == ("open", "renewed")
    assert "Turned off" in issue.body


def test_a_locked_or_deleted_one_is_followed_by_a_new_one(forge, look):
    look(HAS_ANTHROPIC_KEY="false")
    look()
    forge.lock_item(1)
    look(HAS_ANTHROPIC_KEY="false")
    assert [(i.number, i.state) for i in forge.issues.values()] == [(1, "closed"), (2, "open")]
    forge.edit(2, labels=[])  # for the list of the label's issues as good as deleted
    look(HAS_ANTHROPIC_KEY="false")
    assert forge.issues[3].state == "open"


def test_closed_by_a_person_while_something_is_wrong_it_comes_back(forge, look):
    look(HAS_ANTHROPIC_KEY="false")
    forge.close_issue(1)
    look(HAS_ANTHROPIC_KEY="false")
    assert the_issue(forge).state == "open"


def test_closed_as_not_planned_it_is_quiet_until_something_else_is_wrong(forge, look):
    look(HAS_ANTHROPIC_KEY="false", WIKI_APP_CLIENT_ID="Iv1", HAS_WIKI_APP_KEY="false")
    forge.close_issue(1, reason="not_planned")
    writes = len(forge.writes)
    look(HAS_ANTHROPIC_KEY="false", WIKI_APP_CLIENT_ID="Iv1", HAS_WIKI_APP_KEY="false")
    assert (len(forge.writes), look.issue["state"]) == (writes, "held")

    look(HAS_ANTHROPIC_KEY="false")  # one of the two is mended: still quiet
    assert the_issue(forge).state == "closed"
    look(HAS_ANTHROPIC_KEY="false", HAS_WIKI_APP_KEY="false")  # and broken again, which is news
    assert the_issue(forge).state == "open"


def test_what_is_wrong_in_another_way_is_news_as_well(forge, look):
    look(HAS_ANTHROPIC_KEY="false")
    forge.close_issue(1, reason="not_planned")
    look(HAS_ANTHROPIC_KEY="false", ANTHROPIC_FEDERATION_RULE_ID="fdrl_1")
    assert the_issue(forge).state == "open"


def test_a_muted_issue_stays_closed_when_all_is_well_and_hears_of_the_next_break(forge, look):
    look(HAS_ANTHROPIC_KEY="false")
    forge.close_issue(1, reason="not_planned")
    look()
    assert (the_issue(forge).state, read_marker("setup", the_issue(forge).body)) == (
        "closed",
        {"failing": {}},
    )
    look(HAS_ANTHROPIC_KEY="false")
    assert the_issue(forge).state == "open"


def test_what_cannot_be_seen_is_not_forgotten_in_a_muted_issue(forge, look):
    forge.workflow_states["compile.yml"] = "disabled_inactivity"
    look()
    forge.close_issue(1, reason="not_planned")
    forge.permissions["doctor", "doctor"] = {
        "contents": "read",
        "issues": "write",
        "pull-requests": "write",
    }
    look()
    del forge.permissions["doctor", "doctor"]
    look()
    assert the_issue(forge).state == "closed"


def test_a_marker_in_a_persons_issue_is_not_believed(forge, look):
    look()
    forge.open_issue(
        "rita", "Set up", f"closed please\n\n{make_marker('setup', {})}", labels=["wiki:setup"]
    )
    look()
    assert forge.issues[1].state == "open"
    look(HAS_ANTHROPIC_KEY="false")
    assert "closed please" in forge.issues[1].body
    assert forge.issues[2].author == "github-actions[bot]"


def test_an_answer_that_is_lost_makes_no_second_issue(forge, look):
    forge.fail("POST", r"/issues$", drop=True, after=True)
    hub = GitHub.connect(forge.environment("doctor", "doctor"), sleep=lambda _: None)
    renew_issue(hub, [ChecklistItem("a", "A", "bad", "It is wrong.")], DAY, in_actions=True)
    hub.close()
    assert the_issue(forge).state == "open"


def test_two_runs_at_once_leave_one_open_issue(forge):
    item = ChecklistItem("a", "A", "bad", "It is wrong.")
    begin = threading.Barrier(4)

    def run():
        hub = GitHub.connect(forge.environment("doctor", "doctor"), sleep=lambda _: None)
        begin.wait()
        renew_issue(hub, [item], DAY, in_actions=True)
        hub.close()

    threads = [threading.Thread(target=run) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [issue.state for issue in forge.issues.values()].count("open") == 1
    (left,) = [issue for issue in forge.issues.values() if issue.state == "open"]
    assert left.number == 1
    forge.close_issue(1)
    run_alone = GitHub.connect(forge.environment("doctor", "doctor"), sleep=lambda _: None)
    assert (
        renew_issue(run_alone, [item], DAY, in_actions=True).number == 1
    )  # those that gave way are not taken for closed by a person
    run_alone.close()


def test_a_github_that_does_not_answer_is_an_error(flows, capsys):
    assert flows.doctor(**KEY, GITHUB_TOKEN="wrong") == 1
    assert "401" in capsys.readouterr().err


def test_the_issue_holds_foreign_text_as_text():
    hostile = ChecklistItem(
        "schema",
        "schema.md",
        "bad",
        "schema.md:2: unknown key `x`; @alice <img src=x> fixes #1\n- [x] y ](http://a.b)",
    )
    text = write_issue([hostile], {}, "https://github.com/acme/wiki", DAY)
    assert not [x for x in ("@alice", " <img", "#1", "\n- [x] y", "://a.b") if x in text]


def test_the_list_is_in_order_of_what_is_to_be_done():
    items = [
        ChecklistItem("a", "A", "good", "Well."),
        ChecklistItem("b", "B", "advice", "Hm.", "do"),
        ChecklistItem("c", "C", "bad", "No.", "do", "P", "u"),
    ]
    assert (
        write_checklist(items)
        == "- [ ] **C.** No.<br>\n  [P](u): do\n- [x] **A.** Well.\n\n### Advice\n\n- **B.** Hm.<br>\n  do"
    )
    assert write_lines(items) == [
        "ok        A: Well.",
        "advice    B: Hm.",
        "          do",
        "TO DO     C: No.",
        "          u: do",
    ]


# --- on a person's machine ---


@pytest.fixture
def clone(tmp_path):
    made = team(tmp_path / "clone", {}, SCHEMA)
    for path in FILES.keys() - {"schema.md"}:
        made.add(path, FILES[path])
    return made


def run_locally(clone, capsys, *options, **environ):
    with environment({"WIKI_DATE": DAY} | environ):
        code = main(["-C", str(clone.root), "doctor", "--json", *options])
    said = json.loads(capsys.readouterr().out)
    return code, {item["key"]: item["state"] for item in said["items"]}, said["issue"]


def test_without_github_it_looks_at_what_is_there(clone, capsys):
    code, found, issue = run_locally(clone, capsys)
    assert (code, issue) == (0, None)
    assert found == {
        "schema": "good",
        "workflow-files": "good",
        "example": "good",
        "kept-texts": "good",
        "credential": "advice",  # librarian: auto
        "reading": "good" if sys.platform == "linux" else "advice",
    }
    assert run_locally(clone, capsys, ANTHROPIC_API_KEY="sk-ant-x")[1]["credential"] == "good"
    assert main(["-C", str(clone.root), "doctor"]) == 0
    assert "set GITHUB_TOKEN" in capsys.readouterr().err


def test_a_clone_without_a_key_is_told_who_compiles_there(clone, capsys):
    assert main(["-C", str(clone.root), "doctor"]) == 0
    assert "so the embedded librarian compiles (`librarian: auto`" in capsys.readouterr().out
    clone.add("schema.md", SCHEMA.replace("language", "librarian: model\nlanguage"))
    assert run_locally(clone, capsys)[1]["credential"] == "bad"


def test_an_example_that_was_emptied_and_not_committed_is_not_told_to_be_emptied(clone, capsys):
    clone.add("raw/example.md", EXAMPLE)
    assert main(["-C", str(clone.root), "doctor"]) == 0
    assert "Sources or pages of the example are still" in capsys.readouterr().out
    (clone.root / "raw/example.md").unlink()
    assert main(["-C", str(clone.root), "doctor"]) == 0
    assert "It was emptied here, and that is not committed." in capsys.readouterr().out


def test_outside_of_a_repository_it_says_so(tmp_path, capsys):
    assert main(["-C", str(tmp_path), "doctor"]) == 0
    assert "TO DO     The git repository:" in capsys.readouterr().out


def test_a_persons_token_looks_and_writes_nothing(forge, clone, capsys):
    code, found, issue = run_locally(clone, capsys, **forge.environment(token="alice-token"))
    assert (code, issue) == (0, None)
    assert {key for key, state in found.items() if state == "unseen"} == {
        "credential",
        "pull-requests",
        "token",
    }
    assert found["labels"] == "advice"
    assert not forge.writes


def test_with_issue_a_person_writes_one_and_the_bots_goes_before_it(forge, clone, flows, capsys):
    environ = forge.environment(token="alice-token")
    forge.workflow_states["compile.yml"] = "disabled_inactivity"
    assert run_locally(clone, capsys, "--issue", **environ)[2] == {
        "state": "opened",
        "number": 1,
        "said": "1 thing to do",
    }
    assert run_locally(clone, capsys, "--issue", **environ)[2]["state"] == "unchanged"
    flows.doctor(**KEY)
    capsys.readouterr()
    assert run_locally(clone, capsys, "--issue", **environ)[2]["number"] == 2
    assert [(i.author, i.state) for i in forge.issues.values()] == [
        ("alice", "closed"),
        ("github-actions[bot]", "open"),
    ]


def test_the_label_is_the_doctors():
    assert SETUP_LABEL in LABELS
