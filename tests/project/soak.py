"""`make soak`: the searches of the tests for as long as one likes, in other places each time; quiet seeds are what they show.

    SEEDS="1 2 3" HOURS=4 make soak

First every test runs whole, with all the cases of which `make test` tries a share. Then the state machines run for each
seed, 25 examples of 30 steps; whatever fails is printed as the shortest way there, and the seed finds it again. Then the
fuzzer, where there is one.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time
from dataclasses import dataclass, field

from tests.project import everything

MACHINES = ("tests/whole/test_state_machine.py", "tests/whole/test_lint_state_machine.py")
DIFFERENCES = "tests/whole/test_own_check.py::test_no_proposal_is_refused_by_our_own_check"
DEFAULT = "1 2 3 4 5 6 7 8 9 10"
WIKIS = 40  # wikis made by chance for each seed


@dataclass(frozen=True)
class Search:
    """A module with its arguments, and what it finds in its environment beside what is there."""

    name: str
    command: tuple[str, ...]
    environment: dict[str, str] = field(default_factory=dict)


def main() -> int:
    """Run everything, also behind what fails; return 1 where something was found."""
    rows = [_timed(search) for search in searches(_seeds(), os.environ.get("HOURS", "1"))]
    print("\n── soak")
    for name, code, seconds in rows:
        print(f"{'ok  ' if code == 0 else 'FAIL'}  {name:44} {seconds:8.1f} s")
    return 1 if any(code for _, code, _ in rows) else 0


def _seeds() -> list[int]:
    given = os.environ.get("SEEDS", DEFAULT).replace(",", " ").split()
    if not given or not all(seed.isdecimal() for seed in given):
        raise SystemExit(f"SEEDS are numbers, such as SEEDS='{DEFAULT}'.")
    return [int(seed) for seed in given]


def searches(seeds: list[int], hours: str) -> list[Search]:
    """Return what is run, in its order."""
    first = seeds[0]
    found = [
        Search(
            "every test, whole",
            (*everything.TESTS, f"--hypothesis-seed={first}"),
            {"HYPOTHESIS_PROFILE": "whole"},
        )
    ]
    for seed in seeds:
        found += _of_a_seed(seed)
    if importlib.util.find_spec("tests.fuzz") is not None:
        command = ("tests.fuzz", "--seed", f"{first}", "--hours", hours)
        found.append(Search(f"tests.fuzz {hours} h", command))
    return found


def _of_a_seed(seed: int) -> list[Search]:
    soak = {"HYPOTHESIS_PROFILE": "soak"}
    wikis = {"WIKI_FIRST_SEED": str(1_000 * seed), "WIKI_SEEDS": str(WIKIS)}
    return [
        *(
            Search(f"{path} {seed}", ("pytest", path, f"--hypothesis-seed={seed}"), soak)
            for path in MACHINES
        ),
        Search(f"tests/whole/test_own_check.py {seed}", ("pytest", DIFFERENCES), wikis),
    ]


def _timed(search: Search) -> tuple[str, int, float]:
    print(f"── {search.name}", flush=True)
    began = time.monotonic()
    environment = everything.environment(os.environ) | search.environment
    code = subprocess.run(
        [sys.executable, "-m", *search.command], check=False, env=environment
    ).returncode
    return search.name, code, time.monotonic() - began


if __name__ == "__main__":
    raise SystemExit(main())
