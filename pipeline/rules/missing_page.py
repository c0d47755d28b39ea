"""Several pages link to or name a thing that has no page.

`lint.missing_page_after` in `schema.md` says how many pages. Only two kinds of names count in
prose: several capitalised words inside a sentence, and a number of a series that the wiki has pages
of. Nothing is reported of a name that holds the name of a page, is a part of one, or belongs to a
source that waits to be compiled; nor of a name on pages that all cite one source, for they repeat
what a single source mentions. Pages of one file name count as one.

Bad:  `[[verkle-tree]]` on three pages and no such page; `EIP-1559` on three pages, where EIP-2929
      and EIP-150 have one
Good: a page `Verkle tree`, or that name among the aliases of the page which treats it
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import chain

from pipeline.core.findings.view import Spot, View
from pipeline.core.language.proper_names import series_of
from pipeline.core.name_keys import fold, thing_key
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.citations import base_of

SEVERITY: Severity = "warning"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("lint",)
_FEWEST_OF_A_SERIES = 2  # pages; with so many, a page is expected of its other numbers too


def check(view: View) -> Iterator[Spot]:
    opens: Collection[str] = view.wiki.slug_by_name
    if view.wiki.shadowed:
        opens = {*opens, *(name for facts in view.wiki.shadowed for name in facts.names)}
    most = view.schema.rules.lint.missing_page_after
    linked, named = _names_without_page(view, opens, most)
    rare = {
        key
        for key in {*linked, *named}
        if _count_pages(linked.get(key, {}), named.get(key, {}), view) < most
    }
    wanted = {*linked, *named} - rare
    if not wanted:
        return
    parts = {span for name in opens for span in _spans(name)} if wanted - linked.keys() else set()
    wanted = {
        key
        for key in wanted
        if key in linked or not (key in parts or _holds_a_name(key, opens, view))
    }
    files = {fold(x.rsplit("/", 1)[-1]) for x in view.files_there} | {
        fold(x) for x in view.raw_stems
    }
    series = _count_series(view)
    for key in sorted(wanted - files):
        links, names = linked.get(key, {}), named.get(key, {})
        shown = next(iter(names.values()), key)
        if (
            not links
            and (letters := series_of(shown))
            and series.get(letters, 0) < _FEWEST_OF_A_SERIES
        ):
            continue
        if not links and _from_one_source(view, names):
            continue
        yield _spot(view, key, shown, links, names)


_NamePlaces = dict[str, dict[str, str]]  # by folded name: the name as written, by path


def _names_without_page(
    view: View, opens: Collection[str], most: int
) -> tuple[_NamePlaces, _NamePlaces]:
    """Return where links and names stand that open no page, each by folded name.

    Names that are surely on fewer pages than count are left out.
    """
    pages = list(view.all_facts())
    dead = set(chain.from_iterable(facts.links for facts in pages)).difference(opens)
    linked: _NamePlaces = {}
    for facts in pages if dead else ():
        for link in dead.intersection(facts.links):
            linked.setdefault(link, {})[facts.path] = link
    written = Counter(chain.from_iterable(facts.proper_names for facts in pages))
    times: Counter[str] = Counter()
    for name, count in written.items():
        times[fold(name)] += count
    often = {
        name
        for name in written
        if _may_be_on_enough_pages(fold(name), times, linked, most) and fold(name) not in opens
    }
    named: _NamePlaces = {}
    for facts in pages if often else ():
        for name in facts.proper_names:
            if name in often:
                named.setdefault(fold(name), {}).setdefault(facts.path, name)
    return linked, named


def _may_be_on_enough_pages(key: str, times: Counter[str], linked: _NamePlaces, most: int) -> bool:
    return times[key] + len(linked.get(key, ())) >= most


def _count_pages(links: Mapping[str, str], names: Mapping[str, str], view: View) -> int:
    """Return on how many pages a name stands.

    Pages of one file name count once, for mostly one is a copy of the other.
    """
    paths = {*links, *names}
    return len({path.rsplit("/", 1)[-1] for path in paths}) if view.wiki.shadowed else len(paths)


def _spans(name: str) -> Iterator[str]:
    """Yield every run of words of a folded name."""
    words = name.split(" ")
    yield from (
        " ".join(words[a:b]) for a in range(len(words)) for b in range(a + 1, len(words) + 1)
    )


def _holds_a_name(key: str, opens: Collection[str], view: View) -> bool:
    return any(
        span in opens or view.wiki.slug_of_thing(thing_key(span)) is not None
        for span in _spans(key)
    )


def _from_one_source(view: View, names: Mapping[str, str]) -> bool:
    """Tell whether all pages that have a name cite one and the same source."""
    pages = [
        *filter(None, map(view.wiki.at, names)),
        *(f for f in view.wiki.shadowed if f.path in names),
    ]
    cited = [{base_of(label) for label in f.labels} for f in pages]
    return bool(cited and set.intersection(*cited))


def _count_series(view: View) -> Mapping[str, int]:
    """Return how many pages each series has a name in, by the letters of the series."""
    found: dict[str, set[str]] = {}
    for slug, facts in view.wiki.facts.items():
        for name in (facts.title, *facts.aliases):
            if letters := series_of(name):
                found.setdefault(letters, set()).add(slug)
    return {letters: len(slugs) for letters, slugs in found.items()}


def _spot(
    view: View, key: str, shown: str, links: Mapping[str, str], names: Mapping[str, str]
) -> Spot:
    paths = sorted({*links, *names})
    done = "link to" if not names else "name" if not links else "name or link to"
    message = f"{len(paths)} pages {done} “{shown}”, which has no page"
    line, column = _place(view, paths[0], shown, key)
    return Spot(
        paths[0],
        key,
        message,
        "Write the page, or add the name to the aliases of the page that treats it.",
        line,
        column,
    )


def _place(view: View, path: str, shown: str, key: str) -> tuple[int, int]:
    """Return where a page first has a name, as it is written or folded as in a link.

    Where that cannot be told it is the first line.
    """
    for number, line in enumerate(view.wiki.text_at(path).split("\n"), 1):
        at = line.find(shown)
        at = line.lower().replace("-", " ").find(key) if at < 0 else at
        if at >= 0:
            return number, at + 1
    return 1, 1
