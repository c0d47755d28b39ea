"""The hashed requirements hold what pyproject.toml asks for, and no address."""

from __future__ import annotations

import re

import pytest

from tests.helpers.repos import ROOT
from tests.project.dependencies import EXTRAS, PROJECT, names


def locked(file):
    text = (ROOT / file).read_text("utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE)), text


def test_every_requirement_is_locked():
    extras = PROJECT["optional-dependencies"]
    assert names(PROJECT["dependencies"] + extras["build"]) <= set(locked("requirements.txt")[0])
    assert names(PROJECT["dependencies"] + extras["build"] + extras["dev"]) <= set(
        locked("requirements-dev.txt")[0]
    )


@pytest.mark.parametrize("extra", EXTRAS)
def test_an_extra_is_locked_apart(extra):
    """It is large and opt-in; alone in its file, it can be installed beside either of the others."""
    found, base = locked(f"requirements-{extra}.txt")[0], locked("requirements.txt")[0]
    assert EXTRAS[extra] <= set(found)
    assert not EXTRAS[extra] & set(base)
    assert {name: base[name] for name in found if name in base}.items() <= found.items()


def test_both_locks_agree():
    run, dev = locked("requirements.txt")[0], locked("requirements-dev.txt")[0]
    assert run.items() <= dev.items()


def test_locks_are_hashed_and_name_no_address():
    for file in sorted(path.name for path in ROOT.glob("requirements*.txt")):
        found, text = locked(file)
        assert "://" not in text
        assert len(found) <= text.count("--hash=sha256:")
