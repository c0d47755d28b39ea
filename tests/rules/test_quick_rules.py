"""Rules about a whole wiki first look at what all pages hold together. They say what looking at each page by itself says."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.findings.page_findings import (
    PageFindings,
    findings_of_row,
    naming_rows,
    row_of_findings,
)
from pipeline.core.findings.view import Spot, View
from pipeline.core.language.near_copies import find_near_copies
from pipeline.core.markup.ignore_comments import Ignore
from pipeline.core.name_keys import fold
from pipeline.core.wiki.facts import PageFacts, facts_of
from pipeline.core.wiki.link_resolution import LinkResolver
from pipeline.core.wiki.schema import Schema
from pipeline.core.wiki.wiki import Wiki
from pipeline.operations.lint import page_worker
from pipeline.rules import ambiguous_link, bad_date, dead_link, missing_page
from tests.helpers.repos import ROOT

SCHEMA = Schema.parse((ROOT / "schema.md").read_text("utf-8"))
NAMES = ("gas", "Gas", "a.md", "a", ".a", "a#b", "x y", "é", "e\u0301", "É", "README", "gas tax")
PATHS = st.builds(
    "wiki/{}/{}.md".format, st.sampled_from(("concepts", "entities", "a/b")), st.sampled_from(NAMES)
)
FILES = st.sampled_from(
    (
        "raw/gas.md",
        "raw/gas.md.md",
        "raw/a.pdf",
        "raw/a#b.md",
        "wiki/x.png",
        "raw/é.md",
        "raw/.a.md",
    )
)
TARGETS = st.sampled_from(
    (
        *NAMES,
        "gas#Top",
        "#Top",
        "#Gone",
        "../a",
        "concepts/gas",
        "gas.md",
        "no",
        "a%23b",
        "raw/gas",
        "x.png",
        "GAS",
    )
)
LINKS = st.one_of(
    TARGETS.map("[[{}]]".format),
    st.builds(
        "[l]({}{})".format, st.sampled_from(("../../raw/", "../concepts/", "", "../")), TARGETS
    ),
)
DATES = st.sampled_from(
    ("2026-04-11", "2026-04-12", "2026-04-13", "2026-02-30", "2025", "11.4.2026", "2026-04", "")
)
WORDS = st.sampled_from(
    (
        *(f"[[{name}]]" for name in NAMES),
        "the Gas Tax is",
        "the Verkle Tree is",
        "an RFC 9110 or",
        "RFC 1",
    )
)


@st.composite
def wikis(draw):
    texts = {}
    for path in draw(st.lists(PATHS, min_size=1, max_size=6, unique=True)):
        links = " ".join(draw(st.lists(st.one_of(LINKS, WORDS), max_size=5)))
        related = "".join(
            f"\n- {name}"
            for name in draw(st.lists(st.sampled_from(("gas", "a", "no")), max_size=2))
        )
        dates = "".join(
            f"{key}: {draw(DATES)}\n" for key in ("created", "updated", "published", "effective")
        )
        source = draw(st.sampled_from(("", "source: raw/gas.md\n")))
        texts[path] = f"---\nrelated:{related}\n{dates}{source}---\n\n# Top\n\nSee {links} there.\n"
    files = frozenset({*texts, *draw(st.sets(FILES))})
    wiki = Wiki([facts_of(path, text) for path, text in texts.items()], texts.__getitem__)
    return View(
        (), wiki, SCHEMA, lambda path: None, whole=True, today="2026-04-11", files_there=files
    )


@given(wikis())
def test_what_is_taken_for_clear_leads_to_one_thing(view):
    known = LinkResolver(view.wiki, view.files_there)
    for facts in view.all_facts():
        for ref in facts.refs:
            if ref not in known.unclear_refs and ref[0] != "=":
                assert not known.problem_of(ref, facts)
                assert not ambiguous_link._several(ref, known)
            if known.leads_somewhere(ref) and ref[0] != "=":
                assert not known.problem_of(ref, facts)


def is_dead(facts, known):
    refs = [ref for ref in facts.refs if ref[0] != "="] + [
        f"[{x}" for x in facts.related if x not in known.wiki.facts
    ]
    return any(
        known.problem_of(ref, facts) and not dead_link._is_reported_elsewhere(ref, facts, known)
        for ref in refs
    )


@given(wikis())
def test_links_are_judged_as_page_by_page(view):
    known = LinkResolver(view.wiki, view.files_there)
    dead = [
        spot
        for f in view.all_facts()
        if is_dead(f, known)
        for spot in dead_link._find_dead_links(f, known).spots
    ]
    assert list(dead_link.check(view)) == dead
    several = [
        f for f in view.all_facts() if any(ambiguous_link._several(ref, known) for ref in f.refs)
    ]
    assert list(ambiguous_link.check(view)) == [
        s for f in several for s in ambiguous_link._spots(view, f, known)
    ]


@given(wikis())
def test_dates_are_judged_as_page_by_page(view):
    latest = bad_date.parse_date("2026-04-12")
    assert list(bad_date.check(view)) == [
        s for f in view.all_facts() for s in bad_date._spots_of_page(view, f, latest)
    ]


@given(wikis(), st.integers(1, 3))
def test_what_has_no_page_is_found_wherever_it_stands(view, most):
    linked, named = {}, {}
    for facts in view.all_facts():
        for link in facts.links:
            if link not in view.wiki.slug_by_name:
                linked.setdefault(link, {})[facts.path] = link
        for name in facts.proper_names:
            named.setdefault(fold(name), {}).setdefault(facts.path, name)
    links, names = missing_page._names_without_page(view, view.wiki.slug_by_name, most)
    assert links == linked
    often = {
        key
        for key in named
        if key not in view.wiki.slug_by_name and len({*named[key], *linked.get(key, ())}) >= most
    }
    assert often <= names.keys()
    assert all(names[key] == named[key] for key in names)


@given(st.lists(st.lists(st.sampled_from("abcdefghij"), max_size=9, unique=True), max_size=6))
@example([list("abcde"), list("abcde")])
def test_pages_that_share_sentences_are_found_by_comparing_each_with_each(sketches):
    times = Counter(x for one in sketches for x in one if len(one) >= 4)
    plain = set()
    for b, other in enumerate(sketches):
        for a, one in enumerate(sketches[:b]):
            shared = [x for x in one if x in other and times[x] <= 8]
            longer = max(len(one), len(other))
            if min(len(one), len(other)) >= 4 and len(shared) >= 4 and len(shared) >= 0.6 * longer:
                plain.add((a, b, len(shared), longer))
    assert set(find_near_copies(enumerate(sketches))) == plain


# --- what one page may know of others, and what is kept of it ---


@given(wikis())
def test_a_rule_about_one_page_knows_of_others_how_they_are_called(view):
    wiki = page_worker._wiki_of_names(naming_rows(view.all_facts()))
    assert wiki.slug_by_name == view.wiki.slug_by_name
    assert wiki.phrases._names == view.wiki.phrases._names
    assert wiki.facts == {
        slug: PageFacts(
            f.path, f.title, f.type, f.aliases, "", (), (), (), f.record, 0, f.names, f.things, ""
        )
        for slug, f in view.wiki.facts.items()
    }
    with pytest.raises(LookupError):
        wiki.text(next(iter(wiki.facts)))


SHAS = st.sampled_from(("", "9e18d0d7f7c0392f36af71c4b4e0cdf3602b1244", "1" * 64))
SOURCES = st.dictionaries(
    st.one_of(st.sampled_from(("raw/a b.md", "raw/a\nb.md", "", "[", " ", "-")), st.text()), SHAS
)
SPOTS = st.builds(
    Spot, st.text(), st.text(), st.text(), line=st.integers(1, 9), fixable=st.booleans()
)
IGNORES = st.builds(
    Ignore, st.integers(1, 9), st.integers(1, 9), st.integers(0, 9), st.text(), st.text()
)


@given(SOURCES, st.lists(st.text()), st.lists(st.tuples(st.text(), SPOTS)), st.lists(IGNORES))
def test_what_was_said_of_a_page_is_kept_as_it_is(sources, waiting, spots, ignored):
    said = PageFindings("1" * 40, sources, tuple(waiting), tuple(spots), tuple(ignored))
    assert findings_of_row(row_of_findings(said), "1" * 40) == said


@given(
    st.one_of(
        st.text(),
        st.sampled_from(("null", "[]", "[1]", "x", "1 a\n2", '["x",{},[],[[1]],[]]', "[" * 9_999)),
    )
)
def test_a_row_that_nobody_wrote_is_no_mistake(text):
    assert isinstance(findings_of_row(text, "1" * 40), PageFindings | None)
