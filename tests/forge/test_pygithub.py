"""The library that the program talks to GitHub with takes the fake for GitHub."""

import github
import pytest
from github import Auth, Github

from tests.forge import Forge
from tests.forge.test_forge import FILES, QUERY


@pytest.fixture(params=["", "/api/v3"], ids=["github.com", "enterprise"])
def forge(request, tmp_path):
    with Forge(tmp_path / "forge", FILES, prefix=request.param) as forge:
        yield forge


@pytest.fixture
def client(forge):
    pace = {"seconds_between_requests": None, "seconds_between_writes": None, "retry": None}
    agent = "git-llm-wiki (compile/publish)"
    with Github(
        auth=Auth.Token("job-token"), base_url=forge.url, user_agent=agent, per_page=2, **pace
    ) as client:
        yield client


@pytest.fixture
def repo(client):
    return client.get_repo("acme/wiki")


def test_pull_requests(forge, repo):
    for number in range(5):
        forge.commit("bob", f"wiki/compile/{number}", {f"wiki/{number}.md": "page\n"})
        repo.create_pull(
            base="main", head=f"wiki/compile/{number}", title=f"Page {number}", body=""
        )
    assert [
        pull.number for pull in repo.get_pulls(state="open", sort="created", direction="desc")
    ] == [5, 4, 3, 2, 1]
    assert [pull.number for pull in repo.get_pulls(state="all", head="acme:wiki/compile/3")] == [4]
    pull = repo.get_pull(4)
    assert (
        pull.body,
        pull.mergeable,
        pull.user.login,
        pull.head.ref,
        pull.base.ref,
        pull.head.repo.full_name,
    ) == (
        None,
        True,
        "github-actions[bot]",
        "wiki/compile/3",
        "main",
        "acme/wiki",
    )
    pull.edit(title="Better", body="Text", state="closed")
    assert (forge.pulls[4].title, forge.pulls[4].body, forge.pulls[4].state) == (
        "Better",
        "Text",
        "closed",
    )
    assert repo.get_pull(5).merge(merge_method="squash").merged
    assert repo.get_pull(5).merged_by.login == "github-actions[bot]"
    with pytest.raises(github.GithubException) as caught:
        repo.create_pull(base="main", head="main", title="x")
    assert caught.value.status == 422
    assert caught.value.data["errors"][0]["message"] == "No commits between main and main"


def test_issues_labels_comments(forge, client, repo):
    repo.create_label("wiki:setup", "0e8a16", "What is lacking")
    issue = repo.create_issue("Set up", body="- [ ] a", labels=["wiki:setup"])
    assert [each.number for each in repo.get_issues(labels=["wiki:setup"], state="open")] == [
        issue.number
    ]
    issue.edit(state="closed", state_reason="completed")
    assert repo.get_issue(issue.number).state_reason == "completed"
    issue.add_to_labels("wiki:more")
    issue.remove_from_labels("wiki:setup")
    assert [label.name for label in issue.get_labels()] == ["wiki:more"]
    assert [
        (event.event, event.actor.login)
        for event in issue.get_events()
        if event.event == "unlabeled"
    ] == [("unlabeled", "github-actions[bot]")]
    assert {event.event for event in issue.get_timeline()} >= {"labeled", "unlabeled", "closed"}
    comment = issue.create_comment("Hello")
    comment.edit("Hello again")
    comment.create_reaction("eyes")
    assert issue.get_comment(comment.id).body == "Hello again"
    assert [each.body for each in issue.get_comments()] == ["Hello again"]
    assert [each.content for each in comment.get_reactions()] == ["eyes"]
    assert [label.name for label in repo.get_labels()] == ["wiki:setup", "wiki:more"]


def test_a_comment_on_a_pull_request_by_its_id(forge, repo):
    forge.commit("bob", "topic", {"wiki/a.md": "page\n"})
    number = forge.open_pull("bob", "topic", "A page")
    said = forge.comment("bob", number, "/refresh")
    assert repo.get_pull(number).get_issue_comment(said).user.login == "bob"
    assert repo.get_pull(number).as_issue().pull_request.html_url.endswith(f"/pull/{number}")
    assert [file.filename for file in repo.get_pull(number).get_files()] == ["wiki/a.md"]
    repo.get_pull(number).add_to_labels("wiki:compile")
    assert forge.pulls[number].labels == ["wiki:compile"]


def test_people_and_branches(forge, repo):
    assert repo.default_branch == "main"
    assert repo.get_collaborator_permission("bob") == "write"
    assert repo.get_collaborator_role_name("trent") == "triage"
    with pytest.raises(
        github.GithubException, match="is not a user"
    ):  # no UnknownObjectException, as on GitHub
        repo.get_collaborator_permission("mallory")
    forge.commit("bob", "wiki/compile/ä#b", {"a": "b"})
    assert repo.get_branch("wiki/compile/ä#b").commit.sha == forge.git.branch("wiki/compile/ä#b")
    assert repo.get_branch("main").protected is False
    assert repo.get_git_ref("heads/main").object.sha == forge.git.branch("main")
    assert repo.get_commit("main").commit.message == "Start"


def test_workflows(forge, repo):
    assert [workflow.path for workflow in repo.get_workflows()] == [
        ".github/workflows/ci.yml",
        ".github/workflows/compile.yml",
    ]
    workflow = repo.get_workflow("compile.yml")
    assert workflow.create_dispatch("main", {"sources": "raw/a.md"})
    assert not workflow.create_dispatch("main", {"other": "x"})
    forge.add_run("compile.yml", "schedule", "2026-01-04T03:17:00Z")
    assert (
        workflow.get_runs(event="schedule")[0].created_at.isoformat() == "2026-01-04T03:17:00+00:00"
    )
    assert [(each.workflow, each.login) for each in forge.dispatched] == [
        ("compile.yml", "github-actions[bot]")
    ]


def test_graphql(forge, client):
    forge.commit("bob", "topic", {"wiki/a.md": "page\n"})
    number = forge.open_pull("bob", "topic", "A page")
    forge.review("bob", number, "wiki/a.md", 1, "Why?")
    variables = {"owner": "acme", "name": "wiki", "number": number, "cursor": None}
    _, told = client.requester.graphql_query(QUERY, variables)
    assert (
        told["data"]["repository"]["pullRequest"]["reviewThreads"]["nodes"][0]["path"]
        == "wiki/a.md"
    )
