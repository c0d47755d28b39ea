"""The wiki that is served: always as HEAD has it now, read once for each HEAD."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import quote as percent

from pipeline.adapters.git.head_reader import HeadReader
from pipeline.adapters.git.plain_git import Head, origin_on_github
from pipeline.adapters.store.search_rows import SearchRows
from pipeline.core.errors import UserError
from pipeline.core.text import digest
from pipeline.operations.ask.wiki_index import ask_wiki

if TYPE_CHECKING:
    from pipeline.adapters.git.repository import Repository
    from pipeline.operations.repository.snapshot import Snapshot

SCHEME = "wiki:///"  # of the addresses of pages that are nowhere on the web
MOST_ANSWERS = 50  # that are remembered
T = TypeVar("T")


@dataclass(frozen=True)
class _OpenSnapshot:
    """A snapshot with the tree of which it was taken, and what closes its repository."""

    tree: str
    snapshot: Snapshot
    stack: ExitStack


class ServedWiki:
    """The wiki around a folder, for calls that come from several threads.

    `today` gives the day that pages and log say, and `writes` says whether proposals may be made.
    """

    def __init__(self, folder: Path, today: Callable[[], str], writes: bool = False) -> None:
        self.folder, self.today, self.writes = folder, today, writes
        self._reader = HeadReader(folder)
        self._lock = threading.Lock()
        self._open: _OpenSnapshot | None = None
        self._origin: str | None = None
        self._memory = threading.Lock()
        self._answers: dict[str, Mapping[str, Any]] = {}
        self._day, self._spent = "", 0.0

    @property
    def head(self) -> Head:
        """What HEAD has now; `UserError` where there is no commit or no repository."""
        return self._reader.head()

    @property
    def tree(self) -> str:
        """The tree that HEAD has now; `UserError` where there is no commit or no repository."""
        return self.head.tree

    def ask(self, question: Callable[[SearchRows], T]) -> T:
        """Return what a question finds in the index of the wiki as it is now."""
        return ask_wiki(self.head, question)

    def read(self, path: str) -> str:
        """Return the text of a page that the index names."""
        blob = self.ask(lambda rows: rows.blob_of(path))
        if blob is None:
            raise UserError(f"{path} is not there any more.", "The wiki has changed; look again.")
        return self._reader.read(blob).decode("utf-8", "replace")

    def address(self, path: str, line: int = 0) -> str:
        """Return the address of a page or a source: on GitHub where its repository is known."""
        at = percent(path, safe="/")
        if self._origin is None:
            self._origin = origin_on_github(self.folder)
        if not self._origin:
            return f"{SCHEME}{at}"
        return f"{self._origin}/blob/HEAD/{at}" + (f"?plain=1#L{line}" if line else "")

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """Give the wiki at HEAD, whole, to one call at a time.

        It is kept for the next call, which finds it as long as HEAD has the same tree. After an
        error it is taken anew, for the repository may have changed in a way that git cannot follow.
        """
        from pipeline.adapters.git.open_repository import open_repository
        from pipeline.operations.repository.snapshot import take_snapshot

        with self._lock:
            tree = self.tree
            if self._open is None or self._open.tree != tree:
                self._forget()
                with ExitStack() as stack:
                    repo = stack.enter_context(open_repository(self.folder))
                    taken = take_snapshot(repo, repo.head())
                    self._open = _OpenSnapshot(tree, taken, stack.pop_all())
            is_sound = False
            try:
                yield self._open.snapshot
                is_sound = True
            except UserError:
                is_sound = True
                raise
            finally:
                if not is_sound:
                    self._forget()

    @contextmanager
    def repository(self) -> Iterator[Repository]:
        """Give the repository to one call, which takes what it needs for itself."""
        from pipeline.adapters.git.open_repository import open_repository

        with open_repository(self.folder) as repo:
            yield repo

    # --- answers that may be kept as pages ---

    def keep(self, values: Mapping[str, Any]) -> str:
        """Remember an answer while the server runs; return the handle by which it is found."""
        handle = digest(json.dumps(values, sort_keys=True))
        with self._memory:
            self._answers.pop(handle, None)
            self._answers[handle] = values
            while len(self._answers) > MOST_ANSWERS:
                del self._answers[next(iter(self._answers))]
        return handle

    def kept(self, handle: str) -> Mapping[str, Any]:
        """Return the answer of a handle; `UserError` where it is not remembered."""
        with self._memory:
            if handle in self._answers:
                return self._answers[handle]
        raise UserError(
            f"No answer has the handle {handle[:40]!r}.",
            f"Ask again: the last {MOST_ANSWERS} answers are remembered while the server runs.",
        )

    # --- what a model costs ---

    def refuse_if_spent(self, limit: float) -> None:
        """Raise `UserError` where the calls of a day have cost what schema.md lets a run cost."""
        with self._memory:
            spent = self._spent if self._day == self.today() else 0.0
        if spent and spent >= limit:
            raise UserError(
                f"The calls of this server have cost ${spent:.2f} today, and schema.md has"
                f" `dollars_per_run: {limit:g}`.",
                "Raise it, or go on tomorrow; tools that ask no model still answer.",
            )

    def add_cost(self, dollars: float) -> None:
        """Count what a call has cost."""
        with self._memory:
            if self._day != self.today():
                self._day, self._spent = self.today(), 0.0
            self._spent += dollars

    def close(self) -> None:
        """End what was started to read the wiki."""
        with self._lock:
            self._forget()
        self._reader.close()

    def _forget(self) -> None:
        if self._open is not None:
            self._open.stack.close()
            self._open = None
