"""What the index and the log are when GitHub's parser has rendered them: lists that lead to pages, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tests.fuzz.faults import Fault
from tests.fuzz.oracle import (
    CUT,
    addresses_of,
    elements_of,
    footnotes_of,
    hidden_faults,
    is_whole,
    obsidian_faults,
    parsed,
    path_from,
    raw_html,
    said_by,
    strange_elements,
    targets_of,
)


@dataclass(frozen=True)
class Listing:
    """The index or the log after a change: derived, so nothing in it leads anywhere but to pages."""

    path: str
    text: str
    before: str
    files: frozenset
    said: str = (
        ""  # all that the sources say, for the addresses that a line of the index may repeat
    )

    def jobs(self):
        return [(self.text, False), (self.text, True), (self.before, False)]

    def judge(self, rendered):
        if any(made is None for made in rendered):
            return [Fault("traceback", "the parser broke down or took too long", self.path)]
        if not is_whole(rendered[1]):
            return [Fault("live", CUT, self.path, rendered[0][-100:])]
        tree, old = parsed(rendered[0]), parsed(rendered[2])
        found = [
            *(list(raw_html(rendered[1], 0, tree)) or strange_elements(tree, None)),
            *hidden_faults(self.text, tree),
            *self._links(tree),
        ]
        found += [
            f
            for f in obsidian_faults(self.text, tree, frozenset(), self.text)
            if "[[link]]" not in f.kind
        ]
        if self.path == "log.md":
            if not self.text.startswith(self.before):
                found.append(Fault("broken", "an earlier entry of the log was changed"))
            headings = sum(e.tag in ("h1", "h2", "h3") for e in elements_of(tree)) - sum(
                e.tag in ("h1", "h2", "h3") for e in elements_of(old)
            )
            if headings != 1:
                found.append(Fault("broken", "not one entry more in the log", "", f"{headings}"))
        if list(footnotes_of(tree)):
            found.append(Fault("forged", "a footnote where there is none"))
        return [Fault(f.group, f.kind, self.path, f.what) for f in found]

    def _links(self, tree):
        for tag, target in targets_of(tree):
            if tag == "img":
                yield Fault("live", "an image", "", target)
            elif re.match(r"(?i)[a-z][a-z0-9+.-]*:|//", target):
                if self.path == "log.md" or not any(x in self.said for x in addresses_of(target)):
                    yield Fault("live", f"an address in {self.path}", "", target)
            elif (
                not (path := path_from(self.path, target)).startswith("wiki/")
                or path not in self.files
            ):
                yield Fault("live", f"a link in {self.path} to what is no page", "", target)


def plain_of(sources):
    """All that sources say, as addresses are looked up in it."""
    return "\n".join(text for source in sources for text in said_by(source))
