"""What tools say of the workflow files, offline: zizmor, actionlint, and GitHub's schemas for every kind of file in .github/."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.helpers.repos import ROOT

BIN = Path(sys.executable).parent
SCHEMAS = {
    "github-workflows": "workflows/*.yml",
    "github-actions": "actions/*/action.yml",
    "dependabot": "dependabot.yml",
    "github-issue-forms": "ISSUE_TEMPLATE/[!c]*.yml",
    "github-issue-config": "ISSUE_TEMPLATE/config.yml",
}


def commands(root: Path = ROOT) -> list[list[str]]:
    """Return the commands that check the files of a repository, with every tool's way to other machines closed."""
    github = root / ".github"
    workflows = sorted(str(f) for f in github.glob("workflows/*.yml"))
    found = [
        ["zizmor", "--offline", "--persona=pedantic", "--quiet", "--no-progress", str(github)],
        ["actionlint", "-no-color", "-shellcheck=", "-pyflakes=", *workflows],
    ]
    for schema, pattern in SCHEMAS.items():
        if files := sorted(str(f) for f in github.glob(pattern)):
            found.append(
                ["check-jsonschema", "--quiet", "--builtin-schema", f"vendor.{schema}", *files]
            )
    return found


def main() -> int:
    """Run them all; 1 if one of them finds something."""
    codes = [
        subprocess.run([BIN / name, *rest], check=False, cwd=ROOT).returncode
        for name, *rest in commands()
    ]
    return int(any(codes))


if __name__ == "__main__":
    os.environ.pop("GH_TOKEN", None)
    raise SystemExit(main())
