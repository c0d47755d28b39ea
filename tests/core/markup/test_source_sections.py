"""A long text is divided into its chapters, or into runs of lines where no heading names them."""

from hypothesis import given

from pipeline.core.markup.source_sections import section_at, sections_of
from tests.helpers.strategies import markdown_text

BOOK = "# Engines\n\nOf this book.\n\n" + "\n\n".join(
    f"## Chapter {n}\n\n### Wheels\n\nThey turn.\n\n### Axles\n\nThey hold." for n in range(4)
)


def test_the_chapters_are_the_highest_headings_of_which_there_are_several():
    titles = [section.title for section in sections_of(BOOK)]
    assert titles == ["Engines", "Chapter 0", "Chapter 1", "Chapter 2", "Chapter 3"]


def test_every_line_is_in_one_section_and_its_words_are_counted():
    sections = sections_of(BOOK)
    assert [s.start for s in sections[1:]] == [s.end for s in sections[:-1]]
    assert sections[0].words == 5
    lines = BOOK.split("\n")
    assert section_at(sections, lines.index("## Chapter 2") + 3) == 3


def test_signs_of_a_heading_in_code_name_nothing():
    text = "```\n# a\n# b\n# c\n```\n\n# One\n\nA.\n\n# Two\n\nB.\n\n# Three\n\nC."
    assert [s.title for s in sections_of(text)] == ["", "One", "Two", "Three"]


def test_a_text_without_headings_is_divided_as_it_is_read():
    text = "\n".join(
        f"09:{n % 60:02} Ada: the engine number {n} is red today." for n in range(4_000)
    )
    sections = sections_of(text, is_markdown=False)
    assert len(sections) > 2
    assert {s.title for s in sections} == {""}
    assert sum(s.words for s in sections) == len(text.split())


@given(markdown_text)
def test_sections_of_any_text_hold_all_its_words(text):
    assert sum(s.words for s in sections_of(text)) == len(text.split())
