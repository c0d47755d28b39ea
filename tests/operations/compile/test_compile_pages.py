"""Several pages in one request, over real HTTP: what is wrong with one costs no other."""

from __future__ import annotations

import json

import pytest

from pipeline.cli import main
from tests.helpers import scripted
from tests.helpers.repos import source, team
from tests.helpers.server import MessagesServer, ok, refused

ONE = source(
    "Moons in 2019",
    "Saturn has 82 known moons in this list. Titan is the largest moon of Saturn. Jupiter has 79"
    " known moons in this list.",
    "2019-10-08",
)
TWO = source("Moons in 2023", "Saturn has 145 known moons in this list. A Teapot has one orbit.")


@pytest.fixture
def wiki(tmp_path):
    return team(tmp_path / "wiki", {"one.md": ONE})


@pytest.fixture
def steps(monkeypatch):
    """Compile with a model that answers so; return the exit code, the steps asked until the pages are written, and the requests."""

    def run(made, answers):
        with MessagesServer(answers) as server:
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
            code = main(["-C", str(made.root), "compile", "--librarian", "model"])
            bodies = [r.body for r in server.requests if scripted.step_of(r.body) != "support"]
        return code, [scripted.step_of(b) for b in bodies], bodies

    return run


def with_pages(change):
    """Answer as a sensible model, but let `change` see each reply with several pages."""

    def answer(body):
        if scripted.step_of(body) != "pages" or len(body["messages"]) > 1:
            return scripted.answer(body)
        return ok(json.dumps(change(scripted.reply(body))))

    return answer


def pages_of(made):
    (branch,) = made.branches()
    return made.git("diff", "--name-only", f"main..{branch}").split()


def test_short_pages_are_written_in_one_request_with_each_claim_said_once(wiki, steps):
    code, asked, bodies = steps(wiki, scripted.answer)
    assert code == 0
    assert asked == ["extract", "plan", "pages"]
    text = scripted.text_of(bodies[2])
    assert text.count('"claim": "Titan is the largest moon of Saturn."') == 1
    names = [entry["page"] for entry, _ in scripted.entries(text)]
    assert names == ["moons-in-2019", "saturn", "titan", "jupiter"]


def test_new_pages_and_old_ones_share_a_request(wiki, steps):
    steps(wiki, scripted.answer)
    wiki.merge(wiki.branches()[0])
    wiki.git("branch", "-qD", wiki.branches()[0])
    wiki.add("raw/two.md", TWO)
    code, asked, bodies = steps(wiki, scripted.answer)
    assert code == 0
    assert asked == ["extract", "plan", "pages"]
    there = {e["page"]: old for e, old in scripted.entries(scripted.text_of(bodies[2]))}
    assert there == {"moons-in-2023": False, "saturn": True, "teapot": False}
    assert "[^two-1]" in wiki.at(wiki.branches()[0], "wiki/entities/saturn.md")
    assert "[^one-1]" in wiki.at(wiki.branches()[0], "wiki/entities/saturn.md")


def test_a_wrong_page_is_sent_back_without_the_others(wiki, steps):
    def forge(reply):
        reply["new"][1]["tldr"] = "Saturn is old.[^one-99]"
        return reply

    code, asked, bodies = steps(wiki, with_pages(forge))
    assert code == 0
    assert asked == ["extract", "plan", "pages", "create"]
    (entry,) = scripted.entries(scripted.text_of(bodies[3]))
    assert entry[0]["page"] == "saturn"
    assert "[^one-99] is not among the claims of this page" in bodies[3]["messages"][2]["content"]
    assert json.loads(bodies[3]["messages"][1]["content"]).keys() == {"tldr", "sections"}
    assert "one-99" not in wiki.at(wiki.branches()[0], "wiki/entities/saturn.md")


def test_several_wrong_pages_are_sent_back_together(wiki, steps):
    def forge(reply):
        for row in reply["new"][1:3]:
            row["tldr"] = "It is old.[^one-99]"
        return reply

    code, asked, bodies = steps(wiki, with_pages(forge))
    assert code == 0
    assert asked == ["extract", "plan", "pages", "pages"]
    assert [e["page"] for e, _ in scripted.entries(scripted.text_of(bodies[3]))] == [
        "saturn",
        "titan",
    ]
    assert "- `titan`: [^one-99] is not among" in bodies[3]["messages"][2]["content"]


def test_a_page_that_stays_wrong_is_refused_alone(wiki, steps):
    def answer(body):
        reply = scripted.reply(body)
        if scripted.step_of(body) == "pages":
            reply["new"][1]["tldr"] = "Saturn is old.[^one-99]"
        elif scripted.step_of(body) == "create":
            reply["tldr"] = "Saturn is old.[^one-99]"
        return ok(json.dumps(reply))

    code, _, _ = steps(wiki, answer)
    assert code == 1
    assert "wiki/entities/saturn.md" not in pages_of(wiki)
    assert "wiki/entities/titan.md" in pages_of(wiki)


@pytest.mark.parametrize(
    "rest",
    [
        lambda rows: rows[:1] + rows[2:],
        lambda rows: [*rows[:1], {"page": "saturn's", "tldr": "x", "sections": []}, *rows[2:]],
        lambda rows: [*rows[:1], None, 7, {"page": ["saturn"]}, *rows[2:]],
    ],
)
def test_a_page_that_a_reply_leaves_out_is_asked_for_alone(wiki, steps, rest):
    code, asked, bodies = steps(wiki, with_pages(lambda reply: {"new": rest(reply["new"])}))
    assert code == 0
    assert asked == ["extract", "plan", "pages", "create"]
    assert len(bodies[3]["messages"]) == 1
    assert "wiki/entities/saturn.md" in pages_of(wiki)


def test_a_row_of_another_shape_is_asked_for_again(wiki, steps):
    def broken(reply):
        reply["new"][1] = {"page": "saturn", "tldr": 5}
        return reply

    code, asked, bodies = steps(wiki, with_pages(broken))
    assert code == 0
    assert asked == ["extract", "plan", "pages", "create"]
    assert "tldr: Input should be a valid string" in bodies[3]["messages"][2]["content"]


@pytest.mark.parametrize("said", ["no", "[]", '{"pages": []}', '{"new": 3}', "{"])
def test_a_reply_that_is_no_such_object_leaves_every_page_to_be_asked_for_alone(wiki, steps, said):
    def answer(body):
        return ok(said) if scripted.step_of(body) == "pages" else scripted.answer(body)

    code, asked, _ = steps(wiki, answer)
    assert code == 0
    assert asked == ["extract", "plan", "pages", *["create"] * 4]


def test_a_refusal_of_several_pages_is_no_refusal_of_each(wiki, steps):
    def answer(body):
        return refused("x") if scripted.step_of(body) == "pages" else scripted.answer(body)

    code, asked, _ = steps(wiki, answer)
    assert code == 0
    assert asked.count("create") == 4


def test_a_figure_that_no_quote_holds_is_asked_for_again_then_dropped_and_listed(wiki, steps):
    def answer(body):
        reply = scripted.reply(body)
        if scripted.step_of(body) == "extract":
            reply["claims"][0]["text"] = "Saturn has 83 known moons in this list."
        return ok(json.dumps(reply))

    code, asked, bodies = steps(wiki, answer)
    assert code == 0
    assert asked[:3] == ["extract", "quotes", "plan"]
    assert '"in no quote": ["83"]' in scripted.text_of(bodies[1])
    text = next((wiki.root / ".git/wiki/proposals").glob("*.md")).read_text()
    assert "“83”: none of its quotes says so, also when asked again" in text
