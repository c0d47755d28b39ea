"""Write the tokens of a LaTeX file as Markdown, in one pass and without recursion.

What a command does at the end of its argument waits at the index of the brace that closes it, and
what an environment does waits on a stack. So braces may be nested a million deep.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

from pipeline.core.sources.picture_markup import clean_latex_name
from pipeline.readers.latex import commands
from pipeline.readers.latex.frames import Frame
from pipeline.readers.latex.macros import MacroPen
from pipeline.readers.latex.pen import MOST_FRAMES, Document, Environment, one_line
from pipeline.readers.latex.tokens import LatexToken, LatexTokens
from pipeline.readers.shared.fences import write_fenced
from pipeline.readers.shared.picture_words import describes_picture, write_description

_MOST_UNENDED = 8  # environments that the end of an outer one ends as well
_DEEPEST_LIST = 8
_QUOTES = (("```", "“‘"), ("''", "”"), ("``", "“"), ("---", "—"), ("--", "–"))
_NOT_FOLLOWED = "files that are named and not read (commit each as a source)"
_UNKNOWN = "commands that are not known and stay as they are"
_PICTURES = "pictures not read"
_NOT_PRINTED = "lines behind the end of the document, which LaTeX does not read"
_NEVER_PRINTED = "lines in \\iffalse, which LaTeX does not print"
_ALTERNATIVE = re.compile(r"\balt[ ]*=[ ]*\{([^{}]{1,2000})\}")


def write_document(tokens: LatexTokens, sign_of: Callable[[str], str]) -> Document:
    """Return the text of a file with its title, authors and date.

    `sign_of` returns what stands for a picture that is to be read, by its name.
    """
    writer = _Writer(tokens, sign_of)
    writer.write()
    return writer.finish()


class _Writer(MacroPen):
    """Says what the tokens of a file mean."""

    def write(self) -> None:
        at = 0
        while at < min(len(self.items), self.stop):
            for finish in self.waiting.pop(at, ()):
                finish()
            at = self.step(at, self.items[at])
        for end in sorted(self.waiting):  # of braces that close behind the end of the document
            for finish in self.waiting[end]:
                finish()
        if not self.depth:
            self.tell_rest()

    def tell_rest(self) -> None:
        """Say which lines stand behind the end of the document, if they hold more than comments."""
        rest = [x for x in self.items[self.stop :] if x.kind not in ("comment", "par")]
        said = [x for x in rest if x.kind != "text" or x.value.strip()]
        if said:
            first, last = (self.tokens.line_of(x) for x in (said[0], said[-1]))
            lines = f"{first} to {last}" if last > first else f"{first}"
            self.document.tell(_NOT_PRINTED, lines)

    def step(self, at: int, token: LatexToken) -> int:
        """Write one token, and return the index of the next one."""
        kind = token.kind
        if kind == "macro":
            return self.macro(at + 1, token.value)
        if kind == "begin":
            return self.begin(at + 1, token.value)
        if kind == "end":
            self.end(at, token.value)
        elif self.in_preamble or kind in ("open", "close", "comment"):
            pass
        elif kind == "text":
            self.put(_typographic(token.value))
        elif kind == "par":
            self.put("\n\n")
        elif kind == "sign":
            self.sign(token.value)
        elif kind == "symbol":
            return self.symbol(at + 1, token.value)
        elif kind == "verb":
            self.put(f"`{token.value}`" if token.value.strip() else token.value)
        elif kind in ("math", "display"):
            return self.math(at, self.tokens.next_of(kind, at), kind == "display")
        elif kind.startswith("verbatim:") and "comment" not in kind and "contents" not in kind:
            self.block("\0".join(write_fenced(token.value.strip("\n").split("\n"))))
        return at + 1

    def sign(self, value: str) -> None:
        frame = self.table()
        if value == "&" and frame is not None:
            frame.end_cell()
        else:
            self.put(" " if value == "~" else value)

    def table(self) -> Frame | None:
        """Return the table whose cell is being written."""
        frame = self.frames[-1]
        return frame if frame.name in commands.TABLES else None

    def math(self, at: int, end: int, display: bool) -> int:
        """Write a formula as it stands, between `$`; a lone sign is a sign."""
        par = self.tokens.next_of("par", at)
        if end < 0 or (not display and 0 <= par < end):
            self.put("$")
            return at + 1
        self.formula(self.tokens.raw(at + 1, end), display)
        return end + 1

    def formula(self, raw: str, display: bool) -> None:
        words = " ".join(raw.split())
        if words:
            self.block(f"$${words}$$") if display else self.put(f"${words}$")

    def symbol(self, at: int, value: str) -> int:
        if value in ("(", "["):
            end = self.tokens.next_of(f"symbol:{')' if value == '(' else ']'}", at - 1)
            if end >= 0:
                self.formula(self.tokens.raw(at, end), value == "[")
                return end + 1
        elif value == "\\":
            frame = self.table()
            if frame is not None:
                frame.end_row()
            else:
                self.put(" ")
            return self.skip_optional(at)
        elif value in commands.ACCENTS:
            return self.accent(at, value)
        elif value in "&%$#_{}":
            self.put(value)
        elif value in " \n,;:>":
            self.put(" ")
        return at

    def accent(self, at: int, name: str) -> int:
        """Put an accent over the letter that follows, alone or in braces."""
        start = self.tokens.skip_blanks(at)
        token = self.items[start] if start < len(self.items) else None
        if token and token.kind == "open" and self.tokens.closing(start) == start + 2:
            token, end = self.items[start + 1], start + 3
        else:
            end = start + 1
        letter = ""
        if token and token.kind == "macro" and token.value in ("i", "j"):
            letter = token.value
        elif token and token.kind == "text" and token.value.strip():
            letter = token.value.lstrip()
        if not letter:
            return at
        made = unicodedata.normalize("NFC", letter[0] + commands.ACCENTS[name])
        self.put(made + _typographic(letter[1:]))
        return end

    # commands

    def macro(self, at: int, written: str) -> int:
        """Do what a command says, and return the index behind what it takes."""
        name = written.removesuffix("*")
        if name == "iffalse" and (end := self.tokens.end_of_false(at - 1)) >= 0:
            lines = (self.tokens.line_of(self.items[x]) for x in (at - 1, end))
            self.document.tell(_NEVER_PRINTED, " to ".join(map(str, dict.fromkeys(lines))))
            self.open_else += self.items[end].value == "else"
            return end + 1
        if name == "fi" and self.open_else:
            self.open_else -= 1
            return at
        if name in commands.DEFINING:
            return self.define(at)
        if name in ("title", "author", "date"):
            return self.about(at, name)
        if name in commands.FILES:
            file, at = self.argument(at)
            self.document.tell(_NOT_FOLLOWED, file.strip()[:100] or "?")
            return at
        if name in commands.PICTURES:
            return self.picture(at, name)
        if self.in_preamble:
            return at
        return self.in_text(at, name, written)

    def in_text(self, at: int, name: str, written: str) -> int:
        if name in self.macros:
            return self.expand(at, name)
        if name in commands.SYMBOLS:
            return self.known_symbol(at, name, written)
        if name in commands.ACCENTS:
            return self.accent(at, name)
        if name in commands.DROPPED:
            return self.skip_arguments(at, commands.DROPPED[name])
        if name in commands.CITATIONS or name in commands.REFERENCES:
            return self.cite(at)
        if name == "endinput":
            self.end_document(self.tokens.end_of_line(at - 1))
            return at
        if name == "item":
            return self.item(at)
        if name == "bibitem":
            label, at = self.optional(at)
            key, at = self.argument(at)
            self.put(f"\n\n- [{key.strip() or label}] ")
            return at
        if name == "href":
            address, at = self.argument(at)
            return self.around(at, "[", f"]({address.strip()})")
        if name in ("multicolumn",):
            return self.multicolumn(at)
        return self.with_words(at, name, written)

    def picture(self, at: int, name: str) -> int:
        """Put a sign in the place of a picture, and the words that describe it, if it has any."""
        start = at
        at = self.skip_optional(self.skip_optional(at))
        options = self.tokens.raw(start, at)
        file, at = self.argument(at)
        file = clean_latex_name(file)
        if name not in commands.PLACED_PICTURES or not file:
            self.document.tell(_PICTURES, file[:100] or "?")
        elif not self.in_preamble:
            said = _ALTERNATIVE.search(options)
            words = said[1] if said else ""
            self.put(write_description(words) if describes_picture(words) else "")
            self.put(self.sign_of(file))
        return at

    def with_words(self, at: int, name: str, written: str) -> int:
        """Do what a command says about the words in the braces behind it."""
        if name in commands.SECTIONS:
            level = commands.SECTIONS[name]
            return self.apart(at, name, lambda text: self.heading(text, level))
        if name in commands.PARTS_OF_FIGURES:
            said, at = self.optional(self.tokens.skip_blanks(at))
            if said.strip():
                self.block(f"Figure: {one_line(said)}")
            return at
        if name in commands.CAPTIONS:
            at = self.skip_arguments(at, commands.CAPTIONS[name])
            near = [x.name for x in self.environments[-5:]]
            word = "Table" if any("table" in x for x in near) else "Figure"
            return self.apart(at, name, lambda text: self.block(f"{word}: {one_line(text)}"))
        if name in ("footnote", "footnotetext"):
            return self.apart(at, name, self.footnote)
        if name in commands.EMPHASIS:
            return self.around(at, commands.EMPHASIS[name], commands.EMPHASIS[name])
        if name in ("textsuperscript", "textsubscript"):
            return self.around(at, "^" if name == "textsuperscript" else "_", "")
        if name in commands.DROPPED_BEFORE:
            return self.skip_arguments(at, commands.DROPPED_BEFORE[name])
        if name not in commands.TRANSPARENT:
            self.document.tell(_UNKNOWN, f"\\{name}"[:60])
            return self.unknown(at, written)
        return at

    def unknown(self, at: int, written: str) -> int:
        """Write a command as it stands, with the words in the braces behind it."""
        token = self.items[at - 1]
        blank = " " if self.tokens.source[token.end - 1].isspace() else ""
        self.put(f"\\{written}{blank}")
        end = self.tokens.closing(at) if at < len(self.items) else -1
        if end >= 0 and self.items[at].kind == "open":
            self.put("{")
            self.waiting.setdefault(end, []).append(lambda: self.put("}"))
        return at

    def heading(self, text: str, level: int) -> None:
        if words := one_line(text):
            self.block(f"{'#' * level} {words}")

    def footnote(self, text: str) -> None:
        number = len(self.notes) + 1
        self.put(f"[^{number}]")
        self.notes.append(f"[^{number}]: {one_line(text)}")

    def about(self, at: int, name: str) -> int:
        def done(text: str) -> None:
            words = one_line(text).replace(" ,", ",")
            if words and not getattr(self.document, name):
                setattr(self.document, name, words[:2_000])

        was, self.in_preamble = self.in_preamble, False
        start = self.apart(at, name, done)
        end = self.tokens.closing(start - 1)
        self.in_preamble = was and start == at
        if was and start != at:  # what follows the argument is preamble again
            self.waiting.setdefault(end, []).append(lambda: setattr(self, "in_preamble", True))
        return start

    def known_symbol(self, at: int, name: str, written: str) -> int:
        if name == "tabularnewline" and (frame := self.table()) is not None:
            frame.end_row()
            return at
        self.put(commands.SYMBOLS[name])
        token = self.items[at - 1]
        # TeX takes the blanks behind a command, and an editor of today writes them for a gap
        raw = self.tokens.source[token.start : token.end]
        if raw != f"\\{written}" and name in ("ldots", "dots", "LaTeX", "TeX", "textellipsis"):
            self.put(" ")
        return at

    def cite(self, at: int) -> int:
        remark, at = self.optional(at)
        second, at = self.optional(at)
        keys, at = self.argument(at)
        said = ", ".join(
            x for x in (*(" ".join(k.split()) for k in keys.split(",")), second or remark) if x
        )
        if said:
            self.put(f"[{said}]")
        return at

    def item(self, at: int) -> int:
        lists = [x for x in self.environments[-40:] if x.name in commands.LISTS]
        if not lists:
            self.put("\n\n- ")
            return at
        depth, frame = len(lists), lists[-1]
        label, at = self.optional(self.tokens.skip_blanks(at))
        frame.count += 1
        sign = f"{frame.count}. " if "enum" in frame.name else "- "
        term = f"**{label.strip()}**: " if label.strip() and frame.name == "description" else ""
        term = f"{label.strip()} " if label.strip() and not term else term
        self.put(f"\1{'  ' * (min(depth, _DEEPEST_LIST) - 1)}{sign}{term}")
        return at

    def multicolumn(self, at: int) -> int:
        count, at = self.argument(at)
        _, at = self.argument(at)
        frame = self.table()
        if frame is not None and count.strip().isdecimal() and len(count) < 4:
            frame.repeat = min(int(count), 50)
        return at

    # environments

    def begin(self, at: int, name: str) -> int:
        if name == "document":
            self.in_preamble = False
            return at
        if self.in_preamble:
            return at
        base = name.removesuffix("*")
        if name in commands.MATH or base in commands.DRAWINGS:
            end = self.tokens.next_of(f"end:{name}", at - 1)
            if end >= 0:
                if name in commands.MATH:
                    self.formula(self.tokens.raw(at, end), base != "math")
                else:
                    self.document.tell(_PICTURES, f"a drawing ({base})")
                return end + 1
        if name in commands.TABLES:
            at = self.skip_arguments(self.skip_optional(at), commands.TABLES[name])
        elif base in commands.ENVIRONMENT_ARGUMENTS:
            at = self.skip_arguments(self.skip_optional(at), commands.ENVIRONMENT_ARGUMENTS[base])
        remark = ""
        if base in commands.STATEMENTS:
            remark, at = self.optional(at)
        elif base in ("figure", "table", "enumerate", "itemize", "minipage", "abstract"):
            at = self.skip_optional(at)
        own = name in commands.TABLES or name in commands.QUOTES
        frame = Frame(name, []) if own and len(self.frames) <= MOST_FRAMES else None
        self.environments.append(Environment(name, frame))
        self.put("" if name in commands.TABLES else "\n\n")
        if frame:
            self.frames.append(frame)
        if base in ("abstract", "thebibliography"):
            self.heading("Abstract" if base == "abstract" else "References", 2)
        elif base in commands.STATEMENTS:
            self.put(f"**{base.capitalize()}{f' ({remark})' if remark else ''}.** ")
        return at

    def end(self, at: int, name: str) -> None:
        if name == "document":
            self.end_document(at + 1)
            return
        there = len(self.environments)
        lowest = max(self.bases[-1] if self.bases else 0, there - _MOST_UNENDED)
        places = (at for at in range(there - 1, lowest - 1, -1))
        place = next((at for at in places if self.environments[at].name == name), -1)
        if place < 0:
            return  # nothing here is ended by this
        while len(self.environments) > place:
            if (frame := self.environments.pop().frame) is not None:
                while self.frames[-1] is not frame:
                    self.end_frame()
                self.end_frame()
        self.put("" if name in commands.TABLES else "\n\n")


def _typographic(text: str) -> str:
    for written, shown in _QUOTES:
        if written in text:
            text = text.replace(written, shown)
    return text
