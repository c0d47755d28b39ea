"""Kept shortlists: read back as they were, or not at all."""

from dataclasses import replace

import pytest

from pipeline.adapters.store.shortlists import (
    KeptShortlists,
    _digest,
    load_shortlists,
    save_shortlists,
)
from pipeline.core.claims.shortlists import Shortlists

LISTS = Shortlists(10, {"a1": ("b2",), "b2": ("a1", "c3"), "c3": ()}, frozenset({"c3"}), 4)
PLACE = ("wiki/concepts/pümp.md", 7, "0123456789abcdef")
KEPT = KeptShortlists(
    "v1", "f" * 40, LISTS, ((PLACE, ("wiki/concepts/water.md", 9, "f" * 16)), (PLACE, None))
)


def test_what_is_kept_is_read_back_as_it_was(tmp_path):
    save_shortlists(tmp_path / "wiki" / "shortlists.json", KEPT)
    assert load_shortlists(tmp_path / "wiki" / "shortlists.json", "v1") == KEPT


def test_another_version_of_the_program_reads_nothing(tmp_path):
    save_shortlists(tmp_path / "kept", KEPT)
    assert load_shortlists(tmp_path / "kept", "v2") is None


def sealed(text):
    return f"{_digest(text)}\n{text}".encode()


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[: len(data) // 2],
        lambda data: data.replace(b'"since":4', b'"since":5'),
        lambda data: data.replace(b"wiki", b"\xff\xfe"),
        lambda data: sealed("[]"),
        lambda data: sealed("[" * 100_000),
        lambda data: sealed('{"version": "v1"}'),
        lambda data: sealed(
            data.decode().partition("\n")[2].replace('"lists":[[1]', '"lists":[[99]')
        ),
    ],
)
def test_a_damaged_file_is_nothing(tmp_path, damage):
    save_shortlists(tmp_path / "kept", KEPT)
    data = damage((tmp_path / "kept").read_bytes())
    (tmp_path / "kept").write_bytes(data)
    assert load_shortlists(tmp_path / "kept", "v1") is None


def test_a_disk_that_cannot_be_written_costs_time_only(tmp_path):
    (tmp_path / "file").write_text("in the way")
    save_shortlists(tmp_path / "file" / "kept", replace(KEPT, tree=""))
    assert load_shortlists(tmp_path / "file" / "kept", "v1") is None
