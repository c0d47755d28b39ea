"""Where on GitHub a reviewer finds what a pull request speaks of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from urllib.parse import quote as percent

from pipeline.core.paths import kept_path
from pipeline.core.values import Quote, Unit
from pipeline.core.wiki.citations import fragment_of_quote


@dataclass(frozen=True)
class Places:
    """Percent-encoded addresses of sources and pages on GitHub.

    Sources are shown at the commit at which they were read, pages at the commit of the proposal,
    which is found after its branch is deleted; on the branch where that commit is not known.
    """

    repository: str  # its address, such as https://github.com/acme/wiki
    base: str  # the commit at which the sources were read
    branch: str
    run: str = ""  # the number of the workflow run, where there was one
    artifact: str = ""  # the name under which that run keeps the change set
    head: str = ""  # the last commit of the branch
    pull: int = 0  # the number of the pull request, once it is opened

    def source(self, path: str, quote: Quote | None = None, unit: Unit = "line") -> str:
        """Return the address of a source, or of the lines or pages where a quote of it stands.

        Where the source's text is kept, these are lines of that.
        """
        if quote is None:
            return self._file(self.base, path)
        kept = unit == "kept"  # such a text comes with the proposal
        file = self._made(kept_path(path)) if kept else self._file(self.base, path)
        return file + fragment_of_quote(quote, unit)

    def page(self, path: str, line: int = 0) -> str:
        """Return the address of a page as the proposal has it."""
        return self._made(path) + (f"?plain=1#L{line}" if line else "")

    def change(self, path: str) -> str:
        """Return the address of a file's diff in the pull request; "" before that is opened."""
        if not self.pull:
            return ""
        anchor = hashlib.sha256(path.encode("utf-8", "surrogatepass")).hexdigest()
        return f"{self.repository}/pull/{self.pull}/files#diff-{anchor}"

    @property
    def run_address(self) -> str:
        return f"{self.repository}/actions/runs/{percent(self.run, safe='')}"

    def _made(self, path: str) -> str:
        return self._file(self.head or self.branch, path)

    def _file(self, commit: str, path: str) -> str:
        return f"{self.repository}/blob/{percent(commit, safe='/')}/{percent(path, safe='/')}"
