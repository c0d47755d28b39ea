"""What HEAD holds, read by git alone."""

import os
import subprocess

import pytest

from pipeline.adapters.git.plain_git import find_head
from pipeline.core.errors import MissingObject, UserError
from tests.helpers.repos import team


def test_the_files_of_head_are_listed_and_read(tmp_path):
    made = team(tmp_path / "wiki", {"a.md": "A", "ü b.md": "B"})
    head = find_head(made.root)
    files = head.files("raw/")
    assert [*files] == ["raw/a.md", "raw/ü b.md"]
    assert [*head.read([*files.values()])] == [b"A", b"B"]
    assert [*head.read([])] == []
    assert head.tree == made.git("rev-parse", "HEAD^{tree}").strip()
    assert head.private == made.root.resolve() / ".git" / "wiki"


def test_a_folder_below_and_another_worktree_are_of_the_same_repository(tmp_path):
    made = team(tmp_path / "wiki", {"a.md": "A"})
    made.git("worktree", "add", "-q", str(tmp_path / "other"))
    here = find_head(made.root / "raw")
    assert here.private == find_head(tmp_path / "other").private
    assert [*here.files("raw/")] == ["raw/a.md"], "paths count from the root"


def test_symbolic_links_and_what_is_not_committed_are_left_out(tmp_path):
    made = team(tmp_path / "wiki", {"a.md": "A"})
    (made.root / "raw" / "link.md").symlink_to("a.md")
    made.git("add", "-A")
    made.git("commit", "-qm", "Link")
    (made.root / "raw" / "new.md").write_text("new")
    assert [*find_head(made.root).files("raw/")] == ["raw/a.md"]


def test_variables_of_a_hook_send_us_nowhere_else(tmp_path, monkeypatch):
    made, other = team(tmp_path / "wiki", {"a.md": "A"}), team(tmp_path / "other", {"b.md": "B"})
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    assert [*find_head(made.root).files("raw/")] == ["raw/a.md"]


def test_a_missing_object_is_said(tmp_path):
    head = find_head(team(tmp_path / "wiki", {"a.md": "A"}).root)
    with pytest.raises(MissingObject):
        [*head.read(["0" * 40])]


def test_where_there_is_nothing_to_read_the_owner_is_told(tmp_path):
    with pytest.raises(UserError, match="is not in a git repository"):
        find_head(tmp_path)
    with pytest.raises(UserError, match="is not in a git repository"):
        find_head(tmp_path / "missing")
    subprocess.run(["git", "init", "-q", str(tmp_path / "new")], check=True, env={**os.environ})
    with pytest.raises(UserError, match="no commit yet"):
        find_head(tmp_path / "new")
    broken = team(tmp_path / "wiki", {"a.md": "A"})
    (broken.root / ".git" / "config").write_text("[core\n")
    with pytest.raises(UserError, match=r"git cannot work here: .*bad config"):
        find_head(broken.root)
