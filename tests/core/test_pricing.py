from typing import get_args

import pytest

from pipeline.core.model_call import PromptBlock, Request, Usage, digest_of_request, messages_body
from pipeline.core.pricing import (
    PRICES,
    Price,
    estimate_costs,
    estimate_tokens,
    expected_usage,
    price_of_usage,
)
from tests.helpers.asking import QUESTION, question


def test_every_model_with_a_price_is_in_the_sdks_list_and_none_is_deprecated():
    from anthropic.resources.messages.messages import DEPRECATED_MODELS
    from anthropic.types.model import Model

    current = set(get_args(get_args(Model)[0])) - set(DEPRECATED_MODELS)
    assert set(PRICES) <= current


@pytest.mark.parametrize(
    ("model", "usage", "dollars"),
    [
        ("claude-sonnet-5-5", Usage(input=1_000_000), 2.00),
        ("claude-sonnet-5-5", Usage(output=1_000_000), 10.00),
        ("claude-opus-5-5", Usage(cached=1_000_000), 0.20),
        ("claude-opus-5-5", Usage(written=1_000_000), 5.00),
        ("claude-haiku-5-5", Usage(input=60_000, cached=40_000, output=10_000), 0.0114),
        ("claude-haiku-5-5", Usage(input=60_000, cached=40_001, output=10_000), 0.05700005),
    ],
)
def test_a_price_follows_the_table(model, usage, dollars):
    assert price_of_usage(model, usage) == pytest.approx(dollars)


def test_no_price_is_guessed_and_the_owners_price_goes_first():
    assert price_of_usage("llama", Usage(input=1)) is None
    assert price_of_usage("llama", Usage(), {"llama": Price(0, 0)}) == 0
    assert (
        price_of_usage("claude-opus-5-5", Usage(input=1_000_000), {"claude-opus-5-5": Price(3, 15)})
        == 3
    )


def test_a_price_without_cached_prices_takes_the_usual_ratios():
    assert Price(10, 50).cost_of(Usage(cached=1_000_000, written=1_000_000)) == pytest.approx(
        1 + 12.5
    )


def test_tokens_are_estimated_on_the_high_side_in_any_script():
    assert estimate_tokens("") == 0
    assert estimate_tokens("gas " * 100) > 100
    assert estimate_tokens("天然气") >= 3


def test_a_prefix_up_to_the_last_mark_is_expected_to_be_written_to_the_cache():
    request = Request(
        "plan",
        "m",
        (PromptBlock("a" * 33), PromptBlock("b" * 33, cache=True)),
        (PromptBlock("c" * 33),),
        {},
        500,
    )
    assert expected_usage(request) == Usage(written=20, input=10 + 1, output=500)


def test_an_estimate_adds_up_by_step_and_model():
    costs = estimate_costs([QUESTION, question("Another."), question(step="plan", model="llama")])
    assert [(cost.step, cost.model, cost.calls) for cost in costs] == [
        ("extract", "claude-sonnet-5-5", 2),
        ("plan", "llama", 1),
    ]
    assert costs[0].dollars == pytest.approx(0.60, abs=0.01)
    assert costs[1].dollars == 0


def test_the_digest_is_of_all_that_the_model_sees_and_of_nothing_else():
    same = [
        question(system=(PromptBlock("You keep a wiki.", cache=True), PromptBlock("Its rules."))),
        question(expected=5),
    ]
    assert {digest_of_request(request) for request in same} == {digest_of_request(QUESTION)}
    changed = [
        question("Another."),
        question(step="plan"),
        question(model="m"),
        question(schema={}),
        question(max_tokens=5),
        question(repair=(("a", "b"),)),
    ]
    assert len({digest_of_request(request) for request in [QUESTION, *changed]}) == 7


def test_no_more_marks_than_the_api_takes():
    with pytest.raises(ValueError, match="5 blocks are marked"):
        question(system=tuple(PromptBlock(str(i), cache=True) for i in range(5)))


def test_a_schema_in_words_stands_at_the_end_of_the_first_turn():
    turns = messages_body(question(repair=(("{", "Again."),)), ["output_config.format"])["messages"]
    assert [turn["role"] for turn in turns] == ["user", "assistant", "user"]
    assert "JSON schema" in turns[0]["content"][-1]["text"]
