"""Failures on demand: before an effect, or after it, as a status or as a connection that is dropped."""

import re
from dataclasses import dataclass, field

SECONDARY = (
    "You have exceeded a secondary rate limit and have been temporarily blocked from content creation. "
    "Please retry your request again later."
)
MESSAGES = {
    403: SECONDARY,
    429: SECONDARY,
    500: "Server Error",
    502: "Server Error",
    503: "Service Unavailable",
}


@dataclass
class Fault:
    """`after`: the effect happens first. `skip`: so many matching requests pass before it. `times`: then so many fail."""

    method: str
    path: re.Pattern
    status: int
    headers: dict = field(default_factory=dict)
    times: int = 1
    after: bool = False
    drop: bool = False
    skip: int = 0
    message: str = ""

    def body(self):
        return {
            "message": self.message or MESSAGES.get(self.status, "Server Error"),
            "documentation_url": "",
        }


def take(faults, method, path):
    """Return the first fault that strikes this request, one of its times used up; None where none does."""
    for fault in faults:
        if fault.method not in ("*", method) or not fault.path.search(path):
            continue
        if fault.skip:
            fault.skip -= 1
            continue
        fault.times -= 1
        if not fault.times:
            faults.remove(fault)
        return fault
    return None
