import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.core.markup.foreign_text import make_harmless
from pipeline.core.markup.typography import write_out


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("It holds 10<sup>7</sup> grains.", "It holds 10^7 grains."),
        ("It covers 40 km<SUP >2</SUP>.", "It covers 40 km²."),
        ("It is C<sub>6</sub>H<sub>12</sub>.", "It is C₆H₁₂."),
        ("Base 10<sub>2</sub> it is.", "Base 10_2 it is."),
        ("It weighs 4 × 10^-3^ g.", "It weighs 4 × 10^-3 g."),
        ("It is N~2~O, and ~~gone~~.", "It is N₂O, and ~~gone~~."),
        ("A ~struck~ word and a^b^.", "A ~struck~ word and a^b."),
        ("On the 2<sup>nd</sup> of May.", "On the 2nd of May."),
        ("It has 5<br>7 doors.", "It has 5 7 doors."),
        ("It has 5 <br /> 7<BR> doors.", "It has 5 7 doors."),
        ("It leaks.<sup>3</sup> It is old.", "It leaks. It is old."),
        ("It has 12<sup>[[4]](#n4)</sup> doors.", "It has 12 doors."),
        ('It has 12<sup><a href="#n">4</a></sup> doors.', "It has 12 doors."),
        ("It has 12<sup>[^4]</sup> doors.", "It has 12 doors."),
        ("By $x^2+y^2$ and $10^6$ it is.", "By $x^2+y^2$ and $10^6$ it is."),
        ("By `10^6^` and ``a<br>b`` it is.", "By `10^6^` and ``a<br>b`` it is."),
        ("By `N`<sup>2</sup> steps.", "By `N`² steps."),
        ("At <code>http://h:80/</code> it is.", "At `http://h:80/` it is."),
        ("It holds 2·10⁴ grains.", "It holds 2·10^4 grains."),
        ("From $5 to $10<sup>6</sup> a year.", "From $5 to $10^6 a year."),
    ],
)
def test_what_is_raised_lowered_or_broken_joins_no_number(written, read):
    assert write_out(written) == read


def test_foreign_prose_made_harmless_keeps_its_numbers():
    assert (
        make_harmless("It has 10<sup>6</sup>|5<br/>6 of H<sub>2</sub>O")
        == "It has 10^6\\|5 6 of H₂O"
    )


@given(st.text(alphabet="10<>/supbr^~$`[]( x²\n", max_size=60))
def test_nothing_is_lost_but_markup_and_notes(text):
    assert "\ufdd1" not in write_out(text)
    assert len(write_out(text)) <= len(text) + text.count("<") + text.count("^") + 2 * sum(
        map(text.count, "²~(")
    )


@pytest.mark.parametrize(
    "piece",
    ["<sup>", "<sup>1", "10^", "a~", "$", "<code>", "`", "<br", "x^1^", "<sup>1</sup>", "</sup>"],
)
def test_time_follows_the_length(piece):
    started = time.process_time()
    write_out(piece * (200_000 // len(piece)))
    assert time.process_time() - started < 5
