"""Addresses on the web: which ones pages hold, which are tried, and when a failure is reported."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal
from urllib.parse import urlsplit

from pipeline.core.hidden_characters import hidden_characters
from pipeline.core.markup import text_mask

LONGEST_ADDRESS = 2_000  # characters; a longer one is no address that a person looks up
_ADDRESS = re.compile(r"https?://[^\s<>\"'\[\]`|{}^]+", re.IGNORECASE)
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_TRAILING_SIGNS = ".,;:!?*_~"

Answered = Literal["alive", "dead", "unknown"]  # unknown: not tried, or nobody can tell


@dataclass(frozen=True)
class AddressAnswer:
    """What came of trying an address.

    `said` is the server's status, or what kept us from reaching it.
    """

    address: str
    answered: Answered
    said: str = ""
    by_server: bool = True  # whether somebody at the other end answered at all


@dataclass(frozen=True)
class Failing:
    """An address that failed on the days `first` and `last`, and was never alive in between."""

    address: str
    first: str
    last: str
    said: str


@dataclass(frozen=True)
class Remembered:
    """The failing addresses that are kept between two runs."""

    addresses: tuple[Failing, ...] = ()


def addresses_on_page(body: str) -> list[str]:
    """Return the addresses in the prose and the definitions of a page, each once.

    What stands behind `#` is left out.
    """
    if "://" not in body:
        return []
    found = (
        _ending(m.group()) for m in _ADDRESS.finditer(_ESCAPED.sub(r"\1", text_mask.mask(body)))
    )
    return list(dict.fromkeys(html.unescape(address).partition("#")[0] for address in found))


def _ending(address: str) -> str:
    """Return an address without the punctuation of the sentence around it.

    GitHub ends the addresses that it links in the same way.
    """
    while True:
        bare = address.rstrip(_TRAILING_SIGNS)
        if bare.endswith(")") and bare.count(")") > bare.count("("):
            bare = bare[:-1]
        if bare == address:
            return bare
        address = bare


def collect_addresses(
    pages: Iterable[tuple[str, str]], own: str = ""
) -> dict[str, tuple[str, ...]]:
    """Return the addresses that may be tried, with the paths of the pages they stand on.

    `pages` are given as (path, body). Addresses below `own` are left out.
    """
    found: dict[str, list[str]] = {}
    for path, body in pages:
        for address in addresses_on_page(body):
            if may_be_tried(address, own):
                found.setdefault(address, []).append(path)
    return {address: tuple(paths) for address, paths in found.items()}


def may_be_tried(address: str, own: str = "") -> bool:
    """Tell whether anybody may ask for an address.

    It holds no login, and nothing that two readers would read differently. Addresses of the own
    repository are left out: it may be private, and then answers 404 to whoever shows no token.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    if parts.scheme not in ("http", "https") or not host or len(address) > LONGEST_ADDRESS:
        return False
    if "@" in parts.netloc or "\\" in address or "%" in parts.netloc or hidden_characters(address):
        return False
    return not (own and f"{address}/".lower().startswith(f"{own}/".lower()))


def order_addresses(found: Iterable[str], known: Remembered, day: str, most: int) -> list[str]:
    """Return at most `most` of the addresses: those in doubt first, then others.

    The others begin at another place every day, so that all get their turn.
    """
    there = set(found)
    doubted = [f.address for f in known.addresses if f.address in there]
    others = sorted(there.difference(doubted))
    at = (date.fromisoformat(day).toordinal() * most) % len(others) if len(others) > most else 0
    return [*doubted, *others[at:], *others[:at]][:most]


def is_network_down(answers: Sequence[AddressAnswer]) -> bool:
    """Tell whether a failure is likely ours: addresses failed, and no server answered."""
    dead = [a for a in answers if a.answered == "dead"]
    return bool(dead) and not any(
        a.answered == "alive" or (a.answered == "dead" and a.by_server) for a in answers
    )


def remember_failures(
    known: Remembered, answers: Sequence[AddressAnswer], there: Iterable[str], day: str
) -> Remembered:
    """Return what is to be kept for the next run, after the answers of this one.

    An address that answers is forgotten, and so is one that no page holds any more.
    """
    pages = set(there)
    kept = {f.address: f for f in known.addresses if f.address in pages}
    for answer in answers if not is_network_down(answers) else ():
        if answer.answered == "alive":
            kept.pop(answer.address, None)
        elif answer.answered == "dead":
            first = kept[answer.address].first if answer.address in kept else day
            kept[answer.address] = Failing(answer.address, min(first, day), day, answer.said)
    return Remembered(tuple(kept.values()))


def find_unreachable(
    known: Remembered, pages: Mapping[str, tuple[str, ...]]
) -> tuple[Unreachable, ...]:
    """Return the addresses that failed on two days, in their order."""
    told = (f for f in known.addresses if f.address in pages and f.first < f.last)
    return tuple(
        sorted(
            (Unreachable(f.address, pages[f.address], f.first, f.said) for f in told), key=_address
        )
    )


def _address(row: Unreachable) -> str:
    return row.address


@dataclass(frozen=True)
class Unreachable:
    """An address on the web that failed twice, a day apart at least.

    `pages` are the paths of the pages that hold it, `since` is a date (ISO), `said` what the server
    answered.
    """

    address: str
    pages: tuple[str, ...]  # their paths
    since: str
    said: str
