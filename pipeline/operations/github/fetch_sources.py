"""`wiki fetch`: fetch what was asked for, in the job that may only read, and hand it over."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.adapters.files import read_foreign_bytes, read_foreign_text, write_whole
from pipeline.core import strict_json
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import hidden_characters, strip_hidden
from pipeline.core.sources.origin import Origin, read_origin, write_origin
from pipeline.core.sources.pointer_files import recorded_key
from pipeline.core.sources.source_request import LeftOutAddress, WantedAddress
from pipeline.core.sources.web_address import mask_secrets, read_address
from pipeline.core.text import shorten
from pipeline.operations.add.addition import GivenFile
from pipeline.operations.add.fetch_address import FetchedSource
from pipeline.operations.github.report import ReportRow
from pipeline.readers import MAX_BYTES

RESULT_FILE = "fetched.json"
_MOST_RESULT_BYTES = 1_000_000
_LONGEST = 2_000  # characters of one text
_MOST_ROWS = 200
_MOST_NOTES = 20


@dataclass(frozen=True)
class HandedFile:
    """A file that was fetched; its bytes lie in a file of its number, `0.bin`."""

    address: str
    name: str
    sha256: str
    file: str = ""
    title: str = ""
    author: str = ""
    published: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class HandedOver:
    """All that the job which fetches hands to the one that writes, besides the bytes."""

    files: tuple[HandedFile, ...] = ()
    left_out: tuple[LeftOutAddress, ...] = ()


def fetch_sources(
    wanted: Sequence[WantedAddress], fetch: Callable[[str], FetchedSource], folder: Path
) -> list[ReportRow]:
    """Fetch the addresses one after the other; what goes wrong with one is handed over in words."""
    folder.mkdir(parents=True, exist_ok=True)
    files: list[HandedFile] = []
    left_out: list[LeftOutAddress] = []
    rows = []
    for one in wanted:
        shown = mask_secrets(one.address)
        try:
            found = fetch(one.address)
        except UserError as error:
            left_out.append(LeftOutAddress(shown, shorten(strip_hidden(str(error)), 1_000)))
            rows.append(ReportRow("ignored", (shown,), 0, str(error)))
            continue
        (folder / f"{len(files)}.bin").write_bytes(found.data)
        files.append(_handed(found))
        rows.append(ReportRow("asked", (shown,), 0, f"{found.name}, {len(found.data):,} bytes"))
    write_whole(folder / RESULT_FILE, strict_json.dump(HandedOver(tuple(files), tuple(left_out))))
    return rows


def _handed(found: FetchedSource) -> HandedFile:
    origin = read_origin(found.origin) or Origin(found.address, "", found.sha256)
    return HandedFile(
        found.address,
        found.name,
        found.sha256,
        origin.file,
        shorten(origin.title, 500),
        shorten(origin.author, 1_000),
        origin.published,
        tuple(shorten(note, 300) for note in found.notes[:_MOST_NOTES]),
    )


# --- in the job that writes ---


def take_handed_over(
    folder: Path, wanted: Iterable[WantedAddress], day: str
) -> tuple[list[GivenFile], list[LeftOutAddress]]:
    """Return the files that were handed over for what was asked, and what did not come.

    Nothing is believed: an address must be one that was asked for, the bytes those of the hash,
    and the record of where a file is from is written anew.
    """
    asked = {recorded_key(w.address): w for w in wanted}
    handed = _read_handed(folder)
    given: list[GivenFile] = []
    left_out = []
    for number, file in enumerate(handed.files):
        one = asked.pop(recorded_key(file.address), None)
        if one is None:
            continue
        try:
            given.append(_given(folder / f"{number}.bin", file, one, day))
        except UserError as error:
            left_out.append(LeftOutAddress(mask_secrets(one.address), str(error)))
    told = {recorded_key(row.address): row.why for row in handed.left_out}
    for key, one in asked.items():
        why = told.get(key, "nothing came of it; the run's log may say why.")
        left_out.append(LeftOutAddress(mask_secrets(one.address), why))
    return given, left_out


def _read_handed(folder: Path) -> HandedOver:
    try:
        text = read_foreign_text(folder / RESULT_FILE, _MOST_RESULT_BYTES)
        return strict_json.load(HandedOver, text, _judge)
    except FileNotFoundError as error:
        raise UserError("The job that fetches ended without a result.", "Ask again.") from error
    except (OSError, ValueError) as error:
        raise UserError(
            "What the job that fetches left cannot be read.", "Ask again; nothing was written."
        ) from error


def _judge(path: str, value: Any) -> str:
    if isinstance(value, list):
        most = _MOST_NOTES if path.endswith("notes") else _MOST_ROWS
        return f"it has more than {most} items" if len(value) > most else ""
    if isinstance(value, str):
        if len(value) > _LONGEST:
            return f"it is longer than {_LONGEST} characters"
        return "it holds a hidden character" if hidden_characters(value) else ""
    return ""


def _given(path: Path, file: HandedFile, wanted: WantedAddress, day: str) -> GivenFile:
    try:
        data = read_foreign_bytes(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        raise UserError("its bytes were not handed over.", "Ask again.") from error
    sha256 = hashlib.sha256(data).hexdigest()
    if sha256 != file.sha256:
        raise UserError("its bytes are not those that were fetched.", "Ask again.")
    origin = Origin(
        mask_secrets(wanted.address),
        day,
        sha256,
        read_address(file.file).text if file.file and "***" not in file.file else file.file,
        file.title,
        file.author,
        file.published,
    )
    text = write_origin(origin)
    if read_origin(text) is None:
        raise UserError("where it is from cannot be recorded.", "Add the file by hand.")
    return GivenFile(
        mask_secrets(wanted.address),
        file.name,
        wanted.folder,
        data=data,
        named=True,
        notes=file.notes,
        origin=text,
    )
