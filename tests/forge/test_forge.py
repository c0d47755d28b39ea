"""The fake GitHub answers as GitHub does; whoever tests against it relies on this."""


import pytest
import requests

from tests.forge import Forge

WORKFLOW = """
name: compile
on:
  workflow_dispatch:
    inputs:
      sources: {required: false}
      mode: {type: choice, options: [all, new]}
permissions: {}
jobs:
  plan: {permissions: {contents: read, pull-requests: read, issues: read}}
  publish: {permissions: {contents: write, pull-requests: write, issues: write, actions: write}}
  nothing: {}
"""
FILES = {
    "raw/a.md": "one\ntwo\nthree\n",
    ".github/workflows/compile.yml": WORKFLOW,
    ".github/workflows/ci.yml": "name: ci\non: push\n",
}


@pytest.fixture
def forge(tmp_path):
    with Forge(tmp_path / "forge", FILES) as forge:
        yield forge


@pytest.fixture
def ask(forge):
    """Send a request as a job of the workflow, or with another token."""

    def send(method, path, body=None, *, job="publish", token="job-token", **more):
        headers = {"Authorization": f"Bearer {token}", "User-Agent": f"git-llm-wiki (compile/{job})"}
        address = path if path.startswith("http") else forge.api + path
        return requests.request(method, address, json=body, headers=headers, timeout=20, **more)

    return send


@pytest.fixture
def proposed(forge):
    """A branch with a change, and the number of the pull request from it."""
    forge.commit("bob", "topic", {"wiki/a.md": "page\n"})
    return forge.open_pull("bob", "topic", "A page", "What it says")


def errors(answer):
    return [error.get("message") or f"{error.get('field')} {error['code']}" for error in answer.json()["errors"]]


def test_the_repository_says_its_default_branch(ask):
    assert ask("GET", "").json()["default_branch"] == "main"


def test_a_pull_request_follows_its_branch(forge, ask, proposed):
    tip = forge.commit("bob", "topic", {"wiki/b.md": "more\n"})
    shown = ask("GET", f"/pulls/{proposed}").json()
    assert (shown["head"]["sha"], shown["mergeable"], shown["mergeable_state"]) == (tip, True, "clean")
    assert forge.git.ref(f"refs/pull/{proposed}/head") == tip
    merge = forge.git.git("rev-parse", f"refs/pull/{proposed}/merge^@").decode().split()
    assert merge == [forge.git.branch("main"), tip]


def test_a_conflict_is_not_mergeable(forge, ask, proposed):
    forge.commit("alice", "main", {"wiki/a.md": "another page\n"})
    shown = ask("GET", f"/pulls/{proposed}").json()
    assert (shown["mergeable"], shown["mergeable_state"]) == (False, "dirty")
    assert forge.git.ref(f"refs/pull/{proposed}/merge") is None
    assert ask("PUT", f"/pulls/{proposed}/merge", {}).status_code == 405


def test_pull_requests_that_github_refuses(forge, ask, proposed):
    def create(**asked):
        return ask("POST", "/pulls", {"title": "t", "head": "topic", "base": "main"} | asked)

    assert errors(create()) == ["A pull request already exists for acme:topic."]
    assert errors(create(head="main")) == ["No commits between main and main"]
    assert errors(create(head="nowhere")) == ["head invalid"]
    assert errors(create(base="nowhere")) == ["base invalid"]
    assert errors(create(title="t" * 257)) == ["title is too long (maximum is 256 characters)"]
    assert errors(create(body="b" * 65_537)) == ["body is too long (maximum is 65536 characters)"]
    assert errors(create(title=None)) == ["title missing_field"]
    assert len(forge.pulls) == 1


def test_a_setting_keeps_actions_from_creating_pull_requests(forge, ask):
    forge.may_create_pulls = False
    answer = ask("POST", "/pulls", {"title": "t", "head": "main", "base": "main"})
    assert (answer.status_code, answer.json()["message"]) == (
        403,
        "GitHub Actions is not permitted to create or approve pull requests.",
    )
    assert ask("POST", "/pulls", {"title": "t", "head": "main", "base": "main"}, token="app-token").status_code == 422


def test_pull_requests_end_with_their_branches(forge, proposed):
    forge.delete_branch("topic")
    assert (forge.pulls[proposed].state, forge.pulls[proposed].merged) == ("closed", False)


def test_a_branch_merged_by_hand_merges_its_pull_request(forge, proposed):
    head = forge.git.branch("topic")
    forge.git.git("update-ref", "refs/heads/main", head)
    forge.sync()
    assert (forge.pulls[proposed].state, forge.pulls[proposed].merged) == ("closed", True)


def test_a_branch_reset_to_its_base_closes_its_pull_request(forge, proposed):
    forge.git.git("update-ref", "refs/heads/topic", forge.git.branch("main"))
    forge.sync()
    assert (forge.pulls[proposed].state, forge.pulls[proposed].merged) == ("closed", False)


def test_reopening_needs_the_branch_as_it_was(forge, ask, proposed):
    head = forge.git.branch("topic")
    forge.close_pull(proposed)
    forge.delete_branch("topic")
    assert "has been deleted" in errors(ask("PATCH", f"/pulls/{proposed}", {"state": "open"}))[0]
    forge.commit("bob", "topic", {"wiki/a.md": "other\n"})
    assert "force-pushed or recreated" in errors(ask("PATCH", f"/pulls/{proposed}", {"state": "open"}))[0]
    assert ask("GET", f"/pulls/{proposed}").json()["head"]["sha"] == head
    forge.git.git("update-ref", "refs/heads/topic", head)
    assert ask("PATCH", f"/pulls/{proposed}", {"state": "open"}).json()["state"] == "open"


@pytest.mark.parametrize("how", ["merge", "squash"])
def test_merging_writes_the_base_branch(forge, ask, proposed, how):
    sha = ask("PUT", f"/pulls/{proposed}/merge", {"merge_method": how}).json()["sha"]
    assert forge.git.branch("main") == sha
    assert forge.file("wiki/a.md") == "page\n"
    assert len(forge.git.git("rev-parse", "main^@").split()) == (2 if how == "merge" else 1)
    shown = ask("GET", f"/pulls/{proposed}").json()
    assert (shown["merged"], shown["state"], shown["merge_commit_sha"]) == (True, "closed", sha)
    assert errors(ask("PATCH", f"/pulls/{proposed}", {"state": "open"}))


def test_merging_closes_the_issues_that_the_body_names(forge, proposed):
    issues = [forge.open_issue("bob", f"Issue {number}") for number in range(3)]
    forge.edit(proposed, body=f"Fixes #{issues[0]}, `fixes #{issues[1]}` and #{issues[2]}")
    forge.merge_pull(proposed)
    assert [forge.issues[number].state for number in issues] == ["closed", "open", "open"]


def test_lists_come_in_pages_linked_to_each_other(forge, ask):
    for number in range(7):
        forge.open_issue("bob", f"Issue {number}", labels=["wiki:compile-failed"])
    first = ask("GET", "/issues?labels=Wiki:Compile-Failed&per_page=3")
    assert [issue["number"] for issue in first.json()] == [7, 6, 5]
    second = ask("GET", first.links["next"]["url"])
    last = ask("GET", first.links["last"]["url"])
    assert [issue["number"] for issue in second.json() + last.json()] == [4, 3, 2, 1]
    assert "next" not in last.links
    assert set(second.links) == {"next", "last", "prev", "first"}


def test_pull_requests_are_found_by_owner_and_branch(forge, ask, proposed):
    assert [pull["number"] for pull in ask("GET", "/pulls?head=acme:topic&state=all").json()] == [proposed]
    assert ask("GET", "/pulls?head=acme:other").json() == []
    assert len(ask("GET", "/pulls?head=other").json()) == 1, "GitHub ignores a head without its owner"
    assert "mergeable" not in ask("GET", "/pulls").json()[0]


def test_issues_and_pull_requests_share_numbers_and_the_list(forge, ask, proposed):
    issue = ask("POST", "/issues", {"title": "It failed", "labels": ["new"]}).json()
    assert issue["number"] == proposed + 1
    assert issue["body"] is None
    assert ["pull_request" in item for item in ask("GET", "/issues").json()] == [False, True]


def test_an_issue_is_closed_with_its_reason(forge, ask):
    number = forge.open_issue("bob", "It failed")
    ask("PATCH", f"/issues/{number}", {"state": "closed", "state_reason": "not_planned"})
    shown = ask("GET", f"/issues/{number}").json()
    assert (shown["state"], shown["state_reason"]) == ("closed", "not_planned")
    assert ask("PATCH", f"/issues/{number}", {"state": "open"}).json()["state_reason"] == "reopened"


def test_labels(forge, ask, proposed):
    assert ask("POST", "/labels", {"name": "wiki:compile", "color": "1d76db"}).status_code == 201
    assert errors(ask("POST", "/labels", {"name": "Wiki:compile", "color": "1d76db"})) == ["name already_exists"]
    assert errors(ask("POST", "/labels", {"name": "x", "color": "blue"})) == ["color invalid"]
    ask("POST", f"/issues/{proposed}/labels", {"labels": ["wiki:compile", "unknown"]})
    assert forge.pulls[proposed].labels == ["wiki:compile", "unknown"]
    assert ask("DELETE", f"/issues/{proposed}/labels/wiki%3Acompile").status_code == 200
    assert ask("DELETE", f"/issues/{proposed}/labels/wiki:compile").json()["message"] == "Label does not exist"
    assert [label["name"] for label in ask("GET", "/labels").json()] == ["wiki:compile", "unknown"]


def test_the_events_tell_who_set_a_label(forge, ask, proposed):
    forge.add_label("bob", proposed, "wiki:amend-raw")
    ask("POST", f"/issues/{proposed}/labels", {"labels": ["wiki:compile"]})
    for place in ("events", "timeline"):
        told = ask("GET", f"/issues/{proposed}/{place}").json()
        assert [(event["actor"]["login"], event["label"]["name"]) for event in told if event["event"] == "labeled"] == [
            ("bob", "wiki:amend-raw"),
            ("github-actions[bot]", "wiki:compile"),
        ]


def test_comments_and_reactions(forge, ask, proposed):
    theirs = forge.comment("rita", proposed, "/recompile")
    ours = ask("POST", f"/issues/{proposed}/comments", {"body": "Reading it"}).json()
    ask("PATCH", f"/issues/comments/{ours['id']}", {"body": "Done"})
    assert [comment["body"] for comment in ask("GET", f"/issues/{proposed}/comments").json()] == ["/recompile", "Done"]
    assert ask("POST", f"/issues/comments/{theirs}/reactions", {"content": "eyes"}).status_code == 201
    assert ask("POST", f"/issues/comments/{theirs}/reactions", {"content": "eyes"}).status_code == 200
    assert ask("POST", f"/issues/comments/{theirs}/reactions", {"content": "cheese"}).status_code == 422
    assert forge.reactions_to(theirs) == {("github-actions[bot]", "eyes")}
    assert ask("POST", f"/issues/{proposed}/comments", {"body": "x" * 65_537}).status_code == 422


def test_a_locked_conversation_takes_no_comments(forge, ask, proposed):
    forge.lock_item(proposed)
    answer = ask("POST", f"/issues/{proposed}/comments", {"body": "Hello"})
    assert (answer.status_code, answer.json()["message"]) == (403, "Unable to create comment because issue is locked.")


@pytest.mark.parametrize(
    "address", ["/pulls/9", "/issues/9", "/issues/comments/9", "/branches/x", "/nothing", "/pulls/9/files"]
)
def test_what_is_not_there_is_not_found(ask, address):
    assert ask("GET", address).status_code == 404


def test_permissions_of_people(forge, ask):
    forge.people["mia"] = "maintain"
    told = {login: ask("GET", f"/collaborators/{login}/permission").json() for login in ("alice", "mia", "trent")}
    assert {login: (one["permission"], one["role_name"]) for login, one in told.items()} == {
        "alice": ("admin", "admin"),
        "mia": ("write", "maintain"),
        "trent": ("read", "triage"),
    }
    assert ask("GET", "/collaborators/mallory/permission").status_code == 404


def test_dispatches_are_checked_and_kept(forge, ask):
    def dispatch(file="compile.yml", ref="main", **inputs):
        answer = ask("POST", f"/actions/workflows/{file}/dispatches", {"ref": ref, "inputs": inputs})
        return answer.status_code

    assert dispatch(sources="raw/a.md", mode="new") == 204
    assert [(each.workflow, each.ref, each.inputs) for each in forge.dispatched] == [
        ("compile.yml", "main", {"sources": "raw/a.md", "mode": "new"})
    ]
    assert dispatch("ci.yml") == 422
    assert dispatch("none.yml") == 404
    assert dispatch(ref="nowhere") == 422
    assert dispatch(other="x") == 422
    assert dispatch(mode="some") == 422
    assert dispatch(**{f"i{number}": "" for number in range(26)}) == 422
    forge.workflow_states["compile.yml"] = "disabled_inactivity"
    assert dispatch() == 422
    assert len(forge.dispatched) == 1


def test_a_job_may_do_what_it_declares(forge, ask, proposed):
    assert ask("GET", f"/pulls/{proposed}", job="plan").status_code == 200
    refused = ask("PATCH", f"/pulls/{proposed}", {"title": "x"}, job="plan")
    assert (refused.status_code, refused.json()["message"]) == (403, "Resource not accessible by integration")
    assert ask("GET", "/actions/workflows", job="plan").status_code == 403
    assert ask("GET", "/pulls", job="nothing").status_code == 403
    assert ask("GET", "/pulls", job="unknown").status_code == 403
    assert ask("GET", "/collaborators/bob/permission", job="nothing").status_code == 200
    forge.permissions["compile", "unknown"] = {"issues": "write"}
    assert ask("POST", "/issues", {"title": "x"}, job="unknown").status_code == 201


def test_what_a_job_may_do_follows_the_default_branch(forge, ask):
    forge.commit("alice", "main", {".github/workflows/compile.yml": WORKFLOW.replace("issues: read", "issues: write")})
    assert ask("POST", "/issues", {"title": "x"}, job="plan").status_code == 201


def test_a_comment_on_a_pull_request_needs_either_scope_and_on_an_issue_its_own(forge, ask, proposed):
    issue = forge.open_issue("bob", "It failed")
    forge.permissions["compile", "publish"] = {"pull-requests": "write"}
    assert ask("POST", f"/issues/{proposed}/comments", {"body": "x"}).status_code == 201
    assert ask("POST", f"/issues/{issue}/comments", {"body": "x"}).status_code == 403


def test_tokens(forge, ask):
    assert ask("GET", "", token="guess").status_code == 401
    assert requests.get(forge.api, timeout=20).status_code == 401
    assert ask("POST", "/issues", {"title": "x"}, token="rita-token").status_code == 403
    assert ask("POST", "/issues", {"title": "x"}, token="bob-token").json()["user"]["login"] == "bob"
    last = forge.requests[-1]
    assert (last.method, last.path, last.login, last.status) == ("POST", "/repos/acme/wiki/issues", "bob", 201)
    assert (last.workflow, last.job) == ("compile", "publish")


def test_a_fault_strikes_before_the_effect_or_after_it(forge, ask):
    def create():
        return ask("POST", "/issues", {"title": "x"})

    forge.fail("POST", "/issues$", status=403, headers={"Retry-After": "7"}, skip=1)
    forge.fail("POST", "/issues$", status=502, after=True)
    assert create().status_code == 502, "the first is skipped once, and this one strikes"
    answer = create()
    assert (answer.status_code, answer.headers["retry-after"]) == (403, "7")
    assert "secondary rate limit" in answer.json()["message"]
    assert create().status_code == 201
    assert len(forge.issues) == 2


def test_a_lost_answer(forge, ask):
    forge.fail("POST", "/issues", drop=True, after=True)
    with pytest.raises(requests.ConnectionError):
        ask("POST", "/issues", {"title": "x"})
    assert len(forge.issues) == 1
    assert forge.requests[-1].status == 0


def test_the_forge_says_when_it_fails_itself(tmp_path):
    with pytest.raises(AssertionError, match="the forge itself failed"), Forge(tmp_path / "forge") as forge:
        forge.items[1] = None
        headers = {"Authorization": "Bearer alice-token"}
        assert requests.get(f"{forge.api}/issues", headers=headers, timeout=20).status_code == 500
