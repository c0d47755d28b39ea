"""`make soak`: the searches of the tests for as long as one likes, in other places each time; quiet seeds are what they show.

    SEEDS="1 2 3" HOURS=4 make soak

The state machines run for each seed, 25 examples of 30 steps; whatever fails is printed as the shortest way there, and the
seed finds it again. Then the fuzzer, where there is one.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import time

MACHINES = ("tests/whole/test_state_machine.py", "tests/whole/test_lint_state_machine.py")
DIFFERENCES = "tests/whole/test_own_check.py::test_no_proposal_is_refused_by_our_own_check"
DEFAULT = "1 2 3 4 5 6 7 8 9 10"
WIKIS = 40  # wikis made by chance for each seed


def main() -> int:
    """Run everything, also behind what fails; return 1 where something was found."""
    rows = [
        _timed(f"{what} {seed}", command, more)
        for seed in _seeds()
        for what, command, more in _searches(seed)
    ]
    if importlib.util.find_spec("tests.fuzz") is not None:
        hours = os.environ.get("HOURS", "1")
        rows.append(
            _timed(
                f"tests.fuzz {hours} h",
                ["tests.fuzz", "--seed", f"{_seeds()[0]}", "--hours", hours],
                {},
            )
        )
    print("\n── soak")
    for name, code, seconds in rows:
        print(f"{'ok  ' if code == 0 else 'FAIL'}  {name:44} {seconds:8.1f} s")
    return 1 if any(code for _, code, _ in rows) else 0


def _seeds() -> list[int]:
    given = os.environ.get("SEEDS", DEFAULT).replace(",", " ").split()
    if not all(seed.isdecimal() for seed in given):
        raise SystemExit(f"SEEDS are numbers, such as SEEDS='{DEFAULT}'.")
    return [int(seed) for seed in given]


def _searches(seed: int) -> list[tuple[str, list[str], dict[str, str]]]:
    soak = {"HYPOTHESIS_PROFILE": "soak"}
    found = [(path, ["pytest", path, f"--hypothesis-seed={seed}"], soak) for path in MACHINES]
    wikis = {"WIKI_FIRST_SEED": str(1_000 * seed), "WIKI_SEEDS": str(WIKIS)}
    return [*found, ("tests/whole/test_own_check.py", ["pytest", DIFFERENCES], wikis)]


def _timed(name: str, command: list[str], more: dict[str, str]) -> tuple[str, int, float]:
    print(f"── {name}", flush=True)
    began = time.monotonic()
    code = subprocess.run(
        [sys.executable, "-m", *command], check=False, env={**os.environ, **more}
    ).returncode
    return name, code, time.monotonic() - began


if __name__ == "__main__":
    raise SystemExit(main())
