"""Cut LaTeX into tokens in one pass, and find what closes what, each once.

pylatexenc was tried: 10 CPU seconds for a megabyte, and a RecursionError for a thousand braces.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

_VERBATIM = frozenset({"verbatim", "verbatim*", "Verbatim", "lstlisting", "minted", "alltt",
                       "comment", "filecontents", "filecontents*"})  # fmt: skip
_CONDITIONS = frozenset({"if", "ifcase", "ifcat", "ifcsname", "ifdefined", "ifdim", "ifeof",
                         "iffalse", "iffontchar", "ifhbox", "ifhmode", "ifinner", "ifmmode",
                         "ifnum", "ifodd", "iftrue", "ifvbox", "ifvmode", "ifvoid",
                         "ifx"})  # fmt: skip
_TOKEN = re.compile(
    r"(?P<comment>%[^\n]*(?:\n[ \t]*)?)"
    r"|\\verb\*?(?P<delimiter>[^A-Za-z\s*])(?P<verb>[^\n]*?)(?P=delimiter)"
    r"|\\begin[ \t]*\{(?P<begin>[A-Za-z]{1,40}\*?)\}"
    r"|\\end[ \t]*\{(?P<end>[A-Za-z]{1,40}\*?)\}"
    r"|\\(?P<macro>[A-Za-z@]+\*?)[ \t]*(?:\n(?![ \t]*\n)[ \t]*)?"
    r"|\\(?P<symbol>.|\n|\Z)"
    r"|(?P<open>\{)|(?P<close>\})|(?P<display>\$\$)|(?P<math>\$)|(?P<sign>[\[\]&~])"
    r"|(?P<par>[ \t]*\n[ \t]*(?:\n\s*)+)"
    r"|(?P<text>[^\\%${}\[\]&~\n]+|\n)",
    re.DOTALL,
)


@dataclass(slots=True)
class LatexToken:
    """A piece of the file: its kind, its name or text, and where it stands."""

    kind: str
    value: str
    start: int
    end: int


@dataclass
class LatexTokens:
    """The tokens of a text; `closes` has the index of what closes an index, where there is one."""

    source: str
    items: list[LatexToken] = field(default_factory=list)
    closes: dict[int, int] = field(default_factory=dict)
    ends: dict[str, list[int]] = field(default_factory=dict)
    never_ends: bool = False  # what an \iffalse hides, as was found before

    def closing(self, at: int) -> int:
        """Return the index of what closes the token at an index; -1 where nothing does."""
        return self.closes.get(at, -1)

    def next_of(self, kind: str, at: int) -> int:
        """Return the next index behind `at` of a kind, such as "math" or "end:table"; or -1."""
        found = self.ends.get(kind, ())
        place = bisect_right(found, at)
        return found[place] if place < len(found) else -1

    def raw(self, first: int, last: int) -> str:
        """Return the source from a token to another, without that one and without comments."""
        parts: list[str] = []
        for token in self.items[first:last]:
            if token.kind != "comment":
                parts.append(self.source[token.start : token.end])
        return "".join(parts)

    def end_of_line(self, at: int) -> int:
        """Return the index of the first token that begins behind the line of the one at an index.

        A command takes the end of its line with it.
        """
        token = self.items[at]
        inside = self.source.find("\n", token.start, token.end)
        stop = inside if inside >= 0 else self.source.find("\n", token.end)
        if stop < 0:
            return len(self.items)
        return bisect_right(self.items, stop, key=lambda x: x.start)

    def end_of_false(self, at: int) -> int:
        r"""Return the index of the `\\else` or `\\fi` of the `\\iffalse` at an index; or -1."""
        depth = 1
        for place in range(at + 1, len(self.items) if not self.never_ends else 0):
            token = self.items[place]
            if token.kind != "macro":
                continue
            if token.value in _CONDITIONS or token.value in self._own_conditions:
                depth += 1
            elif token.value == "fi":
                depth -= 1
            if depth == 0 or (depth == 1 and token.value == "else"):
                return place
        self.never_ends = True
        return -1

    @cached_property
    def _own_conditions(self) -> set[str]:
        r"""Return the conditions that the file itself declares with `\\newif`."""
        pairs = zip(self.items, self.items[1:], strict=False)
        return {x.value for before, x in pairs if before.value == "newif" and x.kind == "macro"}

    def line_of(self, token: LatexToken) -> int:
        """Return the line of a token, counted from 1."""
        return self.source.count("\n", 0, token.start) + 1

    def skip_blanks(self, at: int) -> int:
        """Return the next index that is no blank text; a blank line counts as something."""
        while at < len(self.items) and (
            self.items[at].kind == "comment"
            or (self.items[at].kind == "text" and not self.items[at].value.strip())
        ):
            at += 1
        return at


def cut_tokens(source: str) -> LatexTokens:
    """Return the tokens of a source, in time in proportion to its length."""
    found = LatexTokens(source)
    lacking: set[str] = set()
    at = 0
    while at < len(source):
        match = _TOKEN.match(source, at)
        if match is None:  # no sign is without a token; for safety it is text
            found.items.append(LatexToken("text", source[at], at, at + 1))
            at += 1
            continue
        kind = match.lastgroup or "text"
        name = match[kind]
        if kind == "begin" and name in _VERBATIM and name not in lacking:
            closing = f"\\end{{{name}}}"
            stop = source.find(closing, match.end())
            if stop >= 0:
                body = source[match.end() : stop]
                at = stop + len(closing)
                found.items.append(LatexToken(f"verbatim:{name}", body, match.start(), at))
                continue
            lacking.add(name)
        found.items.append(LatexToken(kind, name, match.start(), match.end()))
        at = match.end()
    _find_closings(found)
    return found


def _find_closings(found: LatexTokens) -> None:
    braces: list[int] = []
    brackets: list[int] = []
    for at, token in enumerate(found.items):
        kind = token.kind
        if kind == "open":
            braces.append(at)
            brackets.append(-1)  # a bracket is not closed by one inside another group
        elif kind == "close" and braces:
            found.closes[braces.pop()] = at
            while brackets and brackets.pop() != -1:
                pass
        elif kind == "sign" and token.value == "[":
            brackets.append(at)
        elif kind == "sign" and token.value == "]":
            if brackets and brackets[-1] != -1:
                found.closes[brackets.pop()] = at
        elif kind == "par":
            while brackets and brackets[-1] != -1:
                brackets.pop()
        key = f"{kind}:{token.value}" if kind in ("end", "symbol", "sign") else kind
        if kind in ("end", "math", "display", "par", "symbol"):
            found.ends.setdefault(key, []).append(at)


def plain_texts(tokens: Sequence[LatexToken]) -> str:
    """Return the bare words of tokens, as a key or a file's name is written."""
    kinds = ("text", "symbol", "sign")
    return "".join(x.value for x in tokens if x.kind in kinds).replace("~", " ")
