"""Which key phrases of texts without blanks are surely names."""

from dataclasses import dataclass

import pytest

from pipeline.librarian.extractive.names.eastern_names import keep_sure_names


@dataclass(frozen=True)
class Phrase:
    title: str


TEXTS = ["据《运河志》记载，「水門」は古い。「もう遅い。」と言った。"]


@pytest.mark.parametrize("title", ["运河志", "水門", "ゲート", "XYZ-3.7", "my_packages", "Linux"])
def test_a_quoted_title_katakana_and_latin_names_stay(title):
    assert keep_sure_names([Phrase(title)], TEXTS, "ja") == [Phrase(title)]


@pytest.mark.parametrize(
    "title", ["や不安定版", "をインストール", "定制您的", "패키지를", "This", "linux", "もう遅い。"]
)
def test_what_may_be_a_part_of_words_goes(title):
    assert keep_sure_names([Phrase(title)], TEXTS, "zh-Hans") == []


def test_other_languages_keep_all():
    assert keep_sure_names([Phrase("lock gate")], TEXTS, "de") == [Phrase("lock gate")]
