"""The file beside a stored copy that says where it came from."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.sources.origin import (
    Origin,
    is_origin,
    origin_of,
    origin_path,
    read_origin,
    with_origin,
    write_origin,
)
from pipeline.core.values import Source

SHA = "a" * 64
ORIGIN = Origin("https://example.org/a", "2026-11-30", SHA)
LINES = st.text(
    alphabet=st.characters(exclude_categories=["Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"]),
    max_size=60,
)


def test_it_has_its_place_beside_the_copy():
    assert origin_path("raw/x.pdf") == "raw/x.pdf.origin.yml"
    assert is_origin("raw/x.pdf.origin.yml")
    assert not is_origin("raw/x.origin.md")
    assert origin_of(origin_path("raw/x.pdf")) == "raw/x.pdf"


@given(LINES, LINES)
def test_what_is_written_is_read_back(title, author):
    title, author = (" ".join(x.split()) for x in (title, author))
    made = Origin(
        "https://example.org/a?b=c#ä",
        "2026-11-30",
        SHA,
        "https://x.example/y",
        title,
        author,
        "2025-01",
    )
    found = read_origin(write_origin(made))
    assert (found.address, found.fetched, found.file, found.published) == (
        "https://example.org/a?b=c#ä",
        "2026-11-30",
        "https://x.example/y",
        "2025-01",
    )
    assert "".join(found.title.split()) == "".join(read_origin(write_origin(found)).title.split())


def test_no_credential_is_written():
    text = write_origin(
        Origin("https://u:p@x.example/?token=abc", "2026-11-30", SHA, "https://y.example/?sig=def")
    )
    assert "abc" not in text
    assert "def" not in text
    assert "u:p" not in text


@pytest.mark.parametrize(
    "text",
    ["", "[]", "address: x", "address: https://x.example\n", "address: https://x.example\nsha256: abc\n", "address: [https://x.example]\nsha256: " + SHA,
     "a: &a [1]\nb: *a\naddress: https://x.example\nsha256: " + SHA, "{" * 1000, "!!python/object:os.system x", "\0", "x" * 30_000,
     "address: javascript:alert(1)\nsha256: " + SHA],
)  # fmt: skip
def test_what_is_no_such_record_counts_for_nothing(text):
    assert read_origin(text) is None


@given(st.text(max_size=200))
def test_any_text_is_read(text):
    read_origin(text)
    read_origin(f"address: https://x.example\nsha256: {SHA}\ntitle: {text}")


def test_a_source_gets_what_is_known_of_it_while_it_is_the_copy_that_was_fetched():
    source = Source(
        "raw/x.pdf",
        SHA,
        "pdf",
        "text",
        (1,),
        title="untitled",
        published="2026",
        address="https://canonical.example/",
    )
    known = Origin(
        "https://example.org/a", "2026-11-30", SHA, title="Kettles", author="Ann Example"
    )
    found = with_origin(source, known)
    assert (found.title, found.author, found.published) == ("Kettles", "Ann Example", "2026")
    assert (found.address, found.captured) == ("https://example.org/a", "2026-11-30")
    assert with_origin(source, None) == source
    assert with_origin(source, Origin("https://example.org/a", "2026-11-30", "b" * 64)) == source
