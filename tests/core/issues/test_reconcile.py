"""Each thing that can have happened to an issue, and what is done about it."""

from dataclasses import replace

import pytest

from pipeline.core.claims.disputes import Claims
from pipeline.core.github.state import Issue
from pipeline.core.issues.issue import (
    Wanted,
    head_marker,
    issue_body,
    memory_for,
    memory_of,
    part_of,
)
from pipeline.core.issues.issue_plan import Scene
from pipeline.core.issues.reconcile import reconcile
from pipeline.core.issues.tell_issues_apart import close_twins, shape_of, short_name
from pipeline.core.values import Finding

BOT = "github-actions[bot]"
OLD, NEW = "wiki/concepts/kettle.md", "wiki/concepts/pot.md"


def parts(*names, path=OLD):
    return frozenset(part_of(Finding("dead-link", "error", path, 1, name, "")) for name in names)


def links(*names, path=OLD, essence="e1", severity="error"):
    return Wanted(
        "dead-links",
        path,
        f"Dead links on {path}",
        "Two links.",
        severity,
        parts(*names, path=path),
        essence,
    )


def claims(*pairs, id="c1", a="a1", b="b1"):
    values = {"a": a, "b": b, "labels": [[], []], "verdict": {"kind": "contradicts"}}
    return Wanted(
        "contradiction",
        id,
        f"Claims {id}",
        "A and B.",
        "error",
        frozenset(pairs or ["0" * 12]),
        "e1",
        values,
    )


def issue(want, number=1, state="open", reason="", **more):
    memory = memory_for(want)
    memory = replace(memory, **{k: more.pop(k) for k in ("gone", "insisted") if k in more})
    text = more.pop("body", issue_body(want.text, memory))
    labels = tuple(sorted(want.labels))
    return replace(Issue(number, want.title, text, BOT, state, reason, labels, False, ""), **more)


SCENE = Scene("c" * 40, 2)
JUDGED = replace(SCENE, claims=Claims())
LINKS, CLAIMS = links("x"), claims()


def only(wanted, issues, scene=SCENE):
    (decision,) = reconcile(wanted, issues, scene).decisions
    return decision


CASES = {
    "nothing there yet": ([LINKS], [], "create"),
    "there and the same": ([LINKS], [issue(LINKS)], "leave"),
    "there, and something else is found": (
        [links("x", "y", essence="e2")],
        [issue(LINKS)],
        "update",
    ),
    "closed by us, and back": (
        [LINKS],
        [issue(LINKS, state="closed", reason="completed", gone=True)],
        "reopen",
    ),
    "closed as completed by a person, and still there": (
        [LINKS],
        [issue(LINKS, state="closed", reason="completed")],
        "reopen",
    ),
    "closed by a person on a server without reasons": (
        [LINKS],
        [issue(LINKS, state="closed")],
        "reopen",
    ),
    "closed as completed once more": (
        [LINKS],
        [issue(LINKS, state="closed", reason="completed", insisted=True)],
        "leave",
    ),
    "the same with more found": (
        [links("x", "y")],
        [issue(LINKS, state="closed", reason="completed", insisted=True)],
        "reopen",
    ),
    "dismissed": ([LINKS], [issue(LINKS, state="closed", reason="not_planned")], "leave"),
    "dismissed as a duplicate": (
        [LINKS],
        [issue(LINKS, state="closed", reason="duplicate")],
        "leave",
    ),
    "dismissed with more than is found now": (
        [LINKS],
        [issue(links("x", "y"), state="closed", reason="not_planned")],
        "leave",
    ),
    "dismissed, and one more is found": (
        [links("x", "y")],
        [issue(LINKS, state="closed", reason="not_planned")],
        "reopen",
    ),
    "gone": ([], [issue(LINKS)], "close"),
    "gone and closed": ([], [issue(LINKS, state="closed", reason="completed")], "update"),
    "gone, opened again by a person": ([], [issue(LINKS, gone=True)], "leave"),
    "gone after we had insisted": (
        [],
        [issue(LINKS, state="closed", reason="completed", insisted=True)],
        "update",
    ),
    "its foot is damaged": ([LINKS], [issue(LINKS, body=head_marker(memory_for(LINKS)))], "update"),
    "its body is empty": ([LINKS], [issue(LINKS, body="")], "update"),
    "dismissed, its body is empty": (
        [LINKS],
        [issue(LINKS, body="", state="closed", reason="not_planned")],
        "update",
    ),
    "a word was added": ([LINKS], [issue(LINKS, body=issue(LINKS).body + "\nOn Monday.")], "leave"),
    "its labels are gone": ([LINKS], [issue(LINKS, labels=())], "update"),
    "its severity label alone is gone": (
        [LINKS],
        [issue(LINKS, labels=("wiki:dead-link", "wiki:lint"))],
        "leave",
    ),
    "a contradiction is not judged this time": ([], [issue(CLAIMS)], "leave"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_done(case):
    wanted, issues, do = CASES[case]
    assert only(wanted, issues).do == do


JUDGEMENTS = {
    "both claims stand, the pair was no candidate": (Claims(keys=frozenset({"a1", "b1"})), "leave"),
    "they were not judged again": (Claims(open=frozenset({"c1"})), "leave"),
    "judged again, and fine": (
        Claims(keys=frozenset({"a1", "b1"}), cleared=frozenset({"c1"}), pairs=frozenset({"a1-b1"})),
        "close",
    ),
    "others that say the same are fine, this pair was not judged": (
        Claims(keys=frozenset({"a1", "b1"}), cleared=frozenset({"c1"}), pairs=frozenset({"a2-b2"})),
        "leave",
    ),
    "reworded, judged again, and fine": (
        Claims(keys=frozenset({"a2", "b1"}), cleared=frozenset({"c1"}), pairs=frozenset({"a2-b1"})),
        "close",
    ),
    "reworded around the same values, and no candidate": (
        Claims(keys=frozenset({"b1"}), present=frozenset({"c1"})),
        "leave",
    ),
    "one claim left the wiki": (Claims(keys=frozenset({"b1"})), "close"),
}


@pytest.mark.parametrize("case", JUDGEMENTS)
def test_a_judgement_closes_only_when_its_claims_changed_or_were_judged_again(case):
    known, do = JUDGEMENTS[case]
    assert only([], [issue(CLAIMS)], replace(SCENE, claims=known)).do == do


def test_a_contradiction_whose_marker_is_damaged_is_closed_by_a_judgement_alone():
    damaged = issue(CLAIMS, body=head_marker(memory_for(CLAIMS)))
    assert only([], [damaged], JUDGED).do == "leave"
    assert (
        only([], [damaged], replace(SCENE, claims=Claims(cleared=frozenset({"c1"})))).do == "close"
    )


def test_a_dismissed_contradiction_stays_closed_while_one_of_its_pairs_stands_as_it_was():
    closed = issue(claims("0" * 12, "1" * 12), state="closed", reason="not_planned")
    assert only([claims("1" * 12, "2" * 12)], [closed]).do == "leave"
    reopened = only([claims("3" * 12, a="a2")], [closed])
    assert reopened.do == "reopen"
    assert "no longer as it was" in reopened.said


def test_a_person_is_contradicted_once():
    first = only([LINKS], [issue(LINKS, state="closed", reason="completed")])
    assert "not planned" in first.said
    again = issue(LINKS, state="closed", reason="completed", body=first.body)
    assert only([LINKS], [again]).do == "leave"


def test_what_was_closed_after_this_commit_stays_closed():
    """By a fix that was merged while the lint ran, say."""
    closed = issue(LINKS, state="closed", reason="completed")
    assert only([LINKS], [closed], replace(SCENE, fresh=False)).do == "leave"
    assert only([LINKS], [replace(closed, body=issue_body("", memory_for(LINKS)))]).do == "reopen"


def test_a_page_with_another_name_keeps_its_issue_and_what_was_dismissed():
    scene = replace(SCENE, moved={OLD: NEW})
    want = links("x", path=NEW)
    assert only([want], [issue(LINKS)], scene).number == 1
    kept = only([want], [issue(LINKS, state="closed", reason="not_planned")], scene)
    assert kept.do == "update"
    later = issue(LINKS, state="closed", reason="not_planned", body=kept.body)
    assert only([want], [later]).do == "leave"  # also when git no longer tells of the new name
    assert only([links("x", "y", path=NEW)], [later]).do == "reopen"


def test_of_two_about_one_thing_the_later_is_closed_and_remembers_nothing():
    decisions = reconcile([LINKS], [issue(LINKS, 7), issue(LINKS, 3)], SCENE).decisions
    assert {(d.number, d.do) for d in decisions} == {(7, "close"), (3, "leave")}
    (closed,) = close_twins([issue(LINKS, 7), issue(LINKS, 3), issue(LINKS, 1, state="closed")])
    assert (closed.number, closed.body, closed.said) == (7, "Another issue says this: #3.", "")
    twin = issue(LINKS, 7, "closed", "not_planned", body=closed.body)
    assert (
        only([LINKS], [twin]).do == "create"
    )  # also when the first was moved away: a twin was never dismissed


def test_what_was_taken_to_another_repository_stays_away_until_it_changes():
    seen = {5: (short_name(LINKS.key), shape_of(LINKS.parts))}
    plan = reconcile([LINKS], [], replace(SCENE, seen=seen))
    assert [d.do for d in plan.decisions] == ["leave"]
    assert plan.about == seen
    assert only([links("x", "y")], [], replace(SCENE, seen=seen)).do == "create"


def test_an_issue_that_nobody_can_read_holds_back_its_kind():
    lost = issue(LINKS, 4, body="", title="For Ada")
    plan = reconcile([LINKS, CLAIMS], [lost], SCENE)
    assert [(d.do, d.key[0]) for d in plan.decisions] == [("create", "contradiction")]
    assert (plan.lost, plan.waits) == ((lost,), (LINKS,))
    known = replace(SCENE, seen={4: (short_name(LINKS.key), "")})
    assert [d.do for d in reconcile([LINKS], [lost], known).decisions] == ["update"]


def test_the_worst_then_the_oldest_come_first_and_the_others_wait():
    many = [
        links("x", path=f"wiki/p{n}.md", severity="warning" if n == 3 else "error")
        for n in range(5)
    ]
    since = {short_name(many[4].key): "2026-01-01", short_name(many[3].key): "2025-01-01"}
    plan = reconcile([*many, CLAIMS], [], replace(SCENE, since=since))
    assert [d.key[1] for d in plan.decisions] == ["wiki/p4.md", "c1"]
    assert [w.id for w in plan.waits] == ["wiki/p0.md", "wiki/p1.md", "wiki/p2.md", "wiki/p3.md"]


def test_opening_again_takes_a_place_as_well():
    back = [
        issue(links("x", path=f"wiki/p{n}.md"), n + 1, "closed", "completed", gone=True)
        for n in range(3)
    ]
    plan = reconcile([links("x", path=f"wiki/p{n}.md") for n in range(3)], back, SCENE)
    assert (len(plan.decisions), len(plan.waits)) == (2, 1)


def test_a_title_that_a_person_gave_stays():
    named = issue(LINKS, title="For Ada")
    assert only([links("x", "y", essence="e2")], [named]).title == ""
    assert only([replace(links("x", essence="e2"), title="Other")], [named]).title == "Other"


@pytest.mark.parametrize("want", [LINKS, CLAIMS])
def test_an_issue_without_text_and_labels_is_known_by_its_title(want):
    bare = issue(want, body=" \n", labels=())
    assert [only([want], [bare], JUDGED).do, only([want], [bare], JUDGED).number] == ["update", 1]
    assert only([want], [replace(bare, state="closed")], JUDGED).do == "create"
    other = replace(bare, body="An issue of another workflow of the team, by the same bot.")
    assert only([want], [other], JUDGED).do == "create"


def test_a_graver_severity_changes_the_label():
    mild = links("x", severity="warning")
    decision = only([replace(LINKS, essence="e2")], [issue(mild)])
    assert (decision.labels, decision.off) == (("wiki:error",), ("wiki:warning",))


def test_what_is_closed_says_why_at_its_top_and_remembers_that_we_did_it():
    closed = only([], [issue(LINKS)])
    assert closed.said in closed.body
    assert memory_of(replace(issue(LINKS), body=closed.body)).gone


def test_what_was_insisted_on_and_is_gone_is_forgotten_once():
    closed = issue(LINKS, state="closed", reason="completed", insisted=True)
    forgotten = only([], [closed])
    again = replace(closed, body=forgotten.body)
    assert only([], [again]).do == "leave"
    assert only([LINKS], [again]).do == "reopen"


def test_there_is_one_dashboard_whatever_people_did_to_its_text_and_title():
    board = Wanted("dashboard", "wiki", "Wiki health", "All is well.", None, frozenset(), "e1")
    wiped = issue(board, body="", title="For Ada")
    assert reconcile([LINKS], [wiped], SCENE, ("dead-links",)).lost == ()
    assert only([board], [wiped]).do == "update"


# --- closing on a judge's word ---


def disputed(count):
    """So many open contradictions."""
    wanted = [claims(id=f"c{n}", a=f"a{n}", b=f"b{n}") for n in range(count)]
    return [issue(want, number=n + 1) for n, want in enumerate(wanted)]


def agreeing(numbers, told=(), **more):
    """A scene in which a judge says of these that they hold no longer."""
    ids = frozenset(f"c{n}" for n in numbers)
    keys = frozenset(f"{side}{n}" for n in range(40) for side in "ab")
    pairs = frozenset(f"a{n}-b{n}" for n in range(40))
    known = Claims(
        keys=keys, pairs=pairs, cleared=ids, told=frozenset(f"c{n}" for n in told), present=ids
    )
    return replace(SCENE, claims=known, **more)


def closed(plan):
    return sorted(d.number for d in plan.decisions if d.do == "close")


def test_who_agrees_with_everything_closes_nothing_until_the_next_run_says_the_same():
    issues = disputed(12)
    plan = reconcile([], issues, agreeing(range(12), most_new=5))
    assert closed(plan) == []
    assert plan.most
    assert sorted(d.number for d in plan.held) == list(range(1, 13))
    assert set(plan.about) == set(range(1, 13)), "they are open, and counted as before"
    said = frozenset(short_name(d.key) for d in plan.held)
    assert closed(reconcile([], issues, agreeing(range(12), most_new=5, closing=said))) == [
        1,
        2,
        3,
        4,
        5,
    ]


def test_what_the_next_run_says_for_the_first_time_waits_for_the_one_after():
    said = frozenset(short_name(("contradiction", f"c{n}")) for n in (7, 8))
    plan = reconcile([], disputed(12), agreeing(range(12), most_new=5, closing=said))
    assert closed(plan) == [8, 9]
    assert plan.most
    assert len(plan.held) == 10


def test_no_more_are_closed_on_a_judges_word_than_are_opened_and_the_oldest_first():
    plan = reconcile([], disputed(20), agreeing(range(4, 12), most_new=5))
    assert closed(plan) == [5, 6, 7, 8, 9]
    assert not plan.most
    assert [d.number for d in plan.held] == [10, 11, 12]


@pytest.mark.parametrize("count", [1, 2, 3])
def test_a_few_are_closed_at_once_though_they_are_all_there_are(count):
    plan = reconcile([], disputed(count), agreeing(range(count), most_new=5))
    assert closed(plan) == list(range(1, count + 1))
    assert plan.held == ()


def test_what_this_run_sees_for_itself_is_closed_at_once_however_much_it_is():
    """Claims that left the wiki, claims of which the pages tell how they stand, and rules that find nothing any more."""
    left = replace(SCENE, claims=Claims())
    assert closed(reconcile([], disputed(30), left)) == list(range(1, 31))
    told = agreeing(range(30), told=range(30), most_new=2)
    assert closed(reconcile([], disputed(30), told)) == list(range(1, 31))
    dead = [issue(links("x", path=f"wiki/concepts/p{n}.md"), number=n) for n in range(1, 31)]
    assert closed(reconcile([], dead, SCENE)) == list(range(1, 31))


def test_what_waits_to_be_closed_is_closed_run_by_run_and_then_nothing_is_held():
    issues, said, runs = disputed(12), frozenset(), 0
    while issues:
        plan = reconcile([], issues, agreeing(range(12), most_new=5, closing=said))
        said = frozenset(short_name(d.key) for d in plan.held)
        issues = [i for i in issues if i.number not in closed(plan)]
        runs += 1
        assert runs < 10
    assert runs == 4
    assert (plan.held, plan.most) == ((), False)
