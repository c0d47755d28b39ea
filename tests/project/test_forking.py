"""What is run in a fork of the tests' process ends as what is started anew, and leaves that process as it was."""

import os
import signal
import sys
import tempfile
from pathlib import Path

import pytest

from pipeline import __version__
from tests.helpers.forking import run_forked


def test_it_says_what_the_program_says_and_has_its_exit_code():
    done = run_forked("--version")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"wiki {__version__}\n", "")
    refused = run_forked("no-such-command")
    assert refused.returncode == 2
    assert "no-such-command" in refused.stderr


def test_what_is_done_before_and_what_ends_it_stays_with_the_fork():
    here, arguments = dict(os.environ), list(sys.argv)
    done = run_forked("--version", env={}, before=lambda: os.kill(os.getpid(), signal.SIGKILL))
    assert (done.returncode, done.stdout) == (-signal.SIGKILL, "")
    assert (dict(os.environ), sys.argv) == (here, arguments)


def test_a_folder_that_was_to_go_when_the_tests_end_outlives_a_fork():
    with tempfile.TemporaryDirectory() as folder:
        assert run_forked("--version").returncode == 0
        assert Path(folder).is_dir()


def test_what_takes_too_long_is_ended():
    with pytest.raises(TimeoutError):
        run_forked("--version", before=signal.pause, seconds=0.2)
