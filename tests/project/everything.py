"""`make test`: every static check and every test, with a summary a person can read."""

from __future__ import annotations

import os
import subprocess
import sys
import time

CHECKS = (
    ("format", ["ruff", "format", "--check", "--quiet", "."]),
    ("lint", ["ruff", "check", "--quiet", "."]),
    ("types", ["mypy"]),
    ("workflows", ["tests.workflows.static"]),
    ("tests", ["pytest", "-n", str(min(4, os.cpu_count() or 1))]),
)


def main() -> int:
    """Run the checks one after another, all of them also when one fails."""
    rows = []
    for name, command in CHECKS:
        print(f"── {name}", flush=True)
        began = time.monotonic()
        code = subprocess.run([sys.executable, "-m", *command], check=False).returncode
        rows.append((name, code, time.monotonic() - began))
    print("\n── summary")
    for name, code, seconds in rows:
        print(f"{'ok  ' if code == 0 else 'FAIL'}  {name:9} {seconds:6.1f} s")
    return 1 if any(code for _, code, _ in rows) else 0


if __name__ == "__main__":
    raise SystemExit(main())
