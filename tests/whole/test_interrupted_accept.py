"""An accept that is ended in its middle: run again, it leaves the repository as if nothing had happened."""

from __future__ import annotations

import os
import shutil
import sys

import pytest

from pipeline.cli import main
from tests.helpers.forking import run_forked
from tests.helpers.repos import Team, source, team

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
# In place of git, it sends the program a signal at one of the commands that write.
GIT = """#!/bin/sh
case "$1 $2" in "$WRITES"*) ;; *) exec "$GIT" "$@" ;; esac
[ "$MOMENT" = before ] && { kill -"$ENDS" $PPID; exit 1; }
"$GIT" "$@"
echo "$(ps -o sid= -p $$) $(ps -o sid= -p $PPID)" > "$SEEN"
kill -"$ENDS" $PPID
exit 0
"""


@pytest.fixture(scope="module")
def wiki(tmp_path_factory):
    """Two proposals that write in the same index and log, so the second is merged and mended."""
    made = team(
        tmp_path_factory.mktemp("accept") / "w",
        {
            f"{name}.md": source(name.title(), f"Most {name} are made of steel. It is a {name}.")
            for name in ("kettles", "teapots")
        },
    )
    compile_ = ["compile", "--librarian", "extractive", "--date", "2026-01-02"]
    assert main(["-C", str(made.root), *compile_]) == 0
    assert len(made.branches()) == 2
    return made


def copied(wiki, folder):
    shutil.copytree(wiki.root, folder)
    return Team(folder)


def outcome(made):
    """What a person has of it: the files, the history without its hours, the branches."""
    return (
        made.git("rev-parse", "HEAD^{tree}"),
        made.git("log", "--format=%s"),
        made.branches(),
        made.git("status", "--porcelain"),
    )


@pytest.mark.parametrize("ends", ["KILL", "INT"])
@pytest.mark.parametrize(
    ("writes", "moment"),
    [("merge --ff-only", "before"), ("merge --ff-only", "after"), ("update-ref -d", "before"), ("update-ref -d", "after")],
)  # fmt: skip
def test_run_again_it_is_as_if_it_had_not_been_ended(wiki, tmp_path, writes, moment, ends):
    straight, ended = copied(wiki, tmp_path / "straight"), copied(wiki, tmp_path / "ended")
    assert main(["-C", str(straight.root), "accept", "--all"]) == 0
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/git").write_text(GIT)
    (tmp_path / "bin/git").chmod(0o755)
    env = {
        **os.environ,
        "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}",
        "GIT": shutil.which("git"),
        "WRITES": writes,
        "MOMENT": moment,
        "ENDS": ends,
        "SEEN": str(tmp_path / "seen"),
    }
    done = run_forked("-C", str(ended.root), "accept", "--all", env=env)
    assert done.returncode in ((-9,) if ends == "KILL" else (130,)), done.stderr
    assert outcome(ended) != outcome(straight)
    if (writes, moment) == ("merge --ff-only", "after"):
        assert len(set((tmp_path / "seen").read_text().split())) == 2  # no interrupt reaches it
    assert main(["-C", str(ended.root), "accept", "--all"]) == 0
    assert outcome(ended) == outcome(straight)


def test_a_proposal_that_is_in_the_wiki_can_be_accepted_by_its_name(wiki, tmp_path, capsys):
    made = copied(wiki, tmp_path / "w")
    branch = made.branches()[0]
    made.git("merge", "-q", "--ff-only", branch)
    assert main(["-C", str(made.root), "accept", branch]) == 0
    assert capsys.readouterr().out.startswith("accepted")
    assert branch not in made.branches()
