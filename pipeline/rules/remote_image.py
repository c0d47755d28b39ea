"""A page shows an image from the web: its server learns who reads, and can change it after review.

Bad:  `![chart](https://example.org/chart.png)`
Good: the image committed beside the source and embedded from there
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipeline.core.findings.view import Finder, Spot, View
from pipeline.core.markup import markdown
from pipeline.core.values import RunsIn, Scope, Severity

SEVERITY: Severity = "error"
SCOPE: Scope = "page"
RUNS_IN: RunsIn = ("draft", "compile", "check", "lint")
_REMOTE = re.compile(r"^(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)


def check(view: View) -> Iterator[Spot]:
    for page in view.pages:
        finder = Finder(page)
        for is_image, target in view.destinations(page):
            if is_image and _REMOTE.match(target):
                yield Spot(
                    page.path,
                    target,
                    f"an image from the web: {target}",
                    "Remove it.",
                    *finder.place_of(target),
                )
        for link in markdown.find_links(page.framed_body) if "![[" in page.framed_body else ():
            if link.embed and link.kind == "wiki" and _REMOTE.match(link.target):
                yield Spot(
                    page.path,
                    link.target,
                    f"an image from the web: {link.target}",
                    "Remove it.",
                    *finder.place_of(f"![[{link.target}"),
                )
