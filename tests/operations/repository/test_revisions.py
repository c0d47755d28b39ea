"""Which commit a person means by a revision or a day."""

from __future__ import annotations

import subprocess

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.errors import UserError
from pipeline.operations.repository.revisions import find_commit
from tests.helpers.repos import Team


def commit(made, day, name="main", time="12:00:00 +0000"):
    """Commit a file on a day, and return the commit."""
    (made.root / "file").write_text(f"{day} {name}")
    made.git("add", "-A")
    date = f"{day}T{time.replace(' ', '')}"
    env = {"GIT_COMMITTER_DATE": date, "GIT_AUTHOR_DATE": date, "HOME": str(made.root)}
    names = ("-c", "user.name=Ada", "-c", "user.email=ada@example.org")
    subprocess.run(["git", *names, "commit", "-qm", day], cwd=made.root, env=env, check=True)
    return made.git("rev-parse", "HEAD").strip()


def team_with_days(folder):
    made = Team(folder)
    folder.mkdir()
    made.git("init", "-qb", "main")
    return made


def find(made, wanted):
    with open_repository(made.root) as repo:
        return find_commit(repo, wanted)


def test_a_day_is_the_last_commit_on_or_before_it(tmp_path):
    made = team_with_days(tmp_path / "w")
    first, second = commit(made, "2026-01-10"), commit(made, "2026-01-20")
    assert [find(made, d) for d in ("2026-01-10", "2026-01-19", "2026-01-20", "2030-01-01")] == [
        first,
        first,
        second,
        second,
    ]


def test_a_day_is_one_of_utc_wherever_it_was_committed(tmp_path):
    made = team_with_days(tmp_path / "w")
    first = commit(made, "2026-01-10")
    commit(made, "2026-01-20", time="23:30:00 -0500")  # the 21st in UTC
    assert find(made, "2026-01-20") == first


def test_what_a_merge_brought_in_was_not_there_before_it(tmp_path):
    made = team_with_days(tmp_path / "w")
    first = commit(made, "2026-01-10")
    made.git("checkout", "-qb", "side")
    commit(made, "2026-01-12", "side")
    made.git("checkout", "-q", "main")
    made.git("merge", "-q", "--no-ff", "--no-edit", "side")
    assert find(made, "2026-01-15") == first


def test_a_day_is_asked_of_the_default_branch_whatever_is_checked_out(tmp_path):
    made = team_with_days(tmp_path / "w")
    first = commit(made, "2026-01-10")
    made.git("checkout", "-qb", "other")
    commit(made, "2026-01-12", "other")
    assert find(made, "2026-01-20") == first


def test_of_a_clone_the_local_branch_counts_once_it_has_more_than_the_remote_s(tmp_path):
    made = team_with_days(tmp_path / "w")
    first = commit(made, "2026-01-10")
    Team(tmp_path).git("clone", "-q", (tmp_path / "w").as_uri(), "clone")
    clone = Team(tmp_path / "clone")
    mine = commit(clone, "2026-01-12")
    assert find(clone, "2026-01-20") == mine
    theirs = commit(made, "2026-01-14")
    clone.git("fetch", "-q")
    assert find(clone, "2026-01-20") == theirs
    assert find(clone, "2026-01-11") == first


def test_where_no_branch_is_called_main_it_is_what_is_checked_out(tmp_path):
    made = team_with_days(tmp_path / "w")
    made.git("checkout", "-qb", "trunk")
    first = commit(made, "2026-01-10")
    assert find(made, "2026-01-20") == first


def test_revisions_are_those_of_git(tmp_path):
    made = team_with_days(tmp_path / "w")
    first, second = commit(made, "2026-01-10"), commit(made, "2026-01-20")
    made.git("tag", "v1", first)
    assert [find(made, x) for x in ("HEAD", "HEAD~1", "v1", "main", second[:8])] == [
        second,
        first,
        first,
        second,
        second,
    ]


@pytest.mark.parametrize(
    ("wanted", "said"),
    [
        ("nope", "There is no commit 'nope' here."),
        ("--all", "There is no commit '--all' here."),
        ("", "There is no commit '' here."),
        ("2026-02-30", "'2026-02-30' is no date."),
        ("2026-1-5", "'2026-1-5' is no date."),
        ("2020-01-01", "On 2020-01-01 there was no commit yet: the first one is of 2026-01-10."),
    ],
)
def test_what_cannot_be_found_is_said(tmp_path, wanted, said):
    made = team_with_days(tmp_path / "w")
    commit(made, "2026-01-10")
    with pytest.raises(UserError) as error:
        find(made, wanted)
    assert error.value.message == said


def test_a_repository_without_a_commit_says_so(tmp_path):
    with pytest.raises(UserError, match="no commit yet"):
        find(team_with_days(tmp_path / "w"), "2026-01-10")


@pytest.mark.parametrize("wanted", ["HEAD~2", "2026-01-10"])
def test_a_shallow_clone_says_that_it_is_one(tmp_path, wanted):
    made = team_with_days(tmp_path / "w")
    for day in ("2026-01-10", "2026-01-20", "2026-01-30"):
        commit(made, day)
    address = (tmp_path / "w").as_uri()
    Team(tmp_path).git("clone", "-q", "--depth", "2", address, "shallow")
    shallow = Team(tmp_path / "shallow")
    with pytest.raises(UserError) as error:
        find(shallow, wanted)
    assert "shallow" in str(error.value)
    assert "--unshallow" in error.value.hint
    assert find(shallow, "2026-01-20") == find(made, "2026-01-20")
