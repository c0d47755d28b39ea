"""A commit that is read by what differs from another says what one that is read whole says."""

from dataclasses import fields

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.operations.repository.near_snapshot import take_near_snapshot
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.repos import team

SATURN = "---\ntitle: Saturn\ntype: entity\n---\n\nIt has [[Titan]].\n"
TITAN = "---\ntitle: Titan\ntype: entity\naliases: [Moon]\n---\n\nA moon of [[Saturn]].\n"
START = {
    "wiki/entities/saturn.md": SATURN,
    "wiki/entities/titan.md": TITAN,
    "wiki/index.md": "# Index\n",
    "wiki/texts/a.pdf.md": "---\nsource: raw/a.pdf\n---\n",
}
STEPS = {
    "a page is edited, added and removed": {
        "wiki/entities/saturn.md": SATURN.replace("It has", "It lost"),
        "wiki/entities/rhea.md": TITAN.replace("Titan", "Rhea"),
        "wiki/entities/titan.md": None,
    },
    "sources, kept texts, index and log change": {
        "raw/b.md": None,
        "raw/A.md": "# A\n\nIt has rings.\n",
        "raw/b/c.md": "# C\n\nIt has rings.\n",
        "raw/b-d.md": "# D\n\nIt has rings.\n",
        "wiki/texts/a.pdf.md": None,
        "wiki/texts/b.pdf.md": "---\nsource: raw/b.pdf\n---\n",
        "wiki/index.md": None,
        "wiki/index/entity.md": "# Entities\n",
        "log.md": "# Log\n\nnew\n",
    },
    "the schema changes": {"schema.md": "---\nlinks: wikilink\n---\n"},
    "very much changes": {f"wiki/entities/moon-{n}.md": SATURN for n in range(501)},
    "nothing changes": {},
}


def told(snapshot):
    """All that a snapshot says of its commit."""
    wiki = snapshot.wiki
    parts = {
        f.name: getattr(snapshot, f.name)
        for f in fields(snapshot)
        if f.name not in ("repo", "wiki", "index", "schema")
    }
    return {
        **parts,
        "orders": [[*snapshot.raw], [*snapshot.texts], [*wiki.facts]],
        "index": dict(snapshot.index),
        "facts": dict(wiki.facts),
        "schema": snapshot.schema.text,
        "related": {slug: wiki.related(slug) for slug in wiki.facts},
        "texts read": {slug: wiki.text(slug) for slug in wiki.facts},
        "sources": snapshot.source_paths,
    }


@pytest.fixture(scope="module")
def repo(tmp_path_factory):
    made = team(tmp_path_factory.mktemp("near") / "wiki", {"b.md": "# B\n\nIt has rings.\n"})
    with open_repository(made.root) as opened:
        yield opened


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
def test_a_commit_read_by_its_difference_is_the_commit_read_whole(repo, step):
    start = repo.commit(repo.head(), START, "start")
    there = take_snapshot(repo, start)
    after = repo.commit(start, step, "step")
    assert told(take_near_snapshot(there, after)) == told(take_snapshot(repo, after))
    assert told(take_near_snapshot(take_snapshot(repo, after), start)) == told(there)


def test_after_many_steps_a_commit_is_read_whole_again(repo):
    commit = repo.commit(repo.head(), START, "start")
    snapshot = take_snapshot(repo, commit)
    for number in range(20):
        commit = repo.commit(
            commit, {"wiki/entities/saturn.md": f"{SATURN}\nNo. {number}.\n"}, "step"
        )
        snapshot = take_near_snapshot(snapshot, commit)
        assert snapshot.wiki.steps <= 8
    assert told(snapshot) == told(take_snapshot(repo, commit))
