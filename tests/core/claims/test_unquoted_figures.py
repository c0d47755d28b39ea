"""Which numbers and names with digits of a claim stand in none of its quotes."""

import time

import pytest

from pipeline.core.claims.unquoted_figures import find_unquoted_figures


def unquoted(claim, *quotes, over=(), own=()):
    return find_unquoted_figures(claim, quotes, over, own)


@pytest.mark.parametrize(
    ("claim", "quote"),
    [
        ("The tank holds 1,000 litres.", "it holds one thousand litres"),
        ("The tank holds 1000 litres.", "it holds 1 000 litres"),
        ("Twenty pumps failed.", "20 pumps failed"),
        ("20 pumps failed.", "twenty of the pumps failed"),
        ("The limit is 5 kB.", "a limit of 5KB"),
        ("It opened on 3 March 2009.", "opened: 2009-03-03"),
        ("It opened on 3 March 2009.", "opened on March 3, 2009"),
        ("It opened in March 2009.", "opened on the 3rd of March 2009"),
        ("50 percent of the pumps failed.", "fifty per cent of the pumps"),
        ("The 21st valve is open.", "valve 21 is open"),
        ("It cost 2.1 million euros.", "a cost of 2,100,000 euros"),
        ("The pump P-150 runs at 1.9 GHz.", "P150 runs at 1900 MHz"),
        ("Keys have 32 bytes.", "a 32-byte key"),
        ("There are 2^32 keys.", "2**32 keys"),
        ("One pump fails.", "a pump fails"),
        ("One of the pumps runs OpenPump 1.1.1.", "some pumps run OpenPump 1.1.1"),
        ("It lists three faults: rust, leaks and noise.", "rust, leaks, noise"),
    ],
)
def test_what_a_quote_says_in_another_form_is_quoted(claim, quote):
    assert unquoted(claim, quote) == ()


_ITALIAN_NAMES = "Anders Elowsson, Ben Adams, Francesco D'Amato e Marco della Valle"


@pytest.mark.parametrize("claim", ["2**13", "`2**13`", "2 ** 13", "2^13", "2^(13)", "2¹³", "`2¹³`"])
@pytest.mark.parametrize("quote", ["| `COST` | `2**13` |", "it is 2^13", "`2¹³`", "2**(13)"])
@pytest.mark.parametrize("own", ["", _ITALIAN_NAMES])
def test_a_power_is_one_value_in_all_its_forms_whatever_language_stands_around_it(
    claim, quote, own
):
    assert unquoted(f"COST: {claim}.", quote, own=(own,)) == ()
    (found,) = unquoted(f"COST: {claim}.", quote.replace("3", "4").replace("³", "⁴"), own=(own,))
    assert "2" in found


def test_a_number_word_inside_a_compound_is_no_value():
    assert unquoted("A non-zero byte costs 16 gas.", "each such byte costs 16 gas") == ()
    assert unquoted("A non-zero byte costs 4 * 4 = 16 gas.", "4 of 16 gas") == ()
    assert unquoted("A one-off fee of 16 gas.", "a fee of 16 gas", own=(_ITALIAN_NAMES,)) == ()


@pytest.mark.parametrize(
    ("claim", "quote", "found"),
    [
        ("The tank holds 800 litres.", "it holds 80 litres", ("800",)),
        ("The valve V-54 is open.", "the valve is open", ("V-54",)),
        ("It opened in 2009.", "opened in March", ("2009",)),
        ("It opened on 4 March 2009.", "opened on 3 March 2009", ("4 March 2009",)),
        ("It takes 10 ms.", "it takes 100 ms", ("10",)),
    ],
)
def test_what_no_quote_says_is_found(claim, quote, found):
    assert unquoted(claim, quote) == found


def test_what_stands_over_the_quote_counts_and_so_does_the_name_of_the_source():
    assert unquoted("In 2019 the tank held 5 litres.", "5 litres", over=("Figures for 2019",)) == ()
    assert unquoted("RULE-12 lets 5 litres pass.", "it lets 5 litres pass", own=("rule-12",)) == ()
    assert unquoted("RULE-13 lets 5 litres pass.", "it lets 5 litres pass", own=("rule-12",)) == (
        "RULE-13",
    )


def test_the_time_follows_the_length_of_the_texts():
    start = time.process_time()
    unquoted("1 2 3 " * 2_000, "a1-" * 20_000, over=["9,9" * 9_000] * 20)
    assert time.process_time() - start < 5
