"""`wiki add --repo`: the documents, the public API and the layout of a code repository at a commit.

Of a repository that was added before only what changed since comes, to take the place of what it
was: so what changed in the code is a difference of claims.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from pipeline.adapters.git.foreign_repository import ForeignFile, ForeignRepository
from pipeline.adapters.processes.code_grammars import describe_code_packages
from pipeline.adapters.processes.time_limited import run_in_time
from pipeline.core.errors import UserError
from pipeline.core.extras import NotInstalled
from pipeline.core.source_words import digest_words
from pipeline.core.sources.code_api import group_code
from pipeline.core.sources.file_names import safe_file_name, safe_folder, split_suffix
from pipeline.core.sources.python_api import describe_package, group_modules
from pipeline.core.sources.repository_documents import (
    RepositoryFacts,
    describe_layout,
    is_document,
    is_licence_file,
    name_licence,
    read_place,
    write_document,
)
from pipeline.core.text import counted
from pipeline.core.values import Source
from pipeline.operations.add.addition import GivenFile
from pipeline.operations.repository.snapshot import REGULAR_MODES, Snapshot, read_in_time

FOLDER = "raw/repos"
MOST_DOCUMENTS = 500
MOST_MODULES = 5_000
_LARGEST_FILE = 2_000_000  # bytes of a document or a module
_API_SECONDS = 60.0
RepositoryPart = Literal["docs", "api", "layout"]
PARTS: tuple[RepositoryPart, ...] = ("docs", "api", "layout")
LAYOUT = "(layout)"  # stands for the path of what is no file of the repository
_API = "(API of {})"


@dataclass
class GatheredRepository:
    """What comes of a repository: files to add, what is as it was, what is gone, and notes."""

    facts: RepositoryFacts
    files: list[GivenFile] = field(default_factory=list)
    unchanged: int = 0
    gone: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def gather_repository(
    repository: ForeignRepository,
    snapshot: Snapshot,
    name: str = "",
    parts: Collection[RepositoryPart] = PARTS,
) -> GatheredRepository:
    """Make the sources of a repository; `name` is what it is called under `raw/repos/`.

    Of the `parts` that are not asked for nothing comes, and nothing counts as gone.
    """
    files = repository.files()
    folder = safe_folder(name or repository.name) or "repository"
    licence = _find_licence(repository, files)
    facts = RepositoryFacts(
        folder, repository.address, repository.commit, repository.day(), licence
    )
    found = GatheredRepository(facts)
    known = _read_known(snapshot, folder)
    seen: set[str] = set()
    for path, title, body in _all_texts(repository, files, found, parts):
        seen.add(path)
        old, words = known.get(path, ("", ""))
        data = write_document(facts, path, title, body, old).encode()
        if old and words == digest_words(data):
            found.unchanged += 1
            continue
        found.files.append(_given(facts, path, data, old))
    found.gone = sorted(
        old for path, (old, _) in known.items() if path not in seen and _part_of(path) in parts
    )
    _note_what_is_not_read(files, found)
    return found


def _all_texts(
    repository: ForeignRepository,
    files: Sequence[ForeignFile],
    found: GatheredRepository,
    parts: Collection[RepositoryPart],
) -> Iterator[tuple[str, str, str]]:
    """Yield what becomes a source: its path in the repository, its title and its text."""
    if "docs" in parts:
        yield from _documents(repository, files, found)
    if "api" in parts:
        yield from _api(repository, files, found)
        yield from _api_of_code(repository, files, found)
    if "layout" in parts:
        title = f"The layout of {found.facts.name}"
        yield LAYOUT, title, describe_layout(found.facts, [file.path for file in files])


def _part_of(path: str) -> RepositoryPart:
    return "layout" if path == LAYOUT else "api" if path.startswith("(API of ") else "docs"


def _given(facts: RepositoryFacts, path: str, data: bytes, old: str) -> GivenFile:
    """Return a text as a file below `raw/repos/NAME/DAY-REVISION/`."""
    stamp = f"{facts.day}-{facts.revision[:7]}"
    inner, _, last = path.rpartition("/") if "(" not in path else ("", "", "")
    name = safe_file_name(split_suffix(last)[0] + ".md") if last else _own_name(path)
    folder = "/".join(filter(None, ("repos", facts.name, stamp, safe_folder(inner))))
    told = f"{facts.name}: {path}"
    return GivenFile(told, name, folder, data=data, stands_for=old, keeps_name=True)


def _own_name(path: str) -> str:
    if path == LAYOUT:
        return "layout.md"
    package = path.removeprefix("(API of ").removesuffix(")")
    return safe_file_name(f"api {package.replace('.', ' ').replace('/', ' ')}.md")


def _documents(
    repository: ForeignRepository, files: Sequence[ForeignFile], found: GatheredRepository
) -> Iterator[tuple[str, str, str]]:
    chosen = [file for file in files if is_document(file.path) and file.size]
    small = [file for file in chosen if file.size <= _LARGEST_FILE]
    taken = small[:MOST_DOCUMENTS]
    if len(taken) < len(chosen):
        found.notes.append(
            f"{counted(len(chosen) - len(taken), 'document')} left out: only the first"
            f" {MOST_DOCUMENTS} are taken, and none above {_LARGEST_FILE // 1_000_000} MB"
        )
    for file, data in zip(taken, repository.read(taken), strict=True):
        try:
            source = _read_document(file.path, data)
        except UserError as error:
            found.notes.append(f"{file.path} is left out: {error.message.partition(': ')[2]}")
            continue
        is_markdown = source.format == "markdown"
        yield (
            file.path,
            source.title or file.path,
            data.decode("utf-8", "replace") if is_markdown else source.text,
        )


def _read_document(path: str, data: bytes) -> Source:
    has_suffix = bool(PurePosixPath(path).suffix)
    return read_in_time(path if has_suffix else f"{path}.txt", data)


def _api(
    repository: ForeignRepository, files: Sequence[ForeignFile], found: GatheredRepository
) -> Iterator[tuple[str, str, str]]:
    """Yield the public API of the Python packages; the parser runs in a process with a deadline."""
    by_path = {file.path: file for file in files if file.size <= _LARGEST_FILE}
    packages = group_modules(sorted(by_path))
    paths = [path for modules in packages.values() for path in modules.values()][:MOST_MODULES]
    read = repository.read([by_path[path] for path in paths])
    texts = {
        path: data.decode("utf-8-sig", "replace") for path, data in zip(paths, read, strict=True)
    }
    asked = {
        package: {dotted: texts[path] for dotted, path in modules.items() if path in texts}
        for package, modules in packages.items()
    }
    if not asked:
        return
    try:
        described = run_in_time(describe_packages, asked, seconds=_API_SECONDS)
    except (TimeoutError, ChildProcessError):
        found.notes.append("the Python of it could not be parsed in a minute, so no API is taken")
        return
    for package, (text, problems) in sorted(described.items()):
        found.notes += problems
        if text:
            yield _API.format(package), f"The public API of {package}", text


def _api_of_code(
    repository: ForeignRepository, files: Sequence[ForeignFile], found: GatheredRepository
) -> Iterator[tuple[str, str, str]]:
    """Yield the public API of packages in other languages, as the Python ones; or say why not."""
    by_path = {file.path: file for file in files if file.size <= _LARGEST_FILE}
    packages = group_code(sorted(by_path), found.facts.name)
    paths = [path for _, inside in packages.values() for path in inside][:MOST_MODULES]
    if not paths:
        return
    read = repository.read([by_path[path] for path in paths])
    texts = {
        path: data.decode("utf-8-sig", "replace") for path, data in zip(paths, read, strict=True)
    }
    asked = {
        package: (language, {path: texts[path] for path in inside if path in texts})
        for package, (language, inside) in packages.items()
    }
    try:
        described = run_in_time(describe_code_packages, asked, seconds=_API_SECONDS)
    except NotInstalled as error:
        found.notes.append(
            f"the API of {counted(len(paths), 'file')} in other languages than Python is not read:"
            f" {error.message} {error.hint}"
        )
        return
    except (TimeoutError, ChildProcessError):
        found.notes.append("the code of it could not be parsed in a minute: no API of it is taken")
        return
    silent = sum(len(asked[name][1]) for name, (text, _) in described.items() if not text)
    if silent:
        found.notes.append(
            f"no API is taken of {counted(silent, 'file')} in other languages than Python: nothing"
            " that they export has a comment"
        )
    for package, (text, problems) in sorted(described.items()):
        found.notes += problems
        if text:
            yield _API.format(package), f"The public API of {package}", text


def describe_packages(
    packages: Mapping[str, Mapping[str, str]],
) -> dict[str, tuple[str, list[str]]]:
    """Return the document about each package; it runs in a process of its own."""
    return {name: describe_package(name, modules) for name, modules in packages.items()}


def _find_licence(repository: ForeignRepository, files: Sequence[ForeignFile]) -> str:
    chosen = [f for f in files if is_licence_file(f.path) and f.size <= _LARGEST_FILE][:5]
    texts = [data.decode("utf-8", "replace") for data in repository.read(chosen)]
    return " and ".join(dict.fromkeys(filter(None, map(name_licence, texts))))


def _read_known(snapshot: Snapshot, name: str) -> dict[str, tuple[str, str]]:
    """Return what is there of a repository: its path there → source and digest, the newest."""
    paths = [
        path
        for path, blob in snapshot.raw.items()
        if path.startswith(f"{FOLDER}/{name}/") and blob.mode in REGULAR_MODES
    ]
    read = snapshot.repo.read_files((path, snapshot.raw[path].sha) for path in paths)
    found: dict[str, list[tuple[str, str]]] = {}
    replaced: set[str] = set()
    for path, data in zip(paths, read, strict=True):
        place, old = read_place(data.decode("utf-8", "replace"))
        replaced.add(old)
        if place:
            found.setdefault(place, []).append((path, digest_words(data)))
    # The newest is the one that no other replaces; of several, that of the last day.
    return {
        place: max(versions, key=lambda version: (version[0] not in replaced, version[0]))
        for place, versions in found.items()
    }


def _note_what_is_not_read(files: Sequence[ForeignFile], found: GatheredRepository) -> None:
    pdfs = [f.path for f in files if f.path.lower().endswith((".pdf", ".docx", ".html"))
            and f.path.split("/")[0].lower() in ("doc", "docs")]  # fmt: skip
    if pdfs:
        found.notes.append(
            f"{counted(len(pdfs), 'document')} in other formats left out: add those by"
            f" themselves, such as {pdfs[0]}"
        )
