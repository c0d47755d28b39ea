"""A source of two sentences is compiled again as any other is."""

import pytest

from tests.cli.test_cli import compiled, run, states  # noqa: F401
from tests.helpers.repos import team

QUAY = "The longest quay of Tamsin measures 840 metres. It was rebuilt in 1998 after a storm.\n"


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "wiki", {"quay.md": QUAY})


def test_one_that_did_not_change_is_unchanged(wiki, run):  # noqa: F811
    compiled(wiki, run)
    code, said, _ = run("compile", "raw/quay.md", "--force", "--date", "2026-01-02")
    assert (code, said) == (0, "unchanged raw/quay.md: nothing in it is new to the wiki\n")


@pytest.mark.parametrize(
    "text",
    [
        f"---\npublished: 2024-05-01\n---\n{QUAY}",
        f"# Quays\n\n{QUAY}",
        f"{QUAY}\nSee also the harbour.\n",
        f"{QUAY}\nThe quay of Tamsin has 4 cranes.\n",
    ],
)
def test_one_that_changed_is_compiled_and_counts_as_compiled(wiki, run, text):  # noqa: F811
    compiled(wiki, run)
    wiki.add("raw/quay.md", text)
    assert run("compile", "--date", "2026-01-03")[0] == 0
    compiled(wiki, run)
    assert states(run) == {"raw/quay.md": "compiled"}
    assert " error" not in run("lint")[1]
