"""`wiki lint --addresses`: try the addresses on the web, and report what fails on two days.

What failed is kept in the git directory. A copy that is lost, as on a fresh runner, costs a day and
no truth.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipeline.adapters.files import read_foreign_text, write_whole
from pipeline.adapters.web import lychee
from pipeline.core import strict_json
from pipeline.core.errors import UserError
from pipeline.core.findings.addresses import (
    Remembered,
    Unreachable,
    collect_addresses,
    find_unreachable,
    is_network_down,
    order_addresses,
    remember_failures,
)
from pipeline.operations.repository.snapshot import Snapshot, is_text

MOST_ADDRESSES = 2_000  # addresses of one run
RUN_SECONDS = 600.0  # of one run
MOST_KEPT_BYTES = 10_000_000  # of what is kept


def try_addresses(
    snapshot: Snapshot, day: str, own: str = "", private: bool = False, seconds: float = RUN_SECONDS
) -> tuple[tuple[Unreachable, ...], tuple[str, ...]]:
    """Try the addresses of a wiki; return those that failed on two days, and notes about the run.

    `own` is the repository's address, which is not tried. `UserError` where lychee is not
    installed.
    """
    pages = collect_addresses(_page_bodies(snapshot), own)
    file = snapshot.repo.private / "addresses.json"
    known = _read_remembered(file)
    asked = order_addresses(pages, known, day, MOST_ADDRESSES)
    answers = lychee.try_addresses(asked, seconds, private) if asked else []
    known = remember_failures(known, answers, pages, day)
    write_whole(file, strict_json.dump(known))
    notes = []
    if is_network_down(answers):
        notes.append(
            "No address on the web answered: the fault is likely in this network, and nothing was"
            " counted."
        )
    if left := len(pages) - sum(a.answered != "unknown" for a in answers):
        notes.append(
            f"{left} of {len(pages)} addresses on the web were not tried: examples, hosts of a"
            " private network, or no time left."
        )
    return find_unreachable(known, pages), tuple(notes)


def _page_bodies(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    wiki = snapshot.wiki
    for slug, facts in wiki.facts.items():
        if is_text(facts.path) and "://" in (text := wiki.text(slug)):
            try:
                yield facts.path, wiki.page(slug).body
            except UserError:  # the rule bad-front-matter reports it
                yield facts.path, text


def _read_remembered(file: Path) -> Remembered:
    try:
        return strict_json.load(Remembered, read_foreign_text(file, MOST_KEPT_BYTES))
    except (OSError, ValueError):
        return Remembered()
