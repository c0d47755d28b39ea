"""What long work says meanwhile, and the question before several sources cost much together."""

import os
import pty
import select
import subprocess
import sys
import time

import pytest

from pipeline.cli import main
from pipeline.cli.output import Progress
from tests.helpers.repos import SCHEMA, source, team
from tests.helpers.server import MessagesServer, status

WEIR = source("The weir", "The Tamsin weir is 9 metres wide.", "2026-01-01")
LOCK = source("The lock", "The Tamsin lock has 3 gates of oak.", "2026-01-02")


def test_it_says_how_manyth_of_how_many_and_what_was_paid(capsys):
    paid = [0.0]
    with Progress() as progress:
        progress.say("", "starting")
        progress.expect(2, lambda: paid[0])
        for path in ("raw/a.md", "raw/b.md"):
            progress.begin_next()
            progress.say(path, "planning")
            paid[0] += 0.125
        progress.expect(1, lambda: paid[0])
        progress.begin_next()
        progress.say("raw/c.md", "planning")
    assert capsys.readouterr().err.splitlines() == [
        "          starting",
        "          1 of 2 · raw/a.md: planning",
        "          2 of 2 · raw/b.md: planning · $0.12 so far",
        "          raw/c.md: planning · $0.25 so far",
    ]


def test_a_compile_of_several_counts_and_is_quiet_for_machines(tmp_path, capsys, monkeypatch):
    wiki = team(tmp_path / "wiki", {"weir.md": WEIR, "lock.md": LOCK})
    command = ["-C", str(wiki.root), "compile", "--date", "2026-01-04", "--dry-run"]
    assert main(command) == 0
    said = capsys.readouterr().err
    assert "1 of 2 · raw/weir.md: " in said
    assert "2 of 2 · raw/lock.md: " in said
    main([*command, "--json"])
    assert " of 2" not in capsys.readouterr().err
    monkeypatch.setenv("CI", "true")
    main(command)
    assert "2 of 2 · raw/lock.md: " in capsys.readouterr().err


def at_a_terminal(root, answer, **env):
    """Compile at a terminal of eighty columns, and answer the question; return the exit code and what is shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-C", str(root), "compile", "--date", "2026-01-04"],
        stdin=theirs, stdout=theirs, stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": "80", **env},
    )  # fmt: skip
    os.close(theirs)
    shown, until = "", time.monotonic() + 120
    while time.monotonic() < until and select.select([ours], [], [], 120)[0]:
        try:
            got = os.read(ours, 65_536).decode("utf-8", "replace")
        except OSError:  # the other side is closed
            break
        shown += got
        if answer and "[y/N] " in shown:
            os.write(ours, answer.encode() + b"\n")
            answer = ""
        if not got:
            break
    code = process.wait(60)
    os.close(ours)
    return code, shown.replace("\r\n", "\n")


@pytest.mark.parametrize(("answer", "asked"), [("n", 0), ("y", 1)])
def test_before_several_sources_cost_much_together_a_person_is_asked(tmp_path, answer, asked):
    rules = SCHEMA.replace("budget:\n", "budget:\n  ask_above: 0.10\n", 1)
    wiki = team(tmp_path / "wiki", {"weir.md": WEIR, "lock.md": LOCK}, rules)
    with MessagesServer(status(401, "no", "authentication_error")) as server:
        env = {"ANTHROPIC_API_KEY": "sk-x", "ANTHROPIC_BASE_URL": server.url}
        code, shown = at_a_terminal(wiki.root, answer, **env)
    assert code == 1
    assert "2 sources would cost about $0." in shown
    assert "(`budget.ask_above` is $0.10). Compile them?" in shown
    assert ("Nothing was compiled, and nothing paid." in shown) == (answer == "n")
    assert min(len(server.requests), 1) == asked
