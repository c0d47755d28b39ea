"""Refuse an upkeep for foreign paths, garbled text, unnamed losses, or errors of the gate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from pipeline import rules
from pipeline.adapters.processes import gfm
from pipeline.core.bookkeeping.index import is_index
from pipeline.core.bookkeeping.log import LOG_PATH
from pipeline.core.bookkeeping.ownership import find_peoples_losses
from pipeline.core.changes import page_losses, touched_files
from pipeline.core.changes.losses import still_links_to
from pipeline.core.changes.lost_sentences import find_lost_sentences, select_of_people
from pipeline.core.errors import UserError
from pipeline.core.findings.view import View
from pipeline.core.hidden_characters import is_garbled
from pipeline.core.paths import is_chart_path, is_kept_path, kept_path, slug_of_path
from pipeline.core.text import shorten
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.values import FileChange, Finding, Removal, Source
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.compile.check_pages import file_faults
from pipeline.operations.compile.read_pictures import whole_source
from pipeline.operations.repository.kept_texts import find_kept_faults
from pipeline.operations.repository.snapshot import Snapshot

SCHEMA_FILE = "schema.md"


# Judged here by other means: what goes by the whole wiki and not page by page, where it may write
# by its verb.
_JUDGED_OTHERWISE = frozenset({"lost-claim", "forbidden-path"})


def text_before(path: str, snapshot: Snapshot) -> str | None:
    """Return a file's text as the commit has it; of a source only "", to say that it is there."""
    if is_page(path):
        return snapshot.wiki.text_at(path) if snapshot.wiki.at(path) else None
    if is_kept_path(path):
        return snapshot.kept_text(path)
    if path == SCHEMA_FILE:
        blob = next(b for b in snapshot.repo.tree(snapshot.commit, SCHEMA_FILE))
        return snapshot.repo.read(blob.sha).decode("utf-8", "replace")
    if is_chart_path(path):
        return snapshot.text_of(path)
    return "" if path in snapshot.raw else snapshot.index.get(path)


def refuse_paths(upkeep: Upkeep, snapshot: Snapshot) -> None:
    """Raise `UserError` where an upkeep would write a file that is not its business."""
    folders = {t.folder for t in snapshot.schema.rules.types}
    for path, new in upkeep.texts.items():
        page = is_page(path) and touched_files.may_write(
            path, text_before(path, snapshot) is not None, folders
        )
        index = is_index(path) and touched_files.may_write(path, False, {*folders, "index"})
        takes = upkeep.verb in ("retract", "replace")
        source = takes and path.startswith("raw/") and new is None
        kept = takes and is_kept_path(path) and touched_files.may_write(path, False, ())
        log = (
            upkeep.verb == "fix"
            and path == LOG_PATH
            and new is not None
            and new.startswith(snapshot.log)
        )
        chart = upkeep.verb == "make" and is_chart_path(path) and path.split("/")[1] in folders
        if not (
            page
            or chart
            or index
            or source
            or kept
            or log
            or (path == SCHEMA_FILE and new is not None and upkeep.verb == "merge")
        ):
            raise UserError(f"{path} is not for “{upkeep.verb}” to write.", "Nothing was written.")


def refuse_garbled(pages: Mapping[str, str | None], snapshot: Snapshot) -> None:
    """Raise `UserError` where a page would be written whose bytes are no UTF-8.

    What these bytes mean would be lost.
    """
    for path, new in pages.items():
        if is_garbled(new) and is_garbled(text_before(path, snapshot)):
            raise UserError(
                f"{path} is not UTF-8, or holds the sign U+FFFD for a lost one.", "Mend it first."
            )


def refuse_losses(
    upkeep: Upkeep, before: Wiki, after: Wiki, changed: Mapping[str, str | None]
) -> None:
    """Raise `UserError` where something goes that the upkeep does not name, with a reason."""
    silent = [
        f"{path}: {what}"
        for path in changed
        if before.at(path)
        for what in _find_unsaid(path, upkeep, before, after)
    ]
    if silent:
        more = f" and {len(silent) - 5} more" if len(silent) > 5 else ""
        raise UserError(
            f"{upkeep.title}: refused, for this would go without a reason:"
            f" {'; '.join(silent[:5])}{more}.",
            "Nothing was written.",
        )


def reworded_sentences(
    upkeep: Upkeep, snapshot: Snapshot, after: Wiki, changed: Mapping[str, str | None]
) -> Iterator[Removal]:
    """Yield the sentences that no changed page says any more and that the upkeep does not name.

    `UserError` where people wrote one, on a page that stays: it would go without a reason.
    """
    before = snapshot.wiki
    were, now = (
        [wiki.page(facts.slug) for path in changed if (facts := wiki.at(path))]
        for wiki in (before, after)
    )
    gone = find_lost_sentences(were, now)
    for path, found in gone.items():
        slug, old = slug_of_path(path), before.page(slug_of_path(path))
        left = [
            s
            for s in found
            if page_losses.find_unexplained([page_losses.Loss("sentence", s.words)], upkeep.removed)
        ]
        stays = path in upkeep.moved or changed[path] is not None
        of_people_ = (
            select_of_people(left, old, before, snapshot.hands(path)) if left and stays else []
        )
        if of_people_:
            words = "; ".join(f"“{shorten(s.words, 120)}”" for s in of_people_[:5])
            raise UserError(
                f"{upkeep.title}: refused, for this would go from {path} without a reason:"
                f" {words}.",
                "Nothing was written.",
            )
        why = (
            "it is said otherwise now, or stood on what goes"
            if stays
            else "it stood on a page that goes"
        )
        yield from (Removal(f"from {slug}: “{s.words}”", why) for s in left)


def _find_unsaid(path: str, upkeep: Upkeep, before: Wiki, after: Wiki) -> Iterable[str]:
    slug = slug_of_path(path)
    old = before.page(slug)
    there = after.at(upkeep.moved.get(path, path))
    new = after.page(there.slug) if there else None
    if new is None:
        yield from [] if _is_named(slug, upkeep.removed) else ["the page"]
        last = [x for x in old.labels if not after.pages_stating(x) and before.citation(x)]
        yield from (
            str(x)
            for x in page_losses.find_unexplained(
                [page_losses.Loss("citation", x) for x in last], upkeep.removed
            )
        )
        return
    names = [r.what for r in upkeep.removed if len(r.reason.strip()) > 3]
    # Of a page that becomes part of another, `merge_page_into` tells what differs.
    if upkeep.verb != "merge" or new.slug == slug:
        yield from (what for what in find_peoples_losses(old, new, before) if what not in names)
    lost = [
        x
        for x in page_losses.find_losses(old, new)
        if not (x.kind == "link" and still_links_to(x.what, new, before, after))
    ]
    yield from (str(x) for x in page_losses.find_unexplained(lost, upkeep.removed))


def _is_named(slug: str, removed: Iterable[Removal]) -> bool:
    return any(
        slug in r.what.split() or f"`{slug}`" in r.what
        for r in removed
        if len(r.reason.strip()) > 3
    )


def refuse_faults(
    upkeep: Upkeep, snapshot: Snapshot, schema: Schema, after: Wiki, files: tuple[FileChange, ...]
) -> tuple[Finding, ...]:
    """Run the gate on what changes, and on pages whose links it may break; return new findings.

    A fault counts only if it is new. `UserError` names the errors among them.
    """
    gone = {path for path, text in upkeep.texts.items() if text is None}

    def source(path: str) -> Source | None:
        if path in gone:
            return None
        if kept_path(path) in upkeep.texts:  # its text comes with this change
            return whole_source(path, snapshot)
        return snapshot.source_or_none(path)

    stems = frozenset(snapshot.raw_stems)
    changed = [f for f in files if is_page(f.path)]
    new = tuple(after.page(slug_of_path(f.path)) for f in changed if f.after is not None)
    view = View(new, after, schema, source, snapshot.wiki, {}, files, stems, render=gfm.render)
    found = rules.run(view, set(rules.GATE) - _JUDGED_OTHERWISE)
    names = {
        name
        for f in changed
        if f.before is not None
        for name in _names_of_page(f.path, snapshot.wiki)
    }
    broken = {name for name in names if after.resolve(name) is None}
    others = (
        tuple(
            after.page(facts.slug)
            for facts in after.facts.values()
            if broken.intersection(facts.links)
        )
        if broken
        else ()
    )
    found += rules.run(replace(view, pages=others), ["dead-link"])
    old = tuple(snapshot.wiki.page(slug_of_path(f.path)) for f in changed if f.before is not None)
    was = View(
        (*old, *(snapshot.wiki.page(p.slug) for p in others)),
        snapshot.wiki,
        snapshot.schema,
        snapshot.source_or_none,
        raw_stems=stems,
        haystacks=view.haystacks,
        render=gfm.render,
    )
    known = (
        {(f.rule, f.subject, f.message) for f in rules.run(was, {f.rule for f in found})}
        if found
        else set()
    )
    fresh = [f for f in dict.fromkeys(found) if (f.rule, f.subject, f.message) not in known]
    fresh += file_faults(files, snapshot)
    fresh += find_kept_faults(((f.path, f.after) for f in files), snapshot, after)
    errors = [f"{f.path}:{f.line}: {f.rule}: {f.message}" for f in fresh if f.severity == "error"]
    if errors:
        raise UserError(
            f"{upkeep.title}: refused: {'; '.join(errors[:5])}.", "Nothing was written."
        )
    return tuple(fresh)


def _names_of_page(path: str, wiki: Wiki) -> tuple[str, ...]:
    facts = wiki.at(path)
    return facts.names if facts else ()
