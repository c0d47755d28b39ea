"""All pages of a wiki at one moment: cheap facts about every page, the text of a page only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property, lru_cache
from operator import attrgetter
from typing import Any

from pipeline.core.errors import UserError
from pipeline.core.language.mentions import Phrases
from pipeline.core.language.near_copies import sketch
from pipeline.core.language.proper_names import named
from pipeline.core.markup import frontmatter, markdown
from pipeline.core.markup.link_refs import refs_of
from pipeline.core.text import fold, same_file, same_thing, words
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.page import Page

ROOT = "wiki/"
NAME_WEIGHT = 3  # how many times a word counts in search that stands in a page's title or alias
FACTS_VERSION = 10  # raise it when `facts_of` changes: facts are cached by the page's content


def is_page(path: str) -> bool:
    """Tell whether a path of the repository is a page: Markdown in `wiki/`, but not the derived index."""
    return (
        path.startswith(ROOT)
        and path.endswith(".md")
        and path != f"{ROOT}index.md"
        and not path.startswith(f"{ROOT}index/")
    )


def _title(facts: PageFacts) -> str:
    """Return what a page is called in prose; "" where it is only called as its file, by a word that may mean anything."""
    return "" if facts.title == facts.slug and facts.title.isalpha() and facts.title.islower() else facts.title


def is_aside(path: str) -> bool:
    """Tell whether a page is no part of the web of pages: a README, or below a folder such as `_templates`."""
    return "/_" in path or path.endswith("/README.md")


@dataclass(frozen=True)
class PageFacts:
    """What the rest of the wiki needs to know of one page. `links` are folded names as written, not resolved."""

    path: str
    title: str
    type: str
    aliases: tuple[str, ...]
    summary: str
    links: tuple[str, ...]
    labels: tuple[str, ...]
    related: tuple[str, ...]
    record: Mapping[str, str]  # front matter of a source-summary: source, sha256, published, label, …; else empty
    words: int
    names: tuple[str, ...]  # slug, title and aliases, folded: what a link finds the page by
    things: tuple[str, ...]  # title and aliases as `same_thing` folds them: what makes two pages one
    terms: str  # what search finds the page by: the words of its summary, and of its names `NAME_WEIGHT` times
    updated: str = ""
    confidence: str = ""
    refs: tuple[
        str, ...
    ] = ()  # what links, images and embeds point at, and what links can point at here: `core/markup/link_refs.py`
    cites: tuple[str, ...] = ()  # paths of the sources that its front matter and its definitions name
    sketch: tuple[str, ...] = ()  # digests of its sentences: pages that share most of theirs are one page twice
    created: str = ""
    named: tuple[str, ...] = ()  # proper names in its prose that are no links: what a page might be missing for

    @cached_property
    def slug(self) -> str:
        return self.path.rsplit("/", 1)[-1].removesuffix(".md")

    @cached_property
    def label_set(self) -> frozenset[str]:
        """The labels, to be looked one up: a page may hold ten thousand."""
        return frozenset(self.labels)


RECORD_KEYS = (
    "source",
    "sha256",
    "label",
    "author",
    "published",
    "captured",
    "status",
    "effective",
    "address",
    "unplaced",
)


def facts_of(path: str, text: str) -> PageFacts:
    """Compute the facts of one page. Broken front matter gives one with its slug as title and no type."""
    return facts_of_some([readable(path, text)])[0]


def readable(path: str, text: str) -> Page:
    """Return a page, parsed; where its front matter is broken, with nothing of that."""
    try:
        return Page.parse(path, text)
    except Exception:  # one bad page must not stop the others; the rule bad-front-matter reports it
        front, body = frontmatter.split(text)
        return Page(path, front, body)


def facts_of_some(pages: Sequence[Page]) -> list[PageFacts]:
    """Compute the facts of a few pages, kind by kind: what each needs is then near the processor, a fifth less time."""
    columns = (
        [markdown.first_sentence(page.lead) for page in pages],
        [tuple(dict.fromkeys(_links(page.path, page.shown))) for page in pages],
        [page.labels for page in pages],
        [len(page.body.split()) for page in pages],
        [refs_of(page.path, page.front, page.body, page.tail, page.masked) for page in pages],
        [citations.sources_of(page.definitions.values(), page.path) for page in pages],
        [sketch(page.shown) for page in pages],
        [named(page.shown) for page in pages],
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
    title, aliases = str(meta.get("title") or page.slug), strings(meta.get("aliases"))
    things = tuple([same_thing(name) for name in (title, *aliases)])
    return PageFacts(
        path=page.path,
        title=title,
        type=str(meta.get("type") or ""),
        aliases=aliases,
        summary=summary,
        links=links,
        labels=labels,
        related=strings(meta.get("related")),
        record={key: str(meta[key]) for key in RECORD_KEYS if meta.get(key)} if meta.get("source") else {},
        words=length,
        names=tuple([fold(name) for name in (page.slug, title, *aliases)]),
        things=things,
        refs=refs,
        cites=tuple(dict.fromkeys((*strings(meta.get("sources")), *cites))),
        sketch=digests,
        updated=str(meta.get("updated") or ""),
        created=str(meta.get("created") or ""),
        named=names,
        confidence=str(meta.get("confidence") or ""),
        terms=" ".join([*words(summary), *[thing for thing in things for _ in range(NAME_WEIGHT)]]),
    )


def _links(path: str, shown: str) -> Iterable[str]:
    wiki, inline = markdown.targets(shown)
    yield from map(_called_by, filter(None, wiki))
    for target in inline:
        if "://" not in target and is_page(page := citations.from_link(path, target.split("?")[0])):
            yield _called_by(page)


@lru_cache(maxsize=100_000)
def _called_by(target: str) -> str:
    """Return the folded name by which a link finds a page."""
    return fold(target.rsplit("/", 1)[-1].removesuffix(".md"))


def strings(value: Any) -> tuple[str, ...]:
    """Return a front matter value as strings: a list, or one string; `[[X]]` (a nested list in YAML) as X."""
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


_CALLED, _LINKED, _CITED = range(3)  # the tables of a wiki


class Wiki:
    """The pages of `wiki/`: `facts` by slug, names resolved as Obsidian does, links both ways.

    A wiki made by `with_texts` looks names, links and labels up in the one it was made from, and corrects the answer for
    the pages that changed: tables of all pages are made once a run, and not once a change.
    """

    def __init__(
        self,
        facts: Iterable[PageFacts],
        load: Callable[[str], str],
        base: Wiki | None = None,
        changed: frozenset[str] = frozenset(),
    ) -> None:
        self.facts: dict[str, PageFacts] = {}
        self.shadowed: list[PageFacts] = []  # pages whose base name another page has: no link can name them
        for one in sorted(facts, key=attrgetter("path")):
            if self.facts.setdefault(one.slug, one) is not one:
                self.shadowed.append(one)
        self._load = load
        self._base = base
        self._changed = changed  # slugs of which the base knows nothing, or something else
        self._pages: dict[str, Page] = {}

    def __contains__(self, slug: str) -> bool:
        return slug in self.facts

    @cached_property
    def _tables(self) -> tuple[dict[str, list[str]], ...]:
        """Slugs by what the pages are called, what they link to, and the sources they cite (bases of labels)."""
        called: dict[str, list[str]] = {}
        linked: dict[str, list[str]] = {}
        cited: dict[str, list[str]] = {}
        for slug in self.facts if self._base is None else self._changed & self.facts.keys():
            facts = self.facts[slug]
            bases = {citations.base_of(label) for label in facts.labels}
            for table, keys in ((called, set(facts.names)), (linked, facts.links), (cited, bases)):
                for key in keys:
                    table.setdefault(key, []).append(slug)
        return called, linked, cited

    def _found(self, table: int, key: str) -> list[str]:
        own = self._tables[table].get(key, [])
        if self._base is None:
            return own
        return [slug for slug in self._base._found(table, key) if slug not in self._changed] + own

    def _called(self, name: str) -> list[str]:
        """Return the pages of a folded name, the one it opens first: slugs win over titles, titles over aliases.

        None for a name of which folding leaves nothing, as of `!!!`: it would open whatever else is called by signs alone.
        """
        found = self._found(_CALLED, name) if name else []
        return found if len(found) < 2 else sorted(found, key=lambda slug: self._rank(slug, name))

    def _rank(self, slug: str, name: str) -> tuple[int, str]:
        return min(self.facts[slug].names.index(name), 2), self.facts[slug].path

    @cached_property
    def things(self) -> dict[str, str]:
        """Slugs by `same_thing` of title and aliases: the page that a new name would double."""
        return {key: slug for slug, facts in reversed(self.facts.items()) for key in facts.things if key}

    @cached_property
    def taken(self) -> FileNames:
        """What no new page's file may be called."""
        return FileNames(self)

    def resolve(self, name: str) -> str | None:
        """Return the slug of the page that a link to `name` opens: by slug, title, then alias; case does not count."""
        if name in self.facts:
            return name
        return next(iter(self._called(fold(name))), None)

    def called(self, name: str) -> list[str]:
        """Return the slugs of all pages that answer to a name, the one that a link opens first."""
        return self._called(fold(name))

    def text(self, slug: str) -> str:
        return self._load(self.facts[slug].path)

    def text_at(self, path: str) -> str:
        """Return the text of a page by its path: also of one that is shadowed, or whose front matter cannot be read."""
        return self._load(path)

    def page(self, slug: str) -> Page:
        if slug not in self._pages:
            self._pages[slug] = Page.parse(self.facts[slug].path, self.text(slug))
        return self._pages[slug]

    def outgoing(self, slug: str) -> set[str]:
        """Return the slugs a page links to, itself excluded."""
        return {found[0] for link in self.facts[slug].links if (found := self._called(link))} - {slug}

    def incoming(self, slug: str) -> set[str]:
        """Return the slugs of the pages that link to a page, itself excluded."""
        mine = (name for name in dict.fromkeys(self.facts[slug].names) if self._called(name)[:1] == [slug])
        return {other for name in mine for other in self._found(_LINKED, name)} - {slug}

    def related(self, slug: str) -> list[str]:
        """Return outgoing links and backlinks together, sorted."""
        return sorted(self.outgoing(slug) | self.incoming(slug))

    @cached_property
    def opens(self) -> dict[str, str]:
        """The slug that each folded name opens, for all names at once; one by one it is `resolve`."""
        last_wins = [(facts.names, slug) for slug, facts in reversed(self.facts.items())]
        found = {name: slug for names, slug in last_wins for name in names[2:]}
        found |= {name: slug for names, slug in last_wins for name in names[1:2]}  # titles win over aliases
        found |= {
            name: slug for names, slug in last_wins for name in names[:1]
        }  # slugs over titles; then the first path
        found.pop("", None)
        return found

    @cached_property
    def ways(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """`outgoing` and `incoming` of all pages at once: a third of the time of asking for each."""
        outgoing: dict[str, set[str]] = {}
        incoming: dict[str, set[str]] = {slug: set() for slug in self.facts}
        opens = self.opens
        for slug, facts in self.facts.items():
            there: set[Any] = {*map(opens.get, facts.links)}
            there -= {None, slug}
            outgoing[slug] = there
            for other in there:
                incoming[other].add(slug)
        return outgoing, incoming

    @cached_property
    def phrases(self) -> Phrases:
        """Titles and aliases of all pages, ready to be found in prose."""
        return Phrases((name, slug) for slug, f in self.facts.items() for name in (_title(f), *f.aliases) if name)

    def with_texts(self, texts: Mapping[str, str | None]) -> Wiki:
        """Return the wiki as it would be with these files written (None: removed)."""
        changed = {path: text for path, text in texts.items() if is_page(path)}
        kept = [f for f in (*self.facts.values(), *self.shadowed) if f.path not in changed]
        new = [facts_of(path, text) for path, text in changed.items() if text is not None]
        slugs = frozenset(path.rsplit("/", 1)[-1].removesuffix(".md") for path in changed)

        def load(path: str) -> str:
            text = changed.get(path)
            return text if text is not None else self._load(path)

        return Wiki([*kept, *new], load, self, slugs)

    # --- the record of what is compiled ---

    @cached_property
    def records(self) -> dict[str, PageFacts]:
        """The source-summary pages by the path of their source."""
        return {f.record["source"]: f for f in self.facts.values() if f.record.get("source")}

    @cached_property
    def by_label(self) -> dict[str, PageFacts]:
        """The source-summary pages by the label that citations of their source begin with."""
        return {f.record.get("label") or citations.label_base(f.record["source"]): f for f in self.records.values()}

    def pages_citing(self, label: str) -> list[str]:
        """Return the slugs of the pages on which a label stands, in the order of their paths."""
        return [slug for slug in self._citing(citations.base_of(label)) if label in self.facts[slug].label_set]

    def _citing(self, base: str) -> list[str]:
        found = self._found(_CITED, base)
        return found if self._base is None else sorted(found, key=lambda slug: self.facts[slug].path)

    def labels_of(self, base: str) -> list[str]:
        """Return every label of one source that stands on some page."""
        found = {x for slug in self._citing(base) for x in self.facts[slug].labels if citations.base_of(x) == base}
        return sorted(found, key=citations.label_order)

    def citation(self, label: str) -> Citation | None:
        """Return the citation that a label stands for, read from the first page that defines it and can be read."""
        for slug in self.pages_citing(label):
            try:
                page = self.page(slug)
            except UserError:  # the rule bad-front-matter reports it
                continue
            text = page.definitions.get(label)
            found = citations.parse(label, text, page.path) if text else None
            if found:
                return found
        return None


class FileNames:
    """The names that a file beside those of a wiki may not have, but for one page's own.

    Another page's file is called so where case does not count; or its slug, title or alias is, and links to it would open the new one.
    """

    def __init__(self, wiki: Wiki, but: str = "") -> None:
        self._wiki, self._but = wiki, but
        slugs = [*wiki.facts, *(facts.slug for facts in wiki.shadowed)]
        self._files = {same_file(slug) for slug in slugs if slug != but}

    def __contains__(self, slug: object) -> bool:
        return str(slug) in self._files or any(found != self._but for found in self._wiki.called(str(slug)))


_FIELDS = tuple(field.name for field in fields(PageFacts))
_IN_JSON = {"str": str, "int": int, "tuple[str, ...]": list, "Mapping[str, str]": dict}
_KINDS = [_IN_JSON[str(field.type)] for field in fields(PageFacts)]
_LISTS = tuple(number for number, kind in enumerate(_KINDS) if kind is list)
_RECORD = _KINDS.index(dict)


def to_json(facts: PageFacts) -> list[Any]:
    """Return facts as plain values, for a cache: a list, for ten thousand pages must be read back in no time."""
    return [getattr(facts, name) for name in _FIELDS]


def from_json(value: Any) -> PageFacts | None:
    """Undo `to_json`, and take the list apart; None for what it has not made.

    The fields go in at once: a frozen dataclass sets each by a call, which takes as long as all the rest.
    """
    if not isinstance(value, list) or [*map(type, value)] != _KINDS:
        return None
    try:
        for at in _LISTS:
            value[at] = some = tuple(value[at])
            "".join(some)  # the quickest look at many texts
        "".join(value[_RECORD].values())
    except TypeError:
        return None
    return _made(zip(_FIELDS, value, strict=True))


def _made(fields: Iterable[tuple[str, Any]]) -> PageFacts:
    made: PageFacts = object.__new__(PageFacts)
    made.__dict__.update(fields)
    return made


_UNSAID = {"summary": "", "links": (), "labels": (), "related": (), "words": 0, "terms": ""}  # what has no default
_CALLED_BY = ("path", "title", "type", "aliases", "record", "names", "things")


def only_called(called: Iterable[Any]) -> PageFacts:
    """Return facts of which only is known how the page is called: path, title, type, aliases, record, names and things."""
    return _made((*_UNSAID.items(), *zip(_CALLED_BY, called, strict=True)))
