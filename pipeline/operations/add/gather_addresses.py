"""Fetch the addresses that a person names; what was fetched once is not fetched again by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from pipeline.core.errors import UserError
from pipeline.core.sources.pointer_files import recorded_key
from pipeline.core.sources.web_address import show_address
from pipeline.operations.add.addition import Addition, GivenFile
from pipeline.operations.add.fetch_address import FetchedSource
from pipeline.operations.repository.snapshot import Snapshot

Fetch = Callable[[str], FetchedSource]


def gather_addresses(
    addresses: Sequence[str],
    snapshot: Snapshot,
    fetch: Fetch,
    folder: str = "",
    again: bool = False,
) -> Iterator[GivenFile | Addition]:
    """Yield the file that stands at each address, or what else becomes of it.

    `folder` is where it goes below `raw/`. With `again` an address that was fetched before is
    fetched anew; what comes is then offered as another version of what is there.
    """
    known = snapshot.fetched if addresses else {}
    for address in dict.fromkeys(addresses):
        told = show_address(address)
        path = known.get(recorded_key(address), "")
        origin = snapshot.origin(path) if path else None
        if origin and not again:
            when = f"it was fetched on {origin.fetched}" if origin.fetched else "it was fetched"
            note = f"{when}; `--again` fetches it anew"
            yield Addition(GivenFile(told, "", named=True), "there", path, note)
            continue
        try:
            found = fetch(address)
        except UserError as error:
            message = error.message.removeprefix(f"{told}: ")
            if message.startswith(f"{told} "):  # the address stands above it
                message = f"it{message.removeprefix(told)}"
            yield Addition(
                GivenFile(told, "", named=True), "refused", note=message, hint=error.hint
            )
            continue
        yield GivenFile(
            told,
            found.name,
            folder,
            data=found.data,
            stands_for=path,
            named=True,
            notes=found.notes,
            origin=found.origin,
        )
