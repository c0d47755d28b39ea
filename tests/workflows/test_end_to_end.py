"""The real workflow files, end to end: what is on GitHub afterwards, and what the runs said.

Every test is a story of its own, on its own forge, so that they may run side by side. Each run's log, artifacts, caches, texts and
objects are searched for credentials by `act.run`.
"""

import shutil

import pytest

from pipeline.core.github import CONFLICT, FAILED, PROPOSAL, SETUP, read_marker
from pipeline.core.proposal import branch_of
from tests import scripted
from tests.repos import SCHEMA, source
from tests.server import MessagesServer, page, status
from tests.workflows import act, identity
from tests.workflows.world import BOT, World

KETTLE, OWL, RADIO = "raw/kettle.md", "raw/owl.md", "raw/radio.md"
WHISTLER = "wiki/concepts/whistler-kettle.md"
TEXTS = {
    KETTLE: source(
        "Tea kettles",
        "The Whistler kettle boils one litre of water in three minutes.\n\nThe Whistler kettle weighs 900 grams.\n\n"
        "The Whistler kettle was first sold in 1998.",
        "2024-01-05",
    ),
    OWL: source(
        "Barn owls",
        "The barn owl hunts voles at night.\n\nA barn owl weighs about 500 grams.\n\nThe barn owl lives in Europe and in Africa.",
        "2024-02-06",
    ),
}
ALONE = {KETTLE: TEXTS[KETTLE]}
SATURN = source(
    "Moons in 2019", "Saturn has 82 known moons in this list. Titan is the largest moon of Saturn.", "2019-10-08"
)
JUPITER = source(
    "Jupiter in 2021", "Jupiter has 79 known moons in this list. A moon of Jupiter is hot inside.", "2021-05-05"
)


def test_a_push_of_two_sources_becomes_two_pull_requests_and_a_second_run_of_everything_changes_nothing(tmp_path):
    with World(tmp_path, TEXTS) as world:
        done = world.act("compile.yml", "push")
        assert done.results == {
            "plan": "success",
            f"compile ({KETTLE})": "success",
            f"compile ({OWL})": "success",
            "publish": "success",
        }
        assert "opened #1 raw/kettle.md: " in done.job("publish").log
        forge = world.forge
        assert world.proposals() == {1: [KETTLE], 2: [OWL]}
        for number, path in ((1, KETTLE), (2, OWL)):
            pull = forge.pulls[number]
            assert (pull.author, pull.head, pull.base) == (BOT, branch_of(path), "main")
            assert PROPOSAL.name in pull.labels
            assert forge.mergeable(number)
            changed = {
                f for f, blob in world.files(pull.head_sha, ".").items() if world.files("main", ".").get(f) != blob
            }
            assert all(f == "log.md" or f.startswith("wiki/") for f in changed)
            assert "wiki/index.md" in changed
        assert "900 grams" in forge.file(WHISTLER, branch_of(KETTLE))
        assert "The Whistler kettle weighs 900 grams." in forge.pulls[1].body
        assert {(push.workflow, push.job) for push in forge.pushes} == {("compile", "publish")}

        before = world.traces()
        assert world.act("compile.yml", "schedule").results == {
            "plan": "success",
            "compile": "skipped",
            "publish": "skipped",
        }
        assert "as it was" in world.act("refresh.yml", "push").job("refresh").log
        for number in (1, 2):
            done = world.check(number)
            assert done.results == {"check": "success"}
            assert done.job("check").annotations == []
            assert "nothing to say" in done.job("check").summary
        assert world.act("doctor.yml", "schedule").results == {"doctor": "success"}
        assert world.traces() == before


def test_a_source_edited_while_its_pull_request_is_open_is_the_same_pull_request_with_the_new_content(tmp_path):
    with World(tmp_path, ALONE) as world:
        world.flows.compile("push")
        forge = world.forge
        old, first = world.head(1), forge.pulls[1].body
        forge.commit("alice", "main", {KETTLE: TEXTS[KETTLE].replace("900 grams", "950 grams")}, "Weigh it again")
        done = world.act("compile.yml", "push")
        assert "renewed #1 raw/kettle.md" in done.job("publish").log
        assert list(forge.pulls) == [1]
        assert world.head(1) != old
        assert "950 grams" in forge.file(WHISTLER, branch_of(KETTLE))
        assert "900 grams" not in forge.file(WHISTLER, branch_of(KETTLE))
        assert "950 grams" in forge.pulls[1].body
        assert "950 grams" not in first
        assert forge.mergeable(1)
        assert world.check(1).results == {"check": "success"}


def test_recompile_is_done_for_a_writer_and_for_nobody_else(tmp_path):
    with MessagesServer(scripted.answer) as server:
        variables = {"ANTHROPIC_BASE_URL": server.url}
        known = variables | {"ANTHROPIC_API_KEY": act.SECRETS["ANTHROPIC_API_KEY"]}
        files = {"raw/saturn.md": SATURN}
        with World(tmp_path, files, schema=SCHEMA, variables=known, vars=variables) as world:
            assert world.flows.compile("push")["publish"] == 0
            forge, wish = world.forge, "/recompile\nSay which list the 82 moons are from."
            asked = len(server.requests)
            for login in ("mallory", "rita"):  # no member at all; one who may only read
                made, done = world.comment(login, 1, wish)
                assert done.results == {"read": "success"}
                assert f"{login} has no write access" in done.log
                assert forge.reactions_to(made) == {(BOT, "confused")}
            assert not forge.dispatched
            assert len(forge.comments) == 2

            made, done = world.comment("bob", 1, wish)
            assert forge.reactions_to(made) == {(BOT, "eyes")}
            told = forge.comments_on(1)[-1]
            assert told.author == BOT
            assert "are being compiled again" in told.body
            assert len(server.requests) == asked
            assert forge.dispatched[0].inputs == {"pull": "1", "feedback": str(made), "force": "false"}

            done = world.dispatched()
            assert set(done.results.values()) == {"success"}
            assert any("Say which list the 82 moons are from." in seen.text for seen in server.requests[asked:])
            assert list(forge.pulls) == [1]
            assert forge.comments_on(1)[-1] is told
            assert "being compiled" not in told.body
            assert "ompiled again" in told.body
            assert len(forge.comments) == 4


def test_a_merge_leaves_its_sibling_mergeable_and_both_orders_end_in_the_same_wiki(tmp_path):
    with World(tmp_path / "one", TEXTS) as world:
        world.flows.compile("push")
        forge = world.forge
        forge.merge_pull(1)
        assert not forge.mergeable(2)
        pushed = len(forge.pushes)
        done = world.act("refresh.yml", "push")
        assert "renewed #2 raw/owl.md: only bookkeeping was in conflict" in done.job("refresh").log
        assert [push.ref for push in forge.pushes[pushed:]] == [f"refs/heads/{branch_of(OWL)}"]
        assert forge.mergeable(2)
        assert CONFLICT.name not in forge.pulls[2].labels
        assert not forge.comments_on(2)
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


def test_words_that_a_person_changed_meanwhile_have_the_source_compiled_again(tmp_path):
    more = source(
        "Kettles again", "The Whistler kettle weighs 950 grams.\n\nThe Whistler kettle is made of copper.", "2025-01-05"
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
            line for line in theirs.splitlines() if line not in ours.splitlines() and line.startswith(("-", "The"))
        ]
        assert taken, "the proposal changes no line of this page"
        forge.commit(
            "alice", "main", {WHISTLER: theirs.replace(taken[0], taken[0].replace("Whistler", "shiny Whistler"))}
        )
        assert not forge.mergeable(2)

        done = world.act("refresh.yml", "push")
        assert "asked for #2" in done.job("refresh").log
        assert CONFLICT.name in forge.pulls[2].labels
        (told,) = forge.comments_on(2)
        assert WHISTLER in told.body
        assert [each.workflow for each in forge.dispatched] == ["compile.yml"]
        done = world.dispatched()
        assert set(done.results.values()) == {"success"}, done.log
        assert forge.mergeable(2)
        assert CONFLICT.name not in forge.pulls[2].labels
        assert forge.comments_on(2) == [told]
        assert "ompiled again" in told.body
        assert "shiny" in forge.git.read(forge.git.ref("refs/pull/2/merge"), WHISTLER).decode()


def test_one_source_of_three_that_fails_is_one_issue_and_the_others_are_offered(tmp_path):
    def answer(body):
        # A careless server that shows what it was sent.
        return status(400, "no: {authorization}") if "UNLUCKY" in scripted.text_of(body) else scripted.answer(body)

    files = {
        "raw/saturn.md": SATURN,
        "raw/jupiter.md": JUPITER,
        "raw/bad.md": source("Bad", "Titan is UNLUCKY in this list."),
    }
    with MessagesServer(answer) as server:
        with World(tmp_path, files, schema=SCHEMA, vars={"ANTHROPIC_BASE_URL": server.url}) as world:
            done = world.act("compile.yml", "push")
            forge = world.forge
        assert any(seen.headers["x-api-key"] == act.SECRETS["ANTHROPIC_API_KEY"] for seen in server.requests)
    assert done.code == 1
    assert done.results == {
        "plan": "success",
        "compile (raw/saturn.md)": "success",
        "compile (raw/jupiter.md)": "success",
        "compile (raw/bad.md)": "failure",
        "publish": "success",
    }
    assert sorted(path for paths in world.proposals().values() for path in paths) == ["raw/jupiter.md", "raw/saturn.md"]
    (issue,) = forge.issues.values()
    assert issue.labels == [FAILED.name]
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
        tries = [each.status for each in forge.requests if (each.method, each.path[-6:]) == ("POST", "/pulls")]
        assert tries[:2] == [403, 502]
        assert [pull.head for pull in forge.pulls.values()] == [branch_of(KETTLE), branch_of(OWL)]
        assert not forge.issues


def test_with_an_app_everything_is_written_by_the_app(tmp_path):
    with World(tmp_path, TEXTS, app="acme-wiki") as world:
        assert set(world.act("compile.yml", "push").results.values()) == {"success"}
        forge, bot = world.forge, "acme-wiki[bot]"
        assert world.proposals() == {1: [KETTLE], 2: [OWL]}
        forge.merge_pull(2)
        assert "renewed #1" in world.act("refresh.yml", "push").job("refresh").log
        assert forge.mergeable(1)
        assert {pull.author for pull in forge.pulls.values()} == {bot}
        assert {each.login for each in forge.writes} == {push.login for push in forge.pushes} == {bot}
        assert world.check(1, bot).results == {"check": "success"}


@pytest.mark.skipif(not (shutil.which("jq") and shutil.which("curl")), reason="GitHub's machines have jq and curl")
def test_without_a_key_the_jobs_identity_pays(tmp_path):
    minted = "sk-ant-oat01-UNMISTAKABLE-minted-0123456789"
    paper = page(f'{{"access_token": "{minted}", "expires_in": 3600}}', "application/json")
    known = {"ANTHROPIC_API_KEY": "", "IDENTITY": identity.TOKEN, "MINTED": minted}  # the latter are only searched for
    with MessagesServer(lambda body: paper if "assertion" in body else scripted.answer(body)) as server:
        variables = identity.VARIABLES | {"ANTHROPIC_BASE_URL": server.url}
        with World(tmp_path, {"raw/saturn.md": SATURN}, SCHEMA, vars=variables, secrets=known) as world:
            with identity.endpoint() as asked:
                done = world.act("compile.yml", "push", env=asked)
            assert set(done.results.values()) == {"success"}
            assert world.proposals() == {1: ["raw/saturn.md"]}
        first, *rest = server.requests
        assert first.path == "/v1/oauth/token"
        assert first.body["assertion"] == identity.TOKEN
        assert {seen.headers["authorization"] for seen in rest} == {f"Bearer {minted}"}


HOSTILE = {
    KETTLE: TEXTS[KETTLE].replace("900 grams", "9 grams"),
    ".github/workflows/checks.yml": "name: checks\non: pull_request\njobs: {check: {runs-on: x, steps: [{run: exit 0}]}}\n",
    ".github/actions/setup/action.yml": "name: x\ndescription: x\nruns: {using: composite, steps: []}\n",
    "pipeline/check.py": "raise SystemExit(0)\n",
    "pipeline/__main__.py": "raise SystemExit(0)\n",
    "wiki/concepts/evil.md": "---\ntitle: Evil\ntype: concept\n---\n\n<script>alert(1)</script>\n",
}


def test_a_hostile_pull_request_from_a_fork_is_judged_by_the_base_and_fails(tmp_path):
    with World(tmp_path, ALONE) as world:
        number = world.forge.open_fork_pull("mallory", "An improvement", HOSTILE)
        done = world.check(number, "mallory")
        assert done.results == {"check": "failure"}
        errors = {(path, level) for level, path, _, _ in done.job("check").annotations if level == "error"}
        assert {KETTLE, "wiki/concepts/evil.md"} <= {path for path, _ in errors}
        assert "wiki/concepts/evil.md" in done.job("check").summary
        assert not world.forge.writes


def test_the_doctor_keeps_one_issue_and_closes_it(tmp_path):
    with World(tmp_path, ALONE) as world:
        forge = world.forge
        forge.may_create_pulls = False
        assert world.act("doctor.yml", "push").results == {"doctor": "success"}
        (issue,) = forge.issues.values()
        assert (issue.state, issue.labels) == ("open", [SETUP.name])
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
    main = b'import os\n\nprint("asking as", os.environ["GITHUB_TOKEN"])\n' + act.product()["pipeline/__main__.py"]
    with World(tmp_path, {"pipeline/__main__.py": main}) as world, pytest.raises(act.Leak, match="the log"):
        world.act("doctor.yml", "schedule")
