"""What `make test` does a share of, `make soak` does whole."""

import os
import subprocess
import sys

import pytest

from tests.helpers.repos import ROOT
from tests.project import everything, soak

SHARES = """
from hypothesis import settings
from tests import conftest
from tests.helpers.share import few, share
print(share("abcdefg", 3), few(10, 4), few(2, 4), settings.default.max_examples, settings.default.derandomize)
"""


@pytest.mark.parametrize(
    ("profile", "said"),
    [
        ("wiki", "['a', 'd', 'g'] 2 1 20 True\n"),
        ("whole", "['a', 'b', 'c', 'd', 'e', 'f', 'g'] 10 2 60 False\n"),
    ],
)
def test_a_share_is_taken_of_what_searches_and_all_of_it_in_a_soak(profile, said):
    env = os.environ | {"HYPOTHESIS_PROFILE": profile}
    done = subprocess.run(
        [sys.executable, "-c", SHARES], capture_output=True, text=True, env=env, cwd=ROOT
    )
    assert (done.stdout, done.stderr) == (said, "")


def test_a_soak_runs_every_test_whole_and_each_search_for_each_seed():
    first, *rest = soak.searches([7, 8], "2")
    assert first.command == (*everything.TESTS, "--hypothesis-seed=7")
    assert first.environment == {"HYPOTHESIS_PROFILE": "whole"}
    named = [word.split("::")[0] for each in rest for word in each.command]
    paths = [word for word in named if word.startswith("tests/")]
    assert all((ROOT / path).is_file() for path in paths)
    assert {path: paths.count(path) for path in paths} == {
        **dict.fromkeys(soak.MACHINES, 2),
        "tests/whole/test_own_check.py": 2,
    }
    assert rest[-1].command == ("tests.fuzz", "--seed", "7", "--hours", "2")


def test_all_tests_are_chosen_where_none_are_named():
    assert not [word for word in everything.TESTS if word.startswith("tests")]


def test_what_python_compiles_is_kept_also_where_it_may_not_stand_beside_the_sources():
    assert everything.environment({"A": "b"}) == {"A": "b"}
    given = {"PYTHONDONTWRITEBYTECODE": "1", "A": "b"}
    assert everything.environment(given) == {
        "A": "b",
        "PYTHONPYCACHEPREFIX": str(ROOT / ".venv" / "bytecode"),
    }


def test_the_tests_have_their_files_in_memory_where_there_is_room(tmp_path):
    with everything.temporary_folder(tmp_path / "none") as more:
        assert more == {}
    about = os.statvfs(tmp_path)
    with everything.temporary_folder(tmp_path) as more:
        if about.f_bavail * about.f_frsize < everything.ROOM:
            assert more == {}
        else:
            assert [str(each) for each in tmp_path.iterdir()] == [more["TMPDIR"]]
    assert [*tmp_path.iterdir()] == []
