"""The one door: what the checks refuse is taken out and said, or the source fails alone; nothing else gets through."""

from dataclasses import replace

import pytest

from pipeline.adapters.git import repository
from pipeline.compile import Run, compile_all, compile_source, replayed
from pipeline.core.change_set import (
    AppendToSection,
    CreatePage,
    PageEdits,
    PagePlan,
    RemoveSection,
    ReplaceText,
    Section,
)
from pipeline.core.errors import UserError
from pipeline.propose import build, judge_of
from pipeline.snapshot import take
from tests.line_by_line import LineByLine, compile_one
from tests.repos import source, team

KETTLE = source("Kettle report", "A kettle holds a litre.\nEvery kettle boils water at 100 degrees.", author="Ada")
TEAPOT = source("Teapot report", "A teapot holds a litre of tea.\nA kettle holds 2 litres.", "2024-02-01", author="Bo")


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "team", {"2024-kettle.md": KETTLE, "2024-teapot.md": TEAPOT})


@pytest.fixture
def snapshot(wiki):
    """A wiki that holds the first source already."""
    wiki.merge(compile_one(wiki.root, "raw/2024-kettle.md")[0].branch)
    with repository(wiki.root) as repo:
        yield take(repo, repo.head())


def second(snapshot, **more):
    proposal = compile_source(snapshot.source("raw/2024-teapot.md"), snapshot, LineByLine(), Run("2026-04-11"))
    return replace(proposal.change, **more)


def page_of(change, slug):
    return next(p for p in change.pages if p.plan.slug == slug)


def with_page(change, slug, *edits, **more):
    """The change with other edits for one page."""
    return replace(
        change, pages=tuple(replace(p, edits=edits, **more) if p.plan.slug == slug else p for p in change.pages)
    )


BAD_EDITS = {
    "raw HTML": AppendToSection("Key points", "<img src=x onerror=alert(1)>"),
    "invented mark": AppendToSection("Key points", "It is 42.[^teapot-99]"),
    "remote image": AppendToSection("Key points", "![x](https://evil.example/x.png)"),
    "invented address": AppendToSection("Key points", "See https://evil.example/x."),
    "hidden character": AppendToSection("Key points", "a\u202eb"),
    "lost claim": RemoveSection("Key points"),
    "edit that does not fit": AppendToSection("Nowhere", "x"),
    "open fence": AppendToSection("Key points", "```"),
}


@pytest.mark.parametrize("name", BAD_EDITS)
def test_a_page_that_is_refused_is_taken_out_and_said(snapshot, name):
    good = second(snapshot)
    bad = with_page(good, "kettle", BAD_EDITS[name])
    proposal = build(bad, snapshot)
    paths = [f.path for f in proposal.files if not f.derived]
    assert "wiki/concepts/kettle.md" not in paths
    assert "wiki/concepts/teapot.md" in paths
    assert "- the page Kettle: " in proposal.body
    assert all("evil.example" not in (f.after or "") for f in proposal.files)


@pytest.mark.parametrize("name", BAD_EDITS)
def test_a_librarian_is_told_what_the_gate_would_say(snapshot, name):
    good = second(snapshot)
    plans = [p.plan for p in good.pages]
    judge = judge_of(plans, snapshot.wiki, snapshot.schema, snapshot.source_or_none, {}, snapshot.raw_stems)
    assert judge(replace(page_of(good, "kettle"), edits=(BAD_EDITS[name],)))


def test_a_refused_summary_fails_the_source(snapshot):
    good = second(snapshot)
    bad = with_page(good, "teapot-report", CreatePage("<b>x</b>", (Section("Key points", "x"),)))
    with pytest.raises(UserError, match=r"raw/2024-teapot\.md: its summary page was refused: raw-html"):
        build(bad, snapshot)


@pytest.mark.parametrize("slug", ["../../.github/workflows/x", "a/b", ".hidden", "A", "a b", "x\n", "index/../../x"])
def test_a_page_outside_the_wiki_fails_the_source(snapshot, slug):
    good = second(snapshot)
    plan = PagePlan(slug, "Evil", "concept", "create", (), "x")
    evil = PageEdits(plan, (CreatePage("Evil words.", (Section("What", "Words."),)),))
    try:
        proposal = build(replace(good, pages=(*good.pages, evil)), snapshot)
    except UserError:
        return
    assert not [f for f in proposal.files if "Evil" in (f.after or "") and f.path != "log.md"]


def test_a_second_page_for_a_known_thing_is_refused(snapshot):
    good = second(snapshot)
    plan = PagePlan("kettles", "Kettles", "concept", "create", ("teapot-2",), "x")
    double = PageEdits(plan, (CreatePage("Kettles hold 2 litres.[^teapot-2]", (Section("What", "x"),)),))
    proposal = build(replace(good, pages=(*good.pages, double)), snapshot)
    assert "wiki/concepts/kettles.md" not in {f.path for f in proposal.files}
    assert "duplicate-page" in proposal.body


def test_a_fabricated_quote_never_reaches_a_page(snapshot):
    good = second(snapshot)
    claims = tuple(
        replace(c, quotes=tuple(replace(q, text="Words nobody wrote.") for q in c.quotes))
        for c in good.extraction.claims
    )
    with pytest.raises(UserError, match="quote-not-found"):
        build(replace(good, extraction=replace(good.extraction, claims=claims)), snapshot)


def test_a_change_without_pages_is_a_failure(snapshot):
    with pytest.raises(UserError, match="nothing in it is new to the wiki"):
        build(replace(second(snapshot), pages=()), snapshot)


def test_one_source_that_fails_does_not_stop_the_others(wiki):
    class Fails(LineByLine):
        def extract(self, of, schema):
            if "teapot" in of.path:
                raise UserError("no answer")
            return super().extract(of, schema)

    with repository(wiki.root) as repo:
        snapshot = take(repo, repo.head())
        sources = [snapshot.source(p) for p in ("raw/2024-teapot.md", "raw/2024-kettle.md")]
        first, last = compile_all(sources, snapshot, Fails(), lambda _: Run("2026-04-11"))
    assert (first.proposal, str(first.error)) == (None, "no answer")
    assert last.proposal is not None


# --- a change set laid over a newer wiki --------------------------------------------------------------------------


def newer(wiki, path, old, new):
    wiki.add(path, wiki.at("HEAD", path).replace(old, new), "An edit by a person")
    with repository(wiki.root) as repo:
        return take(repo, repo.head())


def test_a_change_is_replayed_on_a_wiki_that_moved_elsewhere(wiki, snapshot):
    change = second(snapshot)
    moved = newer(wiki, "wiki/sources/kettle-report.md", "\n[^kettle-1]:", "\nA word more.\n\n[^kettle-1]:")
    again = replayed(change, moved)
    assert again is not None
    assert again.change.base == moved.commit
    assert "[^teapot-2]" in next(f.after for f in again.files if f.path == "wiki/concepts/kettle.md")


def test_what_only_adds_is_replayed_beside_a_persons_words(wiki, snapshot):
    change = second(snapshot)
    moved = newer(wiki, "wiki/concepts/kettle.md", "- A kettle holds a litre.", "- By hand.\n- A kettle holds a litre.")
    again = replayed(change, moved)
    text = next(f.after for f in again.files if f.path == "wiki/concepts/kettle.md")
    assert "- By hand.\n" in text
    assert "[^teapot-2]" in text


def test_an_edit_of_words_that_changed_is_not_replayed(wiki, snapshot):
    from pipeline.core.edits import stamp

    change = second(snapshot)
    edits = stamp(
        snapshot.wiki.page("kettle"), (ReplaceText("- A kettle holds a litre.", "- A kettle holds one litre."),)
    )
    change = with_page(change, "kettle", *edits)
    assert replayed(change, snapshot) is not None
    moved = newer(wiki, "wiki/concepts/kettle.md", "Every kettle", "Almost every kettle")
    assert replayed(change, moved) is None


def test_a_page_that_has_come_to_exist_is_not_created_over(wiki, snapshot):
    change = second(snapshot)
    wiki.add("wiki/concepts/pot.md", "---\ntitle: Teapot\ntype: concept\n---\n\nBy hand.\n")
    with repository(wiki.root) as repo:
        assert replayed(change, take(repo, repo.head())) is None
