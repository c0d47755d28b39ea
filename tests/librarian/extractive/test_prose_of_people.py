"""What people wrote between the program's statements stays where a new source renews them: the embedded librarian gives no reasons."""

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.librarian.extractive import Extractive
from pipeline.operations.compile.compile import CompileRun, compile_source
from pipeline.operations.compile.keep_proposal import publish_proposal
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.repos import source, team

FIRST = source("First survey", "The Ansel lock is a lock on the river Ansel. The Ansel lock is 120 metres long. The Ansel lock was opened in 1931. The Ansel lock is run by the county of Lowdale.", "2024-03-01")  # fmt: skip
OTHER = source("Third survey", "The Ansel lock has 4 gates. The Ansel lock holds 2,000 cubic metres. The Ansel lock is used by 40 boats a day.", "2024-06-01")  # fmt: skip
SECOND = source("Second survey", "The Ansel lock is a large ship lock on the river Ansel that joins the Ansel canal with the sea. The Ansel lock is 125 metres long. The Ansel lock was opened in 1932. The Ansel lock is run by the town of Norbach. The Ansel lock has 6 gates. The Ansel lock is used by 55 boats a day. The Ansel lock was rebuilt in 1998.", "2025-02-01")  # fmt: skip
PAGE = "wiki/concepts/ansel-lock.md"
BO = "Bo oils the upper gate every spring."


def compiled(wiki, path):
    with open_repository(wiki.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        proposal = compile_source(
            snapshot.source(path), snapshot, Extractive(), CompileRun("2026-04-11")
        )
        return proposal, publish_proposal(proposal, repo, snapshot.commit)


@pytest.fixture(scope="module")
def lock(tmp_path_factory):
    made = team(
        tmp_path_factory.mktemp("lock") / "team", {"a.md": FIRST, "b.md": SECOND, "c.md": OTHER}
    )
    for path in ("raw/a.md", "raw/c.md"):
        made.merge(compiled(made, path)[1].branch)
    return made


PLACES = {
    "behind the TLDR": lambda text: text.replace("\n\n## ", f" {BO}\n\n## ", 1),
    "below the TLDR": lambda text: text.replace("\n\n## ", f"\n\n{BO}\n\n## ", 1),
    "before the TLDR": lambda text: text.replace("---\n\n", f"---\n\n{BO} ", 1),
    "as an item": lambda text: text.replace("\n\n[^", f"\n- {BO}\n\n[^", 1),
    "in a section of its own": lambda text: text.replace("\n\n[^", f"\n\n## Care\n\n{BO}\n\n[^", 1),
    "as code": lambda text: text.replace("\n\n## ", f"\n\n```\n{BO}\n```\n\n## ", 1),
}


@pytest.mark.parametrize("place", PLACES)
def test_it_stays_when_a_new_source_renews_the_page(lock, place):
    start = lock.git("rev-parse", "HEAD").strip()
    lock.add(PAGE, PLACES[place](lock.at("HEAD", PAGE)), "By Bo")
    proposal, where = compiled(lock, "raw/b.md")
    made = lock.at(where.branch, PAGE)
    lock.git("reset", "-q", "--hard", start)
    lock.git("branch", "-qD", where.branch)
    assert BO in made
    assert "125 metres" in made
    assert "lost-claim" not in proposal.body
