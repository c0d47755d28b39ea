"""*Start our wiki* against the fake GitHub: asked once, offered once, and what people decide is respected."""

import json

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.github.state import PullRequest
from pipeline.core.setup.start_issue import GO_WORDS
from pipeline.core.wiki.schema import Schema
from pipeline.operations.github.check import check_change
from pipeline.operations.setup.example import EMPTY_INDEX, example_manifest
from pipeline.operations.setup.product import MANIFEST, Product, ProductFile
from tests.forge.forge import Forge
from tests.helpers.flows import WORKFLOWS, Flows
from tests.helpers.repos import EMPTY_LOG, ROOT, SCHEMA, example_or_skip

BOT = "github-actions[bot]"
PROGRAM = {
    "pipeline/__init__.py": "",
    "tests/test_x.py": "x\n",
    "tests/forge/y.py": "y\n",
    "bench/z.py": "z\n",
    ".github/dependabot.yml": "version: 2\n",
    **WORKFLOWS,
}
LIST = Product("0.1.0", {p: ProductFile(t.encode()).sha256 for p, t in PROGRAM.items()})
WITH_KEY = {"HAS_ANTHROPIC_KEY": "true"}


@pytest.fixture(scope="module")
def begun():
    """The files of a repository that was just made from the template."""
    example_or_skip()
    example = {path: (ROOT / path).read_bytes() for path in example_manifest()}
    listed = json.dumps(example_manifest())
    program = PROGRAM | {MANIFEST: LIST.text(), "pipeline/example.json": listed}
    return {"schema.md": SCHEMA, **example, **program}


@pytest.fixture
def forge(tmp_path, begun):
    with Forge(tmp_path / "forge", begun) as made:
        made.may_create_pulls = False
        yield made


@pytest.fixture
def flows(forge, tmp_path):
    return Flows(forge, tmp_path / "flows", WITH_KEY)


@pytest.fixture
def asked(forge, flows):
    assert flows.setup() == {"look": 0, "open": 0}
    (issue,) = forge.issues.values()
    return issue


def tick(forge, flows, issue, *words, who="alice"):
    """Tick boxes one by one, as a person does; the last is served."""
    for word in words:
        assert issue.body.count(f"- [ ] {word}") == 1, word
        forge.edit(issue.number, who, body=issue.body.replace(f"- [ ] {word}", f"- [x] {word}"))
    return flows.setup("issues", who, number=issue.number, action="edited")


def run(flows, **inputs):
    return flows.setup("workflow_dispatch", workflow="setup.yml", inputs=inputs)


def offered(forge):
    (pull,) = forge.pulls.values()
    return pull


def rules(forge, branch="wiki/setup"):
    return Schema.parse(forge.file("schema.md", branch)).rules


def findings(flows, pull):
    """What the check of a pull request says, as `wiki check` does for the bot."""
    with open_repository(flows.clone) as repo:
        flows._git("fetch", "--quiet", "origin", pull.head)
        request = PullRequest(
            pull.number, pull.title, pull.body, BOT, pull.head, pull.head_sha, True, "main",
            "open", False, (), "",
        )  # fmt: skip
        said = check_change(
            repo, repo.head(), pull.head_sha, request, (BOT,), lambda: "no", example_manifest()
        )
        return [(f.severity, f.rule, f.path) for f in said.findings]


def test_it_is_asked_once_ticked_permitted_offered_and_merged(forge, flows, asked):
    assert (asked.title, asked.author, asked.labels) == ("Start our wiki", BOT, ["wiki:setup"])
    assert "/settings/actions" in asked.body
    assert flows.setup() == {"look": 0}

    assert tick(forge, flows, asked, "Deutsch") == {"look": 0}
    assert tick(forge, flows, asked, GO_WORDS) == {"look": 0, "open": 0}
    assert (asked.title, asked.state) == ("Start our wiki: one press is missing", "open")
    assert not forge.pulls
    assert rules(forge).language == "de"

    forge.may_create_pulls = True
    assert tick(forge, flows, asked, "**Try again**") == {"look": 0, "open": 0}
    pull = offered(forge)
    assert (pull.title, pull.author, pull.labels) == ("Start our wiki", BOT, ["wiki:setup"])
    assert (asked.state, asked.state_reason, asked.title) == (
        "closed",
        "completed",
        "Start our wiki",
    )
    assert asked.body.startswith(f"**#{pull.number} ")
    changed = forge.git.git("diff", "--name-only", "main", "wiki/setup").decode().split()
    assert not [path for path in changed if path.startswith((".github/", "pipeline/"))]
    assert forge.file("wiki/index.md", "wiki/setup") == EMPTY_INDEX
    assert forge.file("log.md", "wiki/setup") == EMPTY_LOG
    assert forge.file("raw/.gitkeep", "wiki/setup") == ""
    assert findings(flows, pull) == []

    forge.merge_pull(pull.number)
    assert flows.setup() == {"look": 0}
    assert (len(forge.pulls), len(forge.issues)) == (1, 1)
    assert [*forge.git.files("main", "raw")] == ["raw/.gitkeep"]


def test_a_rerun_of_everything_changes_nothing(forge, flows, asked):
    forge.may_create_pulls = True
    tick(forge, flows, asked, GO_WORDS)
    writes, pushes = len(forge.writes), len(forge.pushes)
    for again in ({}, {"language": "as it is"}):
        assert run(flows, **again) == {"look": 0, "open": 0}
    assert flows.setup() == {"look": 0, "open": 0}
    assert (len(forge.writes), len(forge.pushes)) == (writes, pushes)


def test_with_other_answers_the_pull_request_follows(forge, flows, asked):
    forge.may_create_pulls = True
    tick(forge, flows, asked, GO_WORDS)
    assert run(flows, librarian="extractive", links="wikilink") == {"look": 0, "open": 0}
    assert (rules(forge).librarian, rules(forge).links) == ("extractive", "wikilink")
    assert "costs nothing" in offered(forge).body
    assert "[x] No model" in asked.body
    assert run(flows, language="zh") == {"look": 0, "open": 0}
    assert (rules(forge).language, rules(forge).librarian) == ("zh", "extractive")
    assert tick(forge, flows, asked, "**Make the pull request**") == {"look": 0, "open": 0}

    forge.commit("alice", "main", {"README.md": "Moved on.\n"})
    assert flows.setup() == {"look": 0, "open": 0}
    assert forge.mergeable(offered(forge).number)
    assert forge.file("README.md", "wiki/setup") == "Moved on.\n"


def test_an_answer_that_is_on_no_list_is_refused_and_writes_nothing(forge, flows, asked, capsys):
    writes = len(forge.writes)
    assert run(flows, language="klingon")["open"] == 1
    assert "en, de, es" in capsys.readouterr().err
    assert len(forge.writes) == writes


@pytest.mark.parametrize("who", ["rita", "trent", "mallory"])
def test_a_tick_of_somebody_who_may_not_write_is_taken_off(forge, flows, asked, who):
    forge.may_create_pulls = True
    tick(forge, flows, asked, "Deutsch", GO_WORDS, who=who)
    assert not forge.pulls
    assert not forge.pushes
    assert "[x] Deutsch" in asked.body
    assert f"[ ] {GO_WORDS}" in asked.body


def test_two_answers_to_one_question_are_asked_again(forge, flows, asked):
    tick(forge, flows, asked, "Deutsch", "Français", GO_WORDS)
    assert asked.body.startswith("**Two boxes are ticked")
    assert not forge.pushes
    forge.edit(asked.number, body=asked.body.replace("[x] Deutsch", "[ ] Deutsch"))
    tick(forge, flows, asked, GO_WORDS)
    assert rules(forge).language == "fr"


def test_closing_keeps_the_example_until_somebody_asks_again(forge, flows, asked):
    forge.close_issue(asked.number)
    assert flows.setup() == {"look": 0}
    assert flows.doctor() == 0
    assert len(forge.issues) == 2, "the doctor says what is missing"
    assert "**The example.**" not in forge.issues[max(forge.issues)].body

    forge.may_create_pulls = True
    assert run(flows) == {"look": 0, "open": 0}
    first = offered(forge)
    forge.close_pull(first.number)
    assert flows.setup() == {"look": 0}
    assert forge.pulls == {first.number: first}
    assert forge.file("wiki/questions.yaml")


def test_it_is_not_asked_again_where_label_and_marker_were_taken_away(forge, flows, asked):
    forge.remove_label("alice", asked.number, "wiki:setup")
    assert flows.setup() == {"look": 0}
    forge.edit(asked.number, body="No, thank you.")
    assert flows.setup() == {"look": 0}
    forge.may_create_pulls = True
    assert run(flows) == {"look": 0, "open": 0}
    assert (len(forge.issues), asked.state) == (1, "closed")


def test_the_doctor_says_nothing_while_it_is_being_answered(forge, flows, asked, capsys):
    assert flows.doctor() == 0
    assert "*Start our wiki* says what is missing" in capsys.readouterr().out
    assert len(forge.issues) == 1
    forge.may_create_pulls = True
    tick(forge, flows, asked, GO_WORDS)
    assert flows.doctor() == 0
    assert len(forge.issues) == 1


def test_the_doctor_waits_a_day_for_what_is_asked_first(forge, flows):
    assert flows.doctor(day=forge.born[:10]) == 0
    assert not forge.issues
    assert flows.doctor() == 0
    assert len(forge.issues) == 1


def test_what_people_committed_there_is_never_overwritten(forge, flows, asked):
    forge.may_create_pulls = True
    tick(forge, flows, asked, GO_WORDS)
    pull = offered(forge)
    text = forge.file("schema.md", "wiki/setup").replace("librarian: auto", "librarian: model")
    tip = forge.commit("alice", "wiki/setup", {"schema.md": text}, "Use a model")
    assert run(flows, language="de") == {"look": 0, "open": 0}
    assert forge.git.branch("wiki/setup") == tip
    assert asked.state == "open"
    assert asked.body.startswith("**Somebody has committed to the branch `wiki/setup`")
    assert "`librarian: model`" in pull.body
    assert "`language: en`" in pull.body


def test_a_pull_request_that_somebody_opened_by_hand_is_taken_for_ours(forge, flows, asked):
    tick(forge, flows, asked, GO_WORDS)
    number = forge.open_pull("alice", "wiki/setup", "Start our wiki", "By hand")
    tick(forge, flows, asked, "**Try again**")
    assert (len(forge.pulls), forge.pulls[number].body) == (1, "By hand")
    assert asked.state == "closed"


def test_an_example_that_was_emptied_by_hand_ends_it(forge, flows, asked, begun):
    forge.may_create_pulls = True
    tick(forge, flows, asked, GO_WORDS)
    gone = dict.fromkeys(path for path in example_manifest() if path != "log.md")
    forge.commit("alice", "main", gone | {"log.md": EMPTY_LOG, "wiki/index.md": EMPTY_INDEX})
    assert flows.setup() == {"look": 0, "open": 0}
    assert offered(forge).state == "closed"
    assert flows.setup() == {"look": 0}


def test_where_a_page_of_the_example_was_changed_nothing_is_emptied(forge, flows, asked):
    forge.may_create_pulls = True
    (page, *_) = (path for path in example_manifest() if path.startswith("wiki/concepts/"))
    forge.commit("alice", "main", {page: forge.file(page) + "\nMore.\n"})
    tick(forge, flows, asked, GO_WORDS)
    assert "is not emptied from here" in asked.body
    assert not forge.pushes


def test_a_source_that_came_first_stays(forge, flows, asked):
    forge.may_create_pulls = True
    forge.commit("alice", "main", {"raw/ours.md": "# Ours\n\nOurs is ours.\n"})
    tick(forge, flows, asked, GO_WORDS)
    assert [*forge.git.files("wiki/setup", "raw")] == ["raw/.gitkeep", "raw/ours.md"]


@pytest.mark.parametrize("kind", ["is_template", "is_fork"])
def test_neither_the_template_nor_a_fork_is_asked(forge, flows, kind):
    setattr(forge, kind, True)
    assert flows.setup() == {"look": 0}
    assert run(flows, language="de") == {"look": 0}
    assert not forge.writes


def test_lean_leaves_out_the_programs_tests_but_what_the_team_changed(forge, flows, asked):
    forge.may_create_pulls = True
    forge.commit("alice", "main", {"tests/forge/y.py": "ours\n"})
    tick(forge, flows, asked, "Leave out the program's own tests", GO_WORDS)
    pull = offered(forge)
    there = {path: forge.file(path, "wiki/setup") for path in PROGRAM if path not in WORKFLOWS}
    assert [path for path, text in there.items() if text is not None] == [
        "pipeline/__init__.py",
        "tests/forge/y.py",
    ]
    product = json.loads(forge.file(MANIFEST, "wiki/setup"))
    assert (product["lean"], "tests/test_x.py" in product["files"]) == (True, False)
    assert "**Left out:** 3 files" in pull.body
    assert "**Kept, for you changed it:** `tests/forge/y.py`" in pull.body
    assert findings(flows, pull) == []
    run(flows, tests="keep")
    assert forge.file("tests/test_x.py", "wiki/setup") == "x\n"


@pytest.mark.parametrize("path", [r"/issues$", r"/pulls$", r"/labels$"])
def test_a_write_whose_answer_is_lost_is_not_made_twice(forge, flows, path):
    forge.may_create_pulls = True
    forge.fail("POST", path, after=True)
    flows.setup()
    (issue,) = forge.issues.values()
    forge.fail("POST", path, after=True)
    tick(forge, flows, issue, GO_WORDS)
    assert flows.setup()["look"] == 0
    assert (len(forge.issues), len(forge.pulls)) == (1, 1)


def test_a_push_that_is_refused_says_so_and_goes_on_when_it_may(forge, flows, asked, capsys):
    forge.may_create_pulls = True
    forge.fail("PUSH", "wiki/setup", message="protected branch hook declined", times=9)
    assert tick(forge, flows, asked, GO_WORDS) == {"look": 0, "open": 1}
    assert "declined" in capsys.readouterr().err
    (said,) = forge.comments_on(asked.number)
    assert said.body.startswith("That did not work: ")
    assert f"[ ] {GO_WORDS}" in asked.body
    forge.faults.clear()
    assert tick(forge, flows, asked, GO_WORDS) == {"look": 0, "open": 0}
    assert len(forge.pulls) == 1
    assert "did not work" not in forge.comments_on(asked.number)[0].body


def test_an_app_asks_and_offers_in_its_own_name(forge, begun, tmp_path):
    bot = "acme-wiki[bot]"
    app = {"GITHUB_TOKEN": "app-token", "WIKI_BOT": bot, "WIKI_APP_CLIENT_ID": "Iv1"}
    flows = Flows(forge, tmp_path / "flows", WITH_KEY | app | {"HAS_WIKI_APP_KEY": "true"})
    assert flows.setup() == {"look": 0, "open": 0}
    (issue,) = forge.issues.values()
    assert tick(forge, flows, issue, GO_WORDS) == {"look": 0, "open": 0}
    assert (issue.author, offered(forge).author, issue.state) == (bot, bot, "closed")


def test_a_wiki_that_has_begun_may_have_any_schema(forge, flows, begun):
    gone = dict.fromkeys(path for path in example_manifest() if path != "log.md")
    forge.commit("alice", "main", gone | {"schema.md": "no front matter\n", "log.md": EMPTY_LOG})
    assert flows.setup() == {"look": 0}
