"""The facts that the whole wiki needs to know about one page, and how they are cached."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from pipeline.core.language.near_copies import sketch_sentences
from pipeline.core.language.proper_names import find_proper_names
from pipeline.core.markup import frontmatter, markdown
from pipeline.core.markup.link_refs import refs_of
from pipeline.core.name_keys import fold, thing_key
from pipeline.core.paths import KEPT_FOLDER, slug_of_path
from pipeline.core.search_words import search_name, search_words
from pipeline.core.wiki import citations
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.page_properties import name_by_file, names_in_property, properties_of
from pipeline.core.wiki.schema import SUMMARY_TYPE

WIKI_FOLDER = "wiki/"
NAME_WEIGHT = 3  # how many times a word of a page's title or alias counts in search
FACTS_VERSION = 18  # raise it when `facts_of` changes: facts are cached by the page's content


def is_page(path: str) -> bool:
    """Tell whether a path is that of a page: Markdown in `wiki/`.

    The derived index and the kept texts of sources are no pages.
    """
    return (
        path.startswith(WIKI_FOLDER)
        and path.endswith(".md")
        and path != f"{WIKI_FOLDER}index.md"
        and not path.startswith(f"{WIKI_FOLDER}index/")
        and not path.startswith(KEPT_FOLDER)
    )


def cased_title(facts: PageFacts) -> str:
    """Return what a page is called in prose; "" where it is only called as its file is.

    Such a name, in lower case, is a word that may mean anything.
    """
    return (
        ""
        if facts.title == facts.slug and facts.title.isalpha() and facts.title.islower()
        else facts.title
    )


def is_aside(path: str) -> bool:
    """Tell whether a page is no part of the web: a README, or in a folder such as `_templates`."""
    return "/_" in path or path.endswith("/README.md")


@dataclass(frozen=True)
class PageFacts:
    """What the rest of the wiki needs to know about one page.

    `links` are names as written, folded but not resolved.
    """

    path: str
    title: str
    type: str
    aliases: tuple[str, ...]
    summary: str
    links: tuple[str, ...]
    labels: tuple[str, ...]
    related: tuple[str, ...]
    # front matter of a source-summary: source, sha256, published, label, …; else empty
    record: Mapping[str, str]
    words: int
    names: tuple[str, ...]  # slug, title and aliases, folded: by them a link finds the page
    # title and aliases as `thing_key` folds them: two pages that share one are about one thing
    things: tuple[str, ...]
    # by them search finds the page: the words of its summary, and `NAME_WEIGHT` times its names
    terms: str
    updated: str = ""
    confidence: str = ""
    # what its links, images and embeds point at, and what links can point at on it: see
    # `core/markup/link_refs.py`
    refs: tuple[str, ...] = ()
    # paths of the sources that its front matter and its definitions name
    cites: tuple[str, ...] = ()
    # digests of its sentences, by which near copies are found
    sketch: tuple[str, ...] = ()
    created: str = ""
    # proper names in its prose that are not links: they may need a page of their own
    proper_names: tuple[str, ...] = ()

    @cached_property
    def slug(self) -> str:
        return slug_of_path(self.path)

    @property
    def source_label(self) -> str:
        """What labels of the recorded source begin with; "" for a page that records none."""
        if not self.record:
            return ""
        return self.record.get("label") or citations.label_base(self.record["source"])

    @cached_property
    def label_set(self) -> frozenset[str]:
        """The labels as a set, for looking one up: a page may hold ten thousand."""
        return frozenset(self.labels)


RECORD_KEYS = (
    "source",
    "sha256",
    "label",
    "author",
    "published",
    "modified",
    "captured",
    "status",
    "effective",
    "address",
    "echoes",  # the label of a source whose sentences it holds: the two are one witness
    "unplaced",
)


def facts_of(path: str, text: str) -> PageFacts:
    """Compute the facts of one page.

    A page whose front matter is broken has its slug as title, and no type.
    """
    return facts_of_some([parse_leniently(path, text)])[0]


def parse_leniently(path: str, text: str) -> Page:
    """Parse a page; where its front matter is broken, return the page without its values."""
    try:
        return Page.parse(path, text)
    except Exception:  # the rule bad-front-matter reports the page, and the others go on
        front, body = frontmatter.split(text)
        return Page(path, front, body)


def facts_of_some(pages: Sequence[Page]) -> list[PageFacts]:
    """Compute the facts of several pages, one kind of fact after the other for all of them.

    Each kind runs its own code and patterns, which stay in the processor's caches while all pages
    go through it: this takes a fifth less time than page by page. The parsed pages are all in
    memory meanwhile, so it is for some fifty pages (`adapters/processes/worker_processes.py`), and
    not for a whole wiki.
    """
    columns = (
        [markdown.first_sentence(page.lead) for page in pages],
        [tuple(dict.fromkeys(_links(page.path, page.shown))) for page in pages],
        [page.labels for page in pages],
        [len(page.body.split()) for page in pages],
        [
            refs_of(p.path, p.front, p.body, p.tail, p.masked_content, p.heading, p.backlinks)
            for p in pages
        ],
        [citations.sources_of(page.definitions.values(), page.path) for page in pages],
        [sketch_sentences(page.shown) for page in pages],
        [find_proper_names(page.shown) for page in pages],
    )
    return [_facts(*row) for row in zip(pages, *columns, strict=True)]


def _facts(
    page: Page,
    summary: str,
    links: tuple[str, ...],
    labels: tuple[str, ...],
    length: int,
    refs: tuple[str, ...],
    cites: Sequence[str],
    digests: tuple[str, ...],
    names: tuple[str, ...],
) -> PageFacts:
    """Put facts together, those of the front matter among them."""
    meta = page.meta
    said = properties_of(page)
    title = str(meta.get("title") or said.get("title") or name_by_file(page.slug))
    others = strings_of_value(meta.get("aliases"))
    if said:
        more = said.get("alias") or said.get("aliases") or ""
        others = tuple(dict.fromkeys((*others, *names_in_property(more))))
    # Obsidian finds a page by its title only where that is among the aliases; here it is one name.
    aliases = tuple([x for x in others if x != title])
    things = tuple([thing_key(name) for name in (title, *aliases)])
    return PageFacts(
        path=page.path,
        title=title,
        type=str(meta.get("type") or ""),
        aliases=aliases,
        summary=summary,
        links=links,
        labels=labels,
        related=strings_of_value(meta.get("related")),
        record=(
            {key: str(meta[key]) for key in RECORD_KEYS if meta.get(key)}
            if _records_a_source(meta)
            else {}
        ),
        words=length,
        names=tuple([fold(name) for name in (page.slug, title, *aliases)]),
        things=things,
        refs=refs,
        cites=tuple(dict.fromkeys((*strings_of_value(meta.get("sources")), *cites))),
        sketch=digests,
        updated=str(meta.get("updated") or ""),
        created=str(meta.get("created") or ""),
        proper_names=names,
        confidence=str(meta.get("confidence") or ""),
        terms=" ".join(
            [
                *search_words(summary),
                *[x for name in (title, *aliases) for x in [search_name(name)] * NAME_WEIGHT],
            ]
        ),
    )


def _records_a_source(meta: Mapping[str, Any]) -> bool:
    """Tell whether front matter is the record of a source, however much of it is left.

    On people's pages `source` is often an address, or a file that they took something from.
    """
    ours = meta.get("sha256") or meta.get("label") or str(meta.get("type") or "") == SUMMARY_TYPE
    return bool(ours) and str(meta.get("source") or "").startswith("raw/")


def _links(path: str, shown: str) -> Iterable[str]:
    wiki, inline = markdown.find_link_targets(shown)
    yield from map(_called_by, filter(None, wiki))
    for target in inline:
        if "://" not in target and is_page(page := citations.from_link(path, target.split("?")[0])):
            yield _called_by(page)


@lru_cache(maxsize=100_000)
def _called_by(target: str) -> str:
    """Return the folded name by which a link finds a page."""
    return fold(slug_of_path(target))


def strings_of_value(value: Any) -> tuple[str, ...]:
    """Return a front matter value, a list or a single value, as strings.

    `[[X]]`, which YAML reads as a list in a list, becomes X.
    """
    if value is None or value == "":
        return ()
    items = value if isinstance(value, list) else [value]
    if {*map(type, items)} == {str} and not ("[[" in (joined := " ".join(items)) or "]]" in joined):
        return tuple(items)
    flat = []
    for item in items:
        while isinstance(item, list) and len(item) == 1:
            item = item[0]
        flat.append(str(item).removeprefix("[[").removesuffix("]]"))
    return tuple(flat)


def make_facts(fields: Iterable[tuple[str, Any]]) -> PageFacts:
    """Return facts with these fields, set all at once.

    A frozen dataclass sets each by a call, which takes as long as all the rest.
    """
    made: PageFacts = object.__new__(PageFacts)
    made.__dict__.update(fields)
    return made


# values for the fields that have no default
_UNKNOWN_FIELDS = {"summary": "", "links": (), "labels": (), "related": (), "words": 0, "terms": ""}
_CALLED_BY = ("path", "title", "type", "aliases", "record", "names", "things")


def facts_of_names(called: Iterable[Any]) -> PageFacts:
    """Return facts of which only what the page is called is known.

    `called` are its path, title, type, aliases, record, names and things.
    """
    return make_facts((*_UNKNOWN_FIELDS.items(), *zip(_CALLED_BY, called, strict=True)))
