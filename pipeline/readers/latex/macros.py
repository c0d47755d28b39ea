"""What a LaTeX file calls by names of its own: kept where it is plain words, and else told."""

from __future__ import annotations

from abc import abstractmethod

from pipeline.readers.latex.pen import Pen
from pipeline.readers.latex.tokens import cut_tokens

_MOST_EXPANDED = 300_000  # characters that macros of the file may make in all
_LONGEST_MACRO, _MOST_MACROS, _DEEPEST_MACRO = 5_000, 2_000, 10
_NOT_EXPANDED = "commands that the file defines and that are not expanded"


class MacroPen(Pen):
    """A pen that knows the macros of its file."""

    @abstractmethod
    def write(self) -> None:
        """Write all tokens, those of a macro as well as those of a file."""

    def define(self, at: int) -> int:
        """Keep what a file calls by a name of its own, where that is plain words."""
        start = self.tokens.skip_blanks(at)
        end = self.tokens.closing(start) if start < len(self.items) else -1
        inner = start + 1 if end > start and self.items[start].kind == "open" else start
        token = self.items[inner] if inner < len(self.items) else None
        if token is None or token.kind != "macro":
            return at
        behind = end + 1 if inner != start else start + 1
        bare = self.tokens.skip_blanks(self.skip_optional(behind))
        body_end = self.tokens.closing(bare) if bare < len(self.items) else -1
        if body_end < 0 or self.items[bare].kind != "open":
            return behind
        body = self.tokens.raw(bare + 1, body_end)
        plain = bare == self.tokens.skip_blanks(behind) and "#" not in body
        if not plain or len(body) > _LONGEST_MACRO or len(self.macros) >= _MOST_MACROS:
            self.document.tell(_NOT_EXPANDED, f"\\{token.value}"[:60])
        else:
            self.macros[token.value.removesuffix("*")] = body
            self.made.clear()
        return body_end + 1

    def expand(self, at: int, name: str) -> int:
        body = self.macros[name]
        if self.expanded > _MOST_EXPANDED or self.depth > _DEEPEST_MACRO:
            self.document.tell(_NOT_EXPANDED, f"\\{name}"[:60])
            self.put(f"\\{name}")
            return at
        self.expanded += len(body) + 1
        if name not in self.made:
            # what stands in it is expanded as well, without itself, so that this ends
            rest = {key: text for key, text in self.macros.items() if key != name and key in body}
            inner = type(self)(cut_tokens(body), self.sign_of, rest, self.depth + 1)
            inner.expanded = self.expanded
            inner.write()
            if inner.ended:
                self.end_document(self.tokens.end_of_line(at - 1))
            while len(inner.frames) > 1:
                inner.end_frame()
            self.made[name] = "".join(inner.frames[0].parts)
            self.expanded = inner.expanded
            for what, names in inner.document.told.items():
                for told in names:
                    self.document.tell(what, told)
        self.expanded += len(self.made[name])
        self.put(self.made[name])
        return at + 2 if self._empty_group(at) else at

    def _empty_group(self, at: int) -> bool:
        return (
            at < len(self.items)
            and self.items[at].kind == "open"
            and (self.tokens.closing(at) == at + 1)
        )
