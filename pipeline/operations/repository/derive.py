"""`wiki derive`: renew, in the working tree, the bookkeeping of pages that people edited."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from pipeline.adapters.files import stage_files
from pipeline.adapters.git.history import find_last_own_commit
from pipeline.adapters.git.repository import Repository
from pipeline.core.bookkeeping.convert_links import convert_wiki
from pipeline.core.bookkeeping.derive import (
    derive,
    find_obstacle_line,
    recorded_voices,
    set_front_matter,
)
from pipeline.core.bookkeeping.index import find_peoples_index
from pipeline.core.bookkeeping.ownership import has_bookkeeping
from pipeline.core.changes.assemble import headings_above
from pipeline.core.errors import UserError
from pipeline.core.markup import frontmatter
from pipeline.core.wiki.citations import Citation, LinkStyle
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import Schema
from pipeline.operations.repository.snapshot import Snapshot, take_snapshot
from pipeline.operations.repository.working_tree import WorkingTree, read_working_tree

# The refs under which the default branch may be found; the first that exists counts.
DEFAULT_BRANCHES = (
    "refs/remotes/origin/HEAD",
    "refs/remotes/origin/main",
    "refs/heads/main",
    "refs/remotes/origin/master",
    "refs/heads/master",
)


@dataclass(frozen=True)
class RenewedFile:
    """One file that differs from what code makes of the pages: its new text, and what differs.

    A `text` of None says that the file is to go.
    """

    path: str
    text: str | None
    what: str


@dataclass(frozen=True)
class DerivedFiles:
    """The files to write, and what is left alone, with the reasons."""

    files: tuple[RenewedFile, ...]
    left_alone: tuple[str, ...]


def compare_with_derived(
    repo: Repository, day: str, base: str = "", renews_form: bool = True
) -> DerivedFiles:
    """Compare the working tree with what code makes of its pages. Nothing is written.

    A page whose words differ from what they were at `base` (by default: where this branch left the
    default one) gets `updated: day`, unless somebody set that date already. With `renews_form`,
    what an earlier version wrote in another form is renewed although it says the same. `UserError`
    where something would be lost.
    """
    if not repo.has_files:
        raise UserError("A bare repository has no pages to mend.", "Run this in a clone of it.")
    found = _read_checked_tree(repo)
    snapshot = found.snapshot
    before = _unedited_commit(repo, found.head, base)
    dates, left_alone = _date_edited_pages(repo, snapshot, found.loose, before, day)
    wiki = snapshot.wiki.with_texts(dates)
    was = [
        take_snapshot(repo, commit, snapshot.schema).wiki
        for commit in dict.fromkeys((before, found.head))
    ]
    voices = recorded_voices(wiki)
    files = derive(
        wiki, snapshot.schema, voices, snapshot.index, before=was, renews_form=renews_form
    )
    own = sorted(find_peoples_index(snapshot.index, wiki, snapshot.schema))
    left_alone += [f"{path}: people wrote it, or added to it." for path in own]
    renewed = tuple(
        _renew_file(repo.root, path, text) for path, text in sorted({**dates, **files}.items())
    )
    return DerivedFiles(renewed, tuple(left_alone))


def convert_style(repo: Repository, style: LinkStyle) -> DerivedFiles:
    """Return the working tree's pages, and its `schema.md`, in a style of links.

    Nothing is written. `UserError` where something would be lost.
    """
    if not repo.has_files:
        raise UserError("A bare repository has no pages to convert.", "Run this in a clone of it.")
    snapshot = _read_checked_tree(repo).snapshot

    def headings(cited: Citation) -> tuple[str, ...]:
        source = snapshot.source_or_none(cited.source)
        found = headings_above(source, cited.quotes) if source and source.unit == cited.unit else {}
        names = tuple(found.get(quote, "") for quote in cited.quotes)
        return names if any(names) else ()

    texts: dict[str, str | None] = {**convert_wiki(snapshot.wiki, style, headings)}
    if snapshot.schema.rules.links != style:
        texts["schema.md"] = with_link_style(_read_file(repo.root, "schema.md") or "", style)
    what = f"links for {'GitHub' if style == 'markdown' else 'Obsidian'}"
    return DerivedFiles(
        tuple(RenewedFile(path, text, what) for path, text in sorted(texts.items())), ()
    )


def with_link_style(text: str, style: LinkStyle) -> str:
    """Return the text of `schema.md` with `links: style`; `UserError` where it has no such line."""
    block, body = frontmatter.split(text)
    made = _LINKS_LINE.sub(rf"\g<1>{style}", block, count=1)
    if made == block:
        made = re.sub(r"\n", f"\nlinks: {style}\n", block, count=1)
    if not block or Schema.parse(made + body).rules.links != style:
        raise UserError(
            "The style could not be written into schema.md.", f"Write `links: {style}` in it first."
        )
    return made + body


_LINKS_LINE = re.compile(r"^(links:[ \t]*)(?:wikilink|markdown)\b", re.MULTILINE)


def write_files(root: Path, files: Iterable[RenewedFile]) -> None:
    """Write the files to the working tree, each whole.

    Where there is no room or no right for one of them, none is written.
    """
    all_ = [*files]
    with stage_files({root / file.path: file.text for file in all_ if file.text is not None}):
        for file in all_:
            if file.text is None:
                (root / file.path).unlink()


# --- what the working tree holds ---


def _read_checked_tree(repo: Repository) -> WorkingTree:
    """Read pages and schema; `UserError` where a changed page is not text, for it is rewritten."""
    found = read_working_tree(repo, "wiki", "schema.md")
    for path in found.loose:
        if is_page(path):
            _read_file(repo.root, path)
    return found


def _read_file(root: Path, path: str) -> str | None:
    """Return a file's text; None where there is no file, or only a link to one."""
    target = root / path
    if target.resolve() != root.resolve() / path or not target.is_file():
        return None
    try:
        return target.read_bytes().decode()
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 text.", "Save it as UTF-8.") from error


# --- the day of a change ---


def _unedited_commit(repo: Repository, head: str, base: str) -> str:
    """Return the commit since which pages may have been edited by hand.

    That is this program's last one on this branch, else the commit where the branch left `base`.
    """
    names = [base] if base else DEFAULT_BRANCHES
    found = next((commit for name in names if (commit := repo.resolve(name))), None)
    if base and found is None:
        raise UserError(f"{base} names no commit.", "Name a branch or a commit to compare with.")
    fork = repo.merge_base(found, head) if found else None
    return (find_last_own_commit(repo, fork, head) or fork) if fork else head


def _date_edited_pages(
    repo: Repository, snapshot: Snapshot, loose: Collection[str], before: str, day: str
) -> tuple[dict[str, str | None], list[str]]:
    """Return the dated texts of pages edited by hand, and the pages that are left alone."""
    old = {blob.path: blob.sha for blob in repo.tree(before, "wiki")}
    new = {blob.path: blob.sha for blob in repo.tree(snapshot.commit, "wiki")}
    changed = {path for path, sha in new.items() if old.get(path) != sha or path in loose}
    texts: dict[str, str | None] = {}
    left_alone = []
    for facts in snapshot.wiki.facts.values():
        if facts.path not in changed:
            continue
        try:
            page = Page.parse(facts.path, snapshot.wiki.text(facts.slug))
        except UserError as error:
            left_alone.append(error.message)
            continue
        if not has_bookkeeping(page, snapshot.wiki):
            continue
        if line := find_obstacle_line(page):
            left_alone.append(
                f"{page.path}:{line}: a comment, or the form, of the front matter would be lost."
            )
            continue
        was = repo.read(old[page.path]).decode("utf-8", "replace") if page.path in old else None
        dates = _missing_dates(page, day) if was is None else _new_dates(page, was, day)
        if page.front and dates:
            texts[page.path] = set_front_matter(page, **dates)
    return texts, left_alone


def _missing_dates(page: Page, day: str) -> dict[str, str]:
    return {key: day for key in ("created", "updated") if not page.meta.get(key)}


def _new_dates(page: Page, was: str, day: str) -> dict[str, str]:
    try:
        old = Page.parse(page.path, was)
    except UserError:
        return _missing_dates(page, day)
    stale = page.body.rstrip() != old.body.rstrip() and page.meta.get("updated") == old.meta.get(
        "updated"
    )
    return _missing_dates(page, day) | (
        {"updated": day} if stale and str(old.meta.get("updated", "")) < day else {}
    )


# --- what may be written ---


def _renew_file(root: Path, path: str, text: str | None) -> RenewedFile:
    """Return a renewed file; `UserError` where the text would be written to where a link leads."""
    there = root / path
    if (there.exists() or there.is_symlink()) and _read_file(root, path) is None:
        raise UserError(
            f"{path} is a link, or lies behind one.",
            "Put a file in its place; links are not written to.",
        )
    if not is_page(path):
        return RenewedFile(
            path, text, "the index" if text is not None else "no longer a part of the index"
        )
    page, new = Page.parse(path, _read_file(root, path) or ""), Page.parse(path, text or "")
    return RenewedFile(path, text, _name_differences(page, new))


def _name_differences(old: Page, new: Page) -> str:
    keys = [key for key in {**new.meta, **old.meta} if old.meta.get(key) != new.meta.get(key)]
    notes = (
        ["footnotes"]
        if old.definitions != new.definitions or old.tail.strip() != new.tail.strip()
        else []
    )
    return ", ".join(keys + notes) or "form"
