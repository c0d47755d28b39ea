"""`wiki changes` as a person uses it."""

import json
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.helpers.repos import team
from tests.helpers.searching import page

GOLDEN = Path(__file__).parent / "changes"


def cite(label, line, words):
    base = label.rsplit("-", 1)[0]
    return f'[^{label}]: [{base}](../../raw/{base}.md?plain=1#L{line}): "{words}"\n'


def record(base, title, published, body, **more):
    known = {"source": f"raw/{base}.md", "sha256": "1" * 64, "label": base, "published": published}
    return page(title, body, kind="source-summary", **known | more)


HEIGHT = cite("survey-1", 3, "14 metres")
BEFORE = {
    "wiki/entities/dam.md": page(
        "Old Dam", f"The Old Dam is 14 metres high.[^survey-1]\n\n{HEIGHT}", kind="entity"
    ),
    "wiki/entities/mill.md": page("Mill", "A mill stands below.", kind="entity"),
    "wiki/entities/barn.md": page("Barn", "A barn stands beside it.", kind="entity"),
    "wiki/sources/survey.md": record(
        "survey",
        "A survey",
        "2024-01-01",
        f"It measures.[^survey-1]\n\n{HEIGHT}",
        status="Draft",
    ),
}
LAKE = cite("report-2", 9, "a lake")
AFTER = {
    "wiki/entities/dam.md": page(
        "Old Dam",
        "The Old Dam is 12 metres high.[^report-1] It holds a lake.[^report-2]\n\n"
        "## How it changed\n\n- **2024-01**: The Old Dam is 14 metres high.[^survey-1]\n\n"
        f"{cite('report-1', 4, '12 metres')}{LAKE}{HEIGHT}",
        kind="entity",
        disputed=["report-1 ~ survey-1"],
    ),
    "wiki/entities/watermill.md": page("Watermill", "A mill stands below.", ["Mill"]),
    "wiki/entities/barn.md": None,
    "wiki/answers/how-high.md": page(
        "How high is the dam?",
        f"The dam holds a lake.[^report-2] See [[dam]].\n\n{LAKE}",
        kind="answer",
    ),
    "wiki/entities/mill.md": None,
    "wiki/sources/report.md": record(
        "report", "A report", "2025-01-01", f"It holds.[^report-2]\n\n{LAKE}"
    ),
    "wiki/sources/survey.md": record(
        "survey",
        "A survey",
        "2024-01-01",
        f"It measures.[^survey-1]\n\n{HEIGHT}",
        status="Final",
    ),
    "log.md": "# Log\n\n## [2026-01-02] ingest | A report\n",
}


@pytest.fixture(scope="module")
def wiki(tmp_path_factory):
    made = team(tmp_path_factory.mktemp("team") / "wiki", {"survey.md": "x\n", "report.md": "y\n"})
    for pages, message in ((BEFORE, "Before"), (AFTER, "After")):
        for path, text in pages.items():
            target = made.root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink() if text is None else target.write_text(text)
        made.git("add", "-A")
        made.git("commit", "-qm", message)
    return made


@pytest.fixture
def run(wiki, capsys):
    def go(*args):
        code = main(["-C", str(wiki.root), "changes", *args])
        out = capsys.readouterr()
        return code, out.out, out.err

    return go


def without_commits(text):
    """A text without its first line, which names commits and days."""
    return text.split("\n", 1)[1]


def test_all_groups_are_told_for_a_reader(run, golden):
    code, out, _ = run("--since", "HEAD~1")
    assert code == 0
    golden(GOLDEN, {"since.txt": without_commits(out)})


def test_since_a_day_before_the_first_commit_all_of_the_wiki_is_new(run):
    code, out, err = run("--since", "1999-01-01", "--until", "HEAD~1")
    assert (code, err) == (0, "")
    assert out.startswith("From the beginning (1999-01-01) to ")
    assert "2 sources, 3 pages, 1 statement learned." in out
    said = json.loads(run("--since", "1999-01-01", "--json")[1])
    assert said["since"] == {"commit": "", "day": "1999-01-01"}


def test_the_way_back_is_told_as_such(run):
    _, out, _ = run("--since", "HEAD", "--until", "HEAD~1")
    assert out.startswith("The second commit is the older one")


def test_json_has_each_group_with_its_count_and_some_rows(run):
    _, out, _ = run("--since", "HEAD~1", "--json", "-n", "1")
    said = json.loads(out)
    assert {
        name: x["count"]
        for name, x in said.items()
        if "count" in (x if isinstance(x, dict) else {})
    } == {
        "sources": 2,
        "superseded": 1,
        "contradicted": 1,
        "settled": 0,
        "answered": 1,
        "compared": 0,
        "learned": 1,
        "pages": 2,
        "reworded": 0,
        "taken_out": 0,
    }
    assert len(said["sources"]["rows"]) == 1
    assert said["logged"] == {"ingest": 1}
    assert said["superseded"]["rows"][0]["now"]["cites"] == [
        {"label": "report-1", "source": "raw/report.md", "where": "line 4"}
    ]


def test_what_is_left_out_is_counted(run):
    _, out, _ = run("--since", "HEAD~1", "-n", "1")
    assert "Sources (2)" in out
    assert "… and 1 more" in out


def test_where_nothing_changed_it_says_so(run):
    code, out, _ = run("--since", "HEAD")
    assert code == 0
    assert "Nothing that a reader would see has changed." in out


def test_a_broken_schema_hides_no_history(run, wiki):
    before = (wiki.root / "schema.md").read_text("utf-8")
    wiki.add("schema.md", "no front matter", "Break it")
    code, out, _ = run("--since", "HEAD~2", "--until", "HEAD")
    wiki.add("schema.md", before, "Mend it")
    wiki.git("reset", "-q", "--hard", "HEAD~2")
    assert (code, "Superseded (1)" in out) == (0, True)


def test_what_cannot_be_found_is_said_with_exit_code_1(run):
    code, _, err = run("--since", "nope")
    assert (code, "There is no commit 'nope' here." in err) == (1, True)
