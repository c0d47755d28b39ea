import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.page import Page, make_section
from tests.helpers.strategies import markdown_text

PATH = "wiki/concepts/kettle.md"
files = st.builds("".join, st.lists(st.one_of(markdown_text, st.sampled_from(["---\n", "---\ntitle: a\n---\n", "\ufeff"])), max_size=3))  # fmt: skip

PAGE = """---
title: Kettle
type: concept
---

A kettle boils water.[^k-1] It whistles.

## How it works

Heat.[^k-2]

```
## not a section
```

## Caveats

Steam.

[^k-1]: [k](../../raw/k.md?plain=1#L1): "boils"
[^k-2]: [k](../../raw/k.md?plain=1#L2): "heat"
"""


@given(files)
@example("\ufeff---\r\ntitle: a\r\n---\r\n\r\nlead\r\n\r\n## A\r\n\x0c\r\n[^a-1]: x\r\n")
@example("## A\r## B\r\n## C")
@example("```\n## A\n[^a-1]: x\n")
@example("[^a-1]: x\n\n\n[^a-2]: y")
@example("x\u2028## A\n\x0b## B\n")
def test_a_page_renders_as_it_was_read(text):
    try:
        page = Page.parse(PATH, text)
    except UserError:
        return
    assert page.render() == text
    assert Page.parse(PATH, page.render()) == page


@given(files)
def test_the_facts_of_any_page_can_be_had(text):
    facts = facts_of(PATH, text)
    assert facts.path == PATH
    assert facts.title


def test_a_page_is_cut_into_its_pieces():
    page = Page.parse(PATH, PAGE)
    assert page.meta == {"title": "Kettle", "type": "concept"}
    assert page.tldr == "A kettle boils water.[^k-1] It whistles."
    assert [p.heading for p in page.parts] == ["How it works", "Caveats"]
    assert page.labels == ("k-1", "k-2")
    assert page.definitions["k-2"] == '[k](../../raw/k.md?plain=1#L2): "heat"'
    assert page.tail.startswith("[^k-1]:")
    assert page.slug == "kettle"


def test_broken_front_matter_names_the_page_and_a_line():
    with pytest.raises(UserError, match=r"wiki/concepts/kettle\.md:\d: "):
        Page.parse(PATH, "---\ntitle: a\ntags: [b\n---\n")


def test_a_section_is_found_whatever_the_case_and_punctuation_of_its_heading():
    page = Page.parse(PATH, PAGE)
    assert [p.heading for p in page.find("how it works?")] == ["How it works"]
    assert page.find("not a section") == []


def test_footnote_definitions_in_the_middle_of_a_body_stay_in_it():
    page = Page.parse(PATH, "a[^x]\n\n[^x]: here\n\n## B\n\nb\n")
    assert page.tail == ""
    assert page.definitions == {"x": "here"}


def test_a_definition_in_a_code_block_at_the_end_is_no_definition():
    page = Page.parse(PATH, "a\n\n```\n[^x]: here\n```\n")
    assert page.tail == ""
    assert page.definitions == {}


def test_a_section_has_one_form():
    assert make_section(" A ", "\n\ntext\n").line == "## A\n"
    assert make_section("A", "\n\ntext\n").text == "\ntext\n\n"
