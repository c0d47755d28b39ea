"""The process in which GitHub's parser, C code on hostile text, makes HTML of many texts at once; and who talks to it."""

from __future__ import annotations

import json
import os
import select
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

SECONDS = 20.0  # what one batch may take
_MOST_BYTES = 30_000_000  # of texts to one process: the library never gives back what it made
_KEPT = (
    2_000  # results that are remembered: index, log and the pages of people come again and again
)


class Renderer:
    """Renders texts as GitHub does, before its sanitiser. `safe` leaves raw HTML out and says `<!-- raw HTML omitted -->`."""

    def __init__(self):
        self._process = None
        self._sent = 0
        self._known = {}

    def render(self, jobs):
        """Return the HTML of each (text, safe); None where the parser broke down or took too long."""
        new = [job for job in dict.fromkeys(jobs) if job not in self._known]
        if len(self._known) + len(new) > _KEPT:
            self._known = {}
            new = list(dict.fromkeys(jobs))
        for i in range(0, len(new), 200):
            some = new[i : i + 200]
            self._known |= dict(zip(some, self._rendered(some), strict=True))
        return [self._known[job] for job in jobs]

    def close(self):
        """End the process."""
        if self._process:
            self._process.kill()
            self._process.wait()
            for pipe in (self._process.stdin, self._process.stdout):
                with suppress(OSError):  # what was not sent cannot be any more
                    pipe.close()
            self._process = None
            self._sent = 0

    def _rendered(self, jobs):
        found = self._ask(jobs)
        if found is not None:
            return found
        return [None] if len(jobs) == 1 else [self._rendered([job])[0] for job in jobs]

    def _ask(self, jobs):
        data = json.dumps(jobs).encode() + b"\n"
        if self._sent + len(data) > _MOST_BYTES:
            self.close()
        if self._process is None:
            command = [sys.executable, "-m", "tests.fuzz.render"]
            root = Path(__file__).parent.parent.parent
            self._process = subprocess.Popen(
                command, cwd=root, stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
        self._sent += len(data)
        try:
            self._process.stdin.write(data)
            self._process.stdin.flush()
            return json.loads(self._line())
        except (OSError, ValueError, TimeoutError):
            self.close()
            return None

    def _line(self):
        """Read one line; `TimeoutError` where it does not come in time."""
        out, until, pieces = self._process.stdout.fileno(), time.monotonic() + SECONDS, []
        while not (pieces and pieces[-1].endswith(b"\n")):
            ready, _, _ = select.select([out], [], [], max(0, until - time.monotonic()))
            piece = os.read(out, 1 << 20) if ready else b""
            if not piece:
                raise TimeoutError
            pieces.append(piece)
        return b"".join(pieces)


def main():
    """Answer each line, a JSON list of (text, safe), with a line: the list of their HTML."""
    import cmarkgfm
    from cmarkgfm.cmark import Options

    notes = Options.CMARK_OPT_FOOTNOTES
    for line in sys.stdin.buffer:
        jobs = json.loads(line)
        made = [
            cmarkgfm.github_flavored_markdown_to_html(
                text, notes if safe else notes | Options.CMARK_OPT_UNSAFE
            )
            for text, safe in jobs
        ]
        sys.stdout.buffer.write(json.dumps(made).encode() + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
