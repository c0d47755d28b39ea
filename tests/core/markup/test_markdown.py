import pytest
from hypothesis import given

from pipeline.core.markup import (
    footnotes,
    markdown,
)
from tests.helpers.strategies import markdown_text


@given(markdown_text)
def test_a_body_cut_up_joins_to_itself(text):
    lead, parts, tail = markdown.split_body(text)
    assert lead + "".join(p.line + p.text for p in parts) + tail == text
    assert all(p.line.startswith("## ") for p in parts if p.heading)


@given(markdown_text)
def test_links_stand_where_they_say(text):
    for link in markdown.find_links(text):
        written = text[link.start : link.end]
        assert written.endswith("]]" if link.kind == "wiki" else ")")
        assert written.startswith("!" if link.embed else "[")


@pytest.mark.parametrize(
    "text",
    [
        "```\n[[x]] [^a-1] [x](y.md)\n```",
        "~~~python\n[[x]] [^a-1]\n~~~",
        "````\n```\n[[x]]\n```\n[^a-1]\n````",
        "- item\n  ```\n  [[x]] [^a-1]\n  ```",
        "1. item\n\n   ~~~\n   [[x]] [^a-1]\n   ~~~",
        "> ```\n> [[x]] [^a-1]\n> ```",
        "- ```\n  [[x]] [^a-1]\n  ```",
        "`[[x]]` and ``[^a-1] ` [[y]]``",
        "`a\n[[x]] b`",
        "<!-- [[x]] [^a-1]\n\n[[y]] -->",
        "%% [[x]] [^a-1] %%",
        "$$ [[x]] [^a-1] $$",
        "para\n\n    [[x]] [^a-1]\n",
        "\\[[x]]",
        "\\[^a-1]",
        "\\[x](y.md)",
        "```\n[[x]] [^a-1] (an open fence)",
    ],
)
def test_what_is_code_or_comment_or_escaped_holds_no_links(text):
    assert list(markdown.find_links(text)) == []
    assert footnotes.find_marks(text) == []


@pytest.mark.parametrize(
    ("text", "target", "heading", "label"),
    [
        ("[[x]]", "x", "", ""),
        ("[[x|the x]]", "x", "", "the x"),
        ("[[x#How it works]]", "x", "How it works", ""),
        ("[[x#A|b]]", "x", "A", "b"),
        ("[[#Here]]", "", "Here", ""),
        ("| [[x\\|the x]] |", "x", "", "the x"),
        ("[[concepts/x]]", "concepts/x", "", ""),
        ("`code` [[x]] `code`", "x", "", ""),
        ("`` ` `` [[x]]", "x", "", ""),
        ("a ` b [[x]]", "x", "", ""),
        ("```\ncode\n```\n[[x]]", "x", "", ""),
        ("~~~\n```\n~~~\n[[x]]", "x", "", ""),
        ("<!-- c --> [[x]]", "x", "", ""),
        ("- a\n\n    [[x]]", "x", "", ""),
        ("\\`[[x]]\\`", "x", "", ""),
        ("``` a ` b\n[[x]]", "x", "", ""),
    ],
)
def test_wiki_links_are_read(text, target, heading, label):
    (link,) = markdown.find_links(text)
    assert (link.kind, link.target, link.heading, link.label, link.embed) == (
        "wiki",
        target,
        heading,
        label,
        False,
    )


@pytest.mark.parametrize(
    ("text", "target", "label", "embed"),
    [
        ("[a](b.md)", "b.md", "a", False),
        ("![a](b.png)", "b.png", "a", True),
        ("[a \\] b](c.md)", "c.md", "a \\] b", False),
        ("[a](<b c.md>)", "b c.md", "a", False),
        ("[a](b%20c.md)", "b c.md", "a", False),
        ('[a](b.md "title")', "b.md", "a", False),
        ("[a](b_(c).md)", "b_(c).md", "a", False),
        ("[a [b] c](d.md)", "d.md", "a [b] c", False),
        ("[](x.md)", "x.md", "", False),
    ],
)
def test_inline_links_are_read(text, target, label, embed):
    (link,) = markdown.find_links(text)
    assert (link.kind, link.target, link.label, link.embed) == ("inline", target, label, embed)


def test_sections_begin_only_at_headings_of_level_two():
    body = "lead\n\n# one\n\n## A ##\n\na\n\n### sub\n\n##no\n\n    ## code\n\n## `B` *c*\n\nb\n\n[^a-1]: x\n"
    lead, parts, tail = markdown.split_body(body)
    assert lead == "lead\n\n# one\n\n"
    assert [p.heading for p in parts] == ["A", "`B` *c*"]
    assert tail == "[^a-1]: x\n"


def test_headings_in_code_are_none():
    assert markdown.headings_of("# A\n```\n# B\n```\n## C #\n####### D\n#E\n") == ["A", "C"]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (
            "A **b** *c* `d`.[^a-1] See [[x|the x]] and [y](z.md) ![i](j.png)",
            "A b c d. See the x and y",
        ),
        ("a\n  b\tc", "a b c"),
        ("1\\. a \\* b", "1. a * b"),
        ("[[x#H]]", "x"),
        ("It has 2000*1024 bytes and 3 * 4 *rows*.", "It has 2000*1024 bytes and 3 * 4 rows."),
        ("The limit is 2**16 and **not** 5**3.", "The limit is 2**16 and not 5**3."),
    ],
)
def test_plain_text_is_what_a_reader_sees(text, plain):
    assert markdown.to_plain_text(text) == plain


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("One here. Two there.", "One here."),
        ("Only this\n\nand not this.", "Only this"),
        ("Cited.[^a-1] More.", "Cited."),
        ("", ""),
    ],
)
def test_the_first_sentence_is_had(text, first):
    assert markdown.first_sentence(text) == first


def test_signs_of_tasks_and_callouts_are_known():
    assert [
        s for s in ("[ ] a", "[x] a", "[-] a", "[1] a", "[a](b) c", "[] a") if markdown.is_task(s)
    ] == [
        "[ ] a",
        "[x] a",
        "[-] a",
    ]
    assert markdown.callout_sign("[!warning]- Title") == "[!warning]- "
    assert markdown.callout_sign("[!info|left]\nText") == "[!info|left]"
    assert markdown.callout_sign("[a] b") == ""
