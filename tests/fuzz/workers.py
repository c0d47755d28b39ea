"""The processes in which runs are made: what breaks one down, or makes it hang, is a failure of one run and not the end."""

from __future__ import annotations

import multiprocessing
import time

from tests.fuzz.campaign import Figures, campaign
from tests.fuzz.faults import Fault
from tests.fuzz.render import Renderer

HANGS = 120  # seconds at one run, after which a process is ended


class Worker:
    """A process that runs chunks; what it is running stands in memory that both see."""

    def __init__(self):
        self._context = multiprocessing.get_context("spawn")
        self._at = self._context.Value("q", -1)
        self.process = None

    def take(self, task):
        """Begin a chunk; False where there is none left."""
        if task is None:
            return False
        if self.process is None:
            self.connection, theirs = self._context.Pipe()
            # no daemon: it ends processes of its own
            self.process = self._context.Process(target=_serve, args=(theirs, self._at))
            self.process.start()
            theirs.close()
        self.task, self._seen, self._since = task, -2, time.monotonic()
        self.connection.send(task)
        return True

    def hangs(self):
        """Whether it has been at one run for too long."""
        if self._at.value != self._seen:
            self._seen, self._since = self._at.value, time.monotonic()
        return time.monotonic() - self._since > HANGS

    def result(self):
        """Return (kind, figures, what is left to do); where it was killed or hangs, that is what is wrong with the run it was at."""
        kind, seed, numbers = self.task
        try:
            if self.connection.poll(0):
                return kind, self.connection.recv(), None
        except (EOFError, OSError):
            pass
        number, figures = self._at.value, Figures()
        figures.outcomes[kind, "traceback"] += 1
        figures.add(
            kind,
            seed,
            number,
            [Fault("traceback", "killed", "", "the process broke down, or hung")],
        )
        self.end()
        rest = range(number + 1, numbers.stop)
        return kind, figures, (kind, seed, rest) if rest and number >= numbers.start else None

    def end(self):
        if self.process is not None:
            self.process.kill()
            self.process.join()
            self.connection.close()
            self.process = None


def _serve(connection, at):
    """Run chunks until nobody asks for more."""
    renderer = Renderer()
    while True:
        try:
            kind, seed, numbers = connection.recv()
        except EOFError:
            return

        def say(number):
            at.value = number

        connection.send(campaign(kind, seed, numbers, renderer, say=say))
