"""What `wiki --help` and the help of each command say, a mistyped command, and completion."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from pipeline.cli import main, make_parser
from pipeline.cli.command_list import ALIASES, COMMANDS, FOR_PEOPLE, FOR_WORKFLOWS

ROOT = Path(__file__).parents[2]


def said(capsys, *args):
    with pytest.raises(SystemExit) as left:
        main([*args])
    shown = capsys.readouterr()
    return left.value.code, shown.out + shown.err


def test_help_has_two_parts_what_people_type_and_what_workflows_run(capsys):
    code, shown = said(capsys, "--help")
    people, workflows = shown.split("what people type:")[1].split(
        "what the workflows on GitHub run:"
    )
    assert code == 0
    assert [row.split()[0] for row in people.splitlines() if row[2:3].strip()] == [*FOR_PEOPLE]
    assert [row.split()[0] for row in workflows.splitlines() if row[2:3].strip()] == [
        *FOR_WORKFLOWS
    ]
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_says_what_it_does_what_it_leaves_alone_two_examples_and_where_more_is(
    name, capsys, monkeypatch
):
    monkeypatch.setenv("COLUMNS", "80")
    known = COMMANDS[name]
    code, shown = said(capsys, name, "--help")
    assert code == 0
    assert " ".join(known.leaves.split()) in " ".join(shown.split())
    for call, what in known.examples:
        words = shlex.split(call.split(" > ")[0].split(" | ")[0])
        assert make_parser().parse_args(words).run
        assert f"wiki {call} " in shown
        assert what in shown
    path, _, anchor = known.page.partition("#")
    assert (ROOT / path).is_file()
    headings = [
        row.lstrip("# ")
        for row in (ROOT / path).read_text("utf-8").splitlines()
        if row.startswith("#")
    ]
    assert not anchor or anchor in {row.lower().replace(" ", "-") for row in headings}


@pytest.mark.parametrize(
    ("typed", "meant"), [("complie", "compile"), ("statuss", "status"), ("joins", "join")]
)
def test_a_command_that_is_mistyped_is_answered_with_the_one_that_may_be_meant(
    typed, meant, capsys
):
    code, shown = said(capsys, typed)
    assert (code, shown) == (
        2,
        f"wiki: there is no command '{typed}'. Did you mean `wiki {meant}`?\n",
    )
    code, shown = said(capsys, "\x1bfrobnicate", "x")
    assert code == 2
    assert "\x1b" not in shown
    assert "`wiki --help` lists them." in shown


def test_a_name_that_a_command_had_still_works(capsys):
    for alias, name in ALIASES.items():
        assert said(capsys, alias, "--help")[1].startswith(f"usage: wiki {name} ")


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_shell_is_given_a_script_that_it_can_read(shell, capsys, tmp_path):
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert all(name in script for name in ("accept", "--all", "join"))
    if shell == "bash":
        (tmp_path / "wiki").write_text(script, "utf-8")
        done = subprocess.run(
            ["bash", "-n", str(tmp_path / "wiki")], capture_output=True, text=True, check=False
        )
        assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (["lint", "--frmat", "json"], "there is no option '--frmat'. Did you mean `--format`?"),
        (["accept", "--everything"], "there is no option '--everything'. `wiki accept --help`"),
        (["status", "raw/a.md"], "'raw/a.md' is too much. `wiki status --help` says"),
    ],
)
def test_an_option_that_is_not_there_is_answered_with_one_that_is(capsys, typed, meant):
    code, shown = said(capsys, *typed)
    assert code == 2
    assert shown.startswith(f"wiki {typed[0]}: {meant}")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ([], "wiki: say what it is to do. `wiki --help` lists the commands.\n"),
        (
            ["--verson"],
            "wiki: there is no option '--verson' before a command. Did you mean `wiki --version`?\n",
        ),
        (["-C", "x", "--\x1bfrob"], "`wiki --help` lists them.\n"),
        (["show"], "wiki show: it needs SOURCE\n      for example: wiki show raw/report.pdf\n"),
        (["okf"], "wiki okf: it needs import and DIR\n"),
        (["make"], "wiki make: it needs chart|report|slides and WHAT\n"),
        (["path", "a"], "wiki path: it needs OTHER\n"),
        (["accept"], "wiki accept: name proposals, or say --all\n"),
    ],
)
def test_a_call_that_lacks_something_is_answered_with_what_and_an_example(capsys, typed, told):
    code, shown = said(capsys, *typed)
    assert code == 2
    assert told in shown
    assert "\x1b" not in shown
    assert "usage:" not in shown
