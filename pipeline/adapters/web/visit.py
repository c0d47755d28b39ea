"""Get a page from the web as a polite visitor: redirects are followed, and `robots.txt` is heeded.

Each step of a redirect is looked at as the first address was: its host, its numbers, and what its
server allows. A server that answers for its `robots.txt` with an error of its own, or with nothing,
has not allowed anything; one that has none (4xx) allows all. That is how RFC 9309 has it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from pipeline.adapters.web.get_once import FetchDeadline, WebAccess, get_once
from pipeline.core.errors import UserError
from pipeline.core.sources import robots
from pipeline.core.sources.robots import RobotRules
from pipeline.core.sources.web_address import WebAddress, show_address
from pipeline.core.sources.web_answer import REDIRECTS, WebAnswer

AGENT = "git-llm-wiki"  # the name that a `robots.txt` may speak to
MOST_REDIRECTS = 5
_ROBOTS_SECONDS = 15.0


@dataclass
class WebVisit:
    """One visit: what the servers on its way allow is asked once each.

    `steps` are the addresses of the last answer's redirects, in order.
    """

    access: WebAccess
    steps: list[WebAddress] = field(default_factory=list)
    _rules: dict[str, RobotRules] = field(default_factory=dict)

    def get(self, address: WebAddress) -> WebAnswer:
        """Return what stands at an address, whatever its status, with redirects followed.

        `UserError` where an address on the way may not be fetched, and after five redirects.
        """
        deadline = FetchDeadline(self.access.seconds)
        self.steps = []
        at = address
        while True:
            self._heed_robots(at, deadline)
            answer = get_once(at, self.access, deadline)
            location = answer.headers.get("location", "")
            if answer.status not in REDIRECTS or not location:
                return answer
            self.steps.append(at)
            at = self._follow(at, _as_unicode(location), address)

    def _follow(self, at: WebAddress, location: str, asked: WebAddress) -> WebAddress:
        if len(self.steps) > MOST_REDIRECTS:
            raise UserError(
                f"{show_address(asked.text)} leads on to other addresses more than"
                f" {MOST_REDIRECTS} times.",
                "Give the address that the browser shows in the end.",
            )
        try:
            to = at.join(location)
        except UserError as error:
            raise UserError(
                f"{show_address(asked.text)} leads elsewhere: {error.message}", error.hint
            ) from None
        if to in self.steps:
            raise UserError(
                f"{show_address(asked.text)} leads in a circle.",
                "It may want a cookie or a login. Save the page with your browser, and add the"
                " file.",
            )
        return to

    def _heed_robots(self, address: WebAddress, deadline: FetchDeadline) -> None:
        rules = self._rules.get(address.origin)
        if rules is None:
            rules = self._rules[address.origin] = self._ask_robots(address, deadline)
        if not rules.allow(address.target):
            raise UserError(
                f"{show_address(address.text)} is not fetched: the server's robots.txt asks"
                " programs to leave it alone, or does not answer.",
                "Save the page with your browser, and add the file.",
            )

    def _ask_robots(self, address: WebAddress, deadline: FetchDeadline) -> RobotRules:
        access = replace(self.access, seconds=_ROBOTS_SECONDS, most_bytes=4 * robots.MOST_BYTES)
        brief = FetchDeadline(min(_ROBOTS_SECONDS, deadline.left()))
        at = address.join("/robots.txt")
        shown = show_address(address.text)
        for _ in range(MOST_REDIRECTS + 1):
            answer = get_once(at, access, brief, shown, cut=True)
            location = answer.headers.get("location", "")
            if answer.status in REDIRECTS and location:
                at = at.join(_as_unicode(location))
                continue
            if answer.status >= 500 or answer.status == 429:
                return robots.forbid_all()
            if answer.status != 200:
                return RobotRules()
            text = answer.body[: robots.MOST_BYTES].decode("utf-8", "replace")
            return robots.read_robots(text, AGENT)
        return RobotRules()  # as of a file that is not there


def _as_unicode(location: str) -> str:
    """Return a header's text as it was sent: servers write UTF-8 where Latin-1 is read."""
    try:
        return location.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return location
