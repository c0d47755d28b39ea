"""`wiki retract` and `wiki replace` with a model, over real HTTP: what is asked, taken, refused and told.

Whatever comes of the question, there is a proposal: what the model did not word well stays listed for a person.
"""

from __future__ import annotations

import json

import pytest

from pipeline.cli import main
from tests.helpers.repos import source, team
from tests.helpers.server import MessagesServer, ok, refused, status, stopped
from tests.helpers.supporting import STATEMENTS, lines_of

OLD = source(
    "Tolls of 2020",
    "The toll of the Long Bridge is 10 crowns. Carts pay it at the gate.",
    "2020-01-01",
)
NEW = source(
    "Bridges of 2023", "The Long Bridge is built of oak. The gate of the Long Bridge shuts at dusk.", "2023-01-01"
)  # fmt: skip
PAGE = """---
title: Gate
type: concept
aliases: []
sources: [raw/new.md, raw/old.md]
related: []
created: 2026-11-22
updated: 2026-11-22
confidence: medium
---

The gate of the Long Bridge shuts at dusk.[^new-2]

## Use

The gate[^new-2] takes 10 crowns of every cart.[^old-1] At this gate of oak[^new-1] carts pay.[^old-2]

"""
GOOD = ["The gate of the Long Bridge shuts at dusk.[^new-2]", "The Long Bridge is of oak.[^new-1]"]


@pytest.fixture
def wiki(tmp_path):
    """A wiki of two sources, with a page of which two sentences rest on both."""
    made = team(tmp_path / "wiki", {"old.md": OLD, "new.md": NEW})
    for name in ("old", "new"):
        cli(made, "compile", f"raw/{name}.md", "--librarian", "extractive", "--date", "2026-11-22")
        for branch in made.branches():
            made.merge(branch)
            made.git("branch", "-qD", branch)
    notes = [
        line
        for path in sorted((made.root / "wiki/sources").glob("*.md"))
        for line in path.read_text("utf-8").splitlines()
        if line.startswith(("[^old-1]:", "[^old-2]:", "[^new-1]:", "[^new-2]:"))
    ]
    assert len(notes) == 4
    made.add("wiki/concepts/gate.md", PAGE + "\n".join(notes) + "\n")
    return made


def cli(made, *args):
    return main(["-C", str(made.root), *args])


@pytest.fixture
def taken_back(monkeypatch):
    """Retract the old source with a model that answers so; return the page, the text and the requests."""

    def run(made, *answers, command=("retract", "raw/old.md"), args=(), code=0):
        with MessagesServer(*answers) as server:
            monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
            monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
            assert cli(made, *command, "--date", "2026-12-01", *args) == code
        (branch,) = made.git(
            "branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*"
        ).split()
        (text,) = (made.root / ".git/wiki/proposals").glob("re*.md")
        page = made.git("show", f"{branch}:wiki/concepts/gate.md")
        return page, text.read_text("utf-8"), [r.body for r in server.requests]

    return run


def reply(*texts, first=1):
    rows = [{"statement": n, "text": text} for n, text in enumerate(texts, first)]
    return ok(json.dumps({"statements": rows}))


def section(text, name):
    return text.partition(f"## {name}")[2].partition("\n## ")[0]


def test_all_sentences_of_a_retraction_are_worded_anew_by_one_request(wiki, taken_back):
    page, text, requests = taken_back(wiki, reply(*GOOD))
    assert " ".join(GOOD) in page
    assert "## Needs a person" not in text
    assert "of oak.”, in the place of “At this gate" in section(text, "Worded anew (2)")
    assert "quoted above" in section(text, "What goes")
    assert "| reword | claude-sonnet-5-5 | 1 | 100 |" in section(text, "Cost")
    assert "Prompts: reword `" in section(text, "Cost")
    (asked,) = requests
    one, two = lines_of(asked, STATEMENTS)
    assert one["words"] == "The gate[^new-2] takes 10 crowns of every cart.[^old-1]"
    assert (one["page"], one["heading"], one["gone"]) == ("Gate", "Use", ["old-1"])
    assert [q["id"] for q in one["quotes"]] == ["new-2"]
    assert two["quotes"][0]["words"] == ["The Long Bridge is built of oak."]


def test_the_page_is_one_that_the_check_and_the_lint_let_pass(wiki, taken_back, capsys):
    taken_back(wiki, reply(*GOOD))
    (branch,) = wiki.git("branch", "--format=%(refname:short)", "--list", "wiki/upkeep/*").split()
    wiki.merge(branch)
    capsys.readouterr()
    assert cli(wiki, "lint") == 0
    assert "error" not in capsys.readouterr().out.replace("0 errors", "")


def test_a_wording_that_no_quote_bears_is_asked_for_once_more(wiki, taken_back):
    page, text, requests = taken_back(
        wiki, reply("The gate takes 10 crowns.[^new-2]", GOOD[1]), reply(GOOD[0])
    )
    assert " ".join(GOOD) in page
    assert "## Needs a person" not in text
    again = requests[1]["messages"][-1]["content"]
    assert "statement 1: no quote that is left holds 10" in str(again)
    assert "for these only: 1." in str(again)


def test_one_that_is_wrong_twice_stays_with_a_person_and_spoils_no_other(wiki, taken_back):
    page, text, requests = taken_back(wiki, reply("The gate is old.", GOOD[1]))
    assert len(requests) == 2
    assert GOOD[1] in page
    assert "crowns" not in page
    assert "crowns of every cart.” rested on several" in section(text, "Needs a person (1)")
    assert "of oak" in section(text, "Worded anew (1)")
    assert "A statement's answer was of no use, also when asked again." in section(text, "Cost")


def test_an_empty_answer_takes_the_sentence_out_and_says_so(wiki, taken_back):
    page, text, _ = taken_back(wiki, reply("", GOOD[1]))
    assert "crowns" not in page
    assert f"## Use\n\n{GOOD[1]}" in page
    assert "a model found nothing to say in its place" in section(text, "What goes")
    assert "## Needs a person" not in text


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (status(400, "no such thing"), "No sentence was worded anew"),
        (status(401, "who are you"), "No sentence was worded anew"),
        (refused("cyber"), "The model refused to judge a statement (cyber)."),
        (stopped("max_tokens"), "The answer to a single statement was cut off."),
        (ok("Sorry, I cannot."), "of no use, also when asked again"),
        (ok(json.dumps({"statements": []})), "of no use, also when asked again"),
    ],
)
def test_a_model_that_fails_leaves_the_retraction_as_it_is_without_one(
    wiki, taken_back, answer, said
):
    page, text, _ = taken_back(wiki, answer)
    assert "[^old-" not in page
    assert "## Needs a person (2)" in text
    assert "## Worded anew" not in text
    assert said in section(text, "Cost")


def test_words_that_the_gate_refuses_are_given_up_and_the_others_stand(wiki, taken_back):
    mail = "The Long Bridge is of oak, says gate@oak.example.[^new-1]"
    page, text, _ = taken_back(wiki, reply(GOOD[0], mail))
    assert "oak.example" not in page
    assert GOOD[0] in page
    assert "## Worded anew (1)" in text
    assert "## Needs a person (1)" in text
    assert "New words were given up: " in section(text, "Cost")


def test_nothing_is_asked_past_the_budget(wiki, taken_back):
    schema = (wiki.root / "schema.md").read_text("utf-8")
    tight = schema.replace("tokens_per_source: 1000000", "tokens_per_source: 10")
    wiki.add("schema.md", tight)
    _, text, requests = taken_back(wiki, reply(*GOOD))
    assert requests == []
    assert "The budget is reached" in section(text, "Cost")


def test_the_embedded_librarian_asks_nobody(wiki, taken_back):
    _, text, requests = taken_back(wiki, reply(*GOOD), args=("--librarian", "extractive"))
    assert requests == []
    assert "## Needs a person (2)" in text
    assert "## Cost" not in text


def test_without_a_credential_nobody_is_asked_and_one_that_is_demanded_is_missed(
    wiki, capsys, monkeypatch
):
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    assert cli(wiki, "retract", "raw/old.md", "--date", "2026-12-01") == 0
    assert "## Needs a person (2)" in capsys.readouterr().out
    assert cli(wiki, "retract", "raw/old.md", "--librarian", "model") == 1
    assert "credential" in capsys.readouterr().err


def test_what_needs_no_wording_asks_nobody(wiki, taken_back):
    text = PAGE.partition("The gate[^new-2] takes")[0]
    notes = (wiki.root / "wiki/concepts/gate.md").read_text("utf-8").splitlines()
    wiki.add(
        "wiki/concepts/gate.md",
        text + "\n".join(x for x in notes if x.startswith("[^new-2]")) + "\n",
    )
    _, said, requests = taken_back(wiki, reply(*GOOD))
    assert requests == []
    assert "## Cost" not in said


def test_a_dry_run_shows_the_new_words_and_the_run_after_it_finds_them_paid_for(
    wiki, taken_back, capsys, monkeypatch
):
    with MessagesServer(reply(*GOOD)) as server:
        monkeypatch.setenv("ANTHROPIC_BASE_URL", server.url)
        monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-test-0123456789")
        assert cli(wiki, "retract", "raw/old.md", "--dry-run", "--date", "2026-12-01") == 0
        assert len(server.requests) == 1
    assert "## Worded anew (2)" in capsys.readouterr().out
    page, text, requests = taken_back(wiki, status(400))
    assert requests == []
    assert " ".join(GOOD) in page
    assert "Replies taken from the cache, at no cost: 1." in section(text, "Cost")


def test_a_replaced_source_leaves_remnants_too(wiki, taken_back):
    wiki.add(
        "raw/old-2.md", source("Tolls", "The toll of the Long Bridge is 20 crowns. Carts pay it at the gate.")
    )  # fmt: skip
    page, text, requests = taken_back(
        wiki, reply(GOOD[0]), command=("replace", "raw/old.md", "raw/old-2.md")
    )
    assert len(requests) == 1
    assert GOOD[0] in page
    assert "carts pay.[^old-2]" in page, "its words stand in the new source"
    assert "## Worded anew (1)" in text
