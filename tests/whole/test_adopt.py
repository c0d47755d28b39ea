"""docs/adopt.md lived through in its order, without a model, against the fake GitHub; what only GitHub's pages do is a setting of it."""

import subprocess

import pytest

from pipeline.cli import main
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


def test_the_way_from_the_template_to_the_first_merge(forge, clone, tmp_path, capsys):
    flows = Flows(forge, tmp_path / "flows")

    # 1. Empty the example; no model.
    assert main(["-C", str(clone), "init"]) == 0
    schema = (clone / "schema.md").read_text("utf-8")
    (clone / "schema.md").write_text(
        schema.replace("librarian: auto ", "librarian: extractive "), "utf-8"
    )

    # 4. Push: nothing to compile or refresh; the doctor names the setting of step 2, and closes its issue when it is ticked.
    forge.commit("alice", "main", committed(clone), "Start our wiki")
    assert flows.compile("push") == {"plan": 0}
    assert flows.refresh() == 0
    assert flows.doctor() == 0
    (issue,) = forge.issues.values()
    assert issue.title == "What this repository needs for its wiki"
    assert "- [ ] **Opening pull requests.**" in issue.body
    assert issue.body.count("- [ ]") == 1
    forge.may_create_pulls = True
    assert flows.doctor() == 0
    assert (issue.state, "- [ ]" in issue.body) == ("closed", False)
    assert "wiki:compile" in forge.labels

    # 5. A source, then another: a pull request each, by the bot, with the label.
    forge.commit("alice", "main", {"raw/moons.md": MOONS}, "Add an article")
    assert flows.compile("push") == {"plan": 0, "raw/moons.md": 0, "publish": 0}
    (first,) = forge.pulls.values()
    assert (first.author, first.title) == (
        "github-actions[bot]",
        "New source: Saturn's moons",
    )
    assert [name.casefold() for name in first.labels] == ["wiki:compile"]
    forge.commit("alice", "main", {"raw/rings.md": RINGS}, "Add another")
    assert flows.compile("push")["raw/rings.md"] == 0
    second = forge.pulls[max(forge.pulls)]
    assert second.number != first.number

    # 6. Who may ask for what.
    assert flows.comment("rita", first.number, "/recompile") == 0
    assert flows.comment("bob", first.number, "/wiki help") == 0
    reader, writer, status = forge.comments_on(first.number)
    assert forge.reactions_to(reader.id) == {("github-actions[bot]", "confused")}
    assert forge.reactions_to(writer.id) == {("github-actions[bot]", "eyes")}
    assert "/recompile --force" in status.body

    # 7. Merge one: the other is brought up to date. Close it: it is not offered again.
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
