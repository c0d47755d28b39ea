"""A web address that no source of the page holds: a model may have invented it, or been told to write it.

Bad:  `[details](https://evil.example/?q=secret)`
Good: an address that stands in one of the page's sources, or no address
"""

from __future__ import annotations

from collections.abc import Iterator

from pipeline.core import markdown
from pipeline.core.model import Severity
from pipeline.core.page import Page
from pipeline.core.view import Spot, View, line_of
from pipeline.core.wiki import strings

SEVERITY: Severity = "error"


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        old = view.old(page)
        known = set(markdown.addresses(old.body)) if old else set()
        for address in dict.fromkeys(markdown.addresses(page.body)):
            if address not in known and not _in_sources(address, page, view):
                yield Spot(
                    page.path,
                    address,
                    f"no source of this page holds the address {address}",
                    "Remove it.",
                    line_of(page, address),
                )


def _in_sources(address: str, page: Page, view: View) -> bool:
    sources = (view.sources(path) for path in strings(page.meta.get("sources")))
    plain = address.replace("\\", "")
    return any(s is not None and (plain in s.text or plain == s.address) for s in sources)
