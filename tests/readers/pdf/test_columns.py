from pipeline.readers import read_source
from pipeline.readers.pdf.columns import reading_order
from pipeline.readers.pdf.ruling import NO_RULING, Ruling
from tests.readers.pdf.making import drawn, line, row

LEFT = [
    "The ferry of Ost crosses the",
    "sound four times a day. It",
    "carries 90 cars and stops",
    "when the wind is too strong.",
]
RIGHT = [
    "The tower on the other side",
    "was built in 1902. It has a",
    "light that is seen from far",
    "and a horn for foggy nights.",
]


def order(rows, ruling=NO_RULING):
    return [[row.text for row in region] for region in reading_order(rows, ruling)]


def side(texts, x, top=600.0):
    return [row(text, x, top - 12 * at, wide=200) for at, text in enumerate(texts)]


def across(left, right):
    return [row for pair in zip(left, right, strict=True) for row in pair]


def test_columns_that_the_file_draws_row_by_row_are_read_one_after_the_other():
    assert order(across(side(LEFT, 72), side(RIGHT, 300))) == [LEFT, RIGHT]


def test_a_column_that_is_drawn_first_and_stands_right_is_read_last():
    assert order([*side(RIGHT, 300), *side(LEFT, 72)]) == [LEFT, RIGHT]


def test_a_title_over_two_columns_comes_before_both_and_a_line_below_after_both():
    title = row("A title that runs over both columns of the page", y=640.0, wide=400)
    end = row("What is said of both columns runs over the whole page.", y=540.0, wide=428)
    rows = [title, *across(side(LEFT, 72), side(RIGHT, 300)), end]
    assert order(rows) == [[title.text], LEFT, RIGHT, [end.text]]


def test_three_columns_are_three():
    third = [f"{text} too" for text in LEFT]
    rows = [*side(RIGHT, 290), *side(third, 510), *side(LEFT, 72)]
    assert order(rows) == [LEFT, RIGHT, third]


def test_a_table_is_not_read_by_columns():
    rows = across(
        [row(f"Line {n}", y=600 - 12 * n) for n in range(5)],
        [row(f"{n} km", 300, 600 - 12 * n) for n in range(5)],
    )
    assert order(rows) == [[row.text for row in rows]]
    ruled = Ruling(tuple((594.0 - 12 * n, 72.0, 500.0) for n in range(4)))
    texts = across(side(LEFT, 72), side(RIGHT, 300))
    assert order(texts, ruled) == [[row.text for row in texts]]


def test_two_pages_side_by_side_are_read_one_after_the_other():
    table = [
        row(text, x, 600 - 20 * n)
        for n in range(4)
        for text, x in ((f"Gate {n}", 450), (f"{n} tonnes", 650))
    ]
    rows = [*table, *side(LEFT, 72)]
    assert order(rows) == [LEFT, [row.text for row in table]]


def test_rows_of_one_column_keep_the_order_of_the_file_unless_it_jumps():
    rows = [row(str(n), y=700 - 12 * n) for n in range(20)]
    assert order([rows[3], *rows[:3], *rows[4:]])[0][0] == "3"
    assert order(rows[::-1])[0][0] == "0"


def test_a_page_in_two_columns_reads_as_sentences():
    stream = line(72, 700, "On ferries", size=18, font="F2")
    for n, (left, right) in enumerate(zip(LEFT, RIGHT, strict=True)):
        stream += line(72, 650 - 12 * n, left) + line(300, 650 - 12 * n, right)
    said = read_source("raw/a.pdf", drawn(stream)).text
    assert said.split("\n\n") == ["# On ferries", " ".join(LEFT), " ".join(RIGHT)]


def test_a_sentence_that_goes_on_in_the_next_column_is_one_paragraph():
    left, right = (
        [*LEFT[:3], "when the wind is far too"],
        ["strong for it. The tower is", *RIGHT[1:]],
    )
    stream = "".join(
        line(72, 650 - 12 * n, one) + line(300, 650 - 12 * n, two)
        for n, (one, two) in enumerate(zip(left, right, strict=True))
    )
    assert read_source("raw/a.pdf", drawn(stream)).text == " ".join(left) + "\n" + " ".join(right)
