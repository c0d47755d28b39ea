import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.name_keys import thing_key
from pipeline.core.wiki.facts import facts_of, is_page, strings_of_value
from pipeline.core.wiki.link_style import settle_links
from tests.helpers.making import wiki_of
from tests.helpers.strategies import markdown_text

SLUGS = ("kettle", "teapot", "litre", "about-kettles")
NAMES = ("Kettle", "teapot", "The Litre", "Pot", "about kettles", "Nobody", "kettles")


def text_of(title, aliases, links, labels, type_="concept"):
    body = " ".join([*(f"[[{name}]]" for name in links), *(f"x[^{label}]" for label in labels)])
    notes = "".join(f'[^{x}]: [k](../../raw/k.md?plain=1#L1): "said {x}"\n' for x in labels)
    return f"---\ntitle: {title}\ntype: {type_}\naliases: {json.dumps(aliases)}\n---\n\n{body}\n\n{notes}"


texts = st.builds(
    text_of,
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(NAMES), max_size=2),
    st.lists(st.sampled_from((*NAMES, *SLUGS)), max_size=4),
    st.lists(st.sampled_from(["k-1", "k-2", "j-1", "k-x-1"]), max_size=3, unique=True),
)
repositories = st.dictionaries(
    st.sampled_from(SLUGS).map("wiki/concepts/{}.md".format), texts, max_size=4
)
changes = st.dictionaries(
    st.sampled_from(SLUGS).map("wiki/concepts/{}.md".format),
    st.one_of(st.none(), texts),
    max_size=3,
)


def answers(wiki):
    """All that a wiki says of itself."""
    return {
        "slugs": list(wiki.facts),
        "names": {name: wiki.resolve(name) for name in (*NAMES, *SLUGS)},
        "outgoing": {slug: wiki.outgoing(slug) for slug in wiki.facts},
        "related": {slug: wiki.related(slug) for slug in wiki.facts},
        "citing": {x: wiki.pages_citing(x) for x in ("k-1", "k-2", "j-1", "k-x-1", "z-1")},
        "labels": {x: wiki.labels_of(x) for x in ("k", "j", "k-x", "z")},
        "quotes": {x: wiki.citation(x) for x in ("k-1", "k-2", "j-1")},
        "things": {x: wiki.slug_of_thing(thing_key(x)) for x in (*NAMES, *SLUGS, "!")},
        "bodies": {slug: wiki.page(slug).body for slug in wiki.facts},
    }


@given(repositories, st.lists(changes, max_size=3))
def test_a_changed_wiki_says_what_one_read_anew_would_say(start, steps):
    wiki, now = wiki_of(start), dict(start)
    for step in steps:
        answers(wiki)
        wiki = wiki.with_texts(step)
        now = {path: text for path, text in {**now, **step}.items() if text is not None}
        assert answers(wiki) == answers(wiki_of(now))


@given(repositories, changes)
def test_a_changed_wiki_leaves_the_one_before_as_it_was(start, step):
    wiki = wiki_of(start)
    said = answers(wiki)
    wiki.with_texts(step)
    assert answers(wiki) == said


@given(repositories)
def test_related_is_symmetric(start):
    wiki = wiki_of(start)
    for slug in wiki.facts:
        assert all(slug in wiki.related(other) for other in wiki.related(slug))
        assert slug not in wiki.related(slug)
        assert wiki.related(slug) == sorted(wiki.related(slug))


def test_slugs_win_over_titles_and_titles_over_aliases():
    wiki = wiki_of(
        {
            "wiki/concepts/pot.md": text_of("Teapot", [], [], []),
            "wiki/concepts/teapot.md": text_of("Pot", ["Kettle"], [], []),
            "wiki/concepts/zettle.md": text_of("Kettle", ["Teapot"], [], []),
        }
    )
    assert [wiki.resolve(x) for x in ("pot", "Pot", "Teapot", "KETTLE", "nothing")] == [
        "pot",
        "pot",
        "teapot",
        "zettle",
        None,
    ]


def test_what_only_an_answer_cites_no_page_states():
    texts = {
        "wiki/concepts/kettle.md": text_of("Kettle", [], [], ["k-1"]),
        "wiki/answers/hot.md": text_of("How hot?", [], [], ["k-1", "k-2"], "answer"),
    }
    wiki = wiki_of(texts)
    assert wiki.pages_citing("k-1") == ["hot", "kettle"]
    assert wiki.pages_stating("k-1") == ["kettle"]
    assert wiki.pages_stating("k-2") == []


def test_a_page_stands_at_its_very_path_and_at_no_other():
    wiki = wiki_of({"wiki/a/kettle.md": "# A kettle\n", "wiki/b/kettle.md": "# Another\n"})
    there = wiki.at("wiki/a/kettle.md")
    assert there is not None
    assert there.slug == "kettle"
    assert wiki.at("wiki/b/kettle.md") is None  # it is shadowed: no link can name it
    for texts in ({}, {"wiki/a/pot.md": "# A pot\n"}):  # as is a page that a later wiki has still
        assert [f.path for f in wiki.with_texts(texts).shadowed] == ["wiki/b/kettle.md"]
    assert wiki.at("wiki/c/kettle.md") is None
    assert wiki.at("kettle") is None
    assert wiki.at("") is None


@pytest.mark.parametrize(
    ("path", "page"),
    [
        ("wiki/concepts/a.md", True),
        ("wiki/a.md", True),
        ("wiki/index.md", False),
        ("wiki/index/concept.md", False),
        ("wiki/concepts/index.md", True),
        ("raw/a.md", False),
        ("wiki/a.png", False),
        ("wiki2/a.md", False),
    ],
)
def test_what_is_a_page(path, page):
    assert is_page(path) == page


@pytest.mark.parametrize(
    ("value", "read"),
    [(None, ()), ("", ()), ("a", ("a",)), (["a", "b"], ("a", "b")), ([["a"]], ("a",)), ([[["a"]]], ("a",)), ("[[a]]", ("a",)), ([1], ("1",))],
)  # fmt: skip
def test_front_matter_lists_are_read_however_they_are_written(value, read):
    assert strings_of_value(value) == read


WIKI = wiki_of(
    {
        "wiki/concepts/kettle.md": text_of("The Kettle", ["boiler"], [], []),
        "wiki/concepts/here.md": text_of("Here", [], [], []),
        "wiki/entities/gpt-4.md": text_of("GPT-4 | big", [], [], []),
    }
)
HERE = "wiki/concepts/here.md"


@pytest.mark.parametrize(
    ("written", "wikilink", "markdown"),
    [
        ("[[kettle]]", "[[kettle]]", "[The Kettle](kettle.md)"),
        ("[[The kettle]]", "[[kettle|The kettle]]", "[The kettle](kettle.md)"),
        ("[[boiler|it]]", "[[kettle|it]]", "[it](kettle.md)"),
        (
            "[[kettle#How it works]]",
            "[[kettle#How it works]]",
            "[The Kettle](kettle.md#how-it-works)",
        ),
        ("[[Nobody]]", "Nobody", "Nobody"),
        ("[[Nobody|someone]]", "someone", "someone"),
        ("[[here]] and [[Here|me]]", "here and me", "here and me"),
        ("[it](kettle.md)", "[[kettle|it]]", "[it](kettle.md)"),
        ("[it](../entities/gpt-4.md)", "[[gpt-4|it]]", "[it](../entities/gpt-4.md)"),
        ("[it](../../raw/x.md)", "[it](../../raw/x.md)", "[it](../../raw/x.md)"),
        (
            "[it](https://a.example/wiki/x.md)",
            "[it](https://a.example/wiki/x.md)",
            "[it](https://a.example/wiki/x.md)",
        ),
        ("| [[boiler\\|it]] |", "| [[kettle\\|it]] |", "| [it](kettle.md) |"),
        ("`[[Nobody]]`", "`[[Nobody]]`", "`[[Nobody]]`"),
        ("[[concepts/kettle]]", "[[kettle|concepts/kettle]]", "[concepts/kettle](kettle.md)"),
    ],
)
def test_links_are_settled(written, wikilink, markdown):
    assert settle_links(written, HERE, WIKI, "wikilink")[0] == wikilink
    assert settle_links(written, HERE, WIKI, "markdown")[0] == markdown


@given(markdown_text)
def test_settling_twice_changes_nothing_more(text):
    for style in ("wikilink", "markdown"):
        once, _ = settle_links(text, HERE, WIKI, style)
        twice, dead = settle_links(once, HERE, WIKI, style)
        assert (twice, dead) == (once, [])


def test_a_page_with_broken_front_matter_still_has_its_facts():
    facts = facts_of("wiki/concepts/x.md", "---\ntitle: [\n---\n\nIt links to [[kettle]].[^k-1]\n")
    assert (facts.title, facts.type, facts.links, facts.labels) == ("x", "", ("kettle",), ("k-1",))
