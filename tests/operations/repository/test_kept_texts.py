"""The texts that sources were read as: written by a compile, looked up by rules, made anew by the check."""

import json
import re

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.cli import main
from pipeline.core.paths import kept_path
from pipeline.core.wiki.kept_text import read_kept_text, write_kept_text
from pipeline.operations.github.check import check_change
from pipeline.operations.lint.lint import lint_wiki
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.readers import VERSIONS
from tests.helpers.line_by_line import compile_one
from tests.helpers.repos import team
from tests.readers.pdf.test_pdf import pdf

HTML = "raw/a/kettles.html"
TEXT = "wiki/texts/a/kettles.html.md"
PAGE = "wiki/concepts/kettle.md"
BODY = (
    "<html><head><title>Field report</title></head><body><main><h1>Field report</h1>\n"
    "<p>A kettle holds two litres.</p>\n<p>Every kettle boils water within five minutes.</p>\n"
    "</main></body></html>\n"
)


@pytest.fixture
def wiki(tmp_path):
    made = team(tmp_path / "team", {"a/kettles.html": BODY, "tea.md": "A teapot holds a litre.\n"})
    branch = compile_one(made.root, HTML)[0].branch
    made.merge(branch)
    made.git("branch", "-qD", branch)
    return made


def text_of(made, path=TEXT):
    return made.at("HEAD", path)


def judged(made, path, text, message="A change"):
    """Commit a file on a branch of its own; return what the check says of it."""
    made.git("switch", "-qC", "change", "main")
    if text is None:
        made.git("rm", "-q", path)
        made.git("commit", "-qm", message)
    else:
        made.add(path, text, message)
    with open_repository(made.root) as repo:
        report = check_change(repo, repo.resolve("main"), repo.resolve("change"))
    made.git("switch", "-q", "main")
    return [(f.severity, f.rule, f.path) for f in report.findings]


def linted(made):
    with open_repository(made.root) as repo:
        found = lint_wiki(take_snapshot(repo, repo.head()), "2026-04-11")
    return [(f.severity, f.rule, f.path) for f in found]


def test_a_compile_keeps_the_text_of_a_source_that_is_no_text_and_cites_its_lines(wiki):
    kept = text_of(wiki)
    assert kept.startswith(f"---\ntype: source-text\nsource: {HTML}\nsha256: ")
    assert kept.endswith("\n\nEvery kettle boils water within five minutes.\n")
    definition = wiki.at("HEAD", PAGE).split("\n[^kettles-1]: ")[1].split("\n")[0]
    line = int(re.search(r"\?plain=1#L(\d+)\)", definition)[1])
    assert kept.split("\n")[line - 1] == "A kettle holds two litres."
    assert f"({TEXT.replace('wiki', '..')}?plain=1#L{line}) ([file](../../{HTML})): " in definition


def test_of_markdown_no_text_is_kept(wiki):
    wiki.merge(compile_one(wiki.root, "raw/tea.md")[0].branch)
    assert wiki.git("ls-files", "wiki/texts").split() == [TEXT]


def test_a_kept_text_is_no_page_and_in_no_index(wiki):
    with open_repository(wiki.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
    assert all("texts" not in f.path for f in snapshot.wiki.facts.values())
    assert "texts/" not in wiki.at("HEAD", "wiki/index.md")
    assert not [row for row in linted(wiki) if row[2] == TEXT]


def test_the_proposal_tells_of_the_text_and_does_not_count_it_among_the_pages(tmp_path):
    made = team(tmp_path / "team", {"a/kettles.html": BODY})
    body = compile_one(made.root, HTML)[0].body
    assert f"**Kept:** the text that the source was read as: `{TEXT}`." in body
    assert "3 pages new" in body


def test_the_text_of_a_pdf_has_marks_of_its_pages_and_citations_name_them(tmp_path):
    data = pdf(["A kettle is a pot with a spout."], ["A litre of water boils in it."])
    made = team(tmp_path / "team", {"two.pdf": data})
    made.merge(compile_one(made.root, "raw/two.pdf")[0].branch)
    kept = made.at("HEAD", "wiki/texts/two.pdf.md")
    assert "\n<!-- page 1 -->\n" in kept
    assert "\n<!-- page 2 -->\n" in kept
    rows = made.git("grep", "-h", r"^\[^two-", "HEAD", "--", "wiki/sources")
    assert re.search(
        r"\[two, page 2, line \d+\]\(\.\./texts/two\.pdf\.md\?plain=1#L\d+\) \(\[file\]\(\.\./\.\./raw/two\.pdf#page=2\)\): ",
        rows,
    )


def test_what_a_compile_proposes_passes_the_check(tmp_path):
    made = team(tmp_path / "team", {"a/kettles.html": BODY})
    branch = compile_one(made.root, HTML)[0].branch
    with open_repository(made.root) as repo:
        report = check_change(repo, repo.resolve("main"), repo.resolve(f"refs/heads/{branch}"))
    assert report.errors == 0


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("two litres", "nine litres"),
        lambda text: f"{text}\n",
        lambda text: text.removesuffix("\n"),
        lambda text: text.replace("sha256: ", "sha256: 0"),
        lambda text: text.replace(f"reader_version: {VERSIONS['html']}", "reader_version: 0"),
        lambda text: text.replace("reader: html", "reader: pdf"),
        lambda text: text.replace(f"source: {HTML}", "source: raw/tea.md"),
        lambda text: "words",
        lambda text: text.encode().replace(b"litres", b"litr\xffs"),
    ],
)
def test_a_text_that_is_not_what_the_reader_makes_of_the_file_is_refused(wiki, change):
    assert ("error", "kept-text", TEXT) in judged(wiki, TEXT, change(text_of(wiki)))


def test_a_text_without_its_source_is_refused(wiki):
    alone = text_of(wiki).replace(HTML, "raw/b.html")
    assert ("error", "kept-text", "wiki/texts/b.html.md") in judged(
        wiki, "wiki/texts/b.html.md", alone
    )


def test_a_text_of_a_source_whose_file_is_the_text_is_refused(wiki):
    head = "---\ntype: source-text\nsource: raw/tea.md\nsha256: 0\nreader: markdown\nreader_version: 0\n---\n\n"
    path = kept_path("raw/tea.md")
    assert ("error", "kept-text", path) in judged(wiki, path, f"{head}A teapot holds a litre.\n")


def test_a_text_that_pages_cite_must_not_go(wiki):
    assert ("error", "kept-text", TEXT) in judged(wiki, TEXT, None)


def older(made, words=("two litres", "2 litres")):
    """Put the kept text of an older reader, and what a page quotes of it, on the default branch."""
    kept = text_of(made).replace(f"reader_version: {VERSIONS['html']}", "reader_version: 0")
    made.add(TEXT, kept.replace(*words), "An older reading")
    for path in made.git("grep", "-l", words[0], "HEAD", "--", "wiki/*/*.md").split():
        name = path.removeprefix("HEAD:")
        if name != TEXT:
            made.add(name, made.at("HEAD", name).replace(*words), "Its quotes")


def test_quotes_are_looked_up_in_the_kept_text_of_an_older_reader(wiki):
    older(wiki)
    assert not [row for row in linted(wiki) if row[0] == "error"]


def test_the_text_of_an_older_reader_on_the_default_branch_is_accepted(wiki):
    older(wiki)
    page = wiki.at("HEAD", PAGE).replace("## Key points", "## Key points\n\nSee [[tea]] too.")
    assert not [
        row for row in judged(wiki, PAGE, page) if row[1] in ("kept-text", "quote-not-found")
    ]


def test_an_invented_quote_stays_an_error_beside_the_text_of_an_older_reader(wiki):
    older(wiki)
    page = wiki.at("HEAD", PAGE).replace('"A kettle holds 2', '"A kettle holds 9')
    assert ("error", "quote-not-found", PAGE) in judged(wiki, PAGE, page)


def test_a_text_of_another_file_than_the_one_that_stands_there_does_not_count(wiki):
    wiki.add(HTML, BODY.replace("two litres", "three litres"), "A changed source")
    with open_repository(wiki.root) as repo:
        found = take_snapshot(repo, repo.head()).source_or_none(HTML)
    assert "three litres" in found.text
    assert found.kept == ""


def test_a_renamed_source_takes_its_text_along(wiki):
    wiki.git("mv", HTML, "raw/kettles.html")
    wiki.git("commit", "-qm", "Move it")
    wiki.merge(compile_one(wiki.root, "raw/kettles.html")[0].branch)
    assert wiki.git("ls-files", "wiki/texts").split() == ["wiki/texts/kettles.html.md"]
    assert "](../texts/kettles.html.md?plain=1#L" in wiki.at("HEAD", PAGE)
    assert not [row for row in linted(wiki) if row[0] == "error"]


def test_retracting_a_source_takes_its_text_away(wiki):
    assert main(["-C", str(wiki.root), "retract", HTML]) == 0
    branch = wiki.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split()[0]
    assert wiki.git("ls-tree", "-r", "--name-only", branch, "wiki/texts", "raw").split() == [
        "raw/tea.md"
    ]
    with open_repository(wiki.root) as repo:
        report = check_change(
            repo, repo.resolve("main"), repo.resolve(f"refs/heads/{branch}"), refused=lambda: ""
        )
    assert report.errors == 0


def test_replacing_a_source_brings_the_text_of_the_new_one(wiki):
    wiki.add("raw/kettles-2.html", BODY.replace("five", "six"), "A corrected source")
    assert (
        main(["-C", str(wiki.root), "replace", HTML, "raw/kettles-2.html", "--date", "2026-04-11"])
        == 0
    )
    branch = wiki.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split()[0]
    assert wiki.git("ls-tree", "-r", "--name-only", branch, "wiki/texts").split() == [
        "wiki/texts/kettles-2.html.md"
    ]
    wiki.merge(branch)
    assert "](../texts/kettles-2.html.md?plain=1#L" in wiki.at("HEAD", PAGE)
    assert {row[1] for row in linted(wiki) if row[0] == "error"} <= {"source-changed"}


def test_what_stands_in_the_wiki_is_the_text_that_is_read_back(wiki):
    with open_repository(wiki.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        assert write_kept_text(snapshot.source(HTML)) == text_of(wiki)
        assert read_kept_text(text_of(wiki)).text == snapshot.source(HTML).text
        assert snapshot.source_or_none(HTML).kept == "current"


# --- read anew ---


def reread(made, *args):
    """Run `wiki compile --reread`; merge what it proposes, and return the branches."""
    done = main(["-C", str(made.root), "compile", "--reread", "--librarian", "extractive", *args])
    assert done == 0
    branches = made.branches()
    for branch in branches:
        with open_repository(made.root) as repo:
            report = check_change(repo, repo.resolve("main"), repo.resolve(f"refs/heads/{branch}"))
        assert report.errors == 0
        made.merge(branch)
        made.git("branch", "-qD", branch)
    return branches


def test_a_text_of_an_older_reader_is_one_finding_a_source(wiki):
    older(wiki)
    found = [row for row in linted(wiki) if row[1] == "read-anew"]
    assert found == [("warning", "read-anew", HTML)]


def test_of_texts_whose_encoding_was_found_by_an_older_version_each_is_offered(tmp_path):
    letters = BODY.replace("A kettle holds", "Чайник и кофейник держат воду, а чашка")
    told = "raw/told.html"
    made = team(tmp_path / "team", {"told.html": BODY, "letters.html": letters.encode("cp1251")})
    for path in (told, "raw/letters.html"):
        branch = compile_one(made.root, path)[0].branch
        made.merge(branch)
        made.git("branch", "-qD", branch)
    kept = kept_path("raw/letters.html")
    assert "\ndecoder_version: 1\n" in text_of(made, kept)
    assert "decoder_version" not in text_of(made, kept_path(told))
    assert not [row for row in linted(made) if row[1] == "read-anew"]
    before = text_of(made, kept).replace("decoder_version: 1\n", "").replace("и", "è")
    made.add(kept, before, "As a version that guessed otherwise had it")
    assert [row[2] for row in linted(made) if row[1] == "read-anew"] == ["raw/letters.html"]


def test_reading_anew_moves_citations_to_the_lines_of_the_new_text_without_a_librarian(wiki):
    kept = text_of(wiki).replace(f"reader_version: {VERSIONS['html']}", "reader_version: 0")
    head, body = kept.split("\n# Field report\n")
    wiki.add(TEXT, f"{head}\nA menu\n\n# Field report\n{body}", "An older reading")
    for row in wiki.git(
        "grep", "-l", "texts/a/kettles.html.md", "HEAD", "--", "wiki/*/*.md"
    ).split():
        path = row.removeprefix("HEAD:")
        if path != TEXT:
            later = re.sub(r"#L(\d+)", lambda m: f"#L{int(m[1]) + 2}", wiki.at("HEAD", path))
            wiki.add(path, later, "Its lines")
    assert not [row for row in linted(wiki) if row[1].startswith("quote")]
    was = wiki.at("HEAD", PAGE)
    assert len(reread(wiki)) == 1
    assert f"reader_version: {VERSIONS['html']}\n" in text_of(wiki)
    assert "A menu" not in text_of(wiki)
    now = wiki.at("HEAD", PAGE)
    assert now.split("\n[^")[0] == was.split("\n[^")[0]
    assert not [row for row in linted(wiki) if row[0] == "error" or row[1] == "read-anew"]
    assert reread(wiki) == []


def test_where_a_quote_is_not_in_the_new_text_the_librarian_reads_the_source_as_one_that_changed(
    wiki,
):
    older(wiki)
    assert main(["-C", str(wiki.root), "compile", "--reread", "--librarian", "extractive"]) == 0
    branch = wiki.branches()[0]
    assert "Wiki-Librarian: extractive" in wiki.git("log", "-1", "--format=%B", branch)
    assert wiki.at(branch, TEXT) != text_of(wiki)
    wiki.merge(branch)
    wiki.git("branch", "-qD", branch)
    assert reread(wiki) == []


def test_a_wiki_from_before_there_were_texts_is_valid_and_gets_them(wiki):
    for path in wiki.git(
        "grep", "-l", "texts/a/kettles", "--", "wiki/concepts", "wiki/sources"
    ).split():
        page = re.sub(
            r"\]\(\.\./texts/[^)]*\) \(\[file\]\((\.\./\.\./raw/[^)]*)\)\)",
            r"](\1?plain=1#L2)",
            wiki.at("HEAD", path),
        )
        wiki.add(path, page, "As it was")
    wiki.git("rm", "-q", TEXT)
    wiki.git("commit", "-qm", "No texts yet")
    assert not [row for row in linted(wiki) if row[0] == "error"]
    assert len(reread(wiki)) == 1
    assert "?plain=1#L13) ([file](" in wiki.at("HEAD", PAGE)
    assert not [row for row in linted(wiki) if row[0] == "error" or row[1].startswith("quote")]
    assert reread(wiki) == []


def test_what_is_not_to_be_read_anew_is_said(wiki, capsys):
    wiki.merge(compile_one(wiki.root, "raw/tea.md")[0].branch)
    for branch in wiki.branches():
        wiki.git("branch", "-qD", branch)
    assert reread(wiki, HTML, "raw/tea.md") == []
    said = capsys.readouterr()
    assert f"the text that is kept of {HTML} is of today's reader" in said.err
    assert "raw/tea.md is a text itself, and always read as it is" in said.err
    assert "Nothing to do" in said.out


def forget(wiki, *paths):
    """Take the source, and what was compiled of it, out by hand, all but its text."""
    wiki.git("rm", "-q", HTML, *paths)
    wiki.git("commit", "-qm", "By hand")


def test_a_text_of_which_nothing_else_is_left_is_reported_and_retracted(wiki, capsys):
    pages = wiki.git("grep", "-l", "kettles", "--", "wiki/concepts", "wiki/sources").split()
    forget(wiki, *pages)
    assert [row for row in linted(wiki) if row[1] == "missing-source"] == [
        ("error", "missing-source", TEXT)
    ]
    assert main(["-C", str(wiki.root), "retract", HTML]) == 0
    (branch,) = wiki.git("for-each-ref", "--format=%(refname:short)", "refs/heads/wiki").split()
    wiki.merge(branch)
    assert not wiki.git("ls-files", TEXT)
    assert not [row for row in linted(wiki) if row[1] == "missing-source"]


def test_a_text_is_not_reported_beside_the_pages_that_cite_its_source(wiki):
    forget(wiki)
    found = [row for row in linted(wiki) if row[1] == "missing-source"]
    assert found
    assert TEXT not in {path for _, _, path in found}


def test_a_text_whose_place_does_not_spell_its_source_is_no_other_source_s(wiki):
    long = f"raw/{'kettle-' * 35}abcd.html"
    assert "kettle-" * 35 not in kept_path(long)
    wiki.add(kept_path(long), text_of(wiki).replace(HTML, long), "A text")
    (found,) = (row for row in linted(wiki) if row[1] == "missing-source")
    assert found[2] == kept_path(long)
    wiki.add(long, BODY, "Its source")
    assert not [row for row in linted(wiki) if row[1] == "missing-source"]


def status_line(wiki, capsys):
    capsys.readouterr()
    assert main(["-C", str(wiki.root), "status"]) == 0
    return next((line for line in capsys.readouterr().out.splitlines() if "kept in" in line), "")


def test_the_status_counts_the_texts_and_says_which_to_read_anew(wiki, capsys):
    assert status_line(wiki, capsys) == "1 text kept in wiki/texts/"
    text = text_of(wiki)
    now = f"reader_version: {VERSIONS['html']}\n"
    wiki.add(TEXT, text.replace(now, "reader_version: 0\n"), "An older reading")
    said = "1 text kept in wiki/texts/; 1 by an older reader (`wiki compile --reread` reads anew)"
    assert status_line(wiki, capsys) == said
    forget(wiki)
    assert status_line(wiki, capsys) == f"{said}; 1 whose source is gone (`wiki lint` says which)"
    wiki.git("rm", "-q", TEXT)
    wiki.git("commit", "-qm", "None")
    assert status_line(wiki, capsys) == ""


def test_the_doctor_says_what_an_older_reader_made(wiki, capsys):
    def doctor():
        capsys.readouterr()
        main(["-C", str(wiki.root), "doctor", "--json"])
        items = json.loads(capsys.readouterr().out)["items"]
        (found,) = (item for item in items if item["key"] == "kept-texts")
        return found["state"], found["said"], found["do"]

    assert doctor() == ("good", "Today's readers made all.", "")
    now = f"reader_version: {VERSIONS['html']}\n"
    wiki.add(TEXT, text_of(wiki).replace(now, "reader_version: 0\n"), "An older reading")
    said = "An older reader made 1 of them; what quotes them stays valid."
    assert doctor() == ("advice", said, "On your machine: `wiki compile --reread`.")
    forget(wiki)
    assert doctor()[1] == f"{said} The source of 1 is gone: `wiki lint` says of which."
