"""Write what the code of a notebook made: text and tables, bounded; pictures get a sign."""

from __future__ import annotations

import base64
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.readers.html.fragment import write_fragment
from pipeline.readers.notebook.cells import lines_of
from pipeline.readers.shared.document_pictures import PictureShelf
from pipeline.readers.shared.fences import close_fence, write_fenced
from pipeline.readers.shared.foreign_json import a_dict, a_text

_MOST_LINES, _MOST_LETTERS = 60, 6_000  # of one output
_LONGEST_MARKUP = 500_000
_ESCAPES = re.compile(r"\x1b\[[0-9;?]{0,20}[A-Za-z]|\x1b\][^\x07\x1b]{0,300}(?:\x07|\x1b\\)")
# what Python writes of an object that has no text
_NO_TEXT = re.compile(
    r"<[\w.]{1,100}(?: object)? at 0x[0-9a-fA-F]{1,20}>|<Figure size [^<>]{1,60}>"
)
_LEAD = "Output:"
_PICTURES = ("image/png", "image/jpeg", "image/webp", "image/gif")
# what is counted, and what a note says of it
Told = Counter[tuple[str, str]]
_LEFT_OUT = ("line", "of output left out, where an output is long")
_SHORTENED = ("line", "of output cut, which is very long")
_ERROR = ("error", "with which a cell ended; the trace is not read")
_PICTURE = ("picture", "among its outputs not read, in a kind that nobody reads")


def write_output(output: dict[str, Any], told: Told, shelf: PictureShelf) -> Iterator[str]:
    """Yield an output as lines that say that it is one; count in `told` what is not written."""
    kind = output.get("output_type")
    if kind == "stream":
        yield from _verbatim(lines_of(output.get("text")), told)
    elif kind == "error":
        name, said = a_text(output.get("ename")), a_text(output.get("evalue"))
        told[_ERROR] += 1
        yield from _verbatim(f"{name}: {said}".split("\n"), told)
    elif kind in ("execute_result", "display_data"):
        yield from _data(a_dict(output.get("data")), told, shelf)


def _data(data: dict[str, Any], told: Told, shelf: PictureShelf) -> Iterator[str]:
    """Yield the form of a result that says most in text."""
    if any("jupyter.widget" in str(media) for media in data):
        return  # the state of a control, which shows nothing by itself
    markup = "\n".join(lines_of(data.get("text/html")))
    if "<table" in markup and len(markup) <= _LONGEST_MARKUP:
        yield from _introduced(_cut([line for line, _ in write_fragment(markup)], told))
    elif any(str(media).startswith("image/") for media in data):
        sign = next(filter(None, (_sign_of(data, media, shelf) for media in _PICTURES)), "")
        told[_PICTURE] += not any(media in data for media in _PICTURES)
        yield from ("", sign) if sign else ()
    elif "text/markdown" in data:
        yield from _introduced(close_fence(_cut(lines_of(data["text/markdown"]), told)))
    elif "text/plain" in data:
        yield from _verbatim(lines_of(data["text/plain"]), told)
    elif markup and len(markup) <= _LONGEST_MARKUP:
        yield from _introduced(_cut([line for line, _ in write_fragment(markup)], told))


def _sign_of(data: dict[str, Any], media: str, shelf: PictureShelf) -> str:
    """Return the sign of a picture among the forms of a result; "" where it has none to be read."""
    written = "".join(lines_of(data.get(media)))
    return shelf.put(lambda: base64.b64decode(written)) if written else ""


def _introduced(lines: Sequence[str]) -> Iterator[str]:
    if any(line.strip() for line in lines):
        yield from ("", _LEAD, "", *lines)


def _verbatim(lines: Sequence[str], told: Told) -> Iterator[str]:
    # a progress bar writes over its line again and again; what it wrote last stands
    shown = [_ESCAPES.sub("", line.rstrip("\r").rpartition("\r")[2]) for line in lines]
    if any(line.strip() and not _NO_TEXT.fullmatch(line.strip()) for line in shown):
        yield from ("", _LEAD, "", *write_fenced(_cut(shown, told)))


def _cut(lines: Sequence[str], told: Told) -> list[str]:
    kept: list[str] = []
    letters = 0
    for line in lines:
        letters += len(line)
        if len(kept) >= _MOST_LINES or (kept and letters > _MOST_LETTERS):
            told[_LEFT_OUT] += len(lines) - len(kept)
            return [*kept, "…"]
        kept.append(line[:_MOST_LETTERS])
        if len(line) > _MOST_LETTERS:
            told[_SHORTENED] += 1
    return kept
