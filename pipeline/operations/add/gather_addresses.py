"""Fetch the addresses that a person names; what was fetched once is not fetched again by itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from pipeline.core.errors import UserError
from pipeline.core.sources.file_names import safe_folder
from pipeline.core.sources.origin import ENDING, MOST_BYTES, Origin, is_origin, read_origin
from pipeline.core.sources.web_address import address_key, show_address
from pipeline.operations.add.addition import Addition, GivenFile
from pipeline.operations.add.fetch_address import FetchedSource
from pipeline.operations.repository.snapshot import REGULAR_MODES, Snapshot

Fetch = Callable[[str], FetchedSource]


def gather_addresses(
    addresses: Sequence[str],
    snapshot: Snapshot,
    fetch: Fetch,
    into: str = "",
    again: bool = False,
) -> Iterator[GivenFile | Addition]:
    """Yield the file that stands at each address, or what else becomes of it.

    With `again` an address that was fetched before is fetched anew; what comes is then offered as
    another version of what is there.
    """
    known = read_origins(snapshot) if addresses else {}
    for address in dict.fromkeys(addresses):
        told = show_address(address)
        path, origin = known.get(address_key(address), ("", None))
        if origin and not again:
            when = f"it was fetched on {origin.fetched}" if origin.fetched else "it was fetched"
            note = f"{when}; `--again` fetches it anew"
            yield Addition(GivenFile(told, "", named=True), "there", path, note)
            continue
        try:
            found = fetch(address)
        except UserError as error:
            message = error.message.removeprefix(f"{told}: ")
            yield Addition(
                GivenFile(told, "", named=True), "refused", note=message, hint=error.hint
            )
            continue
        yield GivenFile(
            told,
            found.name,
            safe_folder(into),
            data=found.data,
            stands_for=path,
            named=True,
            notes=found.notes,
            origin=found.origin,
        )


def read_origins(snapshot: Snapshot) -> Mapping[str, tuple[str, Origin]]:
    """Return the stored copies of addresses, by the key of the address: path and origin."""
    files = [
        (path, blob.sha)
        for path, blob in snapshot.raw.items()
        if is_origin(path)
        and path.removesuffix(ENDING) in snapshot.raw
        and blob.mode in REGULAR_MODES
    ]
    found: dict[str, tuple[str, Origin]] = {}
    for (path, _), data in zip(files, snapshot.repo.read_files(files), strict=True):
        origin = read_origin(data[: MOST_BYTES + 1].decode("utf-8", "replace"))
        if origin:
            copy = path.removesuffix(ENDING)
            before = found.get(address_key(origin.address))
            if before is None or before[1].fetched <= origin.fetched:
                found[address_key(origin.address)] = copy, origin
    return found
