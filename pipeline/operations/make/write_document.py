"""Write a page of the wiki, or one that is not filed yet, as a file of some format."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pipeline.adapters.files import stage_files
from pipeline.adapters.processes.render_slides import find_overfull, find_renderer
from pipeline.core.errors import UserError
from pipeline.core.name_keys import slug_of
from pipeline.core.paths import TEAM_FOLDERS
from pipeline.core.reports.output_page import OutputPage, page_of_report, read_output_page
from pipeline.core.reports.report import Report
from pipeline.core.reports.report_page import page_text, slug_for
from pipeline.core.text import nearest
from pipeline.core.wiki.schema import REPORT_TYPE
from pipeline.operations.make.fit_slides import fit_slides
from pipeline.operations.repository.snapshot import Snapshot
from pipeline.outputs import KINDS, OutputFile, OutputKind, kind_called


@dataclass(frozen=True)
class WrittenDocument:
    """Where a document was written, and what is to be said of it; "" for nothing."""

    path: Path
    note: str = ""


def filed_page(name: str, snapshot: Snapshot) -> OutputPage | None:
    """Return the page of this name, if it is one that `wiki make` filed; else None."""
    wiki = snapshot.wiki
    slug = wiki.resolve(name.strip().removeprefix("[[").removesuffix("]]"))
    if slug is None or wiki.facts[slug].type != REPORT_TYPE:
        return None
    language = snapshot.schema.rules.language
    return read_output_page(wiki.page(slug), wiki, snapshot.text_of, language)


def page_to_write(report: Report, snapshot: Snapshot) -> OutputPage:
    """Return a report that is on no page yet as an output is made of it."""
    wiki, schema = snapshot.wiki, snapshot.schema
    slug = slug_for(report.kind, report.asked, report.draft.title, wiki)
    path = f"wiki/outputs/{slug}.md"
    text = page_text(report, slug, path, wiki, schema)
    return page_of_report(report, text, path, wiki, schema.rules.language)


def find_kind(name: str, to: str) -> OutputKind:
    """Return a kind of output that has a format; `UserError` names those that there are."""
    kind = kind_called(name)
    if to and to not in kind.FORMATS:
        near = nearest(to, kind.FORMATS)
        others = [other for other in KINDS if to in kind_called(other).FORMATS]
        hint = f"Did you mean `--to {near}`?" if near else f"There are: {', '.join(kind.FORMATS)}."
        if others:
            hint = f"`wiki make {others[0]}` makes that. " + hint
        raise UserError(f"`wiki make {name}` makes no {to[:40]!r}.", hint)
    return kind


def write_document(
    page: OutputPage, kind: OutputKind, to: str, given: str, folder: Path, root: Path, day: str
) -> WrittenDocument:
    """Write a page in a format: at `given`, or by its title in the folder.

    `UserError` where that lies in `raw/` or `wiki/`, which hold sources and pages.
    """
    name = f"{slug_of(page.title) or 'output'}.{kind.FORMATS[to]}"
    target = (folder / (given or name)).absolute()
    if target.is_dir():
        target = target / name
    inside = target.resolve()
    if any(inside.is_relative_to((root / team).resolve()) for team in TEAM_FOLDERS):
        raise UserError(
            f"{given} lies among sources or pages.", "Name a place outside raw/ and wiki/."
        )
    made, note = _fitted(kind.write(page, to))
    beside = made.pictures if not made.tree else {}
    files = {target.with_name(slug): data for slug, data in beside.items()}
    with stage_files({target: bytes_of(made, day), **files}):
        return WrittenDocument(target, note)


def _fitted(made: OutputFile) -> tuple[OutputFile, str]:
    renderer = find_renderer() if made.deck else None
    return fit_slides(made, partial(find_overfull, renderer) if renderer else None)


def bytes_of(made: OutputFile, day: str) -> bytes:
    """Return what stands in the file of an output; pandoc is run where it has to write it."""
    if not made.tree:
        return made.data
    from pipeline.adapters.processes.pandoc import write_by_pandoc

    return write_by_pandoc(made.tree, made.to, made.pictures, day)
