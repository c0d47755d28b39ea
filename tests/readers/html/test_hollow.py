import pytest

from tests.readers.html.reading import PROSE, reading

LINKS = "".join(f"<a href='/{n}'>Boilers of {n}</a> " for n in range(1931, 1939))


def text(body):
    return reading(f"<h1>Works</h1>{PROSE}{body}").text


@pytest.mark.parametrize(
    "below",
    [
        f"<nav>{LINKS}</nav>",
        f"<div class=related-pages>{LINKS}</div>",
        f"<h3>Newest of all</h3><nav>{LINKS}</nav>",
        f"<div class=share><a href='/m'>Mail</a></div><nav>{LINKS}</nav>",
        "<textarea></textarea>",
    ],
)
def test_a_heading_below_which_all_is_left_out_is_left_out_with_it(below):
    read = text(f"<h2>More of the works</h2>{below}<h2>Keys</h2><p>The keys are three.</p>")
    assert "More of the works" not in read
    assert "Newest" not in read
    assert read.endswith("## Keys\n\nThe keys are three.")


@pytest.mark.parametrize(
    "below",
    [
        "",
        "<p>The valves are three.</p>",
        f"<nav>{LINKS}</nav><p>The valves are three.</p>",
        f"<h3>North</h3><p>The valves are three.</p><nav>{LINKS}</nav>",
        "<p style='display:none'>The valves are four.</p>",
        "<a class=headerlink href='#x'>¶</a>",
    ],
)
def test_a_heading_with_text_below_it_or_with_nothing_in_the_file_stays(below):
    assert "## Valves" in text(f"<h2>Valves</h2>{below}<h2>Keys</h2><p>The keys are three.</p>")


def test_the_title_of_a_page_stays_whatever_is_left_out():
    assert text(f"<nav>{LINKS}</nav>").startswith("# Works")
