"""`make github`: hold the fake GitHub, and what the program sends it, to GitHub's own description of its API.

It installs two packages of npm below `build/`, which git ignores, and runs every test that meets the
fake GitHub. Arguments are handed to pytest; files among them are run instead of all. docs/github.md
says what this proves.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from tests.forge import description

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "build" / "github"
PACKAGES = ("@octokit/openapi@23.0.2", "@octokit/webhooks-examples@7.6.1")
# The forge's own tests send what is wrong, to see that it is refused.
OWN = ("tests/forge/test_forge.py", "tests/forge/test_pygithub.py")
_MEETS = re.compile(r"tests\.(forge|helpers\.flows|workflows\.(act|world))\b|def test_.*\bworld\b")


def main(arguments: list[str]) -> int:
    """Install what is missing, and run the tests; return pytest's code."""
    modules = FOLDER / "node_modules"
    if not all(
        (modules / name).exists() for name in (description.API_FILE, description.EXAMPLES_FILE)
    ):
        FOLDER.mkdir(parents=True, exist_ok=True)
        quiet = ("--ignore-scripts", "--no-audit", "--no-fund", "--no-save", "--silent")
        installed = subprocess.run(["npm", "install", *quiet, "--prefix", str(FOLDER), *PACKAGES])
        if installed.returncode:
            print("npm could not install GitHub's description; it is needed once.", file=sys.stderr)
            return 1
    files = [] if any(a.startswith("tests/") for a in arguments) else find_tests()
    command = ["-m", "pytest", "-p", "tests.forge.plugin", "-n", "auto"]
    given = ["--github-description", str(modules), *files, *arguments]
    return subprocess.run([sys.executable, *command, *given], cwd=ROOT).returncode


def find_tests() -> list[str]:
    """Return the test files that meet the fake GitHub."""
    found = sorted((ROOT / "tests").rglob("test_*.py"))
    met = (file for file in found if _MEETS.search(file.read_text("utf-8")))
    return [path for path in (f.relative_to(ROOT).as_posix() for f in met) if path not in OWN]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
