"""Words of a text, also of a script without blanks."""

from pipeline.core.language.words import find_words, is_without_blanks


def test_words_begin_with_a_letter():
    assert find_words("The lock's 12 gates, re-built") == ["The", "lock's", "gates", "re-built"]


def test_two_signs_without_blanks_are_a_word():
    assert find_words("水闸建于1931年") == ["水闸", "建于", "年"]
    assert find_words("ゲートはGit対応") == ["ゲー", "トは", "Git", "対応"]
    assert find_words("수문은 열렸다") == ["수문은", "열렸다"]


def test_only_scripts_without_blanks_are_such():
    assert [c for c in "水ゲaア가ñ" if is_without_blanks(c)] == ["水", "ゲ", "ア"]
