"""Judge what a change does to files, whatever they say: names, kinds, sizes, and who may write.

The messages are those of `wiki check`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipeline.core.paths import (
    TEAM_FILES,
    TEAM_FOLDERS,
    explain_mode,
    find_name_clashes,
    find_name_faults,
    folders_holding,
    half_of_path,
    is_chart_path,
    is_kept_path,
)
from pipeline.core.values import FileChange, Finding, Severity
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import MOST_PAGE_BYTES

# of one file under raw/; a reader takes 20 MB, larger ones are pictures and the like
MOST_RAW_BYTES = 25_000_000
# of all changed files of the wiki; more than 5,000 pages that are written anew
MOST_WIKI_BYTES = 50_000_000
ALL_PAGES = "wiki"  # the path of a finding about all changed pages together
PLAIN_MODE, EXECUTABLE_MODE = "100644", "100755"  # git's modes of a file
_PAGE_FILE_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,120}\.md")
EMPTY_FOLDER_FILE = ".gitkeep"  # keeps an empty folder in git, and is no source


@dataclass(frozen=True)
class Touched:
    """One path that a change adds, alters or removes.

    Modes are git's, empty where there is no file.
    """

    path: str
    before: str
    after: str
    same: bool  # whether its content is what it was
    size: int  # in bytes, after
    moved_to: str = ""  # where its content stands now, if the path is gone

    @property
    def half(self) -> str:
        """Return to which half of the repository the path belongs."""
        return half_of_path(self.path)


def file_finding(
    rule: str, severity: Severity, path: str, message: str, suggestion: str = "", line: int = 1
) -> Finding:
    """Return a finding about a file; its subject is the path."""
    return Finding(rule, severity, path, line, path, message, suggestion)


def touched_by_writing(files: Iterable[FileChange], there: Mapping[str, str]) -> list[Touched]:
    """Return what writing our files would do to a tree, so that a gate judges it as the check will.

    `there` are the paths of the tree with their modes.
    """
    return [
        Touched(
            f.path,
            there.get(f.path, ""),
            "" if f.after is None else PLAIN_MODE,
            same=False,
            size=len((f.after or "").encode()),
        )
        for f in files
    ]


def find_faults(touched: Sequence[Touched], everything: Iterable[str]) -> Iterator[Finding]:
    """Yield what is wrong with names, kinds and sizes of the touched files.

    `everything` are all paths of the repository after the change.
    """
    yield from check_names(touched, everything)
    yield from check_kinds(touched)
    yield from check_sizes(touched)


def find_faults_of_ours(files: Iterable[FileChange], there: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what the check of a pull request would say of files that we are about to write.

    `there` are the paths of the tree with their modes.
    """
    touched = touched_by_writing(files, there)
    after = {*there, *(t.path for t in touched if t.after)} - {
        t.path for t in touched if not t.after
    }
    yield from find_faults(touched, after)
    yield from check_places(touched, there)
    yield from check_overwritten(touched)


def check_names(touched: Sequence[Touched], everything: Iterable[str]) -> Iterator[Finding]:
    """Yield what is wrong with the names that a change adds.

    `everything` are all paths of the repository after it.
    """
    new = [t.path for t in touched if not t.before]
    for path in new:
        if half_of_path(path) != "product":
            for problem in dict.fromkeys(find_name_faults(path)):
                yield file_finding(
                    "odd-name", "error", path, problem, "Give the file another name."
                )
    everything = [*everything] if new else []
    before = {*everything, *(t.path for t in touched if not t.after)} - {*new}
    for path, other in find_name_clashes(everything, new, before):
        if half_of_path(path) != "product" or half_of_path(other.lower()) != "product":
            message = f"on many computers this is the same name as {other!r}"
            yield file_finding("odd-name", "error", path, message, "Give one of them another name.")


def check_kinds(touched: Iterable[Touched]) -> Iterator[Finding]:
    """Yield the files that are not plain ones in the folders that are theirs."""
    for t in touched:
        problem = explain_mode(t.after) if t.after and t.half != "product" else ""
        if problem:
            hint = (
                f"`git update-index --chmod=-x {t.path}`"
                if t.after == "100755"
                else "Commit a plain file."
            )
            yield file_finding("not-a-plain-file", "error", t.path, problem, hint)
        elif t.after and t.path in TEAM_FOLDERS:
            yield file_finding(
                "not-a-plain-file", "error", t.path, "this must be a folder", "Remove the file."
            )
        elif t.after and t.path.split("/")[0] in TEAM_FILES and t.path not in TEAM_FILES:
            yield file_finding(
                "not-a-plain-file",
                "error",
                t.path,
                "a file has become a folder",
                "Restore the file.",
            )
        elif t.path in TEAM_FILES and not t.after:
            yield file_finding(
                "not-a-plain-file", "error", t.path, "the file is gone", "Restore it."
            )


def check_places(touched: Iterable[Touched], there: Mapping[str, str]) -> Iterator[Finding]:
    """Yield what stands where a file of ours would have to, or a folder for it."""
    folders = {*folders_holding(there)}
    for t in touched:
        if t.after and t.path in folders:
            yield file_finding(
                "not-a-plain-file",
                "error",
                t.path,
                "here stands a folder",
                "Give the folder another name.",
            )
        for parent in folders_holding([t.path]):
            if t.after and parent in there:
                what = _KIND_OF_MODE.get(there[parent], "a file")
                message = f"{parent} is {what}, where a folder is needed"
                yield file_finding(
                    "not-a-plain-file",
                    "error",
                    t.path,
                    message,
                    f"Put a folder in the place of {parent}.",
                )


def check_overwritten(touched: Iterable[Touched]) -> Iterator[Finding]:
    """Yield the paths at which a change of ours would replace more than a plain file.

    A link or a submodule is a person's, and stays.
    """
    for t in touched:
        if t.before == EXECUTABLE_MODE and t.after == PLAIN_MODE:
            message = "the file was executable, and is a plain one now"
            yield file_finding(
                "not-a-plain-file",
                "warning",
                t.path,
                message,
                "Nothing of its text is lost by that.",
            )
        elif t.before and explain_mode(t.before) and t.before != EXECUTABLE_MODE:
            what = _KIND_OF_MODE.get(t.before, "something")
            message = f"here stands {what}, over which the program does not write"
            yield file_finding(
                "not-a-plain-file",
                "error",
                t.path,
                message,
                "Put a plain file in its place, or remove it.",
            )


_KIND_OF_MODE = {"120000": "a symbolic link", "160000": "a submodule"}


def check_sizes(touched: Iterable[Touched]) -> Iterator[Finding]:
    """Yield the files that are too large, one by one and together."""
    total = 0
    for t in touched:
        most = MOST_PAGE_BYTES if is_page(t.path) or t.half == "schema" else MOST_RAW_BYTES
        kept = is_kept_path(t.path)  # it is as long as its source
        if t.size > most and t.half not in ("log", "product"):
            message = f"the file has {_megabytes(t.size, most)}; {_megabytes(most)} is the most"
            yield file_finding("too-large", "error", t.path, message, "Split it into parts.")
        total += t.size if t.half == "wiki" and not kept else 0
    if total > MOST_WIKI_BYTES:
        message = (
            f"the changed files of wiki/ have {_megabytes(total, MOST_WIKI_BYTES)} together;"
            f" {_megabytes(MOST_WIKI_BYTES)} is the most"
        )
        yield file_finding("too-large", "error", ALL_PAGES, message, "Offer it in parts.")


def _megabytes(size: int, most: int = 0) -> str:
    """Return a size in words, with so many digits that it differs from the limit `most`."""
    digits = next(
        n for n in range(1, 7) if n == 6 or f"{size / 1e6:.{n}f}" != f"{most / 1e6:.{n}f}"
    )
    return f"{size / 1e6:.{digits}f} MB"


def find_amended(touched: Iterable[Touched]) -> list[Touched]:
    """Return the files of raw/ that no longer say what they said: changed, gone, no plain file."""
    return [
        t
        for t in touched
        if t.half == "raw"
        and t.before
        and not (t.after and t.same)
        and not t.path.endswith(f"/{EMPTY_FOLDER_FILE}")
    ]


def check_raw_only_grows(amended: Iterable[Touched], refused: str) -> Iterator[Finding]:
    """Yield the changes of sources.

    `refused` says why they are not allowed here, and makes them errors; empty, they are notes.
    """
    for t in amended:
        what = "removed" if not t.after else "changed"
        if t.moved_to:
            what = f"moved to {t.moved_to!r}"
        yield file_finding(
            "raw-changed",
            "error" if refused else "note",
            t.path,
            f"a source is {what}, and sources only come in",
            refused or "Allowed by the label.",
        )


def check_only_the_wiki(touched: Iterable[Touched], folders: Iterable[str]) -> Iterator[Finding]:
    """Yield the paths of our own pull request outside of what a compile may write."""
    places = {*folders, "index"}
    for t in touched:
        if not may_write(t.path, bool(t.before), places):
            message = (
                "a pull request of the wiki's bot may touch only pages, kept texts, the index and"
                " the log"
            )
            yield file_finding(
                "outside-the-wiki", "error", t.path, message, "Take it out, and offer it by itself."
            )


def may_write(path: str, there: bool, folders: Collection[str]) -> bool:
    """Tell whether a compile may write this path.

    It may write the index, the log, the kept texts of sources, a page with a name as code makes
    them, and any page that is `there` already: wherever people have put a page, its bookkeeping is
    renewed with that of the others.
    """
    parts = path.split("/")
    if path in ("log.md", "wiki/index.md") or (there and is_page(path)):
        return True
    if is_kept_path(path):
        return path.endswith(".md") and ".." not in parts
    return (
        len(parts) == 3
        and parts[0] == "wiki"
        and parts[1] in folders
        and bool(_PAGE_FILE_NAME.fullmatch(parts[2]))
    )


def is_markdown(path: str) -> bool:
    """Tell whether a path is that of a Markdown file."""
    return path.endswith(".md")


def find_unread_files(touched: Iterable[Touched]) -> Iterator[Finding]:
    """Yield the new files in wiki/ that nothing reads."""
    for t in touched:
        if is_chart_path(t.path):
            continue
        if t.half == "wiki" and not t.before and not is_page(t.path) and not is_markdown(t.path):
            hint = "Put pictures and other files beside their source in raw/."
            yield file_finding(
                "not-a-page", "warning", t.path, "this is no page, and nothing reads it", hint
            )


def check_halves(touched: Iterable[Touched]) -> Iterator[Finding]:
    """Yield a note where one change alters both the program and the wiki.

    The first changed file of the program stands for all.
    """
    touched = list(touched)
    product = sorted(t.path for t in touched if t.half == "product")
    if product and any(t.half in ("raw", "wiki") for t in touched):
        message = f"{len(product)} files of the program change together with sources or pages"
        if len(product) == 1:
            message = "a file of the program changes together with sources or pages"
        hint = (
            "They are easier to review, and to take back, in two pull requests. The program is"
            " judged as it was."
        )
        yield file_finding("both-halves", "note", product[0], message, hint)
