"""Read everything that one commit holds: the schema, the pages, the log and the sources."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import PurePosixPath

from pipeline.adapters.git.repository import Repository
from pipeline.adapters.git.tree_rows import Blob
from pipeline.adapters.processes.bounded_reading import SHARED, broke_down, read_as_kept
from pipeline.adapters.store.facts import FactsCache
from pipeline.core.bookkeeping.index import is_index
from pipeline.core.changes.moved_sources import find_moved_sources
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import hidden_characters
from pipeline.core.paths import is_kept_path, kept_path
from pipeline.core.source_words import digest_words, find_copies
from pipeline.core.sources.bibliography import (
    ENDINGS,
    LISTS,
    Reference,
    find_listed,
    read_reference,
    read_references,
    reference_paths,
    with_reference,
)
from pipeline.core.sources.origin import Origin, origin_path, read_origin, with_origin
from pipeline.core.sources.pointer_files import is_pointer, recorded_key
from pipeline.core.values import Hands, Source
from pipeline.core.wiki.facts import PageFacts, is_page
from pipeline.core.wiki.kept_text import read_kept_text
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.repository.raw_files import digest_files, read_unless_large
from pipeline.operations.repository.shown_pictures import find_picture_files, find_shown_paths
from pipeline.operations.repository.source_sentences import read_source_sentences
from pipeline.readers import (
    READ_HERE,
    READERS,
    belongs_to_document,
    decoder_of,
    format_of,
    keeps_text,
    may_keep_text,
    refuse_size,
    shows_files,
    version_of,
)

REGULAR_MODES = {"100644", "100755"}
READ_SECONDS = 60.0  # what reading one source may take
# Plain text up to here is read in this process: its readers are ours, and need so long for it as it
# takes to hand it to another.
_BYTES_READ_HERE = 2_000_000


@dataclass(frozen=True)
class Snapshot:
    """One commit, read once.

    `raw` are all files under `raw/` by path; only those that some reader reads are sources. `texts`
    are all files under `wiki/texts/`, where the texts of sources are kept. Pages and sources are
    read when they are asked for. `due` are lines of the log that wait for a proposal: whoever makes
    one of this snapshot takes them along.
    """

    repo: Repository
    commit: str
    schema: Schema
    wiki: Wiki
    log: str
    index: Mapping[str, str]
    raw: Mapping[str, Blob]
    texts: Mapping[str, Blob] = field(default_factory=dict)
    due: tuple[str, ...] = ()

    @cached_property
    def hashes(self) -> dict[str, str]:
        """Return the SHA-256 of every source, by path."""
        return self._digests("hashes", lambda data: sha256(data).hexdigest())

    def _digests(self, kind: str, digest: Callable[[bytes], str]) -> dict[str, str]:
        blobs = {path: self.raw[path].sha for path in self.source_paths}
        return facts_cache(self.repo).digests(
            kind,
            blobs,
            lambda paths: digest_files(self.repo, [(p, blobs[p]) for p in paths], digest),
        )

    @cached_property
    def words(self) -> dict[str, str]:
        """Return the digest of what every source says, by path: the same for copies."""
        return self._digests("words", digest_words)

    @cached_property
    def copies(self) -> dict[str, str]:
        """Return the sources that say what another one says, each with the path of that one."""
        gone = {
            f.record.get("sha256") for path, f in self.wiki.records.items() if path not in self.raw
        }
        renamed = {path for path, sha in self.hashes.items() if sha in gone}
        return find_copies(self.words, self.wiki.records.keys(), renamed)

    @cached_property
    def moved(self) -> dict[str, str]:
        """Return the sources that look like one that is gone, each with the path of that one."""
        return find_moved_sources(
            self.wiki,
            [path for path in self.wiki.records if path not in self.raw],
            [
                path
                for path in self.source_paths
                if path not in self.wiki.records and path not in self.copies
            ],
            self.hashes,
            self.source_or_none,
        )

    @cached_property
    def source_paths(self) -> list[str]:
        """Return the paths of the sources."""
        return [
            p
            for p, blob in self.raw.items()
            if is_source(p)
            and blob.mode in REGULAR_MODES
            and (self.schema.rules.pictures != "off" or format_of(p) != "image")
            and not self.describes_another(p)
            and p not in self.shown_pictures
        ]

    @cached_property
    def shown_pictures(self) -> frozenset[str]:
        """Return the pictures that a document shows, and that are no sources of their own by that.

        One that was compiled by itself before stays a source.
        """
        loose = [
            path
            for path, blob in self.raw.items()
            if blob.mode in REGULAR_MODES
            and is_source(path)
            and format_of(path) == "image"
            and path not in self.wiki.records
        ]
        return self.shown_files.intersection(loose) if loose else frozenset()

    @cached_property
    def shown_files(self) -> frozenset[str]:
        """Return the pictures under `raw/` that some document there shows, of whatever folder."""
        documents = [
            (path, blob.sha)
            for path, blob in self.raw.items()
            if blob.mode in REGULAR_MODES and is_source(path) and shows_files(path)
        ]
        read = zip(documents, read_unless_large(self.repo, documents), strict=True)
        return frozenset(
            shown
            for (path, _), (_, data) in read
            for shown in find_shown_paths(path, data, self.raw.keys())
        )

    @cached_property
    def _sources(self) -> dict[str, Source | UserError]:
        return {}

    def source(self, path: str) -> Source:
        """Read one source; `UserError` where it cannot be read."""
        if not self._is_file(path):
            raise UserError(
                f"{path} is not a committed file under raw/.",
                "Commit it: `git add raw && git commit`.",
            )
        found = self._with_reader(path)
        if isinstance(found, UserError):
            raise UserError(found.message, found.hint)
        if path not in self._whole:
            self._whole[path] = find_picture_files(found, self.raw, self._read_blob)
        return self._whole[path]

    def _is_file(self, path: str) -> bool:
        blob = self.raw.get(path)
        return blob is not None and blob.mode in REGULAR_MODES

    def _with_reader(self, path: str) -> Source | UserError:
        """Return what the reader makes of a file; the pictures that it shows are not looked for."""
        if path not in self._sources:
            self._read([path])
        return self._sources[path]

    @cached_property
    def _whole(self) -> dict[str, Source]:
        return {}

    def _read_blob(self, blob: Blob) -> tuple[int, bytes]:
        return next(read_unless_large(self.repo, [(blob.path, blob.sha)]))

    def prefetch(self, paths: Iterable[str]) -> None:
        """Read these sources in one go, because they will be needed; skip what is no source."""
        wanted = [
            p
            for p in dict.fromkeys(paths)
            if p not in self._sources
            and p in self.raw
            and self.raw[p].mode in REGULAR_MODES
            and kept_path(p) not in self.texts
        ]
        self._read(wanted)

    def _read(self, paths: Sequence[str]) -> None:
        files = [(path, self.raw[path].sha) for path in paths]
        for path, (size, data) in zip(paths, read_unless_large(self.repo, files), strict=True):
            found = _try_to_read(path, size, data, self.origin(path))
            if isinstance(found, Source):
                found = with_reference(found, *self._reference_of(found))
            self._sources[path] = found

    def _reference_of(self, source: Source) -> tuple[Reference | None, str]:
        """Return what a bibliography says of a source: one beside it, or a list in its folders."""
        found = self._reference(source.path)
        if found[0] is not None:
            return found
        for place in self._lists:
            folder = place.rpartition("/")[0]
            if source.path.startswith(f"{folder}/"):
                work = find_listed(source, self._works_of(place))
                if work is not None:
                    return work, place
        return None, ""

    @cached_property
    def _lists(self) -> list[str]:
        """The bibliographies that may name several works, those of deeper folders first."""
        found = [p for p, b in self.raw.items() if p.endswith(LISTS) and b.mode in REGULAR_MODES]
        return sorted(found, key=lambda path: (-path.count("/"), path))

    def _works_of(self, place: str) -> dict[str, Reference]:
        if place not in self._works:
            _, data = next(read_unless_large(self.repo, [(place, self.raw[place].sha)]))
            self._works[place] = {work.doi: work for work in read_references(place, data)}
        return self._works[place]

    @cached_property
    def _works(self) -> dict[str, dict[str, Reference]]:
        return {}

    def _reference(self, path: str) -> tuple[Reference | None, str]:
        """Return what a bibliography beside a source says of it, and the bibliography's path."""
        for place in reference_paths(path):
            blob = self.raw.get(place)
            if blob is not None and blob.mode in REGULAR_MODES:
                _, data = next(read_unless_large(self.repo, [(place, blob.sha)]))
                if found := read_reference(place, data):
                    return found, place
        return None, ""

    def describes_another(self, path: str) -> bool:
        """Tell whether a file is a bibliography: of the source that has its name, or a list."""
        if path.endswith(LISTS[1:]):
            return True
        stem, _, ending = path.rpartition(".")
        if f".{ending}" not in ENDINGS:
            return False
        there = (stem + suffix for suffix in READERS if suffix not in ENDINGS)
        return any(self._reference(each)[1] == path for each in there if each in self.raw)

    def origin(self, path: str) -> Origin | None:
        """Return what the file beside a stored copy says of where it was fetched; None for none."""
        blob = self.raw.get(origin_path(path))
        if blob is None or blob.mode not in REGULAR_MODES:
            return None
        _, data = next(read_unless_large(self.repo, [(blob.path, blob.sha)]))
        return read_origin(data.decode("utf-8", "replace"))

    @cached_property
    def fetched(self) -> dict[str, str]:
        """Return the stored copies of addresses: the newest of each by its address's key."""
        copies = [path for path in self.raw if origin_path(path) in self.raw]
        found = [(origin, path) for path in copies if (origin := self.origin(path))]
        found.sort(key=lambda row: row[0].fetched)
        return {recorded_key(origin.address): path for origin, path in found}

    @cached_property
    def sentences(self) -> dict[str, frozenset[int]]:
        """Return the digests of the sentences of every source that the wiki holds, by path.

        One whose text should be kept and is not is left out: it would have to be read anew.
        """
        blobs = {}
        for path in self.wiki.records:
            own = None if keeps_text(path) else self.raw.get(path)
            if path in self.raw and (blob := self.texts.get(kept_path(path)) or own):
                blobs[path] = blob.sha

        def text_of(path: str) -> str:
            source = self.source_or_none(path)
            return source.text if source else ""

        return read_source_sentences(facts_cache(self.repo), blobs, text_of)

    def source_or_none(self, path: str) -> Source | None:
        """Return one source as rules look its quotes up; None where it cannot be read.

        That is its kept text, where there is one of the file as it is; else what today's reader
        makes of the file.
        """
        if kept := self._kept_source(path):
            return kept
        if not self._is_file(path):
            return None
        found = self._with_reader(path)
        return None if isinstance(found, UserError) else found

    def is_to_be_read_anew(self, path: str) -> bool:
        """Tell whether the text of a source should be kept, and none of today's reader is."""
        kept = self._kept_source(path)
        return kept.kept == "older" if kept else keeps_text(path)

    def kept_text(self, path: str) -> str | None:
        """Return the text of a file under `wiki/texts/`; None where there is none, or no text."""
        blob = self.texts.get(path)
        if blob is None or blob.mode not in REGULAR_MODES:
            return None
        try:
            return self.repo.read(blob.sha).decode()
        except UnicodeDecodeError:
            return None

    def _kept_source(self, path: str) -> Source | None:
        """Return a source as its kept text has it; None where none is kept, or of another file."""
        raw = self.raw.get(path)
        if raw is None or raw.mode not in REGULAR_MODES or kept_path(path) not in self.texts:
            return None
        if path not in self._kept_sources:
            found = read_kept_text(self.kept_text(kept_path(path)) or "")
            digest, decoder = self._identify(raw, found.format) if found else ("", "")
            right = found and found.path == path and found.sha256 == digest
            if found and right and may_keep_text(path):
                now = (version_of(found.format), decoder) == (found.version, str(found.decoder))
                found = replace(found, kept="current" if now else "older")
            self._kept_sources[path] = found if right else None
        return self._kept_sources[path]

    def _identify(self, blob: Blob, format_name: str) -> tuple[str, str]:
        """Return the hash of a file, and the version of what tells its encoding today."""
        files = [(blob.path, blob.sha)]
        said = digest_files(
            self.repo, files, lambda x: f"{sha256(x).hexdigest()} {decoder_of(format_name, x)}"
        )
        digest, _, decoder = next(said).partition(" ")
        return digest, decoder

    @cached_property
    def _kept_sources(self) -> dict[str, Source | None]:
        return {}

    def hands(self, path: str) -> Hands:
        """Return who wrote the lines of a page; nothing where git cannot tell.

        Git is asked only of pages that lose a sentence.
        """
        if path not in self._hands:
            self._hands[path] = self.repo.hands(self.commit, path)
        return self._hands[path]

    @cached_property
    def _hands(self) -> dict[str, Hands]:
        return {}

    def text_of(self, path: str) -> str | None:
        """Return the text of any plain file of the commit; None where there is none."""
        blob = next((b for b in self.repo.tree(self.commit, path) if b.path == path), None)
        if blob is None or blob.mode not in REGULAR_MODES:
            return None
        return self.repo.read(blob.sha).decode("utf-8", "replace")

    @cached_property
    def modes(self) -> dict[str, str]:
        """Return git's modes of all files of the repository, by path."""
        return {blob.path: blob.mode for blob in self.repo.tree(self.commit)}

    @cached_property
    def raw_stems(self) -> frozenset[str]:
        """Return the file names of the sources, without suffix and in lower case."""
        return frozenset(PurePosixPath(p).stem.lower() for p in self.source_paths)


Files = Mapping[str, Blob]
Reads = Callable[[Repository, Schema, Files, Files, Mapping[str, str]], list[PageFacts]]
"""Returns the facts of all pages (path → blob id).

It is given the schema, the files under `raw/`, and those under `wiki/texts/`.
"""


def is_text(path: str) -> bool:
    """Tell whether a path is UTF-8.

    git keeps names as bytes, and a link must be able to spell them.
    """
    return path.isascii() or not any("\ud800" <= char <= "\udfff" for char in path)


def read_in_time(path: str, data: bytes, seconds: float = READ_SECONDS) -> Source:
    """Read one file as a source; `UserError` where it cannot be read, or not in that time."""
    if format_of(path) not in READ_HERE or len(data) > _BYTES_READ_HERE:
        return SHARED.read(path, data, seconds)
    return _read_contained(path, data)


def _read_contained(path: str, data: bytes) -> Source:
    """Read one file; whatever a reader raises over foreign bytes is that source's failure alone."""
    try:
        return read_as_kept(path, data)
    except UserError:
        raise
    except Exception as error:
        raise broke_down(path, type(error).__name__) from error


def _try_to_read(path: str, size: int, data: bytes, origin: Origin | None) -> Source | UserError:
    try:
        refuse_size(path, size)
        return with_origin(read_in_time(path, data), origin)
    except UserError as error:
        return error  # what took too long once is not tried again for every page that cites it


def can_be_shown(path: str) -> bool:
    """Tell whether a person sees all of a path.

    It holds no line end and nothing hidden, and nothing that turns around what follows.
    """
    return not (hidden_characters(path) or any(char in path for char in "\n\t\r"))


def is_source(path: str) -> bool:
    """Tell whether a file of `raw/` is a source.

    Some reader knows its suffix, it is not hidden, its name can be shown, and it is neither a list
    of addresses nor a picture that belongs to a document.
    """
    name = path.rsplit("/", 1)[-1]
    hidden = any(part.startswith(".") for part in path.split("/"))
    known = PurePosixPath(name).suffix.lower() in READERS
    own = known and not is_pointer(path) and not belongs_to_document(path)
    return own and is_text(path) and can_be_shown(path) and not hidden


def take_snapshot(
    repo: Repository, commit: str, schema: Schema | None = None, read: Reads | None = None
) -> Snapshot:
    """Read a commit. Only pages that changed since they were last seen are parsed.

    `schema` stands in for the commit's own. `read` gives the facts of all pages where the caller
    looks at every page and every file anyway. Symbolic links and submodules are listed under `raw`,
    and count as missing everywhere else; so do pages whose name is no text.
    """
    there = repo.tree(commit)
    files = {b.path: b for b in there if b.mode in REGULAR_MODES}
    if schema is None and "schema.md" not in files:
        raise UserError(
            "There is no schema.md at the root of the repository.", "Restore it from the template."
        )

    def text(path: str) -> str:
        return repo.read(files[path].sha).decode("utf-8", "replace")

    def texts(paths: list[str]) -> Iterator[str]:
        return (
            data.decode("utf-8", "replace")
            for data in repo.read_files((p, files[p].sha) for p in paths)
        )

    pages = {path: blob.sha for path, blob in files.items() if is_page(path) and is_text(path)}
    raw = {b.path: b for b in there if b.path.startswith("raw/")}
    kept = {b.path: b for b in there if is_kept_path(b.path)}
    schema = schema or Schema.parse(text("schema.md"))
    with no_garbage_collection():
        facts = (
            read(repo, schema, raw, kept, pages) if read else facts_cache(repo).pages(pages, texts)
        )
        wiki = Wiki(facts, text, ignores=schema.ignores if schema.rules.ignore else None)
    index = {p: text(p) for p in files if is_index(p)}
    log = text("log.md") if "log.md" in files else ""
    return Snapshot(repo, commit, schema, wiki, log, index, raw, kept)


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """Keep Python's cycle collector off what is made in this block, which lives as long as the run.

    It would take a fifth of the time at 10,000 pages.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def facts_cache(repo: Repository) -> FactsCache:
    """Return the file in which facts and findings are kept for this repository."""
    return FactsCache(repo.private / "facts.sqlite")
