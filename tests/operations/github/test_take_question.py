"""Questions and wishes as people type them on GitHub: who may, how often, and what starts; no model, no runner."""

import pytest

from pipeline.core.errors import UserError
from pipeline.operations.ask.ask import read_question
from pipeline.operations.github.comment import parse_command, read_event
from tests.helpers.flows import BOT
from tests.helpers.questions import QUESTION, answers, ask, kettles, news


def test_a_question_of_the_form_is_answered_in_one_comment(tmp_path):
    with kettles(tmp_path) as (forge, flows):
        number = flows.form("bob", QUESTION)
        assert forge.issues[number].labels == ["wiki:ask"]
        assert [(r.login, r.content) for r in forge.issues[number].reactions] == [(BOT, "eyes")]
        assert flows.settle() == ["ask.yml"]
        (said,) = answers(forge)
        assert said.body.startswith("**The Whistler kettle boils water at 95 degrees.**[^1]")
        assert "/raw/kettle.md?plain=1#L3): “The Whistler kettle boils water" in said.body
        assert {(w.workflow, w.job) for w in forge.writes if w.path.endswith("/comments")} == {
            ("ask", "reply")
        }


def test_a_comment_asks_on_any_issue_and_the_answer_leads_back_to_it(tmp_path):
    with kettles(tmp_path) as (forge, flows):
        number = forge.open_issue("mallory", "The tea is cold", "It is.")
        made = ask(forge, flows, "bob", number, f"/ask {QUESTION}")
        assert forge.reactions_to(made) == {(BOT, "eyes")}
        (said,) = answers(forge, number)
        assert (
            f"[here](https://github.com/acme/wiki/issues/{number}#issuecomment-{made})" in said.body
        )
        assert forge.issues[number].labels == []


@pytest.mark.parametrize(
    ("schema", "may"),
    [
        ("", {"bob"}),
        ("ask: {who: triage}", {"bob", "trent"}),
        ("ask: {who: anyone}", {"bob", "trent", "rita", "mallory"}),
    ],
)
def test_who_may_ask_stands_in_the_schema(tmp_path, schema, may):
    with kettles(tmp_path, schema) as (forge, flows):
        started = set()
        for login in ("bob", "trent", "rita", "mallory"):
            number = flows.form(login, QUESTION)
            started |= {login} if forge.dispatched else set()
            forge.dispatched.clear()
            sign = "eyes" if login in may else "confused"
            assert [r.content for r in forge.issues[number].reactions] == [sign]
        assert started == may
        assert not forge.comments


def test_a_question_has_one_answer_however_often_its_event_comes(tmp_path):
    with kettles(tmp_path) as (forge, flows):
        number = flows.form("bob", QUESTION)
        flows.read("issues", "bob", number=number)  # sent twice, before anything was answered
        assert len(forge.dispatched) == 2
        flows.settle()
        flows.ask(number)  # and the run is started again
        (said,) = answers(forge)
        before = said.body, len(forge.writes)
        flows.read("issues", "bob", number=number, action="edited")
        assert (said.body, len(forge.writes)) == before
        assert not forge.dispatched


def test_an_edited_question_edits_its_answer_and_a_new_comment_gets_a_new_one(tmp_path):
    with kettles(tmp_path) as (forge, flows):
        number = flows.form("bob", "What is unheard of?")
        flows.settle()
        made = ask(forge, flows, "bob", number, "/ask How many grams is the Whistler kettle?")
        assert len(answers(forge)) == 2
        forge.edit_comment("bob", made, f"/ask {QUESTION}")
        flows.read("issue_comment", "bob", comment=made, action="edited")
        assert flows.settle() == ["ask.yml"]
        assert len(answers(forge)) == 2
        assert "95 degrees.**" in answers(forge)[1].body
        ask(forge, flows, "bob", number, f"/ask {QUESTION}")
        assert len(answers(forge)) == 3


def test_a_person_and_all_together_may_ask_so_much_a_day_and_are_told_once(tmp_path):
    with kettles(tmp_path, "ask: {per_person_and_day: 2, per_day: 3}") as (forge, flows):
        for _ in range(3):
            flows.form("bob", QUESTION)  # all of them before the first is answered
        flows.settle()
        assert len(answers(forge)) == 2
        for number in (flows.form("bob", "And now?"), flows.form("bob", "And then?")):
            assert [r.content for r in forge.issues[number].reactions] == ["confused"]
        told = [c.body for c in forge.comments.values() if "ask-full" in c.body]
        assert len(told) == 1
        assert "2 questions of one person were answered today" in told[0]
        flows.form("alice", QUESTION)
        flows.settle()
        flows.form("alice", "And now?")
        assert not forge.dispatched
        assert "has answered 3 questions today" in [*forge.comments.values()][-1].body
        number = flows.form("bob", "And tomorrow?")
        assert flows.ask(number, day="2026-04-12") == {"answer": 0, "reply": 0}
        assert len(answers(forge)) == 4


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("/ask", "There is no question."),
        ("/ask \u200b…", "There is no question."),
        ("/ask " + "how " * 15_000, "longer than 2,000 characters"),
    ],
)
def test_what_is_no_question_is_refused_in_a_sentence(tmp_path, text, why):
    with kettles(tmp_path) as (forge, flows):
        number = forge.open_issue("alice", "Tea")
        made = ask(forge, flows, "bob", number, text)
        assert forge.reactions_to(made) == {(BOT, "confused")}
        assert why in news(forge, number)
        assert not answers(forge)


def test_a_hundred_thousand_characters_are_refused():
    with pytest.raises(UserError, match=r"longer than 2,000 characters"):
        read_question("x" * 100_000)


@pytest.mark.parametrize(
    "text", ["/asks me", "ask me", " /ask me", "/ASK me", "//ask me", "/ask\u200bme"]
)
def test_words_close_to_the_command_are_none(text):
    assert parse_command(text) is None


def test_a_question_on_a_pull_request_is_sent_to_an_issue(tmp_path):
    with kettles(tmp_path) as (forge, flows):
        forge.commit("alice", "tea", {"raw/tea.md": "Tea.\n"})
        number = forge.open_pull("alice", "tea", "Tea")
        ask(forge, flows, "mallory", number, f"/ask {QUESTION}")
        assert not forge.comments_on(number)[1:]
        ask(forge, flows, "bob", number, f"/ask {QUESTION}")
        assert "belongs on an issue" in news(forge, number)


def test_a_box_is_served_for_those_who_may_write_and_taken_off(tmp_path):
    with kettles(tmp_path) as (forge, flows):
        number = flows.form("bob", QUESTION)
        flows.settle()
        (said,) = answers(forge)
        plain = said.body
        for login, started in (("rita", []), ("bob", ["ask.yml"])):
            forge.edit_comment(login, said.id, plain.replace("- [ ] Keep", "- [x] Keep"))
            flows.read("issue_comment", login, comment=said.id, action="edited")
            assert said.body == plain
            assert flows.settle() == started
        (pull,) = forge.pulls.values()
        assert f"Closes #{number}" in pull.body


def test_a_box_in_somebody_elses_comment_does_nothing(tmp_path):
    with kettles(tmp_path) as (forge, _):
        number = forge.open_issue("alice", "Tea")
        made = forge.comment("mallory", number, "- [x] Keep this answer as a page (`/file`)")
        event = forge.event("issue_comment", "bob", comment=made, action="edited")
        assert read_event(event) is None


def test_a_source_is_wanted_once_for_what_is_not_known(tmp_path):
    with kettles(tmp_path) as (forge, flows):
        number = flows.form("bob", "Who @invented the unheard Zyzzyva #7?")
        flows.settle()
        (said,) = answers(forge)
        assert "The wiki does not answer this" in said.body
        assert "- [ ] Keep" not in said.body
        for _ in range(2):
            ask(forge, flows, "bob", number, "/wanted")
        (wanted,) = [i for i in forge.issues.values() if "wiki:source-wanted" in i.labels]
        assert wanted.title == "Source wanted: Who ＠invented the unheard Zyzzyva ＃7?"
        assert f"(#{number})" in wanted.body
        assert "@invented" not in wanted.body
        assert f"#{wanted.number} asks for a source already" in news(forge, number)


def test_wishes_about_no_answer_are_told_so(tmp_path):
    with kettles(tmp_path) as (forge, flows):
        number = forge.open_issue("alice", "Tea")
        for text in ("/file", "/wanted"):
            ask(forge, flows, "bob", number, text)
            assert "There is no answer of the wiki on this issue" in news(forge, number)
