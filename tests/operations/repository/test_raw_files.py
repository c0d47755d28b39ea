"""A file of any size under raw/ costs no more memory than git needs to tell its size."""

import hashlib
import tracemalloc

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.errors import MissingObject, UserError
from pipeline.operations.repository.raw_files import digest_files, read_unless_large
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.repository.status import statuses
from pipeline.readers import MAX_BYTES
from tests.helpers.repos import source, team

LARGE = MAX_BYTES * 2


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    made = team(tmp_path_factory.mktemp("large") / "w", {"a.md": source("A", "So.", "2024-03-01")})
    made.add("raw/b.pdf", b"%PDF-1.7\n" + bytes(LARGE))
    return made


def test_a_large_file_is_never_in_memory(made):
    tracemalloc.start()
    try:
        with open_repository(made.root) as repo:
            snapshot = take_snapshot(repo, repo.head())
            assert sorted(snapshot.hashes) == ["raw/a.md", "raw/b.pdf"]
            assert snapshot.copies == {}
            with pytest.raises(UserError, match=r"raw/b\.pdf: 40\.0 MB is too large; 20 MB"):
                snapshot.source("raw/b.pdf")
            assert snapshot.source_or_none("raw/b.pdf") is None
            assert {s.path for s in statuses(snapshot)} == {"raw/a.md", "raw/b.pdf"}
            sha = hashlib.sha256(b"%PDF-1.7\n")
            for _ in range(40):
                sha.update(bytes(LARGE // 40))
            assert snapshot.hashes["raw/b.pdf"] == sha.hexdigest()
    finally:
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < LARGE / 2


def test_contents_come_in_the_order_asked_also_of_many(made):
    with open_repository(made.root) as repo:
        blobs = {b.path: b.sha for b in repo.tree(repo.head())}
        names = ["schema.md", "raw/b.pdf", "raw/a.md"] * 20
        found = [*read_unless_large(repo, [(name, blobs[name]) for name in names])]
        assert [data[:9] for _, data in found[:3]] == [
            repo.read(blobs["schema.md"])[:9],
            b"",
            b"---\ntitle",
        ]
        assert [size for size, _ in found[:3]] == [size for size, _ in found[-3:]]
        assert found[1][0] == LARGE + 9


def test_a_file_that_is_not_here_fails_as_ever(made):
    with open_repository(made.root) as repo, pytest.raises(MissingObject):
        next(digest_files(repo, [("raw/a.md", "0" * 40)], len))
