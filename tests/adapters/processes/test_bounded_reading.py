"""Whatever a file makes of its parser, it costs that file alone, within bounds, and it is said in a sentence."""

import os
import socket
import sys
import threading
import time
from contextlib import closing

import pytest

from pipeline.adapters.processes.bounded_reading import (
    BoundedReading,
    read_as_kept,
    refuse_system,
)
from pipeline.core.errors import UserError
from pipeline.core.extras import NotInstalled
from pipeline.readers import LOADED_BEFORE, READ_HERE, READERS
from tests.readers.common import FILES

PARSERS = "tests.adapters.processes.hostile_parsers"
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="only Linux bounds memory and network")


def read(name, data=b"So.", seconds=30, memory=1_000_000_000):
    with closing(BoundedReading(f"{PARSERS}:{name}", memory)) as apart:
        return apart.read("raw/a.txt", data, seconds)


def refusal(name, data=b"So.", seconds=30):
    with pytest.raises(UserError) as caught:
        read(name, data, seconds)
    assert caught.value.message.startswith("raw/a.txt: ")
    assert caught.value.hint.endswith(".")
    return caught.value.message


@pytest.fixture(scope="module")
def ours():
    with closing(BoundedReading()) as apart:
        yield apart


@pytest.mark.parametrize(
    "file", [f for f in sorted(FILES.iterdir()) if f.suffix in READERS], ids=lambda file: file.name
)
def test_a_source_read_there_is_the_same(ours, file):
    data = file.read_bytes()
    assert ours.read(f"raw/{file.name}", data, 60) == read_as_kept(f"raw/{file.name}", data)


def test_an_error_of_a_reader_is_told_as_it_is_here(ours):
    for path, data in (("raw/a.pdf", b"%PDF-1.7 broken"), ("raw/a.odd", b"x"), ("raw/a.rst", b"")):
        with pytest.raises(UserError) as here:
            read_as_kept(path, data)
        with pytest.raises(UserError) as there:
            ours.read(path, data, 60)
        assert str(there.value) == str(here.value)


def test_what_is_loaded_before_is_of_readers_that_run_there():
    assert set(LOADED_BEFORE) <= set(READERS.values()) - READ_HERE
    assert {"markdown", "text"} == READ_HERE


@LINUX
@pytest.mark.parametrize("name", ["allocate"])
def test_one_that_takes_all_memory_is_ended(name):
    assert refusal(name) == "raw/a.txt: reading it needs more than 1 GB of memory."


@LINUX
def test_one_that_does_not_look_whether_it_got_memory_breaks_down():
    assert "broke down over it (SIGSEGV)" in refusal("allocate_in_c")


@pytest.mark.parametrize("name", ["loop", "sleep"])
def test_one_that_never_ends_is_ended(name):
    started = time.monotonic()
    assert refusal(name, seconds=1) == "raw/a.txt: reading it took longer than 1 seconds."
    assert time.monotonic() - started < 60


def test_one_that_does_not_hear_that_its_time_is_over_is_ended_all_the_same():
    assert refusal("loop_deaf", seconds=1) == "raw/a.txt: reading it took longer than 1 seconds."


def test_one_that_crashes_costs_its_file():
    assert "the program that reads it broke down over it (SIGSEGV)." in refusal("crash")


@pytest.mark.parametrize("name", ["leave", "say_nonsense", "say_an_object", "speak_of_another"])
def test_an_answer_that_is_none_is_not_believed(name):
    assert "the program that reads it broke down over it (it s" in refusal(name)


def test_what_a_reader_raises_is_its_files_failure():
    assert "broke down over it (LookupError)." in refusal("raise_odd")


def test_an_answer_without_end_is_cut_off():
    assert refusal("unpack") == "raw/a.txt: what it unpacks to is too long to be a source."


@LINUX
def test_there_is_no_network_where_the_system_permits_to_leave_it():
    with socket.socket() as server, closing(BoundedReading(f"{PARSERS}:connect")) as apart:
        server.bind(("127.0.0.1", 0))
        server.listen()
        if not apart.leaves_network():
            pytest.skip("this system does not let a process leave the network")
        with pytest.raises(UserError, match=r"broke down over it"):
            apart.read("raw/a.txt", str(server.getsockname()[1]).encode(), 30)


@LINUX
def test_no_secret_is_in_its_reach_where_the_system_permits(monkeypatch):
    monkeypatch.setenv("WIKI_TEST_SECRET", "swordfish")
    assert "swordfish" not in read("environment").text
    assert "PATH" not in read("environment").text
    with closing(BoundedReading(f"{PARSERS}:parents_environment")) as apart:
        if apart.leaves_network():
            assert apart.read("raw/a.txt", b"So.", 30).text == "(not allowed)(not allowed)"


def test_nothing_is_written_and_the_folder_is_empty():
    assert read("write").text in ("OSError ['left']", "OSError []")
    assert read("folder").text == "[] 1"
    assert read("open_many").text == "no more"


def test_what_is_not_installed_is_told_from_what_is_wrong():
    with pytest.raises(NotInstalled, match="not installed"):
        read("lack_an_extra")


def test_no_file_meets_what_another_one_did():
    with closing(BoundedReading(f"{PARSERS}:remember")) as apart:
        assert [apart.read(f"raw/{n}.txt", b"So.", 30).text for n in range(3)] == ["1"] * 3


def test_one_cannot_answer_for_the_next():
    with closing(BoundedReading(f"{PARSERS}:answer_for_others")) as apart:
        for name in ("raw/a.txt", "raw/b.txt"):
            with pytest.raises(UserError, match=f"{name}: .* broke down"):
                apart.read(name, b"So.", 30)


def test_what_one_starts_ends_with_it():
    started = time.monotonic()
    assert read("fork", seconds=20).text == "forked"
    assert time.monotonic() - started < 20


def test_after_each_of_these_the_next_file_is_read(ours):
    for name in ("crash", "allocate", "loop"):
        with closing(BoundedReading(f"{PARSERS}:{name}", 1_000_000_000)) as apart:
            for _ in range(2):
                with pytest.raises(UserError):
                    apart.read("raw/a.txt", b"So.", 1)
    assert ours.read("raw/a.md", b"# So\n\nSo.\n", 30).title == "So"


def test_many_threads_share_one():
    found = []
    with closing(BoundedReading(f"{PARSERS}:remember")) as apart:
        work = [
            threading.Thread(
                target=lambda n=n: found.append(apart.read(f"raw/{n}.txt", b"%d" % n, 30).path)
            )
            for n in range(8)
        ]
        [one.start() for one in work]
        [one.join() for one in work]
    assert sorted(found) == [f"raw/{n}.txt" for n in range(8)]


def test_it_starts_again_when_it_was_ended():
    with closing(BoundedReading(f"{PARSERS}:remember")) as apart:
        apart.read("raw/a.txt", b"So.", 30)
        os.kill(apart._process.pid, 9)
        with pytest.raises(UserError, match="broke down"):
            apart.read("raw/a.txt", b"So.", 30)
        assert apart.read("raw/a.txt", b"So.", 30).text == "1"


def test_windows_is_told_that_it_cannot_bound_a_process():
    refuse_system("linux")
    refuse_system("darwin")
    with pytest.raises(UserError, match="Markdown and text") as caught:
        refuse_system("win32")
    assert "WSL" in caught.value.hint
