"""An address that no source of the page holds, or a link out of the wiki: a model may have invented it, or been told to write it.

Bad:  `[details](https://evil.example/?q=secret)`, `[setup](../../.github/workflows/x.yml)`
Good: an address that stands in one of the page's sources; a link to a page or into `raw/`
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from pipeline.core import markdown
from pipeline.core.citations import from_link
from pipeline.core.model import Needs, Scope, Severity
from pipeline.core.page import Page
from pipeline.core.view import Finder, Spot, View
from pipeline.core.wiki import strings

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
NEEDS: Needs = ("sources",)
_SCHEME = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        old = view.old(page)
        known = old.body if old else ""
        finder = Finder(page)
        told = markdown.addresses(page.body)
        for address in dict.fromkeys(told):
            if address not in known and not _in_sources(address, page, view):
                message = f"no source of this page holds the address {address}"
                yield Spot(page.path, address, message, "Remove it.", *finder.place_of(address))
        told += [unquote(x) for x in told]  # as a link's destination is read
        for _, target in dict.fromkeys(markdown.destinations(page.body)):
            problem = "" if target in told else _problem(target, page, view)
            if problem and target not in known:
                advice = "Remove it." if _SCHEME.match(target) else "Link to a page."
                yield Spot(page.path, target, problem, advice, *_place(finder, target))


def _place(finder: Finder, target: str) -> tuple[int, int]:
    """Return where a link's destination stands; `<ops@example.org>` does not say that it is one for mail."""
    found = finder.place_of(target)
    bare = target.removeprefix("mailto:")
    return found if found != (1, 1) or bare == target else finder.place_of(bare)


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
    plain = address.replace("\\", "")
    return any(s is not None and (plain in s.text or plain == s.address) for s in sources)
