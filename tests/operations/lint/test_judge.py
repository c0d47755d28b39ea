"""Judging pairs, from the cache to the last call: over real HTTP with the real SDK, and a server that answers as a script."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.store.verdicts import VerdictCache
from pipeline.core import strict_json
from pipeline.core.claims.judgement import Verdict
from pipeline.core.claims.verdict_checks import exchange_sides
from pipeline.core.errors import UserError
from pipeline.core.issues.judging_report import LintReport
from pipeline.core.wiki.schema import Schema
from pipeline.operations.lint.judge import (
    choose_bench,
    estimate_judging,
    judge_pairs,
    report_verdicts,
)
from tests.helpers.judging import answer, pair, pairs, reply, rows_of, side, wanted_of
from tests.helpers.repos import ROOT
from tests.helpers.server import Batching, MessagesServer, ok, refused, status, stopped

KEY = {"ANTHROPIC_API_KEY": "sk-ant-test-0123456789"}
SCHEMA = Schema.parse((ROOT / "schema.md").read_text("utf-8"))


def with_budget(dollars):
    budget = replace(SCHEMA.rules.budget, dollars_per_lint=dollars)
    return Schema(replace(SCHEMA.rules, budget=budget), SCHEMA.text)


@pytest.fixture
def run(monkeypatch, tmp_path):
    """Judge pairs with the model at one server; caches are kept from run to run."""

    def go(server, asked, schema=SCHEMA, batched=False):
        monkeypatch.setenv("ANTHROPIC_API_KEY", KEY["ANTHROPIC_API_KEY"])
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        return judge_pairs(asked, choose_bench(schema, "model", KEY, tmp_path, batched), schema)

    return go


def test_whoever_watches_is_told_which_pairs_of_how_many_are_at_hand(monkeypatch, tmp_path):
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY["ANTHROPIC_API_KEY"])
    told = []
    asked = pairs(25)
    asked[3:5] = [replace(p, a=replace(p.a, slug=f"gate-{n}")) for n, p in enumerate(asked[3:5])]
    with MessagesServer(answer) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        bench = choose_bench(SCHEMA, "model", KEY, tmp_path, say=told.append)
        judge_pairs(asked, bench, SCHEMA)
        judge_pairs([pair(99)], bench, SCHEMA)
    assert told == [
        "judging 25 pairs, 2 requests",
        "judging pairs 1–20 of 25: bridge-toll, gate-0 and 1 more",
        "judging pairs 21–25 of 25: bridge-toll",
        "judging 1 pair, 1 request",
    ]


def kinds(judgement):
    return [j.verdict.kind for j in judgement.judged]


# --- the cache ---


def test_a_second_run_over_an_unchanged_wiki_makes_no_call(run):
    with MessagesServer(answer) as server:
        first, second = run(server, pairs(25)), run(server, pairs(25))
    assert len(server.requests) == 2
    assert (first.cached, first.calls) == (0, 2)
    assert (second.cached, second.calls, second.dollars) == (25, 0, 0)
    assert second.judged == first.judged


def test_one_changed_statement_costs_only_its_pairs(run):
    changed = pairs(25)
    changed[7] = replace(changed[7], a=side("The toll of gate 8 is 11 crowns."))
    with MessagesServer(answer) as server:
        run(server, pairs(25))
        second = run(server, changed)
    assert sorted(len(rows_of(r.body)) for r in server.requests) == [1, 5, 20]
    assert len(rows_of(server.requests[-1].body)) == 1
    assert (second.cached, second.calls) == (24, 1)


def test_the_order_of_sides_does_not_count(run):
    other = replace(pair(), a=pair().b, b=pair().a)
    with MessagesServer(answer) as server:
        first, second = run(server, [pair()]), run(server, [other])
    assert len(server.requests) == 1
    assert second.judged[0].verdict == exchange_sides(first.judged[0].verdict)
    assert (first.judged[0].verdict.current, second.judged[0].verdict.current) == ("b", "a")


def test_the_same_two_statements_on_several_pages_are_judged_once(run):
    elsewhere = replace(pair(), a=replace(pair().b, path="wiki/concepts/gates.md"), b=pair().a)
    with MessagesServer(answer) as server:
        judgement = run(server, [pair(), elsewhere])
    assert len(rows_of(server.requests[0].body)) == 1
    assert [j.verdict.current for j in judgement.judged] == ["b", "a"]


def test_another_model_or_prompt_judges_anew(tmp_path):
    verdict = Verdict("supersedes", "b", "", "It has risen.", "10", "25")
    cache = VerdictCache(tmp_path)
    cache.put(pair(), "one judge", verdict)
    assert cache.get(pair(), "one judge") == verdict
    assert cache.get(pair(), "another") is None
    models = replace(SCHEMA.rules.models, judge="claude-haiku-5-5")
    other = Schema(replace(SCHEMA.rules, models=models), SCHEMA.text)
    keys = {choose_bench(s, "model", KEY, tmp_path).referee.judge_key for s in (SCHEMA, other)}
    assert len(keys) == 2


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: "",
        lambda text: "[1, 2",
        lambda text: text.replace('"b"', '"both"'),
        lambda text: text.replace('"10"', '"77"'),
        lambda text: text.replace("It has risen.", "Look\u202e here."),
        lambda text: text.replace('"judge": "k"', '"judge": "another"'),
        lambda text: text.replace('"why"', '"because"'),
    ],
)
def test_a_file_that_is_no_verdict_on_these_statements_is_none(tmp_path, spoil):
    cache = VerdictCache(tmp_path)
    cache.put(pair(), "k", Verdict("supersedes", "b", "", "It has risen.", "10", "25"))
    (file,) = tmp_path.rglob("*.json")
    file.write_text(spoil(file.read_text("utf-8")), "utf-8")
    assert cache.get(pair(), "k") is None


def test_a_cache_that_cannot_be_written_loses_no_verdict(run, tmp_path):
    (tmp_path / "verdicts").write_text("a file where the folder should be")
    with MessagesServer(answer) as server:
        assert kinds(run(server, pairs(2))) == ["supersedes"] * 2


# --- replies that are of no use ---


def spoilt(number, change, times=1):
    """A judge whose row on one pair is changed, so many times."""
    left = [times]

    def say(body):
        said = reply(body)
        for row in said["pairs"]:
            if row["pair"] == number and left[0] > 0:
                left[0] -= 1
                row.update(change)
        return ok(json.dumps(said))

    return say


def test_a_wrong_row_is_asked_for_again_and_the_others_stand(run):
    with MessagesServer(spoilt(2, {"words_a": "99"})) as server:
        judgement = run(server, pairs(3))
    assert kinds(judgement) == ["supersedes"] * 3
    assert len(server.requests) == 2
    assert [row["pair"] for row in wanted_of(server.requests[1].body)] == [2]
    assert "does not stand in the statement" in server.requests[1].body["messages"][-1]["content"]


def test_a_pair_that_is_wrong_twice_is_not_judged_and_asked_anew_the_next_time(run):
    with MessagesServer(spoilt(2, {"kind": "supersedes", "current": ""}, times=2)) as server:
        first, second = run(server, pairs(3)), run(server, pairs(3))
    assert len(first.judged) == 2
    assert first.waiting == (pair(2),)
    assert first.notes == ("A pair's answer was of no use, also when asked again.",)
    assert (second.cached, second.waiting) == (2, ())
    assert [row["pair"] for row in rows_of(server.requests[2].body)] == [1]


@pytest.mark.parametrize("text", ["", "I would rather not.", '{"pairs": []}'])
def test_a_reply_that_is_none_is_never_guessed(run, text):
    with MessagesServer(ok(text)) as server:
        judgement = run(server, pairs(3))
    assert (judgement.judged, len(judgement.waiting)) == ((), 3)
    assert len(server.requests) == 2


def test_a_reply_that_was_cut_off_is_asked_for_in_halves(run):
    def say(body):
        return stopped("max_tokens", '{"pairs": [{"pa') if len(rows_of(body)) > 2 else answer(body)

    with MessagesServer(say) as server:
        assert kinds(run(server, pairs(5))) == ["supersedes"] * 5
    assert sorted(len(rows_of(r.body)) for r in server.requests) == [1, 2, 2, 3, 5]


def test_a_pair_that_the_model_refuses_does_not_keep_the_others_from_being_judged(run):
    def say(body):
        return refused("cyber") if "gate 3" in json.dumps(rows_of(body)) else answer(body)

    with MessagesServer(say) as server:
        judgement = run(server, pairs(4))
    assert [p.a.text for p in judgement.waiting] == ["The toll of gate 3 is 10 crowns."]
    assert judgement.notes == ("The model refused to judge a pair (cyber).",)


def dear(body):
    return replace(answer(body), usage={"input_tokens": 5_000, "output_tokens": 1_800})


def test_the_budget_stops_midway_and_what_waits_is_said(run):
    with MessagesServer(dear) as server:
        judgement = run(server, pairs(95), with_budget(0.30))
    assert 0 < len(judgement.judged) < 95
    assert len(judgement.judged) + len(judgement.waiting) == 95
    assert judgement.dollars <= 0.30
    assert any("past `dollars_per_lint: 0.3`" in note for note in judgement.notes)


def test_a_run_goes_on_where_the_budget_stopped_the_last(run):
    with MessagesServer(dear) as server:
        first = run(server, pairs(50), with_budget(0.30))
        second = run(server, pairs(50))
    assert 0 < len(first.judged) < 50
    assert second.cached == len(first.judged)
    assert len(second.judged) == 50


def test_a_wrong_credential_is_said_and_not_taken_for_an_empty_result(run):
    with (
        MessagesServer(status(401, "no", "authentication_error")) as server,
        pytest.raises(UserError) as caught,
    ):
        run(server, pairs(3))
    assert "does not accept the credential" in str(caught.value)


# --- in batches ---


def test_in_batches_the_verdicts_are_the_same_at_half_the_price(run, tmp_path):
    with MessagesServer(answer, batching=Batching(looks=1)) as server:
        batched = run(server, pairs(25), batched=True)
        assert server.direct == []
        again = run(server, pairs(25))
    assert kinds(batched) == ["supersedes"] * 25
    assert batched.dollars == pytest.approx(2 * (100 * 4 + 20 * 20) / 1e6 / 2)
    assert (again.cached, again.calls) == (25, 0)
    assert len(server.batches) == 1


def test_in_batches_a_wrong_row_is_asked_for_again_directly(run):
    with MessagesServer(spoilt(2, {"words_a": "99"}), batching=Batching(looks=1)) as server:
        judgement = run(server, pairs(3), batched=True)
    assert kinds(judgement) == ["supersedes"] * 3
    assert len(server.direct) == 1


def test_a_server_without_batches_judges_all_the_same(run):
    with MessagesServer(answer) as server:
        judgement = run(server, pairs(3), batched=True)
    assert kinds(judgement) == ["supersedes"] * 3
    assert "The server takes no batches" in judgement.notes[0]


# --- estimates, and what the next job is told ---


def test_an_estimate_counts_what_is_new_and_asks_nobody(run, tmp_path):
    def said(asked, batched=False):
        return estimate_judging(
            asked, choose_bench(SCHEMA, "model", KEY, tmp_path), SCHEMA, batched
        )

    with MessagesServer(answer) as server:
        before = said(pairs(25))
        run(server, pairs(20))
        after = said(pairs(25))
        assert len(server.requests) == 1
    assert (before.new, before.requests, after.new, after.requests) == (25, 2, 5, 1)
    assert 0 < after.dollars < before.dollars < 1
    assert said(pairs(25), batched=True).dollars < after.dollars
    assert str(said(pairs(20))) == "20 pairs, all judged before: nothing to pay."
    free = choose_bench(SCHEMA, "extractive", {}, tmp_path)
    assert (
        str(estimate_judging(pairs(20), free, SCHEMA))
        == "20 pairs, judged by the embedded librarian: nothing to pay."
    )
    assert "25 pairs, 5 of them new: about $0.0" in str(after)
    assert "schema.md stops a lint at $5.00" in str(after)


def test_the_bill_of_a_usual_run_is_not_above_its_estimate(run, tmp_path):
    def usual(body):
        return replace(answer(body), usage={"input_tokens": 4_000, "output_tokens": 1_200})

    with MessagesServer(usual) as server:
        told = estimate_judging(pairs(25), choose_bench(SCHEMA, "model", KEY, tmp_path), SCHEMA)
        assert run(server, pairs(25)).dollars <= told.dollars


def test_the_report_names_statements_by_their_keys_and_crosses_unchanged(run):
    with MessagesServer(answer) as server:
        judgement = run(server, [*pairs(3), replace(pair(2), a=replace(pair(2).a, line=9))])
    told = report_verdicts(judgement, "0" * 40, "2026-11-22")
    assert strict_json.load(LintReport, strict_json.dump(told)) == told
    assert [(row.a, row.b) for row in told.verdicts] == [(p.a.key, p.b.key) for p in pairs(3)]
    assert (told.pairs, told.waiting, told.cached, told.calls) == (4, 0, 0, 1)


def test_a_budget_is_named_as_schema_md_names_it():
    with (
        pytest.raises(UserError, match="this lint has taken") as caught,
        Budget(dollars_per_lint=0).hold("judge", _much()),
    ):
        pass
    assert "Raise `dollars_per_lint` in schema.md" in str(caught.value)


def _much():
    from pipeline.adapters.messages.budget import Amount

    return Amount(1.0, 1)
