"""Decide for each given file what becomes of it: nothing is written here.

Each is read as a compile would read it, so that what no compile could use is told at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.adapters.files import read_foreign_bytes
from pipeline.core.errors import UserError
from pipeline.core.extras import NotInstalled
from pipeline.core.paths import find_name_faults
from pipeline.core.sources.credentials_in_text import find_credentials
from pipeline.core.sources.file_names import safe_file_name, split_suffix
from pipeline.core.sources.origin import origin_path
from pipeline.core.sources.pictures import is_picture
from pipeline.core.values import Source
from pipeline.operations.add.addition import Addition, AdditionState, GivenFile
from pipeline.operations.add.shelf import Shelf
from pipeline.operations.add.take_pictures import TakenPictures, take_pictures
from pipeline.operations.add.unpack_mail import DEEPEST_MAIL, is_mail, unpack_mail
from pipeline.operations.repository.snapshot import is_source, read_in_time
from pipeline.operations.repository.status import offer_replace
from pipeline.operations.repository.working_tree import WorkingTree
from pipeline.readers import MAX_BYTES, READERS, format_of

_UNCHANGED = "It is a source already, and sources are not changed."


class AdditionPlanner:
    """Decides about one file after another; what is to be added counts as there for the next."""

    def __init__(
        self,
        tree: WorkingTree,
        with_credentials: bool = False,
        say: Callable[[str], None] = lambda _: None,
    ) -> None:
        self._snapshot = tree.snapshot
        self._root = self._snapshot.repo.root.resolve()
        self._committed = {blob.path for blob in self._snapshot.repo.tree(tree.head, "raw")}
        self._loose = set(tree.loose)
        self._shelf = Shelf(self._snapshot, self._root, self._committed)
        self._with_credentials = with_credentials
        self._say = say
        self._shown: set[Path] = set()  # pictures that came along with a document

    def plan(self, files: Sequence[GivenFile]) -> Iterator[Addition]:
        """Yield what becomes of each file, documents before the pictures that they may show."""
        by_name: dict[str, list[Path]] = {}
        for given in files:
            if given.file:
                by_name.setdefault(given.name.lower(), []).append(given.file)
        documents = [g for g in files if not _may_be_shown(g)]
        for given in (*documents, *(g for g in files if _may_be_shown(g))):
            if given.file in self._shown:
                continue
            yield from self._plan_with_attachments(given, by_name)

    def _plan_with_attachments(
        self, given: GivenFile, by_name: dict[str, list[Path]], depth: int = 0
    ) -> Iterator[Addition]:
        self._say(given.told)
        addition = self._plan_one(given, by_name)
        yield addition
        if is_mail(given.name) and depth < DEEPEST_MAIL:
            try:
                data = _bytes_of(given)
            except UserError:
                return
            for inner in unpack_mail(addition, data):
                yield from self._plan_with_attachments(inner, by_name, depth + 1)

    def _plan_one(self, given: GivenFile, by_name: dict[str, list[Path]]) -> Addition:
        inside = self._path_inside(given)
        if inside and inside in self._committed:
            return self._already_committed(given, inside)
        if split_suffix(given.name)[1] not in READERS:
            return _refused(given, _no_reader(given.name), state="no reader")
        try:
            data = _bytes_of(given)
            taken = TakenPictures(data) if inside else self._take_pictures(given, data, by_name)
            copy = "" if inside else self._find_copy(data, taken)
            if copy:
                return Addition(given, "there", copy, "it says the same")
            source, why = self._read(inside or f"raw/{given.name}", taken.data)
            if not self._with_credentials:
                _refuse_credentials(given.told, taken.data, source)
        except UserError as error:
            return _refused(given, error)
        return self._accept(given, inside, data, taken, source, why)

    def _path_inside(self, given: GivenFile) -> str:
        """Return the path of a file that lies under `raw/` already, or ""."""
        if given.file is None or not given.file.is_relative_to(self._root / "raw"):
            return ""
        return given.file.relative_to(self._root).as_posix()

    def _already_committed(self, given: GivenFile, path: str) -> Addition:
        if path not in self._loose:
            return Addition(given, "there", path, "it is committed")
        hint = f"`git restore {path}` takes the change back; add the new version from elsewhere."
        return _refused(given, UserError(f"It was changed. {_UNCHANGED}", hint))

    def _find_copy(self, data: bytes, taken: TakenPictures) -> str:
        return next(
            filter(None, map(self._shelf.find_copy, (data, taken.data, *taken.elsewhere))), ""
        )

    def _take_pictures(
        self, given: GivenFile, data: bytes, by_name: dict[str, list[Path]]
    ) -> TakenPictures:
        taken = take_pictures(given, data, by_name, self._shelf)
        self._shown |= taken.shown
        return taken

    def _read(self, path: str, data: bytes) -> tuple[Source | None, str]:
        """Return the source, or None and why it cannot be read here although it is right."""
        try:
            return read_in_time(path, data), ""
        except NotInstalled as error:
            return None, str(error).removeprefix(f"{path}: ")

    def _accept(
        self,
        given: GivenFile,
        inside: str,
        data: bytes,
        taken: TakenPictures,
        source: Source | None,
        why: str,
    ) -> Addition:
        path = inside or self._shelf.place(given.folder, self._name(given, source))
        if inside and not is_source(path):
            faults = next(find_name_faults(path), "it is hidden")
            return _refused(given, UserError(f"{faults}.", "Give it another name."))
        old = given.stands_for
        if source and not old and not inside and not given.keeps_name:
            old = self._shelf.find_older_version(path, source)
        self._shelf.take(path, taken.data, data)
        files = () if inside else (*taken.files, (path, taken.data))
        if given.origin:
            files = ((origin_path(path), given.origin.encode()), *files)
        notes = [
            *given.notes,
            *([why] if why else []),
            *taken.notes,
        ]
        if source:
            source = replace(source, path=path)
        return Addition(
            given,
            "added",
            path,
            "\n".join(notes),
            self._advice(path, old, bool(given.stands_for)),
            source,
            files,
            old,
        )

    def _name(self, given: GivenFile, source: Source | None) -> str:
        if given.keeps_name:
            return given.name
        day = source.published if source and self._snapshot.schema.rules.dated_names else ""
        title = source.title if source and not given.folder else ""
        return safe_file_name(given.name, title, day if len(day) > len("2024") else "")

    def _advice(self, path: str, old: str, known: bool) -> str:
        """Return what to do where a source looks like a newer version of another."""
        if not old:
            return ""
        is_known = "It is a newer" if known else "It looks like another"
        if old in self._snapshot.wiki.records:
            return (
                f"{is_known} version of {old}. To put it in its place, once it is committed and"
                f" before the next compile:\n{offer_replace(old, path).strip('`')}"
            )
        return (
            f"{is_known} version of {old}, which is not compiled yet. If this one takes its place,"
            " delete the other."
        )


def _may_be_shown(given: GivenFile) -> bool:
    return is_picture(given.name)


def _no_reader(name: str) -> UserError:
    try:
        format_of(name)
    except UserError as error:
        return error
    raise AssertionError("a suffix without a reader is refused")


def _refused(given: GivenFile, error: UserError, state: AdditionState = "refused") -> Addition:
    message = error.message
    for name in (given.told, given.name, f"raw/{given.name}"):
        message = message.removeprefix(f"{name}: ")
    return Addition(given, state, note=message, hint=error.hint)


def _bytes_of(given: GivenFile) -> bytes:
    if given.data is not None:
        return given.data
    assert given.file is not None
    try:
        return read_foreign_bytes(given.file, MAX_BYTES)
    except ValueError as error:
        raise UserError(f"{error}.", "Split it into parts.") from error
    except OSError as error:
        raise UserError(f"it cannot be read: {error.strerror}.", "Look at its rights.") from error


def _refuse_credentials(told: str, data: bytes, source: Source | None) -> None:
    """Raise `UserError` where a credential stands in a file: raw/ is read by a model and by all."""
    texts: Iterable[str] = [source.text] if source else []
    if b"\0" not in data:
        texts = [data.decode("utf-8", "replace"), *texts]
    for line, kind in (found for text in texts for found in find_credentials(text)):
        raise UserError(
            f"{kind} seems to stand in it, near line {line}.",
            "Take it out, and have it withdrawn; or say `--with-credentials` if it is none.",
        )
