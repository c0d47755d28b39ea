"""The fake GitHub answers as GitHub does; whoever tests against it relies on this."""

import base64
import subprocess
from concurrent.futures import ThreadPoolExecutor

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
        headers = {
            "Authorization": f"Bearer {token}",
            "User-Agent": f"git-llm-wiki (compile/{job})",
        }
        address = path if path.startswith("http") else forge.api + path
        return requests.request(method, address, json=body, headers=headers, timeout=20, **more)

    return send


@pytest.fixture
def proposed(forge):
    """A branch with a change, and the number of the pull request from it."""
    forge.commit("bob", "topic", {"wiki/a.md": "page\n"})
    return forge.open_pull("bob", "topic", "A page", "What it says")


def errors(answer):
    return [
        error.get("message") or f"{error.get('field')} {error['code']}"
        for error in answer.json()["errors"]
    ]


def test_the_repository_says_its_default_branch(ask):
    assert ask("GET", "").json()["default_branch"] == "main"


def test_a_pull_request_follows_its_branch(forge, ask, proposed):
    tip = forge.commit("bob", "topic", {"wiki/b.md": "more\n"})
    shown = ask("GET", f"/pulls/{proposed}").json()
    assert (shown["head"]["sha"], shown["mergeable"], shown["mergeable_state"]) == (
        tip,
        True,
        "clean",
    )
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
    assert (
        ask(
            "POST", "/pulls", {"title": "t", "head": "main", "base": "main"}, token="app-token"
        ).status_code
        == 422
    )


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
    assert (
        "force-pushed or recreated"
        in errors(ask("PATCH", f"/pulls/{proposed}", {"state": "open"}))[0]
    )
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


def test_merging_closes_the_issues_that_body_and_commits_name(forge, proposed):
    issues = [forge.open_issue("bob", f"Issue {number}") for number in range(4)]
    forge.edit(proposed, body=f"Fixes #{issues[0]}, `fixes #{issues[1]}` and #{issues[2]}")
    forge.commit("bob", "topic", {"wiki/b.md": "b\n"}, f"Resolves: acme/wiki#{issues[3]}")
    forge.merge_pull(proposed)
    assert [forge.issues[number].state for number in issues] == ["closed", "open", "open", "closed"]


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
    assert [pull["number"] for pull in ask("GET", "/pulls?head=acme:topic&state=all").json()] == [
        proposed
    ]
    assert ask("GET", "/pulls?head=acme:other").json() == []
    assert len(ask("GET", "/pulls?head=other").json()) == 1, (
        "GitHub ignores a head without its owner"
    )
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
    assert errors(ask("POST", "/labels", {"name": "Wiki:compile", "color": "1d76db"})) == [
        "name already_exists"
    ]
    assert errors(ask("POST", "/labels", {"name": "x", "color": "blue"})) == ["color invalid"]
    ask("POST", f"/issues/{proposed}/labels", {"labels": ["wiki:compile", "unknown"]})
    assert forge.pulls[proposed].labels == ["wiki:compile", "unknown"]
    assert ask("DELETE", f"/issues/{proposed}/labels/wiki%3Acompile").status_code == 200
    assert (
        ask("DELETE", f"/issues/{proposed}/labels/wiki:compile").json()["message"]
        == "Label does not exist"
    )
    assert [label["name"] for label in ask("GET", "/labels").json()] == ["wiki:compile", "unknown"]


def test_the_events_tell_who_set_a_label(forge, ask, proposed):
    forge.add_label("bob", proposed, "wiki:amend-raw")
    ask("POST", f"/issues/{proposed}/labels", {"labels": ["wiki:compile"]})
    for place in ("events", "timeline"):
        told = ask("GET", f"/issues/{proposed}/{place}").json()
        assert [
            (event["actor"]["login"], event["label"]["name"])
            for event in told
            if event["event"] == "labeled"
        ] == [
            ("bob", "wiki:amend-raw"),
            ("github-actions[bot]", "wiki:compile"),
        ]


def test_comments_and_reactions(forge, ask, proposed):
    theirs = forge.comment("rita", proposed, "/recompile")
    ours = ask("POST", f"/issues/{proposed}/comments", {"body": "Reading it"}).json()
    ask("PATCH", f"/issues/comments/{ours['id']}", {"body": "Done"})
    assert [comment["body"] for comment in ask("GET", f"/issues/{proposed}/comments").json()] == [
        "/recompile",
        "Done",
    ]
    assert (
        ask("POST", f"/issues/comments/{theirs}/reactions", {"content": "eyes"}).status_code == 201
    )
    assert (
        ask("POST", f"/issues/comments/{theirs}/reactions", {"content": "eyes"}).status_code == 200
    )
    assert (
        ask("POST", f"/issues/comments/{theirs}/reactions", {"content": "cheese"}).status_code
        == 422
    )
    assert forge.reactions_to(theirs) == {("github-actions[bot]", "eyes")}
    assert ask("POST", f"/issues/{proposed}/comments", {"body": "x" * 65_537}).status_code == 422


def test_a_locked_conversation_takes_no_comments(forge, ask, proposed):
    forge.lock_item(proposed)
    answer = ask("POST", f"/issues/{proposed}/comments", {"body": "Hello"})
    assert (answer.status_code, answer.json()["message"]) == (
        403,
        "Unable to create comment because issue is locked.",
    )


@pytest.mark.parametrize(
    "address",
    ["/pulls/9", "/issues/9", "/issues/comments/9", "/branches/x", "/nothing", "/pulls/9/files"],
)
def test_what_is_not_there_is_not_found(ask, address):
    assert ask("GET", address).status_code == 404


def test_permissions_of_people(forge, ask):
    forge.people["mia"] = "maintain"
    told = {
        login: ask("GET", f"/collaborators/{login}/permission").json()
        for login in ("alice", "mia", "trent")
    }
    assert {login: (one["permission"], one["role_name"]) for login, one in told.items()} == {
        "alice": ("admin", "admin"),
        "mia": ("write", "maintain"),
        "trent": ("read", "triage"),
    }
    assert ask("GET", "/collaborators/mallory/permission").status_code == 404


def test_dispatches_are_checked_and_kept(forge, ask):
    def dispatch(file="compile.yml", ref="main", **inputs):
        answer = ask(
            "POST", f"/actions/workflows/{file}/dispatches", {"ref": ref, "inputs": inputs}
        )
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
    assert (refused.status_code, refused.json()["message"]) == (
        403,
        "Resource not accessible by integration",
    )
    assert ask("GET", "/actions/workflows", job="plan").status_code == 403
    assert ask("GET", "/pulls", job="nothing").status_code == 403
    assert ask("GET", "/pulls", job="unknown").status_code == 403
    assert ask("GET", "/collaborators/bob/permission", job="nothing").status_code == 200
    forge.permissions["compile", "unknown"] = {"issues": "write"}
    assert ask("POST", "/issues", {"title": "x"}, job="unknown").status_code == 201


def test_what_a_job_may_do_follows_the_default_branch(forge, ask):
    forge.commit(
        "alice",
        "main",
        {".github/workflows/compile.yml": WORKFLOW.replace("issues: read", "issues: write")},
    )
    assert ask("POST", "/issues", {"title": "x"}, job="plan").status_code == 201


def test_a_called_workflow_has_no_more_than_its_caller(forge, ask):
    caller = "name: outer\non: push\njobs:\n  call:\n    uses: ./.github/workflows/inner.yml\n    permissions: {issues: write, contents: read}\n"
    inner = "on: workflow_call\npermissions: {issues: write, contents: write}\njobs:\n  do: {}\n"
    forge.commit(
        "alice",
        "main",
        {".github/workflows/outer.yml": caller, ".github/workflows/inner.yml": inner},
    )
    assert forge.job_permissions("outer", "do") == {"issues": "write", "contents": "read"}


def test_a_comment_on_a_pull_request_needs_either_scope_and_on_an_issue_its_own(
    forge, ask, proposed
):
    issue = forge.open_issue("bob", "It failed")
    forge.permissions["compile", "publish"] = {"pull-requests": "write"}
    assert ask("POST", f"/issues/{proposed}/comments", {"body": "x"}).status_code == 201
    assert ask("POST", f"/issues/{issue}/comments", {"body": "x"}).status_code == 403


def test_tokens(forge, ask):
    assert ask("GET", "", token="guess").status_code == 401
    assert requests.get(forge.api, timeout=20).status_code == 401
    assert ask("POST", "/issues", {"title": "x"}, token="rita-token").status_code == 403
    assert (
        ask("POST", "/issues", {"title": "x"}, token="bob-token").json()["user"]["login"] == "bob"
    )
    last = forge.requests[-1]
    assert (last.method, last.path, last.login, last.status) == (
        "POST",
        "/repos/acme/wiki/issues",
        "bob",
        201,
    )
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


def test_of_many_at_once_one_opens_the_pull_request(forge, ask):
    forge.commit("bob", "topic", {"wiki/a.md": "page\n"})
    with ThreadPoolExecutor(8) as pool:
        asked = [
            pool.submit(ask, "POST", "/pulls", {"title": "t", "head": "topic", "base": "main"})
            for _ in range(8)
        ]
    assert sorted(each.result().status_code for each in asked) == [201] + [422] * 7
    assert len(forge.writes) == 1


def test_the_forge_says_when_it_fails_itself(tmp_path):
    forge = Forge(tmp_path / "forge")
    forge.items[1] = None
    headers = {"Authorization": "Bearer alice-token"}
    assert requests.get(f"{forge.api}/issues", headers=headers, timeout=20).status_code == 500
    with pytest.raises(AssertionError, match="the forge itself failed"):
        forge.__exit__(None)


@pytest.fixture
def clone(forge, tmp_path):
    """A clone by way of github.com's address, and a function that runs git in it as a job or as a person."""
    folder = tmp_path / "clone"

    def git(*arguments, token="job-token", job="publish", env=None, ok=True):
        environ = forge.environment("compile", job, token)
        count = int(environ["GIT_CONFIG_COUNT"])
        credential = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        header = {
            "GIT_CONFIG_COUNT": str(count + 1),
            f"GIT_CONFIG_KEY_{count}": "http.https://github.com/.extraheader",
            f"GIT_CONFIG_VALUE_{count}": f"AUTHORIZATION: basic {credential}",
        }
        environ = (
            {"PATH": forge.git.environ["PATH"], "HOME": str(tmp_path)}
            | environ
            | (header if token else {})
            | (env or {})
        )
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.com")
        done = subprocess.run(
            ["git", *identity, *arguments],
            cwd=folder,
            env=environ,
            capture_output=True,
            text=True,
            timeout=30,
        )
        assert (done.returncode == 0) == ok, done.stderr
        return done.stdout if ok else done.stderr

    folder.mkdir()
    git("clone", "--quiet", forge.remote, ".")
    git("checkout", "--quiet", "-b", "topic")
    (folder / "new.md").write_text("new\n", "utf-8")
    git("add", "-A")
    git("commit", "--quiet", "-m", "New")
    return git


def test_a_push_with_the_token_of_a_job_that_may(forge, clone):
    clone("push", "--quiet", "origin", "topic", "topic:refs/wiki/proposals/topic")
    assert forge.git.branch("topic") == forge.git.ref("refs/wiki/proposals/topic")
    assert [(push.login, push.job, push.ref, push.refused) for push in forge.pushes] == [
        ("github-actions[bot]", "publish", "refs/heads/topic", ""),
        ("github-actions[bot]", "publish", "refs/wiki/proposals/topic", ""),
    ]


def test_a_pull_request_follows_a_push_at_once(forge, clone):
    clone("push", "--quiet", "origin", "topic")
    number = forge.open_pull("bob", "topic", "New")
    clone("commit", "--quiet", "--allow-empty", "-m", "More")
    clone("push", "--quiet", "origin", "topic")
    assert (
        clone("ls-remote", "origin", f"refs/pull/{number}/head")[:40]
        == clone("rev-parse", "HEAD").strip()
    )


@pytest.mark.parametrize(
    ("how", "reason"),
    [
        ({"token": ""}, "Invalid username or token"),
        ({"token": "guess"}, "Invalid username or token"),
        ({"job": "plan"}, "Permission to acme/wiki.git denied to github-actions[bot]"),
        ({"job": "unknown"}, "Permission to acme/wiki.git denied"),
        ({"token": "rita-token"}, "denied to rita"),
        ({"token": "", "env": {"FORGE_LOGIN": "mallory"}}, "denied to mallory"),
    ],
)
def test_a_push_by_who_may_not(forge, clone, how, reason):
    assert reason in clone("push", "origin", "topic", ok=False, **how)
    assert forge.git.branch("topic") is None
    assert forge.pushes[-1].refused


@pytest.mark.parametrize(
    "how",
    [{"token": "bob-token"}, {"token": "", "env": {"FORGE_LOGIN": "bob"}}, {"token": "app-token"}],
)
def test_a_push_by_people_and_apps(forge, clone, how):
    clone("push", "--quiet", "origin", "topic", **how)
    assert forge.git.branch("topic")


def test_the_workflow_token_pushes_no_workflow_files(forge, clone, tmp_path):
    (tmp_path / "clone/.github/workflows/evil.yml").write_text("on: push\n", "utf-8")
    clone("add", "-A")
    clone("commit", "--quiet", "-m", "Evil")
    clone("rm", "--quiet", ".github/workflows/evil.yml")
    clone("commit", "--quiet", "-m", "Hide it")
    assert "workflow `.github/workflows/evil.yml`" in clone("push", "origin", "topic", ok=False)
    clone("push", "--quiet", "origin", "topic", token="bob-token")


def test_a_protected_branch_takes_no_push_of_the_workflow_token(forge, clone, ask):
    forge.protected = True
    assert "GH006" in clone("push", "--atomic", "origin", "topic", "topic:main", ok=False)
    assert forge.git.branch("topic") is None
    assert ask("GET", "/branches/main").json()["protected"] is True
    clone("push", "--quiet", "origin", "topic:main", token="", env={"FORGE_LOGIN": "alice"})


def test_a_push_can_be_made_to_fail(forge, clone):
    forge.fail("PUSH", "refs/heads/topic", message="Internal Server Error")
    assert "Internal Server Error" in clone("push", "origin", "topic", ok=False)
    clone("push", "--quiet", "origin", "topic")


def test_a_push_can_lose_its_answer(forge, clone):
    forge.fail("PUSH", "refs/heads/topic", after=True)
    clone("push", "origin", "topic", ok=False)
    assert forge.git.branch("topic") == clone("rev-parse", "topic").strip()
    clone("push", "--quiet", "origin", "topic:other")


QUERY = """query($owner: String!, $name: String!, $number: Int!, $cursor: String) {
  repository(owner: $owner, name: $name) { pullRequest(number: $number) {
    reviewThreads(first: 2, after: $cursor) { pageInfo { hasNextPage endCursor }
      nodes { isResolved isOutdated path line comments(first: 50) { nodes { author { login } body diffHunk } } } } } } }"""


@pytest.fixture
def threads(forge, ask):
    """Ask for a page of review threads."""

    def page(number, cursor=None, query=QUERY):
        variables = {"owner": "acme", "name": "wiki", "number": number, "cursor": cursor}
        return ask("POST", f"{forge.url}/graphql", {"query": query, "variables": variables}).json()

    return page


def test_review_threads_come_in_pages(forge, threads, proposed):
    for line in (1, 1, 1):
        thread = forge.review(
            "rita",
            proposed,
            "wiki/a.md",
            line,
            "Why?",
            resolved=len(forge.pulls[proposed].threads) == 2,
        )
    forge.reply("github-actions[bot]", thread, "Because")
    first = threads(proposed)["data"]["repository"]["pullRequest"]["reviewThreads"]
    assert first["nodes"][0] == {
        "isResolved": False,
        "isOutdated": False,
        "path": "wiki/a.md",
        "line": 1,
        "comments": {
            "nodes": [
                {"author": {"login": "rita"}, "body": "Why?", "diffHunk": "@@ -0,0 +1 @@\n+page"}
            ],
            "pageInfo": {"hasNextPage": False, "endCursor": "50"},
        },
    }
    second = threads(proposed, first["pageInfo"]["endCursor"])["data"]["repository"]["pullRequest"][
        "reviewThreads"
    ]
    assert (len(first["nodes"]), len(second["nodes"]), second["pageInfo"]["hasNextPage"]) == (
        2,
        1,
        False,
    )
    assert [remark["author"]["login"] for remark in second["nodes"][0]["comments"]["nodes"]] == [
        "rita",
        "github-actions",
    ]
    assert second["nodes"][0]["isResolved"] is True


def test_a_review_thread_moves_with_its_line_or_is_outdated(forge, threads):
    forge.commit("bob", "topic", {"wiki/a.md": "one\ntwo\nthree\n"})
    number = forge.open_pull("bob", "topic", "A page")
    forge.review("rita", number, "wiki/a.md", 1, "First")
    forge.review("rita", number, "wiki/a.md", 3, "Third")
    forge.commit("bob", "topic", {"wiki/a.md": "ONE\nand\ntwo\nthree\n"})
    nodes = threads(number)["data"]["repository"]["pullRequest"]["reviewThreads"]["nodes"]
    assert [(node["line"], node["isOutdated"]) for node in nodes] == [(None, True), (4, False)]


def test_other_graphql_is_an_error(threads, proposed):
    assert "errors" in threads(proposed, query="query { viewer { login } }")
    assert "errors" in threads(proposed, query=QUERY.replace("first: 2", "first: 200"))
    assert threads(99)["errors"][0]["type"] == "NOT_FOUND"


def test_a_fork_has_its_own_branches(forge, ask):
    number = forge.open_fork_pull("mallory", "Better", {"wiki/x.md": "x\n"})
    shown = ask("GET", f"/pulls/{number}").json()
    assert (shown["head"]["label"], shown["head"]["repo"]["full_name"]) == (
        "mallory:patch-1",
        "mallory/wiki",
    )
    assert forge.git.branch("patch-1") is None
    assert forge.mergeable(number)
    assert [file["filename"] for file in ask("GET", f"/pulls/{number}/files").json()] == [
        "wiki/x.md"
    ]


def test_the_files_of_a_pull_request(forge, ask):
    forge.commit(
        "bob",
        "topic",
        {
            "raw/a.md": None,
            "raw/b.md": "one\ntwo\nthree\n",
            "wiki/ä b.md": "x\n",
            "wiki/c.md": ("100755", b"\0"),
        },
    )
    number = forge.open_pull("bob", "topic", "Move")
    told = {file["filename"]: file for file in ask("GET", f"/pulls/{number}/files").json()}
    assert {path: (file["status"], file["additions"]) for path, file in told.items()} == {
        "raw/b.md": ("renamed", 0),
        "wiki/ä b.md": ("added", 1),
        "wiki/c.md": ("added", 0),
    }
    assert told["raw/b.md"]["previous_filename"] == "raw/a.md"


def test_events(forge, proposed):
    before = forge.git.branch("main")
    after = forge.commit("bob", "main", {"raw/b.md": "b\n"})
    push = forge.event("push", "bob", before=before)
    assert (push["ref"], push["after"], push["forced"], push["sender"]["login"]) == (
        "refs/heads/main",
        after,
        False,
        "bob",
    )
    assert push["repository"]["default_branch"] == "main"
    said = forge.event(
        "issue_comment", "rita", comment=forge.comment("rita", proposed, "/wiki help")
    )
    assert (said["action"], said["comment"]["body"], "pull_request" in said["issue"]) == (
        "created",
        "/wiki help",
        True,
    )
    assert forge.event("pull_request", number=proposed)["pull_request"]["head"]["ref"] == "topic"
    assert forge.event("workflow_dispatch", workflow="compile.yml", inputs={"a": "b"})[
        "inputs"
    ] == {"a": "b"}
    assert forge.event("schedule")["schedule"]


def test_two_forges_with_the_same_story_have_the_same_commits(tmp_path):
    tips = []
    for name in ("one", "two"):
        with Forge(tmp_path / name, FILES) as forge:
            forge.commit("bob", "topic", {"wiki/a.md": "page\n"})
            tips.append(forge.merge_pull(forge.open_pull("bob", "topic", "A page")))
    assert tips[0] == tips[1]
