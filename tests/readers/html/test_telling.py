from pipeline.readers.html.recall import Missing
from pipeline.readers.html.telling import left_out_parts, tell_icons, tell_left_out, tell_missing
from pipeline.readers.html.tree import parse
from pipeline.readers.html.weights import weigh


def left_out(body):
    page, _ = parse(body)
    weigh(page)
    return tell_left_out(left_out_parts(page))


def test_the_largest_parts_are_named_and_the_others_counted():
    parts = "".join(f"<div hidden>{'word ' * n}</div>" for n in range(1, 12))
    (note,) = left_out(f"<p>So.</p>{parts}")
    assert note.startswith(
        "left out, as no part of the text: hidden “word word word word word word …” (11 words);"
    )
    assert note.endswith("; 5 smaller parts (15 words)")
    assert note.count("hidden “") == 6


def test_scripts_buttons_and_empty_parts_are_not_told():
    assert left_out("<p>So.</p><script>var a</script><button>Go</button><div hidden> </div>") == ()


def test_text_that_is_lost_is_told_with_headings_in_a_bounded_list():
    found = [Missing(f"word{n} and more", 10 + n, f"Part {n}") for n in range(9)]
    (note,) = tell_missing(found)
    assert "(126 letters): “word8 and more” under “Part 8”, “word7" in note
    assert note.endswith("and 3 more places")
    assert tell_missing([]) == ()


def test_glyphs_of_an_icon_font_are_counted():
    page, _ = parse("<p>\uf0c9 Menu \uf015</p><p>o\ue001ce</p>")
    weigh(page)
    assert tell_icons(page) == ("2 glyphs of an icon font left out, which name no character",)
