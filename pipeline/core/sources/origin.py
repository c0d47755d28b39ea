"""Where a stored copy came from: the file beside it that says so.

A copy is stored byte for byte as its server sent it, so that its hash can be looked at by anybody
later. So what must be known of it beside its bytes stands in a small file of its own, named as the
copy with `.origin.yml`: a line put into a page would be one that nobody published, and a PDF has no
place for one. The file is no source; it gives its copy address, day, and what the copy itself does
not say: title, author, date.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import yaml

from pipeline.core.sources.web_address import mask_secrets
from pipeline.core.text import normalise
from pipeline.core.values import Source

ENDING = ".origin.yml"
MOST_BYTES = 20_000
_NAMES = ("address", "file", "fetched", "sha256", "title", "author", "published")
_DAY = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?", re.ASCII)
_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_HEAD = "# Where the file beside this one was fetched from. It is as its server sent it.\n"


@dataclass(frozen=True)
class Origin:
    """Where a stored copy came from, when, and what is known of it otherwise.

    `address` is the one that was asked for, `file` that of the file where it is another one;
    neither holds a credential. `sha256` is the hash of the copy's bytes.
    """

    address: str
    fetched: str
    sha256: str
    file: str = ""
    title: str = ""
    author: str = ""
    published: str = ""


def origin_path(path: str) -> str:
    """Return where it stands from what a file came: `raw/x.pdf.origin.yml` for `raw/x.pdf`."""
    return path + ENDING


def origin_of(path: str) -> str:
    """Return the copy of which a file says where it came from: the inverse of `origin_path`."""
    return path.removesuffix(ENDING)


def is_origin(path: str) -> bool:
    """Tell whether a path is that of a file that says from where another one came."""
    return path.endswith(ENDING)


def write_origin(origin: Origin) -> str:
    """Return the text of the file, which a person can read and correct."""
    values = {name: getattr(origin, name) for name in _NAMES if getattr(origin, name)}
    values |= {name: mask_secrets(values[name]) for name in ("address", "file") if name in values}
    dumped = yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=10_000)
    return _HEAD + dumped


def read_origin(text: str) -> Origin | None:
    """Return what the file says; None where it is no such file. It is foreign text."""
    if len(text) > MOST_BYTES:
        return None
    try:
        # Every value is read as a text, so that a day stays one; an alias could grow without end.
        said: Any = None if re.search(r"[&*]\w", text) and _has_alias(text) else _load(text)
    except (yaml.YAMLError, ValueError, RecursionError):
        return None
    if not isinstance(said, Mapping):
        return None
    values = {
        name: normalise(value)[:2_000]
        for name in _NAMES
        if isinstance(value := said.get(name), str)
    }
    made = Origin(**{"address": "", "fetched": "", "sha256": "", **values})
    if not (made.address.startswith(("https://", "http://")) and _SHA256.fullmatch(made.sha256)):
        return None
    return replace(
        made,
        fetched=made.fetched if _DAY.fullmatch(made.fetched) else "",
        published=made.published if _DAY.fullmatch(made.published) else "",
    )


def _load(text: str) -> Any:
    return yaml.load(text, Loader=yaml.BaseLoader)


def _has_alias(text: str) -> bool:
    return any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text))


def with_origin(source: Source, origin: Origin | None) -> Source:
    """Return a source with what is known of where it came from.

    The record goes first: the address is the one it was fetched from, while a page may name any;
    and a title or an author stands there only where something better than the file said so. It
    counts only for the very bytes that it tells of.
    """
    if origin is None or origin.sha256 != source.sha256:
        return source
    return replace(
        source,
        address=origin.address,
        captured=origin.fetched or source.captured,
        title=origin.title or source.title,
        author=origin.author or source.author,
        published=origin.published or source.published,
    )
