"""The documents of a repository, and what is said of each."""

import pytest

from pipeline.core.sources.repository_documents import (
    RepositoryFacts,
    describe_layout,
    is_document,
    is_licence_file,
    name_licence,
    read_place,
    write_document,
)
from pipeline.readers import read_source

FACTS = RepositoryFacts("kettle", "https://github.com/acme/kettle", "a" * 40, "2026-05-01", "MIT")


@pytest.mark.parametrize(
    "path",
    [
        *("README.md", "readme", "pkg/README.rst", "CHANGELOG.md", "docs/usage.md", "doc/a/b.txt"),
        *("NOTES.md", "docs/adr/0001-oak.md", "decisions/2.md", "SECURITY.md", "CHANGES"),
    ],
)
def test_these_are_documents(path):
    assert is_document(path)


@pytest.mark.parametrize(
    "path",
    [
        *("src/a.py", "LICENSE", "requirements.txt", "node_modules/x/README.md", "docs/a.pdf"),
        *("tests/fixtures/README.md", ".github/README.md", "src/prompts/support.md", "readmes.py"),
    ],
)
def test_these_are_none(path):
    assert not is_document(path)


def test_a_document_says_where_it_is_from_and_keeps_its_own_front_matter():
    text = write_document(
        FACTS,
        "docs/oak doors.md",
        "Doors",
        '---\ntitle: "Oak: doors"\nstatus: accepted\ndate: 2024-01-02\nrevision: forged\n---\n\n# D\n',
    )
    assert read_place(text) == ("docs/oak doors.md", "")
    source = read_source("raw/x.md", text.encode())
    assert (source.title, source.status, source.published) == (
        "Oak: doors",
        "accepted",
        "2024-01-02",
    )
    assert source.address == f"https://github.com/acme/kettle/blob/{'a' * 40}/docs/oak%20doors.md"
    assert source.text.strip() == "# D"
    assert "forged" not in text


def test_front_matter_that_is_none_stays_in_the_text():
    text = write_document(FACTS, "a.md", "A", "---\n: [\n---\n\nBody.\n")
    assert read_place(text) == ("a.md", "")
    assert "Body." in text


@pytest.mark.parametrize(
    "text", ["", "No front matter.", "---\npath: a.md\n---\n", "---\n[\n---\n"]
)
def test_other_files_name_no_place(text):
    assert read_place(text) == ("", "")


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy", "MIT"),
        ("                  Apache License\n            Version 2.0, January 2004", "Apache-2.0"),
        ("GNU GENERAL PUBLIC LICENSE\n  Version 3, 29 June 2007", "GPL-3.0"),
        ("Ours alone.\nAll rights reserved.", "Ours alone."),
        ("", ""),
    ],
)  # fmt: skip
def test_a_licence_is_named(text, name):
    assert name_licence(text) == name


def test_a_licence_file_stands_at_the_top():
    assert all(map(is_licence_file, ["LICENSE", "LICENCE.txt", "COPYING", "LICENSE-MIT"]))
    assert not any(map(is_licence_file, ["a/LICENSE", "licensing.md", "src.py"]))


def test_the_layout_is_bounded_and_harmless():
    paths = [f"d{n}/e/f/g/h/x`\n.py" for n in range(500)] + ["README.md", ".git/x"]
    text = describe_layout(FACTS, paths)
    assert "The code of kettle is written in Python.\nThe licence of kettle is MIT.\n" in text
    assert len(text.splitlines()) < 170
    assert "d0/e/f/g" not in text
