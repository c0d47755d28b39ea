"""The standard streams of a process, when one part of it has taken them."""

import subprocess
import sys

from tests.helpers.repos import ROOT

TAKEN = """
import subprocess, sys
from pipeline.adapters.processes.standard_streams import take_standard_streams

print("before")
streams = take_standard_streams()
print("printed")
subprocess.run(["sh", "-c", "cat; echo child"])
streams.outgoing.write(streams.incoming.read().upper())
streams.outgoing.flush()
"""
ENDED = """
import sys, threading
from pipeline.adapters.processes.standard_streams import take_standard_streams

streams = take_standard_streams()
read = []
reader = threading.Thread(target=lambda: read.append(streams.incoming.read()))
reader.start()
streams.end_input()
reader.join(30)
print(read, reader.is_alive(), file=sys.stderr)
streams.end_input()
"""


def test_only_who_took_them_reads_and_writes_there():
    done = subprocess.run(
        [sys.executable, "-c", TAKEN],
        cwd=ROOT,
        input="spoken\n",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "before\nSPOKEN\n"
    assert sorted(done.stderr.split()) == ["child", "printed"]


def test_the_input_can_be_ended_while_the_other_side_keeps_it_open():
    with subprocess.Popen(
        [sys.executable, "-c", ENDED],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stderr.read() == "[''] False\n"
        assert process.wait(30) == 0


def test_much_input_comes_whole():
    done = subprocess.run(
        [sys.executable, "-c", TAKEN],
        cwd=ROOT,
        input="spoken\n" * 500_000,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "before\n" + "SPOKEN\n" * 500_000
