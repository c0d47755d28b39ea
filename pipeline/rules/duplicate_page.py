"""Two pages are about one thing: a title or alias is also a name of another page.

Singular and plural count as one name. A lint also reports pages that share most of their sentences,
or all if they are short. Files of one name in two folders, such as two called index, are no doubles
for that: a link that could mean either is reported by ambiguous-link. Nor are a page and one below
it (`Key` and `Key/&`), and two that say in a property `type::` that they are of two kinds. If an
alias makes two pages one, the finding stands at that alias. The pairs under `lint.never_merge` in
`schema.md` are two things and are never reported, neither by a lint nor by the gate. With
`profile: structure` names that differ by an ending (`Workspace`, `Workspaces`) are two names, for
people keep pages of both on purpose, and three or more short pages of one text are a template that
nobody filled in. In a workspace of Dendron titles name nothing, and may repeat.

Bad:  `Context windows` beside a page `Context window`
Good: one page, with the other name among its `aliases`
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import chain

from pipeline.core.findings.dendron_links import is_dendron
from pipeline.core.findings.view import Lines, Spot, View
from pipeline.core.language.near_copies import (
    find_near_copies,
    find_short_near_copies,
    have_same_sentences,
)
from pipeline.core.markup import frontmatter
from pipeline.core.name_keys import fold, thing_key
from pipeline.core.values import RunsIn, Scope, Severity
from pipeline.core.wiki.facts import PageFacts, parse_leniently, strings_of_value
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.page_properties import properties_of
from pipeline.core.wiki.schema import SUMMARY_TYPE, Schema

SEVERITY: Severity = "error"
SCOPE: Scope = "wiki"
RUNS_IN: RunsIn = ("compile", "check", "lint")
_NEXT_KEY = re.compile(r"\n(?![\s\-#\]])|\n---")
# Pages of one name of which each pair is reported; of more, each is paired with the first.
_MOST_PAIRED_PAGES = 10


def check(view: View) -> Iterator[Spot]:
    apart = _pairs_apart(view.schema)
    if view.whole:
        yield from _check_wiki(view, apart)
        return
    wanted: dict[str, list[tuple[Page, str, bool]]] = {}
    for page in view.pages:
        for key, name, is_title in _new_names(page, view):
            wanted.setdefault(key, []).append((page, name, is_title))
    told: set[tuple[str, str, str]] = set()  # a name may have two keys
    for facts in view.wiki.facts.values() if wanted else ():
        for key in (*facts.things, facts.names[0]):
            for page, name, is_title in wanted.get(key, ()):
                pair = page.path, facts.path, name
                if (
                    page.path == facts.path
                    or pair in told
                    or _told_apart(facts, _names(view, page.slug), apart)
                ):
                    continue
                told.add(pair)
                if is_title and key in facts.things:
                    message = f"{name!r} is also a name of {facts.path}"
                    yield Spot(
                        page.path,
                        facts.path,
                        message,
                        "Update that page, or give this one another title.",
                    )
                elif not is_title:
                    message = f"the alias {name!r} is also a name of {facts.path}"
                    yield Spot(page.path, facts.path, message, "Take it out of `aliases`.")


def _new_names(page: Page, view: View) -> Iterator[tuple[str, str, bool]]:
    """Yield (key, name, whether it is the title) of the names that are new to a page."""
    old = view.page_before(page)
    had = _keys(old) if old is not None else {}
    for key, name in _keys(page).items():
        if key and key not in had:
            yield key, name, name == _title(page)


def _keys(page: Page) -> dict[str, str]:
    """Return the names of a page by their keys, its title where an alias has the same key."""
    names = (*strings_of_value(page.meta.get("aliases")), _title(page))
    return {key: name for name in names for key in (fold(name), thing_key(name))}


def _title(page: Page) -> str:
    return str(page.meta.get("title") or page.slug)


def _names(view: View, slug: str) -> tuple[str, ...]:
    return view.wiki.facts[slug].names if slug in view.wiki else (fold(slug),)


def _pairs_apart(schema: Schema) -> frozenset[frozenset[str]]:
    return frozenset(frozenset(map(fold, pair)) for pair in schema.rules.lint.never_merge)


def _told_apart(one: PageFacts, names: tuple[str, ...], apart: frozenset[frozenset[str]]) -> bool:
    """Tell whether the team has said that two pages are two things, by any name of each."""
    return bool(apart) and any(frozenset((a, b)) in apart for a in one.names for b in names)


def _check_wiki(view: View, apart: frozenset[frozenset[str]]) -> Iterator[Spot]:
    """Yield every pair of pages once.

    It stands at the alias that makes them one, else on the second of the two by path.
    """
    told: set[tuple[str, str]] = set()
    for one, other, why, key in (*_pairs_of_one_name(view), *_pairs_of_one_text(view)):
        first, second = sorted((one, other), key=lambda f: f.path)
        if (first.path, second.path) in told or _told_apart(first, second.names, apart):
            continue
        told.add((first.path, second.path))
        yield _spot_of_pair(first, second, why, _shared_alias(first, second, key), view)


def _spot_of_pair(
    first: PageFacts, second: PageFacts, why: str, alias: tuple[PageFacts, str] | None, view: View
) -> Spot:
    """Report two pages: on the second, or at the alias that makes them one."""
    holder, name = alias or (second, "")
    other = first if holder is second else second
    without = f"Remove the alias “{name}” here, merge the two" if alias else "Merge the two"
    suggestion = (
        f"{without}, or say under `lint.never_merge` in schema.md that they differ: [{first.slug},"
        f" {second.slug}]."
        if first.slug != second.slug
        else "Merge the two, or delete one of them."
    )
    names = holder.title, other.title
    if fold(holder.title) == fold(other.title):
        names = holder.path, other.path
    message = f"“{names[0]}” and “{names[1]}” {why}"
    place = _place(view.wiki.text_at(holder.path), name) if alias else (1, 1)
    return Spot(holder.path, other.path, message, suggestion, *place)


def _shared_alias(first: PageFacts, second: PageFacts, key: str) -> tuple[PageFacts, str] | None:
    """Return the alias by which two pages share a name, with the page whose alias it is.

    It is the second page's if both have one; the result is None if both titles are that name.
    """
    for facts in (second, first):
        if key and thing_key(facts.title) != key:
            return facts, next(name for name in facts.aliases if thing_key(name) == key)
    return None


def _place(text: str, alias: str) -> tuple[int, int]:
    """Return where an alias stands in the front matter, or else where `aliases` does."""
    front = frontmatter.split(text)[0]
    begin = max(front.find("\naliases:"), 0)
    written = re.compile(rf"(?<=[\s\[,'\"]){re.escape(alias)}(?=['\"]?[ \t\r]*[,\]\n])")
    listed = begin + len("\naliases:")
    end = _NEXT_KEY.search(front, listed)
    found = written.search(front, listed, end.start() + 1 if end else len(front))
    return Lines(front).place(found.start() if found else begin + 1)


def _pairs_of_one_name(view: View) -> Iterator[tuple[PageFacts, PageFacts, str, str]]:
    """Yield the pairs of pages that have a name in common, with the key of that name."""
    if is_dendron(view.files_there):
        return  # titles name nothing there, and repeat
    times = Counter(chain.from_iterable(facts.things for facts in view.all_facts()))
    # A page may have one key twice.
    several = {key for key, count in times.items() if key and count > 1}
    called: dict[str, list[PageFacts]] = {}
    for facts in view.all_facts():
        for key in dict.fromkeys(facts.things) if not several.isdisjoint(facts.things) else ():
            called.setdefault(key, []).append(facts)
    for key, pages in called.items():
        if key and len(pages) > 1:
            pairs = [
                (a, b)
                for i, a in enumerate(pages)
                for b in pages[i + 1 :]
                if i == 0 or len(pages) <= _MOST_PAIRED_PAGES
            ]
            for a, b in pairs:
                if a.slug == b.slug and not (_has_title(a) and _has_title(b)):
                    continue  # they are only called as their files are
                if _is_below(a, b) or _is_below(b, a) or _are_of_two_kinds(a, b, view):
                    continue
                if _is_of_people(view) and not _share_exact_name(a, b):
                    continue
                name = next(name for name in _names_of(b) if thing_key(name) == key)
                yield a, b, f"both answer to “{name}”", key


def _is_of_people(view: View) -> bool:
    """Tell whether the wiki was there before ours, so that its structure alone is judged."""
    return view.schema.rules.profile == "structure"


def _share_exact_name(one: PageFacts, other: PageFacts) -> bool:
    """Tell whether two pages have a name in common without its ending being taken off."""
    return not {fold(x) for x in _names_of(one)}.isdisjoint(fold(x) for x in _names_of(other))


def _is_below(one: PageFacts, other: PageFacts) -> bool:
    """Tell whether a page is called as one below another: `Key/&` below `Key`."""
    return one.title.startswith(f"{other.title}/")


def _are_of_two_kinds(one: PageFacts, other: PageFacts, view: View) -> bool:
    """Tell whether both pages say in a property what they are, and say different things."""
    if one.type or other.type:
        return False
    kinds = [
        properties_of(parse_leniently(facts.path, view.wiki.text_at(facts.path))).get("type", "")
        for facts in (one, other)
    ]
    return all(kinds) and kinds[0] != kinds[1]


def _has_title(facts: PageFacts) -> bool:
    return facts.title != facts.slug


def _names_of(facts: PageFacts) -> tuple[str, ...]:
    return facts.title, *facts.aliases


def _pairs_of_one_text(view: View) -> Iterator[tuple[PageFacts, PageFacts, str, str]]:
    """Yield the pairs of pages that share most of their sentences.

    A source summary is compared only with other summaries, because it repeats by design what pages
    took from its source.
    """
    by_path = {facts.path: facts for facts in view.all_facts()}
    for a, b, count, of in find_near_copies(
        (path, facts.sketch) for path, facts in by_path.items()
    ):
        one, other = by_path[a], by_path[b]
        if (one.type == SUMMARY_TYPE) == (other.type == SUMMARY_TYPE):
            yield one, other, f"share {count} of {of} sentences", ""
    short = [*find_short_near_copies((path, facts.sketch) for path, facts in by_path.items())]
    copies = Counter(chain.from_iterable(short))  # by page, how many others are like it
    for a, b in short:
        if _is_of_people(view) and copies[a] > 1:
            continue
        one, other = by_path[a], by_path[b]
        if (one.type == SUMMARY_TYPE) == (other.type == SUMMARY_TYPE) and have_same_sentences(
            *(_shown_text(view, path) for path in (a, b))
        ):
            yield one, other, "say the same in all their sentences", ""


def _shown_text(view: View, path: str) -> str:
    return parse_leniently(path, view.wiki.text_at(path)).shown
