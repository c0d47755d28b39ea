"""Kept answers whose statements changed are answered anew by their titles, in one change."""

import pytest

from pipeline.adapters.git.open_repository import open_repository
from pipeline.core.errors import UserError
from pipeline.librarian.extractive.answerer import ExtractiveAnswerer
from pipeline.operations.ask.answer_anew import answer_stale_pages
from pipeline.operations.ask.ask import ask_question
from pipeline.operations.ask.file_answer import propose_filing
from pipeline.operations.ask.open_wiki import open_wiki
from pipeline.operations.upkeep.upkeep import propose_upkeep
from tests.helpers.answering import kettle_team

DAY = "2026-04-11"
KETTLE = "wiki/entities/kettle.md"
BOILING = """---
title: Boiling
type: concept
---

The Kettle boils at 100 degrees.[^kettle-2019-1]

[^kettle-2019-1]: [kettle-2019](../../raw/2019-kettle-2019.md?plain=1#L3): "The kettle boils at 100 degrees."
"""
HOT, VALVE = "At how many degrees does the Kettle boil?", "At how many bar does the valve open?"


@pytest.fixture
def team(tmp_path):
    """A wiki that keeps the answers to two questions."""
    made = kettle_team(tmp_path / "team")
    for question in (HOT, VALVE):
        with open_repository(made.root) as repo:
            asked = open_wiki(repo)
            answer = ask_question(asked, question, ExtractiveAnswerer())
            proposal = propose_filing(answer, asked.snapshot, DAY, "answer")
        write(made, {file.path: file.after for file in proposal.files})
    return made


def write(team, texts):
    for path, text in texts.items():
        if text is None:
            (team.root / path).unlink()
        else:
            (team.root / path).parent.mkdir(parents=True, exist_ok=True)
            (team.root / path).write_text(text)
    team.git("add", "-A")
    team.git("commit", "-qm", "Change")


def change(team, path, old, new):
    text = (team.root / path).read_text()
    assert old in text
    write(team, {path: text.replace(old, new)})


def anew(team):
    with open_repository(team.root) as repo:
        asked = open_wiki(repo)
        made = answer_stale_pages(asked, ExtractiveAnswerer(), DAY)
        return made, propose_upkeep(made, asked.snapshot, DAY)


def page_of(proposal, slug):
    (text,) = [f.after for f in proposal.files if f.path == f"wiki/answers/{slug}.md"]
    return text


HOT_PAGE, VALVE_PAGE = (
    "at-how-many-degrees-does-the-kettle-boil",
    "at-how-many-bar-does-the-valve-open",
)


def test_where_nothing_changed_there_is_nothing_to_do(team):
    with pytest.raises(UserError, match="No kept answer is stale"):
        anew(team)


def test_a_stale_answer_is_given_anew_from_the_pages_and_not_from_itself(team):
    change(team, KETTLE, "boils at 95 degrees since 2024", "boils at 95 degrees, since 2024 only")
    made, proposal = anew(team)
    assert (made.verb, made.name) == ("file", HOT_PAGE)
    text = page_of(proposal, HOT_PAGE)
    assert "since 2024 only" in text
    assert f"- {HOT_PAGE}@" not in text
    write(team, {file.path: file.after for file in proposal.files})
    with pytest.raises(UserError, match="No kept answer is stale"):
        anew(team)


def test_several_are_one_change(team):
    change(team, KETTLE, "boils at 95 degrees since 2024", "boils at 95 degrees, since 2024 only")
    change(team, "wiki/concepts/valve.md", "]] opens at 2 bar", "]] always opens at 2 bar")
    made, proposal = anew(team)
    assert (made.name, made.title) == ("stale-answer", "Answer anew: 2 questions")
    assert "always" in page_of(proposal, VALVE_PAGE)
    assert "only" in page_of(proposal, HOT_PAGE)
    assert f"> {HOT}" in proposal.body()
    assert f"> {VALVE}" in proposal.body()


def test_an_answer_from_other_pages_names_what_goes_with_the_old_ones(team):
    gone_pages = {KETTLE: None, "wiki/sources/the-kettle-of-2024.md": None}
    write(team, {**gone_pages, "wiki/concepts/boiling.md": BOILING})
    with open_repository(team.root) as repo:
        made = answer_stale_pages(open_wiki(repo), ExtractiveAnswerer(), DAY)
    gone = {row.what for row in made.removed}
    assert "`related: kettle` of the front matter" in gone
    assert "`sources: raw/2024-kettle-2024.md` of the front matter" in gone
    assert f"the citation [^kettle-2024-1] on {HOT_PAGE}" in gone


def test_where_none_can_be_answered_the_error_names_them(team):
    write(team, {"wiki/concepts/valve.md": None})
    with pytest.raises(UserError, match=r"None of the questions .*at-how-many-bar"):
        anew(team)
