"""Whatever starts a process beside this one, that process never hears of an interrupt, not even the first of its kind."""

from __future__ import annotations

import subprocess
import sys

import pytest

APART = """
import signal
from pipeline.adapters.processes.time_limited import run_in_time
print(run_in_time(signal.pthread_sigmask, signal.SIG_BLOCK, [], seconds=30), signal.pthread_sigmask(signal.SIG_BLOCK, []))
"""
CREW = """
import threading, time
if %(threads)s:  # a process with threads is not forked
    threading.Thread(target=time.sleep, args=(3,), daemon=True).start()
from pipeline.adapters.processes.worker_processes import Crew
from tests.adapters.processes.test_interrupts import held
with Crew(None, [1, 2], processes=2) as crew:
    print(crew.do(held)[1], crew.do(held)[0])
"""


def held(given, share):
    import signal

    for _ in share:
        yield {*signal.pthread_sigmask(signal.SIG_BLOCK, [])}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
@pytest.mark.parametrize("code", [APART, CREW % {"threads": True}, CREW % {"threads": False}])
def test_interrupts_are_held_back_there_and_heard_here(code):
    guarded = "if __name__ == '__main__':\n" + "\n".join(
        f"    {line}" for line in code.splitlines()
    )
    done = subprocess.run(
        [sys.executable, "-c", guarded], capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    assert done.stdout.split("}")[0].startswith("{<Signals.SIGINT: 2>")
    assert done.stdout.rstrip().endswith("set()")
