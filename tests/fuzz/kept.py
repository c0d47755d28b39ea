"""What nothing in the kept text of a hostile source may do: act as HTML, show an image, hide."""

import re
from dataclasses import dataclass

from tests.fuzz.allowed import hidden
from tests.fuzz.faults import Fault
from tests.fuzz.oracle import CUT, below, is_whole, parsed, raw_html, strange_elements, targets_of

_MARK = re.compile(r"^<!-- page \d+ -->\n", re.MULTILINE)


@dataclass(frozen=True)
class KeptWords:
    """A kept text; it may link anywhere, as its source does."""

    path: str
    text: str

    def jobs(self):
        """What is to be rendered, as (text, safe)."""
        words = _MARK.sub("", below(self.text))
        return [(words, False), (words, True)]

    def judge(self, rendered):
        """Return what is wrong with it; `rendered` answers `jobs`."""
        if any(made is None for made in rendered):
            return [Fault("traceback", "the parser broke down or took too long", self.path)]
        if not is_whole(rendered[1]):
            return [Fault("live", CUT, self.path, rendered[0][-100:])]
        tree = parsed(rendered[0])
        raw = list(raw_html(rendered[1], 0, tree))
        found = [*(raw or strange_elements(tree, None))]
        found += [
            Fault("live", "an image", "", src) for tag, src in targets_of(tree) if tag == "img"
        ]
        if sign := hidden(self.text):
            found.append(Fault("hidden", "a hidden character", "", sign))
        return [Fault(f.group, f.kind, self.path, f.what) for f in found]
