"""Proposals merged in real repositories: the same pages in either order, people's commits kept, conflicts told and not guessed."""

from itertools import permutations

import pytest

from pipeline import rules
from pipeline.adapters.git.history import list_subjects_by_people
from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.bookkeeping.derive import derive, recorded_voices
from pipeline.core.findings.view import View
from pipeline.operations.compile.choose_librarian import choose_librarian
from pipeline.operations.compile.compile import compile_source
from pipeline.operations.repository.merge_branches import merge_branches
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.setup import demo
from tests.helpers.line_by_line import compile_one
from tests.helpers.repos import ROOT, example_or_skip, source, team

OVERTAKES, PRIMER, OCEANS, REACHES, LATEST = (
    "raw/2019-10-saturn-overtakes-jupiter.md",
    "raw/2021-05-jupiter-moons-primer.md",
    "raw/2022-03-ocean-worlds.html",
    "raw/2023-05-saturn-reaches-145.md",
    "raw/2025-03-saturn-274-moons.md",
)
KETTLE, LITRE = "wiki/concepts/kettle.md", "wiki/concepts/litre.md"
SOURCES = {"raw/2024-kettle.md": "A kettle boils.", "raw/2024-teapot.md": "A teapot pours.", "raw/2024-litre.md": "A litre is much."}  # fmt: skip


def wiki_at(repo, commit):
    """Every file of `wiki/`, by path."""
    return {blob.path: blob.sha for blob in repo.tree(commit, "wiki")}


def assert_healthy(repo, commit):
    snapshot = take_snapshot(repo, commit)
    assert (
        derive(snapshot.wiki, snapshot.schema, recorded_voices(snapshot.wiki), snapshot.index) == {}
    )
    pages = tuple(snapshot.wiki.page(slug) for slug in snapshot.wiki.facts)
    found = rules.run(View(pages, snapshot.wiki, snapshot.schema, snapshot.source_or_none))
    assert [f for f in found if f.severity == "error"] == []


def in_turn(repo, proposals):
    """Merge proposals one after another, each mended on what was merged before; return the default branch's last commit."""
    main = proposals[0]
    for proposal in proposals[1:]:
        done = merge_branches(repo, main, proposal)
        assert done.kind == "mended", done
        assert repo.parents(done.commit) == [proposal, main]
        main = done.commit
    return main


def entries(repo, commit):
    return take_snapshot(repo, commit).log.split("\n## ")[1:]


# --- the example that ships ---


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The shipped sources in a repository, and a way to compile one on a commit, as a commit of its own."""
    example_or_skip()
    folder = tmp_path_factory.mktemp("example") / "w"
    demo.start_copy(ROOT, folder)
    with open_repository(folder) as repo:
        snapshot = take_snapshot(repo, repo.head())
        choice = choose_librarian(
            snapshot.schema, "extractive", {}, "2026-11-22", repo.private, lambda *_: None
        )

        def compiled(path, base):
            snapshot = take_snapshot(repo, base)
            of = snapshot.source(path)
            proposal = compile_source(of, snapshot, choice.librarian, choice.run_for(of))
            return repo.commit(base, {f.path: f.after for f in proposal.files}, proposal.message)

        yield repo, compiled


@pytest.mark.parametrize(
    ("merged", "one", "other"),
    [
        ((), OVERTAKES, OCEANS),
        ((), OCEANS, REACHES),
        ((PRIMER,), OVERTAKES, OCEANS),
        ((OVERTAKES,), OCEANS, REACHES),
        ((OVERTAKES,), OCEANS, LATEST),
    ],
)
def test_two_proposals_give_the_same_wiki_in_either_order(example, merged, one, other):
    repo, compiled = example
    base = repo.head()
    for path in merged:
        base = compiled(path, base)
    first, second = compiled(one, base), compiled(other, base)
    there, back = in_turn(repo, [first, second]), in_turn(repo, [second, first])
    assert wiki_at(repo, there) == wiki_at(repo, back)
    assert_healthy(repo, there)
    a, b = entries(repo, first)[-1], entries(repo, second)[-1]
    assert [x.strip() for x in entries(repo, there)[-2:]] == [a.strip(), b.strip()]
    assert [x.strip() for x in entries(repo, back)[-2:]] == [b.strip(), a.strip()]


def test_two_proposals_that_make_one_page_are_a_conflict_that_names_it(example):
    repo, compiled = example
    base = repo.head()
    done = merge_branches(repo, compiled(PRIMER, base), compiled(REACHES, base))
    assert (done.kind, done.conflicts) == (
        "conflict",
        (("wiki/concepts/irregular-moon.md", "both sides made a page of this name"),),
    )
    assert done.commit == ""


# --- any wiki ---


@pytest.fixture
def wiki(tmp_path):
    return team(
        tmp_path / "team",
        {p.removeprefix("raw/"): source(f"About {t.split()[1]}s", t) for p, t in SOURCES.items()},
    )


@pytest.fixture
def repo(wiki):
    with open_repository(wiki.root) as repo:
        yield repo


def proposals(wiki):
    return [compile_one(wiki.root, path)[1].commit for path in SOURCES]


def by_hand(wiki, start, files, message="By hand"):
    """Commit files on a commit as a person (None: deleted); return the new commit."""
    wiki.git("checkout", "-q", "--detach", start)
    for path, text in files.items():
        if text is None:
            wiki.git("rm", "-q", path)
        else:
            wiki.add(path, text, message)
    if None in files.values():
        wiki.git("commit", "-qm", message)
    return wiki.git("rev-parse", "HEAD").strip()


def edited(wiki, commit, path, old, new):
    text = wiki.at(commit, path)
    assert old in text
    return by_hand(wiki, commit, {path: text.replace(old, new, 1)})


def test_three_proposals_give_the_same_wiki_in_all_orders(wiki, repo):
    ends = [in_turn(repo, order) for order in permutations(proposals(wiki))]
    assert len(ends) == 6
    assert all(wiki_at(repo, end) == wiki_at(repo, ends[0]) for end in ends)
    assert all(len(entries(repo, end)) == 3 for end in ends)
    assert_healthy(repo, ends[0])


def test_no_branch_moves_and_no_file_changes(wiki, repo):
    one, two, _ = proposals(wiki)
    before = wiki.state()
    done = merge_branches(repo, one, two)
    assert wiki.state() == before
    assert repo.message(done.commit).strip() == f"Merge {one[:12]} and renew the bookkeeping"
    assert set(done.settled) == {"log.md", "wiki/index.md"}


def test_mending_twice_gives_the_same_tree_and_then_there_is_nothing_to_do(wiki, repo):
    one, two, _ = proposals(wiki)
    done = merge_branches(repo, one, two)
    assert repo.tree_of(merge_branches(repo, one, two).commit) == repo.tree_of(done.commit)
    assert merge_branches(repo, one, done.commit).kind == "clean"
    assert merge_branches(repo, done.commit, one).kind == "clean"


def test_attributes_in_the_working_tree_have_no_say(wiki, repo):
    """GitHub's merges ignore `merge=union`; git takes it for an order to drop the lines that two entries share."""
    one, two, _ = proposals(wiki)
    plain = merge_branches(repo, one, two)
    wiki.add(".gitattributes", "log.md merge=union\nwiki/** merge=union\n")
    again = merge_branches(repo, one, two)
    assert again.settled == plain.settled
    assert repo.tree_of(again.commit) == repo.tree_of(plain.commit)


def test_what_git_merges_is_left_alone_even_where_bookkeeping_is_off_by_then(wiki, repo):
    """A push to every open pull request at every edit by hand would be worse than a backlink that the next compile adds."""
    main = in_turn(repo, proposals(wiki))
    base = edited(
        wiki,
        main,
        "wiki/concepts/teapot.md",
        "A teapot pours.[",
        "A teapot pours into a [[litre]].[",
    )
    head = edited(wiki, main, KETTLE, "A kettle boils.[", "A kettle boils a [[litre]].[")
    assert merge_branches(repo, base, head).kind == "clean"


def test_a_change_that_merges_and_is_derived_needs_nothing(wiki, repo):
    main = in_turn(repo, proposals(wiki))
    assert (
        merge_branches(
            repo,
            by_hand(wiki, main, {"README.md": "Ours.\n"}),
            by_hand(wiki, main, {"raw/x.md": "x"}),
        ).kind
        == "clean"
    )


def test_commits_by_people_stay_on_the_branch_and_those_that_came_in_are_not_the_branchs(
    wiki, repo
):
    one, two, _ = proposals(wiki)
    fork = repo.merge_base(one, two)
    base = by_hand(wiki, one, {"README.md": "Ours.\n"}, "On the default branch")
    untouched = merge_branches(repo, base, two).commit
    assert (
        list_subjects_by_people(repo, fork, untouched)
        == list_subjects_by_people(repo, repo.merge_base(base, untouched), untouched)
        == []
    )
    head = edited(wiki, two, "wiki/concepts/teapot.md", "A teapot pours.[", "A teapot pours well.[")
    done = merge_branches(repo, base, head).commit
    assert "pours well" in wiki.at(done, "wiki/concepts/teapot.md")
    assert list_subjects_by_people(repo, fork, done) == ["By hand"]


def test_words_changed_by_both_are_a_conflict(wiki, repo):
    main = in_turn(repo, proposals(wiki))
    base = edited(wiki, main, KETTLE, "A kettle boils.[", "A kettle sings.[")
    head = edited(wiki, main, KETTLE, "A kettle boils.[", "A kettle hums.[")
    done = merge_branches(repo, base, head)
    assert done.kind == "conflict"
    assert [path for path, _ in done.conflicts] == [KETTLE]
    assert "A kettle boils." in done.conflicts[0][1]


def test_words_beside_each_others_dates_are_merged(wiki, repo):
    main = in_turn(repo, proposals(wiki))
    base = edited(wiki, main, KETTLE, "updated: 2026-04-11", "updated: 2026-05-01")
    base = edited(wiki, base, KETTLE, "A kettle boils.[", "A kettle sings.[")
    head = edited(wiki, main, KETTLE, "updated: 2026-04-11", "updated: 2026-04-20\nowner: Bo")
    head = edited(wiki, head, KETTLE, "\n[^", "\n## By hand\n\nMore.\n\n[^")
    for done in (merge_branches(repo, base, head), merge_branches(repo, head, base)):
        text = wiki.at(done.commit, KETTLE)
        assert "updated: 2026-05-01\n" in text
        assert "owner: Bo\n" in text
        assert "sings" in text
        assert "## By hand" in text


def test_a_file_that_is_not_the_wikis_is_left_to_people(wiki, repo):
    main = wiki.git("rev-parse", "main").strip()
    one, two = (
        by_hand(wiki, main, {"raw/2024-kettle.md": text, "wiki/note.txt": text})
        for text in ("a", "b")
    )
    done = merge_branches(repo, one, two)
    assert [path for path, _ in done.conflicts] == ["raw/2024-kettle.md", "wiki/note.txt"]


def test_a_page_deleted_here_and_edited_there_is_a_conflict_and_one_only_listed_there_goes(
    wiki, repo
):
    main = in_turn(repo, proposals(wiki))
    base = by_hand(wiki, main, {KETTLE: None})
    head = edited(wiki, main, KETTLE, "A kettle boils.[", "A kettle hums.[")
    assert merge_branches(repo, base, head).conflicts == (
        (KETTLE, "one side deleted the page, the other changed it"),
    )
    head = edited(wiki, main, KETTLE, "related: []", "related:\n- litre")
    done = merge_branches(repo, base, head)
    assert done.kind == "mended"
    assert KETTLE not in wiki_at(repo, done.commit)
    assert "kettle.md" not in wiki.at(done.commit, "wiki/index.md")


def a_page(title, aliases="[]"):
    return f"---\ntitle: {title}\ntype: concept\naliases: {aliases}\ncreated: 2026-04-11\nupdated: 2026-04-11\nconfidence: low\n---\n\nWords.\n"  # fmt: skip


@pytest.mark.parametrize(
    ("one", "two", "rule"),
    [
        (
            {"wiki/concepts/cup.md": a_page("Cup")},
            {"wiki/concepts/mug.md": a_page("Mug", "[Cups]")},
            "duplicate-page",
        ),
        (
            {"wiki/concepts/cup.md": a_page("Cup")},
            {"wiki/entities/cup.md": a_page("Cup")},
            "name-clash",
        ),
        (
            {KETTLE: None},
            {"wiki/concepts/mug.md": a_page("Mug").replace("Words", "See [[kettle]]")},
            "dead-link",
        ),
    ],
)
def test_an_error_that_neither_side_had_is_a_conflict(wiki, repo, one, two, rule):
    main = in_turn(repo, proposals(wiki))
    base, head = by_hand(wiki, main, one), by_hand(wiki, main, two)
    for done in (merge_branches(repo, base, head), merge_branches(repo, head, base)):
        assert done.kind == "conflict"
        assert any(reason.startswith(f"{rule}: ") for _, reason in done.conflicts)


def test_an_error_that_one_side_had_already_does_not_stop_the_other(wiki, repo):
    one, two, _ = proposals(wiki)
    base = by_hand(
        wiki, one, {"wiki/concepts/mug.md": a_page("Mug").replace("Words", "See [[nowhere]]")}
    )
    assert merge_branches(repo, base, two).kind == "mended"
    assert merge_branches(repo, two, base).kind == "mended"
    broken = by_hand(wiki, one, {"wiki/concepts/mug.md": "---\ntitle: [\n---\n\nWords.\n"})
    assert merge_branches(repo, broken, two).kind == "mended"
    assert merge_branches(repo, two, broken).kind == "mended"


def test_a_log_that_was_rewritten_is_a_conflict(wiki, repo):
    one, two, _ = proposals(wiki)
    head = by_hand(wiki, two, {"log.md": "# Log\n\nAnew.\n"})
    assert merge_branches(repo, one, head).conflicts == (
        ("log.md", "an earlier entry of the log was changed"),
    )


def test_what_is_no_text_or_a_link_is_left_to_people(wiki, repo):
    main = in_turn(repo, proposals(wiki))
    base = edited(wiki, main, KETTLE, "A kettle boils.[", "A kettle sings.[")
    latin = by_hand(
        wiki,
        main,
        {KETTLE: wiki.at(main, KETTLE).encode().replace(b"A kettle boils.[", b"Caf\xe9.[")},
    )
    assert merge_branches(repo, base, latin).conflicts == ((KETTLE, "it is not UTF-8 text"),)
    wiki.git("checkout", "-q", "--detach", main)
    (wiki.root / KETTLE).unlink()
    (wiki.root / KETTLE).symlink_to("/etc/passwd")
    wiki.git("commit", "-qam", "A link")
    link = wiki.git("rev-parse", "HEAD").strip()
    assert merge_branches(repo, base, link).kind == "conflict"


def test_histories_that_share_nothing_are_a_conflict(wiki, repo):
    orphan = wiki.git(
        "commit-tree", wiki.git("rev-parse", "main^{tree}").strip(), "-m", "alone"
    ).strip()
    assert merge_branches(repo, repo.head(), orphan).conflicts == (
        ("", "the branch has a history of its own"),
    )


# --- what is people's ---


def test_an_index_that_people_wrote_meanwhile_wins_over_the_proposals_and_two_of_them_are_a_conflict(
    wiki, repo
):
    one, two, _ = proposals(wiki)
    mine = "# Our kitchen\n\nAll of it.\n"
    base = by_hand(wiki, one, {"wiki/index.md": mine})
    done = merge_branches(repo, base, two)
    assert done.kind == "mended"
    assert wiki.at(done.commit, "wiki/index.md") == mine
    assert "wiki/concepts/teapot.md" in wiki_at(repo, done.commit)
    other = merge_branches(
        repo, base, by_hand(wiki, two, {"wiki/index.md": "# Another\n\nOf mine.\n"})
    )
    assert other.conflicts == (("wiki/index.md", "both sides changed an index that people wrote"),)


def test_comments_in_front_matter_are_merged_where_one_side_has_them_and_else_left_to_people(
    wiki, repo
):
    main = in_turn(repo, proposals(wiki))
    base = edited(
        wiki,
        main,
        KETTLE,
        "title: Kettle\n",
        "title: Kettle\n# Bo looks after it\nowner: Bo # and Mo\n",
    )
    base = edited(wiki, base, KETTLE, "updated: 2026-04-11", "updated: 2026-05-01")
    head = edited(wiki, main, KETTLE, "updated: 2026-04-11", "updated: 2026-04-20\ntags: [a]")
    texts = {
        wiki.at(merge_branches(repo, *pair).commit, KETTLE) for pair in ((base, head), (head, base))
    }
    (text,) = texts
    assert "# Bo looks after it\nowner: Bo # and Mo\n" in text
    assert "updated: 2026-05-01\n" in text
    head = edited(wiki, head, KETTLE, "title: Kettle\n", "title: Kettle # of ours\n")
    assert merge_branches(repo, base, head).kind == "conflict"
