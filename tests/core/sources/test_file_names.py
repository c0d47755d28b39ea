"""Names from outside become names that every computer can use, whatever stands in them."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.paths import find_name_faults
from pipeline.core.sources.file_names import (
    DEEPEST_FOLDER,
    free_path,
    safe_file_name,
    safe_folder,
    split_suffix,
    version_key,
)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("Q3 Report (final).PDF", "q3-report-final.pdf"),
        ("2024-05-01 Sync.md", "2024-05-01-sync.md"),
        ("Übersicht Straße.html", "ubersicht-strasse.html"),
        ("-rf.md", "rf.md"),
        ("--upload-pack=x.txt", "upload-pack-x.txt"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.md", "boot.md"),
        ("CON.md", "con-page.md"),
        ("<img src=x>.md", "img-src-x.md"),
        ("a\nb\u202egpj.md", "a-bgpj.md"),
        ("рассказ.md", "rasskaz.md"),
        ("notes", "notes"),
        (".hidden", "hidden"),
        ("🫖.md", "source.md"),
        ("\udcff\udcfe.txt", "source.txt"),
        ("x" * 400 + ".md", "x" * 80 + ".md"),
    ],
)
def test_a_name_from_outside_becomes_a_slug(name, safe):
    assert safe_file_name(name) == safe


@pytest.mark.parametrize("name", ["README.md", "Untitled 3.md", "document(1).pdf", "index.html"])
def test_a_name_that_says_nothing_gives_way_to_the_title(name):
    assert safe_file_name(name, "On kettles").startswith("on-kettles.")
    assert safe_file_name("kettles.md", "On pots") == "kettles.md"
    assert safe_file_name(name, "🫖") == safe_file_name(name)


def test_a_day_is_put_in_front_once():
    assert safe_file_name("Sync.md", day="2024-05-01") == "2024-05-01-sync.md"
    assert safe_file_name("2024-05-02 Sync.md", day="2024-05-01") == "2024-05-02-sync.md"


@given(st.text(st.characters(), max_size=300), st.text(st.characters(), max_size=50))
def test_no_name_gives_one_that_some_computer_cannot_use(name, title):
    safe = safe_file_name(name, title)
    assert re.fullmatch(r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9]{1,10})?", safe)
    assert list(find_name_faults(f"raw/{safe}")) == []
    folder = safe_folder(name)
    assert list(find_name_faults(f"raw/{folder}/x" if folder else "raw/x")) == []
    assert folder.count("/") < DEEPEST_FOLDER


def test_a_name_that_is_taken_is_numbered():
    taken = {"raw/a.md", "raw/a-2.md"}
    assert free_path("raw/a.md", taken.__contains__) == "raw/a-3.md"
    assert free_path("raw/b.md", taken.__contains__) == "raw/b.md"


def test_versions_of_a_document_have_one_key_and_others_their_own():
    names = ["report.pdf", "2024-05-report-v2.docx", "Report (1).md", "report-final-2.md"]
    assert {version_key(f"raw/x/{name}") for name in names} == {"report"}
    assert version_key("2024.md") != version_key("2023.md")


def test_a_suffix_is_what_follows_the_last_dot():
    assert split_suffix("a/b.c/x.TAR.gz") == ("x.TAR", ".gz")
    assert split_suffix(".md") == (".md", "")
