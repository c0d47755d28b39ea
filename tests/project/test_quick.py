"""What `make quick` finds changed, and the tests that it runs for it."""

from __future__ import annotations

import re
import time

import pytest

from tests.helpers.repos import Team, team
from tests.project import mirror, quick
from tests.project.layers import FILES
from tests.project.quick import ALWAYS, ROOT, InTime, changed


def of(*paths):
    """Return the tests of these paths, without those that always run."""
    found = quick.tests_of(paths)
    assert tuple(found[: len(ALWAYS)]) == ALWAYS
    return found[len(ALWAYS) :]


@pytest.fixture
def made(tmp_path) -> Team:
    """A repository whose branch `mine` left `main` after its first commit; main went on."""
    made = team(tmp_path / "w", {"a.md": "A\n", "b.md": "B\n", "c.md": "C\n"})
    made.git("checkout", "-qb", "mine")
    made.add("raw/mine.md", "Mine\n")
    made.git("checkout", "-q", "main")
    made.add("raw/theirs.md", "Theirs\n")
    made.git("checkout", "-q", "mine")
    return made


def test_what_changed_is_what_the_branch_has_beside_the_default_branch(made):
    assert changed(made.root) == ["raw/mine.md"]
    (made.root / "raw/a.md").write_text("Another\n")
    (made.root / "raw/b.md").unlink()
    (made.root / "new é.md").write_text("New\n")
    made.git("mv", "raw/c.md", "raw/d.md")
    assert changed(made.root) == [
        *("new é.md", "raw/a.md", "raw/b.md", "raw/c.md", "raw/d.md", "raw/mine.md")
    ]


def test_the_default_branch_is_the_one_that_the_remote_names(made):
    made.git("update-ref", "refs/remotes/origin/trunk", "mine~")
    made.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/trunk")
    made.git("branch", "-qm", "main", "other")
    assert changed(made.root) == ["raw/mine.md"]
    made.git("update-ref", "refs/remotes/origin/trunk", "mine")
    assert changed(made.root) == []


def test_without_a_default_branch_it_is_what_is_not_committed(made):
    made.git("branch", "-qm", "main", "other")
    (made.root / "raw/a.md").write_text("Another\n")
    assert changed(made.root) == ["raw/a.md"]


def test_every_module_has_tests_to_run():
    found = {name: of(f"pipeline/{name}.py") for name in FILES}
    without = [name for name, tests in found.items() if not tests and mirror.needs_one(name)]
    assert without in ([], ["__init__"])
    assert {
        test for tests in found.values() for test in tests if not (ROOT / test).exists()
    } == set()


@pytest.mark.parametrize(
    ("path", "tests"),
    [
        ("pipeline/core/markup/links.py", ["tests/core/markup/test_links.py"]),
        ("pipeline/core/markup/__init__.py", ["tests/core/markup/test_links.py"]),
        ("pipeline/core/markup/gone.py", ["tests/core/markup/test_links.py"]),
        ("pipeline/readers/gone/gone.py", ["tests/readers/test_readers.py"]),
        ("pipeline/forgotten/module.py", []),
        ("pipeline/rules/dead_link.py", ["tests/rules"]),
        ("pipeline/prompts/plan.md", ["tests/librarian/model"]),
        (".github/workflows/compile.yml", ["tests/workflows/test_policy.py", "tests/workflows/test_wiring.py"]),
        ("tests/rules/dead-link/findings.txt", ["tests/rules"]),
        ("tests/rules/test_rules.py", ["tests/rules/test_rules.py"]),
        ("tests/rules/test_gone.py", []),
        ("tests/forge/shapes.py", ["tests/forge"]),
        ("tests/project/quick.py", ["tests/project/test_quick.py"]),
        ("tests/workflows/world.py", ["tests/workflows/test_add_end_to_end.py", "tests/workflows/test_make_end_to_end.py", "tests/workflows/test_setup_end_to_end.py"]),
        ("tests/adapters/conftest.py", ["tests/adapters"]),
        ("tests/conftest.py", []),
        ("tests/helpers/gone.py", []),
        ("tests/whole/test_state_machine.py", []),
        ("tests/fuzz/oracle.py", []),
        ("docs/architecture.md", []),
        ("README.md", []),
    ],
)  # fmt: skip
def test_a_path_has_these_tests(path, tests):
    assert of(path) == tests


def test_a_helper_has_the_tests_that_import_it():
    found = of("tests/helpers/repos.py")
    assert "tests/project/test_quick.py" in found
    assert all("tests.helpers.repos import" in (ROOT / test).read_text("utf-8") for test in found)


def test_a_test_is_not_run_twice():
    both = ["pipeline/rules/dead_link.py", "tests/rules/test_rules.py", "tests/rules/test_rules.py"]
    assert of(*both) == of(*reversed(both)) == ["tests/rules"]


def test_what_takes_long_is_there():
    assert [path for path in (*quick.LONG, *ALWAYS) if not (ROOT / path).exists()] == []
    beside = [test for tests in quick.BESIDE.values() for test in tests]
    assert [test for test in beside if not (ROOT / test).exists()] == []


@pytest.mark.parametrize(("seconds", "ran"), [(60, 3), (-1, 1)])
def test_after_the_time_no_test_begins(tmp_path, capfd, seconds, ran):
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    (tmp_path / "test_three.py").write_text(
        "def test_a(): pass\ndef test_b(): pass\ndef test_c(): pass\n"
    )
    in_time = InTime(time.monotonic() + seconds)
    code = pytest.main(
        [str(tmp_path), "-q", f"--rootdir={tmp_path}", "--import-mode=importlib"], plugins=[in_time]
    )
    assert (in_time.ran, in_time.all) == (ran, 3)
    assert code == (pytest.ExitCode.OK if ran == 3 else pytest.ExitCode.INTERRUPTED)
    assert re.search(r"\b(\d) passed", capfd.readouterr().out)[1] == str(ran)
    assert in_time.words == ("3 of 3" if ran == 3 else "1 of 3; `make test` runs the others")
