"""Files that hold addresses and no text: `.url` of Windows, `.webloc` of macOS, and `links.txt`.

Such a file is no source. What stands at its addresses is fetched once, and stored under `raw/`
beside it.
"""

from __future__ import annotations

import plistlib
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from xml.parsers.expat import ExpatError

from pipeline.core.errors import UserError
from pipeline.core.sources.web_address import address_key, mask_secrets

LINKS = "links.txt"
_SUFFIXES = (".url", ".webloc")
MOST_BYTES = 200_000
MOST_ADDRESSES = 100  # of one file
_SECTION = re.compile(r"\s*\[(?P<name>[^\]]*)\]\s*")
_LINK = re.compile(r"<?(?P<address>[a-z][a-z0-9+.-]*:\S+?)>?(?:\s+.*)?", re.IGNORECASE)
# What Python's reader of property lists raises over damaged ones.
_PLIST_FAULTS = (
    *(plistlib.InvalidFileException, ExpatError, ValueError, TypeError, LookupError),
    *(AttributeError, OverflowError, RecursionError, MemoryError),
)
_SAFE_HINT = "It holds one address: save it anew from the browser, or write it into links.txt."


@dataclass(frozen=True)
class PointedAddress:
    """An address as a file holds it, and the line it stands on; 0 where the file has no lines."""

    address: str
    line: int = 0


def is_pointer(path: str) -> bool:
    """Tell whether a file holds addresses and no text, by its name."""
    name = path.rpartition("/")[2].lower()
    return name == LINKS or (name.endswith(_SUFFIXES) and not name.startswith("."))


def read_pointer(path: str, data: bytes) -> tuple[PointedAddress, ...]:
    """Return the addresses that a file holds, each once, as they stand there.

    Nobody has looked whether they may be fetched. `UserError` where the file holds none, or cannot
    be read.
    """
    if len(data) > MOST_BYTES:
        raise UserError(
            f"{path}: it is too large for a list of addresses.",
            f"{MOST_BYTES:,} bytes are the most.",
        )
    name = path.lower()
    if name.endswith(".webloc"):
        found = _read_webloc(path, data)
    elif name.endswith(".url"):
        found = _read_shortcut(path, _decode(data))
    else:
        found = list(_read_links(path, _decode(data)))
    if not found:
        raise UserError(f"{path}: there is no address in it.", "Write one, or delete the file.")
    once: dict[str, PointedAddress] = {}
    for pointed in found:
        once.setdefault(address_key(pointed.address), pointed)
    if len(once) > MOST_ADDRESSES:
        raise UserError(
            f"{path}: it holds {len(once)} addresses; {MOST_ADDRESSES} are the most.",
            "Divide them among several folders, each with a links.txt of its own.",
        )
    return tuple(once.values())


def not_fetched(
    pointed: Collection[PointedAddress], known: Collection[str]
) -> tuple[PointedAddress, ...]:
    """Return the addresses that were not fetched; `known` are keys of those that were."""
    return tuple(p for p in pointed if recorded_key(p.address) not in known)


def recorded_key(address: str) -> str:
    """Return the key of an address as it is recorded, which is without credentials."""
    return address_key(mask_secrets(address))


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _read_shortcut(path: str, text: str) -> list[PointedAddress]:
    """Return the address of an `[InternetShortcut]`; icons and the like have others."""
    inside = False
    for number, line in enumerate(text.splitlines(), 1):
        if section := _SECTION.fullmatch(line):
            inside = section["name"].strip().lower() == "internetshortcut"
        key, sign, value = line.partition("=")
        if inside and sign and key.strip().lower() == "url":
            return [PointedAddress(value.strip(), number)] if value.strip() else []
    return []


def _read_webloc(path: str, data: bytes) -> list[PointedAddress]:
    """Return the address of a property list; one that declares entities is refused."""
    try:
        said = plistlib.loads(data)
    except _PLIST_FAULTS as error:
        raise UserError(f"{path}: it cannot be read as a .webloc file.", _SAFE_HINT) from error
    address = said.get("URL") if isinstance(said, dict) else None
    return [PointedAddress(address.strip())] if isinstance(address, str) and address.strip() else []


def _read_links(path: str, text: str) -> Iterator[PointedAddress]:
    """Yield the addresses of a list, one a line; what follows an address on its line is for people.

    Lines that are blank or begin with `#`, and marks of a list, say nothing.
    """
    for number, line in enumerate(text.splitlines(), 1):
        said = re.sub(r"^(?:[-*+]|\d{1,3}[.)])\s+", "", line.strip())
        if not said or said.startswith(("#", ";", "//")):
            continue
        found = _LINK.fullmatch(said)
        if found is None:
            raise UserError(
                f"{path}: line {number} is no address.",
                "Write one address a line, and begin what is for people with #.",
            )
        yield PointedAddress(found["address"], number)
