"""`wiki okf import` as a person uses it: a wiki comes back whole, and nothing is written over."""

from __future__ import annotations

import subprocess

import pytest

from pipeline.cli import main
from tests.helpers.exporting import PLAIN
from tests.helpers.repos import source, team


@pytest.fixture(scope="module")
def bundle(tmp_path_factory):
    """A bundle of a small wiki, and the wiki's folder."""
    folder = tmp_path_factory.mktemp("okf")
    made = team(folder / "wiki", {"a b.md": source("A", "Text."), "b.csv": "a,b\n1,2\n"})
    made.add("wiki/questions.yaml", "questions: []\n")
    for part in PLAIN:
        for path, text in part.items():
            made.add(path, text)
    assert main(["-C", str(made.root), "export", "okf", "--out", str(folder / "bundle")]) == 0
    return folder


def empty(tmp_path):
    root = tmp_path / "other"
    root.mkdir()
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    return root


def take(root, folder):
    return main(["-C", str(root), "okf", "import", str(folder)])


def files(root):
    there = (p for p in root.rglob("*") if p.is_file() and ".git" not in p.parts)
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in there}


def test_the_wiki_comes_back_byte_for_byte(bundle, tmp_path, capsys):
    root = empty(tmp_path)
    assert take(root, bundle / "bundle") == 0
    assert files(root) == files(bundle / "wiki")
    assert "4 pages and 5 other files written" in capsys.readouterr().out
    assert take(root, bundle / "bundle") == 0
    assert "9 there already" in capsys.readouterr().out


def test_what_every_wiki_has_is_left_as_it_is(bundle, tmp_path, capsys):
    root = empty(tmp_path)
    (root / "log.md").write_text("mine")
    assert take(root, bundle / "bundle") == 0
    assert (root / "log.md").read_text() == "mine"
    assert "left as it is: log.md" in capsys.readouterr().out


def test_a_page_that_is_there_with_other_content_stops_all(bundle, tmp_path, capsys):
    root = empty(tmp_path)
    (root / "wiki" / "entities").mkdir(parents=True)
    (root / "wiki" / "entities" / "old-dam.md").write_text("mine")
    before = files(root)
    assert take(root, bundle / "bundle") == 1
    assert "wiki/entities/old-dam.md is there with other content" in capsys.readouterr().err
    assert files(root) == before


def test_links_out_of_a_bundle_are_not_followed(tmp_path, capsys):
    root, there = empty(tmp_path), tmp_path / "theirs"
    there.mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (there / "a.md").symlink_to(tmp_path / "secret.md")
    (there / "b.md").write_text("---\ntype: Table\n---\n\nRows.\n")
    assert take(root, there) == 0
    assert files(root) == {"raw/theirs/b.md": b"---\ntype: Table\n---\n\nRows.\n"}
    assert "not taken: a.md: a link is not followed" in capsys.readouterr().out


def test_a_link_in_the_wiki_leads_nothing_out_of_it(bundle, tmp_path, capsys):
    root, outside = empty(tmp_path), tmp_path / "outside"
    outside.mkdir()
    (root / "wiki").symlink_to(outside)
    assert take(root, bundle / "bundle") == 1
    assert "leads out of the repository" in capsys.readouterr().err
    assert files(outside) == {}
    assert not (root / "raw").exists()


def test_two_files_that_would_be_one_stop_all(tmp_path, capsys):
    root, there = empty(tmp_path), tmp_path / "theirs"
    there.mkdir()
    (there / "a.md").write_text("---\ntype: Table\n---\n")
    (there / "A.md").write_text("---\ntype: Table\n---\n")
    assert take(root, there) == 1
    assert "Several files" in capsys.readouterr().err
    assert files(root) == {}


def test_a_folder_that_is_not_there_is_said(tmp_path, capsys):
    assert take(empty(tmp_path), tmp_path / "nowhere") == 1
    assert "no folder" in capsys.readouterr().err
