"""`make quick`: format, lint, types, and the tests of what changed and of the layers, in under a minute.

What changed is what differs from where this branch left the default branch, with what is not
committed yet. A module is held by the test of its own name, else by the one that
`tests.project.mirror` names for it, else by the tests of its room. A test that changed is run
itself, a helper brings the tests that import it, and any other file those of its folder. State
machines, act and the fuzzer run in `make test` alone.
"""

from __future__ import annotations

import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.project import mirror

ROOT = Path(__file__).parents[2]
CHECKS = (
    ("format", ["ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["ruff", "check", "--quiet", "."]),
    ("types", ["mypy"]),
)
ALWAYS = ("tests/project/test_layers.py", "tests/project/test_docs.py")
# Each takes more than its share of a minute.
LONG = (
    "tests/fuzz",
    "tests/whole/test_lint_state_machine.py",
    "tests/whole/test_state_machine.py",
    "tests/workflows/test_act.py",
    "tests/workflows/test_ask_end_to_end.py",
    "tests/workflows/test_end_to_end.py",
    "tests/workflows/test_lint_end_to_end.py",
)
# Files of the product that are no modules, and the tests that look at them.
BESIDE = {
    ".github/": ("tests/workflows/test_policy.py", "tests/workflows/test_wiring.py"),
    "pipeline/prompts/": ("tests/librarian/model",),
    "requirements": ("tests/project/test_lock.py",),
    "schema.md": ("tests/core/wiki/test_schema.py",),
}
SECONDS = 40.0  # from the beginning until no further test begins


class InTime:
    """A plugin of pytest: it begins no test after `end`, and counts those that ran."""

    def __init__(self, end: float) -> None:
        self._end = end
        self.all, self.ran = 0, 0

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Count the tests that were chosen."""
        self.all = len(session.items)

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Count a test that has run."""
        self.ran += 1

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """End the run where the time is over and a test is left."""
        if nextitem is not None and time.monotonic() >= self._end:
            item.session.shouldstop = "the time is over"

    @property
    def words(self) -> str:
        """Say how many tests ran, where that is not all of them."""
        rest = "; `make test` runs the others" if self.ran < self.all else ""
        return f"{self.ran} of {self.all}{rest}"


def main() -> int:
    """Run the static checks beside the tests; return 1 where something failed."""
    began = time.monotonic()
    checks = [(name, _started(command)) for name, command in CHECKS]
    chosen = tests_of(changed(ROOT))
    print("── tests", *chosen, sep="\n", flush=True)
    in_time = InTime(began + SECONDS)
    code = pytest.main([*chosen, *(f"--ignore={path}" for path in LONG)], plugins=[in_time])
    over = code == pytest.ExitCode.INTERRUPTED and in_time.ran < in_time.all
    rows = [("tests", 0 if over else int(code), in_time.words)]
    for name, check in checks:
        said, _ = check.communicate()
        print(f"── {name}\n{said}" if check.returncode else "", end="")
        rows.append((name, check.returncode, ""))
    print(f"\n── summary, after {time.monotonic() - began:.0f} s")
    for name, code, words in rows:
        print(f"{'ok  ' if code == 0 else 'FAIL'}  {name:9} {words}".rstrip())
    return 1 if any(code for _, code, _ in rows) else 0


def _started(command: list[str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


# --- what changed ---


def changed(root: Path) -> list[str]:
    """Return the paths that differ from where HEAD left the default branch, new ones included."""
    base = _git(root, "merge-base", "HEAD", _default_branch(root)).strip() or "HEAD"
    listed = _git(root, "diff", "--name-only", "-z", "--no-renames", base)
    new = _git(root, "ls-files", "-z", "--others", "--exclude-standard")
    return sorted({path for path in (listed + new).split("\0") if path})


def _default_branch(root: Path) -> str:
    """Return the branch that others work on; HEAD where no branch is known to be it."""
    told = _git(root, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD").strip()
    for name in (told, "origin/main", "main", "origin/master", "master"):
        if name and _git(root, "rev-parse", "--verify", "--quiet", f"{name}^{{commit}}"):
            return name
    return "HEAD"


def _git(root: Path, *arguments: str) -> str:
    """Return what git prints; nothing where it fails."""
    done = subprocess.run(["git", *arguments], cwd=root, capture_output=True, check=False)
    return done.stdout.decode("utf-8", "surrogateescape") if done.returncode == 0 else ""


# --- which tests are about it ---


def tests_of(paths: Iterable[str]) -> list[str]:
    """Return the tests that always run, then those of the given paths: files, or folders of them."""
    found = dict.fromkeys(ALWAYS)
    for path in paths:
        found |= dict.fromkeys(test for test in _tests_of(path) if not _is_long(test))
    return [test for test in found if not _stands_in_another(test, found)]


def _tests_of(path: str) -> Iterator[str]:
    file = Path(path)
    yield from (test for start in BESIDE if path.startswith(start) for test in BESIDE[start])
    if file.parts[0] == "pipeline" and file.suffix == ".py":
        yield from _tests_of_module(file.relative_to("pipeline").with_suffix("").as_posix())
    elif _is_test(file):
        yield from [path] if (ROOT / file).is_file() else []
    elif file.parts[0] == "tests":
        is_helper = file.suffix == ".py" and file.name != "conftest.py"
        by_import = [*_tests_that_import(file)] if is_helper else []
        yield from by_import or _nearest_tests(file.parent)


def _tests_of_module(name: str) -> Iterator[str]:
    own, key = mirror.own_test(name), mirror.holder_of(name)
    if (mirror.TESTS / own).is_file():
        yield f"tests/{own}"
    elif key and not name.startswith("rules/"):
        yield f"tests/{mirror.HELD[key]}"
    else:
        yield from _nearest_tests(Path("tests", name).parent)


def _nearest_tests(folder: Path) -> Iterator[str]:
    """Yield the folder itself or the nearest above it in which a test stands."""
    while folder != Path("tests") and folder.parts[0] == "tests":
        if any((ROOT / folder).glob("test_*.py")):
            yield folder.as_posix()
            return
        folder = folder.parent


def _tests_that_import(file: Path) -> Iterator[str]:
    """Yield the tests that import a module of the tests by its name."""
    folder, name = ".".join(file.parent.parts), file.stem
    imports = re.compile(
        rf"^from {folder}(?:\.{name} import| import (?:\([^)]*|.*)\b{name}\b)", re.MULTILINE
    )
    for test in sorted(mirror.TESTS.rglob("test_*.py")):
        if imports.search(test.read_text("utf-8")):
            yield test.relative_to(ROOT).as_posix()


def _is_test(file: Path) -> bool:
    return file.parts[0] == "tests" and file.match("test_*.py")


def _is_long(test: str) -> bool:
    return any(test == path or test.startswith(f"{path}/") for path in LONG)


def _stands_in_another(test: str, found: Iterable[str]) -> bool:
    return any(test.startswith(f"{other}/") for other in found)


if __name__ == "__main__":
    raise SystemExit(main())
