"""Many calls over real HTTP, within a deadline and a budget, with replies kept from earlier."""

import signal
import threading
import time
from dataclasses import replace

import pytest

from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.messages.credentials import AccessError
from pipeline.adapters.store.reply_cache import FolderCache
from pipeline.core.errors import BudgetError, UserError
from pipeline.core.model_call import Usage
from pipeline.core.pricing import Price
from tests.helpers.asking import QUESTION, failure, question
from tests.helpers.server import MessagesServer, ok, pings, refused, slow, status, stopped

# --- the deadline ---

TOO_LONG = (
    "The model took too long: 0.4 seconds are allowed for one source. "
    "Raise `seconds_per_source` in schema.md, or try again later; what is finished is kept."
)


@pytest.mark.parametrize(
    "late", [slow(60, ok("{}")), pings()], ids=["silent", "kept open by pings"]
)
def test_a_reply_that_would_come_after_the_deadline_is_not_waited_for(chat_with, late):
    with MessagesServer(late) as server:
        began = time.monotonic()
        said = failure(chat_with(server, deadline_seconds=0.4))
    assert said == TOO_LONG
    assert time.monotonic() - began < 30


def test_the_deadline_is_shared_by_all_calls_over_a_source_and_begins_anew_with_the_next(chat_with):
    with MessagesServer(ok("{}")) as server:
        now = [0.0]
        chat = chat_with(server, deadline_seconds=5, clock=lambda: now[0])
        chat.send(QUESTION)
        now[0] = 6.0
        assert failure(chat).startswith("The model took too long")
        chat.begin_source()
        assert chat.send(QUESTION).stop == "end_turn"
    assert len(server.requests) == 2


# --- budgets ---


def test_a_call_that_could_pass_the_budget_is_not_made(chat_with):
    with MessagesServer(ok("{}", input_tokens=100_000, output_tokens=20_000)) as server:
        chat = chat_with(server, budget=Budget(dollars_per_source=0.60))
        chat.send(QUESTION)  # takes $0.40, and the next could take $0.30 of output
        said = failure(chat, kind=BudgetError)
    assert said == (
        "The budget is reached: this source has taken $0.40, and the next call (extract) could take $0.30 more, "
        "past `dollars_per_source: 0.6`. Raise `dollars_per_source` in schema.md to go on; what is finished is kept."
    )
    assert len(server.requests) == 1


def test_a_request_may_expect_less_than_it_allows(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, budget=Budget(dollars_per_source=0.10))
        assert chat.send(question(expected=2_000)).stop == "end_turn"
        failure(chat, kind=BudgetError)


def test_the_next_source_has_its_own_budget_within_that_of_the_run(chat_with):
    with MessagesServer(ok("{}", input_tokens=100_000, output_tokens=20_000)) as server:
        chat = chat_with(server, budget=Budget(dollars_per_run=1.00, dollars_per_source=0.60))
        for _ in range(2):
            chat.send(QUESTION)
            chat.begin_source()
        said = failure(chat, kind=BudgetError)
    assert said.startswith(
        "The budget is reached: this run has taken $0.80, and the next call (extract) could take $0.30"
    )


def test_calls_beside_each_other_do_not_pass_the_budget_together(chat_with):
    with MessagesServer(slow(0.05, ok("{}", input_tokens=5, output_tokens=10_000))) as server:
        budget = Budget(dollars_per_source=0.75)  # $0.10 each, and set aside $0.30
        outcomes = chat_with(server, budget=budget).send_all(
            [question(f"part {i}") for i in range(10)]
        )
    assert budget.spent.dollars == pytest.approx(0.50, abs=0.001)
    assert len(server.requests) == 5
    assert sum(isinstance(outcome, BudgetError) for outcome in outcomes) == 5


def test_a_budget_in_dollars_asks_for_the_price_of_an_unknown_model(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, budget=Budget(dollars_per_run=1))
        assert failure(chat, replace(QUESTION, model="llama")) == (
            "No price is known for the model “llama”, so a budget in dollars cannot be held. "
            "Add it under `prices` in schema.md, in dollars per million tokens; 0 for a server of your own."
        )
        free = chat_with(server, budget=Budget(dollars_per_run=1), prices={"llama": Price(0, 0)})
        assert free.send(replace(QUESTION, model="llama")).stop == "end_turn"


def test_without_a_budget_in_dollars_an_unknown_price_is_noted(chat_with):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, budget=Budget(tokens_per_source=100_000))
        chat.send(replace(QUESTION, model="llama"))
    assert chat.notes == ("No price is known for the model llama; its cost is counted as 0.",)


# --- many calls ---


def test_the_first_call_goes_alone_and_the_others_beside_each_other_with_a_bound(chat_with):
    with MessagesServer(
        lambda body: slow(0.1, ok(body["messages"][0]["content"][0]["text"]))
    ) as server:
        replies = chat_with(server, concurrency=3).send_all(
            [question(f"page {i}") for i in range(8)]
        )
    assert [reply.text for reply in replies] == [f"page {i}" for i in range(8)]
    assert [seen.beside for seen in server.requests[:2]] == [0, 0]
    assert server.most_at_once == 3


def test_one_call_that_fails_does_not_stop_the_others(chat_with):
    def answer(body):
        return (
            status(400, "bad luck") if "page 0" in str(body) or "page 2" in str(body) else ok("{}")
        )

    with MessagesServer(answer) as server:
        outcomes = chat_with(server).send_all([question(f"page {i}") for i in range(4)])
    assert [isinstance(outcome, UserError) for outcome in outcomes] == [True, False, True, False]


def test_a_credential_that_is_refused_is_not_tried_again_for_every_page(chat_with):
    with MessagesServer(status(401, "no")) as server:
        outcomes = chat_with(server).send_all([question(f"page {i}") for i in range(9)])
    assert len(server.requests) == 1
    assert len(outcomes) == 9
    assert all(isinstance(outcome, AccessError) for outcome in outcomes)


def _press_ctrl_c(server, pressed):
    """Interrupt once calls are under way; while a library is still being imported, Python may swallow an interrupt."""
    while len(server.requests) < 3:
        time.sleep(0.02)
    pressed.append(time.monotonic())
    signal.raise_signal(signal.SIGINT)


@pytest.fixture
def _hears_ctrl_c():
    """A shell starts what runs in the background with interrupts ignored, and Python leaves it at that."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_hears_ctrl_c")
def test_ctrl_c_stops_calls_under_way_and_begins_no_other(chat_with):
    with MessagesServer(ok("{}"), slow(90, ok("{}"))) as server:
        chat = chat_with(server, deadline_seconds=120)
        pressed: list[float] = []
        threading.Thread(target=_press_ctrl_c, args=(server, pressed), daemon=True).start()
        with pytest.raises(KeyboardInterrupt):
            chat.send_all([question(f"page {i}") for i in range(20)])
        ended = time.monotonic()
    assert ended - pressed[0] < 60  # and not the ninety seconds that each answer takes
    assert len(server.requests) <= 5
    assert failure(chat).startswith("The model took too long")


# --- kept replies ---


def test_the_same_question_is_paid_for_once(chat_with, tmp_path):
    with MessagesServer(ok('{"title": "Gas"}')) as server:
        chat_with(server, cache=FolderCache(tmp_path)).send(QUESTION)
        again = chat_with(server, cache=FolderCache(tmp_path))
        reply = again.send(QUESTION)
        again.send(question("Another source."))
    assert (reply.text, reply.usage) == ('{"title": "Gas"}', Usage())
    assert len(server.requests) == 2
    assert again.costs[0].calls == 1
    assert again.notes == ("Replies taken from the cache, at no cost: 1.",)


@pytest.mark.parametrize(
    "answer", [stopped("max_tokens", "{"), refused("bio"), status(400, "prompt is too long")]
)
def test_a_reply_that_is_not_whole_is_not_kept(chat_with, tmp_path, answer):
    with MessagesServer(answer) as server:
        chat = chat_with(server, cache=FolderCache(tmp_path))
        chat.send(QUESTION)
        chat.send(QUESTION)
    assert len(server.requests) == 2
    assert list(tmp_path.rglob("*.json")) == []


def test_a_cache_that_cannot_be_written_loses_no_reply(chat_with, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, cache=FolderCache(tmp_path / "file"))
        assert chat.send(QUESTION).stop == "end_turn"
    assert chat.notes == ("Replies could not be kept: Not a directory.",)


def test_a_kept_reply_that_cannot_be_read_is_asked_for_again(chat_with, tmp_path):
    with MessagesServer(ok("{}")) as server:
        chat = chat_with(server, cache=FolderCache(tmp_path))
        chat.send(QUESTION)
        for file in tmp_path.rglob("*.json"):
            file.write_text('{"te')
        chat.send(QUESTION)
    assert len(server.requests) == 2
