"""Passages of sources: each cites itself, and none is lost."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.answers.raw_passages import LONGEST_PASSAGE, read_sources
from tests.helpers.making import source

TEXT = """# Kettles

They boil.
At 95 degrees.

## Prices

| where | pounds |
| --- | --- |
| Leeds | 40 |

```
a

b
```
"""


def test_a_passage_is_a_block_under_its_heading_and_cites_its_own_lines():
    found = read_sources([source(TEXT, title="Kettles")])
    assert [(one.heading, one.plain, one.labels) for one in found.statements()] == [
        ("Kettles", "They boil. At 95 degrees.", ("kettle-p1",)),
        ("Prices", "| where | pounds | | --- | --- | | Leeds | 40 |", ("kettle-p2",)),
        ("Prices", "``` a  b ```".replace("  ", " "), ("kettle-p3",)),
    ]
    quote = found.citations["kettle-p1"].quotes[0]
    assert (quote.start, quote.end) == (3, 4)
    assert found.sources[0].title == "Kettles"


@given(st.lists(st.sampled_from(["word " * 30, "", "# h", "```", "Done. " * 200, "| a | b |"])))
def test_every_word_stands_in_some_passage_or_heading(lines):
    found = read_sources([source("\n".join(lines))])
    words = re.findall(r"\w+", "\n".join(line for line in lines if line != "# h"))
    shown = [word for one in found.statements() for word in re.findall(r"\w+", one.plain)]
    assert len([w for w in shown if w != "h"]) == len([w for w in words if w != "h"])
    assert all(len(one.plain) <= 2 * LONGEST_PASSAGE for one in found.statements())
