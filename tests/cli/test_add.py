"""`wiki add` on real repositories: what comes in, under which name, and what is said of the rest."""

import json

import pytest

from pipeline.cli import main
from tests.cli.test_cli import compiled, run, states  # noqa: F401
from tests.helpers.repos import SCHEMA, Team, source, team

WEIR = source(
    "The Tamsin weir",
    "The Tamsin weir is 9 metres wide. The Tamsin weir was built in 1871 by two brothers. "
    "The Tamsin weir has 3 gates of oak. Its keeper lives in the house on the left bank.",
    "2026-01-01",
)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def wiki(tmp_path, monkeypatch):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    made = team(tmp_path / "wiki", {"weir.md": WEIR})
    made.git("config", "user.name", "Ada")
    made.git("config", "user.email", "ada@example.org")
    return made


@pytest.fixture
def desk(tmp_path):
    """A folder of a person's own, and how files come there."""

    def put(name, content=""):
        path = tmp_path / "desk" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return put


@pytest.fixture
def add(run):  # noqa: F811
    """Run `wiki add …`; return exit code, stdout, stderr."""
    return lambda *what: run("add", *map(str, what))


def staged(wiki):
    return wiki.git("diff", "--cached", "--name-only").split()


def rows(add, *args):
    code, said, _ = add("--json", *args)
    return code, {row["given"].rpartition("/")[2]: row for row in json.loads(said)["files"]}


def test_a_file_is_copied_under_a_good_name_staged_and_not_committed(wiki, add, desk):
    given = desk("Lock Keepers (final).md", source("Lock keepers", "A lock keeper opens the lock."))
    head = wiki.git("rev-parse", "HEAD")
    code, said, error = add(given)
    assert (code, error) == (0, "")
    assert said == (
        "added     raw/lock-keepers-final.md\n"
        "          “Lock keepers”, 2024-01-01\n"
        "1 source in raw/, staged but not committed. Next: `git commit`, then `wiki\n"
        "compile`. Compiling costs nothing: the embedded librarian asks no model.\n"
    )
    assert staged(wiki) == ["raw/lock-keepers-final.md"]
    assert wiki.git("rev-parse", "HEAD") == head
    assert given.read_bytes() == (wiki.root / "raw/lock-keepers-final.md").read_bytes()


def test_with_commit_only_what_was_added_is_committed(wiki, add, run, desk):  # noqa: F811
    (wiki.root / "other.txt").write_text("mine")
    wiki.git("add", "other.txt")
    assert add("--commit", desk("a.md", "Locks are old."))[0] == 0
    assert wiki.git("show", "--name-only", "--format=%an %s").split("\n")[:3] == [
        "Ada Add a.md",
        "",
        "raw/a.md",
    ]
    assert staged(wiki) == ["other.txt"]
    assert states(run)["raw/a.md"] == "pending"


def test_a_dry_run_writes_nothing(wiki, add, run, desk):  # noqa: F811
    before = wiki.state()
    code, said, _ = add("--dry-run", desk("a.md", "Locks are old."))
    assert code == 0
    assert "added     raw/a.md" in said
    assert "Nothing was written. 1 source would be added." in said
    assert wiki.state() == before


@pytest.mark.parametrize(
    "copy", [WEIR, WEIR.replace("\n", "\r\n"), WEIR.replace(". The", ".\nThe") + "\n\n"]
)
def test_a_copy_is_already_there(wiki, add, desk, copy):
    before = wiki.state()
    code, said, _ = add(desk("Weir copy.md", copy))
    assert code == 0
    assert "already there as raw/weir.md" in said
    assert wiki.state() == before


def test_of_two_copies_that_are_given_one_is_added(wiki, add, desk):
    code, found = rows(add, desk("a.md", "Locks are old."), desk("b.md", "Locks  are old.\n"))
    assert code == 0
    assert (found["a.md"]["state"], found["b.md"]["state"]) == ("added", "there")
    assert found["b.md"]["path"] == "raw/a.md"


def test_added_twice_it_is_there(wiki, add, desk):
    given = desk("a.md", "![Lock](lock.png)\n\nLocks are old.")
    desk("lock.png", PNG)
    assert add(given)[0] == 0
    assert "already there as raw/a.md" in add(given)[1]
    assert "already there as raw/a.md" in add(given.parent)[1]


def test_pictures_come_along_once_and_are_named_where_they_are(wiki, add, desk):
    desk("notes/img/white board.png", PNG)
    desk("notes/img/same.png", PNG)
    desk("notes/a.md", "![A](img/white%20board.png) ![[same.png]]\n\nLocks are old.")
    page = '<html><body><p>Locks are wide, says the keeper.</p><img src="img/same.png"></body>'
    desk("notes/sub/b.html", page.replace("img/", "../img/"))
    folder = desk("notes/outside.md", "![x](../secret.png)\n\nLocks are deep.").parent
    desk("secret.png", PNG + b"2")
    code, said, _ = add(folder)
    assert code == 0
    assert "1 picture not found below notes/: ../secret.png" in said
    assert staged(wiki) == [
        "raw/assets/white-board.png",
        "raw/notes/a.md",
        "raw/notes/outside.md",
        "raw/notes/sub/b.html",
    ]
    text = (wiki.root / "raw/notes/a.md").read_text()
    assert text.startswith("![A](../assets/white-board.png) ![[assets/white-board.png]]\n")
    assert (
        '<img src="../../assets/white-board.png">'
        in (wiki.root / "raw/notes/sub/b.html").read_text()
    )


def test_pictures_of_latex_and_restructured_text_come_along(wiki, add, desk):
    desk("n/fig/a.png", PNG)
    desk("n/fig/b.pdf", "%PDF-1.4")
    desk("n/x.tex", "\\graphicspath{{fig/}}\nLocks.\\includegraphics{a} \\includegraphics{b}")
    folder = desk("n/y.rst", "Locks are deep.\n\n.. image:: fig/a.png\n").parent
    assert "1 figure in PDF or PostScript not taken along" in add(folder)[1]
    assert "\\includegraphics{../assets/a.png} \\" in (wiki.root / "raw/n/x.tex").read_text()
    assert ".. image:: ../assets/a.png\n" in (wiki.root / "raw/n/y.rst").read_text()
    assert (wiki.root / "raw/assets/a.png").read_bytes() == PNG


def test_a_picture_that_is_none_and_one_behind_a_link_stay_where_they_are(wiki, add, desk):
    desk("n/passwd.png", "root:x:0:0")
    desk("n/x").with_name("link.png").symlink_to("/etc/passwd")
    given = desk("n/a.md", "![a](passwd.png) ![b](link.png)\n\nLocks are old.")
    assert "2 pictures not found" in add(given)[1]
    assert staged(wiki) == ["raw/a.md"]


def test_what_cannot_become_a_source_is_said_and_the_others_are_added(wiki, add, desk):
    code, said, error = add(
        desk("deck.key", "x"),
        desk("empty.md"),
        desk("broken.pdf", b"%PDF-1.4 nothing"),
        "none.md",
        desk("a.md", "Locks are old."),
    )
    assert code == 1
    assert staged(wiki) == ["raw/a.md"]
    for words in ("no reader for .key files", "the file is empty", "there is no such file"):
        assert words in error
    assert "broken.pdf" in error
    assert "added     raw/a.md" in said


def test_a_folder_is_walked_and_what_stays_is_told_together(wiki, add, desk):
    for name in ("f/.git/config", "f/.secret.md", "f/node_modules/a.md", "f/x.zip", "f/y.key"):
        desk(name, "x")
    desk("f/README.md", "Locks are old.")
    folder = desk("f/Sub Folder/README.md", "Locks are wide.").parents[1]
    (folder / "link.md").symlink_to("/etc/passwd")
    code, said, error = add(folder)
    assert (code, error) == (0, "")
    assert staged(wiki) == ["raw/f/readme.md", "raw/f/sub-folder/readme.md"]
    for words in ("a link is not followed", "hidden", "parts of programs", "x.zip", "y.key"):
        assert words in said
    assert "--repo" in said


def test_a_folder_without_files_and_an_empty_name_are_said(wiki, add, desk):
    folder = desk("empty/sub/x.md", "Locks are old.").parents[1]
    (folder / "sub" / "x.md").unlink()
    code, _, error = add(folder)
    assert code == 1
    assert "this folder holds no files" in error
    code, _, error = add("")
    assert code == 1
    assert "the name is empty" in error
    assert staged(wiki) == []


def test_a_large_folder_is_asked_about(wiki, add, desk):
    for n in range(201):
        given = desk(f"many/{n}.md", f"Lock number {n} is old.")
    before = wiki.state()
    code, _, error = add(given.parent)
    assert code == 1
    assert "That is much: 201 files" in error
    assert "--yes" in error
    assert wiki.state() == before


def test_a_newer_version_is_offered_to_replace(wiki, add, run, desk):  # noqa: F811
    compiled(wiki, run)
    newer = desk("Weir (2).md", WEIR.replace("3 gates of oak", "4 gates of steel"))
    code, said, _ = add("--commit", newer)
    assert code == 0
    assert "another version of raw/weir.md" in " ".join(said.split())
    command = "wiki replace raw/weir.md raw/weir-2.md"
    assert f"            {command}\n" in said
    assert run(*command.split()[1:], "--date", "2026-01-03")[0] == 0


def test_another_document_of_the_same_name_is_no_version(wiki, add, desk):
    code, found = rows(add, desk("weir.md", "Some weirs are natural dams, of logs or of stones."))
    assert code == 0
    assert (found["weir.md"]["path"], found["weir.md"]["replaces"]) == ("raw/weir-2.md", "")


def test_names_from_outside_do_no_harm(wiki, add, desk):
    names = ["-rf.md", "a\nb.md", "CON.md", "x" * 200 + ".md", "<b>.md", "$(id).md", "Ünï\u202e.md"]
    for n, name in enumerate(names):
        given = desk(f"odd/{name}", f"Lock number {n} is old.")
    assert add(given.parent)[0] == 0
    assert staged(wiki) == sorted(
        f"raw/odd/{name}.md" for name in ["rf", "a-b", "con-page", "x" * 80, "b", "id", "uni"]
    )


def test_a_name_that_differs_only_in_case_is_taken(wiki, add, desk):
    wiki.add("raw/Papers/Lock.md", "Locks are old.")
    assert add("--into", "papers", desk("lock.md", "Locks are wide and deep."))[0] == 0
    assert staged(wiki) == ["raw/Papers/lock-2.md"]


def test_a_file_that_lies_in_raw_already_stays_and_is_staged(wiki, add):
    (wiki.root / "raw/My Lock.md").write_text("Locks are old.")
    code, said, _ = add("raw/My Lock.md", "raw/weir.md")
    assert code == 0
    assert "added     raw/My Lock.md" in said
    assert "it is committed" in said
    assert staged(wiki) == ["raw/My", "Lock.md"]


def test_a_source_that_was_changed_is_not_staged(wiki, add):
    (wiki.root / "raw/weir.md").write_text("Something else.")
    code, _, error = add("raw/weir.md")
    assert code == 1
    assert "sources are not changed" in error
    assert staged(wiki) == []


def test_the_wiki_itself_is_no_source(wiki, add):
    assert "this is the wiki itself" in add(".")[2]


def test_a_file_that_git_ignores_is_not_added(wiki, add, desk):
    wiki.add(".gitignore", "*.txt\n")
    code, _, error = add(desk("a.txt", "Locks are old."))
    assert code == 1
    assert "git ignores raw/a.txt" in error
    assert not (wiki.root / "raw/a.txt").exists()


def test_a_key_in_a_file_is_told_and_not_repeated(wiki, add, desk):
    token = "ghp_" + "Ab3dE9xKq2LmN8pRs4TuVw6Yz1BcDf5GhJk7"
    given = desk("a.md", f"The token is {token}.")
    code, said, error = add(given)
    assert code == 1
    assert "a token of GitHub" in error
    assert token not in said + error
    assert add("--with-credentials", given)[0] == 0


def test_names_are_dated_where_the_schema_says_so(tmp_path, capsys, desk):
    schema = SCHEMA.replace("librarian: auto", "dated_names: true\nlibrarian: auto")
    root = team(tmp_path / "dated", {}, schema).root
    given = [desk("weir.md", WEIR), desk("plain.md", "Locks are old."), desk("2024-02 x.md", "A.")]
    assert main(["-C", str(root), "add", *map(str, given)]) == 0
    assert sorted(p.name for p in (root / "raw").iterdir()) == [
        "2024-02-x.md",
        "2026-01-01-weir.md",
        "plain.md",
    ]


def test_with_a_model_the_cost_of_the_next_compile_is_said(wiki, add, desk, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "any")
    said = add(desk("a.md", "Locks are old. " * 50))[1]
    assert "Compiling it costs about $0." in " ".join(said.split())


def test_an_error_of_the_disk_is_told_of_its_file_and_leaves_nothing_half(wiki, add, desk):
    (wiki.root / "raw/papers").write_text("a file where a folder should be")
    code, said, error = add(desk("a.md", "Locks are old."), desk("papers/b.md", "B is b."))
    assert code == 0
    code, said, error = add("--into", "papers", desk("c.md", "Locks are deep."))
    assert code == 1
    assert "stands in the way" in error
    assert "Nothing was added." in said


def test_an_address_that_is_not_public_is_refused_with_a_sentence(wiki, add, desk):
    code, said, error = add("http://127.0.0.1:9/x", desk("a.md", "Locks are old."))
    assert code == 1
    assert "not added http://127.0.0.1:9/x" in error
    assert "added     raw/a.md" in said


def test_lists_of_addresses_are_opened_and_not_stored(add, wiki, desk):
    bad = desk("links.txt", "http://127.0.0.1/a\nhttp://10.0.0.1/b\n")
    code, _, error = add(bad)
    assert code == 1
    assert " ".join(error.split()).count("its host is not on the public web") == 2
    assert "links.txt" not in wiki.git("status", "--porcelain")
    with pytest.raises(SystemExit):
        add()
    assert add("--links")[0] == 0


@pytest.fixture
def code(tmp_path):
    made = Team(tmp_path / "code" / "lever")
    made.root.mkdir(parents=True)
    made.git("init", "-qb", "main")
    made.add("README.md", LEVER)
    return made


LEVER = "# The Tamsin lever\n\nThe Tamsin lever is 2 metres long. The Tamsin lever is made of oak."


def test_a_later_commit_of_a_repository_is_proposed_as_a_replacement(wiki, add, run, code):  # noqa: F811
    named = ("--repo", code.root, "--parts", "docs", "--commit", "--date", "2026-01-03")
    compiled(wiki, run)
    assert add(*named)[0] == 0
    compiled(wiki, run)
    code.add("README.md", LEVER.replace("2 metres", "3 metres"))
    code_of, said, error = add(*named)
    assert (code_of, error) == (0, "")
    assert "It takes the place of raw/repos/lever/" in said
    branch = wiki.git("branch", "--list", "wiki/upkeep/*", "--format=%(refname:short)").strip()
    wiki.merge(branch)
    left = wiki.git("ls-files", "raw/repos").split()
    assert len(left) == 1
    compiled(wiki, run)
    pages = wiki.git("grep", "-h", "lever is", "main", "--", "wiki")
    assert "3 metres" in pages
    assert "1 source of it as before" in add(*named)[1]


def test_what_is_gone_from_a_repository_is_offered_to_retract(wiki, add, code):
    named = ("--repo", code.root, "--parts", "docs", "--commit")
    code.add("docs/a.md", "# A\n\nThe lever squeaks.")
    add(*named)
    code.git("rm", "-q", "docs/a.md")
    code.git("commit", "-qm", "Less")
    said = add(*named)[1]
    assert "wiki retract raw/repos/lever/" in said
    assert "Nothing was added." in said


@pytest.mark.parametrize("named", ["ext::sh -c x", "file:///etc", "nowhere@v1"])
def test_a_repository_that_may_not_be_read_is_refused(wiki, add, named):
    code, _, error = add("--repo", named)
    assert code == 1
    assert error.startswith("error: ")


def test_a_picture_that_nobody_would_read_is_said(add, wiki, desk):
    from PIL import Image

    Image.new("RGB", (40, 40), "white").save(desk("board.png"))
    wiki.add("schema.md", SCHEMA.replace("librarian: auto", "pictures: off\nlibrarian: auto"))
    given = desk("a.md", "Locks are old.").with_name("board.png")
    said = add(given)[1]
    said = " ".join(said.split())
    assert "raw/board.png" in said
    assert "1 source with pictures, and nobody to read it" in said
