import pytest

from pipeline.core.wiki.older_form import in_todays_form
from pipeline.core.wiki.page import Page

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
        f'{LINK}"https://a.example/&lt;x>"\n'
    )
