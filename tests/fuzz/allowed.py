"""What the oracle lets stand on a rendered page: elements, keys, languages, and which characters a reader can see."""

from __future__ import annotations

import re
import unicodedata

# All elements that Markdown itself makes, with their attributes.
ELEMENTS = {
    **dict.fromkeys(
        [
            "p",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "ul",
            "blockquote",
            "code",
            "em",
            "strong",
            "del",
            "hr",
            "br",
            "thead",
            "tbody",
            "tr",
            "table",
        ],
        frozenset(),
    ),
    "ol": frozenset({"start"}),
    "li": frozenset({"id"}),
    "pre": frozenset({"lang"}),
    "th": frozenset({"align"}),
    "td": frozenset({"align"}),
    "input": frozenset({"type", "checked", "disabled"}),
    "a": frozenset(
        [
            "href",
            "title",
            "id",
            "class",
            "aria-label",
            "data-footnote-ref",
            "data-footnote-backref",
            "data-footnote-backref-idx",
        ]
    ),
    "img": frozenset({"src", "alt", "title"}),
    "sup": frozenset({"class"}),
    "section": frozenset({"class", "data-footnotes"}),
}
VALUES = {
    ("li", "id"): r"fn-.*",
    ("a", "id"): r"fnref-.*",
    ("a", "class"): r"footnote-backref",
    ("sup", "class"): r"footnote-ref",
    ("section", "class"): r"footnotes",
    ("input", "type"): r"checkbox",
    ("ol", "start"): r"\d+",
}
OMITTED = "<!-- raw HTML omitted -->"
SCHEMES = ("http", "https", "ftp", "mailto", "xmpp")
ACTIVE_FENCES = re.compile(
    r"(?i)^(?:dataview(?:js)?|query|tasks|templater|js-engine|button|meta-bind.*|dataviewjs.*)$"
)
LEADING_OUT = re.compile(r"(?i)\b(?:click|href|links?)\b|://|javascript:|%%\{|<|\[\[|www\.")
_COMMANDS = (
    r"\\(?:href|url|includegraphics|require|unicode|style|cssId|class|html\w*|data)(?![A-Za-z])"
)
TEX = re.compile(
    rf"(?<![\\$])\$(?!\$)(?:[^$\n\\]|\\[^\n]|\n(?!\s*\n))*?{_COMMANDS}(?:[^$\n\\]|\\[^\n]|\n(?!\s*\n))*\$"
    rf"|(?<!\\)\$\$(?:[^$\\]|\\.|\$(?!\$))*?{_COMMANDS}.*?\$\$",
    re.DOTALL,
)
# which GitHub or Obsidian may link all the same
BARE = re.compile(r"(?i)(?:https?|ftp)://[\w.-]+|(?<![a-z0-9./])www\.[\w.-]*\w")
EMBED = re.compile(r"!\[\[[^\[\]\n]*\]\]")
WIKILINK = re.compile(r"\[\[[^\[\]\n]*\]\]")
DEFINED = re.compile(r"^\[\^([^\[\]\s]+)\]: ")
FRONT = re.compile(r"\A---\n(.*?)^---\n", re.DOTALL | re.MULTILINE)
# What shows nothing though its category is no control: fillers, joiners of graphemes, selectors of variants.
BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\uffa0\U0001d159\U000e0100-\U000e01ef]|[\ufe00-\ufe0f]{2}"
)
FRONT_KEYS = frozenset(
    [
        "title",
        "type",
        "aliases",
        "sources",
        "source",
        "sha256",
        "label",
        "author",
        "published",
        "captured",
        "status",
        "effective",
        "address",
        "echoes",
        "unplaced",
        "related",
        "created",
        "updated",
        "confidence",
        "disputed",
    ]
)


def hidden(text):
    """The first character of a text that a reader cannot see, as `U+202E control`; empty where there is none."""
    text = text.replace("\r\n", "\n")
    if text.isascii() and text.replace("\n", "").isprintable():
        return ""
    for i, char in enumerate(text):
        if (
            char != "\n"
            and unicodedata.category(char) in ("Cf", "Cc", "Zl", "Zp", "Cs", "Co")
            and not _joins(text, i)
        ):
            return "U+000D a lone carriage return" if char == "\r" else f"U+{ord(char):04X} control"
    blank = BLANK.search(text)
    return f"U+{ord(blank.group()[0]):04X} blank" if blank else ""


def _joins(text, i):
    """Whether a joiner stands where a script or an emoji needs it: between letters without case, or after a picture."""
    if text[i] not in "\u200c\u200d":
        return text[i] == "\t"
    around = text[max(0, i - 2) : i] + text[i + 1 : i + 2]
    kinds = {unicodedata.category(c) for c in around}
    return bool(kinds) and (kinds <= {"Lo", "Mn", "Mc"} or "So" in kinds)
