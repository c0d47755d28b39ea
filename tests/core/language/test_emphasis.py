"""Signs of emphasis are blanks, and a star that multiplies stays."""

import pytest

from pipeline.core.language.emphasis import blank_emphasis


@pytest.mark.parametrize("text", ["2000*1024", "2 * 3", "5**3", "2*3*4"])
def test_a_star_that_multiplies_stays(text):
    assert blank_emphasis(text) == text


def test_signs_of_emphasis_and_code_are_blanks_and_all_places_stay():
    assert blank_emphasis("**20** a") == "  20   a"
    assert blank_emphasis("a *b* `c`") == "a  b   c "
    assert blank_emphasis("*2000*1024*") == " 2000*1024 "
