"""qmd is asked through what it prints, within a time limit, and can name no page that is not ours."""

import json
import shutil
import stat
import sys
import time

import pytest

from pipeline.adapters.processes.qmd import QmdHit, search_by_qmd
from pipeline.adapters.store.search_rows import PageFilter
from pipeline.core.errors import UserError
from pipeline.operations.ask.qmd_search import pages_of_qmd
from tests.helpers.searching import Shelf, page

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a script")
PAGES = {
    "wiki/concepts/ice.md": page("Ice", "It is cold.\n\n## Use\n\nIt cools tea."),
    "wiki/entities/tea.md": page("Tea", "It is hot.", kind="entity"),
}
ROWS = [
    {"file": "qmd://wiki/entities/tea.md", "line": 3, "score": 0.9},
    {"file": "qmd://wiki/index.md", "line": 1, "score": 0.8},
    {"file": "qmd://wiki/concepts/ice.md", "line": 10, "score": 0.7},
    {"file": "qmd://wiki/concepts/ice.md", "line": 2, "score": 0.6},
    {"file": "qmd://wiki/../../.env", "line": 1, "score": 0.5},
]


@pytest.fixture
def stand_in(tmp_path):
    """Make a program that answers as it is told, and notes how it was called."""

    def make(answer="[]", code=0, body=""):
        path = tmp_path / "qmd"
        path.write_text(
            f"#!{sys.executable}\nimport json, os, sys\n"
            f"with open({str(tmp_path / 'calls')!r}, 'a') as file:\n"
            "    print(json.dumps([sys.argv[1:], dict(os.environ)]), file=file)\n"
            f"{body}\nif sys.argv[1] == 'search':\n    print({answer!r})\n    sys.exit({code})\n"
        )
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return str(path)

    return make


def ask(tmp_path, program, words=("cold", "tea"), seconds=30.0):
    return search_by_qmd(tmp_path / "repo", tmp_path / "private", words, 5, program, seconds)


def calls(tmp_path):
    return [json.loads(line) for line in (tmp_path / "calls").read_text().splitlines()]


def test_it_is_told_of_the_pages_once_and_then_looks_what_changed(tmp_path, stand_in):
    program = stand_in(json.dumps(ROWS))
    assert ask(tmp_path, program)[0] == QmdHit("wiki/entities/tea.md", 3, 0.9)
    ask(tmp_path, program, ("--help",))
    given = [args for args, _ in calls(tmp_path)]
    assert [args[0] for args in given] == ["collection", "search", "update", "search"]
    assert given[0][2:] == [str(tmp_path / "repo" / "wiki"), "--name", "wiki"]
    assert given[1][1] == "cold tea"


def test_it_sees_nothing_of_the_environment_but_the_path(tmp_path, stand_in, monkeypatch):
    monkeypatch.setenv("ANTHROPIC_API_KEY", "unmistakable")
    ask(tmp_path, stand_in())
    for _, environ in calls(tmp_path):
        assert "unmistakable" not in str(environ)
        assert environ["HOME"] == str(tmp_path / "private" / "qmd")


@pytest.mark.parametrize("answer", ["", "no", "{}", '[{"file": 1}]', "[[]]", '[{"score": 1}]'])
def test_what_is_no_answer_is_refused_in_a_sentence(tmp_path, stand_in, answer):
    with pytest.raises(UserError, match="qmd answered with"):
        ask(tmp_path, stand_in(answer))


def test_a_failure_is_told_in_its_words(tmp_path, stand_in):
    with pytest.raises(UserError, match="qmd failed: no such collection"):
        ask(tmp_path, stand_in("no such collection", 1))


def test_it_is_ended_when_it_takes_too_long(tmp_path, stand_in):
    start = time.monotonic()
    with pytest.raises(UserError, match="took longer than 0 seconds"):
        ask(tmp_path, stand_in(body="import time\ntime.sleep(600)"), seconds=0.3)
    assert time.monotonic() - start < 120


def test_where_it_is_not_installed_the_command_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError, match="needs the program qmd") as caught:
        ask(tmp_path, "")
    assert "npm install" in caught.value.hint
    assert "--lexical" in caught.value.hint


def test_its_order_is_kept_and_what_is_no_page_is_left_out(tmp_path):
    found = [
        QmdHit(row["file"].replace("qmd://wiki", "wiki"), row["line"], row["score"]) for row in ROWS
    ]
    shelf = Shelf(tmp_path, PAGES)

    def hits(most=5, **only):
        wish = PageFilter(**only)
        result = shelf.ask(lambda rows: pages_of_qmd(rows, "cooling", wish, most, found))
        return [(hit.page.slug, hit.score, hit.lines[0].text) for hit in result.hits]

    assert hits() == [("tea", 0.9, "It is hot."), ("ice", 0.7, "It cools tea.")]
    assert hits(most=1) == [("tea", 0.9, "It is hot.")]
    assert hits(type="concept") == [("ice", 0.7, "It cools tea.")]


@pytest.mark.skipif(shutil.which("qmd") is None, reason="qmd is not installed")
def test_qmd_itself_finds_a_page(tmp_path):
    for path, text in PAGES.items():
        (tmp_path / "repo" / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "repo" / path).write_text(text)
    found = search_by_qmd(tmp_path / "repo", tmp_path / "private", ["tea", "hot"], 5)
    assert [one.path for one in found][:1] == ["wiki/entities/tea.md"]
    assert [one.name for one in (tmp_path / "private").iterdir()] == ["qmd"]
