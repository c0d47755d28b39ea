"""llms.txt: links that lead somewhere, and titles that end none of them."""

from __future__ import annotations

from pipeline.core.markup import markdown
from pipeline.outputs.exports.llms_txt import write
from tests.helpers.exporting import HOSTILE, PLAIN, contents_of


def test_every_page_is_linked_once_and_summaries_of_sources_are_optional():
    held = contents_of(*PLAIN, HOSTILE)
    text = write(held).texts["llms.txt"]
    links = [link.target for link in markdown.find_links(text)]
    assert sorted(links) == sorted(page.facts.path for page in held.pages)
    assert text.index("## Optional") < text.index("wiki/sources/report-summary.md")


def test_a_page_that_is_no_part_of_the_web_is_left_out():
    aside = {"wiki/concepts/README.md": "---\ntitle: Read me\n---\n\nHow this folder is kept.\n"}
    assert "Read me" not in write(contents_of(*PLAIN, aside)).texts["llms.txt"]
