"""The wiki that is served: one process of git answers all calls."""

import os
import shutil

from pipeline.mcp.answer_call import answer_call
from tests.helpers.serving import serve

CALLS = (
    ("search", {"query": "icy crust"}),
    ("fetch", {"id": "europa"}),
    ("read_section", {"page": "europa", "section": "Ocean"}),
    ("list_pages", {}),
    ("backlinks", {"page": "jupiter"}),
    ("path", {"start": "juno", "goal": "jupiter"}),
    ("sources_of", {"page": "europa"}),
    ("context_pack", {"question": "What lies below the crust?"}),
    ("lint", {}),
)


def test_no_call_that_reads_starts_a_process_once_the_first_ones_are_answered(
    team_of_wiki, tmp_path, monkeypatch
):
    log, real = tmp_path / "log", shutil.which("git")
    (tmp_path / "git").write_text(f'#!/bin/sh\necho "$1" >> "{log}"\nexec "{real}" "$@"\n')
    (tmp_path / "git").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    wiki = serve(team_of_wiki)
    try:
        first = [answer_call(wiki, name, given) for name, given in CALLS]
        assert "cat-file" in log.read_text()
        log.write_text("")
        assert [answer_call(wiki, name, given) for name, given in CALLS] == first
        assert log.read_text() == ""
        assert not any(reply.failed for reply in first)
    finally:
        wiki.close()
