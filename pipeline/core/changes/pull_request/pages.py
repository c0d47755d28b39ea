"""Write the pages of a proposal as folds: the sentences that change, that are new, that moved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipeline.core.changes.page_difference import SaidOnPage, differing_runs
from pipeline.core.changes.pull_request.by_source import mark_sources
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.changes.pull_request.material import EditedPage, ReviewMaterial
from pipeline.core.changes.pull_request.quotes import find_citation, link_place
from pipeline.core.github.inert import make_inert, make_inert_html, make_link
from pipeline.core.github.quoted import make_details
from pipeline.core.markup import markdown
from pipeline.core.text import counted, shorten
from pipeline.core.wiki.schema import COMPARISON_TYPE, SUMMARY_TYPE

_BREAK = "\\\n"  # a new line, on GitHub and on a terminal
_MARKS = re.compile(r"[ ]?\[\^[^\[\]\s]{1,200}\]")
_LONGEST_TITLE = 80  # characters of a page's title
_CONTEXT_WORDS = 12  # of a sentence that is cut, in front of the first word that differs


def write_pages(material: ReviewMaterial, detail: Detail) -> str:
    """Return the section: changed pages first, then added to, then new, the summaries last."""
    names = [change.subject for change in material.changes]
    pages = sorted(material.pages, key=lambda page: (_rank(page), _place(page, names), page.title))
    if not pages:
        return ""
    shown = pages[: detail.folds]
    folds = [make_details(_label(p, material), _page(p, material, detail)) for p in shown]
    rest = pages[detail.folds :]
    if rest:
        label = f"{counted(len(rest), 'more page')}, {_range(rest)}"
        folds.append(make_details(label, "\n".join(_row(p, material) for p in rest)))
    return f"### {_heading(pages)}\n\n" + "\n".join(folds)


def _heading(pages: Sequence[EditedPage]) -> str:
    old, new = count_pages(pages)
    if not new:
        return f"{counted(old, 'page')} updated"
    return f"{counted(old, 'page')} updated, {new} new" if old else f"{counted(new, 'page')} new"


def count_pages(pages: Sequence[EditedPage]) -> tuple[int, int]:
    """Return how many pages are updated, and how many are new."""
    new = sum(page.before is None for page in pages)
    return len(pages) - new, new


def _rank(page: EditedPage) -> int:
    if page.kind == SUMMARY_TYPE:
        return 4
    if page.before is None:
        return 3 if page.kind == COMPARISON_TYPE else 2
    return 0 if page.difference.changed or page.difference.gone else 1


def _place(page: EditedPage, names: Sequence[str]) -> int:
    """Return where *What changes* names a page; behind all others where it does not."""
    return names.index(page.title) if page.title in names else len(names)


def _range(pages: Sequence[EditedPage]) -> str:
    names = [make_inert_html(shorten(page.title, 40)) for page in pages]
    return names[0] if len(names) == 1 else f"{names[0]} to {names[-1]}"


def _label(page: EditedPage, material: ReviewMaterial) -> str:
    """Return the label of a page's fold, in HTML."""
    mark = mark_sources(page.numbers, material.parts)
    end = f" {mark}" if mark else ""
    name = f"<b>{make_inert_html(shorten(page.title, _LONGEST_TITLE))}</b>"
    if page.before is None:
        if page.kind == SUMMARY_TYPE and len(material.parts) == 1:
            return "New: <b>the source's summary</b>"
        claims = _claims(page, material)
        count = f" · {counted(claims, 'claim')}" if page.kind != COMPARISON_TYPE else ""
        return f"New: {name}{count}{end}"
    found = page.difference
    history = sum(_is_replaced(said, material) for said, _ in found.moved)
    counts = [
        f"{count} {what}"
        for count, what in (
            (len(found.changed), "changed"),
            (len(found.new), "new"),
            (len(found.gone), "gone"),
            (history, "now history"),
            (len(found.moved) - history, "moved"),
        )
        if count
    ]
    return f"{name} · {', '.join(counts) or 'only its form'}{end}"


def _claims(page: EditedPage, material: ReviewMaterial) -> int:
    ids = {c.id for part in material.parts for c in part.change.extraction.claims}
    return len(ids & set(page.after.labels))


def _page(page: EditedPage, material: ReviewMaterial, detail: Detail) -> str:
    if page.before is None:
        text = [_tldr(page, detail)]
    else:
        text = list(_differences(page, material, detail))
    confidence = _confidence(page)
    return "\n\n".join([*text, *confidence, _links(page, material)])


def _tldr(page: EditedPage, detail: Detail) -> str:
    """Return what a new page says first."""
    words = markdown.to_plain_text(_MARKS.sub("", page.after.tldr))
    return make_inert(shorten(words, detail.sentence * 2))


def _differences(page: EditedPage, material: ReviewMaterial, detail: Detail) -> Iterator[str]:
    found, most = page.difference, detail.rows
    moved = {id(said) for said, _ in found.moved}
    for old, new in found.changed[:most]:
        was, now = _both(old.words, new.words, detail.sentence)
        yield f"**−** {was}{_BREAK}**+** {now} {_where(new, material, detail)}".rstrip()
    rows = _more("changed", len(found.changed) - most)
    rows += [
        f"- **New:** {make_inert(shorten(said.words, detail.sentence))}"
        f" {_where(said, material, detail)}".rstrip()
        for said in sorted(found.new, key=lambda said: not said.labels)[:most]
    ]
    rows += _more("new", len(found.new) - most)
    rows += [
        f"- **Gone:** {make_inert(shorten(said.words, detail.sentence))}"
        for said in found.gone[:most]
    ]
    rows += _more("gone", len(found.gone) - most)
    above = {id(old) for old, _ in found.changed[:most] if id(old) in moved}
    rest = [(said, heading) for said, heading in found.moved if id(said) not in above]
    if above:
        what = "the sentence before" if len(above) == 1 else f"the {len(above)} sentences before"
        rows.append(f"- **Now history:** {what}")
    rows += [_moved(*row, material, detail) for row in rest[:most]]
    rows += _more("moved", len(rest) - most)
    if rows:
        yield "\n".join(rows)


def _more(what: str, count: int) -> list[str]:
    return [f"- … and {count} more {what}"] if count > 0 else []


def _moved(said: SaidOnPage, heading: str, material: ReviewMaterial, detail: Detail) -> str:
    """Return a sentence that stands elsewhere now; one that something replaces is history."""
    words = make_inert(shorten(said.words, detail.sentence))
    if _is_replaced(said, material):
        return f"- **Now history:** {words}"
    where = make_inert(shorten(heading, 60)) or "the opening"
    return f"- **Now under “{where}”:** {words}"


def _is_replaced(said: SaidOnPage, material: ReviewMaterial) -> bool:
    """Tell whether a conflict has another statement in a sentence's place."""
    return any(
        c.relation in ("supersedes", "confirms") and not set(said.labels).isdisjoint(c.other)
        for part in material.parts
        for c in part.change.conflicts
    )


def _both(was: str, now: str, most: int) -> tuple[str, str]:
    """Return two sentences with the words bold in which they differ."""
    one, two = differing_runs(was, now)
    if all(differs for _, differs in (*one, *two)):  # then bold would say nothing
        return make_inert(shorten(was, most)), make_inert(shorten(now, most))
    return _bold(one, most), _bold(two, most)


def _bold(runs: Sequence[tuple[str, bool]], most: int) -> str:
    shown, left = list[str](), most
    for i, (words, differs) in enumerate(runs):
        if i == 0 and not differs and len(runs) > 1:
            tokens = words.split(" ")
            if len(words) > most // 2:
                words = " ".join(["…", *tokens[-_CONTEXT_WORDS:]])
        if left <= 0:
            shown.append("…")
            break
        words = shorten(words, max(left, 1))
        left -= len(words)
        inert = make_inert(words)
        shown.append(f"**{inert}**" if differs and _can_be_bold(inert) else inert)
    return " ".join(shown)


def _can_be_bold(text: str) -> bool:
    """Tell whether two asterisks on both sides make a text bold and nothing else."""
    return not (text.startswith(("*", "\\*")) or text.endswith("*"))


def _where(said: SaidOnPage, material: ReviewMaterial, detail: Detail) -> str:
    """Return the place of a sentence's first quote in one of these sources."""
    for part in material.parts:
        ids = {c.id for c in part.change.extraction.claims}
        for label in said.labels:
            cited = find_citation(label, part) if label in ids else None
            if cited and cited.quotes:
                return link_place(
                    cited.quotes[0],
                    cited.source,
                    cited.unit,
                    material.places,
                    detail,
                    named=len(material.parts) > 1,
                )
    return ""


def _confidence(page: EditedPage) -> list[str]:
    old = page.before.meta.get("confidence") if page.before else None
    new = page.after.meta.get("confidence")
    if not old or old == new:
        return []
    return [f"Confidence: {make_inert(str(old))} → {make_inert(str(new))}"]


def _links(page: EditedPage, material: ReviewMaterial) -> str:
    places = material.places
    if not places:
        return f"`{page.path}`"
    links = [make_link("Read the page", places.page(page.path))]
    if page.before is not None and (change := places.change(page.path)):
        links.append(make_link("view the change", change))
    return " · ".join(links)


def _row(page: EditedPage, material: ReviewMaterial) -> str:
    """Return a page as an item of the list of those that have no fold."""
    places, title = material.places, make_inert(shorten(page.title, _LONGEST_TITLE))
    mark = mark_sources(page.numbers, material.parts)
    end = f" {mark}" if mark else ""
    name = make_link(title, places.page(page.path)) if places else title
    if page.before is None:
        return f"- New: {name}{end}"
    found = page.difference
    change = places.change(page.path) if places else ""
    view = f" · {make_link('view the change', change)}" if change else ""
    return f"- {name}: {len(found.changed)} changed, {len(found.new)} new{view}{end}"
