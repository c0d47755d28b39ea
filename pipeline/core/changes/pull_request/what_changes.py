"""Write *What changes*: each value as it was and as it is, with both quotes in its fold."""

from __future__ import annotations

from pipeline.core.changes.pull_request.by_source import mark_source, mark_sources
from pipeline.core.changes.pull_request.detail import Detail
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.changes.pull_request.quotes import quote_blocks
from pipeline.core.changes.told_changes import ToldChange, new_side, old_side
from pipeline.core.github.inert import make_inert, make_inert_html
from pipeline.core.github.quoted import make_details
from pipeline.core.text import counted, shorten

_LONGEST_NOTE = 100  # characters of what is said of a change without values, in its label


def write_changes(material: ReviewMaterial, lines: int, detail: Detail) -> str:
    """Return the section with at most so many lines; what else changes is one fold at its end."""
    changes = material.changes
    if not changes:
        return ""
    shown = changes if len(changes) <= lines else changes[: max(1, lines - 1)]
    told: dict[str, str] = {}
    folds = [
        make_details(label_of(change, material), _quotes(change, material, told, detail))
        for change in shown
    ]
    rest = changes[len(shown) :]
    if rest:
        rows = "\n".join(f"- {_as_text(change, material)}" for change in rest)
        folds.append(make_details(counted(len(rest), "more change"), rows))
    return "### What changes\n\n" + "\n".join(folds)


def label_of(change: ToldChange, material: ReviewMaterial) -> str:
    """Return a change as the label of a fold, in HTML."""
    name = f"<b>{make_inert_html(shorten(change.subject, 80))}</b>"
    if change.quantity:
        name += f", {make_inert_html(shorten(change.quantity, 60))}"
    if change.values:
        *was, now = (make_inert_html(value) for value in change.values)
        said = f"{name}: {' → '.join(was)} → <b>{now}</b>"
    else:
        note = change.sides[-1].conflict.note
        said = f"{name}: {make_inert_html(shorten(note, _LONGEST_NOTE))}" if note else name
    mark = mark_sources((s.number for s in change.sides), material.parts)
    lead = "Only proposed: " if change.is_proposed else ""
    return f"{lead}{said}{' ' if mark else ''}{mark}"


def _as_text(change: ToldChange, material: ReviewMaterial) -> str:
    """Return a change as an item of a list, in Markdown."""
    name = f"**{make_inert(shorten(change.subject, 80))}**"
    if change.quantity:
        name += f", {make_inert(shorten(change.quantity, 60))}"
    said = " → ".join(map(make_inert, change.values)) or make_inert(
        shorten(change.sides[-1].conflict.note, 200)
    )
    mark = mark_sources((s.number for s in change.sides), material.parts)
    lead = "Only proposed: " if change.is_proposed else ""
    return f"{lead}{name}: {said}{' ' if mark else ''}{mark}"


def _quotes(
    change: ToldChange, material: ReviewMaterial, told: dict[str, str], detail: Detail
) -> str:
    """Return the quotes of a change, newest first; a quote that stands above is named."""
    parts, text = material.parts, list[str]()
    newest = change.sides[-1].conflict
    if not change.values and len(newest.note) > _LONGEST_NOTE:
        text.append(make_inert(shorten(newest.note, 400)))
    since = f", since {make_inert(shorten(newest.since, 80))}" if newest.since else ""
    text += _side(new_side(newest), change, material, told, detail)
    text[-1] += f"{since}, **was:**"
    seen = {new_side(newest)}
    for side in reversed(change.sides):
        labels = old_side(side.conflict)
        if labels in seen:
            continue
        seen.add(labels)
        blocks = quote_blocks(labels, parts[side.number], material.places, detail)
        if text[-1].endswith("**was:**") or not blocks:
            text += blocks
        else:
            text[-1] += ", **was:**"
            text += blocks
    return "\n\n".join(text)


def _side(
    labels: tuple[str, ...],
    change: ToldChange,
    material: ReviewMaterial,
    told: dict[str, str],
    detail: Detail,
) -> list[str]:
    """Return the quotes of the new side; what another change has shown is named there."""
    fresh = [label for label in labels if label not in told]
    above = dict.fromkeys(told[label] for label in labels if label in told)
    told |= dict.fromkeys(fresh, f"**{make_inert(shorten(change.subject, 80))}**")
    number = change.sides[-1].number
    mark = mark_source(number, material.parts)
    blocks = quote_blocks(fresh, material.parts[number], material.places, detail)
    if mark and len(blocks) > 1:
        blocks[-1] = f"{mark} {blocks[-1]}"
    if above:
        named = " and ".join(list(above)[:3])
        blocks.append(f"What is new as under {named}" if not fresh else f"And as under {named}")
    return blocks or [""]
