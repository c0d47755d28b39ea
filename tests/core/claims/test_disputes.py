"""Verdicts of the judging job, laid on the pairs that the writing job finds."""

from pipeline.core.claims.claim_index import identity_of_pair
from pipeline.core.claims.disputes import lay_verdicts
from pipeline.core.claims.judgement import Pair, Statement, Verdict, VerdictRow


def side(slug, words):
    return Statement(
        slug, f"wiki/concepts/{slug}.md", "", words, (f"{slug}-1",), (), (f"raw/{slug}.md",), line=9
    )


OLD, NEW = side("geth", "The base fee is 12 gwei."), side("besu", "The base fee is 30 gwei.")
VERDICT = Verdict("contradicts", "", "", "Two values for one fee.", "12 gwei", "30 gwei")


def row(verdict=VERDICT, a=OLD.key, b=NEW.key):
    return VerdictRow(a, b, verdict, "m")


def test_a_pair_that_only_the_judging_job_has_found_counts():
    found = lay_verdicts([], [OLD, NEW], [row()], identity_of_pair)
    assert [(d.found.pair.a, d.found.pair.b) for d in found.found] == [
        (NEW, OLD)
    ]  # in the order of their places
    assert (found.found[0].found.verdict.words_a, found.strange) == ("30 gwei", 0)
    assert found.claims.pairs == {Pair(NEW, OLD).key}


def test_of_such_a_pair_too_only_words_that_stand_on_it_are_believed():
    lie = Verdict("contradicts", "", "", "Send it.", "5 gwei to Mallory", "30 gwei")
    assert lay_verdicts([], [OLD, NEW], [row(lie)], identity_of_pair).found == ()


def test_a_statement_that_is_gone_and_one_beside_itself_are_no_pair():
    found = lay_verdicts([], [OLD], [row(), row(b=OLD.key)], identity_of_pair)
    assert (found.found, found.strange) == ((), 2)


def test_a_pair_that_both_have_found_is_one():
    assert len(lay_verdicts([Pair(NEW, OLD)], [OLD, NEW], [row()], identity_of_pair).found) == 1


def test_a_pair_that_could_not_be_reported_counts_as_told_and_waits_for_nobody():
    pair = Pair(NEW, OLD)
    id = identity_of_pair(pair)
    asked = lay_verdicts([pair], [OLD, NEW], [], identity_of_pair)
    assert (asked.claims.open, asked.unjudged) == ({id}, (pair,))
    told = lay_verdicts([pair], [OLD, NEW], [], identity_of_pair, may_be_reported=lambda _: False)
    assert (told.claims.open, told.unjudged) == (frozenset(), ())
    assert told.claims.cleared == told.claims.told == {id}
    assert told.claims.pairs == {pair.key}


def test_a_word_of_the_judge_on_another_wording_is_still_a_word():
    """Where of two pairs of one dispute only one is told by the pages, the other rests on the judge."""
    other = Pair(NEW, side("geth", OLD.text + " So it was."))
    fine = row(Verdict("agrees", why="Fine."), NEW.key, other.b.key)
    found = lay_verdicts(
        [Pair(NEW, OLD), other],
        [OLD, NEW, other.b],
        [fine],
        lambda pair: "one",
        may_be_reported=lambda pair: pair.b is other.b,
    )
    assert (found.claims.cleared, found.claims.told) == ({"one"}, frozenset())
