"""Stored copies of addresses and lists of addresses, as a commit holds them."""

import hashlib

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.sources.origin import Origin, write_origin
from pipeline.operations.repository.snapshot import take_snapshot
from pipeline.operations.repository.status import statuses
from tests.helpers.repos import team

PAGE = "<html><head><title>Kettles</title></head><body><p>A kettle holds two litres of water and boils it.</p></body></html>"
AT = "https://example.org/kettles"


def origin(text=PAGE, address=AT, **more):
    return write_origin(
        Origin(address, "2026-11-30", hashlib.sha256(text.encode()).hexdigest(), **more)
    )


def look(tmp_path, raw):
    return team(tmp_path / "wiki", raw)


def rows(made):
    with open_repository(made.root) as repo:
        snapshot = take_snapshot(repo, repo.head())
        return {s.path: (s.state, s.note) for s in statuses(snapshot)}, snapshot.source_paths


def test_a_stored_copy_is_a_source_with_the_address_and_day_of_its_record(tmp_path):
    made = look(tmp_path, {"k.html": PAGE, "k.html.origin.yml": origin(author="Ann Example")})
    with open_repository(made.root) as repo:
        source = take_snapshot(repo, repo.head()).source("raw/k.html")
    assert (source.address, source.captured, source.author) == (AT, "2026-11-30", "Ann Example")
    assert rows(made)[0].keys() == {"raw/k.html"}


def test_a_record_of_other_bytes_counts_for_nothing(tmp_path):
    made = look(tmp_path, {"k.html": PAGE, "k.html.origin.yml": origin("other")})
    with open_repository(made.root) as repo:
        assert take_snapshot(repo, repo.head()).source("raw/k.html").address == ""


def test_a_list_of_addresses_is_no_source_and_is_told_until_all_are_fetched(tmp_path):
    made = look(
        tmp_path,
        {
            "links.txt": f"{AT}\nhttps://example.org/b\n",
            "x.url": f"[InternetShortcut]\nURL={AT}\n",
            "bad.webloc": "x",
        },
    )
    found, sources = rows(made)
    assert sources == []
    assert found["raw/links.txt"] == (
        "no reader",
        "2 of its 2 addresses are not fetched yet: `wiki add raw/links.txt` does so once",
    )
    assert (
        found["raw/x.url"][1] == "its address is not fetched yet: `wiki add raw/x.url` does so once"
    )
    assert "cannot be read as a .webloc file" in found["raw/bad.webloc"][1]
    made.add("raw/web/k.html", PAGE)
    made.add("raw/web/k.html.origin.yml", origin())
    found, sources = rows(made)
    assert sources == ["raw/web/k.html"]
    assert "raw/x.url" not in found
    assert "1 of its 2 addresses" in found["raw/links.txt"][1]


def test_a_record_without_its_copy_is_told_as_a_file_that_nothing_reads(tmp_path):
    found, _ = rows(look(tmp_path, {"k.html.origin.yml": origin()}))
    assert "nothing here reads .yml" in found["raw/k.html.origin.yml"][1]
