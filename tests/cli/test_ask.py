"""`wiki ask` and `wiki file` as people use them, with a model over real HTTP."""

from __future__ import annotations

import json

import pytest

from pipeline.cli import main
from tests.helpers.answering import answered, kettle_team, routed, said
from tests.helpers.repos import team
from tests.helpers.scripted import text_of
from tests.helpers.server import MessagesServer, ok

HOT = said("The kettle boils at 95 degrees.", "kettle-2024-1")
WAS = said("It boiled at 100 degrees before.", "kettle-2019-1")
BAR = said("Its valve opens at 2 bar.", "valve-1")
QUESTION = "How hot does it get?"
PAGE = "wiki/answers/how-hot-does-it-get.md"


@pytest.fixture
def kettles(tmp_path):
    return kettle_team(tmp_path / "wiki")


@pytest.fixture
def run(kettles, capsys, monkeypatch):
    """Run `wiki …` with a model that gives these replies; return code, output, errors, requests."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")

    def go(*args, replies=()):
        queue = list(replies)
        with MessagesServer(lambda body: queue.pop(0)) as server:
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            code = main(["-C", str(kettles.root), *args])
            seen = [text_of(r.body) for r in server.requests]
        told = capsys.readouterr()
        assert queue == []
        return code, told.out, told.err, seen

    return go


def test_an_answer_cites_pages_and_quotes_and_says_what_it_cost(run):
    code, out, err, seen = run("ask", QUESTION, replies=[routed("kettle"), answered(HOT, WAS)])
    assert code == 0
    assert out == (
        "The kettle boils at 95 degrees. [1] [[kettle]]\n"
        "It boiled at 100 degrees before. [2] [[kettle]]\n"
        "\n"
        "[1] raw/2024-kettle-2024.md, line 3: “Since 2024 the kettle boils at 95 degrees.”\n"
        "[2] raw/2019-kettle-2019.md, line 3: “The kettle boils at 100 degrees.”\n"
    )
    assert "2 calls, $0." in err
    assert "`wiki file` keeps it as a page" in err
    assert len(seen) == 2


def test_machines_get_json_and_nothing_else(run):
    code, out, err, _ = run("ask", "--json", QUESTION, replies=[routed("kettle"), answered(HOT)])
    told = json.loads(out)
    assert (code, err) == (0, "")
    assert (told["status"], told["librarian"]) == ("answered", "model")
    assert told["sentences"][0]["labels"] == ["kettle-2024-1"]
    assert told["dollars"] > 0


def test_what_does_not_hold_is_struck_and_said(run):
    wrong = said("The kettle boils at 96 degrees.", "kettle-2024-1")
    replies = [routed("kettle"), answered(wrong, WAS), answered(wrong, WAS)]
    code, out, err, _ = run("ask", QUESTION, replies=replies)
    assert code == 0
    assert "96" not in out
    assert "note: struck, because “96” does not stand" in err


def test_a_model_judges_on_request_whether_the_quotes_support_each_sentence(run):
    doubt = {
        "item": 1,
        "words": "at 95 degrees",
        "closest": "95 degrees",
        "fault": "changes",
        "why": "the quote gives no pressure",
        "kind": "partly",
    }
    fine = {
        **doubt,
        "item": 2,
        "words": "",
        "closest": "",
        "fault": "",
        "why": "",
        "kind": "wholly",
    }
    replies = [routed("kettle"), answered(HOT, WAS), ok(json.dumps({"items": [doubt, fine]}))]
    code, _, err, seen = run("ask", "--check", QUESTION, replies=replies)
    assert code == 0
    assert "note: in doubt, the quote gives no pressure: “at 95 degrees”" in err
    assert "3 calls, $0." in err
    assert "Since 2024 the kettle boils at 95 degrees." in seen[2]
    code, _, err, _ = run("ask", "--check", "--librarian", "extractive", "How hot is the kettle?")
    assert "note: nothing was checked" in err


def test_not_known_is_an_answer_and_other_pages_that_hold_the_words_are_looked_at_first(run):
    unknown = answered(status="unknown", unknown=["The wiki does not say how loud the bar is."])
    code, out, _, seen = run(
        "ask", "--json", "How loud is the bar?", replies=[routed("kettle"), unknown, unknown]
    )
    told = json.loads(out)
    assert (code, told["status"]) == (0, "unknown")
    assert [page["slug"] for page in told["nearest"]] == ["kettle"]
    assert "opens at 2 bar" not in seen[1]
    assert "opens at 2 bar" in seen[2]  # the page that holds "bar", which was not shown


def test_an_answer_is_kept_as_a_page_and_then_answers_without_a_model(run, kettles):
    replies = [routed("kettle", "valve"), answered(HOT, BAR)]
    code, _, err, _ = run("ask", "--file", "--date", "2026-04-11", QUESTION, replies=replies)
    branch = "wiki/upkeep/file-how-hot-does-it-get-"
    assert code == 0
    assert f"proposed: {branch}" in err
    kettles.merge(
        kettles.git("branch", "--format=%(refname:short)", "--list", f"{branch}*").strip()
    )
    page = (kettles.root / PAGE).read_text()
    assert "The kettle boils at 95 degrees.[^kettle-2024-1]" in page
    log = (kettles.root / "log.md").read_text()
    assert (
        "## [2026-04-11] query | How hot does it get?\n\n- created: [[how-hot-does-it-get]]" in log
    )
    code, out, err, seen = run("ask", "how hot does it get")
    assert (code, seen) == (0, [])
    assert out.startswith("The kettle boils at 95 degrees. [1] [[how-hot-does-it-get]]\n")
    assert "was kept on [[how-hot-does-it-get]]; `--anew`" in err
    # The page is no evidence for itself: asked anew, it is neither in the index nor found.
    replies = [routed("kettle"), answered(HOT, WAS)]
    code, _, err, seen = run("ask", "--anew", "--file", QUESTION, replies=replies)
    assert (code, "how-hot-does-it-get" in seen[0]) == (0, False)
    assert "proposed: " in err
    assert main(["-C", str(kettles.root), "check"]) == 0


def test_the_last_answer_can_be_kept_later_but_not_once_the_wiki_says_otherwise(run, kettles):
    run("ask", QUESTION, replies=[routed("kettle"), answered(HOT, WAS)])
    code, out, err, _ = run("file", "--type", "comparison")
    assert code == 0
    assert out.startswith(f"{QUESTION}\n\nThe kettle boils at 95 degrees. [1] [[kettle]]")
    assert "proposed: " in err
    kettle = kettles.root / "wiki/entities/kettle.md"
    kettle.write_text(kettle.read_text().replace("[^kettle-2024-1]", "[^kettle-2024-2]"))
    (kettles.root / "wiki/sources/the-kettle-of-2024.md").unlink()
    kettles.git("commit", "-qam", "Another state")
    code, _, err, _ = run("file")
    assert code == 1
    assert "does not hold on the wiki as it is" in err


def test_after_a_question_without_an_answer_none_is_kept(run):
    run("ask", QUESTION, replies=[routed("kettle"), answered(HOT, WAS)])
    run("ask", "Why?", replies=[routed("kettle"), answered(status="unknown", unknown=["Not why."])])
    assert "There is no answer to keep" in run("file")[2]


def test_there_must_be_an_answer_to_keep(run, kettles):
    assert "There is no answer to keep" in run("file")[2]
    kept = kettles.root / ".git/wiki/answers/last.json"
    kept.parent.mkdir(parents=True)
    for text in ("{", "[]", '{"question": "Q?", "status": "sure"}'):
        kept.write_text(text)
        code, _, err, _ = run("file")
        assert (code, "answer" in err) == (1, True)


def test_an_earlier_wiki_is_asked_as_it_was_and_what_changed_since_is_said(run, kettles):
    was = kettles.git("rev-parse", "HEAD").strip()
    kettle = kettles.root / "wiki/entities/kettle.md"
    kettle.write_text(kettle.read_text().replace("boils at 95 degrees", "boils at 90 degrees"))
    kettles.git("commit", "-qam", "A later state")
    code, out, _, seen = run(
        "ask", "--as-of", was, QUESTION, replies=[routed("kettle"), answered(HOT)]
    )
    assert code == 0
    assert "boils at 95 degrees" in seen[1]
    told = out.split(f"({was[:12]}). Since then:\n")[1]
    assert "Kettle, wiki/entities/kettle.md: 1 statement" in told
    code, out, _, _ = run("ask", QUESTION, replies=[routed("valve"), answered(BAR)])
    assert "Since then" not in out


def test_the_sources_themselves_can_be_asked_to_compare(run):
    one = said("It holds 3 litres.", "kettle-2024-p1")
    code, out, _, seen = run(
        "ask", "--raw", "How many litres does it hold?", replies=[answered(one)]
    )
    assert code == 0
    assert "[^kettle-2024-p1]" in seen[0]
    assert out.startswith(
        "It holds 3 litres. [1]\n\n[1] raw/2024-kettle-2024.md, lines 3-6: “Since 2024"
    )
    assert "--file" in run("ask", "--raw", "--file", "Litres?")[2]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("x" * 100_000,), "longer than 2,000 characters"),
        (("?!",), "There is no question"),
        (("--pages", "tea", "How hot?"), "No page is called 'tea'"),
        (("--as-of", "1999-01-01", "How hot?"), "no commit yet"),
        (("--as-of", "nowhere", "How hot?"), "There is no commit 'nowhere'"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_a_sentence_before_anything_is_paid(run, args, why):
    code, _, err, seen = run("ask", *args)
    assert (code, seen) == (1, [])
    assert why in err


def test_given_pages_are_read_alone(run):
    code, _, _, seen = run("ask", "--pages", "Valve", "What opens?", replies=[answered(BAR)])
    assert (code, len(seen)) == (0, 1)
    assert '"page": "kettle"' not in seen[0]


def test_what_was_asked_is_named_in_a_refusal(run):
    no = {"status": "unknown", "unknown": ["The wiki does not say how loud it is."]}
    told = "do not say how loud it is."
    assert f"The sources {told}" in run("ask", "--raw", "How loud?", replies=[answered(**no)])[1]
    given = run("ask", "--pages", "Valve", "How loud?", replies=[answered(**no)])
    assert f"These pages {told}" in given[1]


def test_commands_of_a_terminal_in_a_question_leave_nothing_behind(run):
    asked = "\x1b[1;31mHow\x1b[0m hot\x1b]8;;http://x.test/\x07 is\x1b]8;;\x1b\\ it\x1b(B\x9b2K?"
    _, _, _, seen = run("ask", "--pages", "Valve", asked, replies=[answered(BAR)])
    assert "How hot is it ?" in seen[0]


def test_an_empty_wiki_says_what_to_do(tmp_path, capsys):
    made = team(tmp_path / "empty", {})
    assert main(["-C", str(made.root), "ask", "Anything?"]) == 1
    assert "Compile a source first" in capsys.readouterr().err
