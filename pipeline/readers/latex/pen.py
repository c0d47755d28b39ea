"""What writes the tokens of a LaTeX file: pieces of text, and what waits for a brace to close."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.readers.latex.frames import Frame, close_frame
from pipeline.readers.latex.tokens import LatexTokens, plain_texts

_MOST_TOLD = 200
MOST_FRAMES = 100  # tables, quotes and arguments inside each other
_BLANKS = re.compile(r"[ \t\n]+")


@dataclass
class Environment:
    name: str
    frame: Frame | None
    count: int = 0  # items of a list


@dataclass
class Document:
    """What a file says, and what of it is not read: a sentence with names for each kind."""

    lines: list[str] = field(default_factory=list)
    title: str = ""
    author: str = ""
    date: str = ""
    heading: str = ""
    told: dict[str, dict[str, None]] = field(default_factory=dict)

    def tell(self, what: str, name: str) -> None:
        """Remember something that is not read, by its name."""
        names = self.told.setdefault(what, {})
        if len(names) < _MOST_TOLD:
            names[name] = None


class Pen:
    """Writes text, and captures arguments; `Writer` says what commands mean."""

    def __init__(
        self,
        tokens: LatexTokens,
        sign_of: Callable[[str], str],
        macros: dict[str, str] | None = None,
        depth: int = 0,
    ) -> None:
        self.tokens = tokens
        self.items = tokens.items
        self.sign_of = sign_of  # of a picture, by its name; "" for one that is not to be read
        self.document = Document()
        self.macros = macros if macros is not None else {}
        self.made: dict[str, str] = {}  # what macros became
        self.expanded, self.depth = 0, depth
        self.frames = [Frame("", [])]
        self.environments: list[Environment] = []
        self.bases: list[int] = []  # how many environments were open where an argument began
        self.waiting: dict[int, list[Callable[[], None]]] = {}
        self.notes: list[str] = []
        self.open_else = 0  # branches that are read because another one is not
        # the index at which the document ends, and whether something in it said so
        self.stop, self.ended = len(self.items), False
        # what stands before the document, if there is one, is not written
        self.in_preamble = any(x.kind == "begin" and x.value == "document" for x in self.items)

    # writing

    def put(self, text: str) -> None:
        """Add text to what is being written."""
        self.frames[-1].parts.append(text)

    def block(self, text: str) -> None:
        """Add a block with blank lines around it."""
        self.put(f"\n\n{text}\n\n")

    def capture(self, at: int, name: str, done: Callable[[str], None]) -> int:
        """Write the argument that opens at an index apart, and hand it over when it ends."""
        end = self.tokens.closing(at)
        if end < 0 or len(self.frames) > MOST_FRAMES:
            return at + 1
        frame = Frame(f"\\{name}", [])
        self.frames.append(frame)
        self.bases.append(len(self.environments))

        def finish() -> None:
            while self.frames[-1] is not frame:
                self.end_frame()  # an environment that was not ended
            self.frames.pop()
            del self.environments[self.bases.pop() :]
            done("".join(frame.parts))

        self.waiting.setdefault(end, []).append(finish)
        return at + 1

    def end_frame(self) -> None:
        frame = self.frames.pop()
        self.put(close_frame(frame))

    def finish(self) -> Document:
        while len(self.frames) > 1:
            self.end_frame()
        text = "".join(self.frames[0].parts)
        if self.notes:
            text += "\n\n" + "\n\n".join(self.notes)
        document = self.document
        head = f"# {document.title}\n\n" if document.title else ""
        document.lines = _tidy(head + text)
        document.heading = next(
            (line.lstrip("# ") for line in document.lines if line.startswith("#")), ""
        )
        return document

    def end_document(self, stop: int) -> None:
        """Read nothing from an index on."""
        self.stop, self.ended = stop, True

    # arguments

    def skip_optional(self, at: int) -> int:
        """Return the index behind an optional argument, if one stands here."""
        if at < len(self.items) and self.items[at].value == "[" and self.items[at].kind == "sign":
            end = self.tokens.closing(at)
            return end + 1 if end >= 0 else at
        return at

    def optional(self, at: int) -> tuple[str, int]:
        """Return the words of an optional argument, and the index behind it."""
        end = self.skip_optional(at)
        return plain_texts(self.items[at + 1 : end - 1]) if end > at else "", end

    def argument(self, at: int) -> tuple[str, int]:
        """Return the bare words of an argument, and the index behind it; no braces, no argument."""
        start = self.tokens.skip_blanks(at)
        end = self.tokens.closing(start) if start < len(self.items) else -1
        if end < 0 or self.items[start].kind != "open":
            return "", at
        return plain_texts(self.items[start + 1 : end]), end + 1

    def skip_arguments(self, at: int, count: int) -> int:
        for _ in range(count):
            at = self.skip_optional(at)
            _, at = self.argument(at)
        return self.skip_optional(at) if count else at

    def apart(self, at: int, name: str, done: Callable[[str], None]) -> int:
        """Hand the words in the braces behind a command over, when they are written."""
        start = self.tokens.skip_blanks(self.skip_optional(self.tokens.skip_blanks(at)))
        if start < len(self.items) and self.items[start].kind == "open":
            return self.capture(start, name, done)
        return at

    def around(self, at: int, before: str, behind: str) -> int:
        """Write the words in the braces behind a command between two signs."""
        start = self.tokens.skip_blanks(self.skip_optional(at))
        end = self.tokens.closing(start) if start < len(self.items) else -1
        if end > start + 1 and self.items[start].kind == "open":
            self.put(before)
            self.waiting.setdefault(end, []).append(lambda: self.put(behind))
            return start + 1
        return at


def one_line(text: str) -> str:
    """Return a text with single blanks."""
    return _BLANKS.sub(" ", text.replace("\1", " ")).strip()


def _tidy(text: str) -> list[str]:
    """Return lines: a paragraph each, an item each, and code as it stands."""
    out: list[str] = []
    for block in re.split(r"\n[ \t]*\n\s*", text):
        items = block.split("\1")
        first = _BLANKS.sub(" ", items[0]).strip() if "\0" not in block else ""
        lines = [first] if first else []
        if "\0" in block:
            lines = block.strip().split("\0")
        elif "\2" in block:
            lines = block.strip().split("\2")
        for item in items[1:] if "\0" not in block else ():
            indent = len(item) - len(item.lstrip(" "))
            lines.append(" " * indent + _BLANKS.sub(" ", item).strip())
        if lines:
            out += ["", *lines] if out else lines
    return out
