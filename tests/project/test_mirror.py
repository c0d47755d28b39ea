"""Every module is held by a test that is found by its name, or by a short list."""

from __future__ import annotations

from functools import cache

from tests.project import mirror
from tests.project.layers import FILES
from tests.project.mirror import HELD, TESTS


@cache
def without():
    """Return the modules that a test could hold and that have none of their own."""
    return [n for n in FILES if mirror.needs_one(n) and not mirror.has_own_test(n)]


def test_a_module_without_a_test_of_its_own_stands_in_the_list():
    for name in without():
        key = mirror.holder_of(name)
        assert key, f"add tests/{mirror.own_test(name)}, or a line to tests/project/mirror.py"
        reached = mirror.reached_by(HELD[key])
        by_process = name == "__main__" or name.endswith("_child")
        assert name in reached or by_process, f"tests/{HELD[key]} never comes to {name}"


def test_the_list_says_nothing_needless():
    used = {mirror.holder_of(name) for name in without()}
    assert set(HELD) - used == set()
    assert [test for test in HELD.values() if not (TESTS / test).is_file()] == []


def test_every_test_is_for_a_module_or_for_more_than_one():
    """A test in a mirrored folder may be about several modules there, but the folder must exist."""
    own = ("forge", "fuzz", "helpers", "project", "runs", "vault", "whole", "workflows")
    folders = {f.parent.relative_to(TESTS).as_posix() for f in TESTS.rglob("test_*.py")}
    mirrored = {folder for folder in folders if folder.split("/")[0] not in own}
    assert {x for x in mirrored if not (TESTS.parent / "pipeline" / x).is_dir()} == set()
