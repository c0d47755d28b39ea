"""What is written without git is what git would have written, to the byte of every id."""

import os
import stat
import subprocess

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.adapters.git.loose_objects import is_plain_path, write_object
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.errors import MissingObject
from tests.helpers.repos import team

NAMES = ["a", "b", "a.b", "a-b", "a0", "wiki", "index.md", "Z", "\u65e5\u672c"]
PATHS = st.lists(st.sampled_from(NAMES), min_size=1, max_size=3).map("/".join)
CHANGES = st.dictionaries(PATHS, st.none() | st.sampled_from(["", "so\n", "tea"]), max_size=6)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    return team(tmp_path_factory.mktemp("objects") / "w", {"kettles.md": "# Kettles\n"})


@pytest.fixture
def ways(made):
    """The same repository, opened to write objects itself, and to let git do it, as where they are shared."""
    with open_repository(made.root) as ours, open_repository(made.root) as gits:
        ours.write_tree(ours.head(), {})
        made.git("config", "core.sharedRepository", "umask")
        gits.write_tree(gits.head(), {})
        made.git("config", "--unset", "core.sharedRepository")
        yield ours, gits


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CHANGES, CHANGES)
def test_a_tree_is_the_one_that_git_would_write(ways, first, second):
    ours, gits = ways
    base = ours.head()
    for files in (first, second):
        tree = ours.write_tree(base, files)
        assert tree == gits.write_tree(base, files)
        base = tree


def test_a_tree_of_nothing_is_that_of_git(ways):
    ours, gits = ways
    everything = {blob.path: None for blob in ours.tree(ours.head())}
    assert ours.write_tree(ours.head(), everything) == gits.write_tree(ours.head(), everything)


def test_what_is_no_plain_file_stays_as_it_is(made, ways):
    (made.root / "run.sh").write_text("so\n")
    (made.root / "run.sh").chmod(0o755)
    (made.root / "link").symlink_to("run.sh")
    made.git("add", "-A")
    made.git("commit", "-qm", "More")
    ours, gits = ways
    files = {"link/a.md": "so", "b.md": "tea"}
    assert ours.write_tree(ours.head(), files) == gits.write_tree(ours.head(), files)
    tree = ours.write_tree(ours.head(), {"b.md": "tea"})
    assert {b.path: b.mode for b in ours.tree(tree)}["run.sh"] == "100755"


@pytest.mark.parametrize("message", ["So", "So\n", "So it \u00e9.\n\nWiki-Source: raw/a.md\n\n"])
def test_a_commit_is_the_one_that_git_would_write(made, ways, message):
    ours, _ = ways
    tree, head = ours.tree_of(ours.head()), ours.head()
    tries = ([way.commit_tree(tree, [head], message) for way in ways] for _ in range(3))
    assert any(one == other for one, other in tries)  # the clock goes on between two
    assert ours.commit_without_parents({"a/b": "so"}, message)
    said = made.git("fsck", "--strict", "--no-dangling")
    assert "error" not in said


def test_where_dates_are_set_git_reads_them(made, ways, monkeypatch):
    monkeypatch.setenv("GIT_AUTHOR_DATE", "2026-01-02T03:04:05Z")
    commit = ways[0].commit(ways[0].head(), {"a.md": "so"}, "So")
    assert made.git("log", "-1", "--format=%ai", commit).startswith("2026-01-02 03:04:05")


def test_where_others_have_a_right_to_the_objects_git_writes_them(made):
    objects = made.root / ".git/objects"
    before = {*objects.iterdir()}
    made.git("config", "core.sharedrepository", "group")
    with open_repository(made.root) as repo:
        repo.commit(repo.head(), {f"{n}.md": f"only here {n}" for n in range(60)}, "So")
    made.git("config", "--unset", "core.sharedRepository")
    new = {*objects.iterdir()} - before
    assert new
    assert all(folder.stat().st_mode & stat.S_IWGRP for folder in new)


@pytest.mark.parametrize(
    "path",
    ["", "/a", "a//b", "a/", "../a", "a/../b", ".git/config", ".GIT/config", "git~1", "a/.git", "\u200c.git/a",
     "a\\b", "a\nb", "a:b", "-a", " a", ".a", "a/\udcff"],
)  # fmt: skip
def test_an_unusual_path_is_left_to_git(path):
    assert not is_plain_path(path)
    assert is_plain_path("wiki/concepts/pot-1 (b).md")


@pytest.mark.parametrize("path", ["../a", ".git/config", "a/.git/b", "/a", "a//b"])
def test_what_git_does_not_take_is_in_no_commit(ways, path):
    head = ways[0].head()
    assert ways[0].write_tree(head, {path: "so"}) == ways[0].tree_of(head)


def test_an_object_appears_whole_or_not_at_all(tmp_path):
    sha = write_object(tmp_path, "blob", b"so\n")
    (file,) = (tmp_path / sha[:2]).iterdir()
    os.utime(file, (1, 1))
    assert write_object(tmp_path, "blob", b"so\n") == sha
    assert file.stat().st_mtime > 1
    assert not stat.S_IMODE(file.stat().st_mode) & 0o222
    (tmp_path / sha[:2]).rename(tmp_path / "gone")
    (tmp_path / sha[:2]).write_text("in the way")
    with pytest.raises(OSError, match=r"exists|directory"):
        write_object(tmp_path, "blob", b"so\n")


def test_a_base_that_is_not_here_is_said(ways):
    with pytest.raises(MissingObject):
        ways[0].write_tree("a" * 40, {"a.md": "so"})


def test_git_reads_what_was_written(made, ways):
    tree = ways[0].write_tree(ways[0].head(), {"deep/er/a.md": "so\n"})
    out = subprocess.run(
        ["git", "-C", made.root, "cat-file", "blob", f"{tree}:deep/er/a.md"],
        capture_output=True,
        check=True,
    )
    assert out.stdout == b"so\n"
