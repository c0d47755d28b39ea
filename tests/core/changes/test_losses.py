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


def test_what_goes_with_a_source_is_told_once_for_the_source_and_the_rest_page_by_page():
    note = '[^{0}-1]: [{0}](../../raw/{0}.md?plain=1#L1): "It holds {0}."\n'
    record = "---\ntitle: About {0}\ntype: source-summary\nsource: raw/{0}.md\nsha256: x\nlabel: {0}\n---\n\nIt says so.[^{0}-1]\n\n"
    pages = {
        f"wiki/concepts/{slug}.md": f"{FRONT}It is of steel.[^j-1] It holds 5 litres of water at 90 degrees.[^k-1] Bought in the year 1971.\n\n{note.format('j')}{note.format('k')}"
        for slug in ("kettle", "pot")
    }
    pages |= {f"wiki/sources/{x}.md": record.format(x) + note.format(x) for x in "jk"}
    left = {
        path: text.replace(" It holds 5 litres of water at 90 degrees.[^k-1]", "")
        .replace(" Bought in the year 1971.", "")
        .replace(note.format("k"), "")
        for path, text in pages.items()
        if path != "wiki/sources/k.md"
    }
    olds = [Page.parse(path, text) for path, text in pages.items()]
    news = [Page.parse(path, text) for path, text in left.items()]

    def told_to(reasons):
        found = find_all_losses(olds, news, wiki_of(pages), wiki_of(left), reasons)
        return [(f.path.rsplit("/", 1)[-1], f.message) for f in found]

    assert told_to(None) == [
        ("k.md", "raw/k.md is no source of the wiki any more: 1 citation of it on 3 pages and what stands on them goes: wiki/concepts/kettle.md, wiki/concepts/pot.md, wiki/sources/k.md"),
        ("kettle.md", "gone from the page: the number 1971"),
        ("pot.md", "gone from the page: the number 1971"),
    ]  # fmt: skip
    named = "- from pot: “Bought in the year 1971.” `[^k-1]`"
    assert [path for path, _ in told_to(named)] == ["k.md"]


def test_a_claim_that_only_an_answer_still_cites_stands_nowhere():
    note = '[^kettle-1]: [kettle](../../raw/kettle.md?plain=1#L1): "It boils."\n'
    other = "wiki/answers/hot.md"

    def told_with(kind):
        rest = {other: f"---\ntitle: Hot?\ntype: {kind}\n---\n\nIt boils.[^kettle-1]\n\n{note}"}
        old = f"{FRONT}It boils.[^kettle-1] It is of steel.\n\n{note}"
        new = f"{FRONT}It is of steel.\n"
        before, after = wiki_of({PAGE: old, **rest}), wiki_of({PAGE: new, **rest})
        pages = [Page.parse(PAGE, old)], [Page.parse(PAGE, new)]
        return [f.message for f in find_all_losses(*pages, before, after, None)]

    assert told_with("concept") == ["gone from the page: the citation kettle-1"]
    assert told_with("answer") == ["on no page any more: [^kettle-1] “It boils.” (raw/kettle.md)"]
