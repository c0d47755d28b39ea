"""A walk opens nothing and follows nothing; a new file is there whole, or not at all."""

import os

import pytest

from pipeline.adapters.local_files import LocalFile, put_new_file, walk_folder


def walked(folder, **more):
    return {
        one.name: one.size if isinstance(one, LocalFile) else one.why
        for one in walk_folder(folder, **more)
    }


def test_a_walk_yields_regular_files_and_says_what_it_passes_over(tmp_path):
    for name in ("b.md", "a/c.md", ".git/config", "node_modules/x/y.md", "wiki/raw/z.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("text")
    (tmp_path / "link.md").symlink_to("/etc/passwd")
    (tmp_path / "loop").symlink_to(tmp_path)
    os.mkfifo(tmp_path / "pipe.md")
    assert walked(tmp_path, spare=(tmp_path / "wiki",)) == {
        ".git": "hidden",
        "a/c.md": 4,
        "b.md": 4,
        "link.md": "a link is not followed",
        "loop": "a link is not followed",
        "node_modules": "parts of programs",
        "pipe.md": "it is no file, but a device, a pipe or a socket",
        "wiki": "it is the wiki itself",
    }


def test_a_walk_of_what_is_very_deep_ends(tmp_path):
    here = tmp_path
    for _ in range(60):
        here = here / "d"
    here.mkdir(parents=True)
    (here / "x.md").write_text("text")
    assert [*walked(tmp_path).values()] == ["it lies too deep"]


def test_a_new_file_replaces_nothing(tmp_path):
    put_new_file(tmp_path, "raw/a/x.md", b"one")
    with pytest.raises(FileExistsError):
        put_new_file(tmp_path, "raw/a/x.md", b"two")
    assert (tmp_path / "raw/a/x.md").read_bytes() == b"one"
    assert [p.name for p in (tmp_path / "raw/a").iterdir()] == ["x.md"]


def test_a_folder_that_is_a_link_to_elsewhere_is_not_written_to(tmp_path):
    (tmp_path / "outside").mkdir()
    (tmp_path / "repo").mkdir()
    (tmp_path / "repo" / "raw").symlink_to(tmp_path / "outside")
    with pytest.raises(OSError, match="leads out of the repository"):
        put_new_file(tmp_path / "repo", "raw/a/x.md", b"one")
    assert [*(tmp_path / "outside").iterdir()] == []
