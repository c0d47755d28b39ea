"""The lint as a team meets it: what it finds becomes issues, people dismiss them or type `/fix`, and what is gone closes.

In this process against the fake GitHub, in the order in which GitHub starts the jobs; `tests/workflows` runs the real files.
"""

import pytest

from pipeline.cli import main
from tests.cli.test_lint_judge import NEW, OLD, PAGE
from tests.helpers.flows import BOT, world  # noqa: F401
from tests.helpers.judging import answer
from tests.helpers.server import MessagesServer, status

BRIDGE, CARTS = "wiki/concepts/long-bridge.md", "wiki/concepts/cart.md"
DAY = "2026-04-11"
HELD = PAGE.replace("2026-11-22", DAY)
DEAD = HELD.replace("\n\n[^", "\n\nSee [[The Old Mill]] and [[Longg Bridge]].\n\n[^", 1)
CART = (
    HELD.replace("title: Long Bridge", "title: Cart")
    .replace("tolls-2020", "tolls-2023")
    .replace(
        "The Long Bridge takes 10 crowns of every cart that crosses it.",
        "The toll of the [[long-bridge]] is 25 crowns for every cart that crosses it.",
    )
    .replace("10 crowns", "25 crowns")
)
KEY = "sk-ant-test-0123456789"


@pytest.fixture
def bridge(world):  # noqa: F811
    """Return a function: a wiki compiled from two sources that disagree, and pages by people on top; issues by their titles."""

    def make(pages=None, env=None, schema=None, **more):
        made = world({"raw/tolls-2020.md": OLD, "raw/tolls-2023.md": NEW}, env, **more)
        made.flows.compile("push")
        for number in list(made.offered):
            made.forge.merge_pull(number)
            made.flows.refresh()
        if schema:
            made.push({"schema.md": schema(made.forge.file("schema.md"))})
        made.push(pages or {BRIDGE: DEAD})
        return made

    return make


def by_model(rules):
    """Return schema.md with the model as judge, after the embedded librarian compiled."""
    return rules.replace("librarian: extractive", "librarian: model")


def about(world, words, state="open"):  # noqa: F811
    """Return the one issue with these words in its title."""
    (found,) = [i for i in world.forge.issues.values() if words in i.title and i.state == state]
    return found


def titles(world):  # noqa: F811
    return sorted(i.title.split(":")[0] for i in world.forge.issues.values() if i.state == "open")


def asked(world, number, text="/fix", login="bob"):  # noqa: F811
    """Type a command on an issue and run what follows; return the pull request that came of it, if any."""
    before = set(world.forge.pulls)
    world.flows.comment(login, number, text)
    world.flows.settle()
    new = set(world.forge.pulls) - before
    return world.forge.pulls[new.pop()] if new else None


def lint_lines(text):
    """The runs of the lint that a log tells."""
    return [line for line in text.splitlines() if line.startswith("## ") and " lint | " in line]


def checked(world, pull):  # noqa: F811
    """Judge a pull request as checks.yml does; return the exit code."""
    flows = world.flows
    event = world.forge.event("pull_request", BOT, number=pull.number)
    flows._begin("pull_request", event)
    tip = flows._checkout()
    return flows._verb("checks", "check", ["check", "--base", tip, "--head", pull.head_sha])


def added(world, pull):  # noqa: F811
    """Return the lines that a pull request adds to pages."""
    diff = world.forge.git.git(
        "diff", f"main...{pull.head}", "--", "wiki/concepts", "wiki/sources"
    ).decode()
    return "\n".join(
        line[1:]
        for line in diff.splitlines()
        if line.startswith("+") and not line.startswith("+++")
    )


def dashboard(world):  # noqa: F811
    return about(world, "Wiki health").body


# --- issues that follow the wiki ---


def test_what_is_found_becomes_issues_and_a_second_run_asks_nobody_and_writes_only_the_last_run(
    bridge,
):
    with MessagesServer(answer) as server:
        wiki = bridge(
            env={"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": KEY}, schema=by_model
        )
        assert wiki.flows.lint("workflow_dispatch") == {"analyse": 0, "triage": 0}
        calls = len(server.requests)
        assert calls > 0
        assert wiki.flows._verb("lint", "analyse", ["lint", "--estimate", "--commit", "HEAD"]) == 0
        assert titles(wiki) == [
            "Dead links on Long Bridge",
            "Long Bridge",
            "Wiki health",
            "index-drift",
            "orphan-page",
        ]
        issue = about(wiki, "Long Bridge: ")
        assert issue.title == "Long Bridge: “25 crowns” now, no longer “10 crowns”"
        assert f"{BRIDGE}?plain=1#L12" in issue.body
        assert "raw/tolls-2020.md?plain=1#L10" in issue.body
        assert f"#{issue.number}" in dashboard(wiki)
        board = about(wiki, "Wiki health").number

        wrote = wiki.written(lambda: wiki.flows.lint("workflow_dispatch"))
        assert [(w.method, w.path) for w in wrote] == [
            ("PATCH", f"/repos/acme/wiki/issues/{board}")
        ]
        assert len(server.requests) == calls


def test_a_dismissed_issue_stays_closed_until_a_claim_changes(bridge):
    wiki = bridge()
    wiki.flows.lint()
    issue = about(wiki, "Long Bridge: ")
    wiki.forge.close_issue(issue.number, reason="not_planned")
    wiki.flows.lint()
    assert issue.state == "closed"
    assert "1 finding is dismissed" in dashboard(wiki)
    wiki.push({BRIDGE: DEAD.replace("takes 10 crowns", "still takes 10 crowns")})
    wiki.flows.lint()
    assert issue.state == "open"
    assert "no longer as it was" in wiki.said(issue.number)


def test_fix_becomes_a_pull_request_whose_merge_ends_it_and_a_revert_brings_it_back(bridge):
    wiki = bridge()
    wiki.flows.lint()
    issue = about(wiki, "Long Bridge: ")
    pull = asked(wiki, issue.number)
    assert (
        wiki.said(issue.number)
        == f"#{pull.number} makes this edit. This issue closes when it is merged."
    )
    assert f"Closes #{issue.number}" in pull.body
    assert "25 crowns for every cart that crosses it.[^tolls-2023-1]" in added(wiki, pull)
    assert checked(wiki, pull) == 0
    wiki.forge.merge_pull(pull.number)
    assert issue.state == "closed"
    before = wiki.forge.file(BRIDGE)
    wiki.flows.refresh()
    wiki.flows.lint()
    assert issue.state == "closed"
    assert "Long Bridge" not in titles(wiki)
    wiki.push({BRIDGE: DEAD})
    wiki.flows.lint()
    assert issue.state == "open"
    assert any("it is back" in c.body for c in wiki.forge.comments_on(issue.number))
    wiki.push({BRIDGE: before})
    wiki.flows.lint()
    assert (issue.state, issue.state_reason) == ("closed", "completed")


def test_an_edit_by_hand_closes_the_issue_with_a_sentence(bridge):
    wiki = bridge()
    wiki.flows.lint()
    issue, dead = about(wiki, "Long Bridge: "), about(wiki, "Dead links")
    wiki.push({BRIDGE: HELD.replace("takes 10 crowns", "took 10 crowns until 2023")})
    wiki.flows.lint()
    assert issue.state == dead.state == "closed"
    assert "the pages say how they stand to one another" in wiki.said(issue.number)
    assert "nothing of this is found any more" in wiki.said(dead.number)


# --- what people type ---


def test_keep_and_both_write_what_was_asked_for(bridge):
    wiki = bridge({BRIDGE: HELD, CARTS: CART})
    wiki.flows.lint()
    issue = about(wiki, "Long Bridge: ")
    pull = asked(wiki, issue.number, "/fix keep B")
    text = added(wiki, pull)
    assert "25 crowns" in text
    assert "10 crowns of every cart that crosses it.[^tolls-2020-1]" in text
    assert checked(wiki, pull) == 0

    assert asked(wiki, issue.number, "/fix keep A") is None  # the same pull request, made anew
    text = wiki.forge.git.git("show", f"{pull.head}:{CARTS}").decode()
    assert text.index("10 crowns of every") < text.index("is 25 crowns")
    assert checked(wiki, pull) == 0

    assert (
        asked(wiki, issue.number, "/fix both: A for carts before 2023; B for carts of today")
        is None
    )
    text = added(wiki, pull)
    assert "(for carts before 2023).[^tolls-2020-1]" in text
    assert "(for carts of today).[^tolls-2023-1]" in text
    assert checked(wiki, pull) == 0


def test_what_a_summary_says_of_its_source_is_not_offered_to_be_overruled(bridge):
    wiki = bridge()
    wiki.flows.lint()
    issue = about(wiki, "Long Bridge: ")
    assert "`/fix keep B`" in issue.body
    assert "`/fix keep A`" not in issue.body
    assert asked(wiki, issue.number, "/fix keep A") is None
    assert "sums up its source" in wiki.said(issue.number)


@pytest.mark.parametrize("login", ["mallory", "rita"])
def test_without_write_access_nothing_is_fixed(bridge, login):
    wiki = bridge()
    wiki.flows.lint()
    issue = about(wiki, "Long Bridge: ")
    assert asked(wiki, issue.number, login=login) is None
    assert not wiki.forge.dispatched
    assert wiki.said(issue.number) == ""


def test_a_side_is_ticked_instead_of_typed_by_whoever_may(bridge):
    wiki = bridge()
    wiki.flows.lint()
    issue = about(wiki, "Long Bridge: ")
    before = issue.body
    for login, done in (("rita", []), ("bob", ["lint.yml"])):
        wiki.tick(login, issue.number, "B holds")
        assert issue.body == before
        assert wiki.flows.settle() == done
    (pull,) = [p for p in wiki.forge.pulls.values() if f"Closes #{issue.number}" in p.body]
    assert checked(wiki, pull) == 0
    assert wiki.said(issue.number).startswith(f"#{pull.number} makes this edit.")


def test_fix_on_lists_mends_what_is_safe_and_says_where_nothing_is(bridge):
    wiki = bridge()
    wiki.flows.lint()
    assert asked(wiki, about(wiki, "Wiki health").number) is None
    assert "`/fix` works only on" in wiki.said(about(wiki, "Wiki health").number)
    assert asked(wiki, about(wiki, "orphan-page").number) is None
    assert "No rule has a safe fix" in wiki.said(about(wiki, "orphan-page").number)
    drift = about(wiki, "index-drift")
    pull = asked(wiki, drift.number)
    assert "Long Bridge" in wiki.forge.git.git("show", f"{pull.head}:wiki/index.md").decode()
    assert checked(wiki, pull) == 0
    wiki.forge.merge_pull(pull.number)
    assert drift.state == "closed"
    wiki.flows.lint()
    assert "index-drift" not in titles(wiki)
    assert "log-drift" not in titles(wiki)


# --- runs that do not go as they should ---


def test_without_a_judge_facts_are_triaged_and_claims_stay_open(bridge):
    with MessagesServer(answer) as server:
        wiki = bridge(
            env={"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": KEY}, schema=by_model
        )
        wiki.flows.lint("workflow_dispatch")
    issue = about(wiki, "Long Bridge: ")
    with MessagesServer(status(401, "no", "authentication_error")) as server:
        wiki.flows.env["ANTHROPIC_BASE_URL"] = server.url
        changed = DEAD.replace("takes 10 crowns", "asks for 10 crowns").replace(
            "[[The Old Mill]]", "[[The New Mill]]"
        )
        wiki.push({BRIDGE: changed})
        assert wiki.flows.lint("workflow_dispatch") == {"analyse": 1, "triage": 0}
    assert issue.state == "open"
    assert "The New Mill" in about(wiki, "Dead links").body
    assert "does not accept the credential" in dashboard(wiki)


def test_where_the_budget_ends_the_rest_waits_and_is_said(bridge):
    with MessagesServer(answer) as server:

        def poor(rules):
            return by_model(rules).replace("budget:\n", "budget:\n  dollars_per_lint: 0.000001\n")

        wiki = bridge(env={"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": KEY}, schema=poor)
        wiki.flows.lint("workflow_dispatch")
        assert server.requests == []
    assert "Long Bridge" not in titles(wiki)
    assert "**1 waits** for the next run" in dashboard(wiki)
    assert "The budget is reached" in dashboard(wiki)


def test_a_run_opens_five_issues_and_the_rest_come_next(bridge):
    pages = {
        f"wiki/concepts/mill-{n}.md": DEAD.replace("title: Long Bridge", f"title: Mill {n}")
        for n in range(8)
    }
    off = "\nlint:\n  rules:\n    orphan-page: off\n    index-drift: off\n    duplicate-page: off\n---\n"
    wiki = bridge(pages, schema=lambda text: text.replace("\n---\n", off, 1))
    wiki.flows.lint()
    assert len(titles(wiki)) == 6
    assert "wait for the next runs, for one run opens at most 5" in dashboard(wiki)
    first = set(titles(wiki))
    wiki.flows.lint()
    assert first < set(titles(wiki))
    assert sum(title.startswith("Dead links") for title in titles(wiki)) == 8
    assert "### Waiting" not in dashboard(wiki)


def test_a_deleted_source_is_an_issue_that_names_the_way_out(bridge):
    wiki = bridge()
    wiki.push({"raw/tolls-2020.md": None})
    wiki.flows.lint()
    issue = about(wiki, "missing-source")
    assert "wiki retract raw/tolls-2020.md" in issue.body


def test_issues_follow_a_page_that_wiki_rename_renamed(bridge):
    with MessagesServer(answer) as server:
        wiki = bridge(
            env={"ANTHROPIC_BASE_URL": server.url, "ANTHROPIC_API_KEY": KEY}, schema=by_model
        )
        flows = wiki.flows
        flows.lint("workflow_dispatch")
        issue, dead = about(wiki, "Long Bridge: "), about(wiki, "Dead links")
        flows._checkout()
        assert main(["-C", str(flows.clone), "rename", "long-bridge", "Great Bridge"]) == 0
        (branch,) = flows._git(
            "for-each-ref", "--format=%(refname)", "refs/heads/wiki/upkeep"
        ).splitlines()
        there = flows._git("ls-tree", "-r", "--name-only", branch).splitlines()
        listed = flows._git("diff", "--no-renames", "--name-only", "HEAD", branch).splitlines()
        wiki.push(
            {
                path: flows._git("show", f"{branch}:{path}") + "\n" if path in there else None
                for path in listed
            }
        )
        flows.lint("workflow_dispatch")
    assert "great-bridge.md" in dead.body
    assert "great-bridge.md?plain=1#L" in issue.body
    assert issue.state == dead.state == "open"
    assert sum(title.startswith("Dead links") for title in titles(wiki)) == 1


def test_the_next_proposal_tells_each_run_of_the_lint_once_and_one_of_two_wins_at_the_merge(
    bridge,
):
    made = bridge()
    forge, flows = made.forge, made.flows
    flows.lint()
    flows.lint()  # of the same commit on the same day, with the same result
    board = about(made, "Wiki health")
    assert board.body.count(DAY) >= 1
    made.push(
        {
            "raw/mill-2024.md": NEW.replace("Long Bridge", "Old Mill"),
            "raw/inn-2024.md": NEW.replace("Long Bridge", "White Inn"),
        }
    )
    flows.compile("push")
    pulls = [forge.pulls[n] for n in made.offered]
    logs = [forge.file("log.md", pull.head) for pull in pulls]
    assert [len(lint_lines(text)) for text in logs] == [1, 1]
    for pull in pulls:
        assert checked(made, pull) == 0
    for pull in pulls:
        forge.merge_pull(pull.number)
        flows.refresh()
    assert len(lint_lines(forge.file("log.md"))) == 1

    flows.lint()  # another commit: another line waits, and what the log tells is forgotten
    made.push({"raw/barn-2024.md": NEW.replace("Long Bridge", "Red Barn")})
    flows.compile("push")
    (number,) = made.offered
    lines = lint_lines(forge.file("log.md", forge.pulls[number].head))
    assert len(lines) == len(set(lines)) == 2
    head = forge.pulls[number].head_sha
    flows.lint()
    flows.compile("push")  # a branch that people review is not moved because a lint has run
    assert forge.pulls[number].head_sha == head


def test_a_fix_tells_the_runs_of_the_lint_too(bridge):
    made = bridge()
    made.flows.lint()
    pull = asked(made, about(made, "Long Bridge: ").number)
    lines = lint_lines(made.forge.file("log.md", pull.head))
    assert len(lines) == 2  # the run, and the fix itself
    assert checked(made, pull) == 0
