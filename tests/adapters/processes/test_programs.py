"""Programs that extras bring are found beside this Python, else on the path."""

import os

import pytest

from pipeline.adapters.processes.programs import find_program
from pipeline.core.errors import UserError

WHAT = "Tea is made with kettle"


def program(folder):
    folder.mkdir()
    file = folder / ("kettle.exe" if os.name == "nt" else "kettle")
    file.write_text("#!/bin/sh\n")
    file.chmod(0o755)
    return str(file)


def test_the_program_beside_this_python_comes_before_one_on_the_path(tmp_path, monkeypatch):
    here, elsewhere = program(tmp_path / "here"), program(tmp_path / "elsewhere")
    monkeypatch.setenv("PATH", str(tmp_path / "elsewhere"))
    assert find_program("kettle", WHAT, "addresses", tmp_path / "here") == here
    assert find_program("kettle", WHAT, "addresses", tmp_path) == elsewhere


def test_the_path_is_absolute_for_the_program_may_run_in_another_folder(tmp_path, monkeypatch):
    there = program(tmp_path / "bin")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "bin")
    assert find_program("kettle", WHAT, "addresses", tmp_path) == there


def test_where_it_is_nowhere_the_command_that_installs_it_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="Tea is made with kettle, which is not") as caught:
        find_program("kettle", WHAT, "addresses", tmp_path)
    assert caught.value.hint == "Run `make addresses`, which installs it beside this program."
