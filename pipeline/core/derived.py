"""What code writes and nobody else: footnotes, front matter, `related`, the index, the log. Same pages in, same bytes out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pipeline.core import citations, frontmatter, markdown
from pipeline.core.citations import Citation
from pipeline.core.confidence import Voice, confidence
from pipeline.core.model import ChangeSet, Conflict
from pipeline.core.page import Page
from pipeline.core.schema import Schema
from pipeline.core.text import visible
from pipeline.core.wiki import RECORD_KEYS, PageFacts, Wiki, strings

INDEX = "wiki/index.md"
LOG = "log.md"
SPLIT_AT = 300  # pages; above, the index is split by page type

_ORDER = (
    "title",
    "type",
    "aliases",
    "sources",
    *RECORD_KEYS,
    "related",
    "created",
    "updated",
    "confidence",
    "disputed",
)


@dataclass(frozen=True)
class Draft:
    """A changed page before its bookkeeping: body with marks, and the front matter that is decided."""

    page: Page
    meta: Mapping[str, Any]
    touched: bool  # whether its body differs from what the wiki holds


def bookkeep(
    before: Wiki,
    drafts: Iterable[Draft],
    new: Mapping[str, Citation],
    voices: Mapping[str, Voice],
    schema: Schema,
    day: str,
) -> dict[str, str]:
    """Return the text of every page that changes, by path: the drafts, and pages whose `related` moved.

    `new` are this run's citations by label; `voices` what is known of each source by its path.
    """
    drafts = list(drafts)
    pages = {d.page.path: with_footnotes(d.page, before, new) for d in drafts}
    metas = {d.page.path: _meta(d, pages[d.page.path], voices, schema, day) for d in drafts}
    texts = {path: _render(pages[path], metas[path]) for path in pages}
    after = before.with_texts(texts)
    for slug in sorted(_neighbours(before, after, texts)):
        facts, related = after.facts[slug], after.related(slug)
        if facts.related != tuple(related) or facts.path in texts:
            page = after.page(slug)
            texts[page.path] = _render(page, {**page.meta, "related": related})
    return {path: text for path, text in texts.items() if not _same(before, path, text)}


def _same(before: Wiki, path: str, text: str) -> bool:
    slug = path.rsplit("/", 1)[-1].removesuffix(".md")
    return slug in before and before.facts[slug].path == path and before.text(slug) == text


def _neighbours(before: Wiki, after: Wiki, texts: Mapping[str, str]) -> set[str]:
    """Return the pages whose `related` may differ: the changed ones, and what they link to or are linked from."""
    found: set[str] = set()
    for path in texts:
        slug = path.rsplit("/", 1)[-1].removesuffix(".md")
        found |= {slug, *after.related(slug)}
        if slug in before:
            found |= set(before.related(slug))
    return {slug for slug in found if slug in after}


def with_footnotes(page: Page, wiki: Wiki, new: Mapping[str, Citation]) -> Page:
    """Write the definitions of the labels in use, sorted; a person's own footnotes stay as they are, before ours."""
    have = page.definitions
    own: list[str] = []
    ours: list[str] = []
    for label in sorted({*page.labels, *have}, key=citations.label_order):
        known = new.get(label) or (citations.parse(label, have[label], page.path) if label in have else None)
        known = known or wiki.citation(label)
        if known and label in page.labels:
            ours.append(citations.render(replace(known, label=label), page.path))
        elif label in have and citations.parse(label, have[label], page.path) is None:
            own.append(f"[^{label}]: {have[label]}")
    tail = "\n".join([*own, *ours])
    body = page.body.rstrip() + "\n\n" if tail else page.body.rstrip() + "\n"
    lead, parts, _ = markdown.split_body(body)
    return replace(page, lead=lead, parts=parts, tail=tail + "\n" if tail else "")


def _meta(draft: Draft, page: Page, voices: Mapping[str, Voice], schema: Schema, day: str) -> dict[str, Any]:
    meta = dict(draft.meta)
    cited = {c.source for label, text in page.definitions.items() if (c := citations.parse(label, text, page.path))}
    sources = sorted({*cited, *([str(meta["source"])] if meta.get("source") else [])})
    meta["sources"] = sources
    meta["aliases"] = list(strings(meta.get("aliases")))
    meta["created"] = meta.get("created") or day
    meta["updated"] = day if draft.touched else meta.get("updated") or day
    disputed = [pair for pair in strings(meta.get("disputed")) if set(pair.split(" ~ ")) <= set(page.labels)]
    meta["disputed"] = disputed
    heard = [voices.get(path, Voice(path, "", "", "", "")) for path in sources]
    meta["confidence"] = confidence(heard, bool(disputed), str(meta["updated"]), schema.rules.stale_after)
    return meta


def disputes(pairs: Iterable[str], conflicts: Iterable[Conflict], slug: str) -> list[str]:
    """Return a page's open contradictions after this run's conflicts: new ones in, superseded ones out."""
    found = dict.fromkeys(pairs)
    for conflict in conflicts:
        both = [(a, b) for a in conflict.current for b in conflict.other if a != b]
        if conflict.relation == "contradicts" and slug in conflict.pages:
            found.update(dict.fromkeys(" ~ ".join(sorted(pair)) for pair in both))
        elif conflict.relation == "supersedes":
            old = set(conflict.other)
            found = {pair: None for pair in found if not old & set(pair.split(" ~ "))}
    return sorted(found)


def _render(page: Page, meta: Mapping[str, Any]) -> str:
    ordered = {
        key: meta[key] for key in _ORDER if key in meta and (meta[key] or key in ("aliases", "sources", "related"))
    }
    ordered |= {key: value for key, value in meta.items() if key not in _ORDER}
    lead = page.lead if page.lead.startswith("\n") else f"\n{page.lead}"
    return frontmatter.dump(ordered) + replace(page, front="", lead=lead).render()


# --- the index ------------------------------------------------------------------------------------------------


def index(wiki: Wiki, schema: Schema) -> dict[str, str]:
    """Return the derived index files by path: one while the wiki is small, else one a page type."""
    groups: dict[str, list[PageFacts]] = {t.name: [] for t in schema.rules.types}
    for facts in wiki.facts.values():
        groups.setdefault(facts.type or "untyped", []).append(facts)
    groups = {name: sorted(rows, key=lambda f: f.slug) for name, rows in groups.items() if rows}
    split = len(wiki.facts) > SPLIT_AT
    files = {INDEX: _front_page(wiki, groups, split)}
    if split:
        for name, rows in groups.items():
            path = f"wiki/index/{_file(name)}.md"
            files[path] = f"# {_plural(name)}\n\n" + "".join(_line(f, path) for f in rows)
    return files


def _front_page(wiki: Wiki, groups: Mapping[str, list[PageFacts]], split: bool) -> str:
    count = len(wiki.facts)
    out = [
        f"# Index\n\n{count} page{'s' if count != 1 else ''}, listed by type. This file is derived; do not edit it.\n"
    ]
    for name, rows in groups.items():
        if split:
            out.append(f"\n- [{_plural(name)}](index/{_file(name)}.md): {len(rows)}")
        else:
            out.append(f"\n## {_plural(name)}\n\n" + "".join(_line(f, INDEX) for f in rows))
    return "".join(out) + ("\n" if split else "")


def _line(facts: PageFacts, here: str) -> str:
    """Return one line. Markdown links whatever `links` says: the index is the front door on GitHub, and Obsidian reads both."""
    summary = f": {markdown.harmless(facts.summary)}" if facts.summary else ""
    return f"- [{_words(facts.title)}]({citations.link_to(here, facts.path)}){summary}\n"


def _words(title: str) -> str:
    return markdown.escape_quote(title)


def _file(name: str) -> str:
    return "".join(c if c.isalnum() or c == "-" else "-" for c in name.lower()) or "untyped"


def _plural(name: str) -> str:
    words = name.replace("-", " ")
    plural = words[:-1] + "ies" if words.endswith("y") and words[-2:-1] not in "aeiou" else words + "s"
    return plural.capitalize()


# --- the log --------------------------------------------------------------------------------------------------

_ACTIVE = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>#|"})


def log_entry(change: ChangeSet, created: Iterable[str], updated: Iterable[str], placed: int, day: str) -> str:
    """Return what a compile appends to the log. The heading begins as Karpathy's log does, so that `grep "^## \\["` lists it."""
    title, librarian = (_one_line(text).translate(_ACTIVE) for text in (change.extraction.title, change.librarian))
    rows = [
        f"## [{day}] ingest | {title}",
        "",
        f"- source: `{_one_line(change.source.path).replace('`', '')}` (sha256 {change.source.sha256[:12]})",
        f"- created: {_names(created)}",
        f"- updated: {_names(updated)}",
        f"- claims: {placed} of {len(change.extraction.claims)} placed; librarian: {librarian}",
    ]
    return "\n" + "\n".join(rows) + "\n"


def _one_line(text: str) -> str:
    return " ".join(visible(text).split())


def _names(slugs: Iterable[str]) -> str:
    return ", ".join(f"[[{slug}]]" for slug in slugs) or "none"


EMPTY_LOG = "# Log\n\nEvery ingest, query and lint, oldest first. This file only grows.\n"


def append_log(log: str, entry: str) -> str:
    """Return the log with the entry at its end; what was there stays byte for byte."""
    head = log or EMPTY_LOG
    return head + ("" if head.endswith("\n") else "\n") + entry
