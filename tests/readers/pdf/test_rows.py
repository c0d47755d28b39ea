import pytest

from pipeline.readers import read_source
from pipeline.readers.pdf.fragments import Fragment, Style
from pipeline.readers.pdf.rows import join_rows
from tests.readers.pdf.making import drawn, line

TYPE = Style(10.0, "Helvetica")
SMALL = Style(6.0, "Helvetica")


def text(*streams, **more):
    return read_source("raw/a.pdf", drawn(*streams, **more)).text


def words(*placed, y=50.0, style=TYPE):
    return [Fragment(word, x, x + 5.0 * len(word), y, style) for word, x in placed]


def test_words_placed_one_by_one_become_a_row():
    rows = join_rows(words(("Evaluation", 0), ("factor", 55), ("3", 90)))
    assert [row.text for row in rows] == ["Evaluation factor 3"]


def test_a_word_that_the_file_breaks_in_two_is_one_word():
    parts = [Fragment("r", 0, 5, 50, TYPE), Fragment("eason", 5, 30, 50, TYPE, apart=False)]
    assert [row.text for row in join_rows(parts)] == ["reason"]


def test_cells_on_one_baseline_stay_apart():
    assert len(join_rows(words(("Do", 0), ("Don’t", 300)))) == 2


def test_words_that_are_drawn_last_come_into_their_row():
    rows = join_rows(
        [*words(("The", 0), ("opens.", 45)), *words(("x", 0), y=30), *words(("gate", 20))]
    )
    assert [row.text for row in rows] == ["The gate opens.", "x"]


def test_ligatures_thin_blanks_and_bullets_become_plain():
    rows = join_rows(words(("●", 0), ("oﬃcial", 10), ("1\u2009350", 45)))
    assert [row.text for row in rows] == ["- official 1 350"]


RAISED = {
    "a power": (["The tank holds 10", ("6", 6, 4), " litres."], "The tank holds 10^6 litres."),
    "a square": (["It measures 50 m", ("2", 6, 4), " in all."], "It measures 50 m² in all."),
    "lowered": (["It is full of H", ("2", 6, -2), "O today."], "It is full of H₂O today."),
    "an ordinal": (["On the 21", ("st", 6, 4), " of May."], "On the 21st of May."),
    "a note behind a word": (["It is 30 metres", ("2", 6, 4), " high."], "It is 30 metres high."),
    "a note behind a sentence": (["It is old.", ("7", 6, 4), " It leaks."], "It is old. It leaks."),
    "small on the baseline": (["Full of CO", ("2", 6, 0), " now."], "Full of CO₂ now."),
}


@pytest.mark.parametrize("kind", RAISED)
def test_raised_and_lowered_digits_never_join_a_number(kind):
    parts, said = RAISED[kind]
    assert text(line(72, 700, *parts)).strip() == said


def test_a_raised_number_that_a_note_of_the_page_has_is_its_sign():
    noted = line(72, 700, "Watched by 31", ("4", 6, 4), " men since 1990, and by dogs.")
    notes = line(72, 90, ("4", 5, 3), "See the report of the port.", size=8)
    said = text(noted + notes)
    assert "31 men since 1990" in said
    assert "4 See the report" in said


def test_a_note_sign_before_a_full_stop_leaves_no_blank():
    assert "in any way. It" in text(
        line(72, 700, "They may not change it in any way", ("9", 6, 4), ". It is so.")
        + line(72, 90, ("9", 5, 3), "See the rules.", size=8)
    )


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_page_that_is_turned_reads_as_it_is_shown(turn):
    matrix = {
        0: "1 0 0 1 72 700",
        90: "0 1 -1 0 72 72",
        180: "-1 0 0 -1 500 100",
        270: "0 -1 1 0 72 700",
    }
    stream = f"BT /F1 10 Tf {matrix[turn]} Tm (The gate is) Tj ( 9 metres wide.) Tj ET"
    assert text(stream, more=f"/Rotate {turn}") == "The gate is 9 metres wide."


def test_what_stands_across_the_page_comes_last():
    stream = "BT /F1 10 Tf 0 1 -1 0 20 200 Tm (A stamp) Tj ET " + line(
        72, 700, "The gate is 9 metres wide."
    )
    assert text(stream).split("\n\n") == ["The gate is 9 metres wide.", "A stamp"]
