"""Which pairs a judge is asked about first, and about which nobody needs to be asked."""

from dataclasses import replace

from pipeline.core.claims.judgement import Pair, Statement
from pipeline.core.claims.screen import queue_pairs, score_pairs
from pipeline.core.wiki.facts import facts_of
from pipeline.core.wiki.wiki import Wiki


def said(text, page, source="", heading=""):
    source = source or page
    return Statement(
        page,
        f"wiki/concepts/{page}.md",
        heading,
        text,
        (f"{source}-1",),
        (),
        (f"raw/{source}.md",),
    )


def pair(one, other, page="mill", source="report"):
    return Pair(said(one, "pump"), said(other, page, source))


def wiki(days=(), also=()):
    """A wiki of pages, each with the day of its last change."""
    files = {
        f"wiki/concepts/{slug}.md": f"---\ntitle: {slug}\ntype: concept\nupdated: {day}\n---\n\nIt is.\n"
        for slug, day in (*dict(days).items(), *also)
    }
    return Wiki([facts_of(path, text) for path, text in files.items()], files.__getitem__)


PASSAGE = "The pump of the old mill holds 7 litres of water, and a crank of iron drives it by hand."
RIVALS = pair("The pump of the mill holds 5 litres of water.", PASSAGE)
DENIED = pair("The crank of the mill is not of iron.", PASSAGE)
FAR = pair("The pump stands in a shed of oak.", "A cart of hay left the farm at noon in the rain.")
SAME = pair(PASSAGE, PASSAGE)
ALL = [SAME, FAR, DENIED, RIVALS]


def by_score(pairs):
    scores = score_pairs(pairs)
    return sorted(pairs, key=lambda one: -scores[pairs.index(one)])


def test_a_statement_against_part_of_a_longer_one_comes_before_what_says_the_same_and_what_is_far():
    order = by_score(ALL)
    assert {*map(id, order[:2])} == {id(RIVALS), id(DENIED)}
    assert order[-1] is FAR


def test_what_one_source_says_twice_comes_later():
    inside = pair(RIVALS.a.text, PASSAGE, source="pump")
    assert by_score([inside, RIVALS, FAR]) == [RIVALS, inside, FAR]


def test_of_equals_that_with_another_value_comes_first():
    agrees = pair("The pump of the mill holds 7 litres of water.", PASSAGE)
    assert by_score([agrees, RIVALS, FAR]) == [RIVALS, agrees, FAR]


def test_a_statement_that_its_own_source_does_not_bear_out_comes_before_all():
    own = Pair(FAR.a, Statement("", "raw/pump.md", "", "It stands.", (), (), ("raw/pump.md",)))
    assert by_score([*ALL, own])[0] is own


def test_a_word_of_the_title_counts_as_one_of_the_statement():
    silent = Pair(said("It holds 5 litres.", "pump"), said("The pump holds 7 litres.", "mill"))
    other = Pair(said("It holds 5 litres.", "tank"), said("The pump holds 7 litres.", "mill"))
    assert by_score([other, silent]) == [silent, other]


def test_scores_do_not_depend_on_the_order_of_pairs_or_sides():
    turned = [Pair(one.b, one.a) for one in reversed(ALL)]
    assert score_pairs(turned) == score_pairs(ALL)[::-1]
    assert score_pairs([]) == []


def test_a_third_of_the_pairs_is_likely_and_what_changed_last_comes_first_in_it():
    old = [pair(f"The pump of the mill holds {n} litres.", PASSAGE, "old") for n in (3, 4, 5)]
    new = pair("The pump of the mill holds 7 litres.", PASSAGE, "new")
    far = [pair(FAR.a.text, f"Cart {n} of hay left at noon.", "new", "cart") for n in range(8)]
    days = {"pump": "2026-03-01", "old": "2026-03-18", "new": "2026-04-01"}
    queue = queue_pairs([*old, new, *far], wiki(days))
    assert score_pairs([*old, new])[-1] < score_pairs([*old, new])[0]
    assert queue.likely == (new, *old)
    assert len(queue.rest) == 8
    assert queue_pairs([*old, new, *far], wiki()).likely == (*old, new)


def test_pages_without_a_day_are_not_new():
    queue = queue_pairs(ALL, wiki({"pump": "soon", "mill": ""}))
    assert list(queue.asked) == by_score(ALL)


def test_nobody_is_asked_about_a_pair_of_which_no_verdict_would_be_reported():
    settled = replace(RIVALS, a=replace(RIVALS.a, text="Until 2020: the pump held 5 litres."))
    queue = queue_pairs([settled, FAR], wiki())
    assert (queue.asked, queue.told) == ((FAR,), (settled,))
