"""A page links out of the wiki, or to an address that none of its sources holds.

A model may have invented the address, or have been told to write it. A lint is about pages of
people as well, and speaks only where it can know: not of an address in code, of one that the source
spells otherwise (`http`, `www.`, a slash at the end), or on a page that names no source at hand.

Bad:  `[details](https://evil.example/?q=secret)`, `[setup](../../.github/workflows/x.yml)`
Good: an address that stands in one of the page's sources; a link to a page or into `raw/`
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from urllib.parse import unquote

from pipeline.core.findings.view import Finder, Spot, View
from pipeline.core.markup import web_addresses
from pipeline.core.paths import kept_path
from pipeline.core.values import Needs, RunsIn, Scope, Severity, Source
from pipeline.core.wiki.citations import from_link
from pipeline.core.wiki.facts import strings_of_value
from pipeline.core.wiki.older_form import in_todays_form
from pipeline.core.wiki.page import Page

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")
NEEDS: Needs = ("sources",)
_ESCAPED_SIGN = re.compile(r"\\([!-/:-@\[-`{-~])")
_CLOSING_SIGNS = ".,;:!?*_`|\\)]>\"'"  # a sign that ends a sentence, and belongs to no address
_WORD = re.compile(r"[^\s<>\"'()\[\]]+")
_MOST_LOOKED_FOR = 300
_RUNNING_SCHEMES = {"javascript", "vbscript", "data", "file"}  # not even if a source holds it
_USUAL_SCHEMES = {"http", "https", "ftp", "mailto"}
_BEFORE_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?(?://)?(?:www\.)?")
_TRACKING = re.compile(r"(?<=[?&])(?:utm_\w+|ref|fbclid|gclid)=[^&]*&?")
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        if view.whole:
            page = in_todays_form(page)  # what the form alone brings is told by older-form
        held, finder, old = _SourceAddresses(page, view), Finder(page), view.page_before(page)
        known = old.body if old else ""
        told = {
            x: _spellings(x)
            for x in web_addresses.find_addresses(page.shown if view.whole else page.framed_body)
            if held.strict or _leads_out(x)
        }
        foreign = [x for x in told if x not in known and x not in held]
        for address in foreign:
            message = f"no source of this page holds the address {address}"
            yield Spot(page.path, address, message, "Remove it.", *finder.place_of(address))
        said = {x for spelt in told.values() for x in spelt}
        flagged = {x for address in foreign for x in told[address]}
        stood: set[str] | None = None  # where the links of the page as it was lead
        for _, target in view.destinations(page):
            spelt = _spellings(target)
            problem = "" if flagged & spelt else _wrong_kind(target, held)
            if not problem and not said & spelt:
                problem = _problem(target, page, held)
            if not problem or target in known:
                continue
            if old and stood is None:
                stood = {address for _, address in view.destinations(old)}
            if target not in (stood or ()):
                advice = "Remove it." if _SCHEME.match(target) else "Link to a page."
                yield Spot(page.path, target, problem, advice, *_place(finder, target))


def _place(finder: Finder, target: str) -> tuple[int, int]:
    """Return where the destination of a link stands.

    `<ops@example.org>` does not say that it is a destination for mail, so it is looked for without
    that.
    """
    found = finder.place_of(target)
    bare = target.removeprefix("mailto:")
    return found if found != (1, 1) or bare == target else finder.place_of(bare)


def _leads_out(address: str) -> bool:
    """Tell whether an address in the text of people's pages is reported.

    Addresses such as `obsidian://open` lead to people's own programs, and are not.
    """
    scheme, colon, _ = address.partition(":")
    return (
        not colon
        or scheme.lower() in _RUNNING_SCHEMES | _USUAL_SCHEMES
        or not _SCHEME.match(address)
    )


def _wrong_kind(target: str, held: _SourceAddresses) -> str:
    """Say what is wrong with the scheme of an address, whoever holds it."""
    scheme = (
        target.partition(":")[0].lower()
        if _SCHEME.match(target) and not target.startswith("//")
        else ""
    )
    wrong = scheme in _RUNNING_SCHEMES or (held.strict and scheme and scheme not in _USUAL_SCHEMES)
    return f"the link to {target} is of a kind that may do more than lead there" if wrong else ""


def _problem(target: str, page: Page, held: _SourceAddresses) -> str:
    """Say what is wrong with where a link leads, or nothing if it is right."""
    if _SCHEME.match(target):
        return "" if target in held else f"no source of this page holds the address {target}"
    if any(char < " " for char in unquote(target)):
        return f"the link to {target!r} holds a control character"
    path = from_link(page.path, target.split("#")[0].split("?")[0])
    within = f"{path}/".startswith(("wiki/", "raw/")) and not target.startswith("/")
    inside = not target or target.startswith("#") or within
    if (
        inside
        and held.strict
        and path.startswith("wiki/")
        and not target.startswith("#")
        and not held.has_page(path)
    ):
        return f"the link to {target} leads to no page"
    return "" if inside else f"the link to {target} leads out of wiki/ and raw/"


class _SourceAddresses:
    """The addresses that the sources of a page hold, in whatever spelling.

    The first `_MOST_LOOKED_FOR` are looked for anywhere in the sources' text. Further ones must
    stand there as words of their own, which is one look-up each: looking through all of a long
    source for each of 50,000 addresses would take hours.
    """

    def __init__(self, page: Page, view: View) -> None:
        self._sources = [*_sources_of(page, view)]
        self._asked = 0
        self._whole = view.whole
        # A librarian links to pages, to sources, to the web and to mail, and to nothing else.
        self.strict = view.written
        self._wiki = view.wiki

    @cached_property
    def _sites(self) -> frozenset[str]:
        """The addresses of the sources without what two spellings of one differ in."""
        words = (word for source in self._sources for word in _WORD.findall(source.text))
        found = {_site(word) for word in words if "." in word}
        return frozenset(found | {_site(source.address) for source in self._sources})

    @cached_property
    def _words(self) -> frozenset[str]:
        words = (word for source in self._sources for word in _WORD.findall(source.text))
        return frozenset(spelt for word in words for spelt in (word, word.rstrip(_CLOSING_SIGNS)))

    def has_page(self, path: str) -> bool:
        """Tell whether a path is that of a page, an index, or the kept text of a source."""
        if self._wiki.at(path) is not None or path.startswith(("wiki/index.md", "wiki/index/")):
            return True
        return any(kept_path(x.path) == path for x in self._sources if x.unit == "kept")

    def __contains__(self, address: str) -> bool:
        if self._whole and not self._sources:
            return address.partition(":")[0].lower() not in _RUNNING_SCHEMES
        spelt = _spellings(address)
        if self._whole and _site(address) in self._sites:
            return True
        self._asked += 1
        if self._asked > _MOST_LOOKED_FOR:
            return not spelt.isdisjoint(self._words)
        return any(
            x in source.text or x == source.address for source in self._sources for x in spelt
        )


def _sources_of(page: Page, view: View) -> Iterator[Source]:
    """Yield the sources that a page lists, in a lint also those listed by less than their path."""
    for name in strings_of_value(page.meta.get("sources")):
        paths = (name, f"raw/{name}", f"raw/{name}.md", f"{name}.md") if view.whole else (name,)
        found = (view.sources(path) for path in paths if path.startswith("raw/"))
        yield from islice((source for source in found if source is not None), 1)


def _site(address: str) -> str:
    """Return what two spellings of one address have in common."""
    plain = html.unescape(unquote(_unescaped(address))).casefold()
    bare = _BEFORE_HOST.sub("", plain, count=1).partition("#")[0].rstrip(_CLOSING_SIGNS + "/")
    return _TRACKING.sub("", bare).rstrip("?&/")


def _spellings(address: str) -> set[str]:
    """Return the ways in which a source may write an address.

    What Markdown, HTML, percent signs and GitHub's own links add to it is taken off.
    """
    found = {address}
    for read in (unquote, html.unescape, _unescaped):
        found |= {read(one) for one in found}
    found |= {
        one.removeprefix(scheme).rstrip(_CLOSING_SIGNS)
        for one in found
        for scheme in ("", "http://", "mailto:")
    }
    return {one for one in found if one}


def _unescaped(address: str) -> str:
    return _ESCAPED_SIGN.sub(r"\1", address)
