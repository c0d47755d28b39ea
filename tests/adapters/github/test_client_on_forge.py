"""GitHub's client and the git remote against the fake GitHub: the same acts whatever gets lost on the way."""

import subprocess
from itertools import product

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.git.remote import Remote
from pipeline.adapters.github.client import GitHub
from pipeline.core.errors import UserError
from pipeline.core.github.state import (
    AMEND_RAW_LABEL,
    FAILED_LABEL,
    LABELS,
    PROPOSAL_LABEL,
    make_marker,
)
from tests.forge import Forge
from tests.helpers.share import share

BRANCH = "wiki/compile/gas-12345678"
BODY = f"What it is.\n\n{make_marker('failure', {'source': 'raw/a.md', 'tries': 1})}"
WRITES = dict.fromkeys(("contents", "pull-requests", "issues", "actions"), "write")
COMPILE = "name: compile\non: {workflow_dispatch: {inputs: {source: {}}}}\njobs: {}\n"
SECONDARY = {"status": 403}
LOST = {
    "nothing": [],
    "403 with retry-after": [{"status": 403, "headers": {"Retry-After": "7"}}],
    "403 without": [SECONDARY, SECONDARY],
    "429": [{"status": 429, "headers": {"Retry-After": "1"}}],
    "502 before": [{"status": 502}],
    "502 after": [{"status": 502, "after": True}],
    "dropped before": [{"drop": True}],
    "dropped after": [{"drop": True, "after": True}],
    "everything at once": [
        {"drop": True},
        {"status": 403, "headers": {"Retry-After": "7"}},
        {"status": 500},
        SECONDARY,
        {"status": 502, "after": True},
    ],
}


@pytest.fixture
def forge(tmp_path):
    files = {"README.md": "Hello\n", ".github/workflows/compile.yml": COMPILE}
    with Forge(tmp_path / "forge", files) as forge:
        forge.permissions[("compile", "publish")] = WRITES
        forge.commit("github-actions[bot]", BRANCH, {"wiki/gas.md": "# Gas\n\nText.\n"})
        yield forge


@pytest.fixture
def waits():
    return []


@pytest.fixture
def github(forge, waits):
    made = GitHub.connect(forge.environment("compile", "publish"), waits.append)
    yield made
    made.close()


def lose(forge, method, path, faults):
    for fault in faults:
        forge.fail(method, path, **fault)


@pytest.mark.parametrize("lost", LOST)
def test_one_pull_request_whatever_gets_lost(forge, github, lost):
    lose(forge, "POST", r"/pulls$", LOST[lost])
    made = github.create_pull("Gas", "Body", BRANCH, "main")
    again = github.create_pull("Gas", "Body", BRANCH, "main")
    assert made == again == github.pull(made.number)
    assert list(forge.pulls) == [made.number]
    assert (made.head, made.same_repository, made.state) == (BRANCH, True, "open")
    assert forge.faults == []


@pytest.mark.parametrize("lost", LOST)
def test_one_issue_whatever_gets_lost(forge, github, lost):
    github.ensure_labels([FAILED_LABEL])
    lose(forge, "POST", r"/issues$", LOST[lost])
    made = github.create_issue("It fails", BODY, [FAILED_LABEL.name])
    assert list(github.issues(FAILED_LABEL.name)) == [made]
    assert list(forge.issues) == [made.number]
    assert forge.faults == []


@pytest.mark.parametrize("lost", LOST)
@pytest.mark.parametrize("text", ["I am on it.", BODY])
def test_one_comment_whatever_gets_lost(forge, github, lost, text):
    number = forge.open_issue("bob", "A question")
    forge.comment("bob", number, text)
    lose(forge, "POST", r"/comments$", LOST[lost])
    made = github.add_comment(number, text)
    forge.comment("bob", number, "Thanks")
    assert [
        each.id for each in forge.comments_on(number) if each.author == "github-actions[bot]"
    ] == [made.id]
    assert github.comment(made.id) == made
    assert [each.body for each in github.comments(number)] == [text, text, "Thanks"]
    assert forge.faults == []


CHANGES = {
    "update": ("PATCH", lambda github, comment: github.update_pull(1, title="Better", body="New")),
    "close": ("PATCH", lambda github, comment: github.close_pull(1)),
    "label": (
        "POST",
        lambda github, comment: github.label(1, PROPOSAL_LABEL.name, FAILED_LABEL.name),
    ),
    "unlabel": ("DELETE", lambda github, comment: github.unlabel(1, AMEND_RAW_LABEL.name)),
    "react": ("POST", lambda github, comment: github.react(comment, "eyes")),
    "edit": ("PATCH", lambda github, comment: github.edit_comment(comment, "Done")),
    "dispatch": ("POST", lambda github, comment: github.dispatch("compile.yml", "main", {})),
    "labels": ("POST", lambda github, comment: github.ensure_labels(LABELS)),
}


@pytest.mark.parametrize(("change", "lost"), share(product(CHANGES, LOST), 2))
def test_changes_are_made_whatever_gets_lost(forge, github, change, lost):
    number = github.create_pull("Gas", "Body", BRANCH, "main").number
    comment = github.add_comment(number, "Waiting").id
    forge.add_label("bob", number, AMEND_RAW_LABEL.name)
    method, act = CHANGES[change]
    lose(forge, method, "", LOST[lost])
    act(github, comment)
    assert forge.faults == []
    pull = github.pull(number)
    seen = {
        "update": (pull.title, pull.body) == ("Better", "New"),
        "close": pull.state == "closed",
        "label": {PROPOSAL_LABEL.name, FAILED_LABEL.name} <= set(pull.labels),
        "unlabel": AMEND_RAW_LABEL.name not in pull.labels,
        "react": forge.reactions_to(comment) == {("github-actions[bot]", "eyes")},
        "edit": github.comment(comment).body == "Done",
        "dispatch": {each.workflow for each in forge.dispatched} == {"compile.yml"},
        "labels": github.ensure_labels(LABELS) == [],
    }
    assert {name for name, done in seen.items() if done} == {change}


def test_a_label_is_taken_off_once(forge, github):
    number = forge.open_issue("bob", "A question", "", [FAILED_LABEL.name])
    github.unlabel(number, FAILED_LABEL.name)
    github.unlabel(number, FAILED_LABEL.name)
    assert forge.issues[number].labels == []


def test_reads_survive_what_passes(forge, github, waits):
    forge.fail("GET", r"/pulls", status=502)
    forge.fail("GET", r"/pulls", drop=True)
    forge.fail("GET", r"/pulls", status=429, headers={"Retry-After": "9"})
    assert list(github.pulls("all")) == []
    assert waits == [1, 2, 9]


def test_pages_are_read_when_they_are_needed(forge, github):
    for number in range(103):
        forge.open_issue("bob", f"Question {number}", "", [FAILED_LABEL.name])
    found = github.issues(FAILED_LABEL.name)
    assert next(found).title == "Question 102"
    asked = [each for each in forge.requests if each.path.endswith("/issues")]
    assert len(asked) == 1
    assert len(list(found)) == 102
    assert len([each for each in forge.requests if each.path.endswith("/issues")]) == 2


def test_pull_requests_from_forks_are_told_apart(forge, github):
    forge.open_fork_pull(
        "mallory", "Mine", {"wiki/x.md": "x\n"}, make_marker("proposal", {}), branch=BRANCH
    )
    assert [each.same_repository for each in github.pulls("open")] == [False]
    assert list(github.pulls("open", BRANCH)) == []
    number = github.create_pull("Gas", "", BRANCH, "main").number
    forge.merge_pull(number)
    assert [(each.number, each.merged) for each in github.pulls("closed", BRANCH)] == [
        (number, True)
    ]


def test_who_may_what(forge, github):
    forge.people["mona"] = "maintain"
    found = {
        login: github.permission(login)
        for login in ("alice", "bob", "mona", "trent", "rita", "mallory")
    }
    assert found == {
        "alice": "admin",
        "bob": "write",
        "mona": "maintain",
        "trent": "triage",
        "rita": "read",
        "mallory": found["mallory"],
    }
    assert found["mallory"] in ("none", "read")


def test_the_setting_for_pull_requests_is_found_out(forge, github):
    assert github.may_create_pulls() is True
    forge.may_create_pulls = False
    assert github.may_create_pulls() is False
    with pytest.raises(UserError, match="Allow GitHub Actions to create"):
        github.create_pull("Gas", "", BRANCH, "main")
    assert forge.pulls == {}


def test_review_threads_with_who_said_what(forge, github):
    number = github.create_pull("Gas", "", BRANCH, "main").number
    thread = forge.review("bob", number, "wiki/gas.md", 3, "Which gas?")
    forge.reply("alice", thread, "Yes, which?")
    forge.review("rita", number, "wiki/gas.md", 1, "Fine", resolved=True)
    for _ in range(60):
        forge.review("bob", number, "wiki/gas.md", 1, "More")
    found = github.review_threads(number)
    assert len(found) == 62
    assert [(remark.author, remark.body) for remark in found[0].remarks] == [
        ("bob", "Which gas?"),
        ("alice", "Yes, which?"),
    ]
    assert (found[0].line, found[0].resolved, found[1].resolved) == (3, False, True)
    forge.commit("bob", BRANCH, {"wiki/gas.md": "# Gas\n\nOther.\n"})
    assert github.review_threads(number)[0].line == 0


def test_who_set_a_label(forge, github):
    number = github.create_pull("Gas", "", BRANCH, "main").number
    assert github.ensure_labels(LABELS) == [label.name for label in LABELS]
    assert github.ensure_labels(LABELS) == []
    assert github.labelled_by(number, AMEND_RAW_LABEL.name) == ""
    forge.add_label("trent", number, AMEND_RAW_LABEL.name)
    assert github.labelled_by(number, AMEND_RAW_LABEL.name) == "trent"
    forge.remove_label("trent", number, AMEND_RAW_LABEL.name)
    assert github.labelled_by(number, AMEND_RAW_LABEL.name) == ""
    forge.add_label("bob", number, AMEND_RAW_LABEL.name)
    assert github.labelled_by(number, AMEND_RAW_LABEL.name) == "bob"


def test_issues_are_closed_with_their_reason(forge, github):
    made = github.create_issue("It fails", BODY, [])
    github.update_issue(made.number, state="closed", reason="not_planned", title="Failed")
    assert (forge.issues[made.number].state_reason, forge.issues[made.number].title) == (
        "not_planned",
        "Failed",
    )


def test_workflows_are_listed_and_started(forge, github):
    assert github.workflows() == {"compile.yml": "active"}
    github.dispatch("compile.yml", "main", {"source": "raw/a.md"})
    assert [(each.workflow, each.ref, each.inputs) for each in forge.dispatched] == [
        ("compile.yml", "main", {"source": "raw/a.md"})
    ]
    assert github.last_run("compile.yml", "schedule") == ""
    with pytest.raises(UserError, match="404"):
        github.dispatch("gone.yml", "main", {})


def test_the_default_branch_and_its_protection(forge, github):
    assert github.default_branch() == "main"
    assert not github.protection("main").kinds
    forge.protected = True
    assert github.protection("main").kinds == {"protection"}
    assert github.protection("gone") is None


def test_a_job_without_the_scope_is_told_what_it_needs(forge):
    forge.permissions[("compile", "plan")] = {"contents": "read"}
    github = GitHub.connect(forge.environment("compile", "plan"), lambda seconds: None)
    with pytest.raises(UserError, match="Resource not accessible by integration") as raised:
        github.create_issue("x", BODY, [])
    assert "permission" in raised.value.hint
    github.close()


# --- git ---


@pytest.fixture
def remote(forge, tmp_path, waits):
    environ = forge.environment("compile", "publish")
    subprocess.run(["git", "init", "-q", str(tmp_path / "clone")], check=True)
    subprocess.run(
        ["git", "-C", str(tmp_path / "clone"), "remote", "add", "origin", forge.remote], check=True
    )
    with open_repository(tmp_path / "clone") as repo:
        made = Remote(repo, environ, sleep=waits.append)
        made.repo = repo
        yield made


def test_the_token_of_the_job_reaches_git(forge, remote):
    base = remote.fetch("refs/heads/main")["refs/heads/main"]
    new = remote.repo.commit(base, {"wiki/a.md": "A\n"}, "A")
    remote.push({"refs/heads/wiki/compile/a": (new, None), "refs/wiki/proposals/a": (new, None)})
    assert [(each.login, each.job, each.refused) for each in forge.pushes] == [
        ("github-actions[bot]", "publish", "")
    ] * 2
    assert remote.heads("refs/wiki/proposals/") == {"refs/wiki/proposals/a": new}


def test_a_protected_branch_is_refused_in_the_server_s_words(forge, remote):
    forge.protected = True
    base = remote.fetch("refs/heads/main")["refs/heads/main"]
    new = remote.repo.commit(base, {"wiki/a.md": "A\n"}, "A")
    with pytest.raises(UserError, match="refuses the push") as raised:
        remote.push({"refs/heads/main": (new, base)})
    assert forge.pushes[-1].refused.split()[0] in raised.value.message
    assert remote.heads("refs/heads/main") == {"refs/heads/main": base}


def test_a_server_that_stumbles_is_pushed_to_again(forge, remote, waits):
    base = remote.fetch("refs/heads/main")["refs/heads/main"]
    new = remote.repo.commit(base, {"wiki/a.md": "A\n"}, "A")
    forge.fail("PUSH", "wiki/compile/a", message="Internal Server Error")
    remote.push({"refs/heads/wiki/compile/a": (new, None)})
    assert waits == [1]
    assert remote.heads("refs/heads/wiki/compile/a") == {"refs/heads/wiki/compile/a": new}


def test_a_push_whose_answer_is_lost_is_made_once(forge, remote):
    base = remote.fetch("refs/heads/main")["refs/heads/main"]
    new = remote.repo.commit(base, {"wiki/a.md": "A\n"}, "A")
    forge.fail("PUSH", "wiki/compile/a", after=True)
    remote.push({"refs/heads/wiki/compile/a": (new, None), "refs/wiki/proposals/a": (new, None)})
    assert forge.faults == []
    assert len(forge.pushes) == 2
    assert remote.heads("refs/wiki/") == {"refs/wiki/proposals/a": new}


def test_what_a_person_pushed_meanwhile_stays(forge, remote):
    tip = remote.heads(f"refs/heads/{BRANCH}")[f"refs/heads/{BRANCH}"]
    base = remote.fetch("refs/heads/main")["refs/heads/main"]
    new = remote.repo.commit(base, {"wiki/gas.md": "ours\n"}, "Ours")
    theirs = forge.commit("bob", BRANCH, {"wiki/gas.md": "theirs\n"})
    with pytest.raises(UserError, match="changed meanwhile"):
        remote.push({f"refs/heads/{BRANCH}": (new, tip), "refs/wiki/proposals/gas": (new, None)})
    assert remote.heads(f"refs/heads/{BRANCH}") == {f"refs/heads/{BRANCH}": theirs}
    assert remote.heads("refs/wiki/") == {}
