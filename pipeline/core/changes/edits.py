"""Apply typed edits to one page exactly or not at all.

An edit names the text that it works on, and is refused with a reason where that text is not there
exactly once. There is no edit that rewrites a page. After each edit the page is cut into its pieces
anew: where the pieces differ from those meant, a text has left a fence, a comment or math open and
swallows what follows, and the edit is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline.core.changes.change_set import (
    AddAlias,
    AddSection,
    AppendToSection,
    CreatePage,
    Edit,
    RemoveSection,
    RenameSection,
    ReplaceSection,
    ReplaceText,
    ReviseTldr,
)
from pipeline.core.hidden_characters import has_visible_part, is_name
from pipeline.core.markup import footnotes, markdown, text_mask
from pipeline.core.name_keys import fold, thing_key
from pipeline.core.text import digest, normalise
from pipeline.core.wiki.page import MOST_PAGE_BYTES, Page, make_section
from pipeline.core.wiki.page_frame import BACKLINKS_HEADING, is_called_as_backlinks
from pipeline.core.wiki.page_properties import cut_properties

# a heading that is marked by a line below it
_UNDERLINED_HEADING = re.compile(r"^ {0,3}[^\s|>*+-][^\n|]*\n {0,3}(?:=+|-+)[ \t]*$", re.MULTILINE)


class EditError(Exception):
    """An edit that does not fit the page as it is; the message is for whoever made the edit."""


def apply_edits(page: Page, edits: Iterable[Edit]) -> Page:
    """Return the page with the edits applied in their order.

    Raises `EditError` at the first edit that does not fit; the page given is not changed.
    """
    for edit in edits:
        before = len(page.body)
        page = _APPLY[edit.op](page if edit.op == "add_alias" else _ended(page), edit)
        if before < len(page.body) > MOST_PAGE_BYTES:
            raise EditError(
                f"the page would have {len(page.body):,} characters; {MOST_PAGE_BYTES:,} are the"
                " most"
            )
        if markdown.split_body(page.body + page.tail) != (page.lead, page.parts, page.tail):
            raise EditError(
                "the text leaves a code fence, a comment or math open, and so swallows what"
                " follows it"
            )
    return page


def stamp_edits(page: Page, edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits with the digest of the text each is made against, for a later replay."""
    stamped: list[Edit] = []
    for edit in edits:
        new: Edit = (
            edit
            if isinstance(edit, CreatePage | AddAlias)
            else replace(edit, base=digest(target_text(page, edit)))
        )
        stamped.append(new)
        page = apply_edits(page, [edit])
    return tuple(stamped)


def still_fits(page: Page, edit: Edit) -> bool:
    """Tell whether the text that an edit was made against still stands.

    An edit that only adds needs no more than its place, so it always holds here.
    """
    if isinstance(edit, CreatePage | AddAlias | AddSection | AppendToSection) or not edit.base:
        return True
    try:
        return digest(target_text(page, edit)) == edit.base
    except EditError:
        return False


def target_text(page: Page, edit: Edit) -> str:
    """Return the text that an edit touches: a section, the lead, or the whole body."""
    match edit:
        case ReviseTldr():
            return page.lead
        case ReplaceText(find=find):
            return _holder(page, find)
        case AppendToSection() | ReplaceSection() | RenameSection() | RemoveSection():
            return _one(page, edit.heading).text
        case AddSection():
            return _one(page, edit.after).text if edit.after and fold(edit.after) != "tldr" else ""
        case _:
            return page.body


def _one(page: Page, heading: str) -> markdown.PageSection:
    found = page.find(heading)
    if len(found) == 1:
        return found[0]
    have = ", ".join(f'"{p.heading}"' for p in page.parts) or "none"
    if found:
        raise EditError(
            f'the heading "{heading}" stands {len(found)} times on the page, so it names no one'
            " section"
        )
    raise EditError(f'there is no section "{heading}" on the page; its sections are: {have}')


def _holder(page: Page, find: str) -> str:
    """Return the lead, or the one section's text, in which `find` stands once on the whole page."""
    if not find.strip():
        raise EditError("replace_text needs the text to find")
    places = [
        text for text in (page.lead, *(p.text for p in page.parts)) for _ in range(text.count(find))
    ]
    if len(places) != 1:
        raise EditError(
            f'replace_text: the text to find stands {len(places)} times, not once: "{find[:80]}"'
        )
    return places[0]


def _heading(text: str) -> str:
    plain = text.strip()
    if plain.startswith("#") or "\n" in plain or not has_visible_part(plain):
        raise EditError(f'a heading is one line of words without "#": "{text[:60]}"')
    if is_called_as_backlinks(plain):
        raise EditError(
            f'the program writes the section "{BACKLINKS_HEADING}"; choose another name'
        )
    return plain


def _no_structure(text: str) -> str:
    """Return a text that keeps the page's structure; raise `EditError` for any other.

    Refused are headings of level 1 or 2, footnote definitions, and texts that are empty.
    """
    if not text.strip():
        raise EditError("the text is empty")
    if footnotes.find_definitions(text):
        raise EditError(
            "footnote definitions are written by the program; write only the mark, such as [^id]"
        )
    lead, parts, _ = markdown.split_body(text.strip() + "\n")
    shown = text_mask.mask(lead)
    if (
        parts
        or re.search(r"^ {0,3}#(?:\s|$)", shown, re.MULTILINE)
        or _UNDERLINED_HEADING.search(shown)
    ):
        raise EditError(
            "a heading of level 1 or 2 inside a text; add a section of its own, or use ###"
        )
    return text


def _create(page: Page, edit: CreatePage) -> Page:
    if page.lead.strip() or page.parts:
        raise EditError("create_page on a page that exists")
    names = [fold(_heading(s.heading)) for s in edit.sections]
    for name in names:
        if names.count(name) > 1:
            raise EditError(f'the heading "{name}" stands twice')
    parts = tuple(make_section(s.heading, _no_structure(s.text)) for s in edit.sections)
    return (page.with_lead(_no_structure(edit.tldr)) if edit.tldr.strip() else page).with_parts(
        parts
    )


def _tldr(page: Page, edit: ReviseTldr) -> Page:
    """Replace the lead below what people put above the page, which stays.

    That is a heading, and properties as Logseq has them: it reads them nowhere else.
    """
    title, below = markdown.split_title(page.lead)
    properties = cut_properties(below)
    title, text = title.strip(), edit.text.strip()
    if title and (text == title or text.startswith(f"{title}\n")):
        text = text[len(title) :]
    if properties:
        before, _, after = text.partition(properties)
        text = "\n\n".join(filter(None, (before.strip(), after.strip())))
    above = "\n\n".join(filter(None, (title, properties)))
    return page.with_lead(
        f"{above}\n\n{_no_structure(text).strip()}" if above else _no_structure(text)
    )


def _add(page: Page, edit: AddSection) -> Page:
    if page.find(_heading(edit.heading)):
        raise EditError(f'there is already a section "{edit.heading}"; append to it')
    new = make_section(edit.heading, _no_structure(edit.text))
    if not edit.after:
        return page.with_parts((*page.parts, new))
    at = 0 if fold(edit.after) == "tldr" else page.parts.index(_one(page, edit.after)) + 1
    return page.with_parts((*page.parts[:at], new, *page.parts[at:]))


def _ended(page: Page) -> Page:
    """Return the page with a newline at the end of its body, which a person's file may lack."""
    if not page.body or page.body.endswith("\n"):
        return page
    lead, parts, _ = markdown.split_body(f"{page.body}\n\n")
    return replace(page, lead=lead, parts=parts)


def _swap(page: Page, old: markdown.PageSection, new: markdown.PageSection | None) -> Page:
    at = page.parts.index(old)
    return page.with_parts((*page.parts[:at], *([new] if new else []), *page.parts[at + 1 :]))


def _append(page: Page, edit: AppendToSection) -> Page:
    old = _one(page, edit.heading)
    both = old.text.rstrip(), _no_structure(edit.text).strip()
    joint = "\n" if _is_item(both[0].rsplit("\n", 1)[-1]) and _is_item(both[1]) else "\n\n"
    return _swap(page, old, replace(old, text=f"{both[0]}{joint}{both[1]}\n\n"))


def _is_item(line: str) -> bool:
    return bool(re.match(r"\s*(?:[-*+]|\d+[.)])\s", line)) or line.startswith("|")


def _replace_text(page: Page, edit: ReplaceText) -> Page:
    holder = _holder(page, edit.find)
    text = holder.replace(edit.find, edit.replace)
    if footnotes.find_definitions(edit.replace) or len(markdown.split_body(text)[1]):
        raise EditError("replace_text may not add footnote definitions or headings of level 2")
    if holder == page.lead and page.lead.count(edit.find):
        return replace(page, lead=text)
    old = next(p for p in page.parts if p.text == holder and edit.find in p.text)
    return _swap(page, old, replace(old, text=text))


def _replace_section(page: Page, edit: ReplaceSection) -> Page:
    old = _one(page, edit.heading)
    return _swap(page, old, replace(old, text=f"\n{_no_structure(edit.text).strip()}\n\n"))


def _remove(page: Page, edit: RemoveSection) -> Page:
    return _swap(page, _one(page, edit.heading), None)


def _rename(page: Page, edit: RenameSection) -> Page:
    old = _one(page, edit.heading)
    if page.find(_heading(edit.to)) not in ([], [old]):
        raise EditError(f'there is already a section "{edit.to}"; append to it')
    new = make_section(edit.to, "x")
    return _swap(page, old, replace(old, line=new.line, heading=new.heading))


def _alias(page: Page, edit: AddAlias) -> Page:
    alias = normalise(edit.alias)
    if not is_name(alias) or len(alias) > 120:
        raise EditError("an alias is a name of 1 to 120 characters, a letter or digit among them")
    have = [str(a) for a in page.meta.get("aliases") or []]
    known = {thing_key(str(page.meta.get("title", ""))), *(thing_key(a) for a in have)}
    if thing_key(alias) in known and alias in have:
        return page
    return replace(page, meta={**page.meta, "aliases": [*have, alias]})


_APPLY: dict[str, Callable[[Page, Edit], Page]] = {
    "create_page": _create,  # type: ignore[dict-item]
    "revise_tldr": _tldr,  # type: ignore[dict-item]
    "add_section": _add,  # type: ignore[dict-item]
    "append_to_section": _append,  # type: ignore[dict-item]
    "replace_text": _replace_text,  # type: ignore[dict-item]
    "replace_section": _replace_section,  # type: ignore[dict-item]
    "rename_section": _rename,  # type: ignore[dict-item]
    "remove_section": _remove,  # type: ignore[dict-item]
    "add_alias": _alias,  # type: ignore[dict-item]
}
