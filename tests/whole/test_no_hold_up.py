"""No source, page, change set or kept row, whatever it holds, keeps a run busy or stops it for ever. Times are held generously."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.adapters.processes.time_limited import run_in_time
from pipeline.core.changes import edits, limits, page_losses
from pipeline.core.changes.change_set import AddSection, AppendToSection
from pipeline.core.errors import UserError
from pipeline.core.markup import commonmark, footnotes, foreign_text, markdown
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.kept_text import number_kept_lines
from pipeline.core.wiki.page import MOST_PAGE_BYTES, Page
from pipeline.operations.github.check import check_change
from pipeline.operations.github.compile_wish import Wish
from pipeline.operations.github.plan_queue import plan_queue
from pipeline.operations.repository.snapshot import read_in_time, take_snapshot
from pipeline.operations.repository.status import statuses
from pipeline.readers import read_source
from pipeline.readers.day import day_of
from tests.helpers.repos import source, team
from tests.helpers.share import share

SLOW = b"Title\n=====\n\nx " + b"*a " * 60_000  # docutils takes minutes over it


class Hub:
    """A GitHub with nothing on it."""

    bots: frozenset[str] = frozenset()

    def pulls(self, *_):
        return iter(())

    def issues(self, *_):
        return iter(())


@pytest.fixture
def opened():
    """Open a repository's last commit."""
    held = []

    def take_of(made):
        held.append(open_repository(made.root))
        repo = held[-1].__enter__()
        return take_snapshot(repo, repo.head())

    yield take_of
    for one in held:
        one.__exit__(None, None, None)


# --- sources ---


def test_a_plan_reads_no_source_and_takes_the_oldest_first(tmp_path, opened):
    raw = {
        "a.md": source("A", "Words.", "2024-03-01"),
        "2024-02-b.rst": SLOW,
        "2024-01-05 c.html": b"<a " * 130_000,
        "d.pdf": b"%PDF-1.7 broken",
        "e.md": "---\nclipped: 2023-12-31\n---\n\nMore words.\n",
    }
    snapshot = opened(team(tmp_path / "w", raw))
    started = time.process_time()
    queue = plan_queue(
        snapshot, Hub(), lambda refs: {}, Wish(sources=tuple(snapshot.source_paths)), "2026-01-02"
    )
    assert time.process_time() - started < 5
    assert [e.source.removeprefix("raw/") for e in queue.entries] == [
        "e.md",
        "2024-01-05 c.html",
        "2024-02-b.rst",
        "a.md",
        "d.pdf",
    ]
    assert snapshot._sources == {}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", '---\ntitle: A\npublished: "2024-05-01"\n---\n\nx\n'),
        ("a.md", "\ufeff---\r\ntitle: A\r\nDate: May 1, 2024 # as printed\r\n---\r\nx\r\n"),
        ("a.md", "---\ncreated: 2024-05\n---\nx\n"),
        ("2023-04-a.md", "---\nclipped: 2024-05-01\n---\nx\n"),
        ("2023-04-a.txt", "x\n"),
        ("2023-04-a.rst", "x\n"),
        ("2023-44-a.txt", "x\n"),
        ("a.md", "x\n\n---\ndate: 2024-05-01\n---\n"),
        ("a.md", "---\ndate: 31.31.2024\n---\nx\n"),
    ],
)
def test_the_opening_gives_the_day_that_a_reader_finds(name, text):
    read = read_source(f"raw/{name}", text.encode())
    assert day_of(f"raw/{name}", text.encode()) == (read.published or read.captured)


def test_the_opening_is_short():
    late = "---\n" + "x: y\n" * 2_000 + "date: 2024-05-01\n---\n\nx\n"
    assert day_of("raw/a.md", late.encode()) == ""
    assert day_of("raw/a.md", b"\xff\xfe\0---\n: :" * 9) == ""


def test_a_source_that_takes_too_long_fails_alone_and_says_so():
    with pytest.raises(
        UserError, match=r"raw/a\.rst: reading it took longer than 1 seconds\. Split it"
    ):
        read_in_time("raw/a.rst", SLOW, seconds=1)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.rst", b"Title\n=====\n\n" + b"A long line of plain words.\n\n" * 1_000),
        ("a.html", b"<h1>Title</h1>" + b"<p>A paragraph of plain words.</p>" * 1_000),
        ("a.md", b"# Title\n"),
    ],
)
def test_a_source_read_apart_is_the_same(name, data):
    read = read_source(name, data)
    assert read_in_time(name, data) == (number_kept_lines(read) if read.version else read)


def test_what_is_wrong_with_a_source_is_told_from_apart():
    with pytest.raises(UserError) as here:
        read_source("raw/a.pdf", b"%PDF-1.7 broken")
    with pytest.raises(UserError) as apart:
        read_in_time("raw/a.pdf", b"%PDF-1.7 broken")
    assert (apart.value.message, apart.value.hint) == (here.value.message, here.value.hint)


def test_what_runs_apart_is_ended():
    with pytest.raises(TimeoutError):
        run_in_time(time.sleep, 600, seconds=0.1)
    with pytest.raises(ChildProcessError):
        run_in_time(os._exit, 3, seconds=60)
    assert run_in_time(sum, [1, 2], seconds=60) == 3


@pytest.mark.parametrize(
    "name", ["a\nb.md", "a\x01b.md", "a\u202eb.md", "a\u200bb.md", "t\tb/c.md"]
)
def test_a_name_that_cannot_be_shown_is_no_source(tmp_path, opened, name):
    snapshot = opened(team(tmp_path / "w", {name: "# A\n\nWords.\n", "b.md": "# B\n"}))
    assert snapshot.source_paths == ["raw/b.md"]
    (odd,) = [s for s in statuses(snapshot) if s.path != "raw/b.md"]
    assert (odd.path, odd.state) == (f"raw/{name}", "no reader")
    assert odd.note.endswith("its name holds a character that cannot be shown")
    assert [
        e.source for e in plan_queue(snapshot, Hub(), lambda refs: {}, Wish(), "2026-01-02").entries
    ] == ["raw/b.md"]


# --- Markdown ---

PIECES = [
    "[",
    "![",
    "[^a",
    "[^",
    "![](",
    "[a](",
    "[x][",
    "[[",
    "<!-- ",
    "<?",
    "<![CDATA[",
    "<a ",
    "**a ",
    "$$ ",
    "%% ",
    "](",
    "\\",
]
RISING = " ".join("`" * n for n in range(1, 440))


@pytest.mark.parametrize("piece", share([RISING, *PIECES], 4))
def test_the_longest_page_is_read_in_seconds_whatever_it_holds(piece):
    text = (piece * (MOST_PAGE_BYTES // len(piece) + 1))[:MOST_PAGE_BYTES]
    started = time.process_time()
    facts_of("wiki/concepts/a.md", f"---\ntitle: A\n---\n\n{text}")
    commonmark.find_html(f"<b>{text}"), commonmark.find_destinations(f"[a](b){text}")
    (
        markdown.to_plain_text(text),
        foreign_text.make_harmless(text),
        footnotes.drop_marks(text),
        page_losses.find_numbers(text),
    )
    assert time.process_time() - started < 20


@pytest.mark.parametrize("label", ["a-1", "ein-label-9", "ä.b_c", "x" * 200])
def test_marks_are_what_they_were(label):
    text = f"One.[^{label}] Two [^{label}]\n\n[^{label}]: said\n"
    assert footnotes.find_marks(text) == [label, label]
    assert footnotes.find_definitions(text) == {label: "said"}
    assert footnotes.drop_marks("One.[^a-1] Two [^a-1].") == "One. Two."


def test_a_check_of_pages_full_of_brackets_ends(tmp_path):
    made = team(tmp_path / "w", {})
    for name, size in (("below", MOST_PAGE_BYTES - 100), ("above", 190_000)):
        made.add(f"wiki/concepts/{name}.md", f"---\ntitle: {name}\n---\n\n" + "![](" * (size // 4))
    started = time.process_time()
    with open_repository(made.root) as repo:
        found = check_change(repo, made.git("rev-parse", "HEAD~2").strip(), repo.head()).findings
    assert time.process_time() - started < 60
    assert {f.path for f in found if f.rule == "too-large"} == {"wiki/concepts/above.md"}
    assert {f.rule for f in found if f.path == "wiki/concepts/above.md"} == {"too-large"}


# --- change sets ---


@dataclass(frozen=True)
class Plan:
    slug: str = "a"
    type: str = "concept"
    action: str = "update"


@dataclass(frozen=True)
class Pages:
    edits: tuple
    plan: Plan = Plan()


@dataclass(frozen=True)
class Change:
    pages: tuple


def test_the_texts_of_a_change_set_are_bounded():
    for name in ("text", "find", "replace", "tldr", "sections[].text"):
        assert (
            limits.check_change_field(f"pages[].edits[].{name}", "x" * limits.LONGEST_EDIT_TEXT)
            == ""
        )
        assert "are the most" in limits.check_change_field(
            f"pages[].edits[].{name}", "x" * (limits.LONGEST_EDIT_TEXT + 1)
        )
    many = Change((Pages((AddSection("H", "x" * 50_001), AppendToSection("H", "x" * 50_000))),))
    assert list(limits._pages(many)) == [
        "pages: a: its edits have 100001 characters; 100000 are the most"
    ]
    all_ = Change(tuple(Pages((AddSection("H", "x" * 50_000),), Plan(f"p{n}")) for n in range(41)))
    assert list(limits._pages(all_)) == [
        "pages: together their edits have more than 2000000 characters"
    ]


def test_an_edit_does_not_make_a_page_too_long():
    page = Page.parse(
        "wiki/concepts/a.md", "---\ntitle: A\n---\n\nLead.\n\n## One\n\n" + "word " * 12_000 + "\n"
    )
    with pytest.raises(edits.EditError, match="100,000 are the most"):
        edits.apply_edits(page, [AppendToSection("One", "word " * 11_900)])
    assert edits.apply_edits(page, [AppendToSection("One", "More.")]).body.endswith("More.\n\n")
    long = Page.parse(
        "wiki/concepts/a.md", "Lead.\n\n## One\n\n" + "word " * 30_000 + "\n\n## Two\n\nx\n"
    )
    assert edits.apply_edits(long, [edits.RemoveSection("Two")]).parts[-1].heading == "One"


# --- what is kept between runs ---


@pytest.mark.parametrize(
    "value",
    [
        "[]",
        "{}",
        "null",
        "1",
        '["a"]',
        "nonsense",
        "1,2",
        "[" * 50_000 + "]" * 50_000,
        None,
        7,
        b"\x80",
        '[[1],{"a":1}]',
    ],
)
def test_a_row_of_the_cache_that_cannot_be_read_is_made_anew(tmp_path, value):
    made = team(tmp_path / "w", {"a.md": "# A\n\nWords.\n"})
    made.add("wiki/concepts/a.md", "---\ntitle: A\n---\n\nLead.[^a-1]\n")
    with open_repository(made.root) as repo:
        good = take_snapshot(repo, repo.head())
        facts, hashes = dict(good.wiki.facts), good.hashes
        with closing(sqlite3.connect(repo.private / "facts.sqlite")) as db, db:
            assert db.execute("UPDATE facts SET value = ?", (value,)).rowcount == 2
        for _ in range(2):
            again = take_snapshot(repo, repo.head())
            assert (again.wiki.facts, again.hashes) == (facts, hashes)
        with closing(sqlite3.connect(repo.private / "facts.sqlite")) as db:
            assert value not in [row[0] for row in db.execute("SELECT value FROM facts")]


def test_a_row_with_values_of_other_kinds_is_made_anew(tmp_path):
    made = team(tmp_path / "w", {})
    made.add("wiki/concepts/a.md", "---\ntitle: A\n---\n\nLead.[^a-1]\n")
    with open_repository(made.root) as repo:
        facts = take_snapshot(repo, repo.head()).wiki.facts
        for old, new in (
            ('["a-1"]', "[[1]]"),
            ('["a-1"]', "7"),
            ('"A"', "null"),
            ("{}", '{"a": 1}'),
        ):
            with closing(sqlite3.connect(repo.private / "facts.sqlite")) as db, db:
                db.execute("UPDATE facts SET value = replace(value, ?, ?)", (old, new))
            again = take_snapshot(repo, repo.head())
            assert again.wiki.facts == facts
            assert not again.wiki.resolve("nothing")
