import threading
import time

import pytest

from pipeline.adapters.processes.thread_pool import run_all
from pipeline.core.errors import BudgetError, UserError


def fail(error):
    raise error


def test_no_jobs_have_no_outcomes():
    assert run_all([], 4) == []


def test_outcomes_stand_in_the_order_asked_whichever_ends_first():
    def job(number):
        time.sleep(0.05 / (number + 1))
        return number

    assert run_all([lambda n=n: job(n) for n in range(6)], 4) == list(range(6))


def test_after_the_budget_is_reached_what_had_begun_is_finished_and_nothing_begins():
    reached = BudgetError("reached")
    began = threading.Barrier(2)
    failing = []

    def second():
        failing.append(threading.current_thread())
        began.wait(60)
        fail(reached)

    def last():
        began.wait(60)
        failing[0].join(60)  # until it has looked for another job
        return "finished"

    jobs = [
        lambda: "first",
        second,
        last,
        lambda: "never",
        lambda: "never",
    ]
    assert run_all(jobs, 2) == ["first", reached, "finished", reached, reached]


def test_a_failure_of_the_source_is_its_own():
    failed = UserError("no JSON")
    assert run_all([lambda: fail(failed), lambda: 1], 2) == [failed, 1]


@pytest.mark.parametrize("place", [0, 2])
def test_a_bug_flies(place):
    jobs = [lambda: 1, lambda: 2, lambda: 3]
    jobs[place] = lambda: fail(ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        run_all(jobs, 2)
