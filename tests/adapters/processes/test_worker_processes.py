"""Work shared among processes: in order, with errors that name what they happened over, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time
import traceback
from pathlib import Path

import pytest

from pipeline.adapters.processes.worker_processes import Crew, work_in_steps

THINGS = list(range(10))


def share_out(work, given, things, processes=None):
    with Crew(given, things, processes) as crew:
        return crew.do(work)


def double(given, share):
    for thing in share:
        yield thing * given


def fails(given, share):
    for thing in share:
        if thing == given:
            raise KeyError("no such thing")
        yield thing


def steps(given, share):
    yield from work_in_steps(lambda few: [*fails(given, few)], share)


def ends(given, share):
    for thing in share:
        if thing == given and os.getpid() != int(os.environ["CREW_PARENT"]):
            os.kill(os.getpid(), signal.SIGKILL)
        yield thing


def waits(given, share):
    for thing in share:
        time.sleep(given)
        yield thing


@pytest.mark.parametrize("processes", [1, 2, 3, 4, None])
def test_results_come_in_the_order_of_the_things(processes):
    assert share_out(double, 2, THINGS, processes) == [x * 2 for x in THINGS]
    assert share_out(double, 2, [], processes) == []


def notes(given, share, more):
    for thing in share:
        given[thing] = thing + more
        yield os.getpid()


def recalls(given, share):
    for thing in share:
        yield given.get(thing)


@pytest.mark.parametrize("processes", [1, 2, 4])
def test_each_process_keeps_what_it_has_for_the_next_work(processes):
    with Crew({}, THINGS, processes) as crew:
        assert len(set(crew.do(notes, 3))) == processes
        assert crew.do(recalls) == [x + 3 for x in THINGS]


@pytest.mark.parametrize("thing", [4, 5])
def test_an_error_names_the_thing_it_happened_over(thing):
    with pytest.raises(KeyError) as error:
        share_out(fails, thing, THINGS, 2)
    said = "".join(traceback.format_exception(error.value))
    assert f"It happened over {thing}." in said
    assert "in fails" in said


@pytest.mark.parametrize("thing", [0, 7, 145])
def test_an_error_among_a_few_names_the_thing_it_happened_over(thing):
    with pytest.raises(KeyError) as error:
        share_out(steps, thing, list(range(150)), 1)
    assert f"It happened over {thing}." in error.value.__notes__
    assert share_out(steps, 999, list(range(150)), 2) == list(range(150))


def test_a_process_that_ends_is_an_error_that_names_the_thing(monkeypatch):
    monkeypatch.setenv("CREW_PARENT", str(os.getpid()))
    with pytest.raises(ChildProcessError, match="over 7"):
        share_out(ends, 7, THINGS, 2)


def test_the_others_end_with_the_one_that_asked():
    program = "from tests.adapters.processes.test_worker_processes import *; share_out(waits, 0.05, list(range(4_000)), 2)"
    asking = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE)
    time.sleep(2)
    asking.kill()
    assert asking.stdout.read() == b""  # which the others hold open as long as they live
    asking.wait()
    asking.stdout.close()


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_no_file_stays_open():
    before = len([*Path("/proc/self/fd").iterdir()])
    share_out(double, 2, THINGS, 4)
    with pytest.raises(KeyError):
        share_out(fails, 5, THINGS, 4)
    assert len([*Path("/proc/self/fd").iterdir()]) == before
