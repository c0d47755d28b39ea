"""The check of support in a compile, over real HTTP: what reviewers read when the model answers well, badly, late, cut off, or not at all.

Whatever comes of the check, the proposal stands: that is asserted with each of them.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest

from pipeline.cli import main
from tests.helpers import scripted, supporting
from tests.helpers.repos import SCHEMA, source, team
from tests.helpers.server import MessagesServer, ok, refused, status, stopped

ONE = source(
    "Moons in 2019",
    "Saturn has 82 known moons in this list. Titan is the largest moon of Saturn. Jupiter has about"
    " 79 known moons in this list.",
    "2019-10-08",
)
TWO = source(
    "Moons in 2023", "Saturn has 145 known moons in this list. Titan is also called a moon."
)


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "wiki", {"one.md": ONE})


@pytest.fixture
def compiled(monkeypatch, capsys):
    """Compile with a model that answers so; return the text of the proposal and the requests by step."""

    def run(made, answers, *args):
        with MessagesServer(answers) as server:
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
            code = main(["-C", str(made.root), "compile", "--date", "2026-01-02", *args])
        assert code == 0, capsys.readouterr()
        texts = sorted((made.root / ".git/wiki/proposals").glob("*.md"))
        steps = [(scripted.step_of(r.body), r.body) for r in server.requests]
        return texts[-1].read_text("utf-8"), steps

    return run


def asks(steps, step):
    return [body for name, body in steps if name == step]


def section(text):
    """The lines of doubtful sentences; empty where there is none."""
    return "\n".join(re.findall(r"^- \*\*Doubtful:.*$", text, re.MULTILINE))


def with_always(body):
    """A model that writes pages with a word that no quote has: Titan is always the largest."""
    said = scripted.reply(body)
    return ok(json.dumps(said, ensure_ascii=False).replace("Titan is the", "Titan is always the"))


def reworded(body):
    """A model that says the same in other words."""
    said = json.dumps(scripted.reply(body), ensure_ascii=False)
    return ok(said.replace("Saturn has", "The planet Saturn has"))


def model(support=supporting.answer, reword=supporting.answer, write=with_always):
    """Answer the steps as these do."""

    def answer(body):
        step = scripted.step_of(body)
        if step in ("support", "reword"):
            return (support if step == "support" else reword)(body)
        return write(body) if step in ("pages", "create", "update") else scripted.answer(body)

    return answer


def unmended(body):
    return ok(json.dumps({"statements": []}))


def page_of(made, path):
    (branch,) = made.branches()
    return made.at(branch, path)


# --- what is asked ---


def test_each_new_sentence_is_asked_about_with_its_quote_and_nothing_else_changes(wiki, compiled):
    text, steps = compiled(wiki, model(write=reworded))
    (body,) = asks(steps, "support")
    said = [row["statement"] for row in supporting.rows_of(body)]
    assert "The planet Saturn has 82 known moons in this list.[1]" in said
    quotes = {q["quote"]: q["words"] for q in supporting.lines_of(body, supporting.QUOTES)}
    assert quotes[1] == "Saturn has 82 known moons in this list."
    assert asks(steps, "reword") == []
    assert section(text) == ""
    assert "The planet Saturn has 82 known moons" in page_of(wiki, "wiki/entities/saturn.md")


def test_what_is_a_quote_word_for_word_is_not_asked_about(wiki, compiled):
    _, steps = compiled(wiki, scripted.answer)
    rows = [row for body in asks(steps, "support") for row in supporting.rows_of(body)]
    assert not [row for row in rows if "Saturn has 82" in row["statement"]]


def test_the_cost_of_the_check_stands_in_the_proposal(wiki, compiled):
    text, _ = compiled(wiki, model(write=reworded))
    assert "| support | claude-haiku-5-5 | 1 |" in text


def test_off_asks_nothing(tmp_path, compiled):
    schema = SCHEMA.replace("---\n", "---\nsupport: off\n", 1)
    made = team(tmp_path / "off", {"one.md": ONE}, schema)
    text, steps = compiled(made, model())
    assert asks(steps, "support") == []
    assert "support" not in text.split("Prompts:")[1]


def test_changed_asks_about_new_sentences_and_all_about_those_of_before_too(tmp_path, compiled):
    said = {}
    for of in ("changed", "all"):
        schema = SCHEMA.replace("---\n", f"---\nsupport: {of}\n", 1)
        made = team(tmp_path / of, {"one.md": ONE}, schema)
        compiled(made, model(write=reworded))
        made.merge(made.branches()[0])
        made.git("branch", "-qD", made.branches()[0])
        for kept in (made.root / ".git/wiki/support").rglob("*.json"):
            kept.unlink()
        made.add("raw/two.md", TWO)
        _, steps = compiled(made, model(write=reworded))
        rows = [row for body in asks(steps, "support") for row in supporting.rows_of(body)]
        said[of] = "\n".join(row["statement"] for row in rows)
    assert "145" in said["changed"]
    assert "82" not in said["changed"]
    assert "145" in said["all"]
    assert "82" in said["all"]


def test_what_was_examined_is_not_asked_about_again(wiki, compiled):
    compiled(wiki, model(reword=unmended))
    wiki.git("branch", "-qD", wiki.branches()[0])
    for kept in (wiki.root / ".git/wiki/replies").rglob("*.json"):
        kept.unlink()
    text, steps = compiled(wiki, model(reword=unmended))
    assert asks(steps, "support") == []
    assert "always" in section(text)


# --- what comes of doubts ---


def test_a_doubtful_sentence_is_worded_anew_once_and_looked_at_again(wiki, compiled):
    text, steps = compiled(wiki, model())
    assert len(asks(steps, "reword")) >= 1
    assert "Titan is the largest moon of Saturn" in page_of(wiki, "wiki/entities/titan.md")
    assert "always" not in page_of(wiki, "wiki/entities/titan.md")
    assert section(text) == ""
    again = supporting.rows_of(asks(steps, "support")[-1])
    assert {"Titan is the largest" in row["statement"] for row in again} == {True}


def test_what_stays_in_doubt_is_told_on_the_first_screen(wiki, compiled):
    def longer(body):
        said = supporting.reply(body)
        for row in said["items"]:
            row["words"] = "always the largest moon" if row["words"] else ""
            row["closest"] = "the largest moon of Saturn" if row["words"] else ""
        return ok(json.dumps(said))

    text, _ = compiled(wiki, model(longer, unmended))
    told = section(text)
    assert "Titan is always the largest moon of Saturn" in page_of(wiki, "wiki/entities/titan.md")
    assert "“always the largest moon” in “Titan is always the largest moon of Saturn.”" in told
    assert "“the largest moon of Saturn”" in told
    assert text.index("### Please look at") < text.index("**Doubtful:") < text.index("### More")


def test_an_addition_of_a_word_or_two_is_told_too(wiki, compiled):
    text, _ = compiled(wiki, model(reword=unmended))
    assert "“always” in" in section(text)


def test_new_words_that_the_gate_refuses_are_not_taken(wiki, compiled):
    def forged(body):
        said = supporting.rewording(body)
        for row in said["statements"]:
            row["text"] = f"{row['text']} See https://evil.example/x."
        return ok(json.dumps(said))

    text, _ = compiled(wiki, model(reword=forged))
    assert "evil.example" not in page_of(wiki, "wiki/entities/titan.md")
    assert "always" in section(text)


def test_what_code_can_tell_is_told_without_asking(wiki, compiled):
    def plainly(body):
        said = json.dumps(scripted.reply(body), ensure_ascii=False)
        return ok(said.replace("Jupiter has about 79", "Jupiter has 79"))

    text, steps = compiled(wiki, model(reword=unmended, write=plainly))
    rows = [row for body in asks(steps, "support") for row in supporting.rows_of(body)]
    assert not [row for row in rows if "Jupiter has 79" in row["statement"]]
    assert "The page gives 79 plainly, and the source says “about 79”." in section(text)


# --- what fails ---


@pytest.mark.parametrize(
    ("support", "said"),
    [
        (lambda body: status(400, "no such thing"), "The check of support failed"),
        (lambda body: ok("I cannot tell."), "A statement's answer was of no use"),
        (lambda body: stopped("max_tokens"), "The answer to a single statement was cut off."),
        (lambda body: refused("cyber"), "The model refused to judge a statement"),
    ],
)
def test_a_check_that_fails_is_said_and_the_proposal_stands(wiki, compiled, support, said):
    text, _ = compiled(wiki, model(support))
    assert said in text
    assert re.search(r"\d+ sentences were not checked for support by their quotes\.", text)
    assert "Titan is always the largest moon of Saturn" in page_of(wiki, "wiki/entities/titan.md")


def test_a_rewording_that_fails_is_said_and_the_doubt_told(wiki, compiled):
    text, _ = compiled(wiki, model(reword=lambda body: status(400, "no such thing")))
    assert "Rewording failed" in text
    assert "always" in section(text)


def test_a_budget_that_is_used_up_is_said(tmp_path, compiled):
    prices = "prices:\n  claude-haiku-5-5: {input: 100000, output: 100000}\n"
    schema = SCHEMA.replace("---\n", f"---\n{prices}", 1)
    schema = re.sub(r"^budget:\n", "budget:\n  ask_above: 1000\n", schema, flags=re.MULTILINE)
    made = team(tmp_path / "dear", {"one.md": ONE}, schema)
    text, steps = compiled(made, model())
    assert asks(steps, "support") == []
    assert "The budget is reached" in text
    assert "not checked for support" in text


def test_an_answer_that_comes_too_late_is_not_waited_for(tmp_path, compiled):
    schema = re.sub(r"seconds_per_source: \d+", "", SCHEMA)
    schema = re.sub(r"^budget:\n", "budget:\n  seconds_per_source: 4\n", schema, flags=re.MULTILINE)
    if "seconds_per_source" not in schema:
        schema = schema.replace("---\n", "---\nbudget: {seconds_per_source: 4}\n", 1)
    made = team(tmp_path / "late", {"one.md": ONE}, schema)
    late = lambda body: replace(supporting.answer(body), wait=30)  # noqa: E731
    text, _ = compiled(made, model(late))
    assert "not checked for support" in text
