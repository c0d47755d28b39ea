"""Mask what Markdown does not read as markup: code, comments and math."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from pipeline.core.markup import code_blocks

_SKIP = re.compile(r"`+|<!--|%%|\$\$?|\\.", re.DOTALL)
_RUN = re.compile(r"`+")
_CLOSING = {"<!--": "-->", "%%": "%%", "$$": "$$"}
# Math in a line. `$5 [a] and $6` is none: there must be no space inside the signs and no letter or
# digit outside, and what begins with a digit must hold a sign of TeX. Only math that holds brackets
# is blanked, because no other could be taken for a link.
_TEX = re.compile(
    r"\$(?<![\w$\\]\$)(?![\s$])(?:(?!\d)|(?=[^$\n]*[\\{=]))[^$\n]*+(?<![\s\\])\$(?![\w$])"
)
_MATH = re.compile(
    _TEX.pattern.replace(r"[^$\n]*+", r"[^$\[\]\n]*+\[(?!\^)[^$\n]*(?<=\])[^$\[\]\n]*")
)
_BLANK = re.compile(r"[^\n]")
_LETTER = re.compile(r"[^\nX]")
_LONGEST_KEPT = 50_000  # characters, so that what is kept stays below some megabytes


def _blank(text: str) -> str:
    return _BLANK.sub(" ", text)


# A text without any of these holds nothing to blank out.
_MASKED = (
    "`",
    "~~~",
    "%%",
    "$$",
    "    ",
    "\t",
    "<!--",
    "<pre",
    "<PRE",
    "<script",
    "<style",
    "<textarea",
)
_TAGS = _MASKED.index("<!--")


def mask(text: str) -> str:
    """Return `text` with code, comments and math replaced by spaces: same length, same lines.

    The idea: patterns that look for links, marks or headings read the masked text, and find nothing
    in code; the offsets that they find hold for the text itself. `core/markup/code_blocks.py` says
    which lines are code; in the other lines `_hidden` looks for the opening sign of a span, and for
    the sign that closes it. A span of code ends with its paragraph at the latest; a comment or
    display math may go over several paragraphs, and an opening sign that nothing closes hides
    nothing. Once the end of one was not found, no other of its kind is looked for, so the time is
    linear in the length of the text. Where there is nothing to hide, `text` itself is returned:
    callers compare with `is`. A compile masks the same few pages for a dozen purposes, so what was
    made of the latest texts is kept.
    """
    if not _may_hide(text):
        return text
    masked = _mask_once(text) if len(text) <= _LONGEST_KEPT else mask_all(text)[0]
    return text if masked == text else masked  # what is kept may be an equal text, and another one


@lru_cache(maxsize=128)
def _mask_once(text: str) -> str:
    return mask_all(text)[0]


def _may_hide(text: str) -> bool:
    """Tell whether there may be anything to mask in a text.

    Finding one character is 50 times as fast as finding several, and most pages hold none of these
    marks: this saves 0.3 s for 10,000 pages.
    """
    for mark in _MASKED if "<" in text else _MASKED[:_TAGS]:
        if mark[0] in text and mark in text:
            return True
    return "$" in text and bool(_MATH.search(text))


def mask_all(text: str) -> tuple[str, list[int]]:
    """Return what `mask` returns, and the offsets of the lines that begin a block.

    Unlike `mask`, it does not first look whether there is anything to mask.
    """
    shown, breaks = _without_code(text)
    return _replace_hidden(shown, breaks, _blank), breaks


def _replace_hidden(shown: str, breaks: Sequence[int], stand_in: Callable[[str], str]) -> str:
    out: list[str] = []
    at = 0
    for start, end in _hidden(shown, breaks):
        out += (shown[at:start], stand_in(shown[start:end]))
        at = end
    out.append(shown[at:])
    return "".join(out)


def show_words(text: str) -> str:
    """Return `text` as `mask` does, but with letters for the code and the math within a line.

    Whoever cuts a text into blocks and sentences needs to see where something stands: what is code
    begins lines and sentences like any word, while a blank would make an indent of it.
    """
    return _replace_hidden(*_without_code(text), _stand_in) if _may_hide(text) else text


def _stand_in(hidden: str) -> str:
    if hidden.startswith(("<!--", "%%")) or (hidden.startswith("$$") and "\n" in hidden):
        return _blank(hidden)
    return _LETTER.sub("x", hidden.replace(hidden[0], "X"))


def find_comments(text: str) -> list[tuple[int, int]]:
    """Return where the comments of a text begin and end: those of HTML, and `%%` comments."""
    if "<!--" not in text and "%%" not in text:
        return []
    shown, breaks = _without_code(text)
    return [
        (start, end)
        for start, end in _hidden(shown, breaks)
        if shown.startswith(("<!--", "%%"), start)
    ]


def blank_code(text: str) -> str:
    """Return `text` with its code blocks and its code within lines replaced by spaces.

    Comments and math stay: same length, same lines.
    """
    return _replace_hidden(
        *_without_code(text), lambda hidden: _blank(hidden) if hidden[0] == "`" else hidden
    )


def _without_code(text: str) -> tuple[str, list[int]]:
    """Return `text` with code blocks blanked out, and the offsets of lines that begin a block."""
    code, breaks = code_blocks.scan_blocks(text)
    lines = text.split("\n")
    return (
        "\n".join(
            _blank(line) if is_code else line for line, is_code in zip(lines, code, strict=True)
        ),
        breaks,
    )


def _hidden(text: str, breaks: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the spans of inline code, of HTML and `%%` comments, and of math."""
    # Looking for one of these is a hundred times as fast as the pattern.
    if not any(sign in text for sign in ("`", "<!--", "%%", "$", "\\")):
        return
    at = 0
    # tokens that nothing after here closes, so that each end is looked for only once
    unclosed: set[str] = set()
    runs: dict[int, list[int]] = {}  # where runs of backticks begin, by their length
    for m in _RUN.finditer(text):
        runs.setdefault(len(m[0]), []).append(m.start())
    while found := _SKIP.search(text, at):
        token = found.group()
        end = -1 if token in unclosed else _span_end(text, found.start(), token, breaks, runs)
        if end < 0 and token in _CLOSING:
            unclosed.add(token)
        if end < 0 or (token == "$" and not _MATH.match(text, found.start())):
            at = max(end, found.end())
        else:
            yield found.start(), end
            at = end


def _span_end(
    text: str, start: int, token: str, breaks: Sequence[int], runs: Mapping[int, list[int]]
) -> int:
    """Return where the span opened by `token` at `start` ends, or -1 where nothing closes it."""
    if token[0] == "`":
        alike = runs.get(len(token), [])
        i, j = bisect_right(alike, start), bisect_right(breaks, start)
        # code ends with its paragraph
        inside = i < len(alike) and (j == len(breaks) or alike[i] < breaks[j])
        return alike[i] + len(token) if inside else -1
    if token == "$":
        math = _TEX.match(text, start)
        return math.end() if math else -1
    if token[0] == "\\":
        return -1
    close = _CLOSING[token]
    at = text.find(close, start + (2 if token == "<!--" else len(token)))
    return at + len(close) if at >= 0 else -1
