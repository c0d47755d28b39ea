"""The kind and the size of a picture are known from its first bytes, as Pillow knows them."""

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.core.sources.picture_header import PictureHeader, read_picture_header
from tests.helpers.pictures import drawn, in_format


@pytest.mark.parametrize(
    ("form", "more", "suffix"),
    [
        ("PNG", {}, ".png"),
        ("GIF", {}, ".gif"),
        ("JPEG", {}, ".jpg"),
        ("JPEG", {"progressive": True, "exif": b"Exif\0\0" + bytes(3_000)}, ".jpg"),
        ("WEBP", {}, ".webp"),
        ("WEBP", {"lossless": True}, ".webp"),
        ("WEBP", {"exif": b"Exif\0\0II*\0"}, ".webp"),
    ],
)
def test_the_size_is_the_one_that_pillow_finds(form, more, suffix):
    data = in_format(drawn("One", size=(321, 123)), form, **more)
    assert read_picture_header(data) == PictureHeader(suffix, 321, 123)
    assert Image.open(io.BytesIO(data)).size == (321, 123)


@pytest.mark.parametrize("form", ["BMP", "TIFF"])
def test_another_kind_is_none(form):
    assert read_picture_header(in_format(drawn("One"), form)) is None


@pytest.mark.parametrize(
    ("size", "small"), [((79, 900), True), ((150, 150), True), ((200, 200), False)]
)
def test_what_is_small_is_an_ornament(size, small):
    assert PictureHeader(".png", *size).is_ornament == small


BEGINNINGS = [
    b"",
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF89a",
    b"RIFF0000WEBPVP8X",
    b"RIFF0000WEBPVP8 ",
]


@settings(max_examples=200)
@given(st.sampled_from(BEGINNINGS), st.binary(max_size=60))
def test_any_bytes_give_a_size_or_none(begin, rest):
    found = read_picture_header(begin + rest)
    assert found is None or (found.width > 0 and found.height > 0)


def test_a_file_of_nothing_but_marks_takes_no_time():
    assert read_picture_header(b"\xff\xd8" + b"\xff" * 5_000_000) is None
