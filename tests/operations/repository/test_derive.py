"""`wiki derive` in real repositories: what people wrote stays, what code writes is renewed, and nothing else is touched."""

import os
import re

import pytest

from pipeline.adapters.git.history import find_last_own_commit, list_subjects_by_people
from pipeline.adapters.git.open_repository import open_repository
from pipeline.cli import main
from pipeline.core.wiki.page import Page
from tests.helpers.line_by_line import compile_one
from tests.helpers.repos import SCHEMA, source, team

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
PAGE, LITRE, SUMMARY = (
    "wiki/concepts/kettle.md",
    "wiki/concepts/litre.md",
    "wiki/sources/kettle-report.md",
)
RIGHT = "Footnotes, front matter and index are what code makes of the pages."


@pytest.fixture
def wiki(tmp_path):
    """A wiki that holds the first source, on a branch of a person's own."""
    made = team(tmp_path / "team", {"2024-kettle.md": KETTLE, "2024-teapot.md": TEAPOT})
    made.merge(compile_one(made.root, "raw/2024-kettle.md")[0].branch)
    made.git("checkout", "-qb", "by-hand")
    return made


def edit(wiki, path, old, new):
    text = (wiki.root / path).read_text("utf-8")
    assert old in text
    (wiki.root / path).write_text(text.replace(old, new, 1), "utf-8", newline="\n")


def derive(wiki, capsys, *args, code=0):
    assert main(["-C", str(wiki.root), "derive", "--date", "2026-05-01", *args]) == code
    said = capsys.readouterr()
    return said.out + said.err


def meta_of(wiki, path):
    return Page.parse(path, (wiki.root / path).read_text("utf-8")).meta


@pytest.mark.parametrize("commit", [False, True])
def test_pages_edited_by_hand_get_their_bookkeeping(wiki, capsys, commit):
    edit(wiki, PAGE, "- A kettle holds a litre.[^kettle-1]\n", "- See [[litre]].\n")
    edit(wiki, PAGE, "A kettle holds a litre.[^kettle-1]", "A kettle holds something.")
    if commit:
        wiki.git("commit", "-qam", "By hand")
    head = wiki.git("rev-parse", "HEAD")
    said = derive(wiki, capsys)
    assert said.splitlines() == [
        "renewed  wiki/concepts/kettle.md: updated, related, footnotes",
        "renewed  wiki/concepts/litre.md: related",
        "renewed  wiki/index.md: the index",
        "3 files written; look at `git diff`, then commit.",
    ]
    assert meta_of(wiki, PAGE)["updated"] == "2026-05-01"
    assert meta_of(wiki, PAGE)["created"] == "2026-04-11"
    assert meta_of(wiki, LITRE)["updated"] == "2026-04-11"
    assert meta_of(wiki, LITRE)["related"] == ["kettle"]
    assert "[^kettle-1]:" not in (wiki.root / PAGE).read_text("utf-8")
    assert "- [Kettle](concepts/kettle.md): A kettle holds something.\n" in (
        wiki.root / "wiki/index.md"
    ).read_text("utf-8")
    assert wiki.git("rev-parse", "HEAD") == head
    assert derive(wiki, capsys).strip() == RIGHT
    wiki.git("commit", "-qam", "Derived")
    assert derive(wiki, capsys, "--check").strip() == RIGHT


def test_check_changes_nothing_and_says_what_is_off(wiki, capsys):
    edit(wiki, PAGE, "title: Kettle\n", "title: The kettle\n")
    before = wiki.git("diff")
    said = derive(wiki, capsys, "--check", code=1)
    assert "off      wiki/index.md: the index\n" in said
    assert "Run `wiki derive`" in said
    assert wiki.git("diff") == before


def test_a_wiki_that_is_right_is_left_as_it_is(wiki, capsys):
    assert derive(wiki, capsys).strip() == RIGHT
    assert derive(wiki, capsys, "--check").strip() == RIGHT
    assert wiki.git("status", "--porcelain") == ""


def test_a_new_page_gets_what_code_writes_and_its_days(wiki, capsys):
    (wiki.root / "wiki/concepts/pot.md").write_text(
        "---\ntitle: Pot\ntype: concept\n---\n\nLike a [[kettle]].[^kettle-1]\n"
    )
    derive(wiki, capsys)
    meta = meta_of(wiki, "wiki/concepts/pot.md")
    assert (meta["created"], meta["updated"], meta["sources"]) == (
        "2026-05-01",
        "2026-05-01",
        ["raw/2024-kettle.md"],
    )
    assert meta_of(wiki, PAGE)["related"] == ["pot"]
    assert "[Pot](concepts/pot.md)" in (wiki.root / "wiki/index.md").read_text("utf-8")


def test_a_page_that_was_deleted_leaves_the_index_and_the_lists(wiki, capsys):
    edit(wiki, PAGE, "\n## ", "\nSee [[litre]].\n\n## ")
    derive(wiki, capsys)
    wiki.git("commit", "-qam", "By hand")
    (wiki.root / LITRE).unlink()
    derive(wiki, capsys)
    assert "litre.md" not in (wiki.root / "wiki/index.md").read_text("utf-8")
    assert meta_of(wiki, PAGE)["related"] == []


def test_a_day_that_a_person_set_stays(wiki, capsys):
    edit(wiki, PAGE, "Every kettle", "Each kettle")
    edit(wiki, PAGE, "updated: 2026-04-11", "updated: 2026-04-30")
    derive(wiki, capsys, code=0)
    assert meta_of(wiki, PAGE)["updated"] == "2026-04-30"


def test_what_a_compile_changed_on_this_branch_keeps_its_day(wiki, capsys):
    proposal, _ = compile_one(wiki.root, "raw/2024-teapot.md", "2026-04-11")
    wiki.git("checkout", "-q", proposal.branch)
    assert derive(wiki, capsys, "--check").strip() == RIGHT
    edit(wiki, LITRE, "\n## ", "\nBy hand.\n\n## ")
    derive(wiki, capsys)
    assert meta_of(wiki, LITRE)["updated"] == "2026-05-01"
    assert meta_of(wiki, PAGE)["updated"] == "2026-04-11"


def test_the_base_can_be_named(wiki, capsys):
    edit(wiki, PAGE, "Every kettle", "Each kettle")
    wiki.git("commit", "-qam", "By hand")
    assert derive(wiki, capsys, "--check", "--base", "HEAD").strip() == RIGHT
    assert "updated" in derive(wiki, capsys, "--check", "--base", "main", code=1)
    assert "names no commit" in derive(wiki, capsys, "--base", "nowhere", code=1)


def test_on_the_default_branch_what_is_not_pushed_is_new(wiki, capsys, tmp_path):
    wiki.git("checkout", "-q", "main")
    wiki.git("clone", "-q", "--bare", ".", str(tmp_path / "origin"))
    wiki.git("remote", "add", "origin", str(tmp_path / "origin"))
    wiki.git("fetch", "-q", "origin")
    edit(wiki, PAGE, "Every kettle", "Each kettle")
    wiki.git("commit", "-qam", "By hand")
    derive(wiki, capsys)
    assert meta_of(wiki, PAGE)["updated"] == "2026-05-01"


def test_sources_and_log_are_never_touched(wiki, capsys):
    (wiki.root / "raw/2024-kettle.md").write_text("x")
    (wiki.root / "log.md").write_text("x")
    edit(wiki, PAGE, "Every kettle", "Each kettle")
    derive(wiki, capsys)
    assert (
        (wiki.root / "raw/2024-kettle.md").read_text() == (wiki.root / "log.md").read_text() == "x"
    )


def test_a_page_whose_front_matter_cannot_be_read_is_left_alone_and_named(wiki, capsys):
    edit(wiki, PAGE, "title: Kettle", "title: [")
    said = derive(wiki, capsys)
    assert "left alone: wiki/concepts/kettle.md:" in said
    assert "title: [" in (wiki.root / PAGE).read_text("utf-8")


def conflict(wiki):
    edit(wiki, PAGE, "\n## ", "\n<<<<<<< HEAD\nOne.\n=======\nTwo.\n>>>>>>> main\n\n## ")


def latin(wiki):
    (wiki.root / PAGE).write_bytes(
        (wiki.root / PAGE).read_bytes().replace(b"Every kettle", b"Caf\xe9")
    )


def committed_latin(wiki):
    latin(wiki)
    edit(wiki, "wiki/concepts/litre.md", "\n## ", "\nSee [[kettle]].\n\n## ")
    wiki.git("commit", "-qam", "By hand")


def linked_index(wiki):
    (wiki.root / "wiki/index.md").unlink()
    (wiki.root.parent / "elsewhere.md").write_text("Mine.\n")
    (wiki.root / "wiki/index.md").symlink_to(wiki.root.parent / "elsewhere.md")


def no_schema(wiki):
    (wiki.root / "schema.md").unlink()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (conflict, "wiki/concepts/kettle.md holds conflict markers."),
        (latin, "wiki/concepts/kettle.md is not UTF-8 text."),
        (committed_latin, "wiki/concepts/kettle.md is not UTF-8 text."),
        (linked_index, "wiki/index.md is a link"),
        (no_schema, "There is no schema.md"),
    ],
)
def test_what_it_does_not_understand_is_refused_and_nothing_is_written(
    wiki, capsys, spoil, message
):
    edit(wiki, SUMMARY, "title: Kettle report", "title: A kettle report")
    spoil(wiki)
    before = wiki.git("status", "--porcelain") + wiki.git("diff")
    assert message in derive(wiki, capsys, code=1)
    assert wiki.git("status", "--porcelain") + wiki.git("diff") == before
    elsewhere = wiki.root.parent / "elsewhere.md"
    assert not elsewhere.exists() or elsewhere.read_text() == "Mine.\n"


def test_an_index_in_conflict_is_written_anew(wiki, capsys):
    right = (wiki.root / "wiki/index.md").read_text("utf-8")
    edit(
        wiki,
        "wiki/index.md",
        "\n## ",
        "\n<<<<<<< HEAD\n=======\n- [X](concepts/x.md): x\n>>>>>>> main\n\n## ",
    )
    derive(wiki, capsys)
    assert (wiki.root / "wiki/index.md").read_text("utf-8") == right


def test_a_schema_that_is_not_committed_yet_counts(wiki, capsys):
    (wiki.root / "schema.md").write_text(SCHEMA.replace("name: concept", "name: idea", 1))
    assert "wiki/index.md" in derive(wiki, capsys, "--check", code=1)


@pytest.mark.skipif(os.name == "nt", reason="no bare repository of this kind there")
def test_a_bare_repository_has_nothing_to_mend(wiki, capsys, tmp_path):
    wiki.git("clone", "-q", "--bare", ".", str(tmp_path / "bare"))
    assert main(["-C", str(tmp_path / "bare"), "derive"]) == 1
    assert "A bare repository" in capsys.readouterr().err


def test_commits_that_came_in_by_a_merge_of_ours_are_not_a_strangers(wiki):
    proposal, published = compile_one(wiki.root, "raw/2024-teapot.md")
    with open_repository(wiki.root) as repo:
        fork = repo.merge_base(repo.resolve("by-hand"), published.commit)
        edit(wiki, PAGE, "Every kettle", "Each kettle")
        wiki.git("commit", "-qam", "By hand on the default branch")
        base = repo.head()
        merge = repo.commit_tree(
            repo.tree_of(published.commit), [published.commit, base], "Merge\n"
        )
        assert (
            list_subjects_by_people(repo, fork, merge)
            == list_subjects_by_people(repo, base, merge)
            == []
        )
        assert find_last_own_commit(repo, fork, merge) == merge
        wiki.git("checkout", "-q", proposal.branch)
        wiki.git("merge", "-q", "--no-edit", "-s", "ours", "by-hand")
        assert list_subjects_by_people(repo, fork, repo.head()) == [
            f"Merge branch 'by-hand' into {proposal.branch}"
        ]


def test_a_merge_in_which_a_person_settled_nothing_does_not_make_the_branch_theirs(wiki):
    """GitHub's button "Update branch" makes such a merge; one with a word more, or of something else, is a person's."""
    proposal, published = compile_one(wiki.root, "raw/2024-teapot.md")
    wiki.add("README.md", "Ours.\n", "On the default branch")
    base = wiki.git("rev-parse", "HEAD").strip()
    wiki.git("branch", "elsewhere", f"{base}~1")
    wiki.git("checkout", "-q", proposal.branch)
    wiki.git("merge", "-q", "--no-edit", base)
    with open_repository(wiki.root) as repo:
        assert list_subjects_by_people(repo, repo.merge_base(base, repo.head()), repo.head()) == []
    (wiki.root / "README.md").write_text("Ours, and a word more.\n")
    wiki.git("commit", "-qa", "--amend", "--no-edit")
    with open_repository(wiki.root) as repo:
        assert (
            len(list_subjects_by_people(repo, repo.merge_base(base, repo.head()), repo.head())) == 1
        )
    wiki.git("reset", "-q", "--hard", published.commit)
    wiki.git("checkout", "-q", "elsewhere")
    wiki.add("notes.md", "Mine.\n", "On a branch of mine")
    wiki.git("checkout", "-q", proposal.branch)
    wiki.git("merge", "-q", "--no-edit", "elsewhere")
    with open_repository(wiki.root) as repo:
        assert (
            len(list_subjects_by_people(repo, repo.merge_base(base, repo.head()), repo.head())) == 1
        )


def test_comments_and_forms_in_front_matter_stay(wiki, capsys):
    edit(
        wiki,
        PAGE,
        "title: Kettle\n",
        "title: 'Kettle' # as Bo says\n# Bo looks after it\ntags: [a, b]\nowner:\n  name: Bo\n",
    )
    edit(wiki, PAGE, "\n## ", "\nSee [[litre]].\n\n## ")
    before = (wiki.root / PAGE).read_text("utf-8")
    derive(wiki, capsys)
    after = (wiki.root / PAGE).read_text("utf-8")
    assert after == before.replace("related: []", "related:\n- litre").replace(
        "updated: 2026-04-11", "updated: 2026-05-01"
    )


def test_where_a_comment_would_be_lost_the_page_is_left_alone_and_named(wiki, capsys):
    edit(wiki, PAGE, "related: []", "related: [] # ask Bo")
    edit(wiki, PAGE, "\n## ", "\nSee [[litre]].\n\n## ")
    before = (wiki.root / PAGE).read_text("utf-8")
    assert (
        f"left alone: {PAGE}:10: a comment, or the form, of the front matter would be lost."
        in derive(wiki, capsys)
    )
    assert (wiki.root / PAGE).read_text("utf-8") == before


@pytest.mark.parametrize(
    "text", ["# Our own front page\n", "# Our index\n\n- [Kettle](concepts/kettle.md)\n"]
)
def test_an_index_of_peoples_is_left_alone_and_named(wiki, capsys, text):
    (wiki.root / "wiki/index.md").write_text(text)
    (wiki.root / "wiki/index").mkdir()
    (wiki.root / "wiki/index/mine.md").write_text("Mine.\n")
    (wiki.root / "wiki/concepts/pot.md").write_text(
        "---\ntitle: Pot\ntype: concept\n---\n\nWords.\n"
    )
    said = derive(wiki, capsys)
    assert "left alone: wiki/index.md: people wrote it, or added to it." in said
    assert (wiki.root / "wiki/index.md").read_text() == text
    assert (wiki.root / "wiki/index/mine.md").read_text() == "Mine.\n"


def test_a_page_that_cites_nothing_is_written_by_nobody(wiki, capsys):
    own = "---\nrelated: [nothing]\nsources: [x]\ntitle: Pot\n---\nSee [[kettle]].\n"
    (wiki.root / "wiki/concepts/pot.md").write_text(own)
    derive(wiki, capsys)
    assert (wiki.root / "wiki/concepts/pot.md").read_text() == own
    assert meta_of(wiki, PAGE)["related"] == ["pot"]


def test_a_wiki_is_written_in_the_other_style_and_back_and_is_right_in_both(wiki, capsys):
    before = wiki.git("rev-parse", "HEAD^{tree}").strip()
    said = derive(wiki, capsys, "--links", "wikilink")
    assert f"renewed  {PAGE}: links for Obsidian" in said
    assert "renewed  schema.md: links for Obsidian" in said
    assert "[[raw/2024-kettle.md" in (wiki.root / PAGE).read_text("utf-8")
    assert "links: wikilink " in (wiki.root / "schema.md").read_text("utf-8")
    wiki.git("commit", "-qam", "For Obsidian")
    assert derive(wiki, capsys).strip() == RIGHT
    assert main(["-C", str(wiki.root), "check"]) == 0
    assert derive(wiki, capsys, "--links", "wikilink").strip().endswith("wikilink already.")
    derive(wiki, capsys, "--links", "markdown")
    wiki.git("commit", "-qam", "For GitHub")
    assert wiki.git("rev-parse", "HEAD^{tree}").strip() == before


def test_citations_of_an_earlier_version_are_never_wrong_and_are_renewed_at_once(wiki, capsys):
    for path in (PAGE, LITRE, SUMMARY):
        text = (wiki.root / path).read_text("utf-8")
        older = re.sub(r"\[kettle, lines? [\d-]+\]\(", "[kettle](", text)
        assert older != text
        (wiki.root / path).write_text(older, "utf-8", newline="\n")
    wiki.git("commit", "-qam", "As an earlier version wrote it")
    assert derive(wiki, capsys, "--check").strip() == RIGHT
    wiki.git("branch", "-qf", "main", "HEAD")  # upgrading is no edit by hand
    assert "renewed  wiki/concepts/kettle.md: footnotes" in derive(wiki, capsys)
    assert wiki.git("diff", "--stat", "HEAD~1") == ""
