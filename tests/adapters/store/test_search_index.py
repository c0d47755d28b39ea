"""The index of the search is a cache: incremental, made anew where damaged, and never in the way."""

import os
import random
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from pipeline.adapters.store.search_rows import PageFilter
from pipeline.core.search.query import parse_query
from pipeline.core.search.rare_first import put_rare_first
from tests.helpers.searching import Shelf, page

PAGES = {
    "wiki/entities/europa.md": page("Europa", "Europa is a [[moon]] with an icy crust."),
    "wiki/entities/io.md": page("Io", "Io has volcanoes and orbits [[Jupiter]]."),
    "wiki/entities/jupiter.md": page("Jupiter", "A planet.", ["King of planets"]),
    "wiki/concepts/moon.md": page("Moon", "A moon orbits a planet, as [[io]] does."),
}
MANY = {
    f"wiki/concepts/thing-{n}.md": page(f"Thing {n}", f"Number {n} is about kettle{n % 7}. " * 20)
    for n in range(120)
}


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path, PAGES)


def test_all_pages_are_read_once(shelf):
    assert shelf.found("icy crust") == ["europa"]
    assert shelf.found("volcano") == ["io"]
    assert sorted(shelf.read) == sorted(PAGES)


def test_only_changed_pages_are_read_and_those_that_went_are_gone(shelf):
    shelf.found("moon")
    shelf.read.clear()
    shelf.pages["wiki/entities/io.md"] = page("Io", "Io has sulphur.")
    shelf.pages["wiki/entities/titan.md"] = page("Titan", "Titan has lakes.")
    del shelf.pages["wiki/entities/europa.md"]
    assert sorted(shelf.found("lakes sulphur")) == ["io", "titan"]
    assert sorted(shelf.read) == ["wiki/entities/io.md", "wiki/entities/titan.md"]
    assert shelf.found("volcano") == []
    assert shelf.found("europa") == []
    assert shelf.search("europa").pages == 4


def test_an_index_brought_up_to_date_answers_as_one_made_anew(tmp_path):
    (tmp_path / "new").mkdir()
    old = Shelf(tmp_path, MANY)
    for step in range(3):
        old.search("kettle1")
        for n in range(step * 5, step * 5 + 5):
            old.pages[f"wiki/concepts/thing-{n}.md"] = page(f"Thing {n}", "Now about teapots.")
            old.pages.pop(f"wiki/concepts/thing-{n + 60}.md")
    new = Shelf(tmp_path / "new", old.pages)
    for query in ("kettle1", "teapots", '"now about"', "thing 3", "number"):
        rows = [(hit.page.path, round(hit.score, 6)) for hit in old.search(query, 200).hits]
        assert sorted(rows) == sorted(
            (hit.page.path, round(hit.score, 6)) for hit in new.search(query, 200).hits
        )


def test_passing_over_common_words_finds_the_same_pages_with_the_same_scores(tmp_path):
    chance = random.Random(3)
    # the word n stands on every n-th page or so
    bodies = [
        " ".join(f"w{n}" for n in range(1, 40) for _ in range(3) if not chance.randrange(2 * n))
        for _ in range(300)
    ]
    shelf = Shelf(tmp_path, {f"wiki/a/p{n}.md": page(f"P {n}", x) for n, x in enumerate(bodies)})

    def compare(rows):
        spared = 0
        for _ in range(60):
            words = chance.sample(range(1, 40), chance.randrange(2, 7))
            query = parse_query(" ".join(f"w{n}" for n in words))
            held = rows.counts(query.wanted)
            for only in (PageFilter(), PageFilter(type="concept")):
                assert rows.scores(query, only, 8, held) == pytest.approx(
                    rows.scores(query, only, 8)
                )
            spared += bool(put_rare_first(query.words, held, rows.size, 8).common)
        return spared

    assert 10 < shelf.ask(compare) < 60


def test_another_language_means_other_words_so_all_is_read_again(shelf):
    shelf.found("moon")
    shelf.language = "de"
    shelf.read.clear()
    shelf.found("moon")
    assert sorted(shelf.read) == sorted(PAGES)


@pytest.mark.parametrize("damage", ["empty", "garbage", "cut", "tables", "version", "folder"])
def test_a_damaged_index_is_made_anew(shelf, damage):
    shelf.found("moon")
    data = shelf.file.read_bytes()
    if damage == "tables":
        with sqlite3.connect(shelf.file) as db:
            db.execute("DROP TABLE names")
    elif damage == "version":
        with sqlite3.connect(shelf.file) as db:
            db.execute("UPDATE state SET version = version - 1")
    elif damage == "folder":
        shelf.file.unlink()
        shelf.file.mkdir()
    else:
        shelf.file.write_bytes(
            {"empty": b"", "garbage": b"garbage " * 500, "cut": data[: len(data) // 2]}[damage]
        )
    shelf.read.clear()
    assert shelf.found("icy crust") == ["europa"]
    assert sorted(shelf.read) == sorted(PAGES)
    assert shelf.found("volcano") == ["io"]


def test_an_index_with_holes_anywhere_gives_an_answer(tmp_path):
    shelf = Shelf(tmp_path, MANY)
    shelf.search("kettle1")
    whole = shelf.file.read_bytes()
    for start in range(0, len(whole), len(whole) // 12):
        shelf.file.write_bytes(whole[:start] + b"\xff" * 4_096 + whole[start + 4_096 :])
        for query in ("kettle1", '"number 5"', "thing"):
            shelf.search(query)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write anywhere")
def test_where_the_folder_cannot_be_written_the_answer_is_the_same(tmp_path):
    _read_only(Shelf(tmp_path, PAGES), tmp_path)


def _read_only(shelf, folder):
    shelf.found("moon")
    folder.chmod(stat.S_IRUSR | stat.S_IXUSR)
    shelf.file.chmod(stat.S_IRUSR)
    try:
        assert shelf.found("icy crust") == ["europa"]
        shelf.pages["wiki/entities/io.md"] = page("Io", "Io has sulphur.")
        assert shelf.found("sulphur") == ["io"]
    finally:
        folder.chmod(stat.S_IRWXU)


def test_where_there_can_be_no_file_the_index_is_made_in_memory(tmp_path):
    (tmp_path / "taken").write_text("a file where the folder should be")
    shelf = Shelf(tmp_path, PAGES)
    shelf.file = tmp_path / "taken" / "search.sqlite"
    assert shelf.found("icy crust") == ["europa"]
    assert shelf.found("volcano") == ["io"]
    assert len(shelf.read) == 2 * len(PAGES)


def test_several_processes_may_make_it_at_once(tmp_path):
    program = (
        "import sys, pathlib\n"
        "from tests.adapters.store.test_search_index import MANY, Shelf\n"
        "shelf = Shelf(pathlib.Path(sys.argv[1]), MANY)\n"
        "print(len(shelf.search('number', 200).hits), len(shelf.read))"
    )
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    said = [process.communicate()[0].split() for process in running]
    assert {found for found, _ in said} == {"120"}
    assert sorted(int(read) for _, read in said) == [0, 0, 0, 120], "the others wait, and use it"


def test_two_trees_may_be_asked_about_in_turns(tmp_path):
    one, other = Shelf(tmp_path, PAGES), Shelf(tmp_path, MANY)

    def ask(turn):
        return one.found("icy crust") if turn % 2 else other.search("number", 200).count

    with ThreadPoolExecutor(2) as pool:
        found = [*pool.map(ask, range(8))]
    assert found == [120, ["europa"]] * 4


def test_a_link_opens_the_slug_before_the_title_and_the_title_before_an_alias(tmp_path):
    pages = {
        "wiki/a/first.md": page("First", "x", ["second"]),
        "wiki/b/other.md": page("Second", "x"),
        "wiki/c/second.md": page("Third", "x"),
        "wiki/d/second.md": page("Fourth", "x"),
    }

    def opened(pages):
        shelf = Shelf(tmp_path, pages)
        number = shelf.ask(lambda rows: rows.resolve(["second"]).get("second"))
        return shelf.ask(lambda rows: rows.pages([number])[0].path)

    for path in ("wiki/c/second.md", "wiki/d/second.md", "wiki/b/other.md", "wiki/a/first.md"):
        assert opened(pages) == path
        del pages[path]


def test_neighbours_are_the_pages_linked_to_and_from(shelf):
    def question(rows):
        slugs = {page.number: page.slug for page in rows.pages([1, 2, 3, 4])}
        beside = rows.neighbours([*slugs])
        counts = rows.link_counts([*slugs])
        return {slugs[n]: ({slugs[x] for x in around}, counts[n]) for n, around in beside.items()}

    assert shelf.ask(question) == {
        "europa": ({"moon"}, 1),
        "io": ({"jupiter", "moon"}, 2),
        "jupiter": ({"io"}, 1),
        "moon": ({"europa", "io"}, 2),
    }
