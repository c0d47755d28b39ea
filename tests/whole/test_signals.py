"""A run that is told to end does so quietly, whenever that is, and leaves the repository and the folder for temporary files as they were."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.helpers.repos import source, team
from tests.helpers.share import share

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
TEXT = "Most kettles are made of steel. A kettle holds 2 litres of water. "
# As the script `wiki` does; it says when the program listens: before that only Python could be quieter.
START = (
    "import os, sys\nimport pipeline.__main__ as it\nlisten = it._listen\n"
    "def heard(answer):\n    it._listen = listen\n    listen(answer)\n    os.write(3, b'.')\n"
    "it._listen = heard\nsys.exit(it.main())"
)


@pytest.fixture(scope="module", autouse=True)
def interrupts_are_heard():
    """A shell that starts the tests in the background has interrupts ignored, by them and below."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def wiki(tmp_path_factory):
    """A wiki that takes a lint and a compile a while, in several processes."""
    made = team(
        tmp_path_factory.mktemp("signals") / "w",
        {f"s{n}.md": source(f"Kettles {n}", f"{TEXT * 4} It is kettle {n}.") for n in range(20)},
    )
    for number in range(700):
        target = made.root / f"wiki/concepts/page-{number}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(
            f"---\ntitle: Page {number}\ntype: concept\n---\n\nSo. [[page-{number + 1}]]\n"
        )
    page = "<p>Some words of an article, and a few more of them.</p>"
    (made.root / "raw/long.html").write_text(f"<h1>Pots</h1>{page * 1_000}")
    made.git("add", "-A")
    made.git("commit", "-qm", "Many")
    return made


def ended(wiki, command, number, after, folder):
    """Run a command, and send it and all its processes a signal so many seconds after it began; return it with what it said."""
    reading, writing = os.pipe()
    started = subprocess.Popen(
        [sys.executable, "-c", f"import os; os.dup2({writing}, 3)\n{START}", "-C", str(wiki.root), *command],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, "TMPDIR": str(folder)}, text=True, start_new_session=True,
        pass_fds=(writing,),
    )  # fmt: skip
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    time.sleep(after)
    with suppress(ProcessLookupError):
        os.killpg(started.pid, number)
    out, err = started.communicate(timeout=60)
    return started.returncode, out, err


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize(
    "command",
    [["status"], ["lint"], ["compile", "--dry-run", "--librarian", "extractive"], ["--help"]],
)
def test_a_signal_at_any_moment_ends_it_without_a_trace(wiki, tmp_path, command, number):
    before = wiki.state()
    codes = set()
    for moment in share((0.005, 0.02, 0.04, 0.08, 0.12, 0.2, 0.3, 0.45, 0.7), 2):
        code, _, err = ended(wiki, command, number, moment, tmp_path)
        codes.add(code)
        # -number: the system itself, in the last moment of Python
        assert code in (128 + number, -number, 0, 1), (moment, code, err)
        told = [line for line in err.splitlines() if not line.startswith(("          ", "note:"))]
        assert told == [] or code != 128 + number, err
        assert not any(
            sign in err for sign in ("Traceback", "KeyboardInterrupt", "ignored in", "mistake")
        ), (moment, code, err)
    assert 128 + number in codes
    assert wiki.state() == before
    assert [*tmp_path.iterdir()] == []


FINALISER = """
import os, signal, sys, time
from pipeline import __main__, cli
class Held:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)
        for _ in range(1_000):
            pass
def slow(argv=None):
    held = Held()
    del held
    time.sleep(90)
    return 0
cli.main = slow
sys.exit(__main__.main())
"""


def test_a_signal_that_python_swallows_is_heard_all_the_same():
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-c", FINALISER], capture_output=True, text=True, timeout=120
    )
    assert (done.returncode, done.stderr) == (130, "")
    assert time.monotonic() - begun < 90


SWALLOWING = """
import os, signal, sys, time
from threading import Timer
from pipeline import __main__, cli
from pipeline.adapters.processes import interrupts
def swallows(args):
    try:
        os.kill(os.getpid(), signal.{signal})
        time.sleep(60)
    except BaseException:  # as a library written in another language does
        raise ValueError("not a word")
def comes_late(args):
    interrupts._SIGNAL_SECONDS = 30  # a slow machine may take longer than the moment that is waited
    Timer(0.02, os.kill, (os.getpid(), signal.{signal})).start()
    raise BrokenPipeError("the other process ended first")
def half_made(args):
    class Half:
        def __del__(self):
            self.never_set
    try:
        os.kill(os.getpid(), signal.{signal})
        time.sleep(60)
    finally:
        Half()
class Parser:
    def parse_args(self, given):
        return self
    run = staticmethod({what})
cli.make_parser = lambda names: Parser()
sys.exit(__main__.main())
"""


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
@pytest.mark.parametrize("what", ["swallows", "comes_late", "half_made"])
def test_what_fails_because_of_a_signal_is_not_reported(name, what):
    code = SWALLOWING.format(signal=name, what=what)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stderr) == (128 + signal.Signals[name], "")


def test_without_a_signal_the_same_is_reported():
    code = SWALLOWING.format(signal="SIGINT", what="lambda args: 1 // 0")
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert done.returncode == 3
    assert "ZeroDivisionError" in done.stderr


def test_a_signal_that_was_to_be_ignored_still_is(wiki):
    ignoring = "import signal, os, sys\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nos.write({}, b'.')\nos.execv(sys.executable, [sys.executable, *sys.argv[1:]])"
    reading, writing = os.pipe()
    started = subprocess.Popen(
        [
            sys.executable,
            "-c",
            ignoring.format(writing),
            "-m",
            "pipeline",
            "-C",
            str(wiki.root),
            "lint",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        pass_fds=(writing,),
    )
    os.close(writing)
    os.read(reading, 1)
    os.close(reading)
    time.sleep(0.1)
    started.send_signal(signal.SIGINT)
    started.communicate(timeout=60)
    assert started.returncode in (0, 1)


@pytest.mark.parametrize(
    "command",
    [["status"], ["lint"], ["--help"], ["compile", "--dry-run", "--librarian", "extractive"]],
)
def test_a_reader_that_has_enough_ends_it_without_a_word(wiki, command):
    line = f"{sys.executable} -m pipeline -C {wiki.root} {' '.join(command)} 2>err | head -1 >/dev/null; echo ${{PIPESTATUS[0]}}; cat err"
    done = subprocess.run(
        ["bash", "-c", f"cd $(mktemp -d); PYTHONPATH={Path.cwd()} {line}"],
        capture_output=True,
        text=True,
        timeout=120,
    )
    code, *said = done.stdout.splitlines()
    assert code in ("0", "1", "141")
    assert [x for x in said if not x.startswith(("          ", "note:"))] == []
