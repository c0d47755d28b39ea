"""Claims as JSON lines: what a line holds, and what could break one."""

from __future__ import annotations

import json

from pipeline.outputs.exports.json_lines import as_lines, write
from tests.helpers.exporting import HOSTILE, PLAIN, contents_of


def rows(name="claims.jsonl", *more):
    text = write(contents_of(*PLAIN, *more)).texts[name]
    return [json.loads(line) for line in text.splitlines()]


def test_a_superseded_claim_says_what_holds_now_and_the_newer_one_what_it_replaced():
    old, new = rows()[-1], rows()[0]
    assert (old["claim"], new["claim"]) == ("survey-1", "report-1")
    verdict = next(v for v in old["verdicts"] if v["claims"] == ["report-1"])
    back = next(v for v in new["verdicts"] if v["claims"] == ["survey-1"])
    assert verdict["kind"] == back["kind"]
    assert {verdict["current"], back["current"]} in ({"this", "other"}, {""})


def test_no_line_is_broken_by_what_stands_in_it():
    held = rows("claims.jsonl", HOSTILE)
    assert held[4]["claim"] == "report-9"
    assert "\u2028" not in write(contents_of(*PLAIN, HOSTILE)).texts["claims.jsonl"]


def test_half_a_surrogate_pair_and_odd_line_ends_are_escaped():
    line = as_lines([{"a": "x\u2028y\x85z\ud800"}])
    assert line.encode().count(b"\n") == 1
    assert json.loads(line) == {"a": "x\u2028y\x85z\ud800"}
