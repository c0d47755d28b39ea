"""What pyproject.toml asks for, and what the modules import."""

from __future__ import annotations

import re
import tomllib

from tests.helpers.repos import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
OURS = ("build", "dev", "uv")  # for whoever works on the program, and to install it


def names(requirements):
    """Return the names of packages, without versions."""
    return {re.match(r"[A-Za-z0-9._-]+", line)[0].lower() for line in requirements}


BASE = names(PROJECT["dependencies"])
EXTRAS = {
    name: names(lines)
    for name, lines in PROJECT["optional-dependencies"].items()
    if name not in OURS
}
