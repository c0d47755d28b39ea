"""Write the first line of a pull request, by which it is decided: what a mail and a phone show."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.core.changes.proposal import Part
from pipeline.core.changes.pull_request.concern import Concern
from pipeline.core.changes.pull_request.material import ReviewMaterial
from pipeline.core.changes.pull_request.pages import count_pages
from pipeline.core.text import counted, noun_for

LONGEST_DECISION = 100  # characters that are seen


def write_decision(material: ReviewMaterial, concerns: Sequence[Concern]) -> str:
    """Return the line; where it would be too long, what matters least goes first."""
    facts = _facts(material, concerns)
    while len(facts) > 1 and _seen(facts) > LONGEST_DECISION:
        facts.remove(max(facts, key=lambda fact: fact[0]))
    return " · ".join(text for _, text in facts)


def _seen(facts: Sequence[tuple[int, str]]) -> int:
    return len(" · ".join(text for _, text in facts).replace("**", ""))


def _facts(material: ReviewMaterial, concerns: Sequence[Concern]) -> list[tuple[int, str]]:
    """Return what is to be said, each with how soon it may go: those with 0 stay."""
    if all(part.change.librarian == "none" for part in material.parts):
        return [(0, "**No statement changes**"), (1, "sources are only read anew or renamed")]
    facts = [(0, _what_changes(material))]
    proposed = sum(change.is_proposed for change in material.changes)
    if proposed:
        facts.append((3, f"{counted(proposed, 'change')} only proposed"))
    counts = {kind: sum(c.kind == kind for c in concerns) for kind in ("contradiction", "doubtful")}
    if counts["contradiction"]:
        facts.append((0, f"**{counted(counts['contradiction'], 'contradiction')}**"))
    unfinished = sum(len(part.change.unfinished) for part in material.parts)
    if unfinished:
        facts.append((0, f"**{counted(unfinished, 'page')} not written**"))
    if counts["doubtful"]:
        facts.append((0, f"**{counts['doubtful']} doubtful**"))
    removed = sum(len(row.losses) for row in material.removals)
    old, new = count_pages(material.pages)
    if removed:
        facts.append((0, f"**{removed} removed**"))
    elif old:
        facts.append((4, "nothing removed"))
    if not material.changes:
        pages = [f"{counted(new, 'page')} new"] * bool(new) + [f"{old} updated"] * bool(old)
        facts.append((5, ", ".join(pages)))
    left = sum(c.count for c in concerns if c.lead == "Left out:")
    if left:
        facts.append((2, f"{left} left out"))
    facts.append((1, _coverage(material)))
    if len(material.parts) > 1:
        facts.append((6, f"{len(material.parts)} sources"))
    return facts


def _what_changes(material: ReviewMaterial) -> str:
    changes = [change for change in material.changes if not change.is_proposed]
    if changes:
        what = "value" if all(change.values for change in changes) else "statement"
        return f"**{counted(len(changes), what)} change{'s' if len(changes) == 1 else ''}**"
    old, _ = count_pages(material.pages)
    return "**No value changes**" if old else "**Nothing in the wiki changes**"


def has_something_to_compare(part: Part) -> bool:
    """Tell whether the wiki said anything with which the claims of a source were compared."""
    known = part.change.comparison
    return bool(known and part.before.facts and (known.pages or known.statements))


def _coverage(material: ReviewMaterial) -> str:
    parts = material.parts
    total = sum(len(part.change.extraction.claims) for part in parts)
    placed = sum(len(part.done.placed) for part in parts)
    claims = noun_for(total, "claim")
    said = (
        f"all {total} {claims} placed"
        if placed == total > 1
        else f"{placed} of {total} {claims} placed"
    )
    known = [part.change.comparison for part in parts]
    if any(row is None for row in known) or not any(map(has_something_to_compare, parts)):
        return said
    compared = sum(len(row.compared) for row in known if row)
    return f"{said}, {compared if compared < total else 'all'} compared"
