import threading

import pytest

from pipeline.adapters.messages.budget import Amount, Budget
from pipeline.core.errors import BudgetError


def take(budget, most, spent, step="write_page"):
    with budget.hold(step, most) as hold:
        hold.spent = spent


def test_without_limits_everything_passes_and_is_counted():
    budget = Budget()
    take(budget, Amount(1e9, 10**9), Amount(2.5, 1000))
    assert budget.spent == Amount(2.5, 1000)
    assert not budget.in_dollars


def test_a_limit_may_be_reached_and_not_passed():
    budget = Budget(tokens_per_source=1000)
    take(budget, Amount(tokens=1000), Amount(tokens=600))
    with pytest.raises(BudgetError) as caught:
        take(budget, Amount(tokens=401), Amount())
    assert str(caught.value) == (
        "The budget is reached: this source has taken 600 tokens, and the next call (write_page) could take 401 tokens "
        "more, past `tokens_per_source: 1000`. Raise `tokens_per_source` in schema.md to go on; what is finished is kept."
    )
    take(budget, Amount(tokens=400), Amount(tokens=400))


def test_a_call_that_fails_gives_back_what_was_set_aside():
    budget = Budget(dollars_per_run=1)
    with pytest.raises(ValueError), budget.hold("extract", Amount(1)):
        raise ValueError
    take(budget, Amount(1), Amount(1))


def test_a_call_waits_for_those_in_flight_rather_than_failing():
    budget = Budget(dollars_per_run=0.3)
    with budget.hold("extract", Amount(0.3)) as first:
        second = threading.Thread(target=take, args=(budget, Amount(0.2), Amount(0.1)))
        second.start()
        second.join(0.05)
        assert second.is_alive()
        first.spent = Amount(0.1)
    second.join(2)
    assert budget.spent.dollars == pytest.approx(0.2)


def test_many_threads_never_pass_the_limit_together():
    budget = Budget(dollars_per_source=1.0)

    def work():
        for _ in range(20):
            try:
                take(budget, Amount(0.1), Amount(0.07))
            except BudgetError:
                return

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(5)
    assert 0.9 < budget.spent.dollars <= 1.0
