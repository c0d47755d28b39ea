"""The real workflow files, end to end: what is on GitHub afterwards, and what the runs said.

Every test is a story of its own, on its own forge, so that they may run side by side. Each run's log, artifacts, caches, texts and
objects are searched for credentials by `act.run`.
"""

import pytest

from pipeline.core.changes.proposal_naming import branch_of_source
from pipeline.core.github.state import (
    CONFLICT_LABEL,
    FAILED_LABEL,
    PROPOSAL_LABEL,
    SETUP_LABEL,
    read_marker,
)
from tests.helpers import flows, scripted
from tests.helpers.clock import Clock
from tests.helpers.federation import IDENTITY, MINTED, Federation
from tests.helpers.pictures import png
from tests.helpers.repos import SCHEMA, source
from tests.helpers.server import MessagesServer, status
from tests.readers.common import FILES
from tests.whole.test_long_sources import book
from tests.workflows import act
from tests.workflows.world import BOT, EXTRACTIVE, World

# the jobs beside those that read
AROUND = dict.fromkeys(("start", "plan", "restore", "keep", "publish"), "success")
DOCTOR = dict.fromkeys(("model", "doctor"), "success")
KETTLE, OWL = "raw/kettle.md", "raw/owl.md"
WHISTLER = "wiki/concepts/whistler-kettle.md"
TEXTS = {
    KETTLE: source(
        "Tea kettles",
        "The Whistler kettle is a kettle of steel that boils one litre in three minutes.\n\nThe Whistler kettle weighs 900 grams.\n\n"
        "The Whistler kettle was first sold in 1998.",
        "2024-01-05",
    ),
    OWL: source(
        "Barn owls",
        "The barn owl hunts voles at night.\n\nA barn owl weighs about 500 grams.\n\nThe barn owl lives in Europe and in Africa.",
        "2024-02-06",
    ),
}
LONG = "raw/book.md"
ALONE = {KETTLE: TEXTS[KETTLE]}
SATURN = source(
    "Moons in 2019",
    "Saturn has 82 known moons in this list. Titan is the largest moon of Saturn.",
    "2019-10-08",
)
MORE = source(
    "Moons in 2021",
    "Saturn has 83 known moons in this list. A moon of Saturn is hot inside, it seems.",
    "2021-05-05",
)


def test_a_push_of_two_sources_becomes_two_pull_requests_and_a_second_run_of_everything_changes_nothing(
    tmp_path,
):
    with World(tmp_path, TEXTS) as world:
        done = world.act("compile.yml", "push")
        assert done.results == AROUND | {
            f"compile ({KETTLE})": "success",
            f"compile ({OWL})": "success",
        }
        assert "opened #1 raw/kettle.md: " in done.job("publish").log
        forge = world.forge
        assert world.proposals() == {1: [KETTLE], 2: [OWL]}
        on_main = world.files("main", ".")
        for number, path in ((1, KETTLE), (2, OWL)):
            pull = forge.pulls[number]
            assert (pull.author, pull.head, pull.base) == (BOT, branch_of_source(path), "main")
            assert PROPOSAL_LABEL.name in pull.labels
            assert forge.mergeable(number)
            changed = {
                f for f, blob in world.files(pull.head_sha, ".").items() if on_main.get(f) != blob
            }
            assert all(f == "log.md" or f.startswith("wiki/") for f in changed)
            assert "wiki/index.md" in changed
        assert "900 grams" in forge.file(WHISTLER, branch_of_source(KETTLE))
        assert "The Whistler kettle weighs 900 grams." in forge.pulls[1].body
        assert {(push.workflow, push.job) for push in forge.pushes} == {("compile", "publish")}

        before = world.traces()
        idle = dict.fromkeys((*AROUND, "compile"), "skipped") | {
            "start": "success",
            "plan": "success",
        }
        assert world.act("compile.yml", "schedule").results == idle
        assert "as it was" in world.act("refresh.yml", "push").job("refresh").log
        for number in (1, 2):
            done = world.check(number)
            assert done.results == {"check": "success"}
            assert done.job("check").annotations == []
            assert "nothing to say" in done.job("check").summary
        assert world.act("doctor.yml", "schedule").results == DOCTOR
        assert world.traces() == before


def test_a_word_file_is_read_by_the_job_that_reads_and_its_quotes_are_found_by_the_one_that_writes(
    tmp_path,
):
    path = "raw/moons.docx"
    with World(tmp_path, {path: (FILES / "moons.docx").read_bytes()}) as world:
        done = world.act("compile.yml", "push")
        assert done.results == AROUND | {f"compile ({path})": "success"}
        head = branch_of_source(path)
        assert world.proposals() == {1: [path]}
        assert "Titan is the largest moon of Saturn" in world.forge.file(
            "wiki/texts/moons.docx.md", head
        )
        assert world.check(1).results == {"check": "success"}


def test_a_source_edited_while_its_pull_request_is_open_is_the_same_pull_request_with_the_new_content(
    tmp_path,
):
    with World(tmp_path, ALONE) as world:
        world.flows.compile("push")
        forge = world.forge
        old, first = world.head(1), forge.pulls[1].body
        forge.commit(
            "alice",
            "main",
            {KETTLE: TEXTS[KETTLE].replace("900 grams", "950 grams")},
            "Weigh it again",
        )
        done = world.act("compile.yml", "push")
        assert "renewed #1 raw/kettle.md" in done.job("publish").log
        assert list(forge.pulls) == [1]
        assert world.head(1) != old
        assert "950 grams" in forge.file(WHISTLER, branch_of_source(KETTLE))
        assert "900 grams" not in forge.file(WHISTLER, branch_of_source(KETTLE))
        assert "950 grams" in forge.pulls[1].body
        assert "950 grams" not in first
        assert forge.mergeable(1)
        assert world.check(1).results == {"check": "success"}


def test_recompile_is_done_for_a_writer_and_for_nobody_else(tmp_path):
    with MessagesServer(scripted.answer) as server:
        variables = {"ANTHROPIC_BASE_URL": server.url}
        known = variables | {"ANTHROPIC_API_KEY": act.SECRETS["ANTHROPIC_API_KEY"]}
        files = {
            "raw/saturn.md": f"{SATURN}\n![Moons](assets/moons.png)\n",
            "raw/assets/moons.png": png("Saturn has 274 known moons."),
        }
        schema = SCHEMA.replace("librarian: auto ", "pictures: model\nlibrarian: auto ")
        with World(tmp_path, files, schema=schema, variables=known, vars=variables) as world:
            assert world.flows.compile("push")["publish"] == 0
            forge, wish = world.forge, "/recompile\nSay which list the 82 moons are from."
            asked = len(server.requests)
            for login in ("mallory", "rita"):  # no member at all; one who may only read
                made, done = world.comment(login, 1, wish)
                assert done.results == {"read": "success"}
                assert f"{login} has no write access" in done.log
                assert forge.reactions_to(made) == {(BOT, "confused")}
            assert not forge.dispatched
            assert len(forge.comments) == 3

            forge.commit("alice", "main", {"README.md": "Moved on.\n"})
            made, done = world.comment("bob", 1, wish)
            assert forge.reactions_to(made) == {(BOT, "eyes")}
            (told,) = [c for c in forge.comments_on(1) if c.author == BOT]
            assert "are being compiled again" in told.body
            assert len(server.requests) == asked
            assert forge.dispatched[0].inputs == {
                "pull": "1",
                "feedback": str(made),
                "force": "false",
                "yes": "false",
            }

            done = world.dispatched()
            assert set(done.results.values()) == {"success"}
            assert any(
                "Say which list the 82 moons are from." in seen.text
                for seen in server.requests[asked:]
            )
            kept = forge.file("wiki/texts/saturn.md.md", branch_of_source("raw/saturn.md"))
            assert "- 1 raw/assets/moons.png " in kept
            assert "A ring lies around Saturn." in kept
            assert "read by claude" in forge.pulls[1].body
            assert list(forge.pulls) == [1]
            assert "being compiled" not in told.body
            assert "ompiled again" in told.body
            assert len(forge.comments) == 4


def test_a_source_that_asks_first_is_compiled_by_a_yes_under_its_issue(tmp_path):
    files, few = {LONG: book()}, EXTRACTIVE.replace("most: 20", "most: 3")
    with World(tmp_path, files, schema=few) as world:
        assert world.flows.compile("push")["publish"] == 0
        forge = world.forge
        (issue,) = forge.issues.values()
        assert issue.title == f"{LONG} waits for a yes"
        made, done = world.comment("bob", issue.number, "/recompile --yes")
        assert forge.reactions_to(made) == {(BOT, "eyes")}
        assert forge.dispatched[0].inputs["yes"] == "true"
        done = world.dispatched()
        assert set(done.results.values()) == {"success"}
        assert f"compiled  {LONG}" in done.job(f"compile ({LONG})").log
        (number,) = world.proposals()
        assert issue.state == "closed"
        assert f"#{number}" in forge.comments_on(issue.number)[-1].body


def test_a_merge_leaves_its_sibling_mergeable_and_both_orders_end_in_the_same_wiki(tmp_path):
    with World(tmp_path / "one", TEXTS) as world:
        world.flows.compile("push")
        forge = world.forge
        forge.merge_pull(1)
        assert not forge.mergeable(2)
        pushed = len(forge.pushes)
        done = world.act("refresh.yml", "push")
        assert "renewed #2 raw/owl.md: only bookkeeping was in conflict" in done.job("refresh").log
        assert [push.ref for push in forge.pushes[pushed:]] == [
            f"refs/heads/{branch_of_source(OWL)}"
        ]
        assert forge.mergeable(2)
        assert CONFLICT_LABEL.name not in forge.pulls[2].labels
        (said,) = forge.comments_on(2)
        assert said.body.startswith("- [ ] Compile it again")  # the boxes, and no news
        assert not forge.dispatched
        assert world.check(2).results == {"check": "success"}
        forge.merge_pull(2)
        one, log = world.files("main"), forge.file("log.md")
        assert [log.count(path) for path in TEXTS] == [1, 1]
    with World(tmp_path / "other", TEXTS) as world:  # in this process, for it is the same code
        world.flows.compile("push")
        world.forge.merge_pull(2)
        assert world.flows.refresh() == 0
        world.forge.merge_pull(1)
        assert world.files("main") == one


def test_what_a_person_commits_to_a_proposal_is_kept_and_is_the_last_word(tmp_path):
    with World(tmp_path, TEXTS) as world:
        world.flows.compile("push")
        forge, branch = world.forge, branch_of_source(OWL)
        record = next(path for path in world.files(branch) if path.startswith("wiki/sources/"))
        worded = forge.file(record, branch).replace(
            "hunts voles at night.[", "hunts voles at night, and mice.["
        )
        theirs = forge.commit("bob", branch, {record: worded})
        forge.merge_pull(1)
        assert world.act("refresh.yml", "push").results == {"refresh": "success"}
        assert forge.mergeable(2)
        assert forge.git.merge_base(theirs, world.head(2)) == theirs
        assert "and mice." in forge.file(record, branch)
        assert world.check(2).results == {"check": "success"}
        head = world.head(2)
        forge.commit("alice", "main", {OWL: TEXTS[OWL].replace("500 grams", "600 grams")})
        done = world.act("compile.yml", "push")
        assert "left to people #2 raw/owl.md" in done.log
        assert world.head(2) == head
        (told,) = forge.comments_on(2)
        assert "never overwritten" in told.body
        assert list(forge.pulls) == [1, 2]


def test_words_that_a_person_changed_meanwhile_have_the_source_compiled_again(tmp_path):
    more = source(
        "Kettles again",
        "The Whistler kettle weighs 950 grams.\n\nThe Whistler kettle is made of copper.",
        "2025-01-05",
    )
    with World(tmp_path, ALONE) as world:
        forge, flows = world.forge, world.flows
        flows.compile("push")
        forge.merge_pull(1)
        forge.commit("alice", "main", {"raw/more.md": more})
        flows.compile("push")
        assert world.proposals() == {2: ["raw/more.md"]}
        theirs, ours = forge.file(WHISTLER), forge.file(WHISTLER, forge.pulls[2].head)
        taken = [
            line
            for line in theirs.splitlines()
            if line not in ours.splitlines() and line.startswith(("-", "The"))
        ]
        assert taken, "the proposal changes no line of this page"
        forge.commit(
            "alice",
            "main",
            {WHISTLER: theirs.replace(taken[0], taken[0].replace("Whistler", "shiny Whistler"))},
        )
        assert not forge.mergeable(2)

        done = world.act("refresh.yml", "push")
        assert "asked for #2" in done.job("refresh").log
        assert CONFLICT_LABEL.name in forge.pulls[2].labels
        (told,) = forge.comments_on(2)
        assert WHISTLER in told.body
        assert [each.workflow for each in forge.dispatched] == ["compile.yml"]
        done = world.dispatched()
        assert set(done.results.values()) == {"success"}, done.log
        assert forge.mergeable(2)
        assert CONFLICT_LABEL.name not in forge.pulls[2].labels
        assert forge.comments_on(2) == [told]
        assert "ompiled again" in told.body
        assert "shiny" in forge.git.read(forge.git.ref("refs/pull/2/merge"), WHISTLER).decode()


def test_one_source_of_three_that_fails_is_one_issue_and_the_others_are_offered(tmp_path):
    def answer(body):
        # A careless server that shows what it was sent.
        return (
            status(400, "no: {authorization}")
            if "UNLUCKY" in scripted.text_of(body)
            else scripted.answer(body)
        )

    files = {
        "raw/saturn.md": SATURN,
        "raw/more.md": MORE,
        "raw/bad.md": source("Bad", "Titan is UNLUCKY in this list."),
    }
    with MessagesServer(answer) as server:
        with World(
            tmp_path, files, schema=SCHEMA, vars={"ANTHROPIC_BASE_URL": server.url}
        ) as world:
            done, forge = world.act("compile.yml", "push"), world.forge
        assert any(
            seen.headers["x-api-key"] == act.SECRETS["ANTHROPIC_API_KEY"]
            for seen in server.requests
        )
    assert done.code == 1
    assert done.results == AROUND | {
        "compile (raw/saturn.md)": "success",
        "compile (raw/more.md)": "success",
        "compile (raw/bad.md)": "failure",
    }
    assert world.proposals() == {1: ["raw/saturn.md", "raw/more.md"]}, "both write on Saturn's page"
    assert "compiled  raw/more.md on top of raw/saturn.md" in done.job("compile (raw/more.md)").log
    pull = forge.pulls[1]
    assert forge.git.git("rev-list", "--count", f"{pull.base_sha}..{pull.head_sha}") == b"2\n"
    (issue,) = forge.issues.values()
    assert issue.labels == [FAILED_LABEL.name]
    assert read_marker("failure", issue.body)["source"] == "raw/bad.md"
    for told in (issue.body, done.job("compile (raw/bad.md)").log):
        assert "Bearer" in told
        assert "hidden" in told


def test_a_rate_limit_and_a_lost_answer_end_in_exactly_one_pull_request_each(tmp_path):
    with World(tmp_path, TEXTS) as world:
        forge = world.forge
        forge.fail("POST", "/pulls$", status=403, headers={"retry-after": "1"})
        forge.fail("POST", "/pulls$", status=502, after=True)
        done = world.act("compile.yml", "push")
        assert set(done.results.values()) == {"success"}
        assert not forge.faults
        tries = [
            each.status
            for each in forge.requests
            if (each.method, each.path[-6:]) == ("POST", "/pulls")
        ]
        assert tries[:2] == [403, 502]
        assert [pull.head for pull in forge.pulls.values()] == [
            branch_of_source(KETTLE),
            branch_of_source(OWL),
        ]
        assert not forge.issues


def test_with_an_app_everything_is_written_by_the_app(tmp_path):
    with World(tmp_path, TEXTS, app="acme-wiki") as world:
        assert set(world.act("compile.yml", "push").results.values()) == {"success"}
        forge, bot = world.forge, "acme-wiki[bot]"
        assert world.proposals() == {1: [KETTLE], 2: [OWL]}
        forge.merge_pull(2)
        made, _ = world.comment("alice", 1, "/refresh")
        assert forge.reactions_to(made) == {(bot, "eyes")}
        assert "renewed #1" in world.dispatched().job("refresh").log
        (told,) = [c for c in forge.comments_on(1) if c.author == bot]
        assert told.body.startswith("Brought up to date")
        assert forge.mergeable(1)
        assert {pull.author for pull in forge.pulls.values()} == {bot}
        assert (
            {each.login for each in forge.writes} == {push.login for push in forge.pushes} == {bot}
        )
        assert world.check(1, bot).results == {"check": "success"}


def test_without_a_key_the_jobs_identity_pays_however_long_it_takes(tmp_path):
    # the latter are only searched for
    known = {"ANTHROPIC_API_KEY": "", "IDENTITY": IDENTITY, "MINTED": MINTED}
    # What lives so shortly is renewed before each call.
    with Federation(scripted.answer, identity_seconds=10, clock=Clock()) as server:
        with World(
            tmp_path, {"raw/saturn.md": SATURN}, SCHEMA, vars=server.variables, secrets=known
        ) as world:
            done = world.act("compile.yml", "push", env=server.job)
            assert set(done.results.values()) == {"success"}
            assert world.proposals() == {1: ["raw/saturn.md"]}
        asked = [
            seen.headers["authorization"] for seen in server.requests if seen.path == "/v1/messages"
        ]
    assert len(set(asked)) == len(asked) > 1
    assert server.exchanged == list(server.given)


def test_an_identity_that_is_not_given_is_a_failure_of_the_source_and_says_what_is_missing(
    tmp_path,
):
    known = {"ANTHROPIC_API_KEY": ""}
    with Federation(scripted.answer) as server:
        with World(
            tmp_path, {"raw/saturn.md": SATURN}, SCHEMA, vars=server.variables, secrets=known
        ) as world:
            done = world.act("compile.yml", "push", env={"GITHUB_ACTIONS": "true"})
            assert done.results == AROUND | {"compile (raw/saturn.md)": "failure"}
            (issue,) = world.forge.issues.values()
        assert server.requests == []
    assert "id-token: write" in issue.body


SCRIPT = "<script>alert(1)</script>"
HOSTILE = {
    KETTLE: TEXTS[KETTLE].replace("900 grams", "9 grams"),
    ".github/workflows/checks.yml": "name: checks\non: pull_request\njobs: {check: {runs-on: x, steps: [{run: exit 0}]}}\n",
    ".github/actions/setup/action.yml": "name: x\ndescription: x\nruns: {using: composite, steps: []}\n",
    "pipeline/check.py": "raise SystemExit(0)\n",
    "pipeline/__main__.py": "raise SystemExit(0)\n",
    "wiki/concepts/evil.md": "---\ntitle: Evil\ntype: concept\n---\n\n" + SCRIPT + "\n",
}


def test_a_hostile_pull_request_from_a_fork_is_judged_by_the_base_and_fails(tmp_path):
    """With the workflow file of the base: GitHub takes it from the pull request, which docs/security.md tells reviewers."""
    with World(tmp_path, ALONE) as world:
        number = world.forge.open_fork_pull("mallory", "An improvement", HOSTILE)
        done = world.check(number, "mallory")
        assert done.results == {"check": "failure"}
        said = [(level, path, message) for level, path, _, message in done.job("check").annotations]
        assert {path for level, path, _ in said if level == "error"} == {
            KETTLE,
            "wiki/concepts/evil.md",
        }
        assert any(
            "a source is changed, and sources only come in" in message
            for _, path, message in said
            if path == KETTLE
        )
        assert any(
            "The program is judged as it was." in message
            for level, _, message in said
            if level == "notice"
        )
        assert f"raw HTML: {SCRIPT}" in done.log
        assert f"| {SCRIPT}" not in done.job("check").summary
        assert not world.forge.writes


def test_the_doctor_keeps_one_issue_and_closes_it(tmp_path):
    with World(tmp_path, ALONE) as world:
        forge = world.forge
        forge.may_create_pulls = False
        assert world.act("doctor.yml", "push").results == DOCTOR
        (issue,) = forge.issues.values()
        assert (issue.state, issue.labels) == ("open", [SETUP_LABEL.name])
        assert "https://github.com/acme/wiki/settings/actions" in issue.body
        before = world.traces()
        world.act("doctor.yml", "schedule")
        assert world.traces() == before
        forge.may_create_pulls = True
        done = world.act("doctor.yml", "workflow_dispatch", workflow="doctor.yml")
        assert issue.state == "closed"
        assert "- [x] **Opening pull requests.**" in done.job("doctor").summary


def test_a_program_that_prints_its_token_is_found_out(tmp_path):
    """The search of `act.run` can fail: here one line of the real program says too much."""
    main = (
        b'import os\n\nprint("asking as", os.environ["GITHUB_TOKEN"])\n'
        + act.product()["pipeline/__main__.py"]
    )
    with (
        World(tmp_path, {"pipeline/__main__.py": main}) as world,
        pytest.raises(act.Leak, match="the log"),
    ):
        world.act("doctor.yml", "schedule")


def test_one_cause_is_one_issue_no_try_is_counted_and_its_box_starts_all_that_waits(tmp_path):
    refuses = True

    def answer(body):
        return status(401, "invalid x-api-key") if refuses else scripted.answer(body)

    with (
        MessagesServer(answer) as server,
        World(tmp_path, TEXTS, SCHEMA, vars={"ANTHROPIC_BASE_URL": server.url}) as world,
    ):
        forge = world.forge
        for runs in (1, 2):
            done = world.act("compile.yml", "push")
            assert done.results["publish"] == "success"
            (issue,) = forge.issues.values()
            assert issue.title == "Compiling is stopped: the model refuses the key"
            assert "**2 sources wait.**" in issue.body
            assert f"Met in {runs} run" in issue.body
            assert world.proposals() == {}
        refuses = False
        for login, started in (("rita", 0), ("bob", 1)):
            forge.edit(issue.number, login, body=issue.body.replace("- [ ] Try", "- [x] Try"))
            done = world.act("commands.yml", "issues", login, number=issue.number, action="edited")
            assert done.results == {"read": "success"}
            assert "- [ ] Try now" in issue.body
            assert len(forge.dispatched) == started
        world.dispatched()
        assert sorted(x for paths in world.proposals().values() for x in paths) == [KETTLE, OWL]
        assert issue.state == "closed"


def test_a_source_is_left_out_by_a_command_and_taken_back_by_a_box(tmp_path):
    two = {
        "raw/2019.md": source("Kettles in 2019", flows.KETTLE.format(n=31), "2019-02-01"),
        "raw/2021.md": source("Kettles in 2021", flows.KETTLE.format(n=32), "2021-02-01"),
    }
    with World(tmp_path, two) as world:
        world.flows.compile("push")
        forge = world.forge
        assert world.proposals() == {1: [*two]}
        first = world.files(world.head(1))
        made, done = world.comment("mallory", 1, "/drop 2")
        assert forge.reactions_to(made) == {(BOT, "confused")}
        made, done = world.comment("bob", 1, "/drop 2")
        assert done.results == {"read": "success"}
        done = world.dispatched()
        assert done.results["publish"] == "success"
        assert done.results["compile"] == "skipped"
        assert world.proposals() == {1: ["raw/2019.md"]}
        assert "32 litres" not in forge.pulls[1].body
        assert world.check(1).results == {"check": "success"}
        said = next(c for c in forge.comments_on(1) if c.author == BOT)
        assert said.body.startswith("Made anew without ② Kettles in 2021.")
        forge.edit_comment("alice", said.id, said.body.replace("- [ ] ②", "- [x] ②"))
        world.act("commands.yml", "issue_comment", "alice", comment=said.id, action="edited")
        assert world.dispatched().results["publish"] == "success"
        assert world.proposals() == {1: [*two]}
        assert world.files(world.head(1)) == first
        before = world.traces()
        world.act("compile.yml", "schedule")
        assert world.traces() == before
