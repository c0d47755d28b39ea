"""Look at files under `raw/` that may be larger than the memory: git is asked for sizes first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.adapters.git.repository import Repository
from pipeline.readers import MAX_BYTES


def read_unless_large(
    repo: Repository, files: Sequence[tuple[str, str]]
) -> Iterator[tuple[int, bytes]]:
    """Yield the size and the content of blobs, given as path and id, in the order asked.

    Nothing is read of one that is too large to be a source: it has a size, and no content.
    """
    known = repo.sizes([sha for _, sha in files])
    sizes = [known.get(sha, 0) for _, sha in files]  # what is not here fails when it is read
    contents = repo.read_files(
        file for file, size in zip(files, sizes, strict=True) if size <= MAX_BYTES
    )
    for size in sizes:
        yield size, next(contents) if size <= MAX_BYTES else b""


def digest_files(
    repo: Repository, files: Sequence[tuple[str, str]], digest: Callable[[bytes], str]
) -> Iterator[str]:
    """Yield the digest of each blob; of one that is too large to be a source it is its SHA-256."""
    for (_, sha), (size, data) in zip(files, read_unless_large(repo, files), strict=True):
        yield digest(data) if size <= MAX_BYTES else repo.sha256(sha)
