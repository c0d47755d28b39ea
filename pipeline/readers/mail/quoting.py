"""Tell in a mail what others wrote from what its sender wrote, and mark it as a quotation.

An answer repeats the mails before it. If the repeated words stood there like the sender's own, one
statement would be told twice, and by somebody who may only object to it. So they all become block
quotes below a line that says whose words they are, as far as the mail says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.readers.mail.introductions import (
    count_introduction,
    find_introduction,
    is_divider,
    is_forward,
    is_header,
)
from pipeline.readers.mail.patches import count_patch, write_patch

_QUOTED = re.compile(r" {0,3}>")
_SIGNS = re.compile(r" {0,3}(?:> ?)++")
_RULE = re.compile(r" {0,3}(?:-{3,}|={3,})")
_WIDTH = 60  # characters of a quoted line that was broken because it was too long
_SIGNATURE = re.compile(r"--\s?")
_DEEPEST = 8  # mails that repeat each other


def mark_quoted(lines: Sequence[str], depth: int = 0) -> list[str]:
    """Return the lines of a mail as Markdown in which what others wrote is a block quote.

    `depth` counts the mails around it; below `_DEEPEST` of them nothing is told apart any more.
    """
    out: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].rstrip()
        if depth < _DEEPEST and is_forward(line):
            forwarded = _forwarded(lines[at + 1 :], depth + 1)
            return _trim([*_part_introductions(out), "", "## Forwarded message", "", *forwarded])
        if depth < _DEEPEST and (count := count_introduction(lines, at)):
            repeated = _as_quote(lines[at + count :], lines[at : at + count], depth + 1)
            return _trim([*_part_introductions(out), *repeated])
        if count := count_patch(lines, at):
            out += ["", *write_patch(lines[at : at + count])]
            at += count
            continue
        if _QUOTED.match(line):
            out += [] if not out or not out[-1] or _QUOTED.match(out[-1]) else [""]
            out.append(_normal_quote(line))
        elif _is_torn(lines, at):
            out[-1] += f" {line.strip()}"
        else:
            out += [""] if out and line and _QUOTED.match(out[-1]) else []
            if _SIGNATURE.fullmatch(line) or _is_rule(line, out):
                out += ["", line.rstrip()]  # below a paragraph it would make that a heading
            else:
                out.append(line)
        at += 1
    return _trim(_part_introductions(out))


def _is_rule(line: str, written: Sequence[str]) -> bool:
    """Tell whether a line of dashes ends a part, and underlines nothing: it is much shorter."""
    return (
        bool(_RULE.fullmatch(line)) and bool(written) and len(line.strip()) * 2 < len(written[-1])
    )


def _is_torn(lines: Sequence[str], at: int) -> bool:
    """Tell whether a line is the end of a quoted one that a mail program broke without a sign.

    It stands between two quoted lines, and goes on with a sentence that had no room. A short answer
    in that place begins with a capital, or below a finished sentence.
    """
    if not 0 < at < len(lines) - 1:
        return False
    above, line, below = lines[at - 1].rstrip(), lines[at].strip(), lines[at + 1]
    return (
        bool(_QUOTED.match(above) and _QUOTED.match(below))
        and line[:1].islower()
        and len(above) >= _WIDTH
        and above[-1] not in ".!?:"
        and len(line) < _WIDTH // 2
    )


def _as_quote(lines: Sequence[str], introduction: Sequence[str], depth: int) -> list[str]:
    """Return a repeated mail as a block quote below its headers; those in it are quoted deeper."""
    named = [" ".join(line.split()) for line in introduction]
    head = [line for line in named if line and not is_divider(line)]
    if head and not is_header(head[0]):
        head = [" ".join(head)]  # one sentence on several lines: who wrote, and when
    items = [f"- {line}" for line in head]  # so that each stays on its line
    inner = [*items, "", *mark_quoted(lines, depth)]
    return ["", *(f"> {line}" if line else ">" for line in inner)]


def _forwarded(lines: Sequence[str], depth: int) -> list[str]:
    """Return what was forwarded: its headers as items, and its text as another person's own."""
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    end = start
    while end < len(lines) and is_header(lines[end]):
        end += 1
    return [
        *(f"- {' '.join(x.split())}" for x in lines[start:end]),
        "",
        *mark_quoted(lines[end:], depth),
    ]


def _normal_quote(line: str) -> str:
    """Return a quoted line with its signs written one way: `>>words` as `> > words`."""
    signs = _SIGNS.match(line)
    end = signs.end() if signs else 0
    return f"{'> ' * min(line.count('>', 0, end), 20)}{line[end:]}".rstrip()


def _part_introductions(lines: list[str]) -> list[str]:
    """Part "On 3 May Ann wrote:" from the paragraph above it, and from the quote below."""
    out: list[str] = []
    for at, line in enumerate(lines):
        if _QUOTED.match(line) and (at == 0 or not _QUOTED.match(lines[at - 1])):
            first = find_introduction(out)
            if first is not None and first > 0 and out[first - 1].strip():
                out.insert(first, "")
        out.append(line)
    return out


def _trim(lines: list[str]) -> list[str]:
    out: list[str] = []
    for line in lines:
        if line.strip() or (out and out[-1].strip()):
            out.append(line)
    while out and not out[-1].strip():
        out.pop()
    return out
