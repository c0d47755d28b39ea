"""What the machine refuses is told in a sentence, with what to do; it is no mistake of the program, and nothing is half written."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, redirect_stderr, redirect_stdout
from io import StringIO
from itertools import product
from pathlib import Path

import pytest

from pipeline.adapters.files import stage_files, write_whole
from pipeline.adapters.machine_faults import explain_fault
from pipeline.cli import main
from pipeline.core.errors import MissingObject
from tests.helpers.forking import run_forked
from tests.helpers.repos import source, team
from tests.helpers.share import share

resource = pytest.importorskip("resource")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="rights and limits of POSIX")
TEXT = "Most kettles are made of steel. A kettle holds 2 litres of water."
COMPILE = ["compile", "--date", "2026-01-02", "--librarian", "extractive"]
DERIVE = ["derive", "--date", "2026-01-02"]
NOBODY = 65_534


@pytest.fixture
def wiki(tmp_path):
    made = team(tmp_path / "w", {"kettles.md": source("Kettles", TEXT)})
    made.add("wiki/concepts/pot.md", "---\ntitle: Pot\ntype: concept\n---\n\nSo. [[pot]]\n")
    return made


def state(made):
    """What a failed run leaves as it was: refs, HEAD, and every file of the working tree."""
    files = {
        p: p.read_bytes()
        for p in sorted(made.root.rglob("*"))
        if p.is_file() and ".git" not in p.parts
    }
    refs = subprocess.run(
        ["git", "-C", str(made.root), "for-each-ref"], capture_output=True, check=True, env=safe()
    ).stdout
    return files, refs, (made.root / ".git/HEAD").read_bytes()


def safe(**more):
    """An environment in which git works on a folder that is somebody else's."""
    settings = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": "safe.directory",
        "GIT_CONFIG_VALUE_0": "*",
    }
    return {**os.environ, "PYTHONPATH": str(Path.cwd()), **settings, **more}


def run_here(made, command):
    """Run a command in this process, where nothing of the process matters; return code and errors."""
    with redirect_stdout(StringIO()), redirect_stderr(StringIO()) as said:
        code = main(["-C", str(made.root), *command])
    return code, said.getvalue()


def run_there(made, command, before=lambda: None, env=None):
    """Run a command in a process of its own, after what `before` does to it; return code and errors."""
    done = run_forked("-C", str(made.root), *command, before=before, env=env or safe())
    return done.returncode, done.stderr


def run(made, command, before="", env=None):
    """Run a command as a program of its own, from the first line of Python on, after a line of bash."""
    line = f'{before}\nexec "$@"'
    arguments = [sys.executable, "-m", "pipeline", "-C", str(made.root), *command]
    done = subprocess.run(
        ["bash", "-c", line, "bash", *arguments],
        capture_output=True,
        text=True,
        timeout=120,
        env=env or safe(),
    )
    return done.returncode, done.stderr


def is_told(done, *sentences):
    code, said = done
    assert code == 1, said
    assert "mistake in the program" not in said
    assert "Traceback" not in said
    assert any(sentence in said for sentence in sentences), said


# --- limits ---


@pytest.mark.parametrize(
    "command", share([COMPILE, DERIVE, ["rename", "pot", "Teapot"], ["lint", "--fix"]], 2)
)
def test_where_no_file_may_grow_nothing_is_written(wiki, command):
    before = state(wiki)
    is_told(
        run_there(wiki, command, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))),
        "larger than the system allows",
        "temporary files can be written",
        "File size limit",
    )
    assert state(wiki) == before


@pytest.mark.parametrize(
    ("most", "command"), share(product([6, 8, 10], [COMPILE, ["status"], ["lint"]]), 4)
)
def test_too_few_open_files_are_told(wiki, command, most):
    before = state(wiki)
    is_told(
        run(wiki, command, f"ulimit -n {most}"), "Too many files are open", "Too many open files"
    )
    assert state(wiki) == before


@pytest.mark.parametrize(
    "command",
    share(
        [COMPILE, ["status"], ["lint"], ["check", "--base", "HEAD~1"], ["show", "raw/kettles.md"]],
        3,
    ),
)
def test_a_full_disk_behind_the_output_is_told_once(wiki, command):
    run_here(wiki, COMPILE)
    is_told(
        run(wiki, [*command, *(["--force"] if command == COMPILE else [])], "exec >/dev/full"),
        "cannot be written to the standard output",
    )
    code, said = run(wiki, command, "exec 2>/dev/full")
    assert (code in (0, 1), said) == (True, "")


@pytest.mark.parametrize(
    "closed", share(["exec <&- >&- 2>&-", "exec <&-", "exec >&-", "exec 2>&-"], 3)
)
def test_without_standard_files_it_works_all_the_same(wiki, closed):
    code, said = run(wiki, COMPILE, closed)
    assert (code, "Traceback" in said) == (0, False)
    assert len(wiki.branches()) == 1


def test_a_folder_for_temporary_files_that_is_not_there_is_no_hindrance(wiki):
    assert run_there(wiki, COMPILE, env=safe(TMPDIR="/nowhere"))[0] == 0


def small(folder, kilobytes):
    """Mount a small disk on a folder; skip where that is not allowed."""
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(folder)],
        capture_output=True,
    )
    if done.returncode:
        pytest.skip("no disk can be mounted here")


@pytest.mark.parametrize(
    ("room", "command"),
    share(
        product([0, 12, 24], [COMPILE, DERIVE, ["rename", "pot", "Teapot"], ["lint", "--fix"]]), 3
    ),
)
def test_a_disk_that_is_full_or_gets_full_is_told_and_nothing_is_half_written(
    tmp_path, command, room
):
    disk = tmp_path / "disk"
    small(disk, 2_000)
    try:
        made = team(disk / "w", {"kettles.md": source("Kettles", TEXT)})
        made.add("wiki/concepts/pot.md", "---\ntitle: Pot\ntype: concept\n---\n\nSo. [[pot]]\n")
        made.add("wiki/concepts/cup.md", "---\ntitle: Cup\ntype: concept\n---\n\nSo. [[pot]]\n")
        about = os.statvfs(disk)
        (disk / "rest").write_bytes(b"x" * (about.f_bavail * about.f_frsize - room * 1_024))
        before = state(made)
        done = run_there(made, command)
        if done[0]:
            is_told(done, "no room left", "No space left", "Out of diskspace", "write error")
            assert state(made) == before
        assert not [
            p for p in disk.rglob(".*.*") if p.is_file() and p.name.rsplit(".", 1)[-1].isdigit()
        ]
    finally:
        subprocess.run(["umount", str(disk)], check=True)


# --- rights ---


@pytest.fixture
def theirs():
    """Return a wiki that belongs to a user who may do little, and what runs a command as that user."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        pytest.skip("only root can become somebody else")
    folder = Path(tempfile.mkdtemp())  # pytest's own are closed to others
    folder.chmod(0o755)
    made = team(folder / "w", {"kettles.md": source("Kettles", TEXT)})
    made.add("wiki/concepts/pot.md", "---\ntitle: Pot\ntype: concept\n---\n\nSo. [[pot]]\n")
    made.add("wiki/entities/cup.md", "---\ntitle: Cup\ntype: entity\n---\n\nSo. [[pot]]\n")
    (made.root / ".git/wiki").mkdir()
    subprocess.run(["chown", "-R", str(NOBODY), str(made.root)], check=True)
    become = f'set -- setpriv --reuid={NOBODY} --regid={NOBODY} --clear-groups "$@"'
    yield (
        made,
        lambda command, **more: run(
            made, command, become, safe(**{"HOME": "/nonexistent", **more})
        ),
    )
    shutil.rmtree(folder)


def without_right(*paths):
    subprocess.run(["chmod", "-R", "a-w", *map(str, paths)], check=True)


@pytest.mark.parametrize(
    ("folder", "command"),
    share(
        product(
            [".git", ".git/objects", ".git/refs", ".git/wiki"],
            [COMPILE, ["rename", "pot", "Teapot"]],
        ),
        3,
    ),
)
def test_what_of_the_repository_cannot_be_written_is_told(theirs, folder, command):
    made, run_as = theirs
    without_right(made.root / folder)
    before = state(made)
    is_told(
        run_as(command), "no right", "permission", "Permission", "unable to create", "cannot lock"
    )
    assert state(made) == before


def test_reading_needs_no_right_to_write(theirs):
    made, run_as = theirs
    without_right(made.root)
    for command in (["status"], ["lint"], ["check", "--base", "HEAD~1"]):
        code, said = run_as(command)
        assert code in (0, 1)
        assert "error:" not in said


def test_a_working_tree_that_cannot_be_written_is_told_and_stays_as_it_is(theirs):
    made, run_as = theirs
    without_right(made.root / "wiki")
    before = state(made)
    is_told(run_as(DERIVE), "there is no right to do it")
    assert state(made) == before


@pytest.mark.parametrize("home", ["/nonexistent", "/root", "/proc/1"])
def test_a_home_that_is_missing_or_somebody_elses_is_no_hindrance(theirs, home):
    code, said = theirs[1](COMPILE, HOME=home)
    if f"{sys.executable}: there is no right" in said:
        pytest.skip(
            "the interpreter of these tests is in a home, and somebody else may start no second one"
        )
    assert code == 0


def test_a_repository_of_somebody_else_is_told_in_the_words_of_git(theirs):
    made, run_as = theirs
    subprocess.run(["chown", "-R", "0", str(made.root)], check=True)
    for command in (["status"], ["check"], ["show", "raw/kettles.md"], COMPILE):
        is_told(run_as(command, GIT_CONFIG_COUNT="0"), "dubious ownership")


# --- what stands in the way ---


@pytest.mark.parametrize("place", [".git/wiki", ".git/wiki/proposals"])
def test_a_file_where_a_folder_should_be_is_told(wiki, place):
    (wiki.root / place).parent.mkdir(exist_ok=True)
    shutil.rmtree(wiki.root / place, ignore_errors=True)
    (wiki.root / place).write_text("so")
    before = state(wiki)
    is_told(run_here(wiki, COMPILE), "stands in the way")
    assert state(wiki) == before


def test_a_lock_that_another_git_left_is_told(wiki):
    run_here(wiki, COMPILE)
    (branch,) = wiki.branches()
    (wiki.root / f".git/refs/heads/{branch}.lock").write_text("")
    wiki.add("raw/kettles.md", source("Kettles", f"{TEXT} Some are of glass."))
    is_told(run_here(wiki, COMPILE), "cannot lock ref")


def test_a_damaged_repository_is_told(wiki):
    for number, file in enumerate(sorted((wiki.root / ".git/objects").glob("??/*"))):
        if number % 3 == 0:
            file.unlink()
    for command in (["status"], COMPILE, ["lint"]):
        code, said = run_here(wiki, command)
        assert code == 1
        assert "Traceback" not in said


def test_a_cache_that_is_locked_or_damaged_costs_time_alone(wiki):
    assert run_here(wiki, ["lint"])[0] in (0, 1)
    kept = wiki.root / ".git/wiki/facts.sqlite"
    with closing(sqlite3.connect(kept, isolation_level=None)) as db:
        db.execute("BEGIN EXCLUSIVE")
        code, said = run_here(wiki, ["status"])
        assert (code, said) == (0, "")
        db.execute("ROLLBACK")
    kept.unlink()
    kept.mkdir()
    assert run_here(wiki, ["status"])[0] == 0


# --- in words ---


@pytest.mark.parametrize(
    "number",
    [
        errno.ENOSPC,
        errno.EDQUOT,
        errno.EROFS,
        errno.EACCES,
        errno.EMFILE,
        errno.ENFILE,
        errno.ENOMEM,
        errno.EIO,
    ],
)
def test_each_refusal_of_the_system_has_words_and_advice(number):
    found = explain_fault(OSError(number, os.strerror(number), "a/file"))
    assert found.message.startswith("a/file: ")
    assert found.hint


@pytest.mark.parametrize(
    "error",
    [
        LookupError("x"),
        FileNotFoundError(errno.ENOENT, "no", "a"),
        ValueError("x"),
        ExceptionGroup("x", [OSError(errno.EIO, "x"), LookupError("x")]),
    ],
)
def test_any_other_exception_is_ours(error):
    assert explain_fault(error) is None


def test_an_object_that_is_missing_has_words():
    assert "git fsck" in explain_fault(MissingObject("no object 0123")).hint


def test_files_take_their_places_together_or_not_at_all(tmp_path):
    write_whole(tmp_path / "one", "old")
    with (
        pytest.raises(LookupError),
        stage_files({tmp_path / "one": "new", tmp_path / "deep/two": "new"}),
    ):
        raise LookupError
    assert (tmp_path / "one").read_text() == "old"
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["deep", "one"]
    with stage_files({tmp_path / "one": "new", tmp_path / "deep/two": "new"}):
        assert (tmp_path / "one").read_text() == "old"
    assert (tmp_path / "one").read_text() == (tmp_path / "deep/two").read_text() == "new"
