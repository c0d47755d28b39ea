"""Where the real texts are that some tests run on; those tests skip where they are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.helpers.repos import ROOT


def corpus(name: str) -> Path:
    """Return the folder of a corpus, or skip the test with a sentence."""
    folder = Path(os.environ.get("WIKI_CORPORA") or ROOT.parent / "shared" / "corpora") / name
    if not folder.is_dir():
        pytest.skip(f"the corpus {name} is not here; set WIKI_CORPORA to the folder that holds it")
    return folder
