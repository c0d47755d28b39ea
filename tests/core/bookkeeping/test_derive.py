"""What code derives of the pages: what a compile wrote is derived already, and what a person left is mended once and for good."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.bookkeeping.index import make_index
from pipeline.core.bookkeeping.three_way_merge import merge_pages
from pipeline.core.wiki import citations
from pipeline.core.wiki.facts import is_page
from pipeline.core.wiki.older_form import render_earlier
from pipeline.core.wiki.page import Page
from tests.core.changes.test_assemble import ABOUT_KETTLE, ABOUT_TEAPOT, KETTLE, UPDATE, K, lay
from tests.helpers.making import SCHEMA, change, extraction, updates, wiki_of
from tests.helpers.repos import ROOT
from tests.helpers.strategies import foreign_text, markdown_text

PAGE = "wiki/concepts/kettle.md"


def derived_of(texts, renews_form=False):
    """What `derive` says of these texts of a repository."""
    wiki = wiki_of({path: text for path, text in texts.items() if is_page(path)})
    index = {path: text for path, text in texts.items() if path.startswith("wiki/index")}
    return derive(wiki, SCHEMA, recorded_voices(wiki), index, renews_form=renews_form)


def in_earlier_form(path, text):
    """A page with its citations as an earlier version wrote them."""
    page = Page.parse(path, text)
    for label, said in page.definitions.items():
        cited = citations.parse(label, said, path)
        text = text.replace(f"[^{label}]: {said}", render_earlier(cited, path))
    return text


def mended(texts):
    after = {**texts, **derived_of(texts)}
    return {path: text for path, text in after.items() if text is not None}


def compiled():
    return lay(UPDATE, lay(ABOUT_KETTLE, {})[1])[1]


def meta_of(texts, path=PAGE):
    return Page.parse(path, texts[path]).meta


@pytest.mark.parametrize(
    "folder", [ROOT, ROOT / "tests/runs/ethereum", ROOT / "tests/wikis/healthy"], ids=str
)
def test_a_wiki_that_a_compile_wrote_is_derived_already(folder):
    texts = {
        f.relative_to(folder).as_posix(): f.read_text("utf-8")
        for f in Path(folder).glob("wiki/**/*.md")
    }
    assert derived_of(texts) == {}


@pytest.mark.parametrize("changes", [(ABOUT_KETTLE,), (ABOUT_KETTLE, UPDATE), (ABOUT_KETTLE, ABOUT_TEAPOT), (ABOUT_TEAPOT, ABOUT_KETTLE)])  # fmt: skip
def test_whatever_is_compiled_in_whatever_order_is_derived_already(changes):
    texts = {}
    for each in changes:
        texts = lay(each, texts)[1]
        assert derived_of(texts) == {}


def test_citations_in_the_form_of_an_earlier_version_stay_until_their_page_is_touched():
    today = lay(ABOUT_KETTLE, {})[1]
    texts = {
        path: in_earlier_form(path, text) if is_page(path) else text for path, text in today.items()
    }
    assert "[kettle](" in texts[PAGE]
    assert texts[PAGE] != today[PAGE]
    assert derived_of(texts) == {}
    assert derived_of(texts, renews_form=True) == {
        path: text for path, text in today.items() if texts[path] != text
    }
    mixed = {**texts, PAGE: texts[PAGE].replace("[kettle](", "[kettle, line 1](", 1)}
    assert derived_of(mixed) == {}
    after = lay(UPDATE, texts)[1]
    assert after[PAGE] == lay(UPDATE, today)[1][PAGE]
    litre = "wiki/concepts/litre.md"  # of which the change moves `related` alone
    assert "[kettle](" in after[litre]


def test_who_renews_the_form_of_a_citation_and_who_moves_it_merge_in_both_orders():
    base = in_earlier_form(PAGE, compiled()[PAGE])
    today = compiled()[PAGE]
    moved = base.replace("#L1)", "#L7)", 1)
    made = merge_pages(base, today, moved, PAGE)
    assert made == merge_pages(base, moved, today, PAGE)
    cited = Page.parse(PAGE, made).definitions["kettle-1"]
    assert citations.parse("kettle-1", cited, PAGE).quotes[0].start == 7
    named = base.replace("[kettle](", "[my kettle](", 1)  # by a person, and so to be derived anew
    assert merge_pages(base, today, named, PAGE) == merge_pages(base, named, today, PAGE)


def test_a_source_that_was_withdrawn_makes_every_page_that_cites_it_less_sure():
    texts = compiled()
    assert meta_of(texts)["confidence"] == "high"
    read = replace(extraction(KETTLE, K), status="Withdrawn", author="Ada")
    again = change(
        KETTLE,
        K,
        updates("about-kettles", K, title="About kettles", type_="source-summary"),
        read=read,
    )
    texts = lay(again, texts)[1]
    assert meta_of(texts)["confidence"] == "medium"
    assert meta_of(texts, "wiki/concepts/litre.md")["confidence"] == "low"
    assert derived_of(texts) == {}


def test_no_bookkeeping_that_was_lost_or_spoilt_stays_so():
    texts = compiled()
    spoilt = {
        **texts,
        PAGE: texts[PAGE].replace("- litre\n", "").replace("confidence: high", "confidence: low"),
        "wiki/index.md": "# Index\n",
        "wiki/index/concept.md": "# Concepts\n",
    }  # fmt: skip
    spoilt[PAGE] = "".join(
        line for line in spoilt[PAGE].splitlines(True) if not line.startswith("[^kettle-2]:")
    )
    assert sorted(derived_of(spoilt)) == [PAGE, "wiki/index.md", "wiki/index/concept.md"]
    assert derived_of(spoilt)["wiki/index/concept.md"] is None
    assert mended(spoilt) == texts


def test_a_sentence_that_went_takes_its_definition_source_and_dispute_with_it():
    texts = compiled()
    page = texts[PAGE].replace("confidence:", "disputed:\n- kettle-2 ~ teapot-2\nconfidence:")
    texts[PAGE] = page.replace("- Now 4 litres.[^teapot-2] See [Litre](litre.md).\n", "")
    assert texts[PAGE] != page
    after = mended(texts)
    assert "teapot" not in after[PAGE]
    assert meta_of(after)["sources"] == ["raw/2026-03-kettle.md"]
    assert "disputed" not in meta_of(after)
    assert meta_of(after)["updated"] == meta_of(texts)["updated"]


def test_a_mark_copied_from_another_page_brings_its_definition():
    texts = compiled()
    texts["wiki/concepts/litre.md"] = texts["wiki/concepts/litre.md"].replace(
        "\n[^", "\nA kettle boils.[^kettle-1]\n\n[^", 1
    )
    after = mended(texts)["wiki/concepts/litre.md"]
    assert (
        '\n[^kettle-1]: [kettle, line 1](../../raw/2026-03-kettle.md?plain=1#L1): "The kettle boils'
        in after
    )


def test_words_below_the_footnotes_are_brought_above_them():
    texts = compiled()
    after = mended({**texts, PAGE: texts[PAGE] + "\n## By hand\n\nMine.[^kettle-1]\n"})[PAGE]
    assert after.index("## By hand") < after.index("[^kettle-1]:")
    assert [line for line in after.splitlines() if line.startswith("[^")] == [
        line for line in texts[PAGE].splitlines() if line.startswith("[^")
    ]
    assert "\n\n\n" not in after


@pytest.mark.parametrize(
    "own",
    [
        "[^mine]: A note of my own.\n",
        "[^mine]: A note\n    of two lines.\n",
        "[^mine]: A note\n\n    with a second paragraph.\n\n",
        "[^1]: See [the other page](litre.md).\n",
    ],
)
@pytest.mark.parametrize("at", ["before ours", "behind ours"])
def test_a_persons_own_footnotes_stay_word_for_word_and_once(own, at):
    texts = compiled()
    head, mark, tail = texts[PAGE].partition("[^kettle-1]: ")
    page = f"{head}{own}{mark}{tail}" if at == "before ours" else f"{texts[PAGE]}{own}"
    label = own.partition(":")[0]
    once = mended({**texts, PAGE: page.replace("Now 4 litres.", f"Now 4 litres.{label}")})
    assert once[PAGE].count(own.rstrip()) == 1
    assert once[PAGE].count(f"{label}:") == 1
    assert once[PAGE].count("[^kettle-1]: [kettle, line 1]") == 1
    assert derived_of(once) == {}


def test_a_persons_footnote_is_not_taken_for_the_citation_that_another_page_calls_by_its_name():
    texts = compiled()
    cited = '[^1]: [kettle](../../raw/2026-03-kettle.md?plain=1#L1): "The kettle boils at 100 degrees."\n'
    texts[PAGE] = texts[PAGE].replace("- Now 4", "- It boils.[^1]\n- Now 4") + cited
    litre = "wiki/concepts/litre.md"
    texts[litre] = texts[litre].replace("\n[^", "\nA note.[^1]\n\n[^1]: Mine.\n[^", 1)
    assert "[^1]: Mine.\n" in mended(texts)[litre]


@pytest.mark.parametrize(
    "text",
    [
        "Only words.\n",
        "---\ntitle: [\n---\n\nWords.\n",
        "---\ntitle: A\ntitle: B\n---\n",
        "---\ntitle: A\naliases:\n  a: b\n---\n",
        "---\ntitle: A\nsources: []\n---\n\nWords.[^kettle-1]\n\n```\nopen",
    ],
)
def test_what_a_rule_reports_is_left_to_the_person(text):
    texts = lay(ABOUT_KETTLE, {})[1]
    texts["wiki/concepts/odd.md"] = text
    assert "wiki/concepts/odd.md" not in derived_of(texts)
    assert derived_of(mended(texts)) == {}


def test_the_pages_of_one_name_are_left_to_the_person():
    texts = lay(ABOUT_KETTLE, {})[1]
    texts["wiki/entities/kettle.md"] = texts[PAGE].replace(
        "related:\n- about-kettles\n", "related:\n"
    )
    assert "wiki/entities/kettle.md" not in derived_of(texts)


LINES = ("\n[^kettle-1]: x\n", "\n[^kettle-1]: [kettle](../../raw/2026-03-kettle.md?plain=1#L1): \"The kettle boils at 100 degrees.\"\n", "a[^kettle-1]", "b[^kettle-2] [[litre]]", "c[^own]\n", "[^own]: d\n", "    e\n", "\n")  # fmt: skip
bodies = st.lists(st.one_of(st.sampled_from(LINES), markdown_text, foreign_text), max_size=6).map(
    "".join
)


@given(bodies, bodies)
@example("a[^kettle-1]\n```\n", "")
@example("", "[^kettle-1]: x\n    y[^kettle-1]\n")
def test_deriving_twice_changes_nothing_more_whatever_stands_on_the_pages(one, other):
    texts = compiled()
    for path, body in ((PAGE, one), ("wiki/concepts/new.md", other)):
        texts[path] = (
            f"---\ntitle: {path[-5]}\ntype: concept\ncreated: 2026-01-01\nupdated: 2026-01-01\n---\n{body}"
        )
    assert derived_of(mended(texts)) == {}


@given(bodies)
@example("[^0]:")
@example("[^a]: b\n[^a]: c")
@example("a[^1]\n\n[^1]: mine\n" + LINES[1].replace("kettle-1]: [kettle", "1]: [1"))
def test_deriving_loses_no_word_but_footnotes_of_sources(body):
    texts = compiled()
    texts[PAGE] = (
        f"---\ntitle: Kettle\ntype: concept\ncreated: 2026-01-01\nupdated: 2026-01-01\n---\n{body}"
    )
    lines = ["".join(line.split()) for line in body.split("\n")]
    after = ["".join(line.split()) for line in mended(texts)[PAGE].split("\n")]
    assert [
        x for x in lines if x not in after and not x.startswith(("[^kettle-", "[^teapot-"))
    ] == []


def test_pages_without_a_type_stand_under_a_heading_in_english():
    made = make_index(wiki_of({"wiki/answers/why.md": "Because.\n"}), SCHEMA).files["wiki/index.md"]
    assert "## Without a type\n" in made
