"""What a quote stands under and after in its source: the heading, the words before it, its list, its table."""

import time

import pytest

from pipeline.core.haystack import Haystack
from pipeline.core.support.quote_place import QuotePlaces
from tests.helpers.making import source

GUIDE = """# Ferry guide

Ferries are few. They sail at dusk.

## Fares

A fare depends on the tide:

- At low tide:
  - Adults pay 4 crowns.
  - Children ride free, unless the deck is wet and
    nobody minds them.
- At high tide the harbour
  master sets the fare.

| Berth | Fee | Depth |
| ----- | --- | ----- |
| North | 7 | 3 m |
| South | 9 | 5 m |

> [!note]
> This holds in summer.

The old rule was:

```
if tide < 2:
    fee = 3
```

Nobody objected.
"""


def place(quote, text=GUIDE, near=0):
    of = source(text)
    return QuotePlaces(of).place_of(Haystack(of).find(quote, near), of.unit)


def test_a_sentence_that_stands_first_under_its_heading_has_nothing_before_it():
    assert place("Ferries are few.") == ("Ferry guide", "")


def test_a_sentence_has_the_one_before_it():
    assert place("They sail at dusk.") == ("Ferry guide", "Ferries are few.")


def test_words_in_the_middle_have_those_before_them():
    assert place("unless the deck is wet and nobody minds them") == (
        "Fares",
        "A fare depends on the tide: / At low tide: / Children ride free,",
    )


@pytest.mark.parametrize(
    ("quote", "after"),
    [
        ("Adults pay 4 crowns.", "A fare depends on the tide: / At low tide:"),
        ("At high tide the harbour master sets the fare.", "A fare depends on the tide:"),
        ("sets the fare", "A fare depends on the tide: / At high tide the harbour master"),
    ],
)
def test_an_item_has_the_items_around_it_and_the_lead_in_of_its_list(quote, after):
    assert place(quote) == ("Fares", after)


def test_a_row_has_the_header_of_its_table_and_a_cell_the_cells_before_it():
    assert place("| South | 9 | 5 m |") == ("Fares", "Berth | Fee | Depth")
    assert place("5 m |") == ("Fares", "Berth | Fee | Depth / South | 9")


def test_in_a_quotation_the_signs_are_left_out():
    assert place("This holds in summer.") == ("Fares", "[!note]")


def test_a_line_of_code_has_the_line_above_it_and_the_first_the_lead_in():
    assert place("fee = 3") == ("Fares", "if tide < 2:")
    assert place("if tide < 2:") == ("Fares", "The old rule was:")


def test_a_paragraph_has_the_one_before_it_only_where_it_points_back_or_is_led_to():
    text = "Ferries are few.\n\nThis annoys people.\n\nOars are dear.\n\nIn short:\n\nSwim.\n"
    assert place("This annoys people.", text)[1] == "Ferries are few."
    assert place("Oars are dear.", text)[1] == ""
    assert place("Swim.", text)[1] == "In short:"


def test_a_hash_in_code_is_no_heading():
    text = "# One\n\n```\n# not a heading\n```\n\nFerries are few.\n"
    assert place("Ferries are few.", text) == ("One", "")


def test_long_words_before_are_cut_at_a_word():
    text = f"Ferries {'toss and ' * 100}turn, said the mate.\n"
    after = place("said the mate", text)[1]
    assert after.startswith("…")
    assert len(after) <= 241
    assert after.endswith("turn,")


def test_of_a_quote_that_stands_twice_the_cited_line_counts():
    text = "# One\n\nFerries are few.\n\n# Two\n\nFerries are few.\n"
    assert place("Ferries are few.", text, near=7) == ("Two", "")


@pytest.mark.parametrize("line", ["- item", "  - item", "| a | b |", "word", "> - item", "```"])
def test_the_time_follows_the_length(line):
    text = "\n".join([*[line] * 20_000, "Ferries are few."])
    started = time.process_time()
    place("Ferries are few.", text)
    assert time.process_time() - started < 3


def test_many_quotes_of_a_list_without_end_take_no_longer():
    rows = [f"- item {n}\n" + "word\n" * 40 for n in range(100)]
    of = source("".join(rows))
    places, haystack = QuotePlaces(of), Haystack(of)
    found = [haystack.find(f"item {n} word", 0) for n in range(100)]
    started = time.process_time()
    for quote in found:
        places.place_of(quote, of.unit)
    assert time.process_time() - started < 3


def test_only_the_sign_that_leads_a_row_is_taken_off():
    text = "This was proposed in [KTL 596](https://ktl.example/0596) and so on, as 50 - 40 is. It was rejected."
    assert place("It was rejected.", text) == (
        "",
        "This was proposed in KTL 596 and so on, as 50 - 40 is.",
    )


def test_a_quote_that_begins_in_a_heading_has_nothing_before_it():
    assert place("Fares A fare depends on the tide:") == ("Fares", "")
