"""Take the markers of site builders out of Markdown, and keep what they hold.

The markers of MkDocs and Docusaurus are `!!! note "Title"`, `??? example`, `=== "Tab"`,
`--8<-- "file"`, `:::tip Title` and `/// note | Title`. What MkDocs marks is indented by four
columns, and would be code in Markdown. Those of GitBook, Jekyll and Hugo are tags of a template:
`{% hint style="info" %}`, `{{< figure src="a.png" >}}`, `{{% notice note %}}`.
"""

from __future__ import annotations

import re

GAP = "\ufdd0"  # parts two paragraphs on neighbouring lines; a noncharacter of Unicode
_STEP = 4
_TITLE = r'"(?P<title>[^"]*)"'
_INDENTING = re.compile(
    rf"(?:(?:!!!|\?\?\?\+?)[ ]?[A-Za-z][\w-]*(?: [a-z][\w-]*){{0,3}}(?: {_TITLE})?"
    r'|===[!+]? (?:"[^"]*"|\'[^\']*\'))\Z'
)
_FENCING = re.compile(
    r":{3,} ?(?:[a-z][a-z-]{1,20}(?:\[(?P<boxed>[^\[\]]*)\]| (?P<title>[^{}]*+))?)?"
    r"(?: ?\{[^{}]*\})?\Z"
    r"|///(?: [a-z][\w-]*(?: \| (?P<named>.*))?)?\Z"
)
_SNIPPET = re.compile(r";*-+8<-+(?:\s.*)?\Z")
_FENCE = re.compile(r"(`{3,}|~{3,})")
_TAG = (
    r"(?:\{:[^{}\n]{0,200}\}|\{%[^{}\n]{0,400}?%\}"
    r"|\{\{<[^{}\n]{0,400}?>\}\}|\{\{%[^{}\n]{0,400}?%\}\})"
)
TEMPLATE_TAG = re.compile(_TAG)
_TEXT_OF_TAG = re.compile(r'\btext="([^"{}]*)"')
# A pair of tags around words of a sentence, which goes on behind them.
_INLINE = re.compile(
    r"[\s>]*(?:[-*+] )?\{\{[<%] ?([\w-]+)[^{}\n]*\}\}[^{}\n]+\{\{[<%] ?/ ?\1\b[^{}]*\}\}\S* ?\S"
)
_TAGS_BEFORE = re.compile(rf"(?P<sign>[\s>]*(?:[-*+] )?)(?:{_TAG}\s*)+")


def text_of_tag(tag: str) -> str:
    """Return the words that a template puts in the place of a tag, as far as the tag shows them."""
    found = _TEXT_OF_TAG.search(tag)
    return found[1] if found else ""


def without_markers(text: str) -> str:
    """Return Markdown with the same lines, without markers, and with what they hold moved left.

    The title of a marker stays where it is one.
    """
    signs = ("!!!", "???", "===", ":::", "///", "8<", "{%", "{{<", "{{%", "{:")
    if not any(sign in text for sign in signs):
        return text
    return "\n".join(_read_lines(text.split("\n")))


def _read_lines(lines: list[str]) -> list[str]:
    out: list[str] = []
    inside: list[int] = []  # the columns of the markers that are open
    fence = ""
    for line in lines:
        words = line.lstrip(" \t")
        column = len(line[: len(line) - len(words)].expandtabs(_STEP))
        while words and inside and column <= inside[-1]:
            inside.pop()
        held = " " * max(0, column - _STEP * len(inside)) + words if inside else line
        mark = _FENCE.match(words)
        if fence:
            fence = (
                "" if mark and words.rstrip() == mark[1] and mark[1].startswith(fence) else fence
            )
        elif mark:
            fence = mark[1]
        elif words:
            held = _without_tags_around(held) if "}" in held else held
            held, opens = _without_marker(held, held.strip())
            inside += [column] if opens else []
        out.append(held)
    return out


def _without_tags_around(line: str) -> str:
    """Return a line without the template's tags that open and end it, apart from what is before.

    A tag inside a line stays, since a quote is looked up with it.
    """
    found = _TAGS_BEFORE.match(line)
    if found and not _TEXT_OF_TAG.search(found[0]) and not _INLINE.match(line):
        rest = line[found.end() :]
        line = f"{found['sign']}{GAP}{rest}" if rest.strip() else found["sign"].rstrip(" -*+")
    while (bare := line.rstrip()).endswith("}"):
        start = max(bare.rfind(sign) for sign in ("{%", "{{<", "{{%", "{:"))
        if (
            start < 0
            or bare[start - 1 : start] in ("(", "`")
            or not TEMPLATE_TAG.fullmatch(bare, start)
            or _TEXT_OF_TAG.search(bare, start)
        ):
            break
        line = bare[:start]
    return line


def _without_marker(line: str, words: str) -> tuple[str, bool]:
    """Return a line without a marker, and whether what is indented below is held by one."""
    if found := _INDENTING.match(words):
        return _as_paragraph(line, found["title"]), True
    if found := _FENCING.match(words):
        return _as_paragraph(line, found["boxed"] or found["title"] or found["named"]), False
    return ("", False) if _SNIPPET.match(words) else (line, False)


def _as_paragraph(line: str, title: str | None) -> str:
    """Return a title in the place of its marker, apart from the lines around it."""
    margin = line[: len(line) - len(line.lstrip())]
    return f"{margin}{GAP}{title.strip()}{GAP}" if title else ""
