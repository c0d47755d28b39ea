"""GitHub's parser in a process of its own: it may hang, crash or end, and the next page is rendered all the same."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

from pipeline.adapters.processes import gfm

LOOPS = "import sys\nsys.stdin.buffer.read(4)\nwhile True: pass\n"
ENDS = "import os\nos.abort()\n"


def child(folder, text):
    file = folder / "child.py"
    file.write_text(text)
    return file


def test_a_parser_that_hangs_is_ended_and_told(tmp_path):
    other = gfm.GitHubMarkdown(child(tmp_path, LOOPS), seconds=0.3)
    assert "more than 0.3 seconds" in other.rendering("x").failure
    assert (
        "more than 0.3 seconds" in other.rendering("x" * 1_000_000).failure
    )  # more than its pipe holds
    other.close()


def test_a_parser_that_crashes_is_told_and_started_again(tmp_path):
    file = child(tmp_path, ENDS)
    other = gfm.GitHubMarkdown(file)
    assert "breaks down" in other.rendering("<b>").failure
    file.write_text(gfm.CHILD_PROGRAM.read_text())
    assert other.rendering("<b>").html == ("<b>",)
    other.close()


def test_one_process_reads_so_much_and_then_another():
    other = gfm.GitHubMarkdown(most=10)
    pids = set()
    for text in ("<b>", "<i>", "a long text <u>"):
        assert len(other.rendering(text).html) == 1
        pids.add(other._process.pid)
    assert len(pids) == 2
    other.close()


def test_several_threads_get_each_their_own_page():
    texts = [f"<b{i}>" for i in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert [r.html for r in pool.map(gfm.render, texts)] == [(t,) for t in texts]


def test_a_fork_does_not_talk_into_the_pipe_of_its_parent():
    other = gfm.GitHubMarkdown()
    assert other.rendering("<b>").html == ("<b>",)
    pid = os.fork()
    if pid == 0:
        os._exit(0 if other.rendering("<i>").html == ("<i>",) else 1)
    assert os.waitpid(pid, 0)[1] == 0
    assert other.rendering("<u>").html == ("<u>",)
    other.close()


def test_what_is_no_text_to_utf8_is_rendered_all_the_same():
    assert gfm.render("a\udcff\x00\ufeff<b>").html == ("<b>",)
