import pytest

from tests.readers.html.reading import markdown


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("opened in 1931<sup><a href='#fn1'>[3]</a></sup> by", "opened in 1931 by"),
        ("opened in 1931<a href='#fn2'><sup>2</sup></a> by", "opened in 1931 by"),
        ("opened in 1931<sup class=reference>7</sup> by", "opened in 1931 by"),
        (
            "opened in 1931<a class='footnote-reference brackets' href='#id1'>[1]</a> by",
            "opened in 1931 by",
        ),
        ("opened in 1931<a role=doc-noteref href='#n'>1</a> by", "opened in 1931 by"),
        ("opened in 1931<sup>*</sup> by", "opened in 1931 by"),
        ("<a role=doc-backlink href='#r1'>1</a> By then", "By then"),
        ("closed in 1950. <a href='#r1'>↩</a>", "closed in 1950."),
    ],
)
def test_signs_of_notes_are_taken_out(body, written):
    assert markdown(f"<p>{body} so it is.</p>") == f"{written} so it is."


@pytest.mark.parametrize(
    ("body", "written"),
    [
        ("watched by 44<sup>7</sup> people", "watched by 44^7 people"),
        ("80 m<sup>2</sup> in all", "80 m² in all"),
        ("see part <a class='reference internal' href='#p5'>5</a> of it", "see part 5 of it"),
        (
            "<a role=doc-backlink href='#toc1'>What is a valve?</a> asked he",
            "What is a valve? asked he",
        ),
        ("written by [RFC 2616] as it is", "written by [RFC 2616] as it is"),
    ],
)
def test_other_raised_and_linked_numbers_stay(body, written):
    assert markdown(f"<p>{body}.</p>") == f"{written}."


def test_the_link_beside_a_heading_is_no_part_of_it():
    assert (
        markdown("<h2>Valves<a class=headerlink href='#valves'>¶</a></h2><p>Two.</p>")
        == "## Valves\n\nTwo."
    )
