"""docs/adopt.md lived through in its order, without a model, against the fake GitHub; what only GitHub's pages do is a setting of it."""

import re
import subprocess

import pytest

from pipeline.cli import main
from pipeline.core.setup.start_issue import GO_WORDS
from pipeline.core.wiki.schema import Schema
from tests.forge.forge import Forge
from tests.helpers.flows import Flows
from tests.helpers.repos import ROOT, example_or_skip, source

MOONS = source(
    "Saturn's moons",
    "Saturn has 274 recognised moons. Titan is the largest moon of Saturn.",
    "2025-03-12",
)
RINGS = source(
    "Saturn's rings",
    "Saturn has seven main rings. The rings of Saturn are made of water ice.",
    "2024-05-01",
)


@pytest.fixture
def forge(tmp_path):
    """Step 1: a repository made from the template, with the files of it and none of the settings."""
    example_or_skip()
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    there = [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
    with Forge(
        tmp_path / "forge", {p.relative_to(ROOT).as_posix(): p.read_bytes() for p in there}
    ) as made:
        made.may_create_pulls = False
        yield made


@pytest.fixture
def clone(forge, tmp_path):
    """The team's clone, with what a shell in it would do."""
    folder = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(forge.bare), str(folder)], check=True)
    return folder


def committed(clone):
    """The files of the working tree that differ from the last commit, as `forge.commit` takes them; None: deleted."""
    said = subprocess.run(
        ["git", "status", "--porcelain", "-z", "-uall"], cwd=clone, capture_output=True, text=True
    )
    paths = [row[3:] for row in said.stdout.split("\0") if row]
    return {
        path: (clone / path).read_bytes() if (clone / path).exists() else None for path in paths
    }


def ticks(flows, issue, *words):
    """Tick boxes of the issue as a person does, and let the workflow see the last."""
    for word in words:
        assert issue.body.count(f"- [ ] {word}") == 1, word
        flows.forge.edit(
            issue.number, "alice", body=issue.body.replace(f"- [ ] {word}", f"- [x] {word}")
        )
    return flows.setup("issues", "alice", number=issue.number, action="edited")


def test_the_way_from_the_template_to_the_first_merge_in_a_browser(forge, tmp_path, capsys):
    flows = Flows(forge, tmp_path / "flows")

    # 1. The first push: one issue asks, and nothing else is opened.
    assert flows.setup("push") == {"look": 0, "open": 0}
    assert flows.doctor(day=forge.born[:10]) == 0
    assert flows.compile("push") == {"plan": 0}
    (issue,) = forge.issues.values()
    assert (issue.number, issue.title) == (1, "Start our wiki")
    assert "https://github.com/acme/wiki/settings/actions" in issue.body

    # 2. Answer, allow, tick, merge.
    forge.may_create_pulls = True
    assert ticks(flows, issue, "No model", "Deutsch", GO_WORDS) == {"look": 0, "open": 0}
    (start,) = forge.pulls.values()
    assert issue.body.startswith(f"**#{start.number} ")
    assert (start.title, issue.state) == ("Start our wiki", "closed")
    assert "### Still missing: nothing" in start.body
    assert "(https://github.com/acme/wiki/upload/main/raw)" in start.body
    forge.merge_pull(start.number)
    assert flows.setup("push") == {"look": 0}
    assert flows.refresh() == 0
    assert flows.compile("push") == {"plan": 0}
    assert flows.doctor() == 0
    assert len(forge.issues) == 1

    # 4. to 6. A source by upload, its pull request, its merge.
    rules = Schema.parse(forge.file("schema.md")).rules
    assert (rules.language, rules.librarian) == ("de", "extractive")
    forge.commit("alice", "main", {"raw/moons.md": MOONS}, "Add files via upload")
    assert flows.compile("push") == {"plan": 0, "raw/moons.md": 0, "publish": 0}
    first = forge.pulls[max(forge.pulls)]
    assert (first.author, first.title) == ("github-actions[bot]", "New page: Titan")
    forge.merge_pull(first.number)
    assert "Saturn's moons" in forge.file("wiki/index.md")


def test_the_guide_counts_the_presses_of_that_way():
    guide = (ROOT / "docs/adopt.md").read_text("utf-8")
    way = guide[guide.index("## 1. Make the repository") : guide.index("## 5. Review")]
    found = sorted({*re.findall("[\u2460-\u2473]", way)})
    assert found == [chr(0x2460 + n) for n in range(len(found))]
    assert f"these are {len(found)} presses" in guide
    assert "and no command" in guide


def test_the_way_in_a_terminal(forge, clone, tmp_path, capsys):
    flows = Flows(forge, tmp_path / "flows")
    assert flows.setup("push") == {"look": 0, "open": 0}
    (asked,) = forge.issues.values()

    # Empty the example; no model. What asked on GitHub ends by itself.
    assert main(["-C", str(clone), "init", "--librarian", "extractive"]) == 0
    forge.commit("alice", "main", committed(clone), "Start our wiki")
    assert flows.setup("push") == {"look": 0, "open": 0}
    assert asked.state == "closed"
    assert flows.compile("push") == {"plan": 0}
    assert flows.refresh() == 0

    # The doctor names the setting of step 2, and closes its issue when it is ticked.
    assert flows.doctor() == 0
    (_, issue) = forge.issues.values()
    assert issue.title == "What this repository needs for its wiki"
    assert "- [ ] **Opening pull requests.**" in issue.body
    assert issue.body.count("- [ ]") == 1
    forge.may_create_pulls = True
    assert flows.doctor() == 0
    assert (issue.state, "- [ ]" in issue.body) == ("closed", False)
    assert "wiki:compile" in forge.labels

    # A source, then another: a pull request each, by the bot, with the label.
    forge.commit("alice", "main", {"raw/moons.md": MOONS}, "Add an article")
    assert flows.compile("push") == {"plan": 0, "raw/moons.md": 0, "publish": 0}
    (first,) = forge.pulls.values()
    assert (first.author, first.title) == (
        "github-actions[bot]",
        "New page: Titan",
    )
    assert [name.casefold() for name in first.labels] == ["wiki:compile"]
    forge.commit("alice", "main", {"raw/rings.md": RINGS}, "Add another")
    assert flows.compile("push")["raw/rings.md"] == 0
    second = forge.pulls[max(forge.pulls)]
    assert second.number != first.number

    # Who may ask for what.
    assert flows.comment("rita", first.number, "/recompile") == 0
    assert flows.comment("bob", first.number, "/wiki help") == 0
    said = {comment.author: comment for comment in forge.comments_on(first.number)}
    reader, writer, status = said["rita"], said["bob"], said["github-actions[bot]"]
    assert forge.reactions_to(reader.id) == {("github-actions[bot]", "confused")}
    assert forge.reactions_to(writer.id) == {("github-actions[bot]", "eyes")}
    assert "/recompile --force" in status.body

    # Merge one: the other is brought up to date. Close it: it is not offered again.
    forge.merge_pull(first.number)
    assert flows.refresh() == 0
    assert second.tree, "it conflicts"
    forge.close_pull(second.number)
    capsys.readouterr()
    assert flows.compile("schedule") == {"plan": 0}
    assert "its pull request was closed" in capsys.readouterr().out
    index = forge.file("wiki/index.md")
    assert "Saturn's moons" in index
    assert "Saturn's rings" not in index
