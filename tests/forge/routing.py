"""Which function answers which address, and what a caller needs for it."""

import re
from dataclasses import dataclass, field
from typing import NamedTuple
from urllib.parse import unquote, urlencode

from tests.forge.access import Caller
from tests.forge.state import Refusal

PAGE, LONGEST_PAGE = 30, 100


class Route(NamedTuple):
    method: str
    pattern: re.Pattern
    scopes: tuple
    level: str
    answer: object


@dataclass
class Call:
    """One request on its way: what was asked, by whom, and the headers of the answer."""

    forge: object
    caller: Caller
    path: str
    query: dict
    body: object
    parts: dict = field(default_factory=dict)
    headers: dict = field(default_factory=dict)

    @property
    def login(self):
        return self.caller.login

    def item(self):
        """Return the issue or pull request that the address names; 404 where there is none."""
        if (found := self.forge.items.get(int(self.parts["number"]))) is None:
            raise Refusal(404, "Not Found")
        return found

    def pull(self):
        if (found := self.forge.pulls.get(int(self.parts["number"]))) is None:
            raise Refusal(404, "Not Found")
        return found

    def comment(self):
        if (found := self.forge.comments.get(int(self.parts["comment"]))) is None:
            raise Refusal(404, "Not Found")
        return found

    def page(self, items):
        """Return one page of a list, and link to the others as GitHub does."""
        size = min(max(self._number("per_page", PAGE), 1), LONGEST_PAGE)
        page, last = max(self._number("page", 1), 1), max(-(-len(items) // size), 1)
        links = {}
        if page < last:
            links |= {"next": page + 1, "last": last}
        if page > 1:
            links |= {"prev": min(page - 1, last), "first": 1}
        if links:
            self.headers["Link"] = ", ".join(
                f'<{self._address(at)}>; rel="{rel}"' for rel, at in links.items()
            )
        return items[(page - 1) * size : page * size]

    def _number(self, name, default):
        value = self.query.get(name, "")
        return int(value) if value.isdecimal() else default

    def _address(self, page):
        return f"{self.forge.url}{self.path}?{urlencode(self.query | {'page': page})}"


ROUTES: list[Route] = []
# of parts; any other part ends at a slash
NAMES = {"number": r"\d+", "comment": r"\d+", "rest": ".+"}


def route(method, address, *scopes, level=None):
    """Register a function for an address below the repository, such as "/pulls/{number}".

    `scopes` are alternatives; "item" means what the issue or pull request of that number needs.
    """
    pattern = re.sub(
        r"\{(\w+)\}", lambda part: f"(?P<{part[1]}>{NAMES.get(part[1], '[^/]+')})", address
    )

    def register(function):
        ROUTES.append(
            Route(
                method,
                re.compile(pattern),
                scopes,
                level or ("read" if method == "GET" else "write"),
                function,
            )
        )
        return function

    return register


def find(method, address):
    """Return the route for an address and its parts, the most exact one; 404 where there is none."""
    fitting = [
        (known, found)
        for known in ROUTES
        if known.method == method and (found := known.pattern.fullmatch(address))
    ]
    if not fitting:
        raise Refusal(404, "Not Found")
    known, found = max(fitting, key=lambda pair: len(pair[0].pattern.pattern))
    return known, {name: unquote(part) for name, part in found.groupdict().items()}
