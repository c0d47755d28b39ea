"""What the words of a pull request do on GitHub: its text when it is rendered, its title and the message of its commit as they are."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

import lxml.etree
import lxml.html

from tests.fuzz.allowed import ELEMENTS, hidden
from tests.fuzz.faults import Fault
from tests.fuzz.oracle import (
    CUT,
    acting_texts,
    elements_of,
    footnotes_of,
    is_whole,
    parsed,
    targets_of,
    words_of,
)

_REQUEST_ELEMENTS = {
    **ELEMENTS,
    "details": frozenset(),
    "summary": frozenset(),
    "b": frozenset(),
    "span": frozenset(),
}
_MENTIONS = {
    "a mention": r"(?<![\w`/])@(?=[A-Za-z0-9])",
    "a reference": r"(?<![\w&])#\d|\bGH-\d",
    "a bare address": r"(?i)\w://\w|(?<![a-z0-9.])www\.\w",
    "a way on GitHub": r"(?i)\bgithub\.[a-z.]+/\w",
    "an emoji": r":(?:[a-z_][\w+-]*|[+-]1|100|1234):",
    "a commit": r"(?i)(?<!\w)(?=\d*[a-f])(?=[a-f]*\d)[0-9a-f]{7,40}(?!\w)",
}
_MENTIONED = {kind: re.compile(pattern) for kind, pattern in _MENTIONS.items()}
_SKIPS = re.compile(
    r"(?i)\[\s*(?:(?:skip|no)[\s_-]*(?:ci|actions?)|(?:ci|actions?)[\s_-]*skip)\s*\]|\b(?:skip|request)-checks\s*:"
)


@dataclass(frozen=True)
class RequestText:
    """The text of a pull request. `home` is the address of the repository, empty where it is for a local branch."""

    body: str
    home: str
    files: frozenset
    marker: str = ""

    def jobs(self):
        return [(self.body, False)]

    def judge(self, rendered):
        if rendered[0] is None:
            return [Fault("traceback", "the parser broke down or took too long", "pull request")]
        if not is_whole(rendered[0]):
            return [Fault("live", CUT, "pull request", rendered[0][-100:])]
        tree = parsed(rendered[0])
        found = [*self._elements(tree), *self._links(tree), *self._words(tree)]
        if sign := hidden(self.body):
            found.append(
                Fault(
                    "hidden",
                    f"a hidden character ({sign.partition(' ')[2]})",
                    "",
                    f"{sign} in {next(line for line in self.body.split(chr(10)) if hidden(line))[:160]!r}",
                )
            )
        if len(self.body) > 65_536:
            found.append(Fault("broken", "longer than GitHub takes"))
        return [Fault(f.group, f.kind, "pull request", f.what) for f in found]

    def _elements(self, tree):
        comments = 0
        for element in elements_of(tree):
            tag = element.tag
            if not isinstance(tag, str):
                comments += 1
                if lxml.etree.tostring(element, encoding="unicode", with_tail=False) != self.marker:
                    yield Fault("live", "a comment in HTML", "", f"{element}"[:100])
            elif tag not in _REQUEST_ELEMENTS or set(element.attrib) - _REQUEST_ELEMENTS[tag]:
                yield Fault(
                    "live",
                    f"the element {tag} with {sorted(element.attrib)}",
                    "",
                    words_of(element)[:100],
                )
            elif tag == "span" and words_of(element) != "$":
                yield Fault("live", "the element span", "", words_of(element)[:100])
            elif tag == "details" and (
                element.getparent().tag not in ("div", "body")
                or [e.tag for e in element][:1] != ["summary"]
            ):
                yield Fault(
                    "live", "a fold in another place than code puts it", "", words_of(element)[:100]
                )
            elif tag == "b" and element.getparent().tag != "summary":
                yield Fault("live", "bold letters outside a label", "", words_of(element)[:100])
            elif tag == "img":
                yield Fault("live", "an image", "", element.get("src", ""))
            elif tag == "input":
                yield Fault("live", "a task", "", words_of(element.getparent())[:100])
        if comments != bool(self.marker):
            yield Fault("live", "not one marker", "", f"{comments}")
        if list(footnotes_of(tree)):
            yield Fault("forged", "a footnote where there is none")

    def _links(self, tree):
        for _, target in targets_of(tree):
            inside = bool(self.home) and target.startswith(f"{self.home}/")
            if not inside:
                yield Fault("live", "an address that code did not write", "", target)
            elif "/blob/" in target and not any(
                unquote(target.partition("?")[0].partition("#")[0]).endswith(f"/{f}")
                for f in self.files
            ):
                yield Fault("live", "a link to a file that is not there", "", target)

    def _words(self, tree):
        dollars = 0
        for text in acting_texts(tree):
            for kind, pattern in _MENTIONED.items():
                if found := pattern.search(text):
                    yield Fault(
                        "live",
                        f"{kind} that acts",
                        "",
                        text[max(0, found.start() - 40) : found.end() + 40],
                    )
            dollars = max(dollars, text.count("$"))
        if dollars > 1:
            yield Fault(
                "live",
                "math that acts",
                "",
                next(t for t in acting_texts(tree) if t.count("$") > 1)[:120],
            )


_MESSAGE = re.compile(
    r"Compile [^\n]{1,80}\n\n\d+ of \d+ claims placed(?: \(\d+ %\))?\.\n\n(?:- (?:create|update) wiki/[^\n]+\n)*\n"
    r"(?:Wiki-(?:Source|Source-SHA256|Librarian|Model|Cost|Schema): [^\n]*\n)+"
)


@dataclass(frozen=True)
class PlainWords:
    """The title of a pull request or a commit's message, where nothing is Markdown but words act all the same."""

    name: str
    text: str
    jobs = staticmethod(list)

    def judge(self, rendered):
        text = self.text
        found = []
        if self.name == "title" and ("\n" in text or len(text) > 256 or not text.strip()):
            found.append(Fault("broken", "not one line of at most 256 characters", "", text[:200]))
        if self.name == "message" and not _MESSAGE.fullmatch(text):
            found.append(Fault("broken", "not the form of a message", "", text[:400]))
        if sign := hidden(text):
            found.append(
                Fault(
                    "hidden",
                    f"a hidden character ({sign.partition(' ')[2]})",
                    "",
                    f"{sign} in {text[:200]!r}",
                )
            )
        for kind in ("a mention", "a reference", "a bare address", "a way on GitHub"):
            if m := _MENTIONED[kind].search(text):
                found.append(
                    Fault(
                        "live", f"{kind} that acts", "", text[max(0, m.start() - 40) : m.end() + 40]
                    )
                )
        if m := _SKIPS.search(text):
            found.append(Fault("live", "words that skip checks", "", m.group()))
        return [Fault(f.group, f.kind, self.name, f.what) for f in found]
