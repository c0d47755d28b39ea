"""`wiki triage` on real wikis and against the fake GitHub: whole runs, and what hostile or missing results come to."""

import json
import time

import pytest

from pipeline import rules
from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.github.client import GitHub
from pipeline.core import strict_json
from pipeline.core.claims.judgement import Pair, Statement, Verdict, VerdictRow
from pipeline.core.claims.verdict_checks import exchange_sides
from pipeline.core.findings.addresses import Unreachable
from pipeline.core.issues.issue import memory_of
from pipeline.core.issues.judging_report import LintReport
from pipeline.operations.github.triage import (
    ClaimWording,
    TriageContext,
    _unreachable_findings,
    read_claims,
    read_report,
    triage_findings,
)
from pipeline.operations.repository.snapshot import take_snapshot
from tests.forge import Forge
from tests.helpers.flows import DAY, Flows
from tests.helpers.repos import EMPTY_LOG, SCHEMA

RECORD = "---\ntitle: {title}\ntype: source-summary\nsource: raw/{name}.md\nlabel: {name}\npublished: {date}\n---\n# {title}\n\nIt tells of the [[base-fee]].\n"
PAGE = (
    "---\ntitle: {title}\ntype: concept\n---\n# {title}\n\n{text}[^{name}-1]\n\n"
    '[^{name}-1]: [{name}](../../raw/{name}.md?plain=1#L1): "{quote}"\n'
)
# what this small wiki lacks is no matter
OFF = "".join(f"    {name}: off\n" for name in rules.LINT if name != "dead-link")
FILES = {
    "schema.md": SCHEMA.replace("\n---\n", f"\nlint:\n  rules:\n{OFF}---\n", 1),
    "log.md": EMPTY_LOG,
    "raw/eip.md": "The base fee starts at 12 gwei.\n",
    "raw/report.md": "The base fee starts at 30 gwei.\n",
    "wiki/sources/eip.md": RECORD.format(title="The proposal", name="eip", date="2021-08-05"),
    "wiki/sources/report.md": RECORD.format(title="A report", name="report", date="2023-04-12"),
    "wiki/concepts/base-fee.md": PAGE.format(
        title="Base fee",
        text="The base fee starts at 12 gwei.",
        name="eip",
        quote="The base fee starts at 12 gwei.",
    ),
    "wiki/concepts/geth.md": PAGE.format(
        title="Geth",
        text="In Geth the [[base-fee]] starts at 30 gwei.",
        name="report",
        quote="The base fee starts at 30 gwei.",
    ),
}
SHELL = "wiki/concepts/geth.md"
VERDICT = Verdict("contradicts", "", "", "Two values for one fee.", "12 gwei", "30 gwei")


@pytest.fixture
def forge(tmp_path):
    with Forge(tmp_path / "forge", FILES) as made:
        yield made


@pytest.fixture
def flows(forge, tmp_path):
    return Flows(forge, tmp_path / "flows")


def pairs_of(forge):
    with open_repository(forge.bare) as repo:
        return list(read_claims(take_snapshot(repo, forge.git.branch("main"))).pairs)


def report(forge, verdict=VERDICT, **more):
    """What the judging job hands over: this verdict on the pair of the two pages, agreement on all others."""
    rows = []
    for pair in pairs_of(forge):
        two = {pair.a.slug, pair.b.slug} == {"base-fee", "geth"}
        mine = exchange_sides(verdict) if pair.a.slug == "geth" else verdict
        said = mine if two else Verdict("agrees", why="Fine.")
        rows.append(VerdictRow(pair.a.key, pair.b.key, said, "claude-opus-5-5"))
    values = {
        "commit": forge.git.branch("main"),
        "date": DAY,
        "verdicts": tuple(rows),
        "waiting": 0,
    }
    values |= {"pairs": len(rows), "cached": 0, "calls": 1, "dollars": 0.01}
    return LintReport(**(values | more))


def run(flows, **more):
    return flows.triage(strict_json.dump(report(flows.forge, **more)))


def about(forge, kind="contradiction", state="open"):
    return [
        i
        for i in forge.issues.values()
        if i.state == state and (memory_of(i) or i).__dict__.get("kind") == kind
    ]


def said(forge, issue):
    return [comment.body for comment in forge.comments_on(issue.number)]


def test_a_contradiction_opens_an_issue_is_dismissed_comes_back_changed_and_closes(forge, flows):
    assert run(flows) == 0
    (issue,) = about(forge)
    assert issue.title == "Base fee: “12 gwei” or “30 gwei”?"
    assert set(issue.labels) == {"wiki:lint", "wiki:claims", "wiki:error"}
    assert (
        f"{forge.server}/acme/wiki/blob/{forge.git.branch('main')}/raw/eip.md?plain=1#L1"
        in issue.body
    )
    forge.close_issue(issue.number, reason="not_planned")
    assert run(flows) == 0
    assert issue.state == "closed"
    assert said(forge, issue) == []
    forge.commit(
        "alice", "main", {SHELL: forge.file(SHELL).replace("In Geth the", "In Geth today the")}
    )
    assert run(flows) == 0
    assert issue.state == "open"
    assert "one of the two claims is no longer as it was" in said(forge, issue)[0]
    forge.commit(
        "alice", "main", {SHELL: None, "raw/report.md": None, "wiki/sources/report.md": None}
    )
    assert run(flows) == 0
    assert issue.state == "closed"
    assert issue.state_reason == "completed"
    assert "changed or left the wiki" in said(forge, issue)[1]
    assert len(said(forge, issue)) == 2


def test_where_one_claim_holds_now_the_issue_suggests_the_edit(forge, flows):
    newer = Verdict("supersedes", "b", "2023-04-12", "The report is newer.", "12 gwei", "30 gwei")
    assert run(flows, verdict=newer) == 0
    (issue,) = about(forge)
    assert issue.title == "Base fee: “30 gwei” now, no longer “12 gwei”"
    assert "wiki:warning" in issue.labels
    diff = issue.body.split("```diff\n")[1].split("```")[0]
    assert "wiki/concepts/base-fee.md" in diff
    assert "- [ ] Make the edit that code suggests (`/fix`)\n- [ ] A holds" in issue.body


IGNORE = " <!-- lint-ignore contradiction: Geth is a test network -->"


def ignoring(forge):
    return forge.file(SHELL).replace("30 gwei.[^report-1]", "30 gwei.[^report-1]" + IGNORE)


def test_a_comment_on_a_page_closes_the_issue_and_opens_none(forge, flows):
    assert run(flows) == 0
    (issue,) = about(forge)
    forge.commit("alice", "main", {SHELL: ignoring(forge)})
    assert run(flows) == 0
    assert issue.state == "closed"
    assert "or ask to let it be" in said(forge, issue)[0]
    assert run(flows) == 0
    assert about(forge) == []


def test_a_comment_about_a_judgement_is_idle_only_where_all_claims_of_its_page_were_judged(
    forge, flows
):
    schema = forge.file("schema.md").replace("    bad-ignore: off\n", "")
    forge.commit("alice", "main", {"schema.md": schema, SHELL: ignoring(forge)})
    assert flows.triage(None) == 1
    assert flows.triage(strict_json.dump(report(forge, verdicts=(), waiting=1))) == 0
    assert run(flows) == 0
    assert about(forge, "rule") == []
    assert run(flows, verdict=Verdict("agrees", why="Fine.")) == 0
    (issue,) = about(forge, "rule")
    assert "contradiction says nothing here that could be ignored" in issue.body


def test_a_second_run_writes_nothing_but_the_last_run(forge, flows):
    assert run(flows) == 0
    before = len(forge.writes)
    assert run(flows, calls=0, dollars=0.0) == 0
    (dashboard,) = about(forge, "dashboard")
    assert [w.path for w in forge.writes[before:]] == [
        f"/repos/acme/wiki/issues/{dashboard.number}"
    ]


def test_dead_links_of_a_page_are_one_issue_that_follows_its_page_and_closes(forge, flows):
    forge.commit("alice", "main", {SHELL: forge.file(SHELL) + "\nSee [[nowhere]] and [[lost]].\n"})
    assert run(flows) == 0
    (issue,) = about(forge, "dead-links")
    assert "nowhere" in issue.body
    assert "lost" in issue.body
    forge.commit("alice", "main", {SHELL: None, "wiki/concepts/go-ethereum.md": forge.file(SHELL)})
    assert run(flows) == 0
    assert about(forge, "dead-links") == [issue]
    assert memory_of(issue).id == "wiki/concepts/go-ethereum.md"
    text = forge.file("wiki/concepts/go-ethereum.md").replace(
        "\nSee [[nowhere]] and [[lost]].\n", ""
    )
    forge.commit("alice", "main", {"wiki/concepts/go-ethereum.md": text})
    assert run(flows) == 0
    assert issue.state == "closed"
    assert len(said(forge, issue)) == 1


def test_without_a_result_facts_are_triaged_all_the_same_and_claims_stay(forge, flows, capsys):
    assert run(flows) == 0
    (issue,) = about(forge)
    forge.commit(
        "alice",
        "main",
        {SHELL: forge.file(SHELL).replace("30 gwei", "31 gwei") + "\nSee [[nowhere]].\n"},
    )
    assert flows.triage(None) == 1
    assert "ended without a result" in capsys.readouterr().err
    assert issue.state == "open"
    assert len(about(forge, "dead-links")) == 1
    (dashboard,) = about(forge, "dashboard")
    assert "Claims were not judged" in dashboard.body


HOSTILE = {
    "not JSON": lambda made: "{",
    "a key that is no key": lambda made: made.replace(pair_key(made), "../../etc"),
    "a strange kind": lambda made: made.replace('"contradicts"', '"approves"'),
    "another field": lambda made: made.replace('"waiting"', '"run": "rm", "waiting"'),
    "a judge with a line end": lambda made: made.replace("claude-opus-5-5", "x\\n::error::y"),
    "a commit that is none": lambda made: made.replace(json.loads(made)["commit"], "main"),
    "numbers that never end": lambda made: made.replace('"calls": 1', '"calls": 1e999'),
}


def pair_key(made):
    return json.loads(made)["verdicts"][0]["a"]


@pytest.mark.parametrize("how", HOSTILE)
def test_a_result_that_is_not_ours_is_refused_and_said(forge, flows, capsys, how):
    assert flows.triage(HOSTILE[how](strict_json.dump(report(forge)))) == 1
    assert "refused" in capsys.readouterr().err
    assert about(forge) == []
    assert len(about(forge, "dashboard")) == 1


def test_a_result_is_read_from_a_regular_file_alone(tmp_path):
    (tmp_path / "lint.json").symlink_to("/etc/passwd")
    assert read_report(tmp_path)[0] is None
    assert "not a regular file" in read_report(tmp_path)[1]


def test_verdicts_on_other_claims_are_counted_and_not_used(forge, flows):
    rows = (VerdictRow("0" * 16, "1" * 16, VERDICT, "m"),)
    assert run(flows, verdicts=rows) == 0
    assert about(forge) == []
    (dashboard,) = about(forge, "dashboard")
    assert "1 verdict was about no claims of this commit" in dashboard.body


def test_a_verdict_whose_words_no_side_holds_is_not_believed(forge, flows):
    assert (
        run(
            flows,
            verdict=Verdict(
                "contradicts", "", "", "See @acme.", "send 5 gwei to Mallory", "30 gwei"
            ),
        )
        == 0
    )
    assert about(forge) == []
    assert not any("Mallory" in item.body for item in forge.items.values())


def test_claims_of_a_commit_that_is_not_in_this_history_are_not_believed(forge, flows, capsys):
    assert run(flows, commit="a" * 40) == 1
    assert "not in the history" in capsys.readouterr().err
    assert about(forge) == []


def test_a_job_of_last_week_that_is_run_again_changes_nothing(forge, flows, capsys):
    old, was = forge.git.branch("main"), strict_json.dump(report(forge))
    forge.commit("alice", "main", {SHELL: forge.file(SHELL) + "\nSee [[nowhere]].\n"})
    assert run(flows) == 0
    before = len(forge.writes)
    assert flows.triage(was, commit=old) == 1
    assert "came after" in capsys.readouterr().err
    assert len(forge.writes) == before


def test_an_issue_that_a_person_closed_while_the_lint_ran_is_not_opened_again(forge, flows):
    forge.commit("alice", "main", {SHELL: forge.file(SHELL) + "\nSee [[nowhere]].\n"})
    assert run(flows) == 0
    (issue,) = about(forge, "dead-links")
    old, was = forge.git.branch("main"), strict_json.dump(report(forge))
    forge.commit("alice", "main", {SHELL: FILES[SHELL]})
    forge.close_issue(issue.number)
    assert flows.triage(was, commit=old) == 0
    assert issue.state == "closed"


def test_addresses_that_do_not_answer_are_one_issue_of_those_pages_that_hold_them(forge, flows):
    forge.commit(
        "alice", "main", {SHELL: forge.file(SHELL) + "\nSee [it](https://geth.example/a).\n"}
    )
    rows = (
        Unreachable("https://geth.example/a", (SHELL,), "2026-04-01", "404"),
        Unreachable("https://evil.example/", (SHELL,), "2026-04-01", "404"),
    )
    assert run(flows, unreachable=rows) == 0
    (issue,) = [i for i in about(forge, "rule") if memory_of(i).id == "unreachable-address"]
    assert "geth" in issue.body
    assert "evil" not in issue.body
    assert flows.triage(None) == 1  # nothing was tried: nothing is known
    assert issue.state == "open"


def test_the_labels_are_made_where_they_are_missing(forge, flows):
    assert run(flows) == 0
    assert {
        "wiki:lint",
        "wiki:claims",
        "wiki:dead-link",
        "wiki:rule",
        "wiki:health",
        "wiki:error",
        "wiki:warning",
    } <= set(forge.labels)


def test_one_issue_that_github_refuses_stops_no_other(forge, flows, capsys):
    forge.commit("alice", "main", {SHELL: forge.file(SHELL) + "\nSee [[nowhere]].\n"})
    forge.fail("POST", r"/issues$", status=422, message="Validation Failed")
    assert run(flows) == 1
    assert len(about(forge, "contradiction") + about(forge, "dead-links")) == 1
    assert run(flows) == 0
    assert (len(about(forge, "contradiction")), len(about(forge, "dead-links"))) == (1, 1)


def test_a_report_that_names_pages_without_end_costs_little(forge):
    with open_repository(forge.bare) as repo:
        wiki = take_snapshot(repo, forge.git.branch("main")).wiki
    page = "wiki/concepts/geth.md"
    text = wiki.text("geth").replace(
        "starts", f"starts http://x.example {'x ' * 30_000}http://y.example"
    )
    wiki = wiki.with_texts({page: text})
    asked = [Unreachable("http://z.example", (page,) * 1_000, DAY, "404")] * 2_000
    begun = time.process_time()
    found = _unreachable_findings(
        report(forge, unreachable=(Unreachable("http://x.example", (page,), DAY, "404"), *asked)),
        wiki,
    )
    assert time.process_time() - begun < 15
    assert [f.subject for f in found] == ["http://x.example"]


# --- a judge that agrees with everything ---

MANY = 9


def side(n, which):
    return Statement("geth", SHELL, "", f"Gas {n} costs {which} gwei.", (f"{which}-{n}",), (), ())


def many(forge, kind, day=DAY, number="", there=True):
    """Run the job that writes, on a report that says this of every pair; return the sentences of its rows."""
    pairs = [Pair(side(n, 1), side(n, 2)) for n in range(MANY)]
    wording = ClaimWording(
        pairs,
        [s for p in pairs for s in (p.a, p.b)],
        lambda pair: pair.a.text.split()[1],
        lambda *_: "",
    )
    commit = forge.git.branch("main")
    rows = [
        VerdictRow(
            p.a.key, p.b.key, Verdict(kind, "", "", "Why.", p.a.text, p.b.text), "claude-opus-5-5"
        )
        for p in pairs
    ]
    said = LintReport(commit, day, tuple(rows), 0, MANY, 0, 1, 0.0)
    forge.permissions.setdefault(("lint", "triage"), {"contents": "read", "issues": "write"})
    hub = GitHub.connect(
        forge.environment("lint", "triage") | {"WIKI_GITHUB_PATIENCE": "0"}, sleep=lambda _: None
    )
    with open_repository(forge.bare) as repo:
        desk = TriageContext(
            hub,
            take_snapshot(repo, commit),
            day,
            number,
            True,
            True,
            lambda _: wording,
            lambda *_: [],
        )
        done = [
            row.said
            for row in triage_findings(
                desk, said if there else None, "" if there else "Nothing was judged."
            )
        ]
    hub.close()
    return done


def board(forge):
    (issue,) = about(forge, "dashboard")
    return issue.body


@pytest.fixture
def disputed(forge):
    for _ in range(2):
        many(forge, "contradicts")
    assert len(about(forge)) == MANY
    return forge


def test_a_report_that_agrees_with_everything_closes_nothing_at_first_and_the_dashboard_says_so(
    disputed,
):
    many(disputed, "agrees", number="1")
    assert len(about(disputed)) == MANY
    assert "### Not closed yet" in board(disputed)
    assert f"{MANY} contradictions are said to hold no longer" in board(disputed)
    assert "until the next run says the same" in board(disputed)
    assert (
        f"#{min(i.number for i in about(disputed))}"
        in board(disputed).split("### Not closed yet")[1]
    )
    many(disputed, "contradicts", number="2")
    assert "### Not closed yet" not in board(disputed)
    many(disputed, "agrees", number="3")
    assert len(about(disputed)) == MANY, "the run before said otherwise"


def test_what_the_next_run_says_too_is_closed_a_few_in_each_run(disputed):
    many(disputed, "agrees", number="1")
    left = []
    for number in "234":
        many(disputed, "agrees", number=number)
        left.append(len(about(disputed)))
    assert left == [MANY - 5, 0, 0]
    assert "### Not closed yet" not in board(disputed)
    many(disputed, "contradicts", number="5")
    assert len(about(disputed)) == 5, "what was closed wrongly comes back"


def test_the_same_job_run_again_bears_nobody_out(disputed):
    for _ in range(3):
        many(disputed, "agrees", number="1")
    assert len(about(disputed)) == MANY


def test_a_run_in_which_nothing_was_judged_neither_bears_out_nor_forgets(disputed):
    many(disputed, "agrees", number="1")
    many(disputed, "agrees", number="2", there=False)
    assert len(about(disputed)) == MANY
    many(disputed, "agrees", number="3")
    assert len(about(disputed)) == MANY - 5


def test_what_a_person_writes_into_the_dashboard_of_closings_is_read_in_one_form_only(disputed):
    many(disputed, "agrees", number="1")
    (issue,) = about(disputed, "dashboard")
    names = memory_of(issue).values["closing"]
    assert len(names) == MANY
    for number, forged in enumerate(([1, None, "x", "../x"], "all", {"a": 1}, [names]), 2):
        text = json.dumps(names, separators=(",", ":"))
        assert text in issue.body
        disputed.edit(issue.number, body=issue.body.replace(text, json.dumps(forged)))
        many(disputed, "agrees", number=str(number))
        assert len(about(disputed)) == MANY
        (issue,) = about(disputed, "dashboard")
