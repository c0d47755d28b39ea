import pytest

from pipeline.readers.html.recall import find_missing, words_of
from tests.readers.html.reading import reading

PAGE = """<h1>Works</h1>
<table><tr><td>vent</td><td>opens the upper valve</td></tr></table>
<h2>Vent</h2>
<ul><li>opens the upper valve</li></ul>
<h2>Drain</h2>
<p>It takes <b>twenty</b> minutes, and 10<sup>6</sup> litres.</p>
"""
RESULT = [
    ("# Works", 1),
    ("| vent | opens the upper valve |", 2),
    ("## Vent", 3),
    ("- opens the upper valve", 4),
    ("## Drain", 5),
    ("It takes **twenty** minutes, and 10^6 litres.", 6),
]


def missing(result, left_out=()):
    return [(each.words, each.heading) for each in find_missing(PAGE, result, left_out)]


def test_nothing_is_missing_where_all_words_are_there():
    assert missing(RESULT) == []


@pytest.mark.parametrize(
    ("lost", "words", "heading"),
    [
        (3, "opens the upper valve", "Vent"),
        (1, "opens the upper valve", "Works"),
        (5, "It takes twenty minutes, and 10", "Drain"),
        (4, "Drain", "Drain"),
    ],
)
def test_a_block_that_is_lost_is_told_with_its_heading_though_its_words_stand_elsewhere(
    lost, words, heading
):
    kept = [line for at, line in enumerate(RESULT) if at != lost]
    assert (words, heading) in missing(kept)


def test_what_was_left_out_is_not_missing():
    assert missing(RESULT[:3] + RESULT[4:], [("opens the upper valve", 4)]) == []


def test_a_long_loss_in_a_paragraph_that_stays_is_told():
    page = "<h1>Works</h1><p>The works were opened in 1931 and <i>closed again after the second flood</i> of the river there.</p>"
    kept = [("# Works", 1), ("The works were opened in 1931 and of the river there.", 1)]
    (found,) = find_missing(page, kept, ())
    assert (found.words, found.letters) == ("closed again after second flood the", 30)


@pytest.mark.parametrize(
    ("page", "line"),
    [
        ("<p>so<wbr>long <code>a</code>b</p>", "solong `a`b"),
        ("<p>非常<b>早い</b>川</p>", "非常**早い**川"),
        ("<p>H<sub>2</sub>O and 2<sup>nd</sup></p>", "H₂O and 2nd"),
        ("<p>of <code>[x](http://v.example/y)</code></p>", "of `[x](http://v.example/y)`"),
        ("<p>a&nbsp;b &amp; ﬁne</p>", "a b & fine"),
        ("<svg><title>Icon</title></svg><p>so</p><script>var x</script>", "so"),
    ],
)
def test_markup_that_parts_or_joins_words_is_no_loss(page, line):
    left_out = [("Icon", 1)] if "svg" in page else []
    assert find_missing(page, [(line, 1)], left_out) == []


def test_words_are_compared_in_one_form():
    assert words_of("Ｈ₂O, 10^6 Ｍänner") == ["h", "2", "o", "10", "6", "männer"]


def test_what_the_page_shows_and_the_result_has_not_is_told_in_a_note():
    parts = "".join(
        f"<h2>Part {n}</h2><p>Boiler {n} holds {n * 7} litres of water.</p>" for n in range(9)
    )
    assert not any("shows text" in note for note in reading(f"<h1>Works</h1>{parts}").notes)
    # A parser that takes the whole rest for a comment, and one that does not.
    read = reading(
        "<h1>Works</h1><p>The works were opened in 1931.</p><!--><p>They were closed in 1950.</p>-->"
    )
    assert "They were closed in 1950." in read.text or any("closed" in note for note in read.notes)
