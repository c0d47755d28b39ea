"""All pages of a wiki at one moment: facts of every page, and the text of a page when asked for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from operator import attrgetter
from typing import Any, Literal

from pipeline.core.errors import UserError
from pipeline.core.language.mentions import Phrases
from pipeline.core.name_keys import file_key, fold
from pipeline.core.paths import slug_of_path
from pipeline.core.wiki import citations
from pipeline.core.wiki.citations import Citation
from pipeline.core.wiki.facts import PageFacts, cased_title, facts_of, is_page
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.schema import REPEATING_TYPES

# What pages are looked up by: their names, their names as things, the names to which they link,
# and the sources of their labels (what the labels begin with).
_Kind = Literal["names", "things", "links", "label bases"]


def _keys_of(facts: PageFacts, kind: _Kind) -> Iterable[str]:
    """Return the keys by which one page is found, each once."""
    match kind:
        case "names":
            return dict.fromkeys(facts.names)
        case "things":
            return dict.fromkeys(facts.things)
        case "links":
            return facts.links
        case "label bases":
            return {citations.base_of(label) for label in facts.labels}


class Wiki:
    """The pages of `wiki/`: `facts` by slug, names resolved as Obsidian does, links both ways.

    A wiki made by `with_texts` looks names, links and labels up in the wiki it was made from, and
    corrects the answer for the pages that changed. So tables of all pages are made once a run, and
    not once a change. Files that the team `ignores` are no pages, unless they record or cite a
    compiled source: what a compile has written is never lost from sight.
    """

    def __init__(
        self,
        facts: Iterable[PageFacts],
        load: Callable[[str], str],
        base: Wiki | None = None,
        changed: frozenset[str] = frozenset(),
        ignores: Callable[[str], bool] | None = None,
    ) -> None:
        self._ignores = ignores
        facts, self.ignored = _part(facts, ignores) if ignores else (facts, [])
        self.facts: dict[str, PageFacts] = {}
        # pages whose slug another page has, so that no link can name them
        self.shadowed: list[PageFacts] = []
        for one in sorted(facts, key=attrgetter("path")):
            if self.facts.setdefault(one.slug, one) is not one:
                self.shadowed.append(one)
        self._load = load
        self._base = base
        # how many changes lie between this wiki and one that was read whole
        self.steps: int = base.steps + 1 if base else 0
        self._changed = changed  # slugs whose pages are new or different in this wiki
        self._pages: dict[str, Page] = {}

    def __contains__(self, slug: str) -> bool:
        return slug in self.facts

    def at(self, path: str) -> PageFacts | None:
        """Return the page at this very path; None where it is missing, or shadowed by another."""
        facts = self.facts.get(slug_of_path(path))
        return facts if facts and facts.path == path else None

    @cached_property
    def _tables(self) -> dict[_Kind, dict[str, list[str]]]:
        """The tables of slugs by key that were made so far; few runs need all of them."""
        return {}

    def _table(self, kind: _Kind) -> dict[str, list[str]]:
        """Return slugs by key; of a wiki made from another one, those of its changed pages."""
        if kind in self._tables:
            return self._tables[kind]
        table: dict[str, list[str]] = defaultdict(list)
        changed = self.facts if self._base is None else self._changed & self.facts.keys()
        for slug in changed:
            for key in _keys_of(self.facts[slug], kind):
                table[key].append(slug)
        self._tables[kind] = table
        return table

    def _found(self, kind: _Kind, key: str) -> list[str]:
        own = self._table(kind).get(key, [])
        if self._base is None:
            return own
        return [slug for slug in self._base._found(kind, key) if slug not in self._changed] + own

    def _called(self, name: str) -> list[str]:
        """Return the pages of a folded name, first the one that it opens.

        Slugs win over titles, and titles over aliases. None for a name of which folding leaves
        nothing, such as `!!!`: it would open whatever else is called by signs alone.
        """
        found = self._found("names", name) if name else []
        return found if len(found) < 2 else sorted(found, key=lambda slug: self._rank(slug, name))

    def _rank(self, slug: str, name: str) -> tuple[int, str]:
        return min(self.facts[slug].names.index(name), 2), self.facts[slug].path

    def slug_of_thing(self, key: str) -> str | None:
        """Return the page whose title or alias has this `thing_key`; None where there is none.

        A new page of such a name would be a double.
        """
        found = self._found("things", key) if key else []
        return min(found, key=lambda slug: self.facts[slug].path, default=None)

    @cached_property
    def taken_names(self) -> FileNames:
        """The names that the file of a new page must not have."""
        return FileNames(self)

    def resolve(self, name: str) -> str | None:
        """Return the slug of the page that a link to `name` opens; None where there is none.

        It is found by slug, then title, then alias; case does not count.
        """
        if name in self.facts:
            return name
        return self.opened_by(fold(name))

    def opened_by(self, key: str) -> str | None:
        """Return the slug of the page that a folded name opens; None where there is none."""
        return next(iter(self._called(key)), None)

    def pages_linking(self, key: str) -> list[str]:
        """Return the slugs of the pages that link to a folded name, whatever page that opens."""
        return self._found("links", key)

    def pages_called(self, name: str) -> list[str]:
        """Return the slugs of all pages that have a name, first the one that a link opens."""
        return self._called(fold(name))

    @cached_property
    def ignored_names(self) -> Mapping[str, str]:
        """The paths of the files that the team ignores, by folded name.

        They are no pages, but a link to one leads somewhere.
        """
        return {name: one.path for one in reversed(self.ignored) for name in reversed(one.names)}

    def text(self, slug: str) -> str:
        return self._load(self.facts[slug].path)

    def text_at(self, path: str) -> str:
        """Return the text of a page by its path.

        That works also for a page that is shadowed, or whose front matter cannot be read.
        """
        return self._load(path)

    def page(self, slug: str) -> Page:
        if slug not in self._pages:
            self._pages[slug] = Page.parse(self.facts[slug].path, self.text(slug))
        return self._pages[slug]

    def outgoing(self, slug: str) -> set[str]:
        """Return the slugs of the pages that a page links to, without itself."""
        return {found[0] for link in self.facts[slug].links if (found := self._called(link))} - {
            slug
        }

    def incoming(self, slug: str) -> set[str]:
        """Return the slugs of the pages that link to a page, without itself."""
        mine = (
            name
            for name in dict.fromkeys(self.facts[slug].names)
            if self._called(name)[:1] == [slug]
        )
        return {other for name in mine for other in self._found("links", name)} - {slug}

    def related(self, slug: str) -> list[str]:
        """Return outgoing links and backlinks together, sorted."""
        return sorted(self.outgoing(slug) | self.incoming(slug))

    @cached_property
    def slug_by_name(self) -> dict[str, str]:
        """The slug that each folded name opens; `resolve` gives the same for one name."""
        last_wins = [(facts.names, slug) for slug, facts in reversed(self.facts.items())]
        found = {name: slug for names, slug in last_wins for name in names[2:]}
        # titles win over aliases
        found |= {name: slug for names, slug in last_wins for name in names[1:2]}
        # slugs win over titles, and of two pages the first path wins
        found |= {name: slug for names, slug in last_wins for name in names[:1]}
        found.pop("", None)
        return found

    @cached_property
    def links_both_ways(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """`outgoing` and `incoming` of all pages, in a third of the time of asking page by page."""
        outgoing: dict[str, set[str]] = {}
        incoming: dict[str, set[str]] = {slug: set() for slug in self.facts}
        opens = self.slug_by_name
        for slug, facts in self.facts.items():
            there: set[Any] = {*map(opens.get, facts.links)}
            there -= {None, slug}
            outgoing[slug] = there
            for other in there:
                incoming[other].add(slug)
        return outgoing, incoming

    @cached_property
    def phrases(self) -> Phrases:
        """Titles and aliases of all pages, prepared for finding them in prose."""
        return Phrases(
            (name, slug)
            for slug, f in self.facts.items()
            for name in (cased_title(f), *f.aliases)
            if name
        )

    def with_texts(self, texts: Mapping[str, str | None]) -> Wiki:
        """Return the wiki as it would be with these files written, or removed (None)."""
        changed = {path: text for path, text in texts.items() if is_page(path)}

        def load(path: str) -> str:
            text = changed.get(path)
            return text if text is not None else self._load(path)

        if self._ignores is None and (facts := self._facts_after(changed)) is not None:
            made = Wiki((), load, self, frozenset(map(slug_of_path, changed)))
            made.facts = facts
            return made
        there = (*self.facts.values(), *self.shadowed, *self.ignored)
        kept = [f for f in there if f.path not in changed]
        new = [facts_of(path, text) for path, text in changed.items() if text is not None]
        slugs = frozenset(map(slug_of_path, changed))
        made = Wiki([*kept, *new], load, self, slugs, self._ignores)
        # An ignored file becomes a page when a source is compiled that it cites.
        made._changed |= made.facts.keys() ^ self.facts.keys()
        return made

    def _facts_after(self, changed: Mapping[str, str | None]) -> dict[str, PageFacts] | None:
        """Return the facts by slug, in the order of paths, once these pages are written or gone.

        None where two files have one slug, and the order of all paths decides which is the page.
        """
        if self.shadowed:
            return None
        after = dict(self.facts)
        for path, text in changed.items():
            slug = slug_of_path(path)
            if slug in after and after[slug].path != path:
                return None
            if text is not None:
                after[slug] = facts_of(path, text)
            else:
                after.pop(slug, None)
        if after.keys() <= self.facts.keys():  # the places of all are as they were
            return after
        return dict(sorted(after.items(), key=lambda row: row[1].path))

    # --- the record of what is compiled ---

    @cached_property
    def records(self) -> dict[str, PageFacts]:
        """The source-summary pages by the path of their source."""
        return {f.record["source"]: f for f in self.facts.values() if f.record.get("source")}

    @cached_property
    def by_label(self) -> dict[str, PageFacts]:
        """The source-summary pages by what the labels of their source's citations begin with."""
        return {f.source_label: f for f in self.records.values()}

    def is_compiled(self, facts: PageFacts) -> bool:
        """Tell whether a page records a source, or has a mark of one that is compiled."""
        return bool(facts.record) or any(
            citations.base_of(x) in self.by_label for x in facts.labels
        )

    def pages_citing(self, label: str) -> list[str]:
        """Return the slugs of the pages on which a label stands, in the order of their paths."""
        return [
            slug
            for slug in self._citing(citations.base_of(label))
            if label in self.facts[slug].label_set
        ]

    def pages_stating(self, label: str) -> list[str]:
        """Return the pages on which a label stands that are neither answers nor reports.

        Those repeat what other pages say, so that a claim stands there keeps nothing.
        """
        return [x for x in self.pages_citing(label) if self.facts[x].type not in REPEATING_TYPES]

    def _citing(self, base: str) -> list[str]:
        found = self._found("label bases", base)
        return (
            found if self._base is None else sorted(found, key=lambda slug: self.facts[slug].path)
        )

    def labels_of(self, base: str) -> list[str]:
        """Return every label of one source that stands on some page."""
        found = {
            x
            for slug in self._citing(base)
            for x in self.facts[slug].labels
            if citations.base_of(x) == base
        }
        return sorted(found, key=citations.label_sort_key)

    def citation(self, label: str) -> Citation | None:
        """Return the citation of a label, from the first page that defines it and can be read."""
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


def _part(
    facts: Iterable[PageFacts], ignores: Callable[[str], bool]
) -> tuple[list[PageFacts], list[PageFacts]]:
    """Return the pages, and the files that the team says are none."""
    everyone = list(facts)
    labels = {one.source_label for one in everyone if one.record}

    def is_page_all_the_same(one: PageFacts) -> bool:
        return bool(one.record) or any(citations.base_of(label) in labels for label in one.labels)

    ignored = [f for f in everyone if ignores(f.path) and not is_page_all_the_same(f)]
    paths = {one.path for one in ignored}
    return [one for one in everyone if one.path not in paths], ignored


class FileNames:
    """The names that a new file in a wiki must not have.

    Those are the names of other files, where case does not count; and the slugs, titles and
    aliases of other pages, because links to them would open the new file. The names of the page
    `but` itself are allowed.
    """

    def __init__(self, wiki: Wiki, but: str = "") -> None:
        self._wiki, self._but = wiki, but
        slugs = [*wiki.facts, *(facts.slug for facts in (*wiki.shadowed, *wiki.ignored))]
        self._files = {file_key(slug) for slug in slugs if slug != but}

    def __contains__(self, slug: object) -> bool:
        return str(slug) in self._files or any(
            found != self._but for found in self._wiki.pages_called(str(slug))
        )
