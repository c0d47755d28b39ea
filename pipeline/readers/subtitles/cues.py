"""Find the captions of a WebVTT or SRT file, each with its times, its speakers and its line.

webvtt-py was tried: it names no lines of the file, one speaker for a caption that has two, leaves
entities as they are, refuses a file without its first line and drops what it cannot read unsaid.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

# Microsoft Teams writes times without the noughts that the standard asks for, such as 0:0:3.54.
_STAMP = r"(?:(\d{1,4}):)?(\d{1,2}):(\d{1,2})(?:[.,](\d{1,3}))?"
_TIMES = re.compile(rf"\s*{_STAMP}\s*-->\s*{_STAMP}(?:\s.*)?")
_HEADER = re.compile(r"\ufeff?WEBVTT(?:[ \t]+-?[ \t]*(.*))?")
_LANGUAGE = re.compile(r"Language:\s*(\S{2,20})\s*", re.IGNORECASE)
_SKIPPED = re.compile(r"(?:NOTE|STYLE|REGION)(?:\s.*)?")
_VOICE = re.compile(r"<v(?:\.[^\s<>]{0,80})?[ \t]+([^<>]{1,200})>")
_TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|</>|<\d[\d:.]{0,20}>|\{\\[^{}]{0,80}\}")
_LABEL = re.compile(r"(?:>>+\s*|-\s*)?([^\W\d_][\w.'’()/& -]{0,40}?)\s?:\s+(?=\S)")
_CHANGE = re.compile(r"\s*(?:>>+|[-–—])\s*(?=\S)")
_LONGEST_LABEL = 4  # words
CHANGED = "\0"  # somebody else begins to speak, who is not named


@dataclass(frozen=True)
class Cue:
    """One caption: when it is shown in seconds, and its lines, each with its speaker if named.

    A speaker of `CHANGED` is somebody else than before. `line` is that of the file.
    """

    start: float
    end: float
    line: int
    said: tuple[tuple[str, str], ...]


@dataclass
class FoundCues:
    """The captions of a file, and the lines of passages that have no time.

    `labelled` says that names stand before the words, where the speaker changes.
    """

    cues: list[Cue] = field(default_factory=list)
    unread: list[int] = field(default_factory=list)
    title: str = ""
    language: str = ""
    labelled: bool = False


@dataclass
class _OpenCue:
    start: float
    end: float
    line: int
    lines: list[str]


def find_cues(lines: Sequence[tuple[str, int]]) -> FoundCues:
    """Return the captions of numbered lines; comments, styles and numbers are left out."""
    found = FoundCues()
    raw: list[_OpenCue] = []
    is_vtt = bool(lines) and bool(header := _HEADER.fullmatch(lines[0][0]))
    if is_vtt and header:
        found.title = (header[1] or "").strip()
    for at, block in enumerate(_blocks(lines)):
        _read_block(block, is_vtt, at == 0, raw, found)
    _join_names(raw)
    labels = _labels_of(raw)
    found.labelled = bool(labels)
    found.cues = [
        Cue(cue.start, cue.end, cue.line, said)
        for cue in raw
        if (said := tuple(_say(cue.lines, labels)))
    ]
    return found


def _blocks(lines: Sequence[tuple[str, int]]) -> Iterator[list[tuple[str, int]]]:
    block: list[tuple[str, int]] = []
    for line, number in lines:
        if line.strip():
            block.append((line, number))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _read_block(
    block: list[tuple[str, int]], is_vtt: bool, first: bool, raw: list[_OpenCue], found: FoundCues
) -> None:
    """Read lines between blank ones, in which captions may follow each other without a blank."""
    timed = [at for at, (line, _) in enumerate(block) if "-->" in line and _TIMES.fullmatch(line)]
    if is_vtt and (first or (not timed and _SKIPPED.fullmatch(block[0][0]))):
        for line, _ in block if first else ():
            if language := _LANGUAGE.fullmatch(line):
                found.language = language[1]
        if not timed or _SKIPPED.fullmatch(block[0][0]):
            return
    if not timed:
        _read_rest(block, is_vtt, raw, found)
        return
    for at, nxt in zip(timed, [*timed[1:], None], strict=True):
        line, number = block[at]
        body = block[at + 1 : nxt]
        if nxt is not None and body and body[-1][0].strip().isdigit():
            body = body[:-1]  # the number of the caption that follows
        start, end = _seconds(line)
        raw.append(_OpenCue(start, end, body[0][1] if body else number, [x for x, _ in body]))


def _read_rest(
    block: list[tuple[str, int]], is_vtt: bool, raw: list[_OpenCue], found: FoundCues
) -> None:
    """Read lines without a time: in SRT they go on with the caption above a blank line."""
    words = [line for line, _ in block if not line.strip().isdigit()]
    if not words:
        return
    if is_vtt or not raw or any("-->" in line for line in words):
        found.unread.append(block[0][1])
    else:
        raw[-1].lines += words


def _seconds(line: str) -> tuple[float, float]:
    times = _TIMES.fullmatch(line)
    parts = times.groups("0") if times else ("0",) * 8
    values = [int(h) * 3600 + int(m) * 60 + int(s) + int(f.ljust(3, "0")) / 1000
              for h, m, s, f in (parts[:4], parts[4:])]  # fmt: skip
    return values[0], values[1]


def _join_names(raw: Sequence[_OpenCue]) -> None:
    """Put a name that has a line of its own before the words of the next line."""
    for cue in raw:
        for at in reversed(range(len(cue.lines) - 1)):
            line = cue.lines[at].rstrip()
            if line.endswith(":") and _LABEL.match(f"{_plain(line)} x"):
                cue.lines[at : at + 2] = [f"{line} {cue.lines[at + 1]}"]


def _labels_of(raw: Sequence[_OpenCue]) -> frozenset[str]:
    """Return the names before a colon that are speakers: they recur, and are written like names."""
    counts = Counter(
        label
        for cue in raw
        for line in cue.lines
        if ":" in line and (found := _LABEL.match(_plain(line))) and _is_name(label := found[1])
    )
    return frozenset(label for label, count in counts.items() if count > 1)


def _is_name(label: str) -> bool:
    words = label.split()
    named = all(not word[0].isalpha() or word[0].upper() == word[0] for word in words)
    return named and len(words) <= _LONGEST_LABEL


def _say(lines: Sequence[str], labels: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Yield the speakers and words of a caption, line by line."""
    voice = ""
    for line in lines:
        at, pieces = 0, []
        for tag in _VOICE.finditer(line):
            pieces.append((voice, line[at : tag.start()]))
            voice, at = html.unescape(tag[1]).strip(), tag.end()
        pieces.append((voice, line[at:]))
        for speaker, piece in pieces:
            if words := _plain(piece):
                yield _named(speaker, words, labels)


def _named(speaker: str, words: str, labels: frozenset[str]) -> tuple[str, str]:
    if (found := _LABEL.match(words)) and found[1] in labels:
        return found[1], words[found.end() :]
    if not speaker and (change := _CHANGE.match(words)):
        return CHANGED, words[change.end() :]
    return speaker, words


def _plain(line: str) -> str:
    return " ".join(html.unescape(_TAG.sub("", line)).split())
