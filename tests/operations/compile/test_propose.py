"""The one door: what the checks refuse is taken out and said, or the source fails alone; nothing else gets through."""

from dataclasses import replace

import pytest

from pipeline.adapters.git.authorship import BOT_EMAIL, BOT_NAME
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.changes.change_set import (
    AppendToSection,
    CreatePage,
    PageEdits,
    PagePlan,
    RemoveSection,
    ReplaceText,
    ReviseTldr,
    Section,
)
from pipeline.core.errors import UserError
from pipeline.core.values import Removal
from pipeline.operations.compile.check_pages import make_page_gate
from pipeline.operations.compile.compile import (
    CompileRun,
    compile_all,
    compile_source,
    replay_change,
)
from pipeline.operations.compile.keep_proposal import publish_proposal
from pipeline.operations.compile.propose import build_proposal
from pipeline.operations.compile.replay import lay_change_sets
from pipeline.operations.repository.snapshot import take_snapshot
from tests.helpers.line_by_line import LineByLine, compile_one
from tests.helpers.repos import source, team

KETTLE = source(
    "Kettle report",
    "A kettle holds a litre.\nEvery kettle boils water at 100 degrees.",
    author="Ada",
)
TEAPOT = source(
    "Teapot report",
    "A teapot holds a litre of tea.\nA kettle holds 2 litres.",
    "2024-02-01",
    author="Bo",
)


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "team", {"2024-kettle.md": KETTLE, "2024-teapot.md": TEAPOT})


@pytest.fixture
def snapshot(wiki):
    """A wiki that holds the first source already."""
    wiki.merge(compile_one(wiki.root, "raw/2024-kettle.md")[0].branch)
    with open_repository(wiki.root) as repo:
        yield take_snapshot(repo, repo.head())


def second(snapshot, **more):
    proposal = compile_source(
        snapshot.source("raw/2024-teapot.md"), snapshot, LineByLine(), CompileRun("2026-04-11")
    )
    return replace(proposal.change, **more)


def page_of(change, slug):
    return next(p for p in change.pages if p.plan.slug == slug)


def with_page(change, slug, *edits, **more):
    """The change with other edits for one page."""
    return replace(
        change,
        pages=tuple(
            replace(p, edits=edits, **more) if p.plan.slug == slug else p for p in change.pages
        ),
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
    proposal = build_proposal(bad, snapshot)
    paths = [f.path for f in proposal.files if not f.derived]
    assert "wiki/concepts/kettle.md" not in paths
    assert "wiki/concepts/teapot.md" in paths
    assert "**Left out:** the page Kettle: " in proposal.body
    assert all("evil.example" not in (f.after or "") for f in proposal.files)


@pytest.mark.parametrize("name", BAD_EDITS)
def test_a_librarian_is_told_what_the_gate_would_say(snapshot, name):
    good = second(snapshot)
    plans = [p.plan for p in good.pages]
    judge = make_page_gate(
        plans, snapshot.wiki, snapshot.schema, snapshot.source_or_none, {}, snapshot.raw_stems
    )
    assert judge(replace(page_of(good, "kettle"), edits=(BAD_EDITS[name],)))


def test_a_refused_summary_fails_the_source(snapshot):
    good = second(snapshot)
    bad = with_page(good, "teapot-report", CreatePage("<b>x</b>", (Section("Key points", "x"),)))
    with pytest.raises(
        UserError, match=r"raw/2024-teapot\.md: its summary page was refused: raw-html"
    ):
        build_proposal(bad, snapshot)


@pytest.mark.parametrize(
    "slug", ["../../.github/workflows/x", "a/b", ".hidden", "A", "a b", "x\n", "index/../../x"]
)
def test_a_page_outside_the_wiki_fails_the_source(snapshot, slug):
    good = second(snapshot)
    plan = PagePlan(slug, "Evil", "concept", "create", (), "x")
    evil = PageEdits(plan, (CreatePage("Evil words.", (Section("What", "Words."),)),))
    try:
        proposal = build_proposal(replace(good, pages=(*good.pages, evil)), snapshot)
    except UserError:
        return
    assert not [f for f in proposal.files if "Evil" in (f.after or "") and f.path != "log.md"]


def test_a_second_page_for_a_known_thing_is_refused(snapshot):
    good = second(snapshot)
    plan = PagePlan("kettles", "Kettles", "concept", "create", ("teapot-2",), "x")
    double = PageEdits(
        plan, (CreatePage("Kettles hold 2 litres.[^teapot-2]", (Section("What", "x"),)),)
    )
    proposal = build_proposal(replace(good, pages=(*good.pages, double)), snapshot)
    assert "wiki/concepts/kettles.md" not in {f.path for f in proposal.files}
    assert "duplicate-page" in proposal.body


def test_a_fabricated_quote_never_reaches_a_page(snapshot):
    good = second(snapshot)
    claims = tuple(
        replace(c, quotes=tuple(replace(q, text="Words nobody wrote.") for q in c.quotes))
        for c in good.extraction.claims
    )
    with pytest.raises(UserError, match="quote-not-found"):
        build_proposal(replace(good, extraction=replace(good.extraction, claims=claims)), snapshot)


def test_a_change_without_pages_is_a_failure(snapshot):
    with pytest.raises(UserError, match="nothing in it is new to the wiki"):
        build_proposal(replace(second(snapshot), pages=()), snapshot)


def test_one_source_that_fails_does_not_stop_the_others(wiki):
    class Fails(LineByLine):
        def extract(self, of, schema):
            if "teapot" in of.path:
                raise UserError("no answer")
            return super().extract(of, schema)

    with open_repository(wiki.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        sources = [snapshot.source(p) for p in ("raw/2024-teapot.md", "raw/2024-kettle.md")]
        first, last = compile_all(sources, snapshot, Fails(), lambda _: CompileRun("2026-04-11"))
    assert (first.proposal, str(first.error)) == (None, "no answer")
    assert last.proposal is not None


# --- a change set laid over a newer wiki ---


def newer(wiki, path, old, new):
    wiki.add(path, wiki.at("HEAD", path).replace(old, new), "An edit by a person")
    with open_repository(wiki.root) as repo:
        return take_snapshot(repo, repo.head())


def test_a_change_is_replayed_on_a_wiki_that_moved_elsewhere(wiki, snapshot):
    change = second(snapshot)
    moved = newer(
        wiki, "wiki/sources/kettle-report.md", "\n[^kettle-1]:", "\nA word more.\n\n[^kettle-1]:"
    )
    again = replay_change(change, moved)
    assert again is not None
    assert again.change.base == moved.commit
    assert "[^teapot-2]" in next(
        f.after for f in again.files if f.path == "wiki/concepts/kettle.md"
    )


def test_what_only_adds_is_replayed_beside_a_persons_words(wiki, snapshot):
    change = second(snapshot)
    moved = newer(
        wiki,
        "wiki/concepts/kettle.md",
        "- A kettle holds a litre.",
        "- By hand.\n- A kettle holds a litre.",
    )
    again = replay_change(change, moved)
    text = next(f.after for f in again.files if f.path == "wiki/concepts/kettle.md")
    assert "- By hand.\n" in text
    assert "[^teapot-2]" in text


def test_an_edit_of_words_that_changed_is_not_replayed(wiki, snapshot):
    from pipeline.core.changes.edits import stamp_edits

    change = second(snapshot)
    edits = stamp_edits(
        snapshot.wiki.page("kettle"),
        (ReplaceText("- A kettle holds a litre.", "- A kettle holds one litre."),),
    )
    change = with_page(change, "kettle", *edits)
    assert replay_change(change, snapshot) is not None
    moved = newer(wiki, "wiki/concepts/kettle.md", "Every kettle", "Almost every kettle")
    assert replay_change(change, moved) is None


def test_a_page_that_has_come_to_exist_is_not_created_over(wiki, snapshot):
    change = second(snapshot)
    wiki.add("wiki/concepts/pot.md", "---\ntitle: Teapot\ntype: concept\n---\n\nBy hand.\n")
    with open_repository(wiki.root) as repo:
        assert replay_change(change, take_snapshot(repo, repo.head())) is None


# --- what people wrote ---

BO = "Bo mends the lid on every other Monday."


def by_hand(wiki, old, new, path="wiki/concepts/kettle.md", message="By hand"):
    text = wiki.at("HEAD", path)
    assert old in text
    wiki.add(path, text.replace(old, new, 1), message)


@pytest.fixture
def mended(wiki, snapshot):
    """A wiki with a sentence of a person's, without mark, number or link, and a sentence of ours that she reworded."""
    by_hand(wiki, "\n\n## Key points", f" {BO}\n\n## Key points")
    by_hand(
        wiki,
        "- Every kettle boils water at 100 degrees.",
        "- At 100 degrees each kettle there is boils its water.",
    )
    return take_snapshot(snapshot.repo, snapshot.repo.head())


KEPT = "A kettle holds a litre.[^kettle-1]"
LOSING = {
    "a new TLDR": ReviseTldr(KEPT),
    "words replaced": ReplaceText(f" {BO}", ""),
    "words turned around": ReplaceText(
        BO, "Nobody mends anything here any more, whatever was said."
    ),
}


@pytest.mark.parametrize("name", LOSING)
def test_what_a_person_wrote_does_not_go_without_a_reason(mended, name):
    proposal = build_proposal(with_page(second(mended), "kettle", LOSING[name]), mended)
    assert "wiki/concepts/kettle.md" not in [f.path for f in proposal.files if not f.derived]
    assert f"lost-claim: the sentence “{BO}”, which a person wrote, is gone" in proposal.body


@pytest.mark.parametrize("name", LOSING)
def test_with_a_reason_it_goes_and_the_text_has_its_words(mended, name):
    given = (Removal("Bo mends the lid on every other", "he left the team"),)
    proposal = build_proposal(
        with_page(second(mended), "kettle", LOSING[name], removes=given), mended
    )
    assert "wiki/concepts/kettle.md" in [f.path for f in proposal.files if not f.derived]
    assert "because he left the team" in proposal.body
    assert f"  - the sentence “{BO}”" in proposal.body


def test_a_cited_sentence_that_a_person_reworded_is_hers_too(mended):
    back = ReplaceText(
        "- At 100 degrees each kettle there is boils its water.", "- Water boils at 100."
    )
    proposal = build_proposal(with_page(second(mended), "kettle", back), mended)
    assert (
        "the sentence “At 100 degrees each kettle there is boils its water.”, which a person wrote"
        in proposal.body
    )


def test_what_the_program_wrote_itself_may_be_said_otherwise_and_that_is_told(wiki, snapshot):
    new = ReplaceText("- Every kettle boils water at 100 degrees.", "- Water boils at 100.")
    proposal = build_proposal(with_page(second(snapshot), "kettle", new), snapshot)
    assert "**−** **Every kettle** boils **water** at **100 degrees.**" in proposal.body
    assert "lost-claim" not in proposal.body


def test_a_sentence_of_ours_without_a_mark_needs_no_reason_once_its_proposal_was_merged(
    wiki, snapshot
):
    plain = "What follows is told by its report alone."
    added = with_page(second(snapshot), "kettle", AppendToSection("Key points", plain))
    where = publish_proposal(build_proposal(added, snapshot), snapshot.repo, snapshot.commit)
    wiki.merge(where.branch)
    now = take_snapshot(snapshot.repo, snapshot.repo.head())
    change = replace(
        second(snapshot), pages=(page_of(added, "teapot-report"), page_of(added, "kettle"))
    )
    gone = with_page(replace(change, base=now.commit), "kettle", ReplaceText(f"\n\n{plain}", ""))
    gone = replace(
        gone,
        pages=tuple(replace(p, edits=()) if p.plan.slug != "kettle" else p for p in gone.pages),
    )
    proposal = build_proposal(gone, now)
    assert f"**Gone:** {plain}" in proposal.body
    assert "lost-claim" not in proposal.body


def test_the_librarian_is_asked_for_the_reason_while_it_can_still_give_one(mended):
    good = second(mended)
    plans = [p.plan for p in good.pages]
    judge = make_page_gate(
        plans, mended.wiki, mended.schema, mended.source_or_none, {}, mended.raw_stems, mended.hands
    )
    (said, *_) = judge(replace(page_of(good, "kettle"), edits=(ReviseTldr(KEPT),)))
    assert "name it by its first words in `removes`" in said
    given = (Removal(BO, "he left the team"),)
    assert judge(replace(page_of(good, "kettle"), edits=(ReviseTldr(KEPT),), removes=given)) == []


def test_a_sentence_that_moves_to_another_page_of_the_change_is_still_said(mended):
    change = with_page(second(mended), "kettle", ReviseTldr(KEPT))
    change = with_page(change, "litre", AppendToSection("Key points", BO))
    body = build_proposal(change, mended).body
    assert "which a person wrote" not in body


def test_what_a_person_put_on_our_branch_and_a_squash_made_one_commit_of_is_hers(wiki, mended):
    """GitHub makes one commit of a branch, in the name of who opened the pull request; who else wrote there it names."""
    wiki.git("reset", "-q", "--soft", "HEAD~2")
    author = "--author=acme[bot] <1+acme[bot]@users.noreply.github.com>"
    wiki.git("commit", "-qm", "Compile it (#1)\n\nCo-authored-by: Ada <ada@example.org>", author)
    now = take_snapshot(mended.repo, mended.repo.head())
    assert "ours" not in {now.hands("wiki/concepts/kettle.md").get(n) for n in _lines(now, BO)}
    assert (
        "which a person wrote"
        in build_proposal(with_page(second(now), "kettle", ReviseTldr(KEPT)), now).body
    )
    wiki.git("commit", "-q", "--amend", "-m", "Compile it (#1)", author)
    now = take_snapshot(mended.repo, mended.repo.head())
    assert {now.hands("wiki/concepts/kettle.md").get(n) for n in _lines(now, BO)} == {"ours"}


def test_nobody_becomes_the_program_by_a_mailmap_or_by_saying_so(wiki, mended):
    wiki.add(".mailmap", f"{BOT_NAME} <{BOT_EMAIL}> <ada@example.org>\n", "Ours now")
    now = take_snapshot(mended.repo, mended.repo.head())
    assert {now.hands("wiki/concepts/kettle.md").get(n) for n in _lines(now, BO)} == {"people"}


def test_where_the_history_is_not_here_marks_tell(wiki, mended, tmp_path):
    wiki.git("clone", "-q", "--depth=1", f"file://{wiki.root}", str(tmp_path / "shallow"))
    with open_repository(tmp_path / "shallow") as repo:
        now = take_snapshot(repo, repo.head())
        assert now.hands("wiki/concepts/kettle.md") == {}
        assert (
            f"“{BO}”, which a person wrote"
            in build_proposal(with_page(second(now), "kettle", ReviseTldr(KEPT)), now).body
        )


def test_the_job_that_writes_asks_git_whatever_a_change_set_says_of_itself(mended):
    """A hostile reading job hands on a change set that drops prose: it is judged anew where it is laid."""
    change = with_page(second(mended), "kettle", ReviseTldr(KEPT))
    stack = lay_change_sets([change], mended)
    assert not stack.layers
    assert "which a person wrote, is gone" in str(stack.failed[0][1])


def _lines(snapshot, words):
    rows = snapshot.wiki.text("kettle").split("\n")
    return [number for number, row in enumerate(rows, 1) if words in row]


def test_a_new_page_may_cite_an_older_claim_whose_source_is_read_from_a_kept_text(tmp_path):
    kettle = "<html><body><main><h1>Kettles</h1><p>A kettle holds a litre of water.</p></main></body></html>"
    made = team(tmp_path / "team", {"2024-kettle.html": kettle, "2024-teapot.md": TEAPOT})
    made.merge(compile_one(made.root, "raw/2024-kettle.html")[0].branch)
    with open_repository(made.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        label = next(x for facts in snapshot.wiki.facts.values() for x in facts.labels)
        assert "texts/" in str(snapshot.wiki.page(snapshot.wiki.pages_citing(label)[0]).definitions)
        plan = PagePlan("old-measure", "Old measure", "concept", "create", (label,), "")
        gate = make_page_gate(
            [plan], snapshot.wiki, snapshot.schema, snapshot.source_or_none, {}, frozenset()
        )
        words = f"An old measure is what a kettle holds.[^{label}]"
        assert gate(PageEdits(plan, (CreatePage(words, (Section("Use", words),)),))) == []
