"""The files of a tree are those that `git ls-tree -r` lists, in its order, whatever lies in it."""

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.git.tree_rows import Blob, list_files
from pipeline.core.errors import MissingObject
from tests.helpers.repos import team

NAMES = [
    "a.md",
    "a/b.md",
    "a/b/c.md",
    "a0.md",
    "a-b/x.md",
    "wiki/\u65e5\u672c.md",
    "wiki/tab\tand\nline",
]
FOLDERS = [(), ("a",), ("a/b",), ("a/",), ("a/b.md", "wiki"), ("a-b", "a-b/x.md"), ("no", "a.md/x")]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A repository with a program, a link, a submodule and names that are sorted in no plain order."""
    made = team(tmp_path_factory.mktemp("trees") / "w", {"kettles.md": "# Kettles\n"})
    for name in NAMES:
        (made.root / name).parent.mkdir(parents=True, exist_ok=True)
        (made.root / name).write_text(name)
    (made.root / "run.sh").write_text("so\n")
    (made.root / "run.sh").chmod(0o755)
    (made.root / "link").symlink_to("run.sh")
    made.git("add", "-A")
    made.git("update-index", "--add", "--cacheinfo", f"160000,{'1' * 40},a/module")
    made.git("commit", "-qm", "More")
    return made


def listed(made, commit, *folders):
    """Return what git lists."""
    rows = made.git("ls-tree", "-r", "-z", "--full-tree", commit, "--", *folders).split("\0")
    heads = ((row.partition("\t")[0].split(), row.partition("\t")[2]) for row in rows if row)
    return [Blob(path, mode, sha) for (mode, _, sha), path in heads]


@pytest.mark.parametrize("folders", FOLDERS, ids=" ".join)
def test_the_files_of_a_tree_are_those_that_git_lists(made, folders):
    with open_repository(made.root) as repo:
        assert repo.tree(repo.head(), *folders) == listed(made, "HEAD", *folders)


def test_a_tree_that_is_not_here_is_said(made):
    with open_repository(made.root) as repo, pytest.raises(MissingObject):
        repo.tree("2" * 40)


def test_modes_of_old_programs_are_shown_as_git_shows_them():
    entry = b"%s %s\0" + b"\1" * 20
    rows = [(b"100664", b"a"), (b"100775", b"b"), (b"040000", b"c"), (b"160000", b"d")]
    found = list_files(
        b"".join(entry % row for row in rows), {"01" * 20: entry % (b"100644", b"x")}.get
    )
    assert [(b.path, b.mode) for b in found] == [
        ("a", "100644"),
        ("b", "100755"),
        ("c/x", "100644"),
        ("d", "160000"),
    ]


def test_a_folder_may_lie_in_thousands():
    deep = {f"{n:040x}": b"40000 d\0" + (n + 1).to_bytes(20, "big") for n in range(1, 5_000)}
    deep[f"{5_000:040x}"] = b"100644 x\0" + b"\1" * 20
    (found,) = list_files(deep[f"{1:040x}"], deep.get)
    assert found.path == "d/" * 4_999 + "x"


@pytest.mark.parametrize("packed", [False, True])
def test_sizes_are_those_of_the_blobs_wherever_git_keeps_them(made, packed):
    if packed:
        made.git("repack", "-adq")
    with open_repository(made.root) as repo:
        blobs = [blob.sha for blob in repo.tree(repo.head())]
        sizes = repo.sizes([*blobs, repo.tree_of(repo.head()), "2" * 40])
        assert sizes == {sha: len(repo.read(sha)) for sha in blobs if sha != "1" * 40}
