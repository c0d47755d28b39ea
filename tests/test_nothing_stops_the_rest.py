"""One source never stops the others, nor does one page, one setting or one key; and what the machine refuses is told as that."""

from __future__ import annotations

import errno
import json
import os
import signal
import subprocess
import sys
import time

import pytest

from pipeline.adapters.machine import in_words
from pipeline.cli import main
from pipeline.core import frontmatter, wire
from pipeline.core.errors import UserError
from tests import scripted
from tests.repos import ROOT, source, team
from tests.server import MessagesServer, ok, stopped

GOOD = source("Good", "The Halden dam was built in 1958. The Halden dam is 120 metres high.", "2024-01-02")
BODY = "The Norse ship was 20 metres long in 1904. The Norse ship had 32 oars."
DEEP = {
    "flow lists": "title: " + "[" * 30_000,
    "flow keys": "title: " + "{a: " * 30_000,
    "list items": "- " * 30_000 + "x",
    "odd keys": "? " * 30_000 + "x",
    "indented keys": "\n".join(" " * n + f"k{n}:" for n in range(3_000)),
    "references": "a: &a [x, x]\n"
    + "\n".join(f"{b}: &{b} [*{a}, *{a}, *{a}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)),
    "a number": "title: " + "9" * 200_000,
    "a tag": "title: !!python/object/apply:os.system [x]",
}


def compiled(made, capsys):
    code = main(["-C", str(made.root), "compile", "--librarian", "extractive", "--date", "2026-01-02"])
    said = capsys.readouterr()
    assert "Traceback" not in said.err
    return code, said.out + said.err


@pytest.mark.parametrize(
    "title",
    [
        r"The \TeX book",
        r"D:\new\table",
        r"\g<1> of \8",
        r"(?P<open",
        "{0.__class__} %s %(x)d $name ${a}",
        "[a-",
        "**/*.md",
    ],
)
def test_signs_of_patterns_in_a_title_are_letters_like_any(tmp_path, capsys, title):
    text = f"# {title}\n\nThe {title} holds 12 fonts. The {title} was made in 1984. {BODY}\n"
    made = team(tmp_path / "w", {"a.md": text, "good.md": GOOD})
    assert compiled(made, capsys)[0] == 0
    assert len(made.branches()) == 2


@pytest.mark.parametrize("deep", DEEP.values(), ids=DEEP)
def test_front_matter_that_would_overflow_costs_its_own_source_at_most(tmp_path, capsys, deep):
    made = team(tmp_path / "w", {"a.md": f"---\n{deep}\n---\n{BODY}\n", "good.md": GOOD})
    compiled(made, capsys)
    assert "wiki/compile/good" in " ".join(made.branches())


@pytest.mark.parametrize("deep", DEEP.values(), ids=DEEP)
def test_such_a_page_is_a_finding_and_such_a_schema_a_sentence(tmp_path, capsys, deep):
    made = team(tmp_path / "w", {"good.md": GOOD})
    made.add("wiki/concepts/deep.md", f"---\n{deep}\n---\n\nText.\n")
    assert main(["-C", str(made.root), "lint", "--format", "json"]) in (0, 1)
    found = {f["rule"] for f in json.loads(capsys.readouterr().out)["findings"] if f["path"].endswith("deep.md")}
    assert found
    assert main(["-C", str(made.root), "check", "--base", "HEAD~1"]) == 1
    made.add("schema.md", f"---\n{deep}\n---\n")
    capsys.readouterr()
    assert main(["-C", str(made.root), "lint"]) == 1
    assert "schema.md" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, "[" * 500 + "]" * 500, "9" * 10_000])
def test_json_that_would_overflow_is_no_json(text):
    with pytest.raises(ValueError, match=r"nested|Expecting|digits|JSON"):
        wire.parse_json(text)


@pytest.mark.parametrize("deep", DEEP.values(), ids=DEEP)
def test_yaml_is_bounded_before_it_is_built(deep):
    with pytest.raises(UserError, match="front matter"):
        frontmatter.load_block(f"---\n{deep}\n---\n")


def test_halves_of_a_page_that_repeat_a_heading_cost_that_page_and_not_the_run(tmp_path, capsys, monkeypatch):
    many = " ".join(f"Saturn has {n} known moons in list {n}." for n in range(8))
    made = team(tmp_path / "w", {"a.md": source("Many", many), "good.md": GOOD})
    cut: list[dict] = []

    def answer(body):
        if scripted.step_of(body) != "create" or "Saturn has" not in scripted.text_of(body):
            return scripted.answer(body)
        cut.append(body)
        if len(cut) == 1:
            return stopped("max_tokens", "{")
        reply = scripted.reply(body)
        return ok(json.dumps({**reply, "sections": reply["sections"] * 2}))

    with MessagesServer(answer) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        code = main(["-C", str(made.root), "compile", "--date", "2026-01-02"])
    said = capsys.readouterr()
    assert code == 1
    assert "Traceback" not in said.err
    assert "wiki/compile/good" in " ".join(made.branches())


# --- the machine ------------------------------------------------------------------------------------------------

REFUSALS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EMFILE, errno.ENOMEM, errno.EFBIG, errno.EIO)


@pytest.mark.parametrize("number", REFUSALS, ids=lambda number: errno.errorcode[number])
def test_what_the_system_refuses_is_told_with_what_to_do(number):
    said = in_words(OSError(number, os.strerror(number), "/tmp/x"))
    assert said is not None
    assert "/tmp/x" in said.message
    assert said.hint


def test_our_own_mistakes_are_not_blamed_on_the_machine():
    assert in_words(KeyError("x")) is None
    assert in_words(FileNotFoundError(errno.ENOENT, "no such file", "x")) is None
    assert in_words(ExceptionGroup("two", [OSError(errno.ENOSPC, "full"), KeyError("x")])) is None


def started(made, *args, **more):
    env = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("env", {})}
    command = [sys.executable, "-m", "pipeline", "-C", str(made.root), *args]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=env, **more)


def test_a_disk_without_room_is_told_and_nothing_is_half_written(tmp_path):
    import resource

    made = team(tmp_path / "w", {"good.md": GOOD})
    full = started(made, "compile", preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10)))
    _, err = full.communicate(timeout=60)
    assert full.returncode == 1, err
    assert "Traceback" not in err
    assert "mistake in the program" not in err
    assert made.branches() == []
    again = started(made, "compile")
    again.communicate(timeout=60)
    assert again.returncode == 0
    assert len(made.branches()) == 1


def test_a_folder_for_temporary_files_that_is_not_there_is_told(tmp_path):
    made = team(tmp_path / "w", {"good.md": GOOD})
    run = started(made, "compile", env={"TMPDIR": str(tmp_path / "nowhere")})
    _, err = run.communicate(timeout=60)
    assert run.returncode in (0, 1)  # Python may find another one
    assert "mistake in the program" not in err


@pytest.mark.parametrize("ended", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_at_any_moment_ends_it_without_a_trace(tmp_path, ended):
    made = team(tmp_path / "w", {"good.md": GOOD})
    for moment in (0.05, 0.1, 0.15, 0.2, 0.3, 0.45, 0.6):
        run = started(made, "compile", "--force", start_new_session=True)
        time.sleep(moment)
        run.send_signal(ended)
        _, err = run.communicate(timeout=60)
        assert "Traceback" not in err, err
        assert run.returncode in (0, 128 + ended, -ended)


def test_a_reader_that_goes_away_is_no_mistake(tmp_path):
    made = team(tmp_path / "w", {f"{n}.md": GOOD for n in range(3)})
    run = started(made, "status")
    run.stdout.close()
    err = run.stderr.read()
    run.wait(timeout=60)
    assert "Traceback" not in err
    assert "BrokenPipe" not in err
