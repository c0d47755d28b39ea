import pytest

from pipeline.core.changes.touched_files import MOST_WIKI_BYTES, find_faults_of_ours, may_write
from pipeline.core.values import FileChange
from pipeline.core.wiki.page import MOST_PAGE_BYTES

PLAIN, LINK = "100644", "120000"


def found(files, there=None):
    made = [FileChange(path, None, text) for path, text in files.items()]
    return [(f.severity, f.rule, f.path) for f in find_faults_of_ours(made, there or {})]


def test_pages_are_too_large_one_by_one_and_together():
    pages = {
        f"wiki/concepts/p{n}.md": "x" * MOST_PAGE_BYTES
        for n in range(MOST_WIKI_BYTES // MOST_PAGE_BYTES)
    }
    assert found(pages) == []
    assert found({**pages, "wiki/index.md": "x"}) == [("error", "too-large", "wiki")]
    assert found({"wiki/concepts/a.md": "é" * (MOST_PAGE_BYTES // 2) + "x"}) == [
        ("error", "too-large", "wiki/concepts/a.md")
    ]


@pytest.mark.parametrize(
    "there",
    [
        "wiki/concepts/E\u0301clair.md",
        "wiki/concepts/\u00c9CLAIR.md",
        "wiki/CONCEPTS/x.md",
        "wiki/concepts/éclair.MD",
    ],
)
def test_a_name_that_is_another_on_some_computers(there):
    assert found({"wiki/concepts/éclair.md": "x"}, {there: PLAIN}) == [
        ("error", "odd-name", "wiki/concepts/éclair.md")
    ]


@pytest.mark.parametrize(
    "name", ["con.md", "aux", "Com7.x.md", "lpt0.md", "a.", "a ", "a:b.md", "a\u200b.md", "x" * 260]
)
def test_a_name_that_some_computer_cannot_hold(name):
    assert ("error", "odd-name", f"wiki/concepts/{name}") in found({f"wiki/concepts/{name}": "x"})


def test_a_file_that_is_written_again_is_no_new_name():
    there = {"wiki/concepts/con.md": PLAIN, "wiki/concepts/Con.md": PLAIN}
    assert found({"wiki/concepts/con.md": "x"}, there) == []


def test_a_message_tells_the_size_from_the_most_there_may_be():
    (only,) = find_faults_of_ours([FileChange("wiki/concepts/a.md", None, "x" * 100_400)], {})
    assert only.message == "the file has 0.1004 MB; 0.1 MB is the most"


@pytest.mark.parametrize(
    ("path", "there", "may"),
    [
        ("wiki/concepts/a.md", False, True),
        ("wiki/concepts/A.md", False, False),
        ("wiki/concepts/A.md", True, True),
        ("wiki/notes/a.md", True, True),
        ("wiki/notes/a.md", False, False),
        ("wiki/index.md", False, True),
        ("log.md", True, True),
        ("raw/a.md", True, False),
        ("schema.md", True, False),
        (".github/a.md", True, False),
        ("wiki/a.png", True, False),
    ],
)
def test_what_a_compile_may_write(path, there, may):
    assert may_write(path, there, {"concepts", "index"}) == may


def test_a_link_is_not_written_over():
    assert found({"wiki/concepts/a.md": "x"}, {"wiki/concepts/a.md": LINK}) == [
        ("error", "not-a-plain-file", "wiki/concepts/a.md")
    ]
