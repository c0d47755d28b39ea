"""The real setup.yml, checks.yml and compile.yml: a repository made from the template becomes a team's, from boxes in an issue."""

from dataclasses import replace

from pipeline.core.setup.start_issue import GO_WORDS
from pipeline.operations.setup.example import EMPTY_INDEX, example_manifest
from pipeline.operations.setup.product import MANIFEST, Product, ProductFile
from tests.helpers.repos import ROOT, SCHEMA, example_or_skip, source
from tests.workflows.world import BOT, World

DONE = {"look": "success", "open": "success"}
IDLE = {"look": "success", "open": "skipped"}
NOTHING = {"look": "skipped", "open": "skipped"}
MOONS = source(
    "Saturn's moons",
    "Saturn has 274 recognised moons. Titan is the largest moon of Saturn.",
    "2025-03-12",
)


def tick(world, issue, *words, who="alice"):
    """Tick boxes of the issue, and run the workflow on the last edit."""
    body = issue.body
    for word in words:
        assert body.count(f"- [ ] {word}") == 1
        body = body.replace(f"- [ ] {word}", f"- [x] {word}")
    world.forge.edit(issue.number, who, body=body)
    return world.act("setup.yml", "issues", who, number=issue.number, action="edited").results


def test_a_copy_of_the_template_becomes_a_wiki_of_its_own(tmp_path):
    example_or_skip()
    example = {path: (ROOT / path).read_bytes() for path in example_manifest()}
    more = {"tests/test_x.py": "x\n", "bench/y.py": "y\n"}
    listed = Product.parse((ROOT / MANIFEST).read_bytes())
    ours = {path: ProductFile(text.encode()).sha256 for path, text in more.items()}
    more[MANIFEST] = replace(listed, files=listed.files | ours).text()
    with World(tmp_path, example | more, schema=SCHEMA) as world:
        forge = world.forge
        forge.may_create_pulls = False
        assert world.act("setup.yml", "push").results == DONE
        (issue,) = forge.issues.values()
        assert (issue.title, issue.author) == ("Start our wiki", BOT)
        assert world.act("setup.yml", "push").results == IDLE

        assert tick(world, issue, "No model") == NOTHING
        assert tick(world, issue, GO_WORDS, who="rita") == DONE
        assert (f"[ ] {GO_WORDS}" in issue.body, len(forge.pushes)) == (True, 0)
        assert tick(world, issue, GO_WORDS) == DONE
        assert issue.title == "Start our wiki: one press is missing"
        forge.may_create_pulls = True
        assert tick(world, issue, "**Try again**") == DONE
        (pull,) = forge.pulls.values()
        assert (pull.author, pull.title, issue.state) == (BOT, "Start our wiki", "closed")
        assert "`librarian: extractive`" in pull.body
        assert "Still missing: nothing" in pull.body

        inputs = {
            "language": "de",
            "librarian": "as it is",
            "links": "as it is",
            "tests": "leave out",
        }
        run = world.act(
            "setup.yml", "workflow_dispatch", "bob", workflow="setup.yml", inputs=inputs
        )
        assert run.results == DONE
        assert "`language: de`, `librarian: extractive`" in pull.body
        assert {(push.workflow, push.job) for push in forge.pushes} == {("setup", "open")}
        writers = {(write.workflow, write.job) for write in forge.writes}
        assert writers == {("setup", "open")}
        done = world.check(pull.number)
        assert (done.results, done.job("check").annotations) == ({"check": "success"}, [])

        forge.merge_pull(pull.number)
        assert world.act("setup.yml", "push").results == IDLE
        assert forge.file("wiki/index.md") == EMPTY_INDEX
        assert forge.file("bench/y.py") is None
        forge.commit("alice", "main", {"raw/moons.md": MOONS}, "Add an article")
        assert world.act("compile.yml", "push").results["publish"] == "success"
        assert [*world.proposals().values()] == [["raw/moons.md"]]
        (number,) = world.proposals()
        assert world.check(number).results == {"check": "success"}
