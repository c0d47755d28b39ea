"""What the check tells of what pages no longer say."""

from pipeline.core.changes.losses import find_all_losses
from pipeline.core.wiki.page import Page
from tests.helpers.making import wiki_of

PAGE = "wiki/concepts/kettle.md"
FRONT = "---\ntitle: Kettle\ntype: concept\n---\n\n"


def told(old, new, rule="lost-claim"):
    old, new = FRONT + old, FRONT + new
    pages = [Page.parse(PAGE, old)], [Page.parse(PAGE, new)]
    found = find_all_losses(*pages, wiki_of({PAGE: old}), wiki_of({PAGE: new}), None)
    return [f.message for f in found if f.rule == rule]


def test_a_date_that_goes_is_listed_once():
    assert told("Bought on 2019-10-17.\n", "Bought.\n") == [
        "gone from the page: the date 2019-10-17"
    ]
    assert told("On 2019-10-17 and in 2019-10, 5 of 7-8.\n", "7 of 8.\n") == [
        "gone from the page: the date 2019-10-17, the date 2019-10, the number 5"
    ]


def test_a_number_that_stood_by_itself_too_is_listed_beside_the_date():
    assert told("On 2019-10-17, with 17 others.\n", "Once.\n") == [
        "gone from the page: the date 2019-10-17, the number 17"
    ]


def test_a_date_of_which_all_numbers_stay_is_no_loss_as_before_and_one_in_an_address_is_none():
    assert told("On 2019-10-17.\n", "In 2019, 10 of 17.\n") == []
    assert told("On [2019](2019-10-17.md), 5.\n", "On [x](2019-10-17.md).\n") == [
        "gone from the page: the number 2019, the number 5"
    ]


def test_a_link_that_follows_its_page_to_another_name_is_no_loss_and_one_that_goes_is():
    def teapot(title, aliases):
        return f"---\ntitle: {title}\ntype: concept\naliases: {aliases}\n---\n\nIt pours.\n"

    def told_of(new):
        before = wiki_of(
            {PAGE: f"{FRONT}See [[Teapot]].\n", "wiki/concepts/pot.md": teapot("Teapot", "[]")}
        )
        after = wiki_of(
            {PAGE: FRONT + new, "wiki/concepts/tea-pot.md": teapot("Tea pot", "[Teapot, pot]")}
        )
        pages = [Page.parse(PAGE, f"{FRONT}See [[Teapot]].\n")], [Page.parse(PAGE, FRONT + new)]
        return [
            f.message
            for f in find_all_losses(*pages, before, after, None)
            if f.rule == "lost-claim"
        ]

    assert told_of("See [[tea-pot|Teapot]].\n") == []
    assert told_of("See the teapot.\n") == ["gone from the page: the link teapot"]
