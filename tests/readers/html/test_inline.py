import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.readers.html.inline import BOLD, CODE, CODE_END, LINK, LINK_END, LINK_TEXT_END, finish
from tests.readers.html.reading import markdown


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("a <b> bold </b>word and <i><strong>both</strong></i>", "a **bold** word and **both**"),
        ("half a wo<b>rd</b> is none", "half a word is none"),
        ("<b>one</b><b>pair</b> of <em></em>marks", "**onepair** of marks"),
        ("<del>12</del> 14 valves", "~~12~~ 14 valves"),
        ("5 * 3 * 2 is_not_markup", "5 * 3 * 2 is_not_markup"),
        ("he said <q>now</q>", "he said “now”"),
    ],
)
def test_emphasis_is_written_where_markdown_has_it(body, written):
    assert markdown(f"<p>{body}</p>") == written


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("<code>a</code><code>b</code> and <kbd>Ctrl</kbd>", "`ab` and `Ctrl`"),
        ("the <code>`</code> sign", "the `` ` `` sign"),
        ("<code>url=[x](https://v.example/repo)</code>", "`url=[x](https://v.example/repo)`"),
        ("<code>https://v.example/<b>a</b>?b=<i>c</i></code>", "`https://v.example/a?b=c`"),
        ("<code><a href='https://v.example/'>vent</a></code> it", "`vent` it"),
    ],
)
def test_code_stays_as_it_is_with_the_addresses_in_it(body, written):
    assert markdown(f"<p>{body}</p>") == written


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("<a href='https://v.example/a_(b)'>the page</a>", "[the page](https://v.example/a_%28b%29)"),
        ("<a href='../c.html'>near</a>", "[near](https://v.example/c.html)"),
        ("<a href='#below'>below</a> <a href='javascript:go()'>go</a>", "below go"),
        ("<a href='https://v.example/'>https://v.example/</a>", "https://v.example/"),
        ("<a href='https://v.example/'>[1]</a>", "[1]"),
    ],
)  # fmt: skip
def test_links_to_other_pages_keep_their_address(body, written):
    head = "<link rel=canonical href='https://v.example/d/e.html'>"
    assert markdown(f"<p>See {body}.</p>", head) == f"See {written}."


def test_a_relative_address_without_a_base_is_left_out():
    assert markdown("<p>See <a href='b.html'>that page</a>.</p>") == "See that page."


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("10<sup>9</sup> litres of H<sub>2</sub>O on 70 m<sup>2</sup>", "10^9 litres of H₂O on 70 m²"),
        ("<b>10</b><sup>-3</sup> and 10<sub>2</sub>", "**10**^-3 and 10_2"),
        ("3<sup>1</sup>⁄<sub>2</sub> inches", "3 1/2 inches"),
        ("<math><mn>10</mn><msup><mn>10</mn><mn>6</mn></msup></math>", "1010^6"),
        ("<math><msub><mi>x</mi><mn>1</mn></msub><mo>=</mo><mfrac><mn>1</mn><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow></mfrac></math>", "x₁=1/(a+b)"),
        ("<img class=tex alt='E=mc^2'> holds", "E=mc^2 holds"),
        ("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)"),
    ],
)  # fmt: skip
def test_raised_digits_and_formulas_join_no_number(body, written):
    assert markdown(f"<p>{body}</p>") == written


def test_glyphs_of_an_icon_font_are_no_text_and_ligatures_are_letters():
    assert (
        markdown("<p>\uf0c9 \uf015 The oﬃce of the o\ue001ce</p>") == "The office of the o\ue001ce"
    )


SIGNS = st.text(
    st.sampled_from(f"ab` *[]\n{CODE}{CODE_END}{BOLD}{chr(ord(BOLD) + 1)}{LINK}{LINK_TEXT_END}{LINK_END}"),
    max_size=30,
)  # fmt: skip


@given(SIGNS)
def test_no_sign_remains_and_line_ends_stay_where_they_are(text):
    written = finish(text)
    assert not any("\ufdd0" <= char <= "\ufdef" for char in written)
    assert written.count("\n") == text.count("\n")
