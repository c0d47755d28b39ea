"""Where the files of a vault go, and how links follow them."""

import pytest

from pipeline.core.setup.vault_move import MovedLinks, plan_moves

VAULT = (
    "README.md",
    "AGENTS.md",
    ".gitignore",
    ".github/workflows/x.yml",
    ".obsidian/app.json",
    "raw/a.pdf",
    "Notes/Big idea.md",
    "Notes/pot.md",
    "assets/x (1).png",
    "package.json",
)


def test_from_the_root_pages_move_and_what_people_look_for_there_stays():
    moves = plan_moves(VAULT)
    assert set(moves) == {
        ".obsidian/app.json",
        "Notes/Big idea.md",
        "Notes/pot.md",
        "assets/x (1).png",
    }
    assert moves["Notes/pot.md"] == "wiki/Notes/pot.md"


def test_pages_in_a_folder_move_alone_and_those_in_wiki_do_not_move():
    assert plan_moves(["src/a.py", "docs/a.md", "docs/b/c.md"], "docs/") == {
        "docs/a.md": "wiki/a.md",
        "docs/b/c.md": "wiki/b/c.md",
    }
    assert plan_moves(["wiki/a.md", "Templates/x.md"]) == {}


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("Notes/pot.md", "[x](Big%20idea.md#why) [[Big idea]]", None),
        (
            "Notes/pot.md",
            "![x](../assets/x%20(1).png) [y](#there) [z](https://x.example/raw/a.pdf)",
            None,
        ),
        ("Notes/pot.md", "[pdf](../raw/a.pdf#page=2)", "[pdf](../../raw/a.pdf#page=2)"),
        ("Notes/pot.md", '[r](../README.md "read")', '[r](../../README.md "read")'),
        ("Notes/pot.md", "`[r](../README.md)` [gone](../gone.md)", None),
        ("README.md", "[a](<Notes/Big idea.md>)", "[a](<wiki/Notes/Big%20idea.md>)"),
        ("README.md", "[a](Notes/Big%20idea.md)", "[a](wiki/Notes/Big%20idea.md)"),
        ("README.md", "[all](Notes/) and [raw](raw/)", "[all](wiki/Notes/) and [raw](raw/)"),
        ("README.md", "[a][p]\n\n[p]: ./Notes/pot.md\n", "[a][p]\n\n[p]: wiki/Notes/pot.md\n"),
        (
            "README.md",
            '<img src="assets/x (1).png"> <a href="Notes/pot.md">p</a>',
            '<img src="wiki/assets/x%20%281%29.png"> <a href="wiki/Notes/pot.md">p</a>',
        ),
    ],
)
def test_a_link_leads_to_the_same_file_after_the_moves(path, old, new):
    moved = MovedLinks(VAULT, plan_moves(VAULT))
    assert moved.follow(path, old) == (new or old)


def test_names_lose_the_folder_that_is_gone():
    paths = ["docs/a.md", "docs/b/c.md", "README.md"]
    moved = MovedLinks(paths, plan_moves(paths, "docs/"), "docs/")
    assert moved.follow("docs/a.md", "[[docs/b/c|C]], [[b/c]]") == "[[b/c|C]], [[b/c]]"
    assert moved.follow("README.md", "See [it](docs/b/c.md).") == "See [it](wiki/b/c.md)."
