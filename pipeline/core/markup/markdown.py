"""Markdown inside a page: its sections, its links, and its words as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import unquote

from pipeline.core.language.emphasis import BOLD_SIGN, ITALIC_SIGN
from pipeline.core.markup.footnotes import DEFINITION, drop_marks
from pipeline.core.markup.text_mask import mask

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
# These, `_CODE` and `_EMPHASIS` begin with the sign itself and then look back for a backslash
# before it, as the patterns of `footnotes.py` do, and for the same reason.
WIKI_LINK = re.compile(
    r"(?:!\[\[(?<!\\!\[\[)|\[\[(?<!\\\[\[))([^\[\]|#^\n]*)((?:#[^\[\]|\n]*)?)(?:\\?\|([^\[\]\n]*))?\]\]"
)
# only the name
_LINKED = re.compile(r"\[\[(?<!\\\[\[)([^\[\]|#^\n]*)(?:#[^\[\]|\n]*)?(?:\\?\|[^\[\]\n]*)?\]\]")
INLINE_LINK = re.compile(
    r"(?:!\[(?<!\\!\[)|\[(?<!\\\[))((?:[^\[\]\\\n]|\\.|\[[^\[\]\n]{0,200}\]){0,400})\]\(\s{0,20}(<[^<>\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()]{0,500}\)[^\s()<>]{0,500}){0,9})(?:\s{1,20}[\"'(][^\n)]{0,300})?\s{0,20}\)"
)
_BOX = re.compile(r"\[[^\]\d\n]\][ \t]")  # with a digit it is a reference, `[1] Ada, 1999`
_CALLOUT = re.compile(r"\[![^\[\]\n]{1,100}\][+-]?[ \t]*")
# characters in which a first sentence must end, because looking for it has no other bound
_MOST_OPENING = 10_000
_LINES = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines would also cut at form feeds


# --- sections ---


@dataclass(frozen=True)
class PageSection:
    """One `##` section: its heading's line as written, the heading's text, and what is below it."""

    line: str
    heading: str
    text: str


_TITLE = re.compile(r"\s*#[ \t][^\n]*(?:\n\s*|\Z)")


def split_title(lead: str) -> tuple[str, str]:
    """Return the `# heading` that people put above a page's text, and the text below it."""
    found = _TITLE.match(lead)
    end = found.end() if found else 0
    return lead[:end], lead[end:]


def split_body(body: str, masked: str | None = None) -> tuple[str, tuple[PageSection, ...], str]:
    """Cut a body into the part before the first `##`, the sections, and the footnote definitions.

    Only the definitions at the end count as such. Joined, the three give the body again, byte for
    byte.
    """
    masked = mask(body) if masked is None else masked
    if masked is body and "\r" not in body:
        return _split_plain(body)
    lines = _LINES.findall(body)
    shown = lines if masked is body else _LINES.findall(masked)
    tail_at = _tail_start(lines, shown)
    heads = [
        i
        for i, line in enumerate(shown[:tail_at])
        if line.startswith("##") and (m := _HEADING.match(line.rstrip("\r\n"))) and len(m[1]) == 2
    ]
    lead = "".join(lines[: heads[0] if heads else tail_at])
    parts = []
    for i, end in zip(heads, [*heads[1:], tail_at][: len(heads)], strict=True):
        found = _HEADING.match(lines[i].rstrip("\r\n"))
        parts.append(PageSection(lines[i], found[2] if found else "", "".join(lines[i + 1 : end])))
    return lead, tuple(parts), "".join(lines[tail_at:])


def _split_plain(body: str) -> tuple[str, tuple[PageSection, ...], str]:
    """Do what `split_body` does for a body without anything masked, in a third of the time.

    Nearly all bodies are such.
    """
    tail_at = _tail_offset(body)
    heads = [0] if body.startswith("##") else []
    at = body.find("\n##", 0, tail_at)
    while at >= 0:
        heads.append(at + 1)
        at = body.find("\n##", at + 1, tail_at)
    rows = []  # of each section: where it begins, its heading's line, and the heading
    for head in heads:
        end = body.find("\n", head, tail_at) + 1 or tail_at
        line = body[head:end]
        name = _section(line) if head < tail_at else None
        if name is not None:
            rows.append((head, line, name))
    ends = [*(row[0] for row in rows), tail_at]
    parts = (
        PageSection(line, name, body[at + len(line) : end])
        for (at, line, name), end in zip(rows, ends[1:], strict=True)
    )
    return body[: ends[0]], tuple(parts), body[tail_at:]


@lru_cache(maxsize=20_000)  # the same headings are on many pages
def _section(line: str) -> str | None:
    """Return the text of a line's heading where it begins a section."""
    found = _HEADING.match(line.rstrip("\n"))
    return found[2] if found and len(found[1]) == 2 else None


def _tail_offset(body: str) -> int:
    """Return where the footnote definitions at the end of a body begin, if nothing is masked."""
    tail_at = end = len(body)
    while end > 0:
        at = body.rfind("\n", 0, end - 1) + 1
        line = body[at:end]
        if line.startswith("[^") and DEFINITION.match(line.rstrip("\n")):
            tail_at = at
        elif line.strip():
            break
        end = at
    return tail_at


def _tail_start(lines: list[str], shown: list[str]) -> int:
    """Return the line on which the footnote definitions at the end of a body begin."""
    at = len(lines)
    for i in range(len(lines) - 1, -1, -1):
        if DEFINITION.match(shown[i].rstrip("\r\n")):
            at = i
        elif lines[i].strip():
            break
    return at


def headings_of(text: str) -> list[str]:
    """Return the text of every heading, of any level."""
    return [m[2] for line in mask(text).split("\n") if (m := _HEADING.match(line))]


# --- links and words ---


class LinkSpan(NamedTuple):
    """One link or image, and the offsets at which it begins and ends in the text.

    `target` is as written, without the heading. It is a tuple because a frozen dataclass takes four
    times as long to make, and a lint makes one for nearly every link of a wiki.
    """

    kind: Literal["wiki", "inline"]
    target: str
    heading: str
    label: str
    embed: bool
    start: int
    end: int


def find_links(text: str, masked: str | None = None) -> Iterator[LinkSpan]:
    """Yield the `[[links]]`, then the `[inline](links)`, in order, outside code and comments."""
    shown = mask(text) if masked is None else masked
    if "[[" in shown:
        for m in WIKI_LINK.finditer(shown):
            name, heading = m[1].strip().rstrip("\\"), m[2].lstrip("#").strip()
            # The label is taken from the text, because it may be code, which is masked.
            label = text[m.start(3) : m.end(3)].strip() if m[3] is not None else ""
            yield LinkSpan("wiki", name, heading, label, m[0].startswith("!"), m.start(), m.end())
    if "](" in shown:
        for m in INLINE_LINK.finditer(shown):
            target, _, heading = unquote(m[2].strip("<>")).partition("#")
            label = text[m.start(1) : m.end(1)]
            yield LinkSpan(
                "inline", target, heading, label, m[0].startswith("!"), m.start(), m.end()
            )


def drop_links(text: str) -> str:
    """Return `text` without its links, the words of each among them."""
    if "[[" not in text and "](" not in text:
        return text
    shown = mask(text)
    if shown is text and "](" not in text:
        return WIKI_LINK.sub("", text)
    for link in sorted(find_links(text, shown), key=lambda x: -x.start):
        text = text[: link.start] + text[link.end :]
    return text


def find_link_targets(masked: str) -> tuple[list[str], list[str]]:
    """Return the targets of the `[[links]]` and of the `[inline](links)` in a masked text.

    These are the targets that `find_links` yields. The facts of a page need no more, and this saves
    0.3 s for 10,000 pages.
    """
    wiki = [name.strip().rstrip("\\") for name in _LINKED.findall(masked)]
    inline = (
        [unquote(m[2].strip("<>")).partition("#")[0] for m in INLINE_LINK.finditer(masked)]
        if "](" in masked
        else []
    )
    return wiki, inline


def is_task(item: str) -> bool:
    """Tell whether the text of a list item begins with the box of a task, in whatever state."""
    return bool(_BOX.match(item))


def callout_sign(quoted: str) -> str:
    """Return the sign that begins a callout, such as `[!warning]- `; empty for a plain quote."""
    found = _CALLOUT.match(quoted)
    return found.group() if found else ""


_CODE = re.compile(r"`(?<!\\`)([^`\n]+)`")
_EMPHASIS = re.compile(rf"{BOLD_SIGN}(?<!\\\*\*)|__(?<!\\__)|{ITALIC_SIGN}(?<!\\\*)|`(?<!\\`)")


def to_plain_text(text: str) -> str:
    """Return `text` as a reader sees it, on one line.

    Footnote marks and the signs of emphasis and code are gone; a link is its words.
    """
    out = drop_marks(text)
    if "[[" in out:
        out = WIKI_LINK.sub(lambda m: m[3] or m[1], out)
    if "](" in out:
        out = INLINE_LINK.sub(lambda m: "" if m[0].startswith("!") else m[1], out)
    # Looking for one sign after the other takes a tenth of the time of a pattern for all.
    if not ("*" in out or "_" in out or "`" in out or "\\" in out):
        return " ".join(out.split())
    pieces = _CODE.split(out)  # every second one is code, which is shown as it stands
    pieces[::2] = (
        re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", _EMPHASIS.sub("", piece)) for piece in pieces[::2]
    )
    return " ".join("".join(pieces).split())


def first_sentence(text: str) -> str:
    """Return the first sentence of the first paragraph, as plain text.

    A heading above it that people put there is the page's name, and says nothing.
    """
    # Imported here: most facts come from the cache, and this import takes time.
    from pipeline.core.language.sentences import cut_into_sentences

    text = split_title(text)[1] or text
    paragraph = to_plain_text(text.strip().split("\n\n", 1)[0][:_MOST_OPENING])
    sentences = [s.strip() for s in cut_into_sentences("", paragraph) if s.strip()]
    return sentences[0] if sentences else ""


_NOT_IN_LABELS = str.maketrans({"[": "(", "]": ")", "|": "/", "`": "'", "\n": " ", "\r": " "})


def make_wiki_link(slug: str, words: str, bar: str = "|") -> str:
    """Return a link to a page, with words that no character of theirs can end.

    The words are often a foreign title. `bar` is what parts them from the slug, `\\|` in a table.
    """
    return f"[[{slug}{bar}{words.translate(_NOT_IN_LABELS)}]]"
