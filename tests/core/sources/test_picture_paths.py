"""Where the file of a picture may lie, and that no path leads out of `raw/`."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.sources.picture_paths import leads_outside, picture_places


@pytest.mark.parametrize(
    ("document", "target", "first"),
    [
        ("raw/a/note.md", "img/x.png", "raw/a/img/x.png"),
        ("raw/a/note.md", "../assets/x.png", "raw/assets/x.png"),
        ("raw/note.md", "./x.png", "raw/x.png"),
        ("raw/a/note.md", "/x.png", "raw/x.png"),
        ("raw/a/note.md", r"img\x.png", "raw/a/img/x.png"),
        ("raw/a/note.md", "../../../etc/x.png", "raw/assets/x.png"),
    ],
)
def test_a_path_is_meant_as_the_document_sees_it(document, target, first):
    assert next(iter(picture_places(document, target))) == first


def test_a_name_alone_is_looked_for_in_assets_too():
    places = list(picture_places("raw/a/note.md", "img/x.png"))
    assert places[1:] == ["raw/img/x.png", "raw/assets/img/x.png", "raw/assets/x.png"]


@given(st.text(alphabet="./\\ab", max_size=20))
def test_no_target_leads_out_of_raw(target):
    places = list(picture_places("raw/a/note.md", target))
    assert all(path.startswith("raw/") and "/../" not in f"{path}/" for path in places)


def test_a_path_that_climbs_out_is_told_from_one_that_is_missing():
    assert leads_outside("raw/note.md", "../x.png")
    assert not leads_outside("raw/a/note.md", "../x.png")
