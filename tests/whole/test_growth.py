"""Whatever a source or a page holds, what reads it takes a time that grows with its length, and no faster."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from itertools import product

import pytest

from pipeline import rules
from pipeline.adapters.processes import gfm
from pipeline.core.changes import losses, lost_sentences, page_losses
from pipeline.core.claims.claim_index import statements_of_page
from pipeline.core.errors import UserError
from pipeline.core.findings.view import Finder, Lines, View
from pipeline.core.github.inert import make_inert
from pipeline.core.haystack import Haystack
from pipeline.core.language.measures import measures
from pipeline.core.language.near_copies import sketch_sentences
from pipeline.core.language.quantities import quantities
from pipeline.core.language.sentences import cut_into_sentences
from pipeline.core.markup import foreign_text, markdown, text_mask, web_addresses
from pipeline.core.markup.ignore_comments import find_ignores
from pipeline.core.markup.links import links_of
from pipeline.core.upkeep import settle_contradiction
from pipeline.core.upkeep.passages import split_passages
from pipeline.core.values import Source
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.page import Page
from pipeline.core.wiki.pieces import pieces_of_page
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.librarian.extractive import Extractive
from pipeline.readers import read_source
from pipeline.readers.html.recall import find_missing
from pipeline.readers.rst import tree as rst_tree
from pipeline.readers.shared import missing_title
from pipeline.readers.shared.align import align_lines, build_stream
from tests.helpers.growth import (
    MOST_CALLS,
    SHAPES,
    assert_calls_grow_with_length,
    assert_time_grows_with_length,
    calls,
    text,
)
from tests.helpers.repos import SCHEMA
from tests.helpers.share import few, share

FRONT = "---\ntitle: Pot\ntype: concept\nsources:\n- raw/a.md\n---\n\n"
PATH = "wiki/concepts/pot.md"
TEAM = Schema.parse(SCHEMA)
HTML = "<article><h1>Pots</h1><p>Some words that make an article of it, and a few more.</p>"


def page(body):
    return Page.parse(PATH, f"{FRONT}{body}\n")


def source(words, path="raw/a.md"):
    count = words.count("\n") + 1
    return Source(
        path,
        "",
        "markdown",
        words,
        tuple(range(1, count + 1)),
        "line",
        "Pots",
        "",
        "2024-01-01",
        "",
        "",
        "",
        (),
        (),
    )


SOURCE = source("So it is.\nThe pot holds 5 litres of tea.")


@cache
def view(body):
    """Return what a lint of a wiki of a few pages sees, the one with this body among them."""
    texts = {
        f"wiki/concepts/kettle-{n}.md": f"---\ntitle: Kettle {n}\n---\n\nSo.\n" for n in range(20)
    }
    texts[PATH] = f"{FRONT}{body}\n"
    wiki = Wiki([facts_of(*row) for row in texts.items()], texts.__getitem__)
    there = frozenset(["raw/a.md"])
    return View(
        (),
        wiki,
        TEAM,
        lambda path: SOURCE if path == "raw/a.md" else None,
        whole=True,
        files_there=there,
        today="2026-01-01",
    )


def judged(rule, body):
    seen = view(body)
    return list(
        rules.RULES[rule].check(
            replace(seen, pages=(page(body),)) if rules.RULES[rule].SCOPE == "page" else seen
        )
    )


def read(path, words):
    try:
        return read_source(path, words.encode())
    except UserError:
        return None


OURS = {
    "masked": text_mask.mask,
    "cut up": markdown.split_body,
    "links": lambda x: links_of(FRONT + x),
    "facts": lambda x: facts_of(PATH, FRONT + x),
    "pieces": lambda x: list(pieces_of_page(page(x))),
    "passages": lambda x: list(split_passages(x)),
    "statements": lambda x: statements_of_page(page(x)),
    "quantities": quantities,
    "measures": measures,
    "ignores": lambda x: list(find_ignores(FRONT + x)),
    "sketch": sketch_sentences,
    "losses": lambda x: page_losses.find_losses(page(x), page(x[: len(x) // 2])),
    "a Markdown source": lambda x: read("raw/a.md", x),
    "a text": lambda x: read("raw/a.txt", x),
    "claims": lambda x: Extractive().extract(source(x), TEAM),
}  # fmt: skip


# --- counted ---


@pytest.mark.parametrize(("work", "shape"), share(product(OURS, SHAPES), 14))
def test_calls_grow_with_the_length_of_a_text(work, shape):
    assert_calls_grow_with_length(OURS[work], shape, 2_000)


@pytest.mark.parametrize("shape", share(SHAPES, 12))
def test_calls_of_each_rule_grow_with_the_length_of_a_page(shape):
    for rule in rules.LINT:
        short, long = text(shape, 2_000), text(shape, 8_000)
        for body in (short, long):
            view(body)
        few, many = (calls(judged, rule, body) for body in (short, long))
        assert many <= MOST_CALLS * few + 2_000, f"{rule}: {few} calls become {many}"
    view.cache_clear()


def test_the_nearest_name_is_looked_for_for_few_dead_links():
    some, many = (
        calls(judged, "dead-link", text("dead links", length))
        for length in (few(40_000, 4), few(160_000, 4))
    )
    assert many < 4.6 * some
    advice = [
        spot.suggestion
        for spot in judged("dead-link", "".join(f"[[kettlx {n}]] " for n in range(300)))
    ]
    assert advice[0] == "Did you mean [[kettle-0]]?"
    assert advice[-1] == "Link to a page that exists."


def test_a_page_with_many_headings_and_as_many_links_to_them():
    def work(count):
        body = "".join(f"## Part {n}\n\n[[#Part {n}]] [[#Part {n}#Deep]]\n\n" for n in range(count))
        return len(judged("dead-link", body))

    work(3)
    assert calls(work, few(2_000, 4)) < 4.6 * calls(work, few(500, 4))
    assert work(50) == 50


# --- timed: a quarter as long where time is short ---

TIMED = [
    ("marks", "losses", 20_000),
    ("quotes that open", "claims", 25_000),
    ("half links", "claims", 15_000),
    ("brackets", "claims", 10_000),
    ("numbered items", "claims", 15_000),
    ("items", "claims", 25_000),
    ("half marks", "pieces", 20_000),
    ("two numbers", "statements", 20_000),
    ("brackets", "a text", 100_000),
    ("double brackets", "a Markdown source", 100_000),
    ("open comments", "claims", 25_000),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "work", "length"), TIMED)
def test_time_grows_with_the_length_of_a_text(shape, work, length):
    short, long = text(shape, few(length, 4)), text(shape, few(4 * length, 4))
    assert_time_grows_with_length(OURS[work], short, long)


@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        ("half marks", "uncited-statement"), ("rows", "uncited-statement"), ("two numbers", "uncited-statement"),
        ("marks", "undefined-mark"), ("definitions", "quote-not-found"), ("addresses", "foreign-address"),
        ("addresses in brackets", "foreign-address"), ("tags", "raw-html"), ("images", "remote-image"), ("one dead link", "dead-link"),
    ],
)  # fmt: skip
def test_time_of_a_rule_grows_with_the_length_of_a_page(shape, rule):
    short, long = text(shape, few(25_000, 4)), text(shape, few(100_000, 4))
    for body in (short, long, short[:200]):
        view(body)
    assert_time_grows_with_length(lambda body: judged(rule, body), short, long)
    view.cache_clear()


def looked_up(words):
    hay = Haystack(source(words))
    for at in range(0, len(words), len(words) // 20 + 1):
        hay.find(words[at : at + 60], near=1)
        hay.find(f"{words[at : at + 60]} and not", near=1)


def compared(words):
    old, new = page(words), page(words[: len(words) // 2] + words[len(words) // 2 + 40 :])
    wikis = [
        Wiki([facts_of(PATH, each.render())], lambda path, each=each: each.render())
        for each in (old, new)
    ]
    list(losses.find_all_losses([old], [new], *wikis, None))


def rendered(words):
    """The gate on a page that a librarian wrote, and a lint of it, with what GitHub makes of it."""
    for more in ({"written": True}, {"whole": True}):
        seen = replace(
            view(words), pages=(page(words),), render=gfm.render, **{"whole": False, **more}
        )
        rules.run(seen, {*rules.DRAFT, "bad-front-matter"})


LONG_WAYS = {
    "foreign words": lambda x: (
        markdown.to_plain_text(x),
        foreign_text.make_harmless(x),
        foreign_text.escape_quote(x),
        make_inert(x),
    ),
    "addresses": lambda x: (
        web_addresses.find_addresses(x),
        web_addresses.part_marks_from_addresses(x),
    ),
    "quotes": looked_up,
    "two versions": compared,
    "vanished prose": lambda x: lost_sentences.find_lost_sentences(
        [page(x)], [page(x[: len(x) // 2])]
    ),
    "a web page": lambda x: read(
        "raw/a.html", f"<html><body><article><p>{x}</p></article></body></html>"
    ),
    "as GitHub renders it": rendered,
}


@pytest.mark.parametrize("work", share(LONG_WAYS, 2))
def test_time_of_longer_ways_grows_with_the_length_whatever_they_go_over(work):
    for shape in share(SHAPES, 12):
        short, long = text(shape, few(10_000, 4)), text(shape, few(40_000, 4))
        assert_time_grows_with_length(LONG_WAYS[work], short, long)
        view.cache_clear()


@pytest.mark.parametrize(
    "shape", ["quotes that open", "stops without blanks", "backticks", "processing", "a long word"]
)
def test_sentences_are_looked_for_in_pieces(shape):
    assert_time_grows_with_length(
        lambda x: list(cut_into_sentences("en", x)),
        text(shape, few(40_000, 4)),
        text(shape, few(160_000, 4)),
    )


@pytest.mark.parametrize(
    "shape",
    ["open tags", "open comments", "cdata", "processing", "half links", "less-than", "brackets"],
)
def test_html_without_ends_is_looked_through_once(shape):
    assert_time_grows_with_length(
        lambda x: find_missing(x, [], []),
        HTML + text(shape, few(60_000, 4)),
        HTML + text(shape, few(240_000, 4)),
    )


@pytest.mark.parametrize(
    "piece",
    share(["<p>Some words of it. ", "<b>so</b> ", "<li>so", "<div>so", "<a href='x'>so</a> "], 3),
)
def test_the_article_of_a_long_web_page(piece):
    lengths = few(50_000, 4), few(200_000, 4)
    short, long = (HTML + piece * (length // len(piece)) for length in lengths)
    assert_time_grows_with_length(lambda x: read("raw/a.html", x), short, long)


@pytest.mark.parametrize("shape", share(["hyphens", "names", "half links", "brackets"], 3))
def test_a_long_paragraph_of_restructuredtext(shape):
    lengths = few(15_000, 4), few(60_000, 4)
    short, long = (f"Pots\n====\n\nSo {text(shape, length)}\n" for length in lengths)
    assert_time_grows_with_length(lambda x: read("raw/a.rst", x), short, long)


def test_lines_of_an_extracted_text_full_of_half_links():
    def work(words):
        align_lines([words], build_stream([(words, 1)]))

    assert_time_grows_with_length(work, text("half links", 20_000), text("half links", 80_000))


# --- and what comes out is what it was ---


def test_lines_and_columns_are_those_that_are_counted():
    for words in ("", "so", "so\n", "\n\nso it\nis\n", "\ufeffso\nis"):
        lines = Lines(words)
        for at in range(len(words) + 1):
            start = words.rfind("\n", 0, at) + 1
            mark = start == 0 and words.startswith("\ufeff")
            assert lines.place(at) == (words.count("\n", 0, at) + 1, at - start + 1 - mark)


def test_a_finder_says_where_words_first_stand_and_gives_up_on_none_of_the_first():
    found = page("".join(f"pot{n}. \n" for n in range(500)) + "pot3. ")
    finder = Finder(found)
    assert [finder.place_of(f"pot{n}.")[0] for n in range(500)] == [8 + n for n in range(500)]
    assert Finder(found).place_of("kettle") == (1, 1)
    assert Finder(found).line_of("type:") == 3


@pytest.mark.parametrize("count", [3_000, 9_000])
def test_a_wide_web_page_gives_all_its_words(count):
    words = [f"number{n}" for n in range(count)]
    for before, between, after in (
        ("", "<p>Words with {} in them.</p>", ""),
        ("<ul>", "<li>Words with {} in them.</li>", "</ul>"),
    ):
        made = (
            HTML
            + before
            + "".join(between.format(x) for x in words)
            + after
            + "<p>The end of it.</p></article>"
        )
        extracted = read("raw/a.html", made).text
        assert [x for x in extracted.split() if x.startswith("number")] == words
        assert "The end of it." in extracted


def test_a_paragraph_of_restructuredtext_keeps_its_links_where_it_is_cut():
    sentence = "The *pot* of ``tea`` stands at `the kettle <https://pots.example/a>`_ and boils. "
    tree, notes = rst_tree.parse_rst(sentence * 200)
    assert notes == ()
    assert tree.astext().count("the kettle") == 200
    assert len([x for x in tree.findall() if x.tagname == "reference"]) == 200


def test_long_texts_are_cut_where_sentences_end():
    words = "".join(f"The pot number {n} holds tea. " for n in range(2_000))
    assert [x.strip() for x in cut_into_sentences("en", words)] == [
        f"The pot number {n} holds tea." for n in range(2_000)
    ]


def test_a_title_is_read_as_before():
    assert (
        missing_title.strip_markup("# The [[pot|old pot]] and [tea](https://a.example/b) `so` #")
        == "The old pot and tea so"
    )
    assert missing_title.title_from_first_line(["[" * 100_000]) == ""


def test_a_scope_of_two_sides_is_cut_in_two():
    assert settle_contradiction._scopes("A for pots; B for kettles") == ("for pots", "for kettles")
