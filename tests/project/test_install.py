"""How `make` installs: by uv, which is fetched by its hash where there is none, else by pip; nothing is resolved anew."""

from __future__ import annotations

import shutil
import subprocess

import pytest

from tests.helpers.repos import ROOT

# Both write down what they are asked to do. This Python makes environments out of itself, with or
# without a pip, and fetches the uv beside it, where there is one.
PYTHON = """\
#!/bin/sh
case "$*" in
  "-c "*) exit 0 ;;
  "-m pip --version") [ -e "${0%/*}/pip" ]; exit ;;
esac
echo "python $*" >> "$LOG"
case "$*" in
  "-m venv "*) mkdir -p "$3/bin"; cp "$0" "$3/bin/python"; touch "$3/bin/pip" ;;
  *--target*)
    [ -e "$REGISTRY/uv" ] || exit 1
    while [ "$1" != --target ]; do shift; done
    mkdir "$2/bin"; cp "$REGISTRY/uv" "$2/bin/uv" ;;
esac
"""
UV = """\
#!/bin/sh
echo "uv $* ($UV_NO_CACHE)" >> "$LOG"
case "$1" in
  venv) for folder; do :; done; mkdir -p "$folder/bin"; cp "$MACHINE/python3" "$folder/bin/python" ;;
  pip) exit "$REFUSES" ;;
esac
"""
TOOLS = ("sh", "cat", "cp", "grep", "mkdir", "mktemp", "rm", "sed", "touch")


class Machine:
    """A folder with our Makefile, on a machine whose Python and uv are those above."""

    def __init__(self, folder):
        self.folder, self.log = folder, folder / "log"
        for name in ("machine", "registry", "temporary"):
            (folder / name).mkdir()
        for name in ("Makefile", "pyproject.toml", "requirements.txt", "requirements-uv.txt"):
            shutil.copy(ROOT / name, folder)
        for name in TOOLS:
            (folder / "machine" / name).symlink_to(shutil.which(name))
        self.put("machine/python3", PYTHON)

    def put(self, path, text):
        (self.folder / path).write_text(text)
        (self.folder / path).chmod(0o755)

    def make(self, refuses=False, **more):
        """Run `make wiki`; return what it said, and the lines of what it ran."""
        environment = {
            "PATH": str(self.folder / "machine"),
            "MACHINE": str(self.folder / "machine"),
            "REGISTRY": str(self.folder / "registry"),
            "TMPDIR": str(self.folder / "temporary"),
            "LOG": str(self.log),
            "REFUSES": "1" if refuses else "0",
        }
        done = subprocess.run(
            [shutil.which("make"), "wiki"],
            cwd=self.folder,
            env=environment | more,
            capture_output=True,
            text=True,
            check=True,
        )
        assert not list((self.folder / "temporary").iterdir())
        return done.stdout, self.log.read_text().splitlines()


@pytest.fixture
def machine(tmp_path):
    return Machine(tmp_path)


def test_a_uv_that_is_there_installs(machine):
    machine.put("machine/uv", UV)
    said, ran = machine.make()
    assert "setting up .venv from requirements.txt, by uv\n" in said
    assert [line.split()[0] for line in ran] == ["uv", "uv", "uv"]


def test_a_uv_that_is_not_there_is_fetched_by_its_hash_and_installs(machine):
    machine.put("registry/uv", UV)
    said, ran = machine.make()
    assert "setting up .venv from requirements.txt, by uv\n" in said
    fetched, *rest = ran
    for option in (
        "--require-hashes",
        "--no-deps",
        "--only-binary :all:",
        "-r requirements-uv.txt",
    ):
        assert option in fetched
    assert [line.split()[0] for line in rest] == ["uv", "uv", "uv"]
    assert "--no-python-downloads" in rest[0]


def test_where_no_uv_can_be_had_pip_installs_and_the_log_says_so(machine):
    said, ran = machine.make()
    assert "setting up .venv from requirements.txt, by pip, for there is no uv\n" in said
    assert [line.split()[0] for line in ran] == [
        "python"
    ] * 4  # to fetch, venv, what is locked, ours
    assert ran[1] == "python -m venv .venv"


def test_where_uv_refuses_pip_installs_in_a_new_environment_and_the_log_says_so(machine):
    machine.put("machine/uv", UV)
    said, ran = machine.make(refuses=True)
    assert "by uv\nuv could not; trying pip\n" in said
    assert [line.split()[0] for line in ran] == ["uv", "uv", "python", "python", "python"]
    assert ran[2] == "python -m venv .venv"


def test_pip_begins_anew_in_an_environment_that_uv_made_without_one(machine):
    machine.put("machine/uv", UV)
    machine.make()
    (machine.folder / "machine" / "uv").unlink()
    (machine.folder / ".venv" / ".runtime").unlink()
    machine.log.unlink()
    said, ran = machine.make()
    assert "by pip" in said
    assert "python -m venv .venv" in ran


@pytest.mark.parametrize("by", ["uv", "pip"])
def test_what_is_installed_is_what_the_lock_names_with_its_hash(machine, by):
    if by == "uv":
        machine.put("machine/uv", UV)
    _, ran = machine.make()
    *_, locked, ours = ran
    for option in ("--no-deps", "--require-hashes", "-r requirements.txt"):
        assert option in locked
    assert "--no-deps --no-build-isolation -e ." in ours


def test_a_job_on_github_takes_nothing_from_a_cache_of_its_machine(machine):
    machine.put("machine/uv", UV)
    _, ran = machine.make(GITHUB_ACTIONS="true")
    assert all(line.endswith(" (1)") for line in ran)


def test_on_any_other_machine_what_was_fetched_before_is_used(machine):
    machine.put("machine/uv", UV)
    _, ran = machine.make()
    assert all(line.endswith(" ()") for line in ran)
