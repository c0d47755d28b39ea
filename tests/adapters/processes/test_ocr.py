"""Text recognition on this machine, where the extra `ocr` is installed; rows of lines anywhere."""

from __future__ import annotations

import pytest

from pipeline.adapters.processes import ocr
from pipeline.core.errors import UserError
from pipeline.core.wiki.transcript import PictureText
from pipeline.readers.pictures import pictures_of
from tests.helpers.pictures import png

INSTALLED = pytest.mark.skipif(not ocr.is_installed(), reason="the extra `ocr` is not installed")


def test_lines_beside_one_another_are_one_row_from_left_to_right():
    lines = [(52.0, 80.0, 300.0, "4.50"), (10.0, 38.0, 20.0, "Fees"), (50.0, 78.0, 20.0, "Boat")]
    assert ocr.in_rows(lines) == ["Fees", "Boat  4.50"]
    assert ocr.in_rows([]) == []


@INSTALLED
def test_words_are_read_without_a_network():
    (picture,) = pictures_of(
        "raw/a.png", png("Two locks are shut.", "The fee is 4,500 euros."), (0,)
    )
    (found,) = ocr.OcrTranscriber().transcribe([picture])
    assert found == PictureText(0, "Two locks are shut.\nThe fee is 4,500 euros.")


@INSTALLED
def test_of_a_picture_without_words_that_is_said():
    (picture,) = pictures_of("raw/a.png", png(), (0,))
    (found,) = ocr.OcrTranscriber().transcribe([picture])
    assert isinstance(found, UserError)
    assert "no words were recognised in the picture" in found.message
