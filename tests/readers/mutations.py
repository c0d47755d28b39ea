"""Read many damaged files with every reader: `python -m tests.readers.mutations [COUNT] [SEED]`.

The files are mutations of small real ones of each format, those of `tests/readers/files/` and any
folder given by `WIKI_MUTATE`. Each is read in the process with bounds, as a compile does it. What is
printed is how many became a source or were refused, and which ones a reader broke down over, took
too long for, or needed too much memory for: these are kept in a folder, to be mended.
"""

from __future__ import annotations

import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from pipeline.adapters.processes.bounded_reading import BoundedReading
from pipeline.core.errors import UserError
from pipeline.readers import READ_HERE, READERS
from tests.readers.common import FILES

SECONDS = 20.0
LARGEST = 400_000  # bytes of a file that is mutated
FAULT = re.compile(r"broke down|took longer|GB of memory|too long to be a source")
NUMBERS = (b"0", b"-1", b"65536", b"4294967295", b"99999999999999999999")


def samples():
    """Return the real files by suffix."""
    folders = [FILES, *(Path(x) for x in os.environ.get("WIKI_MUTATE", "").split(":") if x)]
    found = {}
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.is_file() and file.suffix.lower() in READERS and file.stat().st_size < LARGEST:
                found.setdefault(file.suffix.lower(), []).append(file.read_bytes())
    return found


def mutate(data, others, rng):
    """Return the bytes of a file with one to eight faults."""
    data = bytearray(data)
    for _ in range(rng.choice((1, 1, 2, 4, 8))):
        at, size = rng.randrange(len(data) + 1), rng.choice((1, 4, 30, 500))
        kind = rng.randrange(8)
        if kind == 0 and data:
            data[min(at, len(data) - 1)] ^= 1 << rng.randrange(8)
        elif kind == 1:
            del data[at : at + size]
        elif kind == 2:
            data[at:at] = rng.randbytes(size)
        elif kind == 3:
            data[at:at] = data[at : at + size] * rng.choice((1, 3, 50))
        elif kind == 4:
            other = rng.choice(others)
            start = rng.randrange(len(other) + 1)
            data[at : at + size] = other[start : start + size]
        elif kind == 5:
            found = [*re.finditer(rb"\d+", data[at : at + 5_000])]
            if found:
                one = rng.choice(found)
                data[at + one.start() : at + one.end()] = rng.choice(NUMBERS)
        elif kind == 6:
            del data[at:]
        else:
            data[at : at + size] = bytes([rng.choice((0, 0x0A, 0x20, 0x3C, 0x5B, 0xFF))]) * size
    return bytes(data)


def run(count, seed, keep):
    """Read so many mutations, and return how often each outcome came about, by suffix."""
    rng, known = random.Random(seed), samples()
    suffixes = sorted(known)
    every = [data for some in known.values() for data in some]
    told, slowest = Counter(), (0.0, "")
    with closing(BoundedReading()) as apart:
        for number in range(count):
            suffix = suffixes[number % len(suffixes)]
            data = mutate(rng.choice(known[suffix]), every, rng)
            name = f"raw/{number}{suffix}"
            started = time.monotonic()
            try:
                apart.read(name, data, SECONDS)
                outcome = "source"
            except UserError as error:
                outcome = "FAULT" if FAULT.search(error.message) else "refused"
                if outcome == "FAULT":
                    (keep / f"{number}{suffix}").write_bytes(data)
                    print(str(error)[:200], flush=True)
            told[suffix, outcome] += 1
            slowest = max(slowest, (time.monotonic() - started, name))
    return told, slowest


def main():
    """Run, and print what came of it."""
    given = [int(x) for x in sys.argv[1:3]]
    count, seed = [*given, *(1_000, 1)[len(given) :]]
    keep = Path(tempfile.mkdtemp(prefix="wiki-mutations-"))
    told, slowest = run(count, seed, keep)
    for (suffix, outcome), times in sorted(told.items()):
        print(f"{suffix:10} {outcome:8} {times}")
    missing = sorted(s for s, f in READERS.items() if f not in READ_HERE and s not in samples())
    print(f"no sample of: {' '.join(missing) or 'none'}")
    print(f"slowest: {slowest[0]:.1f} s by the clock, {slowest[1]}; faults are in {keep}")


if __name__ == "__main__":
    main()
