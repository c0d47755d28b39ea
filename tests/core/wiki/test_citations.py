import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.markup import footnotes
from pipeline.core.text import normalise
from pipeline.core.values import PARTS, Quote
from pipeline.core.wiki.citations import (
    Citation,
    base_of,
    from_link,
    label_base,
    label_sort_key,
    link_to,
    name_heading,
    parse,
    place_in_words,
    render,
    sources_of,
)
from tests.helpers.strategies import foreign_text

PAGE = "wiki/concepts/kettle.md"
steps = st.text(min_size=1, max_size=12).filter(
    lambda s: "/" not in s and "\0" not in s and s not in (".", "..")
)
paths = st.lists(steps, min_size=1, max_size=4).map("/".join)
quote_texts = foreign_text.map(normalise).filter(bool)
places = st.tuples(st.integers(1, 9999), st.integers(0, 50)).map(lambda p: (p[0], p[0] + p[1]))
quotes = st.builds(lambda text, at: Quote(text, *at), quote_texts, places)
parts = st.sampled_from(PARTS)
kept_quotes = st.builds(
    lambda text, at, numbers, part: Quote(text, *at, *numbers, part),
    quote_texts,
    places,
    places,
    parts,
) | st.builds(lambda text, at: Quote(text, *at), quote_texts, places)
labels = st.builds(
    "{}-{}".format,
    st.from_regex(r"[a-z0-9]{1,9}(-[a-z0-9]{1,9}){0,9}", fullmatch=True),
    st.integers(1, 999),
)


def citations_of(unit, quotes):
    some = st.lists(quotes, min_size=1, max_size=3).map(tuple)
    return st.builds(Citation, labels, paths.map("raw/{}".format), unit, some)


citations = citations_of(st.sampled_from(["line", *PARTS]), quotes) | citations_of(
    st.just("kept"), kept_quotes
)


@given(citations)
@example(Citation("a-1", "raw/a (1) [b].md", "line", (Quote('" onclick="', 1, 1),)))
@example(Citation("a-1", "raw/a#b?c%20d.md", "page", (Quote("`a` `b", 3, 4), Quote("\\", 1, 1))))
@example(Citation("a-1", "raw/a.md", "line", (Quote('x"; [L4](raw/a.md#L4): "y', 1, 1),)))
@example(Citation("a-1", "raw/a.md", "line", (Quote("a `\\`", 1, 1),)))
@example(Citation("a-1", "raw/a.md/b.pdf", "kept", (Quote("a", 1, 2, 3, 4), Quote("b", 9, 9))))
@example(Citation("a-1", "raw/a.md", "line", (Quote('([file](x)): "y', 1, 1),)))
def test_a_citation_is_read_back_as_it_was_written_in_either_style(citation):
    for style in ("markdown", "wikilink"):
        line = render(citation, PAGE, style)
        assert "\n" not in line
        label, text = next(iter(footnotes.find_definitions(line + "\n").items()))
        assert label == citation.label
        assert parse(label, text, PAGE) == citation
        assert sources_of([text], PAGE) == [citation.source]


def test_in_the_wikilink_style_obsidian_opens_the_heading_and_the_words_name_the_line():
    quotes = (Quote("8,192 tokens", 12, 14), Quote("fast", 3, 3))
    one = Citation(
        "gpt4-1", "raw/2026-03-gpt4.md", "line", quotes, (name_heading("How: a [b]"), "")
    )
    line = render(one, PAGE, "wikilink")
    assert line == (
        '[^gpt4-1]: [[raw/2026-03-gpt4.md#How a b|gpt4, lines 12-14]]: "8,192 tokens"; '
        '[[raw/2026-03-gpt4.md|line 3]]: "fast"'
    )
    assert parse("gpt4-1", line.partition(": ")[2], PAGE).headings == ("How a b", "")
    assert render(parse("gpt4-1", line.partition(": ")[2], PAGE), PAGE, "wikilink") == line
    kept = Citation(
        "g-2", "raw/g.pdf", "kept", (Quote("two locks", 41, 41, 12, 13, "page", "words"),)
    )
    assert render(kept, PAGE, "wikilink") == (
        "[^g-2]: [[wiki/texts/g.pdf.md|g, page 12-13, line 41]]"
        ' ([[raw/g.pdf#page=12|file]], read from an image): "two locks"'
    )


def test_a_path_that_no_link_of_obsidian_can_hold_is_cited_by_a_markdown_link():
    one = Citation("a-1", "raw/a#b.md", "line", (Quote("x", 1, 1),))
    assert render(one, PAGE, "wikilink") == render(one, PAGE)


def test_a_citation_looks_as_in_the_design():
    one = Citation(
        "gpt4-report-1", "raw/2026-03-gpt4 report.md", "line", (Quote("8,192 tokens", 12, 14),)
    )
    assert render(one, PAGE) == (
        '[^gpt4-report-1]: [gpt4-report, lines 12-14](../../raw/2026-03-gpt4%20report.md?plain=1#L12-L14): "8,192 tokens"'
    )
    two = Citation("a-2", "raw/a.pdf", "page", (Quote("one", 3, 3), Quote("two", 4, 5)))
    assert render(two, "wiki/x.md") == (
        '[^a-2]: [a, page 3](../raw/a.pdf#page=3): "one"; [page 4-5](../raw/a.pdf#page=4-5): "two"'
    )


@pytest.mark.parametrize(
    "text",
    [
        "A note by a person.",
        "See [this](https://example.org).",
        '[a](../../wiki/x.md): "outside raw"',
        '[a](../../../../raw/x.md?plain=1#L1): "outside the repository"',
        '[a](../../raw/x.md?plain=1#L1): "quote" and more',
        'before [a](../../raw/x.md?plain=1#L1): "quote"',
        '[a](../../raw/x.md?plain=1#Lx): "quote"',
        "[a](../../raw/x.md?plain=1#L1): quote",
        '[a](https://evil.example/raw/x.md): "quote"',
        "",
    ],
)
def test_a_persons_own_footnote_is_no_citation(text):
    assert parse("a-1", text, PAGE) is None


@given(paths, paths)
@example("wiki/index.md", "wiki/concepts/a.md")
@example("log.md", "raw/ä b.md")
@example("wiki/a/b.md", "wiki/a/b.md")
def test_a_link_leads_back_to_its_target(here, target):
    link = link_to(here, target)
    assert from_link(here, link) == target
    assert not set(link) & set(" ()<>[]\"'\n|#?")


def test_a_link_that_leaves_the_repository_leads_nowhere():
    assert from_link("wiki/a/b.md", "../../../etc/passwd") == ""
    assert from_link("wiki/a/b.md", "..%2f..%2f..%2fetc") == ""


@given(st.lists(st.one_of(citations.map(lambda c: c.label), st.text(max_size=8)), max_size=6))
@example(["a-²", "a-1", "a-١"])
@example(["a", "a-2", "a-10", "-1", "-", ""])
def test_labels_have_a_total_order(labels):
    ordered = sorted(labels, key=label_sort_key)
    assert ordered == sorted(sorted(labels), key=label_sort_key)


def test_labels_are_sorted_by_source_then_number():
    labels = ["b-1", "a-10", "a-2", "a-b-1", "note"]
    assert sorted(labels, key=label_sort_key) == ["a-2", "a-10", "a-b-1", "b-1", "note"]


@pytest.mark.parametrize(
    ("path", "base"),
    [
        ("raw/2026-03-gpt4-report.md", "gpt4-report"),
        ("raw/2026-03-02_Kettles.html", "kettles"),
        ("raw/deep/2026 report.v2.pdf", "report-v2"),
        ("raw/2026.md", "2026"),
        ("raw/EIP-150.md", "eip-150"),
    ],
)
def test_labels_begin_with_the_sources_name_without_date(path, base):
    assert label_base(path) == base


@given(paths)
def test_every_path_gives_a_label_that_can_stand_in_a_mark(path):
    label = f"{label_base(path)}-7"
    assert footnotes.find_marks(f"x[^{label}]") == [label]
    assert base_of(label) == label_base(path)
    assert len(label_base(path)) <= 45


def test_a_citation_of_a_kept_text_leads_to_its_line_and_to_the_page_of_the_file():
    quotes = (Quote("two locks", 41, 41, 12, 12), Quote("a third", 44, 46, 12, 13))
    assert render(Citation("guide-2", "raw/papers/guide.pdf", "kept", quotes), PAGE) == (
        "[^guide-2]: [guide, page 12, line 41](../texts/papers/guide.pdf.md?plain=1#L41)"
        ' ([file](../../raw/papers/guide.pdf#page=12)): "two locks";'
        " [page 12-13, lines 44-46](../texts/papers/guide.pdf.md?plain=1#L44-L46)"
        ' ([file](../../raw/papers/guide.pdf#page=12-13)): "a third"'
    )


@pytest.mark.parametrize("part", ["slide", "sheet"])
def test_a_citation_of_slides_or_sheets_names_them(part):
    quotes = (Quote("two locks", 41, 41, 3, 3, part), Quote("a third", 44, 46, 3, 4, part))
    assert render(Citation("talk-2", "raw/talk.pptx", "kept", quotes), PAGE) == (
        f"[^talk-2]: [talk, {part} 3, line 41](../texts/talk.pptx.md?plain=1#L41)"
        f' ([file](../../raw/talk.pptx#{part}=3)): "two locks";'
        f" [{part} 3-4, lines 44-46](../texts/talk.pptx.md?plain=1#L44-L46)"
        f' ([file](../../raw/talk.pptx#{part}=3-4)): "a third"'
    )
    assert place_in_words(quotes[0], "kept") == f"{part} 3, line 41"


def test_a_citation_of_a_web_page_leads_to_its_kept_text_and_to_the_file():
    assert render(Citation("a-1", "raw/a.html", "kept", (Quote("one", 9, 9),)), PAGE) == (
        '[^a-1]: [a, line 9](../texts/a.html.md?plain=1#L9) ([file](../../raw/a.html)): "one"'
    )


@pytest.mark.parametrize(
    "text",
    [
        '[a](../texts/b.html.md?plain=1#L9) ([file](../../raw/a.html)): "of another text"',
        '[a](../../raw/a.html?plain=1#L9) ([file](../../raw/a.html)): "of no text"',
        '[a](../texts/a.html.md) ([file](../../raw/a.html)): "without a line"',
        '[a](../texts/a.html.md?plain=1#L9) ([file](../../raw/a.html?plain=1#L3)): "two lines"',
        '[a](../texts/a.html.md?plain=1#L9): "without its file"',
        '[a](../texts/a.html.md?plain=1#L9) ([file](../../raw/a.html)): "one";'
        ' [L1](../texts/b.html.md?plain=1#L1) ([file](../../raw/b.html)): "of two sources"',
        '[a](../texts/a.html.md?plain=1#L9) ([file](../../raw/a.html)): "one";'
        ' [L1](../../raw/a.html?plain=1#L1): "in two forms"',
    ],
)
def test_a_text_and_a_file_that_do_not_belong_together_are_no_citation(text):
    assert parse("a-1", text, PAGE) is None
