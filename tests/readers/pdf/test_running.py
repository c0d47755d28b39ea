import pytest

from pipeline.readers import read_source
from pipeline.readers.pdf.running import drop_running_text
from tests.readers.pdf.making import page, pdf, row


def test_what_runs_along_on_every_page_is_left_out_and_said():
    body = ["It rises", "and it falls", "and rises"]
    pages = [
        page("The Handbook", *(f"{line} {'ever' * at}." for line in body), f"Page {at}")
        for at in range(1, 5)
    ]
    kept, said = drop_running_text(pages)
    assert said == ("page", "the handbook")
    assert [row.text for row in kept[0]] == [
        "It rises ever.",
        "and it falls ever.",
        "and rises ever.",
    ]


def test_a_heading_that_differs_by_its_number_only_stays():
    pages = [
        [
            row(f"Day {at}", size=20),
            *page("Some words that are set in the type of the body."),
        ]
        for at in range(5)
    ]
    kept, _ = drop_running_text(pages)
    assert kept[3][0].text == "Day 3"


ALIKE = {
    "a sentence": lambda n: [f"Tank {n} held {n * 10} litres at noon."],
    "labels and values": lambda n: ["Reading of the tank", "Litres", f"{n * 7}"],
    "counting pages": lambda n: [f"Sheet {n}", f"Total {n * 3}"],
    "a head, and nothing else": lambda n: [
        "Tank readings",
        f"Reading {n}",
        f"{n * 11} litres",
        f"Page {n}",
    ],
    "long": lambda n: [f"Row {row}: {n * row} litres." for row in range(1, 9)],
    "word for word": lambda n: ["Nothing was read today.", "The tank is empty."],
}


@pytest.mark.parametrize("kind", ALIKE)
def test_pages_that_differ_in_numbers_alone_are_not_taken_for_running_text(kind):
    pages = [ALIKE[kind](n) for n in range(1, 6)]
    source = read_source("raw/tanks.pdf", pdf(*pages))
    shown = " ".join(source.text.split())
    assert all(line in shown for page in pages for line in page)
    assert not [note for note in source.notes if "running" in note]


def test_a_line_of_the_text_that_counts_with_the_pages_stays():
    pages = [
        [f"Tank {n}", f"It stands {word} of the house.", f"It was filled {word} in May."]
        for n, word in enumerate(("north", "south", "east", "west"), 1)
    ]
    text = read_source("raw/tanks.pdf", pdf(*pages)).text
    assert all(f"Tank {n}" in text for n in range(1, 5))


def test_labels_below_the_first_line_stay_where_values_follow_them():
    names = ("Ada", "Bo", "Cy", "Dee")
    pages = [
        ["Delivery note", "Received by", name, "Litres", f"{n * 12}"]
        for n, name in enumerate(names)
    ]
    source = read_source("raw/notes.pdf", pdf(*pages))
    assert source.text.count("Received by") == source.text.count("Litres") == 4
    assert source.notes == ("running headers and footers left out: delivery note",)


def at(y, *texts, x=72):
    return [row(text, x + 200 * n, y) for n, text in enumerate(texts)]


def test_a_running_line_that_ends_with_the_page_s_number_stands_apart_from_the_text():
    words = ("north", "south", "east", "west", "home")
    apart = [
        [*at(740, f"Tanks of the town {n}"), *page(f"It is {word}.", "Some text", "of the body.")]
        for n, word in enumerate(words)
    ]
    near = [
        [*at(714, f"Tanks of the town {n}"), *page(f"It is {word}.", "Some text", "of the body.")]
        for n, word in enumerate(words)
    ]
    assert [rows_[0].text for rows_ in drop_running_text(apart)[0]] == [
        f"It is {word}." for word in words
    ]
    assert [rows_[0].text for rows_ in drop_running_text(near)[0]] == [
        f"Tanks of the town {n}" for n in range(5)
    ]


def test_the_numbers_of_a_spread_of_two_pages_are_page_numbers():
    words = ("north", "south", "east", "west")
    pages = [
        [*at(740, f"{2 * n} {2 * n + 1}", "TANKS"), *page(f"It is {word}.")]
        for n, word in enumerate(words, 5)
    ]
    kept, said = drop_running_text(pages)
    assert [row.text for rows_ in kept for row in rows_] == [f"It is {word}." for word in words]
    assert said == ("page numbers", "tanks")


def test_a_page_of_nothing_but_a_known_head_is_said():
    words = ("north", "south", "east")
    pages = [
        ["The Handbook", f"It stands {word} of us.", f"Page {n}"] for n, word in enumerate(words, 1)
    ]
    source = read_source("raw/a.pdf", pdf(*pages, ["The Handbook"], title="T"))
    assert source.notes == (
        "page 4 holds nothing but running headers and footers",
        "running headers and footers left out: page; the handbook",
    )


def test_the_name_of_a_short_chapter_goes_with_the_heads_of_the_others():
    chapters = ["On tides"] * 6 + ["On wind"]
    pages = [
        [row(chapter, y=740, size=8), *page(f"It is {word}.", "Some text", f"of {word * 3}.")]
        for chapter, word in zip(chapters, "abcdefg", strict=True)
    ]
    kept, said = drop_running_text(pages)
    assert said == ("on tides", "on wind")
    assert [len(rows_) for rows_ in kept] == [3] * 7


def test_a_note_at_the_height_of_a_few_footers_stays():
    pages = [
        [*page(f"It is {n * 7}.", "Some text", f"of {'body' * n}."), row("Tide book", y=40, size=8)]
        for n in range(1, 5)
    ]
    pages.append([*page("It is old."), row("1 See the report.", y=40, size=8)])
    kept, said = drop_running_text(pages)
    assert said == ("tide book",)
    assert kept[-1][-1].text == "1 See the report."
