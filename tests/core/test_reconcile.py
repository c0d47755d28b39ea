"""Each thing that can have happened to an issue, and what is done about it."""

from dataclasses import replace

import pytest

from pipeline.core.github import Issue
from pipeline.core.lint_issue import Wanted, body, head, memory_of, part_of, remembered
from pipeline.core.model import Finding
from pipeline.core.reconcile import Claims, Scene, name_of, reconcile, shape_of, twins

BOT = "github-actions[bot]"
OLD, NEW = "wiki/concepts/kettle.md", "wiki/concepts/pot.md"


def parts(*names, path=OLD):
    return frozenset(part_of(Finding("dead-link", "error", path, 1, name, "")) for name in names)


def links(*names, path=OLD, essence="e1", severity="error"):
    return Wanted(
        "dead-links", path, f"Dead links on {path}", "Two links.", severity, parts(*names, path=path), essence
    )


def claims(*pairs, id="c1", a="a1", b="b1"):
    values = {"a": a, "b": b, "labels": [[], []], "verdict": {"kind": "contradicts"}}
    return Wanted(
        "contradiction", id, f"Claims {id}", "A and B.", "error", frozenset(pairs or ["0" * 12]), "e1", values
    )


def issue(want, number=1, state="open", reason="", **more):
    memory = remembered(want)
    memory = replace(memory, **{k: more.pop(k) for k in ("gone", "insisted") if k in more})
    text = more.pop("body", body(want.text, memory))
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
    "there, and something else is found": ([links("x", "y", essence="e2")], [issue(LINKS)], "update"),
    "closed by us, and back": ([LINKS], [issue(LINKS, state="closed", reason="completed", gone=True)], "reopen"),
    "closed as completed by a person, and still there": (
        [LINKS],
        [issue(LINKS, state="closed", reason="completed")],
        "reopen",
    ),
    "closed by a person on a server without reasons": ([LINKS], [issue(LINKS, state="closed")], "reopen"),
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
    "dismissed as a duplicate": ([LINKS], [issue(LINKS, state="closed", reason="duplicate")], "leave"),
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
    "gone after we had insisted": ([], [issue(LINKS, state="closed", reason="completed", insisted=True)], "update"),
    "its foot is damaged": ([LINKS], [issue(LINKS, body=head(remembered(LINKS)))], "update"),
    "its body is empty": ([LINKS], [issue(LINKS, body="")], "update"),
    "dismissed, its body is empty": ([LINKS], [issue(LINKS, body="", state="closed", reason="not_planned")], "update"),
    "a word was added": ([LINKS], [issue(LINKS, body=issue(LINKS).body + "\nOn Monday.")], "leave"),
    "its labels are gone": ([LINKS], [issue(LINKS, labels=())], "update"),
    "its severity label alone is gone": ([LINKS], [issue(LINKS, labels=("wiki:dead-link", "wiki:lint"))], "leave"),
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
    damaged = issue(CLAIMS, body=head(remembered(CLAIMS)))
    assert only([], [damaged], JUDGED).do == "leave"
    assert only([], [damaged], replace(SCENE, claims=Claims(cleared=frozenset({"c1"})))).do == "close"


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
    assert only([LINKS], [replace(closed, body=body("", remembered(LINKS)))]).do == "reopen"


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
    (closed,) = twins([issue(LINKS, 7), issue(LINKS, 3), issue(LINKS, 1, state="closed")])
    assert (closed.number, closed.body, closed.said) == (7, "Another issue says this: #3.", "")
    twin = issue(LINKS, 7, "closed", "not_planned", body=closed.body)
    assert only([LINKS], [twin]).do == "create"  # also when the first was moved away: a twin was never dismissed


def test_what_was_taken_to_another_repository_stays_away_until_it_changes():
    seen = {5: (name_of(LINKS.key), shape_of(LINKS.parts))}
    plan = reconcile([LINKS], [], replace(SCENE, seen=seen))
    assert [d.do for d in plan.decisions] == ["leave"]
    assert plan.about == seen
    assert only([links("x", "y")], [], replace(SCENE, seen=seen)).do == "create"


def test_an_issue_that_nobody_can_read_holds_back_its_kind():
    lost = issue(LINKS, 4, body="", title="For Ada")
    plan = reconcile([LINKS, CLAIMS], [lost], SCENE)
    assert [(d.do, d.key[0]) for d in plan.decisions] == [("create", "contradiction")]
    assert (plan.lost, plan.waits) == ((lost,), (LINKS,))
    known = replace(SCENE, seen={4: (name_of(LINKS.key), "")})
    assert [d.do for d in reconcile([LINKS], [lost], known).decisions] == ["update"]


def test_the_worst_then_the_oldest_come_first_and_the_others_wait():
    many = [links("x", path=f"wiki/p{n}.md", severity="warning" if n == 3 else "error") for n in range(5)]
    since = {name_of(many[4].key): "2026-01-01", name_of(many[3].key): "2025-01-01"}
    plan = reconcile([*many, CLAIMS], [], replace(SCENE, since=since))
    assert [d.key[1] for d in plan.decisions] == ["wiki/p4.md", "c1"]
    assert [w.id for w in plan.waits] == ["wiki/p0.md", "wiki/p1.md", "wiki/p2.md", "wiki/p3.md"]


def test_opening_again_takes_a_place_as_well():
    back = [issue(links("x", path=f"wiki/p{n}.md"), n + 1, "closed", "completed", gone=True) for n in range(3)]
    plan = reconcile([links("x", path=f"wiki/p{n}.md") for n in range(3)], back, SCENE)
    assert (len(plan.decisions), len(plan.waits)) == (2, 1)


def test_a_title_that_a_person_gave_stays():
    named = issue(LINKS, title="For Ada")
    assert only([links("x", "y", essence="e2")], [named]).title == ""
    assert only([replace(links("x", essence="e2"), title="Other")], [named]).title == "Other"


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
