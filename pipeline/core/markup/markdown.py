"""The one module that knows Markdown inside a page: code and prose, sections, links, footnotes.

It also makes foreign text harmless.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple
from urllib.parse import unquote

from pipeline.core.language.emphasis import BOLD_SIGN, ITALIC_SIGN
from pipeline.core.markup import code_blocks
from pipeline.core.text import strip_hidden

_HEADING = re.compile(r"^(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$")
# A label is short and holds no bracket: otherwise, in a long run of `[^`, each would be read to the
# end of the run.
_LABEL = r"[^\[\]\s]{1,200}"
_DEFINITION = re.compile(rf"^\[\^({_LABEL})\]:[ \t]*(.*)$")
_NAME = re.compile(_LABEL)
# These, `_CODE` and `_EMPHASIS` begin with the sign itself and then look back for a backslash
# before it: a pattern that begins by looking back is tried at every character (1.0 s of 10,000
# pages, and 0.3 s more in every rule that reads their links).
# A mark with a colon behind it defines a footnote, unless something stands right before it.
_MARK = re.compile(rf"\[\^(?<!\\\[\^)(?:(?<=[^\s>]\[\^)|(?={_LABEL}\](?!:)))({_LABEL})\]")
_SPACE_AND_MARK = re.compile(
    rf"(?: \[|\[(?<!\\\[))\^(?:(?<=[^\s>]\[\^)|(?={_LABEL}\](?!:)))({_LABEL})\]"
)
_WIKILINK = re.compile(
    r"(?:!\[\[(?<!\\!\[\[)|\[\[(?<!\\\[\[))([^\[\]|#^\n]*)((?:#[^\[\]|\n]*)?)(?:\\?\|([^\[\]\n]*))?\]\]"
)
# only the name
_LINKED = re.compile(r"\[\[(?<!\\\[\[)([^\[\]|#^\n]*)(?:#[^\[\]|\n]*)?(?:\\?\|[^\[\]\n]*)?\]\]")
_INLINE = re.compile(
    r"(?:!\[(?<!\\!\[)|\[(?<!\\\[))((?:[^\[\]\\\n]|\\.|\[[^\[\]\n]{0,200}\]){0,400})\]\(\s{0,20}(<[^<>\n]{0,2000}>|[^\s()<>]{0,2000}(?:\([^\s()]{0,500}\)[^\s()<>]{0,500}){0,9})(?:\s{1,20}[\"'(][^\n)]{0,300})?\s{0,20}\)"
)
_NOTE = re.compile(r"\[\^")
_BOX = re.compile(r"\[[^\]\d\n]\][ \t]")  # with a digit it is a reference, `[1] Ada, 1999`
_CALLOUT = re.compile(r"\[![^\[\]\n]{1,100}\][+-]?[ \t]*")
# characters in which a first sentence must end, because looking for it has no other bound
_MOST_OPENING = 10_000
_REST = r"[^\s<>\"')\[\]]"
# `//` with what stands before it, whatever that is; `www.` behind no plain letter or digit, for
# GitHub links it after an underscore; and schemes that need no `//`. A word with a colon is none:
# `**Input Data:**`, `**HTTPS:** only`, `(file:12)`.
_ADDRESS = re.compile(
    rf"(?i)://{_REST}+"
    rf"|(?<![A-Za-z0-9])(?:(?:https?|ftp):(?=[/\\]|[A-Za-z0-9-]+\.[A-Za-z])|file:(?=[/\\~.])"
    rf"|data:(?=[\w.+/;=-]{{0,99}},\S)|(?:javascript|vbscript|mailto):(?![*_])){_REST}+"
    rf"|(?<![A-Za-z0-9./])www\.{_REST}+"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*\Z")
_LONGEST_SCHEME = 40
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
_LINES = re.compile(r"[^\n]*\n|[^\n]+")  # str.splitlines would also cut at form feeds


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
    callers compare with `is`.
    """
    return mask_all(text)[0] if _may_hide(text) else text


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
        if line.startswith("[^") and _DEFINITION.match(line.rstrip("\n")):
            tail_at = at
        elif line.strip():
            break
        end = at
    return tail_at


def _tail_start(lines: list[str], shown: list[str]) -> int:
    """Return the line on which the footnote definitions at the end of a body begin."""
    at = len(lines)
    for i in range(len(lines) - 1, -1, -1):
        if _DEFINITION.match(shown[i].rstrip("\r\n")):
            at = i
        elif lines[i].strip():
            break
    return at


def headings_of(text: str) -> list[str]:
    """Return the text of every heading, of any level."""
    return [m[2] for line in mask(text).split("\n") if (m := _HEADING.match(line))]


# --- links, marks, definitions ---


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
        for m in _WIKILINK.finditer(shown):
            name, heading = m[1].strip().rstrip("\\"), m[2].lstrip("#").strip()
            # The label is taken from the text, because it may be code, which is masked.
            label = text[m.start(3) : m.end(3)].strip() if m[3] is not None else ""
            yield LinkSpan("wiki", name, heading, label, m[0].startswith("!"), m.start(), m.end())
    if "](" in shown:
        for m in _INLINE.finditer(shown):
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
        return _WIKILINK.sub("", text)
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
        [unquote(m[2].strip("<>")).partition("#")[0] for m in _INLINE.finditer(masked)]
        if "](" in masked
        else []
    )
    return wiki, inline


def find_marks(text: str, masked: str | None = None) -> list[str]:
    """Return the labels of the footnote references in `text`, in order and with repetitions."""
    return _MARK.findall(mask(text) if masked is None else masked)


def find_mark_places(masked: str) -> Iterator[re.Match[str]]:
    """Yield where the footnote references of a masked text stand; group 1 is the label."""
    return _MARK.finditer(masked)


def find_definitions(text: str, masked: str | None = None) -> dict[str, str]:
    """Return footnote definitions, label to text (one line each, as this project writes them)."""
    return dict(find_definition_rows(text, masked))


def find_definition_rows(text: str, masked: str | None = None) -> list[tuple[str, str]]:
    """Return the label and text of every footnote definition, in order and with repetitions."""
    if "[^" not in text:
        return []
    shown = mask(text) if masked is None else masked
    if shown is text:  # where nothing is masked, this takes a third of the time
        lines = (rest.partition("\n")[0].partition("]:") for rest in f"\n{text}".split("\n[^")[1:])
        return [
            (a, said.lstrip(" \t").rstrip())
            for a, found, said in lines
            if found and _NAME.fullmatch(a)
        ]
    found = (
        _DEFINITION.match(line) if line.startswith("[^") else None for line in shown.split("\n")
    )
    rows = zip(found, text.split("\n"), strict=True)
    return [(m[1], row[m.start(2) :].rstrip()) for m, row in rows if m]


def drop_definitions(text: str, gone: Callable[[str, str], bool]) -> str:
    """Return `text` without the definitions for which `gone(label, text)` is true.

    No two blank lines are left where they stood.
    """
    rows = iter(find_definition_rows(text))
    kept: list[str] = []
    cut = False
    for line, shown in zip(text.split("\n"), mask(text).split("\n"), strict=True):
        if shown.startswith("[^") and _DEFINITION.match(shown) and gone(*next(rows)):
            cut = True
        elif not (cut and not line.strip() and (not kept or not kept[-1].strip())):
            kept.append(line)
            cut = False
    return "\n".join(kept)


def is_task(item: str) -> bool:
    """Tell whether the text of a list item begins with the box of a task, in whatever state."""
    return bool(_BOX.match(item))


def callout_sign(quoted: str) -> str:
    """Return the sign that begins a callout, such as `[!warning]- `; empty for a plain quote."""
    found = _CALLOUT.match(quoted)
    return found.group() if found else ""


def drop_marks(text: str) -> str:
    """Return `text` without footnote references."""
    return _SPACE_AND_MARK.sub("", text) if "[^" in text else text


def rename_labels(text: str, labels: Mapping[str, str]) -> str:
    """Return `text` with its footnote references renamed by `labels`.

    References whose label is not among them are removed.
    """
    return _MARK.sub(lambda m: f"[^{labels[m[1]]}]" if m[1] in labels else "", text)


_CODE = re.compile(r"`(?<!\\`)([^`\n]+)`")
_EMPHASIS = re.compile(rf"{BOLD_SIGN}(?<!\\\*\*)|__(?<!\\__)|{ITALIC_SIGN}(?<!\\\*)|`(?<!\\`)")


_SIGN = re.compile(r"[*_`\\]")


def to_plain_text(text: str) -> str:
    """Return `text` as a reader sees it, on one line.

    Footnote marks and the signs of emphasis and code are gone; a link is its words.
    """
    out = drop_marks(text)
    if "[[" in out:
        out = _WIKILINK.sub(lambda m: m[3] or m[1], out)
    if "](" in out:
        out = _INLINE.sub(lambda m: "" if m[0].startswith("!") else m[1], out)
    if not _SIGN.search(out):
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


def find_html(text: str) -> list[str]:
    """Return the HTML tags and comments that would take effect in `text`.

    A real parser decides what is HTML, because whether a backtick has its partner depends on all
    the blocks around it.
    """
    if "<" not in text:
        return []
    from markdown_it import MarkdownIt  # takes 30 ms, and few pages hold a "<"

    # A footnote definition would be read as that of a link, and vanish.
    prose = _NOTE.sub("(^", text)
    blocks = (
        MarkdownIt("commonmark", {"html": True}).enable("table").parse(_without_open_ends(prose))
    )
    inline = (child for block in blocks for child in block.children or ())
    return [
        t.content.strip() for t in (*blocks, *inline) if t.type in ("html_block", "html_inline")
    ]


_OPENS_HTML = re.compile(
    r"(^[ \t>*+\-0-9.)]*)?<(?=(!--)|(\?)|(!\[CDATA\[)|(![A-Za-z]))", re.MULTILINE
)
_CLOSES_HTML = ("-->", "?>", "]]>", ">")


def _without_open_ends(text: str) -> str:
    """Return `text` with the sign that begins a comment as an entity, where the comment never ends.

    Inside a line that is HTML to nobody, and the parser reads to the end of the text for each of
    them. At the beginning of a line it begins a block all the same.
    """
    last = [text.rfind(sign) for sign in _CLOSES_HTML]

    def inert(found: re.Match[str]) -> str:
        kind = next(i for i in range(len(last)) if found[i + 2] is not None)
        return found[0] if found[1] is not None or found.start() < last[kind] else "&lt;"

    return _OPENS_HTML.sub(inert, text) if "<!" in text or "<?" in text else text


def find_destinations(text: str) -> list[tuple[bool, str]]:
    """Return what the links and images of `text` lead to: (whether an image, decoded address).

    A real parser reads them: entities, escapes, references and labels over several lines all make
    links, and no pattern of ours knows them all.
    """
    # Only these make a link or an image; a link by reference needs its definition, `]:`. Finding
    # one sign is 30 times as fast as finding two.
    some = (
        ("(" in text and "](" in text)
        or (":" in text and "]:" in text)
        or ("<" in text and _AUTOLINK.search(text))
    )
    return list(_destinations(text)) if some else []


@lru_cache(maxsize=8)  # several rules ask about the same page
def _destinations(text: str) -> tuple[tuple[bool, str], ...]:
    from markdown_it import MarkdownIt

    blocks = (
        MarkdownIt("commonmark", {"html": True})
        .enable("table")
        .parse(_without_open_ends(_NOTE.sub("(^", text)))
    )
    found = []
    for token in (child for block in blocks for child in block.children or ()):
        if token.type in ("link_open", "image"):
            found.append(
                (
                    token.type == "image",
                    unquote(str(token.attrGet("src" if token.type == "image" else "href") or "")),
                )
            )
    return tuple(found)


_AUTOLINK = re.compile(r"<[A-Za-z][A-Za-z0-9+.-]*:")
_SCHEMES = ("http", "://", "ftp:", "file:", "script:", "data:", "mailto:", "www.")
# what a pattern takes for an `i`, beside what `casefold` makes one
_LIKE_ASCII = str.maketrans({"ı": "i", "\u0307": ""})


def find_addresses(text: str) -> list[str]:
    """Return the web addresses in `text`, also bare ones, without punctuation at their ends."""
    if ":" not in text and "w." not in text and "W." not in text:
        return []
    plain = text.casefold()
    if not text.isascii():
        plain = plain.translate(_LIKE_ASCII)
    if not any(scheme in plain for scheme in _SCHEMES):
        return []
    return [*_addresses(text)]


def _addresses(text: str) -> Iterator[str]:
    for m in _ADDRESS.finditer(text):
        scheme = ""
        if m.group().startswith(":"):
            before = _SCHEME.search(text, max(0, m.start() - _LONGEST_SCHEME), m.start())
            if before is None:
                continue  # `://` behind no letter
            scheme = before.group()
        yield (scheme + m.group()).rstrip(".,;:!?*_`|")


_TOKEN = re.compile(r"[^\s<]*?(?://|www\.|@)[^\s<]*", re.IGNORECASE)
# a link's destination, or code
_ENDED = re.compile(r"(?:\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)|`)$")


def part_marks_from_addresses(text: str) -> str:
    """Return `text` with a space before each footnote reference that follows a bare address.

    Without it, the address would swallow the reference.
    """
    if "[^" not in text or not may_hold_address(text):
        return text
    return _TOKEN.sub(lambda m: _parted(m.group()), text)


def may_hold_address(text: str) -> bool:
    """Tell at a glance whether a text holds a sign of an address; a pattern takes far longer."""
    return "//" in text or "@" in text or "www." in text.lower()


_AT_ADDRESS = re.compile(r"//|www\.|@", re.IGNORECASE)


def _parted(token: str) -> str:
    sign = _AT_ADDRESS.search(token)
    at = token.find("[^", sign.end() if sign else 0)
    return token if at < 0 or _ENDED.search(token[:at]) else f"{token[:at]} {token[at:]}"


_NOT_IN_LABELS = str.maketrans({"[": "(", "]": ")", "|": "/", "`": "'", "\n": " ", "\r": " "})


def make_wiki_link(slug: str, words: str, bar: str = "|") -> str:
    """Return a link to a page, with words that no character of theirs can end.

    The words are often a foreign title. `bar` is what parts them from the slug, `\\|` in a table.
    """
    return f"[[{slug}{bar}{words.translate(_NOT_IN_LABELS)}]]"


# --- foreign text made harmless ---

# Code that stays code. What begins with `$=`, and a template, would be run by plugins of Obsidian;
# `&lt;` is how we write `<`.
_CODE_SPAN = re.compile(r"(?<!`)`(?![ \t]*\$=)(?:(?!&lt;|<%)[^`\\|\n])+`(?!`)")
# What could take effect inside a line; an underscore inside a word cannot, and escaping it would
# only disturb the reader.
_ACTIVE = re.compile(r"[\\`\"\[\]<*|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|(?<=%)%")
# nothing to escape, as is mostly so
_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9,.;:'()/?-]*(?: [A-Za-z0-9,.;:'()/?-]+)*")
_ESCAPED = re.compile(r"\\([\\`\"\[\]<>*_|~$&#!%])|&lt;")


def _code_or(text: str, active: re.Pattern[str]) -> str:
    out: list[str] = []
    at = 0
    for m in _CODE_SPAN.finditer(text):
        if _in_address(text, m.start()):
            continue
        out += [active.sub(_escaped, text[at : m.start()]), m.group()]
        at = m.end()
    if "`" in text[at:]:  # with an unpaired backtick no span is sure to stay one
        return active.sub(_escaped, text)
    return "".join(out) + active.sub(_escaped, text[at:])


def _in_address(text: str, at: int) -> bool:
    """Tell whether a place is in a bare address, which ends only at a space, line end or `<`."""
    near = max(0, at - _LONGEST_ADDRESS)
    begins = max(near, *(text.rfind(sign, near, at) + 1 for sign in " \t\n<"))
    return bool(_AT_ADDRESS.search(text, begins, at))


_LONGEST_ADDRESS = 2_000


def _escaped(found: re.Match[str]) -> str:
    """Return a sign such that it is shown and has no effect.

    `<` becomes an entity, since a bare address swallows a backslash, and what `<` begins takes
    effect.
    """
    return "&lt;" if found[0] == "<" else f"\\{found[0]}"


def escape_quote(text: str) -> str:
    """Return foreign text on one line such that it renders as itself.

    Whatever could be markup is escaped; `code` stays code.
    """
    if _PLAIN.fullmatch(text):
        return text
    return _code_or(re.sub(r"[\r\n]", " ", strip_hidden(text)), _ACTIVE)


def unescape_quote(text: str) -> str:
    """Undo `escape_quote`."""
    return _ESCAPED.sub(lambda m: m[1] or "<", text)


_HARMFUL = re.compile(r"[\\\[\]<>|$`]|&(?=#?\w+;)|(?<=%)%")
_LEADING = re.compile(
    r"^(?=(?:#{1,6}|[-+*=])(?:\s|$)|>|~~~|={2,}|-{2,}|(?:\*\s*){3,}$|(?:_\s*){3,}$)|^(\d{1,9})(?=[.)](?:\s|$))"
)


def make_harmless(text: str) -> str:
    """Return a foreign sentence as prose for a page, in which nothing can take effect.

    Links become their words, and images are dropped. Raised and lowered text is written in plain
    characters. Emphasis and balanced `code` stay. Brackets, angle brackets, pipes, entities and
    stray backticks are escaped.
    """
    if _PLAIN.fullmatch(text):
        return text
    # imported only here: its patterns would slow every start
    from pipeline.core.markup.typography import write_out

    words = re.sub(r"\s+", " ", strip_hidden(write_out(text)))
    words = _INLINE.sub(lambda m: "" if m[0].startswith("!") else m[1], words)
    words = re.sub(r"!?\[([^\[\]]*)\]\[[^\[\]]*\]", r"\1", words)
    words = _WIKILINK.sub(lambda m: m[3] or m[1], words)
    words = re.sub(r"<((?:https?|mailto):[^<>\s]+)>", r"\1", words)
    words = re.sub(r"</?(?:sup|sub|b|i|em|strong|u|small|code|kbd|span)\b[^<>]*>", "", words)
    words = re.sub(r" {2,}", " ", re.sub(rf"\[\^{_LABEL}\]", "", words))
    return escape_line_start(_code_or(words, _HARMFUL).strip())


def escape_line_start(text: str) -> str:
    """Return one line of escaped text such that it begins no heading, list, rule or fence."""
    return _LEADING.sub(lambda m: f"{m[1]}\\" if m[1] else "\\", text)
