"""Which addresses a run fetches: those of an issue by one who may write, or of lists in `raw/`.

The job that fetches and the job that writes both ask this, so that neither believes the other.
"""

from __future__ import annotations

from typing import Literal

from pipeline.adapters.github.client import GitHub
from pipeline.core.errors import UserError
from pipeline.core.github.state import WRITERS, is_ours, read_marker
from pipeline.core.sources.pointer_files import recorded_key
from pipeline.core.sources.source_request import (
    ADD_BRANCHES,
    MARKER,
    MOST_ADDRESSES,
    WantedAddress,
    addresses_of_issue,
    keys_of_marker,
)
from pipeline.operations.add.open_pointers import pointers_of
from pipeline.operations.repository.snapshot import Snapshot

MOST_FETCHED = 40  # addresses of lists that one run fetches; the others follow by hand or locally


def wanted_addresses(
    issue: int, comment: int, hub: GitHub, snapshot: Snapshot
) -> tuple[WantedAddress, ...]:
    """Return what is to be fetched for an issue, or, without one, for the lists under `raw/`.

    What was fetched before is left out, and what an open pull request offers. Of lists also what
    a closed one offered: nobody asked for it again. `UserError` where nobody who may write asks.
    """
    if not issue:
        found = _of_lists(snapshot)
        done = _offered(hub, "open") | _offered(hub, "closed") if found else frozenset()
        return tuple(w for w in found if recorded_key(w.address) not in done)[:MOST_FETCHED]
    asked = hub.issue(issue)
    if asked is None:
        raise UserError("A source is asked for on an issue.", "Open one by the form.")
    author = hub.comment(comment).author if comment else asked.author
    if hub.permission(author) not in WRITERS:
        raise UserError(f"{author} may not add sources.", "Somebody with write access may: `/add`.")
    addresses = addresses_of_issue(asked.body)
    if not addresses:
        raise UserError(
            "There is no address in the first field of this issue.",
            "Write one there, or drag the file into it.",
        )
    if len(addresses) > MOST_ADDRESSES:
        raise UserError(
            f"There are more than {MOST_ADDRESSES} addresses in this issue.", "Divide them."
        )
    known = {*snapshot.fetched, *_offered(hub, "open")}
    return tuple(WantedAddress(a) for a in addresses if recorded_key(a) not in known)


def _of_lists(snapshot: Snapshot) -> list[WantedAddress]:
    once: dict[str, WantedAddress] = {}
    for opened in pointers_of(snapshot):
        for address in opened.addresses:
            once.setdefault(recorded_key(address), WantedAddress(address, opened.folder))
    return list(once.values())


def _offered(hub: GitHub, state: Literal["open", "closed"]) -> frozenset[str]:
    """Return the keys of the addresses that pull requests of ours offer in this state."""
    ours = (
        pull
        for pull in hub.pulls(state)
        if pull.head.startswith(ADD_BRANCHES) and pull.same_repository and is_ours(pull, hub.bots)
    )
    return frozenset(key for pull in ours for key in keys_of_marker(read_marker(MARKER, pull.body)))
