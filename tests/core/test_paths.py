"""Names of files that some computer cannot hold, that clash, or that nobody can see."""

import pytest

from pipeline.core.paths import (
    explain_mode,
    find_name_clashes,
    find_name_faults,
    folders_holding,
    half_of_path,
    path_from,
    slug_of_path,
)

ODD = {
    "raw/a\udc80.md": "not UTF-8",
    "raw/a\u200b.md": "nobody can see",
    "raw/a\nb.md": "nobody can see",
    "raw/a\\b.md": "backslash",
    "raw//a.md": "no name for",
    "raw/../a.md": "no name for",
    "raw/.GIT/a.md": "no name for",
    "raw/con.md": "device on Windows",
    "raw/a?.md": "Windows does not allow",
    "raw/a.": "ends with a dot",
    f"raw/{'ä' * 130}.md": "longer than 255 bytes",
}


@pytest.mark.parametrize("path", ODD)
def test_an_odd_name_is_told_without_the_name_of_the_folder(path):
    (problem, *_) = find_name_faults(path)
    assert ODD[path] in problem
    assert "raw/" not in problem


def test_a_plain_name_is_not_odd():
    assert [
        *find_name_faults("raw/2026-04 A report (final).pdf"),
        *find_name_faults("wiki/concepts/gärung.md"),
    ] == []


def test_names_that_differ_in_case_or_composition_clash_with_their_folders():
    there = ["raw/A/x.md", "raw/cafe\u0301.md"]
    new = ["raw/a/y.md", "raw/caf\u00e9.md", "raw/b.md"]
    assert dict(find_name_clashes([*there, *new], new)) == {
        "raw/a/y.md": "raw/A",
        "raw/caf\u00e9.md": "raw/cafe\u0301.md",
    }
    assert [*find_name_clashes([*there, *new], new, before=[*there, *new])] == []


def test_folders_come_with_those_that_hold_them():
    assert {*folders_holding(["a/b/c.md", "a/d.md", "e.md"])} == {"a", "a/b"}


@pytest.mark.parametrize(
    ("folder", "link", "path"),
    [
        ("wiki/concepts", "../sources/a.md", "wiki/sources/a.md"),
        ("wiki/concepts", "./b//c.md", "wiki/concepts/b/c.md"),
        ("", "raw/a.md", "raw/a.md"),
        ("wiki", "../../raw/a.md", ""),
        ("wiki", "..", ""),
    ],
)
def test_a_relative_path_leads_on_from_a_folder(folder, link, path):
    assert path_from(folder, link) == path


def test_a_slug_is_the_files_name():
    assert slug_of_path("wiki/concepts/gas-cost.md") == slug_of_path("gas-cost") == "gas-cost"


@pytest.mark.parametrize(
    ("path", "part"),
    [("raw/x.md", "raw"), ("wiki/a/b.md", "wiki"), ("log.md", "log"), ("pipeline/x.py", "product")],
)
def test_a_path_belongs_to_the_team_or_to_the_product(path, part):
    assert half_of_path(path) == part


def test_only_plain_files_are_of_the_right_kind():
    assert explain_mode("100644") == ""
    assert {explain_mode(mode) for mode in ("120000", "160000", "100755", "040000")} >= {
        "the file is a symbolic link",
        "the file is executable",
    }
