"""What a change does to files, whatever they say: names, kinds, sizes, and who may touch what. The words of `wiki check`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.core.model import Finding, Severity
from pipeline.core.page import MOST_PAGE
from pipeline.core.paths import FILES, FOLDERS, clashes, half, odd, wrong_kind
from pipeline.core.wiki import is_page

MOST_RAW = 25_000_000  # bytes of one file under raw/; a reader takes 20 MB, the rest are pictures and the like
MOST_WIKI = 50_000_000  # bytes of all changed files of the wiki; more than 5,000 pages written anew
ALL_PAGES = "wiki"  # the path of a finding about all changed pages together
KEPT_EMPTY = ".gitkeep"  # holds an empty folder, and is no source


@dataclass(frozen=True)
class Touched:
    """One path that a change adds, alters or removes. Modes are git's, empty where there is no file."""

    path: str
    before: str
    after: str
    same: bool  # whether its content is what it was
    size: int  # in bytes, after
    moved_to: str = ""  # where its content stands now, if the path is gone

    @property
    def half(self) -> str:
        return half(self.path)


def finding(rule: str, severity: Severity, path: str, message: str, suggestion: str = "", line: int = 1) -> Finding:
    return Finding(rule, severity, path, line, path, message, suggestion)


def names(touched: Iterable[Touched], everything: Iterable[str]) -> Iterator[Finding]:
    """Judge the names that a change adds. `everything` are all paths of the repository after it."""
    new = [t.path for t in touched if not t.before]
    for path in new:
        if half(path) != "product":
            for problem in dict.fromkeys(odd(path)):
                yield finding("odd-name", "error", path, problem, "Give the file another name.")
    for path, other in clashes(everything, new):
        if half(path) != "product" or half(other.lower()) != "product":
            message = f"on many computers this is the same name as {other!r}"
            yield finding("odd-name", "error", path, message, "Give one of them another name.")


def kinds(touched: Iterable[Touched]) -> Iterator[Finding]:
    """Judge what the files are: plain ones, in the folders that are theirs."""
    for t in touched:
        problem = wrong_kind(t.after) if t.after and t.half != "product" else ""
        if problem:
            hint = f"`git update-index --chmod=-x {t.path}`" if t.after == "100755" else "Commit a plain file."
            yield finding("not-a-plain-file", "error", t.path, problem, hint)
        elif t.after and t.path in FOLDERS:
            yield finding("not-a-plain-file", "error", t.path, "this must be a folder", "Remove the file.")
        elif t.after and t.path.split("/")[0] in FILES and t.path not in FILES:
            yield finding("not-a-plain-file", "error", t.path, "a file has become a folder", "Restore the file.")
        elif t.path in FILES and not t.after:
            yield finding("not-a-plain-file", "error", t.path, "the file is gone", "Restore it.")


def sizes(touched: Iterable[Touched]) -> Iterator[Finding]:
    """Judge how large the files are."""
    total = 0
    for t in touched:
        most = MOST_PAGE if is_page(t.path) or t.half == "schema" else MOST_RAW
        if t.size > most and t.half not in ("log", "product"):
            message = f"the file has {_megabytes(t.size)}; {_megabytes(most)} is the most"
            yield finding("too-large", "error", t.path, message, "Split it into parts.")
        total += t.size if t.half == "wiki" else 0
    if total > MOST_WIKI:
        message = f"the changed files of wiki/ have {_megabytes(total)} together; {_megabytes(MOST_WIKI)} is the most"
        yield finding("too-large", "error", ALL_PAGES, message, "Offer it in parts.")


def _megabytes(size: int) -> str:
    return f"{size / 1e6:.1f} MB"


def amended(touched: Iterable[Touched]) -> list[Touched]:
    """Return the files of raw/ that no longer say what they said: changed, gone, or no longer files."""
    return [
        t
        for t in touched
        if t.half == "raw" and t.before and not (t.after and t.same) and not t.path.endswith(f"/{KEPT_EMPTY}")
    ]


def raw_only_grows(amended: Iterable[Touched], refused: str) -> Iterator[Finding]:
    """Judge changes of sources. `refused` says why they are not allowed here; empty: they are."""
    for t in amended:
        what = "removed" if not t.after else "changed"
        if t.moved_to:
            what = f"moved to {t.moved_to!r}"
        yield finding(
            "raw-changed",
            "error" if refused else "note",
            t.path,
            f"a source is {what}, and sources only come in",
            refused or "Allowed by the label.",
        )


def only_the_wiki(touched: Iterable[Touched], folders: Iterable[str]) -> Iterator[Finding]:
    """Judge the paths of a pull request of our own, which has no business elsewhere."""
    places = {f"wiki/{folder}" for folder in (*folders, "index")}
    for t in touched:
        mine = t.path in ("log.md", "wiki/index.md") or (t.path.rpartition("/")[0] in places and is_markdown(t.path))
        if not mine:
            message = "a pull request of the wiki's bot may touch only pages, the index and the log"
            yield finding("outside-the-wiki", "error", t.path, message, "Take it out, and offer it by itself.")


def is_markdown(path: str) -> bool:
    return path.endswith(".md")


def no_pages(touched: Iterable[Touched]) -> Iterator[Finding]:
    """Tell of files in wiki/ that nothing reads."""
    for t in touched:
        if t.half == "wiki" and not t.before and not is_page(t.path) and not is_markdown(t.path):
            hint = "Put pictures and other files beside their source in raw/."
            yield finding("not-a-page", "warning", t.path, "this is no page, and nothing reads it", hint)


def both_halves(touched: Iterable[Touched]) -> Iterator[Finding]:
    """Tell of a change to the program and to the wiki in one; the first changed file of the program stands for all."""
    touched = list(touched)
    product = sorted(t.path for t in touched if t.half == "product")
    if product and any(t.half in ("raw", "wiki") for t in touched):
        message = f"{len(product)} files of the program change together with sources or pages"
        if len(product) == 1:
            message = "a file of the program changes together with sources or pages"
        hint = "They are easier to review, and to take back, in two pull requests. The program is judged as it was."
        yield finding("both-halves", "note", product[0], message, hint)
