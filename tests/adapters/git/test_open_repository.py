"""A repository is opened where there is one that can be read, and a sentence says what is wrong elsewhere."""

import subprocess

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.errors import UserError
from tests.helpers.line_by_line import compile_one
from tests.helpers.repos import source, team

KETTLE = source("Kettle report", "A kettle holds a litre.\nEvery kettle boils water.", author="Ada")


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "team", {"2024-kettle.md": KETTLE})


def test_the_environment_of_a_git_hook_leads_nowhere_else(wiki, tmp_path, monkeypatch):
    other = team(tmp_path / "other", {"x.md": KETTLE})
    monkeypatch.setenv("GIT_DIR", str(other.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(other.root / ".git" / "index"))
    proposal, _ = compile_one(wiki.root, "raw/2024-kettle.md")
    monkeypatch.undo()
    assert wiki.branches() == [proposal.branch]
    assert other.branches() == []


def test_a_folder_without_repository_and_a_repository_without_commit_say_what_to_do(tmp_path, wiki):
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="git init"), open_repository(tmp_path / "empty"):
        pass
    wiki.git("init", "-q", str(tmp_path / "bare"))
    with (
        open_repository(tmp_path / "bare") as repo,
        pytest.raises(UserError, match="no commit yet"),
    ):
        repo.head()


def test_a_repository_that_names_its_objects_otherwise_is_refused_in_a_sentence(tmp_path):
    subprocess.run(["git", "init", "--quiet", "--object-format=sha256", tmp_path], check=True)
    with (
        pytest.raises(UserError, match="names its objects by SHA256") as error,
        open_repository(tmp_path),
    ):
        pass
    assert "--object-format=sha1" in error.value.hint
