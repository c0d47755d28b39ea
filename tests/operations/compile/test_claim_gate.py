"""A claim that the gate would refuse is dropped and said, and its source is compiled all the same."""

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.errors import UserError
from pipeline.core.text import normalise
from pipeline.librarian.extractive import Extractive
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.repos import team

GOOD = "The Tarn mill has 4 wheels of oak. The Tarn mill grinds 9 tonnes of flour a day."
BAD = {
    "a link glued to an address": (
        "The Tarn mill is shown at www.tarn.example[the old](https://x.example/a)site of 1901."
    ),
    "a raised digit glued to an address": (
        "The Tarn mill is listed at www.tarn.example<sup>2</sup> among 30 mills."
    ),
    "an address of mail": (
        "The Tarn mill answers at miller@tarn.example[and](https://y.example)sons for 5 days."
    ),
    "a private character in a word": "The Tarn mill has an of\ue000ce with 3 rooms.",
    "a lost character": "The Tarn mill was built in 19\ufffd1 by Halden.",
    "an address within": "The Tarn mill is at https://tarn.example/mill,which has 7 doors of iron.",
}


def compile_text(tmp_path, text):
    made = team(tmp_path / "wiki", {"mill.md": text})
    with open_repository(made.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        return compile_source(
            snapshot.source("raw/mill.md"), snapshot, Extractive(), CompileRun("2026-01-02")
        )


def bodies(proposal):
    return "\n".join(f.after or "" for f in proposal.files if f.path.startswith("wiki/"))


@pytest.mark.parametrize("kind", BAD)
def test_one_bad_claim_is_dropped_and_said(tmp_path, kind):
    proposal = compile_text(tmp_path, f"# The Tarn mill\n\n{BAD[kind]} {GOOD}\n")
    said = bodies(proposal)
    assert "4 wheels of oak" in said
    assert "9 tonnes" in said
    words = normalise(BAD[kind])[:20]
    rows = (*proposal.change.dropped, *proposal.change.extraction.dropped)
    assert all(BAD[kind][-14:] not in line for line in said.split("\n"))
    assert any(words in normalise(f"{row.what}") for row in rows)
    assert BAD[kind][-14:] not in proposal.change.extraction.summary


def test_a_source_of_bad_claims_alone_says_what_is_wrong_with_them(tmp_path):
    with pytest.raises(UserError, match=r"no claim was found in it.*foreign-address"):
        compile_text(tmp_path, f"# The Tarn mill\n\n{BAD['an address of mail']}\n")


def test_an_ornament_of_a_private_font_costs_no_claim(tmp_path):
    said = bodies(compile_text(tmp_path, f"# \uf0c1 The Tarn mill\n\n\uf0c1 {GOOD}\n"))
    assert "The Tarn mill has 4 wheels of oak" in said.replace(
        "[[the-tarn-mill|The Tarn mill]]", "The Tarn mill"
    )
