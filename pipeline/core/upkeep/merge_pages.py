"""Join one page to another: what it says, its names, and the links to it.

Sections of one heading are joined, and the opening of the page that goes becomes a section under
its title. Passages that stand on both pages in the same words with the same citations stand once.
Labels of a person's own footnotes are made unique. Of the front matter, the target takes over what
it has not.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.core.bookkeeping.derive import set_front_matter
from pipeline.core.bookkeeping.key_order import KEY_ORDER
from pipeline.core.errors import UserError
from pipeline.core.github.inert import make_code, make_inert
from pipeline.core.markup import footnotes, markdown, text_mask
from pipeline.core.name_keys import fold
from pipeline.core.paths import slug_of_path
from pipeline.core.text import normalise, shorten
from pipeline.core.upkeep.rename import find_page, join_names
from pipeline.core.upkeep.upkeep import Upkeep
from pipeline.core.values import Removal
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import RECORD_KEYS, strings_of_value
from pipeline.core.wiki.leftovers import is_pointer
from pipeline.core.wiki.page import Page, make_section
from pipeline.core.wiki.pieces import pieces_of_page
from pipeline.core.wiki.relink import Move, follow_move, follow_move_in_prose
from pipeline.core.wiki.schema import SUMMARY_TYPE, Schema
from pipeline.core.wiki.wiki import Wiki

_ITEM = re.compile(r"(?:[-*+]|\d{1,9}[.)])\s")
# what each page has for itself, or code derives; a record is merged with no page
_OWN_KEYS = {*KEY_ORDER} - {*RECORD_KEYS}


def merge_page_into(name: str, into: str, wiki: Wiki, schema: Schema) -> Upkeep:
    """Return the upkeep by which the page called `name` becomes part of the page called `into`."""
    slug, other = find_page(name, wiki), find_page(into, wiki)
    _refuse(slug, other, wiki, schema)
    page, target = wiki.page(slug), wiki.page(other)
    move = Move(wiki, {slug: target.path})
    told: list[str] = []
    came, notes = _brought(page, target, move, told)
    joined, doubles = _joined(_followed(target, move), came, page)
    brought = (wiki.facts[slug].title, *wiki.facts[slug].aliases)
    names = join_names(target, str(target.meta.get("title") or other), brought, slug)
    meta = _meta(page, target, told)
    texts: dict[str, str | None] = {page.path: None}
    words = joined.heading + joined.body + _tail(target.tail, notes)
    final = Page.parse(target.path, joined.front + words)
    texts[target.path] = set_front_matter(final, **meta, aliases=names)
    for each, facts in wiki.facts.items():
        if each not in (slug, other) and move.concerns(each):
            old = wiki.text(each)
            if (new := follow_move(old, facts.path, move)) != old:
                texts[facts.path] = new
    if doubles:
        told.append(
            f"{doubles} passages stood on both pages in the same words with the same citations;"
            " they stand once now"
        )
    told += _pointers_to_itself(page, target, wiki)
    reason = f"what it says stands on {other} now"
    return Upkeep(
        "merge",
        slug,
        f"Merge “{wiki.facts[slug].title}” into “{wiki.facts[other].title}”",
        _why(slug, other, wiki),
        texts,
        (
            Removal(f"the page `{slug}`", reason),
            Removal(f"links to {slug} that stood on {other}", reason),
        ),
        tuple(told),
        arguments=(slug, other),
        moved={page.path: target.path},
    )


def _pointers_to_itself(page: Page, target: Page, wiki: Wiki) -> list[str]:
    """Return a line for each sentence that sent its reader from one of the pages to the other."""
    told = []
    for here, there in ((target, page), (page, target)):
        for piece in pieces_of_page(here):
            links = markdown.find_links(piece.raw) if is_pointer(piece.raw) else ()
            if any(_leads_to(link, here, there, wiki) for link in links):
                words = shorten(markdown.to_plain_text(piece.raw), 160)
                told.append(f"{target.path}: “{words}” points to the page on which it stands now")
    return told


def _leads_to(link: markdown.LinkSpan, here: Page, there: Page, wiki: Wiki) -> bool:
    if link.kind == "wiki":
        return wiki.resolve(slug_of_path(link.target)) == there.slug
    return citations.from_link(here.path, link.target) == there.path


def _why(slug: str, other: str, wiki: Wiki) -> str:
    return (
        f"“{make_inert(wiki.facts[slug].title)}” ({make_code(slug)}) and"
        f" “{make_inert(wiki.facts[other].title)}” ({make_code(other)}) are one thing. All that the"
        " first says, with its footnotes, stands on the second now; its title, file name and"
        " aliases are names of it, and links follow.\n\nSections of the same heading were joined;"
        " what the first page's TLDR said stands under its title. If the two are not one thing,"
        f" close this and run `wiki join {slug} {other} --never`."
    )


def _refuse(slug: str, other: str, wiki: Wiki, schema: Schema) -> None:
    if slug == other:
        raise UserError("A page cannot be merged into itself.", "Both names lead to it.")
    for each in (slug, other):
        if wiki.facts[each].type == SUMMARY_TYPE or wiki.facts[each].record.get("source"):
            raise UserError(
                f"{wiki.facts[each].path} is the record of a source, and each source has its own.",
                "To take a source back: `wiki retract SOURCE`.",
            )
    if is_never_merged(slug, other, wiki, schema):
        raise UserError(
            f"schema.md says never to merge {slug} and {other}.",
            "Take the pair out of `lint.never_merge` first.",
        )


def is_never_merged(slug: str, other: str, wiki: Wiki, schema: Schema) -> bool:
    """Tell whether schema.md says that these two pages are never to be merged."""
    pairs = (
        {wiki.resolve(name) or name for name in pair} for pair in schema.rules.lint.never_merge
    )
    return {slug, other} in pairs


# --- what the target takes over ---


def _brought(page: Page, target: Page, move: Move, told: list[str]) -> tuple[Page, list[str]]:
    """Return the page as it would stand beside the target, and its footnote definitions.

    Labels of a person's notes that the target uses too are made unique.
    """
    rows = footnotes.find_definition_rows(page.body + page.tail)
    there = dict(footnotes.find_definition_rows(target.body + target.tail))
    used = {*there, *target.labels}
    names: dict[str, str] = {x: x for x in {*page.labels, *(label for label, _ in rows)}}
    notes = []
    for label, text in rows:
        cited = citations.parse(label, text, page.path)
        if cited is None and label in used and there.get(label) != text:
            names[label] = _free(label, page.slug, {*used, *names})
        if cited and label in there and citations.parse(label, there[label], target.path) != cited:
            told.append(
                f"{target.path}: [^{label}] quotes otherwise there than on {page.path}; the"
                " target's stays"
            )
        line = (
            citations.render(cited, target.path, citations.style_of(text))
            if cited
            else f"[^{names[label]}]: {_moved_prose(text, page, target, move)}"
        )
        if not (label in there and names[label] == label):
            notes.append(line)
    plain = replace(
        page,
        lead=_body(page.lead, names, page, target, move),
        parts=tuple(
            replace(
                p,
                line=_body(p.line, names, page, target, move),
                text=_body(p.text, names, page, target, move),
            )
            for p in page.parts
        ),
    )
    return plain, notes


def _free(label: str, slug: str, used: set[str]) -> str:
    number, wanted = 2, f"{label}.{slug}"
    while wanted in used:
        wanted, number = f"{label}.{slug}.{number}", number + 1
    return wanted


def _body(text: str, names: Mapping[str, str], page: Page, target: Page, move: Move) -> str:
    bare = (
        footnotes.drop_definitions(text, lambda *_: True)
        if footnotes.find_definitions(text)
        else text
    )
    changed = {old: new for old, new in names.items() if old != new}
    return _moved_prose(_renamed(bare, changed), page, target, move)


def _renamed(text: str, names: Mapping[str, str]) -> str:
    if not names:
        return text
    shown = text_mask.mask(text)
    out, at = [], 0
    for m in footnotes.find_mark_places(shown):
        if m[1] in names:
            out += [text[at : m.start()], f"[^{names[m[1]]}]"]
            at = m.end()
    return "".join(out) + text[at:]


def _moved_prose(text: str, page: Page, target: Page, move: Move) -> str:
    """Return a text that comes over with its links settled.

    Links to either of the two pages lead to the page itself now.
    """
    here = Move(move.before, {**move.to, target.slug: target.path})
    return follow_move_in_prose(text, page.path, here, target.path)


def _followed(target: Page, move: Move) -> Page:
    return Page.parse(target.path, follow_move(target.render(), target.path, move))


def _joined(target: Page, came: Page, page: Page) -> tuple[Page, int]:
    """Return the target with what came, and how many passages stood on both in the same words."""
    doubles = 0
    parts = list(target.parts)
    title = str(page.meta.get("title") or page.slug)
    wanted = ([(title, "", came.lead)] if came.lead.strip() else []) + [
        (p.heading, p.line, p.text) for p in came.parts
    ]
    texts = (target.lead, *(p.text for p in target.parts))
    known = {_same(x) for text in texts for b in _blocks(text) for x in _items(b)}
    for heading, line, text in wanted:
        new = []
        for block in _blocks(text):
            items = _items(block)
            left = [x for x in items if not (_same(x) in known and footnotes.find_marks(x))]
            doubles += len(items) - len(left)
            new += ["\n".join(left)] if left else []
        if not new:
            continue
        words = "\n\n".join(new)
        at = next((i for i, p in enumerate(parts) if fold(p.heading) == fold(heading)), None)
        if at is None:
            made = make_section(heading, words)
            parts.append(replace(made, line=line) if line.endswith("\n") else made)
        else:
            old = parts[at].text.rstrip()
            joint = "\n" if _lists(old, words) else "\n\n"
            parts[at] = replace(parts[at], text=f"{old}{joint}{words}\n\n")
    if parts and target.lead and not target.lead.endswith("\n\n"):
        target = target.with_lead(target.lead)
    parts = [replace(p, text=p.text.rstrip("\n") + "\n\n") for p in parts[:-1]] + parts[-1:]
    return target.with_parts(tuple(parts)), doubles


def _lists(old: str, new: str) -> bool:
    return bool(_ITEM.match(old.rsplit("\n", 1)[-1].lstrip()) and _ITEM.match(new.lstrip()))


def _blocks(text: str) -> list[str]:
    """Return a text cut at its blank lines.

    It is not cut inside code, comments or what is indented below a list item.
    """
    out: list[list[str]] = [[]]
    for line, shown in zip(text.split("\n"), text_mask.mask(text).split("\n"), strict=True):
        if not line.strip() and not shown.strip():
            out.append([])
        else:
            code_line = bool(line.strip()) and not shown.strip()
            hangs = line[:1] in " \t" and len(out) > 1 and not out[-1]
            if (code_line or hangs) and not out[-1] and len(out) > 1:
                out.pop()
                out[-1].append("")
            out[-1].append(line)
    return ["\n".join(rows) for rows in out if any(row.strip() for row in rows)]


def _items(block: str) -> list[str]:
    """Return the items of a block that is a flat list, else the block."""
    rows = block.split("\n")
    return rows if all(_ITEM.match(row) for row in rows) else [block]


def _same(words: str) -> tuple[str, frozenset[str]]:
    """Return the key by which passages are the same.

    It is their words, whatever they link to, and their citations.
    """
    return normalise(markdown.to_plain_text(_ITEM.sub("", words))), frozenset(
        footnotes.find_marks(words)
    )


def _tail(tail: str, notes: list[str]) -> str:
    rows = [*([tail.rstrip("\n")] if tail.strip() else []), *notes]
    return "\n" + "\n".join(rows) + "\n" if rows else ""


def _meta(page: Page, target: Page, told: list[str]) -> dict[str, object]:
    """Return the target's front matter with what only the other page's had."""
    meta = dict(target.meta)
    for key, value in page.meta.items():
        if key in _OWN_KEYS or meta.get(key) == value:
            continue
        if meta.get(key) in (None, "", []):
            meta[key] = value
        elif isinstance(meta[key], list) and isinstance(value, list):
            meta[key] = [*meta[key], *(x for x in value if x not in meta[key])]
        else:
            told.append(f"{page.path}: its `{key}` differs and was not taken over")
    both = [
        *strings_of_value(target.meta.get("disputed")),
        *strings_of_value(page.meta.get("disputed")),
    ]
    if both:
        meta["disputed"] = sorted(set(both))
    dates = [str(p.meta["created"]) for p in (page, target) if p.meta.get("created")]
    if dates:
        meta["created"] = min(dates)
    meta.pop("aliases", None)
    return meta
