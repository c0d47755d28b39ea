"""Reading a page has fast paths for what pages mostly are. They give what the plain way gives, for any text."""

from dataclasses import replace

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pipeline.core import name_keys, search_words
from pipeline.core.errors import UserError
from pipeline.core.hidden_characters import hidden_characters
from pipeline.core.markup import frontmatter, markdown, text_mask
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.page import Page
from tests.helpers import reference
from tests.helpers.corpora import corpus
from tests.helpers.repos import ROOT
from tests.helpers.strategies import any_text, markdown_text

PATH = "wiki/concepts/kettle.md"
KEYS = ("title", "type", "aliases", "related", "source", "sha256", "label", "status", "true", "null", "n", "Key", "a b", "x" * 70)  # fmt: skip
PIECES = (
    "a", "Pot", "é", "日本", "x" * 1_100, "12", "1.5", "-3", "007", "١", "true", "false", "null", "~", "2026-04-11", "a/b.md", "(c)",
    " ", "  ", ":", ": ", " :", "#", " #", "'", "''", '"', "[", "]", "[]", "[[x]]", "{", ",", "-", "- ", "?", "!", "&a", "*a", "@", "`",
    "|", ">", "%", "=", "\\", "’", "–", "…", "🚀", "\t", "\n", "\n- ", "\n  - ", "\n\n", "\r\n", "\x85", "\u2028", "\x07", "\ufeff", "https://x.org/y?z=1", "---",
)  # fmt: skip
scalars = st.lists(st.sampled_from(PIECES), max_size=4).map("".join)
quoted = scalars.map(lambda x: "'" + x.replace("'", "''") + "'")
values = st.one_of(scalars, quoted, st.lists(st.one_of(scalars, quoted), max_size=3).map(lambda x: "".join(f"\n- {y}" for y in x)))  # fmt: skip
entries = st.builds(
    "{}:{}{}\n".format, st.sampled_from(KEYS), st.sampled_from(["", " ", " ", " "]), values
)
nearly_canonical = st.lists(entries, max_size=5).map(lambda x: f"---\n{''.join(x)}---\n")
canonical = st.dictionaries(
    st.sampled_from(KEYS), st.one_of(any_text, scalars, st.booleans(), st.none(), st.integers(), st.lists(scalars, max_size=3))
).map(frontmatter.dump)  # fmt: skip
fronts = st.one_of(
    nearly_canonical,
    canonical,
    st.sampled_from(["", "---\n---\n", "--- \na: b\n---\n", "---\na: b\n----\n---"]),
)
leads = st.lists(
    st.sampled_from(("A kettle boils. ", "See [[Pot|the pot]]. ", "e.g. it\n", " [^k-1]", "[^k-1]:", "**bold** ", "`code`", "\\", "_a_ ")), max_size=6
).map("".join)  # fmt: skip
pages = st.builds("{}{}{}".format, fronts, leads, markdown_text)


def outcome(load, block):
    """Return all that can be told of the values loaded, or that they cannot be."""
    try:
        return repr(load(block))  # order and types count
    except Exception:
        return "an error"


@given(pages)
@example(
    "---\ntitle: a\n---\n![[x]] \\![[y]] \\[[z]] [[[w]]] [[v\\|u]] [[t^s]] ![a](b.md) \\![c](d.md)"
)
@example("---\ntitle: a\n---")
@example("\\[^a] \\ [^b] [^c][^d] [^e]:")
def test_the_facts_are_those_of_the_plain_way(page):
    assert replace(facts_of(PATH, page), refs=()) == reference.facts_of(PATH, page)


@given(pages)
def test_a_parsed_page_keeps_at_hand_what_its_pieces_make(text):
    try:
        page = Page.parse(PATH, text)
    except UserError:
        return
    for made in (replace(page), page.without_cached_texts()):
        assert (made.body, made.whole, made.render()) == (page.body, page.whole, text)
        assert (made.masked, made.shown) == (page.masked, page.shown)
        assert (made.labels, made.definitions) == (page.labels, page.definitions)
    assert (page.masked, page.shown) == (reference.mask(page.whole), reference.mask(page.body))


@given(st.one_of(nearly_canonical, canonical))
@example("---\ntitle: a\n\n---\n")
@example("---\ntitle: a\n- b\n---\n")
@example("---\ntitle: a\ntitle: b\n---\n")
@example("---\na: ''\nb: ''''\nc: '''\n---\n")
def test_front_matter_is_what_yaml_makes_of_it(block):
    assert outcome(frontmatter.load_block, block) == outcome(reference.load_block, block)


@given(pages)
def test_front_matter_and_body_are_cut_where_the_pattern_says(page):
    assert frontmatter.split(page) == reference.split(page)


@given(st.one_of(markdown_text, leads))
def test_links_and_plain_text_are_those_of_the_plain_way(body):
    shown = reference.mask(body)
    assert text_mask.mask(body) == shown
    found = list(reference.links(body, shown))
    assert [
        (x.kind, x.target, x.heading, x.label, x.embed, x.start, x.end)
        for x in markdown.find_links(body)
    ] == found
    assert markdown.find_link_targets(shown) == tuple(
        [x[1] for x in found if x[0] == kind] for kind in ("wiki", "inline")
    )
    assert markdown.to_plain_text(body) == reference.plain(body)
    assert markdown.first_sentence(body) == reference.first_sentence(body)


@given(st.one_of(st.text(st.characters(max_codepoint=127)), any_text))
@example("_.a.-B--c/ \x1f#d.")
def test_names_are_folded_as_the_plain_way_does(name):
    assert name_keys.fold(name) == reference.fold(name)


@given(
    st.lists(
        st.one_of(st.text("aegilnsStyY", min_size=1, max_size=9), st.text(max_size=4)), max_size=4
    )
)
def test_searched_words_are_those_of_the_plain_way(pieces):
    found = " ".join(pieces)
    assert search_words.search_words(found) == [
        w for word in search_words._WORD.findall(found) for w in reference.stemmed(word).split()
    ]


def test_what_we_write_is_read_without_yaml():
    pages = (path for path in (ROOT / "wiki").rglob("*.md") if "texts" not in path.parts)
    for path in sorted(pages):
        block, _ = frontmatter.split(path.read_text("utf-8"))
        assert not block or frontmatter.read_canonical(block.splitlines()[1:-1]), path


@pytest.mark.parametrize("folder", ["wiki", "tests/wikis", "obsidian-tasks-docs"])
def test_the_facts_of_real_pages_are_those_of_the_plain_way(folder):
    files = sorted((ROOT / folder if (ROOT / folder).is_dir() else corpus(folder)).rglob("*.md"))
    assert files
    for file in files:
        page = file.read_text("utf-8")
        path = f"wiki/concepts/{file.name}"
        assert replace(facts_of(path, page), refs=()) == reference.facts_of(path, page)


@given(
    st.dictionaries(
        st.one_of(st.sampled_from(KEYS), any_text),
        st.one_of(any_text, scalars, st.booleans(), st.none(), st.integers(), st.lists(st.one_of(any_text, scalars, st.integers()), max_size=3)),
    )
)  # fmt: skip
@example({"? a": "", "": []})
@example({"a": [""], "b": ["- ''"], "c": [["x"]]})
def test_front_matter_is_written_as_the_whole_would_be(meta):
    assume(not hidden_characters(reference.yaml_of(meta)))
    assert frontmatter.dump(meta) == f"---\n{reference.yaml_of(meta)}---\n"


@pytest.mark.parametrize(
    ("record", "label"),
    [
        ("source: raw/2026-03-kettle.md\nlabel: kettle-x12ab\n", "kettle-x12ab"),
        ("source: raw/2026-03-kettle.md\nsha256: 1c79\n", "kettle"),
        ("source: raw/2026-03-kettle.md\n", ""),
        ("source: https://kettles.example/2026\nsha256: 1c79\nlabel: kettle\n", ""),
        ("label: kettle\n", ""),
        ("", ""),
    ],
)
def test_the_label_of_a_source_is_the_recorded_one_or_that_of_its_file_name(record, label):
    assert facts_of(PATH, f"---\ntitle: About kettles\n{record}---\n").source_label == label
