"""GitHub's client against a server that answers as told: what is sent, what is read, and what is said when it is refused."""

import time
from email.utils import formatdate

import pytest

from pipeline.adapters.github.client import GitHub
from pipeline.core.errors import UserError
from pipeline.core.github.state import FAILED_LABEL, PROPOSAL_LABEL, Label, make_marker
from tests.helpers.hub import TOKEN, Answer, Hub, answer

ROOT = "/repos/acme/wiki"
FULL = {"GITHUB_REPOSITORY": "acme/wiki", "GITHUB_TOKEN": TOKEN}
MAIN = answer(200, {"default_branch": "main"})


def pull(number=1, head="wiki/compile/a", fork="acme/wiki", **more):
    """A pull request as GitHub's JSON has it."""
    return {
        "number": number,
        "title": "Gas",
        "body": None,
        "user": {"login": "github-actions[bot]"},
        "head": {"ref": head, "sha": "a" * 40, "repo": {"full_name": fork} if fork else None},
        "base": {"ref": "main", "repo": {"full_name": "acme/wiki"}},
        "state": "open",
        "merged_at": None,
        "labels": [{"name": "b"}, {"name": "a"}],
        "html_url": f"https://github.com/acme/wiki/pull/{number}",
        **more,
    }


def issue(number=1, body="", login="github-actions[bot]", **more):
    return {
        "number": number,
        "title": "A source fails",
        "body": body,
        "user": {"login": login},
        "state": "open",
        "state_reason": None,
        "labels": [],
        "locked": False,
        "html_url": "",
        "repository_url": "https://api.github.com/repos/acme/wiki",
        **more,
    }


def comment(id=7, body="", login="github-actions[bot]"):
    return {
        "id": id,
        "body": body,
        "user": {"login": login},
        "html_url": "",
        "issue_url": "https://x/issues/3",
    }


# --- the environment ---


@pytest.mark.parametrize("name", FULL)
def test_what_the_environment_lacks_is_said(name):
    with pytest.raises(UserError) as raised:
        GitHub.connect({**FULL, name: ""})
    assert name in str(raised.value)


@pytest.mark.parametrize(
    "given",
    [
        "acme",
        "acme/wiki/x",
        "acme/..",
        "acme/.",
        "../wiki",
        "acme/wi ki",
        "acme/wiki?x",
        "acme/wiki\n",
        "-acme/wiki",
    ],
)
def test_a_repository_has_an_owner_and_a_name(given):
    with pytest.raises(UserError, match="owner/name"):
        GitHub.connect({**FULL, "GITHUB_REPOSITORY": given})


@pytest.mark.parametrize("name", ["GITHUB_API_URL", "GITHUB_SERVER_URL"])
@pytest.mark.parametrize(
    "given", ["ftp://x", "https://user:pass@x", "https://x?y", "x", "https://x/\ny"]
)
def test_an_address_that_is_none_is_refused(name, given):
    with pytest.raises(UserError, match=name):
        GitHub.connect({**FULL, name: given})


@pytest.mark.parametrize("given", ["ghp_a\nb", "ghp a", "ghp_é"])
def test_a_token_that_no_header_can_hold_is_refused_without_being_shown(given):
    with pytest.raises(UserError) as raised:
        GitHub.connect({**FULL, "GITHUB_TOKEN": given})
    assert given not in str(raised.value)


@pytest.mark.parametrize("given", ["-1", "nan", "inf", "1e9", "a", "1000"])
@pytest.mark.parametrize("name", ["WIKI_GITHUB_PACE", "WIKI_GITHUB_PATIENCE"])
def test_pace_and_patience_are_small_numbers(name, given):
    with pytest.raises(UserError, match=name):
        GitHub.connect({**FULL, name: given})


def test_bots_are_the_workflow_and_the_app():
    assert GitHub.connect(FULL).bots == {"github-actions[bot]"}
    assert GitHub.connect({**FULL, "WIKI_BOT": "acme-wiki[bot]"}).bots == {
        "github-actions[bot]",
        "acme-wiki[bot]",
    }


def test_an_enterprise_server_has_its_addresses_elsewhere():
    with Hub(answer(200, {"data": {"repository": {"pullRequest": None}}}), MAIN) as hub:
        github = hub.connect(
            GITHUB_API_URL=f"{hub.url}/api/v3/", GITHUB_SERVER_URL="https://git.acme.example/"
        )
        with pytest.raises(UserError, match="#9"):
            github.review_threads(9)
        github.default_branch()
    assert [seen.path for seen in hub.seen] == ["/api/graphql", f"/api/v3{ROOT}"]
    assert github.server == "https://git.acme.example"


@pytest.mark.parametrize(
    ("workflow", "job", "agent"),
    [
        ("compile", "plan", "git-llm-wiki (compile/plan)"),
        ("", "", "git-llm-wiki (/)"),
        ("Übersetzen (x)\r\n", "a", "git-llm-wiki (?bersetzen ?x???/a)"),
    ],
)
def test_each_request_says_who_asks(workflow, job, agent):
    with Hub(MAIN) as hub:
        assert hub.connect(GITHUB_WORKFLOW=workflow, GITHUB_JOB=job).default_branch() == "main"
    assert hub.seen[0].headers["user-agent"] == agent
    assert TOKEN in hub.seen[0].headers["authorization"]


# --- what is read ---


def test_lists_are_fetched_a_page_at_a_time_and_only_when_asked():
    more = {
        "link": '<{url}/repos/acme/wiki/pulls?page=2&state=all>; rel="next", <{url}/x?page=9>; rel="last"'
    }
    with Hub(Answer(200, [pull(3), pull(2)], more), answer(200, [pull(1)])) as hub:
        found = hub.connect().pulls("all")
        assert not hub.seen
        assert [next(found).number, next(found).number] == [3, 2]
        assert len(hub.seen) == 1
        assert [each.number for each in found] == [1]
    assert hub.seen[1].path == f"{ROOT}/pulls?page=2&state=all"
    assert "per_page=100" in hub.seen[0].path


def test_a_page_on_another_server_is_asked_of_ours():
    more = {"link": '<http://127.0.0.1:1/repos/acme/wiki/pulls?page=2>; rel="next"'}
    with Hub(Answer(200, [pull(2)], more), answer(200, [pull(1)])) as hub:
        assert [each.number for each in hub.connect().pulls("open")] == [2, 1]


def test_pulls_of_a_branch_are_those_of_this_repository():
    listed = [
        pull(4, fork="bob/wiki"),
        pull(3, fork=None),
        pull(2, fork="Acme/Wiki", merged_at="2026-01-01"),
        pull(1, head="x"),
    ]
    with Hub(answer(200, listed)) as hub:
        found = list(hub.connect().pulls("all", "wiki/compile/a"))
    assert [(each.number, each.merged, each.labels, each.body) for each in found] == [
        (2, True, ("a", "b"), "")
    ]
    assert "head=acme%3Awiki%2Fcompile%2Fa" in hub.seen[0].path


def test_a_repository_that_was_renamed_is_noticed():
    """PyGithub follows a redirect without the query, so that a filtered list would come back whole."""
    moved = Answer(
        301, {"message": "Moved Permanently"}, {"location": "{url}/repositories/5/pulls?state=open"}
    )
    renamed = pull(base={"ref": "main", "repo": {"full_name": "acme/pedia"}})
    with Hub(moved, answer(200, [renamed])) as hub, pytest.raises(UserError, match="acme/pedia"):
        next(hub.connect().pulls("open"))


def test_issues_are_without_pull_requests():
    with Hub(answer(200, [issue(2, pull_request={}), issue(1, user=None)])) as hub:
        found = list(hub.connect().issues("wiki:compile-failed"))
    assert [(each.number, each.author, each.state_reason) for each in found] == [(1, "", "")]
    assert "labels=wiki%3Acompile-failed" in hub.seen[0].path


def test_a_comment_knows_its_issue():
    with Hub(answer(200, comment())) as hub:
        assert hub.connect().comment(7).number == 3


@pytest.mark.parametrize(
    ("given", "permission"),
    [
        (answer(200, {"permission": "write", "role_name": "maintain"}), "maintain"),
        (answer(200, {"permission": "read", "role_name": "triage"}), "triage"),
        (answer(200, {"permission": "write", "role_name": "Librarians"}), "write"),
        (answer(200, {"permission": "none", "role_name": ""}), "none"),
        (answer(200, {"permission": "owner"}), "none"),
        (answer(403, {"message": "Resource not accessible by integration"}), "none"),
        (answer(404, {"message": "bob is not a user"}), "none"),
    ],
)
def test_what_a_person_may_do(given, permission):
    with Hub(given) as hub:
        assert hub.connect().permission("bob") == permission


def test_a_login_is_never_a_path():
    with Hub(answer(200, {"permission": "admin"})) as hub:
        for login in ("", ".", "..", "a/b", "../../acme", "a?b", "a b"):
            assert hub.connect().permission(login) == "none"
        assert not hub.seen
        assert hub.connect().permission("acme-wiki[bot]") == "admin"
    assert hub.seen[0].path == f"{ROOT}/collaborators/acme-wiki%5Bbot%5D/permission"


def test_a_rate_limit_is_not_taken_for_a_person_without_permission():
    limit = answer(
        403,
        {"message": "API rate limit exceeded"},
        x_ratelimit_remaining=0,
        x_ratelimit_reset=2**33,
    )
    with Hub(limit) as hub, pytest.raises(UserError, match="no more requests"):
        hub.connect().permission("bob")


def test_names_from_outside_are_quoted_in_addresses():
    with Hub(answer(200, {})) as hub:
        github = hub.connect()
        github.unlabel(3, "what now? #1/2")
        github.protection("feature/ü?x")
        with pytest.raises(UserError, match="nothing with the name"):
            github.unlabel(3, "..")
    assert hub.seen[0].path == f"{ROOT}/issues/3/labels/what%20now%3F%20%231%2F2"
    assert hub.seen[1].path == f"{ROOT}/branches/feature%2F%C3%BC%3Fx"


def thread(**more):
    remark = {
        "author": {"__typename": "User", "login": "ada"},
        "body": "Why?",
        "diffHunk": "@@ -1 +1 @@",
    }
    bot = {"author": {"__typename": "Bot", "login": "acme-wiki"}, "body": "So.", "diffHunk": ""}
    ghost = {"author": None, "body": "", "diffHunk": None}
    usual = {"isResolved": False, "isOutdated": False, "path": "wiki/gas.md", "line": 4}
    return {**usual, "comments": {"nodes": [remark, bot, ghost]}, **more}


def threads(*nodes, cursor=None):
    page = {"nodes": list(nodes), "pageInfo": {"hasNextPage": bool(cursor), "endCursor": cursor}}
    return answer(200, {"data": {"repository": {"pullRequest": {"reviewThreads": page}}}})


def test_review_threads_are_read_to_the_last_page():
    second = threads(thread(isResolved=True), thread(isOutdated=True, line=None))
    with Hub(threads(thread(), cursor="c1"), second) as hub:
        found = hub.connect().review_threads(5)
    assert [(each.line, each.resolved) for each in found] == [(4, False), (4, True), (0, False)]
    assert [remark.author for remark in found[0].remarks] == ["ada", "acme-wiki[bot]", ""]
    asked = [seen.body["variables"] for seen in hub.seen]
    assert asked == [
        {"owner": "acme", "name": "wiki", "number": 5, "cursor": cursor} for cursor in (None, "c1")
    ]


def test_graphql_says_its_errors_with_status_200():
    limited = answer(
        200, {"errors": [{"type": "RATE_LIMITED", "message": "slow down"}]}, retry_after=7
    )
    waits = []
    with Hub(limited, threads(thread())) as hub:
        assert len(hub.connect(waits.append).review_threads(5)) == 1
    assert waits == [7]
    with (
        Hub(answer(200, {"errors": [{"message": "odd"}]})) as hub,
        pytest.raises(UserError, match="odd"),
    ):
        hub.connect().review_threads(5)


EVENTS = [
    {"event": "labeled", "label": {"name": "wiki:amend-raw"}, "actor": {"login": "bob"}},
    {"event": "unlabeled", "label": {"name": "wiki:amend-raw"}, "actor": {"login": "ada"}},
    {"event": "labeled", "label": {"name": "Wiki:Amend-Raw"}, "actor": {"login": "eve"}},
    {"event": "labeled", "label": {"name": "other"}, "actor": {"login": "bob"}},
    {"event": "closed", "actor": None},
]


@pytest.mark.parametrize(("on", "who"), [(["Wiki:amend-raw"], "eve"), ([], ""), (["other"], "")])
def test_who_put_a_label_on_last(on, who):
    def reply(seen):
        labels = {"labels": [{"name": name} for name in on]}
        return answer(200, EVENTS if "events" in seen.path else labels)

    with Hub(reply) as hub:
        assert hub.connect().labelled_by(3, "wiki:amend-raw") == who


RULES = [
    {"type": "deletion"},
    {
        "type": "required_status_checks",
        "parameters": {
            "required_status_checks": [
                {"context": "check", "integration_id": 15368},
                {"context": "build"},
                {"context": "idle", "integration_id": None},
            ]
        },
    },
    {"type": "pull_request", "parameters": {"allowed_merge_methods": ["squash", "rebase", "new"]}},
    {"type": "pull_request", "parameters": {"required_approving_review_count": 1}},
]


@pytest.mark.parametrize(
    ("given", "kinds", "checks", "methods"),
    [
        (answer(200, []), set(), [], {"merge", "squash", "rebase"}),
        (answer(404, {"message": "Not Found"}), set(), [], {"merge", "squash", "rebase"}),
        (
            answer(200, RULES),
            {"deletion", "required_status_checks", "pull_request"},
            [("check", 15368), ("build", 0), ("idle", 0)],
            {"squash", "rebase"},
        ),
    ],
)
def test_the_rules_of_a_branch_are_read_from_its_rulesets(given, kinds, checks, methods):
    with Hub(given) as hub:
        found = hub.connect().rules("wiki/compile/x")
    assert hub.seen[0].path.startswith(f"{ROOT}/rules/branches/wiki%2Fcompile%2Fx?")
    assert (found.kinds, found.methods) == (kinds, methods)
    assert [(each.context, each.app) for each in found.checks] == checks


@pytest.mark.parametrize(
    ("given", "kinds", "checks"),
    [
        (answer(200, {"protected": False}), set(), []),
        (answer(200, {"protected": True}), {"protection"}, []),
        (
            answer(
                200,
                {
                    "protected": True,
                    "protection": {
                        "required_status_checks": {
                            "contexts": ["check", "old"],
                            "checks": [
                                {"context": "check", "app_id": 15368},
                                {"context": "any", "app_id": -1},
                            ],
                        }
                    },
                },
            ),
            {"protection"},
            [("check", 15368), ("old", 0), ("any", 0)],
        ),
    ],
)
def test_a_protection_of_the_older_kind_tells_what_it_requires(given, kinds, checks):
    with Hub(given) as hub:
        found = hub.connect().protection("main")
    assert found.kinds == kinds
    assert [(each.context, each.app) for each in found.checks] == checks


def test_what_is_not_shown_of_a_branch_is_not_taken_for_no_rule():
    with Hub(answer(403, {"message": "Resource not accessible by integration"})) as hub:
        assert hub.connect().rules("main") is None
    with Hub(answer(404, {"message": "Branch not found"})) as hub:
        assert hub.connect().protection("gone") is None


def test_workflows_by_the_names_of_their_files():
    listed = [
        {"path": ".github/workflows/compile.yml", "state": "active"},
        {"path": "dynamic/dependabot/dependabot-updates", "state": "active"},
    ]
    with Hub(answer(200, {"total_count": 2, "workflows": listed})) as hub:
        assert hub.connect().workflows() == {"compile.yml": "active"}


@pytest.mark.parametrize(
    ("given", "when"),
    [
        (
            answer(200, {"workflow_runs": [{"created_at": "2026-11-01T03:17:00Z"}]}),
            "2026-11-01T03:17:00Z",
        ),
        (answer(200, {"workflow_runs": []}), ""),
        (answer(404, {"message": "Not Found"}), ""),
    ],
)
def test_when_a_workflow_last_ran(given, when):
    with Hub(given) as hub:
        assert hub.connect().last_run("compile.yml", "schedule") == when
    assert (
        hub.seen[0].path == f"{ROOT}/actions/workflows/compile.yml/runs?event=schedule&per_page=1"
    )


# --- what is written ---


def test_only_what_changes_is_sent():
    with Hub(answer(200, {})) as hub:
        github = hub.connect()
        github.update_pull(1, body="new")
        github.update_issue(2, state="closed", reason="completed")
        github.close_pull(3)
        github.edit_comment(4, "text")
        github.update_pull(5)
        github.label(6)
    assert [(seen.verb, seen.path.removeprefix(ROOT), seen.body) for seen in hub.seen] == [
        ("PATCH", "/pulls/1", {"body": "new"}),
        ("PATCH", "/issues/2", {"state": "closed", "state_reason": "completed"}),
        ("PATCH", "/pulls/3", {"state": "closed"}),
        ("PATCH", "/issues/comments/4", {"body": "text"}),
    ]


def test_a_workflow_is_started_by_the_name_of_its_file():
    with Hub(answer(204)) as hub:
        hub.connect().dispatch("compile.yml", "main", {"source": "raw/a.md"})
    assert hub.seen[0].path == f"{ROOT}/actions/workflows/compile.yml/dispatches"
    assert hub.seen[0].body == {"ref": "main", "inputs": {"source": "raw/a.md"}}


def test_only_missing_labels_are_created():
    there = answer(200, [{"name": "Wiki:Compile"}])
    with Hub(there, answer(201, {})) as hub:
        assert hub.connect().ensure_labels([PROPOSAL_LABEL, FAILED_LABEL]) == [FAILED_LABEL.name]
    assert [seen.verb for seen in hub.seen] == ["GET", "POST"]


def test_a_label_that_somebody_created_meanwhile_is_fine():
    taken = answer(
        422,
        {
            "message": "Validation Failed",
            "errors": [{"resource": "Label", "code": "already_exists"}],
        },
    )
    with Hub(answer(200, []), taken) as hub:
        hub.connect().ensure_labels([PROPOSAL_LABEL])
    wrong = answer(
        422, {"message": "Validation Failed", "errors": [{"field": "color", "code": "invalid"}]}
    )
    with Hub(answer(200, []), wrong) as hub, pytest.raises(UserError, match="color invalid"):
        hub.connect().ensure_labels([Label("x", "red", "")])


def test_a_label_that_is_not_on_can_be_taken_off():
    with Hub(answer(404, {"message": "Label does not exist"})) as hub:
        hub.connect().unlabel(3, "wiki:conflict")


def test_writes_keep_their_distance_and_reads_do_not():
    waits = []
    with Hub(answer(200, {"default_branch": "main"})) as hub:
        github = hub.connect(waits.append, WIKI_GITHUB_PACE="90.5")
        github.default_branch()
        github.react(1, "eyes")
        assert waits == []
        github.default_branch()
        github.react(1, "eyes")
    assert len(waits) == 1
    assert 85 < waits[0] <= 90.5


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (
            answer(
                422,
                {
                    "message": "Validation Failed",
                    "errors": [{"message": "No commits between main and main"}],
                },
            ),
            True,
        ),
        (
            answer(
                403,
                {"message": "GitHub Actions is not permitted to create or approve pull requests."},
            ),
            False,
        ),
        (answer(403, {"message": "Resource not accessible by integration"}), None),
    ],
)
def test_whether_pull_requests_may_be_opened_is_asked_by_one_that_cannot_be(given, said):
    with Hub(MAIN, given) as hub:
        assert hub.connect().may_create_pulls() is said
    assert hub.seen[1].body["head"] == hub.seen[1].body["base"] == "main"


# --- refusals ---


@pytest.mark.parametrize(
    ("given", "message", "hint"),
    [
        (answer(401, {"message": "Bad credentials"}), "401: Bad credentials", "GITHUB_TOKEN"),
        (
            answer(403, {"message": "No"}, x_accepted_github_permissions="issues=write"),
            "403: No",
            "issues=write",
        ),
        (answer(404, {"message": "Not Found"}), "404: Not Found", "GITHUB_REPOSITORY"),
        (answer(410, {"message": "Issues are disabled"}), "410", "Features → Issues"),
        (answer(307, {"message": "Moved Permanently"}), "307", "another name"),
        (
            answer(422, {"message": "Validation Failed", "errors": ["odd"]}),
            "Validation Failed – odd",
            "",
        ),
        (answer(400, b"<html>nginx</html>"), "400: without a word", ""),
        (answer(400, ["no object"]), "400: without a word", ""),
    ],
)
def test_a_refusal_says_what_to_do(given, message, hint):
    with Hub(given) as hub, pytest.raises(UserError) as raised:
        hub.connect().update_issue(3, title="x")
    assert message in raised.value.message
    assert hint in raised.value.hint
    assert len(hub.seen) == 1


def test_where_pull_requests_are_allowed_is_said():
    no = answer(
        403, {"message": "GitHub Actions is not permitted to create or approve pull requests."}
    )
    with Hub(no) as hub, pytest.raises(UserError, match="Settings → Actions → General") as raised:
        hub.connect().create_pull("Gas", "", "wiki/compile/a", "main")
    assert "GitHub App" in raised.value.hint


@pytest.mark.parametrize("status", [401, 403, 422, 500])
def test_no_error_holds_the_token_whatever_the_server_repeats(status):
    def echo(seen):
        return answer(
            status, {"message": f"no: {seen.headers['authorization']}\n::error::x"}, x=TOKEN
        )

    with Hub(echo) as hub, pytest.raises(UserError) as raised:
        hub.connect().update_pull(1, title="x")
    assert TOKEN not in str(raised.value)
    assert "\n" not in str(raised.value)
    assert raised.value.__context__ is None or TOKEN not in repr(raised.value.__context__)


def test_a_server_that_is_not_there_is_named():
    with Hub(MAIN) as hub:
        pass
    waits = []
    github = hub.connect(waits.append)
    with pytest.raises(UserError, match=r"127\.0\.0\.1 could not be reached.*Tried 6 times"):
        github.default_branch()
    assert waits == [1, 2, 4, 8, 16]


# --- patience ---


def test_what_the_server_asks_to_wait_is_waited_and_no_longer():
    waits = []
    again = answer(403, {"message": "You have exceeded a secondary rate limit"}, retry_after=30)
    with Hub(again, answer(429, {}, retry_after=5), MAIN) as hub:
        hub.connect(waits.append).default_branch()
    assert waits == [30, 5]


def test_a_date_to_wait_for_is_understood():
    waits = []
    later = answer(
        503, {}, retry_after=formatdate(1000 + 40, usegmt=True), date=formatdate(1000, usegmt=True)
    )
    with Hub(later, MAIN) as hub:
        hub.connect(waits.append).default_branch()
    assert waits == [40]


def test_an_exhausted_quota_is_waited_for():
    waits = []
    empty = answer(
        403,
        {"message": "API rate limit"},
        x_ratelimit_remaining=0,
        x_ratelimit_reset=int(time.time()) + 90,
    )
    with Hub(empty, MAIN) as hub:
        hub.connect(waits.append).default_branch()
    assert 85 <= waits[0] <= 92


def test_a_quota_that_fills_up_too_late_is_not_waited_for():
    waits = []
    empty = answer(403, {}, x_ratelimit_remaining=0, x_ratelimit_reset=int(time.time()) + 3000)
    with Hub(empty) as hub, pytest.raises(UserError, match="Run the job again in 50 minutes"):
        hub.connect(waits.append).default_branch()
    assert waits == []


def test_without_a_word_on_how_long_a_minute_is_waited_and_more_each_time():
    waits = []
    limit = answer(403, {"message": "You have exceeded a secondary rate limit."})
    with Hub(limit) as hub, pytest.raises(UserError, match="Tried 4 times, waited 420 s") as raised:
        hub.connect(waits.append).react(1, "eyes")
    assert waits == [60, 120, 240]
    assert "Run the job again" in raised.value.hint
    assert len(hub.seen) == 4


def test_a_server_that_asks_for_no_time_at_all_is_not_asked_for_ever():
    waits = []
    with Hub(answer(429, {}, retry_after=0)) as hub, pytest.raises(UserError):
        hub.connect(waits.append).default_branch()
    assert len(waits) < 12


def test_ten_minutes_are_for_the_whole_process():
    again = answer(429, {}, retry_after=350)
    with Hub(again, MAIN, again) as hub:
        github = hub.connect()
        github.about()
        with pytest.raises(UserError, match="waited 350 s"):
            github.about()


@pytest.mark.parametrize(
    "broken", [answer(500), answer(502, b"<html>"), answer(503, {}), answer(200, b"<html>"), Answer(drop=True), Answer(200, {"default_branch": "x" * 99}, short=True)],
    ids=["500", "502", "503", "a proxy's page", "dropped", "cut short"],
)  # fmt: skip
def test_a_read_that_breaks_is_read_again(broken):
    waits = []
    with Hub(broken, broken, MAIN) as hub:
        assert hub.connect(waits.append).default_branch() == "main"
    assert waits == [1, 2]
    assert len(hub.seen) == 3


@pytest.mark.parametrize("broken", [answer(502), Answer(drop=True)], ids=["502", "dropped"])
def test_a_change_that_can_be_made_twice_is_made_again(broken):
    with Hub(broken, answer(200, {})) as hub:
        hub.connect().edit_comment(1, "text")
    assert [seen.verb for seen in hub.seen] == ["PATCH", "PATCH"]


# --- never two ---

MARK = make_marker("failure", {"source": "raw/a.md", "tries": 1})
BODY = f"It fails.\n\n{MARK}"


class Ledger:
    """Issues, pull requests or comments as they come to be; the answers to the first posts get lost, before or after the effect."""

    def __init__(self, made, lost, after, before=()):
        self.made, self.lost, self.after = made, lost, after
        self.kept = list(before)

    def __call__(self, seen):
        if seen.verb == "GET":
            me = answer(403, {"message": "Resource not accessible by integration"})
            return me if seen.path == "/user" else answer(200, self.kept)
        if not self.lost:
            self.kept.append(self.made(len(self.kept) + 1, seen.body))
            return answer(201, self.kept[-1])
        if self.after:
            self.kept.append(self.made(len(self.kept) + 1, seen.body))
        return self.lost.pop()


def made_pull(number, body):
    return pull(number, head=body["head"], body=body["body"])


def made_issue(number, body):
    return issue(number, body["body"].replace("\n", "\r\n"))


def made_comment(number, body):
    return comment(number, body["body"])


ACTS = {
    "pull": (
        made_pull,
        lambda github: github.create_pull("Gas", "", "wiki/compile/a", "main").number,
    ),
    "issue": (
        made_issue,
        lambda github: github.create_issue("It fails", BODY, ["wiki:compile-failed"]).number,
    ),
    "comment": (made_comment, lambda github: github.add_comment(3, "I am\non it.").id),
}


@pytest.mark.parametrize("after", [True, False], ids=["after", "before"])
@pytest.mark.parametrize("lost", [answer(502), Answer(drop=True), Answer(201, {"x": 1}, short=True)], ids=["502", "dropped", "cut short"])  # fmt: skip
@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("what", ACTS)
def test_a_lost_answer_makes_no_second_one(what, times, lost, after):
    made, act = ACTS[what]
    ledger = Ledger(made, [lost] * times, after)
    with Hub(ledger) as hub:
        assert act(hub.connect()) == 1
    assert len(ledger.kept) == 1


def test_a_pull_request_that_is_there_is_adopted():
    exists = {
        "message": "Validation Failed",
        "errors": [{"message": "A pull request already exists for acme:a."}],
    }
    with Hub(answer(422, exists), answer(200, [pull(8)])) as hub:
        assert hub.connect().create_pull("Gas", "", "wiki/compile/a", "main").number == 8
    empty = answer(422, {"message": "No commits between main and a"})
    with Hub(empty, answer(200, [])) as hub, pytest.raises(UserError, match="No commits between"):
        hub.connect().create_pull("Gas", "", "wiki/compile/a", "main")


def test_a_stranger_s_issue_is_not_taken_for_ours():
    ledger = Ledger(made_issue, [answer(502)], False, [issue(1, BODY, "mallory")])
    with Hub(ledger) as hub:
        assert hub.connect().create_issue("It fails", BODY, ["wiki:compile-failed"]).number == 2


def test_with_a_person_s_token_the_person_s_are_ours():
    def reply(seen):
        if seen.verb == "POST":
            return answer(502)
        return answer(200, {"login": "ada"} if seen.path == "/user" else [issue(4, BODY, "ada")])

    with Hub(reply) as hub:
        assert hub.connect().create_issue("It fails", BODY, ["wiki:compile-failed"]).number == 4


def test_a_write_that_never_succeeds_ends_with_one_look_more():
    ledger = Ledger(made_pull, [answer(502)] * 9, False)
    with Hub(ledger) as hub, pytest.raises(UserError, match="Tried 6 times"):
        hub.connect().create_pull("Gas", "", "wiki/compile/a", "main")
    assert [seen.verb for seen in hub.seen] == ["POST", "GET"] * 6


def test_a_limit_on_writes_needs_no_look():
    waits = []
    with Hub(answer(403, {}, retry_after=4), answer(201, pull(1))) as hub:
        hub.connect(waits.append).create_pull("Gas", "", "wiki/compile/a", "main")
    assert [seen.verb for seen in hub.seen] == ["POST", "POST"]
    assert waits == [4]
    assert hub.seen[0].body == {
        "title": "Gas",
        "body": "",
        "head": "wiki/compile/a",
        "base": "main",
    }
