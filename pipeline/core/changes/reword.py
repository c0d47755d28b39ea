"""Put other words for statements into the edits that wrote them."""

from __future__ import annotations

from dataclasses import replace

from pipeline.core.changes.change_set import (
    AddSection,
    AppendToSection,
    CreatePage,
    Edit,
    PageEdits,
    ReplaceSection,
    ReplaceText,
    ReviseTldr,
)

_WITH_TEXT = (ReviseTldr, AddSection, AppendToSection, ReplaceSection)


def reword_edits(page_edits: PageEdits, old: str, new: str, times: int = 1) -> PageEdits | None:
    """Return the edits with `new` for `old`; None where `old` is not in their texts so many times.

    `times` is how often it stands on the page as a statement: else more would change than that.
    """
    found = sum(text.count(old) for edit in page_edits.edits for text in _texts(edit))
    if found != times or not found:
        return None
    return replace(page_edits, edits=tuple(_reworded(e, old, new) for e in page_edits.edits))


def _texts(edit: Edit) -> list[str]:
    """Return the texts that an edit puts on its page."""
    if isinstance(edit, CreatePage):
        return [edit.tldr, *(section.text for section in edit.sections)]
    if isinstance(edit, ReplaceText):
        return [edit.replace]
    return [edit.text] if isinstance(edit, _WITH_TEXT) else []


def _reworded(edit: Edit, old: str, new: str) -> Edit:
    if isinstance(edit, CreatePage):
        sections = tuple(replace(s, text=s.text.replace(old, new)) for s in edit.sections)
        return replace(edit, tldr=edit.tldr.replace(old, new), sections=sections)
    if isinstance(edit, ReplaceText):
        return replace(edit, replace=edit.replace.replace(old, new))
    if isinstance(edit, _WITH_TEXT):
        return replace(edit, text=edit.text.replace(old, new))
    return edit
