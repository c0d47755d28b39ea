"""What stands over a line: headings, the lead-in of a list, the items it is part of, a header."""

from pipeline.core.markup.surroundings import Surroundings

TEXT = """# Pumps

## In 2019

Old ones:

- small
  - costs 5
- large

Costs 9 all the same.

| year | cost |
| --- | --- |
| 2020 | 7 |

```
# no heading
```

## In 2021
It costs 8."""


def over(words):
    lines = TEXT.split("\n")
    return Surroundings(lines).over(next(i for i, x in enumerate(lines) if words in x))


def test_a_line_stands_under_its_headings():
    assert over("It costs 8.") == ("Pumps", "In 2021")
    assert over("Costs 9") == ("Pumps", "In 2019")
    assert over("# Pumps") == ()


def test_an_item_stands_under_the_lead_in_and_the_items_it_is_part_of():
    assert over("costs 5") == ("Pumps", "In 2019", "Old ones:", "- small")
    assert over("- large") == ("Pumps", "In 2019", "Old ones:")


def test_a_row_stands_under_the_header_of_its_table():
    assert over("2020") == ("Pumps", "In 2019", "| year | cost |")


def test_there_is_nothing_over_a_line_that_is_not_there():
    assert Surroundings([]).over(0) == Surroundings([""]).over(5) == ()
