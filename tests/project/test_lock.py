"""The hashed requirements hold what pyproject.toml asks for, and no address."""

from __future__ import annotations

import re
import tomllib

from tests.helpers.repos import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def names(requirements):
    return {re.match(r"[A-Za-z0-9._-]+", r)[0].lower() for r in requirements}


def locked(file):
    text = (ROOT / file).read_text("utf-8")
    return dict(re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", text, re.MULTILINE)), text


def test_every_requirement_is_locked():
    extras = PROJECT["optional-dependencies"]
    assert names(PROJECT["dependencies"] + extras["build"]) <= set(locked("requirements.txt")[0])
    assert names(PROJECT["dependencies"] + extras["build"] + extras["dev"]) <= set(
        locked("requirements-dev.txt")[0]
    )


def test_what_tries_addresses_is_locked_apart():
    """It is large and opt-in; alone in its file, it can be installed beside either of the others."""
    [pinned] = PROJECT["optional-dependencies"]["addresses"]
    found, _ = locked("requirements-addresses.txt")
    assert [f"{name}=={version}" for name, version in found.items()] == [pinned]


def test_both_locks_agree():
    run, dev = locked("requirements.txt")[0], locked("requirements-dev.txt")[0]
    assert run.items() <= dev.items()


def test_locks_are_hashed_and_name_no_address():
    for file in ("requirements.txt", "requirements-dev.txt", "requirements-addresses.txt"):
        found, text = locked(file)
        assert "://" not in text
        assert len(found) <= text.count("--hash=sha256:")
