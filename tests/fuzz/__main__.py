"""`python -m tests.fuzz`: hostile sources, replies and change sets by the ten thousand, for a number of runs or for hours."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from itertools import count

from tests.fuzz.campaign import Figures
from tests.fuzz.inputs import KINDS, faults, ran, small
from tests.fuzz.render import Renderer
from tests.fuzz.workers import Worker

CHUNK = 100  # runs that a worker reports together


def main():
    """Run, print figures and each kind of failure with a small input; 1 where there is any."""
    args = _arguments()
    if args.show:
        return _show(args)
    began = time.monotonic()
    total = Figures()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        for kind, chunk in _work(args, began):
            total.merge(chunk)
            if args.verbose or sys.stderr.isatty():
                print(
                    f"\r{kind}: {total.runs} runs, {len(total.found)} kinds of failures ",
                    end="",
                    file=sys.stderr,
                )
    except KeyboardInterrupt:
        print("stopped", file=sys.stderr)
    print(total.table())
    renderer = Renderer()
    for signature, found in total.listed():
        print(
            f"\n{found.count} × {signature}\n  first: {' '.join(map(str, found.first))}; {found.fault.where}: {found.fault.what!r}"
        )
        if args.shrink and found.fault.kind != "killed":
            one = small(ran(*found.first)[0], signature, renderer, args.shrink)
            print("  " + one.shown().replace("\n", "\n  "))
    renderer.close()
    return 1 if total.found else 0


def _arguments():
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument(
        "--seed", default="1", help="of the inputs: the same seed gives the same ones"
    )
    parser.add_argument("--sources", type=int, default=0, help="how many hostile sources")
    parser.add_argument(
        "--replies",
        type=int,
        default=0,
        help="how many hostile replies, half of them whole change sets",
    )
    parser.add_argument(
        "--minutes", type=float, default=0, help="run for so long instead, in turns of all kinds"
    )
    parser.add_argument("--hours", type=float, default=0)
    parser.add_argument("--jobs", type=int, default=1, help="processes side by side")
    parser.add_argument(
        "--shrink", type=int, default=120, help="runs spent on making an input small; 0: none"
    )
    parser.add_argument(
        "--show",
        nargs=3,
        metavar=("KIND", "SEED", "NUMBER"),
        help="print one input, and what is wrong with it",
    )
    parser.add_argument("--verbose", action="store_true")
    args = parser.parse_args()
    if not (args.sources or args.replies or args.minutes or args.hours or args.show):
        parser.error("say how many --sources and --replies, or how many --minutes or --hours")
    return args


def _show(args):
    kind, seed, number = args.show
    one, done = ran(kind, seed, int(number))
    renderer = Renderer()
    print(one.shown(), f"\n→ {done.outcome} {done.said}")
    found = faults(one, renderer)
    for fault in found:
        print(f"{fault.signature}\n    {fault.where}: {fault.what!r}")
    renderer.close()
    return 1 if found else 0


def _tasks(args, began):
    """Yield (kind, seed, numbers), chunk by chunk; the kinds take turns where time is the limit."""
    seconds = args.minutes * 60 + args.hours * 3600
    if seconds:
        for at in count(0, CHUNK):
            for kind in KINDS:
                if time.monotonic() - began > seconds:
                    return
                yield kind, args.seed, range(at, at + CHUNK)
    wanted = {
        "source": args.sources,
        "reply": args.replies - args.replies // 2,
        "change": args.replies // 2,
    }
    for kind, most in wanted.items():
        for at in range(0, most, CHUNK):
            yield kind, args.seed, range(at, min(most, at + CHUNK))


def _work(args, began):
    """Yield the figures of each chunk, made by worker processes: one that breaks down is a failure, and not the end."""
    tasks = _tasks(args, began)
    workers = [Worker() for _ in range(args.jobs)]
    try:
        yield from _results(workers, tasks)
    finally:
        for worker in workers:
            worker.end()


def _results(workers, tasks):
    busy = [w for w in workers if w.take(next(tasks, None))]
    while busy:
        for worker in list(busy):
            if worker.connection.poll(0.05) or not worker.process.is_alive() or worker.hangs():
                kind, figures, rest = worker.result()
                yield kind, figures
                if not worker.take(rest or next(tasks, None)):
                    busy.remove(worker)


if __name__ == "__main__":
    raise SystemExit(main())
