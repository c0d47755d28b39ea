"""A wiki is converted from one style of links to the other without loss, and each reader opens all of it."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.bookkeeping.convert_links import convert_text, convert_wiki
from pipeline.core.markup import markdown
from pipeline.core.markup.anchors import github_anchor
from pipeline.core.paths import path_from
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from tests.helpers.making import wiki_of

ROOT = Path(__file__).parents[3]
FILES = {
    f.relative_to(ROOT).as_posix(): f.read_text("utf-8")
    for folder in ("wiki", "raw")
    for f in sorted((ROOT / folder).rglob("*"))
    if f.suffix in (".md", ".html")
}
EXAMPLE = {path: text for path, text in FILES.items() if is_page(path)}


def headings(cited):
    """The heading above each quote, for sources that are Markdown themselves."""
    if cited.unit != "line":
        return ()
    lines = FILES[cited.source].split("\n")
    found = []
    for quote in cited.quotes:
        above = [x for x in lines[: quote.start] if re.match(r"#+ ", x)]
        found.append(citations.name_heading(above[-1].lstrip("# ")) if above else "")
    return tuple(found)


def converted(texts, style):
    return {**texts, **convert_wiki(wiki_of(texts), style, headings)}


OBSIDIAN = converted(EXAMPLE, "wikilink")


def test_there_and_back_gives_the_same_bytes():
    assert all(OBSIDIAN[path] != text for path, text in EXAMPLE.items())
    assert converted(OBSIDIAN, "markdown") == EXAMPLE
    assert converted(converted(OBSIDIAN, "markdown"), "wikilink") == OBSIDIAN


def test_a_wiki_that_is_in_the_style_already_stays():
    assert convert_wiki(wiki_of(EXAMPLE), "markdown", headings) == {}
    assert convert_wiki(wiki_of(OBSIDIAN), "wikilink", headings) == {}


def test_every_citation_is_the_same_fact_in_both_styles():
    for path, text in EXAMPLE.items():
        one, other = Page.parse(path, text), Page.parse(path, OBSIDIAN[path])
        cited = {x: citations.parse(x, y, path) for x, y in one.definitions.items()}
        assert cited
        assert cited == {x: citations.parse(x, y, path) for x, y in other.definitions.items()}
        assert one.labels == other.labels


def test_github_opens_every_link_and_citation_of_the_markdown_style():
    """By its rules: a path relative to the file, in the file's case; `?plain=1#L3` is a line of it."""
    seen = 0
    for path, text in EXAMPLE.items():
        for link in markdown.find_links(text):
            assert link.kind == "inline"
            target, _, query = link.target.partition("?")
            there = path_from(path.rpartition("/")[0], target)
            assert there in FILES, (path, link.target)
            if query:
                lines = re.fullmatch(r"L(\d+)(?:-L(\d+))?", link.heading)
                assert query == "plain=1"
                assert int(lines[2] or lines[1]) <= FILES[there].count("\n") + 1
            elif link.heading:
                anchors = map(github_anchor, markdown.headings_of(FILES[there]))
                assert link.heading in [*anchors]
            seen += 1
    assert seen > 300


def test_obsidian_opens_every_link_and_citation_of_the_wikilink_style():
    """By its rules: a path from the vault's root or by its end, with or without `.md`; a heading by its words."""
    vault = {**FILES, **OBSIDIAN}
    seen = 0
    for path, text in OBSIDIAN.items():
        page = Page.parse(path, text)
        assert page.meta["title"] in page.meta["aliases"]
        assert page.heading == page.backlinks == ""
        related = [x.removeprefix("[[").removesuffix("]]") for x in page.meta["related"] or []]
        assert all(f"[[{x}]]" in page.meta["related"] for x in related)
        links = [*markdown.find_links(page.whole)]
        assert all(link.kind == "wiki" for link in links)
        for target, heading in [(x.target, x.heading) for x in links] + [(x, "") for x in related]:
            ends = (target, f"{target}.md")
            found = [p for p in vault if any(p == e or p.endswith(f"/{e}") for e in ends)]
            assert len(found) == 1, (path, target)
            names = [citations.name_heading(x) for x in markdown.headings_of(vault[found[0]])]
            assert not heading or heading in names, (path, target, heading)
            seen += 1
    assert seen > 300


PAGES = {
    "wiki/concepts/ring.md": "---\ntitle: Ring\n---\n\nA ring.\n\n## How it works (now)\n\nSo.\n\n## Twice\n\na\n\n## Twice\n\nb\n",
    "wiki/entities/saturn.md": "---\ntitle: Saturn\naliases: [Kronos]\n---\n\nA planet.\n",
}
WIKI = wiki_of(PAGES)
HERE = "wiki/entities/here.md"


@pytest.mark.parametrize(
    ("markdown_style", "wikilink_style"),
    [
        ("[Ring](../concepts/ring.md) and", "[[ring|Ring]] and"),
        ("[ring](../concepts/ring.md)", "[[ring]]"),
        ("| [a](saturn.md) |", "| [[saturn\\|a]] |"),
        ("[`code`](saturn.md).[^a-1]", "[[saturn|`code`]].[^a-1]"),
        ("**[a](saturn.md)**: x", "**[[saturn|a]]**: x"),
    ],
)
def test_a_link_is_written_in_either_style(markdown_style, wikilink_style):
    assert convert_text(markdown_style, HERE, WIKI, "wikilink") == wikilink_style
    assert convert_text(wikilink_style, HERE, WIKI, "markdown") == markdown_style


@pytest.mark.parametrize(
    ("style", "text"),
    [
        ("markdown", "[[nowhere|x]] and [[ring#No such|x]] and [[ring#Twice|x]] and `[[ring]]` and ![[ring]]"),
        ("wikilink", "[x](nowhere.md) and [x](../concepts/ring.md#twice) and `[x](saturn.md)` and ![x](saturn.md)"),
        ("wikilink", "[a \\[b\\]](saturn.md) and [x](saturn.md)(y) and [x](https://example.org/saturn.md)"),
        ("wikilink", "[x](../../raw/a.md?plain=1#L1) and [x](../../schema.md)"),
    ],
)  # fmt: skip
def test_what_the_other_style_cannot_say_stays(style, text):
    assert convert_text(text, HERE, WIKI, style) == text


words = st.text(st.sampled_from("ab c`*_~|()<>#^\\"), min_size=1, max_size=8)
links = st.one_of(
    st.builds(lambda x: f"[{x}](saturn.md)", words),
    st.builds(lambda x: f"[{x}](../concepts/ring.md)", words),
    st.builds(lambda x: f"[[saturn|{x}]]", words),
    st.sampled_from(["[[ring]]", "[[nowhere]]", "[ring](../concepts/ring.md)", "| ", "\n", "(x)", "[y]", "[^a-1]", "`"]),
)  # fmt: skip
texts = st.lists(st.one_of(links, words), max_size=6).map("".join)


@given(texts)
def test_no_text_changes_by_the_way_there_and_back(text):
    """From either style: what was converted once is converted back to the same, and leads to the same pages."""
    for one, other in (("markdown", "wikilink"), ("wikilink", "markdown")):
        first = convert_text(text, HERE, WIKI, one)
        there = convert_text(first, HERE, WIKI, other)
        back = convert_text(there, HERE, WIKI, one)
        assert convert_text(back, HERE, WIKI, other) == there
        assert targets(first) == targets(there) == targets(back) == targets(text)


def targets(text):
    names = ((x.kind, x.target) for x in markdown.find_links(text))
    return sorted(WIKI.resolve(x.rsplit("/", 1)[-1].removesuffix(".md")) or x for _, x in names)
