"""A bibliography beside a source gives it title, authors and date, and is no source."""

from pipeline.adapters.git.open_repository import open_repository
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.repository.unread_files import unread_files
from tests.helpers.repos import team

TEXT = "The lock holds 512 litres of water, and the keeper closes it by hand.\n"
BIB = "@article{reed, title={On Locks}, author={Reed, Ida}, year=2020, month=may}\n"
CSL = '[{"type": "article", "title": "On Gates", "author": [{"family": "Lind"}]}]'
CHAT = '[{"role": "user", "content": "The gate is open."}]'


def look(tmp_path, raw):
    made = team(tmp_path / "wiki", raw)
    with open_repository(made.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        sources = {path: snapshot.source(path) for path in snapshot.source_paths}
        return sources, unread_files(snapshot)


def test_it_says_more_than_the_file_does_and_is_no_source(tmp_path):
    raw = {"locks.txt": TEXT, "locks.bib": BIB, "gates.txt": TEXT + "2.\n", "gates.json": CSL}
    sources, unread = look(tmp_path, raw)
    assert set(sources) == {"raw/locks.txt", "raw/gates.txt"}
    locks = sources["raw/locks.txt"]
    assert (locks.title, locks.author, locks.published) == ("On Locks", "Ida Reed", "2020-05")
    assert "title, author and date are those that raw/locks.bib names" in locks.notes
    assert sources["raw/gates.txt"].title == "On Gates"
    assert unread == {}


def test_one_that_stands_alone_is_told_and_a_conversation_beside_a_text_is_a_source(tmp_path):
    sources, unread = look(tmp_path, {"a.txt": TEXT, "a.json": CHAT, "other.bib": BIB})
    assert set(sources) == {"raw/a.txt", "raw/a.json"}
    assert "a bibliography describes the source" in unread["raw/other.bib"]


def test_a_list_of_works_describes_the_papers_of_its_folder_by_their_doi(tmp_path):
    listed = (
        "@article{a, title={The lock of Nes}, author={Reed, Ida}, year=2021, doi={10.1000/nes.21}}\n"
        "@article{b, title={Another}, author={Ohm, Kay}, year=2019, doi={10.1000/other}}\n"
    )
    text = "# The lock of Nes\n\ndoi:10.1000/nes.21\n\nThe lock of Nes opens twice a day.\n"
    made = team(
        tmp_path / "w",
        {"papers/library.bib": listed, "papers/nes.md": text, "nes.md": text},
    )
    with open_repository(made.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        source = snapshot.source("raw/papers/nes.md")
        assert (source.author, source.published) == ("Ida Reed", "2021")
        assert "title, author and date are those that raw/papers/library.bib names" in source.notes
        assert snapshot.source("raw/nes.md").author == ""
