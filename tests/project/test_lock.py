"""The hashed requirements hold what pyproject.toml asks for, and no address."""

from __future__ import annotations

import re
import subprocess
import sys

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


def test_what_libraries_ask_for_and_nothing_loads_is_in_no_lock_of_the_base():
    """nltk is textblob's, of which two files are read; cryptography signs what we never sign, and the extra `mcp` has it."""
    assert not {"nltk", "joblib", "cryptography"} & set(locked("requirements.txt")[0])
    assert "nltk" not in locked("requirements-dev.txt")[0]
    assert "cryptography" in locked("requirements-mcp.txt")[0]


def test_the_base_runs_without_what_its_lock_leaves_out():
    """In a process of its own: these tests have cryptography, for the extra `mcp` needs it."""
    program = """
import sys
sys.modules.update(dict.fromkeys(["nltk", "cryptography"]))  # an import of either fails
import pipeline.adapters.github.rest, pipeline.librarian.extractive.words.english as english
import trafilatura.metadata
print(english.is_known_word("kettle"))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (done.returncode, done.stdout.strip()) == (0, "True"), done.stderr
