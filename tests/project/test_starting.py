"""What is started by a fork behaves as what is started anew."""

import os
import subprocess
import sys

import pytest

from pipeline import __version__
from tests.helpers.repos import ROOT
from tests.helpers.starting import Starter

PROGRAM = """
import atexit, os, sys, threading
if len(sys.argv) > 2:
    print("to", *sys.argv[1:], "in", os.getcwd(), "with", os.environ["POT"], len(os.environ))
    print(sys.stdin.read().upper(), __name__, sys.flags.safe_path, [x for x in sys.path if x == os.environ["ROOT"]])
    atexit.register(print, "the end")
    threading.Thread(target=lambda: threading.Event().wait(0.1) or print("a thread")).start()
    print("to whom it may concern", file=sys.stderr)
exec(sys.argv[1])
"""


@pytest.fixture(scope="module")
def starter():
    starter = Starter()
    yield starter
    starter.close()


def both(starter, folder, *arguments, module="pipeline", **more):
    """Run a module both ways; return what came of it, which must be the same."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(folder), "ROOT": str(ROOT), "POT": "a\nb"}
    ways = (starter.command, (sys.executable, "-P", "-m"))
    forked, anew = (
        subprocess.run([*way, module, *arguments], env=env, capture_output=True, cwd=folder, **more)
        for way in ways
    )
    assert (forked.returncode, forked.stdout) == (anew.returncode, anew.stdout)
    return forked.returncode, forked.stdout.decode(), forked.stderr.decode(), anew.stderr.decode()


@pytest.mark.parametrize(
    ("end", "code"),
    [("", 0), ("sys.exit(3)", 3), ("sys.exit('so')", 1), ("1 / 0", 1)],
)
def test_what_is_given_and_what_comes_of_it_is_the_same(starter, tmp_path, end, code):
    (tmp_path / "pot.py").write_text(PROGRAM, "utf-8")
    arguments = (end, "ä b", "", "c")
    found, out, err, anew = both(starter, tmp_path, *arguments, module="pot", input=b"kettle")
    assert found == code
    assert "KETTLE __main__ True [" in out  # and our folder on the path where it is there anew
    assert f"in {tmp_path} with a\nb" in out
    assert "the end" in out
    assert "a thread" in out
    assert err.splitlines()[0] == anew.splitlines()[0] == "to whom it may concern"
    assert err.splitlines()[-1] == anew.splitlines()[-1]


def test_a_program_that_a_signal_ends_has_the_exit_code_of_a_shell(starter, tmp_path):
    (tmp_path / "pot.py").write_text("import os\nos.kill(os.getpid(), 15)\n", "utf-8")
    env = os.environ | {"PYTHONPATH": str(tmp_path)}
    assert subprocess.run([*starter.command, "pot"], env=env).returncode == 128 + 15


def test_the_program_is_that_of_the_path_also_where_it_is_another(starter, tmp_path):
    assert both(starter, ROOT, "--version")[1] == f"wiki {__version__}\n"
    package = tmp_path / "pipeline"
    package.mkdir()
    (package / "__init__.py").write_text("", "utf-8")
    (package / "__main__.py").write_text("import sys\nprint(__file__, sys.argv[1:])\n", "utf-8")
    assert both(starter, tmp_path, "so")[1] == f"{package}/__main__.py ['so']\n"
