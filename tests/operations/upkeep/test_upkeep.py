"""Upkeep on real repositories: proposals on branches; pull requests, `/fix`, the check and the refresh on the fake GitHub."""

import os
import shutil

import pytest

from pipeline.adapters.git.history import list_subjects_by_people
from pipeline.adapters.git.open_repository import open_repository as opened
from pipeline.adapters.git.remote import Remote
from pipeline.adapters.github.client import GitHub
from pipeline.cli import main
from pipeline.core.claims import claim_index
from pipeline.core.errors import NothingNew, UserError
from pipeline.core.github.state import AMEND_RAW_LABEL, CONFLICT_LABEL, UPKEEP_LABEL, make_marker
from pipeline.core.upkeep.upkeep import Upkeep, read_upkeep_marker
from pipeline.core.values import Removal
from pipeline.operations.github.check import check_change
from pipeline.operations.github.offer_upkeep import offer_upkeep
from pipeline.operations.lint.lint import lint_wiki as lint_findings
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.upkeep.upkeep import make_upkeep, propose_upkeep, publish_upkeep
from tests.forge import Forge
from tests.helpers.flows import BOT, DAY, WORKFLOWS, Flows, World, environment
from tests.helpers.repos import ROOT, SCHEMA, Team, example_or_skip

HEALTHY = ROOT / "tests/wikis/healthy"
FILES = {
    p.relative_to(HEALTHY).as_posix(): p.read_text("utf-8")
    for p in HEALTHY.rglob("*")
    if p.is_file()
}
LINT = """
name: lint
on: {workflow_dispatch: {inputs: {fix: {type: string}, comment: {type: string}}}}
jobs:
  fix:
    permissions: {contents: write, issues: write, pull-requests: write}
    runs-on: ubuntu-latest
    steps: []
"""
TEA, KETTLE = "raw/2026-04-tea-water.txt", "wiki/concepts/kettle.md"

WHISTLER = "wiki/entities/whistler-9.md"
BOTH = FILES[WHISTLER].replace("Until April 2026 it took 150.", "It boils a litre in 150 seconds.")


def files(**more):
    lint = {".github/workflows/lint.yml": LINT}
    return {"schema.md": SCHEMA, **FILES, **lint, **WORKFLOWS, **more}


@pytest.fixture
def team(tmp_path):
    made = Team(tmp_path / "team")
    made.root.mkdir()
    made.git("init", "-qb", "main")
    for path, text in files().items():
        (made.root / path).parent.mkdir(parents=True, exist_ok=True)
        (made.root / path).write_text(text, "utf-8")
    made.git("add", "-A")
    made.git("commit", "-qm", "Start")
    return made


def test_every_source_of_the_example_can_be_taken_back(tmp_path):
    example_or_skip()
    made = Team(tmp_path / "team")
    for name in ("raw", "wiki"):
        shutil.copytree(ROOT / name, made.root / name)
    for name in ("schema.md", "log.md"):
        shutil.copy(ROOT / name, made.root)
    made.git("init", "-qb", "main")
    made.git("add", "-A")
    made.git("commit", "-qm", "Start")
    for path in made.git("ls-files", "raw").split():
        if not path.endswith(".gitkeep"):
            assert wiki(made, "retract", path) == 0, path
    made.git("merge", "-q", "--no-edit", upkeeps(made)[0])
    assert wiki(made, "lint", "--rule", "log-drift", "--strict") == 0, (
        "what we did ourselves is no drift"
    )


def upkeeps(team):
    return team.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split()


def wiki(team, *args):
    return main(["-C", str(team.root), *args])


def judged(repo, base, head, **more):
    return [
        f
        for f in check_change(repo, repo.resolve(base), repo.resolve(head), **more).findings
        if f.severity == "error"
    ]


@pytest.mark.parametrize(
    "command",
    [
        ("rename", "kettle", "Water kettle"),
        ("merge", "whistler-9", "Kettle"),
        ("merge", "boiling", "kettle", "--never"),
        ("retract", TEA),
    ],
)
def test_each_verb_leaves_one_commit_that_the_check_passes_and_a_second_run_leaves_it(
    team, command, capsys
):
    before = team.state()
    assert wiki(team, *command, "--date", DAY, "--dry-run") == 0
    assert team.state() == before
    assert "Nothing was written." in capsys.readouterr().out
    assert wiki(team, *command, "--date", DAY) == 0
    (branch,) = upkeeps(team)
    first = team.git("rev-parse", branch)
    assert wiki(team, *command, "--date", DAY) == 0
    assert upkeeps(team) == [branch]
    assert team.git("rev-parse", branch) == first
    assert team.git("rev-list", "--count", f"main..{branch}").strip() == "1"
    with opened(team.root) as repo:
        assert list_subjects_by_people(repo, repo.resolve("main"), repo.resolve(branch)) == []
        refused = judged(repo, "main", branch, refused=lambda: "no label")
        assert [f.rule for f in refused] == (["raw-changed"] if TEA in command else [])
        assert judged(repo, "main", branch) == []
    assert team.git("status", "--porcelain") == ""
    assert wiki(team, "show", branch) == 0
    assert "## What goes" in capsys.readouterr().out
    team.merge(branch)
    assert wiki(team, "derive", "--check", "--date", DAY) == 0


def test_each_source_of_the_example_can_be_retracted_and_the_lint_then_has_nothing_to_say_of_it(
    tmp_path,
):
    example_or_skip()
    files = [p for name in ("raw", "wiki") for p in (ROOT / name).rglob("*") if p.is_file()]
    made = Team(tmp_path / "example")
    made.root.mkdir()
    made.git("init", "-qb", "main")
    for path in (*files, ROOT / "schema.md", ROOT / "log.md"):
        target = made.root / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    made.git("add", "-A")
    made.git("commit", "-qm", "Start")
    for path in sorted((ROOT / "raw").glob("20*")):
        made.git("checkout", "-q", "-B", "try", "main")
        assert wiki(made, "retract", f"raw/{path.name}", "--date", DAY) == 0
        (branch,) = upkeeps(made)
        made.merge(branch)
        made.git("branch", "-qD", branch)
        assert wiki(made, "derive", "--check", "--date", DAY) == 0
        with opened(made.root) as repo:
            rules = [
                "log-drift",
                "dead-link",
                "missing-source",
                "index-drift",
                "related-drift",
                "quote-not-found",
            ]
            assert lint_findings(take_snapshot(repo, repo.head()), "2030-01-01", rules) == []


def test_status_says_of_a_deleted_source_how_it_is_taken_back(team, capsys):
    team.git("rm", "-q", TEA)
    team.git("commit", "-qm", "Delete it")
    assert wiki(team, "status") == 0
    (row,) = [x for x in capsys.readouterr().out.split("\n") if x.startswith("missing")]
    assert TEA in row
    assert "`wiki retract`" in row
    assert wiki(team, "retract", TEA, "--date", DAY) == 0


def test_an_entry_by_hand_answers_for_a_source_that_left_without_the_verb(team):
    log = (
        (team.root / "log.md").read_text("utf-8") if (team.root / "log.md").exists() else "# Log\n"
    )
    log += f"\n## [{DAY}] ingest | Gone\n\n- source: `raw/gone.md`\n"
    team.add("log.md", log)

    def drift():
        with opened(team.root) as repo:
            return [
                f
                for f in lint_findings(take_snapshot(repo, repo.head()), DAY, ["log-drift"])
                if f.subject == "raw/gone.md"
            ]

    (found,) = drift()
    entry, _, row = found.suggestion.split(": `", 1)[1].partition("` and below it ")
    team.add("log.md", f"{log}\n{entry}\n\n{row}\n")
    assert drift() == []


def test_a_branch_with_a_persons_commit_is_never_overwritten(team, capsys):
    assert wiki(team, "rename", "kettle", "Water kettle", "--date", DAY) == 0
    (branch,) = upkeeps(team)
    team.git("checkout", "-q", branch)
    team.add("wiki/concepts/own.md", "mine", "By hand")
    team.git("checkout", "-q", "main")
    tip = team.git("rev-parse", branch)
    assert wiki(team, "rename", "kettle", "Cauldron", "--date", DAY) == 1
    assert team.git("rev-parse", branch) == tip
    assert "never overwritten" in capsys.readouterr().err


def test_what_goes_unsaid_or_outside_its_business_is_refused(team):
    with opened(team.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        text = snapshot.wiki.text("kettle")
        less = text.replace(
            "A kettle is a vessel for [[boiling]] water.[^kettle-report-4]", "A kettle."
        )
        for texts, removed in (
            ({KETTLE: less}, ()),
            ({KETTLE: None}, ()),
            ({KETTLE: None}, (Removal("the page `kettle`", "it is not wanted"),)),
            ({"README.md": "x"}, ()),
            ({TEA: None}, (Removal(TEA, "it is not wanted"),)),
            ({"schema.md": SCHEMA + "x"}, ()),
            ({"wiki/concepts/../../x.md": text}, ()),
            (
                {KETTLE: text.replace("[[boiling]]", "[[boilng]]")},
                (Removal("link boiling", "misspelt on purpose"),),
            ),
        ):
            with pytest.raises(UserError):
                propose_upkeep(Upkeep("fix", "x", "t", "w", texts, removed), snapshot, DAY)
        with pytest.raises(NothingNew):
            propose_upkeep(Upkeep("fix", "x", "t", "w", {KETTLE: text}), snapshot, DAY)
        said = Removal("[^kettle-report-4] and the link boiling", "the source was wrong")
        made = propose_upkeep(Upkeep("fix", "x", "t", "w", {KETTLE: less}, (said,)), snapshot, DAY)
        assert publish_upkeep(made, repo, snapshot.commit).moved


# --- on GitHub ---


@pytest.fixture
def world(tmp_path):
    forge = Forge(tmp_path / "forge", files(**{WHISTLER: BOTH}))
    yield World(forge, Flows(forge, tmp_path / "flows", {"WIKI_GITHUB_PATIENCE": "0"}))
    forge.stop()
    assert not forge.crashes


def offered(world, verb, *arguments, closes=0):
    """Offer an upkeep as the job with rights to write does; return the pull request's number."""
    world.flows._checkout()
    with (
        environment({**world.forge.environment("lint", "fix"), "WIKI_GITHUB_PATIENCE": "0"}),
        opened(world.flows.clone) as repo,
    ):
        hub, remote = GitHub.connect(os.environ), Remote(repo, os.environ)
        snapshot = take_snapshot(repo, repo.head())
        return offer_upkeep(
            propose_upkeep(make_upkeep(verb, arguments, snapshot), snapshot, DAY), hub, remote, repo
        )


def judge(world, number):
    pull = world.forge.pulls[number]
    with (
        environment({**world.forge.environment("lint", "fix"), "WIKI_GITHUB_PATIENCE": "0"}),
        opened(world.flows.clone) as repo,
    ):
        hub, remote = GitHub.connect(os.environ), Remote(repo, os.environ)
        heads = remote.fetch("refs/heads/main", f"refs/heads/{pull.head}")
        report = check_change(repo, *heads.values(), hub.pull(number), refused=lambda: "no label")
    return {f.rule for f in report.findings if f.severity == "error"}


def test_an_offer_is_one_pull_request_however_often_it_is_made(world):
    number = offered(world, "rename", "kettle", "Water kettle")
    pull, head = world.forge.pulls[number], world.head(number)
    assert UPKEEP_LABEL.name in pull.labels
    assert read_upkeep_marker(pull.body).arguments == ("kettle", "Water kettle")
    # Its links lead on when the branch is deleted.
    assert f"/blob/{head}/wiki/" in pull.body
    assert "/blob/wiki/upkeep/" not in pull.body
    assert offered(world, "rename", "kettle", "Water kettle") == number
    assert world.head(number) == head
    assert offered(world, "rename", "kettle", "Cauldron") == number
    assert world.head(number) != head
    assert "Cauldron" in world.forge.pulls[number].title
    assert len(world.forge.pulls) == 1
    assert judge(world, number) == set()


def test_its_box_brings_it_up_to_date_for_whoever_may_write(world):
    number = offered(world, "rename", "kettle", "Water kettle")
    world.tick("rita", number, "Bring it up")
    assert world.forge.dispatched == []
    world.tick("bob", number, "Bring it up")
    assert [each.workflow for each in world.forge.dispatched] == ["refresh.yml"]
    (comment,) = world.forge.comments_on(number)
    assert "- [ ] Bring it up" in comment.body
    assert world.flows.settle() == ["refresh.yml"]
    assert "Nothing had to be done" in world.said(number)


def test_a_retraction_passes_the_check_but_for_the_source_which_needs_its_label(world):
    number = offered(world, "retract", TEA)
    assert judge(world, number) == {"raw-changed"}
    assert AMEND_RAW_LABEL.name in world.forge.pulls[number].body


def issue_of(world, verdict=None, kind="contradiction", about=""):
    """Open the issue that a lint would open about the seconds that the Whistler takes; return its number and its statements."""
    with opened(world.flows.clone) as repo:
        snapshot = take_snapshot(repo, repo.resolve(world.flows._checkout()))
    found = claim_index.collect_statements(snapshot.wiki, snapshot.schema)
    here = [s for s in found if s.slug == "whistler-9"]
    old, new = (
        next(s for s in here if s.labels == (x,)) for x in ("kettle-report-2", "tea-water-2")
    )
    words = (
        {"kind": "supersedes", "current": "b", "since": "2026-04", "why": "faster"}
        if verdict is None
        else verdict
    )
    values = {"kind": kind, "id": about or "0123456789abcdef", "a": old.key, "b": new.key, "verdict": words,
              "labels": [list(old.labels), list(new.labels)]}  # fmt: skip
    return world.forge.open_issue(
        BOT, "Whistler 9: 150 or 120?", f"Two values.\n\n{make_marker('lint', values)}"
    )


def fix(world, number, text, login="bob"):
    """Comment, and run what was dispatched."""
    codes = [world.flows.comment(login, number, text)]
    while world.forge.dispatched:
        each = world.forge.dispatched.pop(0)
        assert each.workflow == "lint.yml"
        world.flows._begin("workflow_dispatch", {})
        world.flows._checkout()
        codes.append(
            world.flows._verb(
                "lint", "fix", ["fix", each.inputs["fix"], "--comment", each.inputs["comment"]]
            )
        )
    return codes


def pulls(world):
    return {n: p for n, p in world.forge.pulls.items() if p.state == "open"}


def page_at(world, number, path=WHISTLER):
    return world.forge.git.git("show", f"{world.head(number)}:{path}").decode()


def test_fix_on_a_contradiction_becomes_a_pull_request_that_closes_the_issue(world):
    issue = issue_of(world)
    assert fix(world, issue, "/fix") == [0, 0]
    ((number, pull),) = pulls(world).items()
    assert f"Closes #{issue}" in pull.body
    assert f"#{number}" in world.said(issue)
    assert (
        "Until 2026-04, “Kettles: a report” (2026-03-01) gave: It boils a litre in 150 seconds.[^kettle-report-2]"
        in page_at(world, number)
    )
    assert judge(world, number) == set()
    assert fix(world, issue, "/fix keep A") == [0, 0]
    assert list(pulls(world)) == [number]
    assert "had it otherwise: It boils a litre in 120 seconds.[^tea-water-2]" in page_at(
        world, number
    )
    assert fix(world, issue, "/fix both: A in March; B with @all [x](https://y) since") == [0, 0]
    assert "in 150 seconds (in March).[^kettle-report-2]" in page_at(world, number)
    assert "https" not in page_at(world, number).split("## ")[1]
    assert "@all" not in world.forge.pulls[number].body.split("<!--")[0]


@pytest.mark.parametrize(
    ("login", "text"),
    [
        ("rita", "/fix"),
        ("trent", "/fix keep A"),
        ("bob", "/fix it"),
        ("bob", "/fix keep C"),
        ("bob", "/fix both:"),
    ],
)
def test_who_may_not_write_or_types_no_command_gets_no_edit(world, login, text):
    issue = issue_of(world)
    fix(world, issue, text, login)
    assert not pulls(world)
    assert not world.said(issue)


def test_the_job_looks_again_who_asked_and_at_what(world):
    issue = issue_of(world)
    world.flows.comment("bob", issue, "/fix")
    each = world.forge.dispatched.pop(0)
    command = ["fix", each.inputs["fix"], "--comment", each.inputs["comment"]]
    for number, comment in ((str(issue), "1"), (str(issue + 50), each.inputs["comment"])):
        assert world.flows._verb("lint", "fix", ["fix", number, "--comment", comment]) == 1
    world.forge.people["bob"] = "read"
    assert world.flows._verb("lint", "fix", command) == 1
    assert not pulls(world)


@pytest.mark.parametrize(
    "verdict",
    [{}, {"kind": "rm -rf"}, {"kind": "supersedes", "current": "c"}, {"kind": "supersedes", "current": "b", "x": ""}, {"kind": "supersedes", "why": 3}, ["x"], {"kind": "supersedes", "current": "b", "since": "x" * 999}],
)  # fmt: skip
def test_an_issue_whose_marker_people_have_edited_is_checked_like_any_foreign_text(world, verdict):
    issue = issue_of(world, verdict)
    assert fix(world, issue, "/fix") == [0, 1]
    assert not pulls(world)
    assert "That did not work" in world.said(issue)


def test_an_issue_that_somebody_else_wrote_is_none_of_ours(world):
    body = world.forge.items[issue_of(world)].body
    forged = world.forge.open_issue("rita", "Mine", body)
    assert fix(world, forged, "/fix") == [0]
    assert not pulls(world)
    assert "only on the issues that the lint opens" in world.said(forged)


def test_statements_that_were_reworded_are_found_by_what_makes_it_the_same_contradiction(world):
    with opened(world.flows.clone) as repo:
        snapshot = take_snapshot(repo, repo.resolve(world.flows._checkout()))
    found = claim_index.collect_statements(snapshot.wiki, snapshot.schema)
    old, new = (
        next(s for s in found if s.slug == "whistler-9" and s.labels == (x,))
        for x in ("kettle-report-2", "tea-water-2")
    )
    issue = issue_of(world, about=claim_index.identity_of_pair(claim_index.Pair(old, new)))
    world.push(
        {
            WHISTLER: BOTH.replace(
                "It boils a litre in 150 seconds.", "A litre it boils in 150 seconds."
            )
        }
    )
    assert fix(world, issue, "/fix") == [0, 0]
    assert "gave: A litre it boils in 150 seconds." in page_at(world, *pulls(world))
    world.push({WHISTLER: BOTH.replace("It boils a litre in 150 seconds.[^kettle-report-2]", "")})
    assert fix(world, issue, "/fix") == [0, 1]
    assert "sums up its source" in world.said(issue)


def test_on_a_rule_s_issue_it_applies_the_safe_fixes_or_says_that_there_are_none(world):
    issue = issue_of(world, kind="rule", about="dead-link")
    assert fix(world, issue, "/fix") == [0, 1]
    assert "No rule has a safe fix" in world.said(issue)
    assert not pulls(world)


def test_on_a_pull_request_fix_says_where_it_belongs(world):
    number = offered(world, "rename", "kettle", "Water kettle")
    assert fix(world, number, "/fix") == [0]
    assert "belongs on an issue" in world.said(number)


# --- the refresh ---


def test_an_upkeep_that_the_wiki_has_left_behind_is_made_again_from_its_verb(world):
    number = offered(world, "retract", TEA)
    tea = FILES["wiki/concepts/boiling.md"].replace(
        "at sea level.[^kettle-report-3]",
        "at sea level.[^kettle-report-3] Tea wants 80.[^tea-water-1]",
    )
    note = FILES["wiki/concepts/sencha.md"].rsplit("[^tea-water-1]:", 1)[1]
    world.push({"wiki/concepts/boiling.md": f"{tea}[^tea-water-1]:{note}"})
    assert world.flows.refresh() == 0
    assert list(pulls(world)) == [number]
    assert "tea-water-1" not in page_at(world, number, "wiki/concepts/boiling.md")
    assert "Tea wants 80" in world.forge.pulls[number].body
    assert "made again" in world.said(number)
    assert len(world.subjects(number)) == 1
    assert judge(world, number) == {"raw-changed"}
    head = world.head(number)
    assert world.flows.refresh() == 0
    assert world.head(number) == head


def test_where_a_merge_comes_to_the_same_the_branch_stays_as_it_is(world):
    number = offered(world, "rename", "kettle", "Water kettle")
    head = world.head(number)
    world.push({"raw/notes.txt": "Something else."})
    assert world.flows.refresh() == 0
    assert world.head(number) == head
    assert world.flows.comment("bob", number, "/refresh") == 0
    assert world.flows.settle() == ["refresh.yml"]
    assert "merges as it is" in world.said(number)
    assert world.head(number) == head


def test_people_s_commits_on_an_upkeep_are_kept_and_a_conflict_is_told_once(world):
    number = offered(world, "rename", "kettle", "Water kettle")
    path = "wiki/concepts/water-kettle.md"
    mine = page_at(world, number, path).replace("A kettle is a vessel", "A kettle is a fine vessel")
    world.push({path: mine}, world.forge.pulls[number].head, "bob")
    head = world.head(number)
    world.push(
        {KETTLE: FILES[KETTLE].replace("A kettle is a vessel", "A kettle is a metal vessel")}
    )
    for _ in range(2):
        assert world.flows.refresh() == 0
    assert world.head(number) == head
    assert CONFLICT_LABEL.name in world.forge.pulls[number].labels
    assert "merge the default branch by hand" in world.said(number).lower()
    assert len(world.forge.comments_on(number)) == 1


def test_an_upkeep_that_can_no_longer_be_made_is_told_once(world):
    fix(world, issue_of(world), "/fix")
    ((number, _),) = pulls(world).items()
    head = world.head(number)
    world.push(
        {
            WHISTLER: BOTH.replace(
                "It boils a litre in 150 seconds.[^kettle-report-2]", "It was slower once."
            )
        }
    )
    for _ in range(2):
        assert world.flows.refresh() == 0
    assert world.head(number) == head
    assert CONFLICT_LABEL.name in world.forge.pulls[number].labels
    assert len(world.forge.comments_on(number)) == 1


def test_a_settled_contradiction_is_settled_again_on_the_newer_wiki(world):
    issue = issue_of(world)
    fix(world, issue, "/fix")
    ((number, _),) = pulls(world).items()
    world.push(
        {
            WHISTLER: BOTH.replace("## Speed\n", "## Speed\n\nIt is quick.\n").replace(
                "litre in 120 seconds.[^tea-water-2] It boils",
                "litre in 120 seconds.[^tea-water-2] Indeed. It boils",
            )
        }
    )
    assert world.flows.refresh() == 0
    assert list(pulls(world)) == [number]
    assert len(world.subjects(number)) == 1
    text = page_at(world, number)
    assert "It is quick." in text
    assert "Indeed. Until 2026-04" in text
    assert f"Closes #{issue}" in world.forge.pulls[number].body


def test_a_marker_that_names_an_issue_of_somebody_else_closes_nothing(world):
    theirs = world.forge.open_issue("carol", "The kettle is loud", "Can we do something about it?")
    number = offered(world, "rename", "kettle", "Water kettle")
    pull = world.forge.pulls[number]
    pull.body = pull.body.replace('"closes":0', f'"closes":{theirs}')
    assert f'"closes":{theirs}' in pull.body
    world.push({WHISTLER: BOTH.replace("## Speed\n", "## Speed\n\nIt is quick. A [[kettle]].\n")})
    assert world.flows.refresh() == 0
    assert f"Closes #{theirs}" not in world.forge.pulls[number].body
    assert f'"closes":{theirs}' not in world.forge.pulls[number].body
