"""Pictures as files: what is taken for one, what is refused, and what a model is shown of it."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from pipeline.core.errors import UserError
from pipeline.core.picture import LONGEST_EDGE, MOST_PIECES, MOST_PIXELS
from pipeline.readers import belongs_to_document, read_source
from pipeline.readers.pictures import pictures_of
from tests.helpers.pictures import drawn, in_format, png
from tests.helpers.share import few
from tests.readers.common import FILES

ENDINGS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "webp": "WEBP", "gif": "GIF"}


def shown(path, data):
    """Return what a model is shown of a picture, as Pillow opens it."""
    (picture,) = pictures_of(path, data, (0,))
    return [Image.open(io.BytesIO(base64.b64decode(image.data))) for image in picture.images]


def refusal(path, data):
    with pytest.raises(UserError) as caught:
        read_source(path, data)
    return f"{caught.value.message} {caught.value.hint}"


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_picture_is_a_source_without_text_that_is_to_be_read(ending):
    source = read_source(f"raw/the-board.{ending}", in_format(drawn("One"), ENDINGS[ending]))
    assert (source.text, source.bare, source.format) == ("", (0,), "image")
    assert (source.title, source.notes) == ("The board", ())


def test_a_picture_that_lies_about_its_kind_is_refused_with_the_right_one():
    assert "its name says PNG, and it is a picture in JPEG" in refusal(
        "raw/a.png", in_format(drawn("One"), "JPEG")
    )
    assert "no picture in PNG, JPEG, WebP or GIF" in refusal("raw/a.png", b"words and more")
    assert "no picture in PNG" in refusal("raw/a.png", in_format(drawn("One"), "TIFF"))


@pytest.mark.parametrize("ending", ENDINGS)
def test_a_picture_that_is_cut_off_is_refused(ending):
    noise = Image.effect_noise((300, 300), 80).convert("RGB")
    data = in_format(noise, ENDINGS[ending])
    assert "broken or cut off" in refusal(f"raw/a.{ending}", data[: len(data) // 2])


def test_a_picture_that_unpacks_to_gigabytes_is_refused_before_it_is_unpacked():
    def chunk(name, data):
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    for size in ((50_000, 50_000), (10_000, 6_000)):
        head = struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0)
        data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        data += chunk(b"IDAT", zlib.compress(bytes(1_000))) + chunk(b"IEND", b"")
        assert "50 megapixels are the most" in refusal("raw/a.png", data)


@pytest.mark.parametrize(("ending", "form"), [("gif", "GIF"), ("webp", "WEBP"), ("png", "PNG")])
def test_of_an_animation_the_first_frame_is_read_and_that_is_said(ending, form):
    frames = [Image.new("RGB", (60, 60), color) for color in ("red", "blue")]
    data = in_format(frames[0], form, save_all=True, append_images=frames[1:])
    assert read_source(f"raw/a.{ending}", data).notes == (
        "it is animated; only its first frame is read",
    )
    assert shown(f"raw/a.{ending}", data)[0].convert("RGB").getpixel((9, 9))[0] > 200


def test_a_photograph_is_turned_as_its_camera_says_and_no_word_of_the_file_is_sent():
    image = Image.new("RGB", (120, 60), "white")
    image.paste("black", (0, 0, 60, 60))
    exif = image.getexif()
    exif[0x0112] = 6  # the camera was held upright
    exif[0x010F] = "A camera of Ada"
    exif.get_ifd(0x8825)[1] = "N"
    (seen,) = shown("raw/a.jpg", in_format(image, "JPEG", exif=exif, comment=b"at home"))
    assert seen.size == (60, 120)
    assert seen.getpixel((30, 20))[0] < 30 < 200 < seen.getpixel((30, 100))[0]
    (picture,) = pictures_of("raw/a.jpg", in_format(image, "JPEG", exif=exif), (0,))
    assert not seen.getexif()
    assert b"camera" not in base64.b64decode(picture.images[0].data)


@pytest.mark.parametrize(
    ("image", "ending", "color"),
    [
        (Image.new("RGBA", (40, 40), (0, 0, 0, 0)), "png", (255, 255, 255)),
        (Image.new("LA", (40, 40), (0, 0)), "png", (255, 255, 255)),
        (Image.new("CMYK", (40, 40), (0, 255, 255, 0)), "jpg", (254, 0, 0)),
        (Image.new("I;16", (40, 40), 65_535), "png", (255, 255, 255)),
        (Image.new("I;16", (40, 40), 32_768), "png", (127, 127, 127)),
        (Image.new("1", (40, 40), 1), "png", (255, 255, 255)),
    ],
    ids=["transparent", "grey and transparent", "CMYK", "16 bits", "half of 16 bits", "1 bit"],
)
def test_every_kind_of_colour_is_shown_as_red_green_and_blue_on_white(image, ending, color):
    (seen,) = shown(f"raw/a.{ending}", in_format(image, ENDINGS[ending]))
    assert seen.mode == "RGB"
    assert all(abs(a - b) <= 3 for a, b in zip(seen.getpixel((20, 20)), color, strict=True))


def test_a_large_picture_is_scaled_down_and_a_small_one_is_not():
    (large,) = shown("raw/a.png", png("One", size=(4_000, 3_000)))
    assert max(large.size) <= LONGEST_EDGE
    assert 0.9 * MOST_PIXELS < large.width * large.height <= MOST_PIXELS
    assert shown("raw/a.png", png("One", size=(300, 200)))[0].size == (300, 200)


def test_a_very_long_picture_is_shown_in_pieces_that_overlap():
    pieces = shown("raw/a.png", png("One", size=(800, 6_400)))
    assert 1 < len(pieces) <= MOST_PIECES
    assert sum(piece.height * 800 / piece.width for piece in pieces) > 6_400


def test_a_picture_in_a_folder_of_assets_belongs_to_a_document():
    assert belongs_to_document("raw/assets/a.png")
    assert belongs_to_document("raw/2026/Assets/a.SVG")
    assert not belongs_to_document("raw/a.png")
    assert not belongs_to_document("raw/assets/a.md")


SAMPLES = [in_format(drawn("One", size=(60, 40)), form) for form in set(ENDINGS.values())]


@settings(max_examples=few(300, 5), deadline=None)
@given(
    st.sampled_from(sorted(ENDINGS)),
    st.sampled_from(SAMPLES),
    st.lists(st.tuples(st.integers(0, 2_000), st.integers(0, 255)), max_size=6),
    st.integers(0, 2_000),
)
def test_whatever_a_file_holds_it_is_a_picture_or_refused_with_a_sentence(ending, data, hits, end):
    changed = bytearray(data)
    for at, value in hits:
        changed[at % len(changed)] = value
    path = f"raw/a.{ending}"
    try:
        source = read_source(path, bytes(changed[: max(1, end)]))
    except UserError as error:
        said = error.message
    else:
        said = f"{path}: it is a picture." if source.bare == (0,) else ""
    assert said.startswith(f"{path}: ")
    assert said.endswith(".")


def test_the_sample_is_read(tmp_path):
    data = (FILES / "board.png").read_bytes()
    assert read_source("raw/board.png", data).bare == (0,)
    assert shown("raw/board.png", data)[0].size == (160, 90)
