"""What a page gives to the index."""

from dataclasses import replace

from hypothesis import given

from pipeline.core.search.page_entry import entry_of_page
from pipeline.core.search.snippets import IndexedPassage
from tests.helpers.strategies import foreign_text, markdown_text

TEXT = """---
title: Ice shell
type: concept
aliases:
- Icy crust
sources:
- raw/a.md
updated: 2026-04-11
confidence: high
---

An ice shell covers the [[ocean-world|ocean]].[^a-1]

## How thick

- On [Europa](../entities/europa.md) it is thick. It may be 20 km.[^a-1][^b-2]
- See [[ocean-world]] and [the web](https://example.org/europa.md).

<!-- secret words -->

```
thickness = 20
```

[^a-1]: [a](../../raw/a.md?plain=1#L3): "ice"
[^b-2]: [b](../../raw/b.md?plain=1#L4): "20 km"
"""


def entry(text=TEXT, path="wiki/concepts/shell.md", language="en"):
    return entry_of_page(path, text, language)


def test_names_facts_and_sources_are_those_of_the_front_matter_and_the_footnotes():
    found = entry()
    assert (found.title, found.slug, found.type) == ("Ice shell", "shell", "concept")
    assert (found.confidence, found.updated) == ("high", "2026-04-11")
    assert found.names == (("shell", 0), ("ice shell", 1), ("icy crust", 2))
    assert found.sources == ("raw/a.md", "raw/b.md")


def test_words_are_kept_by_field_and_comments_are_none():
    title, aliases, headings, summary, body = entry().words
    assert title == "ice shell"
    assert aliases == "icy crust", "the file is called by a word of the title"
    assert entry(path="wiki/concepts/cover.md").words[1] == "icy crust cover"
    assert headings == "how thick"
    assert summary == "an ice shell cover the ocean"
    assert "secret" not in body
    assert "20 km" in body
    assert "thick" in body
    assert "quot" not in summary


def test_statements_and_lines_of_code_are_passages_with_their_lines():
    assert tuple(replace(passage, terms="") for passage in entry().passages) == (
        IndexedPassage(12, "", "An ice shell covers the ocean.", ("a-1",), ""),
        IndexedPassage(16, "How thick", "On Europa it is thick.", (), ""),
        IndexedPassage(16, "How thick", "It may be 20 km.", ("a-1", "b-2"), ""),
        IndexedPassage(17, "How thick", "See ocean-world and the web.", (), ""),
        IndexedPassage(22, "", "thickness = 20", (), ""),
    )


def test_passages_are_kept_as_written_too():
    assert entry().raws == (
        "An ice shell covers the [[ocean-world|ocean]].[^a-1]",
        "On [Europa](../entities/europa.md) it is thick.",
        "It may be 20 km.[^a-1][^b-2]",
        "See [[ocean-world]] and [the web](https://example.org/europa.md).",
        "thickness = 20",
    )


def test_the_first_sentence_of_the_tldr_is_what_the_index_page_tells():
    text = "---\ntitle: A\naliases: [B c]\n---\n\nIt is *one*. It is two.\n\nAnd three.\n"
    found = entry(text)
    assert (found.summary, found.aliases) == ("It is one.", ("B c",))
    assert found.words[3:] == ("it is one", "it is two and three")


def test_a_passage_carries_its_terms():
    assert [passage.terms for passage in entry().passages][2:] == [
        "it may be 20 km",
        "see ocean world and the web",
        "thick 20",
    ]


def test_links_to_pages_are_kept_once_each_with_the_first_passage_that_sets_them():
    assert entry().links == (("ocean world", 0), ("europa", 1))


def test_spellings_hold_each_word_of_a_name_and_the_name_as_one_word():
    assert entry().spellings == (
        ("ice", "ice"),
        ("shell", "shell"),
        ("iceshell", "ice shell"),
        ("icy", "icy"),
        ("crust", "crust"),
        ("icycrust", "icy crust"),
    )


def test_a_page_whose_front_matter_is_broken_is_found_by_its_body():
    found = entry("---\ntitle: [\n---\n\nStill here.\n")
    assert found.title == "shell"
    assert found.passages[0].text == "Still here."


@given(markdown_text | foreign_text)
def test_any_page_gives_an_entry_whose_passages_are_in_order_and_in_the_file(text):
    found = entry(text)
    lines = [passage.line for passage in found.passages]
    assert lines == sorted(lines)
    assert all(1 <= line <= text.count("\n") + 1 for line in lines)
    assert all(0 <= at < len(lines) for _, at in found.links)
    assert len(found.raws) == len(lines)
