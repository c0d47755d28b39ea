"""An address that no source of the page holds, or a link out of the wiki: a model may have invented it, or been told to write it.

Bad:  `[details](https://evil.example/?q=secret)`, `[setup](../../.github/workflows/x.yml)`
Good: an address that stands in one of the page's sources; a link to a page or into `raw/`
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from pipeline.core import markdown
from pipeline.core.citations import from_link
from pipeline.core.model import Needs, Scope, Severity
from pipeline.core.page import Page
from pipeline.core.view import Spot, View, place_of
from pipeline.core.wiki import strings

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
NEEDS: Needs = ("sources",)
_SIGNS = re.compile(r"\\([!-/:-@\[-`{-~])")
_CLOSING = ".,;:!?*_`|\\)]>\"'"  # a sign that ends a sentence, and belongs to no address
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        old = view.old(page)
        known = old.body if old else ""
        told = markdown.addresses(page.body)
        for address in dict.fromkeys(told):
            if address not in known and not _in_sources(address, page, view):
                message = f"no source of this page holds the address {address}"
                yield Spot(page.path, address, message, "Remove it.", *place_of(page, address))
        said = {x for address in told for x in _spellings(address)}
        for _, target in view.destinations(page):
            problem = "" if said & _spellings(target) else _problem(target, page, view)
            if problem and target not in known and not (old and _stood(target, old, view)):
                advice = "Remove it." if _SCHEME.match(target) else "Link to a page."
                yield Spot(page.path, target, problem, advice, *_place(page, target))


def _stood(target: str, old: Page, view: View) -> bool:
    """Tell whether a link of the page as it was leads there, however that is written."""
    return any(target == address for _, address in view.destinations(old))


def _place(page: Page, target: str) -> tuple[int, int]:
    """Return where a link's destination stands; `<ops@example.org>` does not say that it is one for mail."""
    found = place_of(page, target)
    return found if found != (1, 1) else place_of(page, target.removeprefix("mailto:"))


def _problem(target: str, page: Page, view: View) -> str:
    """Say what is wrong with where a link leads; empty: nothing."""
    if _SCHEME.match(target):
        return "" if _in_sources(target, page, view) else f"no source of this page holds the address {target}"
    path = from_link(page.path, target.split("#")[0].split("?")[0])
    within = f"{path}/".startswith(("wiki/", "raw/")) and not target.startswith("/")
    inside = not target or target.startswith("#") or within
    return "" if inside else f"the link to {target} leads out of wiki/ and raw/"


def _in_sources(address: str, page: Page, view: View) -> bool:
    sources = (view.sources(path) for path in strings(page.meta.get("sources")))
    spelt = _spellings(address)
    return any(s is not None and any(x in s.text or x == s.address for x in spelt) for s in sources)


def _spellings(address: str) -> set[str]:
    """Return an address as a source may write it: without what Markdown, HTML, percent signs and GitHub's own links add."""
    found = {address}
    for read in (_unescaped, html.unescape, unquote):
        found |= {read(one) for one in found}
    found |= {one.removeprefix(scheme).rstrip(_CLOSING) for one in found for scheme in ("", "http://", "mailto:")}
    return {one for one in found if one}


def _unescaped(address: str) -> str:
    return _SIGNS.sub(r"\1", address)
