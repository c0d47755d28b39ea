"""The standard streams of a process, when one part of it has taken them."""

import subprocess
import sys

from tests.helpers.repos import ROOT

TAKEN = """
import subprocess, sys
from pipeline.adapters.processes.standard_streams import take_standard_streams

print("before")
incoming, outgoing = take_standard_streams()
print("printed")
subprocess.run(["sh", "-c", "cat; echo child"])
outgoing.write(incoming.read().upper())
outgoing.flush()
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
