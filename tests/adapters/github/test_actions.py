"""What a step tells the runner, and that foreign text in it stays text."""

import pytest

from pipeline.adapters.github.actions import CUT_NOTE, add_summary, set_output, stop_commands

HOSTILE = "a\n::error::x\r\n%0A::set-output name=b::c\nEOF\nwiki-0\n"


def outputs(text):
    """Read the file of outputs as the runner does."""
    found, lines = {}, iter(text.split("\n"))
    for line in lines:
        if line:
            name, _, mark = line.partition("<<")
            value = []
            while (each := next(lines)) != mark:
                value.append(each)
            found[name] = "\n".join(value)
    return found


def test_outputs_hold_any_text(tmp_path):
    file = tmp_path / "output"
    for name, value in {"base": "abc", "matrix": HOSTILE, "any": ""}.items():
        set_output(name, value, {"GITHUB_OUTPUT": str(file)})
    assert outputs(file.read_bytes().decode()) == {"base": "abc", "matrix": HOSTILE, "any": ""}


def test_delimiters_cannot_be_foreseen(tmp_path):
    file = tmp_path / "output"
    for _ in range(2):
        set_output("a", "b", {"GITHUB_OUTPUT": str(file)})
    marks = [line.partition("<<")[2] for line in file.read_text().splitlines() if "<<" in line]
    assert len(set(marks)) == 2
    assert all(len(mark) > 30 for mark in marks)


@pytest.mark.parametrize("name", ["", "a=b", "a\nb", "a<<b", "1a"])
def test_a_name_of_an_output_is_a_name(name, tmp_path):
    with pytest.raises(ValueError, match="name of an output"):
        set_output(name, "x", {"GITHUB_OUTPUT": str(tmp_path / "output")})


def test_outside_a_run_nothing_is_written(monkeypatch):
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    set_output("a", "b")
    set_output("a", "b", {"GITHUB_OUTPUT": ""})
    add_summary("text", {})


def test_a_summary_that_fits_is_whole(tmp_path):
    file = tmp_path / "summary"
    for text in ("# One", "# Zwölf"):
        add_summary(text, {"GITHUB_STEP_SUMMARY": str(file)})
    assert file.read_bytes().decode() == "# One\n# Zwölf\n"


def test_a_summary_too_long_is_cut_at_a_line_with_a_note(tmp_path):
    file = tmp_path / "summary"
    environ = {"GITHUB_STEP_SUMMARY": str(file)}
    add_summary("zwölf Zeilen\n" * 60_000, environ)
    add_summary("zwölf Zeilen\n" * 60_000, environ)
    add_summary("more", environ)
    text = file.read_bytes().decode()
    assert file.stat().st_size <= 1024 * 1024
    assert text.count(CUT_NOTE.strip()) == 1
    assert set(text.removesuffix(CUT_NOTE).splitlines()) <= {"zwölf Zeilen", ""}


def test_between_two_lines_nothing_is_a_command():
    begin, end = stop_commands(HOSTILE)
    token = begin.removeprefix("::stop-commands::")
    assert end == f"::{token}::"
    assert token not in HOSTILE
    assert stop_commands() != stop_commands()
