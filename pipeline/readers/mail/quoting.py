"""Tell in a mail what others wrote from what its sender wrote, and mark it as a quotation.

An answer repeats the mails before it. If the repeated words stood there like the sender's own, one
statement would be told twice, and by somebody who may only object to it. So they all become block
quotes below a line that says whose words they are, as far as the mail says so.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTED = re.compile(r" {0,3}>")
_SIGNS = re.compile(r" {0,3}(?:> ?)++")
_WROTE = (
    r"wrote|writes|schrieb|a écrit|escribió|ha scritto|scrisse|schreef|escreveu|skrev"
    r"|napisał\(?a?\)?|пишет|написала?"
)
_INTRODUCTION = re.compile(rf".{{0,300}}\b(?:{_WROTE})\b.{{0,200}}[:：]\s*", re.IGNORECASE)
_INTRODUCED = re.compile(r"\s*(?:On|Am|Le|El|Il|Op|Em|Den|Dne|W dniu|El|Il giorno)\b.*")
# Outlook repeats mails without any sign, below such a line or such headers.
_DIVIDER = re.compile(
    r"\s*(?:-{2,}\s*(?:original message|original appointment|ursprüngliche nachricht|message"
    r" d'origine|mensaje original|messaggio originale|oorspronkelijk bericht)\s*-{2,}|_{20,})\s*",
    re.IGNORECASE,
)
_FORWARDED = re.compile(
    r"\s*(?:-{2,}\s*(?:forwarded message|weitergeleitete nachricht|message transféré|mensaje"
    r" reenviado|messaggio inoltrato)\s*-{2,}|begin forwarded message:)\s*",
    re.IGNORECASE,
)
_HEADER = re.compile(
    r"\s*(?:[*_]{0,2})(?P<name>from|sent|to|cc|date|subject|von|gesendet|an|datum|betreff|de|envoyé|à"
    r"|objet|enviado|para|asunto|da|inviato|a|oggetto|reply-to)\s?:(?:[*_]{0,2})\s.*",
    re.IGNORECASE,
)
_FIRST_NAMES = frozenset({"from", "von", "de", "da"})
_SIGNATURE = re.compile(r"--\s?")
_FEWEST_HEADERS = 3
_DEEPEST = 8  # mails that repeat each other


def mark_quoted(lines: Sequence[str], depth: int = 0) -> list[str]:
    """Return the lines of a mail as Markdown in which what others wrote is a block quote.

    `depth` counts the mails around it; below `_DEEPEST` of them nothing is told apart any more.
    """
    out: list[str] = []
    at = 0
    while at < len(lines):
        line = lines[at].rstrip()
        if depth < _DEEPEST and _FORWARDED.fullmatch(line):
            forwarded = _forwarded(lines[at + 1 :], depth + 1)
            return _trim([*_part_introductions(out), "", "## Forwarded message", "", *forwarded])
        if depth < _DEEPEST and (count := _count_repeated_headers(lines, at)):
            repeated = _as_quote(lines[at + count :], lines[at : at + count], depth + 1)
            return _trim([*_part_introductions(out), *repeated])
        if _QUOTED.match(line):
            out += [] if not out or not out[-1] or _QUOTED.match(out[-1]) else [""]
            out.append(_normal_quote(line))
        else:
            out += [""] if out and line and _QUOTED.match(out[-1]) else []
            if _SIGNATURE.fullmatch(line):
                out += ["", "--"]  # a line of dashes below a paragraph would make it a heading
            else:
                out.append(line)
        at += 1
    return _trim(_part_introductions(out))


def _count_repeated_headers(lines: Sequence[str], at: int) -> int:
    """Return how many lines introduce a mail that is repeated without any sign; 0 for none."""
    start = at
    divided = bool(_DIVIDER.fullmatch(lines[at]))
    if divided:
        start += 1
        while start < len(lines) and not lines[start].strip():
            start += 1
    end, seen = start, 0
    while end < len(lines) and (found := _HEADER.fullmatch(lines[end].rstrip() + " ")):
        if end == start and found["name"].lower() not in _FIRST_NAMES:
            break
        seen += 1
        end += 1
    return end - at if seen >= _FEWEST_HEADERS else (1 if divided and seen else 0)


def _as_quote(lines: Sequence[str], introduction: Sequence[str], depth: int) -> list[str]:
    """Return a repeated mail as a block quote below its headers; those in it are quoted deeper."""
    named = [" ".join(line.split()) for line in introduction]
    head = [line for line in named if line and not _DIVIDER.fullmatch(line)]
    items = [f"- {line}" for line in head]  # so that each stays on its line
    inner = [*items, "", *mark_quoted(lines, depth)]
    return ["", *(f"> {line}" if line else ">" for line in inner)]


def _forwarded(lines: Sequence[str], depth: int) -> list[str]:
    """Return what was forwarded: its headers as items, and its text as another person's own."""
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    end = start
    while end < len(lines) and _HEADER.fullmatch(lines[end].rstrip() + " "):
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
            first = _find_introduction(out)
            if first is not None and first > 0 and out[first - 1].strip():
                out.insert(first, "")
        out.append(line)
    return out


def _find_introduction(out: list[str]) -> int | None:
    """Return where the line or two that introduce a quote begin, at the end of what is written."""
    last = len(out) - 1
    while last >= 0 and not out[last].strip():
        last -= 1
    if last < 0 or len(out[last]) > 500:
        return None
    for first in (last, last - 1):
        if first >= 0 and _INTRODUCTION.fullmatch(" ".join(out[first : last + 1])):
            two = first == last and first > 0 and not _INTRODUCED.match(out[first])
            return first - 1 if two and _INTRODUCED.match(out[first - 1]) else first
    return None


def _trim(lines: list[str]) -> list[str]:
    out: list[str] = []
    for line in lines:
        if line.strip() or (out and out[-1].strip()):
            out.append(line)
    while out and not out[-1].strip():
        out.pop()
    return out
