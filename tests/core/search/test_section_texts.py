"""Vectors are made of sections, each under the title of its page."""

from hypothesis import given

from pipeline.core.search.page_entry import entry_of_page
from pipeline.core.search.section_texts import LONGEST, SectionText, texts_of_page
from tests.helpers.strategies import markdown_text

PAGE = """---
title: Ice shell
type: concept
---

It covers an ocean.[^a-1] It is cold.

## How thick

- On Europa it is thick.

```
thickness = 20
```

## Where

| moon | km |
|---|---|
| Europa | 20[^a-1] |

[^a-1]: [a](../../raw/a.md): "ice"
"""


def texts(text):
    entry = entry_of_page("wiki/concepts/x.md", text, "en")
    return texts_of_page(entry.title, entry.passages)


def test_a_page_gives_its_tldr_and_its_sections():
    assert texts(PAGE) == [
        SectionText(6, "Ice shell. It covers an ocean. It is cold."),
        SectionText(10, "Ice shell. How thick. On Europa it is thick. thickness = 20"),
        SectionText(20, "Ice shell. Where. moon: Europa; km: 20"),
    ]


def test_a_long_section_gives_several_and_each_begins_where_its_first_statement_does():
    said = [f"Sentence number {n} is about the thickness of ice on moons.\n" for n in range(100)]
    found = texts("---\ntitle: A\n---\n\n## B\n\n" + "\n".join(said))
    assert len(found) > 2
    assert all(one.text.startswith("A. B. Sentence number") for one in found)
    assert all(len(one.text) <= LONGEST + 100 for one in found)
    assert [one.line for one in found][:2] == [7, 7 + 2 * found[0].text.count("number")]


def test_a_page_that_says_nothing_gives_its_title():
    assert texts("---\ntitle: Nothing yet\n---\n") == [SectionText(1, "Nothing yet")]


@given(markdown_text)
def test_every_passage_of_any_page_is_in_one_text(text):
    entry = entry_of_page("wiki/concepts/x.md", text, "en")
    found = texts_of_page(entry.title, entry.passages)
    joined = " ".join(one.text for one in found)
    assert all(passage.text in joined for passage in entry.passages)
    assert [one.line for one in found] == sorted(one.line for one in found)
