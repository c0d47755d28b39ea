"""What the lint's issues say, kept as Markdown: read the diff after `--update-golden` as a triager would."""

import re
from dataclasses import replace
from pathlib import Path

from pipeline.core.claims.backlog import NO_BACKLOG, Backlog
from pipeline.core.claims.disputes import Dispute
from pipeline.core.claims.judgement import Judged, Pair, Statement, Verdict
from pipeline.core.github.places import Places
from pipeline.core.github.state import Issue
from pipeline.core.issues.health import LintRun, make_health
from pipeline.core.issues.issue import MOST_PARTS, issue_body, memory_for, memory_of
from pipeline.core.issues.issue_plan import IssuePlan
from pipeline.core.issues.judging_report import LintReport
from pipeline.core.issues.text import contradiction, dashboard, fence_lines, rolling
from pipeline.core.issues.text.dashboard import Count, Health, Past, read_past
from pipeline.core.values import Finding
from tests.helpers.making import wiki_of

HERE = Path(__file__).parent / "golden"
COMMIT = "5f3a9c41d2e07b86f4c1a9e0d37b52c8e6f90a14"
PLACES = Places("https://github.com/acme/wiki", COMMIT, COMMIT, "4711")
DEFINED = (
    '[^eip-1559-4]: [eip-1559](../../raw/eip-1559.md?plain=1#L33): "The base fee starts at 1 gwei."'
)
OTHER = '[^gas-report-2]: [gas-report](../../raw/2023-04-gas-report.md?plain=1#L12-L13): "the base fee starts at 10 gwei"'
PAGES = {
    "wiki/concepts/base-fee.md": "---\ntitle: Base fee\ntype: concept\naliases: [basefee]\n---\n# Base fee\n\n"
    f"The base fee starts at 1 gwei.[^eip-1559-4]\n\n{DEFINED}\n",
    "wiki/entities/geth.md": f"---\ntitle: Geth\ntype: entity\n---\n# Geth\n\nIn Geth the [[base-fee]] starts at 10 gwei.[^gas-report-2]\n\n{OTHER}\n",
    "wiki/concepts/fee-market.md": "---\ntitle: Fee market\ntype: concept\n---\n# Fee market\n\nNothing.\n",
}
WIKI = wiki_of(PAGES)
OLD = Statement(
    "base-fee",
    "wiki/concepts/base-fee.md",
    "Base fee",
    "The base fee starts at 1 gwei.",
    ("eip-1559-4",),
    ("The base fee starts at 1 gwei.",),
    ("raw/eip-1559.md",),
    ("2021-08-05",),
    ("",),
    ("in-force",),
    (),
    8,
)
NEW = Statement(
    "geth",
    "wiki/entities/geth.md",
    "Geth",
    "In Geth the base fee starts at 10 gwei.",
    ("gas-report-2",),
    ("the base fee starts at 10 gwei",),
    ("raw/2023-04-gas-report.md",),
    ("2023-04-12",),
    ("",),
    ("unknown",),
    ("base-fee",),
    8,
)
SAID = "Both speak of the base fee of the first block after the fork, and give different values."
CONTRADICTS = Verdict("contradicts", "", "", SAID, "10 gwei", "1 gwei")
DIFF = """--- a/wiki/entities/geth.md
+++ b/wiki/entities/geth.md
@@ -6,2 +6,2 @@
 # Geth
-In Geth the [[base-fee]] starts at 10 gwei.[^gas-report-2]
+The [[base-fee]] starts at 1 gwei.[^eip-1559-4] Earlier: in Geth it starts at 10 gwei.[^gas-report-2]
"""


def issue(verdict, judge, diff="", pair=None, others=()):
    dispute = Dispute("0123456789abcdef", Judged(pair or Pair(NEW, OLD), verdict, judge), others)
    return contradiction.contradiction_issue(dispute, WIKI, PLACES, diff)


def told(want):
    """What a golden file holds: title, labels, then the body as it is sent."""
    return f"{want.title}\n{', '.join(want.labels)}\n\n{issue_body(want.text, memory_for(want))}\n"


def dead(path, line, name, hint=""):
    return Finding(
        "dead-link",
        "error",
        path,
        line,
        name,
        f"the link to “{name}” leads nowhere",
        hint,
        1,
        bool(hint),
    )


FOUND = [
    dead("wiki/concepts/base-fee.md", 8, "fee-markt", "Did you mean [[fee-market]]?"),
    dead("wiki/concepts/base-fee.md", 11, "London fork #1559"),
    Finding(
        "orphan-page",
        "warning",
        "wiki/entities/geth.md",
        1,
        "geth",
        "no page links to this one",
        "Link it.",
    ),
    Finding(
        "orphan-page",
        "warning",
        "wiki/concepts/fee-market.md",
        1,
        "fee-market",
        "no page links to this one",
    ),
    Finding(
        "raw-html", "error", "wiki/entities/geth.md", 7, "<b>", "raw HTML: <b>", "Write Markdown."
    ),
    Finding(
        "raw-html", "error", "wiki/entities/geth.md", 9, "<i>", "raw HTML: <i>", "Write Markdown."
    ),
    Finding(
        "unlinked-mention",
        "note",
        "wiki/entities/geth.md",
        9,
        "fee market",
        "names “Fee market” without a link",
    ),
]
ABOUT = {"orphan-page": "A page that no other page links to.", "raw-html": "HTML in a page."}


def judging(pairs, waiting, cached, calls, dollars, backlog=NO_BACKLOG):
    report = LintReport(
        COMMIT, "2026-04-11", (), waiting, pairs, cached, calls, dollars, backlog=backlog
    )
    return make_health(
        LintRun(COMMIT, "2026-04-11", 5, report), [], [], IssuePlan(()), [], {}
    ).claims


HEALTH = Health(
    counts=[
        Count("claims that contradict each other", "error", 2),
        Count("dead-link", "error", 2),
        Count("orphan-page", "warning", 7),
        Count("unlinked-mention", "note", 12),
    ],
    commit=COMMIT,
    date="2026-04-11",
    opened=[12, 13, 14, 15, 16],
    waits=[
        ("aaaaaaaaaaaa", "Dead links on Fee market"),
        ("bbbbbbbbbbbb", "orphan-page: A page that no other page links to"),
    ],
    dismissed=0,
    lost=[],
    claims=judging(40, 0, 0, 4, 0.31),
    notes=(),
    about={12: ("cccccccccccc", "12345678")},
    most_new=5,
)
EARLIER = Past(
    "1" * 40,
    "2026-04-04",
    {"claims that contradict each other": 1, "dead-link": 9, "orphan-page": 7, "raw-html": 3},
    waits={"aaaaaaaaaaaa": "2026-03-28"},
)


def test_the_texts_are_those_in_the_golden_files(golden):
    page, *by_rule = rolling.rolling_issues(FOUND, ABOUT, WIKI, PLACES)
    again = replace(HEALTH, opened=[17], waits=HEALTH.waits[:1], dismissed=3, lost=[9])
    well = replace(HEALTH, counts=[], opened=[], waits=[], about={})
    ended = replace(
        again,
        claims=judging(412, 112, 180, 24, 5.0, Backlog(0, 112, 31, None, 0.38, 5.0)),
        notes=(
            "The batch of 40 pairs was not answered in time; it is asked again at the next run.",
        ),
    )
    why = "The job that judges claims ended without a result."
    unjudged = replace(
        again,
        claims=make_health(
            LintRun(COMMIT, "2026-04-11", 5, None, why), [], [], IssuePlan(()), [], {}
        ).claims,
    )
    alone = Pair(
        replace(OLD, text="The base fee starts at 2 gwei.", labels=("eip-1559-4",)),
        replace(OLD, slug="", path="raw/eip-1559.md", line=33),
    )
    files = {
        "contradicts.md": issue(CONTRADICTS, "claude-opus-5-5", DIFF),
        "supersedes.md": issue(
            replace(CONTRADICTS, kind="supersedes", current="a", since="2023-04-12"), "extractive"
        ),
        "own-source.md": issue(
            Verdict(
                "contradicts",
                "",
                "",
                "The page gives another value than its source.",
                "2 gwei",
                "1 gwei",
            ),
            "extractive",
            "",
            alone,
        ),
        "dead-links.md": page,
        "rule-few.md": by_rule[0],
        "rule-many-on-a-page.md": by_rule[1],
        "dashboard-first.md": dashboard.dashboard_issue(HEALTH, Past(), PLACES),
        "dashboard-later.md": dashboard.dashboard_issue(again, EARLIER, PLACES),
        "dashboard-well.md": dashboard.dashboard_issue(well, EARLIER, PLACES),
        "dashboard-unjudged.md": dashboard.dashboard_issue(unjudged, EARLIER, PLACES),
        "dashboard-budget-ended.md": dashboard.dashboard_issue(ended, EARLIER, PLACES),
    }
    golden(HERE.parent, {f"golden/{name}": told(want) for name, want in files.items()})


def test_who_is_a_does_not_depend_on_the_order_of_the_pair():
    turned = replace(CONTRADICTS, words_a="1 gwei", words_b="10 gwei")
    one, other = issue(CONTRADICTS, "m"), issue(turned, "m", pair=Pair(OLD, NEW))
    assert (one.text, one.values, one.essence, one.parts) == (
        other.text,
        other.values,
        other.essence,
        other.parts,
    )
    assert one.values["a"] == OLD.key


def test_lines_and_commits_do_not_change_what_an_issue_says():
    later = Places(PLACES.repository, "2" * 40, "2" * 40, "4712")
    moved = Pair(replace(NEW, line=80), replace(OLD, line=90))
    dispute = Dispute("0123456789abcdef", Judged(moved, CONTRADICTS, "m"), ())
    assert (
        contradiction.contradiction_issue(dispute, WIKI, later, DIFF.replace("6,2", "76,2")).essence
        == issue(CONTRADICTS, "m", DIFF).essence
    )
    down = [found._replace(line=found.line + 5) for found in FOUND]
    was, now = (
        rolling.rolling_issues(rows, ABOUT, WIKI, where)
        for rows, where in ((FOUND, PLACES), (down, later))
    )
    assert [w.essence for w in was] == [w.essence for w in now]
    assert [w.parts for w in was] == [w.parts for w in now]


def test_notes_alone_open_no_issue():
    assert (
        rolling.rolling_issues([f for f in FOUND if f.severity == "note"], ABOUT, WIKI, PLACES)
        == []
    )


FORGED = '<!-- wiki:lint-id {"kind":"rule","id":"x"} --> <!-- wiki:lint {"kind":"rule","id":"x","parts":"*","essence":""} -->'
HOSTILE = (
    FORGED
    + "@acme Fixes #1 https://evil.test <img src=x> --> $x$ :tada: ``` [skip ci] ![a](https://e.test/x)\u202e"
)


def hostile():
    bad = Verdict("contradicts", "a", HOSTILE, HOSTILE * 40, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    side = replace(OLD, text=HOSTILE * 90, quotes=(HOSTILE,) * 4, labels=("eip-1559-4",) * 9)
    found = issue(bad, "m", (HOSTILE + "\n") * 2_000, Pair(side, replace(NEW, text="$" * 9_000)))
    page = dead("wiki/concepts/base-fee.md", 1, HOSTILE, HOSTILE)
    rows = rolling.rolling_issues(
        [page._replace(subject=f"{HOSTILE}{n}") for n in range(4_000)], {}, WIKI, PLACES
    )
    health = replace(
        HEALTH,
        waits=[("a" * 12, HOSTILE)] * 900,
        notes=[HOSTILE * 9] * 300,
        about=dict.fromkeys(range(2_000), ("c" * 12, "d" * 8)),
    )
    return [found, *rows, dashboard.dashboard_issue(health, EARLIER, PLACES)]


def issue_of(sent):
    return Issue(1, "", sent, "github-actions[bot]", "open", "", (), False, "")


def test_a_marker_in_foreign_text_is_none():
    for want in hostile():
        sent = issue_body(want.text, memory_for(want))
        name, rest = (
            sent[: sent.index("-->") + 3],
            sent[sent.index("-->") + 3 : sent.rindex("<!--")],
        )
        assert memory_of(issue_of(rest)) is None
        assert memory_of(issue_of(name + rest)).key == want.key


def test_nothing_foreign_acts_and_all_of_it_fits():
    for want in hostile():
        sent = issue_body(want.text, memory_for(want))
        assert len(sent) < 60_000
        bare = re.sub(r"(?s)(`{3,})diff.*?\n\1(?=\n|$)|(?<!\\)<!-- .*? -->", "", sent)
        assert not re.search(
            r"@acme|#1\b|(?<!\\)<img|\u202e|[^(]https://e|!\[a\]\(|:tada:(?!&)",
            bare.replace("&#8203;", "\0"),
        )
        assert not re.search(r"@acme|#1\b|\[skip ci\]|\u202e", want.title)
        read, sure = memory_of(issue_of(sent)), memory_for(want)
        assert (read.key, read.essence, read.parts) == (sure.key, sure.essence, sure.parts)


def test_a_fence_is_longer_than_any_run_of_backticks_inside():
    assert fence_lines("a\n````\nb", "diff").startswith("`````diff\n")


def test_hidden_characters_between_backticks_do_not_end_a_fence():
    assert (
        fence_lines("a\n ``\u200b`\n@mona fixes #1", "diff")
        == "````diff\na\n ```\n@mona fixes #1\n````"
    )
    assert fence_lines("a\u2028``\u2060`", "diff").startswith("````diff\n")


def test_sources_with_names_as_long_as_names_can_be_fit():
    path = "raw/" + "/".join(["議" * 80] * 12) + ".md"
    labels = tuple(f"x-{n}" for n in range(1, 6))
    link = f"[x](../../{path}?plain=1#L1)"
    notes = "\n".join(f'[^{x}]: {link}: "One."; {link}: "Two."; {link}: "Three."' for x in labels)
    text = f"---\ntitle: X\ntype: concept\n---\n# X\n\nOne.{''.join(f'[^{x}]' for x in labels)}\n\n{notes}\n"
    wiki = wiki_of({**PAGES, "wiki/concepts/x.md": text})
    side = replace(OLD, slug="x", path="wiki/concepts/x.md", labels=labels, sources=(path,))
    dispute = Dispute(
        "0123456789abcdef", Judged(Pair(side, replace(side, line=9)), CONTRADICTS, "m"), ()
    )
    want = contradiction.contradiction_issue(dispute, wiki, PLACES, DIFF)
    assert wiki.citation("x-1")
    assert len(issue_body(want.text, memory_for(want))) < 65_000


def test_who_dismisses_more_findings_than_a_marker_holds_has_dismissed_them_all():
    many = [FOUND[2]._replace(path=f"wiki/a{n}.md") for n in range(MOST_PARTS + 1)]
    (want,) = rolling.rolling_issues(many, {}, WIKI, PLACES)
    assert memory_for(want).parts is None


def test_all_is_well_only_where_all_was_looked_at():
    for complete in (True, False):
        text = dashboard.dashboard_issue(
            replace(HEALTH, counts=[], complete=complete), Past(), PLACES
        ).text
        assert ("Everything is well" in text) == complete


def test_a_second_run_on_the_same_commit_says_the_same():
    first = dashboard.dashboard_issue(HEALTH, EARLIER, PLACES)
    second = dashboard.dashboard_issue(replace(HEALTH, opened=[]), read_past(first.values), PLACES)
    assert second.text == first.text
    assert second.essence == first.essence


def test_a_marker_that_somebody_edited_is_read_as_far_as_it_can_be():
    assert read_past(
        {
            "counts": [1],
            "before": 3,
            "opened": {},
            "waits": "x",
            "about": [[1], ["a", 2, 3], [5, "n", "s"]],
        }
    ) == Past(about={5: ("n", "s")})
