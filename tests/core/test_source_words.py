"""What a file says, whatever white space, line ends and front matter it has."""

import pytest

from pipeline.core.source_words import digest_words, find_copies

WEIR = b"---\ntitle: The weir\n---\n# Weir\n\nThe weir is 9 metres wide.\nIt has 3 gates.\n"


@pytest.mark.parametrize(
    "other",
    [
        WEIR.replace(b"\n", b"\r\n"),
        b"\xef\xbb\xbf" + WEIR,
        WEIR.replace(b"title: The weir", b"title: Weirs\nauthor: Somebody else"),
        WEIR.split(b"---\n")[2],
        WEIR.replace(b"wide.\nIt", b"wide. It") + b"\n\n",
        WEIR.replace(b"9 metres", b"9  metres"),
    ],
)
def test_what_differs_in_form_alone_says_the_same(other):
    assert digest_words(other) == digest_words(WEIR)


@pytest.mark.parametrize(
    "other", [WEIR.replace(b"9", b"8"), WEIR.replace(b"wide", b"Wide"), WEIR + b"And more."]
)
def test_another_word_says_something_else(other):
    assert digest_words(other) != digest_words(WEIR)


def test_bytes_that_are_no_text_are_compared_as_they_are():
    assert digest_words(b"\xff\xfe1 2") != digest_words(b"\xff\xfe1  2")
    assert digest_words(b"a\0b c") != digest_words(b"a\0b  c")


def test_files_that_say_nothing_are_no_copies():
    assert digest_words(b"---\ntitle: A\n---\n") == digest_words(b" \n") == ""
    assert find_copies({"raw/a.md": "", "raw/b.md": ""}, []) == {}


def test_the_recorded_file_is_the_original_else_the_renamed_else_the_shortest():
    words = {"raw/a.md": "1", "raw/a (1).md": "1", "raw/deep/a.md": "1", "raw/b.md": "2"}
    assert find_copies(words, []) == {"raw/a (1).md": "raw/a.md", "raw/deep/a.md": "raw/a.md"}
    assert find_copies(words, ["raw/deep/a.md"])["raw/a.md"] == "raw/deep/a.md"
    assert find_copies(words, [], ["raw/a (1).md"])["raw/a.md"] == "raw/a (1).md"
    assert "raw/b.md" not in find_copies(words, [])


def test_time_follows_length():
    for data in (b"---\n" * 200_000, b"---\n" + b"a: b\n" * 200_000, b" \n" * 400_000):
        digest_words(data)
