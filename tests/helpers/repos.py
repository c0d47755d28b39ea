"""Real repositories for tests: a team's wiki in a folder, with its sources committed."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from pipeline.operations.setup.example import example_manifest
from tests.helpers.git_settings import GIT_SETTINGS

ROOT = Path(__file__).parents[2]
SCHEMA = (ROOT / "schema.md").read_text("utf-8")
EMPTY_LOG = "# Log\n\nEvery ingest, query and lint, oldest first. This file only grows.\n"


def example_or_skip() -> None:
    """Skip where raw/ is a team's own: the product's half must pass its tests there too."""
    example = example_manifest()
    there = {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / "raw").rglob("*")
        if p.is_file() and p.name != ".gitkeep"
    }
    if there != {name for name in example if name.startswith("raw/")}:
        pytest.skip("raw/ is not the example that ships")


@dataclass(frozen=True)
class Team:
    """A repository of a team, and git in it."""

    root: Path

    def git(self, *args: str) -> str:
        """Run git as a person of the team; return what it prints."""
        env = {
            **os.environ,
            "GIT_CONFIG_GLOBAL": str(GIT_SETTINGS),
            "GIT_CONFIG_SYSTEM": os.devnull,
        }
        names = (
            "-c",
            "user.name=Ada",
            "-c",
            "user.email=ada@example.org",
            "-c",
            "core.autocrlf=false",
        )
        done = subprocess.run(
            ["git", *names, *args], cwd=self.root, env=env, capture_output=True, check=True
        )
        return done.stdout.decode("utf-8", "surrogateescape")

    def add(self, path: str, text: str | bytes, message: str = "Add a source") -> None:
        """Write and commit one file."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.git("add", "-A", "--", path)
        self.git("commit", "-qm", message)

    def branches(self) -> list[str]:
        """Return the proposal branches."""
        return self.git("branch", "--format=%(refname:short)", "--list", "wiki/compile/*").split()

    def merge(self, branch: str) -> None:
        """Merge a proposal."""
        self.git("merge", "-q", "--no-ff", "--no-edit", branch)

    def at(self, commit: str, path: str) -> str:
        """Return a file as a commit holds it."""
        return self.git("show", f"{commit}:{path}")

    def state(self) -> str:
        """Return everything that a failed run must leave as it was: refs, HEAD, status."""
        return (
            self.git("for-each-ref")
            + self.git("rev-parse", "HEAD")
            + self.git("status", "--porcelain")
        )


def team(folder: Path, raw: dict[str, str | bytes], schema: str = SCHEMA) -> Team:
    """Make a team's repository with these sources (name in raw/ → content) and an empty wiki."""
    made = Team(folder)
    folder.mkdir(parents=True, exist_ok=True)
    made.git("init", "-qb", "main")
    files = {
        "schema.md": schema,
        "log.md": EMPTY_LOG,
        **{f"raw/{name}": text for name, text in raw.items()},
    }
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text if isinstance(text, bytes) else text.encode())
    made.git("add", "-A")
    made.git("commit", "-qm", "Start")
    return made


def source(title: str, body: str, published: str = "2024-01-01", **more: str) -> str:
    """Return a Markdown source with front matter."""
    head = "".join(
        f"{key}: {value}\n"
        for key, value in {"title": title, "published": published, **more}.items()
    )
    return f"---\n{head}---\n\n{body}\n"
