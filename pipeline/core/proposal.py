"""The words of a proposal: branch, title, commit message and pull-request text, in which foreign text takes no effect."""

from __future__ import annotations

import difflib
import html
import re
from collections.abc import Iterable, Sequence

from pipeline.core import markdown
from pipeline.core.assemble import Assembled
from pipeline.core.citations import label_base
from pipeline.core.model import ChangeSet, Claim, Conflict, Dropped, FileChange, Finding, StepCost
from pipeline.core.page import Page
from pipeline.core.schema import COMPARISON, SUMMARY
from pipeline.core.text import digest, normalise, shorten, visible
from pipeline.core.wiki import Wiki

BRANCHES = "wiki/compile/"
MOST = 60_000  # characters; GitHub refuses bodies over 65,536
_REFERENCE = re.compile(r"@[\w-]|#\d|\bGH-\d|\bgithub\.(?=[a-z.]+/)", re.IGNORECASE)
_BREAK = "&#8203;"  # a zero-width space as an entity: seen in the diff of the text, unseen on the page


def branch_of(source_path: str) -> str:
    """Return the one branch of a source path."""
    return f"{BRANCHES}{label_base(source_path)}-{digest(source_path)[:8]}"


def inert(text: str) -> str:
    """Return foreign text for a pull request: rendered as itself; no mention, reference or closing keyword takes effect."""
    text = markdown.at_line_start(markdown.escape_quote(normalise(text)))
    return _REFERENCE.sub(lambda m: m.group()[:-1] + _BREAK + m.group()[-1], text)


def in_html(text: str) -> str:
    """As `inert`, for text inside an HTML element, where Markdown's escapes mean nothing."""
    return re.sub(r"[@#](?=\w)", rf"\g<0>{_BREAK}", html.escape(normalise(text)).replace("&#x27;", "’"))


def plain_line(text: str, limit: int = 200) -> str:
    """Return foreign text for a title or a commit message, which know no escapes: `@` and `#` become full width."""
    line = normalise(visible(text)).replace("@", "＠")
    return shorten(re.sub(r"#(?=\d)", "＃", re.sub(r"(?i)\bGH-(?=\d)", "GH‐", line)), limit)


def title(change: ChangeSet, done: Assembled) -> str:
    """Return the title of the pull request."""
    if not change.extraction.claims:
        return f"Follow the new path of “{plain_line(change.extraction.title, 80)}”"
    created, updated = _counts(done)
    parts = [f"{created} new page{'s' * (created != 1)}"] * bool(created) + [f"{updated} updated"] * bool(updated)
    return f"Add “{plain_line(change.extraction.title, 80)}” to the wiki ({', '.join(parts) or 'bookkeeping only'})"


def _counts(done: Assembled) -> tuple[int, int]:
    pages = [f for f in done.files if not f.derived]
    return sum(f.before is None for f in pages), sum(f.before is not None for f in pages)


def message(change: ChangeSet, done: Assembled, schema_hash: str) -> str:
    """Return the commit message: a subject, the pages, and trailers for machines."""
    subject = f"Compile {plain_line(change.extraction.title, 55)}"
    pages = [f"- {'create' if f.before is None else 'update'} {f.path}" for f in done.files if not f.derived]
    rows = [
        ("Wiki-Source", change.source.path),
        ("Wiki-Source-SHA256", change.source.sha256),
        ("Wiki-Librarian", change.librarian),
        *(("Wiki-Model", model) for model in change.models),
        ("Wiki-Cost", f"${sum(c.dollars for c in change.costs):.4f}"),
        ("Wiki-Schema", schema_hash),
    ]
    trailer = "\n".join(f"{key}: {plain_line(value, 300)}" for key, value in rows)
    return f"{subject}\n\n{_coverage(change, done)}\n\n" + "\n".join(pages) + f"\n\n{trailer}\n"


def _coverage(change: ChangeSet, done: Assembled) -> str:
    total = len(change.extraction.claims)
    share = f" ({100 * len(done.placed) // total} %)" if total else ""
    return f"{len(done.placed)} of {total} claims placed{share}."


def body(change: ChangeSet, done: Assembled, before: Wiki, findings: Sequence[Finding]) -> str:
    """Return the pull-request text, most important first, under GitHub's limit whatever the source."""
    sections = [
        _what(change),
        _stops(change),
        _conflicts(change, done, before),
        _pages(change, done),
        _claims(change, done),
        _dropped(change, done),
        _warnings(findings),
        _confidence(done, before),
        _cost(change, done),
    ]
    return _fit([s for s in sections if s])


def _fit(sections: list[str]) -> str:
    """Join the sections; the longest are cut, with a note, until the whole is short enough."""
    while sum(len(s) + 2 for s in sections) > MOST:
        longest = max(range(len(sections)), key=lambda i: len(sections[i]))
        over = sum(len(s) + 2 for s in sections) - MOST
        keep = max(2_000, len(sections[longest]) - over - 400)
        if keep >= len(sections[longest]):
            break
        text = sections[longest][:keep].rsplit("\n", 1)[0]
        closing = "\n\n</details>" * (text.count("\n<details>") - text.count("\n</details>"))
        sections[longest] = f"{text}{closing}\n\n… cut here to fit; the diff has everything."
    return "\n\n".join(sections) + "\n"


def _what(change: ChangeSet) -> str:
    source, read = change.source, change.extraction
    facts = [f"by {inert(shorten(read.author, 120))}"] if read.author else []
    facts += [f"published {read.published}"] if read.published else ["no date of publication found"]
    facts += [f"status {inert(shorten(read.status, 40))}"] if read.status else []
    facts += [f"in force from {inert(shorten(read.effective, 80))}"] if read.effective else []
    if change.librarian == "none":
        return f"**{inert(shorten(read.title, 200))}** is now {_code(source.path)}.\n\n> [!NOTE]\n> {inert(change.notes[0])}"
    who = (
        "the embedded librarian (no model)"
        if change.librarian == "extractive"
        else f"the model librarian ({', '.join(change.models)})"
    )
    lines = [
        f"**{inert(shorten(read.title, 200))}**, {', '.join(facts)}.",
        "",
        f"Source: {_code(source.path)} · read by {who}.",
    ]
    if read.summary:
        lines += ["", f"> {inert(shorten(read.summary, 600))}"]
    lines += [f"\n> [!NOTE]\n> {inert(note)}" for note in (*source.notes, *change.notes)]
    return "\n".join(lines)


def _code(text: str) -> str:
    return f"`{visible(text).replace('`', '')}`"


def _stops(change: ChangeSet) -> str:
    if not change.unfinished:
        return ""
    names = "\n".join(f"- {inert(name)}" for name in change.unfinished)
    said = "These planned pages were not written, for the reasons given below. The source stays open; the next run goes on."
    return f"## Not finished\n\n{said}\n\n{names}"


_VERB = {
    "supersedes": "Superseded",
    "contradicts": "Contradiction",
    "scope": "Different scope",
    "historical": "Earlier value, still true of its time",
    "proposed": "Proposed, not in force",
    "confirms": "Confirmed",
}
_FIRST = ("contradicts", "supersedes", "proposed", "scope", "historical")


def _conflicts(change: ChangeSet, done: Assembled, before: Wiki) -> str:
    rows = [c for relation in _FIRST for c in change.conflicts if c.relation == relation]
    confirmed = sum(c.relation == "confirms" for c in change.conflicts)
    tail = (
        f"\n\n{confirmed} earlier claim{'s are' if confirmed != 1 else ' is'} confirmed by this source."
        if confirmed
        else ""
    )
    if not rows:
        return f"## Contradictions and supersessions\n\nNone found against what the wiki says.{tail}"
    items = [_conflict(c, done, before) for c in rows]
    return "## Contradictions and supersessions\n\n" + "\n".join(items) + tail


def _conflict(conflict: Conflict, done: Assembled, before: Wiki) -> str:
    since = f", since {inert(conflict.since)}" if conflict.since else ""
    head = f"- **{_VERB[conflict.relation]}: {inert(shorten(conflict.topic, 120))}**{since}. {inert(shorten(conflict.note, 400))}".rstrip()
    names = {"contradicts": ("one", "other"), "proposed": ("in force", "proposed")}.get(
        conflict.relation, ("now", "before")
    )
    if not conflict.other:  # one claim that holds both sides
        names = ("both", "")
    sides = zip(names, (conflict.current, conflict.other), strict=True)
    return "\n".join(
        [head, *(f"  - {name}: {_said(label, done.after, before)}" for name, side in sides for label in side)]
    )


def _said(label: str, after: Wiki, before: Wiki) -> str:
    citation = after.citation(label) or before.citation(label)
    if citation is None:
        return f"`{label}`"
    quotes = " … ".join(f"“{inert(shorten(q.text, 300))}”" for q in citation.quotes)
    return f"{quotes} ({_code(citation.source)}, {citation.unit} {citation.quotes[0].start})"


def _pages(change: ChangeSet, done: Assembled) -> str:
    by_slug = {p.plan.slug: p for p in change.pages}
    rows = []
    for f in (f for f in done.files if not f.derived):
        edits = by_slug.get(f.path.rsplit("/", 1)[-1].removesuffix(".md"))
        plus, minus = changed_lines(f)
        why = inert(shorten(edits.plan.why, 200)) if edits else ""
        rows.append(f"| {_code(f.path)} | {'new' if f.before is None else 'updated'} | +{plus} −{minus} | {why} |")
    also = sum(f.derived for f in done.files)
    note = (
        f"\n\n{also} more file{'s' * (also != 1)} changed by bookkeeping only (index, log, `related`)." if also else ""
    )
    removed = [
        f"- {inert(p.plan.title)}: {inert(r.what)}, because {inert(r.reason)}"
        for p in change.pages
        for r in p.removes
        if r.what
    ]
    gone = "\n\nTaken out on purpose:\n\n" + "\n".join(removed) if removed else ""
    return "## Pages\n\n| Page | | Lines | Why |\n| --- | --- | --- | --- |\n" + "\n".join(rows) + note + gone


def changed_lines(change: FileChange) -> tuple[int, int]:
    """Return how many lines a change adds and takes away."""
    diff = difflib.unified_diff((change.before or "").splitlines(), (change.after or "").splitlines(), n=0, lineterm="")
    rows = [line for line in diff if not line.startswith(("---", "+++", "@@"))]
    return sum(r.startswith("+") for r in rows), sum(r.startswith("-") for r in rows)


def _claims(change: ChangeSet, done: Assembled) -> str:
    claims = {c.id: c for c in change.extraction.claims}
    out = []
    for page in done.pages:
        new = [claims[x] for x in page.labels if x in claims]
        if new and page.meta.get("type") not in (SUMMARY, COMPARISON):
            out.append(_folded(page, new, change.source.unit))
    return "## New claims, page by page\n\n" + "\n".join(out) if out else ""


def _folded(page: Page, claims: Iterable[Claim], unit: str) -> str:
    rows = [
        f"- {inert(shorten(markdown.plain(c.text), 400))}\n  - "
        + " … ".join(f"“{inert(shorten(q.text, 400))}” ({unit} {q.start})" for q in c.quotes)
        for c in claims
    ]
    name = in_html(str(page.meta.get("title")))
    return (
        f"<details><summary>{name}: {len(rows)} claim{'s' * (len(rows) != 1)}</summary>\n\n"
        + "\n".join(rows)
        + "\n\n</details>"
    )


def _dropped(change: ChangeSet, done: Assembled) -> str:
    claims = {c.id: c for c in change.extraction.claims}
    rows: list[Dropped] = [*change.extraction.dropped, *change.dropped, *done.cut]
    named: set[str] = set()
    for left in change.left_out:
        named |= set(left.claims)
        rows += [
            Dropped(f"“{claims[x].text}”", left.reason) for x in left.claims if x in claims and x not in done.placed
        ]
    silent = [c for c in change.extraction.claims if c.id not in done.placed and c.id not in named]
    rows += [Dropped(f"“{c.text}”", "it was planned, but no page cites it") for c in silent]
    rows += [Dropped(f"the claim behind `{x}`", _gone_from(x, done)) for x in change.gone]
    if not rows:
        return "## Dropped, cut or refused\n\nNothing."
    lines = [f"- {inert(shorten(d.what, 300))}: {inert(shorten(d.why, 300))}" for d in rows]
    return f"## Dropped, cut or refused ({len(lines)})\n\n" + "\n".join(lines)


def _gone_from(label: str, done: Assembled) -> str:
    """Say that an earlier claim's quote has left the source, and where the claim still stands."""
    pages = ", ".join(done.after.pages_citing(label))
    return f"the source no longer holds its quote, but {pages} still says it: correct it there, or keep it as history"


def _warnings(findings: Sequence[Finding]) -> str:
    if not findings:
        return ""
    lines = [f"- {_code(f.path)} line {f.line}: {inert(shorten(f.message, 200))} ({f.rule})" for f in findings]
    return f"## Look closer ({len(lines)})\n\n" + "\n".join(lines)


def _confidence(done: Assembled, before: Wiki) -> str:
    rows = []
    for page in done.pages:
        old = before.page(page.slug).meta.get("confidence") if page.slug in before else None
        new = page.meta.get("confidence")
        if old and old != new:
            rows.append(f"- {inert(str(page.meta.get('title')))}: {old} → {new}")
    return "## Confidence\n\n" + "\n".join(rows) if rows else ""


def _cost(change: ChangeSet, done: Assembled) -> str:
    out = ["## Coverage and cost", "", _coverage(change, done)]
    if change.librarian != "model":
        out += ["", "No model was called; this cost nothing."]
    else:
        out += [
            "",
            "| Step | Model | Calls | Tokens in | Cached | Out | Dollars |",
            "| --- | --- | --- | --- | --- | --- | --- |",
        ]
        out += [_cost_row(c) for c in change.costs]
        out += [f"| **Total** | | | | | | **{sum(c.dollars for c in change.costs):.4f}** |"]
    if change.prompts:
        out += ["", "Prompts: " + ", ".join(f"{step} `{value}`" for step, value in change.prompts) + "."]
    out += [
        "",
        "To change something, edit the pages on this branch, or change `schema.md` or the source and compile again.",
    ]
    return "\n".join(out)


def _cost_row(cost: StepCost) -> str:
    u = cost.usage
    return f"| {cost.step} | {cost.model} | {cost.calls} | {u.input + u.written:,} | {u.cached:,} | {u.output:,} | {cost.dollars:.4f} |"
