"""A branch in the way, and a hook that refuses, are told as what they are."""

import pytest

from pipeline.adapters.git.branch_names import folders_of_branch
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.errors import UserError
from tests.adapters.git.test_remote import BRANCH, bare, made, offline  # noqa: F401


def test_the_folders_of_a_branch_are_names_that_no_other_may_have():
    assert folders_of_branch("wiki/compile/a-1") == ["wiki", "wiki/compile"]
    assert folders_of_branch("main") == []


@pytest.mark.parametrize("name", ["wiki", "wiki/compile"])
def test_a_branch_that_is_called_as_our_folder_is_named_with_its_remedy(made, name):  # noqa: F811
    made.git("branch", name)
    with open_repository(made.root) as repo, pytest.raises(UserError) as told:
        repo.move_branch("wiki/compile/a", repo.head(), None)
    assert f"A branch called {name} stands where" in told.value.message
    assert f"git branch -m {name} {name}-old" in told.value.hint


def test_a_hook_that_refuses_is_named_with_what_it_said(made):  # noqa: F811
    hook = made.root / ".git/hooks/reference-transaction"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'no new branches on Fridays' >&2\nexit 1\n")
    hook.chmod(0o755)
    with open_repository(made.root) as repo, pytest.raises(UserError) as told:
        repo.move_branch("wiki/compile/a", repo.head(), None)
    assert "A hook of this repository refuses" in told.value.message
    assert "no new branches on Fridays" in told.value.message
    assert "core.hooksPath" in told.value.hint


def test_a_branch_in_the_way_on_the_server_is_named(made, bare, offline):  # noqa: F811
    made.git("-C", str(bare), "branch", "wiki", "main")
    with open_repository(made.root) as repo, pytest.raises(UserError) as told:
        offline.push({BRANCH: (repo.head(), None)})
    assert "A branch called wiki stands on the server where" in told.value.message
    assert "Rename it" in told.value.hint
