"""`wiki init` in a copy of the template: what goes, what is asked, and what is refused before anything is written."""

import os
import pty
import re
import select
import subprocess
import sys
import time

import pytest

from pipeline.cli import main
from pipeline.core.setup.answers import QUESTIONS
from pipeline.core.wiki.schema import Schema
from pipeline.operations.setup.example import EMPTY_INDEX, example_manifest
from tests.helpers.repos import EMPTY_LOG, ROOT, SCHEMA, Team, example_or_skip


@pytest.fixture
def copy(tmp_path):
    """The team's half as the template ships it."""
    example_or_skip()
    made = Team(tmp_path / "copy")
    for path in ("schema.md", *example_manifest()):
        (made.root / path).parent.mkdir(parents=True, exist_ok=True)
        (made.root / path).write_bytes((ROOT / path).read_bytes())
    made.git("init", "-qb", "main")
    made.git("add", "-A")
    made.git("commit", "-qm", "Start")
    return made


def init(copy, *options):
    return main(["-C", str(copy.root), "init", *options])


def rules(copy):
    return Schema.parse((copy.root / "schema.md").read_text("utf-8")).rules


def files(copy):
    found = (p for p in copy.root.rglob("*") if p.is_file() and ".git" not in p.parts)
    return {p.relative_to(copy.root).as_posix() for p in found}


def test_the_example_goes_and_what_is_not_the_example_only_if_told(copy, capsys):
    (copy.root / "raw/ours.md").write_text("ours")
    assert init(copy) == 0
    assert "kept, for it is not the example: raw/ours.md" in capsys.readouterr().out
    left = {"schema.md", "log.md", "raw/.gitkeep", "wiki/index.md"}
    assert files(copy) == left | {"raw/ours.md"}
    assert (copy.root / "wiki/index.md").read_text("utf-8") == EMPTY_INDEX
    assert (copy.root / "log.md").read_text("utf-8") == EMPTY_LOG
    assert init(copy, "--yes") == 0
    assert files(copy) == left


def test_without_a_terminal_the_schema_stays_as_it_is(copy):
    assert init(copy) == 0
    assert (copy.root / "schema.md").read_text("utf-8") == SCHEMA


def test_options_answer_the_questions(copy, capsys):
    assert init(copy, "--language", "de", "--librarian", "extractive", "--links", "wikilink") == 0
    found = rules(copy)
    assert (found.language, found.librarian, found.links) == ("de", "extractive", "wikilink")
    said = capsys.readouterr().out
    assert "schema.md says language: de, librarian: extractive, links: wikilink." in said


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_an_unknown_answer_is_refused_with_the_list_and_nothing_is_written(copy, capsys, question):
    before = copy.state()
    assert init(copy, f"--{question.key}", "nonsense") == 1
    assert ", ".join(question.values()) in capsys.readouterr().err
    assert copy.state() == before


def test_lean_needs_the_products_list_and_says_so_before_anything_is_written(copy, capsys):
    before = copy.state()
    assert init(copy, "--lean") == 1
    assert "pipeline/product.json is missing" in capsys.readouterr().err
    assert copy.state() == before


def at_a_terminal(copy, *lines):
    """Run `wiki init` at a terminal, answer each question with the next line, and return what it shows."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "pipeline", "-C", str(copy.root), "init"],
        stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "dumb"},
    )  # fmt: skip
    os.close(theirs)
    shown, lines, asked = "", list(lines), 0
    until = time.monotonic() + 120
    while time.monotonic() < until and select.select([ours], [], [], 120)[0]:
        try:
            got = os.read(ours, 65_536).decode("utf-8", "replace")
        except OSError:  # the other side is closed
            break
        shown += got
        if lines and len(re.findall(r"^\w+ \[[\w-]+\]: ", shown, re.MULTILINE)) > asked:
            asked += 1
            os.write(ours, lines.pop(0).encode() + b"\n")
    assert process.wait(60) == 0
    os.close(ours)
    return shown.replace("\r\n", "\n")


def test_at_a_terminal_three_questions_are_asked_and_enter_leaves_it_as_it_is(copy):
    shown = at_a_terminal(copy, "klingon", "2", "", "wikilink")
    assert "One of: en, de, es, fr" in shown
    assert max(map(len, shown.split("\n"))) <= 80
    found = rules(copy)
    assert (found.language, found.librarian, found.links) == ("de", "auto", "wikilink")
