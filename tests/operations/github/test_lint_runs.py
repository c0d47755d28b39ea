"""The lint runs before its day where enough sources were merged since the last run."""

import pytest

from tests.helpers.flows import KETTLE, SAMOVAR, TEAPOT
from tests.helpers.repos import source

FOUR = {
    "raw/a.md": source("About kettles", KETTLE.format(n=31)),
    "raw/b.md": source("Of teapots", TEAPOT.format(n=45), "2024-02-01"),
    "raw/c.md": source("Samovars", SAMOVAR.format(n=58), "2024-03-01"),
    "raw/d.md": source("Owls", "The Owl hunts 9 voles at night.", "2024-04-01"),
}


def merge(w, number):
    """Merge a pull request and bring the others up to date; return whether the push makes a lint due."""
    before = w.forge.git.branch("main")
    w.forge.merge_pull(number)
    w.flows.refresh()
    return w.flows.lint_due(before)


def after(w, most):
    text = w.forge.file("schema.md")
    said = f"\nlint: {{after_sources: {most}}}\nlibrarian:"
    w.push({"schema.md": text.replace("\nlibrarian:", said)})


def test_a_lint_is_due_with_every_so_many_sources_and_counts_from_the_last_run(world):
    w = world(FOUR)
    after(w, 2)
    w.flows.compile()
    assert [merge(w, 1), merge(w, 2)] == [False, True]
    # A push after it starts no second run while the first has not ended.
    before = w.forge.git.branch("main")
    w.push({"wiki/x.md": "---\ntitle: X\ntype: concept\n---\n\nX.\n"})
    assert not w.flows.lint_due(before)
    assert merge(w, 3) is False
    assert w.flows.lint()["triage"] == 0
    assert merge(w, 4) is False  # one since the run that was


@pytest.mark.parametrize(("most", "due"), [(0, False), (1, True), (10, False)])
def test_the_team_says_how_many_and_nothing_means_once_a_week(world, most, due):
    w = world({"raw/a.md": FOUR["raw/a.md"]})
    after(w, most)
    w.flows.compile()
    assert merge(w, 1) is due
    assert w.flows.lint_due("0" * 40) is due  # a branch that is new
    assert w.flows.lint_due(w.forge.git.branch("main")) is False
