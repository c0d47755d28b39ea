"""A copy is no second witness, a file that moved and changed is offered to `wiki replace`, and every file is told."""

import re

import pytest

from tests.cli.test_cli import compiled, run, states  # noqa: F401
from tests.helpers.repos import source, team

WEIR = source(
    "The Tamsin weir",
    "The Tamsin weir is 9 metres wide. The Tamsin weir was built in 1871 by two brothers. "
    "The Tamsin weir has 3 gates of oak. Its keeper lives in the house on the left bank.",
    "2026-01-01",
)


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "wiki", {"weir.md": WEIR})


def merge_upkeep(wiki, outcome):
    code, said, _ = outcome
    assert code == 0
    wiki.merge(re.search(r"wiki/upkeep/\S+", said)[0].strip("`;.,"))


COPIES = {
    "raw/weir (1).md": WEIR,
    "raw/windows/weir.md": WEIR.replace("\n", "\r\n"),
    "raw/clipped.md": WEIR.replace("title: The Tamsin weir", "title: Clipped\nauthor: Someone"),
    "raw/wrapped.md": WEIR.replace(". The", ".\nThe") + "\n\n",
}


@pytest.mark.parametrize("path", COPIES)
@pytest.mark.parametrize("first", [True, False])
def test_a_copy_is_told_and_makes_nothing(wiki, run, path, first):  # noqa: F811
    if first:
        compiled(wiki, run)
    wiki.add(path, COPIES[path])
    copy = path if first or len(path) > len("raw/weir.md") else "raw/weir.md"
    said = run("compile", "--date", "2026-01-02")
    assert f"{copy}: a copy of " in said[2]
    assert "is a copy of" in run("lint")[1]
    compiled(wiki, run)
    compiled(wiki, run)
    assert states(run)[copy] == "copy"
    names = wiki.git("ls-tree", "-r", "--name-only", "main", "wiki/sources").split()
    assert len(names) == 1
    pages = wiki.git("grep", "-h", "confidence:", "main", "--", "wiki")
    assert "high" not in pages
    code, _, error = run("compile", copy, "--force")
    assert code == 1
    assert "no second witness" in error


def test_the_proposal_names_the_copies(wiki, run):  # noqa: F811
    wiki.add("raw/weir (1).md", WEIR)
    run("compile", "--date", "2026-01-02")
    assert "says the same; it is not compiled" in run("show", "raw/weir.md")[1]


def test_a_near_copy_counts_as_one_witness_and_the_proposal_says_so(wiki, run):  # noqa: F811
    compiled(wiki, run)
    more = WEIR.replace(
        "The Tamsin weir is", "The Tamsin weir leaks near the sluice. The Tamsin weir is"
    )
    wiki.add("raw/second edition.md", more.replace("The Tamsin weir\n", "The weir, once more\n"))
    run("compile", "--date", "2026-01-02")
    assert "are near copies, and count as one witness" in run("show", "raw/second edition.md")[1]
    compiled(wiki, run)
    assert "high" not in wiki.git("grep", "-h", "confidence:", "main", "--", "wiki")


def test_a_source_that_moved_and_changed_is_offered_to_replace(wiki, run):  # noqa: F811
    compiled(wiki, run)
    wiki.git("mv", "raw/weir.md", "raw/tamsin weir.md")
    wiki.add("raw/tamsin weir.md", WEIR.replace("3 gates of oak", "4 gates of steel"))
    assert states(run) == {"raw/tamsin weir.md": "moved", "raw/weir.md": "missing"}
    offer = "wiki replace raw/weir.md 'raw/tamsin weir.md'"
    for told in (run("status")[1], run("lint")[1], run("compile", "--date", "2026-01-03")[2]):
        assert offer in told
    merge_upkeep(wiki, run("replace", "raw/weir.md", "raw/tamsin weir.md"))
    assert states(run) == {"raw/tamsin weir.md": "changed"}
    compiled(wiki, run)
    assert states(run) == {"raw/tamsin weir.md": "compiled"}
    said = wiki.git("grep", "-h", "gates", "main", "--", "wiki")
    assert "4 gates of steel" in said
    assert "3 gates of oak" not in said
    assert len(wiki.git("ls-tree", "--name-only", "main", "wiki/sources/").split()) == 1
    assert " error" not in run("lint")[1]


def test_another_file_is_not_taken_for_one_that_is_gone(wiki, run):  # noqa: F811
    compiled(wiki, run)
    wiki.git("rm", "-q", "raw/weir.md")
    wiki.add(
        "raw/mill.md", source("The mill", "The mill of Tamsin grinds 4 tonnes a day.", "2026-01-01")
    )
    assert states(run) == {"raw/mill.md": "pending", "raw/weir.md": "missing"}


def test_every_readme_is_a_source_of_its_own(wiki, run):  # noqa: F811
    courses = {
        "north": "Ann teaches 12 pupils in the north.",
        "south": "Bob teaches 8 pupils in the south.",
    }
    for folder, words in courses.items():
        wiki.add(f"raw/{folder}/README.md", f"# About this course\n\n{words}\n")
    wiki.add("raw/east/readme.txt", "About this course\n\nCid teaches 5 pupils in the east.\n")
    readmes = ("raw/north/README.md", "raw/south/README.md", "raw/east/readme.txt")
    for path in ("raw/weir.md", *readmes):
        run("compile", path, "--date", "2026-01-02")
        (branch,) = wiki.branches()
        wiki.merge(branch)
        wiki.git("branch", "-qD", branch)
    assert set(states(run).values()) == {"compiled"}
    pages = wiki.git("grep", "-l", "pupils", "main", "--", "wiki/sources").split()
    assert len(pages) == 3
    labels = {re.search("label: (.*)", wiki.git("show", page))[1] for page in pages}
    assert len(labels) == 3
    merge_upkeep(wiki, run("retract", "raw/north/README.md"))
    left = wiki.git("grep", "-h", "pupils", "main", "--", "wiki")
    assert "Bob" in left
    assert "Cid" in left
    assert "Ann" not in left
    assert " error" not in run("lint")[1]


def test_what_nothing_reads_is_told_with_its_reason(wiki, run):  # noqa: F811
    wiki.add("raw/talk.mp3", b"ID3\4\0\0")
    wiki.add("raw/Makefile", "all:\n")
    for told in (run("status")[1], run("lint")[1]):
        assert "nothing here reads .mp3" in told
        assert "nothing here reads files without a suffix" in told
        assert "raw/Makefile" in told


def test_a_part_of_a_long_source_is_told_as_its_near_copy(wiki, run):  # noqa: F811
    parts = [
        f"The gate number {n} of the old canal was built of oak in {1800 + n}." for n in range(40)
    ]
    wiki.add("raw/canal.md", source("The canal", "\n\n".join(parts), "2026-01-01"))
    run("compile", "--date", "2026-01-01")
    run("accept", "--all")
    own = ["The keeper of the sheet writes down each gate that he has seen on his way."]
    wiki.add("raw/sheet.md", source("A sheet", "\n\n".join([*own, *parts[5:25]]), "2026-01-02"))
    run("compile", "raw/sheet.md", "--date", "2026-01-02")
    told = run("show", "raw/sheet.md")[1]
    assert "near copies, and count as one witness" in told
    assert "raw/canal.md" in told


def test_a_near_copy_makes_nothing_more_certain_by_words_of_its_own(wiki, run):  # noqa: F811
    gates = [f"Gate number {n} by the left bank was built of oak in {1800 + n}." for n in range(12)]
    title, words = "The Tamsin weir", WEIR.partition("---\n\n")[2]
    wiki.add("raw/weir.md", source(title, "\n\n".join([words, *gates]), "2026-01-01"))
    compiled(wiki, run)
    own = [
        "The Tamsin weir is a dam of oak that leaks at its third gate.",
        "The Tamsin weir closes in the winter.",
    ]
    wiki.add("raw/copy.md", source("The weir", "\n\n".join([*own, *gates]), "2026-01-02"))
    compiled(wiki, run)
    record = wiki.git("grep", "-h", "-A1", "echoes:", "main", "--", "wiki")
    assert record.startswith("echoes: weir\n")
    page = wiki.at("main", "wiki/concepts/tamsin-weir.md")
    assert "](../../raw/copy.md" in page
    assert "confidence: medium" in page
    assert run("check", "--base", "HEAD~1")[0] == 0
