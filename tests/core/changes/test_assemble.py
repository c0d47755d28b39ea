import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline import rules
from pipeline.core.bookkeeping import derive, index
from pipeline.core.bookkeeping.log import append_log
from pipeline.core.changes.assemble import assemble, log_entry, voices_of
from pipeline.core.changes.change_set import AddSection, AppendToSection, Conflict, LeftOut
from pipeline.core.changes.edits import EditError
from pipeline.core.findings.view import View
from pipeline.core.hidden_characters import is_name
from pipeline.core.name_keys import slug_of
from pipeline.core.text import normalise
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.page import Page
from tests.helpers.making import (
    DAY,
    SCHEMA,
    WIKILINKS,
    change,
    claim,
    creates,
    laid_over,
    source,
    summary,
    updates,
    wiki_of,
)
from tests.helpers.strategies import any_text, foreign_text

KETTLE = source(
    "The kettle boils at 100 degrees.\nIt holds 2 litres.", "raw/2026-03-kettle.md", author="Ada"
)
TEAPOT = source(
    "The teapot holds 3 litres.\nThe kettle holds 4 litres.",
    "raw/2026-04-teapot.md",
    author="Grace",
)
K = (
    claim("kettle-1", "The kettle boils at 100 degrees."),
    claim("kettle-2", "It holds 2 litres.", 2),
)
T = (
    claim("teapot-1", "The teapot holds 3 litres."),
    claim("teapot-2", "The kettle holds 4 litres.", 2),
)
ABOUT_KETTLE = change(
    KETTLE,
    K,
    summary(K),
    creates("Kettle", K, links=["About kettles", "Nowhere"]),
    creates("Litre", K[1:], links=["Kettle"]),
)
ABOUT_TEAPOT = change(
    TEAPOT,
    T,
    summary(T, "About teapots"),
    creates("Teapot", T[:1], links=["Kettle"]),
    date="2026-04-12",
)
UPDATE = change(TEAPOT, T, summary(T, "About teapots"), updates("kettle", T[1:], AppendToSection("What it is", "- Now 4 litres.[^teapot-2] See [[Litre]].")))  # fmt: skip


def lay(of, texts):
    """What a change makes of a repository's texts."""
    pages = {path: text for path, text in texts.items() if is_page(path)}
    index = {path: text for path, text in texts.items() if path.startswith("wiki/index")}
    done = assemble(of, wiki_of(pages), texts.get("log.md", ""), index, SCHEMA)
    return done, laid_over(texts, done)


def pages_of(texts):
    return {path: text for path, text in texts.items() if is_page(path)}


def findings(done, sources, before=None):
    known = {s.path: s for s in sources}
    view = View(done.pages, done.after, SCHEMA, known.get, before, {}, done.files, frozenset())
    return rules.run(view)


def test_a_change_becomes_pages_an_index_and_a_log_entry():
    done, texts = lay(ABOUT_KETTLE, {})
    assert sorted(texts) == [
        "log.md",
        "wiki/concepts/kettle.md",
        "wiki/concepts/litre.md",
        "wiki/index.md",
        "wiki/sources/about-kettles.md",
    ]
    assert texts["wiki/concepts/kettle.md"] == (
        "---\ntitle: Kettle\ntype: concept\nconfidence: medium\nupdated: 2026-04-11\ncreated: 2026-04-11\naliases: []\n"
        "sources:\n- raw/2026-03-kettle.md\nrelated:\n- about-kettles\n- litre\n---\n\n# Kettle\n\n"
        "The kettle boils at 100 degrees.[^kettle-1]\n\n## What it is\n\n"
        "- The kettle boils at 100 degrees.[^kettle-1]\n- It holds 2 litres.[^kettle-2]\n"
        "See [About kettles](../sources/about-kettles.md).\nSee Nowhere.\n\n## Linked from\n\n- [Litre](litre.md)\n\n"
        '[^kettle-1]: [kettle, line 1](../../raw/2026-03-kettle.md?plain=1#L1): "The kettle boils at 100 degrees."\n'
        '[^kettle-2]: [kettle, line 2](../../raw/2026-03-kettle.md?plain=1#L2): "It holds 2 litres."\n'
    )
    assert texts["wiki/index.md"] == (
        "# Index\n\n3 pages, listed by type. This file is derived; do not edit it.\n"
        "\n## Concepts\n\n- [Kettle](concepts/kettle.md): The kettle boils at 100 degrees.\n- [Litre](concepts/litre.md): It holds 2 litres.\n"
        "\n## Source summaries\n\n- [About kettles](sources/about-kettles.md): The kettle boils at 100 degrees.\n"
    )
    assert texts["log.md"].endswith(
        "\n## [2026-04-11] ingest | About kettles\n\n"
        f"- source: `raw/2026-03-kettle.md` (sha256 {KETTLE.sha256[:12]})\n"
        "- created: [[kettle]], [[litre]], [[about-kettles]]\n- updated: none\n"
        "- claims: 2 of 2 placed; librarian: extractive\n"
    )
    assert [d.what for d in done.cut] == ["a link to `Nowhere` on Kettle"]
    assert done.placed == {"kettle-1", "kettle-2"}


def test_the_same_change_gives_the_same_bytes():
    assert lay(ABOUT_KETTLE, {})[1] == lay(ABOUT_KETTLE, {})[1]


def test_laying_an_update_twice_changes_only_what_it_says():
    _, first = lay(ABOUT_KETTLE, {})
    again = change(
        KETTLE, K, updates("about-kettles", K, title="About kettles", type_="source-summary")
    )
    done, second = lay(again, first)
    assert pages_of(second) == pages_of(first)
    assert done.files == ()


def test_a_wiki_that_is_derived_already_stays_as_it_is():
    _, texts = lay(ABOUT_KETTLE, {})
    _, texts = lay(UPDATE, texts)
    wiki = wiki_of(pages_of(texts))
    for slug in wiki.facts:
        page = wiki.page(slug)
        draft = derive.Draft(page, page.meta, touched=False)
        assert derive.bookkeep(wiki, [draft], {}, {}, SCHEMA, "2030-01-01").keys() <= {page.path}
        assert derive.write_footnotes(page, wiki, {}).render() == page.render()
    assert index.make_index(wiki, SCHEMA).files == {"wiki/index.md": texts["wiki/index.md"]}


def test_the_healthy_wiki_is_what_would_be_derived_of_it():
    folder = Path(__file__).parents[2] / "wikis" / "healthy"
    texts = {
        f.relative_to(folder).as_posix(): f.read_text("utf-8") for f in folder.glob("wiki/**/*.md")
    }
    assert_related_right(texts)
    wiki = wiki_of(pages_of(texts))
    assert index.make_index(wiki, SCHEMA).files == {"wiki/index.md": texts["wiki/index.md"]}
    for slug in wiki.facts:
        page = wiki.page(slug)
        assert derive.write_footnotes(page, wiki, {}).render() == page.render() == texts[page.path]
        assert (
            derive.bookkeep(
                wiki,
                [derive.Draft(page, page.meta, touched=False)],
                {},
                voices(wiki),
                WIKILINKS,
                DAY,
            )
            == {}
        )


def voices(wiki):
    none = replace(KETTLE, path="raw/none.md")
    read = replace(ABOUT_KETTLE.extraction, source=none.path, claims=())
    return voices_of(wiki, replace(ABOUT_KETTLE, source=none, extraction=read, kept=()))


def assert_related_right(texts):
    wiki = wiki_of(pages_of(texts))
    for slug, facts in wiki.facts.items():
        assert list(facts.related) == wiki.related(slug)
        assert all(slug in wiki.facts[other].related for other in facts.related)


def test_related_is_symmetric_also_on_pages_the_change_does_not_touch():
    _, texts = lay(ABOUT_KETTLE, {})
    assert_related_right(texts)
    done, texts = lay(ABOUT_TEAPOT, texts)
    assert_related_right(texts)
    (kettle,) = [f for f in done.files if f.path == "wiki/concepts/kettle.md"]
    assert kettle.derived
    assert "updated: 2026-04-11" in kettle.after


def test_an_update_keeps_everything_else_byte_for_byte():
    _, before = lay(ABOUT_KETTLE, {})
    done, after = lay(UPDATE, before)
    old, new = (
        Page.parse("wiki/concepts/kettle.md", t["wiki/concepts/kettle.md"]) for t in (before, after)
    )
    assert new.lead == old.lead
    assert new.parts[0].text.startswith(old.parts[0].text.rstrip())
    assert set(old.definitions.items()) <= set(new.definitions.items())
    assert new.meta["created"] == old.meta["created"]
    assert new.meta["confidence"] == "high"
    litre = "\n## Linked from\n\n- [Kettle](kettle.md)\n"
    assert after["wiki/concepts/litre.md"].replace(litre, "") == before["wiki/concepts/litre.md"]
    assert after["log.md"].startswith(before["log.md"])
    assert [f.path for f in done.files if not f.derived] == [
        "wiki/concepts/kettle.md",
        "wiki/sources/about-teapots.md",
    ]


def test_two_changes_give_the_same_pages_in_either_order():
    """About different sources and without pages in common; the log tells the order, and the days of `updated` are their own."""
    other = change(
        TEAPOT, T, summary(T, "About teapots"), creates("Teapot", T[:1], links=["About teapots"])
    )
    one_first = lay(other, lay(ABOUT_KETTLE, {})[1])[1]
    other_first = lay(ABOUT_KETTLE, lay(other, {})[1])[1]
    assert {p: t for p, t in one_first.items() if p != "log.md"} == {
        p: t for p, t in other_first.items() if p != "log.md"
    }
    assert sorted(one_first["log.md"].split("\n## ")) == sorted(
        other_first["log.md"].split("\n## ")
    )


def test_two_updates_of_different_sections_of_one_page_give_the_same_body_in_either_order():
    _, texts = lay(ABOUT_KETTLE, {})
    third = source("Kettles are red.", "raw/red.md", author="Bo")
    red = (claim("red-1", "Kettles are red."),)
    one = change(
        TEAPOT,
        T,
        summary(T, "About teapots"),
        updates("kettle", T, AppendToSection("What it is", "- Four.[^teapot-2]")),
    )
    two = change(
        third,
        red,
        summary(red, "About red"),
        updates("kettle", red, AddSection("Colour", "Red.[^red-1]", after="What it is")),
    )
    a = lay(two, lay(one, texts)[1])[1]
    b = lay(one, lay(two, texts)[1])[1]
    assert pages_of(a) == pages_of(b)
    assert a["wiki/index.md"] == b["wiki/index.md"]


TITLES = (
    "EIP-150: gas cost changes", "C# and F#", '"Quoted" and \'single\'', "🚀 Rocket", "🚀", "深度学习", "مرحبا بالعالم", "שלום: עולם",
    "x" * 200, "word " * 40, "- dash", "NO", "12:30", "1.10", "2024-05-01", "null", "[[wiki]]", "[a](b)", "a | b", "<b>bold</b>",
    "`code`", "a\\b", "index", "con", "&amp;", "*", "# heading", "a%%b", "{{x}}", "../../etc/passwd", "e\u0301te\u0301",
)  # fmt: skip


@given(st.one_of(st.sampled_from(TITLES), foreign_text.map(normalise), any_text.map(normalise)))
@example("a ~ b")
@example("---")
@example("!important")
@example("a]]b")
@example("1. x")
def test_any_title_gives_a_valid_page(title):
    title = title[:300].strip()
    if not is_name(title):
        return
    slug = slug_of(title)
    pages = (
        summary(K, "The source"),
        creates(title, K, slug=slug, links=["The source"], aliases=[f"{title} 2"]),
    )
    done, texts = lay(change(KETTLE, K, *pages), {})
    path = f"wiki/concepts/{slug}.md"
    page = Page.parse(path, texts[path])
    assert page.meta["title"] == title
    assert page.render() == texts[path]
    assert [(f.rule, f.message) for f in findings(done, [KETTLE]) if f.severity == "error"] == []
    lines = [
        line for line in texts["wiki/index.md"].splitlines() if f"](concepts/{slug}.md)" in line
    ]
    assert len(lines) == 1
    assert_related_right(texts)
    assert done.after.resolve(slug) == slug
    assert lay(replace(change(KETTLE, K, *pages)), {})[1] == texts


@pytest.mark.parametrize("title", TITLES)
def test_a_link_to_any_title_is_never_dead(title):
    slug = slug_of(title)
    pages = (
        summary(K, "The source"),
        creates(title, K, slug=slug),
        creates("Linker", K, links=[slug, title]),
    )
    done, _ = lay(change(KETTLE, K, *pages), {})
    assert [f for f in findings(done, [KETTLE]) if f.rule == "dead-link"] == []


def test_an_edit_that_does_not_fit_stops_the_whole_change():
    _, texts = lay(ABOUT_KETTLE, {})
    bad = change(
        TEAPOT,
        T,
        summary(T, "About teapots"),
        updates("kettle", T, AppendToSection("Missing", "x")),
    )
    with pytest.raises(EditError):
        lay(bad, texts)


def test_an_open_contradiction_makes_a_page_unreliable_until_it_is_superseded():
    _, texts = lay(ABOUT_KETTLE, {})
    clash = Conflict(
        "volume", "contradicts", ("teapot-2",), ("kettle-2",), "", "2 or 4", ("kettle",)
    )
    _, disputed = lay(replace(UPDATE, conflicts=(clash,)), texts)
    page = Page.parse("x.md", disputed["wiki/concepts/kettle.md"])
    assert page.meta["confidence"] == "low"
    assert page.meta["disputed"] == ["kettle-2 ~ teapot-2"]
    third = source("It holds 4 litres since 2026.", "raw/new.md", author="Cy")
    n = (claim("new-1", "It holds 4 litres since 2026."),)
    solved = Conflict("volume", "supersedes", ("new-1",), ("kettle-2",), "2026", "4", ("kettle",))
    _, settled = lay(
        change(
            third,
            n,
            summary(n, "News"),
            updates("kettle", n, AppendToSection("What it is", "- 4.[^new-1]")),
            conflicts=(solved,),
        ),
        disputed,
    )
    page = Page.parse("x.md", settled["wiki/concepts/kettle.md"])
    assert "disputed" not in page.meta
    assert page.meta["confidence"] == "high"


def test_a_persons_front_matter_and_footnotes_are_kept():
    _, texts = lay(ABOUT_KETTLE, {})
    path = "wiki/concepts/kettle.md"
    texts[path] = (
        texts[path].replace("confidence: medium\n", "confidence: medium\nowner: Bo\n")
        + "[^mine]: A note of my own.\n"
    )
    texts[path] = texts[path].replace("2 litres.[^kettle-2]", "2 litres.[^kettle-2][^mine]")
    _, after = lay(UPDATE, texts)
    page = Page.parse(path, after[path])
    assert page.meta["owner"] == "Bo"
    assert page.definitions["mine"] == "A note of my own."


def test_the_index_is_split_by_type_when_it_is_long():
    texts = {
        f"wiki/concepts/p{i}.md": f"---\ntitle: P {i}\ntype: concept\n---\n\nPage {i}.\n"
        for i in range(index.SPLIT_AT + 1)
    }
    files = index.make_index(wiki_of(texts), SCHEMA).files
    assert set(files) == {"wiki/index.md", "wiki/index/concept.md"}
    assert "[Concepts](index/concept.md): 301" in files["wiki/index.md"]
    assert "- [P 7](../concepts/p7.md): Page 7.\n" in files["wiki/index/concept.md"]


@given(any_text, any_text)
def test_the_log_keeps_what_it_said(log, title):
    read = replace(ABOUT_KETTLE.extraction, title=title)
    entry = log_entry(replace(ABOUT_KETTLE, extraction=read), ["a"], [], 2, DAY)
    after = append_log(log, entry)
    assert after.startswith(log)
    assert entry in after
    assert sum(line.startswith("#") for line in entry.splitlines()) == 1


def test_no_bare_address_in_the_log_becomes_a_link():
    title = "See https://evil.example/x, www.evil.example, _WWW.evil.example and a@evil.example"
    read = replace(ABOUT_KETTLE.extraction, title=title)
    one = replace(ABOUT_KETTLE, extraction=read, librarian=title)
    entry = log_entry(one, ["a"], [], 2, DAY)
    assert "evil.example" in entry
    assert not re.search(r"(?i)://|www\.|@", entry)


def test_wiki_links_are_written_where_the_team_wants_them():
    done = assemble(ABOUT_KETTLE, wiki_of({}), "", {}, WIKILINKS)
    (kettle,) = [f.after for f in done.files if f.path.endswith("/kettle.md")]
    assert "See [[about-kettles|About kettles]]." in kettle
    assert_related_right(laid_over({}, done))


def test_what_is_left_out_is_not_placed():
    left = replace(
        ABOUT_KETTLE, left_out=(LeftOut(("kettle-2",), "trivial"),), pages=(summary(K[:1]),)
    )
    done, _ = lay(left, {})
    assert done.placed == {"kettle-1"}
