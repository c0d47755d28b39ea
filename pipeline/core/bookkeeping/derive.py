"""What code writes on a page and nobody else: footnotes, front matter, `related`. Same pages in,
same bytes out."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pipeline.core.bookkeeping.confidence import Voice, confidence
from pipeline.core.bookkeeping.index import new_index
from pipeline.core.bookkeeping.ownership import (
    cites_ours,
    disputes_left,
    has_bookkeeping,
    is_damaged,
    is_of_a_source,
    is_record,
    joined,
    may_have_bookkeeping,
)
from pipeline.core.errors import UserError
from pipeline.core.markup import frontmatter, markdown
from pipeline.core.paths import slug_of_path
from pipeline.core.text import is_garbled
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.facts import RECORD_KEYS
from pipeline.core.wiki.page import MOST_PAGE, Page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

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

_KEPT = ("sources", "related", "updated", "confidence", "disputed")  # what `derive` writes


@dataclass(frozen=True)
class Draft:
    """A changed page before its bookkeeping: body with marks, and the front matter that is
    decided."""

    page: Page
    meta: Mapping[str, Any]
    touched: bool  # whether its body differs from what the wiki holds


@dataclass(frozen=True)
class _Around:
    """What the bookkeeping of a page looks at: the wiki as it becomes, what it was, this run's
    citations, and the sources' voices."""

    wiki: Wiki
    before: Sequence[Wiki]
    new: Mapping[str, Citation]
    voices: Mapping[str, Voice]
    schema: Schema


def bookkeep(
    before: Wiki,
    drafts: Iterable[Draft],
    new: Mapping[str, Citation],
    voices: Mapping[str, Voice],
    schema: Schema,
    day: str,
) -> dict[str, str]:
    """Return the text of every page that changes, by path: the drafts, and pages whose `related`
    moved.

    `new` are this run's citations by label; `voices` what is known of each source by its path. Of a
    draft on a page that is not ours only the edit is written (`core/bookkeeping/ownership.py`).
    """
    drafts = list(drafts)
    around = _Around(before, (before,), new, voices, schema)
    pages = {d.page.path: with_footnotes(d.page, before, new) for d in drafts}
    mine = {d.page.path for d in drafts if _is_ours(d, pages[d.page.path], around)}
    texts = {}
    for draft in drafts:
        path = draft.page.path
        meta = _meta(draft, pages[path], around, day) if path in mine else _edited(draft)
        texts[path] = _whole(pages[path], meta)
    after = before.with_texts(texts)
    around = replace(around, wiki=after)
    for slug in sorted(_neighbours(before, after, texts)):
        facts = after.facts[slug]
        if facts.path not in texts and facts.related == tuple(after.related(slug)):
            continue  # as of nearly all: not worth parsing
        page = _readable(after, slug)
        if page is not None and (
            page.path in mine or (page.path not in texts and has_bookkeeping(page, after))
        ):
            made = _whole(page, {**page.meta, "related": _related(page, around)})
            if page.path in mine or _fits(
                page.render(), made
            ):  # else it is left alone, as `derive` leaves it
                texts[page.path] = made
    return {path: text for path, text in texts.items() if not _same(before, path, text)}


def _is_ours(draft: Draft, done: Page, around: _Around) -> bool:
    """Tell whether a draft gets its bookkeeping: a page that a compile makes, or one that cites
    what is compiled now."""
    cited = any(label in around.new for label in done.labels)
    return (
        done.slug not in around.wiki
        or cited
        or is_record(draft.meta)
        or has_bookkeeping(done, around.wiki)
    )


def _edited(draft: Draft) -> Mapping[str, Any]:
    """Return the front matter of a page that is people's: as it stands, with the aliases that an
    edit adds."""
    old = frontmatter.load_block(draft.page.front, draft.page.path)
    return {**old, "aliases": draft.meta.get("aliases")} if old else {}


def _readable(wiki: Wiki, slug: str) -> Page | None:
    """Return a page; None where it cannot be read, which a rule reports."""
    try:
        page = wiki.page(slug)
    except UserError:
        return None
    return page if page.front and not is_garbled(page.render()) else None


def _same(before: Wiki, path: str, text: str) -> bool:
    return before.at(path) is not None and before.text_at(path) == text


def _neighbours(before: Wiki, after: Wiki, texts: Mapping[str, str]) -> set[str]:
    """Return the pages whose `related` may differ: the changed ones, and what they link to or are
    linked from."""
    found: set[str] = set()
    for path in texts:
        slug = slug_of_path(path)
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
    before: Sequence[Wiki] = (),
) -> dict[str, str | None]:
    """Return the text of every page and index file that is not what code makes of the pages; None:
    it must go.

    `voices` are those of `recorded_voices`, `index` the index files as they are, by path. What a
    compile wrote is derived already, so it gives {}. `created` and `updated` are nobody's but the
    writer's, and stay. Left alone, for a rule reports it: a page that is no UTF-8, or without or
    with broken front matter, one that is longer than a page may be, or would come to be, one whose
    text swallows the definitions at its end, and whatever is people's
    (`core/bookkeeping/ownership.py`). With `only`, no page but those of these slugs is looked at.
    `before` are states that the wiki came from: what code derived of those, and not of this one, is
    not taken for a person's.
    """
    texts: dict[str, str | None] = {}
    around = _Around(wiki, before, {}, voices, schema)
    for slug, facts in wiki.facts.items():
        was = any(slug in x.facts and may_have_bookkeeping(x.facts[slug], x) for x in before)
        if (only is not None and slug not in only) or not (
            was or may_have_bookkeeping(facts, wiki)
        ):
            continue
        old = wiki.text(slug)
        new = _derived(facts.path, old, around)
        if new is not None and new != old and _derived(facts.path, new, around) == new:
            texts[facts.path] = new
    return texts | new_index(index, wiki.with_texts(texts) if texts else wiki, schema)


def affected(before: Wiki, after: Wiki, paths: Collection[str]) -> set[str]:
    """Return the slugs of the pages whose derived parts a change of these paths can have moved.

    Making all of 5,000 pages anew takes seven seconds, looking at their facts a fraction of one.
    """
    found = {
        slug
        for slug, f in after.facts.items()
        if f.path in paths or f.related != tuple(after.related(slug))
    }
    records = (*before.by_label.items(), *after.by_label.items())
    # Who wrote a source, and when, decides the confidence of every page that cites it.
    for base in {base for base, f in records if f.path in paths}:
        found.update(slug for label in after.labels_of(base) for slug in after.pages_citing(label))
    return found


def _derived(path: str, text: str, around: _Around) -> str | None:
    """Return a page's text as code makes it; None where it is not code's to make."""
    if is_garbled(text):
        return None
    try:
        page = Page.parse(path, text)
    except UserError:
        return None
    if not page.front or not (
        has_bookkeeping(page, around.wiki) or any(_was_ours(page, x) for x in around.before)
    ):
        return None
    done = with_footnotes(page, around.wiki, {})
    meta = _meta(Draft(page, page.meta, touched=False), done, around, "")
    front = _front(page, {**meta, "related": _related(page, around)})
    made = None if front is None else replace(done, front=front).render()
    return made if made is not None and _fits(text, made) else None


def _fits(old: str, new: str) -> bool:
    """Tell whether a page is, and stays, no longer than a page may be."""
    return max(len(old.encode()), len(new.encode())) <= MOST_PAGE


def obstacle(page: Page) -> int:
    """Return the line of a page's front matter because of which its bookkeeping is left alone; 0
    where there is none."""
    return frontmatter.obstacle(page.front, _KEPT)


def _was_ours(page: Page, before: Wiki) -> bool:
    old = _earlier(page, before)
    return old is not None and has_bookkeeping(old, before)


def _earlier(page: Page, before: Wiki) -> Page | None:
    """Return the page of that name as it was, wherever it stood."""
    return _readable(before, page.slug) if page.slug in before else None


def dated(page: Page, **values: Any) -> str:
    """Return the page's text with these values in its front matter; `UserError` where something
    else would go with it."""
    front = _front(page, {**page.meta, **values})
    if front is None:
        raise UserError(
            f"{page.path}: its front matter cannot be changed without losing a comment or its"
            " form.",
            "Write each key on lines of its own, and comments on lines between them.",
        )
    return replace(page, front=front).render()


def recorded_voices(wiki: Wiki) -> dict[str, Voice]:
    """Return what the records say of every source, by path."""
    return {path: _voice(path, facts.record) for path, facts in wiki.records.items()}


def _voice(path: str, record: Mapping[str, str]) -> Voice:
    return Voice(
        path, *(record.get(key, "") for key in ("author", "address", "status", "published"))
    )


def with_footnotes(page: Page, wiki: Wiki, new: Mapping[str, Citation]) -> Page:
    """Write the definitions of the labels in use, sorted, at the end; people's own footnotes stay
    as they are, before ours.

    Definitions of ours that stand in the body, because somebody wrote below them, move to the end.
    """
    rows = markdown.definition_rows(page.body + page.tail)
    named = {x for x, _ in rows}
    older: dict[str, list[str]] = {}
    for label, text in rows:
        if citations.OLDER in text:
            older.setdefault(label, []).append(f"[^{label}]: {text}")

    def is_ours(label: str, text: str) -> bool:
        known = cites_ours(label, text, page.path, wiki)
        return known or (label in new and citations.parse(label, text, page.path) is not None)

    mine = {
        x: found
        for x, text in reversed(rows)
        if is_ours(x, text) and (found := citations.parse(x, text, page.path))
    }
    damaged = {x for x, text in rows if is_damaged(x, text, page.path, wiki)}
    ours: dict[str, str] = {}
    for label in sorted(page.labels, key=citations.label_order):
        known = new.get(label) or mine.get(label)
        if (
            known is None
            and (label in damaged or label not in named)
            and is_of_a_source(label, wiki)
        ):
            known = wiki.citation(label)
        if known:
            line = citations.render(replace(known, label=label), page.path)
            # In the older form too: no line changes that says the same.
            ours[label] = next(
                (x for x in older.get(label, ()) if citations.in_older_form(x, line)), line
            )

    def goes(label: str, text: str) -> bool:
        return is_ours(label, text) or (label in ours and label in damaged)

    own = markdown.without_definitions(page.tail, goes).strip("\r\n")
    tail = "\n".join([*([own] if own else []), *ours.values()])
    body = markdown.without_definitions(page.body, goes).rstrip()
    if body == page.body.rstrip() and tail.split() == page.tail.split():
        return page
    return _with_end(page, f"{body}\n\n" if tail else f"{body}\n", f"{tail}\n" if tail else "")


def _with_end(page: Page, body: str, tail: str) -> Page:
    """Return a page with another body and end. Whoever writes with Windows' line ends keeps
    them."""
    if page.front.endswith("\r\n"):
        body, tail = (_LINE_END.sub("\r\n", text) for text in (body, tail))
    lead, parts, _ = markdown.split_body(body)
    return replace(page, lead=lead, parts=parts, tail=tail)


def confidence_of(page: Page, wiki: Wiki, schema: Schema, voices: Mapping[str, Voice]) -> str:
    """Return the confidence that `derive` gives a page."""
    done = with_footnotes(page, wiki, {})
    around = _Around(wiki, (), {}, voices, schema)
    return str(_meta(Draft(page, page.meta, touched=False), done, around, "")["confidence"])


def cited_by(page: Page) -> list[str]:
    """Return the sources that a page's `sources` follow from: those it cites, and the one it
    records."""
    cited = {
        c.source
        for label, text in page.definitions.items()
        if (c := citations.parse(label, text, page.path))
    }
    return sorted({*cited, *([str(page.meta["source"])] if is_record(page.meta) else [])})


def _meta(draft: Draft, page: Page, around: _Around, day: str) -> dict[str, Any]:
    """Return the front matter of a page of ours, all but `related`."""
    meta = dict(draft.meta)
    sources = cited_by(replace(page, meta=meta))
    earlier = {
        *cited_by(draft.page),
        *(x for was in around.before for x in _cited_before(draft.page, was)),
    }
    meta["sources"] = joined(meta.get("sources"), sources, earlier)
    meta["created"] = meta.get("created") or day
    meta["updated"] = day if draft.touched else meta.get("updated") or day
    meta["disputed"] = disputes_left(meta.get("disputed"), page.labels)
    heard = [around.voices.get(path, Voice(path, "", "", "", "")) for path in sources]
    span = around.schema.rules.stale_after
    meta["confidence"] = confidence(heard, bool(meta["disputed"]), str(meta["updated"]), span)
    return meta


def _cited_before(page: Page, before: Wiki) -> list[str]:
    old = _earlier(page, before)
    return cited_by(old) if old else []


def _related(page: Page, around: _Around) -> Any:
    """Return `related` as links and backlinks give it, with what people put there."""
    derived = around.wiki.related(page.slug)
    earlier = {x for was in around.before if page.slug in was for x in was.related(page.slug)}
    return joined(page.meta.get("related"), derived, earlier, around.wiki.resolve)


def _whole(page: Page, meta: Mapping[str, Any]) -> str:
    """Return a page's text with this front matter; where that cannot be written without a loss,
    with the front matter it has."""
    front = _front(page, meta)
    lead = (
        page.lead
        if page.front or not front or page.lead.startswith(("\n", "\r\n"))
        else f"\n{page.lead}"
    )
    text = replace(page, front=page.front if front is None else front, lead=lead).render()
    # Whoever writes with Windows' line ends keeps them: no line changes that says the same.
    return _LINE_END.sub("\r\n", text) if page.front.endswith("\r\n") else text


def _front(page: Page, meta: Mapping[str, Any]) -> str | None:
    """Return the front matter with these values: canonical where there is none, else as it stands
    but for what differs."""
    if not page.front and not meta:
        return ""
    if not page.front:
        keys = ("aliases", "sources", "related")
        shown = {
            key: meta.get(key, []) if key in keys else meta[key]
            for key in _ORDER
            if key in keys or meta.get(key)
        }
        return frontmatter.dump(
            shown | {key: value for key, value in meta.items() if key not in _ORDER}
        )
    old = frontmatter.load_block(page.front, page.path)
    changes = {
        key: _written(key, meta.get(key)) for key in {**old, **meta} if not _alike(key, old, meta)
    }
    return frontmatter.amended(page.front, changes, _ORDER)


def _alike(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Tell whether a key says the same; that one of ours is empty or not there is the same."""
    if key in _ORDER and not old.get(key) and not new.get(key):
        return True
    return (key in old) == (key in new) and old.get(key) == new.get(key)


def _written(key: str, value: Any) -> Any:
    """Return a value as it is written; None where the key goes."""
    return (
        (value if value or key in ("aliases", "sources", "related") else None)
        if key in _ORDER
        else value
    )
