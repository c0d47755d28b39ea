"""What code writes and nobody else: footnotes, front matter, `related`, the index, the log. Same pages in, same bytes out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pipeline.core import citations, frontmatter, log, markdown
from pipeline.core.citations import Citation
from pipeline.core.confidence import Voice, confidence
from pipeline.core.errors import UserError
from pipeline.core.inert import unlinked
from pipeline.core.page import MOST_PAGE, Page
from pipeline.core.schema import Schema
from pipeline.core.text import is_garbled, shows, slug_of, visible
from pipeline.core.wiki import RECORD_KEYS, PageFacts, Wiki, strings

if TYPE_CHECKING:
    from pipeline.core.change_set import ChangeSet, Conflict

INDEX = "wiki/index.md"
LOG = "log.md"
DERIVED_LINE = "This file is derived; do not edit it."
SPLIT_AT = 300  # pages; above, the index is split by page type

_LINE_END = re.compile(r"(?<!\r)\n")

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
        if facts.path in texts:
            page = after.page(slug)
            texts[page.path] = _render(page, {**page.meta, "related": related})
        elif facts.related != tuple(related):
            made = _derived(facts.path, after.text(slug), after, schema, voices)
            if made is not None:  # else it is left alone, as `derive` leaves it
                texts[facts.path] = made
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


def derive(
    wiki: Wiki,
    schema: Schema,
    voices: Mapping[str, Voice],
    index: Mapping[str, str],
    only: Collection[str] | None = None,
) -> dict[str, str | None]:
    """Return the text of every page and index file that is not what code makes of the pages; None: it must go.

    `voices` are those of `recorded_voices`, `index` the index files as they are, by path. What a compile wrote is derived
    already, so it gives {}. `created` and `updated` are nobody's but the writer's, and stay. Left alone, for a rule reports it:
    a page that is no UTF-8, or without or with broken front matter, one that is longer than a page may be, or would come to be, and one
    whose text swallows the definitions at its end. With `only`, no page but those of these slugs is looked at.
    """
    texts: dict[str, str | None] = {}
    for slug, facts in wiki.facts.items():
        if only is not None and slug not in only:
            continue
        old = wiki.text(slug)
        new = _derived(facts.path, old, wiki, schema, voices)
        if new is not None and new != old and _derived(facts.path, new, wiki, schema, voices) == new:
            texts[facts.path] = new
    return texts | new_index(index, wiki.with_texts(texts) if texts else wiki, schema)


def affected(before: Wiki, after: Wiki, paths: Collection[str]) -> set[str]:
    """Return the slugs of the pages whose derived parts a change of these paths can have moved.

    Making all of 5,000 pages anew takes seven seconds, looking at their facts a fraction of one.
    """
    found = {slug for slug, f in after.facts.items() if f.path in paths or f.related != tuple(after.related(slug))}
    records = (*before.by_label.items(), *after.by_label.items())
    # Who wrote a source, and when, decides the confidence of every page that cites it.
    for base in {base for base, f in records if f.path in paths}:
        found.update(slug for label in after.labels_of(base) for slug in after.pages_citing(label))
    return found


def _derived(path: str, text: str, wiki: Wiki, schema: Schema, voices: Mapping[str, Voice]) -> str | None:
    if is_garbled(text):
        return None
    try:
        page = Page.parse(path, text)
    except UserError:
        return None
    if not page.front or not all(_plain(page.meta.get(key)) for key in ("aliases", "disputed")):
        return None
    done = with_footnotes(page, wiki, {})
    meta = _meta(Draft(page, page.meta, touched=False), done, voices, schema, "")
    made = _render(done, {**meta, "related": wiki.related(page.slug)})
    return made if max(len(text.encode()), len(made.encode())) <= MOST_PAGE else None


def _plain(value: Any) -> bool:
    """Tell whether a value of the front matter is what `strings` reads without loss."""
    return value is None or isinstance(value, str) or (isinstance(value, list) and not _nested(value))


def _nested(items: list[Any]) -> bool:
    return any(isinstance(item, dict) or (isinstance(item, list) and len(item) != 1) for item in items)


def dated(page: Page, **values: Any) -> str:
    """Return the page's text in canonical form with these values in its front matter."""
    return _render(page, {**page.meta, **values})


def recorded_voices(wiki: Wiki) -> dict[str, Voice]:
    """Return what the records say of every source, by path."""
    return {path: _voice(path, facts.record) for path, facts in wiki.records.items()}


def _voice(path: str, record: Mapping[str, str]) -> Voice:
    return Voice(path, *(record.get(key, "") for key in ("author", "address", "status", "published")))


def with_footnotes(page: Page, wiki: Wiki, new: Mapping[str, Citation]) -> Page:
    """Write the definitions of the labels in use, sorted, at the end; a person's own footnotes stay as they are, before ours.

    Definitions of ours that stand in the body, because somebody wrote below them, move to the end.
    """
    rows = markdown.definition_rows(page.body + page.tail)
    cited = {x: found for x, text in reversed(rows) if (found := citations.parse(x, text, page.path))}
    named = {x for x, _ in rows}
    ours: dict[str, str] = {}
    for label in sorted(page.labels, key=citations.label_order):
        known = new.get(label) or cited.get(label)
        if known is None and (label not in named or _of_a_source(label, wiki)):
            known = wiki.citation(label)
        if known:
            ours[label] = citations.render(replace(known, label=label), page.path)

    def is_ours(label: str, text: str) -> bool:
        return citations.parse(label, text, page.path) is not None or (label in ours and _of_a_source(label, wiki))

    left = sorted(markdown.definition_rows(page.tail), key=lambda row: citations.label_order(row[0]))
    own = [f"[^{label}]: {text}" for label, text in left if not is_ours(label, text)]
    tail = "\n".join([*own, *ours.values()])
    body = markdown.without_definitions(page.body, is_ours).rstrip() + ("\n\n" if tail else "\n")
    lead, parts, _ = markdown.split_body(body)
    return replace(page, lead=lead, parts=parts, tail=tail + "\n" if tail else "")


def confidence_of(page: Page, wiki: Wiki, schema: Schema, voices: Mapping[str, Voice]) -> str:
    """Return the confidence that `derive` gives a page."""
    done = with_footnotes(page, wiki, {})
    return str(_meta(Draft(page, page.meta, touched=False), done, voices, schema, "")["confidence"])


def _of_a_source(label: str, wiki: Wiki) -> bool:
    """Tell whether a label is one of a source's: a definition of it that is no citation is one that was damaged."""
    return citations.base_of(label) in wiki.by_label


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
    lead = page.lead if page.lead.startswith(("\n", "\r\n")) else f"\n{page.lead}"
    text = frontmatter.dump(ordered) + replace(page, front="", lead=lead).render()
    # Whoever writes with Windows' line ends keeps them: no line changes that says the same.
    return _LINE_END.sub("\r\n", text) if page.front.endswith("\r\n") else text


# --- the index ------------------------------------------------------------------------------------------------


def is_index(path: str) -> bool:
    """Tell whether a path is an index file's."""
    return path == INDEX or (path.startswith("wiki/index/") and path.endswith(".md"))


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
            path = f"wiki/index/{_file(name)}.md"  # two types that people write may come to one file
            files[path] = files.get(path, "") + f"# {_plural(name)}\n\n" + "".join(_line(f, path) for f in rows)
    return files


def new_index(old: Mapping[str, str], wiki: Wiki, schema: Schema) -> dict[str, str | None]:
    """Return the index files that differ from those there are (path → text), by path; None: it must go."""
    made = index(wiki, schema)
    return {path: made.get(path) for path in sorted({*old, *made}) if old.get(path) != made.get(path)}


def _front_page(wiki: Wiki, groups: Mapping[str, list[PageFacts]], split: bool) -> str:
    count = len(wiki.facts)
    out = [f"# Index\n\n{count} page{'s' if count != 1 else ''}, listed by type. {DERIVED_LINE}\n"]
    for name, rows in groups.items():
        if split:
            out.append(f"\n- [{_plural(name)}](index/{_file(name)}.md): {len(rows)}")
        else:
            out.append(f"\n## {_plural(name)}\n\n" + "".join(_line(f, INDEX) for f in rows))
    return "".join(out) + ("\n" if split else "")


def _line(facts: PageFacts, here: str) -> str:
    """Return one line. Markdown links whatever `links` says: the index is the front door on GitHub, and Obsidian reads both."""
    summary = f": {markdown.harmless(facts.summary)}" if facts.summary else ""
    title = facts.title if shows(facts.title) else facts.slug
    return f"- [{_words(title)}]({citations.link_to(here, facts.path)}){summary}\n"


def _words(title: str) -> str:
    return markdown.escape_quote(title)


def _file(name: str) -> str:
    return slug_of(name)


def _plural(name: str) -> str:
    if name == "untyped":
        return "Without a type"
    words = name.replace("-", " ")
    plural = words[:-1] + "ies" if words.endswith("y") and words[-2:-1] not in "aeiou" else words + "s"
    return plural.capitalize()


# --- the log --------------------------------------------------------------------------------------------------

_ACTIVE = str.maketrans({c: f"\\{c}" for c in "\\`*_[]<>#|"})


def log_entry(change: ChangeSet, created: Iterable[str], updated: Iterable[str], placed: int, day: str) -> str:
    """Return what a compile appends to the log. The heading begins as Karpathy's log does, so that `grep "^## \\["` lists it."""
    title, librarian = log_title(change.extraction.title), log_title(change.librarian)
    rows = [
        f"## [{day}] ingest | {title}",
        "",
        source_row(change.source.path, change.source.sha256),
        f"- created: {_names(created)}",
        f"- updated: {_names(updated)}",
        f"- claims: {placed} of {len(change.extraction.claims)} placed; librarian: {librarian}",
    ]
    return "\n" + "\n".join(rows) + "\n"


def log_title(text: str) -> str:
    """Return foreign words as they stand in the log: on one line, and nothing in them takes effect."""
    return unlinked(" ".join(visible(text).split())).translate(_ACTIVE)


def source_row(path: str, sha256: str) -> str:
    """Return the row of an entry that says which source it is about; `log.entries` reads it back."""
    return f"- source: `{log.named(path)}`" + (f" (sha256 {sha256[:12]})" if sha256 else "")


def _names(slugs: Iterable[str]) -> str:
    return ", ".join(f"[[{slug}]]" for slug in slugs) or "none"


EMPTY_LOG = "# Log\n\nEvery ingest, query and lint, oldest first. This file only grows.\n"


def append_log(log: str, entry: str) -> str:
    """Return the log with the entry at its end; what was there stays byte for byte."""
    head = log or EMPTY_LOG
    return head + ("" if head.endswith("\n") else "\n") + entry
