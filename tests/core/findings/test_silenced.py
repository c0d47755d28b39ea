"""Comments of pages that ask not to hear of a judgement: which finding they leave out, and when they are idle."""

import pytest

from pipeline.core.claims.claim_index import collect_statements
from pipeline.core.claims.judgement import Judged, Pair, Verdict
from pipeline.core.findings.silenced import Silence
from pipeline.core.wiki.schema import Schema
from tests.helpers.claims import page, record, wiki_of
from tests.helpers.repos import SCHEMA

OLD, NEW = "The pump lifts 200 litres.[^old-1]", "A pump lifts 800 litres.[^new-1]"
QUOTES = {"old-1": "The pump lifts 200 litres.", "new-1": "A pump lifts 800 litres."}
SUPERSEDED, CONTRADICTION = Verdict("supersedes", "b"), Verdict("contradicts")
LINE, PAGE = "<!-- lint-ignore {}: people know -->", "<!-- lint-ignore-page {}: people know -->"


def looked(old=OLD, new=NEW, verdict=SUPERSEDED, judge=True):
    """Whether the finding is heard, and the idle comments as (page, line)."""
    pages = page("Pump", old, QUOTES), page("Water", new, QUOTES)
    wiki = wiki_of(record("old", "2020"), record("new", "2024"), *pages)
    all_of = {s.slug: s for s in collect_statements(wiki, Schema.parse(SCHEMA))}
    pair = Pair(all_of["pump"], all_of["water"])
    silence = Silence(wiki)
    heard = silence.select_unsilenced([Judged(pair, verdict, "extractive")] if judge else [])
    return bool(heard), [
        (s.path.rsplit("/", 1)[1], s.line) for s in silence.unused_comments([] if judge else [pair])
    ]


@pytest.mark.parametrize(
    "old",
    [
        f"{OLD} {LINE}",
        f"{LINE}\n{OLD}",
        f"{PAGE}\n\n{OLD}",
        f"It is red.\n\n- {OLD} {LINE}",
        f"| Lifts |\n| --- |\n| 200 litres[^old-1] | {LINE}",
    ],
)
def test_a_comment_on_the_line_or_the_page_that_is_to_be_changed_leaves_the_finding_out(old):
    assert looked() == (True, [])
    assert looked(old.format("superseded-claim")) == (False, [])
    heard, idle = looked(old.format("contradiction"))
    assert heard
    assert len(idle) == 1


def test_of_a_replaced_claim_the_page_that_replaces_it_has_no_say():
    assert looked(new=f"{NEW} {LINE.format('superseded-claim')}") == (True, [("water.md", 6)])


def test_of_a_contradiction_either_page_may_ask():
    for sides in (
        {"old": f"{OLD} {LINE.format('contradiction')}"},
        {"new": f"{NEW} {LINE.format('contradiction')}"},
    ):
        assert looked(verdict=CONTRADICTION, **sides) == (False, [])


def test_a_comment_is_about_its_line_and_not_the_next_sentence():
    body = f"It is red. {LINE.format('superseded-claim')}\n{OLD}"
    assert looked(body) == (True, [("pump.md", 6)])


def test_of_a_page_that_was_not_judged_nobody_knows_what_is_idle():
    assert looked(f"{OLD} {LINE.format('superseded-claim')}", judge=False) == (False, [])
    assert looked(OLD, f"{NEW} {LINE.format('contradiction')}") == (True, [("water.md", 6)])


def test_a_comment_changes_nothing_that_a_judge_sees():
    keys = []
    for comment in ("", " " + LINE.format("superseded-claim")):
        bodies = (
            f"{OLD}{comment}\nIt is old.[^old-1] It is red[^old-1]{comment}",
            f"| A |\n| --- |\n| b[^old-1] |{comment}",
        )
        wikis = [wiki_of(record("old", "2020"), page("Pump", body, QUOTES)) for body in bodies]
        keys.append(
            [
                (s.key, s.line)
                for wiki in wikis
                for s in collect_statements(wiki, Schema.parse(SCHEMA))
            ]
        )
    assert keys[0] == keys[1]
    assert len(keys[0]) == 4
