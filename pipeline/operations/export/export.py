"""`wiki export`: write the wiki of HEAD in a format that other programs read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.adapters.export_folder import write_export_folder
from pipeline.adapters.git.repository import Repository
from pipeline.core.errors import UserError
from pipeline.operations.export.read_contents import read_contents
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.outputs.exports import WITH_VERDICTS, ExportedFiles, write_export

_TEAMS = ("raw", "wiki", ".git", ".github", "pipeline")


@dataclass(frozen=True)
class WrittenExport:
    """Where an export was written, and what it holds."""

    folder: Path
    files: int
    pages: int
    claims: int


def export_wiki(repo: Repository, kind: str, folder: Path, verdicts: bool = True) -> WrittenExport:
    """Write one kind of `EXPORTS` into a folder; `UserError` where it is not free for it.

    Without `verdicts` no claims are held against each other, also where the format could tell.
    """
    refuse_place(repo, folder)
    snapshot = take_snapshot(repo, repo.head())
    contents = read_contents(snapshot, verdicts and kind in WITH_VERDICTS)
    made = write_export(contents, kind)
    write_files(repo, snapshot.commit, made, folder)
    count = len(made.texts) + len(made.copies)
    return WrittenExport(folder, count, len(contents.pages), len(contents.claims))


def write_files(repo: Repository, commit: str, made: ExportedFiles, folder: Path) -> None:
    """Write what a format made, and the files of the commit that go along."""
    write_export_folder(folder, made.texts, _readers(repo, commit, made.copies), made.streams)


def _readers(
    repo: Repository, commit: str, copies: Mapping[str, str]
) -> dict[str, Callable[[], bytes]]:
    blobs = {blob.path: blob.sha for blob in repo.tree(commit)} if copies else {}
    return {target: partial(repo.read, blobs[path]) for target, path in copies.items()}


def refuse_place(repo: Repository, folder: Path) -> None:
    """Raise `UserError` where an export would land among the team's files or the program's."""
    root, place = repo.root.resolve(), folder.resolve()
    inside = place.relative_to(root).parts if place.is_relative_to(root) else ("",)
    if root.is_relative_to(place) or (inside and inside[0] in _TEAMS):
        raise UserError(
            f"{folder} is no place for an export: it holds the wiki itself.",
            "Name another folder with --out.",
        )
