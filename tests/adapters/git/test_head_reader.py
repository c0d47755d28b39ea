"""What HEAD has, asked again and again of one process of git."""

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.adapters.git.head_reader import HeadReader
from pipeline.adapters.git.plain_git import find_head
from pipeline.core.errors import MissingObject, UserError
from tests.helpers.repos import team


@pytest.fixture
def made(tmp_path):
    return team(tmp_path / "wiki", {"a.md": "A\n\nmore", "empty.md": ""})


@pytest.fixture
def reader(made):
    reader = HeadReader(made.root)
    yield reader
    reader.close()


def change(made, text):
    (made.root / "raw" / "a.md").write_text(text, "utf-8")
    made.git("commit", "-qam", "Change")
    return find_head(made.root)


def blob(head, name="a.md"):
    return head.files("raw/")[f"raw/{name}"]


def test_head_is_always_what_it_is_now(made, reader):
    assert reader.head() == find_head(made.root)
    for text in ("B", "C"):
        now = change(made, text)
        assert reader.head() == now
        assert reader.read(blob(now)) == text.encode()
    made.git("checkout", "-q", "--detach", "HEAD~2")
    assert reader.head() == find_head(made.root)
    assert reader.read(blob(reader.head())) == b"A\n\nmore"


def test_an_empty_file_and_one_that_git_has_packed_are_read(made, reader):
    head = reader.head()
    assert reader.read(blob(head, "empty.md")) == b""
    made.git("gc", "-q")
    assert reader.head() == head
    assert reader.read(blob(head)) == b"A\n\nmore"


def test_git_is_started_once(made, tmp_path, monkeypatch):
    log, real = tmp_path / "log", shutil.which("git")
    (tmp_path / "bin").mkdir()
    counting = tmp_path / "bin" / "git"
    counting.write_text(f'#!/bin/sh\necho "$1" >> "{log}"\nexec "{real}" "$@"\n')
    counting.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    name = blob(find_head(made.root))
    log.write_text("")
    reader = HeadReader(made.root)
    for _ in range(3):
        assert reader.head().tree
        assert reader.read(name)
    reader.close()
    assert log.read_text().split() == ["rev-parse", "cat-file"]


def test_a_process_that_ended_is_started_anew(made, reader):
    head = reader.head()
    reader.read(blob(head))
    subprocess.run(["kill", "-9", str(reader._git.pid)], check=True)
    reader._git.wait()
    assert reader.read(blob(head)) == b"A\n\nmore"
    assert reader.head() == head


def test_an_object_that_is_missing_is_said_and_harms_nothing(reader):
    head = reader.head()
    for name in ("0" * 40, "no such name"):
        with pytest.raises(MissingObject):
            reader.read(name)
    assert reader.read(blob(head)) == b"A\n\nmore"
    assert reader.head() == head


def test_another_repository_at_the_same_place_is_noticed(made, reader, tmp_path):
    reader.head()
    made.root.rename(tmp_path / "moved")
    with pytest.raises(UserError, match="not in a git repository"):
        reader.head()
    other = team(made.root, {"b.md": "B"})
    assert reader.head() == find_head(other.root)
    assert reader.read(blob(reader.head(), "b.md")) == b"B"


def test_a_repository_without_a_commit_is_told_until_it_has_one(tmp_path):
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    reader = HeadReader(tmp_path)
    for _ in range(2):
        with pytest.raises(UserError, match="no commit yet"):
            reader.head()
    subprocess.run(
        [
            "git",
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@b",
            "commit",
            "-q",
            "--allow-empty",
            "-m",
            "Start",
        ],
        cwd=tmp_path,
        check=True,
    )
    assert reader.head() == find_head(tmp_path)
    reader.close()


def test_answers_to_several_threads_are_not_exchanged(made, reader):
    for number in range(8):
        (made.root / "raw" / f"{number}.md").write_text(f"{number}\n" * 2_000)
    made.git("add", "-A")
    made.git("commit", "-qm", "More")
    head = reader.head()
    names = {blob(head, f"{n}.md"): f"{n}\n".encode() * 2_000 for n in range(8)}
    with ThreadPoolExecutor(8) as pool:
        for _ in range(5):
            assert [*pool.map(reader.read, names)] == [*names.values()]
            assert {*pool.map(lambda _: reader.head(), range(8))} == {head}
