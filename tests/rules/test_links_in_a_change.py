"""What `dead-link` says of the pages of a change: as little as before, each at its very place."""

from pipeline import rules
from pipeline.core.findings.view import View
from pipeline.core.wiki.schema import Schema
from tests.conftest import SCHEMA_FILE
from tests.helpers.making import wiki_of

PATH = "wiki/concepts/kettle.md"


def of_a_change(body):
    wiki = wiki_of({PATH: f"---\ntitle: Kettle\nup: '[[nobody]]'\n---\n\n{body}"})
    return rules.run(
        View((wiki.page("kettle"),), wiki, Schema.parse(SCHEMA_FILE.read_text("utf-8")), {}.get),
        ["dead-link"],
    )


def test_a_link_to_no_page_is_told_with_its_line_and_column():
    found = of_a_change("Words.\n\nSee [[kettle]], [[nowhere]] and\n[a](../entities/gone.md).\n")
    assert [(f.line, f.column, f.subject, f.message) for f in found] == [
        (8, 17, "nowhere", "the link to 'nowhere' leads nowhere"),
        (9, 1, "gone", "the link to 'gone' leads nowhere"),
    ]


def test_headings_files_and_front_matter_are_left_to_a_lint():
    body = "[[kettle#No such heading]] ![[pot.png]] [a](kettle.md#no) [b](../../raw/no.md) ![c](pot.png) [d](../entities/kettle.md)\n"
    assert of_a_change(body) == []
