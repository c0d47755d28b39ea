"""The kept text of a source: what a reader made of a file that is no text itself, as Markdown.

    ---
    type: source-text
    source: raw/papers/guide.pdf
    sha256: 1c79…
    reader: pdf
    reader_version: 3
    ---

    <!-- page 1 -->
    # Guide to locks

The marks count the pages, slides or sheets of the file. Quotes are looked up in the text, and
citations link to its lines. What is written is read back to the same text and the same places,
whatever the text holds. So a line that opens like one of our marks is written with its first sign
as an entity, as is everything in a foreign text that would take effect where Markdown is shown, or
that a reviewer could not see: HTML, images, code that runs, controls and hidden characters. An
entity of the text itself gets its `&` as one.

Where the file does not say by itself how its bytes are letters, `decoder_version` tells which
version of the program found that out.

What was read from a picture stands below a mark of its own, `<!-- words -->` or
`<!-- description -->`, and `read_by` of the front matter says who read it
(`core/wiki/transcript.py`). In a document `<!-- picture 3 -->` stands above that, and
`<!-- text -->` where the document's own words go on; `pictures` of the front matter names the files
of those that are files of their own, with the hash that each had when it was read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import hidden_positions, is_all_visible
from pipeline.core.markup import frontmatter
from pipeline.core.markup.inert_languages import INERT_LANGUAGES
from pipeline.core.values import PARTS, PictureFile, Seen, Source

KEPT_TYPE = "source-text"
_MARK = re.compile(
    rf"<!-- (?:({'|'.join(PARTS)}) (-?[0-9]{{1,9}})|(words|description|text)"
    r"|picture ([0-9]{1,9})) -->"
)
_FILE = re.compile(r"([0-9]{1,9}) (.+) ([0-9a-f]{64})")
_LIVE = re.compile(
    r"&(?=\#x[0-9A-Fa-f]{1,6};|lt;)"  # what would be read back as an entity of ours
    r"|<(?=[A-Za-z/!?%])"  # HTML, comments, addresses in brackets, templates
    r"|!(?=\[)"  # images and embeds
    r"|`(?=\s{0,20}\$=)"  # code that Obsidian's plugins run
    r"|\r",
    re.VERBOSE,
)
_SIGNS = ("&", "<", "![", "$=", "\r")
_FENCE = re.compile(
    r"(?:[ \t>]|[-+*][ \t]|\d{1,9}[.)][ \t])*(?:(?P<fence>`)``|(?P<tilde>~)~~)[`~]*"
    r"[ \t]*(?P<name>[^\s`]*)"
)
_ENTITY = re.compile(r"&(?:lt|\#x([0-9A-Fa-f]{1,6}));")


def number_kept_lines(source: Source) -> Source:
    """Return a source, as a reader made it, with the lines of its kept text for its places.

    The places that the reader found in the file become `origins`.
    """
    placed = replace(source, unit="kept", origins=source.locators, origin=source.unit)
    numbers = tuple(number for number, mark, _ in _rows(placed) if not mark)
    return replace(placed, locators=numbers)


def write_kept_text(source: Source) -> str:
    """Return the kept text of a source that was numbered by `number_kept_lines`."""
    return _head(source) + "".join(f"{line}\n" for _, _, line in _rows(source))


def read_kept_text(text: str) -> Source | None:
    """Return the source that a kept text holds; None where it is not in our form.

    Of the file's own places only its pages, slides or sheets are known, by their marks.
    """
    front, body = frontmatter.split(text)
    meta = _load_head(front)
    if meta is None or not body.startswith("\n"):
        return None
    lines, places, pages = [], [], []
    seen: list[str] = []
    numbers: list[int] = []
    page, part, now, picture = 0, "", "", 0
    for number, line in enumerate(body[1:].removesuffix("\n").split("\n"), front.count("\n") + 2):
        if mark := _MARK.fullmatch(line):
            now = mark[3] if mark[3] and mark[3] != "text" else ""
            picture = int(mark[4]) if mark[4] else picture if now else 0
            if mark[1]:
                page, part = int(mark[2]), part or mark[1]
            continue
        lines.append(_shown_to_plain(line))
        places.append(number)
        pages.append(page)
        seen.append(now)
        numbers.append(picture)
    return Source(
        path=str(meta.get("source")),
        sha256=str(meta.get("sha256")),
        format=str(meta.get("reader")),
        text="\n".join(lines),
        locators=tuple(places),
        unit="kept",
        address=str(meta.get("address") or ""),
        version=int(str(meta["reader_version"])),
        decoder=int(str(meta.get("decoder_version") or 0)),
        origins=tuple(pages) if part else (),
        origin=next((known for known in PARTS if known == part), "line"),
        read_by=str(meta.get("read_by") or ""),
        seen=cast("tuple[Seen, ...]", tuple(seen)) if any(seen) else (),
        picture_numbers=tuple(numbers) if any(numbers) else (),
        picture_files=_load_files(meta.get("pictures")),
    )


def read_reader(text: str) -> tuple[str, int] | None:
    """Return which reader made a kept text, and in which version; None as `read_kept_text` does."""
    meta = _load_head(frontmatter.split(text)[0])
    return (str(meta.get("reader")), int(str(meta["reader_version"]))) if meta else None


def _load_head(front: str) -> dict[str, object] | None:
    try:
        meta = frontmatter.load_block(front)
        int(str(meta.get("reader_version")))
        int(str(meta.get("decoder_version") or 0))
    except (UserError, ValueError):
        return None
    return meta if meta.get("type") == KEPT_TYPE else None


def _load_files(said: object) -> tuple[PictureFile, ...]:
    """Return the files of pictures that a kept text names."""
    found = (_FILE.fullmatch(str(row)) for row in (said if isinstance(said, list) else ()))
    return tuple(PictureFile(int(row[1]), row[2], row[3]) for row in found if row)


def _head(source: Source) -> str:
    meta = {
        "type": KEPT_TYPE,
        "source": source.path,
        "sha256": source.sha256,
        "reader": source.format,
        "reader_version": source.version,
    }
    files = [f"{file.number} {file.path} {file.sha256}" for file in source.picture_files]
    more = {
        "decoder_version": source.decoder,
        "read_by": source.read_by,
        "pictures": files if source.seen else [],
        "address": source.address,
    }
    return frontmatter.dump(meta | {key: said for key, said in more.items() if said}) + "\n"


def _rows(source: Source) -> Iterator[tuple[int, bool, str]]:
    """Yield the lines below the front matter: number in the file, whether it is a mark, words."""
    number = _head(source).count("\n")
    page: int | None = None
    seen: Seen = ""
    picture = 0
    for at, line in enumerate(source.text.split("\n")):
        if source.origin in PARTS and source.origins[at] != page:
            page, seen, picture = source.origins[at], "", 0
            number += 1
            yield number, True, f"<!-- {source.origin} {page} -->"
        if source.picture_numbers and source.picture_numbers[at] not in (0, picture):
            picture, seen = source.picture_numbers[at], ""
            number += 1
            yield number, True, f"<!-- picture {picture} -->"
        if source.seen and source.seen[at] != seen:
            seen = source.seen[at]
            picture = picture if seen else 0
            number += 1
            yield number, True, f"<!-- {seen or 'text'} -->"
        number += 1
        yield number, False, _plain_to_shown(line)


def _plain_to_shown(line: str) -> str:
    """Return a line of a source with everything as entities that acts or hides."""
    if any(sign in line for sign in _SIGNS):
        line = _LIVE.sub(lambda found: _entity(found[0]), line)
    if (fence := _FENCE.match(line)) and not _is_inert(fence["name"]):
        at = fence.start("fence" if fence["fence"] else "tilde")
        line = line[:at] + _entity(line[at]) + line[at + 1 :]
    if is_all_visible(line):
        return line
    hidden = set(hidden_positions(line))
    return "".join(_entity(char) if at in hidden else char for at, char in enumerate(line))


def _is_inert(language: str) -> bool:
    return not language or language.split(",")[0].lower() in INERT_LANGUAGES


def _entity(char: str) -> str:
    return "&lt;" if char == "<" else f"&#x{ord(char):X};"


def _shown_to_plain(line: str) -> str:
    return _ENTITY.sub(_char, line) if "&" in line else line


def _char(found: re.Match[str]) -> str:
    code = int(found[1], 16) if found[1] else ord("<")
    return chr(code) if code <= 0x10FFFF else found[0]
