"""What a judge of support is shown of each cited statement of a page."""

from pipeline.core.support.item import MARK
from pipeline.core.support.page_items import items_of_page
from pipeline.core.support.quote_place import QuotePlaces
from tests.helpers import making
from tests.helpers.claims import page, record, wiki_of

SOURCE = "## Fares\n\nA crossing costs 4 crowns.\n\nDogs ride free.\n"


def items(body, quotes=None, records=None, **sources):
    """The items of a page whose marks `[^ferries-1]` and `[^dogs-1]` quote two sources."""
    quotes = quotes or {
        "ferries-1": "A crossing costs 4 crowns.",
        "dogs-1": "Dogs ride free.",
    }
    wiki = wiki_of(page("Ferry", body, quotes), *(records or ()))
    return items_of_page(wiki.page("ferry"), wiki, lambda path: sources.get(path))


def shown(statement):
    return MARK.sub(r"[\1]", statement)


def test_each_quote_keeps_its_source_and_its_mark():
    (one,) = items("It costs 4 crowns,[^ferries-1] dogs are free.[^dogs-1]")
    assert shown(one.statement) == "It costs 4 crowns,[1] dogs are free.[2]"
    assert one.plain == "It costs 4 crowns, dogs are free."
    assert [(q.mark, q.source, q.text) for q in one.quotes] == [
        (1, "ferries.md", "A crossing costs 4 crowns."),
        (2, "dogs.md", "Dogs ride free."),
    ]
    assert one.labels == ("ferries-1", "dogs-1")


def test_a_quote_that_two_sources_share_is_kept_twice():
    (one,) = items(
        "Both say it.[^ferries-1][^dogs-1]",
        {"ferries-1": "Dogs ride free.", "dogs-1": "Dogs ride free."},
    )
    assert [q.source for q in one.quotes] == ["ferries.md", "dogs.md"]


def test_what_has_no_citation_is_no_item_and_stands_around_those_that_have():
    one, two = items(
        "A ferry is a boat. It costs 4 crowns.[^ferries-1] See [[dog]].\n\n## Dogs\n\nThey are free.[^dogs-1]"
    )
    assert (one.before, one.following) == ("A ferry is a boat.", "See dog.")
    assert (two.heading, two.before, two.following) == ("Dogs", "", "")


def test_an_item_of_a_list_stands_under_its_lead_in_or_the_item_around_it():
    body = (
        "There are two fares.[^ferries-1]\n\nAt low tide:\n\n- adults pay 4;[^ferries-1]\n  - in winter less.[^ferries-1] Not much.[^dogs-1]\n"
        "- dogs are free.[^dogs-1]\n\nThat is all.[^dogs-1]"
    )
    found = [(x.sign, x.before, x.plain) for x in items(body)]
    assert found == [
        ("", "", "There are two fares."),
        ("- ", "At low tide:", "adults pay 4;"),
        ("  - ", "adults pay 4;", "in winter less."),
        ("", "in winter less.", "Not much."),
        ("- ", "At low tide:", "dogs are free."),
        ("", "dogs are free.", "That is all."),
    ]


def test_a_row_has_its_columns_and_the_lead_in_of_the_table():
    body = "Fares:\n\n| Who | Fare |\n| --- | --- |\n| adults | 4[^ferries-1] |\n| dogs | 0[^dogs-1] |\n"
    assert [(shown(x.statement), x.before) for x in items(body)] == [
        ("Who: adults; Fare: 4[1]", "Fares:"),
        ("Who: dogs; Fare: 0[1]", "Fares:"),
    ]


def test_the_source_tells_its_standing_and_where_the_quote_stands():
    of = making.source(SOURCE, "raw/ferries.md")
    (one,) = items(
        "It costs 4 crowns.[^ferries-1]",
        records=[record("ferries", "2024-05-01", "Draft", "On ferries")],
        **{"raw/ferries.md": QuotePlaces(of)},
    )
    (cited,) = one.sources
    assert (cited.title, cited.published, cited.standing) == (
        "On ferries",
        "2024-05-01",
        "proposed",
    )
    assert one.quotes[0].under == "Fares"


def test_code_that_looks_like_a_mark_is_none():
    (one,) = items("It costs `x[^ferries-1]` 4 crowns.[^dogs-1]")
    assert one.labels == ("dogs-1",)


def test_hidden_characters_cannot_forge_a_mark():
    (one,) = items("It costs\ue0009\ue001 4 crowns.[^ferries-1]")
    assert shown(one.statement) == "It costs9 4 crowns.[1]"


def test_the_key_is_that_of_what_is_shown():
    (one,) = items("It costs 4 crowns.[^ferries-1]")
    (same,) = items("It costs 4 crowns.[^ferries-1]")
    (after,) = items("It costs 4 crowns.[^ferries-1] Not in winter.")
    assert one.key == same.key != after.key
    assert one.words_and_quotes == after.words_and_quotes


def test_of_very_many_quotes_a_row_is_shown_those_with_its_words():
    quotes = {f"ferries-{n}": f"Crossing number {n} costs {n + 40} crowns." for n in range(1, 31)}
    marks = "".join(f"[^ferries-{n}]" for n in range(1, 31))
    (row,) = items(f"| Crossing | Fare |\n| --- | --- |\n| 29 | 69 crowns{marks} |\n", quotes)
    assert len(row.quotes) == 16
    assert "Crossing number 29 costs 69 crowns." in [q.text for q in row.quotes]
    assert [q.mark for q in row.quotes] == sorted(q.mark for q in row.quotes)


def test_a_mark_before_a_colon_is_a_mark():
    (one,) = items("Two fares hold in summer[^ferries-1]:\n\n- one for dogs.")
    assert shown(one.statement) == "Two fares hold in summer[1]:"
