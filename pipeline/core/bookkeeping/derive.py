"""What only code writes on a page: footnote definitions and front matter such as `related`.

The same pages always give the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from pipeline.core.bookkeeping.confidence import Voice, rate_confidence
from pipeline.core.bookkeeping.frame_page import PageFrames, find_reworded_links
from pipeline.core.bookkeeping.index import renew_index
from pipeline.core.bookkeeping.key_order import KEY_ORDER, renew_key_order
from pipeline.core.bookkeeping.ownership import (
    cites_ours,
    drop_stale_disputes,
    has_bookkeeping,
    is_damaged,
    is_of_a_source,
    is_record,
    join_entries,
    may_have_bookkeeping,
    with_title,
)
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import is_garbled
from pipeline.core.markup import amend_front_matter, footnotes, frontmatter, markdown
from pipeline.core.paths import slug_of_path
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.older_form import is_earlier_citation
from pipeline.core.wiki.page import MOST_PAGE_BYTES, Page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki

_LINE_END = re.compile(r"(?<!\r)\n")

_DERIVED_KEYS = ("sources", "related", "updated", "confidence", "disputed")  # what `derive` writes


@dataclass(frozen=True)
class Draft:
    """A changed page before its bookkeeping, with the front matter that is already decided."""

    page: Page
    meta: Mapping[str, Any]
    touched: bool  # whether its body differs from what the wiki holds


@dataclass(frozen=True)
class _Around:
    """What the bookkeeping of a page depends on.

    These are the wiki as it becomes, states that it came from, this run's citations, and the voices
    of the sources.
    """

    wiki: Wiki
    before: Sequence[Wiki]
    new: Mapping[str, Citation]
    voices: Mapping[str, Voice]
    schema: Schema

    @cached_property
    def frames(self) -> PageFrames:
        return PageFrames(self.wiki, self.schema.rules.links)


def bookkeep(
    before: Wiki,
    drafts: Iterable[Draft],
    new: Mapping[str, Citation],
    voices: Mapping[str, Voice],
    schema: Schema,
    day: str,
) -> dict[str, str]:
    """Return the text of every page that changes, by path: the drafts and their neighbours.

    Neighbours are the pages whose `related` changes with them. `new` are this run's citations by
    label; `voices` is what is known of each source, by its path. Of a draft on a page that is not
    ours, only the edit is written (`core/bookkeeping/ownership.py`).
    """
    drafts = list(drafts)
    around = _Around(before, (before,), new, voices, schema)
    style = schema.rules.links
    pages = {d.page.path: write_footnotes(d.page, before, new, style, d.touched) for d in drafts}
    mine = {d.page.path for d in drafts if _is_ours(d, pages[d.page.path], around)}
    texts = {}
    for draft in drafts:
        path = draft.page.path
        meta = _meta(draft, pages[path], around, day) if path in mine else _edited(draft)
        if path in mine and draft.touched:
            front = renew_key_order(pages[path].front)
            pages[path] = replace(pages[path], front=front)
        texts[path] = _whole(pages[path], meta)
    after = before.with_texts(texts)
    around = replace(around, wiki=after)
    for slug in sorted(_neighbours(before, after, texts)):
        facts = after.facts[slug]
        if facts.path not in texts and facts.related == tuple(after.related(slug)):
            continue  # nothing to do, as for nearly all pages: so it is not parsed
        page = _readable(after, slug)
        if page is not None and (
            page.path in mine or (page.path not in texts and has_bookkeeping(page, after))
        ):
            made = _whole(page, {**page.meta, "related": _related(page, around)})
            if page.path in mine or _fits(
                page.render(), made
            ):  # else it is left alone, as `derive` leaves it
                texts[page.path] = made
    ours = texts.keys() - {d.page.path for d in drafts} | mine
    texts |= _frame_pages(texts, ours, around)
    return {path: text for path, text in texts.items() if not _same(before, path, text)}


def _frame_pages(
    texts: Mapping[str, str], ours: Collection[str], around: _Around
) -> Iterator[tuple[str, str]]:
    """Yield the texts of pages of ours with their frames: of those that change, and of others.

    The others are framed pages to which a page links that changes.
    """
    (before,) = around.before
    for path in sorted(ours):
        yield path, _framed(Page.parse(path, texts[path]), around, is_touched=True)
    for slug in sorted(find_reworded_links(before, around.wiki, texts)):
        page = _readable(around.wiki, slug)
        if page is not None and page.path not in texts and has_bookkeeping(page, around.wiki):
            yield page.path, _framed(page, around, is_touched=False)


def _framed(page: Page, around: _Around, is_touched: bool) -> str:
    """Return a page's text with its frame; without a new one where the page would be too long."""
    old, new = page.render(), around.frames.renew(page, is_touched).render()
    return new if _fits(old, new) else old


def _is_ours(draft: Draft, done: Page, around: _Around) -> bool:
    """Tell whether a draft gets its bookkeeping.

    It does if the page is new, cites what is compiled now, is the record of a source, or cites a
    compiled source already.
    """
    cited = any(label in around.new for label in done.labels)
    return (
        done.slug not in around.wiki
        or cited
        or is_record(draft.meta)
        or has_bookkeeping(done, around.wiki)
    )


def _edited(draft: Draft) -> Mapping[str, Any]:
    """Return the front matter of a page of people: unchanged, but with the aliases of an edit."""
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
    """Return the pages whose `related` may change.

    They are the changed pages, and all to which those link, or linked, in either direction.
    """
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
    renews_form: bool = False,
) -> dict[str, str | None]:
    """Return the text of every page and index file that is not what code makes of the pages.

    None instead of a text: the index file must be removed. `voices` are those of `recorded_voices`,
    `index` are the index files as they are, by path. What a compile wrote is derived already, so it
    gives {}. `created` and `updated` belong to whoever writes the page, and stay.

    Some pages are left alone, and a rule reports them: one that is not UTF-8; one without front
    matter, or whose front matter is broken; one that is or would become longer than a page may be;
    one whose text swallows the definitions at its end; and whatever belongs to people
    (`core/bookkeeping/ownership.py`).

    With `only`, no page is looked at but those with these slugs. `before` are states from which the
    wiki came: what code derived from those, and does not from this one, is not taken for a
    person's. A page that is in none of them gets a frame (`core/bookkeeping/frame_page.py`); of the
    others only those have it renewed that wear one. With `renews_form`, citations that an earlier
    version wrote are written as today, although they say the same.
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
        new = _derived(facts.path, old, around, renews_form)
        if new is not None and new != old and _derived(facts.path, new, around, renews_form) == new:
            texts[facts.path] = new
    renewed = renew_index(index, wiki.with_texts(texts) if texts else wiki, schema)
    return texts | dict(renewed.texts)


def _derived(path: str, text: str, around: _Around, renews_form: bool) -> str | None:
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
    done = write_footnotes(page, around.wiki, {}, around.schema.rules.links, renews_form)
    meta = _meta(Draft(page, page.meta, touched=False), done, around, "")
    front = _front(page, {**meta, "related": _related(page, around)})
    is_new = bool(around.before) and not any(page.slug in was for was in around.before)
    made = None if front is None else _framed(replace(done, front=front), around, is_new)
    return made if made is not None and _fits(text, made) else None


def _fits(old: str, new: str) -> bool:
    """Tell whether a page is, and stays, no longer than a page may be."""
    return max(len(old.encode()), len(new.encode())) <= MOST_PAGE_BYTES


def find_obstacle_line(page: Page) -> int:
    """Return the line of a page's front matter that prevents its bookkeeping; 0 where none does."""
    return amend_front_matter.find_obstacle_line(page.front, _DERIVED_KEYS)


def _was_ours(page: Page, before: Wiki) -> bool:
    old = _earlier(page, before)
    return old is not None and has_bookkeeping(old, before)


def _earlier(page: Page, before: Wiki) -> Page | None:
    """Return the page of that name as it was, wherever it stood."""
    return _readable(before, page.slug) if page.slug in before else None


def set_front_matter(page: Page, **values: Any) -> str:
    """Return the page's text with these values in its front matter.

    Raises `UserError` where something else would be lost with the old values.
    """
    front = _front(page, {**page.meta, **values})
    if front is None:
        raise UserError(
            f"{page.path}: its front matter cannot be changed without losing a comment or its"
            " form.",
            "Write each key on lines of its own, and comments on lines between them.",
        )
    return replace(page, front=front).render()


def recorded_voices(wiki: Wiki) -> dict[str, Voice]:
    """Return what the records of all sources say, by the path of the source."""
    return {
        path: _voice(path, facts.record, facts.source_label) for path, facts in wiki.records.items()
    }


def _voice(path: str, record: Mapping[str, str], label: str) -> Voice:
    author, address, status, day, sha256 = (
        record.get(key, "") for key in ("author", "address", "status", "published", "sha256")
    )
    echoes = record.get("echoes", "")
    return Voice(path, author, address, status, day, sha256, label=label, echoes=echoes)


def write_footnotes(
    page: Page,
    wiki: Wiki,
    new: Mapping[str, Citation],
    style: str = "markdown",
    is_touched: bool = False,
) -> Page:
    """Return the page with the definitions of the labels it uses at its end, sorted.

    A citation that the page has keeps the style in which it is written; others get `style`. What an
    earlier version wrote says the same, and stays until its page `is_touched`.
    People's own footnotes stay as they are, before ours. Definitions of ours in the body, which are
    there because somebody wrote below them, move to the end.
    """
    rows = footnotes.find_definition_rows(page.body + page.tail)
    named = {x for x, _ in rows}
    written: dict[str, list[str]] = {}
    for label, text in rows:
        written.setdefault(label, []).append(f"[^{label}]: {text}")

    def is_ours(label: str, text: str) -> bool:
        known = cites_ours(label, text, page.path, wiki)
        return known or (label in new and citations.parse(label, text, page.path) is not None)

    mine = {
        x: found
        for x, text in reversed(rows)
        if is_ours(x, text) and (found := citations.parse(x, text, page.path))
    }
    damaged = {x for x, text in rows if is_damaged(x, text, page.path, wiki)}
    styles = {label: citations.style_of(text) for label, text in reversed(rows) if label in mine}
    ours: dict[str, str] = {}
    for label in sorted(page.labels, key=citations.label_sort_key):
        known = new.get(label) or mine.get(label)
        if (
            known is None
            and (label in damaged or label not in named)
            and is_of_a_source(label, wiki)
        ):
            known = wiki.citation(label)
        if known:
            known = replace(known, label=label)
            line = citations.render(known, page.path, styles.get(label, style))
            there = () if is_touched else written.get(label, ())
            earlier = (x for x in there if x != line and is_earlier_citation(x, known, page.path))
            ours[label] = next(earlier, line)

    def goes(label: str, text: str) -> bool:
        return is_ours(label, text) or (label in ours and label in damaged)

    own = footnotes.drop_definitions(page.tail, goes).strip("\r\n")
    tail = "\n".join([*([own] if own else []), *ours.values()])
    body = footnotes.drop_definitions(page.body, goes).rstrip()
    if body == page.body.rstrip() and tail.split() == page.tail.split():
        return page
    return _with_end(page, f"{body}\n\n" if tail else f"{body}\n", f"{tail}\n" if tail else "")


def _with_end(page: Page, body: str, tail: str) -> Page:
    """Return a page with another body and end, in Windows' line ends if it has those."""
    if page.front.endswith("\r\n"):
        body, tail = (_LINE_END.sub("\r\n", text) for text in (body, tail))
    lead, parts, _ = markdown.split_body(body)
    return replace(page, lead=lead, parts=parts, tail=tail)


def rate_page(page: Page, wiki: Wiki, schema: Schema, voices: Mapping[str, Voice]) -> str:
    """Return the confidence that `derive` gives a page."""
    done = write_footnotes(page, wiki, {})
    around = _Around(wiki, (), {}, voices, schema)
    return str(_meta(Draft(page, page.meta, touched=False), done, around, "")["confidence"])


def sources_cited_by(page: Page) -> list[str]:
    """Return the sources that belong in a page's `sources`: those it cites, and its own.

    A page's own source is the one whose record it is.
    """
    cited = {
        c.source
        for label, text in page.definitions.items()
        if (c := citations.parse(label, text, page.path))
    }
    return sorted({*cited, *([str(page.meta["source"])] if is_record(page.meta) else [])})


def _meta(draft: Draft, page: Page, around: _Around, day: str) -> dict[str, Any]:
    """Return the front matter of a page of ours, all but `related`."""
    meta = dict(draft.meta)
    sources = sources_cited_by(replace(page, meta=meta))
    earlier = {
        *sources_cited_by(draft.page),
        *(x for was in around.before for x in _cited_before(draft.page, was)),
    }
    meta["sources"] = join_entries(meta.get("sources"), sources, earlier)
    is_new = not any(page.slug in was for was in around.before)
    if around.schema.rules.links == "wikilink" and (draft.touched or (around.before and is_new)):
        meta["aliases"] = with_title(meta.get("aliases"), str(meta.get("title") or ""))
    meta["created"] = meta.get("created") or day
    meta["updated"] = day if draft.touched else meta.get("updated") or day
    meta["disputed"] = drop_stale_disputes(meta.get("disputed"), page.labels)
    quotes = _quotes_by_source(page)
    heard = [
        replace(
            around.voices.get(path, Voice(path, "", "", "", "")),
            quotes=frozenset(quotes.get(path, ())),
        )
        for path in sources
    ]
    span = around.schema.rules.stale_after
    meta["confidence"] = rate_confidence(heard, bool(meta["disputed"]), str(meta["updated"]), span)
    return meta


def _quotes_by_source(page: Page) -> dict[str, list[str]]:
    """Return what a page quotes, by the source."""
    found: dict[str, list[str]] = {}
    for label, text in page.definitions.items():
        if cited := citations.parse(label, text, page.path):
            found.setdefault(cited.source, []).extend(q.text for q in cited.quotes)
    return found


def _cited_before(page: Page, before: Wiki) -> list[str]:
    old = _earlier(page, before)
    return sources_cited_by(old) if old else []


def _related(page: Page, around: _Around) -> Any:
    """Return `related` as links and backlinks give it, with what people put there."""
    derived = around.wiki.related(page.slug)
    earlier = {x for was in around.before if page.slug in was for x in was.related(page.slug)}
    return join_entries(
        page.meta.get("related"),
        derived,
        earlier,
        around.wiki.resolve,
        as_link=around.schema.rules.links == "wikilink",
    )


def _whole(page: Page, meta: Mapping[str, Any]) -> str:
    """Return a page's text with this front matter; its old one stays where a loss would follow."""
    front = _front(page, meta)
    lead = (
        page.lead
        if page.front or not front or page.lead.startswith(("\n", "\r\n"))
        else f"\n{page.lead}"
    )
    text = replace(page, front=page.front if front is None else front, lead=lead).render()
    # Windows' line ends are kept: a line that says the same is never changed.
    return _LINE_END.sub("\r\n", text) if page.front.endswith("\r\n") else text


def _front(page: Page, meta: Mapping[str, Any]) -> str | None:
    """Return the page's front matter with these values; None where something would be lost.

    A page without front matter gets the canonical form; in any other only what differs is changed.
    """
    if not page.front and not meta:
        return ""
    if not page.front:
        keys = ("aliases", "sources", "related")
        shown = {
            key: meta.get(key, []) if key in keys else meta[key]
            for key in KEY_ORDER
            if key in keys or meta.get(key)
        }
        return frontmatter.dump(
            shown | {key: value for key, value in meta.items() if key not in KEY_ORDER}
        )
    old = frontmatter.load_block(page.front, page.path)
    changes = {
        key: _value_to_write(key, meta.get(key))
        for key in {**old, **meta}
        if not _says_the_same(key, old, meta)
    }
    return amend_front_matter.amend_block(page.front, changes, KEY_ORDER)


def _says_the_same(key: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> bool:
    """Tell whether a key says the same; an empty key of ours is the same as none."""
    if key in KEY_ORDER and not old.get(key) and not new.get(key):
        return True
    return (key in old) == (key in new) and old.get(key) == new.get(key)


def _value_to_write(key: str, value: Any) -> Any:
    """Return a value as it is written; None where the key goes."""
    return (
        (value if value or key in ("aliases", "sources", "related") else None)
        if key in KEY_ORDER
        else value
    )
