"""What a run of *setup* does, in each state of a repository."""

import pytest

from pipeline.core.setup.decide_start import StartFacts, decide_start
from pipeline.core.setup.start_wish import StartWish, read_start_wish

PUSH, RUN = StartWish("look"), StartWish("run")
TICK = StartWish("tick", "alice", 1)
OTHER = StartWish("run", given={"language": "de"})
ASKED = {"issue": 1, "issue_is_open": True}
CLOSED = {"issue": 1}
OFFERED = {"issue": 1, "pull": 2, "pull_is_open": True}
DECLINED = {"issue": 1, "pull": 2}
GO = ASKED | {"go": True, "may_write": True}


@pytest.mark.parametrize(
    ("wish", "facts", "step"),
    [
        (PUSH, {}, "ask"),
        (RUN, {}, "ask"),
        (OTHER, {}, "offer"),
        (PUSH, {"is_template": True}, "rest"),
        (PUSH, {"is_fork": True}, "rest"),
        (OTHER, {"is_fork": True}, "rest"),
        (PUSH, ASKED, "rest"),
        (RUN, ASKED, "offer"),
        (PUSH, OFFERED, "offer"),
        (PUSH, CLOSED, "rest"),
        (PUSH, DECLINED, "rest"),
        (RUN, DECLINED, "offer"),
        (PUSH, {"example": "begun"}, "rest"),
        (PUSH, ASKED | {"example": "begun"}, "finish"),
        (PUSH, OFFERED | {"example": "begun"}, "finish"),
        (RUN, {"example": "changed"}, "rest"),
        (TICK, ASKED, "rest"),
        (TICK, GO, "offer"),
        (TICK, GO | {"issue_is_open": False}, "offer"),
        (TICK, GO | {"may_write": False}, "untick"),
        (TICK, GO | {"doubled": True}, "doubled"),
        (TICK, GO | {"doubled": True, "may_write": False}, "untick"),
        (TICK, GO | {"example": "changed"}, "changed"),
        (StartWish("tick", "alice", 7), GO, "rest"),
    ],
)
def test_a_run_does_what_is_left_to_do_and_asks_nothing_twice(wish, facts, step):
    assert decide_start(wish, StartFacts(**facts))[0] == step


ISSUE = {"action": "edited", "issue": {"number": 3}, "sender": {"login": "bob", "type": "User"}}


@pytest.mark.parametrize(
    ("name", "event", "wish"),
    [
        ("push", {}, StartWish("look")),
        ("issues", ISSUE, StartWish("tick", "bob", 3)),
        ("issues", ISSUE | {"action": "opened"}, None),
        ("issues", ISSUE | {"sender": {"login": "x[bot]", "type": "Bot"}}, None),
        ("issues", ISSUE | {"issue": {"number": 3, "pull_request": {}}}, None),
        ("issues", {}, None),
        ("schedule", {}, None),
        ("workflow_dispatch", {"inputs": None}, StartWish("run")),
        (
            "workflow_dispatch",
            {"inputs": {"language": "as it is", "links": "markdown", "tests": "leave out"}},
            StartWish("run", given={"links": "markdown"}, lean=True),
        ),
        ("workflow_dispatch", {"inputs": {"tests": "keep"}}, StartWish("run", lean=False)),
    ],
)
def test_an_event_is_read_as_what_it_asks_for(name, event, wish):
    assert read_start_wish(name, event) == wish
