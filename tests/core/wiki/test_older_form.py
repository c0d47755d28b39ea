import pytest
from hypothesis import given

from pipeline.core.markup import footnotes
from pipeline.core.wiki.citations import Citation, parse, parse_simple, render, sources_of
from pipeline.core.wiki.older_form import (
    in_todays_form,
    is_earlier_citation,
    render_earlier,
)
from pipeline.core.wiki.page import Page
from tests.core.wiki.test_citations import citations

HEAD = "---\ntitle: Kettle\n---\n\n"
LINK = "[^a-1]: [a](../../raw/a.md?plain=1#L1): "


@pytest.mark.parametrize(
    "text",
    [
        "",
        f'{HEAD}It boils.[^a-1]\n\n## More\n\nSee [[tea]].\n\n{LINK}"It boils."\n',
        f'{HEAD}It boils.[^a-1]\n\n{LINK}"It \\<boils."\n',
        f"{HEAD}A person wrote this.[^note]\n\n[^note]: See https://a.example/\\<x>\n",
        f'{HEAD}See https://a.example/x and that.[^a-1]\n\n{LINK}"It boils."\n',
    ],
)
def test_a_page_that_is_in_todays_form_is_the_page_itself(text):
    page = Page.parse("wiki/concepts/kettle.md", text)
    assert in_todays_form(page) is page


def test_a_mark_behind_an_address_is_parted_and_a_citation_written_as_today():
    text = (
        f"{HEAD}See https://a.example/x.[^a-1]\n\n## More\n\nAnd www.b.example[^a-1].\n\n"
        f'{LINK}"https://a.example/\\<x>"\n'
    )
    page = Page.parse("wiki/concepts/kettle.md", text)
    assert in_todays_form(page).render() == (
        f"{HEAD}See https://a.example/x. [^a-1]\n\n## More\n\nAnd www.b.example [^a-1].\n\n"
        f'{LINK}"https://a.example/&lt;x>"\n'.replace("[a]", "[a, line 1]")
    )


@given(citations)
def test_a_citation_of_an_earlier_version_is_the_same_fact_and_only_its_words_differ(cited):
    path = "wiki/concepts/kettle.md"
    earlier = render_earlier(cited, path)
    label, text = next(iter(footnotes.find_definitions(earlier + "\n").items()))
    assert parse(label, text, path) == cited
    assert sources_of([text], path) == [cited.source]
    assert is_earlier_citation(earlier, cited, path)
    now = render(cited, path)
    said = parse_simple(text)
    assert said is None or said == parse_simple(now.partition("]: ")[2])
    assert len(now) >= len(earlier)


@pytest.mark.parametrize(
    "words",
    ["[a]", "[a, line 1]", "[a, page 4]", "[L1]", "[mine]", "[a, line 1](b) [a]"],
)
def test_words_that_no_version_wrote_are_no_earlier_form(words):
    cited = parse("a-1", LINK.partition(": ")[2] + '"It boils."', "wiki/x/y.md")
    line = LINK.replace("[a]", words) + '"It boils."'
    assert is_earlier_citation(line, cited, "wiki/x/y.md") == (words in ("[a]", "[a, line 1]"))


def test_earlier_versions_named_a_page_and_the_lines_of_further_quotes():
    path = "wiki/concepts/kettle.md"
    kept = (
        '[g, p. 12](../texts/g.pdf.md?plain=1#L41) ([file](../../raw/g.pdf#page=12)): "one"; '
        '[p. 13](../texts/g.pdf.md?plain=1#L44-L46) ([file](../../raw/g.pdf#page=13)): "two"'
    )
    plain = '[s](../../raw/s.md?plain=1#L1): "a"; [L2-L3](../../raw/s.md?plain=1#L2-L3): "b"'
    for label, text in (("g-1", kept), ("s-1", plain)):
        cited = parse(label, text, path)
        assert isinstance(cited, Citation)
        assert render_earlier(cited, path) == f"[^{label}]: {text}"
