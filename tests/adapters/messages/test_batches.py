"""Message batches over real HTTP with the real SDK: late, refused, broken off, found again after a kill."""

import json
import subprocess
import sys
import time

import pytest

from pipeline.adapters.messages.batches import Batches
from pipeline.adapters.messages.budget import Amount, Budget
from pipeline.adapters.store.reply_cache import FolderCache
from pipeline.core.errors import BudgetError, UserError
from pipeline.core.pricing import Price, price_in_batch
from tests.helpers.asking import question
from tests.helpers.clock import Clock
from tests.helpers.server import Batching, MessagesServer, ok, refused, status, stopped

SONNET = "claude-sonnet-5-5"


def echo(body):
    """Answer with the question, so that a mixed-up result is seen."""
    return ok(
        json.dumps({"title": body["messages"][0]["content"][0]["text"]}),
        input_tokens=1_000,
        output_tokens=200,
    )


def questions(count, **changes):
    return [
        question(f"Source {number}", **{"max_tokens": 1_000, **changes}) for number in range(count)
    ]


@pytest.fixture
def batches_with(chat_with, tmp_path):
    """Batches on a chat with one server, whose time passes only while they wait; `chat` of what is returned is the chat."""

    def make(server, **settings):
        chat = chat_with(server, **{"cache": FolderCache(tmp_path / "replies"), **settings})
        clock = Clock()
        made = Batches(chat, tmp_path / "batches", 60, 10, sleep=clock.sleep, clock=clock)
        made.chat = chat
        return made

    return make


def texts(replies):
    return [
        json.loads(r.text)["title"] if not isinstance(r, UserError) else str(r) for r in replies
    ]


def test_each_answer_comes_to_its_question_whatever_the_order_of_the_results(
    batches_with, tmp_path
):
    with MessagesServer(echo, batching=Batching(looks=4)) as server:
        asked = questions(5)
        assert texts(batches_with(server).send_all(asked)) == [f"Source {n}" for n in range(5)]
    assert len(server.batches) == 1
    assert server.direct == []
    assert list((tmp_path / "batches").iterdir()) == []


def test_a_batch_costs_half_and_its_cache_entries_live_an_hour(batches_with):
    with MessagesServer(echo, batching=Batching()) as server:
        batches = batches_with(server)
        batches.send_all(questions(3))
    (cost,) = batches.chat.costs
    assert cost.calls == 3
    assert cost.dollars == pytest.approx(3 * (1_000 * 2 + 200 * 10) / 1e6 / 2)
    params = server.requests[0].body["requests"][0]["params"]
    assert params["system"][1]["cache_control"] == {"type": "ephemeral", "ttl": "1h"}
    assert "stream" not in params


def test_a_batch_of_two_marks_nothing_as_cached(batches_with):
    with MessagesServer(echo, batching=Batching()) as server:
        batches_with(server).send_all(questions(2))
    assert "cache_control" not in json.dumps(server.requests[0].body)


def test_half_of_every_price():
    assert price_in_batch(Price(4, 20, 0.2)) == Price(2, 10, 0.1, 4)
    assert price_in_batch(Price(1, 2, None, 2.5)) == Price(0.5, 1, None, 2.0)
    assert price_in_batch(Price(1, 2, over=9, long=Price(2, 4))).long == Price(1, 2, None, 2)


def test_a_second_run_asks_nothing(batches_with):
    with MessagesServer(echo, batching=Batching()) as server:
        batches_with(server).send_all(questions(3))
        again = batches_with(server)
        assert texts(again.send_all(questions(3))) == ["Source 0", "Source 1", "Source 2"]
        assert again.chat.costs == ()
    assert len(server.batches) == 1


def test_what_a_batch_could_not_answer_is_said_and_what_it_refused_is_asked_directly(batches_with):
    fates = {0: "errored", 1: "expired", 2: "canceled", 3: "invalid"}
    with MessagesServer(echo, batching=Batching(fates=fates)) as server:
        batches = batches_with(server)
        said = texts(batches.send_all(questions(5)))
    assert said == [
        "A question failed in the batch (api_error: no luck). The next run asks again.",
        "A question was expired with its batch. The next run asks again.",
        "A question was canceled with its batch. The next run asks again.",
        "Source 3",
        "Source 4",
    ]
    assert len(server.direct) == 1
    assert batches.chat.notes == ("Questions that the batch refused were asked one by one.",)


@pytest.mark.parametrize("code", [400, 404, 405, 501])
def test_a_server_without_batches_is_asked_directly(batches_with, code):
    with MessagesServer(
        echo, batching=Batching(refusals=(status(code, "no such thing"),))
    ) as server:
        batches = batches_with(server)
        assert texts(batches.send_all(questions(3))) == ["Source 0", "Source 1", "Source 2"]
    assert len(server.direct) == 3
    assert f"The server takes no batches ({code}: " in batches.chat.notes[0]
    assert batches.chat.costs[0].dollars == pytest.approx(3 * (1_000 * 2 + 200 * 10) / 1e6)


def test_a_busy_server_is_asked_again(batches_with):
    refusals = (status(529, "busy"), status(429, "busy"))
    with MessagesServer(echo, batching=Batching(refusals=refusals)) as server:
        assert texts(batches_with(server).send_all(questions(1))) == ["Source 0"]
    assert len(server.batches) == 1


def test_a_batch_that_may_have_been_taken_is_not_handed_in_twice(batches_with):
    with MessagesServer(echo, batching=Batching(swallow=True)) as server:
        said = texts(batches_with(server).send_all(questions(2)))
    assert len(server.batches) == 1
    assert all("could not be reached, or broke off before it answered" in x for x in said)


@pytest.mark.parametrize("fault", [{"cut": 2}, {"short": 2}])
def test_results_that_break_off_are_read_again_and_counted_once(batches_with, fault):
    with MessagesServer(echo, batching=Batching(**fault)) as server:
        batches = batches_with(server)
        assert texts(batches.send_all(questions(4))) == [f"Source {n}" for n in range(4)]
    assert server.readings == 3
    assert batches.chat.costs[0].calls == 4


def test_results_that_always_break_off_are_left_for_the_next_run(batches_with):
    with MessagesServer(echo, batching=Batching(short=4)) as server:
        first = texts(batches_with(server).send_all(questions(3)))
        assert first[2] == "Source 2"  # the one that could be read
        assert (
            first[0]
            == "The results of a batch could not be read to their end. The next run reads them again."
        )
        again = batches_with(server)
        assert texts(again.send_all(questions(3))) == ["Source 0", "Source 1", "Source 2"]
        assert again.chat.costs[0].calls == 2
    assert len(server.batches) == 1


def test_a_batch_that_takes_too_long_is_cancelled_and_what_was_answered_is_used(
    batches_with, tmp_path
):
    with MessagesServer(echo, batching=Batching(looks=-1, answered=2)) as server:
        batches = batches_with(server)
        said = texts(batches.send_all(questions(3)))
    assert said[:2] == ["Source 0", "Source 1"]
    assert said[2] == "A question was canceled with its batch. The next run asks again."
    assert batches.chat.costs[0].calls == 2
    assert batches.chat.notes == (
        "A batch took too long and was cancelled; what was answered by then is used.",
    )
    assert list((tmp_path / "batches").iterdir()) == []


def test_a_cancelled_batch_that_does_not_end_is_found_again(batches_with, tmp_path):
    with MessagesServer(echo, batching=Batching(looks=-1, lingers=True)) as server:
        said = texts(batches_with(server).send_all(questions(1)))
        assert said == ["A batch of questions has not ended. The next run finds it again."]
        server.batches["msgbatch_1"].looks = 1
        server.batches["msgbatch_1"].cancelled = False
        assert texts(batches_with(server).send_all(questions(1))) == ["Source 0"]
    assert len(server.batches) == 1


KILLED = """
import sys
from pathlib import Path
from pipeline.adapters.messages.batches import Batches
from pipeline.adapters.messages.budget import Budget
from pipeline.adapters.store.reply_cache import FolderCache
from pipeline.adapters.messages.chat import Chat
from tests.adapters.messages.test_batches import questions
folder = Path(sys.argv[1])
chat = Chat(budget=Budget(), deadline_seconds=60, cache=FolderCache(folder / "replies"))
Batches(chat, folder / "batches", 60.0, first_wait=0.01).send_all(questions(3))
"""


def test_a_run_that_was_killed_finds_its_batch_again_and_pays_once(
    batches_with, tmp_path, monkeypatch
):
    with MessagesServer(echo, batching=Batching(looks=-1)) as server:
        batches = batches_with(server)
        run = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)])
        try:
            end = time.monotonic() + 30
            while not list(tmp_path.glob("batches/*.json")) and time.monotonic() < end:
                time.sleep(0.05)
        finally:
            run.kill()
            run.wait()
        server.batches["msgbatch_1"].looks = 1
        assert texts(batches.send_all(questions(3))) == ["Source 0", "Source 1", "Source 2"]
    assert len(server.batches) == 1
    assert batches.chat.notes == ("A batch that an earlier run had handed in was found again.",)
    assert batches.chat.costs[0].calls == 3


def test_a_note_on_a_batch_that_nobody_needs_or_knows_is_dropped(batches_with, tmp_path):
    folder = tmp_path / "batches"
    folder.mkdir()
    (folder / "a.json").write_text(json.dumps({"batch": "msgbatch_old", "requests": ["0" * 64]}))
    (folder / "b.json").write_text("no JSON")
    with MessagesServer(echo, batching=Batching()) as server:
        assert texts(batches_with(server).send_all(questions(1))) == ["Source 0"]
    assert [p.name for p in folder.iterdir()] == ["b.json"]


def test_a_batch_whose_questions_nobody_asks_any_more_is_cancelled(batches_with):
    with MessagesServer(echo, batching=Batching(looks=-1, lingers=True)) as server:
        batches_with(server).send_all(questions(2))
        assert len(server.requests) == 2
        batches_with(server).send_all([question("Something else")])
    assert [seen.path.rpartition("/batches")[2] for seen in server.requests] == [
        "",
        "/msgbatch_1/cancel",  # as the time is over
        "/msgbatch_1/cancel",  # as nobody asks any more
        "",
        "/msgbatch_2/cancel",
    ]


def test_the_budget_holds_for_the_longest_replies_and_the_rest_goes_in_a_second_batch(batches_with):
    most = 0.0008 + 0.0052  # of one question: some tokens in, 1,000 out, at half the price
    with MessagesServer(echo, batching=Batching()) as server:
        batches = batches_with(server, budget=Budget(dollars_per_lint=2.5 * most))
        replies = batches.send_all(questions(8))
    sizes = [len(batch.rows) for batch in server.batches.values()]
    assert sizes[0] == 2
    assert sum(sizes) < 8
    assert batches.chat.budget.spent.dollars <= 2.5 * most
    assert all(isinstance(r, BudgetError) for r in replies[sum(sizes) :])
    assert "past `dollars_per_lint" in str(replies[-1])


def test_a_refused_and_a_cut_off_reply_are_replies_and_paid_for(batches_with):
    answers = iter([refused("cyber"), stopped("max_tokens", '{"ti')])
    with MessagesServer(lambda body: next(answers), batching=Batching()) as server:
        batches = batches_with(server)
        replies = batches.send_all(questions(2))
    assert {r.stop for r in replies} == {"refusal", "max_tokens"}
    assert batches.chat.costs[0].calls == 2


def test_no_credential_goes_to_another_server_that_is_named_as_the_place_of_the_results(
    batches_with,
):
    with (
        MessagesServer(echo) as other,
        MessagesServer(echo, batching=Batching(elsewhere=other.url)) as server,
    ):
        said = texts(batches_with(server).send_all(questions(1)))
    assert said[0].startswith(
        "The model's server sends us to another server, and we do not follow with a credential."
    )
    assert other.requests == []


def test_what_was_not_set_aside_still_fits_or_not():
    budget = Budget(dollars_per_lint=1.0)
    with budget.hold("judge", Amount(0.6)):
        assert budget.fits(Amount(0.4))
        assert not budget.fits(Amount(0.5))
