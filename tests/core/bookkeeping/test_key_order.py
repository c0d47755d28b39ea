"""Front matter of earlier versions comes into today's order when a compile touches its page, and nobody else's does."""

import pytest

from pipeline.core.bookkeeping.key_order import renew_key_order
from pipeline.core.bookkeeping.three_way_merge import merge_pages
from pipeline.core.markup import frontmatter
from pipeline.core.wiki.page import Page
from tests.core.changes.test_assemble import ABOUT_KETTLE, UPDATE, lay

EARLIER = {
    "title": "Kettle",
    "type": "entity",
    "aliases": [],
    "owner": "ann",
    "sources": ["raw/a.md"],
    "related": ["litre", "teapot"],
    "created": "2025-01-01",
    "updated": "2026-03-01",
    "confidence": "high",
}
TODAY = [
    "title",
    "type",
    "confidence",
    "owner",
    "updated",
    "created",
    "aliases",
    "sources",
    "related",
]


def test_the_order_of_earlier_versions_is_renewed_and_a_key_of_a_team_keeps_its_place():
    made = renew_key_order(frontmatter.dump(EARLIER))
    assert frontmatter.load_block(made) == EARLIER
    assert list(frontmatter.load_block(made)) == TODAY
    assert renew_key_order(made) == made


@pytest.mark.parametrize(
    "block",
    [
        "",
        "---\nconfidence: high\ntitle: Kettle\ntype: entity\n---\n",
        frontmatter.dump(EARLIER).replace("owner", "# whose it is\nowner"),
        frontmatter.dump(EARLIER).replace("title: Kettle", 'title: "Kettle"'),
        "---\ntitle: Kettle\ntype: entity\n---\n",
    ],
)
def test_what_a_person_wrote_stays_byte_for_byte(block):
    assert renew_key_order(block) == block


def test_a_compile_renews_the_pages_that_it_touches():
    texts = lay(ABOUT_KETTLE, {})[1]
    path = "wiki/concepts/kettle.md"
    page = Page.parse(path, texts[path])
    order = [key for key in EARLIER if key in page.meta]
    older = frontmatter.dump({key: page.meta[key] for key in order})
    assert older != page.front
    texts[path] = texts[path].replace(page.front, older)
    after = Page.parse(path, lay(UPDATE, texts)[1][path])
    assert list(after.meta) == [key for key in TODAY if key in after.meta]


def test_a_side_that_renewed_the_order_and_one_that_changed_a_key_merge_in_both_orders():
    base = frontmatter.dump(EARLIER) + "\nWater.\n"
    ours = renew_key_order(frontmatter.dump({**EARLIER, "updated": "2026-05-01"})) + "\nWater.\n"
    theirs = frontmatter.dump({**EARLIER, "related": ["litre", "steam", "teapot"]}) + "\nWater.\n"
    made = merge_pages(base, ours, theirs)
    assert made == merge_pages(base, theirs, ours)
    meta = Page.parse("x.md", made).meta
    assert list(meta) == TODAY
    assert (meta["updated"], meta["related"][1]) == ("2026-05-01", "steam")
