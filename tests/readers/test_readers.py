import hashlib
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.core.errors import UserError
from pipeline.readers import READERS, read_source
from tests.helpers.share import few
from tests.readers.common import FILES, assert_lines_and_locators_match
from tests.readers.making import parts_of, zipped

BINARY = (".pdf", ".docx", ".docm", ".pptx", ".pptm", ".xlsx", ".xlsm", ".ods", ".epub")


def refusal(path, data):
    with pytest.raises(UserError) as caught:
        read_source(path, data)
    assert caught.value.message.startswith(f"{path}: ")
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")
    return str(caught.value)


def test_a_source_carries_path_hash_and_format():
    data = b"Tides\n\nThe sea rises.\n"
    source = read_source("raw/tides.txt", data)
    assert (source.path, source.format, source.unit) == ("raw/tides.txt", "text", "line")
    assert source.sha256 == hashlib.sha256(data).hexdigest()


def test_a_suffix_in_capitals_is_the_same_suffix():
    assert read_source("raw/A.MD", b"# A\n").format == "markdown"


def test_the_day_of_the_commit_is_used_where_the_file_names_none():
    assert read_source("a.txt", b"words", captured="2026-01-02").captured == "2026-01-02"
    clipped = b"---\nsource: https://a.example/\ncreated: 2025-05-05\n---\nwords\n"
    assert read_source("a.md", clipped, captured="2026-01-02").captured == "2025-05-05"


@pytest.mark.parametrize("suffix", READERS)
def test_an_empty_file_is_refused(suffix):
    assert "empty" in refusal("raw/a" + suffix, b"")


@pytest.mark.parametrize("suffix", READERS)
def test_a_file_of_white_space_is_refused(suffix):
    assert "white space" in refusal("raw/a" + suffix, b" \n\t\r\n")


@pytest.mark.parametrize("path", ["raw/a.doc", "raw/a.MP3", "raw.d/LICENSE", "raw/.gitignore"])
def test_an_unknown_suffix_is_refused_and_the_known_ones_are_said(path):
    assert all(suffix in refusal(path, b"words") for suffix in READERS)


@pytest.mark.parametrize(
    "suffix",
    [x for x in READERS if x not in BINARY and READERS[x] != "image"],
)
def test_binary_content_under_the_suffix_of_a_text_is_refused(suffix):
    assert "NUL" in refusal("raw/a" + suffix, b"\x8ePOT\r\n\x1a\n\0\0\0\rIHDR")
    assert "control characters" in refusal("raw/a" + suffix, bytes(range(1, 32)) * 4)


def test_a_git_lfs_pointer_is_refused_with_the_remedy():
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"
    assert "git lfs pull" in refusal("raw/a.pdf", pointer)


def test_a_file_of_more_than_twenty_megabytes_is_refused():
    assert "20.0 MB" in refusal("raw/a.md", b"x" * 20_000_001)


@pytest.mark.parametrize("suffix", [".html", ".htm"])
def test_a_page_from_which_nothing_is_extracted_is_refused(suffix):
    assert "no article" in refusal(
        "raw/a" + suffix, b"<html><body><script>app()</script></body></html>"
    )


def test_front_matter_without_a_body_is_refused():
    assert "no text" in refusal("raw/a.md", b"---\ntitle: A\n---\n")
    assert "no text" in refusal("raw/a.md", b"---\ntitle: A\n---")


def test_hidden_characters_stay_in_the_text_and_are_said():
    text = "pay \u202eeb ot ton\u202c now\u200b\n"
    source = read_source("raw/a.txt", text.encode())
    assert "\u202e" in source.text
    assert source.notes == ("holds 3 hidden characters (U+202E, U+202C, U+200B)",)


def test_joiners_of_an_emoji_or_of_persian_are_not_hidden():
    assert read_source("raw/a.txt", "👩\u200d🔬 می\u200cخواهم".encode()).notes == ()


def test_importing_the_readers_loads_no_heavy_library():
    heavy = "{'mammoth', 'pptx', 'PIL', 'trafilatura', 'lxml', 'pypdfium2', 'docutils', 'yaml', 'charset_normalizer'}"
    code = f"import sys, pipeline.readers; print(sorted({heavy} & set(sys.modules)))"
    assert (
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout
        == "[]\n"
    )


def test_nothing_is_written_to_the_terminal(capfd):
    read_source("a.rst", (FILES / "guide.rst").read_bytes())
    read_source("a.html", (FILES / "article.html").read_bytes())
    with pytest.raises(UserError):
        read_source("a.pdf", b"%PDF-1.7\nnot really")
    assert capfd.readouterr() == ("", "")


# Fragments that mean something to some reader, so that chance finds its way into their depths.
FRAGMENTS = st.sampled_from(
    [
        *(
            b"\r",
            b"\n",
            b"\r\n",
            b"\x0c",
            b"\x0b",
            b"\x1c",
            b"\xc2\x85",
            b"\xe2\x80\xa8",
            b"\xef\xbb\xbf",
            b"\xff\xfe",
        ),
        *(
            b"---\n",
            b"title: x\n",
            b"tags: [[a]]\n",
            b"a: &a [*a]\n",
            b"# H\n",
            b"```\n",
            b"| a | b |\n",
            b"\xe9t\xe9",
        ),
        *(
            b"<p>",
            b"</p>",
            b"<table><tr><td>",
            b"<!--",
            b"-->",
            b"<![x[",
            b"<script>",
            b"&#10;",
            b"&eacute;",
            b"<pre>",
        ),
        *(
            b".. note::\n   x\n",
            b".. foo::\n\n   y\n",
            b"====\n",
            b":ref:`x`",
            b"* a\n",
            b"+--+\n",
            b"::\n\n  z\n",
            b"|x|_ ",
        ),
        *(
            b"The quick brown fox jumps over the lazy dog. ",
            b"Title: A\nAuthor: B\n\n",
            b"..\n",
            b"`a <b>`_ ",
            b"\t",
        ),
    ]
)
MIXED = st.lists(
    FRAGMENTS
    | st.binary(max_size=6)
    | st.text(max_size=6).map(lambda text: text.encode("utf-8", "ignore"))
)


@pytest.mark.parametrize("suffix", [".md", ".txt", ".html", ".rst", ".csv"])
@settings(max_examples=few(120, 4), deadline=None)
@given(parts=MIXED)
def test_any_bytes_give_a_source_with_a_locator_per_line_or_a_refusal(suffix, parts):
    data = b"".join(parts)
    try:
        source = read_source("raw/any" + suffix, data)
    except UserError:
        return
    assert_lines_and_locators_match(source)
    assert source.locators[-1] <= data.count(b"\n") + 1 or data[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert source.title


@settings(max_examples=few(60, 4), deadline=None)
@given(
    head=st.sampled_from(
        [b"", b"%PDF-1.4\n", b"%PDF-1.7\ntrailer <</Root 1 0 R>>\nstartxref\n0\n"]
    ),
    data=st.binary(),
)
def test_any_bytes_under_the_suffix_of_a_pdf_are_read_or_refused(head, data):
    try:
        read_source("raw/any.pdf", head + data)
    except UserError:
        return


@pytest.mark.parametrize("suffix", [".docx", ".pptx", ".xlsx", ".ods", ".epub"])
@settings(max_examples=few(60, 4), deadline=None)
@given(data=st.data())
def test_a_damaged_file_of_an_office_program_is_read_or_refused(suffix, data):
    parts = parts_of((FILES / f"moons{suffix}").read_bytes())
    for _ in range(data.draw(st.integers(1, 3))):
        name = data.draw(st.sampled_from(sorted(parts)))
        text = parts[name]
        at = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(at, min(len(text), at + 200)))
        new = data.draw(MIXED.map(b"".join) | st.just(text[at:end] * 3) | st.just(b""))
        parts[name] = text[:at] + new + text[end:]
        if data.draw(st.integers(0, 20)) == 0:
            del parts[name]
    try:
        source = read_source("raw/any" + suffix, zipped(parts) if parts else b"PK\x05\x06")
    except UserError:
        return
    assert_lines_and_locators_match(source)
    assert source.title


def test_a_title_that_no_page_may_have_is_cut_and_said():
    found = read_source("raw/a.md", f"---\ntitle: {'Locks ' * 80}\n---\n\nWords.\n".encode())
    assert len(found.title) <= 300
    assert found.title.startswith("Locks Locks")
    assert "the title has 479 characters, so it is cut" in found.notes


def test_halves_of_characters_which_no_file_can_hold_are_told():
    letter = (
        b"From: a@b.example\nSubject: Pumps\nContent-Type: multipart/mixed; boundary=b\n\n"
        b'--b\nContent-Type: application/pdf; name="\xe1.pdf"\n\nx\n'
        b"--b\nContent-Type: text/plain\n\nThe pump.\n--b--\n"
    )
    found = read_source("raw/a.eml", letter)
    assert "the attachment \ufffd.pdf is a source of its own: save it under raw/" in found.notes
    "".join((found.text, *found.notes)).encode()
